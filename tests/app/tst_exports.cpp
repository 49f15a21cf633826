// SPDX-License-Identifier: GPL-3.0-or-later
// What leaves the window: pictures, tables, the clipboard.
#include "app/exports.h"
#include "tests/app/windowfixture.h"
#include "tests/widgets/picturesof.h"
#include <QClipboard>
#include <QMessageBox>
#include <QMimeData>

using namespace mv;
using namespace mv::test;

namespace {

QByteArray contents(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
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
    void exportsTables();
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
    if (static_cast<PictureKind>(kind) == PictureKind::Png) {
        const QWidget& drawn = whole ? static_cast<QWidget&>(m_app->window()) : *timeline;
        QCOMPARE(QImage::fromData(bytes).width(), int(drawn.width() * scale));
    }
}

void TestExports::exportsTables()
{
    Exports& exports = m_app->window().exports();
    QSignalSpy saved(&exports, &Exports::saved);
    const QString path = m_folder.filePath(QStringLiteral("table.csv"));
    for (const char* id : { "providers", "timeline", "replies" }) {
        saved.clear();
        exports.saveCsv(*panel(id), path);
        QTRY_COMPARE(saved.size(), 1);
        QCOMPARE(contents(path), QByteArray::fromStdString(toCsv(panel(id)->visibleTable())));
        QVERIFY2(contents(path).count('\n') > 1, id);
    }
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
