// SPDX-License-Identifier: GPL-3.0-or-later
// The wordings that the fixtures do not show, and how both lines of opendkim are joined.
#include "models/ingest/formats/authlines.h"
#include "models/ingest/formats/authwords.h"
#include "recorder.h"
#include <QTest>

using namespace mv;

namespace {

std::string text(const AuthCheck& c)
{
    return std::string(toString(c.verdict)) + ' ' + c.domain + (c.selector.empty() ? "" : '/' + c.selector);
}

std::string text(const std::optional<AuthResult>& r)
{
    if (!r)
        return "nothing";
    std::string out;
    const auto add = [&](const std::string& part) { out += (out.empty() ? "" : ", ") + part; };
    if (r->spf)
        add("spf " + text(*r->spf));
    for (const AuthCheck& check : r->dkim)
        add("dkim " + text(check));
    if (r->dmarc)
        add("dmarc " + std::string(toString(*r->dmarc)) + ' ' + r->headerFrom);
    if (!r->source.empty())
        add("from " + r->source);
    if (!r->envelopeFrom.empty())
        add("sender " + r->envelopeFrom);
    return out;
}

std::string repeated(std::string_view part, std::size_t times)
{
    std::string out;
    for (; times > 0; --times)
        out += part;
    return out;
}

} // namespace

class TestAuthLines : public QObject {
    Q_OBJECT
private slots:
    void daemons();
    void words_data();
    void words();
    void exim_data();
    void exim();
    void joins_data();
    void joins();
    void bounds();
};

void TestAuthLines::daemons()
{
    for (const char* tag : { "opendkim", "opendmarc", "policyd-spf", "postfix/policy-spf", "rspamd" })
        QVERIFY2(isAuthDaemon(tag), tag);
    for (const char* tag : { "", "postfix/smtpd", "myopendkim", "spf", "d", "sm-mta", "postfix/qmgr", "rspamd/x" })
        QVERIFY2(!isAuthDaemon(tag), tag);
}

void TestAuthLines::words_data()
{
    QTest::addColumn<QByteArray>("tag");
    QTest::addColumn<QByteArray>("message");
    QTest::addColumn<QByteArray>("told");
    const auto row = [](const char* name, const char* tag, const char* message, const char* told) {
        QTest::newRow(name) << QByteArray(tag) << QByteArray(message) << QByteArray(told);
    };
    row("opendmarc temperror", "opendmarc", "A1: example.net temperror", "dmarc temperror example.net");
    row("opendmarc other words", "opendmarc", "A1: unable to parse From header value", "nothing");
    row("opendmarc mailbox", "opendmarc", "A1: SPF(mailfrom): joe@example.net permerror",
        "spf permerror example.net, sender example.net");
    row("opendmarc no id", "opendmarc", "example.net pass", "nothing");
    row("opendmarc cut off", "opendmarc", "A1: example.net", "nothing");
    row("spf temperror", "policyd-spf",
        "prepend Received-SPF: Temperror (mailfrom) identity=mailfrom; client-ip=192.0.2.1; helo=h.example.net; "
        "envelope-from=joe@example.net; receiver=<UNKNOWN>",
        "spf temperror example.net, from 192.0.2.1, sender example.net");
    row("spf without prepend", "policyd-spf",
        "Neutral; identity=mailfrom; client-ip=2001:db8::1; helo=h.example.net; envelope-from=joe@example.net; "
        "receiver=anna@example.com",
        "spf neutral example.net, from 2001:db8::1, sender example.net");
    row("spf whitelisted", "policyd-spf", "prepend X-Comment: SPF skipped for whitelisted relay", "nothing");
    row("spf rejection without link", "policyd-spf", "550 5.7.23 Message rejected due to: SPF fail - not authorized.",
        "spf fail ");
    row("spf rejected helo", "postfix/policy-spf",
        "Policy action=550 Please see http://www.openspf.net/Why?s=helo;id=h.example.net;ip=192.0.2.1;r=mx",
        "spf fail h.example.net, from 192.0.2.1");
    row("spf dunno", "postfix/policy-spf", "Policy action=DUNNO", "nothing");
    row("spf unknown verdict", "policyd-spf", "Maybe; identity=mailfrom; client-ip=192.0.2.1;", "nothing");
    row("rspamd older, no options", "rspamd",
        "<a>; task; rspamd_task_write_log: id: <m@x>, ip: 192.0.2.1, from: <joe@example.net>, (default: F (no action): "
        "[1/15] [R_SPF_ALLOW(-0.20),R_DKIM_ALLOW(-0.20),DMARC_POLICY_ALLOW(-0.50)]), len: 1",
        "spf pass example.net, dkim pass , dmarc pass , from 192.0.2.1, sender example.net");
    row("rspamd cut off in an option", "rspamd",
        "<a>; task; rspamd_task_write_log: id: <m@x>, ip: 192.0.2.1, (default: F (no action): [1/15] "
        "[R_DKIM_REJECT(1.00){example.net:s=",
        "dkim fail example.net, from 192.0.2.1");
    row("rspamd no symbols", "rspamd", "<a>; task; rspamd_task_write_log: id: <m@x>, (default: T (reject): [2/1])",
        "nothing");
    row("rspamd id that lies", "rspamd",
        "<a>; task; rspamd_task_write_log: id: <x, ip: 203.0.113.1, [] [R_SPF_ALLOW(1)>, ip: 192.0.2.1, (default: F "
        "(no action): [1/15] [R_SPF_FAIL(1.00){-all;}]), len: 1",
        "spf fail , from 192.0.2.1");
}

