// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/envelope.h"
#include "models/ingest/cursor.h"
#include "models/ingest/eximid.h"
#include "models/ingest/harakamessage.h"
#include "models/ingest/qmailmessage.h"
#include "models/ingest/statetext.h"
#include "models/mail/ascii.h"
#include <charconv>

namespace mv {

namespace {

using namespace std::chrono;

constexpr int kMaxDepth = 3; // a log line in a container line in a JSON line
constexpr std::size_t kMaxTag = 128;
constexpr std::size_t kBsdStamp = 15; // "Oct 12 14:09:29"

std::string_view firstWord(std::string_view text) { return text.substr(0, text.find(' ')); }

// "postfix/smtp[123]: rest", "dovecot: rest". False: no tag in front.
bool takeTag(std::string_view& text, Envelope& out)
{
    const std::size_t longest = std::min(text.size(), kMaxTag);
    std::size_t i = 0;
    while (i < longest && text[i] != '[' && text[i] != ':' && text[i] != ' ')
        ++i;
    if (i == 0 || i == longest || text[i] == ' ')
        return false;
    std::size_t next = i;
    std::string_view pid;
    if (text[i] == '[') {
        const auto close = text.find(']', i);
        if (close == std::string_view::npos || close + 1 >= text.size() || text[close + 1] != ':')
            return false;
        pid = text.substr(i + 1, close - i - 1);
        next = close + 1;
    }
    out.tag = text.substr(0, i);
    out.pid = pid;
    text.remove_prefix(next + 1); // the ':'
    if (text.starts_with(' '))
        text.remove_prefix(1);
    return true;
}

// Begins with "mail.info": what busybox and some syslog-ng templates put between host and tag.
bool beginsWithFacility(std::string_view text)
{
    if (!text.starts_with("mail.") && !text.starts_with("local") && !text.starts_with("user.")
        && !text.starts_with("daemon."))
        return false;
    const std::string_view word = firstWord(text);
    const auto dot = word.find('.');
    return dot != std::string_view::npos && dot + 1 < word.size();
}

// "[pid] 1qqwNR-0003Xy-2B <= ...": Exim's own file, whose stamp is followed by no host, but by the message's id.
bool takeEximEntry(Cursor entry, std::string_view word, Envelope& out)
{
    std::string_view pid;
    if (entry.skip('[')) {
        pid = entry.takeUntil(']');
        if (!entry.skip("] "))
            return false;
        word = firstWord(entry.rest());
    }
    if (!isEximId(word))
        return false;
    out.pid = pid;
    out.message = entry.rest();
    return true;
}

} // namespace

EnvelopeReader::EnvelopeReader(const FormatOptions& o)
    : m_clock([&] {
        SyslogClock::Start start { o.zone, o.year, o.fileTime, o.now };
        if (!start.year) {
            if (const auto evidence = clockEvidence(o.head))
                start.year = evidence->year;
        }
        return start;
    }())
{
}

EnvelopeReader::Kind EnvelopeReader::read(const Line& line, Envelope& out)
{
    out = {};
    out.offset = line.offset;
    m_depth = 0;
    return readText(line.text, out);
}

EnvelopeReader::Kind EnvelopeReader::readText(std::string_view text, Envelope& out)
{
    if (text.starts_with("\xef\xbb\xbf"))
        text.remove_prefix(3); // UTF-8 byte order mark
    if (!m_record.binaryField.empty()) {
        m_record.addExportLine(text, out.offset);
        return Kind::Nothing;
    }
    if (text.empty())
        return fromJournal(out);
    const char c = text.front();
    if (c >= 'A' && c <= 'Z' && text.size() > 6 && text[3] == ' ')
        return readBsd(text, out);
    if (isDigit(c))
        return readDigits(text, out);
    if (c == '<')
        return readPriority(text, out);
    if (c == '{' && !isHarakaMessage(text))
        return readJson(text, out);
    if (c == '@')
        return readTai64n(text, out);
    if (m_record.isExportField(text)) {
        if (m_recordDone)
            m_record.clear();
        m_recordDone = false;
        m_record.addExportLine(text, out.offset);
        return Kind::Nothing;
    }
    return readBare(text, out);
}

// "Oct 12 14:09:29[.123] host tag[pid]: ...", also with a year after the day, or before the month (readDigits).
EnvelopeReader::Kind EnvelopeReader::readBsd(std::string_view text, Envelope& out)
{
    if (text.substr(0, kBsdStamp) == m_bsdStamp && text.size() > kBsdStamp && text[kBsdStamp] == ' '
        && m_clock.best() == m_bsdAt) {
        out.at = m_bsdAt;
        return afterStamp(text.substr(kBsdStamp), out);
    }
    Stamp stamp;
    std::string_view rest = text;
    if (!takeMonthDay(rest, stamp.month, stamp.day)) {
        // journalctl -o short-full: "Thu 2023-10-12 14:09:29 UTC host tag: ..."
        rest = text.substr(4);
        IsoStamp iso;
        if (!takeIsoStamp(rest, iso))
            return readBare(text, out);
        Cursor c(rest);
        c.skip(' ');
        if (const std::string_view zone = c.takeUntil(' '); zone == "UTC" || zone == "GMT")
            out.at = sys_days(year(iso.local->year) / month(iso.local->month) / day(iso.local->day))
                + milliseconds(iso.local->msOfDay);
        else if (const auto local = iso.local ? m_clock.read(*iso.local) : iso.utc; local)
            out.at = *local;
        else
            return Kind::BadTime;
        m_clock.seen(out.at);
        return afterStamp(c.rest(), out);
    }
    if (!rest.starts_with(' '))
        return Kind::Foreign;
    rest.remove_prefix(1);
    if (rest.size() > 5 && isDigit(rest[0]) && isDigit(rest[3]) && rest[4] == ' ') { // "Oct 12 2023 14:09:29"
        Cursor c(rest);
        stamp.year = static_cast<int>(c.takeNumber().value_or(0));
        c.skip(' ');
        rest = c.rest();
    }
    if (!takeTimeOfDay(rest, stamp.msOfDay))
        return Kind::BadTime;
    const Kind kind = at(stamp, rest, out);
    if (kind != Kind::BadTime && text.size() - rest.size() == kBsdStamp) {
        m_bsdStamp = text.substr(0, kBsdStamp);
        m_bsdAt = out.at;
    }
    return kind;
}

EnvelopeReader::Kind EnvelopeReader::at(const Stamp& stamp, std::string_view rest, Envelope& out)
{
    const auto time = m_clock.read(stamp);
    if (!time)
        return Kind::BadTime;
    out.at = *time;
    return afterStamp(rest, out);
}

// What begins with a digit: RFC 3339, "2013 Jun 10 06:27:30.123", RFC 5424 without <PRI>, busybox's "3:03:59".
EnvelopeReader::Kind EnvelopeReader::readDigits(std::string_view text, Envelope& out)
{
    IsoStamp iso;
    if (takeIsoStamp(text, iso)) {
        if (iso.local)
            return at(*iso.local, text, out);
        m_clock.seen(iso.utc);
        out.at = iso.utc;
        return afterStamp(text, out);
    }
    Stamp stamp;
    std::string_view rest = text.substr(std::min<std::size_t>(5, text.size()));
    if (text.size() > 12 && text[4] == ' ' && takeMonthDay(rest, stamp.month, stamp.day)) {
        Cursor c(text);
        stamp.year = static_cast<int>(c.takeNumber().value_or(0));
        if (rest.starts_with(' '))
            rest.remove_prefix(1);
        return takeTimeOfDay(rest, stamp.msOfDay) ? at(stamp, rest, out) : Kind::BadTime;
    }
    if (text.starts_with("1 ") && text.size() > 12 && isDigit(text[2]))
        return read5424(text.substr(2), out);
    rest = text;
    if (text.size() > 8 && (text[1] == ':' || text[2] == ':') && takeTimeOfDay(rest, stamp.msOfDay)
        && rest.starts_with(' '))
        return at(stamp, rest, out);
    if (text.size() > 11 && text[4] == '-' && text[7] == '-')
        return Kind::BadTime; // the shape of a date, but none
    return readBare(text, out);
}

EnvelopeReader::Kind EnvelopeReader::readPriority(std::string_view text, Envelope& out)
{
    Cursor c(text);
    c.skip('<');
    if (!c.takeNumber() || !c.skip('>') || ++m_depth > kMaxDepth)
        return Kind::Foreign;
    if (c.rest().starts_with("1 "))
        return read5424(c.rest().substr(2), out);
    return readText(c.rest(), out);
}

// RFC 5424 after "<PRI>1 ": TIMESTAMP HOSTNAME APP-NAME PROCID MSGID STRUCTURED-DATA [MSG].
EnvelopeReader::Kind EnvelopeReader::read5424(std::string_view text, Envelope& out)
{
    IsoStamp iso;
    if (text.starts_with("- ")) {
        const auto best = m_clock.best();
        if (!best)
            return Kind::BadTime;
        out.at = *best;
        text.remove_prefix(1);
    } else if (!takeIsoStamp(text, iso) || iso.local) {
        return Kind::BadTime; // the RFC wants a zone
    } else {
        out.at = iso.utc;
        m_clock.seen(iso.utc);
    }
    Cursor c(text);
    const auto word = [&] {
        c.skip(' ');
        const std::string_view w = c.takeUntil(' ');
        return w == "-" ? std::string_view() : w;
    };
    out.host = word();
    out.tag = word();
    out.pid = word();
    word(); // MSGID
    c.skip(' ');
    if (!c.skip('-')) {
        while (c.peek() == '[') { // structured data; quoted values may hold ']'
            bool quoted = false;
            std::size_t i = 1;
            const std::string_view data = c.rest();
            for (; i < data.size() && (quoted || data[i] != ']'); ++i) {
                if (data[i] == '\\')
                    ++i;
                else if (data[i] == '"')
                    quoted = !quoted;
            }
            if (i >= data.size())
                return Kind::Foreign;
            c.take(i + 1);
        }
    }
    c.skip(' ');
    c.skip("\xef\xbb\xbf");
    out.message = c.rest();
    return out.tag.empty() && out.message.empty() ? Kind::Foreign : Kind::Message;
}

// multilog: "@400000004bdf9534075bcd15 message" (cr.yp.to/libtai/tai64.html): 16 hexadecimal digits of seconds, 8 of
// nanoseconds.
EnvelopeReader::Kind EnvelopeReader::readTai64n(std::string_view text, Envelope& out)
{
    constexpr std::uint64_t kEpoch = (1ULL << 62) + 10; // 1970, as TAI had it; qmail counts no leap seconds after
    constexpr std::uint64_t kLatest = 4'102'444'800;    // 2100
    constexpr std::size_t kSeconds = 16, kNanoseconds = 8;
    std::uint64_t s = 0, ns = 0;
    const std::string_view digits = text.substr(1, kSeconds + kNanoseconds);
    const auto isNumber = [](std::string_view hex, std::uint64_t& n) {
        const auto [end, error] = std::from_chars(hex.data(), hex.data() + hex.size(), n, 16);
        return error == std::errc() && end == hex.data() + hex.size();
    };
    if (digits.size() < kSeconds + kNanoseconds || !isNumber(digits.substr(0, kSeconds), s)
        || !isNumber(digits.substr(kSeconds), ns))
        return Kind::Foreign;
    if (s < kEpoch || s - kEpoch > kLatest || ns > 999'999'999)
        return Kind::BadTime;
    out.at = UtcTime(milliseconds((s - kEpoch) * 1000 + ns / 1'000'000));
    m_clock.seen(out.at);
    Cursor c(text.substr(1 + digits.size()));
    c.skip(' ');
    out.message = c.rest();
    return Kind::Message;
}

EnvelopeReader::Kind EnvelopeReader::readJson(std::string_view text, Envelope& out)
{
    if (!m_record.parseJson(text)) {
        m_record.clear();
        return Kind::Foreign;
    }
    m_record.messageOffset = out.offset;
    return fromJournal(out);
}

// The record that is complete now, as an envelope.
EnvelopeReader::Kind EnvelopeReader::fromJournal(Envelope& out)
{
    if (!m_record.hasMessage) {
        m_record.clear();
        return Kind::Nothing;
    }
    m_record.hasMessage = false;
    m_recordDone = true; // its strings stay until the next record begins
    out.offset = m_record.messageOffset;
    std::string_view stamp = m_record.stamp;
    IsoStamp iso;
    if (m_record.realtimeUs > 0)
        out.at = UtcTime(milliseconds(m_record.realtimeUs / 1000));
    else if (takeIsoStamp(stamp, iso) && !iso.local)
        out.at = iso.utc;
    else
        return Kind::BadTime;
    m_clock.seen(out.at);
    if (m_record.tag.empty() && m_record.stamp.empty())
        return Kind::Nothing;   // from the kernel or a bare process
    if (m_record.tag.empty()) { // docker: the program's own line
        m_inner = m_record.message;
        return ++m_depth > kMaxDepth ? Kind::Foreign : readText(m_inner, out);
    }
    out.host = m_record.host;
    out.tag = m_record.tag;
    out.pid = m_record.pid;
    out.message = m_record.message;
    return Kind::Message;
}

EnvelopeReader::Kind EnvelopeReader::finish(Envelope& out)
{
    out = Envelope {};
    m_depth = 0;
    return fromJournal(out);
}

// " host tag[pid]: message", host and pid optional.
EnvelopeReader::Kind EnvelopeReader::afterStamp(std::string_view text, Envelope& out)
{
    if (text.starts_with(':'))
        text.remove_prefix(1); // Cisco style
    Cursor c(text);
    c.skipBlanks();
    const std::string_view word = firstWord(c.rest());
    if (takeEximEntry(c, word, out))
        return Kind::Message;
    if (isHarakaMessage(c.rest()) || isQmailMessage(c.rest())) { // also multilog through tai64nlocal
        out.message = c.rest();
        return Kind::Message;
    }
    if (c.skip("stdout ") || c.skip("stderr ")) { // Kubernetes (CRI): "<stamp> stdout F <line>"
        c.take(2);
        return ++m_depth > kMaxDepth ? Kind::Foreign : readText(c.rest(), out);
    }
    std::string_view rest = c.rest();
    if (word.find(':') != std::string_view::npos && takeTag(rest, out)) { // no host
        out.message = rest;
        return Kind::Message;
    }
    out.host = c.take(word.size());
    c.skipBlanks();
    if (beginsWithFacility(c.rest())) {
        c.takeUntil(' ');
        c.skipBlanks();
    }
    rest = c.rest();
    if (rest.empty())
        return Kind::Foreign;
    takeTag(rest, out);
    // Solaris: "[ID 197553 mail.info] message"
    if (rest.starts_with("[ID ")) {
        if (const auto close = rest.find("] "); close != std::string_view::npos)
            rest.remove_prefix(close + 2);
    }
    out.message = rest;
    return Kind::Message;
}

// No stamp: "mailserver  | <line>" of docker compose, or the program's line alone.
EnvelopeReader::Kind EnvelopeReader::readBare(std::string_view text, Envelope& out)
{
    if (text.starts_with("-- "))
        return Kind::Nothing; // journalctl: "-- Boot 1234 --", "-- Logs begin at ..."
    const auto bar = text.substr(0, kMaxTag).find("| ");
    if (bar != std::string_view::npos && bar > 1 && text[bar - 1] == ' ') {
        const std::string_view name = text.substr(0, text.find(' '));
        if (text.find_first_not_of(' ', name.size()) == bar) {
            if (++m_depth > kMaxDepth)
                return Kind::Foreign;
            return readText(text.substr(bar + 2), out);
        }
    }
    std::string_view rest = text;
    if (!isHarakaMessage(text) && !takeTag(rest, out))
        return Kind::Foreign;
    if (out.at == UtcTime()) {
        const auto best = m_clock.best();
        if (!best)
            return Kind::BadTime;
        out.at = *best;
    }
    out.message = rest;
    return Kind::Message;
}

std::string EnvelopeReader::saveState() const
{
    StateWriter w;
    w << m_clock.saveState() << (m_recordDone ? JournalRecord() : m_record).saveState();
    return w.text();
}

void EnvelopeReader::loadState(std::string_view state)
{
    StateReader r(state);
    m_bsdStamp.clear();
    m_clock.loadState(r.text());
    m_record.loadState(r.text());
}

} // namespace mv
