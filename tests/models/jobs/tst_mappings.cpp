// SPDX-License-Identifier: GPL-3.0-or-later
// Logs of a house's own making, imported by a mapping of their columns: which one is taken, and that it stays.
#include "database.h"
#include "files.h"
#include "models/ingest/mappingtext.h"
#include "models/jobs/mappingpreview.h"
#include "models/jobs/zones.h"
#include <fmt/format.h>

using namespace mv;
using namespace mv::test;
using State = FileProgress::State;

namespace {

// Deliveries, one a second, of 4 March 2024 at 8; every tenth is deferred.
std::string log(int first, int count, bool header = true)
{
    std::string text = header ? "when;to;status;smtp code;answer;source ip;id\n" : "";
    for (int i = first; i < first + count; ++i) {
        const bool deferred = i % 10 == 0;
        text += fmt::format("04/03/2024 08:{:02}:{:02};a{}@example.com;{};{};{};198.51.100.{};m{}\n", i / 60 % 60,
            i % 60, i, deferred ? "parked" : "done", deferred ? 451 : 250, deferred ? "4.7.500 Server busy" : "OK",
            i % 4, i);
    }
    return text;
}

SharedMapping mapping(const char* done = "delivered", const char* id = "id")
{
    return std::make_shared<const ColumnMapping>(valueOf(readMapping(
        fmt::format(R"({{"name":"bulk","layout":"csv","separator":";","fields":{{"time":"when","recipient":"to",
            "outcome":"status","code":"smtp code","reply":"answer","source":"source ip","queue-id":"{}"}},
            "times":"%d/%m/%Y %H:%M:%S","outcomes":{{"done":"{}","parked":"deferred"}}}})",
            id, done),
        "test")));
}

ImportOptions options(std::vector<SharedMapping> saved = {}, SharedMapping chosen = {})
{
    ImportOptions o = ofOctober();
    o.year.reset();
    o.mapping = std::move(chosen);
    o.mappings = [saved] { return Result<std::vector<SharedMapping>>(saved); };
    return o;
}

std::uint64_t deferredIn(const std::vector<AttemptRow>& rows)
{
    return static_cast<std::uint64_t>(std::ranges::count(rows, Outcome::Deferred, &AttemptRow::outcome));
}

} // namespace

class TestMappings : public QObject {
    Q_OBJECT
private slots:
    void readsAsChosen();
    void readsBySavedOnes();
    void knownFormatsGoFirst();
    void tellsOfTables();
    void tellsOfBadMappings();
    void goesOnAsItBegan();
    void readsAnewByAnotherMapping();
    void stampsAreOfTheZone();
    void samples();
    void previewsFast();
};

void TestMappings::readsAsChosen()
{
    const Database database;
    const auto summary
        = database.import({ write(database.folder() / "bulk.csv", log(0, 500)) }, options({}, mapping()));
    QCOMPARE(stateOf(summary), State::Done);
    QCOMPARE(summary.files.at(0).format, std::string("Mapped columns"));
    QCOMPARE(summary.lines.delivery, std::uint64_t(500));
    QCOMPARE(summary.lines.context, std::uint64_t(1));
    QCOMPARE(summary.lines.total(), std::uint64_t(501));
    const auto rows = database.attempts();
    QCOMPARE(rows.size(), std::size_t(500));
    QCOMPARE(deferredIn(rows), std::uint64_t(50));
    QCOMPARE(toIso(rows.at(0).at), std::string("2024-03-04T08:00:00Z"));
    QCOMPARE(rows.at(0).server, std::string("bulk"));
    QCOMPARE(rows.at(0).source, std::string("198.51.100.0"));
    QCOMPARE(rows.at(0).code, std::uint16_t(451));
}

void TestMappings::readsBySavedOnes()
{
    const Database database;
    const auto text = log(0, 100);
    const auto summary
        = database.import({ write(database.folder() / "bulk.csv", text),
                              write(database.folder() / "other.csv", "name,colour,size\nchair,red,12\n"),
                              write(database.folder() / "bulk.csv.gz", gzipped(database.folder() / "gz", text)) },
            options({ mapping() }));
    QCOMPARE(stateOf(summary, 0), State::Done);
    QCOMPARE(stateOf(summary, 1), State::Failed);
    QCOMPARE(stateOf(summary, 2), State::AlreadyImported);
    QCOMPARE(database.attempts().size(), std::size_t(100));
}

void TestMappings::knownFormatsGoFirst()
{
    const Database database;
    const std::string acct
        = "type,timeLogged,timeQueued,orig,rcpt,dsnAction,dsnStatus,dsnDiag,dsnMta,bounceCat,srcMta,vmta\n"
          "d,2024-03-04 08:00:00+0000,2024-03-04 07:59:59+0000,n@example.net,a@example.com,relayed,2.0.0 "
          "(success),smtp;250 OK,mx.example.com (192.0.2.1),,mta (127.0.0.1),v1\n";
    auto ours = std::make_shared<ColumnMapping>(*mapping());
    ours->separator = ',';
    ours->columns = { "type", "timeLogged", "rcpt" };
    const fs::path file = write(database.folder() / "acct.csv", acct);
    QCOMPARE(database.import({ file }, options({ ours })).files.at(0).format, std::string("PowerMTA"));
    const auto chosen = database.import({ file }, options({}, ours)); // the user's word goes before
    QCOMPARE(chosen.files.at(0).format, std::string("Mapped columns"));
}

