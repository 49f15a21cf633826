// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/queries/imports.h"
#include "models/store/queries/rates.h"
#include "models/store/sqlite/sqlite.h"
#include "tests/models/store/batches.h"
#include <QTemporaryDir>
#include <QTest>

using namespace mv;
using namespace mv::test;

namespace {

// What every fixture holds. MV_UPDATE=1 writes the one of the present version; released ones are never written again.
const TimeRange kFixtureData { at("2023-10-16T00:00Z"), at("2023-10-18T00:00Z") };
std::vector<Fact> fixtureFacts() { return randomFacts(9, 500, kFixtureData); }

} // namespace

class TestSchema : public QObject {
    Q_OBJECT
private slots:
    void fixtures_data();
    void fixtures();
    void newer_data();
    void newer();
    void notOurs();

private:
    std::string path(const char* name) const { return m_folder.filePath(QLatin1String(name)).toStdString(); }
    QTemporaryDir m_folder;
};

void TestSchema::fixtures_data()
{
    QTest::addColumn<QString>("file");
    QTest::newRow("version 1") << QStringLiteral("v001.db");
}

// Every released version opens, is brought up to date, answers as it did, and takes new facts.
void TestSchema::fixtures()
{
    QFETCH(QString, file);
    const QString fixture = QStringLiteral(FIXTURES_DIR "/schema/") + file;
    if (qEnvironmentVariableIsSet("MV_UPDATE") && !QFile::exists(fixture)) {
        Writer writer = openWriter(path("made"));
        store(writer, newFile(writer, "/var/log/mail.log"), fixtureFacts());
        writer = openWriter(path("another")); // closes it
        QVERIFY(QFile::copy(QString::fromStdString(path("made")), fixture));
    }
    const std::string copy = path("copy");
    QVERIFY(QFile::copy(fixture, QString::fromStdString(copy)));
    QVERIFY(QFile::setPermissions(QString::fromStdString(copy), QFile::ReadOwner | QFile::WriteOwner));
    Writer writer = openWriter(copy);
    auto reader = Reader::open(copy);
    QVERIFY(reader.has_value());
    RateQuestion q;
    q.scope.range = kFixtureData;
    q.by = GroupBy::Nothing;
    Counts expected;
    for (const Fact& f : fixtureFacts()) {
        if (kFixtureData.contains(f.at))
            count(expected, f);
    }
    QVERIFY(ask(*reader, q, {})->total == expected);
    QCOMPARE(store(writer, newFile(writer, "b"), { Fact { .at = at("2023-10-20T00:00Z") } }).stored, 1U);
    QCOMPARE(ask(*reader, OverviewQuestion {}, {})->facts, 501U);
}

void TestSchema::newer_data()
{
    QTest::addColumn<int>("compatible");
    QTest::addColumn<bool>("opens");
    QTest::newRow("compatible") << 1 << true;
    QTest::newRow("not compatible") << 99 << false;
}

void TestSchema::newer()
{
    QFETCH(int, compatible);
    QFETCH(bool, opens);
    const std::string file = path(QTest::currentDataTag());
    openWriter(file);
    {
        auto db = sql::Connection::open(file, sql::Connection::Access::ReadWrite);
        db.exec("PRAGMA user_version = 99");
        sql::Statement(db, "UPDATE meta SET value = ? WHERE key = 'compatible'").run(compatible);
    }
    const auto writer = Writer::open(file);
    QCOMPARE(writer.has_value(), opens);
    const auto reader = Reader::open(file);
    QCOMPARE(reader.has_value(), opens);
    if (!opens) {
        QVERIFY2(writer.error().what.find("newer Mailvane") != std::string::npos, writer.error().what.c_str());
        QVERIFY2(writer.error().what.find("99") != std::string::npos, writer.error().what.c_str());
        QCOMPARE(reader.error().what, writer.error().what);
    }
}

void TestSchema::notOurs()
{
    sql::Connection::open(path("other"), sql::Connection::Access::ReadWrite).exec("CREATE TABLE t(a)");
    const auto writer = Writer::open(path("other"));
    QVERIFY(!writer.has_value());
    QVERIFY2(writer.error().what.find("not one of Mailvane's") != std::string::npos, writer.error().what.c_str());
    auto db = sql::Connection::open(path("other"), sql::Connection::Access::ReadOnly);
    sql::Statement tables(db, "SELECT group_concat(name) FROM sqlite_schema");
    tables.step();
    QCOMPARE(tables.text(0), std::string_view("t")); // untouched
}

QTEST_GUILESS_MAIN(TestSchema)
#include "tst_schema.moc"
