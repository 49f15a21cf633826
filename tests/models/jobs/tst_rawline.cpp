// SPDX-License-Identifier: GPL-3.0-or-later
#include "database.h"
#include "files.h"
#include "models/jobs/rawline.h"
#include "postfixlog.h"
#include <archive.h>
#include <archive_entry.h>
#include <sys/stat.h>

using namespace mv;
using namespace mv::test;

namespace {

void writeZip(const fs::path& path, const char* member, std::string_view text)
{
    archive* const zip = archive_write_new();
    archive_write_set_format_zip(zip);
    archive_write_open_filename(zip, path.c_str());
    archive_entry* const entry = archive_entry_new();
    archive_entry_set_pathname(entry, member);
    archive_entry_set_size(entry, static_cast<la_int64_t>(text.size()));
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_mtime(entry, 1'697'000'000, 0);
    archive_write_header(zip, entry);
    archive_write_data(zip, text.data(), text.size());
    archive_entry_free(entry);
    archive_write_close(zip);
    archive_write_free(zip);
}

std::string lineAt(std::string_view text, std::uint64_t offset)
{
    const std::string_view rest = text.substr(static_cast<std::size_t>(offset));
    return std::string(rest.substr(0, rest.find('\n')));
}

} // namespace

class TestRawLine : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void shows_data();
    void shows();
    void atTheEnds();
    void findsARotatedFile_data();
    void findsARotatedFile();
    void tellsWhatHasGone_data();
    void tellsWhatHasGone();
    void makesVisible_data();
    void makesVisible();
    void tellsThatPipesAreReadOnce_data();
    void tellsThatPipesAreReadOnce();
    void stops();

private:
    // The log under a name in the folder, as the journal knows it after an import.
    ImportedFile imported(const Database&, const fs::path&) const;

    std::string m_log;
};

void TestRawLine::initTestCase() { m_log = PostfixLog("mx1").messages(0, 4000); }

ImportedFile TestRawLine::imported(const Database& database, const fs::path& path) const
{
    const auto summary = database.import({ path }, ofOctober());
    if (summary.facts == 0)
        qFatal("nothing imported: %s", summary.files.at(0).message.c_str());
    return database.journal().at(0);
}

void TestRawLine::shows_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::newRow("plain") << QByteArray("mail.log");
    QTest::newRow("gzip") << QByteArray("mail.log.gz");
    QTest::newRow("in a zip") << QByteArray("logs.zip");
    QTest::newRow("UTF-16") << QByteArray("trace.csv");
}

void TestRawLine::shows()
{
    QFETCH(QByteArray, name);
    const Database database;
    const fs::path path = database.folder() / name.toStdString();
    if (name.endsWith("gz"))
        write(path, gzipped(database.folder() / "gz", m_log));
    else if (name.endsWith("zip"))
        writeZip(path, "var/log/mail.log", m_log);
    else
        write(path, name.endsWith("csv") ? inUtf16(m_log) : m_log);
    const ImportedFile file = imported(database, path);
    const auto attempts = database.attempts();
    for (const std::size_t i : { std::size_t(0), attempts.size() / 2, attempts.size() - 1 }) {
        const AttemptRow& attempt = attempts[i];
        const RawLines raw = valueOf(readRawLine(file, attempt.offset, 3, {}));
        const std::string& line = raw.lines.at(raw.wanted);
        QCOMPARE(line, lineAt(m_log, attempt.offset));
        QVERIFY2(line.find(attempt.queueId + ": to=<") != std::string::npos, line.c_str());
        QCOMPARE(raw.wanted, std::size_t(3)); // every message has lines before it
        const auto before = m_log.rfind('\n', attempt.offset - 2) + 1;
        QCOMPARE(raw.lines[2], lineAt(m_log, before));
        QVERIFY(raw.lines.size() <= 7);
        if (i != attempts.size() - 1)
            QCOMPARE(raw.lines.size(), std::size_t(7));
    }
}

void TestRawLine::atTheEnds()
{
    const Database database;
    const ImportedFile file = imported(database, write(database.folder() / "mail.log", m_log));
    const RawLines first = valueOf(readRawLine(file, 0, 2, {}));
    QCOMPARE(first.wanted, std::size_t(0));
    QCOMPARE(first.lines.size(), std::size_t(3));
    QCOMPARE(first.lines[0], lineAt(m_log, 0));
    const auto begin = m_log.rfind('\n', m_log.size() - 2) + 1;
    const RawLines last = valueOf(readRawLine(file, begin, 2, {}));
    QCOMPARE(last.wanted, std::size_t(2));
    QCOMPARE(last.lines.size(), std::size_t(3));
    QCOMPARE(last.lines[2], lineAt(m_log, begin));
    QCOMPARE(valueOf(readRawLine(file, begin, 0, {})).lines.size(), std::size_t(1));
    QVERIFY(!readRawLine(file, m_log.size(), 2, {}).has_value());
    QVERIFY(!readRawLine(file, begin + 1, 2, {}).has_value()); // no line begins there
}

void TestRawLine::findsARotatedFile_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::newRow("rotated") << QByteArray("mail.log.1");
    QTest::newRow("rotated and compressed") << QByteArray("mail.log.2.gz");
    QTest::newRow("with a date") << QByteArray("mail.log-20231011.gz");
}

