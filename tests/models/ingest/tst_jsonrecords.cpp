// SPDX-License-Identifier: GPL-3.0-or-later
// Layouts of JSON that are too large for a fixture; the others are in tests/fixtures/formats/kumomta/layouts.log.
#include "recorder.h"
#include <QTest>

using namespace mv;

namespace {

std::string delivered(int n)
{
    return R"({"sg_event_id":"e)" + std::to_string(n) + R"(","event":"delivered","email":"u)" + std::to_string(n)
        + R"(@example.net","timestamp":1709283600,"response":"250 ok"})";
}

std::string posted(int events)
{
    std::string out = "[";
    for (int i = 0; i < events; ++i)
        out.append(i == 0 ? 0 : 1, ',').append(delivered(i));
    return out + "]\n";
}

// One object whose lines are `size` bytes together.
std::string spread(std::size_t size)
{
    std::string out = R"({"sg_event_id":"x",)"
                      "\n";
    for (const std::string line = R"("note":")" + std::string(1000, 'x') + "\",\n"; out.size() < size;)
        out += line;
    return out + R"("event":"delivered","email":"a@example.net","timestamp":1709283600})" + '\n';
}

} // namespace

class TestJsonRecords : public QObject {
    Q_OBJECT
private slots:
    void layouts_data();
    void layouts();
};

void TestJsonRecords::layouts_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<qsizetype>("facts");
    QTest::addColumn<qsizetype>("rejects");
    const auto row = [](const char* name, const std::string& text, qsizetype facts, qsizetype rejects) {
        QTest::newRow(name) << QByteArray::fromStdString(text) << facts << rejects;
    };
    row("a post of 300 kB", posted(2500) + delivered(1) + '\n', 2501, 0);
    row("a line that is too long", posted(20'000) + delivered(1) + '\n', 1, 1);
    row("an object of half a megabyte over its lines", spread(500'000) + delivered(1) + '\n', 2, 0);
    const std::string large = spread(1'100'000);
    row("an object that is too large", large + delivered(1) + '\n', 1, std::ranges::count(large, '\n'));
    row("nothing but brackets", std::string(100'000, '[') + '\n' + delivered(1) + '\n', 1, 0);
    row("braces without an end", std::string(100'000, '{') + '\n' + delivered(1) + '\n', 1, 1);
}

void TestJsonRecords::layouts()
{
    QFETCH(QByteArray, text);
    QFETCH(qsizetype, facts);
    QFETCH(qsizetype, rejects);
    Recorder r;
    const LineCounts counts = readText(*formatById("sendgrid"), exampleOptions(), text.toStdString(), r);
    QCOMPARE(static_cast<qsizetype>(r.facts.size()), facts);
    QCOMPARE(static_cast<qsizetype>(r.rejects.size()), rejects);
    QCOMPARE(static_cast<qsizetype>(counts.total()), static_cast<qsizetype>(text.count('\n')));
}

QTEST_GUILESS_MAIN(TestJsonRecords)
#include "tst_jsonrecords.moc"
