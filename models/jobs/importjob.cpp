// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/jobs/importjob.h"
#include "models/ingest/fileidentity.h"
#include "models/jobs/classifier.h"
#include "models/jobs/documentreader.h"
#include "models/jobs/filereader.h"
#include "models/jobs/privacy.h"
#include "models/jobs/rebuildjob.h"
#include <algorithm>
#include <deque>
#include <map>
#include <thread>

namespace mv {
namespace {

using State = FileProgress::State;

FileProgress waiting(const SourceRef& ref)
{
    FileProgress p;
    p.path = ref.path.string();
    p.member = ref.member;
    p.diskSize = ref.diskSize;
    return p;
}

FileProgress failed(const std::string& message)
{
    FileProgress p;
    p.state = State::Failed;
    p.message = message;
    return p;
}

// One run over all files: a reading thread, and the calling thread that classifies and commits.
class Import {
public:
    Import(const ImportOptions& options, Writer& writer, const ProviderTable& providers, const ReasonRules& rules,
        ImportProgress& progress, std::stop_token stop)
        : m_options(options)
        , m_writer(writer)
        , m_progress(progress)
        , m_stop(std::move(stop))
        , m_parcels(m_correlator, m_handover, Classifier(providers, rules), options.batchRows)
        , m_knownOfLogs([&writer](std::string_view key) { return writer.setting(key); })
        , m_classifier(providers, rules)
    {
        if (const auto key = pseudonymKey(writer)) {
            m_pseudonymiser.emplace(*key, m_parcels.sink());
            m_senders.emplace(*key);
        }
    }

    Result<ImportSummary> run(
        const std::vector<std::filesystem::path>& paths, const std::function<void(std::uint64_t)>& committed);

private:
    struct Item {
        Candidate candidate;
        std::size_t row = 0; // in the progress
    };

    void findCandidates(const std::vector<std::filesystem::path>&);
    void readAll();
    Result<ReadEnd> read(const FileReader::Shared&, const Item&);
    void setEnd(std::size_t row, const Result<ReadEnd>&);
    Result<std::vector<CommitResult>> commit(Parcel&);
    void replaceSenders(OpenChanges&);
    Result<void> remember(const Parcel&, const std::vector<CommitResult>&);

