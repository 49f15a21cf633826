// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/probes/spf.h"
#include "models/probes/spfrecord.h"
#include "tests/models/probes/fakeresolver.h"
#include <QTest>

using namespace mv;

class TestSpf : public QObject {
    Q_OBJECT
private slots:
    void grammar_data();
    void grammar();
    void lookupsAndPath();
    void stopped();
};

void TestSpf::grammar_data()
{
    QTest::addColumn<QString>("record");
    QTest::addColumn<QString>("wrong"); // empty: nothing
    QTest::newRow("alone") << "v=spf1"
                           << "";
    QTest::newRow("upper case") << "V=SPF1 A MX:Mail.Example.COM -ALL"
                                << "";
    QTest::newRow("prefixes") << "v=spf1 a/24 a//64 mx:example.com/24//64 ip4:192.0.2.0/24 ip6:2001:db8::/32"
                              << "";
    QTest::newRow("a macro ends a name") << "v=spf1 exists:%{i}.spf.%{d2} include:%{d}"
                                         << "";
    QTest::newRow("an unknown modifier") << "v=spf1 x-note=hello%_world -all"
                                         << "";
    QTest::newRow("no colon") << "v=spf1 ip4=192.0.2.1 -all"
                              << ""; // it looks like a modifier
    QTest::newRow("semicolons") << "v=spf1 a; -all"
                                << "\"a;\" is no mechanism or modifier of SPF.";
    QTest::newRow("ip4 with a name") << "v=spf1 ip4:mail.example.com"
                                     << "\"ip4:mail.example.com\" names no valid network.";
    QTest::newRow("leading zero") << "v=spf1 ip4:192.0.2.0/08"
                                  << "\"ip4:192.0.2.0/08\" names no valid network.";
    QTest::newRow("too long a prefix") << "v=spf1 a/33"
                                       << "\"a/33\" has an invalid prefix length.";
    QTest::newRow("include alone") << "v=spf1 include -all"
                                   << "\"include\" lacks its domain.";
    QTest::newRow("one label") << "v=spf1 include:localhost"
                               << "\"include:localhost\" names no valid domain.";
    QTest::newRow("all with an argument") << "v=spf1 -all:example.com"
                                          << "\"-all:example.com\" takes no argument.";
    QTest::newRow("two redirects") << "v=spf1 redirect=a.example.com redirect=b.example.com"
                                   << "\"redirect=b.example.com\" stands there more than once.";
    QTest::newRow("no-break space") << "v=spf1 a\u00a0-all"
                                    << "The record contains characters that are no printable ASCII.";
}

void TestSpf::grammar()
{
    QFETCH(QString, record);
    QFETCH(QString, wrong);
    const auto parsed = parseSpfRecord(record.toStdString());
    QCOMPARE(parsed ? QString() : QString::fromStdString(parsed.error().what), wrong);
}

void TestSpf::lookupsAndPath()
{
    FakeResolver zone;
    zone.txt("example.com", "v=spf1 a include:_spf.example.net a:gone.example.com -all");
    zone.a("example.com", "192.0.2.1");
    zone.txt("_spf.example.net", "v=spf1 mx ip4:198.51.100.0/24 -all");
    zone.mx("_spf.example.net", 10, "mx.example.net");
    zone.a("mx.example.net", "192.0.2.2");
    SpfOutcome outcome = checkSpf({ "198.51.100.7", "joe@example.com", "host.example.com" }, zone, {});
    QVERIFY(outcome.verdict == AuthVerdict::Pass);
    QCOMPARE(outcome.lookups, 3);
    QCOMPARE(outcome.voidLookups, 0);
    const std::vector<std::string> through { "example.com: include:_spf.example.net",
        "_spf.example.net: ip4:198.51.100.0/24" };
    QCOMPARE(outcome.path, through);
    outcome = checkSpf({ "203.0.113.1", "joe@example.com", "host.example.com" }, zone, {});
    QVERIFY(outcome.verdict == AuthVerdict::Fail);
    QCOMPARE(outcome.lookups, 4);
    QCOMPARE(outcome.voidLookups, 1);
    QCOMPARE(outcome.path, std::vector<std::string> { "example.com: -all" });
}

void TestSpf::stopped()
{
    FakeResolver zone;
    zone.txt("example.com", "v=spf1 -all");
    std::stop_source stop;
    stop.request_stop();
    QVERIFY(checkSpf({ "192.0.2.1", "@example.com", "" }, zone, stop.get_token()).verdict == AuthVerdict::TempError);
}

QTEST_GUILESS_MAIN(TestSpf)
#include "tst_spf.moc"
