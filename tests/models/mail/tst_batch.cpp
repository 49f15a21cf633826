// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/mail/batch.h"
#include <QTest>

using namespace mv;

class TestBatch : public QObject {
    Q_OBJECT
private slots:
    void interning();
    void clearing();
    void queueIds();
};

void TestBatch::interning()
{
    StringPool pool;
    QCOMPARE(pool.intern(""), 0U);
    for (unsigned i = 1; i <= 10'000; ++i)
        QCOMPARE(pool.intern(std::to_string(i)), i);
    QCOMPARE(pool.find(""), std::optional(0U));
    QCOMPARE(pool.find("7777"), std::optional(7777U));
    QCOMPARE(pool.find("10001"), std::nullopt);
    for (unsigned i = 1; i <= 10'000; ++i) {
        QCOMPARE(pool.intern(std::to_string(i)), i);
        QCOMPARE(pool.at(i), std::string_view(std::to_string(i)));
    }
    QCOMPARE(pool.size(), std::size_t { 10'001 });
    QCOMPARE(pool.at(0), std::string_view());
}

void TestBatch::clearing()
{
    StringPool pool;
    pool.intern("old");
    pool.clear();
    QCOMPARE(pool.size(), std::size_t { 1 });
    QCOMPARE(pool.find("old"), std::nullopt);
    QCOMPARE(pool.intern("new"), 1U);
    QCOMPARE(pool.at(1), std::string_view("new"));
    QCOMPARE(pool.intern("old"), 2U);
}

void TestBatch::queueIds()
{
    Batch batch;
    for (const std::string_view id : { "4S5tXk1pZ2z9", "", "6B53EA868C8" }) {
        batch.queueIds += id;
        batch.queueIdEnd.push_back(static_cast<std::uint32_t>(batch.queueIds.size()));
    }
    QCOMPARE(batch.queueId(0), std::string_view("4S5tXk1pZ2z9"));
    QCOMPARE(batch.queueId(1), std::string_view());
    QCOMPARE(batch.queueId(2), std::string_view("6B53EA868C8"));
}

QTEST_GUILESS_MAIN(TestBatch)
#include "tst_batch.moc"
