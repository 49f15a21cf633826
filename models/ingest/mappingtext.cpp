// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/mappingtext.h"
#include "models/ingest/timepattern.h"
#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <simdjson.h>

namespace mv {

namespace {

namespace json = simdjson::dom;
using TimeForm = ColumnMapping::TimeForm;
using DelayUnit = ColumnMapping::DelayUnit;

constexpr std::size_t kMaxText = std::size_t(256) << 10;
constexpr std::size_t kMaxEntries = 500;
constexpr std::size_t kMaxWord = 256;
constexpr std::string_view kIgnore = "ignore";
constexpr std::string_view kSeconds = "seconds";
constexpr std::string_view kMilliseconds = "milliseconds";
constexpr std::string_view kIso = "iso";

std::string inQuotes(std::string_view text)
{
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\')
            out.append(1, '\\').append(1, c);
        else if (static_cast<unsigned char>(c) < ' ')
            out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
        else
            out += c;
    }
    return out + '"';
}

std::string_view timesText(const ColumnMapping& m)
{
    switch (m.timeForm) {
    case TimeForm::Iso:
        return kIso;
    case TimeForm::Seconds:
        return kSeconds;
    case TimeForm::Milliseconds:
        return kMilliseconds;
    case TimeForm::Pattern:
        break;
    }
    return m.timePattern;
}

// Reads the keys of one file; the first mistake stays.
class Reader {
public:
    Reader(json::object object, std::string_view where)
        : m_object(object)
        , m_where(where)
    {
    }

    void wrong(std::string_view key, std::string_view what)
    {
        if (m_mistake.empty())
            m_mistake = fmt::format("{}: \"{}\": {}.", m_where, key, what);
    }
    const std::string& mistake() const { return m_mistake; }

    std::string text(std::string_view key, std::string_view value, json::element element)
    {
        std::string_view text;
        if (element.get_string().get(text) != simdjson::SUCCESS || text.size() > kMaxWord)
            wrong(key, fmt::format("expected a short text{}{}", value.empty() ? "" : " for ", value));
        return std::string(text.substr(0, kMaxWord));
    }
    std::string text(std::string_view key)
    {
        json::element element;
        return m_object.at_key(key).get(element) == simdjson::SUCCESS ? text(key, {}, element) : std::string();
    }
    std::vector<std::string> list(std::string_view key)
    {
        std::vector<std::string> out;
        json::element element;
        json::array array;
        if (m_object.at_key(key).get(element) != simdjson::SUCCESS)
            return out;
        if (element.get_array().get(array) != simdjson::SUCCESS || array.size() > kMaxEntries)
            wrong(key, "expected a list of at most 500 names");
        else
            for (const json::element each : array)
                out.push_back(text(key, {}, each));
        return out;
    }
    template <class Each> void object(std::string_view key, Each&& each)
    {
        json::element element;
        json::object object;
        if (m_object.at_key(key).get(element) != simdjson::SUCCESS)
            return;
        if (element.get_object().get(object) != simdjson::SUCCESS || object.size() > kMaxEntries)
            return wrong(key, "expected an object of at most 500 pairs");
        for (const json::key_value_pair pair : object)
            each(pair.key, text(key, pair.key, pair.value));
    }

private:
    json::object m_object;
    std::string_view m_where;
    std::string m_mistake;
};

void readLayout(Reader& r, ColumnMapping& m)
{
    const std::string layout = r.text("layout");
    if (layout == "json")
        m.layout = ColumnMapping::Layout::Json;
    else if (layout != "csv")
        r.wrong("layout", "expected csv or json");
    const std::string separator = r.text("separator");
    if (separator.size() == 1 && std::string_view(",;|\t").find(separator) != std::string_view::npos)
        m.separator = separator.front();
    else if (!separator.empty())
        r.wrong("separator", "expected , ; | or \\t");
}

void readFields(Reader& r, ColumnMapping& m)
{
    r.object("fields", [&](std::string_view name, const std::string& column) {
        if (const auto field = fieldFrom(name)) {
            m.column(*field) = column;
            return;
        }
        std::vector<std::string_view> known;
        for (std::size_t i = 0; i < kFieldCount; ++i)
            known.push_back(toString(static_cast<Field>(i)));
        r.wrong("fields", fmt::format("there is no field \"{}\", but {}", name, fmt::join(known, ", ")));
    });
    m.columns = r.list("columns");
    for (const std::string& column : m.fields) {
        if (m.columns.empty() || column.empty() || std::ranges::find(m.columns, column) != m.columns.end())
            continue;
        if (m.layout == ColumnMapping::Layout::Csv)
            r.wrong("columns", fmt::format("\"{}\", which a field is read from, is not among them", column));
    }
    if (m.columns.empty())
        std::ranges::copy_if(m.fields, std::back_inserter(m.columns), [](const auto& c) { return !c.empty(); });
}

void readForms(Reader& r, ColumnMapping& m)
{
    const std::string times = r.text("times");
    if (times == kSeconds)
        m.timeForm = TimeForm::Seconds;
    else if (times == kMilliseconds)
        m.timeForm = TimeForm::Milliseconds;
    else if (!times.empty() && times != kIso) {
        m.timeForm = TimeForm::Pattern;
        m.timePattern = times;
        if (const std::string mistake = TimePattern(times).mistake(); !mistake.empty())
            r.wrong("times", "expected iso, seconds, milliseconds or a pattern; as a pattern, " + mistake);
    }
    const std::string delays = r.text("delays");
    if (delays == kMilliseconds)
        m.delayUnit = DelayUnit::Milliseconds;
    else if (!delays.empty() && delays != kSeconds)
        r.wrong("delays", "expected seconds or milliseconds");
    r.object("outcomes", [&](std::string_view word, const std::string& name) {
        const auto outcome = outcomeFrom(name);
        if (outcome == Outcome::NextMx || (!outcome && name != kIgnore))
            r.wrong("outcomes",
                fmt::format(R"("{}" is "{}": expected delivered, deferred, bounced, expired, held, local or ignore)",
                    word, name));
        m.outcomes.push_back({ std::string(word), outcome });
    });
}

} // namespace

