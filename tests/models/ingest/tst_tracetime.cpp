// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/formats/tracetime.h"
#include <QTest>

using namespace mv;

Q_DECLARE_METATYPE(mv::DateOrder)

class TestTraceTime : public QObject {
    Q_OBJECT
private slots:
    void reads_data();
    void reads();
    void ordersDates_data();
    void ordersDates();
};

void TestTraceTime::reads_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<DateOrder>("order");
    QTest::addColumn<QByteArray>("iso"); // empty: no time
    const auto month = DateOrder::MonthFirst;
    const auto day = DateOrder::DayFirst;
    QTest::newRow("UTC") << QByteArray("2021-03-23T10:00:09.3284899Z") << month
                         << QByteArray("2021-03-23T10:00:09.328Z");
    QTest::newRow("no zone") << QByteArray("2021-03-23 10:00:09") << day << QByteArray("2021-03-23T10:00:09Z");
    QTest::newRow("zone") << QByteArray("2021-03-23T10:00:09+02:00") << day << QByteArray("2021-03-23T08:00:09Z");
    QTest::newRow("JSON") << QByteArray("/Date(1658751973240)/") << day << QByteArray("2022-07-25T12:26:13.240Z");
    QTest::newRow("United States") << QByteArray("10/12/2023 2:03:11 PM") << month
                                   << QByteArray("2023-10-12T14:03:11Z");
    QTest::newRow("narrow blank") << QByteArray("10/12/2023 2:03:11\xe2\x80\xafPM") << month
                                  << QByteArray("2023-10-12T14:03:11Z");
    QTest::newRow("midnight") << QByteArray("10/12/2023 12:03:11 AM") << month << QByteArray("2023-10-12T00:03:11Z");
    QTest::newRow("noon") << QByteArray("10/12/2023 12:03:11 PM") << month << QByteArray("2023-10-12T12:03:11Z");
    QTest::newRow("Britain") << QByteArray("10/12/2023 14:03:11") << day << QByteArray("2023-12-10T14:03:11Z");
    QTest::newRow("Germany") << QByteArray("10.12.2023 14:03:11") << day << QByteArray("2023-12-10T14:03:11Z");
    QTest::newRow("Finland") << QByteArray("1.2.2023 4.03.11") << day << QByteArray("2023-02-01T04:03:11Z");
    QTest::newRow("Czechia") << QByteArray("10. 12. 2023 14:03:11") << day << QByteArray("2023-12-10T14:03:11Z");
    QTest::newRow("Netherlands") << QByteArray("10-12-2023 14:03") << day << QByteArray("2023-12-10T14:03:00Z");
    QTest::newRow("Japan") << QByteArray("2023/10/12 14:03:11") << day << QByteArray("2023-10-12T14:03:11Z");
    QTest::newRow("leap day") << QByteArray("2/29/2024 1:00:00 AM") << month << QByteArray("2024-02-29T01:00:00Z");
    for (const char* text :
        { "", "soon", "2/29/2023 1:00:00 AM", "13/1/2023 1:00:00 AM", "0/1/2023 1:00", "1/1/23 1:00", "1/1/2023",
            "1/1/2023 25:00", "1/1/2023 1:60", "1/1/2023 1:00 XM", "18446744073709551616/1/2023 1:00", "/Date(-1)/",
            "/Date(18446744073709551615)/", "/Date()/", "2023-13-01T00:00:00Z" })
        QTest::addRow("none: %s", text) << QByteArray(text) << month << QByteArray();
}

void TestTraceTime::reads()
{
    QFETCH(QByteArray, text);
    QFETCH(DateOrder, order);
    QFETCH(QByteArray, iso);
    const auto time = traceTime(text.toStdString(), order);
    QCOMPARE(time ? QByteArray::fromStdString(toIso(*time)) : QByteArray(), iso);
}

void TestTraceTime::ordersDates_data()
{
    QTest::addColumn<QByteArrayList>("times");
    QTest::addColumn<QByteArray>("latest");
    QTest::addColumn<DateOrder>("order");
    const QByteArray october = "2023-10-15T00:00:00Z";
    const QByteArray later = "2025-01-01T00:00:00Z";
    const auto at = [](const char* date) { return QByteArray(date) + " 10:00:00"; };
    QTest::newRow("a thirteenth month") << QByteArrayList { at("10/12/2023"), at("10/13/2023") } << later
                                        << DateOrder::MonthFirst;
    QTest::newRow("a thirteenth month, the other way")
        << QByteArrayList { at("12/10/2023"), at("13/10/2023") } << later << DateOrder::DayFirst;
    QTest::newRow("not in the future") << QByteArrayList { at("12/10/2023") } << october << DateOrder::DayFirst;
    QTest::newRow("the shorter span") << QByteArrayList { at("10/3/2023"), at("10/9/2023") } << later
                                      << DateOrder::MonthFirst;
    QTest::newRow("the shorter span, the other way")
        << QByteArrayList { at("3/10/2023"), at("9/10/2023") } << later << DateOrder::DayFirst;
    QTest::newRow("one day: the later") << QByteArrayList { at("2/10/2023") } << later << DateOrder::DayFirst;
    QTest::newRow("damage decides nothing")
        << QByteArrayList { at("30/30/2023"), "x", at("12/10/2023"), at("13/10/2023") } << later << DateOrder::DayFirst;
    QTest::newRow("none") << QByteArrayList() << later << DateOrder::MonthFirst;
}

void TestTraceTime::ordersDates()
{
    QFETCH(QByteArrayList, times);
    QFETCH(QByteArray, latest);
    QFETCH(DateOrder, order);
    std::vector<std::string> texts;
    for (const QByteArray& time : times)
        texts.push_back(time.toStdString());
    UtcTime limit;
    QVERIFY(fromIso(latest.toStdString(), limit));
    QVERIFY(dateOrderOf(texts, limit) == order);
}

QTEST_GUILESS_MAIN(TestTraceTime)
#include "tst_tracetime.moc"
