// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/fileidentity.h"
#include <QTest>

using namespace mv;

namespace {

// Differs everywhere, so that a wrong window is seen.
std::string content(std::size_t length, unsigned seed = 1)
{
    std::string out(length, '\0');
    unsigned x = seed;
    for (char& c : out) {
        x = x * 1664525U + 1013904223U;
        c = static_cast<char>(x >> 24);
    }
    return out;
}

FileIdentity identityOf(const std::string& text, std::size_t length, std::size_t block)
{
    IdentityTracker tracker;
    for (std::size_t i = 0; i < text.size(); i += block)
        tracker.append(std::string_view(text).substr(i, block));
    return tracker.at(length);
}

std::string_view tail(const std::string& text, std::uint64_t length)
{
    const std::size_t n = std::min<std::size_t>(kTailLength, static_cast<std::size_t>(length));
    return std::string_view(text).substr(static_cast<std::size_t>(length) - n, n);
}

} // namespace

class TestFileIdentity : public QObject {
    Q_OBJECT
private slots:
    void grown_data();
    void grown();
    void blocksDoNotMatter();
    void otherFiles();
    void beginnings();
};

void TestFileIdentity::grown_data()
{
    QTest::addColumn<qulonglong>("before");
    QTest::addColumn<qulonglong>("after");
    QTest::newRow("the same, short") << 10ULL << 10ULL;
    QTest::newRow("short, then longer than a head") << 10ULL << 100'000ULL;
    QTest::newRow("exactly a head") << qulonglong(kHeadLength) << qulonglong(kHeadLength);
    QTest::newRow("long") << 3'000'000ULL << 9'000'000ULL;
}

void TestFileIdentity::grown()
{
    QFETCH(qulonglong, before);
    QFETCH(qulonglong, after);
    const std::string text = content(after);
    const FileIdentity known = identityOf(text.substr(0, before), before, 65'536);
    QCOMPARE(known.length, std::uint64_t(before));
    QVERIFY(mayBeSame(known, std::string_view(text).substr(0, kHeadLength)));
    QVERIFY(identityOf(text, before, text.size()) == known || before + kTrackedBack < after);
    IdentityTracker tracker; // reads no more than it must
    tracker.append(std::string_view(text).substr(0, kHeadLength));
    if (before > kHeadLength + kTailLength) {
        tracker.skipTo(before - kTailLength);
        tracker.append(std::string_view(text).substr(before - kTailLength, kTailLength));
    }
    QVERIFY(tracker.at(before) == known);
}

void TestFileIdentity::blocksDoNotMatter()
{
    const std::string text = content(6'000'000);
    const FileIdentity whole = identityOf(text, 5'900'000, text.size());
    for (const std::size_t block : { std::size_t(999), std::size_t(65'536), std::size_t(1) << 20 })
        QVERIFY(identityOf(text, 5'900'000, block) == whole);
    QCOMPARE(whole.tailDigest, digest(tail(text, 5'900'000)));
}

void TestFileIdentity::otherFiles()
{
    const std::string text = content(100'000);
    const FileIdentity known = identityOf(text, 100'000, 4096);
    std::string other = text;
    other[5] = static_cast<char>(other[5] + 1);
    QVERIFY(!mayBeSame(known, std::string_view(other).substr(0, kHeadLength)));
    QVERIFY(!mayBeSame(known, std::string_view(text).substr(0, 100))); // shorter than what was read: replaced
    QVERIFY(!mayBeSame(FileIdentity {}, text));                        // nothing known
    other = text;
    other[99'000] = static_cast<char>(other[99'000] + 1);
    QVERIFY(mayBeSame(known, std::string_view(other).substr(0, kHeadLength)));
    QVERIFY(identityOf(other, 100'000, 4096) != known);
    QVERIFY(identityOf(text.substr(0, 50'000), 100'000, 4096) != known); // ends before
}

void TestFileIdentity::beginnings()
{
    const std::string text = content(kHeadLength);
    const std::vector<std::uint32_t> lengths { 1, 100, 240, 241, 5000, kHeadLength };
    const auto digests = digestsOfBeginnings(text, lengths);
    QCOMPARE(digests.size(), lengths.size());
    for (std::size_t i = 0; i < lengths.size(); ++i)
        QCOMPARE(digests[i], digest(std::string_view(text).substr(0, lengths[i])));
}

QTEST_GUILESS_MAIN(TestFileIdentity)
#include "tst_fileidentity.moc"
