// SPDX-License-Identifier: GPL-3.0-or-later
// Logs of a house's own making: what is guessed of their columns and times, and the files that mappings are kept in.
#include "models/ingest/mappingguess.h"
#include "models/ingest/mappingtext.h"
#include "models/ingest/timepattern.h"
#include "recorder.h"
#include <QTest>

using namespace mv;

class TestMapping : public QObject {
    Q_OBJECT
private slots:
    void readsPatterns_data();
    void readsPatterns();
    void refusesPatterns_data();
    void refusesPatterns();
    void guessesPatterns_data();
    void guessesPatterns();
    void findsTables_data();
    void findsTables();
    void guesses_data();
    void guesses();
    void guessesWords();
    void choosesTheMappingThatKnowsMost();
    void comesBack();
    void refusesFiles_data();
    void refusesFiles();
    void refusesNoText();
};

void TestMapping::readsPatterns_data()
{
    QTest::addColumn<QByteArray>("pattern");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("local"); // empty: does not match
    QTest::addColumn<int>("offset");       // minutes; -1: not told
    const auto row = [](const char* pattern, const char* text, const char* local, int offset = -1) {
        QTest::addRow("%s %s", pattern, text) << QByteArray(pattern) << QByteArray(text) << QByteArray(local) << offset;
    };
    row("%d/%m/%Y %H:%M:%S", "4/3/2024 8:05:09", "2024-03-04T08:05:09Z");
    row("%d.%m.%y, %H:%M", "04.03.24, 08:05", "2024-03-04T08:05:00Z");
    row("%m/%d/%Y %I:%M:%S %p", "3/4/2024 12:05:09 AM", "2024-03-04T00:05:09Z");
    row("%m/%d/%Y %I:%M:%S %p", "3/4/2024 12:05:09 pm", "2024-03-04T12:05:09Z");
    row("%d/%b/%Y:%H:%M:%S %z", "04/Mar/2024:08:05:09 +0130", "2024-03-04T08:05:09Z", 90);
    row("%a, %d %b %Y %H:%M:%S %z", "Mon, 4 March 2024 08:05:09 GMT", "2024-03-04T08:05:09Z", 0);
    row("%Y%m%d%H%M%S", "20240304080509", "2024-03-04T08:05:09Z");
    row("%Y/%m/%d %H:%M:%S.%f", "2024/03/04 08:05:09.123456", "2024-03-04T08:05:09.123Z");
    row("%Y-%m-%d %H:%M:%S %Z", "2024-03-04 08:05:09 CET", "2024-03-04T08:05:09Z");
    row("100%% %d/%m/%Y %H", "100% 4/3/2024 8", "2024-03-04T08:00:00Z");
    row("%d/%m/%Y %H:%M", "31/04/2024 08:05", "");
    row("%d/%m/%Y %H:%M", "29/02/2023 08:05", "");
    row("%d/%m/%Y %H:%M", "4/3/2024 24:05", "");
    row("%d/%m/%Y %H:%M", "4/3/2024 08:60", "");
    row("%d/%m/%Y %H:%M", "4/3/2024 08:05 ", "");
    row("%d/%m/%Y %H:%M", "4/3/2024", "");
    row("%d/%m/%Y %I:%M %p", "4/3/2024 13:05 PM", "");
    row("%d/%m/%Y %H:%M %z", "4/3/2024 13:05 +9900", "");
    row("%d/%m/%Y %H:%M", "99999999999999999999/3/2024 08:05", "");
    row("%d/%m/%Y %H:%M", "", "");
}

void TestMapping::readsPatterns()
{
    QFETCH(QByteArray, pattern);
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, local);
    QFETCH(int, offset);
    const auto told = TimePattern(pattern.toStdString()).read(text.toStdString());
    QCOMPARE(told.has_value(), !local.isEmpty());
    if (!told)
        return;
    using namespace std::chrono;
    const Stamp& s = told->local;
    const UtcTime at { sys_days(year(s.year) / month(s.month) / day(s.day)) + milliseconds(s.msOfDay) };
    QCOMPARE(toIso(at), local.toStdString());
    QCOMPARE(told->offset ? int(told->offset->count() / 60) : -1, offset);
}

