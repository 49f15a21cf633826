// SPDX-License-Identifier: GPL-3.0-or-later
#include "corpus.h"
#include "models/classify/providers.h"
#include "models/classify/reasons.h"
#include "models/classify/replytemplate.h"
#include <QTest>

using namespace mv;

namespace {

ReasonRules rules(std::string_view user = {})
{
    auto made = ReasonRules::make(user);
    if (!made)
        qFatal("%s", made.error().what.c_str());
    return std::move(*made);
}

QByteArray reason(const ReasonRules& all, std::string_view provider, Outcome outcome, const QByteArray& reply)
{
    std::string text;
    maskReply(std::string_view(reply.constData(), static_cast<std::size_t>(reply.size())), text);
    bool isCode = false;
    const int code = reply.left(3).toInt(&isCode);
    const QByteArray second = QByteArray::fromStdString(text).mid(isCode ? 4 : 0).split(' ').first();
    const auto found = all.reasonOf(provider, outcome, static_cast<std::uint16_t>(isCode ? code : 0),
        EnhancedCode::parse(second.toStdString()), text);
    return QByteArray(found.data(), static_cast<qsizetype>(found.size()));
}

} // namespace

class TestReasons : public QObject {
    Q_OBJECT
private slots:
    void reasons_data();
    void reasons();
    void outcomes();
    void providerCounts();
    void userRulesComeFirst();
    void wrongRules_data();
    void wrongRules();
    void aReplyAndItsTemplateAgree_data();
    void aReplyAndItsTemplateAgree();
    void corpusOfBounces();
    void corpusOfDeferrals();
};

