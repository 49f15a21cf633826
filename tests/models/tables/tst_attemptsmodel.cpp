// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/attemptsmodel.h"
#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace mv;
using namespace Qt::StringLiterals;
using Count = AttemptsModel::Count;

// A store of `total` facts that answers pages as the real one does.
static AttemptRows answer(const AttemptsModel::Page& page, std::int64_t total)
{
    AttemptRows rows;
    const std::int64_t first = page.question.after ? page.question.after->atMs + 1 : 0;
    const auto end = std::min<std::int64_t>(total, first + std::int64_t(page.question.limit));
    for (std::int64_t i = first; i < end; ++i) {
        AttemptRow row;
        row.key = { i, 0, 0 };
        row.server = "mx" + std::to_string(i);
        row.outcome = Outcome::Deferred;
        rows.rows.push_back(row);
    }
    rows.more = end < total;
    return rows;
}

static QString serverOf(const AttemptsModel& model, int line)
{
    return model.index(line, AttemptsModel::Server).data().toString();
}

// What a view does that shows its last row.
static void lookAtEnd(AttemptsModel& model)
{
    serverOf(model, model.rowCount() - 1);
    QCoreApplication::sendPostedEvents(&model);
}

class TestAttemptsModel : public QObject {
    Q_OBJECT
private slots:
    void pages();
    void boundedCache();
    void otherQuestions();
    void exactPage();
};

void TestAttemptsModel::pages()
{
    AttemptsModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(model.count(), Count::Unknown);
    QCOMPARE(model.rowCount(), 0);
    QSignalSpy wanted(&model, &AttemptsModel::pageWanted);
    const auto first = model.firstPage({}, true);
    model.show(first, answer(first, 450));
    QCOMPARE(model.count(), Count::Partial);
    QCOMPARE(model.rowsKnown(), std::size_t(200));
    QCOMPARE(model.rowCount(), 201);

    QCOMPARE(model.index(200, AttemptsModel::Time).data().toString(), u"loading…"_s);
    QTRY_COMPARE(wanted.size(), 1);
    QVERIFY(model.wantedPage());
    QCOMPARE(model.wantedPage()->question.after->atMs, 199);
    lookAtEnd(model); // asked for already
    QCOMPARE(wanted.size(), 1);
    model.show(*model.wantedPage(), answer(*model.wantedPage(), 450));
    QCOMPARE(serverOf(model, 200), u"mx200"_s);
    lookAtEnd(model);
    model.show(*model.wantedPage(), answer(*model.wantedPage(), 450));
    QCOMPARE(model.count(), Count::Complete);
    QCOMPARE(model.rowCount(), 450);
    QCOMPARE(serverOf(model, 449), u"mx449"_s);
    QCOMPARE(model.keyAt(449), u"449/0/0"_s);
}

void TestAttemptsModel::boundedCache()
{
    AttemptsModel model;
    const std::int64_t total = 200 * 60;
    auto page = model.firstPage({}, false);
    model.show(page, answer(page, total));
    while (model.count() == Count::Partial) {
        lookAtEnd(model);
        model.show(*model.wantedPage(), answer(*model.wantedPage(), total));
        QVERIFY(model.pagesAtHand() <= AttemptsModel::kMaxPages);
    }
    QCOMPARE(model.rowCount(), int(total));
    QVERIFY(model.rowAt(10));   // the first page stays
    QVERIFY(!model.rowAt(210)); // had to go
    QVERIFY(model.keyAt(210).isEmpty());
    QSignalSpy wanted(&model, &AttemptsModel::pageWanted);
    serverOf(model, 210);
    QTRY_COMPARE(wanted.size(), 1);
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    model.show(*model.wantedPage(), answer(*model.wantedPage(), total));
    QCOMPARE(changed.size(), 1);
    QCOMPARE(serverOf(model, 210), u"mx210"_s);
    QVERIFY(!model.wantedPage());
}

void TestAttemptsModel::otherQuestions()
{
    AttemptsModel model;
    const auto first = model.firstPage({}, true);
    model.show(first, answer(first, 1000));
    lookAtEnd(model);
    const auto second = *model.wantedPage();
    Scope narrowed;
    narrowed.filters.servers = { "mx1" };
    const auto other = model.firstPage(narrowed, true);
    model.show(other, answer(other, 300));
    model.show(second, answer(second, 1000)); // came late
    QCOMPARE(model.rowsKnown(), std::size_t(200));
    lookAtEnd(model);
    QVERIFY(model.wantedPage());
    model.giveUpPage();
    lookAtEnd(model); // may be tried again
    QVERIFY(model.wantedPage());
    QVERIFY(model.wantedPage()->question.scope == narrowed);
    model.clear();
    QCOMPARE(model.rowCount(), 0);
}

void TestAttemptsModel::exactPage() // nothing follows, though the store thought so
{
    AttemptsModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    const auto first = model.firstPage({}, true);
    model.show(first, answer(first, 201));
    lookAtEnd(model);
    model.show(*model.wantedPage(), {});
    QCOMPARE(model.count(), Count::Complete);
    QCOMPARE(model.rowCount(), 200);
}

QTEST_GUILESS_MAIN(TestAttemptsModel)
#include "tst_attemptsmodel.moc"
