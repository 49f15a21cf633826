// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/ingest/format.h"
#include "models/ingest/journalrecord.h"
#include "models/ingest/syslogtime.h"

namespace mv {

// Who said what, when: a log line without its syslog clothes. Views into the line or the reader; they die with the next
// read().
struct Envelope {
    UtcTime at {};
    std::uint64_t offset = 0; // of the line that holds the message
    std::string_view host;    // empty: not told
    std::string_view tag;     // "postfix/submission/smtpd"; empty: not told
    std::string_view pid;
    std::string_view message;
};

// Takes the envelope off lines of: BSD syslog (RFC 3164, with or without year, decimals, <PRI>), RFC 3339 stamps
// (rsyslog, syslog-ng), RFC 5424, journalctl -o short, short-precise, short-iso, short-iso-precise, short-full, json,
// export; busybox ("3:03:59 host mail.info tag: "); docker compose ("name  | "), Kubernetes ("<stamp> stdout F ") and
// docker json-file around any of them; Exim's own file, whose message begins with an id and has neither host nor tag;
// multilog of qmail (TAI64N, also as tai64nlocal writes it), whose messages have neither; and no envelope at all
// ("postfix/smtp[1]: ..."), which is dated by the file. A mix within a file is fine. One thread.
class EnvelopeReader {
public:
    explicit EnvelopeReader(const FormatOptions&);

    enum class Kind : std::uint8_t {
        Message, // `out` is filled
        Nothing, // no message in this line: blank, a journalctl heading, a field of an export record
        Foreign, // not a log line
        BadTime, // a stamp that is no time
    };
    Kind read(const Line&, Envelope& out);
    Kind finish(Envelope& out); // the last record of an export, when no blank line ends it

    std::string saveState() const;
    void loadState(std::string_view);

private:
    Kind readText(std::string_view, Envelope& out);
    Kind readBsd(std::string_view, Envelope& out);
    Kind readDigits(std::string_view, Envelope& out);
    Kind readPriority(std::string_view, Envelope& out);
    Kind read5424(std::string_view, Envelope& out);
    Kind readTai64n(std::string_view, Envelope& out);
    Kind readJson(std::string_view, Envelope& out);
    Kind readBare(std::string_view, Envelope& out);
    Kind fromJournal(Envelope& out);
    Kind afterStamp(std::string_view, Envelope& out);
    Kind at(const Stamp&, std::string_view rest, Envelope& out);

    SyslogClock m_clock;
    std::string m_bsdStamp; // of a line before, and what it meant: most lines of a busy log share it with the last one
    UtcTime m_bsdAt {};
    JournalRecord m_record;
    bool m_recordDone = false; // told already; cleared when the next begins
    std::string m_inner;       // a container's line while it is read
    int m_depth = 0;           // of envelopes in each other
};

} // namespace mv
