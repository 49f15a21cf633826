// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/envelope.h"
#include "recorder.h"
#include <QTest>

using namespace mv;
using namespace std::chrono_literals;

// What the formats' golden files do not show: how the time of a line depends on the lines before it.
class TestEnvelope : public QObject {
    Q_OBJECT
private slots:
    void times_data();
    void times();
};

void TestEnvelope::times_data()
{
    QTest::addColumn<QByteArrayList>("stamps");
    QTest::addColumn<QByteArrayList>("expected");
    const auto row = [](const char* name, const QByteArrayList& stamps, const QByteArrayList& times) {
        QTest::newRow(name) << stamps << times;
    };
    row("several lines a second", { "Oct 12 14:09:29", "Oct 12 14:09:29", "Oct 12 14:09:30", "Oct 12 14:09:29" },
        { "2023-10-12T12:09:29Z", "2023-10-12T12:09:29Z", "2023-10-12T12:09:30Z", "2023-10-12T12:09:29Z" });
    row("with and without decimals", { "Oct 12 14:09:29", "Oct 12 14:09:29.500", "Oct 12 14:09:29" },
        { "2023-10-12T12:09:29Z", "2023-10-12T12:09:29.500Z", "2023-10-12T12:09:29Z" });
    row("several lines a second in the hour that comes twice",
        { "Oct 29 02:59:59", "Oct 29 02:59:59", "Oct 29 02:00:00", "Oct 29 02:00:00", "Oct 29 02:59:59" },
        { "2023-10-29T00:59:59Z", "2023-10-29T00:59:59Z", "2023-10-29T01:00:00Z", "2023-10-29T01:00:00Z",
            "2023-10-29T01:59:59Z" });
    row("the same words mean the second time after a line that tells its zone",
        { "Oct 29 02:10:00", "2023-10-29T01:05:00Z", "Oct 29 02:10:00" },
        { "2023-10-29T00:10:00Z", "2023-10-29T01:05:00Z", "2023-10-29T01:10:00Z" });
    row("no such day, again and again", { "Feb 30 10:00:00", "Feb 30 10:00:00" }, { "none", "none" });
}

void TestEnvelope::times()
{
    QFETCH(QByteArrayList, stamps);
    QFETCH(QByteArrayList, expected);
    FormatOptions options;
    options.zone = Zone("Europe/Berlin", { { utc("2023-03-26T01:00Z"), 2h }, { utc("2023-10-29T01:00Z"), 1h } });
    options.fileTime = utc("2023-10-30T00:00:00Z");
    EnvelopeReader reader(options);
    for (qsizetype i = 0; i < stamps.size(); ++i) {
        const std::string line = stamps[i].toStdString() + " mx1 postfix/smtp[1]: text";
        Envelope out;
        const bool read = reader.read({ line, 0 }, out) == EnvelopeReader::Kind::Message;
        QCOMPARE(read ? QByteArray::fromStdString(toIso(out.at)) : QByteArray("none"), expected[i]);
        QVERIFY(!read || (out.host == "mx1" && out.tag == "postfix/smtp" && out.message == "text"));
    }
}

QTEST_GUILESS_MAIN(TestEnvelope)
#include "tst_envelope.moc"