void TestMapping::refusesPatterns_data()
{
    QTest::addColumn<QByteArray>("says");
    QTest::newRow("") << QByteArray("must be in it");
    QTest::newRow("%d/%m/%Y") << QByteArray("must be in it");
    QTest::newRow("%d %H:%M") << QByteArray("must be in it");
    QTest::newRow("%d/%m/%Y %H:%M %q") << QByteArray("no %q");
    QTest::newRow("%d/%m/%Y %H:%M %") << QByteArray("no %");
    QTest::newRow(QByteArray(100, 'x')) << QByteArray("too long");
    QTest::newRow("%b %d %H:%M:%S") << QByteArray();
}

void TestMapping::refusesPatterns()
{
    QFETCH(QByteArray, says);
    const QByteArray mistake = QByteArray::fromStdString(TimePattern(QTest::currentDataTag()).mistake());
    QVERIFY2(says.isEmpty() ? mistake.isEmpty() : mistake.contains(says), mistake);
}

void TestMapping::guessesPatterns_data()
{
    QTest::addColumn<QStringList>("times");
    QTest::addColumn<QByteArray>("pattern");
    const auto row = [](const QStringList& times, const char* pattern) {
        QTest::newRow(qPrintable(times.join(u"; "))) << times << QByteArray(pattern);
    };
    using Q = QStringList;
    row(Q { QStringLiteral("13/03/2024 08:05:09") }, "%d/%m/%Y %H:%M:%S");
    row(Q { QStringLiteral("03/13/2024 08:05:09") }, "%m/%d/%Y %H:%M:%S");
    row(Q { QStringLiteral("01/02/2024 08:05"), QStringLiteral("01/03/2024 08:05") }, "%m/%d/%Y %H:%M"); // a day apart
    row(Q { QStringLiteral("01/02/2024 08:05"), QStringLiteral("02/02/2024 08:05") }, "%d/%m/%Y %H:%M");
    row(Q { QStringLiteral("12/06/2024 08:05") }, "%d/%m/%Y %H:%M"); // else it would lie in the future
    row(Q { QStringLiteral("06/12/2024 08:05") }, "%m/%d/%Y %H:%M");
    row(Q { QStringLiteral("3/4/2024 8:05:09 PM") }, "%d/%m/%Y %I:%M:%S %p");
    row(Q { QStringLiteral("04.03.24 08:05") }, "%d.%m.%y %H:%M");
    row(Q { QStringLiteral("2024/03/04 08:05:09,123") }, "%Y/%m/%d %H:%M:%S,%f");
    row(Q { QStringLiteral("2024-03-04 08:05") }, "%Y-%m-%d %H:%M");
    row(Q { QStringLiteral("2024-03-04T08:05Z") }, "%Y-%m-%dT%H:%M%z");
    row(Q { QStringLiteral("20240304080509") }, "%Y%m%d%H%M%S");
    row(Q { QStringLiteral("20240304 08:05:09") }, "%Y%m%d %H:%M:%S");
    row(Q { QStringLiteral("04/Mar/2024:08:05:09 +0100") }, "%d/%b/%Y:%H:%M:%S %z");
    row(Q { QStringLiteral("Mon, 4 Mar 2024 08:05:09 GMT") }, "%a, %d %b %Y %H:%M:%S %z");
    row(Q { QStringLiteral("Mon Mar  4 08:05:09 2024") }, "%a %b %d %H:%M:%S %Y");
    row(Q { QStringLiteral("Mar 12 08:05:09") }, "%b %d %H:%M:%S");
    row(Q { QStringLiteral("2024-03-04 08:05:09 CET") }, "%Y-%m-%d %H:%M:%S %Z");
    row(Q { QStringLiteral("13/03/2024 08:05"), QStringLiteral("03/13/2024 08:05") }, "");
    row(Q { QStringLiteral("yesterday") }, "");
    row(Q { QStringLiteral("8:05:09") }, "");
    row(Q { QStringLiteral("12") }, "");
    row(Q {}, "");
}

void TestMapping::guessesPatterns()
{
    QFETCH(QStringList, times);
    QFETCH(QByteArray, pattern);
    std::vector<std::string> texts;
    for (const QString& time : times)
        texts.push_back(time.toStdString());
    QCOMPARE(QByteArray::fromStdString(guessTimePattern(texts, utc("2024-06-20T00:00:00Z"))), pattern);
}

