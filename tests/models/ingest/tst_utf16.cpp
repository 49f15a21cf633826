// SPDX-License-Identifier: GPL-3.0-or-later
// What reading whole files (tst_bytesource) does not show: halves of characters, and files that grow.
#include "models/ingest/memorysource.h"
#include "models/ingest/utf16source.h"
#include "streams.h"
#include <QTemporaryDir>
#include <QTest>
#include <fstream>

using namespace mv;
using namespace mv::test;

class TestUtf16 : public QObject {
    Q_OBJECT
private slots:
    void inCrumbs_data();
    void inCrumbs();
    void surrogates_data();
    void surrogates();
    void grows_data();
    void grows();
};

void TestUtf16::inCrumbs_data()
{
    QTest::addColumn<int>("crumb");
    QTest::addColumn<int>("order");
    for (const int bytes : { 1, 2, 3, 5, 1000 }) {
        QTest::addRow("%d bytes, little end first", bytes) << bytes << int(QStringConverter::Utf16LE);
        QTest::addRow("%d bytes, big end first", bytes) << bytes << int(QStringConverter::Utf16BE);
    }
}

// Units and pairs fall between two reads, and characters between two answers.
void TestUtf16::inCrumbs()
{
    QFETCH(int, crumb);
    QFETCH(int, order);
    const QByteArray text = manyLengths().repeated(100);
    const auto size = static_cast<std::size_t>(crumb);
    const QByteArray bytes = utf16(text, static_cast<QStringConverter::Encoding>(order));
    Utf16Source source(std::make_unique<MemorySource>(bytes.toStdString(), size));
    const Content got = readAll(source, size);
    QCOMPARE(got.error, QByteArray());
    QCOMPARE(got.text, text);
    QCOMPARE(got.disk, static_cast<std::uint64_t>(bytes.size()));
}

void TestUtf16::surrogates_data()
{
    QTest::addColumn<QByteArray>("units"); // big end first, behind the mark
    QTest::addColumn<QByteArray>("text");
    const QByteArray unknown = "\xef\xbf\xbd";
    using namespace Qt::StringLiterals;
    QTest::newRow("a pair") << "\xd8\x3d\xdc\xec"_ba
                            << "\xf0\x9f\x93\xac"_ba;
    QTest::newRow("the first and the last pair") << "\xd8\x00\xdc\x00\xdb\xff\xdf\xff"_ba
                                                 << "\xf0\x90\x80\x80\xf4\x8f\xbf\xbf"_ba;
    QTest::newRow("high alone") << "\xd8\x3d\0a"_ba << unknown + "a";
    QTest::newRow("low alone") << "\0a\xdc\xec\0b"_ba
                               << "a" + unknown + "b";
    QTest::newRow("the wrong way round") << "\xdc\xec\xd8\x3d\0a"_ba << unknown + unknown + "a";
    QTest::newRow("high, then a pair") << "\xd8\x3d\xd8\x3d\xdc\xec"_ba << unknown + "\xf0\x9f\x93\xac";
    QTest::newRow("high at the end waits") << "\0a\xd8\x3d"_ba
                                           << "a"_ba;
    QTest::newRow("half a unit at the end waits") << "\0a\0"_ba
                                                  << "a"_ba;
    QTest::newRow("a second mark stays") << "\0a\xfe\xff\0b"_ba
                                         << "a\xef\xbb\xbf"
                                            "b"_ba;
}

void TestUtf16::surrogates()
{
    QFETCH(QByteArray, units);
    QFETCH(QByteArray, text);
    Utf16Source source(std::make_unique<MemorySource>(("\xfe\xff" + units).toStdString()));
    const Content got = readAll(source, 1000);
    QCOMPARE(got.error, QByteArray());
    QCOMPARE(got.text, text);
}

void TestUtf16::grows_data()
{
    QTest::addColumn<int>("order");
    QTest::newRow("little end first") << int(QStringConverter::Utf16LE);
    QTest::newRow("big end first") << int(QStringConverter::Utf16BE);
}

// Wherever it was cut off: its text is the beginning of the whole one, and what comes later goes on from there.
void TestUtf16::grows()
{
    QFETCH(int, order);
    const QByteArray text = manyLengths();
    const QByteArray bytes = utf16(text, static_cast<QStringConverter::Encoding>(order));
    const QTemporaryDir folder;
    const std::filesystem::path path = folder.filePath(QStringLiteral("growing")).toStdString();
    const auto write
        = [&](const QByteArray& part) { std::ofstream(path, std::ios::binary).write(part.constData(), part.size()); };
    for (qsizetype cut = 2; cut < bytes.size(); ++cut) {
        write(bytes.left(cut));
        const auto source = openSource({ .path = path, .member = {}, .modified = {}, .diskSize = 0 }, {});
        QVERIFY(source);
        const QByteArray before = readAll(**source, 1000).text;
        QVERIFY(text.startsWith(before));
        QVERIFY(before.size() > 0 || cut < 4);
        write(bytes);
        QCOMPARE(before + readAll(**source, 1000).text, text);
    }
}

QTEST_GUILESS_MAIN(TestUtf16)
#include "tst_utf16.moc"
