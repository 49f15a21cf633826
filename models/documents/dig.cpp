// SPDX-License-Identifier: GPL-3.0-or-later
// dig's own layout. Sources: BIND 9.18 bin/dig/dighost.c and dig.c (received(), printmessage(), printgreeting()), and
// its outputs.
#include "models/documents/dig.h"
#include "models/documents/digmessage.h"
#include "models/documents/textlines.h"
#include "models/ingest/syslogtime.h"
#include "models/mail/ascii.h"
#include <algorithm>
#include <array>
#include <charconv>

namespace mv {
namespace {

constexpr std::string_view kBanner = "; <<>> DiG ";
constexpr std::string_view kHeader = ";; ->>HEADER<<-";

// The zones that clocks of computers are named after, where a name says enough.
constexpr std::array<std::pair<std::string_view, int>, 18> kZones { { { "UTC", 0 }, { "GMT", 0 }, { "WET", 0 },
    { "WEST", 60 }, { "BST", 60 }, { "CET", 60 }, { "CEST", 120 }, { "EET", 120 }, { "EEST", 180 }, { "MSK", 180 },
    { "EST", -300 }, { "EDT", -240 }, { "CDT", -300 }, { "MST", -420 }, { "MDT", -360 }, { "PST", -480 },
    { "PDT", -420 }, { "JST", 540 } } };

std::optional<int> minutesOf(std::string_view zone)
{
    for (const auto& [name, minutes] : kZones) {
        if (name == zone)
            return minutes;
    }
    int number = 0; // "+03", "+0530": of zones without a name
    if (zone.size() < 3 || (zone[0] != '+' && zone[0] != '-')
        || std::from_chars(zone.data() + 1, zone.data() + zone.size(), number).ec != std::errc() || number > 1400)
        return std::nullopt;
    const int minutes = zone.size() > 3 ? number / 100 * 60 + number % 100 : number * 60;
    return zone[0] == '-' ? -minutes : minutes;
}

// "Tue Nov 24 02:00:21 UTC 2026"; before BIND 9.10 without the zone.
std::optional<UtcTime> timeOf(std::string_view text, const Zone& zone)
{
    using namespace std::chrono;
    takeWord(text); // the day of the week
    text = trimmed(text);
    Stamp s;
    if (!takeMonthDay(text, s.month, s.day))
        return std::nullopt;
    text = trimmed(text);
    if (!takeTimeOfDay(text, s.msOfDay))
        return std::nullopt;
    std::string_view word = takeWord(text);
    const auto minutes = minutesOf(word);
    if (const std::string_view last = takeWord(text); !last.empty())
        word = last;
    if (std::from_chars(word.data(), word.data() + word.size(), s.year).ec != std::errc() || s.year < 1990
        || s.year > 2200)
        return std::nullopt;
    const year_month_day date { year(s.year), month(s.month), day(s.day) };
    if (!date.ok())
        return std::nullopt;
    const LocalTime local = local_days(date) + milliseconds(s.msOfDay);
    return minutes ? UtcTime(local.time_since_epoch() - std::chrono::minutes(*minutes)) : zone.toUtc(local);
}

class DigReader {
public:
    explicit DigReader(const DocumentOptions& o)
        : m_options(o)
    {
    }
    void take(std::string_view line, std::uint64_t offset);
    DocumentReading finish();

private:
    enum class Section : std::uint8_t { None, Question, Answer, Other };
    void takeComment(std::string_view line);
    void takeBanner(std::string_view arguments);
    void takeRecord(std::string_view line, std::uint64_t offset);
    void begin(bool isNext, std::uint64_t offset);

