// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/jobs/zones.h"
#include <QTest>
#include <algorithm>

using namespace mv;

class TestZones : public QObject {
    Q_OBJECT
private slots:
    void offsets_data();
    void offsets();
    void refuses_data();
    void refuses();
    void listsNames();
    void knowsTheSystems();
};

void TestZones::offsets_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("at");
    QTest::addColumn<int>("minutes");
    const auto row = [](const char* name, const char* at, int minutes) {
        QTest::addRow("%s %s", name, at) << QByteArray(name) << QByteArray(at) << minutes;
    };
    row("UTC", "2023-10-12", 0);
    row("Etc/UTC", "2023-10-12", 0);
    row("Z", "2023-10-12", 0);
    row("+05:30", "2023-10-12", 330);
    row("-0800", "2023-10-12", -480);
    row("-03", "2023-10-12", -180);
    row("UTC+02:00", "2023-10-12", 120);
    row("+14:00", "2023-10-12", 840);
    row("Europe/Berlin", "2023-10-29T00:59:59Z", 120); // the last second of summer
    row("Europe/Berlin", "2023-10-29T01:00:00Z", 60);
    row("Europe/Berlin", "2024-03-31T01:00:00Z", 120);
    row("Europe/Berlin", "1995-01-01", 60);
    row("America/New_York", "2023-11-05T05:59:59Z", -240);
    row("America/New_York", "2023-11-05T06:00:00Z", -300);
    row("America/New_York", "2030-07-01", -240); // years ahead
    row("EST5EDT", "2023-10-12", -240);
    row("Asia/Calcutta", "2023-10-12", 330); // an old name
    row("Asia/Kathmandu", "2023-10-12", 345);
    row("Australia/Lord_Howe", "2023-12-01", 660);
}

void TestZones::offsets()
{
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, at);
    QFETCH(int, minutes);
    const auto zone = zoneByName(name.toStdString());
    QVERIFY(zone.has_value());
    UtcTime time;
    QVERIFY(fromIso(at.toStdString(), time));
    QCOMPARE(int(std::chrono::floor<std::chrono::minutes>(zone->offsetAt(time)).count()), minutes);
    // A zone is found again by the name that it tells: the journal keeps that.
    const auto again = zoneByName(zone->name());
    QVERIFY2(again.has_value(), zone->name().c_str());
    QVERIFY(*again == *zone);
}

void TestZones::refuses_data()
{
    QTest::addColumn<QByteArray>("name");
    for (const char* name :
        { "", "Berlin", "CEST", "AAA5", "+05:", "Europe", " ", "Europe/Atlantis", "+", "+5", "+15:00", "+05:60",
            "+05:3", "+05:30x", "+-5:00", "+05:-3", "UTC+", "../../etc/passwd", "/etc/localtime", "Berlin\nEurope" })
        QTest::addRow("'%s'", name) << QByteArray(name);
    QTest::newRow("a NUL") << QByteArray("Europe/Berlin\0x", 15);
    QTest::newRow("long") << QByteArray(100'000, 'A');
}

void TestZones::refuses()
{
    QFETCH(QByteArray, name);
    QVERIFY(!zoneByName({ name.constData(), static_cast<std::size_t>(name.size()) }).has_value());
}

void TestZones::listsNames()
{
    const auto names = zoneNames();
    QVERIFY(std::ranges::find(names, "Europe/Berlin") != names.end());
    for (const std::string& name : names)
        QVERIFY2(zoneByName(name).has_value(), name.c_str());
}

void TestZones::knowsTheSystems()
{
    const QByteArray before = qgetenv("TZ");
    qputenv("TZ", "Asia/Tokyo");
    QCOMPARE(systemZone().offsetAt({}), std::chrono::seconds(9 * 3600));
    qputenv("TZ", before);
}

QTEST_GUILESS_MAIN(TestZones)
#include "tst_zones.moc"
