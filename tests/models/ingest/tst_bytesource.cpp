// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/gzipsource.h"
#include "models/ingest/memorysource.h"
#include "models/ingest/readahead.h"
#include "models/ingest/zstdsource.h"
#include "streams.h"
#include <QDir>
#include <QTemporaryDir>
#include <QTest>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

using namespace mv;
using namespace mv::test;

class TestByteSource : public QObject {
    Q_OBJECT
private slots:
    void wholeStreams_data();
    void wholeStreams();
    void gzipInCrumbs_data();
    void gzipInCrumbs();
    void damagedGzip();
    void damagedZstd_data();
    void damagedZstd();
    void zstdCutOff();
    void damagedOthers_data();
    void damagedOthers();
    void trailing_data();
    void trailing();
    void archives_data();
    void archives();
    void bombBySize();
    void bombByRatio();
    void exactlyAtTheLimit();
    void nestedTooDeep();
    void tooManyMembers();
    void compressedTooOften();
    void missing();
    void folders();
    void standardInput();
    void readAheadKeepsErrorsInPlace();
    void abandonedEarly();

private:
    std::filesystem::path write(const QString& name, const QByteArray& bytes)
    {
        const QString path = m_dir.filePath(name);
        QDir().mkpath(QFileInfo(path).path());
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("cannot write %s", qPrintable(path));
        return path.toStdString();
    }
    QTemporaryDir m_dir;
};

void TestByteSource::wholeStreams_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("text");
    const QByteArray text = logText(20'000);
    QTest::newRow("plain") << text << text;
    QTest::newRow("empty") << QByteArray() << QByteArray();
    QTest::newRow("one byte") << QByteArray("x") << QByteArray("x");
    QTest::newRow("gz") << gzip(text) << text;
    QTest::newRow("gz of nothing") << gzip({}) << QByteArray();
    QTest::newRow("gz, several members") << gzip("a\n") + gzip(text) + gzip({}) + gzip("b\n") << "a\n" + text + "b\n";
    QTest::newRow("gz in gz") << gzip(gzip(text)) << text;
    QTest::newRow("xz") << raw(ARCHIVE_FILTER_XZ, text) << text;
    QTest::newRow("xz, two streams") << raw(ARCHIVE_FILTER_XZ, "a\n") + raw(ARCHIVE_FILTER_XZ, text) << "a\n" + text;
    QTest::newRow("bz2") << raw(ARCHIVE_FILTER_BZIP2, text) << text;
    QTest::newRow("zst") << raw(ARCHIVE_FILTER_ZSTD, text) << text;
    QTest::newRow("zst, two frames") << raw(ARCHIVE_FILTER_ZSTD, "a\n") + raw(ARCHIVE_FILTER_ZSTD, text)
                                     << "a\n" + text;
    QTest::newRow("zst of nothing") << raw(ARCHIVE_FILTER_ZSTD, {}) << QByteArray();
    QTest::newRow("zst in zst") << raw(ARCHIVE_FILTER_ZSTD, raw(ARCHIVE_FILTER_ZSTD, text)) << text;
    QTest::newRow("zst, unfinished") << unfinishedZstd(text) << text;
    QTest::newRow("zst, a frame and an unfinished one")
        << raw(ARCHIVE_FILTER_ZSTD, "a\n") + unfinishedZstd(text) << "a\n" + text;
    QTest::newRow("UTF-16, little end first") << utf16(text) << text;
    QTest::newRow("UTF-16, big end first") << utf16(text, QStringConverter::Utf16BE) << text;
    QTest::newRow("UTF-16, more than ASCII") << utf16(manyLengths().repeated(20'000)) << manyLengths().repeated(20'000);
    QTest::newRow("UTF-16, only its mark") << utf16({}) << QByteArray();
    QTest::newRow("UTF-16 without a mark, little end first") << utf16(text).mid(2) << text;
    QTest::newRow("UTF-16 without a mark, big end first") << utf16(text, QStringConverter::Utf16BE).mid(2) << text;
    QTest::newRow("zeros") << QByteArray(100, '\0') + text << QByteArray(100, '\0') + text;
    QTest::newRow("UTF-16 in gz") << gzip(utf16(text)) << text;
    QTest::newRow("half a mark") << QByteArray("\xff") << QByteArray("\xff");
    QTest::newRow("begins like bzip2") << QByteArray("BZh is a word\n") << QByteArray("BZh is a word\n");
}

// By content: no name has an extension.
void TestByteSource::wholeStreams()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, text);
    const auto path = write(QStringLiteral("stream"), bytes);
    const auto found = findSources({ path }, {});
    QCOMPARE(found.size(), std::size_t(1));
    QVERIFY(found[0]);
    QVERIFY(found[0]->member.empty());
    QCOMPARE(found[0]->diskSize, static_cast<std::uint64_t>(bytes.size()));
    for (const std::size_t block : { std::size_t(1000), std::size_t(1) << 20 }) {
        const Content got = content(*found[0], {}, block);
        QCOMPARE(got.error, QByteArray());
        QVERIFY(got.text == text);
        QCOMPARE(got.disk, static_cast<std::uint64_t>(bytes.size()));
    }
}

