// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/writer.h"
#include "models/store/aggregates.h"
#include "models/store/duplicates.h"
#include "models/store/evidence.h"
#include "models/store/journal.h"
#include "models/store/privacy.h"
#include "models/store/retention.h"
#include "models/store/schema.h"
#include "models/store/times.h"
#include "models/store/writerimpl.h"
#include <algorithm>
#include <stdexcept>

namespace mv {
namespace {

// quick_check reads every page: a second for a gigabyte. Larger databases are checked after a kill or power cut only.
constexpr std::uintmax_t kAlwaysChecked = 256U << 20U;
constexpr std::int64_t kHourMs = 3'600'000;

std::filesystem::path beside(std::filesystem::path database, std::string_view suffix)
{
    database += suffix;
    return database;
}

std::uintmax_t sizeOf(const std::filesystem::path& file)
{
    std::error_code failed;
    const auto size = std::filesystem::file_size(file, failed);
    return failed ? 0 : size;
}

TimeRange timesOf(const Facts& facts, const FileRows& of)
{
    if (of.begin == of.end)
        return {};
    const auto [first, last] = std::ranges::minmax(std::span(facts[Column::Time]).subspan(of.begin, of.end - of.begin));
    return { timeAt(first), timeAt(last + 1) };
}

void putCoverage(sql::Connection& db, const Facts& facts, const FileRows& of)
{
    std::set<std::pair<std::int64_t, std::int64_t>> hours;
    std::pair<std::int64_t, std::int64_t> last { -1, -1 };
    for (std::size_t row = of.begin; row < of.end; ++row) {
        const std::pair hour { floorDivide(facts[Column::Time][row], kHourMs), facts[Column::Server][row] };
        if (hour != last)
            hours.insert(last = hour);
    }
    sql::Statement put(db, "INSERT OR IGNORE INTO coverage(hour, server, file) VALUES(?, ?, ?)");
    for (const auto& [hour, server] : hours)
        put.run(hour, server, of.file);
}

} // namespace

Writer::Impl::Impl(const std::filesystem::path& database)
    : path(database.string())
    , lock(beside(database, ".lock"), database)
    , wasKilled(sizeOf(beside(database, "-wal")) > 0)
    , db(sql::Connection::open(path, sql::Connection::Access::ReadWrite))
{
    migrate(db, path);
    // NORMAL: in WAL mode a killed program loses nothing; a power cut may lose the newest commits, never the order.
    db.exec("PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON; PRAGMA journal_size_limit = 67108864");
    eraseWhatGoes(db, isPseudonymised(db));
    if (wasKilled || sizeOf(database) <= kAlwaysChecked)
        checkIntegrity(db);
    load();
}

void Writer::Impl::load()
{
    names = Dimensions();
    for (std::size_t kind = 0; kind < kNameKinds; ++kind)
        names.load(db, static_cast<NameKind>(kind));
    open.load(db);
}

std::uint64_t Writer::Impl::nextGeneration()
{
    names.save(db);
    db.exec("UPDATE meta SET value = value + 1 WHERE key = 'generation'");
    return metaValue(db, "generation");
}

Writer::Writer(std::unique_ptr<Impl> impl)
    : m_impl(std::move(impl))
{
}
Writer::Writer(Writer&&) noexcept = default;
Writer& Writer::operator=(Writer&&) noexcept = default;
Writer::~Writer() = default;

Result<Writer> Writer::open(const std::filesystem::path& database)
{
    return guarded(database.string(), [&] { return Writer(std::make_unique<Impl>(database)); });
}

std::vector<ImportedFile> Writer::journal() const
{
    return guarded(m_impl->path, [&] { return journalFiles(m_impl->db); }).value_or(std::vector<ImportedFile> {});
}

std::vector<OpenMessage> Writer::openMessages() const
{
    return guarded(m_impl->path, [&] {
        return m_impl->open.all(m_impl->db, m_impl->names);
    }).value_or(std::vector<OpenMessage> {});
}

Result<FileId> Writer::putFile(const ImportedFile& file)
{
    return m_impl->inTransaction([&] {
        const FileId id = putJournalFile(m_impl->db, file);
        m_impl->nextGeneration();
        return id;
    });
}

void Writer::Impl::learnListed()
{
    const Names& providers = names[NameKind::Provider];
    for (auto id = static_cast<NameId>(names.savedSize(NameKind::Provider)); id < providers.size(); ++id)
        names.setListed(id, listed && listed(providers.text(id)));
}

std::vector<CommitResult> Writer::Impl::commit(const Batch& batch, std::span<const FilePart> parts)
{
    Facts facts = factsFrom(batch, names);
    std::vector<FileRows> files;
    std::size_t row = 0;
    for (const FilePart& part : parts) {
        const FileId file = putJournalFile(db, part.after);
        files.push_back({ file, row, row + part.rows, droppedOf(db, file) });
        row += part.rows;
        if (row > facts.size())
            break;
        std::fill(facts[Column::File].begin() + static_cast<std::ptrdiff_t>(files.back().begin),
            facts[Column::File].begin() + static_cast<std::ptrdiff_t>(row), file);
    }
    if (row != facts.size())
        throw std::runtime_error("The parts of a batch are not the whole of it: it can't be stored.");
    open.learnProviders(facts);
    const auto tooOld = withoutOld(facts, files, prunedFacts(db).beforeMs);

    Blocks blocks(db);
    const auto keep = withoutDuplicates(db, blocks, facts, files);
    std::vector<CommitResult> results;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const FileRows& of = files[i];
        CommittedFacts committed { of.end - of.begin, 0, timesOf(facts, of) };
        if (!keep.empty())
            committed.duplicates
                = static_cast<std::uint64_t>(std::count(keep.begin() + static_cast<std::ptrdiff_t>(of.begin),
                    keep.begin() + static_cast<std::ptrdiff_t>(of.end), false));
        committed.stored -= committed.duplicates;
        committed.tooOld = tooOld[i];
        const StoredEvidence evidence = putEvidence(db, names, of.file, parts[i].evidence);
        committed.stored += evidence.stored;
        committed.duplicates += evidence.repeated;
        committed.times = together(committed.times, evidence.times);
        putDropped(db, of.file, of.dropped);
        putCoverage(db, facts, of);
        addToJournal(db, of.file, committed);
        putRejected(db, of.file, parts[i].rejected);
        results.push_back({ committed.stored, committed.duplicates, 0, of.file, committed.tooOld });
    }
    if (!keep.empty())
        facts.keepOnly(keep);
    blocks.append(facts);
    learnListed();
    Aggregates aggregates(names);
    aggregates.add(facts);
    aggregates.save(db);
    open.apply(db, names, batch.openChanges);
    const auto generation = nextGeneration();
    for (CommitResult& result : results)
        result.generation = generation;
    return results;
}

