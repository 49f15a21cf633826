// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/ingest/formats/jsoncutter.h"
#include "models/ingest/formats/jsonvalue.h"
#include "models/ingest/formats/loglines.h"
#include <functional>

namespace mv {

// The JSON objects of one file, whichever way they are laid out: one a line, one over several lines, many in an array.
// As LogLines counts lines, so does this: all but the last line of a record are context, and the record's offset is
// that of the first. A line with several records is counted once, as not understood if one of them was not.
class JsonRecords {
public:
    explicit JsonRecords(const FormatOptions& o)
        : m_lines(o)
    {
    }

    // `understand(record, offset)` tells what a record is; what it gets dies when it returns.
    template <class Understand> void feed(std::span<const Line> lines, Sink& sink, Understand&& understand)
    {
        for (const Line& line : lines) {
            const std::string_view text = withoutMark(line.text);
            if (line.text.size() >= LineReader::kMaxLine) {
                finish(sink);
                m_lines.count(LineIs::TooLong, line.offset, text, sink);
            } else if (const JsonValue record = wholeLine(text); record.exists()) {
                finish(sink); // what was open is torn
                m_lines.count(understand(record, line.offset), line.offset, text, sink);
            } else {
                readPieces({ text, line.offset }, sink, understand);
            }
        }
    }
    void finish(Sink&); // a record that is not whole is not understood

    const LineCounts& counts() const { return m_lines.counts(); }
    std::string saveState() const;
    void loadState(std::string_view);

private:
    static bool isUnderstood(LineIs what) { return what <= LineIs::Other; }
    JsonValue parse(std::string_view);
    JsonValue wholeLine(std::string_view); // what nearly every line is; empty: it is not just one record
    // A record on a line: the line is the best of what its records are, or, at once, what was not understood.
    void add(LineIs& line, LineIs record, const Line& where, Sink&);
    void keepOpen(const Line&, LineIs before, bool wasOpen); // `before`: the records before it on the line
    void close(Sink&);

    template <class Understand> void readPieces(const Line& line, Sink& sink, Understand&& understand)
    {
        using Cut = JsonCutter::Cut;
        LineIs is = LineIs::Other; // nothing but brackets, or blank
        for (std::string_view rest = line.text, record;;) {
            const bool wasOpen = m_cutter.isOpen();
            const Cut cut = m_cutter.take(rest, record);
            if (cut == Cut::Nothing)
                break;
            if (cut == Cut::Open)
                return keepOpen(line, is, wasOpen);
            if (cut == Cut::Record) {
                const std::uint64_t offset = wasOpen ? m_offset : line.offset;
                const JsonValue value = parse(record);
                add(is, value.exists() ? understand(value, offset) : LineIs::NotThisFormat, { record, offset }, sink);
                close(sink);
            } else {
                finish(sink);
                add(is, cut == Cut::Torn ? LineIs::Truncated : LineIs::NotThisFormat, line, sink);
            }
        }
        if (isUnderstood(is))
            m_lines.count(is, line.offset, line.text, sink);
    }

    LogLines m_lines;
    JsonCutter m_cutter;
    simdjson::dom::parser m_parser;   // keeps its buffers from record to record
    std::uint64_t m_offset = 0;       // of the line on which the open record began
    std::uint64_t m_waiting = 0;      // lines of the open record that are not counted yet
    LineIs m_first = LineIs::Context; // as what the first of them is to be counted
};

// The records in the head of a file, up to some hundred; an empty one where there is no JSON.
void forEachJsonRecord(std::string_view head, const std::function<void(const JsonValue&)>& each);
// How much the head of a file looks like JSON records of a format, 0..100, by the share of them that are `isOurs`.
int scoreOfJson(std::string_view head, const std::function<bool(const JsonValue&)>& isOurs);

} // namespace mv
