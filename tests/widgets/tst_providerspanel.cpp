// SPDX-License-Identifier: GPL-3.0-or-later
#include "panelfixture.h"
#include "widgets/panels/providercard.h"
#include "widgets/panels/providerspanel.h"
#include <QApplication>
#include <QClipboard>
#include <QLabel>

using namespace mv;
using namespace mv::test;
using namespace Qt::StringLiterals;
using Names = std::vector<std::string>;

static ProviderAnswer answer()
{
    ProviderAnswer a;
    a.compares = true;
    a.rates.edges = { at("2023-10-12T00:00"), at("2023-10-12T01:00"), at("2023-10-12T02:00") };
    a.rates.comparedEdges = { at("2023-10-05T00:00"), at("2023-10-05T01:00"), at("2023-10-05T02:00") };
    a.rates.unlistedProviders = 2;
    const auto group = [&](const char* name, Counts first, Counts second, Counts before) {
        RateGroup g;
        g.name = name;
        g.buckets = { first, second };
        g.total = first;
        g.total += second;
        g.comparedBuckets = { before, {} };
        g.comparedTotal = before;
        a.rates.total += g.total;
        a.rates.comparedTotal += before;
        a.rates.groups.push_back(g);
    };
    group("Gmail", counts(5000, 50), counts(5000, 50), counts(9900, 100));
    group("Microsoft 365", counts(50, 50), counts(2, 8), counts(198, 2));
    group("Other", counts(97, 3), counts(97, 3), counts(97, 3));
    DelayRow delay;
    delay.provider = "Microsoft 365";
    delay.cell.p95 = Delay { std::chrono::minutes(400), true };
    delay.compared.p95 = Delay { std::chrono::seconds(38), false };
    delay.cell.waiting = 2114;
    delay.oldestWaiting = std::chrono::hours(43);
    a.delays.providers = { delay };
    return a;
}

class TestProvidersPanel : public QObject {
    Q_OBJECT
private slots:
    void order();
    void filtering();
    void keyboard();
    void drillingDown();
    void card();
    void peaks();
    void narrow();
    void cardFits_data();
    void cardFits();
    void wholeRows();
    void copying();
    void nothing();
};

void TestProvidersPanel::order()
{
    PanelFixture f;
    ProvidersPanel panel(f.context());
    present(panel, answer(), { 402, 480 });
    const TableView& table = *tableOf(panel);
    QCOMPARE(lineOf(table, u"Microsoft 365"_s), 0); // worsened most
    QCOMPARE(lineOf(table, u"Other (2)"_s), 1);
    QCOMPARE(lineOf(table, u"All providers"_s), 3);
    QCOMPARE(panel.subtitle(), u"3 · sorted by change"_s);
    QCOMPARE(table.visibleColumns().size(), std::size_t(5));
    ProviderAnswer alone = answer();
    alone.compares = false;
    panel.show(alone);
    QCOMPARE(lineOf(table, u"Gmail"_s), 0); // most attempts
    QCOMPARE(table.visibleColumns().size(), std::size_t(4));
}

void TestProvidersPanel::filtering()
{
    PanelFixture f;
    ProvidersPanel panel(f.context());
    present(panel, answer(), { 402, 480 });
    TableView& table = *tableOf(panel);
    click(table, 0);
    QCOMPARE(f.filters().providers, Names { "Microsoft 365" });
    QVERIFY(table.isMarked(0));
    click(table, lineOf(table, u"Other"_s), 1, Qt::ControlModifier);
    QCOMPARE(f.filters().providers, (Names { "Microsoft 365", "Other" }));
    panel.show(answer()); // siblings and marks stay
    QVERIFY(table.isMarked(0) && table.isMarked(1) && !table.isMarked(2));
    click(table, lineOf(table, u"All providers"_s));
    QCOMPARE(f.filters().providers.size(), std::size_t(2)); // the total filters nothing
    f.scope.undo();
    QVERIFY(!table.isMarked(1));
}

void TestProvidersPanel::keyboard()
{
    PanelFixture f;
    ProvidersPanel panel(f.context());
    present(panel, answer(), { 402, 480 });
    TableView& table = *tableOf(panel);
    press(table, 0, Qt::Key_Down);
    QVERIFY(f.filters().providers.empty()); // looking is not filtering
    QTest::keyClick(&table, Qt::Key_Return);
    QCOMPARE(f.filters().providers, Names { "Other" });
    press(table, 2, Qt::Key_Space);
    QCOMPARE(f.filters().providers, (Names { "Other", "Gmail" }));
}

