// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/importsmodel.h"
#include "models/tables/notunderstoodmodel.h"
#include "models/tables/providersmodel.h"
#include "models/tables/repliesmodel.h"
#include "models/tables/sourcesmodel.h"
#include "models/tables/text.h"
#include "models/tables/trend.h"
#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>
#include <cmath>

using namespace mv;
using namespace Qt::StringLiterals;

class TestTables : public QObject {
    Q_OBJECT
private slots:
    void ranges_data();
    void ranges();
    void natural_data();
    void natural();
    void trends();
    void providers();
    void worse_data();
    void worse();
    void replies();
    void sources();
    void imports();
    void notUnderstood();
    void masking_data();
    void masking();
};

namespace {

UtcTime at(const char* iso)
{
    UtcTime t;
    if (!fromIso(iso, t))
        qFatal("bad time");
    return t;
}

Counts counts(std::uint64_t delivered, std::uint64_t deferred)
{
    Counts c;
    c.byOutcome = { delivered, deferred };
    return c;
}

RateGroup group(const char* name, Counts now, Counts before)
{
    RateGroup g;
    g.name = name;
    g.buckets = { now };
    g.total = now;
    g.comparedBuckets = { before };
    g.comparedTotal = before;
    return g;
}

// One column of all lines, as people read it.
QStringList column(const QAbstractItemModel& model, int number)
{
    QStringList texts;
    for (int line = 0; line < model.rowCount(); ++line)
        texts << model.index(line, number).data().toString().replace(QChar(0x2009), u' ');
    return texts;
}

ReplyRow reply(Outcome outcome, const char* reason, const char* text, std::uint64_t attempts, std::uint64_t before)
{
    ReplyRow row;
    row.outcome = outcome;
    row.reason = reason;
    row.text = text;
    row.attempts = attempts;
    row.comparedAttempts = before;
    row.firstSeen = before > 0 ? at("2023-09-18") : at("2023-10-12T06:12");
    return row;
}

} // namespace

void TestTables::ranges_data()
{
    QTest::addColumn<QString>("from");
    QTest::addColumn<QString>("to");
    QTest::addColumn<QString>("text");
    QTest::newRow("a day") << u"2023-10-12"_s << u"2023-10-13"_s << u"Thu 12 Oct 2023"_s;
    QTest::newRow("days") << u"2023-10-10"_s << u"2023-10-15"_s << u"Tue 10 Oct – Sat 14 Oct 2023"_s;
    QTest::newRow("days of two years") << u"2023-12-30"_s << u"2024-01-02"_s << u"Sat 30 Dec 2023 – Mon 1 Jan 2024"_s;
    QTest::newRow("hours") << u"2023-10-12T06:00:00Z"_s << u"2023-10-12T08:30:00Z"_s
                           << u"Thu 12 Oct 2023 06:00–08:30"_s;
    QTest::newRow("hours of two days") << u"2023-10-12T06:00:00Z"_s << u"2023-10-13T08:30:00Z"_s
                                       << u"Thu 12 Oct 06:00 – Fri 13 Oct 2023 08:30"_s;
    QTest::newRow("hours of two years") << u"2007-05-10T14:30:00Z"_s << u"2023-11-24T02:45:00Z"_s
                                        << u"Thu 10 May 2007 14:30 – Fri 24 Nov 2023 02:45"_s;
}

void TestTables::ranges()
{
    QFETCH(QString, from);
    QFETCH(QString, to);
    const TimeRange range { at(from.toUtf8().constData()), at(to.toUtf8().constData()) };
    QTEST(text::range(range, Zone()), "text");
}

void TestTables::natural_data()
{
    QTest::addColumn<QString>("less");
    QTest::addColumn<QString>("more");
    QTest::newRow("addresses") << u"198.51.100.9"_s << u"198.51.100.10"_s;
    QTest::newRow("words") << u"gmail"_s << u"Yahoo"_s;
    QTest::newRow("prefix") << u"mx1"_s << u"mx1a"_s;
    QTest::newRow("zeros") << u"a007b"_s << u"a8"_s;
    QTest::newRow("long numbers") << u"9999999999999999999998"_s << u"9999999999999999999999"_s;
}

