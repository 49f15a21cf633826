// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/analysis/authchanges.h"
#include <QTest>

using namespace mv;

namespace {

// As in tst_changepoints: a digit is a day's share of failing in tens of percent of 200 messages, a blank a gap.
ReceiverFailures drawn(const QByteArray& line)
{
    const auto colon = line.indexOf(':');
    ReceiverFailures receiver { line.left(colon).toStdString(), {} };
    for (const char c : line.mid(colon + 1))
        receiver.buckets.push_back(c == ' ' ? Trials {} : Trials { (c - '0') * 20.0, 200 });
    return receiver;
}

QString shown(const AuthChange& change)
{
    static constexpr const char* kWhose[] = { "ours", "theirs", "unclear" };
    QStringList moved;
    for (const std::string& name : change.moved)
        moved << QString::fromStdString(name);
    moved.sort();
    return QStringLiteral("%1 %2-%3 %4 -> %5: %6")
        .arg(QLatin1String(kWhose[static_cast<std::size_t>(change.whose)]))
        .arg(change.bucket)
        .arg(change.until)
        .arg(change.before)
        .arg(change.after)
        .arg(moved.join(u' '));
}

} // namespace

class TestAuthChanges : public QObject {
    Q_OBJECT
private slots:
    void whose_data();
    void whose();
};

void TestAuthChanges::whose_data()
{
    QTest::addColumn<QByteArrayList>("receivers");
    QTest::addColumn<QStringList>("changes");
    const auto row = [](const char* name, const QByteArrayList& receivers, const QStringList& changes) {
        QTest::newRow(name) << receivers << changes;
    };
    row("nothing", {}, {});
    row("no change", { "a:0000000000", "b:1111111111" }, {});
    // The picture of design/visual: a key rotated, all fail for two days; later one receiver alone.
    row("both of a month", { "a:0066000000", "b:0056000000", "c:0066000333" },
        { QStringLiteral("ours 2-4 0 -> 0.6: a b c"), QStringLiteral("ours 4-10 0.6 -> 0: a b c"),
            QStringLiteral("theirs 7-10 0 -> 0.3: c") });
    row("one of three", { "a:0000000000", "b:0000044444", "c:1111111111" },
        { QStringLiteral("theirs 5-10 0 -> 0.4: b") });
    row("a day apart is together", { "a:0000055555", "b:0000005555" }, { QStringLiteral("ours 5-10 0 -> 0.5: a b") });
    row("opposite ways are two", { "a:0000055555", "b:5555500000" },
        { QStringLiteral("theirs 5-10 0 -> 0.5: a"), QStringLiteral("theirs 5-10 0.5 -> 0: b") });
    row("alone there is nothing to compare with", { "a:0000055555" }, { QStringLiteral("unclear 5-10 0 -> 0.5: a") });
    row("who got nothing can't tell", { "a:0000055555", "b:00000     " },
        { QStringLiteral("unclear 5-10 0 -> 0.5: a") });
    row("half of them", { "a:0000055555", "b:0000055555", "c:0000000000", "d:0000000000" },
        { QStringLiteral("unclear 5-10 0 -> 0.5: a b") });
}

void TestAuthChanges::whose()
{
    QFETCH(QByteArrayList, receivers);
    std::vector<ReceiverFailures> series;
    for (const QByteArray& line : receivers)
        series.push_back(drawn(line));
    QStringList found;
    for (const AuthChange& change : authChanges(series))
        found << shown(change);
    QTEST(found, "changes");
}

QTEST_GUILESS_MAIN(TestAuthChanges)
#include "tst_authchanges.moc"
