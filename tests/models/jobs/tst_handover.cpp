// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/jobs/handover.h"
#include <QTest>
#include <atomic>
#include <thread>

using namespace mv;

namespace {

Parcel numbered(std::int64_t n)
{
    Parcel parcel;
    parcel.rows.push_back(static_cast<std::size_t>(n));
    return parcel;
}

} // namespace

class TestHandover : public QObject {
    Q_OBJECT
private slots:
    void keepsTheOrder();
    void keepsNoMoreThanTwo();
    void emptiesBeforeTheEnd();
    void freesAWaitingReader();
    void freesAWaitingWriter();
    void usesBatchesAgain();
};

void TestHandover::keepsTheOrder()
{
    Handover handover;
    std::jthread reader([&] {
        for (int i = 0; i < 1000; ++i)
            handover.put(numbered(i));
        handover.finish();
    });
    std::size_t next = 0;
    while (const auto parcel = handover.take())
        QCOMPARE(parcel->rows.at(0), next++);
    QCOMPARE(next, std::size_t(1000));
}

void TestHandover::keepsNoMoreThanTwo()
{
    Handover handover;
    std::atomic<int> given = 0, taken = 0, most = 0;
    std::jthread reader([&] {
        for (int i = 0; i < 1000; ++i) {
            handover.put(numbered(i));
            most = std::max(most.load(), ++given - taken);
        }
        handover.finish();
    });
    while (handover.take())
        ++taken;
    QVERIFY2(most <= 3, qPrintable(QString::number(most))); // two that wait, and one just taken and not yet counted
    QCOMPARE(taken, 1000);
}

void TestHandover::emptiesBeforeTheEnd()
{
    Handover handover;
    QVERIFY(handover.put(numbered(1)));
    QVERIFY(handover.put(numbered(2)));
    handover.finish();
    QVERIFY(handover.take().has_value());
    QVERIFY(handover.take().has_value());
    QVERIFY(!handover.take().has_value());
    QVERIFY(!handover.take().has_value());
}

void TestHandover::freesAWaitingReader()
{
    Handover handover;
    std::atomic<int> put = 0;
    std::jthread reader([&] {
        while (handover.put(numbered(put)))
            ++put;
    });
    while (put < 2) // the third waits, or is about to
        std::this_thread::yield();
    handover.giveUp();
    reader.join();
    QCOMPARE(put, 2);
    QVERIFY(!handover.put(numbered(0)));
}

void TestHandover::freesAWaitingWriter()
{
    Handover handover;
    bool nothing = false;
    std::jthread writer([&] { nothing = !handover.take().has_value(); });
    handover.finish();
    writer.join();
    QVERIFY(nothing);
}

void TestHandover::usesBatchesAgain()
{
    Handover handover;
    ReadBatch batch;
    batch.batch.atMs.reserve(5000);
    const auto* const memory = batch.batch.atMs.data();
    handover.giveBack(std::move(batch));
    QCOMPARE(static_cast<const void*>(handover.emptyBatch().batch.atMs.data()), static_cast<const void*>(memory));
    QVERIFY(handover.emptyBatch().batch.atMs.capacity() == 0); // there was only one
}

QTEST_GUILESS_MAIN(TestHandover)
#include "tst_handover.moc"
