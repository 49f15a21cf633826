// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/ingest/formats/loglines.h"
#include "models/ingest/formats/serverpool.h"
#include <string>

namespace mv {

// A log each of whose lines is one message in an envelope: what is left for a format is to understand it.
class MessageFormat : public LineFormat {
public:
    MessageFormat(const FormatOptions& o, Correlator& correlator)
        : m_lines(o)
        , m_servers(o)
        , m_correlator(correlator)
    {
    }
    void feed(std::span<const Line> lines, Sink& sink) final
    {
        m_lines.feed(lines, sink, [&](const Envelope& e, std::string_view) { return understand(e, sink); });
    }
    void finish(Sink& sink) final
    {
        m_lines.finish(sink, [&](const Envelope& e, std::string_view) { return understand(e, sink); });
    }
    LineCounts counts() const final { return m_lines.counts(); }
    std::string saveState() const override { return m_lines.saveState(); }
    void loadState(std::string_view state) override { m_lines.loadState(state); }

protected:
    virtual LineIs understand(const Envelope&, Sink&) = 0;

    LogLines m_lines;
    ServerPool m_servers;
    Correlator& m_correlator;
};

} // namespace mv
