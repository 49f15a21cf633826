// SPDX-License-Identifier: GPL-3.0-or-later
// Real logs and logs with ground truth from ../shared, which are not part of the project.
#include "models/ingest/syslogtime.h"
#include "mtalab.h"
#include "recorder.h"
#include <QDir>
#include <QRegularExpression>
#include <QTest>

using namespace mv;
using namespace mv::test;

namespace {

FormatOptions optionsFor(const SourceRef& ref, std::string_view text)
{
    FormatOptions o;
    o.fileTime = ref.modified;
    o.now = systemNow();
    o.server = "server";
    o.head = text.substr(0, 64 * 1024);
    return o;
}

struct Truth {
    Cells domains;
    std::map<std::pair<std::string, std::string>, Cell> sources; // by domain and source, where the log tells it
    std::vector<std::string> facts;
    LineCounts lines;
};

Truth readTruth(const QString& path)
{
    Truth out;
    const auto found = findSources({ path.toStdString() }, {});
    if (found.empty() || !found[0])
        return out;
    const std::string text = readAll(*found[0]);
    Recorder r;
    r.each = [&](const Attempt& a) {
        const std::string domain = recipientDomain(a);
        out.domains[domain].add(a);
        if (!a.source.empty())
            out.sources[{ domain, std::string(a.source) }].add(a);
        // The two forms of stamps differ in the offset and in milliseconds.
        Attempt same = a;
        same.offset = 0;
        same.at = std::chrono::floor<std::chrono::seconds>(a.at);
        if (same.outcome == Outcome::Expired)
            same.delayMs = 0; // told by stamps
        out.facts.push_back(Recorder::toText(same));
    };
    out.lines = readText(*formatById("postfix"), optionsFor(*found[0], text), text, r);
    return out;
}

} // namespace

class TestCorpusPostfix : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void coverage_data();
    void coverage();
    void truth_data();
    void truth();
    void bothStampForms();
};

void TestCorpusPostfix::initTestCase()
{
    if (!QDir(sharedDir()).exists())
        QSKIP("../shared/corpora is not there: real logs are not tested.");
}

void TestCorpusPostfix::coverage_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QByteArray>("member");
    for (const char* folder : { "postfix-classic", "postfix-msg-only", "postfix-json", "postfix-queue" }) {
        for (const auto& ref :
            findSources({ (sharedDir() + QStringLiteral("/logs/") + QLatin1String(folder)).toStdString() }, {})) {
            if (!ref)
                qFatal("%s", ref.error().what.c_str());
            const QString path = QString::fromStdString(ref->path.string());
            QTest::newRow(qPrintable(QLatin1String(folder) + QLatin1Char('/') + QFileInfo(path).fileName()
                + QLatin1Char(' ') + QString::fromStdString(ref->member)))
                << path << QByteArray::fromStdString(ref->member);
        }
    }
}

// Every line with a queue id, a recipient and a status, counted by a regular expression, became a fact or is a probe.
void TestCorpusPostfix::coverage()
{
    QFETCH(QString, path);
    QFETCH(QByteArray, member);
    SourceRef ref;
    ref.path = path.toStdString();
    ref.member = member.toStdString();
    ref.modified = systemNow();
    const std::string text = readAll(ref);

    static const QRegularExpression kDelivery(
        QStringLiteral("(^|[\\]:] |mail\\.info\\] )(\\[ID \\d+ \\S+\\] )?[0-9A-Za-z]{5,32}: to=<?[^ ]*>?, "
                       ".*status=(sent|deferred|bounced|SOFTBOUNCE) ?(\\(|$)"));
    static const QRegularExpression kLogLine(QStringLiteral("^(\\w{3} [ \\d]\\d |\\d{4}[- ]|[0-9A-F]{6,}: |postfix/)"));
    qint64 wanted = 0;
    for (const QString& line : QString::fromUtf8(text.c_str()).split(QLatin1Char('\n'))) {
        if (kLogLine.match(line).hasMatch() && kDelivery.match(line).hasMatch())
            ++wanted;
    }
    qint64 got = 0;
    Recorder r;
    r.each = [&](const Attempt& a) { got += a.outcome != Outcome::NextMx && a.outcome != Outcome::Expired ? 1 : 0; };
    const LineCounts lines = readText(*formatById("postfix"), optionsFor(ref, text), text, r);
    QVERIFY2(got * 100 >= wanted * 99, qPrintable(QStringLiteral("%1 of %2").arg(got).arg(wanted)));
    QVERIFY2(got * 99 <= wanted * 100, qPrintable(QStringLiteral("%1, but only %2 lines").arg(got).arg(wanted)));
    QCOMPARE(lines.total() - lines.repeated,
        static_cast<std::uint64_t>(std::ranges::count(text, '\n') + (text.empty() || text.ends_with('\n') ? 0 : 1)));
}

