// SPDX-License-Identifier: GPL-3.0-or-later
// What is wrong with the records that domains publish for mail.
#include "models/probes/dkim.h"
#include "models/probes/dmarc.h"
#include "models/probes/mtasts.h"
#include "models/probes/mx.h"
#include "models/probes/spfprobe.h"
#include "models/probes/tlsrpt.h"
#include "tests/models/probes/fakeresolver.h"
#include "tests/models/probes/findings.h"
#include <QTest>
#include <fmt/format.h>

using namespace mv;

class TestRecords : public QObject {
    Q_OBJECT
private slots:
    void spf_data();
    void spf();
    void spfCosts();
    void spfOfSources();
    void dkim_data();
    void dkim();
    void nothingLearnt();
    void mxSets();
    void ptr();
};

void TestRecords::spf_data()
{
    QTest::addColumn<QString>("record");
    QTest::addColumn<QStringList>("findings");
    const auto row = [](const char* name, const char* record, const QStringList& findings) {
        QTest::newRow(name) << QString::fromLatin1(record) << findings;
    };
    const QString free = QStringLiteral("- Checking SPF takes up to 0 of 10 lookups.");
    row("good", "v=spf1 ip4:192.0.2.0/24 -all", { free });
    row("all pass", "v=spf1 +all",
        { QStringLiteral("! The SPF record of example.com lets every host of the Internet pass (\"+all\")."), free });
    row("bare all", "v=spf1 all",
        { QStringLiteral("! The SPF record of example.com lets every host of the Internet pass (\"all\")."), free });
    row("neutral", "v=spf1 ?all",
        { QStringLiteral("? The SPF record of example.com says nothing about other hosts (\"?all\")."), free });
    row("no end", "v=spf1 ip4:192.0.2.1",
        { QStringLiteral(
              "? The SPF record of example.com ends without \"all\" or \"redirect\": other hosts get neutral."),
            free });
    row("after all", "v=spf1 -all ip4:192.0.2.1 redirect=example.net",
        { QStringLiteral("? The redirect in the SPF record of example.com is ignored: there is an \"all\"."),
            QStringLiteral("? In the SPF record of example.com nothing after \"-all\" is ever looked at."), free });
    row("syntax", "v=spf1 ipv4:192.0.2.1 -all",
        { QStringLiteral(
              "! The SPF record of example.com is invalid: \"ipv4:192.0.2.1\" is no mechanism or modifier of "
              "SPF. Every check of it ends with permerror."),
            free });
    row("ptr", "v=spf1 ptr -all",
        { QStringLiteral("? The SPF record of example.com uses \"ptr\", which is slow, unreliable and not to be used."),
            QStringLiteral("- Checking SPF takes up to 1 of 10 lookups.") });
    row("void", "v=spf1 a:gone.example.com -all",
        { QStringLiteral("- Checking SPF takes up to 1 of 10 lookups."),
            QStringLiteral(
                "? 1 term of SPF ask the DNS for what does not exist: \"a:gone.example.com\" of example.com.") });
    row("include of nothing", "v=spf1 include:gone.example.com -all",
        { QStringLiteral("! \"include:gone.example.com\" of example.com leads to no SPF record: permerror."),
            QStringLiteral("- Checking SPF takes up to 1 of 10 lookups."),
            QStringLiteral(
                "? 1 term of SPF ask the DNS for what does not exist: \"include:gone.example.com\" of example.com.") });
    row("circle", "v=spf1 include:example.com -all",
        { QStringLiteral("! SPF goes in circles: example.com > example.com."),
            QStringLiteral("- Checking SPF takes up to 1 of 10 lookups.") });
}

void TestRecords::spf()
{
    QFETCH(QString, record);
    QFETCH(QStringList, findings);
    FakeResolver dns;
    dns.txt("example.com", record.toStdString());
    const ProbeResult result = probeSpf({ dns, {} }, "example.com", {});
    QCOMPARE(told(result), findings);
    QVERIFY(areWellFormed(result));
    QVERIFY(result.status == ProbeStatus::Answered);
    QCOMPARE(result.answers, std::vector<std::string> { record.toStdString() });
}

