// SPDX-License-Identifier: GPL-3.0-or-later
// A log of a real Postfix against what the other side saw (../shared, which is not part of the project), from the file
// through the database to the rows of the Attempts panel.
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

QString folder() { return QStringLiteral(SHARED_DIR "/corpora/mtalab/postfix-short"); }

QJsonObject expected()
{
    QFile file(folder() + QStringLiteral("/expected.json"));
    return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object() : QJsonObject();
}

} // namespace

class TestMtaLab : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void domain_data();
    void domain();
    void sources();
    void nothingElse();

private:
    Database m_database;
    QJsonObject m_expected;
    std::map<std::string, Cell> m_domains;
    std::map<std::pair<std::string, std::string>, Cell> m_named; // by domain and source, where the log names the source
};

void TestMtaLab::initTestCase()
{
    if (!QDir(folder()).exists())
        QSKIP("../shared/corpora/mtalab is not there: the log with ground truth is not tested.");
    m_expected = expected();
    QVERIFY(m_expected.size() > 20);
    ImportOptions options;
    options.zone = Zone();
    const ImportSummary summary
        = m_database.import({ (folder() + QStringLiteral("/mail.log.gz")).toStdString() }, options);
    QCOMPARE(summary.files.size(), std::size_t(1));
    QVERIFY2(summary.files[0].state == FileProgress::State::Done, summary.files[0].message.c_str());
    QCOMPARE(summary.lines.notUnderstood(), std::uint64_t(0));
    for (const AttemptRow& row : m_database.attempts()) {
        m_domains[row.recipientDomain].add(row);
        if (row.source != row.server)
            m_named[{ row.recipientDomain, row.source }].add(row);
    }
}

void TestMtaLab::domain_data()
{
    QTest::addColumn<QString>("name");
    for (const QString& name : expected().keys()) {
        if (!name.startsWith(QLatin1Char('_')))
            QTest::newRow(qPrintable(name)) << name;
    }
    if (expected().isEmpty())
        QTest::newRow("none") << QString();
}

void TestMtaLab::domain()
{
    QFETCH(QString, name);
    const QJsonObject want = m_expected.value(name).toObject();
    const Cell& cell = m_domains[name.toStdString()];
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

// The log names the source only where a reply quotes it: never more often than the source was used, and equal where
// every line of a kind names it.
void TestMtaLab::sources()
{
    QVERIFY(!m_named.empty());
    int equal = 0;
    for (const auto& [key, cell] : m_named) {
        const auto& [domain, source] = key;
        if (domain.empty())
            continue; // "this MX failed" names no recipient
        const QJsonObject all = m_expected.value(QString::fromStdString(domain)).toObject();
        const QJsonObject bySource = all.value(QStringLiteral("by_source")).toObject();
        const QJsonObject want = bySource.value(QString::fromStdString(source)).toObject();
        QVERIFY2(!want.isEmpty(), source.c_str());
        for (const auto& [what, count] : cell.counts()) {
            qint64 named = 0;
            for (const QString& other : bySource.keys()) {
                const auto it = m_named.find({ domain, other.toStdString() });
                named += it == m_named.end() ? 0 : it->second.counts()[what];
            }
            const qint64 wanted = want.value(QString::fromStdString(what)).toInteger();
            const bool allNamed = named == all.value(QString::fromStdString(what)).toInteger() && named > 0;
            QVERIFY2(allNamed ? count == wanted : count <= wanted, (domain + ' ' + source + ' ' + what).c_str());
            equal += allNamed ? 1 : 0;
        }
    }
    QVERIFY(equal > 0);
}

void TestMtaLab::nothingElse()
{
    for (const auto& [domain, cell] : m_domains) {
        const bool outside = cell.attempts() > 0 && !m_expected.contains(QString::fromStdString(domain));
        QVERIFY2(!outside, domain.c_str());
    }
}

QTEST_GUILESS_MAIN(TestMtaLab)
#include "tst_mtalab.moc"
