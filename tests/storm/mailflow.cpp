// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/storm/mailflow.h"
#include "tests/storm/people.h"
#include "tests/storm/postfixtext.h"
#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace mv::storm {
namespace {

constexpr std::int64_t kQueueRun = 300 * kSecond;    // queue_run_delay, minimal_backoff_time
constexpr std::int64_t kMaxBackoff = 4000 * kSecond; // maximal_backoff_time
constexpr std::int64_t kLifetime = 120 * kHour;      // maximal_queue_lifetime

constexpr std::int64_t kTick = kSecond / 50; // of arrivals and delays: fewer digits to compress

std::size_t pick(const std::vector<double>& cumulative, Rng& rng)
{
    const double x = rng.uniform() * cumulative.back();
    return static_cast<std::size_t>(std::upper_bound(cumulative.begin(), cumulative.end(), x) - cumulative.begin());
}

void addShare(std::vector<double>& cumulative, double share)
{
    cumulative.push_back((cumulative.empty() ? 0 : cumulative.back()) + share);
}

unsigned fixedPid(std::size_t source, unsigned service)
{
    return 700 + static_cast<unsigned>(source % 4) * 20 + service;
}

} // namespace

MailFlow::MailFlow(const World& world, LogFiles& files, Truth& truth, const Options& options)
    : m_world(world)
    , m_files(files)
    , m_truth(truth)
    , m_mailing(options.lists ? kLists : kLetters)
    , m_rng(options.seed)
    , m_limitOwed(world.limits.size(), 1.0) // the first session is turned away
    , m_domainsOf(world.receivers.size())
    , m_domainShares(world.receivers.size())
    , m_issues(m_mailing.groups)
    , m_holds(world.sources.size() * world.domains.size())
    , m_connections(world.sources.size() * world.domains.size())
{
    for (const Receiver& r : world.receivers) {
        addShare(m_receiverShares, r.share);
        std::vector<double>& owed = m_owed.emplace_back();
        for (std::size_t i = 0; i < r.troubles.size(); ++i)
            owed.push_back(m_rng.uniform());
    }
    for (std::size_t i = 0; i < world.sources.size(); ++i) {
        addShare(m_sourceShares[0], world.sourceWeight(i, utc(10, 10, 12, 0)));
        addShare(m_sourceShares[1], world.sourceWeight(i, utc(10, 11, 12, 0)));
    }
    for (std::size_t i = 0; i < world.domains.size(); ++i) {
        const std::size_t receiver = world.domains[i].receiver;
        m_domainsOf[receiver].push_back(i);
        const auto rank = static_cast<double>(m_domainsOf[receiver].size());
        addShare(m_domainShares[receiver], 1 / (rank + 2));
    }
}

// The messages arrive at the quantiles of the volume curve, so that there are exactly so many.
void MailFlow::run(std::uint64_t messages)
{
    std::int64_t hour = m_world.data.from;
    double before = 0, total = 0;
    for (std::int64_t h = m_world.data.from; h < m_world.data.to; h += kHour)
        total += m_world.volumeAt(h);
    for (std::uint64_t i = 0; i < messages; ++i) {
        const double wanted = (static_cast<double>(i) + m_rng.uniform()) / static_cast<double>(messages) * total;
        while (before + m_world.volumeAt(hour) <= wanted && hour + kHour < m_world.data.to) {
            before += m_world.volumeAt(hour);
            hour += kHour;
        }
        const double part = std::clamp((wanted - before) / m_world.volumeAt(hour), 0.0, 0.999999);
        const auto at = hour + static_cast<std::int64_t>(part * static_cast<double>(kHour)) / kTick * kTick;
        runUntil(at);
        arrive(at);
    }
    runUntil(m_world.data.to);
    for (; !m_due.empty(); m_due.pop()) {
        for (const Recipient& r : m_messages[m_due.top().message].to())
            if (r.seen && !r.done)
                m_truth.waiting(m_world.domains[r.domain].receiver);
    }
}

void MailFlow::runUntil(std::int64_t end)
{
    while (!m_due.empty() && m_due.top().at < end) {
        const Due due = m_due.top();
        m_due.pop();
        tryMessage(due.message, due.at);
    }
}

