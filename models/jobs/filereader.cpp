// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/jobs/filereader.h"
#include "models/ingest/fileidentity.h"
#include "models/ingest/formats/mapped.h"
#include "models/ingest/headfirst.h"
#include "models/ingest/lines.h"
#include "models/ingest/mappingtext.h"
#include "models/jobs/zones.h"
#include <algorithm>
#include <array>

namespace mv {
namespace {

using Clock = std::chrono::steady_clock;

} // namespace

// Passes bytes on and remembers what identifies the file.
class FileReader::Tracked final : public ByteSource {
public:
    explicit Tracked(std::unique_ptr<ByteSource> source)
        : m_source(std::move(source))
    {
    }
    Result<std::size_t> read(std::span<char> into) override
    {
        auto n = m_source->read(into);
        if (n)
            m_identity.append({ into.data(), *n });
        return n;
    }
    bool seek(std::uint64_t position) override // not before the head was read
    {
        if (!m_source->seek(position))
            return false;
        m_identity.skipTo(position);
        return true;
    }
    bool readyWithin(std::chrono::milliseconds patience) override { return m_source->readyWithin(patience); }
    bool isUnfinished() const override { return m_source->isUnfinished(); }
    std::uint64_t diskPosition() const override { return m_source->diskPosition(); }
    FileIdentity identityAt(std::uint64_t length) const { return m_identity.at(length); }

private:
    std::unique_ptr<ByteSource> m_source;
    IdentityTracker m_identity;
};

FileReader::FileReader(const Shared& shared, const Candidate& candidate, std::size_t row, ReportProgress report)
    : m_shared(shared)
    , m_candidate(candidate)
    , m_row(row)
    , m_report(std::move(report))
    , m_started(Clock::now())
{
}

FileReader::~FileReader() = default;

Result<ReadEnd> FileReader::run()
{
    // Of the files with this beginning, the one read furthest. A pipe can't be read up to there and then anew: what
    // other files have told of it is dropped line by line.
    std::vector<const ImportedFile*> known;
    if (!m_candidate.rest)
        known = m_shared.known.beginningLike(m_candidate.head);
    for (const ImportedFile* file : known) {
        if (formatOf(*file) == nullptr)
            continue;
        const auto compared = resume(*file);
        if (!compared)
            return tl::unexpected(compared.error());
        if (*compared == Compared::Same)
            return readLines();
        if (*compared == Compared::Shorter)
            m_correlator = std::make_unique<Correlator>();
    }
    if (!m_candidate.unreadable.empty())
        return failure(m_candidate.unreadable);
    if (auto ok = restart(); !ok)
        return tl::unexpected(ok.error());
    return readLines();
}

// Goes to where the known file was left, if this is the same one.
Result<FileReader::Compared> FileReader::resume(const ImportedFile& known)
{
    if (auto ok = restart(); !ok)
        return tl::unexpected(ok.error());
    std::array<char, 64 * 1024> block {};
    const std::uint64_t length = known.identity.length;
    while (m_position < length) {
        if (m_position >= kHeadLength && m_position + kTailLength < length && m_source->seek(length - kTailLength))
            m_position = length - kTailLength;
        if (m_shared.stop.stop_requested())
            return cancelled();
        const auto n = m_source->read({ block.data(), std::min<std::size_t>(block.size(), length - m_position) });
        if (!n && n.error().cancelled)
            return tl::unexpected(n.error());
        if (!n || *n == 0) // damage is told of when it is read
            return Compared::Shorter;
        m_position += *n;
    }
    if (m_source->identityAt(length) != known.identity)
        return Compared::Other;
    // What was begun is gone on with in the same way, but for what the user says now.
    FormatOptions options = m_candidate.options;
    if (const auto zone = zoneByName(known.zone); zone && m_candidate.zoneFrom != Candidate::ZoneFrom::User)
        options.zone = *zone;
    if (!options.overrideServer) {
        options.server = known.server;
        options.overrideServer = known.serverChosen;
    }
    m_format = formatOf(known)->make(options, correlator());
    m_file = known;
    m_file.zone = options.zone.name();
    m_file.server = options.server;
    m_file.serverChosen = options.overrideServer;
    m_format->loadState(known.formatState);
    m_before = m_format->counts();
    return Compared::Same;
}

// The format to go on in; null: the user wants it read in another one, or the program does not know it.
const FormatInfo* FileReader::formatOf(const ImportedFile& known) const
{
    const bool otherFormat = m_candidate.formatChosen && m_candidate.format->id != known.format;
    const bool otherMapping = m_candidate.formatChosen && m_candidate.options.mapping
        && mappingInState(known.formatState) != mappingText(*m_candidate.options.mapping);
    return otherFormat || otherMapping ? nullptr : fileFormatById(known.format).lines;
}

Result<void> FileReader::restart()
{
    m_source.reset(); // before the next is opened
    if (m_candidate.rest) {
        m_source = std::make_unique<Tracked>(std::make_unique<HeadFirst>(m_candidate.head, m_candidate.rest));
    } else {
        auto source = m_shared.opener.open(m_candidate.ref);
        if (!source)
            return tl::unexpected(source.error());
        m_source = std::make_unique<Tracked>(std::move(*source));
    }
    m_format = m_candidate.format->make(m_candidate.options, correlator());
    m_file = {};
    m_file.id = -1 - static_cast<FileId>(m_row);
    m_before = {};
    m_file.format = m_candidate.format->id;
    m_file.zone = m_candidate.options.zone.name();
    m_file.server = m_candidate.options.server;
    m_file.serverChosen = m_candidate.options.overrideServer;
    m_position = 0;
    return {};
}

std::span<const Line> FileReader::read(std::span<const Line> lines)
{
    return m_shared.pseudonymiser ? m_shared.pseudonymiser->lines(lines) : lines;
}

Result<ReadEnd> FileReader::readLines()
{
    const std::uint64_t begun = m_told = m_position;
    const bool wasComplete = m_file.state == FileState::Complete;
    const bool moved = m_file.path != m_candidate.ref.path.string() || m_file.member != m_candidate.ref.member;
    m_file.path = m_candidate.ref.path.string();
    m_file.member = m_candidate.ref.member;
    m_file.importedAt = m_candidate.options.now;
    if (!m_shared.parcels.begin(m_file.id))
        return ReadEnd::Cancelled;
    LineReader lines(*m_source, m_position);
    for (bool final = false;;) {
        if (!tellBeforeSilence())
            return ReadEnd::Cancelled;
        const auto block = m_shared.stop.stop_requested() ? cancelled() : lines.next(final);
        if (!block && block.error().cancelled) {
            if (m_position > begun) // else nothing has changed
                putPart(FileState::Cancelled, {});
            return ReadEnd::Cancelled;
        }
        if (!block) {
            const Error why = inWords(block.error(), m_candidate.ref, m_candidate.options.now);
            putPart(FileState::Failed, why.what);
            m_shared.known.remember(m_file);
            return tl::unexpected(why);
        }
        if (block->empty()) {
            if (final || endMayGrow())
                break;
            final = true; // a last line without an end is a whole one
            continue;
        }
        m_format->feed(read(*block), m_shared.sink());
        m_shared.parcels.shareWork();
        m_position = lines.offset();
        report();
        if (m_shared.parcels.isDue() && !putPart(FileState::Reading, {}))
            return ReadEnd::Cancelled;
    }
    const bool nothingNew = m_position == begun && wasComplete;
    if (nothingNew && !moved)
        return ReadEnd::NothingNew;
    if (!nothingNew)
        m_format->finish(m_shared.sink());
    if (!putPart(FileState::Complete, m_format->remark()))
        return ReadEnd::Cancelled;
    m_report([&](FileProgress& p) { p.message = m_file.message; });
    m_shared.known.remember(m_file); // the next file may be the same one
    report();
    return nothingNew ? ReadEnd::NothingNew : ReadEnd::Read;
}

// A pipe may be silent for hours: what came is told before it is waited for.
bool FileReader::tellBeforeSilence()
{
    if (m_position == m_told || m_source->readyWithin(kSilence))
        return true;
    return putPart(FileState::Reading, {}) && m_shared.parcels.handOver();
}

bool FileReader::putPart(FileState state, const std::string& message)
{
    m_file.identity = m_source->identityAt(m_position);
    m_file.lines = m_format->counts();
    m_file.formatState = m_format->saveState();
    if (m_shared.pseudonymiser && !m_format->stateNamesColumns())
        m_shared.pseudonymiser->clean(m_file.formatState);
    m_file.state = state;
    m_file.message = message;
    m_told = m_position;
    return m_shared.parcels.add(m_row, m_file);
}

// A plain file that was just written to may end in the middle of a line, and so may a compressed one without its end.
bool FileReader::endMayGrow() const
{
    const SourceRef& ref = m_candidate.ref;
    return m_source->isUnfinished()
        || (!m_candidate.rest && ref.member.empty() && !ref.compressed && isFresh(ref, m_candidate.options.now));
}

void FileReader::report() const
{
    m_report([this](FileProgress& p) {
        p.state = FileProgress::State::Reading;
        p.format = fileFormatById(m_file.format).name();
        p.diskPosition = m_source->diskPosition();
        p.bytes = m_position;
        p.lines = m_format->counts();
        p.lines -= m_before;
        p.seconds = std::chrono::duration<double>(Clock::now() - m_started).count();
    });
}

} // namespace mv