void TestByteSource::gzipInCrumbs_data()
{
    QTest::addColumn<int>("crumb");
    for (const int bytes : { 1, 2, 7, 8, 9, 1000 })
        QTest::addRow("%d bytes", bytes) << bytes;
}

// Header, trailer and member borders fall between two reads.
void TestByteSource::gzipInCrumbs()
{
    QFETCH(int, crumb);
    const QByteArray text = logText(200);
    const QByteArray members = gzip(text) + gzip({}) + gzip("b\n") + QByteArray(3, '\0');
    const auto size = static_cast<std::size_t>(crumb);
    GzipSource source(std::make_unique<MemorySource>(members.toStdString(), size), "crumbs.gz");
    QByteArray got;
    std::vector<char> buffer(size);
    for (;;) {
        const auto n = source.read(buffer);
        QVERIFY2(n, n ? "" : n.error().what.c_str());
        if (*n == 0)
            break;
        got.append(buffer.data(), static_cast<qsizetype>(*n));
    }
    QCOMPARE(got, text + "b\n");
}

void TestByteSource::damagedGzip()
{
    const QByteArray text = logText(200'000);
    const QByteArray whole = gzip(text);
    const auto path = write(QStringLiteral("damaged.gz"), whole.left(whole.size() / 2));
    Content got = content({ .path = path, .member = {}, .modified = {}, .diskSize = 0 });
    QVERIFY(!got.text.isEmpty());
    QVERIFY(text.startsWith(got.text)); // what came before is kept
    QVERIFY2(got.error.contains("damaged after ") && got.error.contains("MB") && got.error.contains("damaged.gz"),
        got.error.constData());

    QByteArray broken = whole;
    for (qsizetype i = broken.size() / 2; i < broken.size() / 2 + 50; ++i)
        broken[i] = static_cast<char>(broken[i] ^ 0x55);
    got = content({ .path = write(QStringLiteral("broken.gz"), broken), .member = {}, .modified = {}, .diskSize = 0 });
    QVERIFY(got.text.size() > text.size() / 4);
    QVERIFY2(got.error.contains("damaged after "), got.error.constData());
}

// Also a window that is larger than we grant.
void TestByteSource::damagedZstd_data()
{
    QTest::addColumn<QByteArray>("bytes");
    const QByteArray text = logText(40'000);
    QByteArray reserved = unfinishedZstd(text);
    reserved[6] = static_cast<char>(reserved[6] | 6); // behind magic, descriptor and window (RFC 8878, 3.1.1)
    QTest::newRow("a block of a reserved type") << reserved;
    QByteArray broken = raw(ARCHIVE_FILTER_ZSTD, text) + reserved;
    QTest::newRow("the same in the second frame") << broken;
    QTest::newRow("garbage behind it") << raw(ARCHIVE_FILTER_ZSTD, text) + "garbage";
    QTest::newRow("too large a window") << unfinishedZstd(text, ZstdSource::kMaxWindowLog + 1);
}

void TestByteSource::damagedZstd()
{
    QFETCH(QByteArray, bytes);
    const Content got
        = content({ .path = write(QStringLiteral("damaged.zst"), bytes), .member = {}, .modified = {}, .diskSize = 0 });
    QVERIFY(logText(40'000).startsWith(got.text.left(10'000)));
    QVERIFY2(got.error.contains("damaged after "), got.error.constData());
}

// Wherever it is cut off: what could be read is, and it is known to be unfinished.
void TestByteSource::zstdCutOff()
{
    const QByteArray text = logText(5'000);
    const QByteArray whole = raw(ARCHIVE_FILTER_ZSTD, text);
    qsizetype last = 0;
    for (const qsizetype size : { qsizetype(5), qsizetype(100), whole.size() / 2, whole.size() - 1, whole.size() }) {
        for (const std::size_t block : { std::size_t(7), std::size_t(1) << 20 }) {
            ZstdSource source(std::make_unique<MemorySource>(whole.left(size).toStdString(), block), "cut.zst");
            const Content got = readAll(source, block);
            QCOMPARE(got.error, QByteArray());
            QVERIFY(text.startsWith(got.text));
            QVERIFY(got.text.size() >= last);
            QCOMPARE(source.isUnfinished(), size < whole.size());
            last = got.text.size();
        }
    }
    QCOMPARE(last, text.size());
}

void TestByteSource::damagedOthers_data()
{
    QTest::addColumn<int>("filter");
    QTest::newRow("xz") << ARCHIVE_FILTER_XZ;
    QTest::newRow("bz2") << ARCHIVE_FILTER_BZIP2;
}

void TestByteSource::damagedOthers()
{
    QFETCH(int, filter);
    const QByteArray text = logText(40'000);
    const QByteArray whole = raw(filter, text);
    const auto path = write(QStringLiteral("damaged"), whole.left(whole.size() * 3 / 4));
    const Content got = content({ .path = path, .member = {}, .modified = {}, .diskSize = 0 });
    QVERIFY(text.startsWith(got.text));
    QVERIFY2(got.error.contains("damaged after "), got.error.constData());
}

void TestByteSource::trailing_data()
{
    QTest::addColumn<QByteArray>("tail");
    QTest::addColumn<bool>("damaged");
    QTest::newRow("zero padding") << QByteArray(1000, '\0') << false;
    QTest::newRow("padding, then another member") << QByteArray(10, '\0') + gzip("b\n") << false;
    QTest::newRow("garbage") << QByteArray("garbage") << true;
}

void TestByteSource::trailing()
{
    QFETCH(QByteArray, tail);
    QFETCH(bool, damaged);
    const Content got = content({ .path = write(QStringLiteral("trailing.gz"), gzip("a\n") + tail),
        .member = {},
        .modified = {},
        .diskSize = 0 });
    QVERIFY(got.text.startsWith("a\n"));
    QCOMPARE(!got.error.isEmpty(), damaged);
}

void TestByteSource::archives_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArrayList>("members");
    const QByteArray text = logText(1000);
    const Members two { { "logs/", "" }, { "logs/mail.log", text }, { "logs/mail.log.1.gz", gzip(text) },
        { "logs/.hidden", "x" } };
    const QByteArrayList names { "logs/mail.log", "logs/mail.log.1.gz" };
    QTest::newRow("tar") << tar(two) << names;
    QTest::newRow("tar.gz") << gzip(tar(two)) << names;
    QTest::newRow("tar.xz") << tar(two, ARCHIVE_FILTER_XZ) << names;
    QTest::newRow("tar.zst") << tar(two, ARCHIVE_FILTER_ZSTD) << names;
    QTest::newRow("tar.bz2") << tar(two, ARCHIVE_FILTER_BZIP2) << names;
    QTest::newRow("zip") << zip(two) << names;
    QTest::newRow("zip in tar.gz") << gzip(tar({ { "a.zip", zip(two) }, { "b.log", text } }))
                                   << QByteArrayList { "a.zip/logs/mail.log", "a.zip/logs/mail.log.1.gz", "b.log" };
    QTest::newRow("tar.gz in zip") << zip({ { "in/a.tgz", gzip(tar(two)) } })
                                   << QByteArrayList { "in/a.tgz/logs/mail.log", "in/a.tgz/logs/mail.log.1.gz" };
}

void TestByteSource::archives()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArrayList, members);
    const auto found = findSources({ write(QStringLiteral("archive"), bytes) }, {});
    QCOMPARE(found.size(), static_cast<std::size_t>(members.size()));
    std::uint64_t shares = 0;
    for (std::size_t i = 0; i < found.size(); ++i) {
        QVERIFY2(found[i], found[i] ? "" : found[i].error().what.c_str());
        QCOMPARE(QByteArray::fromStdString(found[i]->member), members[static_cast<qsizetype>(i)]);
        QCOMPARE(
            found[i]->modified.time_since_epoch().count() / 2000, 1'697'119'761LL / 2); // zip counts in two seconds
        const Content got = content(*found[i]);
        QCOMPARE(got.error, QByteArray());
        QVERIFY(got.text == logText(1000));
        shares += found[i]->diskSize;
    }
    QVERIFY(shares <= static_cast<std::uint64_t>(bytes.size()));
    const Content none = content({ .path = found[0]->path, .member = "no/such", .modified = {}, .diskSize = 0 });
    QVERIFY2(none.error.contains("no/such"), none.error.constData());
}

void TestByteSource::bombBySize()
{
    const ReadLimits limits { .maxBytes = 1'000'000 };
    for (const QByteArray& bytes :
        { gzip(logText(100'000)), raw(ARCHIVE_FILTER_XZ, logText(100'000)), logText(100'000) }) {
        const Content got = content(
            { .path = write(QStringLiteral("large"), bytes), .member = {}, .modified = {}, .diskSize = 0 }, limits);
        QCOMPARE(got.text.size(), qsizetype(1'000'000));
        QVERIFY2(got.error.contains("limit of 1 MB"), got.error.constData());
    }
}

void TestByteSource::bombByRatio()
{
    // xz packs zeros far better than 1000:1.
    const auto path = write(QStringLiteral("bomb"), raw(ARCHIVE_FILTER_XZ, QByteArray(100 << 20, '\0')));
    const Content got = content({ .path = path, .member = {}, .modified = {}, .diskSize = 0 });
    QVERIFY(got.text.size() < (90 << 20));
    QVERIFY2(got.error.contains("1000 times"), got.error.constData());
}

void TestByteSource::exactlyAtTheLimit()
{
    const QByteArray text = logText(100);
    const ReadLimits limits { .maxBytes = static_cast<std::uint64_t>(text.size()) };
    const Content got = content(
        { .path = write(QStringLiteral("fits.gz"), gzip(text)), .member = {}, .modified = {}, .diskSize = 0 }, limits);
    QCOMPARE(got.error, QByteArray());
    QCOMPARE(got.text.size(), text.size());
}

void TestByteSource::nestedTooDeep()
{
    QByteArray bytes = tar({ { "mail.log", logText(10) } });
    for (int i = 0; i < 5; ++i)
        bytes = tar({ { "a.tar", bytes } });
    const auto found = findSources({ write(QStringLiteral("deep.tar"), bytes) }, {});
    QCOMPARE(found.size(), std::size_t(1));
    QVERIFY(!found[0]);
    QVERIFY2(QByteArray::fromStdString(found[0].error().what).contains("more than 3 archives"),
        found[0].error().what.c_str());
}

void TestByteSource::tooManyMembers()
{
    Members members;
    for (int i = 0; i < 20; ++i)
        members.emplace_back("m" + QByteArray::number(i), "x\n");
    const ReadLimits limits { .maxMembers = 10 };
    const auto found = findSources({ write(QStringLiteral("many.tar"), tar(members)) }, limits);
    QCOMPARE(found.size(), std::size_t(11)); // ten, and why no more
    QVERIFY(!found.back());
}

void TestByteSource::compressedTooOften()
{
    QByteArray bytes = gzip("x\n");
    for (int i = 0; i < 5; ++i)
        bytes = gzip(bytes);
    const Content got
        = content({ .path = write(QStringLiteral("often.gz"), bytes), .member = {}, .modified = {}, .diskSize = 0 });
    QVERIFY2(got.error.contains("compressed more than 3 times"), got.error.constData());
}

void TestByteSource::missing()
{
    const auto found = findSources(
        { write(QStringLiteral("there"), "x\n"), m_dir.filePath(QStringLiteral("not there")).toStdString() }, {});
    QCOMPARE(found.size(), std::size_t(2));
    QVERIFY(found[0]);
    QVERIFY(!found[1]); // one bad file does not stop the others
    QVERIFY2(QByteArray::fromStdString(found[1].error().what).contains("not there"), found[1].error().what.c_str());
    const Content got = content({ .path = m_dir.filePath(QStringLiteral("not there")).toStdString(),
        .member = {},
        .modified = {},
        .diskSize = 0 });
    QVERIFY(got.error.contains("No such file"));
}

void TestByteSource::folders()
{
    write(QStringLiteral("tree/b.log"), "b\n");
    write(QStringLiteral("tree/sub/a.log"), "a\n");
    write(QStringLiteral("tree/sub/empty"), {});
    write(QStringLiteral("tree/.hidden"), "h\n");
    write(QStringLiteral("tree/.git/config"), "g\n");
    write(QStringLiteral("tree/z.tar"), tar({ { "in.log", "i\n" } }));
    const auto found = findSources({ m_dir.filePath(QStringLiteral("tree")).toStdString() }, {});
    QByteArrayList names;
    for (const auto& ref : found) {
        QVERIFY(ref);
        names += QByteArray::fromStdString(ref->path.filename().string() + ref->member);
    }
    QCOMPARE(names, (QByteArrayList { "b.log", "a.log", "z.tarin.log" }));
}

void TestByteSource::standardInput()
{
    int ends[2] = {};
    QVERIFY(::pipe(ends) == 0);
    const int saved = ::dup(STDIN_FILENO);
    ::dup2(ends[0], STDIN_FILENO);
    const QByteArray bytes = gzip("from a pipe\n");
    QVERIFY(::write(ends[1], bytes.constData(), static_cast<std::size_t>(bytes.size())) == bytes.size());
    ::close(ends[1]);
    const auto found = findSources({ "-" }, {});
    QCOMPARE(found.size(), std::size_t(1));
    QVERIFY(found[0]);
    const Content got = content(*found[0]);
    ::dup2(saved, STDIN_FILENO);
    ::close(saved);
    ::close(ends[0]);
    QCOMPARE(got.error, QByteArray());
    QCOMPARE(got.text, QByteArray("from a pipe\n"));
}

void TestByteSource::readAheadKeepsErrorsInPlace()
{
    class Failing final : public ByteSource {
    public:
        Result<std::size_t> read(std::span<char> into) override
        {
            if (m_given == 3'000'000)
                return failure("the cable is out");
            const std::size_t n = std::min<std::size_t>(into.size(), 3'000'000 - m_given);
            std::fill_n(into.begin(), n, 'x');
            m_given += n;
            return n;
        }
        std::uint64_t diskPosition() const override { return m_given; }

    private:
        std::size_t m_given = 0;
    };
    const auto source = readAhead(std::make_unique<Failing>());
    const Content got = readAll(*source, 100'000);
    QCOMPARE(got.text.size(), qsizetype(3'000'000));
    QCOMPARE(got.error, QByteArray("the cable is out"));
    std::vector<char> more(10);
    QVERIFY(!source->read(more)); // and again
}

// Cancelling leaves a source in the middle: its thread must end.
void TestByteSource::abandonedEarly()
{
    const auto path = write(QStringLiteral("long.gz"), gzip(logText(500'000)));
    for (int i = 0; i < 20; ++i) {
        const auto source = openSource({ .path = path, .member = {}, .modified = {}, .diskSize = 0 }, {});
        QVERIFY(source);
        std::vector<char> buffer(1000);
        if (i % 2 == 0)
            QVERIFY((*source)->read(buffer));
    }
}

QTEST_GUILESS_MAIN(TestByteSource)
#include "tst_bytesource.moc"
