// SPDX-License-Identifier: GPL-3.0-or-later
// What leaves the window: pictures, tables, the clipboard.
#include "app/exports.h"
#include "models/store/queries/attempts.h"
#include "models/tables/text.h"
#include "tests/app/windowfixture.h"
#include "tests/widgets/picturesof.h"
#include <QClipboard>
#include <QMenu>
#include <QMessageBox>
#include <QMimeData>
#include <QRegularExpression>
#include <QToolButton>
#include <QXmlStreamReader>

using namespace mv;
using namespace mv::test;

namespace {

constexpr int kCaption = 44; // above the picture of a panel

QByteArray contents(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

struct Drawing {
    QString error; // of the XML; empty: well-formed
    QSize size;    // of the view box
    QString title;
    QStringList texts; // in the order drawn
};

Drawing drawingIn(const QByteArray& svg)
{
    Drawing drawing;
    QXmlStreamReader xml(svg);
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement)
            continue;
        if (xml.name() == u"svg") {
            const QString box = xml.attributes().value(QStringLiteral("viewBox")).toString();
            drawing.size = { box.section(u' ', 2, 2).toInt(), box.section(u' ', 3, 3).toInt() };
        } else if (xml.name() == u"title") {
            drawing.title = xml.readElementText();
        } else if (xml.name() == u"text") {
            drawing.texts << xml.readElementText().trimmed();
        }
    }
    drawing.error = xml.errorString();
    return drawing;
}

// Of each page in points. Qt compresses what is drawn, not what the pages are.
QList<QSize> pagesIn(const QByteArray& pdf)
{
    static const QRegularExpression page(
        QStringLiteral(R"(/Type\s*/Page\b(?!s)[^>]*?/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+))"));
    QList<QSize> pages;
    for (auto found = page.globalMatch(QString::fromLatin1(pdf)); found.hasNext();) {
        const auto match = found.next();
        pages << QSize(qRound(match.captured(1).toDouble()), qRound(match.captured(2).toDouble()));
    }
    return pages;
}

} // namespace

class TestExports : public WindowFixture {
    Q_OBJECT
private slots:
    void initTestCase() { importSample(); }
    void init() { openSampleWindow(); }
    void cleanup() { closeWindow(); }
    void exportsPictures_data();
    void exportsPictures();
    void exportsTables_data();
    void exportsTables();
    void exportsTheReport();
    void exportsEveryAttempt_data();
    void exportsEveryAttempt();
    void cancelledExportLeavesNothing();
    void exportFailureIsTold();
    void copies();
};

void TestExports::exportsPictures_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<bool>("whole");
    QTest::addColumn<double>("scale");
    QTest::addColumn<QByteArray>("magic");
    QTest::newRow("panel PNG") << int(PictureKind::Png) << false << 1.0 << QByteArray("\x89PNG");
    QTest::newRow("panel PNG 4x") << int(PictureKind::Png) << false << 4.0 << QByteArray("\x89PNG");
    QTest::newRow("window PNG") << int(PictureKind::Png) << true << 2.0 << QByteArray("\x89PNG");
    QTest::newRow("panel SVG") << int(PictureKind::Svg) << false << 1.0 << QByteArray("<?xml");
    QTest::newRow("window SVG") << int(PictureKind::Svg) << true << 1.0 << QByteArray("<?xml");
    QTest::newRow("panel PDF") << int(PictureKind::Pdf) << false << 1.0 << QByteArray("%PDF");
    QTest::newRow("window PDF") << int(PictureKind::Pdf) << true << 1.0 << QByteArray("%PDF");
}

void TestExports::exportsPictures()
{
    QFETCH(int, kind);
    QFETCH(bool, whole);
    QFETCH(double, scale);
    QFETCH(QByteArray, magic);
    Exports& exports = m_app->window().exports();
    QSignalSpy saved(&exports, &Exports::saved);
    const QString path = m_folder.filePath(QStringLiteral("picture"));
    Panel* timeline = panel("timeline");
    exports.savePicture(whole ? nullptr : timeline, static_cast<PictureKind>(kind), scale, path);
    QTRY_COMPARE(saved.size(), 1);
    const QByteArray bytes = contents(path);
    QVERIFY(bytes.startsWith(magic));
    if (picturesWanted())
        QFile::copy(path,
            qEnvironmentVariable("MV_PICTURES") + QStringLiteral("/export ")
                + QString::fromLatin1(QTest::currentDataTag()));
    const QSize drawn = whole ? m_app->window().size() : timeline->size() + QSize(0, kCaption);
    switch (static_cast<PictureKind>(kind)) {
    case PictureKind::Png:
        QCOMPARE(QImage::fromData(bytes).size(), (QSizeF(drawn) * scale).toSize());
        break;
    case PictureKind::Pdf:
        QCOMPARE(pagesIn(bytes), QList { (QSizeF(drawn) * 72 / 96).toSize() });
        break;
    case PictureKind::Svg: {
        const Drawing drawing = drawingIn(bytes);
        QCOMPARE(drawing.error, QString());
        QCOMPARE(drawing.size, drawn);
        const UtcTime day = scope().range.from + std::chrono::hours(24);
        for (const QString& text : { QStringLiteral("Microsoft 365"), QStringLiteral("EX680695"), QStringLiteral("%"),
                 QStringLiteral("0"), text::dayShort(day, scope().zone) })
            QVERIFY2(drawing.texts.contains(text), qPrintable(text));
        if (!whole)
            QCOMPARE(drawing.title, timeline->title());
        break;
    }
    }
}

void TestExports::exportsTables_data()
{
    QTest::addColumn<QByteArray>("id");
    for (const char* id : { "providers", "timeline", "replies", "sources", "delay", "imports" })
        QTest::newRow(id) << QByteArray(id);
}

