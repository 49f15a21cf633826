// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/errors.h"
#include "models/store/sqlite/sqlite.h"
#include <fmt/format.h>
#include <new>

namespace mv {
namespace {

std::string textFor(const sql::Failure& failure, std::string_view database)
{
    using Kind = sql::Failure::Kind;
    switch (failure.kind()) {
    case Kind::Full:
        return fmt::format("The disk of the database {} is full. Nothing of this step was stored.", database);
    case Kind::Busy:
        return fmt::format("The database {} is locked by another program.", database);
    case Kind::Corrupt:
        return fmt::format("The database {} is damaged ({}). Restore a copy, or import the logs into a new one.",
            database, failure.what());
    case Kind::CannotOpen:
        return fmt::format("The database {} cannot be opened: {}.", database, failure.what());
    case Kind::ReadOnly:
        return fmt::format("The database {} cannot be written: {}.", database, failure.what());
    case Kind::Interrupted:
    case Kind::Other:
        break;
    }
    return fmt::format("The database {} reports: {}.", database, failure.what());
}

} // namespace

Error errorFrom(std::exception_ptr exception, std::string_view database)
{
    try {
        std::rethrow_exception(std::move(exception));
    } catch (const Stopped&) {
        return cancelled().value();
    } catch (const sql::Failure& failure) {
        if (failure.kind() == sql::Failure::Kind::Interrupted)
            return cancelled().value();
        return { textFor(failure, database) };
    } catch (const DamagedData& damage) {
        return { fmt::format("The database {} is damaged: {}. Restore a copy, or import the logs into a new one.",
            database, damage.what()) };
    } catch (const std::bad_alloc&) {
        return { fmt::format("Not enough memory for this question to the database {}.", database) };
    } catch (const std::exception& other) {
        return { other.what() };
    }
}

} // namespace mv
