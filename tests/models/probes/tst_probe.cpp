// SPDX-License-Identifier: GPL-3.0-or-later
// Story 2 on loopback: a domain moves its MX to new hosts, and one of them shows a certificate for another name. A real
// dnsmasq, real TLS, all probes at once.
#include "models/probes/policyfetch.h"
#include "models/probes/probe.h"
#include "models/probes/unboundresolver.h"
#include "tests/models/probes/findings.h"
#include "tests/models/probes/lab.h"
#include <algorithm>
#include <map>

using namespace mv;
using namespace std::chrono_literals;

class TestProbe : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void movedMx();
    void manyDomains();
    void stopped();
    void noResolver();

private:
    std::vector<ProbeResult> probe(
        const std::vector<std::string>& domains, const std::vector<std::string>& sources = {})
    {
        const auto resolver = openResolver({ m_lab.resolver(), {}, 5s, 1000 });
        ProbeOptions options;
        options.domains = domains;
        options.selectors = { "s1" };
        options.sources = sources;
        options.smtp.port = m_lab.smtpPort;
        options.smtp.helo = "probe.example.com";
        options.smtp.caFile = m_lab.rootFile().toStdString();
        options.fetchPolicy = policyFetcher(**resolver, { m_lab.httpsPort, options.smtp.caFile, 20s });
        std::vector<ProbeResult> results;
        probeDomains(options, **resolver, [&](ProbeResult&& result) { results.push_back(std::move(result)); }, {});
        return results;
    }
    static const ProbeResult* find(const std::vector<ProbeResult>& results, ProbeKind kind, std::string_view name)
    {
        const auto at = std::ranges::find_if(results, [&](const auto& r) { return r.kind == kind && r.name == name; });
        return at == results.end() ? nullptr : &*at;
    }

    Lab m_lab;
    QStringList m_hosts, m_policies;
};

void TestProbe::initTestCase()
{
    if (Lab::dnsmasq().isEmpty())
        QSKIP("dnsmasq is not installed: probing is not tested.");
    m_lab.certify(QStringLiteral("old"), { {}, { QStringLiteral("mx1.example.com") } });
    m_lab.certify(QStringLiteral("new"), { {}, { QStringLiteral("*.mx.example.com") } });
    m_lab.certify(QStringLiteral("wrong"), { {}, { QStringLiteral("mail.hosting.example.net") } });
    m_lab.certify(QStringLiteral("sts"), { {}, { QStringLiteral("mta-sts.example.com") } });
    if (!m_lab.serve({ QStringLiteral("127.0.0.2 tls old"), QStringLiteral("127.0.0.3 tls new"),
            QStringLiteral("127.0.0.4 tls wrong"), QStringLiteral("127.0.0.5 https-good sts") }))
        QSKIP("The servers of the lab don't start: is python3 there?");
    m_hosts = { QStringLiteral("host-record=mx1.example.com,127.0.0.2"),
        QStringLiteral("host-record=a.mx.example.com,127.0.0.3"),
        QStringLiteral("host-record=b.mx.example.com,127.0.0.4"),
        QStringLiteral("host-record=mta-sts.example.com,127.0.0.5"),
        QStringLiteral("ptr-record=7.100.51.198.in-addr.arpa,out.example.com"),
        QStringLiteral("host-record=out.example.com,198.51.100.7") };
    m_policies = { QStringLiteral("txt-record=example.com,\"v=spf1 ip4:198.51.100.0/24 -all\""),
        QStringLiteral("txt-record=_dmarc.example.com,\"v=DMARC1; p=reject; rua=mailto:dmarc@example.com\""),
        QStringLiteral("txt-record=s1._domainkey.example.com,\"v=DKIM1; p=\""),
        QStringLiteral("txt-record=_mta-sts.example.com,\"v=STSv1; id=1\""),
        QStringLiteral("txt-record=_smtp._tls.example.com,\"v=TLSRPTv1; rua=mailto:tls@example.com\"") };
}

