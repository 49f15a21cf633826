// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/readerimpl.h"
#include "models/store/schema.h"
#include <fmt/format.h>

namespace mv {
namespace {

sql::Connection openForReading(const std::filesystem::path& database)
{
    if (!std::filesystem::exists(database))
        throw std::runtime_error(fmt::format("There is no database {}.", database.string()));
    auto db = sql::Connection::open(database.string(), sql::Connection::Access::ReadOnly);
    requireReadable(db, database.string());
    return db;
}

} // namespace

Reader::Impl::Impl(const std::filesystem::path& database)
    : path(database.string())
    , db(openForReading(database))
    , blocks(db)
{
}

void Reader::Impl::refresh()
{
    const auto generationNow = metaValue(db, "generation");
    if (m_generation == generationNow)
        return;
    const auto labelsNow = metaValue(db, "labels");
    if (m_labels != labelsNow)
        m_dimensions = Dimensions(); // providers may be listed or not listed any more
    m_generation = generationNow;
    m_labels = labelsNow;
    m_current.reset();
    m_waitingNow.reset();
    m_pruned = prunedFacts(db);
}

const Names& Reader::Impl::names(NameKind kind)
{
    const auto index = static_cast<std::size_t>(kind);
    if (!m_current[index]) {
        m_dimensions.load(db, kind);
        m_current[index] = true;
    }
    return m_dimensions[kind];
}

const std::vector<Waiting>& Reader::Impl::waiting()
{
    if (!m_waitingNow) {
        for (const auto kind : { NameKind::Server, NameKind::Source, NameKind::Domain })
            names(kind);
        m_waitingNow = waitingRecipients(db, m_dimensions);
    }
    return *m_waitingNow;
}

Reader::Reader(std::unique_ptr<Impl> impl)
    : m_impl(std::move(impl))
{
}
Reader::Reader(Reader&&) noexcept = default;
Reader& Reader::operator=(Reader&&) noexcept = default;
Reader::~Reader() = default;

Result<Reader> Reader::open(const std::filesystem::path& database)
{
    return guarded(database.string(), [&] { return Reader(std::make_unique<Impl>(database)); });
}

std::uint64_t Reader::generation() const
{
    return guarded(m_impl->path, [&] { return metaValue(m_impl->db, "generation"); }).value_or(0);
}

std::string Reader::setting(std::string_view key) const
{
    return guarded(m_impl->path, [&] { return settingValue(m_impl->db, key); }).value_or(std::string());
}

} // namespace mv
