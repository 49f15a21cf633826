// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/sqlite/sqlite.h"
#include <sqlite3.h>

namespace mv::sql {
namespace {

constexpr int kVmStepsBetweenPolls = 10'000;

Failure::Kind kindOf(int code)
{
    switch (code & 0xff) {
    case SQLITE_FULL:
        return Failure::Kind::Full;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return Failure::Kind::Busy;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return Failure::Kind::Corrupt;
    case SQLITE_CANTOPEN:
        return Failure::Kind::CannotOpen;
    case SQLITE_READONLY:
        return Failure::Kind::ReadOnly;
    case SQLITE_INTERRUPT:
        return Failure::Kind::Interrupted;
    default:
        return Failure::Kind::Other;
    }
}

} // namespace

void Close::operator()(sqlite3* db) const noexcept { sqlite3_close_v2(db); }
void Finalize::operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }

Failure::Failure(int sqliteCode, const std::string& text)
    : std::runtime_error(text)
    , m_kind(kindOf(sqliteCode))
{
}

Connection Connection::open(const std::string& path, Access access)
{
    const int how = access == Access::ReadWrite ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY;
    sqlite3* raw = nullptr;
    const int code = sqlite3_open_v2(path.c_str(), &raw, how | SQLITE_OPEN_NOMUTEX, nullptr);
    Connection connection;
    connection.m_db.reset(raw);
    if (code != SQLITE_OK)
        throw Failure(code, raw != nullptr ? sqlite3_errmsg(raw) : "out of memory");
    sqlite3_busy_timeout(raw, 5'000);
    return connection;
}

void Connection::exec(std::string_view sql)
{
    const std::string terminated(sql);
    const int code = sqlite3_exec(m_db.get(), terminated.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK)
        throw Failure(code, sqlite3_errmsg(m_db.get()));
}

int Connection::changes() const { return sqlite3_changes(m_db.get()); }

std::int64_t Connection::lastRowId() const { return sqlite3_last_insert_rowid(m_db.get()); }
bool Connection::inTransaction() const { return sqlite3_get_autocommit(m_db.get()) == 0; }

Statement::Statement(Connection& db, std::string_view sql)
{
    sqlite3_stmt* raw = nullptr;
    const int code = sqlite3_prepare_v3(
        db.handle(), sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &raw, nullptr);
    m_statement.reset(raw);
    if (code != SQLITE_OK)
        throw Failure(code, sqlite3_errmsg(db.handle()));
}

void Statement::check(int code) const
{
    if (code != SQLITE_OK)
        throw Failure(code, sqlite3_errmsg(sqlite3_db_handle(m_statement.get())));
}

bool Statement::step()
{
    const int code = sqlite3_step(m_statement.get());
    if (code == SQLITE_ROW)
        return true;
    if (code != SQLITE_DONE)
        check(code);
    return false;
}

void Statement::reset() noexcept { sqlite3_reset(m_statement.get()); }

std::int64_t Statement::int64(int column) const { return sqlite3_column_int64(m_statement.get(), column); }
double Statement::real(int column) const { return sqlite3_column_double(m_statement.get(), column); }
bool Statement::isNull(int column) const { return sqlite3_column_type(m_statement.get(), column) == SQLITE_NULL; }

std::string_view Statement::text(int column) const
{
    const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(m_statement.get(), column));
    if (bytes == nullptr)
        return {};
    return { bytes, static_cast<std::size_t>(sqlite3_column_bytes(m_statement.get(), column)) };
}

std::string_view Statement::blob(int column) const
{
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(m_statement.get(), column));
    if (bytes == nullptr)
        return {};
    return { bytes, static_cast<std::size_t>(sqlite3_column_bytes(m_statement.get(), column)) };
}

void Statement::bindInt(int at, std::int64_t value) { check(sqlite3_bind_int64(m_statement.get(), at, value)); }

void Statement::bindText(int at, std::string_view text)
{
    // A null pointer would bind NULL, which is not the empty text.
    const char* data = text.data() != nullptr ? text.data() : "";
    check(sqlite3_bind_text64(m_statement.get(), at, data, text.size(), SQLITE_STATIC, SQLITE_UTF8));
}

void Statement::bindBlob(int at, std::string_view bytes)
{
    const char* data = bytes.data() != nullptr ? bytes.data() : "";
    check(sqlite3_bind_blob64(m_statement.get(), at, data, bytes.size(), SQLITE_STATIC));
}

void Statement::bindOptional(int at, const std::optional<std::int64_t>& value)
{
    if (value)
        bindInt(at, *value);
    else
        check(sqlite3_bind_null(m_statement.get(), at));
}

void Statement::bindOptional(int at, const std::optional<double>& value)
{
    check(value ? sqlite3_bind_double(m_statement.get(), at, *value) : sqlite3_bind_null(m_statement.get(), at));
}

StopWith::StopWith(Connection& db, std::stop_token stop)
    : m_db(db)
    , m_stop(std::move(stop))
{
    const auto poll
        = [](void* self) { return static_cast<int>(static_cast<StopWith*>(self)->m_stop.stop_requested()); };
    sqlite3_progress_handler(m_db.handle(), kVmStepsBetweenPolls, poll, this);
}

StopWith::~StopWith() { sqlite3_progress_handler(m_db.handle(), 0, nullptr, nullptr); }

Transaction::Transaction(Connection& db, Kind kind)
    : m_db(&db)
{
    db.exec(kind == Kind::Write ? "BEGIN IMMEDIATE" : "BEGIN");
}

Transaction::~Transaction()
{
    // After some failures (a full disk) SQLite has rolled back already.
    if (m_db != nullptr && m_db->inTransaction())
        sqlite3_exec(m_db->handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void Transaction::commit()
{
    m_db->exec("COMMIT");
    m_db = nullptr;
}

} // namespace mv::sql
