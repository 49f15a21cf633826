// SPDX-License-Identifier: GPL-3.0-or-later
// DMARC, MTA-STS and TLS-RPT: policies that a domain publishes, how they are found, and what is wrong with them.
#include "models/probes/dkim.h"
#include "models/probes/dmarc.h"
#include "models/probes/mtasts.h"
#include "models/probes/spfprobe.h"
#include "models/probes/taglist.h"
#include "models/probes/tlsrpt.h"
#include "tests/models/probes/fakeresolver.h"
#include "tests/models/probes/findings.h"
#include <QTest>
#include <random>

using namespace mv;

class TestPolicies : public QObject {
    Q_OBJECT
private slots:
    void dmarc_data();
    void dmarc();
    void dmarcDiscovery_data();
    void dmarcDiscovery();
    void reportsElsewhere();
    void stsPolicy_data();
    void stsPolicy();
    void stsCovers();
    void mtaSts();
    void tlsRpt();
    void mailboxesAreNotKept();
    void tagLists();
    void anyBytes();
};

void TestPolicies::dmarc_data()
{
    QTest::addColumn<QString>("record");
    QTest::addColumn<QStringList>("findings");
    const auto row = [](const char* name, const char* record, const QStringList& findings) {
        QTest::newRow(name) << QString::fromLatin1(record) << findings;
    };
    row("good", "v=DMARC1; p=reject; rua=mailto:dmarc@example.com", {});
    row("blanks and upper case", "v = DMARC1 ; p = Reject; rua = mailto:a@example.com , mailto:b@reports.example.com;",
        {});
    row("p=none", "v=DMARC1; p=none; rua=mailto:dmarc@example.com",
        { QStringLiteral("? The DMARC policy is p=none: mail that fails is treated as any other.") });
    row("no p", "v=DMARC1; rua=mailto:dmarc@example.com",
        { QStringLiteral(
            "? The DMARC record has no \"p\": older receivers ignore it, newer ones take it as p=none.") });
    row("bad p", "v=DMARC1; p=monitor; rua=mailto:dmarc@example.com",
        { QStringLiteral("! The DMARC tag p=monitor is invalid; it may be none, quarantine or reject.") });
    row("subdomains", "v=DMARC1; p=reject; sp=none; rua=mailto:dmarc@example.com",
        { QStringLiteral("? The DMARC policy for subdomains is sp=none: they are not protected.") });
    row("made-up subdomains", "v=DMARC1; p=reject; np=none; rua=mailto:dmarc@example.com",
        { QStringLiteral(
            "? The DMARC policy for subdomains that do not exist is np=none: anybody can make them up.") });
    row("no rua", "v=DMARC1; p=reject",
        { QStringLiteral("- The DMARC record asks for no aggregate reports (\"rua\"): nobody tells what fails.") });
    row("rua without mailto", "v=DMARC1; p=reject; rua=dmarc@example.com",
        { QStringLiteral(
            "! \"@example.com\" in the DMARC tag rua is no mailto: address, which all receivers can send to.") });
    row("pct", "v=DMARC1; p=reject; pct=20; rua=mailto:dmarc@example.com",
        { QStringLiteral("- The DMARC tag \"pct\" is no longer used."),
            QStringLiteral("? Older receivers apply the DMARC policy to 20 % of the mail only (pct).") });
    row("test mode", "v=DMARC1; p=reject; t=y; rua=mailto:dmarc@example.com",
        { QStringLiteral("? The DMARC record is in test mode (t=y): its policy is not applied.") });
    row("unknown tag", "v=DMARC1; p=reject; policy=strict; rua=mailto:dmarc@example.com",
        { QStringLiteral("? DMARC has no tag \"policy\": it is ignored.") });
    row("twice", "v=DMARC1; p=reject; p=none; rua=mailto:dmarc@example.com",
        { QStringLiteral("! In the DMARC record the tag \"p\" stands there twice.") });
    row("another version", "v=DMARC2; p=reject", { QStringLiteral("! No DMARC policy applies to example.com.") });
    row("nothing but an end", "v=DMARC1;",
        { QStringLiteral("? The DMARC record has no \"p\": older receivers ignore it, newer ones take it as p=none."),
            QStringLiteral("- The DMARC record asks for no aggregate reports (\"rua\"): nobody tells what fails.") });
}