void TestReasons::reasons_data()
{
    QTest::addColumn<QByteArray>("reply");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char* reply, const char* expected) {
        QTest::newRow(QByteArray(reply).left(60).constData()) << QByteArray(reply) << QByteArray(expected);
    };
    // One code, different meanings.
    row("451 4.7.500 Server busy. Please try again later from [192.0.2.7]. (S77714) [DB5EUR01FT012.eop-EUR01.prod."
        "protection.outlook.com 2023-10-12T14:09:29.604Z 08DBCABB12345678]",
        "throttled");
    row("451 4.3.2 Temporary server error. Please try again later ATTR17 [x.example.com]", "remote-fault");
    row("451 4.7.0 Temporary server error. Please try again later. PRX4 NextHop:x.example.com", "remote-fault");
    row("451 4.7.651 The mail server [192.0.2.7] has been temporarily rate limited due to IP reputation. (S844)",
        "reputation");
    row("451 4.7.1 <bob@example.com>: Recipient address rejected: Greylisted for 5 minutes", "greylisted");
    row("451 4.7.1 Greylisting in action, please come back later", "greylisted");
    row("451 4.3.0 Error: queue file write error", "remote-fault");
    row("451 4.3.5 Server configuration problem", "remote-fault");
    row("421 4.7.28 Gmail has detected an unusual rate of unsolicited mail originating from your IP address",
        "throttled");
    row("421 4.7.32 This mail has been rate limited because there is no DMARC alignment", "authentication");
    row("421 4.7.0 [TSS04] Messages from 192.0.2.7 temporarily deferred due to unexpected volume or user complaints",
        "reputation");
    row("421 4.7.0 mx.example.com Error: too many connections from 192.0.2.7", "throttled");
    row("450 4.2.1 The user you are trying to contact is receiving mail at a rate that prevents additional messages",
        "throttled");
    row("452 4.2.2 The recipient's inbox is out of storage space. https://support.google.com/mail/?p=OverQuotaTemp",
        "mailbox-full");
    row("452 4.1.1 <bob@example.com> user over quota", "mailbox-full");
    row("452 4.3.1 Insufficient system resources (TSTE)", "remote-fault");
    row("450 4.1.1 <bob@example.com>: Recipient address rejected: User unknown in virtual alias table", "unknown-user");
    row("450 4.1.1 <bob@example.com>: Recipient address rejected: unverified address: connect to mx.example.com"
        "[192.0.2.9]:25: Connection refused",
        "remote-fault");
    row("450 4.1.8 <bob@example.com>: Sender address rejected: Domain not found", "policy");
    // Refusals.
    row("550 5.1.1 <bob@example.com>: Recipient address rejected: User unknown in relay recipient table",
        "unknown-user");
    row("550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup", "unknown-user");
    row("550 5.4.1 Recipient address rejected: Access denied. [x.prod.protection.outlook.com]", "unknown-user");
    row("554 5.7.1 <bob@example.com>: Recipient address rejected: Access denied", "policy");
    row("554 5.7.1 <bob@example.com>: Relay access denied", "policy");
    row("550 5.7.26 This mail has been blocked because the sender is unauthenticated.", "authentication");
    row("550 5.7.509 Access denied, sending domain EXAMPLE.COM does not pass DMARC verification", "authentication");
    row("550 5.7.606 Access denied, banned sending IP [192.0.2.7]", "reputation");
    row("554 5.7.1 Service unavailable; Client host [192.0.2.7] blocked using zen.spamhaus.org", "reputation");
    row("554 5.7.1 Message rejected due to content policy (spam score 12.4)", "content");
    row("552 5.3.4 Message size exceeds fixed limit", "content");
    row("550 5.7.25 [192.0.2.7] The IP address sending this message does not have a PTR record setup", "policy");
    row("421 mwinf5c63 ME Trop de connexions, veuillez verifier votre configuration. OFR004_104 [104]", "throttled");
    // No answer at all.
    row("connect to mx.example.com[192.0.2.9]:25: Connection timed out", "network");
    row("connect to mx.example.com[192.0.2.9]:25: Connection refused", "network");
    row("lost connection with mx.example.com[192.0.2.9] while sending MAIL FROM", "network");
    row("conversation with mx.example.com[192.0.2.9] timed out while receiving the initial server greeting", "network");
    row("Host or domain name not found. Name service error for name=example.com type=MX: Host not found, try again",
        "dns");
    row("Domain example.com does not accept mail (nullMX)", "dns");
    row("Cannot start TLS: handshake failure", "tls");
    row("TLS is required, but was not offered by host mx.example.com[192.0.2.9]", "tls");
    row("Server certificate not trusted", "tls");
    row("mail for example.com loops back to myself", "own-side");
    row("retry time not reached for any host for 'example.com'", "own-side"); // Exim
    row("host lookup did not complete", "dns");
    row("Name server: mx.example.net.: host name lookup failure", "dns");
    row("CNAME lookup failed temporarily. (#4.4.3)", "dns");
    row("Invalid domain name", "dns");
    row("No Such Domain: nowhere.example", "dns");
    row("Connected to 192.0.2.1 but connection died. (#4.4.2)", "network");
    row("Tried all MXs", "network");
    row("Network error on destination MXs", "network");
    row("Address family mismatch on destination MXs", "own-side");
    row("an MX or SRV record indicated no SMTP service", "dns");
    row("Remote host mx.example.com [192.0.2.7] closed connection in response to initial connection", "network");
    row("unknown user: \"bob\"", "unknown-user");
    // What says nothing is left for people.
    row("451 Please try again later.", "unclassified");
    row("", "unclassified");
    row("\xFF\xFE", "unclassified");
}

void TestReasons::reasons()
{
    QFETCH(QByteArray, reply);
    QFETCH(QByteArray, expected);
    static const ReasonRules all = rules();
    const Outcome outcome = reply.startsWith('5') ? Outcome::Bounced : Outcome::Deferred;
    QCOMPARE(reason(all, {}, outcome, reply), expected);
}