void TestRecords::spfCosts()
{
    FakeResolver dns;
    dns.txt("example.com", "v=spf1 include:a.example.net include:b.example.net mx -all");
    dns.txt("a.example.net", "v=spf1 a a a a a ~all");
    dns.txt("b.example.net", "v=spf1 a:h1.example.net a:h2.example.net a:h3.example.net ip4:192.0.2.0/24 ~all");
    dns.a("a.example.net", "192.0.2.1");
    dns.mx("example.com", 10, "mx.example.com");
    const ProbeResult result = probeSpf({ dns, {} }, "example.com", {});
    const QStringList expected { QStringLiteral("! Checking SPF takes 11 lookups; more than 10 end with permerror. The "
                                                "first beyond: \"mx\" of example.com."),
        QStringLiteral("! 3 terms of SPF ask the DNS for what does not exist: \"a:h1.example.net\" of b.example.net, "
                       "\"a:h2.example.net\" of b.example.net, \"a:h3.example.net\" of b.example.net. More than 2 end "
                       "with permerror.") };
    QCOMPARE(told(result), expected);
    // Two records are none.
    dns.txt("example.com", "v=spf1 -all");
    dns.txt("example.com", "somebody's proof of ownership");
    QCOMPARE(told(probeSpf({ dns, {} }, "example.com", {})),
        QStringList { QStringLiteral("! example.com has 2 SPF records; there may be one: permerror.") });
    // A loop of includes costs a bounded number of questions.
    FakeResolver wide;
    std::string many = "v=spf1";
    for (int i = 0; i < 20; ++i)
        many += fmt::format(" include:i{}.example.com", i);
    wide.txt("example.com", many);
    for (int i = 0; i < 20; ++i)
        wide.txt(fmt::format("i{}.example.com", i), "v=spf1 a a a a a a a a a a a a a a a a a a a a -all");
    const ProbeResult bounded = probeSpf({ wide, {} }, "example.com", {});
    QVERIFY(told(bounded).join(u' ').contains(QStringLiteral("at least 60")));
    QVERIFY2(wide.asks < 200, qPrintable(QString::number(wide.asks)));
}

void TestRecords::spfOfSources()
{
    FakeResolver dns;
    dns.txt("example.com", "v=spf1 include:_spf.example.net -all");
    dns.txt("_spf.example.net", "v=spf1 ip4:192.0.2.0/24 -all");
    const QStringList findings = told(probeSpf({ dns, {} }, "example.com", { "192.0.2.7", "198.51.100.1" }));
    QCOMPARE(findings.size(), 3);
    QCOMPARE(findings[1],
        QStringLiteral("- SPF of example.com gives pass for 192.0.2.7 (example.com: include:_spf.example.net > "
                       "_spf.example.net: ip4:192.0.2.0/24), after 1 lookup and 0 void lookups."));
    QCOMPARE(findings[2],
        QStringLiteral(
            "! SPF of example.com gives fail for 198.51.100.1 (example.com: -all), after 1 lookup and 0 void "
            "lookups."));
}

namespace {

// Keys made for this test by openssl genpkey (RSA of 512, 1024 and 2048 bits), as SubjectPublicKeyInfo.
constexpr const char* kRsa512
    = "MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAMyLX/nG2P9AMfmcWoW4hh/zyN71uSQOjCiAeueHaY8Qywc6JkbWsJqBb3SZ6OkyeJjW"
      "l0MQK0wnmScpHHq3aScCAwEAAQ==";
constexpr const char* kRsa1024
    = "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQC2XJ41B7D6uhpIlkCawI3PAqQEnNKux3LrHvF/DSWtQElWH7rmEc0s9OLcW09B"
      "C5aEc751dO+uteJUR5xVoT10NSpGEXWUslT/EzBhw2jPhn1V8uFJq7n/RnOoDBB1Ti1N8h78d3+Hyvn9FeKIl20VaAIsSU/4NKs1"
      "s1j6jVes6wIDAQAB";
constexpr const char* kRsa2048
    = "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAoGFbZG8z/rmG7VncIGaP4poHEcPM9bxgSVv4OqrR74p0cefLx+AmaGx+"
      "T2YWLpKxhwpTBDH1Hv8EiMsxcwxkZbze7zWWRDUawZW8ItKpag/TgW44B6mgQi6o3IxxAiEZVxR2i91VC2Gww9jV6NUyJjV6AwkQ"
      "a8FHEXzzFnblW2ANJpek6vP4Rip/5bb5EyqyoHULtdvnQQzgDBkaHQMGcumJwlku9EmQQlqcksnOfn63bJfeAGMX+nBPnsGRzq8c"
      "E2QFkmwS96wx009ttwWU74kBCQmTlaXM15tMnqOkU3QditU1P00sI0fN5wy4Xdnlp7NIAfkqUVnZm9MjfhnezwIDAQAB";

} // namespace

