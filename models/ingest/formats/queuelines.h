// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/ingest/formats/loglines.h"
#include "models/ingest/formats/queuesnapshot.h"
#include "models/ingest/statetext.h"
#include <string>

namespace mv {

// A listing of a queue in lines: a message with its sender, below it the recipients. What is left for a format is to
// understand its lines.
class QueueLines : public LineFormat {
public:
    QueueLines(const FormatOptions& o, Correlator& c)
        : m_snapshot(o, c)
        , m_lines(o)
    {
    }
    void feed(std::span<const Line> lines, Sink& sink) final
    {
        for (const Line& line : lines) {
            const std::string_view text = withoutMark(line.text);
            const bool tooLong = text.size() >= LogLines::kMaxLine;
            m_lines.count(tooLong ? LineIs::TooLong : understand(text, line.offset, sink), line.offset, text, sink);
        }
    }
    void finish(Sink&) final { m_snapshot.end(); }
    std::string remark() const final { return m_snapshot.remark(); }
    LineCounts counts() const final { return m_lines.counts(); }
    std::string saveState() const final
    {
        StateWriter w;
        w << m_lines.saveState() << m_queueId << m_sender << m_reason
          << static_cast<std::uint64_t>(m_arrived.time_since_epoch().count());
        return w.text();
    }
    void loadState(std::string_view state) final
    {
        StateReader r(state);
        m_lines.loadState(r.text());
        for (std::string* text : { &m_queueId, &m_sender, &m_reason })
            *text = r.text();
        m_arrived = UtcTime(std::chrono::milliseconds(static_cast<std::int64_t>(r.number())));
    }

protected:
    virtual LineIs understand(std::string_view line, std::uint64_t offset, Sink&) = 0;

    void begin(std::string_view queueId, UtcTime arrived, std::string_view sender)
    {
        m_queueId = queueId;
        m_arrived = arrived;
        m_sender = sender;
        m_reason.clear();
    }
    // Of the message that was begun; not understood without one.
    LineIs tell(std::string_view recipient, std::string_view withoutReason, std::uint64_t offset, Sink& sink)
    {
        if (m_queueId.empty())
            return LineIs::NotThisFormat;
        const std::string_view reason = m_reason.empty() ? withoutReason : std::string_view(m_reason);
        m_snapshot.tell({ m_queueId, m_sender, recipient, m_arrived, reason }, offset, sink);
        return LineIs::Delivery;
    }

    QueueSnapshot m_snapshot;
    std::string m_queueId, m_sender, m_reason; // of the message at hand; reason: of the recipients to come

private:
    LogLines m_lines;
    UtcTime m_arrived {};
};

} // namespace mv
