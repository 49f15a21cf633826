// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/analysis/recovery.h"
#include <QTest>

using namespace mv;
using namespace std::chrono_literals;

namespace {

// Hours from 2023-10-12T00:00Z, drawn as one character each: a blank is an hour without attempts, a digit the deferral
// rate in tens of percent of 100 attempts ('x' is 100 %), a letter a thin hour: 'o' two attempts without, 'd' two with
// deferrals.
struct Drawing {
    std::vector<UtcTime> edges;
    std::vector<Counts> counts;
};

UtcTime hour(std::size_t n)
{
    return UtcTime(std::chrono::sys_days { std::chrono::year { 2023 } / 10 / 12 }) + std::chrono::hours(n);
}

Drawing drawn(const QByteArray& picture)
{
    Drawing drawing;
    drawing.edges.push_back(hour(0));
    for (const char c : picture) {
        std::uint64_t attempts = 100, deferred = 0;
        if (c == ' ')
            attempts = 0;
        else if (c == 'o' || c == 'd')
            attempts = 2, deferred = c == 'd' ? 2 : 0;
        else
            deferred = c == 'x' ? 100 : static_cast<std::uint64_t>(c - '0') * 10;
        Counts counts;
        counts.byOutcome[static_cast<std::size_t>(Outcome::Deferred)] = deferred;
        counts.byOutcome[static_cast<std::size_t>(Outcome::Delivered)] = attempts - deferred;
        drawing.counts.push_back(counts);
        drawing.edges.push_back(hour(drawing.counts.size()));
    }
    return drawing;
}

QByteArray told(const std::vector<LimitedSpan>& spans)
{
    QByteArrayList parts;
    for (const LimitedSpan& s : spans) {
        const auto at = [](UtcTime t) { return QByteArray::number((t - hour(0)) / 1h); };
        parts << at(s.since) + '-' + (s.recovered ? at(*s.recovered) : QByteArray("?")) + " for "
                + QByteArray::number(s.lasted / 1h) + "h, " + QByteArray::number(qRound(s.rateWhile * 100)) + '%';
    }
    return parts.join("; ");
}

} // namespace

class TestRecovery : public QObject {
    Q_OBJECT
private slots:
    void spans_data();
    void spans();
    void edgesThatDoNotFit();
    void ownRule();
};

void TestRecovery::spans_data()
{
    QTest::addColumn<QByteArray>("picture");
    QTest::addColumn<QByteArray>("spans"); // hours from the begin
    const auto row = [](const char* name, const char* picture, const char* spans) {
        QTest::newRow(name) << QByteArray(picture) << QByteArray(spans);
    };
    row("nothing", "", "");
    row("gaps only", "    ", "");
    row("healthy", "001010100", "");
    row("a storm", "0001 99990000", "5-9 for 4h, 90%");
    row("still limited", "00009988", "4-? for 4h, 85%");
    row("one hour is no storm", "000090000", "");
    row("the newest hour waits for the next", "0000000x", "");
    row("one good hour does not end it", "0000990990000", "4-9 for 5h, 72%");
    row("the newest good hour does not end it", "000099990", "4-? for 5h, 72%");
    row("below a quarter is no storm", "000022220000", "");
    row("comes down slowly", "000095321100", "4-10 for 6h, 35%");
    row("two storms", "0008800008800", "3-5 for 2h, 80%; 9-11 for 2h, 80%");
    row("gaps end nothing", "000099  99   9900", "4-15 for 11h, 90%");
    row("recovered after a gap", "000099    0000", "4-10 for 6h, 90%");
    row("confirmed after a gap", "00009   90000", "4-9 for 5h, 90%");
    row("all the range is a storm", "99999999", "0-? for 8h, 90%");
    row("most of the range", "00444444444", "");
    row("most of the range, badly", "006666666666", "2-? for 10h, 60%");
    row("always bad, then worse", "3333333388883333", "8-12 for 4h, 80%");
    row("always bad", "3232323232", "");
    row("thin hours are taken together", "000ddddddooooo000", "3-9 for 6h, 100%");
    row("a thin hour begins nothing", "000d00000", "");
    row("since is where deferrals begin", "000o dd9000", "5-8 for 3h, 89%");
    row("a thin rest is left out", "00009900dd", "4-6 for 2h, 90%");
}

void TestRecovery::spans()
{
    QFETCH(QByteArray, picture);
    const Drawing drawing = drawn(picture);
    QTEST(told(limitedSpans(drawing.edges, drawing.counts)), "spans");
}

void TestRecovery::edgesThatDoNotFit()
{
    Drawing drawing = drawn("0000999900");
    drawing.edges.pop_back();
    QVERIFY(limitedSpans(drawing.edges, drawing.counts).empty());
    QVERIFY(limitedSpans({}, {}).empty());
}

void TestRecovery::ownRule()
{
    const Drawing drawing = drawn("000022220000");
    LimitRule rule;
    rule.limitedFrom = 0.15;
    QCOMPARE(told(limitedSpans(drawing.edges, drawing.counts, rule)), QByteArray("4-8 for 4h, 20%"));
}

QTEST_APPLESS_MAIN(TestRecovery)
#include "tst_recovery.moc"
