// SPDX-License-Identifier: GPL-3.0-or-later
// What MX hosts show of themselves: real TLS on loopback, with good, wrong and no certificates, and hostile servers.
#include "models/probes/policyfetch.h"
#include "models/probes/smtpprobe.h"
#include "models/probes/tlsa.h"
#include "tests/models/probes/fakeresolver.h"
#include "tests/models/probes/findings.h"
#include "tests/models/probes/lab.h"
#include <QElapsedTimer>
#include <openssl/sha.h>
#include <thread>

using namespace mv;
using namespace std::chrono_literals;

class TestSmtpProbe : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void certificates_data();
    void certificates();
    void fields();
    void neverSendsMail();
    void withoutTls();
    void hostile_data();
    void hostile();
    void unreachable();
    void stops();
    void dane();
    void policies_data();
    void policies();

private:
    SmtpSession look(const char* address, const char* host, std::chrono::milliseconds timeout = 20s)
    {
        SmtpOptions options;
        options.port = m_lab.smtpPort;
        options.helo = "probe.example.com";
        options.caFile = m_lab.rootFile().toStdString();
        options.sessionTimeout = timeout;
        return lookAtSmtp({ host, { address }, false }, options, {});
    }
    QStringList toldOf(const SmtpSession& session)
    {
        return told(certificateResult(session, "example.com", "mx.example.com", "fake", systemNow()));
    }

    Lab m_lab;
};

void TestSmtpProbe::initTestCase()
{
    const QString mx = QStringLiteral("mx.example.com");
    m_lab.certify(QStringLiteral("good"), { mx, { mx, QStringLiteral("*.mx.example.com") } });
    m_lab.certify(
        QStringLiteral("wrong"), { mx, { QStringLiteral("other.example.net") } }); // its CN counts for nothing
    m_lab.certify(QStringLiteral("cn"), { mx, {} });
    m_lab.certify(QStringLiteral("expired"), { mx, { mx }, -30, -1 });
    m_lab.certify(QStringLiteral("soon"), { mx, { mx }, -30, 3 });
    m_lab.certify(QStringLiteral("self"), { mx, { mx } }, true);
    m_lab.certify(QStringLiteral("both"), { mx, { QStringLiteral("other.example.net") } }, true);
    m_lab.certify(QStringLiteral("sts"), { QString(), { QStringLiteral("mta-sts.example.com") } });
    const bool served = m_lab.serve({ QStringLiteral("127.0.0.1 tls good"), QStringLiteral("127.0.0.2 tls wrong"),
        QStringLiteral("127.0.0.3 tls cn"), QStringLiteral("127.0.0.4 tls expired"),
        QStringLiteral("127.0.0.5 tls soon"), QStringLiteral("127.0.0.6 tls self"),
        QStringLiteral("127.0.0.7 tls both"), QStringLiteral("127.0.0.8 plain good"),
        QStringLiteral("127.0.0.9 inject good"), QStringLiteral("127.0.1.1 silent good"),
        QStringLiteral("127.0.1.2 drop good"), QStringLiteral("127.0.1.3 garbage good"),
        QStringLiteral("127.0.1.4 long-line good"), QStringLiteral("127.0.1.5 many-lines good"),
        QStringLiteral("127.0.1.6 drip good"), QStringLiteral("127.0.1.7 refuse good"),
        QStringLiteral("127.0.1.8 bad-tls good"), QStringLiteral("127.0.1.9 no-tls good"),
        QStringLiteral("127.0.2.1 https-good sts"), QStringLiteral("127.0.2.2 https-missing sts"),
        QStringLiteral("127.0.2.3 https-redirect sts"), QStringLiteral("127.0.2.4 https-page sts"),
        QStringLiteral("127.0.2.5 https-large sts"), QStringLiteral("127.0.2.6 https-silent sts"),
        QStringLiteral("127.0.2.7 https-good wrong") });
    if (!served)
        QSKIP("The servers of the lab don't start: is python3 there?");
}