    const DocumentOptions& m_options;
    DocumentReading m_reading;
    DigMessage m_message;
    Section m_section = Section::None;
    bool m_hasBanner = false, m_hasHeader = false, m_hasAny = false;
    std::string m_open; // a record that goes on over lines, in ( )
};

void DigReader::begin(bool isNext, std::uint64_t offset)
{
    if (isNext) {
        tell(m_message, m_options, m_reading);
        m_message = {};
        m_section = Section::None;
        m_hasBanner = m_hasHeader = m_hasAny = false;
    }
    if (!m_hasAny)
        m_message.offset = offset;
    m_hasAny = true;
}

void DigReader::take(std::string_view line, std::uint64_t offset)
{
    if (trimmed(line).empty())
        return;
    if (line.starts_with(kBanner)) {
        begin(m_hasBanner || m_hasHeader, offset);
        takeBanner(line.substr(kBanner.size()));
        m_hasBanner = true;
    } else if (line.starts_with(kHeader)) {
        begin(m_hasHeader, offset);
        m_message.status = between(line, "status: ", ",");
        m_message.error.clear(); // another server, or another way, had an answer
        m_hasHeader = true;
    } else if (line.starts_with(";; communications error") || line.starts_with(";; connection timed out")
        || line.starts_with(";; no servers could be reached")) {
        begin(m_hasHeader, offset);
        if (!m_message.error.empty())
            m_message.error += "; ";
        m_message.error += trimmed(line.substr(2));
    } else {
        begin(false, offset);
        if (line.starts_with(';') && m_section == Section::Question && line.size() > 1 && line[1] != ';') {
            std::string_view rest = line.substr(1);
            m_message.name = takeWord(rest);
            while (!rest.empty())
                m_message.type = takeWord(rest); // the class, then the type
        } else if (line.starts_with(';')) {
            takeComment(line);
        } else {
            takeRecord(line, offset);
        }
    }
}

void DigReader::takeComment(std::string_view line)
{
    if (line.ends_with("SECTION:"))
        m_section = line == ";; QUESTION SECTION:" ? Section::Question
            : line == ";; ANSWER SECTION:"         ? Section::Answer
                                                   : Section::Other;
    else if (line.starts_with(";; flags: "))
        m_message.flags = between(line, ";; flags: ", ";");
    else if (line.starts_with(";; SERVER: "))
        m_message.resolver = between(line, ";; SERVER: ", "(");
    else if (line.starts_with(";; WHEN: "))
        m_message.at = timeOf(line.substr(std::string_view(";; WHEN: ").size()), m_options.zone);
}

// "9.18.49 <<>> @127.0.0.1 -p 5353 +tries=1 example.com MX"
void DigReader::takeBanner(std::string_view arguments)
{
    constexpr std::string_view kWithValue = "bcfkpy";
    std::string_view rest = between(arguments, "<<>> ", {});
    m_message.type.assign(1, 'A'); // when none is given
    for (std::string_view word = takeWord(rest); !word.empty(); word = takeWord(rest)) {
        if (word.starts_with('@') || word.starts_with('+'))
            continue;
        if (word == "-t")
            m_message.type = takeWord(rest);
        else if (word == "-q")
            m_message.name = takeWord(rest);
        else if (word == "-x") {
            m_message.name = takeWord(rest);
            m_message.type = "PTR";
        } else if (word.size() == 2 && word[0] == '-' && kWithValue.find(word[1]) != std::string_view::npos)
            takeWord(rest);
        else if (word.starts_with('-') || word == "IN" || word == "in")
            continue;
        else if (std::string upper(word); std::ranges::transform(word, upper.begin(),
                                              [](char c) { return c >= 'a' && c <= 'z' ? char(c - 32) : c; }),
                 isDnsType(upper))
            m_message.type = upper;
        else
            m_message.name = word;
    }
    if (m_message.name.empty())
        m_message.type.clear();
}

void DigReader::takeRecord(std::string_view line, std::uint64_t offset)
{
    constexpr std::size_t kLongest = 16 << 10; // of a record, written out
    if (m_section == Section::Other)
        return;
    std::string text(line);
    if (!m_open.empty() || (line.find('(') != std::string_view::npos && line.find('"') > line.find('('))) {
        // +multiline: what follows a ; is a comment, and the parentheses are not part of the data.
        text = std::move(m_open);
        text += line.substr(0, line.find(" ;"));
        m_open.clear();
        const bool closed = text.find(')') != std::string::npos
            && (text.find('"') == std::string::npos || text.rfind(')') > text.rfind('"'));
        if (!closed && text.size() < kLongest) {
            m_open = std::move(text);
            m_open += ' ';
            return;
        }
        if (const auto open = text.find('('); open != std::string::npos)
            text[open] = ' ';
        if (const auto close = text.rfind(')'); close != std::string::npos)
            text[close] = ' ';
    }
    if (auto record = digRecord(text))
        m_message.records.push_back(std::move(*record));
    else if (!line.starts_with("$ ")) // the command, kept with its output
        reject(m_reading, RejectReason::NotThisFormat, offset, line);
}

DocumentReading DigReader::finish()
{
    if (m_hasAny)
        tell(m_message, m_options, m_reading);
    return std::move(m_reading);
}

} // namespace

int scoreDig(std::string_view head)
{
    head = head.substr(0, head.rfind('\n')); // the last line may be cut off
    int lines = 0;
    int ours = 0;
    bool isDig = false;
    forEachLine(head, [&](std::string_view line, std::uint64_t) {
        if (line.starts_with(kBanner) || line.starts_with(kHeader) || line == ";; no servers could be reached"
            || line.starts_with(";; connection timed out; no servers"))
            isDig = true;
        if (trimmed(line).empty() || line.starts_with(';'))
            return;
        ++lines;
        ours += digRecord(line) ? 1 : 0;
    });
    if (isDig)
        return 90;
    return ours > 0 && ours == lines ? 70 : 0;
}

Result<DocumentReading> readDig(std::string_view whole, const DocumentOptions& options)
{
    DigReader reader(options);
    forEachLine(whole, [&](std::string_view line, std::uint64_t offset) { reader.take(line, offset); });
    return reader.finish();
}

} // namespace mv
