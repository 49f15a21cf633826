// SPDX-License-Identifier: GPL-3.0-or-later
// Forms of Sendmail's delivery lines, one row each, and what its queue ids tell.
#include "models/ingest/sendmailid.h"
#include "models/ingest/syslogtime.h"
#include "recorder.h"
#include <QTest>

using namespace mv;

class TestSendmail : public QObject {
    Q_OBJECT
private slots:
    void line_data();
    void line();
    void idTime_data();
    void idTime();
    void clock();
};

void TestSendmail::line_data()
{
    QTest::addColumn<QByteArray>("rest");
    QTest::addColumn<QByteArray>("wanted"); // "outcome stage code enhanced relay[ip] recipient", a row each
    const auto row = [](const char* name, const char* rest, const char* wanted) {
        QTest::newRow(name) << QByteArray(rest) << QByteArray(wanted);
    };
    row("several recipients",
        "to=<a@b.example>,<c@d.example>,root, delay=00:00:02, xdelay=00:00:01, mailer=esmtp, pri=1, "
        "relay=mx.b.example. "
        "[192.0.2.1], dsn=2.0.0, stat=Sent (ok)",
        "delivered end-of-data 250 2.0.0 mx.b.example[192.0.2.1] a@b.example\n"
        "delivered end-of-data 250 2.0.0 mx.b.example[192.0.2.1] c@d.example\n"
        "delivered end-of-data 250 2.0.0 mx.b.example[192.0.2.1] root");
    row("a comma in quotes",
        "to=<\"a,b\"@b.example>,<c@d.example>, delay=00:00:02, mailer=esmtp, relay=mx. [192.0.2.1], stat=Sent (ok)",
        "delivered end-of-data 250  mx[192.0.2.1] \"a,b\"@b.example\n"
        "delivered end-of-data 250  mx[192.0.2.1] c@d.example");
    row("the reply's enhanced code instead of 4.0.0",
        "to=<a@b.example>, delay=00:00:02, mailer=esmtp, relay=mx. [192.0.2.1], dsn=4.0.0, stat=Deferred: 450 4.2.0 "
        "wait",
        "deferred  450 4.2.0 mx[192.0.2.1] a@b.example");
    row("a code of its own stays",
        "to=<a@b.example>, delay=00:00:02, mailer=esmtp, relay=mx. [192.0.2.1], dsn=4.2.2, stat=Deferred: 450 4.2.0 "
        "wait",
        "deferred  450 4.2.2 mx[192.0.2.1] a@b.example");
    row("no relay reached",
        "to=<a@b.example>, delay=00:00:02, xdelay=00:00:02, mailer=esmtp, relay=mx., dsn=4.0.0, stat=Deferred: "
        "Connection timed out with mx.",
        "deferred connect 0 4.0.0 mx[] a@b.example");
    row("host status, in words of the last try",
        "to=<a@b.example>, delay=00:00:02, xdelay=00:00:00, mailer=esmtp, relay=mx., dsn=4.0.0, stat=Deferred: "
        "Connection timed out with mx.",
        "held connect 0 4.0.0 mx[] a@b.example");
    row("no daemon here to hand over to",
        "to=root, delay=00:00:02, xdelay=00:00:00, mailer=relay, relay=[127.0.0.1] [127.0.0.1], dsn=4.0.0, "
        "stat=Deferred: Connection refused by [127.0.0.1]",
        "local connect 0 4.0.0 [127.0.0.1] root");
    row("a version without dsn=",
        "to=<a@b.example>, delay=00:00:02, mailer=smtp, relay=mx. [192.0.2.1], stat=Deferred: later",
        "deferred  0  mx[192.0.2.1] a@b.example");
    row("reply= has commas",
        "to=<a@b.example>, delay=00:00:02, mailer=esmtp, relay=mx. [192.0.2.1], dsn=5.7.1, reply=550 5.7.1 no, no, "
        "stat=Service unavailable",
        "bounced  550 5.7.1 mx[192.0.2.1] a@b.example");
    row("cut off", "to=<a@b.example>, delay=00:00:02, mailer=esmtp, relay=mx. [192.0.2.1], dsn=5.7.1", "truncated");
    row("nobody", "to=<>, delay=00:00:02, mailer=esmtp, relay=mx. [192.0.2.1], dsn=2.0.0, stat=Sent (ok)", "bad-field");
}

void TestSendmail::line()
{
    QFETCH(QByteArray, rest);
    QFETCH(QByteArray, wanted);
    Recorder r;
    std::string out;
    r.each = [&](const Attempt& a) {
        out += std::string(out.empty() ? "" : "\n") + std::string(toString(a.outcome)) + ' '
            + std::string(toString(a.stage)) + ' ' + std::to_string(a.code) + ' ' + a.enhanced.toString() + ' '
            + std::string(a.relayHost) + '[' + std::string(a.relayIp) + "] " + std::string(a.recipient);
    };
    readText(*formatById("sendmail"), exampleOptions(),
        "Mar  1 09:00:00 mta1 sm-mta[1]: 42190000000001: " + rest.toStdString(), r);
    if (!r.rejects.empty())
        out = QByteArray::fromStdString(r.rejects[0]).split('\t').at(1).toStdString();
    QCOMPARE(QByteArray::fromStdString(out), wanted);
}

void TestSendmail::idTime_data()
{
    QTest::addColumn<QByteArray>("id");
    QTest::addColumn<QByteArray>("wanted");
    QTest::newRow("2017") << QByteArray("v1AI2GTr031509") << QByteArray("2017-02-10T18:02:16Z");
    QTest::newRow("2005") << QByteArray("jA9J1UvC004306") << QByteArray("2005-11-09T19:01:30Z");
    QTest::newRow("2024, a long process id") << QByteArray("41T9000a3123456") << QByteArray("2024-02-29T09:00:00Z");
    QTest::newRow("before 8.12") << QByteArray("OAA21354") << QByteArray();
    QTest::newRow("no such day") << QByteArray("31T9003a012345") << QByteArray();
    QTest::newRow("no such hour") << QByteArray("41Tz003a012345") << QByteArray();
    QTest::newRow("Postfix") << QByteArray("4S5tXk1pZ2z9") << QByteArray();
}

void TestSendmail::idTime()
{
    QFETCH(QByteArray, id);
    QFETCH(QByteArray, wanted);
    const auto time = timeOfSendmailId(id.toStdString());
    QCOMPARE(time ? QByteArray::fromStdString(toIso(*time)) : QByteArray(), wanted);
}

// The ids count in UTC, so that they tell year and zone.
void TestSendmail::clock()
{
    const auto evidence = clockEvidence(
        "Feb 10 19:02:17 mail sm-mta[31509]: v1AI2GTr031509: from=<a@b.example>, size=1, nrcpts=1, relay=x\n");
    QVERIFY(evidence);
    QCOMPARE(evidence->year, 2017);
    QVERIFY(evidence->utcOffset == std::chrono::hours(1));
}

QTEST_GUILESS_MAIN(TestSendmail)
#include "tst_sendmail.moc"
