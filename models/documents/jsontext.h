// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/ingest/formats/jsonvalue.h"
#include "models/mail/error.h"
#include <string>
#include <string_view>

namespace mv {

// A document that is one JSON value. An Error tells the line on which it stops being one.
class JsonText {
public:
    // `what` it should have been, for people: "a TLS report".
    Result<JsonValue> parse(std::string_view whole, std::string_view what);

private:
    simdjson::dom::parser m_parser;
};

// Whether a text has a key of this name, followed by a value that begins so: '{', '[', '"' or, of '\0', any.
bool hasJsonKey(std::string_view text, std::string_view key, char value = '\0');

} // namespace mv
