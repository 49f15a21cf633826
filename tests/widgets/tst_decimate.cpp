// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/decimate.h"
#include <QTest>
#include <limits>

using namespace mv;

namespace {

constexpr double kGap = std::numeric_limits<double>::quiet_NaN();

// "0:5 1:7 | 3:2": points, and a bar between runs.
QString drawn(const std::vector<QList<QPointF>>& runs)
{
    QStringList texts;
    for (const auto& run : runs) {
        QStringList points;
        for (const QPointF& p : run)
            points << QStringLiteral("%1:%2").arg(p.x()).arg(p.y());
        texts << points.join(u' ');
    }
    return texts.join(QStringLiteral(" | "));
}

} // namespace

class TestDecimate : public QObject {
    Q_OBJECT
private slots:
    void runs_data();
    void runs();
    void bounded();
};

void TestDecimate::runs_data()
{
    QTest::addColumn<QList<QPointF>>("points");
    QTest::addColumn<QString>("expected");
    using P = QList<QPointF>;
    QTest::newRow("nothing") << P {} << "";
    QTest::newRow("only gaps") << P { { 0, kGap }, { 1, kGap } } << "";
    QTest::newRow("few points stay") << P { { 0, 5 }, { 1, 7 }, { 2, 6 } } << "0:5 1:7 2:6";
    QTest::newRow("lowest and highest of a column, in their order")
        << P { { 0.1, 5 }, { 0.2, 9 }, { 0.3, 1 }, { 0.4, 5 }, { 1, 3 } } << "0.2:9 0.3:1 1:3";
    QTest::newRow("a gap breaks the line") << P { { 0, 5 }, { 1, kGap }, { 2, 6 }, { 3, 7 } } << "0:5 | 2:6 3:7";
    QTest::newRow("a gap within a column can't be seen")
        << P { { 0.1, 5 }, { 0.2, kGap }, { 0.3, 6 }, { 1, 7 } } << "0.1:5 0.3:6 1:7";
    QTest::newRow("gaps at the ends") << P { { 0, kGap }, { 1, 5 }, { 2, kGap } } << "1:5";
    QTest::newRow("left of zero") << P { { -1.5, 5 }, { -0.5, 6 }, { 0.5, 7 } } << "-1.5:5 -0.5:6 0.5:7";
}

void TestDecimate::runs()
{
    QFETCH(QList<QPointF>, points);
    QFETCH(QString, expected);
    QCOMPARE(drawn(decimate(points)), expected);
}

void TestDecimate::bounded()
{
    constexpr int kPoints = 100'000;
    std::vector<QPointF> points;
    points.reserve(kPoints);
    for (int i = 0; i < kPoints; ++i)
        points.emplace_back(i * 0.005, i % 2 == 0 ? i % 1000 : kGap); // 500 columns; every other value missing
    const auto runs = decimate(points);
    QCOMPARE(runs.size(), std::size_t(1)); // gaps narrower than a pixel
    QVERIFY(runs.front().size() <= 1000);
    double highest = 0;
    for (const QPointF& p : runs.front())
        highest = std::max(highest, p.y());
    QCOMPARE(highest, 998.0); // no peak is lost
}

QTEST_GUILESS_MAIN(TestDecimate)
#include "tst_decimate.moc"
