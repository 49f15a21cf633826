// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/formats/jsonvalue.h"
#include "models/ingest/syslogtime.h"
#include <array>
#include <charconv>
#include <cmath>

namespace mv {

namespace {

constexpr double kEarliestSeconds = 631'152'000; // 1990
constexpr double kLatestSeconds = 4'102'444'800; // 2100: larger numbers are milliseconds

std::optional<UtcTime> isoTime(std::string_view text)
{
    IsoStamp iso;
    if (!takeIsoStamp(text, iso) || (!text.empty() && text != " UTC"))
        return std::nullopt;
    if (!iso.local)
        return iso.utc;
    using namespace std::chrono;
    const Stamp& s = *iso.local;
    return UtcTime(sys_days(year(s.year) / month(s.month) / day(s.day)) + milliseconds(s.msOfDay));
}

} // namespace

JsonValue JsonValue::operator[](std::string_view key) const
{
    simdjson::dom::element found;
    return m_element && m_element->is_object() && m_element->at_key(key).get(found) == simdjson::SUCCESS
        ? JsonValue(found)
        : JsonValue();
}

JsonValue JsonValue::anyOf(std::initializer_list<std::string_view> keys) const
{
    for (const std::string_view key : keys) {
        if (const JsonValue value = (*this)[key]; value.exists() && !value.isNull())
            return value;
    }
    return {};
}

JsonValue JsonValue::first() const
{
    simdjson::dom::element found;
    return m_element && m_element->is_array() && m_element->at(0).get(found) == simdjson::SUCCESS ? JsonValue(found)
                                                                                                  : JsonValue();
}

bool JsonValue::isTrue() const
{
    bool value = false;
    return m_element && (m_element->get_bool().get(value) == simdjson::SUCCESS ? value : integer().value_or(0) == 1);
}

std::string_view JsonValue::text() const
{
    std::string_view value;
    return m_element && m_element->get_string().get(value) == simdjson::SUCCESS ? value : std::string_view();
}

std::string_view JsonValue::asText(std::string& scratch) const
{
    scratch.clear();
    if (!m_element)
        return {};
    const auto number = [&](auto value, auto... form) {
        std::array<char, 32> digits {};
        const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), value, form...);
        if (error == std::errc())
            scratch.append(digits.data(), end);
    };
    bool yes = false;
    switch (m_element->type()) {
    case simdjson::dom::element_type::STRING:
        return text();
    case simdjson::dom::element_type::INT64:
    case simdjson::dom::element_type::UINT64:
        number(integer().value_or(0));
        break;
    case simdjson::dom::element_type::DOUBLE:
        number(this->number().value_or(0), std::chars_format::fixed);
        break;
    case simdjson::dom::element_type::BOOL:
        scratch = m_element->get_bool().get(yes) == simdjson::SUCCESS && yes ? "true" : "false";
        break;
    case simdjson::dom::element_type::ARRAY:
        each([&](const JsonValue& element) {
            if (const std::string_view words = element.text(); !words.empty())
                scratch.append(scratch.empty() ? 0 : 1, ';').append(words);
        });
        break;
    default:
        break;
    }
    return scratch;
}

std::optional<double> JsonValue::number() const
{
    double value = 0;
    if (!m_element)
        return std::nullopt;
    if (m_element->get_double().get(value) == simdjson::SUCCESS) // any number
        return value;
    const std::string_view digits = text();
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return error == std::errc() && end == digits.data() + digits.size() ? std::optional(value) : std::nullopt;
}

std::optional<std::int64_t> JsonValue::integer() const
{
    std::int64_t whole = 0;
    if (m_element && m_element->get_int64().get(whole) == simdjson::SUCCESS)
        return whole;
    constexpr double kLargest = 9e15; // that a double tells apart
    const auto value = number();
    return value && std::abs(*value) <= kLargest ? std::optional(static_cast<std::int64_t>(*value)) : std::nullopt;
}

std::optional<UtcTime> JsonValue::time() const
{
    const auto value = number();
    if (!value)
        return isoTime(text());
    const double ms = *value < kLatestSeconds ? *value * 1000 : *value;
    return ms >= kEarliestSeconds * 1000 && ms < kLatestSeconds * 1000
        ? std::optional(UtcTime(std::chrono::milliseconds(std::llround(ms))))
        : std::nullopt;
}

} // namespace mv
