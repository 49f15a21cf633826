// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/analysis/changepoints.h"
#include <QTest>
#include <random>

using namespace mv;

namespace {

// One character a bucket of 200 trials: a digit is the rate in tens of percent, a blank a gap, 'o' and 'd' a thin
// bucket of two trials with no or two hits.
std::vector<Trials> drawn(const QByteArray& picture)
{
    std::vector<Trials> series;
    for (const char c : picture) {
        if (c == ' ')
            series.push_back({});
        else if (c == 'o' || c == 'd')
            series.push_back({ c == 'd' ? 2.0 : 0.0, 2 });
        else
            series.push_back({ (c - '0') * 20.0, 200 });
    }
    return series;
}

std::vector<Trials> random(std::mt19937& engine, std::size_t buckets, double rate, int trials, double scatter)
{
    std::vector<Trials> series;
    for (std::size_t i = 0; i < buckets; ++i) {
        std::normal_distribution<double> wobble(0, scatter);
        const double p = std::clamp(rate + wobble(engine), 0.0, 1.0);
        series.push_back(
            { static_cast<double>(std::binomial_distribution<int>(trials, p)(engine)), static_cast<double>(trials) });
    }
    return series;
}

} // namespace

class TestChangePoints : public QObject {
    Q_OBJECT
private slots:
    void places_data();
    void places();
    void levels();
    void falseAlarms_data();
    void falseAlarms();
    void intervals();
};

void TestChangePoints::places_data()
{
    QTest::addColumn<QByteArray>("picture");
    QTest::addColumn<QByteArray>("marks"); // ^ under the first bucket of each new level
    const auto row = [](const char* name, const char* picture, const char* marks) {
        QTest::newRow(name) << QByteArray(picture) << QByteArray(marks);
    };
    row("nothing", "", "");
    row("one bucket", "5", "");
    row("flat", "1111111111", "");
    row("all", "9999999999", "");
    row("a step", "0000055555", "     ^    ");
    row("down", "5555500000", "     ^    ");
    row("a spike", "0000990000", "    ^ ^   ");
    row("one bucket of it", "0000900000", "    ^^    ");
    row("stairs", "000033336666", "    ^   ^   ");
    row("through a gap", "00000   55555", "        ^    ");
    row("gaps at the ends", "  0000055555  ", "       ^      ");
    row("thin buckets are no change", "0000od00000", "");
    row("too thin after", "00000000d", "");
}

void TestChangePoints::places()
{
    QFETCH(QByteArray, picture);
    QByteArray found(picture.size(), ' ');
    for (const ChangePoint& change : changePoints(drawn(picture))) {
        found[static_cast<qsizetype>(change.bucket)] = '^';
        QVERIFY(change.earliest <= change.bucket && change.bucket <= change.latest);
        QVERIFY(change.confidence > 0.99);
    }
    QTEST(found.trimmed().isEmpty() ? QByteArray() : found, "marks");
}

void TestChangePoints::levels()
{
    const auto changes = changePoints(drawn("1111144444"));
    QCOMPARE(changes.size(), 1U);
    QCOMPARE(changes[0].before, 0.1);
    QCOMPARE(changes[0].after, 0.4);
    ChangeOptions coarse;
    coarse.leastDifference = 0.35;
    QVERIFY(changePoints(drawn("1111144444"), coarse).empty());
}

void TestChangePoints::falseAlarms_data()
{
    QTest::addColumn<double>("rate");
    QTest::addColumn<int>("trials");
    QTest::addColumn<double>("scatter");
    for (const double rate : { 0.01, 0.1, 0.5 }) {
        for (const int trials : { 20, 500, 20'000 }) {
            for (const double scatter : { 0.0, 0.03 })
                QTest::addRow("%g of %d, scatter %g", rate, trials, scatter) << rate << trials << scatter;
        }
    }
}

// A year of days without a change, twenty times over: hardly any alarm, also where days differ more than by chance.
void TestChangePoints::falseAlarms()
{
    QFETCH(double, rate);
    QFETCH(int, trials);
    QFETCH(double, scatter);
    std::mt19937 engine(5);
    std::size_t alarms = 0;
    for (int year = 0; year < 20; ++year)
        alarms += changePoints(random(engine, 365, rate, trials, scatter)).size();
    QVERIFY2(alarms <= 2, qPrintable(QString::number(alarms)));
}

// The true place lies in the interval as often as it says.
void TestChangePoints::intervals()
{
    std::mt19937 engine(7);
    constexpr std::size_t kTimes = 200;
    std::size_t found = 0, within = 0;
    for (std::size_t i = 0; i < kTimes; ++i) {
        auto series = random(engine, 40, 0.05, 60, 0);
        const auto after = random(engine, 40, 0.20, 60, 0);
        series.insert(series.end(), after.begin(), after.end());
        const auto changes = changePoints(series);
        found += changes.size() == 1;
        within += changes.size() == 1 && changes[0].earliest <= 40 && 40 <= changes[0].latest;
    }
    QVERIFY2(found >= kTimes * 95 / 100, qPrintable(QString::number(found)));
    QVERIFY2(within >= found * 90 / 100, qPrintable(QString::number(within)));
}

QTEST_GUILESS_MAIN(TestChangePoints)
#include "tst_changepoints.moc"
