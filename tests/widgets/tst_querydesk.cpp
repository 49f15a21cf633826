// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/writer.h"
#include "widgets/crosshair.h"
#include "widgets/querydesk.h"
#include "widgets/scopestack.h"
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <atomic>
#include <thread>

using namespace mv;
using namespace std::chrono_literals;

namespace {

// Answers with the providers of the scope it was asked about; can be told to take until it is stopped, or to fail.
class FakePanel final : public Panel {
public:
    struct Shared {
        std::atomic<int> asked = 0, stopped = 0;
        std::atomic<bool> hangs = false, fails = false;
    };

    explicit FakePanel(const PanelContext& context, bool needs = true)
        : Panel(context, QStringLiteral("fake"))
        , m_needsData(needs)
    {
        setContent(new QLabel);
        resize(400, 200);
    }
    Ask question(const Scope& scope) const override
    {
        return [shared = shared, names = scope.filters.providers](Reader&, std::stop_token stop) -> Result<std::any> {
            ++shared->asked;
            while (shared->hangs && !stop.stop_requested())
                std::this_thread::sleep_for(1ms);
            if (stop.stop_requested()) {
                ++shared->stopped;
                return cancelled();
            }
            if (shared->fails)
                return failure("The disk is gone.");
            return std::any(names);
        };
    }
    void show(const std::any& rows) override { shown << std::any_cast<std::vector<std::string>>(rows); }
    QString title() const override { return QStringLiteral("Fake"); }
    CsvTable visibleTable() const override { return {}; }
    bool needsData() const override { return m_needsData; }
    QString emptyTitle() const override { return QStringLiteral("What it will show"); }
    QString emptyText() const override { return QStringLiteral("A row each"); }
    void besides(const Ask& ask, const Done& done) { askBeside(ask, done); }

    std::shared_ptr<Shared> shared = std::make_shared<Shared>();
    QList<std::vector<std::string>> shown;

private:
    bool m_needsData;
};

using Names = std::vector<std::string>;

} // namespace

class TestQueryDesk : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void init();
    void cleanup();
    void asksOnlyWhatCanBeSeen();
    void asksNothingWithoutData();
    void asksPanelsThatNeedNoData();
    void doesNotAskTwice();
    void newestScopeWins();
    void pinnedKeepsItsScope();
    void optionOfThePanelAsksAgain();
    void hidingStopsTheQuestion();
    void refreshesAtMostTwiceASecond();
    void olderDataMayFinish();
    void failureIsTold();
    void cancelledIsNotAskedAgain();
    void besideNewestWins();
    void besideIsNotToldWhenItsOwnerHasGone();
    void moreQuestionsThanThreads();
    void backgroundQuestions();
    void destroyedWhileAsking();

private:
    QTemporaryDir m_folder;
    std::filesystem::path m_database;
    std::unique_ptr<ScopeStack> m_scope;
    Crosshair m_crosshair;
    std::unique_ptr<QueryDesk> m_desk;
    std::unique_ptr<FakePanel> m_panel;
    PanelContext context() { return { m_scope.get(), &m_crosshair }; }
    void filter(const char* provider) { m_scope->filter(FilterKind::Provider, QString::fromLatin1(provider), false); }
};

void TestQueryDesk::initTestCase()
{
    m_database = m_folder.filePath(QStringLiteral("x.mailvane")).toStdU16String();
    const auto writer = Writer::open(m_database);
    QVERIFY2(writer.has_value(), writer ? "" : writer.error().what.c_str());
}

void TestQueryDesk::init()
{
    m_scope = std::make_unique<ScopeStack>();
    m_desk = std::make_unique<QueryDesk>(*m_scope);
    m_panel = std::make_unique<FakePanel>(context());
    m_desk->add(m_panel.get());
    m_desk->open(m_database);
    m_desk->setHasData(true);
}

void TestQueryDesk::cleanup()
{
    m_panel->shared->hangs = false;
    m_desk.reset();
    m_panel.reset();
    m_scope.reset();
}

void TestQueryDesk::asksOnlyWhatCanBeSeen()
{
    filter("Gmail");
    QTest::qWait(30);
    QCOMPARE(m_panel->shared->asked.load(), 0);
    m_desk->setVisible(m_panel.get(), true);
    QTRY_COMPARE(m_panel->shown, QList<Names> { { "Gmail" } });
    QCOMPARE(m_panel->state(), Panel::State::Rows);
}

