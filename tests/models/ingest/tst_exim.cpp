// SPDX-License-Identifier: GPL-3.0-or-later
// Forms of Exim's lines, one row each: what becomes of a line by itself, and of lines together.
#include "recorder.h"
#include <QTest>

using namespace mv;

namespace {

// "outcome stage code enhanced relay[ip] source | tls | recipient | reply", '-' for what is not told.
std::string inWords(const Attempt& a)
{
    const auto word = [](std::string_view text) { return text.empty() ? std::string("-") : std::string(text); };
    return std::string(toString(a.outcome)) + ' ' + word(toString(a.stage)) + ' ' + std::to_string(a.code) + ' '
        + word(a.enhanced.toString()) + ' ' + word(a.relayHost) + '[' + std::string(a.relayIp) + "] " + word(a.source)
        + " | " + word(a.tls) + " | " + word(a.recipient) + " | " + Recorder::printable(a.reply);
}

// What a log gives: its facts, a line each, or how its last line was counted.
QByteArray readLog(const QByteArray& log)
{
    Recorder r;
    std::string out;
    r.each = [&](const Attempt& a) {
        if (!out.empty())
            out += '\n';
        out += inWords(a);
    };
    const LineCounts n = readText(*formatById("exim"), exampleOptions(), log.toStdString(), r);
    if (!out.empty())
        return QByteArray::fromStdString(out);
    return n.notUnderstood() > 0 ? "rejected" : n.context > 0 ? "context" : "other";
}

const QByteArray kOld = "2023-10-12 14:09:29 1qqwNV-0003Xy-2B ";

} // namespace

class TestExim : public QObject {
    Q_OBJECT
private slots:
    void line_data();
    void line();
    void together_data();
    void together();
    void detects_data();
    void detects();
};

