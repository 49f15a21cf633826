// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/formats/harakarecord.h"
#include "models/ingest/cursor.h"
#include "models/ingest/harakamessage.h"
#include "models/ingest/replytext.h"
#include "models/ingest/sendingip.h"
#include "models/ingest/stagewords.h"
#include <simdjson.h>

namespace mv {

namespace {

// Haraka's own words, when no remote host answered.
constexpr StageWord kOwnWords[] = {
    { "Tried all MXs", Stage::Connect },
    { "DNS lookup failure", Stage::Dns },
    { "No Such Domain", Stage::Dns },
    { "Temporary MX lookup error", Stage::Dns },
    { "Nowhere to deliver mail", Stage::Dns },
    { "No MX for", Stage::Dns },
    { "Domain ", Stage::Dns }, // "Domain x sends and receives no email (NULL MX)"
    { "No TLS available", Stage::StartTls },
    { "Host failed TLS verification", Stage::StartTls },
};

// "[NOTICE] [uuid] [origin] text"
bool parseDefault(std::string_view message, HarakaRecord& out)
{
    Cursor c(message);
    c.takeUntil(']');
    if (!c.skip("] ["))
        return false;
    out.uuid = c.takeUntil(']');
    if (!c.skip("] ["))
        return false;
    out.origin = c.takeUntil(']');
    if (!c.skip("] "))
        return false;
    c.skipBlanks(); // there are two where only fields follow
    out.text = c.rest();
    return true;
}

// "level=NOTICE uuid=... origin=... message="..." key=value": these four come first.
bool parseLogfmt(std::string_view message, HarakaRecord& out)
{
    std::string_view rest = message;
    for (std::string_view key; takeHarakaField(rest, key, out.storage);) {
        const auto end = static_cast<std::size_t>(rest.data() - message.data());
        std::string_view value = message.substr(0, end);
        value = value.substr(static_cast<std::size_t>(key.data() - message.data()) + key.size() + 1);
        while (value.ends_with(' '))
            value.remove_suffix(1);
        if (key == "uuid")
            out.uuid = value;
        else if (key == "origin")
            out.origin = value;
        else if (key == "message") {
            if (!out.storage.empty() && !rest.empty())
                out.storage += ' ';
            out.storage += rest;
            out.text = out.storage;
            return true;
        }
    }
    return false;
}

void appendField(std::string_view key, std::string_view value, std::string& out)
{
    if (!out.empty())
        out += ' ';
    out += key;
    out += "=\"";
    for (const char c : value) {
        if (c == '"' || c == '\\')
            out += '\\';
        out += c;
    }
    out += '"';
}

bool parseJson(std::string_view message, HarakaRecord& out)
{
    thread_local simdjson::dom::parser parser; // keeps its buffers from line to line
    simdjson::dom::object object;
    if (parser.parse(message.data(), message.size()).get_object().get(object) != simdjson::SUCCESS)
        return false;
    for (const auto [key, element] : object) {
        std::string_view text;
        std::string other;
        if (element.get_string().get(text) != simdjson::SUCCESS) {
            other = simdjson::minify(element);
            text = other;
        }
        if (key == "uuid")
            out.jsonUuid = text;
        else if (key == "origin")
            out.jsonOrigin = text;
        else if (key == "message")
            out.storage = text; // comes before the fields
        else if (key != "level")
            appendField(key, text, out.storage);
    }
    out.uuid = out.jsonUuid;
    out.origin = out.jsonOrigin;
    out.text = out.storage;
    return !out.uuid.empty() && !out.origin.empty();
}

} // namespace

bool takeHarakaField(std::string_view& rest, std::string_view& key, std::string& value)
{
    const auto equals = rest.find('=');
    if (equals == std::string_view::npos)
        return false;
    key = rest.substr(0, equals);
    rest.remove_prefix(equals + 1);
    value.clear();
    if (rest.starts_with('"')) {
        std::size_t i = 1;
        for (; i < rest.size() && rest[i] != '"'; ++i) {
            if (rest[i] == '\\' && i + 1 < rest.size())
                ++i;
            value += rest[i];
        }
        rest.remove_prefix(std::min(i + 1, rest.size()));
    } else {
        const std::string_view word = rest.substr(0, rest.find(' '));
        value = word;
        rest.remove_prefix(word.size());
    }
    if (rest.starts_with(' '))
        rest.remove_prefix(1);
    return true;
}

bool parseHarakaRecord(std::string_view message, HarakaRecord& out)
{
    out.uuid = out.origin = out.text = {};
    out.storage.clear();
    if (!isHarakaMessage(message))
        return false;
    const char first = message.front();
    return first == '[' ? parseDefault(message, out)
        : first == '{'  ? parseJson(message, out)
                        : parseLogfmt(message, out);
}

void describeHarakaError(std::string_view error, Attempt& a)
{
    constexpr std::string_view kUpstream = "Upstream error: ";
    if (error.starts_with(kUpstream))
        error.remove_prefix(kUpstream.size());
    a.reply = error;
    const ReplyText r = parseReplyText(error);
    a.code = r.code;
    a.enhanced = r.enhanced;
    if (r.code == 0)
        a.stage = stageIn(kOwnWords, error);
    else if (r.code >= 400)
        a.source = sendingIp(error, a.relayIp);
}

} // namespace mv
