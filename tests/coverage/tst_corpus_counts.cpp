// SPDX-License-Identifier: GPL-3.0-or-later
// What the readers make of every real log in ../shared, which is not part of the project, against count.py, which was
// written from the formats' grammar without them: file by file, outcome by outcome.
#include "logreading.h"
#include <QDir>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTest>
#include <algorithm>
#include <map>

using namespace mv;

namespace {

// As count.py names its columns, the lines first.
constexpr std::array kColumns { "lines", "delivered", "deferred", "bounced", "expired", "held", "local" };

struct Counts {
    QString format;
    std::array<std::uint64_t, kColumns.size()> cells {};
    bool operator==(const Counts&) const = default;
};
using Table = std::map<QString, Counts>; // by the path under the corpora

QString corpora() { return QDir::cleanPath(QStringLiteral(SHARED_DIR "/corpora")); }

const QStringList& folders()
{
    static const QStringList kFolders { QStringLiteral("logs"), QStringLiteral("mtalab"), QStringLiteral("replies") };
    return kFolders;
}

Table countedByScript(const QString& python, QStringList& withoutLog)
{
    QProcess script;
    QStringList arguments { QStringLiteral(SOURCE_DIR "/tests/coverage/count.py"), QStringLiteral("--files") };
    for (const QString& folder : folders())
        arguments << corpora() + QLatin1Char('/') + folder;
    script.start(python, arguments);
    if (!script.waitForFinished(300'000) || script.exitCode() != 0)
        qFatal("%s", script.readAllStandardError().constData());
    Table table;
    for (const QString& line : QString::fromUtf8(script.readAllStandardOutput()).split(QLatin1Char('\n'))) {
        const QStringList cells = line.split(QStringLiteral(" | "));
        if (cells.size() != 2 + int(kColumns.size()) || cells[2] == QLatin1String(kColumns[0]))
            continue;
        if (cells[0] == QLatin1String("| (no log)")) {
            withoutLog << cells[1];
            continue;
        }
        Counts& counts = table[cells[0].mid(2)];
        counts.format = cells[1];
        for (std::size_t i = 0; i < kColumns.size(); ++i)
            counts.cells[i] = QString(cells[2 + int(i)]).remove(QLatin1String(" |")).toULongLong();
    }
    return table;
}

Table countedByReaders()
{
    std::vector<std::filesystem::path> paths;
    for (const QString& folder : folders())
        paths.push_back((corpora() + QLatin1Char('/') + folder).toStdString());
    const ReadLimits limits;
    SourceOpener opener(limits);
    Table table;
    for (const auto& ref : findSources(paths, limits)) {
        if (!ref)
            qFatal("%s", ref.error().what.c_str());
        auto source = opener.open(*ref);
        const auto log = source ? test::readLog(std::move(*source), ref->modified) : tl::unexpected(source.error());
        if (!log)
            qFatal("%s", log.error().what.c_str());
        if (!log->format)
            continue;
        const QString path = QString::fromStdString(shownPath(ref->path.string(), ref->member));
        Counts& counts = table[QDir(corpora()).relativeFilePath(path)];
        counts.format = QString::fromUtf8(log->format->name.data(), qsizetype(log->format->name.size()));
        counts.cells[0] = log->lines.total() - log->lines.repeated;
        for (std::size_t i = 1; i < kColumns.size(); ++i)
            counts.cells[i] = log->facts[static_cast<std::size_t>(*outcomeFrom(kColumns[i]))];
    }
    return table;
}

// What the readers say where count.py says something else, cell by cell: "bounced 3 (4), local 2 (1)".
QString difference(const Counts& readers, const Counts& script)
{
    const bool tells = std::any_of(script.cells.begin() + 1, script.cells.end(), [](auto n) { return n > 0; });
    if (readers.format.isEmpty() && !tells)
        return {}; // a few lines of nothing in particular
    QStringList cells;
    if (readers.format != script.format)
        cells << QStringLiteral("%1 (%2)").arg(readers.format, script.format);
    for (std::size_t i = 0; i < kColumns.size(); ++i) {
        if (readers.cells[i] != script.cells[i])
            cells << QStringLiteral("%1 %2 (%3)")
                         .arg(QLatin1String(kColumns[i]))
                         .arg(readers.cells[i])
                         .arg(script.cells[i]);
    }
    return cells.join(QStringLiteral(", "));
}

// Where both are right in their way.
struct Known {
    const char* file; // or several, as a shell names them
    const char* difference;
    const char* reason;
};
constexpr Known kKnown[] = {
    { "logs/harvest/auth-milter.log", "Sendmail (Postfix)", "two lines of milters, which both MTAs have" },
    { "logs/postfix-classic/lightmeter_complete.tar.gz!logs_sample/mail.err", "Sendmail (Postfix)",
        "two lines of milters, which both MTAs have" },
    { "logs/postfix-classic/lightmeter_complete.tar.gz!logs_sample/mail.err.[23].gz", "Sendmail (Postfix)",
        "two lines of milters, which both MTAs have" },
    { "logs/harvest/opensmtpd.log", " (OpenSMTPD), lines 0 (2), deferred 0 (1)",
        "two lines without time and program from an article: no log would be read that has no more" },
    { "logs/sendmail/wazuh_mail-errors", "local 0 (1)",
        "a line without a time, quoted in a mail of an alarm: when it was can't be told" },
    { "logs/exim/exim-testsuite.tar.gz!exim-testsuite/log/0495", "local 16 (21)",
        "mua_wrapper's words for a failure follow the address bare: a line that was cut off may look like them, so "
        "they are rejected" },
    { "logs/exim/exim-testsuite.tar.gz!exim-testsuite/log/5100", "local 31 (32)",
        "an SMTP dialogue is printed among the lines, and its \"DATA\" begins a binary field in the journal's export" },
};

bool fits(const Known& known, const QString& file)
{
    return QRegularExpression::fromWildcard(QString::fromUtf8(known.file), Qt::CaseSensitive).match(file).hasMatch();
}

} // namespace

class TestCorpusCounts : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void formatsWithoutLog();
    void same_data();
    void same();

private:
    Table m_script, m_readers;
    QStringList m_withoutLog;
};

void TestCorpusCounts::initTestCase()
{
    if (!QDir(corpora()).exists())
        QSKIP("../shared/corpora is not there: real logs are not tested.");
    const QString python = QStandardPaths::findExecutable(QStringLiteral("python3"));
    if (python.isEmpty())
        QSKIP("python3 is not there: nothing counts the real logs independently.");
    m_script = countedByScript(python, m_withoutLog);
    m_readers = countedByReaders();
    QVERIFY(m_script.size() > 100);
}

// Of these, ../shared has no log: their fixtures alone show what is read of them.
void TestCorpusCounts::formatsWithoutLog()
{
    QCOMPARE(
        m_withoutLog.join(QStringLiteral(", ")), QStringLiteral("Exim queue (exim -bp), Exchange message tracking"));
}

void TestCorpusCounts::same_data()
{
    QTest::addColumn<QString>("file");
    std::map<QString, bool> files;
    for (const Table* table : { &m_script, &m_readers }) {
        for (const auto& [file, counts] : *table)
            files[file] = true;
    }
    for (const auto& [file, unused] : files)
        QTest::newRow(qPrintable(file)) << file;
}

void TestCorpusCounts::same()
{
    QFETCH(QString, file);
    const QString found = difference(m_readers[file], m_script[file]);
    const auto known = std::ranges::find_if(kKnown, [&](const Known& k) { return fits(k, file); });
    const bool isKnown = known != std::end(kKnown);
    if (isKnown)
        qInfo("%s: %s", known->difference, known->reason);
    QCOMPARE(found, isKnown ? QString::fromUtf8(known->difference) : QString());
}

QTEST_GUILESS_MAIN(TestCorpusCounts)
#include "tst_corpus_counts.moc"
