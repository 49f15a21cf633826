// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/ingest/formats/jsonrecords.h"
#include "models/ingest/formats/serverpool.h"
#include <string>

namespace mv {

// A log that is JSON: what is left for a format is to understand its records.
class JsonFormat : public LineFormat {
public:
    JsonFormat(const FormatOptions& o, Correlator& correlator)
        : m_records(o)
        , m_servers(o)
        , m_correlator(correlator)
    {
    }
    void feed(std::span<const Line> lines, Sink& sink) final
    {
        m_records.feed(
            lines, sink, [&](const JsonValue& r, std::uint64_t offset) { return understand(r, offset, sink); });
    }
    void finish(Sink& sink) override { m_records.finish(sink); }
    LineCounts counts() const final { return m_records.counts(); }
    std::string saveState() const override { return m_records.saveState(); }
    void loadState(std::string_view state) override { m_records.loadState(state); }

protected:
    virtual LineIs understand(const JsonValue& record, std::uint64_t offset, Sink&) = 0;

    JsonRecords m_records;
    ServerPool m_servers;
    Correlator& m_correlator;
};

} // namespace mv
