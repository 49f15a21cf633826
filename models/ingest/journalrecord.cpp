// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/journalrecord.h"
#include "models/ingest/cursor.h"
#include "models/ingest/statetext.h"
#include <algorithm>
#include <simdjson.h>

namespace mv {

namespace {

bool isFieldName(std::string_view name)
{
    if (name.empty() || name.size() > 64 || (name[0] >= '0' && name[0] <= '9'))
        return false;
    return std::ranges::all_of(
        name, [](char c) { return c == '_' || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); });
}

// MESSAGE as journalctl writes it: a string, or an array of bytes when it is not UTF-8.
std::string textOf(simdjson::dom::element value)
{
    std::string_view text;
    if (value.get_string().get(text) == simdjson::SUCCESS)
        return std::string(text);
    std::string bytes;
    simdjson::dom::array array;
    if (value.get_array().get(array) == simdjson::SUCCESS) {
        for (const auto element : array) {
            std::uint64_t byte = 0;
            if (element.get_uint64().get(byte) == simdjson::SUCCESS && byte < 256)
                bytes += static_cast<char>(byte);
        }
        return bytes;
    }
    std::uint64_t number = 0;
    return value.get_uint64().get(number) == simdjson::SUCCESS ? std::to_string(number) : std::string();
}

} // namespace

void JournalRecord::clear()
{
    realtimeUs = 0;
    stamp.clear();
    host.clear();
    tag.clear();
    pid.clear();
    message.clear();
    hasMessage = false;
    messageOffset = 0;
    binaryField.clear();
}

void JournalRecord::set(std::string_view field, std::string_view value)
{
    if (field == "MESSAGE" || field == "log") {
        message = value;
        while (message.ends_with('\n') || message.ends_with('\r'))
            message.pop_back();
        hasMessage = true;
    } else if (field == "__REALTIME_TIMESTAMP") {
        Cursor c(value);
        realtimeUs = static_cast<std::int64_t>(c.takeNumber().value_or(0));
    } else if (field == "time") {
        stamp = value;
    } else if (field == "_HOSTNAME") {
        host = value;
    } else if (field == "SYSLOG_IDENTIFIER" || (field == "_COMM" && tag.empty())) {
        tag = value;
    } else if (field == "SYSLOG_PID" || (field == "_PID" && pid.empty())) {
        pid = value;
    }
}

bool JournalRecord::isExportField(std::string_view line) const
{
    return !binaryField.empty() || isFieldName(line.substr(0, line.find('=')));
}

void JournalRecord::addExportLine(std::string_view line, std::uint64_t offset)
{
    if (!binaryField.empty()) {
        if (line.size() >= 8) // a 64 bit length, then the bytes
            set(binaryField, line.substr(8));
        if (binaryField == "MESSAGE")
            messageOffset = offset;
        binaryField.clear();
        return;
    }
    const auto equals = line.find('=');
    if (equals == std::string_view::npos) {
        binaryField = line;
        return;
    }
    const std::string_view name = line.substr(0, equals);
    if (name == "MESSAGE")
        messageOffset = offset;
    set(name, line.substr(equals + 1));
}

bool JournalRecord::parseJson(std::string_view line)
{
    thread_local simdjson::dom::parser parser; // keeps its buffers from line to line
    clear();
    simdjson::dom::object object;
    if (parser.parse(line.data(), line.size()).get_object().get(object) != simdjson::SUCCESS)
        return false;
    for (const auto [key, value] : object) {
        if (key == "MESSAGE" || key == "log" || key == "time" || key == "__REALTIME_TIMESTAMP" || key == "_HOSTNAME"
            || key == "SYSLOG_IDENTIFIER" || key == "_COMM" || key == "SYSLOG_PID" || key == "_PID")
            set(key, textOf(value));
    }
    return hasMessage;
}

std::string JournalRecord::saveState() const
{
    StateWriter w;
    w << std::to_string(realtimeUs) << stamp << host << tag << pid << message << (hasMessage ? "1" : "")
      << std::to_string(messageOffset) << binaryField;
    return w.text();
}

void JournalRecord::loadState(std::string_view state)
{
    StateReader r(state);
    realtimeUs = static_cast<std::int64_t>(r.number());
    stamp = r.text();
    host = r.text();
    tag = r.text();
    pid = r.text();
    message = r.text();
    hasMessage = !r.text().empty();
    messageOffset = r.number();
    binaryField = r.text();
}

} // namespace mv
