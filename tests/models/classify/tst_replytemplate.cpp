// SPDX-License-Identifier: GPL-3.0-or-later
#include "corpus.h"
#include "models/classify/replytemplate.h"
#include <QSet>
#include <QTest>
#include <random>

using namespace mv;

namespace {

std::string masked(std::string_view reply)
{
    std::string out;
    maskReply(reply, out);
    return out;
}

bool isClean(const std::string& text) // UTF-8 without control characters, at most 400 bytes
{
    const QByteArray bytes = QByteArray::fromStdString(text);
    const bool control
        = std::ranges::any_of(bytes, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7F; });
    return bytes.size() <= 400 && !control && QString::fromUtf8(bytes).toUtf8() == bytes;
}

const char* kBusy = "451 4.7.500 Server busy. Please try again later from [%1]. (S77714) [%2.eop-EUR05.prod.protection."
                    "outlook.com %3 %4]";

} // namespace

class TestReplyTemplate : public QObject {
    Q_OBJECT
private slots:
    void masks_data();
    void masks();
    void maskingTwiceChangesNothing_data();
    void maskingTwiceChangesNothing();
    void aStormIsOneTemplate_data();
    void aStormIsOneTemplate();
    void hostileBytes_data();
    void hostileBytes();
    void anyBytes();
    void evidence_data();
    void evidence();
    void corpora();
};