void TestRecords::dkim_data()
{
    QTest::addColumn<QString>("record");
    QTest::addColumn<QStringList>("findings");
    const auto row = [](const char* name, const std::string& record, const QStringList& findings) {
        QTest::newRow(name) << QString::fromStdString(record) << findings;
    };
    const QString good = QStringLiteral("- The key of s1._domainkey.example.com is RSA with 2048 bits.");
    const std::string p = fmt::format("p={}", kRsa2048);
    row("2048", fmt::format("v=DKIM1; k=rsa; {}", p), { good });
    row("no v", p, { good });
    row("blanks in base64", fmt::format("v=DKIM1; p={} \t{}", std::string_view(kRsa2048).substr(0, 40), kRsa2048 + 40),
        { good });
    row("1024", fmt::format("v=DKIM1; p={}", kRsa1024),
        { QStringLiteral(
            "? The key of s1._domainkey.example.com is RSA with 1024 bits; signers should use at least 2048.") });
    row("512", fmt::format("v=DKIM1; p={}", kRsa512),
        { QStringLiteral(
            "! The key of s1._domainkey.example.com is RSA with 512 bits; verifiers do not take less than 1024.") });
    row("revoked", "v=DKIM1; p=",
        { QStringLiteral(
            "? The key of s1._domainkey.example.com is revoked (empty \"p\"): signatures with it fail.") });
    row("no p", "v=DKIM1; k=rsa",
        { QStringLiteral("! The key record s1._domainkey.example.com has no \"p\", which holds the key.") });
    row("bad base64", "v=DKIM1; p=MIGf*",
        { QStringLiteral("! The key of s1._domainkey.example.com is no valid base64: no signature can be verified.") });
    row("cut short", fmt::format("v=DKIM1; p={:.200}", kRsa2048),
        { QStringLiteral(
            "! The key of s1._domainkey.example.com is no RSA public key: no signature can be verified.") });
    row("test mode", fmt::format("v=DKIM1; t=s:y; {}", p),
        { good,
            QStringLiteral("? The key of s1._domainkey.example.com is in test mode (t=y): verifiers treat its mail as "
                           "unsigned.") });
    row("ed25519", "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=", // of RFC 8463, A.2
        { QStringLiteral("- The key of s1._domainkey.example.com is Ed25519; many verifiers only know RSA.") });
    row("sha1 only", fmt::format("v=DKIM1; h=sha1; {}", p),
        { good, QStringLiteral("! The key of s1._domainkey.example.com does not allow SHA-256.") });
    row("v not first", fmt::format("{}; v=DKIM1", p),
        { QStringLiteral("! In the key record s1._domainkey.example.com \"v\" is not the first tag."), good });
    row("colon for equals", "v=DKIM1; p:AAAA",
        { QStringLiteral("! In the key record s1._domainkey.example.com \"p:AAAA\" is no tag."),
            QStringLiteral("! The key record s1._domainkey.example.com has no \"p\", which holds the key.") });
}

void TestRecords::dkim()
{
    QFETCH(QString, record);
    QFETCH(QStringList, findings);
    FakeResolver dns;
    dns.txt("s1._domainkey.example.com", record.toStdString());
    const ProbeResult result = probeDkim({ dns, {} }, "example.com", "s1");
    QCOMPARE(told(result), findings);
    QVERIFY(areWellFormed(result));
    QCOMPARE(result.name, "s1._domainkey.example.com");
    QCOMPARE(result.domain, "example.com");
}

// What can't be looked up is never told as a fault of the domain.
void TestRecords::nothingLearnt()
{
    FakeResolver dns;
    for (const char* name : { "example.com", "_dmarc.example.com", "s1._domainkey.example.com", "_mta-sts.example.com",
             "_smtp._tls.example.com", "1.2.0.192.in-addr.arpa" })
        dns.fail(name, DnsStatus::TimedOut);
    const Probing probing { dns, {} };
    for (const ProbeResult& result : { probeSpf(probing, "example.com", {}), probeDkim(probing, "example.com", "s1"),
             probeDmarc(probing, "example.com"), probeMtaSts(probing, "example.com", {}, {}),
             probeTlsRpt(probing, "example.com"), probePtr(probing, "192.0.2.1"),
             probeMx(probing, "example.com").results.front() }) {
        QVERIFY2(result.status == ProbeStatus::TimedOut, toString(result.kind).data());
        QCOMPARE(told(result), QStringList());
        QCOMPARE(result.detail, "no answer in time");
    }
}