void TestExim::line_data()
{
    QTest::addColumn<QByteArray>("log");
    QTest::addColumn<QByteArray>("wanted");
    const auto row = [](const char* name, const QByteArray& rest, const char* wanted) {
        QTest::newRow(name) << QByteArray(kOld + rest) << QByteArray(wanted);
    };
    row("delivered", "=> a@b.example R=dnslookup T=remote_smtp H=mx.b.example [192.0.2.1] C=\"250 2.0.0 Ok: queued\"",
        "delivered end-of-data 250 2.0.0 mx.b.example[192.0.2.1] - | - | a@b.example | 250 2.0.0 Ok: queued");
    row("further address", "-> a@b.example R=r T=t H=mx.b.example [192.0.2.1]* C=\"250 ok\"",
        "delivered end-of-data 250 - mx.b.example[192.0.2.1] - | - | a@b.example | 250 ok");
    row("cutthrough", ">> a@b.example R=r T=t H=mx.b.example [192.0.2.1] C=\"250 ok\"",
        "delivered end-of-data 250 - mx.b.example[192.0.2.1] - | - | a@b.example | 250 ok");
    row("without smtp_confirmation", "=> a@b.example R=r T=t H=mx.b.example [192.0.2.1]",
        "delivered end-of-data 0 - mx.b.example[192.0.2.1] - | - | a@b.example | ");
    row("everything selected",
        "=> a@b.example <A@B.example> F=<s@c.example> P=<s@c.example> R=r T=t S=1234 H=mx.b.example DS "
        "[2001:db8::1]:25* PRX=[192.0.2.9]:1080 I=[198.51.100.7]:40001 TFO* X=TLS1.3:TLS_AES_256_GCM_SHA384:256 "
        "CV=dane DN=\"/C=US/CN=\"mx\" inc/x\" SNI=\"mx.b.example\" A=plain K PRDR C=\"250 a \\\"b\\\" \\\\\\\\\" "
        "QT=1.578s DT=0.5s",
        "delivered end-of-data 250 - mx.b.example[2001:db8::1] 198.51.100.7 | Verified TLSv1.3 | a@b.example | 250 a "
        "\"b\" \\\\");
    row("several lines confirmed", R"(=> a@b.example R=r T=t H=h [192.0.2.1] C="250- 3 chunk\\n250 2.6.0 OK")",
        "delivered end-of-data 250 - h[192.0.2.1] - | - | a@b.example | 250- 3 chunk 250 2.6.0 OK");
    row("certificate trusted", "=> a@b.example R=r T=t H=h [192.0.2.1] X=TLSv1.2:ECDHE-RSA:256 CV=yes C=\"250 ok\"",
        "delivered end-of-data 250 - h[192.0.2.1] - | Trusted TLSv1.2 | a@b.example | 250 ok");
    row("unterminated quote", "=> a@b.example R=r T=t H=h [192.0.2.1] C=\"250 ok",
        "delivered end-of-data 250 - h[192.0.2.1] - | - | a@b.example | 250 ok");
    row("quoted local part", R"(=> "a b"@b.example R=r T=t H=h [192.0.2.1] C="250 ok")",
        "delivered end-of-data 250 - h[192.0.2.1] - | - | \"a b\"@b.example | 250 ok");

    row("local mailbox", "=> info <info@c.example> R=local_user T=mail_spool",
        "local - 0 - -[] - | - | info@c.example | ");
    row("blackhole", "=> :blackhole: <a@c.example> R=r", "local - 0 - -[] - | - | a@c.example | ");
    row("discarded", "=> blackhole (RCPT ACL discarded recipients)", "local - 0 - -[] - | - | blackhole | ");
    row("file", "=> /var/mail/a b <a@c.example> R=r T=address_file", "local - 0 - -[] - | - | a@c.example | ");
    row("pipe with an address in it", "=> |/bin/procmail -d \"x <y@z>\" <a@c.example> R=r T=address_pipe",
        "local - 0 - -[] - | - | a@c.example | ");
    row("automatic reply", "=> >s@b.example <a@c.example> R=vacation T=vacation_reply",
        "local - 0 - -[] - | - | a@c.example | ");
    row("content filter", "=> a@b.example R=amavis T=amavis H=127.0.0.1 [127.0.0.1] C=\"250 ok\"",
        "local end-of-data 250 - 127.0.0.1[127.0.0.1] - | - | a@b.example | 250 ok");
    row("mailbox full", "== a@c.example R=r T=local_delivery defer (-22): mailbox is full",
        "local - 0 4.0.0 -[] - | - | a@c.example | mailbox is full");
    row("delivery to a pipe forbidden", "** |/p/q <a@c.example> R=r : delivery to pipe forbidden",
        "local - 0 - -[] - | - | a@c.example | delivery to pipe forbidden");
    row("command failed",
        "** |/p/q <a@c.example> R=r T=address_pipe: Child process of address_pipe transport returned 1",
        "local - 0 - -[] - | - | a@c.example | Child process of address_pipe transport returned 1");
    row("LMTP over a socket", "** a@c.example R=r T=lmtp : LMTP error after RCPT TO:<a@c.example>: 550 unknown",
        "local rcpt-to 550 - -[] - | - | a@c.example | 550 unknown");
    row("a router's own refusal", "** a@c.example R=system_aliases : No such user here",
        "local - 0 - -[] - | - | a@c.example | No such user here");
    row("suppressed", "*> a@b.example R=r T=t H=h [192.0.2.1] C=\"delivery bypassed by -N option\"", "context");

    row("RCPT deferred",
        "== a@b.example R=dnslookup T=remote_smtp defer (-44) H=mx.b.example [192.0.2.1]: SMTP error from remote mail "
        "server after RCPT TO:<a@b.example>: 450 4.2.0 Greylisted",
        "deferred rcpt-to 450 4.2.0 mx.b.example[192.0.2.1] - | - | a@b.example | 450 4.2.0 Greylisted");
    row("pipelined MAIL deferred, names our address",
        "== a@b.example R=r T=t defer (-45) H=mx [192.0.2.1]: SMTP error from remote mail server after pipelined MAIL "
        "FROM:<s@c.example> SIZE=99: 421 4.7.0 [TSS04] Messages from 198.51.100.7 temporarily deferred",
        "deferred mail-from 421 4.7.0 mx[192.0.2.1] 198.51.100.7 | - | a@b.example | 421 4.7.0 [TSS04] Messages from "
        "198.51.100.7 temporarily deferred");
    row("several lines",
        "== a@b.example R=r T=t defer (-46) H=mx [192.0.2.1]: SMTP error from remote mail server after end of data: "
        "421-4.7.28 unusual rate\\n421-4.7.28 of mail\\n421 4.7.28 - gsmtp",
        "deferred end-of-data 421 4.7.28 mx[192.0.2.1] - | - | a@b.example | 421-4.7.28 unusual rate 421-4.7.28 of "
        "mail 421 4.7.28 - gsmtp");
    row("banner",
        "== a@b.example R=r T=t defer (0) H=mx [192.0.2.1]:25 I=[198.51.100.7] DT=1s: SMTP error from remote mail "
        "server after initial connection: 421 4.3.2 busy",
        "deferred greeting 421 4.3.2 mx[192.0.2.1] 198.51.100.7 | - | a@b.example | 421 4.3.2 busy");
    row("data block",
        "** a@b.example R=r T=t H=h [192.0.2.1] : SMTP error from remote mail server after sending data block: 500 no",
        "bounced end-of-data 500 - h[192.0.2.1] - | - | a@b.example | 500 no");
    row("before 4.80",
        "== a@b.example R=r T=t defer (-44): SMTP error from remote mail server after RCPT TO:<a@b.example>: host "
        "mx.b.example [192.0.2.1]: 450 4.3.2 later",
        "deferred rcpt-to 450 4.3.2 mx.b.example[192.0.2.1] - | - | a@b.example | 450 4.3.2 later");
    row("before 4.60",
        "** a@b.example R=r T=t: SMTP error from remote mailer after RCPT TO:<a@b.example>: host mx [192.0.2.1]: 550 "
        "no",
        "bounced rcpt-to 550 - mx[192.0.2.1] - | - | a@b.example | 550 no");
    row("bounced over TLS",
        "** a@b.example R=r T=t H=mx [192.0.2.1] X=TLS1.2:ECDHE-RSA-AES256-GCM-SHA384:256 CV=no: SMTP error from "
        "remote mail server after RCPT TO:<a@b.example>: 550 5.1.1 unknown",
        "bounced rcpt-to 550 5.1.1 mx[192.0.2.1] - | Untrusted TLSv1.2 | a@b.example | 550 5.1.1 unknown");
    row("TLS without CV",
        "** a@b.example R=r T=t H=mx [192.0.2.1] X=TLS1.2:AES256:256: SMTP error from remote mail server after DATA: "
        "554 5.7.1 no",
        "bounced data 554 5.7.1 mx[192.0.2.1] - | TLSv1.2 | a@b.example | 554 5.7.1 no");
    row("refused", "== a@b.example R=r T=t defer (111): Connection refused",
        "deferred connect 0 - -[] - | - | a@b.example | Connection refused");
    row("timed out, with the host", "== a@b.example R=r T=t defer (110) H=mx [192.0.2.1]: Connection timed out",
        "deferred connect 0 - mx[192.0.2.1] - | - | a@b.example | Connection timed out");
    row("timed out, the host behind",
        "== a@b.example R=r T=t defer (110): Connection timed out H=mx [192.0.2.1]:25: SMTP timeout after initial "
        "connection",
        "deferred greeting 0 - mx[192.0.2.1] - | - | a@b.example | SMTP timeout after initial connection");
    row("timed out, old words",
        "== a@b.example R=r T=t defer (110): Connection timed out: SMTP timeout while connected to mx [192.0.2.1] "
        "after end of data",
        "deferred end-of-data 0 - mx[192.0.2.1] - | - | a@b.example | Connection timed out: SMTP timeout while "
        "connected to mx [192.0.2.1] after end of data");
    row("closed",
        "== a@b.example R=r T=t defer (-18) H=mx [192.0.2.1]: Remote host closed connection in response to "
        "pipelined RCPT TO:<a@b.example>",
        "deferred rcpt-to 0 - mx[192.0.2.1] - | - | a@b.example | Remote host closed connection in response to "
        "pipelined RCPT TO:<a@b.example>");
    row("closed, old words",
        "== a@b.example R=r T=t defer (-18): Remote host mx.b.example [192.0.2.1] closed "
        "connection in response to initial connection",
        "deferred greeting 0 - mx.b.example[192.0.2.1] - | - | a@b.example | Remote host mx.b.example [192.0.2.1] "
        "closed connection in response to initial connection");
    row("TLS wanted",
        "== a@b.example R=r T=t defer (-38) H=mx [192.0.2.1]:25: a TLS session is required, but the "
        "server did not offer TLS support",
        "deferred starttls 0 - mx[192.0.2.1] - | - | a@b.example | a TLS session is required, but the server did not "
        "offer TLS support");
    row("TLS failed", "== a@b.example R=r T=t defer (-37) H=mx [192.0.2.1]: TLS session: (SSL_connect): error: x",
        "deferred starttls 0 - mx[192.0.2.1] - | - | a@b.example | TLS session: (SSL_connect): error: x");
    row("DANE", "** a@b.example R=r T=t : DANE error: tlsa lookup FAIL",
        "bounced starttls 0 - -[] - | - | a@b.example | DANE error: tlsa lookup FAIL");
    row("DNS deferred", "== a@b.example R=dnslookup defer (-1): host lookup did not complete",
        "deferred dns 0 - -[] - | - | a@b.example | host lookup did not complete");
    row("unrouteable", "** a@b.example: Unrouteable address",
        "bounced dns 0 - -[] - | - | a@b.example | Unrouteable address");
    row("unrouteable, 4.97", "** a@b.example <A@c.example> : Unrouteable address",
        "bounced dns 0 - -[] - | - | a@b.example | Unrouteable address");
    row("dead MX", "** a@b.example R=dnslookup: all relevant MX records point to non-existent hosts",
        "bounced dns 0 - -[] - | - | a@b.example | all relevant MX records point to non-existent hosts");
    row("null MX", "** a@b.example: an MX or SRV record indicated no SMTP service",
        "bounced dns 0 - -[] - | - | a@b.example | an MX or SRV record indicated no SMTP service");

    row("retry time of the router", "== a@b.example routing defer (-52): retry time not reached",
        "held - 0 - -[] - | - | a@b.example | retry time not reached");
    row("retry time of the host",
        "== a@b.example R=r T=t defer (-54): retry time not reached for any host for 'b.example'",
        "held - 0 - -[] - | - | a@b.example | retry time not reached for any host for 'b.example'");
    row("retry time, older number", "== a@b.example R=r T=t defer (-53): retry time not reached for any host",
        "held - 0 - -[] - | - | a@b.example | retry time not reached for any host");
    row("retry time of a mailbox", "== a@c.example R=r T=local_delivery defer (-53): Retry time not yet reached",
        "held - 0 - -[] - | - | a@c.example | Retry time not yet reached");
    row("queued only", "== a@b.example R=r T=t defer (-1): domain matches queue_smtp_domains, or -odqs set",
        "held - 0 - -[] - | - | a@b.example | domain matches queue_smtp_domains, or -odqs set");
    row("domain queued", "== a@b.example routing defer (-56): domain is in queue_domains",
        "held - 0 - -[] - | - | a@b.example | domain is in queue_domains");
    row("transport limit", "== a@b.example R=r T=t defer (-57): concurrency limit reached for transport",
        "held - 0 - -[] - | - | a@b.example | concurrency limit reached for transport");
    row("own limit of a router",
        "== a@b.example R=enforce_mail_permissions defer (-1): Domain c.example has exceeded the max emails per hour",
        "held - 0 - -[] - | - | a@b.example | Domain c.example has exceeded the max emails per hour");
    row("a deferral without words", "== a@b.example R=r T=t defer (-58)", "held - 0 - -[] - | - | a@b.example | ");
    row("expired", "** a@b.example: retry timeout exceeded",
        "expired - 0 - -[] - | - | a@b.example | retry timeout exceeded");
    row("expired, host known bad",
        "** a@b.example R=r T=t: all hosts for 'b.example' have been failing for a long time (and retry time not "
        "reached)",
        "expired - 0 - -[] - | - | a@b.example | all hosts for 'b.example' have been failing for a long time (and "
        "retry time not reached)");
    row("cancelled", "** a@b.example: delivery cancelled by administrator",
        "expired - 0 - -[] - | - | a@b.example | delivery cancelled by administrator");

    row("next MX", "H=mx1.b.example [192.0.2.1]: SMTP error from remote mail server after RCPT TO:<a@b.example>: 450 x",
        "next-mx rcpt-to 450 - mx1.b.example[192.0.2.1] - | - | - | 450 x");
    row("next MX refused", "H=mx1.b.example [192.0.2.1]:25 Connection refused",
        "next-mx connect 0 - mx1.b.example[192.0.2.1] - | - | - | Connection refused");
    row("next MX, old words",
        "SMTP error from remote mail server after RCPT TO:<a@b.example>: host mx [192.0.2.1]: 450 x",
        "next-mx rcpt-to 450 - mx[192.0.2.1] - | - | - | 450 x");
    row("next MX timed out, before 4.83", "mx [192.0.2.1] Operation timed out",
        "next-mx connect 0 - mx[192.0.2.1] - | - | - | Operation timed out");
    row("next MX over TLS from an address of ours",
        "H=mx [192.0.2.1]:25 I=[198.51.100.7]:4711 X=TLS1.3:AES:256 CV=yes DT=1s: SMTP error from remote mail server "
        "after DATA: 421 x",
        "next-mx data 421 - mx[192.0.2.1] 198.51.100.7 | Trusted TLSv1.3 | - | 421 x");
    row("rejected after DATA", "H=mx.d.example (helo) [192.0.2.66] F=<s@d.example> rejected after DATA: 550 spam",
        "context");
    row("rejected after DATA, no helo", "H=mx.d.example [192.0.2.66]:4711 F=<s@d.example> rejected after DATA: spam",
        "context");
    row("arrival", "<= s@c.example H=(h) [192.0.2.200] P=esmtp S=99 id=1@c.example T=\"=> ** ==\" for a@b.example",
        "context");
    row("fake reject", "(= s@c.example U=u P=local S=99", "context");
    row("completed", "Completed QT=3s", "context");
    row("frozen", "*** Frozen (delivery error message)", "context");
    row("message is frozen", "Message is frozen", "context");
    row("locked", "Spool file is locked (another process is handling this message)", "context");

    row("cut in the address", "** a@b.exa", "rejected");
    row("cut in the fields", "** a@b.example R=r T=t H=mx [192.0.2.1] X=TLS1.2", "rejected");
    row("cut before defer", "== a@b.example R=r T=t", "rejected");
    row("no address", "== ", "rejected");
    row("unclosed bracket", "== a@b.example R=r T=t defer (-44) H=mx [192.0.2.1", "rejected");
    row("unclosed bracket, delivered", "=> a@b.example R=r T=t H=mx [192.0.", "rejected");
    row("a local transport with a host", "=> a@b.example R=r T=dev_null H=mx.b.example",
        "local - 0 - -[] - | - | a@b.example | ");

    QTest::newRow("rejected RCPT") << QByteArray(
        "2023-10-12 14:09:29 H=(x) [192.0.2.66] F=<s@d.example> rejected RCPT <a@c.example>: no")
                                   << QByteArray("other");
    QTest::newRow("daemon") << QByteArray("2023-10-12 14:09:29 exim 4.96 daemon started: pid=1, -q30m")
                            << QByteArray("other");
    QTest::newRow("one word") << QByteArray("2023-10-12 14:09:29 word") << QByteArray("other");
    QTest::newRow("no log line") << QByteArray("Hello") << QByteArray("rejected");
    QTest::newRow("no such day") << QByteArray("2023-02-30 14:09:29 1qqwNV-0003Xy-2B Completed")
                                 << QByteArray("rejected");
    QTest::newRow("reject log") << QByteArray("2023-10-12 14:09:29 H=(x) [192.0.2.66] rejected after DATA\n"
                                              "Envelope-from: <s@d.example>\nP Received: from x\n  Date: today\n"
                                              "----------------\n")
                                << QByteArray("other");
}

