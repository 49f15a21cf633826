// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/correlator.h"
#include "recorder.h"
#include <QTest>

using namespace mv;
using namespace std::chrono_literals;

namespace {

const UtcTime kStart = utc("2023-10-12T14:00:00Z");

Attempt attempt(UtcTime at, const char* recipient, Outcome outcome = Outcome::Deferred, const char* id = "AAAAA1",
    const char* server = "mta1")
{
    Attempt a;
    a.at = at;
    a.outcome = outcome;
    a.server = server;
    a.queueId = id;
    a.recipient = recipient;
    a.relayHost = "mx.example.net";
    a.source = "198.51.100.1";
    return a;
}

bool first(Correlator& c, Attempt a)
{
    c.tried(a);
    return a.firstTry;
}

std::string numbered(int i)
{
    std::string id = "AAAAA";
    id += std::to_string(i);
    return id;
}

std::vector<std::string> expired(Correlator& c, UtcTime at)
{
    std::vector<std::string> out;
    c.expired("mta1", "AAAAA1", at, [&](const Attempt& a) { out.push_back(Recorder::toText(a)); });
    return out;
}

} // namespace

class TestCorrelator : public QObject {
    Q_OBJECT
private slots:
    void senderAndFirstTry();
    void serversAndIdsAreApart();
    void reusedId();
    void readingAgainChangesNothing();
    void heldAndNextMxAreNoTries();
    void expiry();
    void arrivalFromDelay();
    void changes();
    void openedAndClosedBetweenTellsNothing();
    void idUsedAgainBetween();
    void leavesWhenDone();
    void leftBeforeAListing();
    void deliveryUnderWay();
    void forgets();
    void atMostMaxOpen();
    void manyMessages();
    void manyRecipients();
};

void TestCorrelator::senderAndFirstTry()
{
    Correlator c;
    c.arrived("mta1", "AAAAA1", kStart);
    c.sender("mta1", "AAAAA1", kStart, "news@example.com", 2);
    Attempt a = attempt(kStart + 1s, "a@example.net");
    c.tried(a);
    QVERIFY(a.firstTry);
    QCOMPARE(std::string(a.sender), std::string("news@example.com"));
    QVERIFY(first(c, attempt(kStart + 1s, "b@example.net", Outcome::Delivered)));
    QVERIFY(!first(c, attempt(kStart + 301s, "a@example.net", Outcome::Delivered)));
    c.removed("mta1", "AAAAA1", kStart + 301s);
    QCOMPARE(c.openCount(), std::size_t(0));
}

void TestCorrelator::serversAndIdsAreApart()
{
    Correlator c;
    QVERIFY(first(c, attempt(kStart, "a@example.net")));
    QVERIFY(first(c, attempt(kStart + 5s, "a@example.net", Outcome::Deferred, "AAAAA2")));
    QVERIFY(first(c, attempt(kStart + 5s, "a@example.net", Outcome::Deferred, "AAAAA1", "mta2")));
    QVERIFY(!first(c, attempt(kStart + 9s, "a@example.net")));
    QVERIFY(c.knows("mta2", "AAAAA1"));
    QVERIFY(!c.knows("mta2", "AAAAA2"));
}

void TestCorrelator::reusedId()
{
    Correlator c;
    c.arrived("mta1", "AAAAA1", kStart);
    c.sender("mta1", "AAAAA1", kStart, "first@example.com", 1);
    QVERIFY(first(c, attempt(kStart + 1s, "a@example.net")));
    c.arrived("mta1", "AAAAA1", kStart + 1h); // "removed" was lost
    Attempt a = attempt(kStart + 1h + 1s, "a@example.net");
    c.tried(a);
    QVERIFY(a.firstTry);
    QVERIFY(a.sender.empty());
}

