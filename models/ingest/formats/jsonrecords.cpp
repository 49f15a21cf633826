// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/formats/jsonrecords.h"
#include "models/ingest/cursor.h"
#include "models/ingest/statetext.h"
#include <algorithm>

namespace mv {

namespace {
constexpr std::size_t kScoredRecords = 500;
}

JsonValue JsonRecords::parse(std::string_view text)
{
    simdjson::dom::element element;
    return m_parser.parse(text.data(), text.size()).get(element) == simdjson::SUCCESS ? JsonValue(element)
                                                                                      : JsonValue();
}

JsonValue JsonRecords::wholeLine(std::string_view text)
{
    return text.starts_with('{') && (!m_cutter.isOpen() || m_cutter.beginsAlike(text)) ? parse(text) : JsonValue();
}

void JsonRecords::add(LineIs& line, LineIs record, const Line& where, Sink& sink)
{
    if (!isUnderstood(line))
        return; // and counted
    if (!isUnderstood(record))
        m_lines.count(record, where.offset, where.text, sink);
    line = isUnderstood(record) ? std::min(line, record) : record;
}

void JsonRecords::keepOpen(const Line& line, LineIs before, bool wasOpen)
{
    if (!wasOpen) {
        m_offset = line.offset;
        m_first = before == LineIs::Delivery ? LineIs::Delivery : LineIs::Context;
    }
    if (isUnderstood(before))
        ++m_waiting;
}

void JsonRecords::close(Sink& sink)
{
    if (m_waiting == 0)
        return;
    m_lines.count(m_first, m_offset, {}, sink);
    m_lines.addContext(m_waiting - 1);
    m_waiting = 0;
}

void JsonRecords::finish(Sink& sink)
{
    for (; m_waiting > 0; --m_waiting)
        m_lines.count(LineIs::Truncated, m_offset, m_cutter.open(), sink);
    m_cutter.drop();
}

std::string JsonRecords::saveState() const
{
    StateWriter w;
    w << m_lines.saveState() << m_cutter.open() << m_offset << m_waiting
      << std::string_view(m_first == LineIs::Delivery ? "delivery" : "");
    return w.text();
}

void JsonRecords::loadState(std::string_view state)
{
    StateReader r(state);
    m_lines.loadState(r.text());
    m_cutter.setOpen(r.text());
    m_offset = r.number();
    m_waiting = std::min<std::uint64_t>(r.number(), m_cutter.open().size()); // each has its line end
    m_first = r.text().empty() ? LineIs::Context : LineIs::Delivery;
}

void forEachJsonRecord(std::string_view head, const std::function<void(const JsonValue&)>& each)
{
    simdjson::dom::parser parser;
    JsonCutter cutter;
    std::size_t records = 0;
    for (Cursor c(withoutMark(head)); !c.atEnd() && records < kScoredRecords; c.skip('\n')) {
        std::string_view record;
        for (std::string_view rest = c.takeUntil('\n'); !rest.empty();) {
            const JsonCutter::Cut cut = cutter.take(rest, record);
            if (cut == JsonCutter::Cut::Torn && c.atEnd())
                break; // where the head was cut off
            if (cut == JsonCutter::Cut::Torn)
                cutter.drop();
            if (cut == JsonCutter::Cut::Nothing || cut == JsonCutter::Cut::Open)
                continue;
            ++records;
            simdjson::dom::element element;
            const bool whole = cut == JsonCutter::Cut::Record
                && parser.parse(record.data(), record.size()).get(element) == simdjson::SUCCESS;
            each(whole ? JsonValue(element) : JsonValue());
        }
    }
}

int scoreOfJson(std::string_view head, const std::function<bool(const JsonValue&)>& isOurs)
{
    std::size_t records = 0;
    std::size_t ours = 0;
    forEachJsonRecord(head, [&](const JsonValue& record) {
        ++records;
        if (record.exists() && isOurs(record))
            ++ours;
    });
    return ours == 0 ? 0 : std::max(1, static_cast<int>(ours * 100 / records));
}

} // namespace mv