void TestRawLine::findsARotatedFile()
{
    QFETCH(QByteArray, name);
    const Database database;
    const fs::path path = write(database.folder() / "mail.log", m_log);
    const ImportedFile file = imported(database, path);
    const std::uint64_t offset = database.attempts().at(1000).offset;
    write(
        database.folder() / name.toStdString(), name.endsWith("gz") ? gzipped(database.folder() / "gz", m_log) : m_log);
    write(path, PostfixLog("mx1").messages(9000, 4000)); // the next day's
    const RawLines raw = valueOf(readRawLine(file, offset, 1, {}));
    QCOMPARE(raw.lines.at(raw.wanted), lineAt(m_log, offset));
}

void TestRawLine::tellsWhatHasGone_data()
{
    QTest::addColumn<QByteArray>("now"); // what lies there
    QTest::addColumn<QByteArray>("words");
    QTest::newRow("gone") << QByteArray() << QByteArray("has gone");
    QTest::newRow("another file") << QByteArray::fromStdString(PostfixLog("mx9").messages(0, 4000))
                                  << QByteArray("is another file now");
    QTest::newRow("cut short") << QByteArray::fromStdString(std::string(upToLine(m_log, 100'000)))
                               << QByteArray("ends before the line");
    QTest::newRow("a short other file") << QByteArray("hello\n") << QByteArray("is another file now");
}

void TestRawLine::tellsWhatHasGone()
{
    QFETCH(QByteArray, now);
    QFETCH(QByteArray, words);
    const Database database;
    const fs::path path = write(database.folder() / "mail.log", m_log);
    const ImportedFile file = imported(database, path);
    const std::uint64_t offset = database.attempts().at(2000).offset;
    if (now.isEmpty())
        fs::remove(path);
    else
        write(path, now.toStdString());
    const auto raw = readRawLine(file, offset, 1, {});
    QVERIFY(!raw.has_value());
    QVERIFY(!raw.error().cancelled);
    QVERIFY2(raw.error().what.find(path.string()) != std::string::npos, raw.error().what.c_str());
    QVERIFY2(raw.error().what.find(words.toStdString()) != std::string::npos, raw.error().what.c_str());
}

void TestRawLine::makesVisible_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("shown");
    QTest::newRow("escape") << QByteArray("\x1b[31mred") << QStringLiteral("\u241b[31mred");
    QTest::newRow("NUL") << QByteArray("a\0b", 3) << QStringLiteral("a\u2400b");
    QTest::newRow("delete, backspace") << QByteArray("a\x7f\x08") << QStringLiteral("a\u2421\u2408");
    QTest::newRow("a tab stays") << QByteArray("a\tb") << QStringLiteral("a\tb");
    QTest::newRow("a lone carriage return") << QByteArray("a\rb") << QStringLiteral("a\u240db");
    QTest::newRow("UTF-8 stays") << QByteArray("gr\xc3\xbc\xc3\x9f") << QStringLiteral("gr\u00fc\u00df");
    QTest::newRow("beyond the basic plane") << QByteArray("\xf0\x9f\x93\xa7") << QString::fromUtf8("\xf0\x9f\x93\xa7");
    QTest::newRow("the second set of control characters")
        << QByteArray("a\xc2\x9b[31m\xc2\x85") << QStringLiteral("a<U+009B>[31m<U+0085>");
    QTest::newRow("right to left override")
        << QByteArray("user\xe2\x80\xaegpj.exe\xe2\x80\xac") << QStringLiteral("user<U+202E>gpj.exe<U+202C>");
    QTest::newRow("isolates") << QByteArray("\xe2\x81\xa6x\xe2\x81\xa9") << QStringLiteral("<U+2066>x<U+2069>");
    QTest::newRow("marks of direction") << QByteArray("\xe2\x80\x8e\xe2\x80\x8f\xd8\x9c")
                                        << QStringLiteral("<U+200E><U+200F><U+061C>");
    QTest::newRow("not UTF-8, cut off") << QByteArray("a\xff\xe2\x80") << QStringLiteral("a<FF><E2><80>");
}

void TestRawLine::makesVisible()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, shown);
    const Database database;
    const std::string log = m_log.substr(0, upToLine(m_log, 20'000).size());
    const fs::path path = write(database.folder() / "mail.log", log + bytes.toStdString() + "\n");
    const RawLines raw = valueOf(readRawLine(imported(database, path), log.size(), 0, {}));
    QCOMPARE(QString::fromStdString(raw.lines.at(0)), shown);
}

void TestRawLine::tellsThatPipesAreReadOnce_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("words");
    QTest::newRow("standard input") << QByteArray("-") << QByteArray("standard input");
    QTest::newRow("of a shell") << QByteArray("/dev/fd/63") << QByteArray("pipe /dev/fd/63");
    QTest::newRow("a FIFO") << QByteArray() << QByteArray("pipe");
}

void TestRawLine::tellsThatPipesAreReadOnce()
{
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, words);
    const QTemporaryDir folder;
    if (path.isEmpty()) {
        path = folder.filePath(QStringLiteral("fifo")).toUtf8();
        QCOMPARE(::mkfifo(path.constData(), 0600), 0);
    }
    ImportedFile file;
    file.path = path.toStdString();
    const auto raw = readRawLine(file, 0, 1, {});
    QVERIFY(!raw.has_value());
    QVERIFY2(raw.error().what.find(words.toStdString()) != std::string::npos, raw.error().what.c_str());
}

void TestRawLine::stops()
{
    const Database database;
    const ImportedFile file = imported(database, write(database.folder() / "mail.log", m_log));
    std::stop_source stop;
    stop.request_stop();
    const auto raw = readRawLine(file, 0, 1, stop.get_token());
    QVERIFY(!raw.has_value());
    QVERIFY(raw.error().cancelled);
}

QTEST_GUILESS_MAIN(TestRawLine)
#include "tst_rawline.moc"
