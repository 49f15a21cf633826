// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/export/csv.h"
#include <QTest>

using namespace mv;

class TestCsv : public QObject {
    Q_OBJECT
private slots:
    void cell_data();
    void cell();
    void lines();
    void forTheClipboard();
};

void TestCsv::cell_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("written");
    const auto row = [](const char* name, const QByteArray& text, const QByteArray& written) {
        QTest::newRow(name) << text << written;
    };
    row("empty", "", "");
    row("plain", "Microsoft 365", "Microsoft 365");
    row("UTF-8", "\xe2\x80\xb9ip\xe2\x80\xba", "\xe2\x80\xb9ip\xe2\x80\xba");
    row("comma", "a,b", "\"a,b\"");
    row("semicolon, which some spreadsheets split at", "a;b", "\"a;b\"");
    row("quotes", R"(say "no")", R"("say ""no""")");
    row("only a quote", "\"", R"("""")");
    row("LF", "a\nb", "\"a\nb\"");
    row("CRLF", "a\r\nb", "\"a\r\nb\"");
    row("tab inside", "a\tb", "\"a\tb\"");
    row("blank first", " a", "\" a\"");
    row("blank last", "a ", "\"a \"");
    row("NUL", QByteArray("a\0b", 3), QByteArray("a\0b", 3));

    row("formula", "=cmd|'/c calc'!A1", "'=cmd|'/c calc'!A1");
    row("formula with a comma", "=SUM(1,2)", "\"'=SUM(1,2)\"");
    row("formula with quotes", "=HYPERLINK(\"x\")", "\"'=HYPERLINK(\"\"x\"\")\"");
    row("plus sum", "+1+1", "'+1+1");
    row("minus sum", "-2+3", "'-2+3");
    row("at", "@SUM", "'@SUM");
    row("tab first", "\t=1", "\"'\t=1\"");
    row("CR first", "\r=1", "\"'\r=1\"");
    row("LF first", "\n=1", "\"'\n=1\"");
    row("equals alone", "=", "'=");
    row("minus alone", "-", "'-");
    row("plus minus", "+-1", "'+-1");
    row("infinite", "-inf", "'-inf");
    row("equals a number", "=1", "'=1");
    row("no number in the end", "-1.5x", "'-1.5x");

    row("negative", "-1.5", "-1.5");
    row("with a plus", "+3", "+3");
    row("small", "-1e-07", "-1e-07");
    row("inside", "a=b", "a=b");
}

void TestCsv::cell()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, written);
    std::string out;
    appendCsvLine(out, { text.toStdString() });
    QCOMPARE(QByteArray::fromStdString(out), written + "\r\n");
}

void TestCsv::lines()
{
    const CsvTable table { { "provider", "attempts" }, { { "A, Inc.", "1" }, { "", "" } } };
    QCOMPARE(toCsv(table), std::string("provider,attempts\r\n\"A, Inc.\",1\r\n,\r\n"));
    QCOMPARE(toCsv({ { "a" }, {} }), std::string("a\r\n"));
}

void TestCsv::forTheClipboard()
{
    const CsvTable table { { "reply", "=1" },
        { { "=1+1", "-5" }, { "\t=1", "x\ty\r\nz" }, { "say \"no\", please", "@SUM" }, { "", "+1" } } };
    QCOMPARE(toTsv(table), std::string("reply\t'=1\n'=1+1\t-5\n' =1\tx y  z\nsay \"no\", please\t'@SUM\n\t+1\n"));
}

QTEST_APPLESS_MAIN(TestCsv)
#include "tst_csv.moc"