void TestCorrelator::readingAgainChangesNothing()
{
    Correlator c;
    std::vector<bool> firsts[2];
    for (auto& pass : firsts) {
        c.arrived("mta1", "AAAAA1", kStart);
        c.sender("mta1", "AAAAA1", kStart, "news@example.com", 1);
        pass.push_back(first(c, attempt(kStart + 1s, "a@example.net")));
        pass.push_back(first(c, attempt(kStart + 301s, "a@example.net")));
    }
    QVERIFY(firsts[0] == firsts[1]);
    QVERIFY(!first(c, attempt(kStart + 901s, "a@example.net")));
    // Lines of an older message with the same id do not touch the newer one.
    c.arrived("mta1", "AAAAA1", kStart + 2h);
    c.sender("mta1", "AAAAA1", kStart + 2h, "second@example.com", 1);
    QVERIFY(first(c, attempt(kStart + 2h, "a@example.net")));
    c.arrived("mta1", "AAAAA1", kStart);
    c.sender("mta1", "AAAAA1", kStart, "news@example.com", 1);
    c.removed("mta1", "AAAAA1", kStart + 902s);
    Attempt a = attempt(kStart + 3h, "a@example.net");
    c.tried(a);
    QVERIFY(!a.firstTry);
    QCOMPARE(std::string(a.sender), std::string("second@example.com"));
}

void TestCorrelator::heldAndNextMxAreNoTries()
{
    Correlator c;
    QVERIFY(!first(c, attempt(kStart, "a@example.net", Outcome::Held)));
    QVERIFY(!first(c, attempt(kStart, "", Outcome::NextMx)));
    QVERIFY(first(c, attempt(kStart + 1s, "a@example.net")));
    QVERIFY(!first(c, attempt(kStart + 2s, "a@example.net", Outcome::Held)));
}

void TestCorrelator::expiry()
{
    Correlator c;
    c.arrived("mta1", "AAAAA1", kStart);
    c.sender("mta1", "AAAAA1", kStart, "news@example.com", 4);
    first(c, attempt(kStart + 1s, "a@example.net"));
    first(c, attempt(kStart + 1s, "b@example.org", Outcome::Delivered));
    first(c, attempt(kStart + 1s, "c@held.example", Outcome::Held));
    Attempt local = attempt(kStart + 1s, "d@local.example", Outcome::Local);
    local.enhanced = EnhancedCode(2, 0, 0);
    c.tried(local);
    const auto facts = expired(c, kStart + 120h);
    QCOMPARE(facts.size(), std::size_t(2));
    QVERIFY(facts[0].find("expired") != std::string::npos);
    QVERIFY(facts[0].find("\t432000000\t") != std::string::npos); // five days, in ms
    QVERIFY(facts[0].find("@example.net") != std::string::npos);
    QVERIFY(facts[0].find("198.51.100.1") != std::string::npos);
    QVERIFY(facts[1].find("@held.example") != std::string::npos);
    QVERIFY(expired(c, kStart + 120h).empty()); // once
    Correlator empty;
    QVERIFY(expired(empty, kStart).empty());
}

void TestCorrelator::arrivalFromDelay()
{
    Correlator c;
    Attempt a = attempt(kStart, "a@example.net");
    a.delayMs = 3'600'000;
    c.tried(a);
    const auto changes = c.takeChanges();
    QCOMPARE(changes.open.size(), std::size_t(1));
    QVERIFY(changes.open[0].arrivedAt == kStart - 1h);
}

void TestCorrelator::changes()
{
    Correlator c;
    c.arrived("mta1", "AAAAA1", kStart);
    c.arrived("mta1", "AAAAA2", kStart);
    QCOMPARE(c.takeChanges().open.size(), std::size_t(2));
    QVERIFY(c.takeChanges().open.empty());
    c.sender("mta1", "AAAAA2", kStart + 1s, "", 1);
    const auto changed = c.takeChanges();
    QCOMPARE(changed.open.size(), std::size_t(1));
    QCOMPARE(changed.open[0].queueId, std::string("AAAAA2"));
    QVERIFY(changed.open[0].senderKnown); // the null sender
    c.removed("mta1", "AAAAA2", kStart + 2s);
    const auto closed = c.takeChanges();
    QVERIFY(closed.open.empty());
    QVERIFY(closed.closed == (std::vector<std::pair<std::string, std::string>> { { "mta1", "AAAAA2" } }));

    // Another process goes on from what was committed.
    Correlator next;
    next.load(changed.open);
    QVERIFY(next.takeChanges().open.empty());
    next.removed("mta1", "AAAAA2", kStart + 2s);
    QCOMPARE(next.takeChanges().closed.size(), std::size_t(1));
}

