// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/documents/mailbox.h"
#include "models/documents/document.h"
#include "models/documents/mail.h"
#include "models/documents/mailheaders.h"
#include "models/ingest/formats/loglines.h"
#include "models/ingest/sizes.h"
#include "models/ingest/statetext.h"
#include "models/mail/ascii.h"
#include <algorithm>

namespace mv {
namespace {

// "From someone@example.com Sat Mar  2 08:00:05 2024": a time of day tells it from a sentence.
bool beginsMessage(std::string_view line)
{
    if (!line.starts_with("From "))
        return false;
    for (auto colon = line.find(':'); colon != std::string_view::npos; colon = line.find(':', colon + 1)) {
        if (colon >= 2 && colon + 2 < line.size() && isDigit(line[colon - 1]) && isDigit(line[colon + 1])
            && isDigit(line[colon + 2]))
            return true;
    }
    return false;
}

// ">From ", ">>From ": as writers quote what would begin a message.
bool isQuoted(std::string_view line)
{
    const auto end = line.find_first_not_of('>');
    return end != 0 && end != std::string_view::npos && line.substr(end).starts_with("From ");
}

class Mailbox final : public LineFormat {
public:
    explicit Mailbox(const FormatOptions& o)
    {
        m_options.zone = o.zone;
        m_options.fileTime = o.fileTime;
        m_options.now = o.now;
        m_options.path = o.path;
    }

    void feed(std::span<const Line> lines, Sink& sink) override
    {
        for (const Line& line : lines)
            take(line, sink);
    }
    void finish(Sink& sink) override { endMessage(sink); }
    LineCounts counts() const override { return m_counts; }
    std::string saveState() const override
    {
        StateWriter w;
        w << m_counts << std::uint64_t { m_open } << std::uint64_t { m_blankBefore } << m_offset << m_length
          << m_message;
        return w.text();
    }
    void loadState(std::string_view state) override
    {
        StateReader r(state);
        m_counts = r.counts();
        m_open = r.number() != 0;
        m_blankBefore = r.number() != 0;
        m_offset = r.number();
        m_length = r.number();
        m_message = r.text();
    }

private:
    void take(const Line& line, Sink& sink)
    {
        if (m_blankBefore && beginsMessage(line.text)) {
            endMessage(sink);
            m_open = true;
            m_blankBefore = false;
            m_offset = line.offset;
            ++m_counts.other; // until it is known what the message tells
            return;
        }
        m_blankBefore = line.text.empty();
        if (!m_open) {
            if (line.text.empty()) {
                ++m_counts.other;
            } else {
                ++m_counts.rejected[static_cast<std::size_t>(RejectReason::NotThisFormat)];
                sink.reject({ line.offset, RejectReason::NotThisFormat, std::string(line.text.substr(0, kSample)) });
            }
            return;
        }
        ++m_counts.context;
        m_length += line.text.size() + 1;
        if (m_length <= kMaxDocument) {
            m_message += isQuoted(line.text) ? line.text.substr(1) : line.text;
            m_message += '\n';
        }
    }

    void endMessage(Sink& sink)
    {
        if (!m_open)
            return;
        if (m_length > kMaxDocument)
            reject(RejectReason::TooLong, "A message is longer than " + sizeText(kMaxDocument) + ".", sink);
        else
            read(sink);
        m_open = false;
        m_length = 0;
        m_message.clear();
        if (m_message.capacity() > kKept)
            m_message.shrink_to_fit();
    }

    void read(Sink& sink)
    {
        auto reading = readMail(m_message, m_options);
        if (!reading)
            return reject(RejectReason::BadField, reading.error().what, sink);
        if (reading->evidence.empty())
            return;
        --m_counts.other;
        ++m_counts.delivery;
        placeAt(reading->evidence, m_offset);
        sink.evidence(std::move(reading->evidence));
    }

    void reject(RejectReason reason, std::string why, Sink& sink)
    {
        --m_counts.other;
        ++m_counts.rejected[static_cast<std::size_t>(reason)];
        sink.reject({ m_offset, reason, std::move(why) });
    }

    static constexpr std::size_t kSample = 500;
    static constexpr std::size_t kKept = std::size_t { 1 } << 20; // of memory from message to message

    DocumentOptions m_options;
    LineCounts m_counts;
    bool m_open = false;
    bool m_blankBefore = true;  // the line before was empty, or this is the first
    std::uint64_t m_offset = 0; // of the message's "From " line
    std::uint64_t m_length = 0; // of the message so far, also of what was too long to keep
    std::string m_message;
};

int score(std::string_view head)
{
    constexpr int kSure = 95;
    head = withoutMark(head);
    const auto end = head.find('\n');
    if (end == std::string_view::npos || !beginsMessage(head.substr(0, end)))
        return 0;
    std::string_view next = head.substr(end + 1);
    next = next.substr(0, next.find('\n'));
    return fieldNameLength(next) > 0 || next.starts_with(">From ") ? kSure : 0;
}

} // namespace

const FormatInfo& mailboxFormat()
{
    static const FormatInfo info { "mbox", "Mailbox (mbox)", score,
        [](const FormatOptions& o, Correlator&) -> std::unique_ptr<LineFormat> {
            return std::make_unique<Mailbox>(o);
        } };
    return info;
}

} // namespace mv