void TestTables::natural()
{
    QFETCH(QString, less);
    QFETCH(QString, more);
    QVERIFY(compareNaturally(less, more) < 0);
    QVERIFY(compareNaturally(more, less) > 0);
    QCOMPARE(compareNaturally(less, less), 0);
}

void TestTables::trends()
{
    const std::vector<Counts> buckets { counts(9, 1), counts(0, 0), counts(0, 0), counts(0, 0), counts(1, 1) };
    const auto rates = rateTrend(buckets, 3);
    QCOMPARE(rates.size(), std::size_t(3));
    QCOMPARE(rates[0], 0.1);
    QVERIFY(std::isnan(rates[1])); // a gap, not zero
    QCOMPARE(rates[2], 0.5);
    const std::vector<std::uint64_t> volumes { 1, 2, 3, 4, 5 };
    QCOMPARE(volumeTrend(volumes, 2), (std::vector<double> { 6, 9 }));
    QVERIFY(rateTrend({}, 10).empty());
}

void TestTables::providers()
{
    RateRows rows;
    rows.groups = { group("Gmail", counts(990, 10), counts(990, 10)),
        group("Microsoft 365", counts(800, 200), counts(990, 10)), group("Other", counts(97, 3), counts(96, 4)) };
    rows.total = counts(1887, 213);
    rows.comparedTotal = counts(2076, 24);
    rows.comparedEdges = { at("2023-10-03"), at("2023-10-04") };
    rows.unlistedProviders = 214;
    ProvidersModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.show(rows);
    model.sort(ProvidersModel::Change, Qt::DescendingOrder);
    QCOMPARE(column(model, ProvidersModel::Name),
        (QStringList { u"Microsoft 365"_s, u"Gmail"_s, u"Other (214)"_s, u"All providers"_s }));
    QCOMPARE(column(model, ProvidersModel::Change), (QStringList { u"▲ +19.0"_s, u"0.0"_s, u"−1.0"_s, u"▲ +9.0"_s }));
    QCOMPARE(
        column(model, ProvidersModel::Deferred), (QStringList { u"20.0 %"_s, u"1.0 %"_s, u"3.0 %"_s, u"10.1 %"_s }));
    QCOMPARE(model.exported(0, ProvidersModel::Deferred), u"0.2"_s);
    model.sort(ProvidersModel::Attempts, Qt::AscendingOrder);
    QCOMPARE(model.index(0, 0).data().toString(), u"Other (214)"_s);
    QCOMPARE(model.lineAt(model.rowCount() - 1), TableModel::Line::Total); // always last
    QCOMPARE(model.lineOf(u"Other"_s), 0);
    model.show({});
    QCOMPARE(model.rowCount(), 1);
}

void TestTables::worse_data()
{
    QTest::addColumn<int>("before");
    QTest::addColumn<int>("now");
    QTest::addColumn<int>("of");
    QTest::addColumn<bool>("expected");
    QTest::newRow("a storm") << 10 << 200 << 1000 << true;
    QTest::newRow("four points") << 10 << 49 << 1000 << false;
    QTest::newRow("always much") << 200 << 300 << 1000 << false;
    QTest::newRow("few attempts") << 0 << 9 << 20 << false;
    QTest::newRow("better") << 200 << 10 << 1000 << false;
}

void TestTables::worse()
{
    QFETCH(int, before);
    QFETCH(int, now);
    QFETCH(int, of);
    QFETCH(bool, expected);
    const auto cell = [of](int deferred) { return counts(std::uint64_t(of - deferred), std::uint64_t(deferred)); };
    QCOMPARE(worsened(cell(before), cell(now)), expected);
}

