// SPDX-License-Identifier: GPL-3.0-or-later
// mailvane probe as people and cron run it, against a dnsmasq and servers on loopback.
#include "tests/headless/program.h"
#include "tests/models/probes/lab.h"
#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <csignal>

using namespace mv;
using namespace mv::test;

class TestProbeProgram : public QObject, private ProgramFixture {
    Q_OBJECT
private slots:
    void initTestCase();
    void text();
    void json();
    void exitCodes_data();
    void exitCodes();
    void interrupted();

private:
    Ran probe(const QString& line) const
    {
        return run(QStringLiteral("probe %1 --resolver %2 --port %3 --policy-port %4 --ca %5")
                       .arg(line, QString::fromStdString(m_lab.resolver()))
                       .arg(m_lab.smtpPort)
                       .arg(m_lab.httpsPort)
                       .arg(m_lab.rootFile()));
    }

    Lab m_lab;
};

void TestProbeProgram::initTestCase()
{
    if (Lab::dnsmasq().isEmpty())
        QSKIP("dnsmasq is not installed: mailvane probe is not tested.");
    m_lab.certify(QStringLiteral("good"), { {}, { QStringLiteral("a.mx.example.com") } });
    m_lab.certify(QStringLiteral("wrong"), { {}, { QStringLiteral("mail.hosting.example.net") } });
    m_lab.certify(QStringLiteral("sts"), { {}, { QStringLiteral("mta-sts.example.com") } });
    if (!m_lab.serve({ QStringLiteral("127.0.0.3 tls good"), QStringLiteral("127.0.0.4 tls wrong"),
            QStringLiteral("127.0.0.5 https-good sts"), QStringLiteral("127.0.0.6 silent good") }))
        QSKIP("The servers of the lab don't start: is python3 there?");
    QVERIFY(m_lab.publish({ QStringLiteral("mx-host=example.com,a.mx.example.com,10"),
        QStringLiteral("mx-host=example.com,b.mx.example.com,20"),
        QStringLiteral("mx-host=silent.example.com,silent.mx.example.com,10"),
        QStringLiteral("host-record=a.mx.example.com,127.0.0.3"),
        QStringLiteral("host-record=b.mx.example.com,127.0.0.4"),
        QStringLiteral("host-record=silent.mx.example.com,127.0.0.6"),
        QStringLiteral("host-record=mta-sts.example.com,127.0.0.5"),
        QStringLiteral("txt-record=example.com,\"v=spf1 +all\""),
        QStringLiteral("txt-record=_mta-sts.example.com,\"v=STSv1; id=1\""),
        QStringLiteral("txt-record=_dmarc.example.com,\"v=DMARC1; p=none; rua=mailto:joe@example.com\"") }));
}

void TestProbeProgram::text()
{
    const Ran ran = probe(QStringLiteral("example.com --source 198.51.100.7"));
    QCOMPARE(ran.err, QByteArray());
    QCOMPARE(ran.code, 0);
    for (const char* line : { "example.com  mx  answered: 10 a.mx.example.com, 20 b.mx.example.com\n",
             "    bad      The SPF record of example.com lets every host of the Internet pass (\"+all\"). [RFC 7208, "
             "11.4]\n",
             "    warning  The DMARC policy is p=none: mail that fails is treated as any other. [RFC 9989, 4.7]\n",
             "example.com  certificate  b.mx.example.com  answered: mail.hosting.example.net; issued by CN=Lab root; "
             "valid until ",
             "    bad      The certificate of b.mx.example.com is not valid for that name; it is for "
             "mail.hosting.example.net. [RFC 9525, 6; RFC 8461, 4.2]\n",
             "198.51.100.7  ptr  absent: no such name (NXDOMAIN)\n" })
        QVERIFY2(ran.out.contains(line), (QByteArray(line) + ran.out).constData());
    QVERIFY(!ran.out.contains("joe@"));
    QVERIFY(!QDir(path(QStringLiteral("data"))).exists(QStringLiteral("mailvane"))); // no database was made
}

void TestProbeProgram::json()
{
    const Ran ran = probe(QStringLiteral("example.com --json"));
    QCOMPARE(ran.code, 0);
    int certificates = 0;
    for (const QByteArray& line : ran.out.trimmed().split('\n')) {
        const QJsonObject result = QJsonDocument::fromJson(line).object();
        QVERIFY2(result[QStringLiteral("domain")] == QStringLiteral("example.com"), line.constData());
        QCOMPARE(result[QStringLiteral("by")].toString(), QStringLiteral("mailvane"));
        const QJsonObject certificate = result[QStringLiteral("certificate")].toObject();
        if (certificate.isEmpty())
            continue;
        ++certificates;
        const bool wrong = result[QStringLiteral("name")] == QStringLiteral("b.mx.example.com");
        QCOMPARE(certificate[QStringLiteral("name")].toString(), wrong ? QStringLiteral("bad") : QStringLiteral("ok"));
        QCOMPARE(certificate[QStringLiteral("chain")].toString(), QStringLiteral("ok"));
        QCOMPARE(result[QStringLiteral("findings")].toArray().size(), wrong ? 1 : 0);
    }
    QCOMPARE(certificates, 2);
}

void TestProbeProgram::exitCodes_data()
{
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("says");
    const auto row = [](const char* line, int code, const char* says) {
        QTest::newRow(line) << code << QString::fromLatin1(says);
    };
    row("probe", 2, "probe: name the domains");
    row("probe not..a.domain", 2, "is no domain as it stands in the DNS");
    row("probe example.com --source home", 2, "--source home: expected an IP address");
    row("probe example.com --resolver somewhere", 2, "is no resolver");
    row("probe example.com --trust-anchor missing.key", 2, "missing.key can't be read as a trust anchor");
    row("probe example.com --resolver 127.0.0.1@1 --timeout 1", 3, "Nothing could be learnt");
}

void TestProbeProgram::exitCodes()
{
    QFETCH(int, code);
    QFETCH(QString, says);
    const Ran ran = run(QString::fromUtf8(QTest::currentDataTag()));
    QVERIFY2(ran.err.contains(says.toUtf8()), ran.err.constData());
    QCOMPARE(ran.code, code);
}

void TestProbeProgram::interrupted()
{
    QProcess program;
    QElapsedTimer time;
    time.start();
    start(program,
        words(QStringLiteral("probe silent.example.com --resolver %1 --port %2")
                  .arg(QString::fromStdString(m_lab.resolver()))
                  .arg(m_lab.smtpPort)));
    QVERIFY(program.waitForReadyRead(kProgramPatience));
    kill(static_cast<pid_t>(program.processId()), SIGINT);
    QCOMPARE(ended(program).code, 130);
    QVERIFY2(time.elapsed() < 25'000, qPrintable(QString::number(time.elapsed()))); // the host would have had 30 s
}

QTEST_GUILESS_MAIN(TestProbeProgram)
#include "tst_probeprogram.moc"
