// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/lines.h"
#include "models/ingest/memorysource.h"
#include <QTest>

using namespace mv;

namespace {

struct Cut {
    std::vector<std::pair<std::uint64_t, std::string>> lines; // offset, text
    std::uint64_t end = 0;
};

Cut cut(const std::string& text, std::size_t block, bool final, std::uint64_t offset = 0)
{
    MemorySource source(text, block);
    LineReader reader(source, offset, block);
    Cut out;
    for (auto next = reader.next(final); next && !next->empty(); next = reader.next(final)) {
        for (const Line& line : *next)
            out.lines.emplace_back(line.offset, line.text);
    }
    out.end = reader.offset();
    return out;
}

// More text each time it is asked after its end, as a file that somebody writes to.
class GrowingSource final : public ByteSource {
public:
    explicit GrowingSource(std::vector<std::string> parts)
        : m_parts(std::move(parts))
    {
    }
    Result<std::size_t> read(std::span<char> into) override
    {
        if (m_next == m_parts.size())
            return std::size_t(0);
        const std::string part = m_parts[m_next++];
        std::copy(part.begin(), part.end(), into.begin());
        return part.size();
    }
    std::uint64_t diskPosition() const override { return 0; }

private:
    std::vector<std::string> m_parts;
    std::size_t m_next = 0;
};

class FailingSource final : public ByteSource {
public:
    Result<std::size_t> read(std::span<char> into) override
    {
        if (m_asked++ > 0)
            return failure("the disk is gone");
        std::copy_n("whole\npart", 10, into.begin());
        return std::size_t(10);
    }
    std::uint64_t diskPosition() const override { return 0; }

private:
    int m_asked = 0;
};

} // namespace

class TestLines : public QObject {
    Q_OBJECT
private slots:
    void cuts_data();
    void cuts();
    void lastLineWithoutEnd();
    void growing();
    void tooLong_data();
    void tooLong();
    void errorAfterWholeLines();
    void offsetsContinue();
};

void TestLines::cuts_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArrayList>("lines");
    QTest::newRow("empty") << QByteArray() << QByteArrayList();
    QTest::newRow("one") << QByteArray("a\n") << QByteArrayList { "a" };
    QTest::newRow("blank lines") << QByteArray("\n\na\n\n") << QByteArrayList { "", "", "a", "" };
    QTest::newRow("CR LF") << QByteArray("a\r\nbc\r\n") << QByteArrayList { "a", "bc" };
    QTest::newRow("CR inside stays") << QByteArray("a\rb\n") << QByteArrayList { "a\rb" };
    QTest::newRow("NUL and control bytes")
        << QByteArray("a\0b\x01\x7f\n\xff\n", 8) << QByteArrayList { QByteArray("a\0b\x01\x7f", 5), "\xff" };
    QTest::newRow("longer than small blocks")
        << QByteArray("0123456789abcdef\nx\n") << QByteArrayList { "0123456789abcdef", "x" };
}

void TestLines::cuts()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArrayList, lines);
    for (const std::size_t block : { 1U, 7U, 4096U, 1U << 20 }) {
        for (const bool final : { false, true }) {
            const Cut got = cut(text.toStdString(), block, final);
            QCOMPARE(got.lines.size(), static_cast<std::size_t>(lines.size()));
            for (std::size_t i = 0; i < got.lines.size(); ++i)
                QCOMPARE(QByteArray::fromStdString(got.lines[i].second), lines[static_cast<qsizetype>(i)]);
            QCOMPARE(got.end, static_cast<std::uint64_t>(text.size()));
        }
    }
}

void TestLines::lastLineWithoutEnd()
{
    for (const std::size_t block : { 1U, 7U, 4096U }) {
        const Cut open = cut("first\nsecond", block, false);
        QCOMPARE(open.lines.size(), std::size_t(1));
        QCOMPARE(open.end, std::uint64_t(6)); // resume at "second"
        const Cut final = cut("first\nsecond", block, true);
        QCOMPARE(final.lines.size(), std::size_t(2));
        QCOMPARE(final.lines[1].second, std::string("second"));
        QCOMPARE(final.lines[1].first, std::uint64_t(6));
        QCOMPARE(final.end, std::uint64_t(12));
    }
}

void TestLines::growing()
{
    GrowingSource source({ "one\ntw", "", "o\n" });
    LineReader reader(source);
    auto next = reader.next(false);
    QVERIFY(next && next->size() == 1);
    next = reader.next(false);
    QVERIFY(next && next->empty());
    QCOMPARE(reader.offset(), std::uint64_t(4));
    next = reader.next(false);
    QVERIFY(next && next->size() == 1);
    QCOMPARE(std::string(next->front().text), std::string("two"));
    QCOMPARE(reader.offset(), std::uint64_t(8));
}

void TestLines::tooLong_data()
{
    QTest::addColumn<qulonglong>("length");
    QTest::newRow("just fits") << qulonglong(LineReader::kMaxLine - 1);
    QTest::newRow("at the limit") << qulonglong(LineReader::kMaxLine);
    QTest::newRow("one more") << qulonglong(LineReader::kMaxLine + 1);
    QTest::newRow("several blocks") << qulonglong(5'000'000);
}

void TestLines::tooLong()
{
    QFETCH(qulonglong, length);
    const std::string text = "a\n" + std::string(length, 'x') + "\nb\n";
    for (const std::size_t block : { std::size_t(4096), std::size_t(100'000), LineReader::kBlock }) {
        const Cut got = cut(text, block, true);
        QCOMPARE(got.lines.size(), std::size_t(3));
        QCOMPARE(got.lines[1].second.size(), std::min<std::size_t>(length, LineReader::kMaxLine));
        QCOMPARE(got.lines[2].first, static_cast<std::uint64_t>(length + 3));
        QCOMPARE(got.lines[2].second, std::string("b"));
        QCOMPARE(got.end, static_cast<std::uint64_t>(text.size()));
        // Without its end it is not handed out, and nothing of it is skipped over.
        const Cut open = cut(text.substr(0, 2 + length), block, false);
        QCOMPARE(open.lines.size(), std::size_t(1));
        QCOMPARE(open.end, std::uint64_t(2));
    }
}

void TestLines::errorAfterWholeLines()
{
    FailingSource source;
    LineReader reader(source);
    auto next = reader.next(true);
    QVERIFY(next && next->size() == 1);
    next = reader.next(true);
    QVERIFY(!next);
    QCOMPARE(next.error().what, std::string("the disk is gone"));
    QCOMPARE(reader.offset(), std::uint64_t(6)); // the half line is not consumed
}

void TestLines::offsetsContinue()
{
    const Cut got = cut("a\nb\n", 4096, true, 1000);
    QCOMPARE(got.lines[1].first, std::uint64_t(1002));
    QCOMPARE(got.end, std::uint64_t(1004));
}

QTEST_GUILESS_MAIN(TestLines)
#include "tst_lines.moc"