void TestCorrelator::openedAndClosedBetweenTellsNothing()
{
    Correlator c;
    c.arrived("mta1", "AAAAA1", kStart);
    c.removed("mta1", "AAAAA1", kStart + 1s);
    const auto changes = c.takeChanges();
    QVERIFY(changes.open.empty());
    QVERIFY(changes.closed.empty());
}

void TestCorrelator::idUsedAgainBetween()
{
    Correlator c;
    c.arrived("mta1", "AAAAA1", kStart);
    c.takeChanges();
    c.removed("mta1", "AAAAA1", kStart + 1s);
    c.arrived("mta1", "AAAAA1", kStart + 2s);
    const auto changes = c.takeChanges();
    QCOMPARE(changes.open.size(), std::size_t(1));
    QVERIFY(changes.closed.empty()); // told once, as open
    c.removed("mta1", "AAAAA1", kStart + 3s);
    QCOMPARE(c.takeChanges().closed.size(), std::size_t(1));
}

// Sendmail's log does not tell when a message leaves the queue.
void TestCorrelator::leavesWhenDone()
{
    Correlator c;
    const auto line = [&](UtcTime at, const char* recipient, Outcome outcome, const char* id) {
        Attempt a = attempt(at, recipient, outcome, id);
        c.tried(a);
        c.leavesWhenDone("mta1", id, at);
    };
    line(kStart, "a@example.net", Outcome::Delivered, "AAAAA1");
    line(kStart, "b@example.net", Outcome::Delivered, "AAAAA2");
    line(kStart, "a@example.net", Outcome::Deferred, "AAAAA3");
    line(kStart + 30min, "c@example.net", Outcome::Delivered, "AAAAA2"); // a further recipient
    line(kStart + 61min, "a@example.net", Outcome::Delivered, "AAAAA4");
    QVERIFY(!c.knows("mta1", "AAAAA1"));
    QVERIFY(c.knows("mta1", "AAAAA2"));
    QVERIFY(c.knows("mta1", "AAAAA3"));
    line(kStart + 91min, "b@example.net", Outcome::Delivered, "AAAAA5");
    QVERIFY(!c.knows("mta1", "AAAAA2"));
    QVERIFY(c.knows("mta1", "AAAAA3")); // waits
}

// qmail's next file, read by another process, tells how a delivery ended.
// A listing of the queue has told what waits: the rest of that server's has left, and nothing of another's.
void TestCorrelator::leftBeforeAListing()
{
    Correlator c;
    for (const char* id : { "AAAAA1", "AAAAA2", "AAAAA3" })
        first(c, attempt(kStart, "a@example.net", Outcome::Deferred, id));
    first(c, attempt(kStart, "a@example.net", Outcome::Deferred, "AAAAA1", "mta2"));
    const UtcTime listing = kStart + 1h;
    first(c, attempt(listing, "a@example.net", Outcome::Held, "AAAAA2"));
    first(c, attempt(listing + 1s, "b@example.net", Outcome::Deferred, "AAAAA4")); // its log was read before
    c.leftBefore("mta1", listing);
    QVERIFY(!c.knows("mta1", "AAAAA1"));
    QVERIFY(c.knows("mta1", "AAAAA2"));
    QVERIFY(!c.knows("mta1", "AAAAA3"));
    QVERIFY(c.knows("mta1", "AAAAA4"));
    QVERIFY(c.knows("mta2", "AAAAA1"));
    QCOMPARE(c.openCount(), std::size_t(3));
}

