// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/ingest/formats/loglines.h"
#include "models/ingest/formats/serverpool.h"
#include "models/ingest/statetext.h"
#include "models/ingest/syslogtime.h"
#include <string>

namespace mv {

// A log of records, one a line, that tell their own time and may or may not stand in a syslog envelope: what is left
// for a format is to understand them.
class RecordLines : public LineFormat {
public:
    RecordLines(const FormatOptions& o, Correlator& correlator)
        : m_lines(o)
        , m_servers(o)
        , m_clock({ o.zone, o.year, o.fileTime, o.now })
        , m_correlator(correlator)
    {
    }
    void feed(std::span<const Line> lines, Sink& sink) final
    {
        for (const Line& line : lines) {
            m_lines.feedOne(
                line, sink, [&](const Envelope& e, std::string_view text) { return understand(e, text, sink); },
                [&](std::string_view text) {
                    Envelope bare;
                    bare.offset = line.offset;
                    return understand(bare, text, sink);
                });
        }
        m_lines.tellAuth(sink);
    }
    void finish(Sink& sink) final
    {
        m_lines.finish(sink, [&](const Envelope& e, std::string_view) { return understand(e, e.message, sink); });
    }
    LineCounts counts() const final { return m_lines.counts(); }
    std::string saveState() const override
    {
        StateWriter w;
        w << m_lines.saveState() << m_clock.saveState();
        return w.text();
    }
    void loadState(std::string_view state) override
    {
        StateReader r(state);
        m_lines.loadState(r.text());
        m_clock.loadState(r.text());
    }

protected:
    // `line`: all of it; of the envelope only host and offset are to be believed.
    virtual LineIs understand(const Envelope&, std::string_view line, Sink&) = 0;

    LogLines m_lines;
    ServerPool m_servers;
    SyslogClock m_clock;
    Correlator& m_correlator;
};

} // namespace mv
