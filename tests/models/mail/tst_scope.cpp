// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/mail/scope.h"
#include <QTest>

using namespace mv;

class TestScope : public QObject {
    Q_OBJECT
private slots:
    void comparedRange_data();
    void comparedRange();
    void printed();
    void enhancedCodes_data();
    void enhancedCodes();
};

static UtcTime at(const QByteArray& iso)
{
    UtcTime t;
    if (!fromIso(iso.toStdString(), t))
        qFatal("bad time in a test row");
    return t;
}

void TestScope::comparedRange_data()
{
    QTest::addColumn<int>("comparison");
    QTest::addColumn<QByteArray>("from");
    QTest::addColumn<QByteArray>("to");
    QTest::addColumn<QByteArray>("comparedFrom");
    QTest::addColumn<QByteArray>("comparedTo");
    const auto row
        = [](const char* name, Comparison c, const char* from, const char* to, const char* cf, const char* ct) {
              QTest::newRow(name) << int(c) << QByteArray(from) << QByteArray(to) << QByteArray(cf) << QByteArray(ct);
          };
    row("off", Comparison::Off, "2023-10-10", "2023-10-15", "2023-10-10", "2023-10-15");
    row("last week", Comparison::SamePeriodLastWeek, "2023-10-10", "2023-10-15", "2023-10-03", "2023-10-08");
    row("five days before", Comparison::PreviousPeriod, "2023-10-10", "2023-10-15", "2023-10-05", "2023-10-10");
    row("six hours: the day before", Comparison::PreviousPeriod, "2023-10-10T06:00", "2023-10-10T12:00",
        "2023-10-09T06:00", "2023-10-09T12:00");
    row("three weeks", Comparison::WeeksEarlier, "2023-10-10", "2023-10-15", "2023-09-19", "2023-09-24");
}

void TestScope::comparedRange()
{
    QFETCH(int, comparison);
    QFETCH(QByteArray, from);
    QFETCH(QByteArray, to);
    QFETCH(QByteArray, comparedFrom);
    QFETCH(QByteArray, comparedTo);
    Scope scope;
    scope.range = { at(from), at(to) };
    scope.comparison = Comparison(comparison);
    scope.weeksEarlier = 3;
    QVERIFY((scope.comparedRange() == TimeRange { at(comparedFrom), at(comparedTo) }));
}

void TestScope::printed()
{
    Scope scope;
    scope.range = { at("2023-10-10"), at("2023-10-15") };
    scope.comparison = Comparison::SamePeriodLastWeek;
    scope.filters.providers = { "Microsoft 365", "Gmail" };
    scope.filters.outcomes = { Outcome::Deferred };
    QCOMPARE(QString::fromStdString(toString(scope)),
        QStringLiteral("2023-10-10T00:00:00Z to 2023-10-15T00:00:00Z, days in UTC; provider Microsoft 365 or Gmail; "
                       "outcome deferred; against 7 days earlier"));
}

void TestScope::enhancedCodes_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("Microsoft") << QByteArray("4.7.500") << QByteArray("4.7.500");
    QTest::newRow("usual") << QByteArray("5.1.1") << QByteArray("5.1.1");
    QTest::newRow("class 3") << QByteArray("3.1.1") << QByteArray();
    QTest::newRow("an IP address") << QByteArray("5.1.1.2") << QByteArray();
    QTest::newRow("four digits") << QByteArray("5.7.1000") << QByteArray();
    QTest::newRow("cut") << QByteArray("5.7.") << QByteArray();
    QTest::newRow("sign") << QByteArray("5.-7.1") << QByteArray();
}

void TestScope::enhancedCodes()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, expected);
    QCOMPARE(QByteArray::fromStdString(EnhancedCode::parse(text.toStdString()).toString()), expected);
}

QTEST_GUILESS_MAIN(TestScope)
#include "tst_scope.moc"