void TestProvidersPanel::drillingDown()
{
    PanelFixture f;
    ProvidersPanel panel(f.context());
    present(panel, answer(), { 402, 480 });
    TableView& table = *tableOf(panel);
    QSignalSpy drilled(&f.scope, &ScopeStack::drilledDown);
    press(table, 0, Qt::Key_Return, Qt::ControlModifier);
    QCOMPARE(drilled.size(), 1);
    QCOMPARE(f.filters().providers, Names { "Microsoft 365" });
    QTest::mouseDClick(table.viewport(), Qt::LeftButton, {}, table.visualRect(table.table()->index(2, 0)).center());
    QCOMPARE(drilled.size(), 2);
    QCOMPARE(f.filters().providers, Names { "Gmail" });
}

void TestProvidersPanel::card()
{
    PanelFixture f;
    ProvidersPanel panel(f.context());
    present(panel, answer(), { 402, 480 });
    QStringList said;
    for (const QLabel* label : panel.findChild<ProviderCard*>()->findChildren<QLabel*>())
        said << label->text().replace(QChar(0x2009), u' ');
    for (const QString& text : { u"50.0 %"_s, u"Thu 12, 00:00"_s, u"at least 6 h 40 min"_s, u"usually 38 s"_s,
             u"2 114"_s, u"oldest 43 h"_s, u"52.7 %"_s, u"usually 1.0 %"_s })
        QVERIFY2(said.contains(text), qPrintable(text + u" not in "_s + said.join(u'|')));
    click(*tableOf(panel), 2);
    QCOMPARE(panel.findChild<ProviderCard*>()->accessibleName(), u"Gmail in this range"_s);
}

void TestProvidersPanel::peaks()
{
    const std::vector<UtcTime> edges { at("2023-10-12T00:00"), at("2023-10-12T01:00"), at("2023-10-12T02:00") };
    QCOMPARE(peakOf({ counts(20, 20), counts(1, 9) }, edges)->rate, 0.5); // ten attempts mean little
    QCOMPARE(peakOf({ counts(9, 1), counts(1, 9) }, edges)->rate, 0.9);   // but are all there is
    QVERIFY(!peakOf({ {}, {} }, edges));
}

void TestProvidersPanel::narrow()
{
    PanelFixture f;
    ProvidersPanel panel(f.context());
    present(panel, answer(), { 280, 200 });
    const auto columns = tableOf(panel)->visibleColumns();
    QCOMPARE(columns, (std::vector<int> { 0, 1, 2 })); // dropped from the right
    QVERIFY(!panel.findChild<ProviderCard*>()->isVisible());
}

void TestProvidersPanel::cardFits_data()
{
    QTest::addColumn<int>("width");
    QTest::newRow("as wide as it comes") << 402;
    QTest::newRow("as narrow as it gets") << 280;
}

// Names and figures are never cut: what is usual gives way.
void TestProvidersPanel::cardFits()
{
    QFETCH(int, width);
    PanelFixture f;
    ProvidersPanel panel(f.context());
    present(panel, answer(), { width, 480 });
    const auto* card = panel.findChild<ProviderCard*>();
    QTRY_VERIFY(card->isVisible());
    int whole = 0;
    for (const QLabel* label : card->findChildren<QLabel*>()) {
        QVERIFY2(label->geometry().right() < card->width(), qPrintable(label->text()));
        if (label->minimumSizeHint().width() > 0) {
            QVERIFY2(label->width() >= label->sizeHint().width(), qPrintable(label->text()));
            ++whole;
        }
    }
    QVERIFY(whole >= 10);
}

void TestProvidersPanel::wholeRows()
{
    PanelFixture f;
    ProvidersPanel panel(f.context());
    ProviderAnswer many = answer();
    for (int i = 0; i < 20; ++i)
        many.rates.groups.push_back(many.rates.groups.front());
    present(panel, many, { 402, 500 });
    const TableView& table = *tableOf(panel);
    QTRY_VERIFY(table.viewport()->height() > 28 * 3);
    QCOMPARE(table.viewport()->height() % 28, 1); // and the line under the last
}

void TestProvidersPanel::copying()
{
    PanelFixture f;
    ProvidersPanel panel(f.context());
    present(panel, answer(), { 402, 480 });
    QTest::keyClick(tableOf(panel), Qt::Key_C, Qt::ControlModifier);
    const QStringList lines = QApplication::clipboard()->text().split(u'\n');
    QCOMPARE(lines.at(0), u"Provider\tDeferred, share\tChange, share\tAttempts"_s);
    QCOMPARE(lines.at(1), u"Microsoft 365\t0.527273\t0.517273\t110"_s);
    QCOMPARE(panel.visibleTable().rows.size(), std::size_t(4));
}

void TestProvidersPanel::nothing()
{
    PanelFixture f;
    ProvidersPanel panel(f.context());
    present(panel, ProviderAnswer {}, { 402, 480 });
    QCOMPARE(panel.state(), Panel::State::NothingInScope);
}

QTEST_MAIN(TestProvidersPanel)
#include "tst_providerspanel.moc"
