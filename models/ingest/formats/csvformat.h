// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/ingest/formats/csvlines.h"
#include "models/ingest/formats/serverpool.h"
#include "models/ingest/statetext.h"
#include <span>
#include <string>

namespace mv {

// A log that is one CSV file: what is left for a format is to understand its records.
class CsvFormat : public LineFormat {
public:
    void feed(std::span<const Line> lines, Sink& sink) final
    {
        m_lines.feed(lines, sink, m_startsRecord, [&](const CsvRecord& r, std::string_view text, std::uint64_t offset) {
            return understand(r, text, offset, sink);
        });
    }
    void finish(Sink& sink) final { m_lines.finish(sink); }
    LineCounts counts() const final { return m_lines.counts(); }
    bool stateNamesColumns() const final { return true; }
    std::string saveState() const override
    {
        StateWriter w;
        w << m_lines.saveState() << m_columns.header();
        return w.text();
    }
    void loadState(std::string_view state) override
    {
        StateReader r(state);
        m_lines.loadState(r.text());
        m_columns.read(r.text());
    }

protected:
    struct Grammar {
        std::span<const std::string_view> columns;               // of a table that lives longer
        std::string_view defaultHeader;                          // of excerpts without one
        std::function<bool(std::string_view line)> startsRecord; // see CsvLines::feed()
        char separator = ',';
    };
    CsvFormat(const Grammar& grammar, const FormatOptions& o, Correlator& correlator)
        : m_startsRecord(grammar.startsRecord)
        , m_lines(o, grammar.separator)
        , m_columns(grammar.columns, grammar.separator)
        , m_servers(o)
        , m_correlator(correlator)
    {
        m_columns.read(grammar.defaultHeader);
    }
    virtual LineIs understand(const CsvRecord&, std::string_view text, std::uint64_t offset, Sink&) = 0;

private:
    std::function<bool(std::string_view line)> m_startsRecord;

protected:
    CsvLines m_lines;
    CsvColumns m_columns;
    ServerPool m_servers;
    Correlator& m_correlator;
};

} // namespace mv
