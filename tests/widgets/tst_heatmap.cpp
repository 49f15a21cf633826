// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/heatmap.h"
#include "widgets/charts/sparkline.h"
#include <QImage>
#include <QPainter>
#include <QTest>
#include <limits>

using namespace mv;

static Counts counts(std::uint64_t delivered, std::uint64_t deferred)
{
    Counts c;
    c.byOutcome = { delivered, deferred };
    return c;
}

static std::vector<UtcTime> hours(int count)
{
    std::vector<UtcTime> edges;
    for (int i = 0; i <= count; ++i)
        edges.emplace_back(std::chrono::hours(i));
    return edges;
}

static QImage drawn(
    const HeatCell& cell, const std::vector<UtcTime>& edges, const std::vector<bool>& covered, QSize size)
{
    QImage image(size, QImage::Format_RGB32);
    image.fill(Qt::white);
    QPainter p(&image);
    drawHeat(p, image.rect(), cell, { edges, &covered }, Theme::light());
    return image;
}

static HeatCell strip(std::vector<Counts> buckets)
{
    return { { std::make_shared<const std::vector<Counts>>(std::move(buckets)) } };
}

class TestHeatMap : public QObject {
    Q_OBJECT
private slots:
    void steps();
    void merges();
    void lanes();
    void hollow();
    void oddInput();
    void gaps();
};

void TestHeatMap::steps()
{
    const Theme theme = Theme::light();
    const auto image
        = drawn(strip({ counts(99, 1), counts(10, 90), {}, {} }), hours(4), { true, true, true, false }, { 40, 20 });
    QCOMPARE(image.pixelColor(5, 5), theme.heat[0]);
    QCOMPARE(image.pixelColor(15, 5), theme.heat[5]);
    QCOMPARE(image.pixelColor(25, 5), QColor(Qt::white));  // no attempts: blank, not "below 2 %"
    QVERIFY(image.pixelColor(35, 5) != QColor(Qt::white)); // nothing imported: hatched
}

void TestHeatMap::merges() // 1000 buckets on 10 pixels: the one hot hour is seen
{
    std::vector<Counts> buckets(1000, counts(100, 0));
    buckets[555] = counts(0, 100);
    const auto image = drawn(strip(buckets), hours(1000), std::vector<bool>(1000, true), { 10, 10 });
    QCOMPARE(image.pixelColor(5, 2), Theme::light().heat[5]);
    QCOMPARE(image.pixelColor(4, 2), Theme::light().heat[0]);
}

void TestHeatMap::lanes() // more strips than pixels: none gets lost
{
    HeatCell cell;
    for (int i = 0; i < 500; ++i)
        cell.strips.push_back(
            std::make_shared<const std::vector<Counts>>(1, i == 499 ? counts(0, 100) : counts(100, 0)));
    const auto image = drawn(cell, hours(1), { true }, { 10, 20 });
    QCOMPARE(image.pixelColor(5, 19), Theme::light().heat[5]);
    QCOMPARE(image.pixelColor(5, 0), Theme::light().heat[0]);
}

void TestHeatMap::hollow() // four attempts are not much to go by
{
    const auto image = drawn(strip({ counts(0, 4) }), hours(1), { true }, { 20, 20 });
    QCOMPARE(image.pixelColor(0, 9), Theme::light().heat[5]);
    QCOMPARE(image.pixelColor(9, 9), Theme::light().heat[0]);
}

void TestHeatMap::oddInput()
{
    QCOMPARE(drawn(strip({}), hours(4), {}, { 40, 20 }).pixelColor(5, 5), QColor(Qt::white));
    QCOMPARE(drawn({}, hours(4), {}, { 40, 20 }).pixelColor(5, 5), QColor(Qt::white));
    QCOMPARE(drawn(strip({ counts(1, 1) }), {}, {}, { 40, 20 }).pixelColor(5, 5), QColor(Qt::white));
}

void TestHeatMap::gaps()
{
    const double none = std::numeric_limits<double>::quiet_NaN();
    const std::vector<double> values { 0.1, 0.2, none, none, 0.4 };
    const auto runs = sparklineRuns(values, 0.4, QRectF(0, 0, 40, 10));
    QCOMPARE(runs.size(), std::size_t(2));
    QCOMPARE(runs[0].size(), 2);
    QCOMPARE(runs[1].front(), QPointF(40, 0));
    QVERIFY(sparklineRuns({}, 1, QRectF(0, 0, 40, 10)).empty());
}

QTEST_MAIN(TestHeatMap)
#include "tst_heatmap.moc"
