// SPDX-License-Identifier: GPL-3.0-or-later
// Real Exim logs and one with ground truth from ../shared, which are not part of the project.
#include "models/ingest/bytesource.h"
#include "recorder.h"
#include <QDir>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTest>
#include <set>

using namespace mv;

namespace {

QString sharedDir() { return QStringLiteral(SHARED_DIR "/corpora"); }

std::string readAll(const SourceRef& ref)
{
    std::string out;
    const auto source = openSource(ref, {});
    if (!source)
        qFatal("%s", source.error().what.c_str());
    std::vector<char> buffer(1 << 20);
    for (;;) {
        const auto n = (*source)->read(buffer);
        if (!n)
            qFatal("%s", n.error().what.c_str());
        if (*n == 0)
            return out;
        out.append(buffer.data(), *n);
    }
}

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
    o.now = o.fileTime = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
    o.server = "server";
    o.head = text.substr(0, 64 * 1024);
    return o;
}

std::string lower(std::string_view text)
{
    std::string out(text);
    std::ranges::transform(
        out, out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return out;
}

struct Cell {
    std::array<qint64, kOutcomeCount> byOutcome {};
    std::map<int, qint64> codes; // of attempts
    qint64 of(Outcome o) const { return byOutcome[static_cast<std::size_t>(o)]; }
    qint64 attempts() const { return of(Outcome::Delivered) + of(Outcome::Deferred) + of(Outcome::Bounced); }
};

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
    QFile file(dir + QStringLiteral("/expected.json"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QJsonObject all = QJsonDocument::fromJson(file.readAll()).object();
    QVERIFY(all.size() > 20);

    const std::string text = readAll(onlySource(dir + QStringLiteral("/mail.log.gz")));
    std::map<std::string, Cell> domains;
    std::map<std::string, qint64> nextMx; // by host
    Recorder r;
    r.each = [&](const Attempt& a) {
        if (a.outcome == Outcome::NextMx)
            ++nextMx[std::string(a.relayHost)];
        Cell& cell = domains[lower(domainOf(a.recipient))];
        ++cell.byOutcome[static_cast<std::size_t>(a.outcome)];
        if (isAttempt(a.outcome))
            ++cell.codes[a.code];
    };
    const LineCounts lines = readText(*formatById("exim"), optionsFor(text), text, r);
    QCOMPARE(lines.notUnderstood(), std::uint64_t(0));

    for (auto it = all.begin(); it != all.end(); ++it) {
        if (it.key().startsWith(QLatin1Char('_')))
            continue;
        const QJsonObject want = it.value().toObject();
        const Cell& cell = domains[it.key().toStdString()];
        const auto compare = [&](const char* what, qint64 value) {
            const qint64 wanted = want.value(QLatin1String(what)).toInteger();
            QVERIFY2(value == wanted,
                qPrintable(QStringLiteral("%1 %2: %3, expected %4")
                               .arg(it.key(), QLatin1String(what))
                               .arg(value)
                               .arg(wanted)));
        };
        compare("attempts", cell.attempts());
        compare("delivered", cell.of(Outcome::Delivered));
        compare("deferred", cell.of(Outcome::Deferred));
        compare("bounced", cell.of(Outcome::Bounced));
        compare("expired", cell.of(Outcome::Expired));
        compare("held_no_contact", cell.of(Outcome::Held));
        std::map<int, qint64> codes;
        const QJsonObject wantedCodes = want.value(QLatin1String("log_codes")).toObject();
        for (auto code = wantedCodes.begin(); code != wantedCodes.end(); ++code)
            codes[code.key().toInt()] = code.value().toInteger();
        QVERIFY2(cell.codes == codes, qPrintable(it.key()));
    }
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