void TestPolicies::dmarc()
{
    QFETCH(QString, record);
    QFETCH(QStringList, findings);
    FakeResolver dns;
    dns.txt("_dmarc.example.com", record.toStdString());
    const ProbeResult result = probeDmarc({ dns, {} }, "example.com");
    QCOMPARE(told(result), findings);
    QVERIFY(areWellFormed(result));
}

void TestPolicies::dmarcDiscovery_data()
{
    QTest::addColumn<QString>("domain");
    QTest::addColumn<QStringList>("records"); // "name record"
    QTest::addColumn<QString>("byList");
    QTest::addColumn<QString>("byWalk");
    QTest::addColumn<QString>("organizational"); // by the walk
    const auto row = [](const char* name, const char* domain, const QStringList& records, const char* list,
                         const char* walk, const char* organizational) {
        QTest::newRow(name) << QString::fromLatin1(domain) << records << QString::fromLatin1(list)
                            << QString::fromLatin1(walk) << QString::fromLatin1(organizational);
    };
    const QString org = QStringLiteral("example.com v=DMARC1; p=reject");
    row("its own", "example.com", { org }, "example.com", "example.com", "example.com");
    row("the organization's", "a.mail.example.com", { org }, "example.com", "example.com", "example.com");
    row("one between", "a.mail.example.com", { org, QStringLiteral("mail.example.com v=DMARC1; p=none") },
        "example.com", "example.com", "example.com");
    row("an independent part", "a.mail.example.com",
        { org, QStringLiteral("mail.example.com v=DMARC1; p=none; psd=n") }, "example.com", "mail.example.com",
        "mail.example.com");
    row("a suffix's", "a.mail.example.com", { QStringLiteral("com v=DMARC1; p=reject; psd=y") }, "", "com",
        "example.com");
    row("no record", "a.mail.example.com", {}, "", "", "a.mail.example.com");
    row("two records", "example.com", { org, QStringLiteral("example.com v=DMARC1; p=none") }, "", "", "example.com");
    row("a public suffix that is no registry", "shop.example.co.uk", { QStringLiteral("co.uk v=DMARC1; p=none") }, "",
        "co.uk", "co.uk");
    row("many labels", "a.b.c.d.e.f.g.h.i.example.com", { org }, "example.com", "example.com", "example.com");
}

void TestPolicies::dmarcDiscovery()
{
    QFETCH(QString, domain);
    QFETCH(QStringList, records);
    QFETCH(QString, byList);
    QFETCH(QString, byWalk);
    QFETCH(QString, organizational);
    FakeResolver dns;
    for (const QString& record : records)
        dns.txt("_dmarc." + record.section(u' ', 0, 0).toStdString(), record.section(u' ', 1).toStdString());
    QCOMPARE(dmarcByPublicSuffix({ dns, {} }, domain.toStdString()).domain, byList.toStdString());
    dns.asks = 0;
    const DmarcSource walk = dmarcByTreeWalk({ dns, {} }, domain.toStdString());
    QCOMPARE(walk.domain, byWalk.toStdString());
    QCOMPARE(walk.organizational, organizational.toStdString());
    QVERIFY(dns.asks <= 8);
    const bool differs = told(probeDmarc({ dns, {} }, domain.toStdString()))
                             .join(u' ')
                             .contains(QStringLiteral("do not agree which DMARC policy"));
    QCOMPARE(differs, byList != byWalk);
}

void TestPolicies::reportsElsewhere()
{
    FakeResolver dns;
    dns.txt("_dmarc.example.com", "v=DMARC1; p=reject; rua=mailto:in@reports.example.net!10m");
    QCOMPARE(told(probeDmarc({ dns, {} }, "example.com")),
        QStringList { QStringLiteral(
            "! DMARC reports go to reports.example.net (rua), which does not say that it takes them for example.com: "
            "receivers send none. It needs a record example.com._report._dmarc.reports.example.net.") });
    dns.txt("example.com._report._dmarc.reports.example.net", "v=DMARC1;");
    QCOMPARE(told(probeDmarc({ dns, {} }, "example.com")), QStringList());
}