void TestTables::replies()
{
    ReplyRows rows;
    rows.rows = { reply(Outcome::Delivered, "", "250 ok", 800, 900),
        reply(Outcome::Bounced, "unknown-user", "550 no such user", 10, 10),
        reply(Outcome::Deferred, "unclassified", "451 odd", 10, 12),
        reply(Outcome::Deferred, "throttled", "451 4.7.500 busy [‹ip›]", 190, 0) };
    rows.total = counts(800, 200);
    rows.comparedTotal = counts(900, 100);
    rows.sources = 40;
    Scope scope;
    scope.range = { at("2023-10-10"), at("2023-10-15") };
    scope.comparison = Comparison::SamePeriodLastWeek;
    RepliesModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.sort(RepliesModel::Attempts, Qt::DescendingOrder);
    model.show(rows, scope);
    const QStringList reasons { u"Deferred"_s, u"throttled"_s, u"unclassified"_s, u"Bounced"_s, u"unknown-user"_s,
        u"Delivered"_s };
    QCOMPARE(column(model, RepliesModel::Reason), reasons); // delivered mail is closed
    QCOMPARE(model.index(0, 0).data(TableModel::DetailRole).toString().replace(QChar(0x2009), u' '),
        u"200 attempt(s) · 20.0 %"_s);
    QCOMPARE(model.index(1, RepliesModel::Change).data().toString(), u"▲ new"_s);
    QCOMPARE(model.index(2, RepliesModel::Change).data().toString(), u"−0.2"_s);
    QCOMPARE(*model.unclassifiedShare(), 0.05);
    QCOMPARE(model.groupAt(2), u"Deferred"_s);
    model.toggle(5);
    QCOMPARE(model.rowCount(), 7);
    model.toggle(0);
    QCOMPARE(
        column(model, 0), (QStringList { u"Deferred"_s, u"Bounced"_s, u"unknown-user"_s, u"Delivered"_s, u"–"_s }));
    model.groupBy(RepliesModel::By::Reason);
    QCOMPARE(column(model, 0),
        (QStringList { u"throttled"_s, u"throttled"_s, u"unclassified"_s, u"unclassified"_s, u"unknown-user"_s,
            u"unknown-user"_s, u"Delivered"_s }));
    model.groupBy(RepliesModel::By::Nothing);
    QCOMPARE(model.rowCount(), 4);
}

void TestTables::sources()
{
    SourceRows rows;
    for (int hour = 0; hour <= 10; ++hour)
        rows.edges.push_back(at("2023-10-12") + std::chrono::hours(hour));
    rows.covered.assign(10, true);
    const auto source = [&](const char* name, int from, int until) {
        SourceRow row;
        row.source = name;
        for (int hour = 0; hour < 10; ++hour) {
            row.buckets.push_back(hour >= from && hour < until ? counts(10, 90) : counts(99, 1));
            row.total += row.buckets.back();
        }
        rows.rows.push_back(row);
    };
    source("198.51.100.9", 3, 6);
    source("198.51.100.10", 0, 0);
    source("198.51.100.11", 4, 10);
    source("198.51.100.100", 0, 0);
    SourcesModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.sort(SourcesModel::LimitedSince);
    model.show(rows, {});
    QCOMPARE(column(model, SourcesModel::Source),
        (QStringList { u"Limited · 2"_s, u"198.51.100.9"_s, u"198.51.100.11"_s, u"Healthy · 2"_s,
            u"198.51.100.10 … .100\n▸ expand rows"_s }));
    QCOMPARE(model.index(0, 0).data(TableModel::DetailRole).toString(), u"1 still"_s);
    QCOMPARE(model.index(1, SourcesModel::LimitedSince).data().toString(), u"Thu 12, 03:00"_s);
    QCOMPARE(model.index(1, SourcesModel::RecoveredAt).data().toString(), u"Thu 12, 06:00"_s);
    QCOMPARE(model.index(2, SourcesModel::RecoveredAt).data().toString(), u"◐ not yet"_s);
    QCOMPARE(model.exported(2, SourcesModel::RecoveredAt), u"not yet"_s);
    QCOMPARE(model.stillLimited(), std::size_t(1));
    QCOMPARE(model.rowsOf(4).size(), std::size_t(2)); // the summary stands for both
    model.toggle(4);
    QCOMPARE(model.rowCount(), 6);
    QCOMPARE(*model.bucketAt(at("2023-10-12T03:59")), std::size_t(3));
    QVERIFY(!model.bucketAt(at("2023-10-12T10:00")));
    QVERIFY(!model.bucketAt(at("2023-10-11T23:59")));
    model.groupByLimits(false);
    model.sort(SourcesModel::Source);
    QCOMPARE(column(model, SourcesModel::Source),
        (QStringList { u"198.51.100.9"_s, u"198.51.100.10"_s, u"198.51.100.11"_s, u"198.51.100.100"_s }));
    model.show({}, {});
    QCOMPARE(model.rowCount(), 0);
}

