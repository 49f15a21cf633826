// SPDX-License-Identifier: GPL-3.0-or-later
// Walks tests/fixtures/mailbox; MV_UPDATE=1 rewrites the golden files.
#include "evidencetext.h"
#include "models/documents/mailbox.h"
#include "models/ingest/lines.h"
#include "models/ingest/memorysource.h"
#include <QDir>
#include <QTest>

using namespace mv;

namespace {

class Recorder final : public Sink {
public:
    void attempt(const Attempt&) override { }
    void reject(const RejectedLine& r) override { reading.rejected.push_back(r); }
    void evidence(Evidence&& told) override { append(reading.evidence, std::move(told)); }
    DocumentReading reading;
};

std::string readFile(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
}

FormatOptions optionsFor(const QString& file)
{
    FormatOptions o;
    if (!fromIso("2024-03-02T09:30:00Z", o.fileTime) || !fromIso("2024-06-01T00:00:00Z", o.now))
        qFatal("bad times");
    o.path = file.toStdString();
    return o;
}

DocumentReading readText(const QString& file, const std::string& text, std::size_t block = std::size_t(1) << 20)
{
    MemorySource source(text, block);
    LineReader lines(source, 0, block);
    Correlator correlator;
    const auto format = mailboxFormat().make(optionsFor(file), correlator);
    Recorder r;
    for (auto next = lines.next(true); next && !next->empty(); next = lines.next(true))
        format->feed(*next, r);
    format->finish(r);
    r.reading.records = format->counts();
    return std::move(r.reading);
}

} // namespace

class TestMailbox : public QObject {
    Q_OBJECT
private slots:
    void golden_data();
    void golden();
    void blocks_data() { golden_data(); }
    void blocks();
    void resumeAtEveryLine_data() { golden_data(); }
    void resumeAtEveryLine();
    void everyLineIsCountedOnce_data() { golden_data(); }
    void everyLineIsCountedOnce();
    void scoresHighest();
    void tooLongMessage();
};

void TestMailbox::golden_data()
{
    QTest::addColumn<QString>("file");
    const QDir dir(QStringLiteral(FIXTURES_DIR "/mailbox"));
    for (const QFileInfo& file : dir.entryInfoList({ QStringLiteral("*.mbox") }, QDir::Files, QDir::Name))
        QTest::newRow(qPrintable(file.fileName())) << file.filePath();
}

void TestMailbox::golden()
{
    QFETCH(QString, file);
    const QByteArray now = QByteArray::fromStdString(test::toText(readText(file, readFile(file))));
    const QString path = file + QStringLiteral(".evidence.txt");
    if (qEnvironmentVariableIsSet("MV_UPDATE")) {
        QFile golden(path);
        QVERIFY2(golden.open(QIODevice::WriteOnly), qPrintable(path));
        golden.write(now);
        return;
    }
    QCOMPARE(now, QByteArray::fromStdString(readFile(path)));
}

void TestMailbox::blocks()
{
    QFETCH(QString, file);
    const std::string text = readFile(file);
    const std::string whole = test::toText(readText(file, text));
    for (const std::size_t block : { 7U, 4096U })
        QCOMPARE(test::toText(readText(file, text, block)), whole);
}

// A new process at every line: nothing may live but the saved state.
void TestMailbox::resumeAtEveryLine()
{
    QFETCH(QString, file);
    const std::string text = readFile(file);
    MemorySource source(text);
    LineReader lines(source);
    Recorder r;
    std::string state;
    LineCounts counts;
    Correlator correlator;
    bool first = true;
    for (auto next = lines.next(true); next && !next->empty(); next = lines.next(true)) {
        for (const Line& line : *next) {
            const auto format = mailboxFormat().make(optionsFor(file), correlator);
            if (!first)
                format->loadState(state);
            first = false;
            format->feed(std::span(&line, 1), r);
            state = format->saveState();
        }
    }
    const auto format = mailboxFormat().make(optionsFor(file), correlator);
    format->loadState(state);
    format->finish(r);
    r.reading.records = format->counts();
    QCOMPARE(test::toText(r.reading), test::toText(readText(file, text)));
}

void TestMailbox::everyLineIsCountedOnce()
{
    QFETCH(QString, file);
    const std::string text = readFile(file);
    const DocumentReading reading = readText(file, text);
    QCOMPARE(reading.records.total(), static_cast<std::uint64_t>(std::count(text.begin(), text.end(), '\n')));
    QCOMPARE(reading.records.notUnderstood(), static_cast<std::uint64_t>(reading.rejected.size()));
}

void TestMailbox::scoresHighest()
{
    const std::string text = readFile(QStringLiteral(FIXTURES_DIR "/mailbox/Spam.mbox"));
    const int score = mailboxFormat().score(text);
    QVERIFY(score > 0);
    for (const DocumentInfo& document : documents())
        QVERIFY(document.score(text) < score);
    for (const FormatInfo& format : formats())
        QVERIFY(&format == &mailboxFormat() || format.score(text) < score);
    QCOMPARE(mailboxFormat().score("From the beginning it was: clear\nthat: all\n"), 0);
}

void TestMailbox::tooLongMessage()
{
    const std::string from = "From a Sat Mar  2 08:00:05 2024\nFrom: a@example.com\n\n";
    std::string text = from;
    const std::string line(std::size_t { 1 } << 16, 'x');
    for (std::size_t i = 0; i <= kMaxDocument / line.size(); ++i)
        text.append(line).append("\n");
    text += "\n" + from;
    const DocumentReading reading = readText(QStringLiteral("big.mbox"), text);
    QCOMPARE(reading.rejected.size(), std::size_t { 1 });
    QVERIFY(reading.rejected[0].reason == RejectReason::TooLong);
    QCOMPARE(reading.rejected[0].offset, std::uint64_t { 0 });
    QCOMPARE(reading.records.total(), static_cast<std::uint64_t>(std::count(text.begin(), text.end(), '\n')));
}

QTEST_GUILESS_MAIN(TestMailbox)
#include "tst_mailbox.moc"
