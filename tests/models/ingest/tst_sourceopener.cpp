// SPDX-License-Identifier: GPL-3.0-or-later
// Many members of one archive, asked for in one order or another.
#include "models/ingest/sourceopener.h"
#include <QTemporaryDir>
#include <QTest>
#include <archive.h>
#include <archive_entry.h>
#include <fstream>
#include <numeric>
#include <random>

using namespace mv;

Q_DECLARE_METATYPE(std::vector<std::size_t>)

namespace {

using Order = std::vector<std::size_t>;
constexpr std::size_t kMembers = 40;

// Hard to compress, so that the archive is about as large as what is in it.
std::string contentOf(std::size_t member, std::size_t length)
{
    std::mt19937 random(static_cast<unsigned>(member));
    std::string text(length, '\0');
    for (char& c : text)
        c = static_cast<char>('!' + random() % 90);
    return text;
}

using Members = std::vector<std::pair<std::string, std::string>>; // path, content

std::string archived(const QTemporaryDir& folder, const Members& members, bool zip)
{
    const std::string scratch = folder.filePath(QStringLiteral("scratch")).toStdString();
    archive* const out = archive_write_new();
    if (zip) {
        archive_write_set_format_zip(out);
    } else {
        archive_write_set_format_pax_restricted(out);
        archive_write_add_filter_gzip(out);
    }
    archive_write_open_filename(out, scratch.c_str());
    for (const auto& [path, content] : members) {
        archive_entry* const entry = archive_entry_new();
        archive_entry_set_pathname(entry, path.c_str());
        archive_entry_set_size(entry, static_cast<la_int64_t>(content.size()));
        archive_entry_set_filetype(entry, AE_IFREG);
        archive_entry_set_perm(entry, 0644);
        archive_write_header(out, entry);
        archive_write_data(out, content.data(), static_cast<std::size_t>(content.size()));
        archive_entry_free(entry);
    }
    archive_write_close(out);
    archive_write_free(out);
    std::ifstream in(scratch, std::ios::binary);
    return { std::istreambuf_iterator<char>(in), {} };
}

std::string readAll(ByteSource& source)
{
    std::string text;
    std::vector<char> block(100'000);
    for (;;) {
        const auto n = source.read(block);
        if (!n)
            qFatal("%s", n.error().what.c_str());
        if (*n == 0)
            return text;
        text.append(block.data(), *n);
    }
}

// Bytes that this process has read so far, from files and otherwise.
std::uint64_t bytesRead()
{
    std::ifstream io("/proc/self/io");
    std::string name;
    std::uint64_t n = 0;
    return io >> name >> n && name == "rchar:" ? n : 0;
}

} // namespace

class TestSourceOpener : public QObject {
    Q_OBJECT
private slots:
    void opensInAnyOrder_data();
    void opensInAnyOrder();
    void leavesMembersHalfRead();
    void opensWhatIsNotThere();
};

void TestSourceOpener::opensInAnyOrder_data()
{
    QTest::addColumn<bool>("zip");
    QTest::addColumn<bool>("nested"); // every second member lies in an archive in the archive
    QTest::addColumn<Order>("order");
    QTest::addColumn<int>("passes"); // that the archive is read at most
    Order forward(kMembers);
    std::iota(forward.begin(), forward.end(), std::size_t(0));
    const Order backward(forward.rbegin(), forward.rend());
    Order mixed = forward;
    std::ranges::shuffle(mixed, std::mt19937(1));
    Order twice = forward;
    twice.insert(twice.end(), forward.begin(), forward.end());
    QTest::newRow("tar, forward") << false << false << forward << 1;
    QTest::newRow("tar, backward") << false << false << backward << 1;
    QTest::newRow("tar, mixed") << false << false << mixed << 1;
    QTest::newRow("tar, twice") << false << false << twice << 2;
    QTest::newRow("zip, forward") << true << false << forward << 1;
    QTest::newRow("zip, backward") << true << false << backward << 1;
    QTest::newRow("archives in it, forward") << false << true << forward << 2;
    QTest::newRow("archives in it, backward") << false << true << backward << 2;
}

void TestSourceOpener::opensInAnyOrder()
{
    QFETCH(bool, zip);
    QFETCH(bool, nested);
    QFETCH(Order, order);
    QFETCH(int, passes);
    const QTemporaryDir folder;
    std::vector<std::string> paths;
    Members members, inner;
    for (std::size_t i = 0; i < kMembers; ++i) {
        const std::string name = "log." + std::to_string(i);
        const bool isInner = nested && i >= kMembers / 2;
        (isInner ? inner : members).emplace_back(name, contentOf(i, 50'000));
        paths.push_back((isInner ? "var/inner.tar.gz/" : "") + name);
    }
    if (nested)
        members.emplace_back("var/inner.tar.gz", archived(folder, inner, false));
    const std::string bytes = archived(folder, members, zip);
    const std::filesystem::path path = folder.filePath(QStringLiteral("logs")).toStdString();
    std::ofstream(path, std::ios::binary) << bytes;

    SourceOpener opener({});
    const std::uint64_t before = bytesRead();
    for (const std::size_t i : order) {
        SourceRef ref;
        ref.path = path;
        ref.member = paths[i];
        const auto source = opener.open(ref);
        QVERIFY2(source.has_value(), source ? "" : source.error().what.c_str());
        QVERIFY(readAll(**source) == contentOf(i, 50'000));
    }
    if (before == 0)
        QSKIP("/proc does not tell what was read");
    const auto read = static_cast<double>(bytesRead() - before) / static_cast<double>(bytes.size());
    QVERIFY2(read < passes + 0.5, qPrintable(QString::number(read)));
}

void TestSourceOpener::leavesMembersHalfRead()
{
    const QTemporaryDir folder;
    Members members;
    for (std::size_t i = 0; i < kMembers; ++i)
        members.emplace_back(std::to_string(i), contentOf(i, 300'000));
    const std::filesystem::path path = folder.filePath(QStringLiteral("logs")).toStdString();
    std::ofstream(path, std::ios::binary) << archived(folder, members, false);
    SourceOpener opener({});
    for (std::size_t i = 0; i < kMembers; ++i) {
        SourceRef ref;
        ref.path = path;
        ref.member = std::to_string(i);
        const auto source = opener.open(ref);
        std::string head(1000, '\0');
        QCOMPARE(readFully(**source, head).value(), head.size());
        QVERIFY(head == contentOf(i, 1000));
    }
}

void TestSourceOpener::opensWhatIsNotThere()
{
    const QTemporaryDir folder;
    const std::filesystem::path path = folder.filePath(QStringLiteral("logs")).toStdString();
    std::ofstream(path, std::ios::binary) << archived(folder, { { "a", "text of a" }, { "b", "text of b" } }, false);
    SourceOpener opener({});
    for (const auto& [member, content] :
        Members { { "b", "text of b" }, { "c", "" }, { "a/x", "" }, { "a", "text of a" } }) {
        SourceRef ref;
        ref.path = path;
        ref.member = member;
        const auto source = opener.open(ref);
        QCOMPARE(source.has_value(), !content.empty());
        if (source)
            QCOMPARE(readAll(**source), content);
        else
            QVERIFY2(source.error().what.find(path.string()) != std::string::npos, source.error().what.c_str());
    }
}

QTEST_GUILESS_MAIN(TestSourceOpener)
#include "tst_sourceopener.moc"