void TestCorrelator::deliveryUnderWay()
{
    Correlator before;
    before.arrived("mta1", "4301", kStart);
    before.sender("mta1", "4301", kStart, "news@example.com", 0);
    before.started("mta1", "17", "4301", "a@example.net", false, kStart + 1s);
    before.started("mta1", "18", "4301", "b@example.net", true, kStart + 1s);
    const OpenChanges committed = before.takeChanges();
    for (const OpenMessage& m : committed.open) {
        for (const OpenRecipient& r : m.recipients)
            QVERIFY(r.done); // it is no waiting mail
    }

    Correlator c;
    c.load(committed.open);
    QVERIFY(!c.ended("mta2", "17"));
    const auto started = c.ended("mta1", "17");
    QVERIFY(started);
    QCOMPARE(started->queueId, std::string("4301"));
    QCOMPARE(started->recipient, std::string("@example.net"));
    QVERIFY(!started->local);
    QVERIFY(!c.ended("mta1", "17"));
    QVERIFY(c.ended("mta1", "18")->local);
    Attempt a = attempt(kStart + 5s, started->recipient.c_str(), Outcome::Deferred, "4301");
    c.tried(a, started->addressHash);
    QVERIFY(a.firstTry);
    QCOMPARE(std::string(a.sender), std::string("news@example.com"));
    QCOMPARE(a.delayMs, std::int64_t(5000));
    QVERIFY(!first(c, attempt(kStart + 9s, "a@example.net", Outcome::Delivered, "4301")));
}

void TestCorrelator::forgets()
{
    Correlator c;
    QVERIFY(first(c, attempt(kStart, "a@example.net")));
    QVERIFY(first(c, attempt(kStart, "a@example.net", Outcome::Deferred, "AAAAA2")));
    c.takeChanges();
    QVERIFY(first(c, attempt(kStart + 9 * 24h, "a@example.net"))); // eight days is the limit
    QCOMPARE(c.openCount(), std::size_t(1));
    QCOMPARE(c.takeChanges().closed.size(), std::size_t(1)); // AAAAA2
}

void TestCorrelator::atMostMaxOpen()
{
    Correlator c(Correlator::Limits { .forgetAfter = std::chrono::hours(24), .maxOpen = 3 });
    for (int i = 0; i < 10; ++i)
        c.arrived("mta1", numbered(i), kStart + std::chrono::seconds(i));
    QCOMPARE(c.openCount(), std::size_t(3));
    QVERIFY(c.knows("mta1", "AAAAA9"));
    QVERIFY(!c.knows("mta1", "AAAAA6"));
}

// The table grows, and closing keeps every other message findable.
void TestCorrelator::manyMessages()
{
    Correlator c;
    constexpr int kCount = 20'000;
    for (int i = 0; i < kCount; ++i)
        c.arrived("mta1", numbered(i), kStart);
    for (int i = 0; i < kCount; i += 3)
        c.removed("mta1", numbered(i), kStart);
    for (int i = 0; i < kCount; ++i)
        QCOMPARE(c.knows("mta1", numbered(i)), i % 3 != 0);
    for (int i = 0; i < kCount; i += 3)
        c.arrived("mta1", numbered(i), kStart);
    QCOMPARE(c.openCount(), std::size_t(kCount));
}

void TestCorrelator::manyRecipients()
{
    Correlator c;
    constexpr int kCount = 50'000;
    for (const bool isFirst : { true, false }) {
        for (int i = 0; i < kCount; ++i) {
            const std::string address = numbered(i).append("@example.net");
            QCOMPARE(first(c, attempt(isFirst ? kStart : kStart + 1h, address.c_str())), isFirst);
        }
    }
}

QTEST_GUILESS_MAIN(TestCorrelator)
#include "tst_correlator.moc"