void MailFlow::arrive(std::int64_t at)
{
    if (m_freeSlots.empty()) {
        m_freeSlots.push_back(static_cast<std::uint32_t>(m_messages.size()));
        m_messages.emplace_back();
    }
    const std::uint32_t slot = m_freeSlots.back();
    m_freeSlots.pop_back();

    Message m;
    m.arrivedAt = at;
    const bool wednesday = (at / kHour / 24 + 4) % 7 == 3;
    m.source = static_cast<std::uint16_t>(pick(m_sourceShares[wednesday], m_rng));
    m.queueId = queueId(at, m_queueFile++);
    // The first mail after a limit began is for it, so that the log tells of it at once also where mail is thin.
    const bool meetsLimit = m_limitsMet < m_world.limits.size() && m_world.limits[m_limitsMet].span.from <= at;
    if (meetsLimit)
        m.source = static_cast<std::uint16_t>(m_world.limits[m_limitsMet++].source);
    do
        address(m, m_rng.below(m_mailing.groups));
    while (meetsLimit && !writesTo(m, m_world.limitedReceiver));

    if (m_mailing.allLines)
        logArrival(m);
    m_text = fmt::format(
        "{}: from=<{}>, size={}, nrcpt={} (queue active)", m.queueId, kSenders[m.sender], m.size, m.count);
    log(m.source, at, "qmgr", 0);
    m_messages[slot] = std::move(m);

    const double wait = m_rng.exponential(1);
    std::int64_t tryAt = at + 5 * kTick * static_cast<std::int64_t>(3 + 0.35 * wait * wait * wait);
    if (m_world.outage.contains(tryAt))
        tryAt = m_world.outage.to + static_cast<std::int64_t>(m_rng.uniform() * 90 * kSecond);
    m_due.push({ tryAt, slot });
}

void MailFlow::logArrival(const Message& m)
{
    const std::uint32_t client = 1 + m_rng.below(8);
    m_text = fmt::format("{}: client=app{}.example.com[10.20.0.{}]", m.queueId, client, client);
    log(m.source, m.arrivedAt, "smtpd", 1 + client % 2);
    m_text = fmt::format("{}: message-id=<{}>", m.queueId, messageIdOf(m));
    log(m.source, m.arrivedAt, "cleanup", 3);
}