void TestProbe::movedMx()
{
    QVERIFY(
        m_lab.publish(m_hosts + m_policies + QStringList { QStringLiteral("mx-host=example.com,mx1.example.com,10") }));
    const auto before = probe({ "example.com" }, { "198.51.100.7" });
    const ProbeResult* mx = find(before, ProbeKind::Mx, "example.com");
    QVERIFY(mx != nullptr);
    QCOMPARE(mx->answers, std::vector<std::string> { "10 mx1.example.com" });
    const ProbeResult* certificate = find(before, ProbeKind::Certificate, "mx1.example.com");
    QVERIFY(certificate != nullptr && certificate->certificate);
    QVERIFY(certificate->certificate->name == Check::Ok && certificate->certificate->chain == Check::Ok);
    QCOMPARE(told(*certificate), QStringList());
    QCOMPARE(certificate->domain, "example.com");
    QCOMPARE(certificate->by, "mailvane");
    QCOMPARE(certificate->resolver, m_lab.resolver());
    // The policy was written for the new hosts already.
    QCOMPARE(told(*find(before, ProbeKind::MtaSts, "_mta-sts.example.com")),
        QStringList {
            QStringLiteral("! The MTA-STS policy does not cover mx1.example.com: senders do not deliver to it.") });
    QCOMPARE(told(*find(before, ProbeKind::Ptr, "198.51.100.7")),
        QStringList { QStringLiteral("- 198.51.100.7 is out.example.com, which leads back to it.") });
    QVERIFY(told(*find(before, ProbeKind::Spf, "example.com"))
                .last()
                .startsWith(QStringLiteral("- SPF of example.com gives pass")));
    QVERIFY(told(*find(before, ProbeKind::Dkim, "s1._domainkey.example.com"))
                .join(u' ')
                .contains(QStringLiteral("revoked")));

    QVERIFY(m_lab.publish(m_hosts + m_policies
        + QStringList { QStringLiteral("mx-host=example.com,a.mx.example.com,10"),
            QStringLiteral("mx-host=example.com,b.mx.example.com,10") }));
    const auto after = probe({ "example.com" });
    const std::vector<std::string> moved { "10 a.mx.example.com", "10 b.mx.example.com" };
    QCOMPARE(find(after, ProbeKind::Mx, "example.com")->answers, moved);
    QVERIFY(find(after, ProbeKind::Certificate, "mx1.example.com") == nullptr);
    QCOMPARE(told(*find(after, ProbeKind::Certificate, "a.mx.example.com")), QStringList());
    certificate = find(after, ProbeKind::Certificate, "b.mx.example.com");
    QVERIFY(certificate->certificate->name == Check::Bad && certificate->certificate->chain == Check::Ok);
    QCOMPARE(told(*certificate),
        QStringList { QStringLiteral(
            "! The certificate of b.mx.example.com is not valid for that name; it is for mail.hosting.example.net.") });
    QCOMPARE(told(*find(after, ProbeKind::MtaSts, "_mta-sts.example.com")), QStringList());
    // All that was ever said to a host.
    const QStringList said = m_lab.said();
    QVERIFY(!said.isEmpty());
    for (const QString& line : said) {
        const QString command = line.section(u' ', 1, 1);
        QVERIFY2(command == u"EHLO" || command == u"STARTTLS" || command == u"QUIT", qPrintable(line));
    }
}

// Domains that share their hosts are one connection to each of them.
void TestProbe::manyDomains()
{
    QStringList zone;
    std::vector<std::string> domains;
    for (int i = 0; i < 20; ++i) {
        const QString domain = QStringLiteral("d%1.example.com").arg(i);
        domains.push_back(domain.toStdString());
        zone << QStringLiteral("mx-host=%1,mx1.example.com,10").arg(domain);
    }
    QVERIFY(m_lab.publish(m_hosts + zone));
    m_lab.said();
    const auto results = probe(domains);
    std::map<ProbeKind, int> counts;
    for (const ProbeResult& result : results)
        ++counts[result.kind];
    for (const ProbeKind kind : { ProbeKind::Mx, ProbeKind::Address, ProbeKind::Spf, ProbeKind::Dkim, ProbeKind::Dmarc,
             ProbeKind::MtaSts, ProbeKind::TlsRpt, ProbeKind::Tlsa, ProbeKind::Certificate })
        QCOMPARE(counts[kind], 20);
    QCOMPARE(m_lab.said().filter(QStringLiteral("EHLO")).size(), 1);
}

void TestProbe::stopped()
{
    const auto resolver = openResolver({ m_lab.resolver(), {}, 5s, 1000 });
    ProbeOptions options;
    options.domains = { "example.com", "d1.example.com" };
    std::stop_source stop;
    stop.request_stop();
    int results = 0;
    probeDomains(
        options, **resolver, [&](ProbeResult&&) { ++results; }, stop.get_token());
    QCOMPARE(results, 0);
}

void TestProbe::noResolver()
{
    const auto resolver
        = openResolver({ QStringLiteral("127.0.0.1@%1").arg(Lab::freePort()).toStdString(), {}, 500ms, 1000 });
    ProbeOptions options;
    options.domains = { "example.com" };
    probeDomains(options, **resolver,
        [](ProbeResult&& result) {
            QVERIFY(result.status == ProbeStatus::Failed || result.status == ProbeStatus::TimedOut);
            QVERIFY(!result.detail.empty());
            QCOMPARE(told(result), QStringList());
        },
        {});
}

QTEST_GUILESS_MAIN(TestProbe)
#include "tst_probe.moc"