void TestRecords::mxSets()
{
    FakeResolver dns;
    dns.mx("example.com", 20, "mx2.example.com.");
    dns.mx("example.com", 10, "MX1.example.com");
    dns.a("mx1.example.com", "198.51.100.1");
    dns.aaaa("mx1.example.com", "2001:db8::1");
    dns.alias("mx2.example.com", "host.example.net");
    dns.a("host.example.net", "10.0.0.1");
    MxProbe probe = probeMx({ dns, {} }, "example.com");
    QCOMPARE(probe.results.size(), 3U);
    const std::vector<std::string> set { "10 mx1.example.com", "20 mx2.example.com" };
    QCOMPARE(probe.results[0].answers, set);
    const std::vector<std::string> addresses { "198.51.100.1", "2001:db8::1" };
    QCOMPARE(probe.results[1].answers, addresses);
    QCOMPARE(told(probe.results[1]), QStringList());
    const QStringList wrong { QStringLiteral(
                                  "! The address 10.0.0.1 of mx2.example.com can't be reached from the Internet."),
        QStringLiteral(
            "! The MX host mx2.example.com is an alias (CNAME) of host.example.net; it must have addresses of "
            "its own.") };
    QCOMPARE(told(probe.results[2]), wrong);

    dns.mx("null.example.com", 0, ".");
    probe = probeMx({ dns, {} }, "null.example.com");
    QCOMPARE(probe.results[0].answers, std::vector<std::string> { "0 ." });
    QCOMPARE(told(probe.results[0]), QStringList { QStringLiteral("- null.example.com takes no mail (null MX).") });
    QVERIFY(probe.hosts.empty());
    dns.mx("null.example.com", 10, "mx1.example.com");
    QVERIFY(told(probeMx({ dns, {} }, "null.example.com").results[0]).join(u' ').startsWith(u'!'));

    dns.mx("literal.example.com", 10, "192.0.2.1");
    probe = probeMx({ dns, {} }, "literal.example.com");
    QCOMPARE(told(probe.results[0]),
        QStringList {
            QStringLiteral("! The MX record of literal.example.com names the address 192.0.2.1 instead of a host.") });

    dns.a("plain.example.com", "192.0.2.1"); // an implicit MX
    probe = probeMx({ dns, {} }, "plain.example.com");
    QVERIFY(probe.results[0].status == ProbeStatus::Absent);
    QCOMPARE(probe.hosts.front().name, "plain.example.com");
    QCOMPARE(told(probeMx({ dns, {} }, "gone.example.com").results[0]),
        QStringList { QStringLiteral("! The domain gone.example.com does not exist.") });
}

void TestRecords::ptr()
{
    FakeResolver dns;
    dns.ptr("1.2.0.192.in-addr.arpa", "mail.example.com");
    dns.a("mail.example.com", "192.0.2.1");
    dns.ptr("2.2.0.192.in-addr.arpa", "other.example.com");
    dns.a("other.example.com", "192.0.2.9");
    dns.ptr("1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa", "mail.example.com");
    dns.aaaa("mail.example.com", "2001:db8::1");
    QCOMPARE(told(probePtr({ dns, {} }, "192.0.2.1")),
        QStringList { QStringLiteral("- 192.0.2.1 is mail.example.com, which leads back to it.") });
    QCOMPARE(told(probePtr({ dns, {} }, "192.0.2.2")),
        QStringList {
            QStringLiteral("! 192.0.2.2 is called other.example.com, which does not lead back to it: receivers "
                           "take it as having no name.") });
    QCOMPARE(told(probePtr({ dns, {} }, "192.0.2.3")),
        QStringList { QStringLiteral("! 192.0.2.3 has no name (PTR): many receivers refuse its mail.") });
    QCOMPARE(told(probePtr({ dns, {} }, "2001:db8::1")),
        QStringList { QStringLiteral("- 2001:db8::1 is mail.example.com, which leads back to it.") });
}

QTEST_GUILESS_MAIN(TestRecords)
#include "tst_records.moc"
