// SPDX-License-Identifier: GPL-3.0-or-later
// The parts of the tool bar and the scope bar that change the scope or say it.
#include "models/jobs/zones.h"
#include "widgets/findfield.h"
#include "widgets/rangepicker.h"
#include "widgets/rangepopup.h"
#include "widgets/scopebar.h"
#include "widgets/scopestack.h"
#include "widgets/scopetools.h"
#include <QApplication>
#include <QCalendarWidget>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QTest>
#include <QToolButton>

using namespace mv;

namespace {

UtcTime at(const char* iso)
{
    UtcTime t;
    if (!fromIso(iso, t))
        qFatal("bad time");
    return t;
}

QString print(TimeRange r) { return QString::fromStdString(toIso(r.from) + " " + toIso(r.to)); }

OverviewRows choices()
{
    OverviewRows rows;
    rows.data = { at("2023-09-18"), at("2023-10-14T09:00:00Z") };
    rows.providers = { "Microsoft 365", "Gmail", "Google Workspace" };
    rows.sources = { "192.0.2.1", "192.0.2.10" };
    rows.servers = { "mx1" };
    rows.reasons = { "throttled", "greylisted" };
    return rows;
}

// Opens the menu of a button as a click does, and triggers what it offers under this text.
bool choose(QToolButton* button, const QString& text)
{
    emit button->menu()->aboutToShow();
    for (QAction* action : button->menu()->actions()) {
        if (action->text() == text) {
            action->trigger();
            return true;
        }
    }
    return false;
}

} // namespace

class TestScopeParts : public QObject {
    Q_OBJECT
private slots:
    void init();
    void meaningsOfWords_data();
    void meaningsOfWords();
    void totals_data();
    void totals();
    void presets_data();
    void presets();
    void calendar();
    void comparison();
    void toggleRemembersTheComparison();
    void zoneKeepsWholeDays();
    void zoneKeepsOtherRanges();
    void manyValuesAreOneChip();
    void hostileValuesStayText();

private:
    std::unique_ptr<ScopeStack> m_scope;
};

void TestScopeParts::init()
{
    m_scope = std::make_unique<ScopeStack>();
    m_scope->setData(choices().data);
    m_scope->setRange({ at("2023-10-02"), at("2023-10-04") });
}

void TestScopeParts::meaningsOfWords_data()
{
    QTest::addColumn<QString>("words");
    QTest::addColumn<QString>("first"); // kind: value
    QTest::addColumn<int>("count");
    QTest::newRow("nothing") << QStringLiteral("  ") << QString() << 0;
    QTest::newRow("begins") << QStringLiteral("goo") << QStringLiteral("Provider: Google Workspace") << 1;
    QTest::newRow("begins before contains") << QStringLiteral("g") << QStringLiteral("Provider: Gmail") << 3;
    QTest::newRow("any case") << QStringLiteral("GMAIL") << QStringLiteral("Provider: Gmail") << 1;
    QTest::newRow("address") << QStringLiteral("192.0.2.10") << QStringLiteral("Source IP: 192.0.2.10") << 1;
    QTest::newRow("reason") << QStringLiteral("throt") << QStringLiteral("Reason: throttled") << 1;
    QTest::newRow("outcome") << QStringLiteral("bounced") << QStringLiteral("Outcome: bounced") << 1;
    QTest::newRow("domain") << QStringLiteral("@Example.COM") << QStringLiteral("Recipient domain: example.com") << 2;
    QTest::newRow("no domain") << QStringLiteral("451 4.7.500") << QString() << 0;
}

void TestScopeParts::meaningsOfWords()
{
    QFETCH(QString, words);
    QFETCH(QString, first);
    QFETCH(int, count);
    const auto found = meanings(words, choices());
    QCOMPARE(int(found.size()), count);
    if (count > 0)
        QCOMPARE(toText(found.first().kind) + QStringLiteral(": ") + found.first().value, first);
}

// Plural forms are the translation's, which these tests do without.
void TestScopeParts::totals_data()
{
    QTest::addColumn<int>("deferred");
    QTest::addColumn<bool>("compares");
    QTest::addColumn<int>("gaps");
    QTest::addColumn<QString>("text");
    QTest::newRow("plain") << 5 << false << 0 << QStringLiteral("10 attempt(s) · 50.0 % deferred");
    QTest::newRow("compared") << 5 << true << 0
                              << QStringLiteral("10 attempt(s) · 50.0 % deferred · previous week without data");
    QTest::newRow("gap") << 5 << false << 2 << QStringLiteral("10 attempt(s) · 50.0 % deferred · 2 h without data");
    QTest::newRow("the future is no gap")
        << 5 << false << 10 << QStringLiteral("10 attempt(s) · 50.0 % deferred · 9 h without data");
}

void TestScopeParts::totals()
{
    QFETCH(int, deferred);
    QFETCH(bool, compares);
    QFETCH(int, gaps);
    QFETCH(QString, text);
    RateRows rows;
    for (int hour = 0; hour <= 24; ++hour)
        rows.edges.push_back(at("2023-10-14") + std::chrono::hours(hour));
    rows.covered.assign(24, true);
    for (int hour = 0; hour < gaps; ++hour)
        rows.covered[std::size_t(hour)] = false; // data ends at 09:00
    rows.total.byOutcome = { std::uint64_t(10 - deferred), std::uint64_t(deferred) };
    Scope scope;
    if (compares)
        scope.comparison = Comparison::SamePeriodLastWeek;
    QString said = totalsText(rows, scope, choices().data, false);
    QCOMPARE(said.replace(QChar(0x2009), u' '), text);
}

