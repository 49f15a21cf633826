// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/formats/csvlines.h"
#include "models/ingest/cursor.h"
#include "models/ingest/formats/headlines.h"
#include "models/ingest/statetext.h"
#include <algorithm>

namespace mv {

namespace {

std::size_t linesIn(std::string_view text) { return 1 + static_cast<std::size_t>(std::ranges::count(text, '\n')); }

} // namespace

void CsvLines::open(std::string_view text, std::uint64_t offset)
{
    m_open = text;
    m_offset = offset;
}

bool CsvLines::append(std::string_view text)
{
    if (m_open.size() + 1 + text.size() > LogLines::kMaxLine || linesIn(m_open) == kMaxLines)
        return false;
    m_open += '\n';
    m_open += text;
    return true;
}

void CsvLines::close()
{
    m_lines.addContext(linesIn(m_open) - 1);
    m_open.clear();
}

void CsvLines::finish(Sink& sink)
{
    if (m_open.empty())
        return;
    for (Cursor c(m_open);;) {
        m_lines.count(LineIs::Truncated, m_offset, c.takeUntil('\n'), sink);
        if (!c.skip('\n'))
            break;
    }
    m_open.clear();
}

std::string CsvLines::saveState() const
{
    StateWriter w;
    w << m_lines.saveState() << m_open << m_offset;
    return w.text();
}

void CsvLines::loadState(std::string_view state)
{
    StateReader r(state);
    m_lines.loadState(r.text());
    m_open = r.text();
    m_offset = r.number();
}

void forEachRecord(
    std::string_view head, const std::function<void(const CsvRecord&, std::string_view text)>& each, char separator)
{
    CsvRecord record(separator);
    forEachHeadLine(head, [&](std::string_view text) {
        if (record.read(text))
            each(record, text);
    });
}

int scoreOfRecords(std::string_view head, const std::function<bool(const CsvRecord&, std::string_view text)>& isOurs)
{
    CsvRecord record;
    return scoreOfHeadLines(head, [&](std::string_view text) { return record.read(text) && isOurs(record, text); });
}

} // namespace mv
