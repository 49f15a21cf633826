// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/mappingguess.h"
#include "models/ingest/formats/mappedrecords.h"
#include "models/ingest/replytext.h"
#include "models/ingest/sendingip.h"
#include "models/ingest/timepattern.h"
#include <algorithm>
#include <set>

namespace mv {

namespace {

using TimeForm = ColumnMapping::TimeForm;

// What columns are called, plainly written; the likelier comes first.
struct FieldNames {
    Field field;
    std::vector<std::string_view> names;
};
const std::vector<FieldNames>& fieldNames()
{
    static const std::vector<FieldNames> kNames {
        { Field::Time,
            { "time", "timestamp", "datetime", "date", "ts", "eventtime", "eventtimestamp", "deliverytime",
                "deliveredat", "senttime", "sentat", "timelogged", "logtime", "loggedat", "when", "at", "occurredat",
                "completedat", "createdat", "created", "zeit", "datum" } },
        { Field::Recipient,
            { "recipient", "rcptto", "rcpt", "to", "envelopeto", "recipientaddress", "recipientemail", "toaddress",
                "emailto", "mailto", "recipients", "emailaddress", "email", "destination", "dest", "address",
                "recipientdomain", "rcptdomain", "todomain", "destinationdomain", "domain", "mail", "empfanger" } },
        { Field::Outcome,
            { "outcome", "deliverystatus", "status", "result", "disposition", "state", "event", "eventtype", "type",
                "action", "verdict" } },
        { Field::Code,
            { "smtpcode", "replycode", "responsecode", "smtpstatus", "smtpstatuscode", "smtpreplycode",
                "smtpresponsecode", "statuscode", "code", "returncode", "rc" } },
        { Field::Enhanced,
            { "enhanced", "enhancedcode", "enhancedstatus", "enhancedstatuscode", "dsn", "dsncode", "dsnstatus", "esc",
                "extendedcode" } },
        { Field::Reply,
            { "reply", "smtpreply", "response", "smtpresponse", "remoteresponse", "replytext", "responsetext",
                "diagnosticcode", "diagnostic", "dsndiag", "diag", "bouncereason", "errormessage", "error", "reason",
                "answer", "message", "msg", "text", "details", "description", "antwort" } },
        { Field::RelayHost,
            { "relay", "relayhost", "mx", "mxhost", "mxserver", "remotehost", "remotemta", "destinationhost",
                "desthost", "targethost", "remoteserver", "nexthop", "remote", "peer" } },
        { Field::RelayIp,
            { "relayip", "mxip", "remoteip", "destinationip", "destip", "dstip", "targetip", "peerip", "remoteaddress",
                "toip" } },
        { Field::Source,
            { "sourceip", "source", "srcip", "sendingip", "sendip", "outboundip", "localip", "egressip", "egress",
                "bindip", "vmta", "ippool", "pool", "localaddress", "fromip", "ip" } },
        { Field::Server,
            { "server", "servername", "mta", "mtahost", "hostname", "host", "node", "machine", "loghost",
                "instance" } },
        { Field::Sender,
            { "sender", "mailfrom", "envelopefrom", "from", "returnpath", "senderaddress", "fromaddress", "fromemail",
                "senderdomain", "fromdomain", "absender" } },
        { Field::QueueId,
            { "queueid", "qid", "messageid", "msgid", "mailid", "deliveryid", "envelopeid", "jobid", "uuid", "id" } },
        { Field::Delay,
            { "delay", "deliverydelay", "latency", "duration", "elapsed", "queuetime", "timetodeliver", "delayms",
                "latencyms", "durationms", "elapsedms", "delayseconds", "delaysec", "delays", "ms" } },
        { Field::Tls, { "tls", "tlsversion", "tlsprotocol", "tlsstate", "starttls", "encryption", "cipher" } },
    };
    return kNames;
}

// "Soft-Bounce Reason" is "softbouncereason".
std::string plain(std::string_view name)
{
    std::string out;
    for (const char c : name) {
        if (c >= 'A' && c <= 'Z')
            out += static_cast<char>(c - 'A' + 'a');
        else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            out += c;
        else if (c == '\xc3')
            out += 'a'; // "Empfänger": the letter behind it is left out below
    }
    return out;
}

// 0..100: how much a name is one of these; of "smtp.reply.code", also its last key.
int nameScore(const std::string& column, const std::vector<std::string_view>& names)
{
    const auto place = [&](const std::string& name) {
        const auto found = std::ranges::find(names, std::string_view(name));
        return found == names.end() ? -1 : static_cast<int>(found - names.begin());
    };
    constexpr int kWhole = 100, kLast = 70, kPart = 40;
    const std::string whole = plain(column);
    if (const int i = place(whole); i >= 0)
        return kWhole - i;
    const auto dot = column.rfind('.');
    if (const int i = dot == std::string::npos ? -1 : place(plain(column.substr(dot + 1))); i >= 0)
        return kLast - i;
    constexpr std::size_t kTelling = 5; // letters: "recipientEmail2", "finalStatus"
    for (const std::string_view name : names) {
        if (name.size() >= kTelling && (whole.starts_with(name) || whole.ends_with(name)))
            return kPart;
    }
    return 0;
}

bool isNumber(std::string_view text)
{
    return !text.empty() && text.find_first_not_of("0123456789.") == std::string_view::npos;
}

bool isDomain(std::string_view text)
{
    const auto dot = text.rfind('.');
    return dot != std::string_view::npos && dot > 0 && text.size() > dot + 2
        && text.find_first_of(" @:/") == std::string_view::npos && !(text.back() >= '0' && text.back() <= '9');
}

bool isAddress(std::string_view text)
{
    const auto at = text.rfind('@');
    return at != std::string_view::npos && at > 0 && text.find('.', at) != std::string_view::npos;
}

bool isCode(std::string_view text) { return startsWithReplyCode(text) && text.size() == 3; }

// Whether a value may be of this field. Where anything may be, true.
bool mayBe(Field field, std::string_view text)
{
    switch (field) {
    case Field::Recipient:
    case Field::Sender:
        return isAddress(text) || isDomain(text);
    case Field::Outcome:
        return usualOutcome(text) != nullptr || outcomeOfCode(text).has_value();
    case Field::Code:
        return isCode(text) || text == "0";
    case Field::Enhanced:
        return !EnhancedCode::parse(text).none();
    case Field::Reply:
        return startsWithReplyCode(text) || text.find(' ') != std::string_view::npos;
    case Field::RelayHost:
        return isDomain(text.substr(0, text.find('['))) || isIpAddress(text);
    case Field::RelayIp:
        return isIpAddress(text);
    case Field::Server:
    case Field::Source:
        return text.find_first_of(" @") == std::string_view::npos;
    case Field::QueueId:
        return text.find(' ') == std::string_view::npos;
    case Field::Delay:
        return isNumber(text) || text.ends_with('s');
    default:
        return true;
    }
}

// Values that tell their field without a name: there is nothing else like them.
bool tellsItself(Field field) { return field == Field::Time || field == Field::Enhanced || field == Field::Outcome; }

// 0..100: the share of the values that may be of the field.
int valueScore(Field field, const std::vector<std::string>& values, UtcTime latest)
{
    if (field == Field::Time) {
        ColumnMapping form;
        return !values.empty() && guessTimes(form, values, latest) ? 100 : 0;
    }
    if (values.empty())
        return field == Field::Time || field == Field::Recipient ? 0 : 50; // not yet
    const auto good = std::ranges::count_if(values, [&](const std::string& v) { return mayBe(field, v); });
    return static_cast<int>(good * 100 / static_cast<std::ptrdiff_t>(values.size()));
}

struct Candidate {
    int score;
    Field field;
    std::size_t column;
};

std::vector<Candidate> candidatesIn(const TableHead& table, UtcTime latest)
{
    constexpr int kMostlyRight = 60, kAllRight = 95;
    std::vector<Candidate> found;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        const auto values = table.valuesOf(table.columns[i]);
        for (const FieldNames& f : fieldNames()) {
            const int name = nameScore(table.columns[i], f.names);
            const int value = name > 0 || tellsItself(f.field) ? valueScore(f.field, values, latest) : 0;
            const bool bySelf = tellsItself(f.field) && !values.empty() && value >= kAllRight;
            const bool byName = name > 0 && (value >= kMostlyRight || (values.empty() && value > 0));
            if (byName || bySelf)
                found.push_back({ name * 2 + value, f.field, i });
        }
    }
    std::ranges::stable_sort(found, std::greater {}, &Candidate::score);
    return found;
}

bool isInMs(std::string_view column)
{
    const std::string name = plain(column);
    return name.ends_with("ms") || name.ends_with("millis") || name.ends_with("milliseconds") || name.ends_with("msec");
}

// The words of the outcome column, each with what it is likely to mean; those that nobody knows are left out.
void guessOutcomes(ColumnMapping& m, const std::vector<std::string>& values)
{
    constexpr std::size_t kMostWords = 30;
    std::set<std::string> words(values.begin(), values.end());
    for (const std::string& word : words) {
        if (const UsualOutcome* usual = usualOutcome(word); usual && m.outcomes.size() < kMostWords)
            m.outcomes.push_back({ word, usual->outcome });
    }
}

} // namespace

