// SPDX-License-Identifier: GPL-3.0-or-later
// The rules of docs/ARCHITECTURE.md that link lines can't enforce: a static library that calls an unlinked one still
// links.
#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QTest>

namespace {

const QString kRoot = QStringLiteral(SOURCE_DIR "/");

struct SourceLine {
    QString file; // relative to the root
    int number;
    QString text;
};

QStringList sourceFiles(
    const QString& folder, const QStringList& patterns = { QStringLiteral("*.h"), QStringLiteral("*.cpp") })
{
    QStringList files;
    QDirIterator it(kRoot + folder, patterns, QDir::Files, QDirIterator::Subdirectories);
    while (it.hasNext())
        files << it.next().mid(kRoot.size());
    return files;
}

QList<SourceLine> linesOf(const QString& file)
{
    QFile opened(kRoot + file);
    QList<SourceLine> lines;
    if (!opened.open(QIODevice::ReadOnly))
        return lines;
    for (int number = 1; !opened.atEnd(); ++number)
        lines << SourceLine { file, number, QString::fromUtf8(opened.readLine()) };
    return lines;
}

QString place(const SourceLine& line)
{
    return QStringLiteral("%1:%2: %3").arg(line.file).arg(line.number).arg(line.text.trimmed());
}

bool startsWithAny(const QString& text, const QStringList& prefixes)
{
    return std::ranges::any_of(prefixes, [&](const QString& p) { return text.startsWith(p); });
}

} // namespace

class TestLayers : public QObject {
    Q_OBJECT
private slots:
    void includes_data();
    void includes();
    void onlyIn_data();
    void onlyIn();
    void length();
    void licence();
};

// Who may include whom. A folder may always include itself.
void TestLayers::includes_data()
{
    QTest::addColumn<QString>("folder");
    QTest::addColumn<QStringList>("may");
    QTest::addColumn<QString>("qt"); // include names that begin with Q: none, or the modules meant
    const auto row = [](const char* folder, std::initializer_list<const char*> may, const char* qt) {
        QStringList list { QString::fromLatin1(folder) + u'/' };
        for (const char* m : may)
            list << QString::fromLatin1(m);
        QTest::newRow(folder) << QString::fromLatin1(folder) << list << QString::fromLatin1(qt);
    };
    row("models/mail", {}, "");
    row("models/ingest", { "models/mail/" }, "");
    row("models/documents", { "models/mail/", "models/ingest/" }, "QXmlStreamReader QString QByteArray");
    row("models/probes", { "models/mail/" }, "");
    row("models/classify", { "models/mail/" }, "");
    row("models/analysis", { "models/mail/" }, "");
    row("models/store", { "models/mail/" }, "");
    row("models/jobs",
        { "models/mail/", "models/ingest/", "models/documents/", "models/probes/", "models/classify/", "models/store/",
            "models/analysis/" },
        "QDateTime QTimeZone");
    row("models/export", { "models/mail/", "models/store/queries/", "models/store/reader.h", "models/analysis/" }, "");
    row("models/tables", { "models/mail/", "models/store/queries/", "models/store/reader.h", "models/analysis/" },
        "any");
    row("widgets",
        { "models/mail/", "models/store/queries/", "models/store/reader.h", "models/analysis/", "models/jobs/",
            "models/tables/", "models/export/" },
        "any");
    row("app",
        { "widgets/", "models/jobs/", "models/store/", "models/export/", "models/tables/", "models/mail/",
            "models/classify/", "models/ingest/", "models/probes/", "models/analysis/" },
        "any");
}

void TestLayers::includes()
{
    QFETCH(QString, folder);
    QFETCH(QStringList, may);
    QFETCH(QString, qt);
    static const QRegularExpression include(QStringLiteral(R"(^\s*#\s*include\s*(["<])([^">]+))"));
    QStringList wrong;
    for (const QString& file : sourceFiles(folder)) {
        for (const SourceLine& line : linesOf(file)) {
            const auto match = include.match(line.text);
            if (!match.hasMatch())
                continue;
            const QString what = match.captured(2);
            const bool quoted = match.captured(1) == u'"';
            const bool generated = quoted && !what.contains(u'/'); // moc and embedded text
            const bool layerOk = !quoted || generated || startsWithAny(what, may);
            const bool isQt = !quoted && what.startsWith(u'Q');
            const bool qtOk = !isQt || qt == QLatin1String("any") || qt.split(u' ').contains(what);
            if (!layerOk || !qtOk)
                wrong << place(line);
        }
    }
    QVERIFY2(wrong.isEmpty(), qPrintable(u'\n' + wrong.join(u'\n')));
}

// Words that belong to one place.
void TestLayers::onlyIn_data()
{
    QTest::addColumn<QString>("word");
    QTest::addColumn<QStringList>("places");
    const auto row = [](const char* name, const char* word, const QStringList& places) {
        QTest::newRow(name) << QString::fromLatin1(word) << places;
    };
    row("the SQLite API", "<sqlite3.h>", { QStringLiteral("models/store/sqlite/") });
    row("queries", "\"SELECT ", { QStringLiteral("models/store/") });
    row("message boxes", "QMessageBox", { QStringLiteral("widgets/dialogs/") });
    row("nested event loops", "processEvents", {});
}

void TestLayers::onlyIn()
{
    QFETCH(QString, word);
    QFETCH(QStringList, places);
    QStringList wrong;
    for (const QString& folder : { QStringLiteral("app"), QStringLiteral("models"), QStringLiteral("widgets") }) {
        for (const QString& file : sourceFiles(folder)) {
            if (startsWithAny(file, places))
                continue;
            for (const SourceLine& line : linesOf(file)) {
                if (line.text.contains(word))
                    wrong << place(line);
            }
        }
    }
    QVERIFY2(wrong.isEmpty(), qPrintable(u'\n' + wrong.join(u'\n')));
}

void TestLayers::length()
{
    QStringList wrong;
    for (const QString& folder :
        { QStringLiteral("app"), QStringLiteral("models"), QStringLiteral("widgets"), QStringLiteral("tests") }) {
        for (const QString& file : sourceFiles(folder)) {
            if (const auto lines = linesOf(file).size(); lines > 500)
                wrong << QStringLiteral("%1: %2 lines").arg(file).arg(lines);
        }
    }
    QVERIFY2(wrong.isEmpty(), qPrintable(u'\n' + wrong.join(u'\n')));
}

void TestLayers::licence()
{
    QStringList wrong;
    const QStringList patterns { QStringLiteral("*.h"), QStringLiteral("*.cpp"), QStringLiteral("*.cmake"),
        QStringLiteral("CMakeLists.txt"), QStringLiteral("*.sql"), QStringLiteral("*.sh") };
    for (const QString& folder :
        { QStringLiteral("app"), QStringLiteral("models"), QStringLiteral("widgets"), QStringLiteral("tests"),
            QStringLiteral("cmake"), QStringLiteral("resources"), QStringLiteral("installer") }) {
        for (const QString& file : sourceFiles(folder, patterns)) {
            const auto lines = linesOf(file);
            const bool found = std::any_of(
                lines.begin(), lines.begin() + std::min<qsizetype>(3, lines.size()), [](const SourceLine& l) {
                    return l.text.contains(QLatin1String("SPDX-License-Identifier: GPL-3.0-or-later"));
                });
            if (!found)
                wrong << file;
        }
    }
    QVERIFY2(wrong.isEmpty(), qPrintable(u'\n' + wrong.join(u'\n')));
}

QTEST_GUILESS_MAIN(TestLayers)
#include "tst_layers.moc"