void TestExim::line()
{
    QFETCH(QByteArray, log);
    QFETCH(QByteArray, wanted);
    QCOMPARE(readLog(log), wanted);
    QCOMPARE(readLog(log + "\r\n"), wanted);
}

void TestExim::together_data()
{
    QTest::addColumn<QByteArray>("log");
    QTest::addColumn<QByteArray>("wanted");
    const QByteArray first = "H=mx1 [192.0.2.1] Connection refused\n";
    const QByteArray second = "H=mx2 [192.0.2.2] Connection refused\n";
    QTest::newRow("the recipient's line tells the same try")
        << QByteArray(
               kOld + first + kOld + "== a@b.example R=r T=t defer (111) H=mx1 [192.0.2.1]: Connection refused\n")
        << QByteArray("deferred connect 0 - mx1[192.0.2.1] - | - | a@b.example | Connection refused");
    QTest::newRow("in the same words, without the host")
        << QByteArray(kOld + first + kOld + "== a@b.example R=r T=t defer (111): Connection refused\n")
        << QByteArray("deferred connect 0 - mx1[192.0.2.1] - | - | a@b.example | Connection refused");
    QTest::newRow("two hosts in the same words: the last one is told")
        << QByteArray(kOld + first + kOld + second + kOld + "== a@b.example R=r T=t defer (111): Connection refused\n"
               + kOld + "== c@b.example R=r T=t defer (111): Connection refused\n")
        << QByteArray("deferred connect 0 - mx2[192.0.2.2] - | - | a@b.example | Connection refused\n"
                      "deferred connect 0 - mx2[192.0.2.2] - | - | c@b.example | Connection refused\n"
                      "next-mx connect 0 - mx1[192.0.2.1] - | - | - | Connection refused");
    QTest::newRow("refused for good where the message was put off")
        << QByteArray(kOld + "H=mx1 [192.0.2.1]: SMTP error from remote mail server after end of data: 451 later\n"
               + kOld
               + "** a@b.example R=r T=t H=mx1 [192.0.2.1]: SMTP error from remote mail server after RCPT "
                 "TO:<a@b.example>: "
                 "550 no\n"
               + kOld + "=> c@b.example R=r T=t H=mx2 [192.0.2.2] C=\"250 ok\"\n" + kOld + "Completed\n")
        << QByteArray("bounced rcpt-to 550 - mx1[192.0.2.1] - | - | a@b.example | 550 no\n"
                      "delivered end-of-data 250 - mx2[192.0.2.2] - | - | c@b.example | 250 ok\n"
                      "next-mx end-of-data 451 - mx1[192.0.2.1] - | - | - | 451 later");
    QTest::newRow("the other host was the last")
        << QByteArray(kOld + first + kOld + second + kOld
               + "== a@b.example R=r T=t defer (111) H=mx2 [192.0.2.2]: Connection refused\n" + kOld + "Completed\n")
        << QByteArray("deferred connect 0 - mx2[192.0.2.2] - | - | a@b.example | Connection refused\n"
                      "next-mx connect 0 - mx1[192.0.2.1] - | - | - | Connection refused");
    QTest::newRow("delivered at the next")
        << QByteArray(
               kOld + first + kOld + "=> a@b.example R=r T=t H=mx2 [192.0.2.2] C=\"250 ok\"\n" + kOld + "Completed")
        << QByteArray("delivered end-of-data 250 - mx2[192.0.2.2] - | - | a@b.example | 250 ok\n"
                      "next-mx connect 0 - mx1[192.0.2.1] - | - | - | Connection refused");
    QTest::newRow("another message's line settles nothing")
        << QByteArray(kOld + first
               + "2023-10-12 14:09:30 1qqwNW-0003Xy-2B == a@b.example R=r T=t defer (111) H=mx1 [192.0.2.1]: "
                 "Connection "
                 "refused\n")
        << QByteArray("deferred connect 0 - mx1[192.0.2.1] - | - | a@b.example | Connection refused\n"
                      "next-mx connect 0 - mx1[192.0.2.1] - | - | - | Connection refused");
    QTest::newRow("held and expired at the host that was tried last")
        << QByteArray(kOld
               + "== a@b.example R=r T=t defer (-44) H=mx1 [192.0.2.1] I=[198.51.100.7]: SMTP error from "
                 "remote mail server after DATA: 450 x\n"
               + kOld + "== a@b.example routing defer (-52): retry time not reached\n" + kOld
               + "** a@b.example: retry timeout exceeded\n")
        << QByteArray("deferred data 450 - mx1[192.0.2.1] 198.51.100.7 | - | a@b.example | 450 x\n"
                      "held - 0 - mx1[] 198.51.100.7 | - | a@b.example | retry time not reached\n"
                      "expired - 0 - mx1[] 198.51.100.7 | - | a@b.example | retry timeout exceeded");

    const QByteArray syslog = "Oct 12 14:09:29 mta1 exim[77]: ";
    const QByteArray stamp = "2023-10-12 14:09:29 1qqwNV-0003Xy-2B ";
    const QByteArray fact = "bounced data 550 - mx[192.0.2.1] - | - | a@b.example | 550 no";
    const QByteArray bounce
        = "** a@b.example R=r T=t H=mx [192.0.2.1]: SMTP error from remote mail server after DATA: 550 no";
    QTest::newRow("syslog") << QByteArray(syslog + stamp + bounce) << fact;
    QTest::newRow("syslog without a second stamp") << QByteArray(syslog + "1qqwNV-0003Xy-2B " + bounce) << fact;
    QTest::newRow("Debian's name") << QByteArray("Oct 12 14:09:29 mta1 exim4[77]: " + stamp + bounce) << fact;
    QTest::newRow("another program") << QByteArray("Oct 12 14:09:29 mta1 dovecot[77]: " + stamp + bounce)
                                     << QByteArray("other");
    QTest::newRow("split") << QByteArray(syslog + "[1/3] " + stamp + bounce.first(20) + "\n" + syslog + "[2/3] "
        + bounce.sliced(20, 10) + "\n" + syslog + "[3/3] " + bounce.sliced(30))
                           << fact;
    QTest::newRow("split at a line end") << QByteArray(syslog + "[1\\2] " + stamp + bounce + "\n" + syslog
        + "[2\\2] and more") << QByteArray(fact + " and more");
    QTest::newRow("split, another process between") << QByteArray(syslog + "[1/2] " + stamp + bounce.first(20)
        + "\nOct 12 14:09:29 mta1 exim[78]: [1/2] x\n" + syslog + "[2/2] " + bounce.sliced(20))
                                                    << fact;
    QTest::newRow("split, a part is missing")
        << QByteArray(syslog + "[1/3] " + stamp + bounce.first(20) + "\n" + syslog + "[3/3] " + bounce.sliced(30))
        << QByteArray("rejected");
    QTest::newRow("split, the first part is missing")
        << QByteArray(syslog + "[2/2] " + bounce.sliced(30)) << QByteArray("rejected");
    QTest::newRow("split, nonsense") << QByteArray(syslog + "[9/2] x") << QByteArray("rejected");
    QTest::newRow("docker compose") << QByteArray("exim-1  | " + stamp + bounce) << fact;
    QTest::newRow("kubernetes") << QByteArray("2023-10-12T14:09:29.1Z stdout F " + stamp + bounce) << fact;
}

