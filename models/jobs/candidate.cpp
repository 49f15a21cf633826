// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/jobs/candidate.h"
#include "models/ingest/envelope.h"
#include "models/ingest/lines.h"
#include "models/ingest/memorysource.h"
#include "models/ingest/syslogtime.h"
#include "models/jobs/zones.h"
#include <fmt/format.h>

namespace mv {
namespace {

constexpr std::size_t kHeadBytes = 64 * 1024;

Result<std::string> readHead(ByteSource& source)
{
    std::string head(kHeadBytes, '\0');
    const auto filled = readFully(source, head);
    if (!filled)
        return tl::unexpected(filled.error());
    head.resize(*filled);
    return head;
}

// The first line that has a time, and the host that wrote it.
struct FirstLine {
    UtcTime at {};
    std::string host;
};

FirstLine firstLineOf(const Candidate& c)
{
    MemorySource source(c.head);
    LineReader lines(source);
    EnvelopeReader reader(c.options);
    Envelope envelope;
    for (auto block = lines.next(true); block && !block->empty(); block = lines.next(true)) {
        for (const Line& line : *block) {
            if (reader.read(line, envelope) == EnvelopeReader::Kind::Message)
                return { envelope.at, std::string(envelope.host) };
        }
    }
    return { c.ref.modified, {} };
}

// A zone that has this offset at the time of the file: the system's when it fits, else the bare offset.
Zone zoneWithOffset(std::chrono::seconds offset, UtcTime at)
{
    const Zone system = systemZone();
    return system.offsetAt(at) == offset ? system : Zone::fixed(offset);
}

// Standard input, a FIFO, a shell's <(...): can be read only once.
bool isPipe(const SourceRef& ref)
{
    std::error_code unknown;
    return ref.path == "-" || !std::filesystem::is_regular_file(ref.path, unknown);
}

} // namespace

Result<Candidate> examine(const SourceRef& ref, const ImportOptions& options, UtcTime now)
{
    auto source = openSource(ref, options.limits);
    if (!source)
        return tl::unexpected(source.error());
    auto head = readHead(**source);
    if (!head)
        return tl::unexpected(head.error());
    Candidate c;
    c.ref = ref;
    if (head->empty())
        return c; // a log just after its rotation: nothing to read, and nothing wrong
    if (isPipe(ref))
        c.rest = std::move(*source);
    c.head = std::move(*head);
    if (options.format.empty()) {
        c.format = detectFormat(c.head).format;
        if (c.format == nullptr)
            return failure(
                fmt::format("{}: no known format. Its first lines are not those of a mail log; choose the format.",
                    ref.path == "-" ? "Standard input" : ref.path.string()));
    } else {
        c.format = formatById(options.format);
        if (c.format == nullptr)
            return failure(fmt::format("There is no format \"{}\".", options.format));
    }

    c.options.fileTime = ref.modified;
    c.options.now = now;
    c.options.year = options.year;
    c.options.server = options.server;
    c.options.overrideServer = !options.server.empty();
    c.options.sourceOf = options.sourceOf;
    c.options.zone = options.zone.value_or(systemZone());
    if (const auto evidence = clockEvidence(c.head)) {
        if (!c.options.year && evidence->year != 0)
            c.options.year = evidence->year;
        if (!options.zone && evidence->utcOffset)
            c.options.zone = zoneWithOffset(*evidence->utcOffset, firstLineOf(c).at);
    }
    FirstLine first = firstLineOf(c);
    if (!options.zone && options.zoneOf) {
        if (const auto chosen = options.zoneOf(first.host)) {
            c.options.zone = *chosen;
            first = firstLineOf(c);
        }
    }
    c.firstLine = first.at;
    return c;
}

} // namespace mv
