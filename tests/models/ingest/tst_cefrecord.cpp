// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/formats/cefrecord.h"
#include <QTest>

using namespace mv;

class TestCefRecord : public QObject {
    Q_OBJECT
private slots:
    void reads_data();
    void reads();
    void refuses_data();
    void refuses();
};

void TestCefRecord::reads_data()
{
    QTest::addColumn<QByteArray>("fields");
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<QByteArray>("value");
    QTest::newRow("one") << QByteArray("a=b") << QByteArray("a") << QByteArray("b");
    QTest::newRow("with blanks") << QByteArray("a=b c d=e") << QByteArray("a") << QByteArray("b c");
    QTest::newRow("the last") << QByteArray("a=b c d=e f") << QByteArray("d") << QByteArray("e f");
    QTest::newRow("empty") << QByteArray("a= d=e") << QByteArray("a") << QByteArray();
    QTest::newRow("not there") << QByteArray("ab=c") << QByteArray("a") << QByteArray();
    QTest::newRow("escaped sign") << QByteArray("msg=x act\\=DROPPED act=DELIVERED") << QByteArray("act")
                                  << QByteArray("DELIVERED");
    QTest::newRow("a sign inside a word") << QByteArray("url={'http://h/?u=1&id=2': 1} act=X") << QByteArray("url")
                                          << QByteArray("{'http://h/?u=1&id=2': 1}");
    QTest::newRow("the first of two") << QByteArray("a=1 a=2") << QByteArray("a") << QByteArray("1");
    QTest::newRow("signs alone") << QByteArray("= == a=1") << QByteArray("a") << QByteArray("1");
}

void TestCefRecord::reads()
{
    QFETCH(QByteArray, fields);
    QFETCH(QByteArray, key);
    QFETCH(QByteArray, value);
    const std::string line = "Mar  1 10:00:00 esa CEF:0|Vendor|Product|1|CLASS|Name|5|" + fields.toStdString();
    CefRecord record;
    QVERIFY(record.read(line));
    QVERIFY(record.vendor() == "Vendor");
    QVERIFY(record.eventClass() == "CLASS");
    QCOMPARE(QByteArray::fromStdString(std::string(record[key.toStdString()])), value);
}

void TestCefRecord::refuses_data()
{
    QTest::addColumn<QByteArray>("line");
    for (const char* line : { "", "a=b", "CEF:", "CEF:0|V|P|1|C|N", "CEF:0|V|P|1|C|N|5" })
        QTest::newRow(line) << QByteArray(line);
}

void TestCefRecord::refuses()
{
    QFETCH(QByteArray, line);
    CefRecord record;
    QVERIFY(!record.read(line.toStdString()));
}

QTEST_GUILESS_MAIN(TestCefRecord)
#include "tst_cefrecord.moc"
