// SPDX-License-Identifier: GPL-3.0-or-later
// The tables that people export, against the answers that the panels get, on two weeks of a small log.
#include "models/export/attemptscsv.h"
#include "models/export/tablescsv.h"
#include "models/jobs/importjob.h"
#include "models/store/queries/delays.h"
#include "models/store/queries/imports.h"
#include "models/store/queries/rates.h"
#include "models/store/queries/replies.h"
#include "models/store/queries/sources.h"
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <memory>

using namespace mv;

namespace {

const std::string kCounts
    = "attempts,delivered,deferred,bounced,deferral_rate,bounce_rate,first_tries,first_deferred,messages_affected,"
      "expired,held,local";

UtcTime at(const char* iso)
{
    UtcTime t;
    if (!fromIso(iso, t))
        qFatal("bad time in a test: %s", iso);
    return t;
}

// 06:00 to 07:00 of the second week.
Scope stormHour(Comparison comparison = Comparison::Off)
{
    Scope scope;
    scope.range = { at("2023-10-12T06:00:00Z"), at("2023-10-12T07:00:00Z") };
    scope.comparison = comparison;
    return scope;
}

template <class T> T valueOf(Result<T> result)
{
    if (!result)
        qFatal("%s", result.error().what.c_str());
    return std::move(*result);
}

std::string number(std::uint64_t n) { return std::to_string(n); }

std::string joined(const std::vector<std::string>& cells)
{
    std::string line;
    for (const std::string& cell : cells)
        line += (line.empty() ? "" : ",") + cell;
    return line;
}

// A rate as a reader of the file gets it: no cell, no rate.
bool sameRate(const std::string& cell, std::optional<double> rate)
{
    return rate ? std::abs(std::stod(cell) - *rate) < 1e-6 : cell.empty();
}

} // namespace

class TestTablesCsv : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void headers_data();
    void headers();
    void providers();
    void comparedProviders();
    void timeline();
    void replies();
    void sources();
    void delay();
    void imports();
    void attempts();
    void unknown();

private:
    CsvTable table(const char* name, const Scope& scope, Bucket bucket = Bucket::Hour)
    {
        CsvTable t = valueOf(exportTable(name, *m_reader, scope, bucket, {}));
        for (const auto& row : t.rows) {
            if (row.size() != t.header.size())
                qFatal("%s: a row of %zu cells below %zu names", name, row.size(), t.header.size());
        }
        return t;
    }
    static std::string cell(const CsvTable& t, std::size_t row, const std::string& column)
    {
        const auto found = std::ranges::find(t.header, column);
        if (found == t.header.end())
            qFatal("no column %s", column.c_str());
        return t.rows.at(row).at(static_cast<std::size_t>(found - t.header.begin()));
    }
    static void compareCounts(const CsvTable& t, std::size_t row, const Counts& c, const std::string& prefix = {})
    {
        QCOMPARE(cell(t, row, prefix + "attempts"), number(c.attempts()));
        QCOMPARE(cell(t, row, prefix + "delivered"), number(c.of(Outcome::Delivered)));
        QCOMPARE(cell(t, row, prefix + "deferred"), number(c.of(Outcome::Deferred)));
        QCOMPARE(cell(t, row, prefix + "bounced"), number(c.of(Outcome::Bounced)));
        QCOMPARE(cell(t, row, prefix + "held"), number(c.of(Outcome::Held)));
        QCOMPARE(cell(t, row, prefix + "first_tries"), number(c.firstTries));
        QCOMPARE(cell(t, row, prefix + "first_deferred"), number(c.firstDeferred));
        QVERIFY(sameRate(cell(t, row, prefix + "deferral_rate"), c.deferralRate()));
        QVERIFY(sameRate(cell(t, row, prefix + "bounce_rate"), c.bounceRate()));
        QVERIFY(sameRate(cell(t, row, prefix + "messages_affected"), c.messagesAffected()));
    }

    QTemporaryDir m_folder;
    std::unique_ptr<Reader> m_reader;
};

void TestTablesCsv::initTestCase()
{
    const std::filesystem::path database = m_folder.filePath(QStringLiteral("test.mailvane")).toStdString();
    {
        Writer writer = valueOf(Writer::open(database));
        ImportProgress progress;
        const auto summary = valueOf(importFiles({ FIXTURES_DIR "/logs/twoweeks.log" }, {}, writer,
            valueOf(ProviderTable::make()), valueOf(ReasonRules::make()), progress, {}));
        QCOMPARE(summary.facts, std::uint64_t(8));
    }
    m_reader = std::make_unique<Reader>(valueOf(Reader::open(database)));
}