void TestMapping::findsTables_data()
{
    QTest::addColumn<QByteArray>("head");
    QTest::addColumn<QByteArray>("columns"); // empty: no table
    QTest::addColumn<int>("rows");
    QTest::newRow("comma") << QByteArray("a,b,c\n1,2,3\n4,5,6\n") << QByteArray("a b c") << 2;
    QTest::newRow("semicolon, with commas") << QByteArray("a;b;c\n1,5;2,5;3,5\n") << QByteArray("a b c") << 1;
    QTest::newRow("tab") << QByteArray("a\tb\tc\n1\t2\t3\n") << QByteArray("a b c") << 1;
    QTest::newRow("bar") << QByteArray("a|b|c\r\n1|2|3\r\n") << QByteArray("a b c") << 1;
    QTest::newRow("blanks, mark, quotes")
        << QByteArray("\xef\xbb\xbf\"a\", b , c\n1,2,3\n") << QByteArray("a b c") << 1;
    QTest::newRow("a header alone") << QByteArray("a,b,c\n") << QByteArray("a b c") << 0;
    QTest::newRow("nameless columns") << QByteArray("a,,b,c,\n1,2,3,4,\n") << QByteArray("a b c") << 1;
    QTest::newRow("JSON lines") << QByteArray("{\"a\":1,\"b\":{\"c\":2,\"d\":{\"e\":[3]}}}\n{\"f\":[{\"g\":1}]}\n")
                                << QByteArray("a b.c b.d.e f.g") << 2;
    QTest::newRow("JSON array") << QByteArray("[{\"a\":1,\"b\":2,\"c\":3},\n{\"a\":1}]") << QByteArray("a b c") << 2;
    QTest::newRow("no header") << QByteArray("1,2,3\n4,5,6\n") << QByteArray() << 0;
    QTest::newRow("addresses are no header")
        << QByteArray("x,a@example.com,c\nx,b@example.com,c\n") << QByteArray() << 0;
    QTest::newRow("too few columns") << QByteArray("a,b\n1,2\n") << QByteArray() << 0;
    QTest::newRow("a letter") << QByteArray("Dear postmaster,\nmail does not arrive, alas, anywhere.\nYours, me\n")
                              << QByteArray() << 0;
    QTest::newRow("few rows fit") << QByteArray("a,b,c\nwhat\nwhat\nwhat\n1,2,3\n") << QByteArray() << 0;
    QTest::newRow("JSON texts") << QByteArray("[1,2,3]\n") << QByteArray() << 0;
    QTest::newRow("nothing") << QByteArray("\n \n") << QByteArray() << 0;
    QTest::newRow("binary") << QByteArray("\x00\x01,\x02,\x03\n", 8) << QByteArray() << 0;
}

void TestMapping::findsTables()
{
    QFETCH(QByteArray, head);
    QFETCH(QByteArray, columns);
    QFETCH(int, rows);
    const auto table = readTableHead(head.toStdString());
    QCOMPARE(table.has_value(), !columns.isEmpty());
    if (!table)
        return;
    QByteArrayList names;
    for (const std::string& name : table->columns)
        names << QByteArray::fromStdString(name);
    QCOMPARE(names.join(' '), columns);
    QCOMPARE(int(table->rows.size()), rows);
}

namespace {

// "time=ts recipient=rcpt ..."
QByteArray fieldsOf(const ColumnMapping& m)
{
    QByteArrayList fields;
    for (std::size_t i = 0; i < kFieldCount; ++i) {
        if (!m.fields[i].empty())
            fields << QByteArray::fromStdString(std::string(toString(static_cast<Field>(i))) + '=' + m.fields[i]);
    }
    const char* times[] = { "iso", "s", "ms", m.timePattern.c_str() };
    return fields.join(' ') + " as " + times[int(m.timeForm)]
        + (m.delayUnit == ColumnMapping::DelayUnit::Milliseconds ? " delays in ms" : "");
}

} // namespace