void TestQueryDesk::asksNothingWithoutData()
{
    m_desk->setHasData(false);
    m_desk->setVisible(m_panel.get(), true);
    filter("Gmail");
    QTest::qWait(30);
    QCOMPARE(m_panel->shared->asked.load(), 0);
    QCOMPARE(m_panel->state(), Panel::State::NothingImported);
}

void TestQueryDesk::asksPanelsThatNeedNoData()
{
    m_desk->setHasData(false);
    FakePanel panel(context(), false);
    m_desk->add(&panel);
    m_desk->setVisible(&panel, true);
    QTRY_COMPARE(panel.shown.size(), 1);
}

void TestQueryDesk::doesNotAskTwice()
{
    m_desk->setVisible(m_panel.get(), true);
    QTRY_COMPARE(m_panel->shown.size(), 1);
    m_desk->setVisible(m_panel.get(), false);
    m_desk->setVisible(m_panel.get(), true);
    filter("Gmail");
    QTRY_COMPARE(m_panel->shown.size(), 2);
    m_scope->set(m_scope->scope());
    QTest::qWait(30);
    QCOMPARE(m_panel->shared->asked.load(), 2);
}

void TestQueryDesk::newestScopeWins()
{
    m_panel->shared->hangs = true;
    m_desk->setVisible(m_panel.get(), true);
    QTRY_COMPARE(m_panel->shared->asked.load(), 1);
    filter("Gmail");
    filter("Yahoo");
    filter("iCloud");
    m_panel->shared->hangs = false;
    QTRY_VERIFY(!m_panel->shown.isEmpty());
    QTRY_VERIFY(m_desk->idle());
    QCOMPARE(m_panel->shown, QList<Names> { { "iCloud" } }); // no stale one
}

void TestQueryDesk::pinnedKeepsItsScope()
{
    filter("Gmail");
    m_desk->setVisible(m_panel.get(), true);
    QTRY_COMPARE(m_panel->shown.size(), 1);
    m_panel->setPinned(true);
    filter("Yahoo");
    QTest::qWait(30);
    QCOMPARE(m_panel->shared->asked, 1);
    m_desk->setGeneration(7); // the data go on
    QTRY_COMPARE(m_panel->shown.size(), 2);
    QCOMPARE(m_panel->shown.last(), Names { "Gmail" });
    m_panel->setPinned(false);
    QTRY_COMPARE(m_panel->shown.size(), 3);
    QCOMPARE(m_panel->shown.last(), Names { "Yahoo" });
}

void TestQueryDesk::optionOfThePanelAsksAgain()
{
    m_desk->setVisible(m_panel.get(), true);
    QTRY_COMPARE(m_panel->shown.size(), 1);
    emit m_panel->askAgain();
    QTRY_COMPARE(m_panel->shown.size(), 2);
}

void TestQueryDesk::hidingStopsTheQuestion()
{
    m_panel->shared->hangs = true;
    m_desk->setVisible(m_panel.get(), true);
    QTRY_COMPARE(m_panel->shared->asked.load(), 1);
    m_desk->setVisible(m_panel.get(), false);
    QTRY_COMPARE(m_panel->shared->stopped.load(), 1);
    QVERIFY(m_desk->idle());
    QVERIFY(m_panel->shown.isEmpty());
}

void TestQueryDesk::refreshesAtMostTwiceASecond()
{
    m_desk->setVisible(m_panel.get(), true);
    QTRY_COMPARE(m_panel->shown.size(), 1);
    for (std::uint64_t generation = 1; generation <= 100; ++generation)
        m_desk->setGeneration(generation);
    QTRY_COMPARE(m_panel->shown.size(), 2); // the first at once
    QVERIFY(m_desk->idle());
    QTRY_COMPARE(m_panel->shown.size(), 3); // all others together, later
    QTest::qWait(30);
    QCOMPARE(m_panel->shared->asked.load(), 3);
}

void TestQueryDesk::olderDataMayFinish()
{
    m_panel->shared->hangs = true;
    m_desk->setVisible(m_panel.get(), true);
    QTRY_COMPARE(m_panel->shared->asked.load(), 1);
    m_desk->setGeneration(7);
    QTest::qWait(30);
    QCOMPARE(m_panel->shared->stopped.load(), 0);
    m_panel->shared->hangs = false;
    QTRY_COMPARE(m_panel->shown.size(), 2); // then the newer
}