bool guessTimes(ColumnMapping& m, const std::vector<std::string>& times, UtcTime latest)
{
    const auto all = [&](auto&& is) { return !times.empty() && std::ranges::all_of(times, is); };
    const auto isIso = [](std::string_view text) {
        IsoStamp iso;
        return takeIsoStamp(text, iso) && (text.empty() || text == " UTC");
    };
    m.timePattern.clear();
    if (all(isIso)) {
        m.timeForm = TimeForm::Iso;
        return true;
    }
    for (const TimeForm form : { TimeForm::Seconds, TimeForm::Milliseconds }) {
        if (all([&](const std::string& text) { return timeSince1970(text, form).has_value(); })) {
            m.timeForm = form;
            return true;
        }
    }
    m.timePattern = guessTimePattern(times, latest);
    m.timeForm = m.timePattern.empty() ? TimeForm::Iso : TimeForm::Pattern;
    return !m.timePattern.empty();
}

ColumnMapping guessMapping(const TableHead& table, UtcTime latest)
{
    ColumnMapping m;
    m.layout = table.layout;
    m.separator = table.separator;
    m.columns = table.always;
    std::set<std::size_t> taken;
    for (const Candidate& c : candidatesIn(table, latest)) {
        if (!m.has(c.field) && taken.insert(c.column).second)
            m.column(c.field) = table.columns[c.column];
    }
    if (m.columns.empty()) // no key is in all records
        std::ranges::copy_if(
            m.fields, std::back_inserter(m.columns), [](const auto& column) { return !column.empty(); });
    guessTimes(m, table.valuesOf(m.column(Field::Time)), latest);
    if (isInMs(m.column(Field::Delay)))
        m.delayUnit = ColumnMapping::DelayUnit::Milliseconds;
    guessOutcomes(m, table.valuesOf(m.column(Field::Outcome)));
    return m;
}

} // namespace mv