void TestReasons::outcomes()
{
    const ReasonRules all = rules();
    const QByteArray busy = "451 4.7.500 Server busy. Please try again later from [192.0.2.7].";
    QCOMPARE(reason(all, {}, Outcome::Delivered, "250 2.0.0 Ok: queued as 4F1B22A0C3D"), QByteArray());
    QCOMPARE(reason(all, {}, Outcome::Expired, busy), QByteArray("expired"));
    QCOMPARE(reason(all, {}, Outcome::Held, busy), QByteArray("throttled")); // the old reply that it quotes
    QCOMPARE(reason(all, {}, Outcome::NextMx, busy), QByteArray("throttled"));
    QCOMPARE(reason(all, {}, Outcome::Local, "452 4.2.2 <bob@example.com> Quota exceeded"), QByteArray("mailbox-full"));
    QCOMPARE(reason(all, {}, Outcome::Local, "delivered to maildir"), QByteArray());
}

void TestReasons::providerCounts()
{
    const ReasonRules all = rules();
    const QByteArray later = "421 mx.example.com 192.0.2.7 Try again later";
    QCOMPARE(reason(all, "Comcast", Outcome::Deferred, later), QByteArray("throttled"));
    QCOMPARE(reason(all, "Yahoo", Outcome::Deferred, later), QByteArray("unclassified"));
}

void TestReasons::userRulesComeFirst()
{
    const ReasonRules all = rules("# mine\r\n"
                                  "Microsoft 365\t451\t4.7.500\tserver busy\tsuspicious\r\n"
                                  "*\t4xx\t*\tnotre politique*demain\tpolicy\n"
                                  "\t\t*.7.77\t\tmy-own\n");
    const QByteArray busy = "451 4.7.500 Server busy. Please try again later from [192.0.2.7].";
    QCOMPARE(reason(all, "Microsoft 365", Outcome::Deferred, busy), QByteArray("suspicious"));
    QCOMPARE(reason(all, "Outlook.com", Outcome::Deferred, busy), QByteArray("throttled"));
    QCOMPARE(reason(all, {}, Outcome::Deferred, "450 Selon NOTRE politique, essayez demain"), QByteArray("policy"));
    QCOMPARE(
        reason(all, {}, Outcome::Bounced, "550 Selon notre politique, essayez demain"), QByteArray("unclassified"));
    QCOMPARE(reason(all, {}, Outcome::Bounced, "550 5.7.77 x"), QByteArray("my-own"));
    QCOMPARE(reason(all, {}, Outcome::Deferred, "450 4.7.77 x"), QByteArray("my-own"));
    QCOMPARE(reason(all, {}, Outcome::Deferred, "450 4.7.78 x"), QByteArray("unclassified"));
}

void TestReasons::wrongRules_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("says");
    QTest::newRow("columns") << QByteArray("# c\n*\t451\tthrottled\n") << QByteArray("line 2: expected five columns");
    QTest::newRow("code") << QByteArray("*\t4x\t*\tx\tpolicy\n") << QByteArray("line 1: expected a reply code");
    QTest::newRow("any class") << QByteArray("*\tx51\t*\tx\tpolicy\n") << QByteArray("found \"x51\"");
    QTest::newRow("enhanced") << QByteArray("\n*\t451\t4.7\tx\tpolicy\n")
                              << QByteArray("line 2: expected an enhanced code");
    QTest::newRow("enhanced words") << QByteArray("*\t451\t4.7.x\tx\tpolicy\n") << QByteArray("found \"4.7.x\"");
    QTest::newRow("reason") << QByteArray("*\t451\t*\tx\tMailbox full\n") << QByteArray("line 1: expected a reason");
    QTest::newRow("no reason") << QByteArray("*\t451\t*\tx\t\n") << QByteArray("line 1: expected a reason");
}

void TestReasons::wrongRules()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, says);
    const auto made = ReasonRules::make(text.toStdString());
    QVERIFY(!made);
    QVERIFY2(QByteArray::fromStdString(made.error().what).contains(says), made.error().what.c_str());
}

// History is re-labelled from templates: what a reply means must not hang on what masking takes out.
void TestReasons::aReplyAndItsTemplateAgree_data() { reasons_data(); }

