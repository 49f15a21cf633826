// SPDX-License-Identifier: GPL-3.0-or-later
#include "database.h"
#include "files.h"
#include "models/jobs/followedfiles.h"
#include "postfixlog.h"

using namespace mv;
using namespace mv::test;
using namespace std::chrono_literals;

namespace {

constexpr int kMessages = 200; // of a part

// A log in three parts, none of which begins in the middle of a delivery.
struct Parts {
    std::string first = PostfixLog("mx1").messages(0, kMessages),
                second = PostfixLog("mx1").messages(kMessages, kMessages),
                third = PostfixLog("mx1").messages(2 * kMessages, kMessages);
};

void append(const fs::path& path, std::string_view text)
{
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary | std::ios::app) << text;
}

const Parts& log()
{
    static const Parts parts;
    return parts;
}

// What happens in a folder between one look and the next.
using Step = std::function<void(const fs::path&)>;
struct Story {
    const char* name;
    std::vector<Step> steps;
};

const std::vector<Story>& stories()
{
    static const Step begins = [](const fs::path& f) { append(f / "mail.log", log().first); };
    static const Step grows = [](const fs::path& f) { append(f / "mail.log", log().second); };
    static const Step ends = [](const fs::path& f) { append(f / "mail.log", log().third); };
    static const std::vector<Story> all {
        { "grows", { begins, grows, ends } },
        { "nothing happens in between", { begins, [](const fs::path&) {}, grows, ends } },
        { "in the middle of a line",
            { begins,
                [](const fs::path& f) { append(f / "mail.log", log().second.substr(0, log().second.size() / 2)); },
                [](const fs::path& f) { append(f / "mail.log", log().second.substr(log().second.size() / 2)); },
                ends } },
        { "renamed, and a new one begun",
            { begins,
                [](const fs::path& f) {
                    append(f / "mail.log", log().second);
                    fs::rename(f / "mail.log", f / "mail.log.1");
                    append(f / "mail.log", log().third);
                } } },
        { "renamed, and the new one still empty",
            { begins,
                [](const fs::path& f) {
                    append(f / "mail.log", log().second);
                    fs::rename(f / "mail.log", f / "mail.log.1");
                    append(f / "mail.log", {});
                },
                ends } },
        { "copied and truncated",
            { begins,
                [](const fs::path& f) {
                    append(f / "mail.log", log().second);
                    fs::copy_file(f / "mail.log", f / "mail.log.1");
                    fs::resize_file(f / "mail.log", 0);
                    append(f / "mail.log", log().third);
                } } },
        { "renamed and compressed",
            { begins,
                [](const fs::path& f) {
                    append(f / "mail.log", log().second);
                    fs::remove(f / "mail.log");
                    write(f / "mail.log.1.gz", gzipped(f.parent_path() / "gz", log().first + log().second), 0s);
                    append(f / "mail.log", log().third);
                } } },
        { "another server's folder comes later",
            { [](const fs::path& f) { append(f / "mx1/mail.log", log().first); },
                [](const fs::path& f) { append(f / "mx1/mail.log.1", log().second); },
                [](const fs::path& f) { append(f / "mx1/new/mail.log", log().third); } } },
        { "gone for a while",
            { begins, [](const fs::path& f) { fs::rename(f / "mail.log", f.parent_path() / "away"); },
                [](const fs::path& f) {
                    fs::rename(f.parent_path() / "away", f / "mail.log");
                    append(f / "mail.log", log().second);
                },
                ends } },
    };
    return all;
}

} // namespace

class TestFollowedFiles : public QObject {
    Q_OBJECT
private slots:
    void importsEachLineOnce_data();
    void importsEachLineOnce();
    void isQuietWhenNothingHappens();
    void looksAgainWhenAFileIsLeftAlone();
};

void TestFollowedFiles::importsEachLineOnce_data()
{
    QTest::addColumn<int>("story");
    for (std::size_t i = 0; i < stories().size(); ++i)
        QTest::newRow(stories()[i].name) << int(i);
}

void TestFollowedFiles::importsEachLineOnce()
{
    QFETCH(int, story);
    const Database database, atOnce;
    const fs::path folder = database.folder() / "logs";
    fs::create_directories(folder);
    FollowedFiles followed({ folder });
    for (const Step& step : stories()[std::size_t(story)].steps) {
        step(folder);
        for (const FileProgress& file : database.import(followed.changed(systemNow()), ofOctober()).files)
            QVERIFY2(file.state != FileProgress::State::Failed, file.message.c_str());
    }
    atOnce.import({ write(atOnce.folder() / "mail.log", log().first + log().second + log().third) }, ofOctober());
    compare(placeless(database.attempts()), placeless(atOnce.attempts()));
}

void TestFollowedFiles::isQuietWhenNothingHappens()
{
    const QTemporaryDir dir;
    const fs::path folder = dir.path().toStdString();
    write(folder / "old.log", "old\n");
    append(folder / "new.log", "new\n");
    append(folder / ".hidden", "hidden\n");
    FollowedFiles followed({ folder / "old.log", folder / "new.log", folder / "missing.log", folder });
    QCOMPARE(followed.changed(systemNow()).size(), std::size_t(2));
    QCOMPARE(followed.count(), std::size_t(2));
    QVERIFY(followed.changed(systemNow()).empty());
    append(folder / "new.log", "more\n");
    QCOMPARE(followed.changed(systemNow()), std::vector { folder / "new.log" });
    QVERIFY(followed.changed(systemNow()).empty());
}

// Only then is a last line without its end, or a compressed file, complete.
void TestFollowedFiles::looksAgainWhenAFileIsLeftAlone()
{
    const QTemporaryDir dir;
    const fs::path log = fs::path(dir.path().toStdString()) / "mail.log";
    append(log, "a line\na part");
    FollowedFiles followed({ log });
    QCOMPARE(followed.changed(systemNow()), std::vector { log });
    QVERIFY(followed.changed(systemNow() + 30s).empty());
    QCOMPARE(followed.changed(systemNow() + 65s), std::vector { log });
    QVERIFY(followed.changed(systemNow() + 70s).empty());
    append(log, " and the rest\n");
    QCOMPARE(followed.changed(systemNow() + 71s), std::vector { log });
}

QTEST_GUILESS_MAIN(TestFollowedFiles)
#include "tst_followedfiles.moc"
