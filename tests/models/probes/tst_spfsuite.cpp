// SPDX-License-Identifier: GPL-3.0-or-later
// The published test suite of RFC 7208 (openspf, kept by pyspf): every scenario with its own zone data.
#include "models/probes/spf.h"
#include "tests/models/probes/fakeresolver.h"
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTest>

using namespace mv;

namespace {

const QString kSuite = QStringLiteral(SHARED_DIR "/corpora/probes/spf-suite/rfc7208-tests.yml");

// Octets: the suite writes them as characters below U+0100.
std::string octets(const QJsonValue& value) { return value.toString().toLatin1().toStdString(); }

// Strings of a TXT record: one, or a list to be joined.
std::string joined(const QJsonValue& value)
{
    if (!value.isArray())
        return octets(value);
    std::string all;
    for (const QJsonValue& part : value.toArray())
        all += octets(part);
    return all;
}

void addRecord(FakeResolver& zone, const std::string& name, const QString& type, const QJsonValue& value)
{
    if (type == u"A")
        zone.a(name, octets(value));
    else if (type == u"AAAA")
        zone.aaaa(name, octets(value));
    else if (type == u"PTR")
        zone.ptr(name, octets(value));
    else if (type == u"CNAME")
        zone.alias(name, octets(value));
    else if (type == u"MX")
        zone.mx(name, static_cast<std::uint16_t>(value.toArray().at(0).toInt()), octets(value.toArray().at(1)));
    else if (type == u"TXT")
        zone.txt(name, joined(value));
    else
        QFAIL(qPrintable(QStringLiteral("The suite has a record of type ") + type));
}

// What the suite says of type SPF (99) is meant for TXT too, unless the name has TXT of its own; "NONE" has none.
void fill(FakeResolver& zone, const QJsonObject& data)
{
    for (auto it = data.begin(); it != data.end(); ++it) {
        const std::string name = octets(it.key());
        bool ownTxt = false;
        for (const QJsonValue& entry : it.value().toArray())
            ownTxt = ownTxt || entry.toObject().contains(QStringLiteral("TXT"));
        for (const QJsonValue& entry : it.value().toArray()) {
            if (entry.isString()) {
                zone.fail(name, DnsStatus::TimedOut);
                continue;
            }
            const QJsonObject record = entry.toObject();
            const QString type = record.begin().key();
            const QJsonValue value = record.begin().value();
            if (value.toString() == u"NONE")
                continue;
            if (type != u"SPF")
                addRecord(zone, name, type, value);
            else if (!ownTxt)
                zone.txt(name, joined(value));
        }
    }
}

} // namespace

class TestSpfSuite : public QObject {
    Q_OBJECT
private slots:
    void suite_data();
    void suite();
};

void TestSpfSuite::suite_data()
{
    QTest::addColumn<QJsonObject>("zonedata");
    QTest::addColumn<QJsonObject>("test");
    if (!QFile::exists(kSuite))
        QSKIP("The published SPF suite is not here.");
    QProcess converter;
    converter.start(QStringLiteral("/usr/bin/python3"),
        { QStringLiteral(SOURCE_DIR "/tests/models/probes/yamltojson.py"), kSuite });
    QVERIFY(converter.waitForFinished(60'000));
    if (converter.exitCode() != 0)
        QSKIP("The suite can't be read: python3-yaml is missing.");
    int count = 0;
    for (const QJsonValue& each : QJsonDocument::fromJson(converter.readAllStandardOutput()).array()) {
        const QJsonObject scenario = each.toObject();
        const QJsonObject tests = scenario[QStringLiteral("tests")].toObject();
        for (auto it = tests.begin(); it != tests.end(); ++it, ++count)
            QTest::addRow(
                "%s: %s", qPrintable(scenario[QStringLiteral("description")].toString()), qPrintable(it.key()))
                << scenario[QStringLiteral("zonedata")].toObject() << it.value().toObject();
    }
    QCOMPARE(count, 203);
}

void TestSpfSuite::suite()
{
    QFETCH(QJsonObject, zonedata);
    QFETCH(QJsonObject, test);
    FakeResolver zone;
    fill(zone, zonedata);
    SpfQuery query;
    query.ip = octets(test[QStringLiteral("host")]);
    query.mailFrom = octets(test[QStringLiteral("mailfrom")]);
    query.helo = octets(test[QStringLiteral("helo")]);
    if (test.contains(QStringLiteral("receiver")))
        query.receiver = octets(test[QStringLiteral("receiver")]);
    query.at = systemNow();
    const SpfOutcome outcome = checkSpf(query, zone, {});
    QStringList allowed;
    const QJsonValue result = test[QStringLiteral("result")];
    for (const QJsonValue& value : result.isArray() ? result.toArray() : QJsonArray { result })
        allowed << value.toString();
    const QString verdict = QString::fromUtf8(toString(outcome.verdict).data());
    QVERIFY2(allowed.contains(verdict),
        qPrintable(verdict + QStringLiteral(", not ") + allowed.join(u'/') + QStringLiteral(": ")
            + QString::fromStdString(outcome.problem)));
    if (test.contains(QStringLiteral("explanation"))) {
        const std::string expected = octets(test[QStringLiteral("explanation")]);
        QCOMPARE(outcome.explanation, expected == "DEFAULT" ? "" : expected);
    }
}

QTEST_GUILESS_MAIN(TestSpfSuite)
#include "tst_spfsuite.moc"