void TestMapping::guesses_data()
{
    QTest::addColumn<QByteArray>("head");
    QTest::addColumn<QByteArray>("fields");
    const auto row = [](const char* name, const char* head, const char* fields) {
        QTest::newRow(name) << QByteArray(head) << QByteArray(fields);
    };
    row("plain", "time,recipient,outcome\n2024-03-04T08:00:00Z,a@example.com,delivered\n",
        "time=time recipient=recipient outcome=outcome as iso");
    row("joined words", "Event Time,RCPT_TO,Delivery-Status\n2024-03-04 08:00:00,a@example.com,Sent\n",
        "time=Event Time recipient=RCPT_TO outcome=Delivery-Status as iso");
    row("sender and recipient", "ts,from,to,status\n1709539200,a@example.com,b@example.com,ok\n",
        "time=ts recipient=to outcome=status sender=from as s");
    row("code and reply, no words", "ts,to,smtp_code,smtp_response\n1709539200123,b@example.com,451,4.7.1 Try later\n",
        "time=ts recipient=to code=smtp_code reply=smtp_response as ms");
    row("status is a number", "ts,to,status,dsn\n1709539200.5,b@example.com,250,2.0.0\n",
        "time=ts recipient=to outcome=status enhanced=dsn as s");
    row("two IPs", "when;to;result;remote_ip;source_ip\n04.03.2024 08:00;b@example.com;OK;192.0.2.1;198.51.100.7\n",
        "time=when recipient=to outcome=result relay-ip=remote_ip source=source_ip as %d.%m.%Y %H:%M");
    row("domains", "date,domain,status,mx\n2024-03-04 08:00:00,example.com,bounced,mx1.example.com\n",
        "time=date recipient=domain outcome=status relay-host=mx as iso");
    row("delay in ms", "time,to,status,latency_ms\n2024-03-04 08:00:00,b@example.com,sent,1200\n",
        "time=time recipient=to outcome=status delay=latency_ms as iso delays in ms");
    row("a time in a column of any name", "id,moment,to,status\nx1,2024-03-04 08:00:00,b@example.com,sent\n",
        "time=moment recipient=to outcome=status queue-id=id as iso");
    row("a date that is none", "date,ts,to,status\nMonday,2024-03-04 08:00:00,b@example.com,sent\n",
        "time=ts recipient=to outcome=status as iso");
    row("a status that is none", "time,to,status,event\n2024-03-04 08:00:00,b@example.com,green,deferred\n",
        "time=time recipient=to outcome=event as iso");
    row("nested",
        "{\"@timestamp\":\"2024-03-04T08:00:00Z\",\"message\":{\"to\":\"b@example.com\",\"from\":\"a@example.com\"},"
        "\"smtp\":{\"reply\":{\"code\":451}},\"event\":\"SOFT_BOUNCE\"}\n",
        "time=@timestamp recipient=message.to outcome=event code=smtp.reply.code sender=message.from as iso");
    row("nothing to do with mail", "name,colour,size\nchair,red,12\n", " as iso");
}

void TestMapping::guesses()
{
    QFETCH(QByteArray, head);
    QFETCH(QByteArray, fields);
    const auto table = readTableHead(head.toStdString());
    QVERIFY(table);
    QCOMPARE(fieldsOf(guessMapping(*table)), fields);
}

void TestMapping::guessesWords()
{
    const auto table = readTableHead("time,to,status\n2024-03-04 08:00:00,a@example.com,Soft Bounce\n"
                                     "2024-03-04 08:00:00,a@example.com,OPENED\n"
                                     "2024-03-04 08:00:00,a@example.com,frobbed\n"
                                     "2024-03-04 08:00:00,a@example.com,sent\n");
    QVERIFY(table);
    const std::vector<ColumnMapping::OutcomeWord> words { { "OPENED", std::nullopt },
        { "Soft Bounce", Outcome::Deferred }, { "sent", Outcome::Delivered } };
    QVERIFY(guessMapping(*table).outcomes == words);
}

void TestMapping::choosesTheMappingThatKnowsMost()
{
    const auto mapping = [](const char* name, std::vector<std::string> columns, char separator = ',') {
        auto m = std::make_shared<ColumnMapping>();
        m->name = name;
        m->columns = std::move(columns);
        m->separator = separator;
        return m;
    };
    const std::vector<SharedMapping> saved { mapping("few", { "time", "to" }),
        mapping("most", { "TIME", "status", "to" }), mapping("too many", { "time", "to", "status", "reply" }),
        mapping("other separator", { "time", "to", "status" }, ';'), mapping("no columns", {}) };
    const auto table = readTableHead("time,to,status,mx\n");
    QVERIFY(table);
    QCOMPARE(mappingFor(*table, saved)->name, std::string("most"));
    QVERIFY(!mappingFor(*readTableHead("a,b,c\n"), saved));
}

