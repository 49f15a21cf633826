// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/codec.h"
#include "models/store/cube.h"
#include "models/store/errors.h"
#include "models/store/facts.h"
#include <QTest>
#include <limits>
#include <random>

using namespace mv;

using Integers = QList<qint64>;

class TestCodec : public QObject {
    Q_OBJECT
private slots:
    void integers_data();
    void integers();
    void slowColumnsAreSmall();
    void texts_data();
    void texts();
    void damagedColumns();
    void cubeAddsUp();
    void damagedCubes();
};

void TestCodec::integers_data()
{
    QTest::addColumn<Integers>("values");
    constexpr auto least = std::numeric_limits<qint64>::min(), most = std::numeric_limits<qint64>::max();
    QTest::newRow("none") << Integers();
    QTest::newRow("one") << Integers { 42 };
    QTest::newRow("constant") << Integers(1000, -7);
    QTest::newRow("one byte") << Integers { 100, 355, 100, 101 };
    QTest::newRow("two bytes") << Integers { 0, 256, 65'535 };
    QTest::newRow("three bytes") << Integers { -1, 0xffff, 0xfffffe };
    QTest::newRow("five bytes") << Integers { 0, 0xffffffffff };
    QTest::newRow("six bytes") << Integers { 0, 0xffffffffffff };
    QTest::newRow("seven bytes") << Integers { 0, 0xffffffffffffff };
    QTest::newRow("extremes") << Integers { least, most, 0, -1, most, least };
    Integers times;
    for (qint64 i = 0; i < 500; ++i)
        times << 1'697'119'769'604 + i * 250 - (i % 7) * 10;
    QTest::newRow("nearly growing") << times;
}

void TestCodec::integers()
{
    QFETCH(Integers, values);
    const std::vector<std::int64_t> in(values.begin(), values.end());
    for (const Slope slope : { Slope::Any, Slope::Growing }) {
        std::string packed = "before";
        appendIntegers(packed, in, slope);
        packed += "after";
        std::string_view rest = std::string_view(packed).substr(6);
        std::vector<std::int64_t> out;
        takeIntegers(rest, in.size(), out);
        QVERIFY(out == in);
        QCOMPARE(rest, std::string_view("after"));
    }
}

void TestCodec::slowColumnsAreSmall()
{
    std::vector<std::int64_t> clock(65'536);
    for (std::size_t i = 0; i < clock.size(); ++i)
        clock[i] = 1'697'119'769'000 + static_cast<std::int64_t>(i / 100) * 1'000;
    std::string packed;
    appendIntegers(packed, clock, Slope::Growing);
    QVERIFY(compress(packed).size() < 4'000);
}

void TestCodec::texts_data()
{
    QTest::addColumn<QStringList>("texts");
    QTest::newRow("none") << QStringList();
    QTest::newRow("empty ones") << QStringList { QString(), QStringLiteral("a"), QString() };
    QTest::newRow("equal lengths") << QStringList { QStringLiteral("4S1a"), QStringLiteral("4S1b"),
        QStringLiteral("4S2c") };
    QTest::newRow("ragged") << QStringList { QStringLiteral("1"), QStringLiteral("1qX-0y"), QStringLiteral("22"),
        QString() };
    QTest::newRow("longest") << QStringList { QString(255, u'x') };
}

void TestCodec::texts()
{
    QFETCH(QStringList, texts);
    std::string joined;
    std::vector<std::uint32_t> ends;
    for (const QString& text : texts) {
        joined += text.toStdString();
        ends.push_back(static_cast<std::uint32_t>(joined.size()));
    }
    std::string packed;
    appendTexts(packed, joined, ends);
    std::string_view rest = packed;
    std::string outTexts;
    std::vector<std::uint32_t> outEnds;
    takeTexts(rest, ends.size(), outTexts, outEnds);
    QCOMPARE(outTexts, joined);
    QVERIFY(outEnds == ends);
    QVERIFY(rest.empty());
}

// Any bytes give the right column or DamagedData, nothing else. ASan watches.
void TestCodec::damagedColumns()
{
    Facts facts;
    for (int i = 0; i < 300; ++i) {
        facts[Column::Time].push_back(i * 1'000'003LL);
        facts.queueIds += std::to_string(i * 7919);
        facts.queueIdEnd.push_back(static_cast<std::uint32_t>(facts.queueIds.size()));
    }
    std::mt19937 random(7);
    int refused = 0;
    for (const Column column : { Column::Time, Column::QueueId }) {
        const std::string whole = encodeColumn(facts, column);
        for (int i = 0; i < 2'000; ++i) {
            std::string bytes = whole;
            if (i % 2 == 0)
                bytes.resize(random() % bytes.size());
            else
                bytes[random() % bytes.size()] = static_cast<char>(random());
            Facts out;
            try {
                decodeColumn(bytes, column, 300, out);
            } catch (const DamagedData&) {
                ++refused;
            }
        }
    }
    QVERIFY(refused > 2'000);
    Facts out;
    QVERIFY_THROWS_EXCEPTION(DamagedData, decodeColumn({}, Column::Time, 1, out));
    QVERIFY_THROWS_EXCEPTION(DamagedData, decodeColumn(encodeColumn(facts, Column::Time), Column::Time, 301, out));
}

void TestCodec::cubeAddsUp()
{
    CubeBuilder first;
    first.add({ 1, 2, 3, 4, 5, 6 }, 10, 5);
    first.add({ 0, 2, 3, 4, 5, 6 }, 95, 1);
    first.add({ 1, 2, 3, 4, 5, 6 }, 9, 1);
    first.add({ 1, 2, 3, 4, 5, 6 }, 10, 2);
    CubeDay day;
    day.decode(first.encode());
    QCOMPARE(day.keys(), std::size_t { 2 });
    QCOMPARE(day.key(0)[0], 0U);
    QCOMPARE(day.end(1) - day.begin(1), std::size_t { 2 });
    QCOMPARE(day.cell(day.begin(1)), 9U);
    QCOMPARE(day.count(day.begin(1) + 1), 7);

    CubeBuilder second;
    second.add(day);
    second.add({ 1, 2, 3, 4, 5, 6 }, 10, -7);
    second.add({ 0, 2, 3, 4, 5, 6 }, 95, -1);
    day.decode(second.encode());
    QCOMPARE(day.keys(), std::size_t { 1 });
    QCOMPARE(day.cell(0), 9U);
    CubeBuilder nothing;
    nothing.add(day);
    nothing.add({ 1, 2, 3, 4, 5, 6 }, 9, -1);
    QVERIFY(nothing.encode().empty());
}

void TestCodec::damagedCubes()
{
    CubeBuilder builder;
    std::mt19937 random(3);
    for (int i = 0; i < 2'000; ++i)
        builder.add(
            { static_cast<std::uint32_t>(random() % 20), 1, 2, 3, 4, 5 }, static_cast<std::uint32_t>(random() % 96), 1);
    const std::string whole = builder.encode();
    int refused = 0;
    CubeDay day;
    for (int i = 0; i < 2'000; ++i) {
        std::string bytes = whole;
        if (i % 2 == 0)
            bytes.resize(random() % bytes.size());
        else
            bytes[random() % bytes.size()] = static_cast<char>(random());
        try {
            day.decode(bytes);
        } catch (const DamagedData&) {
            ++refused;
        }
    }
    QVERIFY(refused > 1'000);
}

QTEST_GUILESS_MAIN(TestCodec)
#include "tst_codec.moc"