void TestPolicies::stsPolicy_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QStringList>("problems");
    const auto row = [](const char* name, const char* text, const QStringList& problems) {
        QTest::newRow(name) << QString::fromLatin1(text) << problems;
    };
    row("good", "version: STSv1\r\nmode: enforce\r\nmx: mx1.example.com\r\nmx: *.example.net\r\nmax_age: 604800\r\n",
        {});
    row("line feeds, no last one", "version: STSv1\nmode: none\nmax_age: 86400", {});
    row("unknown keys", "version: STSv1\nmode: testing\nmx: mx.example.com\nmax_age: 86400\nx-note: hi\n", {});
    row("no mx", "version: STSv1\nmode: enforce\nmax_age: 86400\n", { QStringLiteral("There is no \"mx\".") });
    row("an age too long", "version: STSv1\nmode: none\nmax_age: 31557601\n",
        { QStringLiteral("max_age is \"31557601\", not a number of seconds up to 31557600.") });
    row("two modes", "version: STSv1\nmode: enforce\nmode: none\nmx: a.example.com\nmax_age: 1\n",
        { QStringLiteral("\"mode\" stands there more than once; the first counts.") });
    row("a page", "<html><body>404</body></html>", { QStringLiteral("It is a page (HTML or XML), not a policy.") });
    row("empty", "",
        { QStringLiteral("There is no \"version: STSv1\"."), QStringLiteral("There is no \"mode\"."),
            QStringLiteral("There is no \"max_age\"."), QStringLiteral("There is no \"mx\".") });
}

void TestPolicies::stsPolicy()
{
    QFETCH(QString, text);
    QFETCH(QStringList, problems);
    QStringList found;
    for (const std::string& problem : parseStsPolicy(text.toStdString()).problems)
        found << QString::fromStdString(problem);
    QCOMPARE(found, problems);
}

void TestPolicies::stsCovers()
{
    StsPolicy policy;
    policy.mx = { "mx1.example.com", "*.example.net" };
    QVERIFY(coversMx(policy, "MX1.example.com."));
    QVERIFY(coversMx(policy, "a.example.net"));
    QVERIFY(!coversMx(policy, "a.b.example.net"));
    QVERIFY(!coversMx(policy, "example.net"));
    QVERIFY(!coversMx(policy, "mx2.example.com"));
}

void TestPolicies::mtaSts()
{
    FakeResolver dns;
    dns.txt("_mta-sts.example.com", "v=STSv1; id=20260101000000Z;");
    const FetchPolicy fetch = [](const std::string&, const std::stop_token&) -> Result<std::string> {
        return "version: STSv1\nmode: enforce\nmx: mx1.example.com\nmax_age: 604800\n";
    };
    const ProbeResult result = probeMtaSts({ dns, {} }, "example.com", { "mx1.example.com", "mx9.example.org" }, fetch);
    QCOMPARE(told(result),
        QStringList {
            QStringLiteral("! The MTA-STS policy does not cover mx9.example.org: senders do not deliver to it.") });
    const std::vector<std::string> answers { "v=STSv1; id=20260101000000Z;", "version: STSv1", "mode: enforce",
        "mx: mx1.example.com", "max_age: 604800" };
    QCOMPARE(result.answers, answers);
    const FetchPolicy none
        = [](const std::string&, const std::stop_token&) -> Result<std::string> { return failure("HTTP 404."); };
    QCOMPARE(told(probeMtaSts({ dns, {} }, "example.com", {}, none)),
        QStringList { QStringLiteral("! There is an MTA-STS record, but no policy: HTTP 404.") });
    dns.txt("_mta-sts.example.org", "v=STSv1; id=not valid");
    QCOMPARE(told(probeMtaSts({ dns, {} }, "example.org", {}, {})),
        QStringList { QStringLiteral(
            "! The MTA-STS record has no valid \"id\" (1 to 32 letters and digits): senders ignore it.") });
}