void TestMapping::comesBack()
{
    ColumnMapping m;
    m.name = "quotes \" and \\ and\ttabs \x01";
    m.separator = '\t';
    m.columns = { "a", "b \"c\"", "\xc3\xa4" };
    m.column(Field::Time) = m.columns[0];
    m.column(Field::Recipient) = m.columns[1];
    m.column(Field::Reply) = m.columns[2];
    m.timeForm = ColumnMapping::TimeForm::Pattern;
    m.timePattern = "%d/%m/%Y %H:%M";
    m.delayUnit = ColumnMapping::DelayUnit::Milliseconds;
    m.outcomes = { { "ok", Outcome::Delivered }, { "\"", std::nullopt } };
    const auto again = readMapping(mappingText(m), "file");
    QVERIFY2(again, again ? "" : again.error().what.c_str());
    QVERIFY(*again == m);
    m.layout = ColumnMapping::Layout::Json;
    m.separator = ',';
    QVERIFY(*readMapping(mappingText(m), "file") == m);
}

void TestMapping::refusesFiles_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("says");
    const auto row = [](const char* name, const QByteArray& text, const char* says) {
        QTest::newRow(name) << text << QByteArray(says);
    };
    const QByteArray fields = R"("fields":{"time":"t","recipient":"r","code":"c"})";
    row("nothing", "", "bulk.json: empty");
    row("a list", "[]", "bulk.json: expected an object");
    row("half", "{\"layout\":", "bulk.json: no JSON");
    row("bad UTF-8", "{\"name\":\"\xff\"}", "bulk.json: no JSON");
    row("deep", QByteArray(2000, '['), "bulk.json: no JSON");
    row("huge", QByteArray(1 << 20, ' '), "too large");
    row("no layout", "{" + fields + "}", "\"layout\": expected csv or json");
    row("layout", R"({"layout":"xml",)" + fields + "}", "\"layout\": expected csv or json");
    row("layout is a number", R"({"layout":7,)" + fields + "}", "\"layout\": expected a short text");
    row("separator", R"({"layout":"csv","separator":"::",)" + fields + "}", "\"separator\": expected");
    row("no time", R"({"layout":"csv","fields":{"recipient":"r","code":"c"}})", "it lacks the column of the time");
    row("no recipient", R"({"layout":"csv","fields":{"time":"t"}})", "it lacks the column of the recipient");
    row("no outcome", R"({"layout":"csv","fields":{"time":"t","recipient":"r"}})", "how it ended");
    row("unknown field", R"({"layout":"csv","fields":{"tiem":"t"}})",
        "there is no field \"tiem\", but time, recipient");
    row("fields is a list", R"({"layout":"csv","fields":[1]})", "\"fields\": expected an object");
    row("column is a number", R"({"layout":"csv","fields":{"time":1}})", "\"fields\": expected a short text for time");
    row("columns", R"({"layout":"csv","columns":"t",)" + fields + "}", "\"columns\": expected a list");
    row("a column not among them", R"({"layout":"csv","columns":["t","r"],)" + fields + "}", "\"c\", which a field");
    row("times", R"({"layout":"csv","times":"soon",)" + fields + "}", "\"times\": expected iso");
    row("delays", R"({"layout":"csv","delays":"hours",)" + fields + "}", "\"delays\": expected seconds");
    row("outcomes", R"({"layout":"csv","outcomes":{"x":"gone"},)" + fields + "}", "\"x\" is \"gone\": expected");
    row("next-mx", R"({"layout":"csv","outcomes":{"x":"next-mx"},)" + fields + "}", "\"x\" is \"next-mx\": expected");
    row("an outcome is a number", R"({"layout":"csv","outcomes":{"x":4},)" + fields + "}",
        "expected a short text for x");
    row("a long name", R"({"layout":"csv","name":")" + QByteArray(1000, 'x') + "\"," + fields + "}", "short text");
    QByteArray many = R"({"layout":"csv","columns":[)";
    for (int i = 0; i < 501; ++i)
        many += "\"x\",";
    row("many columns", many + "\"t\"]," + fields + "}", "at most 500");
}

void TestMapping::refusesFiles()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, says);
    const auto mapping = readMapping(text.toStdString(), "bulk.json");
    QVERIFY(!mapping);
    QVERIFY2(mapping.error().what.find(says.toStdString()) != std::string::npos, mapping.error().what.c_str());
}

// Of a damaged state: not even an empty text.
void TestMapping::refusesNoText() { QVERIFY(!readMapping({}, "journal")); }

QTEST_GUILESS_MAIN(TestMapping)
#include "tst_mapping.moc"
