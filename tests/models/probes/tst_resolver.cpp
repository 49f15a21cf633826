// SPDX-License-Identifier: GPL-3.0-or-later
// The resolver on libunbound, against a real dnsmasq on loopback.
#include "models/probes/unboundresolver.h"
#include "tests/models/probes/lab.h"
#include <QElapsedTimer>
#include <thread>

using namespace mv;
using namespace std::chrono_literals;

class TestResolver : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void answers();
    void nothing();
    void threads();
    void silence();
    void stops();
    void rate();
    void wrongOptions();

private:
    Lab m_lab;
};

void TestResolver::initTestCase()
{
    if (Lab::dnsmasq().isEmpty())
        QSKIP("dnsmasq is not installed: the resolver is not tested.");
    const QString longText(200, u'x');
    QVERIFY(m_lab.publish({ QStringLiteral("mx-host=example.com,mx2.example.com,20"),
        QStringLiteral("mx-host=example.com,MX1.example.com,10"), QStringLiteral("mx-host=null.example.com,.,0"),
        QStringLiteral("host-record=mx1.example.com,192.0.2.1,2001:db8::1"),
        QStringLiteral("cname=alias.example.com,mx1.example.com"),
        QStringLiteral("txt-record=txt.example.com,\"%1\",\"%1, and more\"").arg(longText),
        QStringLiteral("ptr-record=1.2.0.192.in-addr.arpa,mx1.example.com"),
        QStringLiteral("ptr-record=5.0.0.10.in-addr.arpa,private.example.com"),
        QStringLiteral("dns-rr=_25._tcp.mx1.example.com,52,030101AABBCC") }));
}

void TestResolver::answers()
{
    const auto opened = openResolver({ m_lab.resolver(), {}, 5s, 1000 });
    QVERIFY(opened);
    Resolver& dns = **opened;
    QCOMPARE(dns.name(), m_lab.resolver());
    DnsReply reply = dns.ask("example.com", DnsType::Mx, {});
    QVERIFY2(reply.status == DnsStatus::Answered, whyNot(reply).c_str());
    std::ranges::sort(reply.records, {}, &ResourceRecord::preference);
    const std::vector<ResourceRecord> set { { "mx1.example.com", 10 }, { "mx2.example.com", 20 } };
    QCOMPARE(reply.records, set);
    QVERIFY(!reply.secure);
    QCOMPARE(dns.ask("mx1.example.com", DnsType::A, {}).records, std::vector<ResourceRecord> { { "192.0.2.1" } });
    QCOMPARE(dns.ask("MX1.EXAMPLE.com.", DnsType::Aaaa, {}).records, std::vector<ResourceRecord> { { "2001:db8::1" } });
    reply = dns.ask("alias.example.com", DnsType::A, {});
    QCOMPARE(reply.records, std::vector<ResourceRecord> { { "192.0.2.1" } });
    QCOMPARE(reply.alias, "mx1.example.com");
    reply = dns.ask("txt.example.com", DnsType::Txt, {});
    QCOMPARE(reply.records.size(), 1U);
    QCOMPARE(reply.records[0].data, std::string(400, 'x') + ", and more");
    QCOMPARE(dns.ask("1.2.0.192.in-addr.arpa", DnsType::Ptr, {}).records,
        std::vector<ResourceRecord> { { "mx1.example.com" } });
    QCOMPARE(dns.ask("5.0.0.10.in-addr.arpa", DnsType::Ptr, {}).records,
        std::vector<ResourceRecord> { { "private.example.com" } });
    reply = dns.ask("_25._tcp.mx1.example.com", DnsType::Tlsa, {});
    QCOMPARE(reply.records, std::vector<ResourceRecord>({ { "\xaa\xbb\xcc", 0, 3, 1, 1 } }));
}

void TestResolver::nothing()
{
    const auto dns = openResolver({ m_lab.resolver(), {}, 5s, 1000 });
    QVERIFY(dns);
    QVERIFY((*dns)->ask("gone.example.com", DnsType::A, {}).status == DnsStatus::NoName);
    QVERIFY((*dns)->ask("mx1.example.com", DnsType::Mx, {}).status == DnsStatus::NoData);
    const DnsReply refused = (*dns)->ask("example.org", DnsType::A, {}); // not dnsmasq's
    QVERIFY(refused.status == DnsStatus::Failed);
    QVERIFY(!whyNot(refused).empty());
    QVERIFY((*dns)->ask("a b\\c.example.com", DnsType::A, {}).status == DnsStatus::NoName);
    QVERIFY((*dns)->ask(std::string(70, 'x') + ".example.com", DnsType::A, {}).status == DnsStatus::Failed);
}

void TestResolver::threads()
{
    const auto dns = openResolver({ m_lab.resolver(), {}, 5s, 10'000 });
    QVERIFY(dns);
    std::atomic<int> answered = 0;
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i) {
        threads.emplace_back([&] {
            for (int n = 0; n < 50; ++n)
                answered += (*dns)->ask("mx1.example.com", DnsType::A, {}).status == DnsStatus::Answered;
        });
    }
    threads.clear();
    QCOMPARE(answered.load(), 400);
}

// A server that never answers.
class Silent {
public:
    Silent()
        : m_fd(socket(AF_INET, SOCK_DGRAM, 0))
    {
        sockaddr_in address {};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        bind(m_fd, reinterpret_cast<sockaddr*>(&address), size);
        getsockname(m_fd, reinterpret_cast<sockaddr*>(&address), &size);
        m_name = QStringLiteral("127.0.0.1@%1").arg(ntohs(address.sin_port)).toStdString();
    }
    ~Silent() { close(m_fd); }
    const std::string& name() const { return m_name; }

private:
    int m_fd;
    std::string m_name;
};

void TestResolver::silence()
{
    const Silent silent;
    const auto dns = openResolver({ silent.name(), {}, 300ms, 1000 });
    QVERIFY(dns);
    QElapsedTimer time;
    time.start();
    QVERIFY((*dns)->ask("example.com", DnsType::Mx, {}).status == DnsStatus::TimedOut);
    QVERIFY2(time.elapsed() >= 290 && time.elapsed() < 5000, qPrintable(QString::number(time.elapsed())));
}

void TestResolver::stops()
{
    const Silent silent;
    const auto dns = openResolver({ silent.name(), {}, 60s, 1000 });
    QVERIFY(dns);
    std::stop_source stop;
    const std::jthread later([&] {
        std::this_thread::sleep_for(100ms);
        stop.request_stop();
    });
    QElapsedTimer time;
    time.start();
    QVERIFY((*dns)->ask("example.com", DnsType::Mx, stop.get_token()).status == DnsStatus::Cancelled);
    QVERIFY2(time.elapsed() < 5000, qPrintable(QString::number(time.elapsed())));
}

void TestResolver::rate()
{
    const auto dns = openResolver({ m_lab.resolver(), {}, 5s, 20 });
    QVERIFY(dns);
    QElapsedTimer time;
    time.start();
    for (int i = 0; i < 11; ++i)
        (*dns)->ask("mx1.example.com", DnsType::A, {});
    QVERIFY2(time.elapsed() >= 490, qPrintable(QString::number(time.elapsed())));
}

void TestResolver::wrongOptions()
{
    QVERIFY(!openResolver({ "not an address", {}, 1s, 10 }));
    QVERIFY(!openResolver({ m_lab.resolver(), "/nonexistent/root.key", 1s, 10 }));
}

QTEST_GUILESS_MAIN(TestResolver)
#include "tst_resolver.moc"
