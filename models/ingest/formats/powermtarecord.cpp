// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/formats/powermtarecord.h"
#include "models/ingest/formats/facts.h"
#include "models/ingest/replytext.h"
#include "models/ingest/sendingip.h"
#include "models/ingest/stagewords.h"
#include <algorithm>

namespace mv {

namespace {

struct TypeName {
    std::string_view name;
    PowerMtaType type;
};
constexpr TypeName kTypes[] = {
    { "d", PowerMtaType::Delivery },
    { "b", PowerMtaType::Bounce },
    { "t", PowerMtaType::Transient },
    { "tq", PowerMtaType::TransientQueue },
    { "r", PowerMtaType::Received },
    { "delivery", PowerMtaType::Delivery },
    { "bounce", PowerMtaType::Bounce },
    { "transient", PowerMtaType::Transient },
    { "transient-queue", PowerMtaType::TransientQueue },
    { "receipt", PowerMtaType::Received },
    // Complaints, bounces that came back as mail, pipes: none of them is about a try.
    { "f", PowerMtaType::Report },
    { "fbl", PowerMtaType::Report },
    { "feedback-loop", PowerMtaType::Report },
    { "rb", PowerMtaType::Report },
    { "remote-bounce", PowerMtaType::Report },
    { "rs", PowerMtaType::Report },
    { "remote-status", PowerMtaType::Report },
    { "p", PowerMtaType::Report },
};

// In dsnStatus behind the code, when no remote host answered.
constexpr StageWord kOwnWords[] = {
    { "unable to route", Stage::Dns },
    { "no answer from host", Stage::Connect },
    { "bad connection", Stage::Connect },
    { "routing loop", Stage::Dns },
};

// "5.1.1 (bad destination mailbox address)"; some writers put the reply code there.
struct Status {
    EnhancedCode enhanced;
    std::string_view comment;
    std::uint16_t code = 0;
};

Status readStatus(std::string_view text)
{
    Status s;
    const std::string_view word = text.substr(0, text.find(' '));
    s.enhanced = EnhancedCode::parse(word);
    if (startsWithReplyCode(word))
        s.code = parseReplyText(word).code;
    const auto open = text.find('(');
    if (open != std::string_view::npos)
        s.comment = text.substr(open + 1, text.rfind(')') - open - 1);
    return s;
}

// "smtp;550 5.1.1 unknown user", "smtp; 550 ...", "x-pmta;bounce-queue;reply:550 ...", or without the type.
struct Diagnosis {
    std::string_view text;
    bool own = false; // PowerMTA's word, not a remote host's
};

Diagnosis readDiagnosis(std::string_view text)
{
    Diagnosis d { text, false };
    const auto end = text.find(';');
    const std::string_view type = text.substr(0, end);
    if (end != std::string_view::npos && (sameIgnoringCase(type, "smtp") || type.starts_with("x-"))) {
        d.own = sameIgnoringCase(type, "x-pmta");
        d.text.remove_prefix(end + 1);
    }
    d.text.remove_prefix(std::min(d.text.find_first_not_of(' '), d.text.size()));
    return d;
}

// "mx1.example.net (192.0.2.1)"
void readMta(std::string_view mta, Attempt& a)
{
    a.relayHost = mta.substr(0, mta.find_first_of(" ("));
    const auto open = mta.find('(');
    if (a.relayIp.empty() && open != std::string_view::npos)
        a.relayIp = mta.substr(open + 1, mta.find(')', open) - open - 1);
}

Outcome outcomeOf(PowerMtaType type, std::string_view action)
{
    switch (type) {
    case PowerMtaType::Transient:
        return Outcome::Deferred;
    case PowerMtaType::TransientQueue:
        return Outcome::NextMx;
    case PowerMtaType::Bounce:
        return Outcome::Bounced;
    default:
        break;
    }
    // Other programs that write such files call all of their records deliveries.
    if (sameIgnoringCase(action, "delayed"))
        return Outcome::Deferred;
    return sameIgnoringCase(action, "failed") ? Outcome::Bounced : Outcome::Delivered;
}

bool isLocalDelivery(std::string_view type) { return type == "file" || type == "pipe" || type == "discard"; }

// The time in the queue is over: the status is PowerMTA's own, and a reply only that of the last try.
bool isExpired(const Status& status, std::string_view category, const Attempt& a)
{
    const bool time = status.enhanced.subject() == 4 && status.enhanced.detail() == 7;
    return (time || sameIgnoringCase(category, "message-expired")) && a.enhanced != status.enhanced;
}

// No try at all: the queue was emptied, or the time is over.
void endWithoutTry(Attempt& a, std::string_view reply)
{
    a.outcome = a.outcome == Outcome::Bounced ? Outcome::Expired : Outcome::Held;
    a.stage = Stage::Unknown;
    a.code = 0;
    a.reply = reply;
}

// PowerMTA's own words where no host answered.
void describeSilence(const Status& status, std::string_view category, bool local, Attempt& a)
{
    a.code = status.code;
    if (a.stage == Stage::Unknown)
        a.stage = stageIn(kOwnWords, status.comment);
    if (a.reply.empty())
        a.reply = status.comment.empty() ? category : status.comment;
    if (a.outcome != Outcome::Delivered || local)
        return;
    a.stage = Stage::EndOfData;
    if (a.code < 200 || a.code > 299)
        a.code = 250; // the file leaves it away
}

bool readRecipient(const CsvRecord& r, const CsvColumns& columns, std::string& domain, Attempt& a)
{
    a.recipient = columns.in(r, powermta::Rcpt);
    if (!a.recipient.empty())
        return true;
    const std::string_view queue = columns.in(r, powermta::Queue); // "example.net/vmta"
    const std::string_view name = queue.substr(0, queue.find('/'));
    if (name.empty())
        return a.outcome == Outcome::NextMx;
    domain.assign(1, '@').append(name);
    a.recipient = domain;
    return true;
}

} // namespace

PowerMtaType powerMtaTypeOf(std::string_view name)
{
    const auto* const found
        = std::ranges::find_if(kTypes, [&](const TypeName& t) { return sameIgnoringCase(t.name, name); });
    return found == std::end(kTypes) ? PowerMtaType::Unknown : found->type;
}

bool isPowerMtaHeader(const CsvRecord& r)
{
    bool type = false;
    int others = 0;
    for (std::size_t i = 0; i < r.size(); ++i) {
        const auto* const name
            = std::ranges::find_if(powermta::kColumnNames, [&](auto n) { return sameIgnoringCase(n, r[i]); });
        if (name == powermta::kColumnNames.begin() + powermta::Type)
            type = true;
        else if (name != powermta::kColumnNames.end())
            ++others;
    }
    return type && others >= 2;
}

bool describePowerMta(PowerMtaType type, const CsvRecord& r, const CsvColumns& columns, std::string& domain, Attempt& a)
{
    const std::string_view category = columns.in(r, powermta::BounceCat);
    const Status status = readStatus(columns.in(r, powermta::DsnStatus));
    const Diagnosis diagnosis = readDiagnosis(columns.in(r, powermta::DsnDiag));
    const ReplyText reply = parseReplyText(diagnosis.text);
    a.outcome = outcomeOf(type, columns.in(r, powermta::DsnAction));
    if (!readRecipient(r, columns, domain, a))
        return false;
    a.sender = columns.in(r, powermta::Orig);
    a.relayIp = columns.in(r, powermta::DlvDestinationIp);
    readMta(columns.in(r, powermta::DsnMta), a);
    a.source = columns.in(r, powermta::DlvSourceIp);
    a.tls = columns.in(r, powermta::DlvTlsProtocol);
    a.code = reply.code;
    a.enhanced = reply.enhanced;
    a.stage = reply.stage;
    a.reply = reply.reply;
    const bool local = isLocalDelivery(columns.in(r, powermta::DlvType)) || isLocalAddress(a.relayIp);
    const bool expired = a.outcome == Outcome::Bounced && isExpired(status, category, a);
    if (a.enhanced.none())
        a.enhanced = status.enhanced;
    if (expired) {
        endWithoutTry(a, status.comment.empty() ? category : status.comment);
        a.enhanced = status.enhanced;
    } else if (diagnosis.own && (a.outcome == Outcome::Bounced || a.outcome == Outcome::Deferred)) {
        endWithoutTry(a, diagnosis.text);
    } else if (a.code == 0) {
        describeSilence(status, category, local, a);
    }
    if (local && isAttempt(a.outcome))
        becomeLocal(a);
    if (a.source.empty() && a.code >= 400)
        a.source = sendingIp(a.reply, a.relayIp);
    return true;
}

} // namespace mv
