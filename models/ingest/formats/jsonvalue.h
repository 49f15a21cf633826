// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/time.h"
#include <initializer_list>
#include <optional>
#include <simdjson.h>
#include <string_view>

namespace mv {

// A value in a JSON text, or none: what is not there, or of another type than asked for, is empty. Writers change their
// minds about types, so a number may be a string of one. Valid until its parser reads the next text.
class JsonValue {
public:
    JsonValue() = default;
    explicit JsonValue(simdjson::dom::element element)
        : m_element(element)
    {
    }

    JsonValue operator[](std::string_view key) const;
    // The first of several keys that is there and not null.
    JsonValue anyOf(std::initializer_list<std::string_view> keys) const;

    JsonValue first() const; // of an array
    bool exists() const { return m_element.has_value(); }
    bool isNull() const { return m_element && m_element->is_null(); }
    bool isObject() const { return m_element && m_element->is_object(); }
    bool isTrue() const; // true, 1
    std::string_view text() const;
    // As text whatever it is: a number, true, false, the texts of an array with ; between. `scratch` keeps what is
    // none yet. Of an object, or null: empty.
    std::string_view asText(std::string& scratch) const;
    std::optional<std::int64_t> integer() const;
    // ISO 8601 (without a zone: UTC), seconds since 1970 with decimals or not, or milliseconds.
    std::optional<UtcTime> time() const;
    template <class Each> void eachMember(Each&& each) const // of an object: each(key, value)
    {
        simdjson::dom::object object;
        if (!m_element || m_element->get_object().get(object) != simdjson::SUCCESS)
            return;
        for (const simdjson::dom::key_value_pair member : object)
            each(member.key, JsonValue(member.value));
    }
    // Each element of an array, or the value itself when it is something else.
    template <class Each> void each(Each&& each) const
    {
        simdjson::dom::array array;
        if (!m_element)
            return;
        if (m_element->get_array().get(array) != simdjson::SUCCESS) {
            each(*this);
            return;
        }
        for (const simdjson::dom::element element : array)
            each(JsonValue(element));
    }

private:
    std::optional<double> number() const;

    std::optional<simdjson::dom::element> m_element;
};

} // namespace mv