void TestMappings::tellsOfTables()
{
    const Database database;
    const auto summary
        = database.import({ write(database.folder() / "bulk.csv", log(0, 10)),
                              write(database.folder() / "letter.txt", "Dear postmaster,\nno mail.\n"),
                              write(database.folder() / "app.json", "{\"a\":1,\"b\":{\"c\":2},\"d\":3}\n") },
            options());
    for (const FileProgress& file : summary.files) {
        QCOMPARE(file.state, State::Failed);
        const bool letter = file.path.ends_with("letter.txt");
        QCOMPARE(file.looksLikeTable, !letter);
        QVERIFY(file.message.find("no known format") != std::string::npos);
        const std::string columns = file.path.ends_with("json")
            ? "columns a, b.c, d:"
            : "columns when, to, status, smtp code, answer, source ip, id:";
        QCOMPARE(file.message.find(columns) != std::string::npos, !letter);
    }
    QVERIFY(database.journal().empty());
}

void TestMappings::tellsOfBadMappings()
{
    const Database database;
    ImportOptions o = options();
    o.mappings = [] { return Result<std::vector<SharedMapping>>(failure("bulk.json: \"times\": expected iso.")); };
    const auto summary = database.import({ write(database.folder() / "bulk.csv", log(0, 10)) }, o);
    QCOMPARE(stateOf(summary), State::Failed);
    QCOMPARE(summary.files.at(0).message, std::string("bulk.json: \"times\": expected iso."));
}

// Whatever has become of the saved mapping: the journal keeps the one that was used.
void TestMappings::goesOnAsItBegan()
{
    const Database database;
    const fs::path file = write(database.folder() / "bulk.csv", log(0, 1000));
    database.import({ file }, options({}, mapping()));
    write(file, log(0, 2000));
    const auto grown = database.import({ file }, options());
    QCOMPARE(stateOf(grown), State::Done);
    QCOMPARE(grown.lines.total(), std::uint64_t(1000));
    QCOMPARE(grown.lines.delivery, std::uint64_t(1000));
    QCOMPARE(database.attempts().size(), std::size_t(2000));
    QCOMPARE(database.journal().size(), std::size_t(1));
    QCOMPARE(stateOf(database.import({ file }, options({ mapping("held") }))), State::AlreadyImported);
    QCOMPARE(stateOf(database.import({ file }, options({}, mapping()))), State::AlreadyImported);

    // Line by line is the same as at once.
    const Database other;
    for (int i = 1; i <= 60; ++i)
        other.import({ write(other.folder() / "bulk.csv", log(0, i)) }, options({ mapping() }));
    const Database whole;
    whole.import({ write(whole.folder() / "bulk.csv", log(0, 60)) }, options({ mapping() }));
    compare(other.dump(), whole.dump());
}

void TestMappings::readsAnewByAnotherMapping()
{
    const Database database;
    const fs::path file = write(database.folder() / "bulk.csv", log(0, 100));
    database.import({ file }, options({}, mapping()));
    const auto again = database.import({ file }, options({}, mapping("held")));
    QCOMPARE(stateOf(again), State::Done);
    QCOMPARE(again.lines.total(), std::uint64_t(101));
    QCOMPARE(again.duplicates, std::uint64_t(10)); // what the two agree on
}

void TestMappings::stampsAreOfTheZone()
{
    const Database database;
    ImportOptions o = options({}, mapping());
    o.zone = zoneByName("Asia/Kolkata");
    database.import({ write(database.folder() / "bulk.csv", log(0, 10)) }, o);
    QCOMPARE(toIso(database.attempts().at(0).at), std::string("2024-03-04T02:30:00Z"));
}

void TestMappings::samples()
{
    const Database database;
    const auto sample
        = readMappingSample(write(database.folder() / "bulk.csv.gz", gzipped(database.folder() / "gz", log(0, 5000))));
    QVERIFY(sample);
    QCOMPARE(sample->table.columns.size(), std::size_t(7));
    QCOMPARE(sample->guess.column(Field::Recipient), std::string("to"));
    QCOMPARE(sample->guess.lacks(), std::string());
    QCOMPARE(sample->guess.name, std::string("bulk.csv"));
    const auto preview = previewMapping(*sample, *mapping(), Zone());
    QCOMPARE(preview.lines.notUnderstood(), std::uint64_t(0)); // also not where the head was cut off
    QCOMPARE(preview.facts.size(), std::size_t(50));
    QCOMPARE(preview.facts.at(0).recipientDomain, std::string("example.com"));
    QVERIFY(!readMappingSample(write(database.folder() / "letter.txt", "Dear postmaster,\nno mail.\n")));
    QVERIFY(!readMappingSample(database.folder() / "missing.csv"));
    QVERIFY(!readMappingSample(write(database.folder() / "empty.csv", "")));
}

// On every change in the dialog: well below a frame.
void TestMappings::previewsFast()
{
    const Database database;
    const auto sample = readMappingSample(write(database.folder() / "bulk.csv", log(0, 5000)));
    QVERIFY(sample);
    QBENCHMARK { previewMapping(*sample, *mapping(), Zone()); }
}

QTEST_GUILESS_MAIN(TestMappings)
#include "tst_mappings.moc"
