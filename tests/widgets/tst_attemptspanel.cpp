// SPDX-License-Identifier: GPL-3.0-or-later
#include "panelfixture.h"
#include "widgets/panels/attemptspanel.h"
#include "widgets/panels/rawlineview.h"
#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QTextBlock>
#include <QToolButton>

using namespace mv;
using namespace mv::test;
using namespace Qt::StringLiterals;

static AttemptAnswer answer(const AttemptsModel::Page& page, std::int64_t first, std::int64_t count, bool more)
{
    AttemptAnswer a;
    a.page = page;
    a.rows.more = more;
    a.files[1] = u"/var/log/mail.log.1.gz"_s;
    for (std::int64_t i = first; i < first + count; ++i) {
        AttemptRow row;
        row.key = { i, 0, 0 };
        row.at = at("2023-10-12") + std::chrono::seconds(i);
        row.server = "mx" + std::to_string(i);
        row.recipientDomain = "example.com";
        row.provider = "Gmail";
        row.templ = "451 busy";
        row.file = 1;
        row.offset = std::uint64_t(i) * 100;
        a.rows.rows.push_back(row);
    }
    return a;
}

static AttemptsModel::Page firstPage(const PanelFixture& f) { return AttemptsModel().firstPage(f.scope.scope(), true); }

class TestAttemptsPanel : public QObject {
    Q_OBJECT
private slots:
    void rawLines();
    void longRawLineIsSeenWhole();
    void paging();
    void keepsItsPlace();
    void order();
    void columns();
    void copying();
};

void TestAttemptsPanel::rawLines()
{
    PanelFixture f;
    AttemptsPanel panel(f.context());
    present(panel, answer(firstPage(f), 0, 50, false), { 1200, 500 });
    QSignalSpy wanted(&panel, &AttemptsPanel::rawLineWanted);
    TableView& table = *tableOf(panel);
    press(table, 3, Qt::Key_Down);
    QTest::keyClick(&table, Qt::Key_Down); // held down: only where it rests
    QTRY_COMPARE(wanted.size(), 1);
    QCOMPARE(wanted.first().at(0).value<FileId>(), FileId(1));
    QCOMPARE(wanted.first().at(1).toULongLong(), 500ULL);
    auto* text = panel.findChild<RawLineView*>()->findChild<QPlainTextEdit*>();
    auto* place = panel.findChild<RawLineView*>()->findChild<QLabel*>();
    QCOMPARE(place->text(), u"/var/log/mail.log.1.gz, byte 500"_s);
    panel.showRawLines({ { "before", "the <b>line</b>", "after" }, 1 });
    QCOMPARE(text->toPlainText(), u"before\nthe <b>line</b>\nafter"_s);
    QCOMPARE(text->extraSelections().size(), 1);
    QCOMPARE(text->extraSelections().first().cursor.selectedText(), u"the <b>line</b>"_s);
    panel.findChild<RawLineView*>()->findChild<QPushButton*>()->click();
    QCOMPARE(QApplication::clipboard()->text(), u"the <b>line</b>"_s);
    panel.showRawError(u"mail.log.1.gz has gone"_s);
    QVERIFY(text->toPlainText().contains(u"has gone"_s));
    QVERIFY(text->extraSelections().isEmpty());
    panel.showRawLines({}); // an odd answer
    QVERIFY(text->extraSelections().isEmpty());
}

// However many rows it and its neighbours wrap to.
void TestAttemptsPanel::longRawLineIsSeenWhole()
{
    PanelFixture f;
    AttemptsPanel panel(f.context());
    present(panel, answer(firstPage(f), 0, 50, false), { 1100, 250 });
    QSignalSpy wanted(&panel, &AttemptsPanel::rawLineWanted);
    press(*tableOf(panel), 3, Qt::Key_Down);
    QTRY_COMPARE(wanted.size(), 1);
    const std::string line(260, 'x'), longer(700, 'y');
    panel.showRawLines({ { longer, longer, line, longer }, 2 });
    auto* text = panel.findChild<RawLineView*>()->findChild<QPlainTextEdit*>();
    QTextCursor cursor(text->document()->findBlockByNumber(2));
    QVERIFY(text->cursorRect(cursor).top() >= 0);
    cursor.movePosition(QTextCursor::EndOfBlock);
    QVERIFY(text->cursorRect(cursor).top() > 0); // it wraps
    QVERIFY(text->cursorRect(cursor).bottom() <= text->viewport()->height());
}

