// SPDX-License-Identifier: GPL-3.0-or-later
// The samples of probe tools and of receivers' statistics in ../shared, which are not part of the project: what is read
// from each file is what tests/documents/countprobes.py counts in it, which knows nothing of the readers.
#include "models/documents/document.h"
#include "models/ingest/format.h"
#include "tests/models/ingest/recorder.h"
#include <QDir>
#include <QProcess>
#include <QTest>
#include <map>

using namespace mv;

namespace {

QString corpus() { return QStringLiteral(SHARED_DIR "/corpora/probes"); }

QByteArray readFile(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

// As the script counts.
QString countsOf(const Evidence& e)
{
    static constexpr const char* kChecks[] = { "not-done", "ok", "bad" };
    std::map<std::string, std::uint64_t> n;
    for (const ProbeResult& p : e.probes) {
        ++n[std::string(toString(p.kind)) + '/' + std::string(toString(p.status))];
        n["answers"] += p.answers.size();
        if (!p.certificate)
            continue;
        ++n[std::string("name-") + kChecks[static_cast<std::size_t>(p.certificate->name)]];
        ++n[std::string("chain-") + kChecks[static_cast<std::size_t>(p.certificate->chain)]];
    }
    for (const Placement& p : e.placements)
        n["placement-" + std::string(toString(p.folder))] += p.count;
    n["reputation"] = e.reputation.size();
    n["incident"] = e.incidents.size();
    for (const Incident& i : e.incidents)
        n["incident-open"] += i.to ? 0U : 1U;
    QStringList texts;
    for (const auto& [what, count] : n) {
        if (count > 0)
            texts << QString::fromStdString(what) + u'=' + QString::number(count);
    }
    return texts.join(u' ');
}

// What the import takes the file for: the document or the log that scores highest.
Evidence read(const std::string& text, const QString& path)
{
    const std::string_view head = std::string_view(text).substr(0, 64 * 1024);
    const DocumentInfo* document = detectDocument(head);
    const Detection log = detectFormat(head);
    if (document && document->score(head) > log.score) {
        DocumentOptions o;
        o.fileTime = o.now = systemNow();
        o.path = path.toStdString();
        auto reading = document->read(text, o);
        return reading ? std::move(reading->evidence) : Evidence();
    }
    Recorder recorder;
    if (log.format)
        readText(*log.format, exampleOptions(), text, recorder);
    return std::move(recorder.all);
}

// Where we tell something else than the script counts, and why that is right.
const std::map<QString, QString> kDifferences = {};

} // namespace

class TestProbeCorpus : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void tells_data();
    void tells();

private:
    QByteArray m_counted;
};

void TestProbeCorpus::initTestCase()
{
    if (!QDir(corpus()).exists())
        QSKIP("../shared is not here");
    QProcess python;
    python.start(QStringLiteral("python3"), { QStringLiteral(SOURCE_DIR "/tests/documents/countprobes.py"), corpus() });
    if (!python.waitForStarted())
        QSKIP("there is no python3");
    QVERIFY(python.waitForFinished(60'000));
    QVERIFY2(python.exitCode() == 0, python.readAllStandardError().constData());
    m_counted = python.readAllStandardOutput();
}

void TestProbeCorpus::tells_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("counts");
    for (const QString& line : QString::fromUtf8(m_counted).split(u'\n', Qt::SkipEmptyParts))
        QTest::newRow(qPrintable(line.section(u'\t', 0, 0))) << line.section(u'\t', 0, 0) << line.section(u'\t', 1);
}

void TestProbeCorpus::tells()
{
    QFETCH(QString, file);
    QFETCH(QString, counts);
    const auto difference = kDifferences.find(file);
    const std::string text = readFile(corpus() + u'/' + file).toStdString();
    QCOMPARE(countsOf(read(text, file)), difference == kDifferences.end() ? counts : difference->second);
}

QTEST_GUILESS_MAIN(TestProbeCorpus)
#include "tst_probecorpus.moc"
