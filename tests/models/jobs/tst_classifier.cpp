// SPDX-License-Identifier: GPL-3.0-or-later
// What an import calls an attempt, and what history is called when it is labelled anew.
#include "database.h"
#include "files.h"
#include "models/jobs/rebuildjob.h"
#include <map>

using namespace mv;
using namespace mv::test;

class TestClassifier : public QObject {
    Q_OBJECT
private slots:
    void tellsReasonsInAnyOrder_data();
    void tellsReasonsInAnyOrder();
};

void TestClassifier::tellsReasonsInAnyOrder_data()
{
    QTest::addColumn<QByteArrayList>("order");
    const QByteArray delivered = "dsn=2.0.0, status=sent", deferred = "dsn=4.9.1, status=deferred",
                     bounced = "dsn=5.9.2, status=bounced";
    QTest::newRow("delivered first") << QByteArrayList { delivered, deferred, bounced };
    QTest::newRow("deferred first") << QByteArrayList { deferred, bounced, delivered };
    QTest::newRow("bounced first") << QByteArrayList { bounced, delivered, deferred };
}

// The same words, that mean something else each time.
void TestClassifier::tellsReasonsInAnyOrder()
{
    QFETCH(QByteArrayList, order);
    std::string log;
    for (const QByteArray& how : order)
        log += "Oct 10 00:00:01 mx1 postfix/smtp[1]: 0123456789: to=<a@example.com>, "
               "relay=mx.example.com[192.0.2.1]:25, "
               "delay=1, "
            + how.toStdString() + " (an odd answer)\n";
    const Database database;
    const auto reasons = [&] {
        std::map<std::string, std::string> byCode;
        for (const AttemptRow& row : database.attempts())
            byCode[row.enhanced.toString()] = row.reason;
        return byCode;
    };
    const std::map<std::string, std::string> wanted { { "2.0.0", "" }, { "4.9.1", "own" },
        { "5.9.2", "unclassified" } };
    const auto rules = valueOf(ReasonRules::make("*\t*\t4.9.1\tan odd answer\town\n"));
    const auto providers = valueOf(ProviderTable::make());
    const fs::path path = write(database.folder() / "mail.log", log);
    {
        Writer writer = valueOf(Writer::open(database.path()));
        ImportProgress progress;
        valueOf(importFiles({ path }, ofOctober(), writer, providers, rules, progress, {}));
    }
    QVERIFY(reasons() == wanted);
    {
        Writer writer = valueOf(Writer::open(database.path()));
        QVERIFY(relabel(writer, providers, rules, {}, {}).has_value());
    }
    QVERIFY(reasons() == wanted);
}

QTEST_GUILESS_MAIN(TestClassifier)
#include "tst_classifier.moc"
