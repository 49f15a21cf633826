// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>

#include "models/store/sqlite/sqlite.h" // last: moc 6.4 stumbles over <concepts> when it comes first

using namespace mv;
using sql::Connection;
using sql::Failure;

class TestSqlite : public QObject {
    Q_OBJECT
private slots:
    void valuesComeBack();
    void transactionsRollBack();
    void stops();
    void failuresHaveKinds();

private:
    std::string path(const char* name) const { return m_folder.filePath(QLatin1String(name)).toStdString(); }
    QTemporaryDir m_folder;
};

void TestSqlite::valuesComeBack()
{
    auto db = Connection::open(path("values"), Connection::Access::ReadWrite);
    db.exec("CREATE TABLE t(a INTEGER, b TEXT NOT NULL, c BLOB NOT NULL, d INTEGER)");
    sql::Statement insert(db, "INSERT INTO t VALUES(?, ?, ?, ?)");
    const std::string bytes("\0\xff'", 3);
    insert.run(-5, "it's", sql::Blob { bytes }, std::optional<std::int64_t>());
    insert.run(std::uint64_t { 7 }, std::string_view(), sql::Blob {}, std::optional<std::int64_t>(3));
    sql::Statement select(db, "SELECT a, b, c, d FROM t WHERE a >= ? ORDER BY a");
    QVERIFY(select.bind(-10).step());
    QCOMPARE(select.int64(0), -5);
    QCOMPARE(select.text(1), std::string_view("it's"));
    QCOMPARE(select.blob(2), std::string_view(bytes));
    QVERIFY(select.isNull(3));
    QVERIFY(select.step());
    QCOMPARE(select.text(1), std::string_view()); // the empty text, not NULL
    QCOMPARE(select.int64(3), 3);
    QVERIFY(!select.step());
    QVERIFY(select.bind(0).step()); // starts anew
    QCOMPARE(select.int64(0), 7);
}

void TestSqlite::transactionsRollBack()
{
    auto db = Connection::open(path("rollback"), Connection::Access::ReadWrite);
    db.exec("CREATE TABLE t(a)");
    const auto rows = [&] {
        sql::Statement count(db, "SELECT count(*) FROM t");
        count.step();
        return count.int64(0);
    };
    {
        const sql::Transaction transaction(db, sql::Transaction::Kind::Write);
        db.exec("INSERT INTO t VALUES(1)");
    }
    QCOMPARE(rows(), 0);
    sql::Transaction transaction(db, sql::Transaction::Kind::Write);
    db.exec("INSERT INTO t VALUES(1)");
    transaction.commit();
    QCOMPARE(rows(), 1);
}

void TestSqlite::stops()
{
    auto db = Connection::open(path("stops"), Connection::Access::ReadWrite);
    const auto endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";
    std::stop_source stop;
    stop.request_stop(); // before any statement runs: sqlite3_interrupt() would be lost
    {
        const sql::StopWith stopWith(db, stop.get_token());
        sql::Statement statement(db, endless);
        try {
            statement.step();
            QFAIL("the statement should have been stopped");
        } catch (const Failure& failure) {
            QVERIFY(failure.kind() == Failure::Kind::Interrupted);
        }
    }
    sql::Statement again(db, "SELECT 1");
    QVERIFY(again.step());
}

void TestSqlite::failuresHaveKinds()
{
    try {
        Connection::open(path("no/such/folder/x"), Connection::Access::ReadWrite);
        QFAIL("should not open");
    } catch (const Failure& failure) {
        QVERIFY(failure.kind() == Failure::Kind::CannotOpen);
    }
    auto db = Connection::open(path("kinds"), Connection::Access::ReadWrite);
    QVERIFY_THROWS_EXCEPTION(Failure, db.exec("CREATE TABEL t(a)"));
    db.exec("CREATE TABLE t(a); PRAGMA max_page_count = 3");
    sql::Statement insert(db, "INSERT INTO t VALUES(?)");
    const std::string large(100'000, 'x');
    try {
        insert.run(large);
        QFAIL("should be full");
    } catch (const Failure& failure) {
        QVERIFY(failure.kind() == Failure::Kind::Full);
    }
    auto readOnly = Connection::open(path("kinds"), Connection::Access::ReadOnly);
    try {
        readOnly.exec("INSERT INTO t VALUES(1)");
        QFAIL("should be read only");
    } catch (const Failure& failure) {
        QVERIFY(failure.kind() == Failure::Kind::ReadOnly);
    }
}

QTEST_GUILESS_MAIN(TestSqlite)
#include "tst_sqlite.moc"