void TestReplyTemplate::masks_data()
{
    QTest::addColumn<QByteArray>("reply");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char* name, const char* reply, const char* expected) {
        QTest::newRow(name) << QByteArray(reply) << QByteArray(expected);
    };
    row("empty", "", "");
    row("blanks", " \t\r\n ", "");
    row("plain", "450 4.3.2 Service currently unavailable", "450 4.3.2 Service currently unavailable");
    row("blanks collapse", "450  4.3.2\tService   unavailable  ", "450 4.3.2 Service unavailable");

    row("Microsoft 365, throttled",
        "451 4.7.500 Server busy. Please try again later from [198.51.100.7]. (S77714) "
        "[AM6EUR05FT031.eop-eur05.prod.protection.outlook.com 2023-10-12T14:09:29.604Z 08DBCABB1F0A3C2D]",
        "451 4.7.500 Server busy. Please try again later from [‹ip›]. (S77714) [‹host› ‹time› ‹id›]");
    row("Microsoft, AS numbers",
        "550 5.7.606 Access denied, banned sending IP [198.51.100.7]. To request removal from this list please visit "
        "https://sender.office.com/ (AS16012609) AS(1480)",
        "550 5.7.606 Access denied, banned sending IP [‹ip›]. To request removal from this list please visit "
        "https://sender.office.com/ (AS16012609) AS(1480)");
    row("Microsoft, PRX",
        "451 4.7.0 Temporary server error. Please try again later. PRX4 "
        "NextHop:AM6PR05MB1234.eurprd05.prod.outlook.com",
        "451 4.7.0 Temporary server error. Please try again later. PRX4 NextHop:‹host›");
    row("Microsoft, ATTR", "451 4.3.2 Temporary server error. Please try again later ATTR35 [x.prod.outlook.com]",
        "451 4.3.2 Temporary server error. Please try again later ATTR35 [‹host›]");
    row("Microsoft's error names stay",
        "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup",
        "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup");
    row("Microsoft, queued",
        "250 2.6.0 <CAKx-12@mail.example.com> [InternalId=28862180229184, "
        "Hostname=AM6PR05MB1.eurprd05.prod.outlook.com] "
        "9123 bytes in 0.103, 86.1 KB/sec Queued mail for delivery",
        "250 2.6.0 <‹addr›> [InternalId=‹id›, Hostname=‹host›] ‹n› bytes in ‹n›, ‹n› KB/sec Queued mail for delivery");

    row("Gmail, several lines",
        "450-4.2.1 The user you are trying to contact is receiving mail at a rate that 450-4.2.1 prevents additional "
        "messages from being delivered. For more information, please 450-4.2.1 visit 450 4.2.1  "
        "https://support.google.com/mail/?p=ReceivingRate ws10si1375806lbb.183 - gsmtp",
        "450 4.2.1 The user you are trying to contact is receiving mail at a rate that prevents additional messages "
        "from "
        "being delivered. For more information, please visit https://support.google.com/mail/?p=ReceivingRate ‹id› - "
        "gsmtp");
    row("Gmail, padded address",
        "421-4.7.28 rate of mail from your IP address [192.0.2.1      15]. To 421 4.7.28 protect",
        "421 4.7.28 rate of mail from your IP address [‹ip›]. To protect");
    row("Gmail, padded IPv6", "421 4.7.28 mail from [2001:db8:3::61      15]", "421 4.7.28 mail from [‹ip›]");
    row("Gmail, accepted", "250 2.0.0 OK  1697119769 m13-20020a5d6a0d000000b0032d8a2c6f1csi123456wrv.123 - gsmtp",
        "250 2.0.0 OK ‹id› ‹id› - gsmtp");
    row("Yahoo",
        "421 4.7.0 [TSS04] Messages from 192.0.2.9 temporarily deferred - 4.16.55.1; see "
        "https://postmaster.yahooinc.com/error-codes",
        "421 4.7.0 [TSS04] Messages from ‹ip› temporarily deferred - ‹ip›; see "
        "https://postmaster.yahooinc.com/error-codes");
    row("Yahoo, no account",
        "554 delivery error: dd This user doesn't have a yahoo.com account (m.o'brien@yahoo.com) [-9] - "
        "mta1082.mail.bf1.yahoo.com",
        "554 delivery error: dd This user doesn't have a ‹host› account (‹addr›) [‹n›] - ‹host›");
    row("Orange", "421 mwinf5c63 ME Trop de connexions. Too many connections, slow down. OFR005_104 [104]",
        "421 ‹id› ME Trop de connexions. Too many connections, slow down. OFR005_104 [‹n›]");
    row("GMX",
        "554-gmx.net (mxgmx017) Nemesis ESMTP Service not available 554-No SMTP service 554 IP address is block listed",
        "554 ‹host› (‹id›) Nemesis ESMTP Service not available No SMTP service IP address is block listed");
    row("Mimecast",
        "451 Internal resources are temporarily unavailable - https://community.mimecast.com/docs/DOC-1369#451 "
        "[dK3j4hsWOe2rR5vQ0a.uk123]",
        "451 Internal resources are temporarily unavailable - https://community.mimecast.com/docs/DOC-1369#451 [‹id›]");
    row("postgrey",
        "450 4.2.0 <bob@example.com>: Recipient address rejected: Greylisted, see "
        "http://postgrey.schweikert.ch/help/example.com.html",
        "450 4.2.0 <‹addr›>: Recipient address rejected: Greylisted, see "
        "http://postgrey.schweikert.ch/help/‹host›.html");
    row("NetEase",
        "550 MI:SPB 163 mx12,PsCowAB3x1_2 1697119769,please see "
        "http://mail.163.com/help/help_spam_16.htm?ip=192.0.2.7&hostid=mx12&time=1697119769",
        "550 MI:SPB ‹n› ‹id›,‹id› ‹id›,please see http://mail.163.com/help/‹id›.htm?ip=‹ip›&hostid=‹id›&time=‹id›");

    row("block lists stay",
        "554 5.7.1 Client host [192.0.2.7] blocked using zen.spamhaus.org; https://www.spamhaus.org/query/ip/192.0.2.7",
        "554 5.7.1 Client host [‹ip›] blocked using zen.spamhaus.org; https://www.spamhaus.org/query/ip/‹ip›");
    row("block list of one's own", "554 5.7.1 blocked using rbl.example.net",
        "554 5.7.1 blocked using rbl.example.net");
    row("reversed query", "554 listed: 7.2.0.192.bl.spamcop.net", "554 listed: bl.spamcop.net");

    row("connect", "connect to mx.example.com[192.0.2.9]:25: Connection timed out",
        "connect to ‹host›[‹ip›]:‹n›: Connection timed out");
    row("connect, IPv6", "connect to mx.example.com[2001:db8::9]:25: No route to host",
        "connect to ‹host›[‹ip›]:‹n›: No route to host");
    row("name service",
        "Host or domain name not found. Name service error for name=example.com type=MX: Host not found",
        "Host or domain name not found. Name service error for name=‹host› type=MX: Host not found");
    row("local user", "unknown user: \"bob\"", "unknown user: \"‹addr›\"");
    row("user in brackets", "550 5.1.1 <bob>... User unknown", "550 5.1.1 <‹addr›>... User unknown");
    row("address literal", "550 <bob@[192.0.2.1]>: no", "550 <‹addr›>: no");
    row("null sender", "550 <>: Sender address rejected", "550 <>: Sender address rejected");
    row("VERP", "550 no bounce+ab12=example.com@lists.example.org here", "550 no ‹addr› here");
    row("quoted local part", "550 <\"bob smith\"@example.com>: no", "550 <‹addr›>: no");

    row("queue ids", "250 2.0.0 Ok: queued as 4SxKjC3hTzz1Zg", "250 2.0.0 Ok: queued as ‹id›");
    row("queue id like a number", "250 2.0.0 Ok: queued as 4512", "250 2.0.0 Ok: queued as ‹id›");
    row("queue id like a code", "250 2.0.0 Ok: queued as ABC123", "250 2.0.0 Ok: queued as ‹id›");
    row("Exim id", "250 OK id=1qr2Xy-0003Vx-Ab", "250 OK id=‹id›");
    row("UUID", "250 ok 0b5a8f0e-1c2d-4e3f-8a9b-0c1d2e3f4a5b", "250 ok ‹id›");
    row("base64", "550 Ip frequency limited [V2VkIEFwciAgMyAxNjoz=/RkNGMjlFQTVEQ0E]",
        "550 Ip frequency limited [‹id›]");

    row("RFC 5322 date", "450 at Thu, 12 Oct 2023 14:09:29 +0200 (CEST) again", "450 at ‹time› again");
    row("syslog date", "450 Time: (Oct 12 14:09:29), Client", "450 Time: (‹time›), Client");
    row("ISO date, blank", "450 at 2023-10-12 14:09:29 UTC", "450 at ‹time›");
    row("seconds", "450 greylisted for 60 seconds, 5min or 300s", "450 greylisted for ‹n› seconds, ‹n›min or ‹n›s");
    row("other codes stay", "550 5.1.1 User unknown 503 5.5.1 Need RCPT", "550 5.1.1 User unknown 503 5.5.1 Need RCPT");
    row("code in brackets", "553 sorry, no mailbox here by that name. (#5.1.1)",
        "553 sorry, no mailbox here by that name. (#5.1.1)");
    row("wrapped", "host mx.example.com[192.0.2.9] said: 450-4.1.1 a 450 4.1.1 b (in reply to RCPT TO command)",
        "host ‹host›[‹ip›] said: 450 4.1.1 a b (in reply to RCPT TO command)");
    row("a link of its own", "550 see http://x.example/?q=a%20b&ip=192.0.2.1", "550 see ‹url›");
    row("page numbers in links stay", "550 see https://support.google.com/mail/answer/6592",
        "550 see https://support.google.com/mail/answer/6592");
    row("UTF-8 stays", "550 Größe überschritten", "550 Größe überschritten");
    row("Latin-1 does not",
        "550 Gr\xF6\xDF"
        "e",
        "550 Gr\uFFFD\uFFFDe");
}

