// SPDX-License-Identifier: GPL-3.0-or-later
// Real logs of the smaller MTAs, events of ESPs, and logs of them with ground truth, from ../shared, which are not part
// of the project. Postfix and Exim have tests of their own.
#include "mtalab.h"
#include "recorder.h"
#include <QDir>
#include <QRegularExpression>
#include <QTest>

using namespace mv;
using namespace mv::test;

namespace {

FormatOptions optionsFor(std::string_view text)
{
    FormatOptions o;
    o.now = o.fileTime = systemNow();
    o.server = "server";
    o.head = text.substr(0, 64 * 1024);
    return o;
}

// Counted without the format: lines that match, each as often as its list of recipients has members.
qint64 deliveriesIn(const std::string& text, const QRegularExpression& delivery)
{
    qint64 n = 0;
    for (const QString& line : QString::fromLatin1(text.data(), qsizetype(text.size())).split(QLatin1Char('\n'))) {
        const auto match = delivery.match(line);
        if (match.hasMatch())
            n += 1 + match.captured(QStringLiteral("list")).count(QLatin1Char(','));
    }
    return n;
}

// Where one line tells the last try and the end of trying, we tell both: "deferred" and "expired". expected.json counts
// such a line as expired, and as an attempt with its code only where the sink had answered to this very recipient.
void countLastTries(const std::map<std::string, Cell>& lastTries, QJsonObject& all)
{
    for (const auto& [domain, cell] : lastTries) {
        const QString key = QString::fromStdString(domain);
        QJsonObject want = all.value(key).toObject();
        const auto number = [&](const char* what) { return want.value(QLatin1String(what)).toInteger(); };
        const qint64 ended = number("delivered") + number("deferred") + number("bounced");
        qint64 known = number("attempts") - ended; // last tries among expected.json's attempts
        QJsonObject codes = want.value(QLatin1String("log_codes")).toObject();
        for (const auto& [code, n] : cell.codes) {
            const QString name = QString::number(code).rightJustified(3, QLatin1Char('0'));
            const qint64 counted = code == 0 ? 0 : std::min(known, n);
            known -= counted;
            codes.insert(name, codes.value(name).toInteger() + n - counted);
        }
        want.insert(QLatin1String("log_codes"), codes);
        want.insert(QLatin1String("deferred"), number("deferred") + cell.of(Outcome::Deferred));
        want.insert(QLatin1String("attempts"), ended + cell.of(Outcome::Deferred));
        all.insert(key, want);
    }
}

} // namespace

class TestCorpusMtas : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void coverage_data();
    void coverage();
    void esps_data();
    void esps();
    void truth_data();
    void truth();
};

void TestCorpusMtas::initTestCase()
{
    if (!QDir(sharedDir()).exists())
        QSKIP("../shared/corpora is not there: real logs are not tested.");
}

