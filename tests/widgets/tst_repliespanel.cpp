// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/repliesmodel.h"
#include "panelfixture.h"
#include "widgets/delegates/replytext.h"
#include "widgets/panels/repliespanel.h"
#include <QMenu>
#include <QToolButton>

using namespace mv;
using namespace mv::test;
using namespace Qt::StringLiterals;
using Names = std::vector<std::string>;

static ReplyAnswer answer(const Scope& scope)
{
    ReplyAnswer a;
    a.scope = scope;
    const auto row = [&](Outcome outcome, const char* reason, const char* text, std::uint64_t attempts) {
        ReplyRow r;
        r.outcome = outcome;
        r.reason = reason;
        r.text = text;
        r.attempts = attempts;
        r.firstSeen = at("2023-10-12T06:15");
        a.rows.rows.push_back(r);
    };
    row(Outcome::Deferred, "throttled", "451 4.7.500 busy [‹ip›]", 190);
    row(Outcome::Deferred, "unclassified", "451 odd", 10);
    row(Outcome::Bounced, "unknown-user", "550 nobody", 5);
    row(Outcome::Delivered, "", "250 ok", 800);
    a.rows.total = counts(800, 200);
    a.rows.sources = 40;
    return a;
}

class TestRepliesPanel : public QObject {
    Q_OBJECT
private slots:
    void filtering();
    void grouping();
    void drillingDown();
    void runs();
};

void TestRepliesPanel::filtering()
{
    PanelFixture f;
    RepliesPanel panel(f.context());
    present(panel, answer(f.scope.scope()));
    TableView& table = *tableOf(panel);
    QCOMPARE(panel.subtitle().replace(QChar(0x2009), u' ').section(u", "_s, 1), u"5.0 % of deferrals unclassified"_s);
    click(table, 1, RepliesModel::Template);
    QCOMPARE(f.filters().templates, Names { "451 4.7.500 busy [‹ip›]" });
    QVERIFY(table.isMarked(1));
    click(table, 2, RepliesModel::Reason);
    QCOMPARE(f.filters().reasons, Names { "unclassified" });
    press(table, 2, Qt::Key_Space); // the keyboard adds the template
    QCOMPARE(f.filters().templates.size(), std::size_t(2));
}

void TestRepliesPanel::grouping()
{
    PanelFixture f;
    RepliesPanel panel(f.context());
    present(panel, answer(f.scope.scope()));
    TableView& table = *tableOf(panel);
    QCOMPARE(table.table()->rowCount(), 6); // Delivered is closed
    QCOMPARE(panel.visibleTable().rows.size(), std::size_t(3));
    click(table, 0);
    QCOMPARE(table.table()->rowCount(), 4);
    press(table, 0, Qt::Key_Right);
    QCOMPARE(table.table()->rowCount(), 6);
    press(table, 0, Qt::Key_Right); // open already
    QCOMPARE(table.table()->rowCount(), 6);
    QVERIFY(f.filters().empty());
    auto* button = qobject_cast<QToolButton*>(panel.titleBarControls().constFirst());
    button->menu()->actions().constLast()->trigger();
    QCOMPARE(table.table()->rowCount(), 4);
    QCOMPARE(button->text(), u"Group: none ▾"_s);
    QCOMPARE(panel.visibleTable().header.front(), "Reason"); // no outcome column any more
}

void TestRepliesPanel::drillingDown()
{
    PanelFixture f;
    RepliesPanel panel(f.context());
    present(panel, answer(f.scope.scope()));
    press(*tableOf(panel), 4, Qt::Key_Return, Qt::ControlModifier);
    QCOMPARE(f.filters().templates, Names { "550 nobody" });
    QCOMPARE(f.filters().outcomes, std::vector { Outcome::Bounced });
}

void TestRepliesPanel::runs()
{
    const QList<TextRun> expected { { u"451 ["_s, false }, { u"‹ip›"_s, true }, { u"] ‹"_s, false } };
    QCOMPARE(runsOf(u"451 [‹ip›] ‹"_s), expected);
    QVERIFY(runsOf({}).isEmpty());
    QCOMPARE(runsOf(u"›x‹"_s).size(), 1);
}

QTEST_MAIN(TestRepliesPanel)
#include "tst_repliespanel.moc"