void TestReplyTemplate::masks()
{
    QFETCH(QByteArray, reply);
    QFETCH(QByteArray, expected);
    QCOMPARE(QByteArray::fromStdString(masked(reply.toStdString())), expected);
}

void TestReplyTemplate::maskingTwiceChangesNothing_data() { masks_data(); }

void TestReplyTemplate::maskingTwiceChangesNothing()
{
    QFETCH(QByteArray, expected);
    QCOMPARE(QByteArray::fromStdString(masked(expected.toStdString())), expected);
}

void TestReplyTemplate::aStormIsOneTemplate_data()
{
    QTest::addColumn<QString>("form"); // %1 IPv4, %2 upper-case name, %3 time, %4 16 hex digits, %5 queue id, %6 number
    QTest::newRow("Microsoft 365") << QString::fromLatin1(kBusy);
    QTest::newRow("queued") << QStringLiteral("250 2.0.0 Ok: queued as %5");
    QTest::newRow("hex id") << QStringLiteral("451 4.7.1 try later (%5)");
    QTest::newRow("Gmail") << QStringLiteral(
        "421-4.7.28 mail from [%1      %6] has 421 4.7.28 been limited m%6si%4.%6 - gsmtp");
    QTest::newRow("recipient") << QStringLiteral("550 5.1.1 <user%6@d%6.example.com>: Recipient address rejected");
    QTest::newRow("size") << QStringLiteral(
        "250 2.6.0 <%4@%2.example.com> [InternalId=%6%6] %6 bytes in 0.%6, %6.1 KB/sec");
    QTest::newRow("epoch") << QStringLiteral("250 ok 16971%5 qp %6 at %3");
}