void TestQueryDesk::failureIsTold()
{
    m_panel->shared->fails = true;
    m_desk->setVisible(m_panel.get(), true);
    QTRY_COMPARE(m_panel->state(), Panel::State::Failed);
    QStringList words;
    for (const QLabel* label : m_panel->findChildren<QLabel*>())
        words << label->text();
    QVERIFY(words.contains(QStringLiteral("The disk is gone.")));
    m_panel->shared->fails = false;
    for (QPushButton* button : m_panel->findChildren<QPushButton*>()) {
        if (button->text() == u"Try again")
            button->click();
    }
    QTRY_COMPARE(m_panel->state(), Panel::State::Rows);
}

void TestQueryDesk::cancelledIsNotAskedAgain()
{
    m_panel->shared->hangs = true;
    m_desk->setVisible(m_panel.get(), true);
    QTRY_COMPARE(m_panel->shared->asked.load(), 1);
    emit m_panel->cancelWanted();
    QTRY_COMPARE(m_panel->shared->stopped.load(), 1);
    QCOMPARE(m_panel->state(), Panel::State::Cancelled); // not Failed
    QTest::qWait(30);
    QCOMPARE(m_panel->shared->asked.load(), 1);
    m_panel->shared->hangs = false;
    filter("Gmail");
    QTRY_COMPARE(m_panel->shown, QList<Names> { { "Gmail" } });
}

void TestQueryDesk::besideNewestWins()
{
    std::atomic<bool> hangs = true;
    QList<int> told;
    const auto asking = [&](int number) {
        m_panel->besides(
            [number, &hangs](Reader&, std::stop_token stop) -> Result<std::any> {
                while (hangs && !stop.stop_requested())
                    std::this_thread::sleep_for(1ms);
                return std::any(number);
            },
            [&told](const Result<std::any>& answer) { told << std::any_cast<int>(*answer); });
    };
    for (int i = 0; i < 5; ++i)
        asking(i);
    hangs = false;
    QTRY_COMPARE(told, QList<int> { 4 });
    QTRY_VERIFY(m_desk->idle());
    QCOMPARE(told.size(), 1);
}

void TestQueryDesk::besideIsNotToldWhenItsOwnerHasGone()
{
    bool told = false;
    auto owner = std::make_unique<QObject>();
    m_desk->askOnce(
        owner.get(), [](Reader&, std::stop_token) -> Result<std::any> { return std::any(1); },
        [&told](const Result<std::any>&) { told = true; });
    owner.reset();
    QTRY_VERIFY(m_desk->idle());
    QVERIFY(!told);
}

void TestQueryDesk::moreQuestionsThanThreads()
{
    std::vector<std::unique_ptr<FakePanel>> panels;
    for (int i = 0; i < 7; ++i) {
        panels.push_back(std::make_unique<FakePanel>(context()));
        m_desk->add(panels.back().get());
        m_desk->setVisible(panels.back().get(), true);
    }
    filter("Gmail");
    for (const auto& panel : panels)
        QTRY_VERIFY(panel->shown.contains(Names { "Gmail" }));
    QTRY_VERIFY(m_desk->idle());
}

void TestQueryDesk::backgroundQuestions()
{
    QList<int> shown;
    m_desk->add({ [](const Scope& scope) {
                     return [n = int(scope.filters.providers.size())](
                                Reader&, std::stop_token) -> Result<std::any> { return std::any(n); };
                 },
        [&shown](const std::any& rows) { shown << std::any_cast<int>(rows); }, false });
    QTRY_COMPARE(shown, QList<int> { 0 });
    filter("Gmail");
    QTRY_COMPARE(shown, (QList<int> { 0, 1 }));
    m_desk->refresh();
    QTRY_COMPARE(shown.size(), 3);
}

void TestQueryDesk::destroyedWhileAsking()
{
    m_panel->shared->hangs = true;
    m_desk->setVisible(m_panel.get(), true);
    QTRY_COMPARE(m_panel->shared->asked.load(), 1);
    m_desk.reset(); // stops the question, or this test never ends
    QCOMPARE(m_panel->shared->stopped.load(), 1);
    QTest::qWait(30);
    QVERIFY(m_panel->shown.isEmpty());
}

QTEST_MAIN(TestQueryDesk)
#include "tst_querydesk.moc"