void TestReasons::aReplyAndItsTemplateAgree()
{
    QFETCH(QByteArray, reply);
    QFETCH(QByteArray, expected);
    static const ReasonRules all = rules();
    std::string text;
    maskReply(reply.toStdString(), text);
    const Outcome outcome = reply.startsWith('5') ? Outcome::Bounced : Outcome::Deferred;
    QCOMPARE(reason(all, {}, outcome, QByteArray::fromStdString(text)), expected);
}

namespace {

// What other projects' labels are in our words. Where theirs is wider than ours, any of several. Labels that say what
// to do, or that nothing is known, are not here.
const QMap<QByteArray, QList<QByteArray>>& ourWords()
{
    static const QMap<QByteArray, QList<QByteArray>> words {
        // Sisimai
        { "userunknown", { "unknown-user" } },
        { "filtered", { "unknown-user", "policy" } }, // refused after RCPT by the recipient's own settings
        { "hasmoved", { "unknown-user" } },
        { "suspend", { "unknown-user" } },
        { "hostunknown", { "dns", "unknown-user" } },
        { "mailboxfull", { "mailbox-full" } },
        { "systemfull", { "remote-fault", "mailbox-full" } },
        { "blocked", { "reputation", "policy", "throttled" } },
        { "badreputation", { "reputation" } },
        { "rejected", { "policy", "unknown-user", "reputation" } }, // of the sender's address
        { "requireptr", { "policy" } },
        { "authfailure", { "authentication" } },
        { "securityerror", { "authentication", "policy" } },
        { "norelaying", { "policy" } },
        { "policyviolation", { "policy", "content" } },
        { "syntaxerror", { "policy", "unknown-user" } },
        { "notaccept", { "dns", "policy", "remote-fault" } },
        { "spamdetected", { "content" } },
        { "virusdetected", { "content" } },
        { "contenterror", { "content" } },
        { "mesgtoobig", { "content" } },
        { "exceedlimit", { "content" } },
        { "speeding", { "throttled" } },
        { "toomanyconn", { "throttled" } },
        { "networkerror", { "network", "dns", "own-side" } }, // DNS and loops are among them
        { "expired", { "expired", "network" } },
        { "systemerror", { "remote-fault", "policy" } },
        { "mailererror", { "own-side", "remote-fault" } },
        // ZoneMTA
        { "blacklist/defer", { "reputation", "policy" } },
        { "spam/reject", { "content", "reputation" } },
        { "recipient/reject", { "unknown-user", "policy" } },
        { "greylist/defer", { "greylisted" } },
        { "capacity/defer", { "throttled" } },
        // PostalSys
        { "user_unknown", { "unknown-user" } },
        { "invalid_address", { "unknown-user", "dns" } },
        { "ip_blacklisted", { "reputation" } },
        { "mailbox_full", { "mailbox-full" } },
        { "relay_denied", { "policy" } },
    };
    return words;
}

} // namespace

void TestReasons::corpusOfBounces()
{
    const auto rows = corpusTable("pairs.tsv");
    if (rows.isEmpty())
        QSKIP("/work/shared/corpora/replies/pairs.tsv is not here.");
    const ReasonRules all = rules();
    const auto providers = ProviderTable::make();
    QVERIFY(providers);
    int compared = 0, agreed = 0;
    for (const auto& row : rows) {
        const auto expected = ourWords().find(row["expected_reason"]);
        if (expected == ourWords().end() || row["kind"] != "bounce")
            continue;
        const std::string provider
            = providers->providerOf(row["rhost"].toStdString(), row["dest_domain"].toStdString()).name;
        std::string text;
        maskReply(row["reply"].toStdString(), text);
        const QByteArray code = row["code"].isEmpty() ? row["reply"].left(3) : row["code"]; // not all rows repeat it
        const auto found = all.reasonOf(provider, Outcome::Bounced, static_cast<std::uint16_t>(code.toUInt()),
            EnhancedCode::parse(row["enhanced"].toStdString()), text);
        ++compared;
        if (expected->contains(QByteArray(found.data(), static_cast<qsizetype>(found.size()))))
            ++agreed;
        else
            qInfo("%s, not %s: %s", found.data(), row["expected_reason"].constData(), text.c_str());
    }
    qInfo("%d of %d agree", agreed, compared);
    QVERIFY(compared > 300);
    QVERIFY2(agreed * 100 >= compared * 95, "fewer than 95 of 100 agree");
}

