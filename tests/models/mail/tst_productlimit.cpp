// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/mail/productlimit.h"
#include <QTest>
#include <vector>

using namespace mv;
using Histogram = std::vector<std::uint64_t>;

class TestProductLimit : public QObject {
    Q_OBJECT
private slots:
    void quantiles_data();
    void quantiles();
};

void TestProductLimit::quantiles_data()
{
    QTest::addColumn<Histogram>("finished");
    QTest::addColumn<Histogram>("waiting");
    QTest::addColumn<double>("p");
    QTest::addColumn<int>("bucket"); // -1: none
    QTest::addColumn<bool>("atLeast");

    QTest::newRow("nothing") << Histogram {} << Histogram {} << 0.5 << -1 << false;
    QTest::newRow("zeros") << Histogram { 0, 0 } << Histogram { 0, 0 } << 0.5 << -1 << false;
    QTest::newRow("one") << Histogram { 0, 1 } << Histogram { 0, 0 } << 0.5 << 1 << false;
    QTest::newRow("half of two") << Histogram { 1, 1 } << Histogram { 0, 0 } << 0.5 << 0 << false;
    QTest::newRow("more than half") << Histogram { 1, 1 } << Histogram { 0, 0 } << 0.51 << 1 << false;
    QTest::newRow("all") << Histogram { 3, 0, 2 } << Histogram { 0, 0, 0 } << 1.0 << 2 << false;
    QTest::newRow("a tenth of ten") << Histogram(10, 1) << Histogram(10, 0) << 0.1 << 0 << false;
    QTest::newRow("nine tenths of ten") << Histogram(10, 1) << Histogram(10, 0) << 0.9 << 8 << false;
    QTest::newRow("only waiting") << Histogram { 0, 0, 0 } << Histogram { 1, 0, 4 } << 0.5 << 2 << true;
    QTest::newRow("half wait longer") << Histogram { 10, 0, 0 } << Histogram { 0, 0, 10 } << 0.9 << 2 << true;
    QTest::newRow("half is reached") << Histogram { 10, 0, 0 } << Histogram { 0, 0, 10 } << 0.5 << 0 << false;
    // Ten mails, five of them too young to tell: of the five that got to bucket 1, four are done there.
    QTest::newRow("young mail counts for what it saw")
        << Histogram { 0, 4, 1 } << Histogram { 5, 0, 0 } << 0.5 << 1 << false;
    // Dropping the five that wait would say bucket 0 for 90 %; they are the point.
    QTest::newRow("old mail pulls it up") << Histogram { 9, 0, 1 } << Histogram { 0, 5, 0 } << 0.9 << 2 << false;
    // Textbook: Kaplan and Meier's own example, deaths at 0.8, 3.1, 5.4, 9.2 and losses at 1.0, 2.7, 7.0, 12.1:
    // S = .875, .700, .525, .2625.
    const Histogram deaths { 1, 0, 0, 1, 1, 0, 1, 0 };
    const Histogram losses { 0, 1, 1, 0, 0, 1, 0, 1 };
    QTest::newRow("textbook 0.12") << deaths << losses << 0.12 << 0 << false;
    QTest::newRow("textbook 0.13") << deaths << losses << 0.13 << 3 << false;
    QTest::newRow("textbook 0.30") << deaths << losses << 0.30 << 3 << false;
    QTest::newRow("textbook 0.47") << deaths << losses << 0.47 << 4 << false;
    QTest::newRow("textbook 0.50") << deaths << losses << 0.50 << 6 << false;
    QTest::newRow("textbook 0.80") << deaths << losses << 0.80 << 7 << true;
    QTest::newRow("a short span is zero beyond") << Histogram { 1 } << Histogram { 0, 0, 1 } << 0.9 << 2 << true;
    QTest::newRow("millions") << Histogram { 90'000'000, 10'000'000 } << Histogram { 0, 0 } << 0.9 << 0 << false;
}

void TestProductLimit::quantiles()
{
    QFETCH(Histogram, finished);
    QFETCH(Histogram, waiting);
    QFETCH(double, p);
    QFETCH(int, bucket);
    QFETCH(bool, atLeast);
    const auto found = quantile(finished, waiting, p);
    QCOMPARE(found.has_value(), bucket >= 0);
    if (found) {
        QCOMPARE(static_cast<int>(found->bucket), bucket);
        QCOMPARE(found->atLeast, atLeast);
    }
}

QTEST_APPLESS_MAIN(TestProductLimit)
#include "tst_productlimit.moc"