void TestCorpusMtas::coverage_data()
{
    QTest::addColumn<QByteArray>("format");
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("delivery");
    const QString sendmail = QStringLiteral("\\]: \\w+: to=(?<list>.*?), (ctladdr|delay)=.*, stat=.");
    QTest::newRow("sendmail, harvested") << QByteArray("sendmail") << QStringLiteral("/logs/harvest/sendmail.log")
                                         << sendmail;
    for (const char* name : { "fail2ban_sendmail-auth", "fail2ban_sendmail-reject" })
        QTest::newRow(name) << QByteArray("sendmail") << QStringLiteral("/logs/sendmail/") + QLatin1String(name)
                            << sendmail;
    const QString opensmtpd
        = QStringLiteral("smtpd\\[\\d+\\]: (\\w{16} m[dt]a (event=)?delivery evpid=.* stat=.|relay: \\w+ for )");
    for (const char* name : { "mail.log.gz", "mail-rfc3339.log.gz" })
        QTest::newRow(name) << QByteArray("opensmtpd") << QStringLiteral("/mtalab/opensmtpd/") + QLatin1String(name)
                            << opensmtpd;
    QTest::newRow("qmail") << QByteArray("qmail") << QStringLiteral("/logs/qmail/fail2ban_qmail")
                           << QStringLiteral("delivery \\d+: (success|failure|deferral): ");
    QTest::newRow("haraka") << QByteArray("haraka") << QStringLiteral("/logs/haraka/excerpts_issues.log")
                            << QStringLiteral("outbound\\] (recipient <.*> (deferred|rejected): |delivered file=)");
    for (const char* name : { "excerpts_misc.csv", "kira41_acct-sample.csv", "users-guide_multi-record.csv",
             "watchtower_sample_acct.csv", "watchtower_sample_bounce.csv", "watchtower_sample_fbl.csv" })
        QTest::newRow(name) << QByteArray("powermta") << QStringLiteral("/logs/powermta/") + QLatin1String(name)
                            << QStringLiteral("^(d|b|t),");
    for (const char* name : { "crowdsec_exchange-smtp-bf_exchange-smtp-bf.log",
             "crowdsec_exchange-smtp-logs_exchange-smtp-logs.log", "elastic_smtpreceive.log", "elastic_smtpsend.log" })
        QTest::newRow(name) << QByteArray("exchange-smtp") << QStringLiteral("/logs/exchange/") + QLatin1String(name)
                            << QStringLiteral("Destination domain: [^,]*\\."); // inbound, or to a proxy: none
    // One more has no status yet.
    QTest::newRow("m365-trace") << QByteArray("m365-trace")
                                << QStringLiteral("/logs/o365-message-trace/sekoia_message-trace.log")
                                << QStringLiteral("\"Status\": ?\"(Delivered|Failed|Pending)\"");
    QTest::newRow("proofpoint") << QByteArray("proofpoint")
                                << QStringLiteral("/logs/proofpoint/sekoia_proofpoint-pod.log")
                                << QStringLiteral("^\\{\"data\":\".* sendmail\\[\\d+\\]: \\w+: to=.* stat=.");
    QTest::newRow("fortimail") << QByteArray("fortimail") << QStringLiteral("/logs/fortimail/sekoia_fortimail.log")
                               << QStringLiteral("^time=.* subtype=smtp .* msg=\"to=.*, stat=.");
    QTest::newRow("cisco-esa") << QByteArray("cisco-esa") << QStringLiteral("/logs/cisco-esa/sekoia_cisco-esa.log")
                               << QStringLiteral("deviceDirection=1 .*\\bduser=\\w");
    QTest::newRow("mimecast") << QByteArray("mimecast")
                              << QStringLiteral("/logs/mimecast/sekoia_mimecast-email-security.log")
                              << QStringLiteral("\"direction\": ?\"Outbound\".*\"type\": ?\"delivery\"");
    QTest::newRow("rspamd") << QByteArray("rspamd") << QStringLiteral("/logs/rspamd/excerpts.log")
                            << QStringLiteral("no delivery in them");
    QTest::newRow("kumomta") << QByteArray("kumomta") << QStringLiteral("/logs/kumomta/docs_log_record.jsonl")
                             << QStringLiteral("\"type\": \"(Delivery|TransientFailure|Bounce|Expiration)\"");
    QTest::newRow("postfix-queue") << QByteArray("postfix-queue")
                                   << QStringLiteral("/logs/postfix-queue/postqueue-j_excerpts.ndjson")
                                   << QStringLiteral("\"address\"");
    QTest::newRow("mailq") << QByteArray("mailq") << QStringLiteral("/logs/postfix-queue/kumina_showq.txt")
                           << QStringLiteral("^ +[^ (]+@");
    QTest::newRow("opensmtpd 5") << QByteArray("opensmtpd") << QStringLiteral("/logs/opensmtpd/wazuh_opensmtpd.ini")
                                 << opensmtpd;
}