void TestTablesCsv::headers_data()
{
    QTest::addColumn<QString>("header");
    const auto row
        = [](const char* name, const std::string& header) { QTest::newRow(name) << QString::fromStdString(header); };
    row("providers", "provider," + kCounts);
    row("timeline", "from,to,provider,has_data," + kCounts);
    row("replies",
        "outcome,reason,provider,code,enhanced,template,attempts,compared_attempts,sources,first_seen,last_seen");
    row("sources", "source,server," + kCounts + ",limited_since,recovered_at,rate_while_limited,waiting");
    row("delay",
        "arrived_from,arrived_to,provider,p50_s,p50_at_least,p90_s,p90_at_least,p95_s,p95_at_least,finished,waiting");
    row("imports",
        "file,format,zone,state,message,imported_at,bytes,lines,delivery_lines,context_lines,other_lines,not_understood,"
        "facts,"
        "duplicates,first,last");
}

void TestTablesCsv::headers()
{
    QFETCH(QString, header);
    const auto names = tableNames();
    QVERIFY(std::ranges::find(names, QTest::currentDataTag()) != names.end());
    QCOMPARE(QString::fromStdString(joined(table(QTest::currentDataTag(), stormHour()).header)), header);
}

void TestTablesCsv::providers()
{
    const auto rates = valueOf(ask(*m_reader, RateQuestion { stormHour(), Bucket::Whole, GroupBy::Provider }, {}));
    const CsvTable t = table("providers", stormHour());
    QCOMPARE(t.rows.size(), rates.groups.size());
    for (std::size_t i = 0; i < t.rows.size(); ++i) {
        QCOMPARE(cell(t, i, "provider"), rates.groups[i].name);
        compareCounts(t, i, rates.groups[i].total);
    }
    // As the log says: two of three tries deferred, of one recipient; one line held back.
    QCOMPARE(QString::fromStdString(joined(t.rows.at(0))),
        QStringLiteral("Microsoft 365,3,1,2,0,0.666667,0.000000,1,1,1.000000,0,1,0"));
}

void TestTablesCsv::comparedProviders()
{
    const Scope scope = stormHour(Comparison::SamePeriodLastWeek);
    const auto rates = valueOf(ask(*m_reader, RateQuestion { scope, Bucket::Whole, GroupBy::Provider }, {}));
    const CsvTable t = table("providers", scope);
    QCOMPARE(t.rows.size(), rates.groups.size());
    for (std::size_t i = 0; i < t.rows.size(); ++i) {
        compareCounts(t, i, rates.groups[i].total);
        compareCounts(t, i, rates.groups[i].comparedTotal, "compared_");
    }
    QCOMPARE(cell(t, 0, "compared_deferral_rate"), std::string("0.000000"));
    // Nothing went to this one a week before: no rate, which is not a rate of zero.
    QCOMPARE(cell(t, 2, "compared_attempts"), std::string("0"));
    QCOMPARE(cell(t, 2, "compared_deferral_rate"), std::string());
}

void TestTablesCsv::timeline()
{
    Scope scope = stormHour();
    scope.range.to = at("2023-10-12T09:00:00Z"); // the log ends at 06:45
    const auto rates = valueOf(ask(*m_reader, RateQuestion { scope, Bucket::Hour, GroupBy::Provider }, {}));
    const CsvTable t = table("timeline", scope);
    QCOMPARE(t.rows.size(), rates.groups.size() * 3);
    std::size_t gaps = 0;
    for (std::size_t i = 0; i < t.rows.size(); ++i) {
        const std::size_t bucket = i / rates.groups.size();
        const RateGroup& group = rates.groups[i % rates.groups.size()];
        QCOMPARE(cell(t, i, "provider"), group.name);
        QCOMPARE(cell(t, i, "from"), toIso(rates.edges[bucket]));
        QCOMPARE(cell(t, i, "to"), toIso(rates.edges[bucket + 1]));
        if (rates.covered[bucket]) {
            QCOMPARE(cell(t, i, "has_data"), std::string("1"));
            compareCounts(t, i, group.buckets[bucket]);
        } else {
            ++gaps;
            QCOMPARE(cell(t, i, "has_data"), std::string("0"));
            QCOMPARE(cell(t, i, "attempts"), std::string()); // a gap is no zero
        }
    }
    QCOMPARE(gaps, rates.groups.size() * 2);
}

void TestTablesCsv::replies()
{
    const Scope scope = stormHour(Comparison::SamePeriodLastWeek);
    const auto answer = valueOf(ask(*m_reader, ReplyQuestion { scope, Bucket::Hour }, {}));
    const CsvTable t = table("replies", scope);
    QCOMPARE(t.rows.size(), answer.rows.size());
    QCOMPARE(t.rows.size(), std::size_t(5));
    for (std::size_t i = 0; i < t.rows.size(); ++i) {
        const ReplyRow& r = answer.rows[i];
        QCOMPARE(cell(t, i, "outcome"), std::string(toString(r.outcome)));
        QCOMPARE(cell(t, i, "reason"), r.reason);
        QCOMPARE(cell(t, i, "provider"), r.provider);
        QCOMPARE(cell(t, i, "code"), number(r.code));
        QCOMPARE(cell(t, i, "enhanced"), r.enhanced.toString());
        QCOMPARE(cell(t, i, "template"), r.text);
        QCOMPARE(cell(t, i, "attempts"), number(r.attempts));
        QCOMPARE(cell(t, i, "compared_attempts"), number(r.comparedAttempts));
        QCOMPARE(cell(t, i, "sources"), number(r.sources));
        QCOMPARE(cell(t, i, "first_seen"), toIso(r.firstSeen));
        QCOMPARE(cell(t, i, "last_seen"), toIso(r.lastSeen));
    }
    QCOMPARE(cell(t, 0, "attempts"), std::string("2"));
    QCOMPARE(cell(t, 0, "reason"), std::string("throttled"));
    QCOMPARE(cell(table("replies", stormHour()), 0, "compared_attempts"), std::string());
}