void TestReplyTemplate::aStormIsOneTemplate()
{
    QFETCH(QString, form);
    std::mt19937 random(20'231'012);
    const auto number
        = [&](unsigned from, unsigned to) { return std::uniform_int_distribution<unsigned>(from, to)(random); };
    const auto hex = [&](int digits) {
        QString text;
        for (int i = 0; i < digits; ++i)
            text += QChar::fromLatin1("0123456789ABCDEF"[number(0, 15)]);
        return text;
    };
    QSet<QByteArray> templates;
    for (int i = 0; i < 10'000; ++i) {
        QString reply = form;
        reply.replace(QLatin1String("%1"), QStringLiteral("198.51.%1.%2").arg(number(0, 255)).arg(number(0, 255)))
            .replace(QLatin1String("%2"),
                QStringLiteral("DB%1EUR%2FT%3").arg(number(1, 9)).arg(number(10, 99)).arg(number(100, 999)))
            .replace(QLatin1String("%3"),
                QStringLiteral("2023-10-%1T%2:09:29.%3Z").arg(number(10, 31)).arg(number(10, 23)).arg(number(100, 999)))
            .replace(QLatin1String("%4"), hex(16))
            .replace(QLatin1String("%5"), hex(11))
            .replace(QLatin1String("%6"), QString::number(number(1, 99'999)));
        templates.insert(QByteArray::fromStdString(masked(reply.toStdString())));
    }
    QVERIFY2(templates.size() == 1, templates.values().mid(0, 5).join("; ").constData());
}

void TestReplyTemplate::hostileBytes_data()
{
    QTest::addColumn<QByteArray>("reply");
    constexpr qsizetype kMega = 1'000'000;
    QTest::newRow("a megabyte of letters") << QByteArray(kMega, 'a');
    QTest::newRow("of digits") << QByteArray(kMega, '7');
    QTest::newRow("of blanks") << QByteArray(kMega, ' ');
    QTest::newRow("of brackets") << QByteArray(kMega, '<');
    QTest::newRow("of quotes") << QByteArray(kMega, '"');
    QTest::newRow("of dots") << QByteArray(kMega, '.');
    QTest::newRow("of at signs") << QByteArray(kMega, '@');
    QTest::newRow("of colons") << QByteArray(kMega, ':');
    QTest::newRow("of zeros") << QByteArray(kMega, '\0');
    QTest::newRow("of bytes that are no UTF-8") << QByteArray(kMega, '\xFF');
    QTest::newRow("of codes") << QByteArray("450-").repeated(kMega / 4);
    QTest::newRow("of labels") << QByteArray("a.").repeated(kMega / 2);
    QTest::newRow("of clocks") << QByteArray("Oct 12 14:09:29 ").repeated(kMega / 16);
    QTest::newRow("of masks") << QByteArray("‹ip›").repeated(kMega / 8);
    QTest::newRow("of words") << QByteArray("again and ").repeated(kMega / 10);
    QTest::newRow("cut UTF-8") << QByteArray("550 \xE2\x80");
    QTest::newRow("overlong") << QByteArray("550 \xC0\xAF \xE0\x80\xAF");
    QTest::newRow("surrogate") << QByteArray("550 \xED\xA0\x80");
    QTest::newRow("half a mask") << QByteArray("550 ‹ip x› ‹ ›");
    QTest::newRow("open bracket") << QByteArray("550 <bob@example.com");
    QTest::newRow("link without a host") << QByteArray("550 http:// https://? http://:80/");
    QTest::newRow("escape") << QByteArray("550 \x1B[31mred\x07");
}

void TestReplyTemplate::hostileBytes()
{
    QFETCH(QByteArray, reply);
    const std::string once = masked(reply.toStdString());
    QVERIFY(isClean(once));
    QCOMPARE(masked(once), once);
    evidenceIn(reply.toStdString());
}

void TestReplyTemplate::anyBytes()
{
    constexpr const char* kPieces[] = { "450", "4.7.1", "550-", "192.0.2.1", "2001:db8::1", "<", ">", "[", "]", "@",
        "example.com", "bob@example.com", "http://a.example/", "?x=", "14:09:29", "Oct", "12", "2023", "+0200",
        "queued as", "id=", "AB12", "S77714", "‹ip›", "‹time›", "‹id›", "…", "\xFF", "é", ".", "-", ":", "=", "/", "'",
        "\"", "user:", "a", "Server", "%", "08DBCABB1F0A3C2D", "4F1B22A0C3D", "60s", "zen.spamhaus.org", "x.html",
        "AS(" };
    std::mt19937 random(1);
    const auto below = [&](std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(random); };
    for (int i = 0; i < 100'000; ++i) {
        std::string reply;
        for (std::size_t pieces = below(24); pieces > 0; --pieces) {
            reply += kPieces[below(std::size(kPieces))];
            if (below(2) == 0)
                reply += ' ';
        }
        const std::string once = masked(reply);
        if (!isClean(once))
            QFAIL(reply.c_str());
        const std::string twice = masked(once);
        if (twice != once)
            QFAIL((reply + "\n1: " + once + "\n2: " + twice).c_str());
    }
}

void TestReplyTemplate::evidence_data()
{
    QTest::addColumn<QByteArray>("reply");
    QTest::addColumn<QByteArray>("ip");
    QTest::addColumn<QByteArray>("host");
    QTest::addColumn<QByteArray>("time");
    QTest::addColumn<QByteArray>("traceId");
    QTest::newRow("Microsoft 365") << QString::fromLatin1(kBusy)
                                          .arg(QStringLiteral("198.51.100.7"), QStringLiteral("AM6EUR05FT031"),
                                              QStringLiteral("2023-10-12T14:09:29.604Z"),
                                              QStringLiteral("08DBCABB1F0A3C2D"))
                                          .toUtf8()
                                   << QByteArray("198.51.100.7")
                                   << QByteArray("AM6EUR05FT031.eop-EUR05.prod.protection.outlook.com")
                                   << QByteArray("2023-10-12T14:09:29.604Z") << QByteArray("08DBCABB1F0A3C2D");
    QTest::newRow("Microsoft, two hosts")
        << QByteArray("451 4.7.0 Temporary server error. PRX4 [Hostname=AM6PR05MB1.eurprd05.prod.outlook.com] "
                      "[DB5EUR01FT012.eop-EUR01.prod.protection.outlook.com 2023-10-12T14:09:29.604Z 08DBCABB1F0A3C2D]")
        << QByteArray() << QByteArray("DB5EUR01FT012.eop-EUR01.prod.protection.outlook.com")
        << QByteArray("2023-10-12T14:09:29.604Z") << QByteArray("08DBCABB1F0A3C2D");
    QTest::newRow("Gmail") << QByteArray(
        "421-4.7.28 from your IP address [2001:db8:3::61      15]. 421 4.7.28 ws10si1375806lbb.183 - gsmtp")
                           << QByteArray("2001:db8:3::61") << QByteArray() << QByteArray()
                           << QByteArray("ws10si1375806lbb.183");
    QTest::newRow("none") << QByteArray("450 4.3.2 Service currently unavailable") << QByteArray() << QByteArray()
                          << QByteArray() << QByteArray();
}

void TestReplyTemplate::evidence()
{
    QFETCH(QByteArray, reply);
    const std::string text = reply.toStdString();
    const ReplyEvidence found = evidenceIn(text);
    const auto bytes = [](std::string_view v) { return QByteArray(v.data(), static_cast<qsizetype>(v.size())); };
    QTEST(bytes(found.ip), "ip");
    QTEST(bytes(found.host), "host");
    QTEST(bytes(found.time), "time");
    QTEST(bytes(found.traceId), "traceId");
}

void TestReplyTemplate::corpora()
{
    int replies = 0;
    for (const char* table : { "pairs.tsv", "deferrals.tsv", "replies_unlabelled.tsv" })
        for (const auto& row : corpusTable(table)) {
            const std::string once = masked(row["reply"].toStdString());
            QVERIFY2(isClean(once), once.c_str());
            QCOMPARE(QByteArray::fromStdString(masked(once)), QByteArray::fromStdString(once));
            ++replies;
        }
    if (replies == 0)
        QSKIP("/work/shared/corpora/replies is not here.");
}

QTEST_APPLESS_MAIN(TestReplyTemplate)
#include "tst_replytemplate.moc"
