// SPDX-License-Identifier: GPL-3.0-or-later
// September 2017 as files: stories 2 and 4 of the product. Six receivers report on mail of example.com every day; on
// the 5th our key is rotated too early and all fail for a day, from the 19th Outlook.com fails what a forwarder sends.
// On the 13th the MX of hotmail.co.uk moves; two of four servers stay with the old one and are told that living
// recipients are unknown.
#pragma once
#include "models/mail/proberesult.h"
#include <chrono>
#include <filesystem>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <fstream>

namespace mv::test::september {

inline UtcTime day(int n) // the first is 1
{
    return UtcTime(std::chrono::sys_days(std::chrono::year(2017) / 9 / 1) + std::chrono::days(n - 1));
}
inline std::int64_t epoch(UtcTime t) { return t.time_since_epoch().count() / 1000; }

struct Record {
    const char* source;
    const char* headerFrom;
    const char* selector;
    int count;
    bool passes;
};

inline std::string reportXml(const std::string& receiver, int n, const std::vector<Record>& records)
{
    std::string xml = fmt::format("<?xml version=\"1.0\"?>\n<feedback><report_metadata><org_name>{}</org_name>"
                                  "<report_id>{}-{}</report_id><date_range><begin>{}</begin><end>{}</end></date_range>"
                                  "</report_metadata><policy_published><domain>example.com</domain><p>none</p>"
                                  "</policy_published>\n",
        receiver, receiver, n, epoch(day(n)), epoch(day(n + 1)) - 1);
    for (const Record& r : records) {
        const char* aligned = r.passes ? "pass" : "fail";
        xml += fmt::format("<record><row><source_ip>{0}</source_ip><count>{1}</count><policy_evaluated>"
                           "<disposition>none</disposition><dkim>{2}</dkim><spf>{2}</spf></policy_evaluated></row>"
                           "<identifiers><header_from>{3}</header_from></identifiers><auth_results><dkim>"
                           "<domain>{3}</domain><selector>{4}</selector><result>{2}</result></dkim><spf>"
                           "<domain>{3}</domain><result>{2}</result></spf></auth_results></record>\n",
            r.source, r.count, aligned, r.headerFrom, r.selector);
    }
    return xml + "</feedback>\n";
}

inline void write(const std::filesystem::path& path, const std::string& text) { std::ofstream(path) << text; }

inline void writeReports(const std::filesystem::path& folder)
{
    const std::pair<const char*, int> receivers[] { { "google.com", 13'000 }, { "Yahoo", 4'000 },
        { "Outlook.com", 6'200 }, { "Enterprise Outlook", 8'400 }, { "icloud.com", 1'600 }, { "GMX", 2'600 } };
    for (const auto& [receiver, volume] : receivers) {
        for (int n = 1; n <= 30; ++n) {
            const bool isOurs = n == 5, isTheirs = n >= 19 && std::string_view(receiver) == "Outlook.com";
            if (n >= 23 && n <= 24 && std::string_view(receiver) == "icloud.com")
                continue; // no report came
            const int forwarded = volume / 10, lost = isOurs ? volume / 2 : volume / 60;
            write(folder / fmt::format("{}!example.com!{}.xml", receiver, n),
                reportXml(receiver, n,
                    { { "203.0.113.9", "example.com", "s2017b", volume - forwarded - lost, true },
                        { "203.0.113.11", "billing.example.com", "s2017b", lost, false },
                        { "192.0.2.77", "example.com", "s2017b", forwarded, !isTheirs } }));
        }
    }
}

inline std::string line(
    UtcTime at, const char* server, int id, const std::string& to, const std::string& relay, bool sent)
{
    const std::string head
        = fmt::format("{} {} postfix/smtp[7]: 0A3F{:06X}: to=<{}@hotmail.co.uk>, relay={}[192.0.2.25]:25, "
                      "delay=1.4, delays=0.1/0/0.5/0.8, dsn=",
            toIso(at), server, id, to, relay);
    return head
        + (sent ? "2.6.0, status=sent (250 2.6.0 queued mail for delivery)\n"
                : fmt::format(
                    "5.5.0, status=bounced (host {}[192.0.2.25] said: 550 Requested action not taken: mailbox "
                    "unavailable (in reply to RCPT TO command))\n",
                    relay));
}

inline void writeLogs(const std::filesystem::path& folder)
{
    const char* servers[] { "mx-out-01", "mx-out-02", "mx-out-03", "mx-out-07" };
    const UtcTime moved = day(13) + std::chrono::hours(9) + std::chrono::minutes(40);
    int id = 0;
    for (const char* server : servers) {
        std::string log;
        const bool stays = std::string_view(server) == "mx-out-03" || std::string_view(server) == "mx-out-07";
        for (int n = 1; n <= 30; ++n) {
            for (int i = 0; i < 24; ++i) {
                const UtcTime at = day(n) + std::chrono::hours(i);
                const bool old = at < moved || stays;
                const std::string relay = old ? fmt::format("mx{}.hotmail.com", 1 + i % 4)
                                              : std::string("hotmail-co-uk.olc.protection.outlook.com");
                log += line(
                    at, server, ++id, fmt::format("user{}", i % 12), relay, !(stays && at >= moved && i % 2 == 0));
            }
        }
        write(folder / fmt::format("{}.log", server), log);
    }
}

inline std::vector<ProbeResult> probes()
{
    std::vector<ProbeResult> all;
    const UtcTime moved = day(13) + std::chrono::hours(9) + std::chrono::minutes(40);
    for (int n = 0; n < 30 * 4; ++n) {
        const UtcTime at = day(1) + std::chrono::hours(6 * n);
        ProbeResult mx;
        mx.at = at;
        mx.domain = mx.name = "hotmail.co.uk";
        mx.answers = at < moved ? std::vector<std::string> { "5 mx1.hotmail.com", "5 mx2.hotmail.com" }
                                : std::vector<std::string> { "10 hotmail-co-uk.olc.protection.outlook.com" };
        mx.by = "mailvane";
        all.push_back(mx);
        ProbeResult certificate;
        certificate.at = at;
        certificate.kind = ProbeKind::Certificate;
        certificate.domain = "hotmail.co.uk";
        certificate.name = at < moved ? "mx1.hotmail.com" : "hotmail-co-uk.olc.protection.outlook.com";
        const bool wrong = at >= moved && at < day(18);
        Certificate c;
        c.names = at < moved || wrong ? std::vector<std::string> { "*.hotmail.com" }
                                      : std::vector<std::string> { "*.olc.protection.outlook.com" };
        c.issuer = "CN=Test CA";
        c.name = wrong ? Check::Bad : Check::Ok;
        c.chain = Check::Ok;
        c.problem = wrong ? "hostname mismatch" : "";
        certificate.certificate = c;
        certificate.by = "mailvane";
        if (wrong)
            certificate.findings = { { Severity::Bad,
                "The certificate is not valid for hotmail-co-uk.olc.protection.outlook.com.", "RFC 9525, 6.3" } };
        all.push_back(certificate);
    }
    return all;
}

} // namespace mv::test::september
