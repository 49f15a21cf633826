// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/jobs/documentreader.h"
#include "models/ingest/fileidentity.h"
#include "models/ingest/headfirst.h"
#include "models/jobs/zones.h"
#include <algorithm>
#include <fmt/format.h>

namespace mv {
namespace {

constexpr std::size_t kStep = std::size_t { 1 } << 20;

FileIdentity identityOf(std::string_view whole)
{
    IdentityTracker tracker;
    tracker.append(whole);
    return tracker.at(whole.size());
}

} // namespace

DocumentReader::DocumentReader(
    const FileReader::Shared& shared, const Candidate& candidate, std::size_t row, ReportProgress report)
    : m_shared(shared)
    , m_candidate(candidate)
    , m_row(row)
    , m_report(std::move(report))
{
    m_file.id = -1 - static_cast<FileId>(row);
    m_file.path = candidate.ref.path.string();
    m_file.member = candidate.ref.member;
    m_file.format = candidate.document->id;
    m_file.zone = candidate.options.zone.name();
    m_file.server = candidate.options.server;
    m_file.serverChosen = candidate.options.overrideServer;
    m_file.importedAt = candidate.options.now;
}

Result<std::string> DocumentReader::readAll()
{
    std::unique_ptr<ByteSource> source;
    if (m_candidate.rest) {
        source = std::make_unique<HeadFirst>(m_candidate.head, m_candidate.rest);
    } else {
        auto opened = m_shared.opener.open(m_candidate.ref);
        if (!opened)
            return tl::unexpected(opened.error());
        source = std::move(*opened);
    }
    std::string whole;
    for (;;) {
        if (m_shared.stop.stop_requested())
            return cancelled();
        const std::size_t size = whole.size();
        if (size > kMaxDocument)
            return failure(fmt::format("{}: longer than {} MiB, which is the most that is read of a {}.",
                shownPath(m_file.path, m_file.member), kMaxDocument >> 20U, m_candidate.document->name));
        whole.resize(size + kStep);
        const auto n = source->read({ whole.data() + size, kStep });
        if (!n)
            return tl::unexpected(inWords(n.error(), m_candidate.ref, m_candidate.options.now));
        whole.resize(size + *n);
        if (*n == 0)
            return whole;
    }
}

// As it was read before, and in the same way.
const ImportedFile* DocumentReader::known(const FileIdentity& identity) const
{
    for (const ImportedFile* file : m_shared.known.beginningLike(m_candidate.head)) {
        if (file->identity == identity && file->format == m_file.format && file->zone == m_file.zone
            && file->state == FileState::Complete)
            return file;
    }
    return nullptr;
}

Result<ReadEnd> DocumentReader::run()
{
    const auto whole = readAll();
    if (!whole)
        return whole.error().cancelled ? Result<ReadEnd>(ReadEnd::Cancelled) : tl::unexpected(whole.error());
    m_file.identity = identityOf(*whole);
    if (const ImportedFile* before = known(m_file.identity)) {
        const bool moved = before->path != m_file.path || before->member != m_file.member;
        if (!moved)
            return ReadEnd::NothingNew;
        ImportedFile here = *before;
        here.path = m_file.path;
        here.member = m_file.member;
        m_file = here;
        if (!m_shared.parcels.begin(m_file.id) || !put(FileState::Complete, m_file.message))
            return ReadEnd::Cancelled;
        return ReadEnd::NothingNew;
    }
    if (!m_shared.parcels.begin(m_file.id))
        return ReadEnd::Cancelled;
    DocumentOptions options;
    options.zone = m_candidate.options.zone;
    options.fileTime = m_candidate.options.fileTime;
    options.now = m_candidate.options.now;
    options.path = m_candidate.options.path;
    auto read = m_candidate.document->read(*whole, options);
    if (!read) {
        const Error why { shownPath(m_file.path, m_file.member) + ": " + read.error().what, read.error().cancelled };
        put(FileState::Failed, why.what);
        return tl::unexpected(why);
    }
    Sink& sink = m_shared.sink();
    for (const RejectedLine& problem : read->rejected)
        sink.reject(problem);
    sink.evidence(std::move(read->evidence));
    m_file.lines = read->records;
    if (!put(FileState::Complete, read->remark))
        return ReadEnd::Cancelled;
    m_shared.known.remember(m_file);
    return ReadEnd::Read;
}

bool DocumentReader::put(FileState state, const std::string& message)
{
    m_file.state = state;
    m_file.message = message;
    m_report([&](FileProgress& p) {
        p.state = FileProgress::State::Reading;
        p.format = m_candidate.document->name;
        p.bytes = m_file.identity.length;
        p.lines = m_file.lines;
        p.message = message;
    });
    return m_shared.parcels.add(m_row, m_file);
}

} // namespace mv