// Events with a time and a recipient, by the names of their kinds.
void TestCorpusMtas::esps_data()
{
    QTest::addColumn<QByteArray>("format");
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("delivery");
    const auto row = [](const char* format, const char* path, const char* delivery) {
        QTest::newRow(path) << QByteArray(format) << QStringLiteral("/logs/") + QLatin1String(path)
                            << QString::fromLatin1(delivery);
    };
    row("amazon-ses", "ses/anymail_amazon_ses.ndjson",
        R"re(^(?=.*"timestamp").*Type": "(Delivery|Bounce|DeliveryDelay|Reject|Rendering Failure)")re");
    row("sendgrid", "sendgrid/anymail_sendgrid.ndjson", R"re("event": "(delivered|deferred|bounce|dropped)")re");
    row("mailgun", "mailgun/anymail_mailgun.ndjson",
        R"re(^(?=.*"timestamp": )(?=.*("recipient"|"to"): ).*"event": "(delivered|failed|rejected|bounced|dropped)")re");
    row("sparkpost", "sparkpost/anymail_sparkpost.ndjson",
        R"re(^(?=.*"timestamp").*"type": "(delivery|delay|bounce|generation_failure|generation_rejection)")re");
    row("sparkpost", "sparkpost/gosparkpost_sample-events.json",
        R"re("type": "(delivery|delay|bounce|policy_rejection|generation_failure|generation_rejection)")re");
    for (const char* path : { "sparkpost/gosparkpost_message-events_search_200.json",
             "sparkpost/gosparkpost_message-events_search_200-1.json",
             "sparkpost/gosparkpost_message-events_search_200-2.json" })
        row("sparkpost", path, R"re("type": "(delivery|delay|bounce)")re");
    row("postmark", "postmark/anymail_postmark.ndjson",
        R"re(^(?!.*"Type": "Unsubscribe").*"RecordType": "(Delivery|Bounce)")re");
    row("mandrill", "mandrill/anymail_mandrill.ndjson",
        R"re("event": "(send|deferral|hard_bounce|soft_bounce|reject)")re");
    row("brevo", "brevo/anymail_brevo.ndjson",
        R"re("event": "(delivered|deferred|soft_bounce|hard_bounce|blocked|invalid_email|error)")re");
    row("mailjet", "mailjet/anymail_mailjet.ndjson", R"re("event": "(sent|bounce|blocked)")re");
    row("mailersend", "mailersend/anymail_mailersend.ndjson",
        R"re("type": "activity\.(delivered|soft_bounced|hard_bounced)")re");
    row("resend", "resend/anymail_resend.ndjson", R"re("type": "email\.(delivered|bounced|delivery_delayed)")re");
    row("postal", "postal/anymail_postal.ndjson",
        R"re(^(?!.*"original_message")(?=.*"outgoing").*"event": "Message(Sent|Delayed|DeliveryFailed|Held)")re");
}

