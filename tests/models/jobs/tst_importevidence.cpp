// SPDX-License-Identifier: GPL-3.0-or-later
// Reports, mails and probe results through the whole import into a real database.
#include "database.h"
#include "files.h"
#include "models/store/queries/auth.h"
#include "models/store/queries/imports.h"
#include "models/store/queries/placements.h"
#include "models/store/queries/probes.h"

using namespace mv;
using namespace mv::test;
using State = FileProgress::State;

namespace {

std::filesystem::path fixture(const char* path) { return std::filesystem::path(FIXTURES_DIR) / "documents" / path; }

AuthRows auth(const Database& database)
{
    Reader reader = valueOf(Reader::open(database.path()));
    Scope all;
    all.range = valueOf(ask(reader, OverviewQuestion {}, {})).data;
    return valueOf(ask(reader, AuthQuestion { all }, {}));
}

std::string bytesOf(const std::filesystem::path& path)
{
    std::ifstream in(path, std::ios::binary);
    return { std::istreambuf_iterator<char>(in), {} };
}

} // namespace

class TestImportEvidence : public QObject {
    Q_OBJECT
private slots:
    void oneReportInManyPackings();
    void damagedOnesLoseNothing();
    void aMailboxGrows();
    void followsFolders();
    void kinds_data();
    void kinds();
};

// The same report as a file, in a mail, and in a copy of another name: it counts once.
void TestImportEvidence::oneReportInManyPackings()
{
    const Database database;
    const auto copy = write(database.folder() / "copy.xml", bytesOf(fixture("dmarc-aggregate/rfc9990.xml")));
    const auto first = database.import({ fixture("dmarc-aggregate/rfc9990.xml") }, {});
    QCOMPARE(first.facts, 2U);
    const double messages = auth(database).total.messages;
    QCOMPARE(messages, 125.0);
    const auto again = database.import({ copy, fixture("mail/aggregate-gz.eml") }, {});
    QCOMPARE(again.files[0].state, State::AlreadyImported);
    QCOMPARE(again.facts, 0U);
    QCOMPARE(again.duplicates, 2U);
    QCOMPARE(auth(database).total.messages, messages);
}

// What can't be read says why, stores nothing of itself, and takes nothing away.
void TestImportEvidence::damagedOnesLoseNothing()
{
    const Database database;
    database.import({ fixture("dmarc-aggregate/rfc7489.xml") }, {});
    const double before = auth(database).total.messages;
    const auto summary
        = database.import({ fixture("dmarc-aggregate/bad-cut.xml"), fixture("dmarc-aggregate/bad-doctype.xml"),
                              fixture("dmarc-aggregate/rfc9990.xml") },
            {});
    QCOMPARE(summary.files[0].state, State::Failed);
    QVERIFY2(summary.files[0].message.find("bad-cut.xml: ") != std::string::npos, summary.files[0].message.c_str());
    QCOMPARE(summary.files[1].state, State::Failed);
    QCOMPARE(summary.files[2].state, State::Done);
    QCOMPARE(auth(database).total.messages, before + 125);
    QCOMPARE(database.journal().size(), 4U);
    QCOMPARE(std::ranges::count(database.journal(), FileState::Failed, &ImportedFile::state), 2);
}

// A mailbox is read on from where it was left, and a mail that lies in another file, too, tells once.
void TestImportEvidence::aMailboxGrows()
{
    const Database database;
    const std::string from = "From someone@example.com Sat Mar  2 08:00:05 2024\n";
    const std::string seed = from + bytesOf(fixture("mail/seed-gmail.eml")) + '\n';
    const std::string report = from + bytesOf(fixture("mail/aggregate-gz.eml")) + '\n';
    ImportOptions options;
    const auto mbox = write(database.folder() / "INBOX", seed);
    const auto one = database.import({ mbox }, options);
    QCOMPARE(one.files[0].format, std::string_view("Mailbox (mbox)"));
    const auto told = one.facts;
    QVERIFY(told >= 1);
    write(database.folder() / "INBOX", seed + report);
    const auto two = database.import({ mbox }, options);
    QCOMPARE(two.facts, 2U); // the report's
    const auto three = database.import({ fixture("mail/seed-gmail.eml") }, options);
    QCOMPARE(three.facts, 0U);
    QCOMPARE(three.duplicates, 1U); // no folder tells where this copy lies
}

void TestImportEvidence::followsFolders()
{
    const Database database;
    std::filesystem::create_directories(database.folder() / "in" / "Maildir" / "cur");
    write(database.folder() / "in" / "a.xml", bytesOf(fixture("dmarc-aggregate/rfc7489.xml")));
    write(database.folder() / "in" / "Maildir" / "cur" / "1.mx:2,S", bytesOf(fixture("mail/seed-yahoo.eml")));
    const auto summary = database.import({ database.folder() / "in" }, {});
    QCOMPARE(summary.files.size(), 2U);
    QVERIFY(std::ranges::all_of(summary.files, [](const FileProgress& f) { return f.state == State::Done; }));
    QVERIFY(auth(database).receivers.size() >= 2);
}

void TestImportEvidence::kinds_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("format");
    const auto row = [](const char* file, const char* format) {
        QTest::newRow(file) << QString::fromLatin1(file) << QString::fromLatin1(format);
    };
    row("dmarc-aggregate/utf-16-declared.xml", "dmarc-aggregate");
    row("mail/tls-gzip.eml", "mail");
}

void TestImportEvidence::kinds()
{
    QFETCH(QString, file);
    const Database database;
    const auto summary = database.import({ fixture(file.toLatin1()) }, {});
    QVERIFY2(summary.files[0].state == State::Done, summary.files[0].message.c_str());
    QTEST(QString::fromStdString(database.journal().at(0).format), "format");
    QVERIFY(summary.facts > 0);
    QVERIFY(!database.journal().at(0).times.empty());
}

QTEST_GUILESS_MAIN(TestImportEvidence)
#include "tst_importevidence.moc"
