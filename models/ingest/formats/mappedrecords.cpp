// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/formats/mappedrecords.h"
#include "models/ingest/cursor.h"
#include "models/ingest/formats/addressin.h"
#include "models/ingest/formats/csvrecord.h"
#include "models/ingest/formats/facts.h"
#include "models/ingest/replytext.h"
#include "models/ingest/sendingip.h"
#include "models/mail/ascii.h"
#include <algorithm>
#include <cmath>

namespace mv {

namespace {

constexpr std::size_t kMaxWords = 100; // that are remembered

constexpr UsualOutcome kUsual[] = {
    { "delivered", Outcome::Delivered },
    { "delivery", Outcome::Delivered },
    { "sent", Outcome::Delivered },
    { "ok", Outcome::Delivered },
    { "success", Outcome::Delivered },
    { "successful", Outcome::Delivered },
    { "succeeded", Outcome::Delivered },
    { "complete", Outcome::Delivered },
    { "completed", Outcome::Delivered },
    { "relayed", Outcome::Delivered },
    { "deferred", Outcome::Deferred },
    { "deferral", Outcome::Deferred },
    { "softbounce", Outcome::Deferred },
    { "softbounced", Outcome::Deferred },
    { "soft", Outcome::Deferred },
    { "tempfail", Outcome::Deferred },
    { "tempfailed", Outcome::Deferred },
    { "temporaryfailure", Outcome::Deferred },
    { "temporary", Outcome::Deferred },
    { "transient", Outcome::Deferred },
    { "transientfailure", Outcome::Deferred },
    { "delayed", Outcome::Deferred },
    { "delay", Outcome::Deferred },
    { "retry", Outcome::Deferred },
    { "retrying", Outcome::Deferred },
    { "requeued", Outcome::Deferred },
    { "throttled", Outcome::Deferred },
    { "greylisted", Outcome::Deferred },
    { "bounced", Outcome::Bounced },
    { "bounce", Outcome::Bounced },
    { "hardbounce", Outcome::Bounced },
    { "hardbounced", Outcome::Bounced },
    { "hard", Outcome::Bounced },
    { "failed", Outcome::Bounced },
    { "failure", Outcome::Bounced },
    { "fail", Outcome::Bounced },
    { "permfail", Outcome::Bounced },
    { "permanentfailure", Outcome::Bounced },
    { "permanent", Outcome::Bounced },
    { "rejected", Outcome::Bounced },
    { "reject", Outcome::Bounced },
    { "refused", Outcome::Bounced },
    { "blocked", Outcome::Bounced },
    { "undeliverable", Outcome::Bounced },
    { "undelivered", Outcome::Bounced },
    { "invalid", Outcome::Bounced },
    { "expired", Outcome::Expired },
    { "gaveup", Outcome::Expired },
    { "dropped", Outcome::Expired },
    { "suppressed", Outcome::Expired },
    { "held", Outcome::Held },
    { "hold", Outcome::Held },
    { "paused", Outcome::Held },
    { "suspended", Outcome::Held },
    { "local", Outcome::Local },
    { "open", std::nullopt },
    { "opened", std::nullopt },
    { "click", std::nullopt },
    { "clicked", std::nullopt },
    { "complaint", std::nullopt },
    { "complained", std::nullopt },
    { "spamreport", std::nullopt },
    { "unsubscribe", std::nullopt },
    { "unsubscribed", std::nullopt },
    { "received", std::nullopt },
    { "injected", std::nullopt },
    { "queued", std::nullopt },
    { "enqueued", std::nullopt },
    { "processed", std::nullopt },
    { "processing", std::nullopt },
    { "sending", std::nullopt },
    { "pending", std::nullopt },
    { "scheduled", std::nullopt },
};

// "Soft_Bounce" is "softbounce".
bool isWord(std::string_view text, std::string_view plain)
{
    for (const char c : text) {
        if (c == ' ' || c == '_' || c == '-' || c == '.')
            continue;
        if (plain.empty() || lower(c) != plain.front())
            return false;
        plain.remove_prefix(1);
    }
    return plain.empty();
}

// What programs write for nothing.
std::string_view told(std::string_view value)
{
    value = withoutBlanks(value);
    constexpr std::size_t kLongest = 4;
    const bool nothing = value.size() <= kLongest
        && (value == "-" || value == "\\N" || sameIgnoringCase(value, "null") || sameIgnoringCase(value, "none"));
    return nothing ? std::string_view() : value;
}

std::uint16_t codeIn(std::string_view text)
{
    if (!startsWithReplyCode(text))
        return 0;
    return static_cast<std::uint16_t>((text[0] - '0') * 100 + (text[1] - '0') * 10 + (text[2] - '0'));
}

std::optional<Outcome> outcomeOfClass(unsigned cls)
{
    switch (cls) {
    case 2:
        return Outcome::Delivered;
    case 4:
        return Outcome::Deferred;
    case 5:
        return Outcome::Bounced;
    default:
        return std::nullopt;
    }
}

// Of the first of these that tells one.
std::optional<Outcome> outcomeOf(std::initializer_list<std::string_view> texts, const ReplyText& answer)
{
    for (const std::string_view text : texts) {
        if (const auto outcome = outcomeOfCode(text))
            return outcome;
    }
    const auto outcome = outcomeOfClass(answer.code / 100U);
    return outcome ? outcome : outcomeOfClass(answer.enhanced.cls());
}

void describeReply(const ReplyText& answer, Attempt& a)
{
    a.reply = answer.reply;
    a.code = answer.code;
    a.stage = a.outcome == Outcome::Delivered ? Stage::EndOfData : answer.stage;
    if (!answer.enhanced.none())
        a.enhanced = answer.enhanced;
    if (a.relayHost.empty() && a.relayIp.empty()) {
        a.relayHost = answer.host;
        a.relayIp = answer.ip;
    }
    if (a.source.empty() && a.code >= 400)
        a.source = sendingIp(a.reply, a.relayIp);
}

// Whether mail may go there: else another column was meant, or the record is damaged.
bool isDomain(std::string_view text)
{
    const auto strange = [](char c) {
        switch (c) {
        case '<':
        case '>':
        case '(':
        case ')':
        case '"':
        case '\\':
        case ',':
        case ';':
        case ':':
        case '@':
        case '\x7f':
            return true;
        default:
            return static_cast<unsigned char>(c) <= ' ';
        }
    };
    return !text.empty() && std::ranges::none_of(text, strange);
}

UtcTime inUtc(const Stamp& s)
{
    using namespace std::chrono;
    return UtcTime(sys_days(year(s.year) / month(s.month) / day(s.day)) + milliseconds(s.msOfDay));
}

std::string_view tlsIn(std::string_view text)
{
    if (text.empty())
        return {};
    for (const std::string_view no : { "false", "no", "0", "off" }) {
        if (sameIgnoringCase(text, no))
            return {};
    }
    for (const std::string_view yes : { "true", "yes", "1", "on" }) {
        if (sameIgnoringCase(text, yes))
            return "TLS";
    }
    return text;
}

} // namespace

JsonValue valueAt(const JsonValue& record, std::string_view path)
{
    const JsonValue& from = record.isObject() ? record : record.first();
    const JsonValue whole = from[path];
    const auto dot = path.find('.');
    if (whole.exists() || dot == std::string_view::npos)
        return whole;
    const JsonValue inner = from[path.substr(0, dot)];
    return inner.exists() ? valueAt(inner, path.substr(dot + 1)) : inner;
}

const UsualOutcome* usualOutcome(std::string_view word)
{
    const auto* const found
        = std::ranges::find_if(kUsual, [&](const UsualOutcome& usual) { return isWord(word, usual.word); });
    return found == std::end(kUsual) ? nullptr : found;
}

std::optional<Outcome> outcomeOfCode(std::string_view text)
{
    if (const unsigned code = codeIn(text); code != 0)
        return outcomeOfClass(code / 100);
    return outcomeOfClass(EnhancedCode::parse(text.substr(0, text.find(' '))).cls());
}

std::optional<UtcTime> timeSince1970(std::string_view text, ColumnMapping::TimeForm form)
{
    constexpr UtcTime kEarliest { std::chrono::sys_days(std::chrono::year(1990) / 1 / 1) };
    constexpr UtcTime kLatest { std::chrono::sys_days(std::chrono::year(2100) / 1 / 1) };
    Cursor c(text);
    const auto whole = c.takeNumber();
    if (!whole || *whole > 10'000'000'000'000)
        return std::nullopt;
    auto ms = static_cast<std::int64_t>(*whole) * (form == ColumnMapping::TimeForm::Seconds ? 1000 : 1);
    if (c.skip('.')) {
        std::int64_t weight = form == ColumnMapping::TimeForm::Seconds ? 100 : 0;
        for (; c.peek() >= '0' && c.peek() <= '9'; c.take(1), weight /= 10)
            ms += (c.peek() - '0') * weight;
    }
    const UtcTime at { std::chrono::milliseconds(ms) };
    return c.atEnd() && at >= kEarliest && at < kLatest ? std::optional(at) : std::nullopt;
}

MappedRecords::MappedRecords(const ColumnMapping& mapping, const FormatOptions& o, Correlator& correlator)
    : m_mapping(mapping)
    , m_pattern(mapping.timePattern)
    , m_clock({ o.zone, o.year, o.fileTime, o.now })
    , m_servers(o)
    , m_correlator(correlator)
    , m_server(o.server.empty() ? mapping.name : o.server)
    , m_words(mapping.outcomes)
{
}

bool MappedRecords::isTime(std::string_view text) const
{
    text = withoutBlanks(text);
    switch (m_mapping.timeForm) {
    case ColumnMapping::TimeForm::Iso: {
        IsoStamp iso;
        return takeIsoStamp(text, iso);
    }
    case ColumnMapping::TimeForm::Pattern:
        return m_pattern.read(text).has_value();
    default:
        return timeSince1970(text, m_mapping.timeForm).has_value();
    }
}

std::optional<UtcTime> MappedRecords::timeOf(std::string_view text)
{
    switch (m_mapping.timeForm) {
    case ColumnMapping::TimeForm::Iso: {
        IsoStamp iso;
        if (!takeIsoStamp(text, iso) || (!text.empty() && text != " UTC"))
            return std::nullopt;
        if (!iso.local)
            return iso.utc;
        return text.empty() ? m_clock.read(*iso.local) : std::optional(inUtc(*iso.local));
    }
    case ColumnMapping::TimeForm::Pattern: {
        const auto stamp = m_pattern.read(text);
        if (!stamp)
            return std::nullopt;
        const bool tellsAll = stamp->offset && stamp->local.year != 0;
        return tellsAll ? std::optional(inUtc(stamp->local) - *stamp->offset) : m_clock.read(stamp->local);
    }
    default:
        return timeSince1970(text, m_mapping.timeForm);
    }
}

// Null: the word means nothing; but it may begin with a code.
const ColumnMapping::OutcomeWord* MappedRecords::meaningOf(std::string_view word)
{
    const auto same = [&](const ColumnMapping::OutcomeWord& w) { return sameIgnoringCase(w.word, word); };
    const auto known = std::ranges::find_if(m_words, same);
    if (known != m_words.end())
        return &*known;
    const UsualOutcome* usual = usualOutcome(word);
    if (usual == nullptr)
        return nullptr;
    if (m_words.size() >= m_mapping.outcomes.size() + kMaxWords) // what follows is looked up each time
        m_words.pop_back();
    return &m_words.emplace_back(ColumnMapping::OutcomeWord { std::string(word), usual->outcome });
}

LineIs MappedRecords::tell(const Values& values, std::uint64_t offset, Sink& sink)
{
    const auto in = [&](Field f) { return told(values[static_cast<std::size_t>(f)]); };
    const std::string_view recipients = in(Field::Recipient);
    const std::string_view word = in(Field::Outcome);
    const std::string_view reply = in(Field::Reply);
    const std::string_view code = in(Field::Code);
    const std::string_view enhanced = in(Field::Enhanced);
    if (recipients.empty() && word.empty() && code.empty() && enhanced.empty())
        return LineIs::Other; // another event of the same log
    const ColumnMapping::OutcomeWord* meaning = word.empty() ? nullptr : meaningOf(word);
    if (meaning && !meaning->outcome)
        return LineIs::Other;
    const auto at = timeOf(in(Field::Time));
    if (!at)
        return LineIs::BadTime;

    const bool wordIsReply = reply.empty() && !meaning && startsWithReplyCode(word);
    const std::string_view text = withReplyCode(m_reply, wordIsReply ? word : reply, codeIn(code));
    const ReplyText answer = parseReplyText(text);
    const auto outcome = meaning ? meaning->outcome : outcomeOf({ word, code, enhanced, text }, answer);
    if (!outcome || recipients.empty())
        return LineIs::BadField;
    Attempt a;
    a.at = *at;
    a.offset = offset;
    a.outcome = *outcome;
    a.enhanced = EnhancedCode::parse(enhanced.empty() ? text.substr(0, text.find(' ')) : enhanced); // "5.1.1 gone"
    a.sender = addressIn(in(Field::Sender));
    a.source = in(Field::Source);
    a.tls = tlsIn(in(Field::Tls));
    a.delayMs = delayOf(in(Field::Delay)).value_or(-1);
    a.reply = text;
    describeRelay(values, a);
    if (isAttempt(a.outcome))
        describeReply(answer, a);
    const std::string_view server = in(Field::Server);
    const auto& from = m_servers.find(server.empty() ? m_server : server);
    return tellEach(recipients, in(Field::QueueId), a, from, sink) ? LineIs::Delivery : LineIs::BadField;
}

// Also "host[192.0.2.1]:25", as Postfix writes it, and an address in the place of a name.
void MappedRecords::describeRelay(const Values& values, Attempt& a) const
{
    std::string_view host = told(values[static_cast<std::size_t>(Field::RelayHost)]);
    a.relayIp = told(values[static_cast<std::size_t>(Field::RelayIp)]);
    if (const auto bracket = host.find('['); bracket != std::string_view::npos) {
        if (a.relayIp.empty())
            a.relayIp = host.substr(bracket + 1, host.find(']', bracket) - bracket - 1);
        host = host.substr(0, bracket);
    }
    if (a.relayIp.empty() && isIpAddress(host))
        std::swap(a.relayIp, host);
    if (host.ends_with('.'))
        host.remove_suffix(1);
    a.relayHost = host;
}

// "1.5", "12s", "80ms"
std::optional<std::int64_t> MappedRecords::delayOf(std::string_view text) const
{
    constexpr double kMost = 1e12;
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc())
        return std::nullopt;
    const std::string_view unit = withoutBlanks(text.substr(static_cast<std::size_t>(end - text.data())));
    const bool inMs = unit.empty() ? m_mapping.delayUnit == ColumnMapping::DelayUnit::Milliseconds : unit == "ms";
    if (!inMs && !unit.empty() && unit != "s")
        return std::nullopt;
    value *= inMs ? 1 : 1000;
    return value >= 0 && value < kMost ? std::optional(std::llround(value)) : std::nullopt;
}

