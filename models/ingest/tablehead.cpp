// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/tablehead.h"
#include "models/ingest/formats/csvlines.h"
#include "models/ingest/formats/headlines.h"
#include "models/ingest/formats/jsonrecords.h"
#include <algorithm>
#include <map>

namespace mv {

namespace {

constexpr std::size_t kMinColumns = 3;
constexpr std::size_t kMaxColumns = 200;
constexpr std::size_t kMaxName = 200;
constexpr int kMaxDepth = 4;
constexpr std::size_t kMaxValue = 500;

bool isName(std::string_view text) { return !text.empty() && text.size() <= kMaxName && simdjson::validate_utf8(text); }

// A cell of a header: words, no data.
bool isHeading(std::string_view text)
{
    const auto wordy = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
            || static_cast<unsigned char>(c) >= 0x80
            || std::string_view(" _-./()#%@").find(c) != std::string_view::npos;
    };
    constexpr int kMaxWords = 4;
    const bool begins = !text.empty() && !(text.front() >= '0' && text.front() <= '9') && text.front() != '-';
    const bool address = text.find('@') != std::string_view::npos && text.front() != '@'; // "@timestamp" is none
    return begins && !address && text.size() <= kMaxName && std::ranges::all_of(text, wordy)
        && static_cast<int>(std::ranges::count(text, ' ')) < kMaxWords;
}

bool isHeader(const CsvRecord& r)
{
    std::size_t headings = 0;
    for (std::size_t i = 0; i < r.size(); ++i) {
        const std::string_view cell = withoutBlanks(r[i]);
        if (!cell.empty() && !isHeading(cell))
            return false;
        headings += cell.empty() ? 0U : 1U;
    }
    return headings >= kMinColumns;
}

std::optional<TableHead> readCsv(std::string_view head, char separator)
{
    TableHead table;
    table.separator = separator;
    std::vector<std::size_t> places;
    std::size_t width = 0;
    std::size_t others = 0; // lines that are no row
    forEachRecord(
        head,
        [&](const CsvRecord& r, std::string_view) {
            if (width == 0 && isHeader(r)) {
                width = r.size();
                for (std::size_t i = 0; i < width && table.columns.size() < kMaxColumns; ++i) {
                    const std::string name(withoutBlanks(r[i]));
                    if (isName(name) && !table.has(name)) {
                        table.columns.push_back(name);
                        places.push_back(i);
                    }
                }
            } else if (width == 0 || r.size() + 1 < width || r.size() > width + 1) {
                ++others;
            } else if (table.rows.size() < TableHead::kMaxRows) {
                auto& row = table.rows.emplace_back();
                for (const std::size_t place : places)
                    row.emplace_back(withoutBlanks(r[place]).substr(0, kMaxValue));
            }
        },
        separator);
    constexpr std::size_t kMostOthers = 3; // rows to one of them, at least
    if (width == 0 || table.columns.size() < kMinColumns || others * kMostOthers > table.rows.size() + 1)
        return std::nullopt;
    table.always = table.columns;
    return table;
}

// The columns of JSON, while they turn up.
class JsonTable {
public:
    void add(const JsonValue& record)
    {
        if (m_table.rows.size() == TableHead::kMaxRows)
            return;
        m_table.rows.emplace_back();
        addMembers(record, {}, 0);
    }
    TableHead take()
    {
        m_table.layout = ColumnMapping::Layout::Json;
        for (auto& row : m_table.rows)
            row.resize(m_table.columns.size());
        for (std::size_t i = 0; i < m_table.columns.size(); ++i) {
            if (m_seen[i] == m_table.rows.size())
                m_table.always.push_back(m_table.columns[i]);
        }
        return std::move(m_table);
    }

private:
    void addMembers(const JsonValue& object, const std::string& path, int depth)
    {
        object.eachMember([&](std::string_view key, const JsonValue& value) {
            const std::string name = path.empty() ? std::string(key) : path + '.' + std::string(key);
            const JsonValue inner = value.isObject() ? value : value.first();
            if (inner.isObject() && depth < kMaxDepth)
                addMembers(inner, name, depth + 1);
            else
                set(name, value);
        });
    }
    void set(const std::string& name, const JsonValue& value)
    {
        const auto [known, fresh] = m_places.try_emplace(name, m_table.columns.size());
        if (fresh && (!isName(name) || m_table.columns.size() == kMaxColumns)) {
            m_places.erase(known);
            return;
        }
        if (fresh) {
            m_table.columns.push_back(name);
            m_seen.push_back(0);
        }
        auto& row = m_table.rows.back();
        row.resize(std::max(row.size(), known->second + 1));
        row[known->second] = value.asText(m_scratch).substr(0, kMaxValue);
        ++m_seen[known->second];
    }

    TableHead m_table;
    std::map<std::string, std::size_t> m_places;
    std::vector<std::size_t> m_seen; // in how many records
    std::string m_scratch;
};

std::optional<TableHead> readJson(std::string_view head)
{
    JsonTable table;
    std::size_t records = 0;
    std::size_t none = 0;
    forEachJsonRecord(head, [&](const JsonValue& record) {
        ++records;
        if (record.isObject())
            table.add(record);
        else
            ++none;
    });
    return records == none || none * 2 > records ? std::nullopt : std::optional(table.take());
}

} // namespace

bool TableHead::has(const std::string& column) const { return std::ranges::find(columns, column) != columns.end(); }

std::vector<std::string> TableHead::valuesOf(const std::string& column) const
{
    const auto place = static_cast<std::size_t>(std::ranges::find(columns, column) - columns.begin());
    std::vector<std::string> values;
    for (const auto& row : rows) {
        if (place < row.size() && !row[place].empty())
            values.push_back(row[place]);
    }
    return values;
}

std::optional<TableHead> readTableHead(std::string_view head)
{
    const std::string_view text = withoutMark(head);
    const auto first = text.find_first_not_of(" \t\r\n\x1e");
    if (first == std::string_view::npos)
        return std::nullopt;
    if (text[first] == '{' || text[first] == '[') {
        auto table = readJson(head);
        return table && table->columns.size() >= kMinColumns ? table : std::nullopt;
    }
    std::optional<TableHead> widest;
    for (const char separator : { ',', ';', '\t', '|' }) {
        auto table = readCsv(head, separator);
        if (table && (!widest || table->columns.size() > widest->columns.size()))
            widest = std::move(table);
    }
    return widest;
}

bool fits(const ColumnMapping& m, const TableHead& table)
{
    const auto has = [&](const std::string& column) {
        return std::ranges::any_of(table.columns, [&](const std::string& name) {
            return m.layout == ColumnMapping::Layout::Json ? name == column : sameIgnoringCase(name, column);
        });
    };
    return m.layout == table.layout && (m.layout == ColumnMapping::Layout::Json || m.separator == table.separator)
        && !m.columns.empty() && std::ranges::all_of(m.columns, has);
}

SharedMapping mappingFor(const TableHead& table, const std::vector<SharedMapping>& saved)
{
    SharedMapping best;
    for (const SharedMapping& mapping : saved) {
        if (fits(*mapping, table) && (!best || mapping->columns.size() > best->columns.size()))
            best = mapping;
    }
    return best;
}

} // namespace mv