Result<std::vector<CommitResult>> Writer::commit(const Batch& batch, std::span<const FilePart> parts)
{
    return m_impl->inTransaction([&] { return m_impl->commit(batch, parts); });
}

void Writer::setListed(std::function<bool(std::string_view provider)> listed) { m_impl->listed = std::move(listed); }

Result<std::int64_t> Writer::putIncident(const Incident& incident)
{
    return m_impl->inTransaction([&] {
        const auto id = mv::putIncident(m_impl->db, incident);
        m_impl->nextGeneration();
        return id;
    });
}

Result<void> Writer::deleteIncident(std::int64_t id)
{
    return m_impl->inTransaction([&] {
        sql::Statement remove(m_impl->db, "DELETE FROM incident WHERE id = ?");
        remove.run(id);
        m_impl->nextGeneration();
    });
}

Result<void> Writer::putProbes(std::span<const ProbeResult> probes)
{
    return m_impl->inTransaction([&] {
        mv::putProbes(m_impl->db, std::nullopt, probes);
        m_impl->nextGeneration();
    });
}

Result<void> Writer::putSetting(std::string_view key, std::string_view value)
{
    return m_impl->inTransaction([&] {
        putSettingValue(m_impl->db, key, value);
        m_impl->nextGeneration();
    });
}

std::string Writer::setting(std::string_view key) const
{
    return guarded(m_impl->path, [&] { return settingValue(m_impl->db, key); }).value_or(std::string());
}

} // namespace mv