    const ImportOptions& m_options;
    Writer& m_writer;
    ImportProgress& m_progress;
    std::stop_token m_stop;         // the caller's
    std::stop_source m_stopReading; // also when nothing more can be written
    std::stop_callback<std::function<void()>> m_stopToo { m_stop, [this] { m_stopReading.request_stop(); } };
    std::deque<Item> m_items;
    Handover m_handover;
    // Of the reading thread.
    Correlator m_correlator;
    ParcelBuilder m_parcels;
    KnownFiles m_known;
    std::optional<Pseudonymiser> m_pseudonymiser;
    // Of the calling thread.
    KnownOfLogs m_knownOfLogs;
    std::map<std::size_t, const Candidate*> m_candidates; // by row
    Classifier m_classifier;
    std::optional<Pseudonyms> m_senders; // of messages, which are kept while they are open
    std::map<FileId, FileId> m_ids;      // given by the writer, for the negative ones of new files
};

void Import::findCandidates(const std::vector<std::filesystem::path>& paths)
{
    const auto sources = findSources(paths, m_options.limits);
    std::vector<FileProgress> rows;
    rows.reserve(sources.size());
    for (const auto& source : sources)
        rows.push_back(source ? waiting(*source) : failed(source.error().what));
    m_progress.set(std::move(rows));

    SourceOpener opener(m_options.limits, m_stopReading.get_token());
    for (std::size_t row = 0; row < sources.size(); ++row) {
        if (!sources[row])
            continue;
        if (m_stop.stop_requested()) {
            setEnd(row, ReadEnd::Cancelled);
            continue;
        }
        auto candidate = examine(*sources[row], m_options, m_knownOfLogs, opener, systemNow());
        if (!candidate) {
            setEnd(row, tl::unexpected(inWords(candidate.error(), *sources[row], systemNow())));
            continue;
        }
        if (!candidate->format && !candidate->document) {
            setEnd(row, ReadEnd::Read);
            continue;
        }
        Candidate& kept = m_items.emplace_back(Item { std::move(*candidate), row }).candidate;
        m_candidates[row] = &kept;
        if (!kept.rest && kept.head.size() > kHeadLength) { // of many files, only what knows them again
            kept.head.resize(kHeadLength);
            kept.head.shrink_to_fit();
        }
    }
}

void Import::readAll()
{
    std::vector<Item*> oldestFirst;
    for (Item& item : m_items)
        oldestFirst.push_back(&item);
    std::ranges::stable_sort(oldestFirst, {}, [](const Item* item) { return item->candidate.firstLine; });

    SourceOpener opener(m_options.limits, m_stopReading.get_token());
    const FileReader::Shared shared { m_correlator, m_parcels, m_known, opener, m_stopReading.get_token(),
        m_pseudonymiser ? &*m_pseudonymiser : nullptr };
    for (const Item* item : oldestFirst) {
        if (m_stop.stop_requested()) {
            setEnd(item->row, ReadEnd::Cancelled);
            continue;
        }
        const auto end = read(shared, *item);
        if (!end && !item->candidate.unreadable.empty())
            m_progress.change(item->row, [](FileProgress& p) { p.looksLikeTable = true; });
        setEnd(item->row, end);
        if (end && *end == ReadEnd::Cancelled && !m_stop.stop_requested())
            break; // nothing more can be written
    }
    m_parcels.finish();
    m_handover.finish();
}

Result<ReadEnd> Import::read(const FileReader::Shared& shared, const Item& item)
{
    const ReportProgress report = [&](const auto& change) { m_progress.change(item.row, change); };
    if (item.candidate.document)
        return DocumentReader(shared, item.candidate, item.row, report).run();
    return FileReader(shared, item.candidate, item.row, report).run();
}

void Import::setEnd(std::size_t row, const Result<ReadEnd>& end)
{
    m_progress.change(row, [&](FileProgress& p) {
        if (!end) {
            p.state = end.error().cancelled ? State::Cancelled : State::Failed;
            p.message = end.error().what;
            return;
        }
        switch (*end) {
        case ReadEnd::NothingNew:
            p.state = State::AlreadyImported;
            break;
        case ReadEnd::Read:
            p.state = State::Done;
            p.diskPosition = p.diskSize;
            break;
        case ReadEnd::Cancelled:
            p.state = State::Cancelled;
            break;
        }
    });
}

Result<std::vector<CommitResult>> Import::commit(Parcel& parcel)
{
    std::vector<FileId> readAs;
    for (FilePart& part : parcel.parts) {
        FileId& id = part.after.id;
        readAs.push_back(id);
        if (id < 0) {
            const auto known = m_ids.find(id);
            id = known == m_ids.end() ? 0 : known->second;
        }
    }
    m_classifier.startBatch();
    m_classifier.classify(parcel.read);
    for (FilePart& part : parcel.parts)
        m_classifier.classify(part.evidence);
    if (m_senders)
        replaceSenders(parcel.read.batch.openChanges);
    auto done = m_writer.commit(parcel.read.batch, parcel.parts);
    for (std::size_t i = 0; done && i < readAs.size(); ++i) {
        if (readAs[i] < 0)
            m_ids[readAs[i]] = (*done)[i].file;
    }
    return done;
}

// Their lines had pseudonyms already, but for what hides an address from all but the format (journald's arrays of
// bytes).
void Import::replaceSenders(OpenChanges& changes)
{
    std::string sender;
    for (OpenMessage& message : changes.open) {
        sender.clear();
        if (m_senders->replaceAddresses(message.sender, sender))
            message.sender = sender;
    }
}

// Of the logs that something was stored of: a zone that found nothing was chosen in vain.
Result<void> Import::remember(const Parcel& parcel, const std::vector<CommitResult>& results)
{
    for (std::size_t i = 0; i < results.size(); ++i) {
        if (results[i].stored == 0)
            continue;
        const Candidate& c = *m_candidates.at(parcel.rows[i]);
        if (auto ok = m_knownOfLogs.servers.remember(c.ref, m_writer); !ok)
            return ok;
        if (c.zoneFrom == Candidate::ZoneFrom::Elsewhere)
            continue;
        const ServerZones::Known zone { c.options.zone, c.zoneFrom == Candidate::ZoneFrom::User };
        if (auto ok = m_knownOfLogs.zones.remember(c.server, zone, m_writer); !ok)
            return ok;
    }
    return {};
}

Result<ImportSummary> Import::run(
    const std::vector<std::filesystem::path>& paths, const std::function<void(std::uint64_t)>& committed)
{
    const auto started = std::chrono::steady_clock::now();
    findCandidates(paths);
    m_known = KnownFiles(m_writer.journal());
    m_correlator.load(m_writer.openMessages());

    ImportSummary summary;
    std::optional<Error> error;
    std::jthread reading([this] { readAll(); });
    while (auto parcel = m_handover.take()) {
        const auto done = commit(*parcel);
        if (!done) {
            error = done.error();
            break;
        }
        for (std::size_t i = 0; i < done->size(); ++i) {
            const CommitResult& part = (*done)[i];
            summary.facts += part.stored;
            summary.duplicates += part.duplicates;
            summary.tooOld += part.tooOld;
            m_progress.change(parcel->rows[i], [&](FileProgress& p) {
                p.facts += part.stored;
                p.duplicates += part.duplicates;
            });
        }
        if (const auto remembered = remember(*parcel, *done); !remembered) {
            error = remembered.error();
            break;
        }
        m_handover.giveBack(std::move(parcel->read));
        if (committed)
            committed(done->front().generation);
    }
    if (error) {
        m_handover.giveUp();
        m_stopReading.request_stop();
    }
    reading.join();
    if (error)
        return tl::unexpected(*error);

    summary.files = m_progress.snapshot();
    for (const FileProgress& file : summary.files)
        summary.lines += file.lines;
    summary.cancelled = m_stop.stop_requested();
    summary.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
    return summary;
}

} // namespace

Result<ImportSummary> importFiles(const std::vector<std::filesystem::path>& paths, const ImportOptions& options,
    Writer& writer, const ProviderTable& providers, const ReasonRules& rules, ImportProgress& progress,
    std::stop_token stop, const std::function<void(std::uint64_t)>& committed)
{
    writer.setListed(listedIn(providers));
    auto summary = Import(options, writer, providers, rules, progress, stop).run(paths, committed);
    if (!summary || summary->cancelled)
        return summary;
    const auto pruned = pruneAsSet(writer, systemNow(), std::move(stop));
    if (!pruned && !pruned.error().cancelled)
        return tl::unexpected(pruned.error());
    if (pruned)
        summary->pruned = *pruned;
    if (committed && summary->pruned.facts > 0)
        committed(summary->pruned.generation);
    return summary;
}

} // namespace mv
