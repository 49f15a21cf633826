// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/importsmodel.h"
#include "panelfixture.h"
#include "picturesof.h"
#include "widgets/panels/importspanel.h"
#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QPushButton>

using namespace mv;
using namespace mv::test;
using namespace Qt::StringLiterals;

static ImportAnswer answer()
{
    ImportAnswer a;
    for (FileId id = 1; id <= 2; ++id) {
        ImportedFile file;
        file.id = id;
        file.path = "/var/log/mail.log." + std::to_string(id);
        file.state = FileState::Complete;
        file.lines.delivery = 1000;
        file.lines.rejected[std::size_t(RejectReason::BadTime)] = 2;
        a.rows.files.push_back(file);
        const RejectedLine line { 7, RejectReason::BadTime, "Oct 99 to=<ann@example.com>" };
        a.rows.notUnderstood.push_back({ id, { line, 2, std::uint64_t(id) } });
    }
    return a;
}

static std::vector<FileProgress> progress()
{
    std::vector<FileProgress> files(3);
    files[0].path = "/a/mail.log";
    files[0].state = FileProgress::State::Reading;
    files[0].diskPosition = 25;
    files[0].diskSize = 100;
    files[0].seconds = 10;
    files[0].lines.delivery = 4000;
    files[1].path = "/a/done.log";
    files[1].state = FileProgress::State::Done;
    files[2].path = "/a/odd.csv";
    files[2].state = FileProgress::State::Failed;
    files[2].message = "no known format";
    return files;
}

static TableView* named(const ImportsPanel& panel, const QString& name)
{
    for (TableView* table : panel.findChildren<TableView*>()) {
        if (table->accessibleName() == name)
            return table;
    }
    return nullptr;
}

class TestImportsPanel : public QObject {
    Q_OBJECT
private slots:
    void running();
    void manyFiles();
    void notUnderstood();
    void importsAgain();
    void pictures();
    void beforeAnything();
};

void TestImportsPanel::running()
{
    PanelFixture f;
    ImportsPanel panel(f.context());
    present(panel, answer());
    auto* cancel = qobject_cast<QPushButton*>(panel.titleBarControls().constFirst());
    QVERIFY(!cancel->isEnabled());
    TableView& table = *named(panel, u"Import at hand"_s);
    QVERIFY(!table.isVisible());
    panel.showProgress(progress());
    QVERIFY(table.isVisible());
    QVERIFY(cancel->isEnabled());
    const auto cell = [&](int line, int column) {
        return table.table()->index(line, column).data().toString().replace(QChar(0x2009), u' ');
    };
    QCOMPARE(cell(1, ImportsModel::Progress), u"25 %"_s);
    QCOMPARE(cell(1, ImportsModel::Rate), u"400 lines/s"_s);
    QCOMPARE(cell(1, ImportsModel::State), u"Reading, 30 s left"_s);
    QCOMPARE(cell(3, ImportsModel::State), u"✕ Stopped: no known format"_s);
    QVERIFY(panel.subtitle().startsWith(u"1 file"_s));
    QSignalSpy cancelled(&panel, &ImportsPanel::cancelImport);
    cancel->click();
    QCOMPARE(cancelled.size(), 1);
    auto ended = progress();
    ended[0].state = FileProgress::State::Cancelled;
    panel.showProgress(ended);
    QVERIFY(!cancel->isEnabled());
    QCOMPARE(table.table()->rowCount(), 3); // what the journal tells is not told twice
    QCOMPARE(panel.visibleTable().rows.size(), std::size_t(4));
    panel.showProgress({});
    QVERIFY(!table.isVisible());
}

void TestImportsPanel::manyFiles()
{
    std::vector<FileProgress> files(10'000);
    for (FileProgress& file : files)
        file.state = FileProgress::State::Done;
    files[7000].state = FileProgress::State::Reading;
    files[9000].state = FileProgress::State::Failed;
    const auto lines = progressLines(files);
    QCOMPARE(lines.size(), std::size_t(200));
    QVERIFY(lines[0].state == ImportLine::State::Reading);
    QVERIFY(lines[1].state == ImportLine::State::Failed);
}

void TestImportsPanel::notUnderstood()
{
    PanelFixture f;
    ImportsPanel panel(f.context());
    present(panel, answer());
    TableView& kinds = *named(panel, u"Lines that were not understood"_s);
    TableView& journal = *named(panel, u"Journal of imported files"_s);
    QCOMPARE(kinds.table()->rowCount(), 3);
    click(journal, 1);
    QCOMPARE(kinds.table()->rowCount(), 2);
    QVERIFY(journal.isMarked(1));
    QVERIFY(f.filters().empty());
    click(journal, 1);
    QCOMPARE(kinds.table()->rowCount(), 3);
    for (QPushButton* button : panel.findChildren<QPushButton*>()) {
        if (button->text() == u"Copy for a bug report"_s)
            button->click();
    }
    const QString copied = QApplication::clipboard()->text();
    QVERIFY(copied.contains(u"to=<‹addr›@example.com>"_s));
    QVERIFY(copied.contains(u"Time not understood\t2\t"_s));
    QVERIFY(!copied.contains(u"ann"_s));
    QVERIFY(!copied.contains(u"mail.log"_s));
}

void TestImportsPanel::importsAgain()
{
    PanelFixture f;
    ImportsPanel panel(f.context());
    present(panel, answer());
    TableView& journal = *named(panel, u"Journal of imported files"_s);
    QSignalSpy wanted(&panel, &ImportsPanel::importAgainWanted);
    journal.setCurrentIndex(journal.table()->index(2, 0));
    const QPoint at = journal.visualRect(journal.table()->index(2, 0)).center();
    QContextMenuEvent asks(QContextMenuEvent::Mouse, at, journal.viewport()->mapToGlobal(at));
    QApplication::sendEvent(journal.viewport(), &asks);
    for (QAction* action : journal.findChildren<QAction*>()) {
        if (action->text() == u"Import again with other options…"_s)
            action->trigger();
    }
    QCOMPARE(wanted.size(), 1);
    QCOMPARE(wanted.at(0).at(0).value<FileId>(), FileId(2));
}

void TestImportsPanel::beforeAnything()
{
    PanelFixture f;
    ImportsPanel panel(f.context());
    QVERIFY(!panel.needsData());
    present(panel, ImportAnswer {});
    QCOMPARE(panel.state(), Panel::State::NothingImported);
    panel.showProgress(progress());
    QCOMPARE(panel.state(), Panel::State::Rows);
}

void TestImportsPanel::pictures()
{
    if (!picturesWanted())
        QSKIP("No pictures are wanted: set MV_PICTURES to a folder");
    PanelFixture f;
    ImportsPanel panel(f.context());
    ImportAnswer a = answer();
    a.rows.files[0].format = a.rows.files[1].format = "postfix";
    a.rows.files[1].lines.rejected[std::size_t(RejectReason::NotThisFormat)] = 12'345;
    const RejectedLine odd { 9'000, RejectReason::NotThisFormat,
        "Oct 12 06:12:01 mx1 oddprog[77]: transferred <ann@example.com> in 7 steps to 192.0.2.7" };
    a.rows.notUnderstood.push_back({ 2, { odd, 12'300, 77 } });
    present(panel, a, { 1600, 260 });
    savePicture(panel, "imports", 1);
}

QTEST_MAIN(TestImportsPanel)
#include "tst_importspanel.moc"