void TestCorpusPostfix::truth_data()
{
    QTest::addColumn<QString>("folder");
    QTest::addColumn<QString>("log");
    QTest::newRow("short") << QStringLiteral("postfix-short") << QStringLiteral("mail.log.gz");
    QTest::newRow("milters, BSD stamps") << QStringLiteral("postfix-syslog-milters") << QStringLiteral("mail.log.gz");
    QTest::newRow("milters, RFC 3339 stamps")
        << QStringLiteral("postfix-syslog-milters") << QStringLiteral("mail-rfc3339.log.gz");
}

void TestCorpusPostfix::truth()
{
    QFETCH(QString, folder);
    QFETCH(QString, log);
    const QString dir = sharedDir() + QStringLiteral("/mtalab/") + folder;
    Truth got = readTruth(dir + QLatin1Char('/') + log);
    const QJsonObject all = expected(dir);
    QVERIFY(all.size() > 20);
    QCOMPARE(got.lines.notUnderstood(), std::uint64_t(0));
    const QString different = difference(got.domains, all);
    QVERIFY2(different.isNull(), qPrintable(different));
    // A reply names one of the two sources or none, and never more often than that source was used.
    QVERIFY(!got.sources.empty());
    for (const auto& [key, cell] : got.sources) {
        if (key.first.empty())
            continue; // "the next MX is tried" names no recipient
        const QJsonObject sources
            = all.value(QString::fromStdString(key.first)).toObject().value(QLatin1String("by_source")).toObject();
        const QString source = QString::fromStdString(key.second);
        if (source.contains(QLatin1Char(':'))) { // expected.json keys the IPv6 sources by their IPv4 twins
            QVERIFY2(source == QLatin1String("2001:db8:2::11") || source == QLatin1String("2001:db8:2::12"),
                qPrintable(source));
            continue;
        }
        QVERIFY2(sources.contains(source), qPrintable(source));
        const QJsonObject want = sources.value(source).toObject();
        QVERIFY(cell.of(Outcome::Deferred) <= want.value(QLatin1String("deferred")).toInteger());
        QVERIFY(cell.of(Outcome::Bounced) <= want.value(QLatin1String("bounced")).toInteger());
    }
}

void TestCorpusPostfix::bothStampForms()
{
    const QString dir = sharedDir() + QStringLiteral("/mtalab/postfix-syslog-milters/");
    const Truth bsd = readTruth(dir + QStringLiteral("mail.log.gz"));
    const Truth rfc3339 = readTruth(dir + QStringLiteral("mail-rfc3339.log.gz"));
    QVERIFY(!bsd.facts.empty());
    QCOMPARE(bsd.facts.size(), rfc3339.facts.size());
    for (std::size_t i = 0; i < bsd.facts.size(); ++i)
        QCOMPARE(bsd.facts[i], rfc3339.facts[i]);
    QVERIFY(bsd.lines == rfc3339.lines);
}

QTEST_GUILESS_MAIN(TestCorpusPostfix)
#include "tst_corpus_postfix.moc"
