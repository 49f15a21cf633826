// SPDX-License-Identifier: GPL-3.0-or-later
// Real Exim logs and one with ground truth from ../shared, which are not part of the project.
#include "mtalab.h"
#include "recorder.h"
#include <QDir>
#include <QRegularExpression>
#include <QTest>
#include <set>

using namespace mv;
using namespace mv::test;

namespace {

SourceRef onlySource(const QString& path)
{
    const auto found = findSources({ path.toStdString() }, {});
    if (found.empty() || !found[0])
        qFatal("not found: %s", qPrintable(path));
    return *found[0];
}

FormatOptions optionsFor(std::string_view text)
{
    FormatOptions o;
    o.now = o.fileTime = systemNow();
    o.server = "server";
    o.head = text.substr(0, 64 * 1024);
    return o;
}

} // namespace

class TestCorpusExim : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void coverage_data();
    void coverage();
    void truth();
};

void TestCorpusExim::initTestCase()
{
    if (!QDir(sharedDir()).exists())
        QSKIP("../shared/corpora is not there: real logs are not tested.");
}

void TestCorpusExim::coverage_data()
{
    QTest::addColumn<QString>("path");
    const QDir dir(sharedDir() + QStringLiteral("/logs/exim"));
    for (const QFileInfo& file : dir.entryInfoList(QDir::Files)) {
        const QString name = file.fileName();
        if (!name.startsWith(QLatin1String("PROVENANCE")) && !name.endsWith(QLatin1String(".ini"))) // no log
            QTest::newRow(qPrintable(name)) << file.filePath();
    }
    QTest::newRow("mtalab") << sharedDir() + QStringLiteral("/mtalab/exim/mail.log.gz");
}

// Every line with an id, a flag and an address, counted by a regular expression, became a fact.
void TestCorpusExim::coverage()
{
    QFETCH(QString, path);
    static const QRegularExpression kDelivery(
        QStringLiteral("^\\S+ \\S+ (?:[-+]\\d{4} )?(?:\\[\\d+\\] )?\\w{6}-\\w+-\\w{2,4} (=>|->|>>|\\*\\*|==) \\S"));
    qint64 wanted = 0;
    qint64 got = 0;
    std::vector<std::string> rejects;
    for (const auto& ref : findSources({ path.toStdString() }, {})) {
        QVERIFY(ref.has_value());
        const std::string text = readAll(*ref);
        for (const QString& line : QString::fromUtf8(text.c_str()).split(QLatin1Char('\n')))
            wanted += kDelivery.match(line).hasMatch() ? 1 : 0;
        Recorder r;
        r.each = [&](const Attempt& a) { got += a.outcome != Outcome::NextMx ? 1 : 0; };
        const LineCounts lines = readText(*formatById("exim"), optionsFor(text), text, r);
        rejects.insert(rejects.end(), r.rejects.begin(), r.rejects.end());
        QCOMPARE(lines.total(),
            static_cast<std::uint64_t>(
                std::ranges::count(text, '\n') + (text.empty() || text.ends_with('\n') ? 0 : 1)));
    }
    if (qEnvironmentVariableIsSet("MV_REJECTS")) {
        for (const std::string& reject : rejects)
            qDebug("%s", reject.c_str());
    }
    QVERIFY2(got * 100 >= wanted * 99, qPrintable(QStringLiteral("%1 of %2").arg(got).arg(wanted)));
    QVERIFY2(got * 99 <= wanted * 100, qPrintable(QStringLiteral("%1, but only %2 lines").arg(got).arg(wanted)));
}

void TestCorpusExim::truth()
{
    const QString dir = sharedDir() + QStringLiteral("/mtalab/exim");
    const QJsonObject all = expected(dir);
    QVERIFY(all.size() > 20);

    const std::string text = readAll(onlySource(dir + QStringLiteral("/mail.log.gz")));
    Cells domains;
    std::map<std::string, qint64> nextMx; // by host
    Recorder r;
    r.each = [&](const Attempt& a) {
        if (a.outcome == Outcome::NextMx)
            ++nextMx[std::string(a.relayHost)];
        domains[recipientDomain(a)].add(a);
    };
    const LineCounts lines = readText(*formatById("exim"), optionsFor(text), text, r);
    QCOMPARE(lines.notUnderstood(), std::uint64_t(0));

    const QString different = difference(domains, all);
    QVERIFY2(different.isNull(), qPrintable(different));
    // gmail.com has two MX hosts in this set, googlemail.com and the others one: each transaction that the first put
    // off is one line of "this MX failed", and so is each recipient that it put off.
    std::set<std::pair<QByteArray, QByteArray>> putOff; // session and, of a recipient, its address
    const auto rows = QByteArray::fromStdString(readAll(onlySource(dir + QStringLiteral("/truth.tsv.gz")))).split('\n');
    for (const QByteArray& row : rows) {
        const auto f = row.split('\t');
        if (f.size() == 13 && f[2] == "gmail-smtp-in.l.google.com" && f[7].startsWith('4')
            && f[5].endsWith("@gmail.com"))
            putOff.emplace(f[11], f[6] == "RCPT" ? f[5] : QByteArray());
    }
    QVERIFY(putOff.size() > 100);
    QCOMPARE(nextMx["gmail-smtp-in.l.google.com"], qint64(putOff.size()));
    QVERIFY(nextMx["mx.dead.example"] > 0); // refuses connections: the sink saw none
    QCOMPARE(nextMx.size(), std::size_t(2));
}

QTEST_GUILESS_MAIN(TestCorpusExim)
#include "tst_corpus_exim.moc"