void TestSmtpProbe::certificates_data()
{
    QTest::addColumn<QString>("address");
    QTest::addColumn<bool>("nameOk");
    QTest::addColumn<bool>("chainOk");
    QTest::addColumn<QString>("problem");
    QTest::addColumn<QStringList>("findings"); // how each begins
    const auto row = [](const char* name, const char* address, bool nameOk, bool chainOk, const char* problem,
                         const QStringList& findings) {
        QTest::newRow(name) << QString::fromLatin1(address) << nameOk << chainOk << QString::fromLatin1(problem)
                            << findings;
    };
    const QString mismatch = QStringLiteral(
        "! The certificate of mx.example.com is not valid for that name; it is for other.example.net.");
    const QString selfSigned
        = QStringLiteral("! The certificate of mx.example.com is not trusted: self-signed certificate.");
    row("good", "127.0.0.1", true, true, "", {});
    row("wrong name", "127.0.0.2", false, true, "hostname mismatch", { mismatch });
    row("only a common name", "127.0.0.3", true, true, "", {});
    row("expired", "127.0.0.4", true, false, "certificate has expired",
        { QStringLiteral("! The certificate of mx.example.com expired on ") });
    row("expires soon", "127.0.0.5", true, true, "",
        { QStringLiteral("? The certificate of mx.example.com expires on ") });
    row("self-signed", "127.0.0.6", true, false, "self-signed certificate", { selfSigned });
    row("self-signed for another", "127.0.0.7", false, false, "hostname mismatch; self-signed certificate",
        { mismatch, selfSigned });
}

void TestSmtpProbe::certificates()
{
    QFETCH(QString, address);
    QFETCH(bool, nameOk);
    QFETCH(bool, chainOk);
    QFETCH(QString, problem);
    QFETCH(QStringList, findings);
    const SmtpSession session = look(qPrintable(address), "mx.example.com");
    QVERIFY2(session.status == ProbeStatus::Answered, session.detail.c_str());
    const Certificate& certificate = session.tls->certificate;
    QCOMPARE(certificate.name == Check::Ok, nameOk);
    QCOMPARE(certificate.chain == Check::Ok, chainOk);
    QCOMPARE(certificate.problem, problem.toStdString());
    const QStringList found = toldOf(session);
    QCOMPARE(found.size(), findings.size());
    for (int i = 0; i < found.size(); ++i)
        QVERIFY2(found[i].startsWith(findings[i]), qPrintable(found[i]));
}

void TestSmtpProbe::fields()
{
    const SmtpSession session = look("127.0.0.1", "a.mx.example.com"); // by the wildcard
    const ProbeResult result = certificateResult(session, "example.com", "a.mx.example.com", "fake", systemNow());
    QVERIFY(result.status == ProbeStatus::Answered);
    QVERIFY(result.kind == ProbeKind::Certificate);
    QCOMPARE(result.detail, "connected to 127.0.0.1");
    QVERIFY2(result.tls.starts_with("TLSv1.3 TLS_"), result.tls.c_str());
    const Certificate& certificate = *result.certificate;
    QVERIFY(certificate.name == Check::Ok);
    const std::vector<std::string> names { "mx.example.com", "*.mx.example.com" };
    QCOMPARE(certificate.names, names);
    QCOMPARE(certificate.subject, "CN=mx.example.com");
    QCOMPARE(certificate.issuer, "CN=Lab root");
    QCOMPARE(certificate.fingerprint.size(), 64U);
    QVERIFY(certificate.notBefore && certificate.notAfter && *certificate.notBefore < systemNow()
        && *certificate.notAfter > systemNow());
    QCOMPARE(session.tls->chain.size(), 1U);
    // A wildcard is one label, and not the bare domain.
    QVERIFY(look("127.0.0.1", "a.b.mx.example.com").tls->certificate.name == Check::Bad);
}

void TestSmtpProbe::neverSendsMail()
{
    m_lab.said();
    look("127.0.0.1", "mx.example.com");
    const QStringList expected { QStringLiteral("127.0.0.1 EHLO probe.example.com"),
        QStringLiteral("127.0.0.1 STARTTLS"), QStringLiteral("127.0.0.1 QUIT") };
    QCOMPARE(m_lab.said(), expected);
}