void TestCorpusMtas::esps()
{
    QFETCH(QByteArray, format);
    QFETCH(QString, path);
    QFile file(sharedDir() + path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY(detectFormat(file.read(64 * 1024).toStdString()).format == formatById(format.toStdString()));
    coverage();
}

void TestCorpusMtas::coverage()
{
    QFETCH(QByteArray, format);
    QFETCH(QString, path);
    QFETCH(QString, delivery);
    const auto found = findSources({ (sharedDir() + path).toStdString() }, {});
    QVERIFY(found.size() == 1 && found[0]);
    const std::string text = readAll(*found[0]);
    const qint64 wanted = deliveriesIn(text, QRegularExpression(delivery));
    qint64 got = 0;
    Recorder r;
    r.each = [&](const Attempt& a) { got += a.outcome != Outcome::NextMx ? 1 : 0; };
    const LineCounts lines = readText(*formatById(format.toStdString()), optionsFor(text), text, r);
    if (qEnvironmentVariableIsSet("MV_REJECTS")) {
        for (const std::string& reject : r.rejects)
            qDebug("%s", reject.c_str());
    }
    QCOMPARE(got, wanted);
    QCOMPARE(lines.total(),
        static_cast<std::uint64_t>(std::ranges::count(text, '\n') + (text.empty() || text.ends_with('\n') ? 0 : 1)));
}

void TestCorpusMtas::truth_data()
{
    QTest::addColumn<QByteArray>("format");
    QTest::addColumn<QString>("folder");
    QTest::addColumn<QString>("log");
    QTest::addColumn<bool>("tellsSource");
    for (const char* log : { "mail.log.gz", "mail-rfc3339.log.gz" })
        QTest::newRow(log) << QByteArray("opensmtpd") << QStringLiteral("opensmtpd") << QString::fromLatin1(log)
                           << true;
    QTest::newRow("haraka") << QByteArray("haraka") << QStringLiteral("haraka-logfmt") << QStringLiteral("mail.log.gz")
                            << false;
}

void TestCorpusMtas::truth()
{
    QFETCH(QByteArray, format);
    QFETCH(QString, folder);
    QFETCH(QString, log);
    QFETCH(bool, tellsSource);
    const QString dir = sharedDir() + QStringLiteral("/mtalab/") + folder + QLatin1Char('/');
    QJsonObject all = expected(dir);
    QVERIFY(all.size() > 20);
    const auto found = findSources({ (dir + log).toStdString() }, {});
    QVERIFY(found.size() == 1 && found[0]);
    const std::string text = readAll(*found[0]);
    QVERIFY(detectFormat(std::string_view(text).substr(0, 64 * 1024)).format == formatById(format.toStdString()));
    Cells domains;
    std::map<std::string, Cells> sources; // then by domain; expected.json calls IPv6 sources by their IPv4 twins
    Recorder r;
    std::map<std::string, Cell> lastTries;
    std::vector<Attempt> ofLine; // before its Expired; numbers only: the views are dead
    r.each = [&](const Attempt& a) {
        if (!ofLine.empty() && ofLine.back().offset != a.offset)
            ofLine.clear();
        if (a.outcome == Outcome::Expired) {
            for (const Attempt& lastTry : std::exchange(ofLine, {}))
                lastTries[recipientDomain(a)].add(lastTry); // a line is about one domain
        } else {
            ofLine.push_back(a);
        }
        domains[recipientDomain(a)].add(a);
        const bool twin = a.source.starts_with("2001:db8:2::");
        sources[twin ? "192.0.2." + std::string(a.source.substr(12)) : std::string(a.source)][recipientDomain(a)].add(
            a);
    };
    const LineCounts lines = readText(*formatById(format.toStdString()), optionsFor(text), text, r);
    if (qEnvironmentVariableIsSet("MV_REJECTS")) {
        for (const std::string& reject : r.rejects)
            qDebug("%s", reject.c_str());
    }
    QVERIFY(lines.notUnderstood() <= (format == "haraka" ? 4 : 0)); // what libraries print in between
    countLastTries(lastTries, all);
    const QString different = difference(domains, all);
    QVERIFY2(different.isNull(), qPrintable(different));
    if (!tellsSource)
        return;
    for (auto domain = all.begin(); domain != all.end(); ++domain) {
        const QJsonObject bySource = domain.value().toObject().value(QLatin1String("by_source")).toObject();
        for (auto source = bySource.begin(); source != bySource.end(); ++source) {
            const QJsonObject want = source.value().toObject();
            const Cell& cell = sources[source.key().toStdString()][domain.key().toStdString()];
            const QByteArray where = (domain.key() + QLatin1Char(' ') + source.key()).toUtf8();
            QVERIFY2(
                cell.of(Outcome::Delivered) == want.value(QLatin1String("delivered")).toInteger(), where.constData());
            QVERIFY2(
                cell.of(Outcome::Deferred) == want.value(QLatin1String("deferred")).toInteger(), where.constData());
            // A domain that does not exist is bounced from no address.
            QVERIFY2(cell.of(Outcome::Bounced) <= want.value(QLatin1String("bounced")).toInteger(), where.constData());
        }
    }
}

QTEST_GUILESS_MAIN(TestCorpusMtas)
#include "tst_corpus_mtas.moc"
