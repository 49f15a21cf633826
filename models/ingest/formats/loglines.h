// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/ingest/envelope.h"
#include "models/ingest/formats/authlines.h"
#include "models/ingest/formats/authwords.h"
#include "models/ingest/lines.h"
#include "models/mail/importedfile.h"
#include <cstdint>
#include <span>
#include <string_view>

namespace mv {

// What a line turned out to be.
enum class LineIs : std::uint8_t { Delivery, Context, Other, NotThisFormat, BadTime, BadField, Truncated, TooLong };

std::string_view withoutMark(std::string_view text); // Windows begins files with a byte order mark

// The lines of one file: takes their envelopes off, counts each in exactly one of LineCounts, and hands the sink those
// that were not understood.
class LogLines {
public:
    static constexpr std::size_t kMaxLine = std::size_t(64) << 10; // no program logs a longer one

    explicit LogLines(const FormatOptions& o)
        : m_reader(o)
        , m_server(o.server)
        , m_override(o.overrideServer)
    {
    }

    // Each message goes to `understand(envelope, line)`, a line without an envelope to `foreign(line)`; both tell what
    // it is.
    template <class Understand, class Foreign>
    void feed(std::span<const Line> lines, Sink& sink, Understand&& understand, Foreign&& foreign)
    {
        for (const Line& line : lines)
            feedOne(line, sink, understand, foreign);
        m_auth.tell(sink);
    }
    template <class Understand, class Foreign>
    void feedOne(const Line& line, Sink& sink, Understand&& understand, Foreign&& foreign) // tellAuth() is to follow
    {
        Envelope e;
        const LineIs what = read(line, e, understand, foreign);
        count(what, e.offset, line.text, sink);
    }
    void tellAuth(Sink& sink) { m_auth.tell(sink); }
    template <class Understand> void feed(std::span<const Line> lines, Sink& sink, Understand&& understand)
    {
        feed(lines, sink, understand, [](std::string_view) { return LineIs::NotThisFormat; });
    }
    // The last record of a journal export, when no blank line ends it.
    template <class Understand> void finish(Sink& sink, Understand&& understand)
    {
        Envelope e;
        if (m_reader.finish(e) == EnvelopeReader::Kind::Message) {
            --m_counts.other; // as which its MESSAGE line was counted
            const LineIs what = orAuth(understand(e, std::string_view()), e);
            count(what, e.offset, e.message, sink);
        }
        settled(m_auth.settleAll());
        m_auth.tell(sink);
    }
    // What a line in `e` told of the authentication of a received mail; the sink is told with the block.
    void addAuth(AuthResult&& result, const Envelope& e) { m_auth.add(std::move(result), e, receiver(e)); }

    void count(LineIs, std::uint64_t offset, std::string_view line, Sink&);
    // A line told `times` facts, all but one of them repeated ("message repeated 3 times").
    void addRepeats(std::uint64_t times)
    {
        m_counts.delivery += times - 1;
        m_counts.repeated += times - 1;
    }
    // Counted as context before it was known to be a fact of its own.
    void contextIsDelivery()
    {
        --m_counts.context;
        ++m_counts.delivery;
    }
    // Lines that are parts of a record over several lines.
    void addContext(std::uint64_t lines) { m_counts.context += lines; }
    const LineCounts& counts() const { return m_counts; }

    std::string saveState() const;
    void loadState(std::string_view);

private:
    template <class Understand, class Foreign>
    LineIs read(const Line& line, Envelope& e, Understand&& understand, Foreign&& foreign)
    {
        e.offset = line.offset;
        if (line.text.size() >= kMaxLine)
            return LineIs::TooLong;
        switch (m_reader.read(line, e)) {
        case EnvelopeReader::Kind::Message:
            return orAuth(understand(e, line.text), e);
        case EnvelopeReader::Kind::Nothing:
            return LineIs::Other;
        case EnvelopeReader::Kind::Foreign:
            return foreign(line.text);
        case EnvelopeReader::Kind::BadTime:
            break;
        }
        return LineIs::BadTime;
    }

    // Daemons that check what comes in share the log with any MTA, which makes nothing of their lines.
    LineIs orAuth(LineIs what, const Envelope& e)
    {
        const bool open = what == LineIs::Other || what == LineIs::Context;
        return open && isAuthDaemon(e.tag) ? ofAuthDaemon(what, e) : what;
    }
    LineIs ofAuthDaemon(LineIs otherwise, const Envelope&);
    void settled(std::size_t halves);
    std::string_view receiver(const Envelope& e) const { return m_override || e.host.empty() ? m_server : e.host; }

    EnvelopeReader m_reader;
    std::string m_server; // where lines name no host
    bool m_override;
    AuthLines m_auth;
    LineCounts m_counts;
};

} // namespace mv
