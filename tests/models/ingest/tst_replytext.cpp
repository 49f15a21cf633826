// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/replytext.h"
#include "models/ingest/sendingip.h"
#include <QTest>

using namespace mv;

namespace {

QByteArray bytes(std::string_view text) { return QByteArray(text.data(), static_cast<qsizetype>(text.size())); }

} // namespace

class TestReplyText : public QObject {
    Q_OBJECT
private slots:
    void parses_data();
    void parses();
    void suspended();
    void sendingAddress_data();
    void sendingAddress();
};

void TestReplyText::parses_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("code");
    QTest::addColumn<QByteArray>("enhanced");
    QTest::addColumn<QByteArray>("stage");
    QTest::addColumn<QByteArray>("host");
    QTest::addColumn<QByteArray>("ip");
    QTest::addColumn<QByteArray>("reply");
    const auto row = [](const char* name, const char* text, int code, const char* enhanced, const char* stage,
                         const char* host, const char* ip, const char* reply) {
        QTest::newRow(name) << QByteArray(text) << code << QByteArray(enhanced) << QByteArray(stage) << QByteArray(host)
                            << QByteArray(ip) << QByteArray(reply);
    };
    row("said", "host mx.example[192.0.2.1] said: 451 4.7.500 Busy (in reply to RCPT TO command)", 451, "4.7.500",
        "rcpt-to", "mx.example", "192.0.2.1", "451 4.7.500 Busy");
    row("said, IPv6, port", "host mx.example[2001:db8::1]:25 said: 550 no (in reply to end of DATA command)", 550, "",
        "end-of-data", "mx.example", "2001:db8::1", "550 no");
    row("several lines", "host g[192.0.2.1] said: 421-4.7.28 Rate 421 4.7.28 limited (in reply to DATA command)", 421,
        "4.7.28", "data", "g", "192.0.2.1", "421-4.7.28 Rate 421 4.7.28 limited");
    row("refused", "host mx.example[192.0.2.1] refused to talk to me: 554 no", 554, "", "greeting", "mx.example",
        "192.0.2.1", "554 no");
    row("refused at EHLO", "host mx.example[192.0.2.1] refused to talk to me: 450 4.7.1 no (in reply to EHLO command)",
        450, "4.7.1", "helo", "mx.example", "192.0.2.1", "450 4.7.1 no");
    row("bare", "250 2.0.0 Ok: queued as ABC", 250, "2.0.0", "end-of-data", "", "", "250 2.0.0 Ok: queued as ABC");
    row("code only", "250", 250, "", "end-of-data", "", "", "250");
    row("enhanced code of another class is text", "host h[192.0.2.1] said: 550 4.7.1 x", 550, "", "", "h", "192.0.2.1",
        "550 4.7.1 x");
    row("not a code", "25000 bytes", 0, "", "", "", "", "25000 bytes");
    row("AUTH", "host h[192.0.2.1] said: 535 5.7.8 bad (in reply to AUTH LOGIN command)", 535, "5.7.8", "auth", "h",
        "192.0.2.1", "535 5.7.8 bad");
    row("connect", "connect to h.example[192.0.2.1]:25: Connection refused", 0, "", "connect", "h.example", "192.0.2.1",
        "connect to h.example[192.0.2.1]:25: Connection refused");
    row("DNS", "Host or domain name not found. Name service error for name=x type=MX: Host not found", 0, "", "dns", "",
        "", "Host or domain name not found. Name service error for name=x type=MX: Host not found");
    row("lost", "lost connection with h[192.0.2.1] while sending RCPT TO", 0, "", "rcpt-to", "h", "192.0.2.1",
        "lost connection with h[192.0.2.1] while sending RCPT TO");
    row("timed out", "conversation with h[192.0.2.1] timed out while receiving the initial server greeting", 0, "",
        "greeting", "h", "192.0.2.1",
        "conversation with h[192.0.2.1] timed out while receiving the initial server greeting");
    row("TLS", "Cannot start TLS: handshake failure", 0, "", "starttls", "", "", "Cannot start TLS: handshake failure");
    row("TLS not offered", "TLS is required, but was not offered by host h[192.0.2.1]", 0, "", "starttls", "h",
        "192.0.2.1", "TLS is required, but was not offered by host h[192.0.2.1]");
    row("quotes a status", "host h[192.0.2.1] said: 451 status=sent (250 ok)) (in reply to RCPT TO command)", 451, "",
        "rcpt-to", "h", "192.0.2.1", "451 status=sent (250 ok))");
    row("cut off", "host h[192.0.2.1] said: 451 4.3.0 try la", 451, "4.3.0", "", "h", "192.0.2.1", "451 4.3.0 try la");
    row("host without address", "host h said: 451 x", 0, "", "", "", "", "host h said: 451 x");
    row("empty", "", 0, "", "", "", "", "");
    row("cut in the host", "host h[192.0", 0, "", "", "", "", "host h[192.0");
}

