// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <array>
#include <chrono>
#include <cstdint>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <string>
#include <string_view>

namespace mv::test {

// The log of a Postfix that accepts a message a second from 10 October, 00:00:00 on: those numbered first to
// first + count - 1, with what they left behind of earlier ones. Every fifth is deferred and tried again 300 seconds
// later; some of these expire, some wait for ever. Servers with other names use the same queue ids.
class PostfixLog {
public:
    explicit PostfixLog(std::string_view host)
        : m_host(host)
    {
    }

    std::string messages(int first, int count)
    {
        m_text.clear();
        for (int n = first; n < first + count; ++n)
            second(n);
        return m_text;
    }

private:
    struct Provider {
        std::string_view domain, relay;
    };
    static constexpr std::array<Provider, 4> kProviders { { { "gmail.com", "gmail-smtp-in.l.google.com[192.0.2.26]" },
        { "contoso.example.com", "contoso-example-com.mail.protection.outlook.com[192.0.2.36]" },
        { "yahoo.com", "mta5.am0.yahoodns.net[192.0.2.46]" }, { "example.net", "mx.example.net[192.0.2.56]" } } };

    static bool deferred(int n) { return n % 5 == 0; }
    static bool stuck(int n) { return n % 50 == 0; }
    static std::string id(int n) { return fmt::format("{:010X}", std::uint64_t(n) * 2'654'435'761U % 0xFFFFFFFFFFU); }

    void line(int n, std::string_view program, std::string_view text)
    {
        const auto at = std::chrono::sys_days(std::chrono::year(2023) / 10 / 10) + std::chrono::seconds(n);
        m_text += fmt::format("{:%b %e %H:%M:%S} {} postfix/{}: {}\n", at, m_host, program, text);
    }
    void delivery(int n, int message, int delay, std::string_view status)
    {
        const Provider& to = kProviders[static_cast<std::size_t>(message) % kProviders.size()];
        const std::string smtp = fmt::format("smtp[{}]", 300 + n % 7);
        line(n, smtp,
            fmt::format("Untrusted TLS connection established to {}:25: TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 "
                        "(256/256 bits)",
                to.relay));
        line(n, smtp,
            fmt::format("{}: to=<user{}@{}>, relay={}:25, delay={}, delays=0.1/0/0.4/1, {}", id(message), message % 97,
                to.domain, to.relay, delay, status));
    }
    void second(int n)
    {
        line(n, "smtpd[200]", id(n) + ": client=app.example.com[198.51.100.10]");
        line(n, "cleanup[201]", fmt::format("{}: message-id=<{}@example.com>", id(n), n));
        line(n, "qmgr[100]", id(n) + ": from=<news@example.com>, size=2000, nrcpt=1 (queue active)");
        if (deferred(n)) {
            delivery(
                n, n, 1, "dsn=4.7.500, status=deferred (host said: 451 4.7.500 Server busy. Please try again later.)");
        } else {
            delivery(n, n, 1,
                n % 11 == 0 ? "dsn=5.1.1, status=bounced (host said: 550 5.1.1 User unknown)"
                            : "dsn=2.0.0, status=sent (250 2.0.0 OK)");
            line(n, "qmgr[100]", id(n) + ": removed");
        }
        if (const int again = n - 300; again >= 0 && deferred(again) && !stuck(again)) {
            line(n, "qmgr[100]", id(again) + ": from=<news@example.com>, size=2000, nrcpt=1 (queue active)");
            delivery(n, again, 301, "dsn=2.0.0, status=sent (250 2.0.0 OK)");
            line(n, "qmgr[100]", id(again) + ": removed");
        }
        if (const int old = n - 1000; old >= 0 && stuck(old) && old % 100 != 0) {
            line(n, "qmgr[100]", id(old) + ": from=<news@example.com>, status=expired, returned to sender");
            line(n, "qmgr[100]", id(old) + ": removed");
        }
    }

    std::string m_host;
    std::string m_text;
};

} // namespace mv::test
