// SPDX-License-Identifier: GPL-3.0-or-later
// Walks tests/fixtures/documents: a new kind of document adds a folder there and no test code. MV_UPDATE=1 rewrites the
// golden files. A file called bad-* can't be read: its golden file says why.
#include "evidencetext.h"
#include "models/ingest/format.h"
#include <QDir>
#include <QDirIterator>
#include <QRegularExpression>
#include <QTest>

using namespace mv;

namespace {

QByteArray readFile(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QString documentsDir() { return QStringLiteral(FIXTURES_DIR "/documents"); }

std::string_view headOf(const std::string& text) { return std::string_view(text).substr(0, 64 * 1024); }

// Of a file that was last written to in March 2024 and is read in June; its path is that in its folder.
DocumentOptions optionsFor(const QString& file, const QString& id)
{
    DocumentOptions o;
    if (!fromIso("2024-03-02T09:30:00Z", o.fileTime) || !fromIso("2024-06-01T00:00:00Z", o.now))
        qFatal("bad times");
    o.path = QDir(documentsDir() + u'/' + id).relativeFilePath(file).toStdString();
    return o;
}

const DocumentInfo* documentOf(const QString& file)
{
    return documentById(QDir(documentsDir()).relativeFilePath(file).section(u'/', 0, 0).toStdString());
}

} // namespace

class TestDocuments : public QObject {
    Q_OBJECT
private slots:
    void everyKindHasFixtures();
    void golden_data();
    void golden();
    void oneKindScoresHighest_data() { golden_data(); }
    void oneKindScoresHighest();
    void namesNoMailbox_data() { golden_data(); }
    void namesNoMailbox();
    void logsAreNoDocuments_data();
    void logsAreNoDocuments();
};

void TestDocuments::everyKindHasFixtures()
{
    for (const DocumentInfo& info : documents()) {
        const QString folder
            = documentsDir() + u'/' + QString::fromUtf8(info.id.data(), static_cast<qsizetype>(info.id.size()));
        QVERIFY2(!QDir(folder).entryInfoList(QDir::AllEntries | QDir::NoDotAndDotDot).isEmpty(), qPrintable(folder));
    }
}

void TestDocuments::golden_data()
{
    QTest::addColumn<QString>("file");
    QStringList files;
    for (QDirIterator it(documentsDir(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories); it.hasNext();)
        files << it.next();
    files.sort();
    for (const QString& file : files) {
        if (!file.endsWith(QLatin1String(".evidence.txt")))
            QTest::newRow(qPrintable(QDir(documentsDir()).relativeFilePath(file))) << file;
    }
}

void TestDocuments::golden()
{
    QFETCH(QString, file);
    const DocumentInfo* kind = documentOf(file);
    QVERIFY(kind);
    const std::string text = readFile(file).toStdString();
    const auto reading = kind->read(text, optionsFor(file, QString::fromStdString(std::string(kind->id))));
    QCOMPARE(!reading.has_value(), QFileInfo(file).fileName().startsWith(QLatin1String("bad-")));
    const QByteArray now = QByteArray::fromStdString(test::toText(reading));
    const QString path = file + QStringLiteral(".evidence.txt");
    if (qEnvironmentVariableIsSet("MV_UPDATE")) {
        QFile golden(path);
        QVERIFY2(golden.open(QIODevice::WriteOnly), qPrintable(path));
        golden.write(now);
        return;
    }
    const auto wanted = readFile(path).split('\n');
    const auto lines = now.split('\n');
    for (qsizetype i = 0; i < std::min(wanted.size(), lines.size()); ++i)
        QCOMPARE(lines[i], wanted[i]);
    QCOMPARE(lines.size(), wanted.size());
}

void TestDocuments::oneKindScoresHighest()
{
    QFETCH(QString, file);
    const std::string text = readFile(file).toStdString();
    const DocumentInfo* kind = documentOf(file);
    QVERIFY(kind);
    const int score = kind->score(headOf(text));
    QVERIFY(score > 0 && score <= 100);
    for (const DocumentInfo& other : documents()) {
        if (&other != kind)
            QVERIFY2(other.score(headOf(text)) < score, std::string(other.id).c_str());
    }
    QVERIFY(detectDocument(headOf(text)) == kind);
    const Detection log = detectFormat(headOf(text));
    QVERIFY2(log.score < score, log.why.c_str());
}

void TestDocuments::namesNoMailbox()
{
    QFETCH(QString, file);
    static const QRegularExpression kMailbox(QStringLiteral(R"([^\s=\[:/,]@\w)"));
    static const QRegularExpression kId(QStringLiteral(R"( id=\[[^\]]*\])")); // of a message: "1@example.com"
    const QString told = QString::fromUtf8(readFile(file + QStringLiteral(".evidence.txt"))).remove(kId);
    const auto match = kMailbox.match(told);
    QVERIFY2(!match.hasMatch(), qPrintable(match.captured()));
}

void TestDocuments::logsAreNoDocuments_data()
{
    QTest::addColumn<QString>("file");
    const QString formats = QStringLiteral(FIXTURES_DIR "/formats");
    for (QDirIterator it(formats, { QStringLiteral("*.log") }, QDir::Files, QDirIterator::Subdirectories);
         it.hasNext();)
        QTest::newRow(qPrintable(QDir(formats).relativeFilePath(it.next()))) << it.filePath();
}

void TestDocuments::logsAreNoDocuments()
{
    QFETCH(QString, file);
    const std::string text = readFile(file).toStdString();
    const DocumentInfo* taken = detectDocument(headOf(text));
    const int score = taken ? taken->score(headOf(text)) : 0;
    QVERIFY2(score == 0 || score < detectFormat(headOf(text)).score, taken ? std::string(taken->id).c_str() : "");
}

QTEST_GUILESS_MAIN(TestDocuments)
#include "tst_documents.moc"
