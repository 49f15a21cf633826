// SPDX-License-Identifier: GPL-3.0-or-later
#include "database.h"
#include "files.h"
#include "models/jobs/preview.h"
#include "models/jobs/zones.h"
#include "postfixlog.h"

using namespace mv;
using namespace mv::test;

class TestPreview : public QObject {
    Q_OBJECT
private slots:
    void looksAsTheImportDoes();
    void options_data();
    void options();
    void problems_data();
    void problems();
    void manyFiles();

private:
    static Previews look(const std::vector<fs::path>& paths, const ImportOptions& options)
    {
        return valueOf(preview(paths, options, [](std::string_view) { return std::string(); }, {}));
    }
};

// The first records are those of the import, and nothing is written.
void TestPreview::looksAsTheImportDoes()
{
    const Database database;
    const fs::path log = write(database.folder() / "mail.log", PostfixLog("mx1").messages(0, 1000));
    const Previews previews = look({ log }, ofOctober());
    QCOMPARE(previews.files.size(), std::size_t(1));
    const FilePreview& file = previews.files.front();
    QCOMPARE(file.error, std::string());
    QCOMPARE(file.format, std::string("postfix"));
    QCOMPARE(file.server, std::string("mx1"));
    QVERIFY(file.lines.total() > 100);
    QCOMPARE(file.lines.notUnderstood(), 0U);
    QCOMPARE(file.facts.size(), std::size_t(50));
    QVERIFY(!fs::exists(database.path()));
    database.import({ log }, ofOctober());
    const auto attempts = database.attempts();
    for (std::size_t i = 0; i < file.facts.size(); ++i) {
        QCOMPARE(toIso(file.facts[i].at), toIso(attempts[i].at));
        QCOMPARE(file.facts[i].queueId, attempts[i].queueId);
        QCOMPARE(file.facts[i].recipientDomain, attempts[i].recipientDomain);
    }
}

void TestPreview::options_data()
{
    using Say = std::function<void(FileOptions&)>;
    QTest::addColumn<Say>("say");
    QTest::addColumn<QByteArray>("first");
    QTest::addColumn<QByteArray>("server");
    QTest::newRow("as found") << Say([](FileOptions&) {}) << QByteArray("2023-10-10T00:00:00Z") << QByteArray("mx1");
    QTest::newRow("another zone") << Say([](FileOptions& o) { o.zone = zoneByName("Europe/Berlin"); })
                                  << QByteArray("2023-10-09T22:00:00Z") << QByteArray("mx1");
    QTest::newRow("another year") << Say([](FileOptions& o) { o.year = 2021; }) << QByteArray("2021-10-10T00:00:00Z")
                                  << QByteArray("mx1");
    QTest::newRow("another server") << Say([](FileOptions& o) { o.server = "relay7"; })
                                    << QByteArray("2023-10-10T00:00:00Z") << QByteArray("relay7");
}

void TestPreview::options()
{
    QFETCH(std::function<void(FileOptions&)>, say);
    QFETCH(QByteArray, first);
    QFETCH(QByteArray, server);
    const Database database;
    const fs::path log = write(database.folder() / "mail.log", PostfixLog("mx1").messages(0, 10));
    ImportOptions options = ofOctober();
    FileOptions said = options;
    say(said);
    options.ofFile[{ log, "" }] = said;
    const Previews previews = look({ log }, options);
    QCOMPARE(toIso(previews.files.at(0).facts.at(0).at), first.toStdString());
    QCOMPARE(previews.files.at(0).server, server.toStdString());
}

void TestPreview::problems_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QByteArray>("format");
    QTest::addColumn<QByteArray>("error");
    QTest::addColumn<int>("notUnderstood");
    QTest::newRow("no log") << QByteArray("one\ntwo\n") << QByteArray() << QByteArray("no known format") << 0;
    QTest::newRow("empty") << QByteArray() << QByteArray() << QByteArray() << 0;
    QTest::newRow("in a wrong format") << QByteArray("one\ntwo\n") << QByteArray("exim") << QByteArray() << 2;
}

void TestPreview::problems()
{
    QFETCH(QByteArray, content);
    QFETCH(QByteArray, format);
    QFETCH(QByteArray, error);
    QFETCH(int, notUnderstood);
    const Database database;
    const fs::path log = write(database.folder() / "mail.log", content.toStdString());
    ImportOptions options;
    options.format = format.toStdString();
    const FilePreview file = look({ log }, options).files.at(0);
    QVERIFY2(error.isEmpty() ? file.error.empty() : file.error.find(error.toStdString()) != std::string::npos,
        file.error.c_str());
    QCOMPARE(int(file.lines.notUnderstood()), notUnderstood);
    QCOMPARE(int(file.notUnderstood.size()), notUnderstood);
}

void TestPreview::manyFiles()
{
    const Database database;
    for (int i = 0; i < 503; ++i)
        write(database.folder() / ("mail.log." + std::to_string(i)), PostfixLog("mx1").messages(i, 1));
    const Previews previews = look({ database.folder() }, ofOctober());
    QCOMPARE(previews.files.size(), kMostPreviewed);
    QCOMPARE(previews.others, std::size_t(3));
}

QTEST_GUILESS_MAIN(TestPreview)
#include "tst_preview.moc"
