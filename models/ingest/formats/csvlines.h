// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/ingest/formats/csvrecord.h"
#include "models/ingest/formats/loglines.h"
#include <functional>

namespace mv {

// The records of one CSV file: as LogLines counts lines, so does this, and a field in quotes may go on over some lines.
// All but the last of them are context, and the record's offset is that of the first.
class CsvLines {
public:
    explicit CsvLines(const FormatOptions& o, char separator = ',')
        : m_lines(o)
        , m_record(separator)
    {
    }

    // `startsRecord(line)`: surely the first line of a record; then a quote that is still open is a torn record's.
    // `understand(record, text, offset)` tells what a record is; what it gets dies when it returns.
    template <class StartsRecord, class Understand>
    void feed(std::span<const Line> lines, Sink& sink, StartsRecord&& startsRecord, Understand&& understand)
    {
        for (const Line& line : lines) {
            const std::string_view text = withoutMark(line.text); // also where files were put together
            if (!m_open.empty() && (startsRecord(text) || !append(text)))
                finish(sink);
            if (line.text.size() >= LogLines::kMaxLine) {
                m_lines.count(LineIs::TooLong, line.offset, line.text, sink);
            } else if (m_open.empty()) {
                if (m_record.read(text))
                    m_lines.count(text.empty() ? LineIs::Other : understand(m_record, text, line.offset), line.offset,
                        text, sink);
                else
                    open(text, line.offset);
            } else if (m_record.read(m_open)) {
                m_lines.count(understand(m_record, std::string_view(m_open), m_offset), m_offset, m_open, sink);
                close();
            }
        }
    }
    void finish(Sink&); // a record whose quote is still open is not understood

    const LineCounts& counts() const { return m_lines.counts(); }
    std::string saveState() const;
    void loadState(std::string_view);

private:
    static constexpr std::size_t kMaxLines = 20; // of a record

    void open(std::string_view text, std::uint64_t offset);
    bool append(std::string_view text); // false: the record is too long to be one
    void close();

    LogLines m_lines;
    CsvRecord m_record;
    std::string m_open; // the lines of a record whose quote is not closed yet; not counted yet
    std::uint64_t m_offset = 0;
};

// The records in the head of a file; up to some hundred lines are read.
void forEachRecord(std::string_view head, const std::function<void(const CsvRecord&, std::string_view text)>& each,
    char separator = ',');
// How much the head of a file looks like records of a format, 0..100, by the share of them that are `isOurs`.
int scoreOfRecords(std::string_view head, const std::function<bool(const CsvRecord&, std::string_view text)>& isOurs);

} // namespace mv
