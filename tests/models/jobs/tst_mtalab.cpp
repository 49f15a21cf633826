// SPDX-License-Identifier: GPL-3.0-or-later
// Logs of a real Postfix, Exim and OpenSMTPD against what the other side saw (../shared, which is not part of the project),
// from the file through the database to the rows of the Attempts panel.
#include "database.h"
#include <QDir>
#include <QJsonDocument>
#include <QJsonObject>
#include <map>

using namespace mv;
using namespace mv::test;

namespace {

struct Cell {
    std::array<qint64, kOutcomeCount> byOutcome {};
    std::map<int, qint64> codes; // of attempts
    qint64 of(Outcome o) const { return byOutcome[static_cast<std::size_t>(o)]; }
    qint64 attempts() const { return of(Outcome::Delivered) + of(Outcome::Deferred) + of(Outcome::Bounced); }
    void add(const AttemptRow& row)
    {
        ++byOutcome[static_cast<std::size_t>(row.outcome)];
        if (isAttempt(row.outcome))
            ++codes[row.code];
    }
    // As expected.json calls them.
    std::map<std::string, qint64> counts() const
    {
        return { { "attempts", attempts() }, { "delivered", of(Outcome::Delivered) },
            { "deferred", of(Outcome::Deferred) }, { "bounced", of(Outcome::Bounced) },
            { "expired", of(Outcome::Expired) }, { "held_no_contact", of(Outcome::Held) } };
    }
};

constexpr const char* kLabs[] = { "postfix-short", "exim", "opensmtpd" };

QString folder(const QString& lab) { return QStringLiteral(SHARED_DIR "/corpora/mtalab/") + lab; }

QJsonObject expectedOf(const QString& lab)
{
    QFile file(folder(lab) + QStringLiteral("/expected.json"));
    return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object() : QJsonObject();
}

} // namespace

class TestMtaLab : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void domain_data();
    void domain();
    void sources_data();
    void sources();
    void nothingElse_data() { sources_data(); }
    void nothingElse();

private:
    struct Lab {
        Database database;
        QJsonObject expected;
        std::map<std::string, Cell> domains;
        std::map<std::pair<std::string, std::string>, Cell>
            named; // by domain and source, where the log names the source
    };
    std::map<QString, Lab> m_labs;
};

void TestMtaLab::initTestCase()
{
    if (!QDir(folder(QLatin1String(kLabs[0]))).exists())
        QSKIP("../shared/corpora/mtalab is not there: the logs with ground truth are not tested.");
    for (const char* name : kLabs) {
        Lab& lab = m_labs[QLatin1String(name)];
        lab.expected = expectedOf(QLatin1String(name));
        QVERIFY(lab.expected.size() > 20);
        ImportOptions options;
        options.zone = Zone();
        const ImportSummary summary = lab.database.import(
            { (folder(QLatin1String(name)) + QStringLiteral("/mail.log.gz")).toStdString() }, options);
        QCOMPARE(summary.files.size(), std::size_t(1));
        QVERIFY2(summary.files[0].state == FileProgress::State::Done, summary.files[0].message.c_str());
        QCOMPARE(summary.lines.notUnderstood(), std::uint64_t(0));
        for (const AttemptRow& row : lab.database.attempts()) {
            lab.domains[row.recipientDomain].add(row);
            if (row.source != row.server)
                lab.named[{ row.recipientDomain, row.source }].add(row);
        }
    }
}

void TestMtaLab::domain_data()
{
    QTest::addColumn<QString>("lab");
    QTest::addColumn<QString>("name");
    for (const char* lab : kLabs) {
        const QJsonObject expected = expectedOf(QLatin1String(lab));
        for (const QString& name : expected.keys()) {
            if (!name.startsWith(QLatin1Char('_')))
                QTest::newRow(qPrintable(QLatin1String(lab) + QLatin1Char(' ') + name))
                    << QString(QLatin1String(lab)) << name;
        }
        if (expected.isEmpty())
            QTest::newRow(lab) << QString(QLatin1String(lab)) << QString();
    }
}

void TestMtaLab::domain()
{
    QFETCH(QString, lab);
    QFETCH(QString, name);
    const QJsonObject want = m_labs[lab].expected.value(name).toObject();
    const Cell& cell = m_labs[lab].domains[name.toStdString()];
    for (const auto& [what, count] : cell.counts())
        QVERIFY2(count == want.value(QString::fromStdString(what)).toInteger(),
            qPrintable(QStringLiteral("%1: %2, expected %3")
                           .arg(QString::fromStdString(what))
                           .arg(count)
                           .arg(want.value(QString::fromStdString(what)).toInteger())));
    QJsonObject codes;
    for (const auto& [code, count] : cell.codes)
        codes[QStringLiteral("%1").arg(code, 3, 10, QLatin1Char('0'))] = count;
    const QJsonObject wantedCodes = want.value(QStringLiteral("log_codes")).toObject();
    QVERIFY2(codes == wantedCodes, QJsonDocument(codes).toJson(QJsonDocument::Compact).constData());
}

void TestMtaLab::sources_data()
{
    QTest::addColumn<QString>("lab");
    for (const char* lab : kLabs)
        QTest::newRow(lab) << QString(QLatin1String(lab));
}

// The log names the source only where a reply quotes it: never more often than the source was used, and equal where
// every line of a kind names it.
void TestMtaLab::sources()
{
    QFETCH(QString, lab);
    const auto& named = m_labs[lab].named;
    QVERIFY(!named.empty());
    int equal = 0;
    for (const auto& [key, cell] : named) {
        const auto& [domain, source] = key;
        if (domain.empty())
            continue; // "this MX failed" names no recipient
        const QJsonObject all = m_labs[lab].expected.value(QString::fromStdString(domain)).toObject();
        const QJsonObject bySource = all.value(QStringLiteral("by_source")).toObject();
        const QJsonObject want = bySource.value(QString::fromStdString(source)).toObject();
        QVERIFY2(!want.isEmpty(), source.c_str());
        for (const auto& [what, count] : cell.counts()) {
            qint64 told = 0;
            for (const QString& other : bySource.keys()) {
                const auto it = named.find({ domain, other.toStdString() });
                told += it == named.end() ? 0 : it->second.counts()[what];
            }
            const qint64 wanted = want.value(QString::fromStdString(what)).toInteger();
            const bool allNamed = told == all.value(QString::fromStdString(what)).toInteger() && told > 0;
            QVERIFY2(allNamed ? count == wanted : count <= wanted, (domain + ' ' + source + ' ' + what).c_str());
            equal += allNamed ? 1 : 0;
        }
    }
    QVERIFY(equal > 0);
}

void TestMtaLab::nothingElse()
{
    QFETCH(QString, lab);
    for (const auto& [domain, cell] : m_labs[lab].domains) {
        const bool outside = cell.attempts() > 0 && !m_labs[lab].expected.contains(QString::fromStdString(domain));
        QVERIFY2(!outside, domain.c_str());
    }
}

QTEST_GUILESS_MAIN(TestMtaLab)
#include "tst_mtalab.moc"