void TestAttemptsPanel::paging()
{
    PanelFixture f;
    AttemptsPanel panel(f.context());
    std::vector<Panel::Done> asked;
    connect(
        &panel, &Panel::askedBeside, this, [&](const Panel::Ask&, const Panel::Done& done) { asked.push_back(done); });
    present(panel, answer(firstPage(f), 0, 200, true));
    TableView& table = *tableOf(panel);
    QVERIFY(panel.subtitle().startsWith(u"first 200"_s));
    table.doItemsLayout();
    QTest::qWait(0);
    QCOMPARE(asked.size(), std::size_t(0)); // nobody has looked further down
    const auto askedAtTheBottom = [&] { // which may move once more while the panel is laid out
        table.scrollToBottom();
        return asked.size() == 1;
    };
    QTRY_VERIFY(askedAtTheBottom());
    auto next = firstPage(f);
    next.number = 1;
    next.question.after = AttemptKey { 199, 0, 0 };
    asked.back()(tl::unexpected(Error { "disk on fire", false }));
    QCOMPARE(table.table()->rowCount(), 201);
    table.scrollToTop();
    table.scrollToBottom();
    table.viewport()->update();
    QTRY_VERIFY(asked.size() >= 2); // tried again
    asked.back()(std::any(answer(next, 200, 30, false)));
    QCOMPARE(table.table()->rowCount(), 230);
    QCOMPARE(panel.subtitle(), u"230 line(s)"_s);
    QCOMPARE(panel.visibleTable().rows.size(), std::size_t(230));
}

void TestAttemptsPanel::keepsItsPlace()
{
    PanelFixture f;
    AttemptsPanel panel(f.context());
    present(panel, answer(firstPage(f), 0, 100, false));
    TableView& table = *tableOf(panel);
    table.scrollToBottom();
    const int place = table.verticalScrollBar()->value();
    QVERIFY(place > 0);
    panel.show(answer(firstPage(f), -20, 120, false)); // an import goes on
    QCOMPARE(table.table()->rowCount(), 100);
    QCOMPARE(table.verticalScrollBar()->value(), place);
    QVERIFY(panel.subtitle().contains(u"more was imported"_s));
    table.scrollToTop();
    QCOMPARE(table.table()->rowCount(), 120);
    Scope other = f.scope.scope();
    other.filters.servers = { "mx1" };
    table.scrollToBottom();
    panel.show(answer(AttemptsModel().firstPage(other, true), 0, 1, false)); // another question is shown at once
    QCOMPARE(table.table()->rowCount(), 1);
}

void TestAttemptsPanel::order()
{
    PanelFixture f;
    AttemptsPanel panel(f.context());
    present(panel, answer(firstPage(f), 0, 10, false));
    QSignalSpy again(&panel, &Panel::askAgain);
    auto* button = qobject_cast<QToolButton*>(panel.titleBarControls().constFirst());
    button->menu()->actions().at(1)->trigger();
    QCOMPARE(again.size(), 1);
    QCOMPARE(button->text(), u"Oldest first ▾"_s);
    button->menu()->actions().at(1)->trigger();
    QCOMPARE(again.size(), 1);
}

void TestAttemptsPanel::columns()
{
    PanelFixture f;
    AttemptsPanel panel(f.context());
    present(panel, answer(firstPage(f), 0, 10, false), { 1600, 400 });
    TableView& table = *tableOf(panel);
    const auto before = panel.visibleTable().header.size();
    table.columnsMenu()->actions().at(AttemptsModel::QueueId - 1)->trigger();
    QCOMPARE(panel.visibleTable().header.size(), before + 1);
    QCOMPARE(panel.visibleTable().header.back(), "Queue id");
}

void TestAttemptsPanel::copying()
{
    PanelFixture f;
    AttemptsPanel panel(f.context());
    present(panel, answer(firstPage(f), 0, 10, false));
    TableView& table = *tableOf(panel);
    press(table, 2, Qt::Key_Down, Qt::ShiftModifier);
    click(table, 2);
    click(table, 4, 0, Qt::ShiftModifier);
    QTest::keyClick(&table, Qt::Key_C, Qt::ControlModifier);
    const QStringList lines = QApplication::clipboard()->text().trimmed().split(u'\n');
    QCOMPARE(lines.size(), 4); // the header and what is selected
    QVERIFY(lines.at(1).startsWith(u"2023-10-12T00:00:02Z\tmx2\t"_s));
    QVERIFY(f.filters().empty()); // here a click selects
}

QTEST_MAIN(TestAttemptsPanel)
#include "tst_attemptspanel.moc"
