// SPDX-License-Identifier: GPL-3.0-or-later
// DANE from end to end: a real unbound serves a zone that the test has signed, and only what validates counts.
#include "models/probes/tlsa.h"
#include "models/probes/unboundresolver.h"
#include "tests/models/probes/findings.h"
#include "tests/models/probes/lab.h"
#include "tests/models/probes/signedzone.h"

using namespace mv;
using namespace std::chrono_literals;

class TestDnssec : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void cleanup();
    void secure();
    void bogus();
    void withoutAnchor();

private:
    // Starts unbound with the zone.
    void serve(bool broken)
    {
        write(QStringLiteral("zone"), m_zone.text(broken));
        write(QStringLiteral("anchor"), m_zone.trustAnchor());
        m_port = Lab::freePort();
        write(QStringLiteral("unbound.conf"),
            QStringLiteral("server:\n interface: 127.0.0.1@%1\n do-daemonize: no\n username: \"\"\n chroot: \"\"\n"
                           " pidfile: \"\"\n use-syslog: no\n directory: \"%2\"\n module-config: \"iterator\"\n"
                           "remote-control:\n control-enable: no\n"
                           "auth-zone:\n name: \"example.com\"\n zonefile: \"%2/zone\"\n for-downstream: yes\n"
                           " for-upstream: no\n")
                .arg(m_port)
                .arg(m_folder.path())
                .toUtf8());
        m_unbound.setStandardErrorFile(m_folder.filePath(QStringLiteral("log")));
        m_unbound.start(m_program,
            { QStringLiteral("-d"), QStringLiteral("-c"), m_folder.filePath(QStringLiteral("unbound.conf")) });
        QVERIFY(m_unbound.waitForStarted());
    }
    void write(const QString& name, const QByteArray& text)
    {
        QFile file(m_folder.filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        file.write(text);
    }
    Result<std::unique_ptr<Resolver>> resolver(bool withAnchor) const
    {
        return openResolver({ QStringLiteral("127.0.0.1@%1").arg(m_port).toStdString(),
            withAnchor ? m_folder.filePath(QStringLiteral("anchor")).toStdString() : "", 10s, 1000 });
    }
    // The set, as soon as unbound answers.
    static MxProbe mxOf(const Probing& probing)
    {
        for (int i = 0; i < 50 && probing.ask("example.com", DnsType::Mx).status != DnsStatus::Answered; ++i)
            QThread::msleep(100);
        return probeMx(probing, "example.com");
    }

    QString m_program;
    QTemporaryDir m_folder;
    QProcess m_unbound;
    int m_port = 0;
    SignedZone m_zone { "example.com" };
    const std::string m_key = std::string(32, 'k'); // stands for the digest of a public key
};

void TestDnssec::initTestCase()
{
    m_program = QStandardPaths::findExecutable(QStringLiteral("unbound"));
    if (m_program.isEmpty())
        m_program = QStandardPaths::findExecutable(QStringLiteral("unbound"), { QStringLiteral("/usr/sbin") });
    if (m_program.isEmpty())
        QSKIP("unbound is not installed: DANE is not tested with a signed zone.");
    m_zone.mx("example.com", 10, "mx.example.com");
    m_zone.a("mx.example.com", "198.51.100.1");
    m_zone.aaaa("mx.example.com", "2001:db8::1");
    m_zone.tlsa("_25._tcp.mx.example.com", std::string("\x03\x01\x01", 3) + m_key);
}

void TestDnssec::cleanup()
{
    m_unbound.kill();
    m_unbound.waitForFinished();
}

void TestDnssec::secure()
{
    serve(false);
    const auto dns = resolver(true);
    QVERIFY2(dns, dns ? "" : dns.error().what.c_str());
    const Probing probing { **dns, {} };
    const MxProbe mx = mxOf(probing);
    QVERIFY2(mx.results[0].status == ProbeStatus::Answered, mx.results[0].detail.c_str());
    QCOMPARE(mx.hosts.size(), 1U);
    QVERIFY(mx.hosts[0].secure);
    const ProbeResult tlsa = probeTlsa(probing, "example.com", mx.hosts[0], 25, { { "whole", "key" } });
    QCOMPARE(told(tlsa),
        QStringList { QStringLiteral(
            "! No TLSA record matches the certificate of mx.example.com: senders with DANE do not deliver to it.") });
    QCOMPARE(tlsa.answers, std::vector<std::string> { "3 1 1 " + QByteArray(32, 'k').toHex().toStdString() });
}

void TestDnssec::bogus()
{
    serve(true);
    const auto dns = resolver(true);
    QVERIFY(dns);
    const Probing probing { **dns, {} };
    DnsReply reply;
    for (int i = 0; i < 50 && reply.problem.find("DNSSEC") == std::string::npos; ++i, QThread::msleep(100))
        reply = probing.ask("example.com", DnsType::Mx);
    QVERIFY(reply.status == DnsStatus::Failed);
    QVERIFY2(whyNot(reply).starts_with("DNSSEC validation failed"), whyNot(reply).c_str());
    QVERIFY(reply.records.empty());
}

void TestDnssec::withoutAnchor()
{
    serve(false);
    const auto dns = resolver(false);
    QVERIFY(dns);
    const Probing probing { **dns, {} };
    const MxProbe mx = mxOf(probing);
    QCOMPARE(mx.hosts.size(), 1U);
    QVERIFY(!mx.hosts[0].secure);
    QCOMPARE(told(probeTlsa(probing, "example.com", mx.hosts[0], 25, {})),
        QStringList { QStringLiteral("? Whether the TLSA records of mx.example.com count is unknown: without a trust "
                                     "anchor nothing is validated.") });
}

QTEST_GUILESS_MAIN(TestDnssec)
#include "tst_dnssec.moc"
