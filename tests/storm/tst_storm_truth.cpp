// SPDX-License-Identifier: GPL-3.0-or-later
// Imports a generated storm through the whole pipeline and compares every count with what the generator wrote.
#include "models/classify/replytemplate.h"
#include "tests/storm/storm.h"
#include <QTest>
#include <set>

using namespace mv;

namespace {

// A few hundred answers of one kind, to different addresses at different times.
std::set<std::string> templatesOf(const storm::Reply& r)
{
    storm::Rng rng(7);
    std::set<std::string> templates;
    for (int i = 0; i < 300; ++i) {
        const std::string n = std::to_string(i);
        const std::string ip = "198.51.100." + std::to_string(10 + i % 40), host = "mx" + n + ".example.org",
                          hostIp = "192.0.2." + std::to_string(i % 250), rcpt = "anna." + n + "@alder-works.example",
                          id = "4S5fRTy1k2z4" + n + "@mx01.example.com";
        const storm::ReplyContext c { ip, host, hostIp, rcpt, i % 2 ? "gmx.net" : "alder-works.example", id,
            2000U + static_cast<unsigned>(i), storm::utc(10, 12, 6, 12) + i * 97'654'321LL };
        std::string text, masked;
        storm::appendReply(text, r, c, rng);
        maskReply(text, masked);
        templates.insert(masked);
    }
    return templates;
}

} // namespace

class StormTruth final : public QObject {
    Q_OBJECT

private slots:
    void everyReplyIsOneTemplate_data();
    void everyReplyIsOneTemplate();
};

void StormTruth::everyReplyIsOneTemplate_data()
{
    QTest::addColumn<int>("index");
    for (std::size_t i = 0; i < storm::replies().size(); ++i)
        QTest::newRow(std::string(storm::replies()[i].key).c_str()) << static_cast<int>(i);
}

void StormTruth::everyReplyIsOneTemplate()
{
    QFETCH(int, index);
    const auto templates = templatesOf(storm::replies()[static_cast<std::size_t>(index)]);
    std::string all;
    for (const std::string& t : templates)
        all += "\n  " + t;
    QVERIFY2(templates.size() == 1, all.substr(0, 2000).c_str());
}

QTEST_GUILESS_MAIN(StormTruth)
#include "tst_storm_truth.moc"