void TestSmtpProbe::withoutTls()
{
    SmtpSession session = look("127.0.0.8", "mx.example.com");
    QVERIFY(session.status == ProbeStatus::Absent);
    QCOMPARE(toldOf(session),
        QStringList { QStringLiteral("? mx.example.com does not offer STARTTLS: mail to it is not encrypted.") });
    session = look("127.0.0.9", "mx.example.com");
    QVERIFY(session.talksBeforeTls);
    QCOMPARE(toldOf(session),
        QStringList { QStringLiteral("! mx.example.com mixes plain text into the beginning of TLS.") });
}

void TestSmtpProbe::hostile_data()
{
    QTest::addColumn<QString>("address");
    QTest::addColumn<bool>("timesOut");
    QTest::addColumn<QString>("detail"); // how it begins
    const auto row = [](const char* name, const char* address, bool timesOut, const char* detail) {
        QTest::newRow(name) << QString::fromLatin1(address) << timesOut << QString::fromLatin1(detail);
    };
    row("silent", "127.0.1.1", true, "greeting: No answer in time.");
    row("hangs up", "127.0.1.2", false, "greeting: The connection was closed.");
    row("garbage", "127.0.1.3", false, "greeting: The host does not speak SMTP: ");
    row("an endless line", "127.0.1.4", false, "greeting: The host sent a line of more than 2048 octets.");
    row("endless lines", "127.0.1.5", false, "greeting: The host's reply has more than 128 lines.");
    row("drips", "127.0.1.6", true, "greeting: No answer in time.");
    row("refuses", "127.0.1.7", false, "greeting: 554 no service for @example.com");
    row("no TLS after STARTTLS", "127.0.1.8", false, "TLS failed: ");
    row("silent after STARTTLS", "127.0.1.9", true, "No answer in time.");
}

void TestSmtpProbe::hostile()
{
    QFETCH(QString, address);
    QFETCH(bool, timesOut);
    QFETCH(QString, detail);
    QElapsedTimer time;
    time.start();
    const SmtpSession session = look(qPrintable(address), "mx.example.com", timesOut ? 700ms : 20s);
    QVERIFY2(time.elapsed() < 15'000, qPrintable(QString::number(time.elapsed())));
    QVERIFY(session.status == (timesOut ? ProbeStatus::TimedOut : ProbeStatus::Failed));
    QVERIFY2(QString::fromStdString(session.detail).startsWith(detail), session.detail.c_str());
    QVERIFY(!session.tls);
    QCOMPARE(toldOf(session), QStringList()); // nothing was learnt, nothing is told
}

void TestSmtpProbe::unreachable()
{
    SmtpOptions options;
    options.port = Lab::freePort();
    const SmtpSession session = lookAtSmtp({ "mx.example.com", { "127.0.0.1", "127.0.0.2" }, false }, options, {});
    QVERIFY(session.status == ProbeStatus::Failed);
    QCOMPARE(session.detail, "127.0.0.2: Connection refused.");
    QVERIFY(lookAtSmtp({ "mx.example.com", {}, false }, options, {}).status == ProbeStatus::Failed);
    // The second address is taken when the first does not listen.
    options.port = m_lab.smtpPort;
    options.caFile = m_lab.rootFile().toStdString();
    QVERIFY(lookAtSmtp({ "mx.example.com", { "127.9.9.9", "127.0.0.1" }, false }, options, {}).tls.has_value());
}

void TestSmtpProbe::stops()
{
    SmtpOptions options;
    options.port = m_lab.smtpPort;
    std::stop_source stop;
    const std::jthread later([&] {
        std::this_thread::sleep_for(100ms);
        stop.request_stop();
    });
    QElapsedTimer time;
    time.start();
    lookAtSmtp({ "mx.example.com", { "127.0.1.1" }, false }, options, stop.get_token());
    QVERIFY2(time.elapsed() < 5000, qPrintable(QString::number(time.elapsed())));
}

// The TLSA records of a signed zone, against what the host shows.
void TestSmtpProbe::dane()
{
    const SmtpSession session = look("127.0.0.6", "mx.example.com");
    const std::vector<CertificateBytes>& chain = session.tls->chain;
    const auto sha256 = [](const std::string& bytes) {
        std::string digest(SHA256_DIGEST_LENGTH, '\0');
        SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
            reinterpret_cast<unsigned char*>(digest.data()));
        return digest;
    };
    const std::string key = sha256(chain[0].publicKey), whole = sha256(chain[0].whole);
    QVERIFY(matchesTlsa({ key, 0, 3, 1, 1 }, chain[0]));
    QVERIFY(matchesTlsa({ whole, 0, 3, 0, 1 }, chain[0]));
    QVERIFY(matchesTlsa({ chain[0].whole, 0, 3, 0, 0 }, chain[0]));
    QVERIFY(!matchesTlsa({ whole, 0, 3, 1, 1 }, chain[0]));
    const std::string name = "_25._tcp.mx.example.com";
    const MxHost host { "mx.example.com", { "127.0.0.6" }, true };
    FakeResolver dns;
    dns.secure(name);
    dns.add(name, DnsType::Tlsa, { key, 0, 3, 1, 1 });
    const ProbeResult good = probeTlsa({ dns, {} }, "example.com", host, 25, chain);
    QCOMPARE(told(good), QStringList { QStringLiteral("- A TLSA record matches the certificate of mx.example.com.") });
    QVERIFY(good.answers.front().starts_with("3 1 1 "));
    QCOMPARE(good.answers.front().size(), 6U + 64U);
    FakeResolver stale;
    stale.secure(name);
    stale.add(name, DnsType::Tlsa, { std::string(32, 'x'), 0, 3, 1, 1 });
    stale.add(name, DnsType::Tlsa, { std::string(32, 'x'), 0, 1, 1, 1 }); // PKIX-EE is not for mail
    const QStringList wrong { QStringLiteral(
                                  "? 1 TLSA record of mx.example.com can't be used by mail: only usages 2 and "
                                  "3, with digests of the right length."),
        QStringLiteral(
            "! No TLSA record matches the certificate of mx.example.com: senders with DANE do not deliver to "
            "it.") };
    QCOMPARE(told(probeTlsa({ stale, {} }, "example.com", host, 25, chain)), wrong);
    FakeResolver unsignedZone;
    unsignedZone.add(name, DnsType::Tlsa, { std::string(32, 'x'), 0, 3, 1, 1 });
    QVERIFY(told(probeTlsa({ unsignedZone, {} }, "example.com", host, 25, chain)).front().startsWith(u'?'));
}