// None of the labels in this corpus is trusted: these are our own, by a part of the text.
void TestReasons::corpusOfDeferrals()
{
    struct Label {
        const char* part;
        const char* reason;
    };
    static constexpr Label kLabels[] = {
        { "rate limited due to IP reputation", "reputation" },
        { "due to user complaints", "reputation" },
        { "or user complaints", "reputation" },
        { "receiving mail at a rate", "throttled" },
        { "No reverse DNS", "policy" },
        { "delivery was temporarily interrupted", "remote-fault" },
        { "Promise timed out", "remote-fault" },
        { "Connection timed out", "network" },
        { "Server certificate not verified", "tls" },
        { "Remote host closed connection", "network" },
        { "[internal] Sending IP temporarily suspended", "own-side" },
        { "nature of the content", "content" },
        { "unusual rate of unsolicited", "throttled" },
        { "421 Service not available, closing", "remote-fault" },
        { "Max message per connection", "throttled" },
        { "4.3.2 Service not available", "remote-fault" },
        { "me.com Error: too many errors", "throttled" },
        { "excessive volume", "throttled" },
        { "concurrent connections per resource forest", "throttled" },
        { "unverified address", "remote-fault" },
        { "421 Service Temporarily Unavailable", "remote-fault" },
        { "Recipient temporarily unavailable", "remote-fault" },
        { "greylisted for 60", "greylisted" },
        { "451 4.3.0 Mail server temporarily rejected", "remote-fault" },
        { "Resources temporarily unavailable", "remote-fault" },
        { "Temporary server error", "remote-fault" },
        { "4.7.1 Sorry, the service is currently unavailable", "remote-fault" },
        { "Mail rejected by destination", "policy" },
        { "Internal resource temporarily", "remote-fault" },
        { "Server busy. Please try again later from", "throttled" },
        { "451 4.7.1 Try again later", "greylisted" }, // Barracuda's
        { "over quota", "mailbox-full" },
        { "temporary domain failure", "remote-fault" },
        { "Insufficient system resources", "remote-fault" },
        { "restricted by policy", "policy" },
        { "Temporary System Error", "remote-fault" },
        { "rate limit exceeded", "throttled" },
        { "sorbs.net", "reputation" },
        { "Your mail from", "reputation" },
        { "Trop de connexions", "throttled" },
    };
    static const QMap<QByteArray, std::string> kNames { { "barracuda", "Barracuda" }, { "apple", "iCloud" } };

    const auto rows = corpusTable("deferrals.tsv");
    if (rows.isEmpty())
        QSKIP("/work/shared/corpora/replies/deferrals.tsv is not here.");
    const ReasonRules all = rules();
    int compared = 0, agreed = 0;
    for (const auto& row : rows) {
        const QByteArray reply = row["reply"];
        const auto label = std::ranges::find_if(kLabels, [&](const Label& l) { return reply.contains(l.part); });
        if (label == std::end(kLabels)) {
            qInfo("not labelled: %s", reply.constData());
            continue;
        }
        const QByteArray found = reason(all, kNames.value(row["provider"]), Outcome::Deferred, reply);
        ++compared;
        if (found == label->reason)
            ++agreed;
        else
            qInfo("%s, not %s: %s", found.constData(), label->reason, reply.constData());
    }
    qInfo("%d of %d agree", agreed, compared);
    QVERIFY(compared >= 45);
    QVERIFY2(agreed * 100 >= compared * 95, "fewer than 95 of 100 agree");
}

QTEST_APPLESS_MAIN(TestReasons)
#include "tst_reasons.moc"