std::string mappingText(const ColumnMapping& m)
{
    std::vector<std::string> columns, fields, outcomes;
    for (const std::string& column : m.columns)
        columns.push_back(inQuotes(column));
    for (std::size_t i = 0; i < kFieldCount; ++i) {
        if (!m.fields[i].empty())
            fields.push_back(fmt::format("{}: {}", inQuotes(toString(static_cast<Field>(i))), inQuotes(m.fields[i])));
    }
    for (const ColumnMapping::OutcomeWord& w : m.outcomes)
        outcomes.push_back(
            fmt::format("{}: {}", inQuotes(w.word), inQuotes(w.outcome ? toString(*w.outcome) : kIgnore)));
    const bool csv = m.layout == ColumnMapping::Layout::Csv;
    const auto block = [](const std::vector<std::string>& lines) {
        return lines.empty() ? std::string() : fmt::format("\n    {}\n  ", fmt::join(lines, ",\n    "));
    };
    std::string out
        = fmt::format("{{\n  \"name\": {},\n  \"layout\": \"{}\",\n", inQuotes(m.name), csv ? "csv" : "json");
    if (csv)
        out += fmt::format("  \"separator\": {},\n", inQuotes(std::string(1, m.separator)));
    return out
        + fmt::format("  \"columns\": [{}],\n  \"fields\": {{{}}},\n  \"times\": {},\n  \"delays\": \"{}\",\n"
                      "  \"outcomes\": {{{}}}\n}}\n",
            fmt::join(columns, ", "), block(fields), inQuotes(timesText(m)),
            m.delayUnit == DelayUnit::Seconds ? kSeconds : kMilliseconds, block(outcomes));
}

Result<ColumnMapping> readMapping(std::string_view text, std::string_view where)
{
    json::parser parser;
    json::element element;
    json::object object;
    if (text.empty()) // no text at all is null to the parser
        return failure(fmt::format("{}: empty: expected an object, {{ \"layout\": ...", where));
    if (text.size() > kMaxText)
        return failure(fmt::format("{}: too large for a mapping of columns.", where));
    const auto error = parser.parse(text.data(), text.size()).get(element);
    if (error != simdjson::SUCCESS)
        return failure(fmt::format("{}: no JSON: {}.", where, simdjson::error_message(error)));
    if (element.get_object().get(object) != simdjson::SUCCESS)
        return failure(fmt::format("{}: expected an object, {{ \"layout\": ...", where));
    ColumnMapping m;
    Reader reader(object, where);
    m.name = reader.text("name");
    readLayout(reader, m);
    readFields(reader, m);
    readForms(reader, m);
    if (const std::string lacks = m.lacks(); !lacks.empty())
        reader.wrong("fields", "it lacks " + lacks);
    if (!reader.mistake().empty())
        return failure(reader.mistake());
    return m;
}

} // namespace mv
