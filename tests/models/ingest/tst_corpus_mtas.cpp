// SPDX-License-Identifier: GPL-3.0-or-later
// Real logs of the smaller MTAs, and logs of them with ground truth, from ../shared, which are not part of the project.
// Postfix and Exim have tests of their own.
#include "mtalab.h"
#include "recorder.h"
#include <QDir>
#include <QRegularExpression>
#include <QTest>

using namespace mv;
using namespace mv::test;

namespace {

FormatOptions optionsFor(std::string_view text)
{
    FormatOptions o;
    o.now = o.fileTime = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
    o.server = "server";
    o.head = text.substr(0, 64 * 1024);
    return o;
}

// Counted without the format: lines that match, each as often as its list of recipients has members.
qint64 deliveriesIn(const std::string& text, const QRegularExpression& delivery)
{
    qint64 n = 0;
    for (const QString& line : QString::fromLatin1(text.data(), qsizetype(text.size())).split(QLatin1Char('\n'))) {
        const auto match = delivery.match(line);
        if (match.hasMatch())
            n += 1 + match.captured(QStringLiteral("list")).count(QLatin1Char(','));
    }
    return n;
}

} // namespace

class TestCorpusMtas : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void coverage_data();
    void coverage();
};

void TestCorpusMtas::initTestCase()
{
    if (!QDir(sharedDir()).exists())
        QSKIP("../shared/corpora is not there: real logs are not tested.");
}

void TestCorpusMtas::coverage_data()
{
    QTest::addColumn<QByteArray>("format");
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("delivery");
    const QString sendmail = QStringLiteral("\\]: \\w+: to=(?<list>.*?), (ctladdr|delay)=.*, stat=.");
    QTest::newRow("sendmail, harvested") << QByteArray("sendmail") << QStringLiteral("/logs/harvest/sendmail.log")
                                         << sendmail;
    for (const char* name : { "fail2ban_sendmail-auth", "fail2ban_sendmail-reject" })
        QTest::newRow(name) << QByteArray("sendmail") << QStringLiteral("/logs/sendmail/") + QLatin1String(name)
                            << sendmail;
}

void TestCorpusMtas::coverage()
{
    QFETCH(QByteArray, format);
    QFETCH(QString, path);
    QFETCH(QString, delivery);
    const auto found = findSources({ (sharedDir() + path).toStdString() }, {});
    QVERIFY(found.size() == 1 && found[0]);
    const std::string text = readAll(*found[0]);
    const qint64 wanted = deliveriesIn(text, QRegularExpression(delivery));
    qint64 got = 0;
    Recorder r;
    r.each = [&](const Attempt& a) { got += a.outcome != Outcome::NextMx && a.outcome != Outcome::Expired ? 1 : 0; };
    const LineCounts lines = readText(*formatById(format.toStdString()), optionsFor(text), text, r);
    if (qEnvironmentVariableIsSet("MV_REJECTS")) {
        for (const std::string& reject : r.rejects)
            qDebug("%s", reject.c_str());
    }
    QCOMPARE(got, wanted);
    QCOMPARE(lines.total(),
        static_cast<std::uint64_t>(std::ranges::count(text, '\n') + (text.empty() || text.ends_with('\n') ? 0 : 1)));
}

QTEST_GUILESS_MAIN(TestCorpusMtas)
#include "tst_corpus_mtas.moc"