void TestExports::exportsTables()
{
    Exports& exports = m_app->window().exports();
    QSignalSpy saved(&exports, &Exports::saved);
    const QString path = m_folder.filePath(QStringLiteral("table.csv"));
    QFETCH(QByteArray, id);
    m_app->window().showPanel(panel(id.constData()));
    settle();
    exports.saveCsv(*panel(id.constData()), path);
    QTRY_COMPARE(saved.size(), 1);
    QCOMPARE(contents(path), QByteArray::fromStdString(toCsv(panel(id.constData())->visibleTable())));
    QVERIFY(contents(path).count('\n') > 1);
}

void TestExports::exportsTheReport()
{
    Exports& exports = m_app->window().exports();
    QSignalSpy saved(&exports, &Exports::saved);
    const QColor before = QApplication::palette().color(QPalette::Window);
    const QString path = m_folder.filePath(QStringLiteral("report.pdf"));
    exports.saveReport(path);
    QTRY_COMPARE_WITH_TIMEOUT(saved.size(), 1, kPatience);
    QVERIFY(contents(path).startsWith("%PDF"));
    QCOMPARE(pagesIn(contents(path)), QList { QSize(595, 842) }); // A4
    QCOMPARE(QApplication::palette().color(QPalette::Window), before);
    if (picturesWanted())
        QFile::copy(path, qEnvironmentVariable("MV_PICTURES") + QStringLiteral("/report.pdf"));
}

void TestExports::exportsEveryAttempt_data()
{
    QTest::addColumn<QString>("provider");
    QTest::addColumn<bool>("newestFirst");
    QTest::newRow("a filter, newest first") << QStringLiteral("Gmail") << true;
    QTest::newRow("a filter, oldest first") << QStringLiteral("Microsoft 365") << false;
    QTest::newRow("all") << QString() << true;
}

// Only a page of them is shown.
void TestExports::exportsEveryAttempt()
{
    QFETCH(QString, provider);
    QFETCH(bool, newestFirst);
    m_app->scope().showAll(); // more than one page
    if (!provider.isEmpty())
        m_app->scope().filter(FilterKind::Provider, provider, false);
    m_app->window().showPanel(panel("attempts"));
    qobject_cast<QToolButton*>(panel("attempts")->titleBarControls().first())
        ->menu()
        ->actions()
        .at(newestFirst ? 0 : 1)
        ->trigger();
    settle();
    const CsvTable shown = panel("attempts")->visibleTable();
    Exports& exports = m_app->window().exports();
    QSignalSpy saved(&exports, &Exports::saved), progressed(&exports, &Exports::progressed);
    const QString path = m_folder.filePath(QStringLiteral("attempts.csv"));
    exports.saveCsv(*panel("attempts"), path);
    QTRY_COMPARE_WITH_TIMEOUT(saved.size(), 1, kPatience);
    QVERIFY(progressed.size() >= 2);
    QVERIFY(progressed.last().first().toString().isEmpty());

    auto reader = Reader::open(m_database.toStdU16String());
    AttemptQuestion question;
    question.scope = scope();
    const auto matching = forEachAttempt(*reader, question, {}, [](const AttemptRow&) { return Result<void>(); });
    const QByteArray csv = contents(path);
    QCOMPARE(std::uint64_t(csv.count('\n')), *matching + 1);
    QVERIFY(csv.count('\n') > qsizetype(shown.rows.size()) + 1);
    const QByteArray beginning = QByteArray::fromStdString(toCsv(shown)); // in the columns and the order that are shown
    const auto lines = csv.split('\n'), first = beginning.trimmed().split('\n');
    for (qsizetype line = 0; line < first.size(); ++line)
        QCOMPARE(lines.at(line).trimmed(), first.at(line).trimmed());
}

void TestExports::cancelledExportLeavesNothing()
{
    m_app->scope().showAll(); // more than one page
    settle();
    Exports& exports = m_app->window().exports();
    QSignalSpy stopped(&exports, &Exports::stopped);
    const QString path = m_folder.filePath(QStringLiteral("cancelled.csv"));
    exports.saveCsv(*panel("attempts"), path);
    QVERIFY(m_app->window().actions().of(Act::Cancel)->isEnabled());
    m_app->window().actions().of(Act::Cancel)->trigger();
    QTRY_COMPARE_WITH_TIMEOUT(stopped.size(), 1, kPatience);
    QVERIFY(!QFile::exists(path));
    QVERIFY(!m_app->window().actions().of(Act::Cancel)->isEnabled());
}

void TestExports::exportFailureIsTold()
{
    Exports& exports = m_app->window().exports();
    QSignalSpy failed(&exports, &Exports::failed);
    exports.saveCsv(*panel("providers"), m_folder.filePath(QStringLiteral("no/such/folder/x.csv")));
    QTRY_COMPARE(failed.size(), 1);
    QVERIFY(failed.first().first().toString().contains(QStringLiteral("x.csv")));
    QTRY_VERIFY(m_app->window().findChild<QMessageBox*>());
    m_app->window().findChild<QMessageBox*>()->close();
}

void TestExports::copies()
{
    focusPanel(*panel("timeline"));
    m_app->window().actions().of(Act::Copy)->trigger();
    const QMimeData* copied = QGuiApplication::clipboard()->mimeData();
    QVERIFY(copied->hasImage());
    QCOMPARE(copied->text().count(u'\n'), int(panel("timeline")->visibleTable().rows.size()) + 1);
}

int main(int argc, char** argv)
{
    QApplication program(argc, argv);
    QApplication::setStyle(QStringLiteral("Fusion"));
    TestExports test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_exports.moc"
