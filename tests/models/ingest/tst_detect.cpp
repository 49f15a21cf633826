// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/format.h"
#include <QTest>

using namespace mv;

class TestDetect : public QObject {
    Q_OBJECT
private slots:
    void detects_data();
    void detects();
    void tableIsSound();
};

void TestDetect::detects_data()
{
    QTest::addColumn<QByteArray>("head");
    QTest::addColumn<QByteArray>("id"); // empty: none
    const QByteArray line = "Oct 12 14:09:21 mta1 postfix/qmgr[900]: 6B53EA868C8: removed\n";
    const QByteArray other = "Oct 12 14:09:21 mta1 dovecot: imap(a)<1>: Logged out\n";
    QTest::newRow("Postfix") << line << QByteArray("postfix");
    QTest::newRow("byte order mark") << "\xef\xbb\xbf" + line << QByteArray("postfix");
    QTest::newRow("CR LF") << QByteArray(line).replace("\n", "\r\n") << QByteArray("postfix");
    QTest::newRow("no line end") << line.chopped(1) << QByteArray("postfix");
    QTest::newRow("cut in the second line") << line + "Oct 12 14:0" << QByteArray("postfix");
    QTest::newRow("among others") << other.repeated(50) + line << QByteArray("postfix");
    QTest::newRow("others only") << other << QByteArray();
    QTest::newRow("Sendmail") << QByteArray(
        "Oct 12 14:09:21 mta1 sm-mta[9]: 39CE9Lab000009: to=<a@example.net>, delay=00:00:01, stat=Sent\n")
                              << QByteArray("sendmail");
    QTest::newRow("Postfix's ids look like Sendmail's")
        << QByteArray("Oct 12 14:09:21 mta1 postfix/qmgr[900]: A1B2C12345: removed\n") << QByteArray("postfix");
    QTest::newRow("a tag of Sendmail's own choice")
        << QByteArray("Oct 12 14:09:21 mta1 outbound[9]: 39CE9Lab000009: to=<a@example.net>, stat=Sent\n")
        << QByteArray("sendmail");
    QTest::newRow("OpenSMTPD") << QByteArray("Oct 12 14:09:21 mta1 smtpd[9]: info: OpenSMTPD 7.4.0 starting\n")
                               << QByteArray("opensmtpd");
    QTest::newRow("Postfix's smtpd") << QByteArray("Oct 12 14:09:21 mta1 postfix/smtpd[9]: connect from x[192.0.2.1]\n")
                                     << QByteArray("postfix");
    QTest::newRow("qmail") << QByteArray("@400000004bdf9534075bcd15 status: local 0/10 remote 0/20\n")
                           << QByteArray("qmail");
    QTest::newRow("multilog of another service")
        << QByteArray("@400000004bdf9534075bcd15 tcpserver: status: 1/20\n") << QByteArray();
    QTest::newRow("Haraka, JSON") << QByteArray(
        "{\"level\":\"INFO\",\"uuid\":\"-\",\"origin\":\"core\",\"message\":\"x\"}\n")
                                  << QByteArray("haraka");
    QTest::newRow("JSON of something else") << QByteArray("{\"level\":30,\"msg\":\"x\"}\n") << QByteArray();
    QTest::newRow("PowerMTA, before its first record")
        << QByteArray("type,timeLogged,orig,rcpt\n") << QByteArray("powermta");
    QTest::newRow("PowerMTA, one record without header")
        << QByteArray("d,2024-03-01 09:00:01+0100,2024-03-01 08:59:58+0100,news@example.com,a@example.net,,relayed\n")
        << QByteArray("powermta");
    QTest::newRow("Exchange, before its first event") << QByteArray(
        "\xef\xbb\xbf#Software: Microsoft Exchange Server\r\n#Fields: "
        "date-time,event-id,recipient-address\r\n") << QByteArray("exchange");
    QTest::newRow("CSV of something else") << QByteArray("type,name,mail\nd,Ann,ann@example.com\n") << QByteArray();
    QTest::newRow("IIS") << QByteArray("#Software: Microsoft Internet Information Services 10.0\r\n#Fields: date time "
                                       "s-ip cs-method\r\n2024-03-01 08:00:01 192.0.2.1 GET\r\n")
                         << QByteArray();
    QTest::newRow("prose about postfix/smtp")
        << QByteArray("This is about postfix/smtp and its lines.\n") << QByteArray();
    QTest::newRow("empty") << QByteArray() << QByteArray();
    QTest::newRow("zeros") << QByteArray(65'536, '\0') << QByteArray();
    QTest::newRow("line ends") << QByteArray(65'536, '\n') << QByteArray();
    QTest::newRow("one endless line") << QByteArray(65'536, 'x') << QByteArray();
}

void TestDetect::detects()
{
    QFETCH(QByteArray, head);
    QFETCH(QByteArray, id);
    const Detection found = detectFormat({ head.constData(), static_cast<std::size_t>(head.size()) });
    QCOMPARE(found.format ? QByteArray(found.format->id.data(), static_cast<qsizetype>(found.format->id.size()))
                          : QByteArray(),
        id);
    QCOMPARE(found.score > 0, !id.isEmpty());
    QVERIFY(found.score <= 100);
    QVERIFY(!found.why.empty());
}

void TestDetect::tableIsSound()
{
    for (const FormatInfo& format : formats()) {
        QVERIFY(!format.name.empty());
        QVERIFY(formatById(format.id) == &format); // ids are unique
    }
    QVERIFY(formatById("no such format") == nullptr);
}

QTEST_GUILESS_MAIN(TestDetect)
#include "tst_detect.moc"