void TestPolicies::tlsRpt()
{
    FakeResolver dns;
    dns.txt("_smtp._tls.example.com", "v=TLSRPTv1; rua=mailto:tls@example.com,https://example.com/in");
    QCOMPARE(told(probeTlsRpt({ dns, {} }, "example.com")), QStringList());
    dns.txt("_smtp._tls.example.org", "v=TLSRPTv1; rua=tls@example.org");
    QCOMPARE(told(probeTlsRpt({ dns, {} }, "example.org")),
        QStringList { QStringLiteral("! \"@example.org\" in the TLS-RPT record is neither mailto: nor https:.") });
    dns.txt("_smtp._tls.example.net", "v=TLSRPTv1");
    QCOMPARE(told(probeTlsRpt({ dns, {} }, "example.net")),
        QStringList { QStringLiteral("! The TLS-RPT record has no \"rua\": nobody knows where to send reports.") });
}

void TestPolicies::mailboxesAreNotKept()
{
    QCOMPARE(keptText("v=DMARC1; rua=mailto:joe@example.com,MAILTO:ann@example.net!10m; ruf=mailto:x"),
        "v=DMARC1; rua=mailto:@example.com,MAILTO:@example.net!10m; ruf=mailto:x");
    QCOMPARE(keptText("caf\xc3\xa9\n"), "caf\\195\\169\\010");
    FakeResolver dns;
    dns.txt("_dmarc.example.com", "v=DMARC1; p=none; rua=mailto:joe@example.com,joe@example.com");
    const ProbeResult result = probeDmarc({ dns, {} }, "example.com");
    QCOMPARE(result.answers.front(), "v=DMARC1; p=none; rua=mailto:@example.com,@example.com");
    for (const Finding& finding : result.findings)
        QVERIFY2(finding.text.find("joe@") == std::string::npos, finding.text.c_str());
}

void TestPolicies::tagLists()
{
    const TagList list = parseTagList(" v = DKIM1 ;; k=rsa; =x; p=ab==; k=other;");
    QCOMPARE(list.tags.size(), 3U);
    QCOMPARE(*list.find("p"), "ab==");
    const std::vector<std::string> problems { "there is an empty tag between two semicolons", "\"=x\" is no tag",
        "the tag \"k\" stands there twice" };
    QCOMPARE(list.problems, problems);
}

// Whatever a domain publishes is read to its end.
void TestPolicies::anyBytes()
{
    const std::vector<std::string> seeds {
        "v=DMARC1; p=reject; rua=mailto:a@example.com!10m,mailto:b@example.net; pct=5",
        "v=spf1 a:%{d2r-}.example.com/24//64 mx include:b.example.com ip6:2001:db8::/32 exp=%{i}.e.com -all",
        "version: STSv1\r\nmode: enforce\r\nmx: *.example.com\r\nmax_age: 86400\r\n",
        "v=DKIM1; k=rsa; t=s:y; h=sha256; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQC7", "v=TLSRPTv1; rua=mailto:x@y.z"
    };
    std::mt19937 random(1);
    for (int i = 0; i < 4'000; ++i) {
        std::string text = seeds[random() % seeds.size()];
        for (auto n = random() % 6 + 1; n > 0; --n) {
            const std::size_t at = random() % (text.size() + 1);
            switch (random() % 3) {
            case 0:
                text.insert(at, 1, static_cast<char>(random()));
                break;
            case 1:
                text.erase(at, random() % 8);
                break;
            default:
                text.insert(at, seeds[random() % seeds.size()].substr(0, random() % 40));
            }
        }
        FakeResolver dns;
        for (const char* name : { "example.com", "_dmarc.example.com", "s._domainkey.example.com",
                 "_mta-sts.example.com", "_smtp._tls.example.com" })
            dns.txt(name, text);
        const Probing probing { dns, {} };
        const FetchPolicy fetch
            = [&](const std::string&, const std::stop_token&) -> Result<std::string> { return text; };
        for (const ProbeResult& result :
            { probeSpf(probing, "example.com", { "192.0.2.1", "2001:db8::1" }), probeDmarc(probing, "example.com"),
                probeDkim(probing, "example.com", "s"), probeTlsRpt(probing, "example.com"),
                probeMtaSts(probing, "example.com", { "mx.example.com" }, fetch) }) {
            for (const Finding& finding : result.findings)
                QVERIFY(std::ranges::all_of(finding.text, [](char c) { return c >= 0x20 && c <= 0x7e; }));
        }
        QVERIFY(dns.asks < 300);
    }
}

QTEST_GUILESS_MAIN(TestPolicies)
#include "tst_policies.moc"