// One record may name several recipients: "a@example.com;b@example.com". False: none that mail may go to.
bool MappedRecords::tellEach(std::string_view recipients, std::string_view queueId, const Attempt& common,
    const ServerPool::Server& server, Sink& sink)
{
    constexpr std::size_t kMostRecipients = 1000;
    constexpr std::string_view kBetween = ",;";
    bool any = false;
    for (std::size_t i = 0; i < kMostRecipients && !recipients.empty(); ++i) {
        const auto end = std::min(recipients.find_first_of(kBetween), recipients.size());
        const std::string_view one = withoutBlanks(addressIn(recipients.substr(0, end)));
        recipients.remove_prefix(std::min(end + 1, recipients.size()));
        const bool isAddress = one.find('@') != std::string_view::npos;
        if (!isDomain(isAddress ? domainOf(one) : one) || (!isAddress && one.find('.') == std::string_view::npos))
            continue;
        m_recipient.clear();
        if (!isAddress)
            m_recipient += '@'; // only the domain
        m_recipient += one;
        Attempt a = common; // telling fills in what is of one recipient
        a.recipient = m_recipient;
        tellCopy(a, queueId.empty() ? std::string_view() : m_copyId.of({ queueId, one }), queueId, server, m_correlator,
            sink);
        any = true;
    }
    return any;
}

} // namespace mv