void TestExim::together() { line(); }

void TestExim::detects_data()
{
    QTest::addColumn<QByteArray>("head");
    QTest::addColumn<QByteArray>("id"); // empty: none
    const QByteArray completed = "2023-10-12 14:09:29 1qqwNV-0003Xy-2B Completed\n";
    QTest::newRow("main log") << completed << QByteArray("exim");
    QTest::newRow("long ids, pid and zone")
        << QByteArray("2023-10-12 14:09:29 +0200 [12] 1qqwNV-000000003Xy-2B0a Completed\n") << QByteArray("exim");
    QTest::newRow("syslog") << QByteArray("Oct 12 14:09:29 mta1 exim[7]: Start queue run: pid=8\n")
                            << QByteArray("exim");
    QTest::newRow("reject log") << QByteArray(
        "2023-10-12 14:09:29 H=(x) [192.0.2.66] F=<s@d.example> rejected RCPT <a@c.example>: no\n")
                                << QByteArray("exim");
    QTest::newRow("only about connections")
        << QByteArray("2023-10-12 14:09:29 SMTP connection from [192.0.2.66]:4711 lost\n") << QByteArray("exim");
    QTest::newRow("a database's log") << QByteArray("2023-10-12 14:09:29 [77] LOG: checkpoint starting\n")
                                      << QByteArray();
    QTest::newRow("a bounced message's prose") << QByteArray("1qqwNV-0003Xy-2B Completed\n") << QByteArray();
}

void TestExim::detects()
{
    QFETCH(QByteArray, head);
    QFETCH(QByteArray, id);
    const std::string text = head.toStdString();
    const Detection found = detectFormat(text);
    QCOMPARE(found.format ? QByteArray(found.format->id.data(), qsizetype(found.format->id.size())) : QByteArray(), id);
}

QTEST_GUILESS_MAIN(TestExim)
#include "tst_exim.moc"