void TestScopeParts::presets_data()
{
    QTest::addColumn<QString>("button");
    QTest::addColumn<QString>("range");
    const auto range = [](const char* from, const char* to) { return print({ at(from), at(to) }); };
    QTest::newRow("24 h") << QStringLiteral("Last 24 hours") << range("2023-10-13T09:00:00Z", "2023-10-14T09:00:00Z");
    QTest::newRow("7 d") << QStringLiteral("Last 7 days") << range("2023-10-08", "2023-10-15");
    QTest::newRow("all") << QStringLiteral("All data") << range("2023-09-18", "2023-10-15");
}

void TestScopeParts::presets()
{
    QFETCH(QString, button);
    QFETCH(QString, range);
    RangePopup popup(*m_scope);
    for (auto* each : popup.findChildren<QPushButton*>()) {
        if (each->text() == button)
            each->click();
    }
    QCOMPARE(print(m_scope->scope().range), range);
}

void TestScopeParts::calendar()
{
    RangePopup popup(*m_scope);
    auto* calendar = popup.findChild<QCalendarWidget*>();
    emit calendar->clicked(QDate(2023, 10, 10));
    emit calendar->clicked(QDate(2023, 10, 12));
    QTest::keyClick(&popup, Qt::Key_Return);
    QCOMPARE(print(m_scope->scope().range), print({ at("2023-10-10"), at("2023-10-13") }));
}

void TestScopeParts::comparison()
{
    QWidget bar;
    ScopeTools tools(*m_scope, &bar);
    QToolButton* compare = tools.buttons().first();
    QVERIFY(choose(compare, QStringLiteral("Previous period")));
    QCOMPARE(m_scope->scope().comparison, Comparison::PreviousPeriod);
    QVERIFY(compare->text().contains(QStringLiteral("previous period")));
    QVERIFY(choose(compare, QStringLiteral("Off")));
    QVERIFY(!m_scope->scope().compares());
}

void TestScopeParts::toggleRemembersTheComparison()
{
    QWidget bar;
    ScopeTools tools(*m_scope, &bar);
    Scope scope = m_scope->scope();
    scope.comparison = Comparison::WeeksEarlier;
    scope.weeksEarlier = 2;
    m_scope->set(scope);
    tools.toggleComparison();
    QVERIFY(!m_scope->scope().compares());
    tools.toggleComparison();
    QVERIFY(m_scope->scope() == scope);
}

void TestScopeParts::zoneKeepsWholeDays()
{
    QWidget bar;
    ScopeTools tools(*m_scope, &bar);
    tools.chooseZone("Europe/Berlin");
    QCOMPARE(m_scope->scope().zone.name(), std::string("Europe/Berlin"));
    QCOMPARE(print(m_scope->scope().range), print({ at("2023-10-01T22:00:00Z"), at("2023-10-03T22:00:00Z") }));
    tools.chooseZone("UTC");
    QCOMPARE(print(m_scope->scope().range), print({ at("2023-10-02"), at("2023-10-04") }));
}

void TestScopeParts::zoneKeepsOtherRanges()
{
    QWidget bar;
    ScopeTools tools(*m_scope, &bar);
    const TimeRange range { at("2023-10-02T06:15:00Z"), at("2023-10-02T18:00:00Z") };
    m_scope->setRange(range);
    tools.chooseZone("Asia/Kolkata");
    QCOMPARE(print(m_scope->scope().range), print(range));
    tools.chooseZone("no such zone");
    QCOMPARE(m_scope->scope().zone.name(), std::string("Asia/Kolkata"));
}

void TestScopeParts::manyValuesAreOneChip()
{
    ScopeBar bar(*m_scope);
    bar.setChoices(choices());
    const auto chips = [&bar] {
        int count = 0;
        for (auto* button : bar.findChildren<QToolButton*>())
            count += button->accessibleName().startsWith(QStringLiteral("Remove filter"))
                && !button->parentWidget()->isHidden();
        return count;
    };
    Scope scope = m_scope->scope();
    scope.filters.sources = { "192.0.2.1", "192.0.2.2", "192.0.2.3" };
    m_scope->set(scope);
    QCOMPARE(chips(), 3);
    for (int i = 4; i < 500; ++i)
        scope.filters.sources.push_back("198.51.100." + std::to_string(i));
    m_scope->set(scope);
    QCOMPARE(chips(), 1);
}

void TestScopeParts::hostileValuesStayText()
{
    ScopeBar bar(*m_scope);
    const QString hostile = QStringLiteral("<img src=x> &amp; \u202e%1 %n") + QString(5000, u'x');
    m_scope->filter(FilterKind::Template, hostile, false);
    QCOMPARE(valuesIn(m_scope->scope().filters).first().value, hostile);
    for (auto* label : bar.findChildren<QLabel*>()) {
        if (label->text().contains(QStringLiteral("<img")))
            QCOMPARE(label->textFormat(), Qt::PlainText);
    }
    for (auto* widget : bar.findChildren<QWidget*>())
        QVERIFY(!widget->toolTip().contains(QStringLiteral("<img")));
    QVERIFY(bar.sizeHint().width() < 2000);
}

QTEST_MAIN(TestScopeParts)
#include "tst_scopeparts.moc"