void TestSmtpProbe::policies_data()
{
    QTest::addColumn<QString>("address");
    QTest::addColumn<QString>("problem");
    const auto row = [](const char* name, const char* address, const char* problem) {
        QTest::newRow(name) << QString::fromLatin1(address) << QString::fromLatin1(problem);
    };
    row("good", "127.0.2.1", "");
    row("missing", "127.0.2.2", "mta-sts.example.com answers with HTTP 404.");
    row("redirect", "127.0.2.3", "mta-sts.example.com redirects (HTTP 302), which is not followed.");
    row("a page", "127.0.2.4", "mta-sts.example.com answers with text/html, not text/plain.");
    row("large", "127.0.2.5", "what mta-sts.example.com answers is larger than 65536 octets.");
    row("silent", "127.0.2.6", "mta-sts.example.com: ");
    row("wrong certificate", "127.0.2.7", "mta-sts.example.com: SSL: no alternative certificate subject name matches");
}

void TestSmtpProbe::policies()
{
    QFETCH(QString, address);
    QFETCH(QString, problem);
    FakeResolver dns;
    dns.a("mta-sts.example.com", address.toStdString());
    PolicyFetchOptions options;
    options.port = m_lab.httpsPort;
    options.caFile = m_lab.rootFile().toStdString();
    options.timeout = address == u"127.0.2.6" ? 700ms : 20s;
    const auto policy = policyFetcher(dns, options)("example.com", {});
    if (problem.isEmpty()) {
        QVERIFY2(policy, policy ? "" : policy.error().what.c_str());
        QVERIFY(parseStsPolicy(*policy).problems.empty());
        return;
    }
    QVERIFY(!policy);
    QVERIFY2(QString::fromStdString(policy.error().what).startsWith(problem), policy.error().what.c_str());
}

QTEST_GUILESS_MAIN(TestSmtpProbe)
#include "tst_smtpprobe.moc"