void TestTablesCsv::sources()
{
    const auto answer = valueOf(ask(*m_reader, SourceQuestion { stormHour(), Bucket::Hour }, {}));
    const CsvTable t = table("sources", stormHour());
    QCOMPARE(t.rows.size(), answer.rows.size());
    for (std::size_t i = 0; i < t.rows.size(); ++i) {
        QCOMPARE(cell(t, i, "source"), answer.rows[i].source);
        QCOMPARE(cell(t, i, "server"), answer.rows[i].server);
        QCOMPARE(cell(t, i, "waiting"), number(answer.rows[i].waiting));
        compareCounts(t, i, answer.rows[i].total);
    }
    QCOMPARE(cell(t, 0, "source"), std::string("198.51.100.7")); // the reply names it
}

void TestTablesCsv::delay()
{
    const auto answer = valueOf(ask(*m_reader, DelayQuestion { stormHour(), Bucket::Hour }, {}));
    const CsvTable t = table("delay", stormHour());
    QCOMPARE(t.rows.size(), answer.providers.size() + answer.buckets.size());
    for (std::size_t i = 0; i < t.rows.size(); ++i) {
        const bool whole = i < answer.providers.size();
        const DelayCell& c = whole ? answer.providers[i].cell : answer.buckets[i - answer.providers.size()];
        QCOMPARE(cell(t, i, "provider"), whole ? answer.providers[i].provider : std::string());
        QCOMPARE(cell(t, i, "finished"), number(c.finished));
        QCOMPARE(cell(t, i, "waiting"), number(c.waiting));
        QVERIFY(sameRate(cell(t, i, "p50_s"),
            c.p50 ? std::optional(static_cast<double>(c.p50->value.count()) / 1000) : std::nullopt));
        QCOMPARE(cell(t, i, "p95_at_least"), c.p95 ? number(c.p95->atLeast) : std::string());
    }
    QCOMPARE(cell(t, 0, "provider"), std::string("Microsoft 365"));
    QCOMPARE(cell(t, 0, "waiting"), std::string("1"));
}

void TestTablesCsv::imports()
{
    const CsvTable t = table("imports", stormHour());
    QCOMPARE(t.rows.size(), std::size_t(1));
    QCOMPARE(cell(t, 0, "file"), std::string(FIXTURES_DIR "/logs/twoweeks.log"));
    QCOMPARE(cell(t, 0, "format"), std::string("postfix"));
    QCOMPARE(cell(t, 0, "state"), std::string("complete"));
    QCOMPARE(cell(t, 0, "lines"), std::string("17"));
    QCOMPARE(cell(t, 0, "delivery_lines"), std::string("8"));
    QCOMPARE(cell(t, 0, "context_lines"), std::string("9"));
    QCOMPARE(cell(t, 0, "not_understood"), std::string("0"));
    QCOMPARE(cell(t, 0, "facts"), std::string("8"));
    QCOMPARE(cell(t, 0, "first"), std::string("2023-10-05T06:00:02Z"));
    QCOMPARE(cell(t, 0, "last"), std::string("2023-10-12T06:45:00Z"));
}

void TestTablesCsv::attempts()
{
    AttemptQuestion question;
    question.scope = stormHour();
    question.newestFirst = false;
    const auto answer = valueOf(ask(*m_reader, question, {}));
    QCOMPARE(answer.rows.size(), std::size_t(6));
    const auto files = fileNames(valueOf(ask(*m_reader, ImportQuestion { 0 }, {})).files);
    QCOMPARE(QString::fromStdString(joined(attemptCells(answer.rows[0], files))),
        QStringLiteral(
            "2023-10-12T06:00:01Z,mx1,198.51.100.7,Microsoft 365,one-example.mail.protection.outlook.com,one.example,"
            "shop.example,deferred,451,4.7.500,rcpt-to,throttled,451 4.7.500 Server busy. Please try again later from "
            "[\u2039ip\u203a]. (S77714) [\u2039host\u203a \u2039time\u203a \u2039id\u203a],1,4BBBBB1," FIXTURES_DIR
            "/logs/twoweeks.log,1006,203.0.113.10,,1"));
    QCOMPARE(attemptColumns().size(), attemptCells(answer.rows[0], files).size());
}

void TestTablesCsv::unknown()
{
    const auto none = exportTable("people", *m_reader, stormHour(), Bucket::Hour, {});
    QVERIFY(!none);
    QCOMPARE(none.error().what, std::string("There is no table \"people\"."));
}

QTEST_APPLESS_MAIN(TestTablesCsv)
#include "tst_tablescsv.moc"