void TestReplyText::parses()
{
    QFETCH(QByteArray, text);
    const ReplyText r = parseReplyText({ text.constData(), static_cast<std::size_t>(text.size()) });
    QTEST(int(r.code), "code");
    QTEST(QByteArray::fromStdString(r.enhanced.toString()), "enhanced");
    QTEST(bytes(toString(r.stage)), "stage");
    QTEST(bytes(r.host), "host");
    QTEST(bytes(r.ip), "ip");
    QTEST(bytes(r.reply), "reply");
    QVERIFY(!r.suspended);
}

void TestReplyText::suspended()
{
    const ReplyText r
        = parseReplyText("delivery temporarily suspended: host h[192.0.2.1] refused to talk to me: 421 busy");
    QVERIFY(r.suspended);
    QCOMPARE(bytes(r.host), QByteArray("h"));
    QCOMPARE(bytes(r.reply), QByteArray("421 busy"));
    QVERIFY(parseReplyText("delivery temporarily suspended: lost connection with h[192.0.2.1] while sending DATA")
                .suspended);
}

void TestReplyText::sendingAddress_data()
{
    QTest::addColumn<QByteArray>("reply");
    QTest::addColumn<QByteArray>("relayIp");
    QTest::addColumn<QByteArray>("ours");
    const auto row = [](const char* name, const char* reply, const char* ours, const char* relay = "203.0.113.1") {
        QTest::newRow(name) << QByteArray(reply) << QByteArray(relay) << QByteArray(ours);
    };
    row("Microsoft, busy", "451 4.7.500 Server busy. Please try again later from [192.0.2.7]. (S77714) [AM6 2023]",
        "192.0.2.7");
    row("Microsoft, reputation", "451 4.7.650 The mail server [192.0.2.7] has been temporarily rate limited",
        "192.0.2.7");
    row("Microsoft, blocked", "550 5.7.1 Unfortunately, messages from [192.0.2.7] weren't sent.", "192.0.2.7");
    row("Gmail, your IP address",
        "421-4.7.28 originating 421-4.7.28 from your IP address [192.0.2.7      15]. To protect", "192.0.2.7");
    row("Gmail, in front", "421-4.7.0 [192.0.2.7      15] Our system has detected", "192.0.2.7");
    row("Gmail, IPv6", "421-4.7.0 [2001:db8:2::12      15] Our system has detected", "2001:db8:2::12");
    row("Yahoo, and its version number",
        "421 4.7.0 [TSS04] Messages from 192.0.2.7 temporarily deferred - 4.16.55.1; see", "192.0.2.7");
    row("Yahoo, version number only", "421 4.7.0 [TSS04] deferred due to user complaints - 4.16.55.1; see", "");
    row("too many connections", "421 too many connections from 192.0.2.7", "192.0.2.7");
    row("client host", "554 5.7.1 Service unavailable; Client host [192.0.2.7] blocked using zen", "192.0.2.7");
    row("client", "550 client [192.0.2.7] blocked", "192.0.2.7");
    row("the remote's own", "450 4.7.1 greylisted by host 203.0.113.1", "");
    row("the remote's own, then ours", "450 host 203.0.113.1 refuses mail from 192.0.2.7", "192.0.2.7");
    row("an id that looks like one", "451 id 1.2.3.4 is odd", "");
    row("part of a name", "451 see mail-from-192.0.2.7.example.com", "");
    row("no address", "451 try later from home", "");
    row("times are none", "451 from 12:30:45 on", "");
    row("empty", "", "");
    row("ends in one", "451 from 192.0.2.", "");
}

void TestReplyText::sendingAddress()
{
    QFETCH(QByteArray, reply);
    QFETCH(QByteArray, relayIp);
    const std::string text = reply.toStdString(); // the answer is a view into it
    QTEST(bytes(sendingIp(text, relayIp.toStdString())), "ours");
}

QTEST_GUILESS_MAIN(TestReplyText)
#include "tst_replytext.moc"
