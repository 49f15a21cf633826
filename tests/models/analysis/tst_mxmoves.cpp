// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/analysis/mxmoves.h"
#include <QTest>

using namespace mv;

namespace {

UtcTime day(int n) { return UtcTime(std::chrono::sys_days(std::chrono::year(2017) / 9 / 1) + std::chrono::days(n)); }

// "out1 old 0-12": a server, an MX, first and last day.
MxUsed used(const QByteArray& text)
{
    const auto words = text.split(' ');
    const auto days = words[2].split('-');
    return { words[0].toStdString(), words[1].toStdString(), day(days[0].toInt()), day(days[1].toInt()), 10 };
}

QString shown(const MxMove& move)
{
    const auto names = [](const std::vector<std::string>& list) {
        QStringList all;
        for (const std::string& name : list)
            all << QString::fromStdString(name);
        return all.join(u',');
    };
    return QStringLiteral("%1 %2>%3 [%4] [%5]")
        .arg((move.at - day(0)) / std::chrono::days(1))
        .arg(QString::fromStdString(move.from), QString::fromStdString(move.to), names(move.switched),
            names(move.stayed));
}

} // namespace

class TestMxMoves : public QObject {
    Q_OBJECT
private slots:
    void moves_data();
    void moves();
    void families_data();
    void families();
};

void TestMxMoves::moves_data()
{
    QTest::addColumn<QByteArrayList>("uses");
    QTest::addColumn<QStringList>("found");
    const auto row = [](const char* name, const QByteArrayList& uses, const QStringList& found) {
        QTest::newRow(name) << uses << found;
    };
    row("nothing", {}, {});
    row("one MX", { "out1 a 0-29" }, {});
    row("two side by side", { "out1 a 0-29", "out1 b 1-29" }, {});
    row("moved", { "out1 old 0-12", "out1 new 12-29" }, { QStringLiteral("12 old>new [out1] []") });
    row("one server stays", { "out1 old 0-12", "out1 new 12-29", "out2 old 0-29" },
        { QStringLiteral("12 old>new [out1] [out2]") });
    row("one server follows later", { "out1 old 0-12", "out1 new 12-29", "out2 old 0-20", "out2 new 20-29" },
        { QStringLiteral("12 old>new [out1,out2] []") });
    row("another server had the new one all along", { "out1 old 0-12", "out1 new 12-29", "out2 new 11-29" },
        { QStringLiteral("12 old>new [out1] []") });
    row("twice", { "out1 a 0-5", "out1 b 5-10", "out1 c 10-29" },
        { QStringLiteral("5 a>b [out1] []"), QStringLiteral("10 b>c [out1] []") });
    row("a backup MX for a day", { "out1 a 0-29", "out1 b 7-8" }, {});
    row("different servers, different MX", { "out1 a 0-29", "out2 b 3-29" }, {});
}

void TestMxMoves::moves()
{
    QFETCH(QByteArrayList, uses);
    std::vector<MxUsed> all;
    for (const QByteArray& text : uses)
        all.push_back(used(text));
    QStringList found;
    for (const MxMove& move : mxMoves(all))
        found << shown(move);
    QTEST(found, "found");
}

void TestMxMoves::families_data()
{
    QTest::addColumn<QByteArray>("host");
    QTest::addColumn<QByteArray>("family");
    const auto row
        = [](const char* host, const char* family) { QTest::newRow(host) << QByteArray(host) << QByteArray(family); };
    row("mx1.hotmail.com", "mx*.hotmail.com");
    row("mx12.hotmail.com", "mx*.hotmail.com");
    row("mta7.am0.yahoodns.net", "mta*.am0.yahoodns.net");
    row("mail.example.com", "mail.example.com");
    row("1and1.example.com", "*and*.example.com");
    row("", "");
}

void TestMxMoves::families()
{
    QFETCH(QByteArray, host);
    QTEST(QByteArray::fromStdString(mxFamily(host.toStdString())), "family");
}

QTEST_GUILESS_MAIN(TestMxMoves)
#include "tst_mxmoves.moc"