// To one of the groups of customers that mail is sent to again and again.
void MailFlow::address(Message& m, std::uint32_t group)
{
    Rng rng(group);
    m.group = group;
    m.issue = ++m_issues[group];
    m.sender = static_cast<std::uint16_t>(rng.below(kSenders.size()));
    m.size = 2000 + rng.below(60'000);
    m.count = 1 + static_cast<std::size_t>(m_mailing.most * std::pow(rng.uniform(), 1.5));
    const std::uint32_t firstName = rng.below(kPeople);
    for (std::size_t i = 0; i < m.count; ++i) {
        Recipient& r = m.recipients[i];
        r = {};
        r.name = static_cast<std::uint16_t>((firstName + i * 331) % kPeople); // no address twice in a message
        const bool colleague = i > 0 && rng.chance(m_mailing.colleagues);
        r.domain = colleague ? m.recipients[0].domain
                             : static_cast<std::uint16_t>(pickDomain(pick(m_receiverShares, rng), rng));
        for (const Trouble& t : m_world.receivers[m_world.domains[r.domain].receiver].troubles)
            if (t.kind == Trouble::Lasting && m_rng.chance(t.chance)) {
                r.lasting = t.reply;
                r.lastingUntil
                    = m.arrivedAt + static_cast<std::int64_t>(m_rng.exponential(t.hours) * static_cast<double>(kHour));
            }
    }
}

bool MailFlow::writesTo(const Message& m, std::size_t receiver) const
{
    return std::ranges::any_of(
        m.to(), [&](const Recipient& r) { return m_world.domains[r.domain].receiver == receiver; });
}

void MailFlow::tryMessage(std::uint32_t index, std::int64_t at)
{
    Message& m = m_messages[index];
    const auto waiting = [&m] { return std::ranges::count(m.to(), false, &Recipient::done); };
    if (m.tries++ > 0) {
        m_text = fmt::format(
            "{}: from=<{}>, size={}, nrcpt={} (queue active)", m.queueId, kSenders[m.sender], m.size, waiting());
        log(m.source, at, "qmgr", 0);
    }
    std::array<std::uint16_t, Message::kMaxRecipients> tried;
    std::size_t triedCount = 0;
    for (const Recipient& r : m.to()) {
        const auto end = tried.begin() + static_cast<std::ptrdiff_t>(triedCount);
        if (r.done || std::find(tried.begin(), end, r.domain) != end)
            continue;
        tried[triedCount++] = r.domain;
        tryDomain(m, r.domain, at);
    }
    if (waiting() > 0 && at - m.arrivedAt < kLifetime) {
        m_due.push({ retryTime(m, at), index });
        return;
    }
    if (waiting() > 0)
        expire(m, at);
    m_text = m.queueId + ": removed";
    log(m.source, at, "qmgr", 0);
    m_freeSlots.push_back(index);
}

void MailFlow::tryDomain(Message& m, std::size_t domainIndex, std::int64_t at)
{
    const Domain& domain = m_world.domains[domainIndex];
    const auto forEach = [&](auto&& each) {
        for (Recipient& r : m.to())
            if (!r.done && r.domain == domainIndex)
                each(r);
    };
    const Hold& onHold = m_holds[m.source * m_world.domains.size() + domainIndex];
    if (at < onHold.until) {
        forEach([&](Recipient& r) { held(m, r, onHold, at); });
        return;
    }
    bool holds = false;
    const Reply* failure = sessionTrouble(m, domain, at, holds);
    Session session = connect(m, domainIndex, at, failure);
    if (!failure && domain.hosts.size() > 1)
        nextMx(m, session);
    bool bounced = false;
    m_accepted.clear();
    forEach([&](Recipient& r) {
        const Reply* answer = failure ? failure : recipientTrouble(m, r, domain, at);
        if (!answer)
            answer = m_world.receivers[domain.receiver].accepted;
        result(m, r, session, *answer);
        bounced = bounced || outcomeOf(*answer) == Outcome::Bounced;
    });
    if (holds)
        hold(m, domainIndex, *failure, at);
    if (bounced)
        bounceToSender(m, at);
}

const Reply* MailFlow::sessionTrouble(const Message& m, const Domain& domain, std::int64_t at, bool& holds)
{
    if (domain.always)
        return domain.always;
    if (domain.receiver == m_world.limitedReceiver)
        if (const Limit* limit = m_world.limitOf(m.source); limit && limit->span.contains(at)
            && happens(m_limitOwed[static_cast<std::size_t>(limit - m_world.limits.data())], limit->deferredShare(at)))
            return &reply("m365-server-busy");
    const auto& troubles = m_world.receivers[domain.receiver].troubles;
    for (std::size_t i = 0; i < troubles.size(); ++i)
        if (const Trouble& t = troubles[i];
            (t.kind == Trouble::Session || t.kind == Trouble::Site) && happens(m_owed[domain.receiver][i], t.chance)) {
            holds = t.kind == Trouble::Site;
            return t.reply;
        }
    return nullptr;
}

const Reply* MailFlow::recipientTrouble(const Message& m, Recipient& r, const Domain& domain, std::int64_t at)
{
    if (r.lasting && at < r.lastingUntil)
        return r.lasting;
    const auto& troubles = m_world.receivers[domain.receiver].troubles;
    for (std::size_t i = 0; i < troubles.size(); ++i) {
        const Trouble& t = troubles[i];
        const bool greylist = t.kind == Trouble::Greylist && m.tries == 1;
        if (t.kind != Trouble::Recipient && !greylist)
            continue;
        const bool stricter
            = greylist && m_world.orangeGreylisting.contains(at) && m_world.receivers[domain.receiver].name == "Orange";
        if (happens(m_owed[domain.receiver][i], stricter ? 0.10 : t.chance))
            return t.reply;
    }
    return nullptr;
}

// By turns instead of by luck: a provider's rate is then the same in an hour with few attempts as in one with many.
bool MailFlow::happens(double& owed, double chance)
{
    owed += chance;
    if (owed < 1)
        return false;
    owed -= 1;
    return true;
}

MailFlow::Session MailFlow::connect(const Message& m, std::size_t domainIndex, std::int64_t at, const Reply* failure)
{
    const Domain& domain = m_world.domains[domainIndex];
    Session s { at, &domain, nullptr, 0, 1, true };
    Connection& kept = m_connections[m.source * m_world.domains.size() + domainIndex];
    const bool answered = !failure || failure->wording != Wording::NoRelay;
    if (answered && at < kept.until) {
        s.pid = kept.pid;
        s.uses = ++kept.uses;
        s.host = &domain.hosts[kept.host];
    } else {
        kept.host = domain.hosts.size() > 1 && m_rng.chance(0.15)
            ? 1 + m_rng.below(static_cast<std::uint32_t>(domain.hosts.size() - 1))
            : 0;
        s.pid = 10 + static_cast<unsigned>(m.group % 2);
        s.host = domain.hosts.empty() ? nullptr : &domain.hosts[kept.host];
        s.answered = answered;
        kept.pid = s.pid;
        kept.uses = 1;
        const bool noTls = failure
            && (failure->wording == Wording::NoRelay || failure->wording == Wording::Greeting
                || failure->key == "tls-required" || failure->key == "handshake");
        if (!noTls && m_mailing.allLines) {
            const bool trusted = !m_world.receivers[domain.receiver].name.empty();
            m_text = fmt::format("{} TLS connection established to {}[{}]:25: {}", trusted ? "Trusted" : "Untrusted",
                s.host->name, s.host->ip,
                trusted ? "TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits)"
                        : "TLSv1.2 with cipher ECDHE-RSA-AES256-GCM-SHA384 (256/256 bits)");
            log(m.source, at, "smtp", s.pid);
        }
    }
    s.answered = answered;
    kept.until = failure ? 0 : at + 2 * kSecond; // smtp_connection_cache_time_limit
    return s;
}

// The first MX turns the message away, the second takes it: a line without a recipient.
void MailFlow::nextMx(const Message& m, Session& s)
{
    for (const Trouble& t : m_world.receivers[s.domain->receiver].troubles) {
        if (t.kind != Trouble::NextMx || s.host != &s.domain->hosts.front() || !m_rng.chance(t.chance))
            continue;
        m_text = fmt::format("{}: host {}[{}] said: ", m.queueId, s.host->name, s.host->ip);
        appendReply(m_text, *t.reply, context(m, m.recipients[0], s), m_rng);
        m_text += " (in reply to MAIL FROM command)";
        log(m.source, s.at, "smtp", s.pid);
        m_truth.line(s.domain->receiver, m.source, Outcome::NextMx, keyOf(*t.reply), s.at);
        s.host = &s.domain->hosts[1];
        s.uses = 1;
        return;
    }
}

void MailFlow::hold(const Message& m, std::size_t domainIndex, const Reply& r, std::int64_t at)
{
    Hold& h = m_holds[m.source * m_world.domains.size() + domainIndex];
    h.until = at + kQueueRun;
    h.reply = &r;
    const auto open = m_text.find('('); // the line just logged quotes it
    h.text = m_text.substr(open + 1, m_text.size() - open - 2);
}

void MailFlow::result(Message& m, Recipient& r, const Session& s, const Reply& answer)
{
    const Outcome outcome = outcomeOf(answer);
    m_text = fmt::format("{}: to=<{}>, relay=", m.queueId, addressOf(r));
    if (s.answered)
        fmt::format_to(std::back_inserter(m_text), "{}[{}]:25", s.host->name, s.host->ip);
    else
        m_text += "none";
    if (s.uses > 1)
        fmt::format_to(std::back_inserter(m_text), ", conn_use={}", s.uses);
    const std::int64_t total = s.at - m.arrivedAt;
    appendDelays(m_text, total, s.uses > 1 ? 0 : kSecond / 10, s.answered ? kSecond / 10 * (1 + m.size / 25'000) : 0);
    const char* status = outcome == Outcome::Delivered ? "sent" : outcome == Outcome::Deferred ? "deferred" : "bounced";
    fmt::format_to(std::back_inserter(m_text), ", dsn={}, status={} (", answer.dsn, status);

    const ReplyContext c = context(m, r, s);
    const bool quoted = answer.wording != Wording::Bare && answer.wording != Wording::NoRelay;
    if (quoted)
        fmt::format_to(std::back_inserter(m_text), "host {}[{}] {}", c.host, c.hostIp,
            answer.wording == Wording::Greeting ? "refused to talk to me: " : "said: ");
    if (outcome != Outcome::Delivered) {
        appendReply(m_text, answer, c, m_rng);
    } else {
        if (m_accepted.empty()) // one answer to the end of the data, whatever the number of recipients
            appendReply(m_accepted, answer, c, m_rng);
        m_text += m_accepted;
    }
    if (answer.wording == Wording::MailFrom)
        m_text += " (in reply to MAIL FROM command)";
    else if (answer.wording == Wording::RcptTo)
        m_text += " (in reply to RCPT TO command)";
    else if (answer.wording == Wording::EndOfData)
        m_text += " (in reply to end of DATA command)";
    m_text += ')';
    log(m.source, s.at, "smtp", s.pid);

    m_truth.line(s.domain->receiver, m.source, outcome, keyOf(answer), s.at);
    r.seen = true;
    if (!r.tried)
        m_truth.firstTry(s.domain->receiver, m.source, outcome == Outcome::Deferred, s.at);
    r.tried = true;
    if (outcome != Outcome::Deferred)
        finish(r, m, s.at);
}

void MailFlow::held(Message& m, Recipient& r, const Hold& h, std::int64_t at)
{
    m_text = fmt::format("{}: to=<{}>, relay=none", m.queueId, addressOf(r));
    appendDelays(m_text, at - m.arrivedAt, 0, 0);
    fmt::format_to(std::back_inserter(m_text), ", dsn={}, status=deferred (delivery temporarily suspended: {})",
        h.reply->dsn, h.text);
    log(m.source, at, "error", 5);
    m_truth.line(m_world.domains[r.domain].receiver, m.source, Outcome::Held, keyOf(*h.reply), at);
    r.seen = true;
}

void MailFlow::expire(Message& m, std::int64_t at)
{
    m_text = fmt::format("{}: from=<{}>, status=expired, returned to sender", m.queueId, kSenders[m.sender]);
    log(m.source, at, "qmgr", 0);
    for (Recipient& r : m.to())
        if (!r.done) {
            m_truth.line(m_world.domains[r.domain].receiver, m.source, Outcome::Expired, Truth::expiredKey(), at);
            finish(r, m, at);
        }
    bounceToSender(m, at);
}

// A second message, to our own mailbox for bounces.
void MailFlow::bounceToSender(const Message& m, std::int64_t at)
{
    const std::string id = queueId(at, m_queueFile++);
    if (m_mailing.allLines) {
        m_text = fmt::format("{}: message-id=<{}@{}.example.com>", id, id, m_world.sources[m.source].host);
        log(m.source, at, "cleanup", 3);
    }
    m_text = fmt::format("{}: sender non-delivery notification: {}", m.queueId, id);
    log(m.source, at, "bounce", 6);
    m_text = fmt::format("{}: from=<>, size={}, nrcpt=1 (queue active)", id, m.size + 2200);
    log(m.source, at, "qmgr", 0);
    m_text = fmt::format(
        "{}: to=<{}>, relay=local, delay=0.02, delays=0.01/0/0/0.01, dsn=2.0.0, status=sent (delivered to mailbox)", id,
        kSenders[m.sender]);
    log(m.source, at, "local", 7);
    m_text = id + ": removed";
    log(m.source, at, "qmgr", 0);
    static const std::size_t key = keyOf(reply("local-mailbox"));
    m_truth.line(m_world.receivers.size() - 1, m.source, Outcome::Local, key, at);
}

void MailFlow::finish(Recipient& r, const Message& m, std::int64_t at)
{
    r.done = true;
    m_truth.finished(m_world.domains[r.domain].receiver, at - m.arrivedAt);
}

std::int64_t MailFlow::retryTime(const Message& m, std::int64_t at)
{
    const std::int64_t backoff = std::clamp(at - m.arrivedAt, kQueueRun, kMaxBackoff);
    const std::int64_t next
        = at + backoff + static_cast<std::int64_t>(m_rng.uniform() * static_cast<double>(kQueueRun));
    if (m_world.outage.contains(next)) // found by the first queue run after the start
        return m_world.outage.to + static_cast<std::int64_t>(m_rng.uniform() * 90 * kSecond);
    return next;
}

// `process` numbers the processes of an instance; pids change weekly, with the reload after the logs' rotation.
void MailFlow::log(std::size_t source, std::int64_t at, std::string_view program, unsigned process)
{
    unsigned pid = fixedPid(source, process);
    if (process > 0) {
        const auto week = static_cast<unsigned>(at / kHour / 24 / 7);
        pid = 2000 + (week * 917 + static_cast<unsigned>(source) * 977 + process * 13) % 28'000;
    }
    m_files.line(source, at, program, pid, m_text);
}

ReplyContext MailFlow::context(const Message& m, const Recipient& r, const Session& s)
{
    const Source& source = m_world.sources[m.source];
    m_messageId = messageIdOf(m);
    ReplyContext c { source.ip, {}, {}, addressOf(r), s.domain->name, m_messageId, m.size, s.at };
    if (s.host) {
        c.host = s.host->name;
        c.hostIp = s.host->ip;
    }
    return c;
}

std::string MailFlow::messageIdOf(const Message& m)
{
    const std::string_view sender = kSenders[m.sender];
    return fmt::format("{}.{}{}", m.group, m.issue, sender.substr(sender.find('@')));
}

std::string_view MailFlow::addressOf(const Recipient& r)
{
    m_address = fmt::format(
        "{}.{}@{}", kGivenNames[r.name % 32U], kFamilyNames[r.name / 32U], m_world.domains[r.domain].name);
    return m_address;
}

std::size_t MailFlow::pickDomain(std::size_t receiver, Rng& rng)
{
    return m_domainsOf[receiver][pick(m_domainShares[receiver], rng)];
}

std::size_t MailFlow::keyOf(const Reply& r) const { return static_cast<std::size_t>(&r - replies().data()); }

} // namespace mv::storm
