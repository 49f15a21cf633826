// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/jobs/candidate.h"
#include "models/ingest/envelope.h"
#include "models/ingest/syslogtime.h"
#include "models/ingest/tablehead.h"
#include "models/jobs/zones.h"
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace mv {
namespace {

// The first bytes; of a pipe that falls silent only those that came, if they `tell` enough.
Result<std::string> headOf(ByteSource& source, const std::function<bool(std::string_view)>& tell)
{
    std::string head(kHeadBytes, '\0');
    const auto filled = readFully(source, head, [&](std::size_t length) {
        return !source.readyWithin(kSilence) && tell(std::string_view(head).substr(0, length));
    });
    if (!filled)
        return tl::unexpected(filled.error());
    head.resize(*filled);
    return head;
}

// The first line that has a time, and the host that wrote it.
struct FirstLine {
    UtcTime at {};
    std::string host;
    std::string_view upToIt; // of the head: enough to read it again, with other options
};

std::optional<FirstLine> firstLineIn(std::string_view head, const FormatOptions& options)
{
    EnvelopeReader reader(options);
    Envelope envelope;
    for (std::size_t begin = 0; begin < head.size();) {
        const std::size_t end = std::min(head.find('\n', begin), head.size());
        std::string_view text = head.substr(begin, end - begin);
        if (text.ends_with('\r'))
            text.remove_suffix(1);
        if (reader.read({ text, begin }, envelope) == EnvelopeReader::Kind::Message) {
            // Without a tag it is no syslog line: Exim's "exim 4.96 daemon started" is no word of a host "exim".
            const std::string_view host = envelope.tag.empty() ? std::string_view() : envelope.host;
            return FirstLine { envelope.at, std::string(host), head.substr(0, end) };
        }
        begin = end + 1;
    }
    return std::nullopt;
}

// When the first fact was that the head tells: of a format whose lines do not begin with a stamp.
std::optional<UtcTime> firstFactIn(const std::string& head, const FormatInfo& format, const FormatOptions& options)
{
    class FirstFact final : public Sink {
    public:
        void attempt(const Attempt& a) override { at = at.value_or(a.at); }
        void reject(const RejectedLine&) override { }
        void evidence(Evidence&&) override { }
        std::optional<UtcTime> at;
    };
    Correlator nothingKnown;
    FirstFact first;
    readHead(head, true, *format.make(options, nothingKnown), first, [&] { return first.at.has_value(); });
    return first.at;
}

// Told is only an offset: of a zone that has it at the time of the file, the server's or the system's, the rest of the
// year is known, too.
void decideZone(
    Candidate& c, std::optional<std::chrono::seconds> told, const std::optional<ServerZones::Known>& known, UtcTime at)
{
    if (known && (known->chosen || !told || known->zone.offsetAt(at) == *told)) {
        c.options.zone = known->zone;
    } else if (told) {
        if (c.options.zone.offsetAt(at) != *told) // the system's
            c.options.zone = Zone::fixed(*told);
        c.zoneFrom = Candidate::ZoneFrom::Log;
    }
}

// The user's mapping for such a file; null: none.
Result<SharedMapping> savedFor(const std::optional<TableHead>& table, const ImportOptions& all)
{
    if (!table || !all.mappings)
        return SharedMapping();
    return all.mappings().map([&](const auto& saved) { return mappingFor(*table, saved); });
}

// Of a file in no known format: how the user's mappings read it, or why nothing can.
Result<void> decideMapping(Candidate& c, const ImportOptions& all)
{
    const std::string file = shownPath(c.ref.path.string(), c.ref.member);
    c.format = &mappedFormat();
    const auto table = readTableHead(c.head);
    if (!table)
        return failure(
            fmt::format("{}: no known format. Its first lines are not those of a mail log; choose the format.", file));
    const auto saved = savedFor(table, all);
    if (!saved)
        return tl::unexpected(saved.error());
    c.options.mapping = *saved;
    if (!c.options.mapping) {
        constexpr std::size_t kNamed = 8;
        const std::size_t named = std::min(kNamed, table->columns.size());
        c.unreadable = fmt::format(
            "{}: no known format. It looks like a table with columns {}{}: choose its columns in "
            "the window, or import it with a mapping (mailvane import --mapping).",
            file, fmt::join(table->columns.begin(), table->columns.begin() + static_cast<std::ptrdiff_t>(named), ", "),
            named < table->columns.size() ? ", ..." : "");
    }
    return {};
}

// The user's word, else what the first lines are.
Result<void> decideFormat(Candidate& c, const FileOptions& options, const ImportOptions& all)
{
    c.formatChosen = options.mapping || !options.format.empty();
    c.options.mapping = options.mapping;
    if (options.mapping) {
        c.format = &mappedFormat();
        return {};
    }
    const FileFormat format = c.formatChosen ? fileFormatById(options.format) : detectFileFormat(c.head);
    c.format = format.lines;
    c.document = format.document;
    if (format)
        return {};
    return c.formatChosen ? failure(fmt::format("There is no format \"{}\".", options.format)) : decideMapping(c, all);
}

} // namespace

bool isPipe(const SourceRef& ref)
{
    std::error_code unknown;
    return ref.path == "-" || !std::filesystem::is_regular_file(ref.path, unknown);
}

bool isFresh(const SourceRef& ref, UtcTime now) { return ref.modified + kStillGrowing > now; }

Error inWords(Error error, const SourceRef& ref, UtcTime now)
{
    if (ref.compressed && isFresh(ref, now) && !error.cancelled)
        error.what += " It was written to a moment ago and may not be complete: import it again later.";
    return error;
}

Result<Candidate> examine(
    const SourceRef& ref, const ImportOptions& all, KnownOfLogs& known, SourceOpener& opener, UtcTime now)
{
    const FileOptions& options = all.of(ref);
    auto source = opener.open(ref);
    if (!source)
        return tl::unexpected(source.error());
    auto head = headOf(**source, [&](std::string_view text) {
        return text.ends_with('\n')
            && (options.mapping || !options.format.empty() || detectFileFormat(text)
                || savedFor(readTableHead(text), all).value_or(nullptr));
    });
    if (!head)
        return tl::unexpected(head.error());
    Candidate c;
    c.ref = ref;
    if (head->empty())
        return c; // a log just after its rotation: nothing to read, and nothing wrong
    if (isPipe(ref))
        c.rest = std::move(*source);
    c.head = std::move(*head);
    if (auto ok = decideFormat(c, options, all); !ok)
        return tl::unexpected(ok.error());

    c.options.fileTime = ref.modified;
    c.options.now = now;
    c.options.path = ref.member.empty() ? ref.path.string() : ref.path.string() + '/' + ref.member;
    c.options.year = options.year;
    c.options.overrideServer = !options.server.empty();
    c.options.server = c.options.overrideServer ? options.server : known.servers.of(ref);
    c.options.sourceOf = all.sourceOf;
    c.options.zone = options.zone.value_or(systemZone());
    if (c.document) {
        c.firstLine = ref.modified;
        return c;
    }
    const auto evidence = clockEvidence(c.head);
    if (!c.options.year && evidence && evidence->year != 0)
        c.options.year = evidence->year;
    const auto first = c.format == &mappedFormat() ? std::nullopt : firstLineIn(c.head, c.options);
    if (!first) {
        c.firstLine = firstFactIn(c.head, *c.format, c.options).value_or(ref.modified);
        return c;
    }
    c.server = c.options.overrideServer || first->host.empty() ? c.options.server : first->host;
    if (options.zone)
        c.zoneFrom = Candidate::ZoneFrom::User;
    else
        decideZone(c, evidence ? evidence->utcOffset : std::nullopt, known.zones.of(c.server), first->at);
    c.firstLine = firstLineIn(first->upToIt, c.options).value_or(*first).at;
    return c;
}

} // namespace mv