void TestAuthLines::words()
{
    QFETCH(QByteArray, tag);
    QFETCH(QByteArray, message);
    QFETCH(QByteArray, told);
    const auto result = authLine(tag.toStdString(), message.toStdString());
    QCOMPARE(QByteArray::fromStdString(text(result)), told);
}

void TestAuthLines::exim_data()
{
    QTest::addColumn<QByteArray>("rest");
    QTest::addColumn<QByteArray>("told");
    QTest::newRow("oldest") << QByteArray("d=Example.net s=s1 c=relaxed/relaxed a=rsa-sha256 [verification succeeded]")
                            << QByteArray("dkim pass example.net/s1");
    QTest::newRow("overlong key") << QByteArray(
        "d=example.net s=s1 c=a/b a=c b=1 [invalid - overlong public key record]")
                                  << QByteArray("dkim permerror example.net/s1");
    QTest::newRow("an ACL accepts") << QByteArray("d=example.net s=s1 c=a/b a=c b=1 [pass - known to be broken]")
                                    << QByteArray("dkim pass example.net/s1");
    QTest::newRow("cut off") << QByteArray("d=example.net s=s1 c=relaxed/relaxed") << QByteArray("nothing");
    QTest::newRow("error") << QByteArray("validation error: RSA_LONG_LINE") << QByteArray("nothing");
}

void TestAuthLines::exim()
{
    QFETCH(QByteArray, rest);
    QFETCH(QByteArray, told);
    QCOMPARE(QByteArray::fromStdString(text(eximDkimLine(rest.toStdString()))), told);
}

void TestAuthLines::joins_data()
{
    QTest::addColumn<QByteArray>("lines"); // each before a '|'
    QTest::addColumn<QByteArray>("told");  // after the last
    const auto row = [](const char* name, const char* lines, const char* told) {
        QTest::newRow(name) << QByteArray(lines) << QByteArray(told);
    };
    row("verdict first", "A: DKIM verification successful|A: s=x d=a.example SSL |", "pass a.example/x;");
    row("signature first", "A: s=x d=a.example SSL|A: DKIM verification successful|", "pass a.example/x;");
    row("error and verdict", "A: s=x d=a.example a=rsa-sha1 SSL error:04|A: bad signature data|", "fail a.example/x;");
    row("verdict alone", "A: DKIM verification successful|", "pass ;");
    row("error alone", "A: s=x d=a.example SSL error:04|", "fail a.example/x;");
    row("signature alone", "A: s=x d=a.example SSL|", "");
    row("two mails",
        "A: s=x d=a.example SSL|B: s=y d=b.example SSL|B: bad signature data|A: DKIM verification successful|",
        "fail b.example/y;pass a.example/x;");
    row("told twice", "A: bad signature data|A: bad signature data|A: s=x d=a.example SSL|", "fail ;fail a.example/x;");
    row("no key", "A: key retrieval failed (s=x, d=a.example): 'x._domainkey.a.example' record not found|",
        "permerror a.example/x;");
    row("no key, nothing known", "A: key retrieval failed|", "temperror ;");
    row("no signature", "A: no signature data|", "none ;");
    row("others", "A: not authenticated|A: DKIM-Signature field added (s=x, d=a.example)|OpenDKIM Filter starting|",
        "");
}

void TestAuthLines::joins()
{
    QFETCH(QByteArray, lines);
    QFETCH(QByteArray, told);
    AuthLines auth;
    std::size_t settled = 0;
    const auto all = lines.split('|');
    for (const QByteArray& line : all) {
        Envelope e;
        e.tag = "opendkim";
        e.message = std::string_view(line.constData(), static_cast<std::size_t>(line.size()));
        auth.read(e, "mta1", settled);
    }
    auth.settleAll();
    Recorder r;
    auth.tell(r);
    std::string out;
    for (const AuthResult& result : r.all.auth) {
        QVERIFY(result.evidence == AuthEvidence::LogLine);
        QCOMPARE(result.receiver, std::string("mta1"));
        out += text(result.dkim.front()) + ';';
    }
    QCOMPARE(QByteArray::fromStdString(out), told);
}

void TestAuthLines::bounds()
{
    AuthLines auth;
    std::size_t settled = 0;
    for (int i = 0; i < 1000; ++i) { // halves without end
        const std::string message = std::to_string(i) + ": DKIM verification successful";
        Envelope e;
        e.tag = "opendkim";
        e.message = message;
        auth.read(e, "mta1", settled);
    }
    QVERIFY(settled > 900);
    QCOMPARE(settled + auth.settleAll(), std::size_t(1000));

    const std::string many = "rspamd_task_write_log: id: <m>, (default: F (no action): [1/15] [R_DKIM_ALLOW(1){"
        + repeated("a.example:s=x;", 4000) + "}])";
    QVERIFY(rspamdTask(many)->dkim.size() <= 20);
    const std::string longDomain = "A: " + std::string(60'000, 'a') + " pass";
    QVERIFY(authLine("opendmarc", longDomain)->headerFrom.size() <= 255);
}

QTEST_GUILESS_MAIN(TestAuthLines)
#include "tst_authlines.moc"