void TestTables::imports()
{
    ImportedFile file;
    file.id = 7;
    file.path = "/var/log/mail.log.1.gz";
    file.lines.delivery = 999'999;
    file.lines.rejected[0] = 1;
    file.state = FileState::Complete;
    ImportLine running;
    running.key = u"job 0"_s;
    running.name = u"mail.log"_s;
    running.running = true;
    running.state = ImportLine::State::Reading;
    running.share = 0.649;
    running.linesPerSecond = 412'000;
    ImportsModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.show({ running }, { file }, {});
    QCOMPARE(column(model, ImportsModel::File),
        (QStringList { u"This import"_s, u"mail.log"_s, u"Journal"_s, u"mail.log.1.gz"_s }));
    QCOMPARE(column(model, ImportsModel::Progress), (QStringList { u""_s, u"64 %"_s, u""_s, u""_s }));
    QCOMPARE(column(model, ImportsModel::Rate).at(1), u"412 000 lines/s"_s);
    QCOMPARE(column(model, ImportsModel::Understood).at(3), u"99.99 %"_s); // never 100 with a line left over
    QCOMPARE(column(model, ImportsModel::NotUnderstood).at(3), u"1"_s);
}

void TestTables::notUnderstood()
{
    ImportRows rows;
    rows.files.resize(3);
    for (FileId id = 1; id <= 3; ++id) {
        rows.files[std::size_t(id - 1)].id = id;
        rows.files[std::size_t(id - 1)].path = "/a/" + std::to_string(id) + ".log";
        rows.files[std::size_t(id - 1)].format = id == 3 ? "exim" : "postfix";
    }
    rows.files[0].lines.rejected[std::size_t(RejectReason::BadTime)] = 300;
    rows.files[1].lines.rejected[std::size_t(RejectReason::TooLong)] = 1;
    const RejectedLine badTime { 10, RejectReason::BadTime, "Oct 99 to=<a@example.com>" };
    rows.notUnderstood = { { 1, { { 30, RejectReason::BadTime, "rare" }, 2, 8 } }, { 1, { badTime, 5, 7 } },
        { 2, { badTime, 6, 7 } }, { 2, { { 20, RejectReason::TooLong, "xxx" }, 1, 9 } }, { 3, { badTime, 1, 7 } } };
    NotUnderstoodModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.show(rows, {});
    const QString line = u"Oct 99 to=<‹addr›@example.com>"_s;
    QCOMPARE(column(model, NotUnderstoodModel::Text), (QStringList { u""_s, line, u"rare"_s, line, u""_s, u"xxx"_s }));
    QCOMPARE(column(model, NotUnderstoodModel::Lines),
        (QStringList { u"Time not understood"_s, u"11"_s, u"2"_s, u"1"_s, u"Too long"_s, u"1"_s }));
    QCOMPARE(column(model, NotUnderstoodModel::File).at(1), u"1.log and 1 more"_s);
    QCOMPARE(model.index(0, 0).data(TableModel::DetailRole).toString(), u"300 line(s), 14 of them shown"_s);
    model.show(rows, FileId(2));
    QCOMPARE(column(model, NotUnderstoodModel::File), (QStringList { u""_s, u"2.log"_s, u""_s, u"2.log"_s }));
    QCOMPARE(column(model, NotUnderstoodModel::Lines).at(1), u"6"_s);
}

void TestTables::masking_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected");
    QTest::newRow("none") << u"no address"_s << u"no address"_s;
    QTest::newRow("two") << u"from=<a.b@x.example> to=<c+d@y.example>"_s
                         << u"from=<‹addr›@x.example> to=<‹addr›@y.example>"_s;
    QTest::newRow("quoted") << u"to=<\"j doe\"@x.example>"_s << u"to=<‹addr›@x.example>"_s;
    QTest::newRow("bare") << u"@"_s << u"@"_s;
    QTest::newRow("row of them") << u"a@b@c@d"_s << u"‹addr›@‹addr›@‹addr›@d"_s;
    QTest::newRow("lone quote") << u"\"@x"_s << u"\"@x"_s;
    QTest::newRow("not ASCII") << u"jürgen@x.example"_s << u"‹addr›@x.example"_s;
}

void TestTables::masking()
{
    QFETCH(QString, text);
    QFETCH(QString, expected);
    QCOMPARE(maskAddresses(text), expected);
}

QTEST_GUILESS_MAIN(TestTables)
#include "tst_tables.moc"
