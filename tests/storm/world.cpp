// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/storm/world.h"
#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>

namespace mv::storm {
namespace {

constexpr int kServers = 10;
constexpr int kInstances = 4; // of Postfix on each server, one source IP each

std::vector<Source> makeSources()
{
    std::vector<Source> sources;
    sources.reserve(kServers * kInstances);
    for (int i = 0; i < kServers * kInstances; ++i)
        sources.push_back({ fmt::format("198.51.100.{}", 10 + i), fmt::format("mx{:02}", i / kInstances + 1),
            fmt::format("postfix-out{}", i % kInstances + 1) });
    return sources;
}

std::vector<Receiver> makeReceivers()
{
    using T = Trouble;
    const auto r = [](std::string_view key) { return &reply(key); };
    return {
        { "Microsoft 365", 0.23, r("exchange-ok"),
            { { r("m365-temporary"), T::Recipient, 0.006 }, { r("m365-resources"), T::Session, 0.002 },
                { r("m365-full"), T::Lasting, 0.0003, 1 }, { r("m365-unknown"), T::Recipient, 0.006 },
                { r("lost-connection"), T::Session, 0.0005 } } },
        { "Gmail", 0.17, r("gmail-ok"),
            { { r("gmail-rate"), T::Session, 0.003 }, { r("gmail-user-rate"), T::Recipient, 0.002 },
                { r("gmail-full"), T::Lasting, 0.0003, 8 }, { r("gmail-unknown"), T::Recipient, 0.004 },
                { r("gmail-temporary"), T::NextMx, 0.004 } } },
        { "Outlook.com", 0.11, r("exchange-ok"),
            { { r("outlook-limited"), T::Session, 0.010 }, { r("outlook-full"), T::Lasting, 0.0004, 8 },
                { r("outlook-unknown"), T::Recipient, 0.008 } } },
        { "Google Workspace", 0.08, r("gmail-ok"),
            { { r("gmail-rate"), T::Session, 0.004 }, { r("gmail-user-rate"), T::Recipient, 0.001 },
                { r("gmail-unknown"), T::Recipient, 0.007 }, { r("gmail-temporary"), T::NextMx, 0.003 } } },
        { "Yahoo", 0.10, r("yahoo-ok"),
            { { r("yahoo-tss04"), T::Session, 0.014 }, { r("yahoo-resources"), T::Session, 0.006 },
                { r("yahoo-unknown"), T::Recipient, 0.007 } } },
        { "GMX / WEB.DE", 0.08, r("gmx-ok"),
            { { r("gmx-unavailable"), T::Site, 0.004 }, { r("gmx-limit"), T::Session, 0.012 },
                { r("gmx-unknown"), T::Recipient, 0.006 } } },
        { "iCloud", 0.055, r("icloud-ok"),
            { { r("icloud-volume"), T::Recipient, 0.005 }, { r("icloud-full"), T::Lasting, 0.0002, 12 },
                { r("icloud-unknown"), T::Recipient, 0.005 } } },
        { "Orange", 0.04, r("orange-ok"),
            { { r("orange-connections"), T::Site, 0.003 }, { r("orange-greylist"), T::Greylist, 0.035 },
                { r("orange-unknown"), T::Recipient, 0.008 } } },
        { "Comcast", 0.025, r("comcast-ok"),
            { { r("comcast-throttled"), T::Session, 0.008 }, { r("comcast-temporary"), T::Recipient, 0.004 },
                { r("comcast-unknown"), T::Recipient, 0.006 } } },
        { "Mimecast", 0.025, r("mimecast-ok"),
            { { r("mimecast-internal"), T::Recipient, 0.010 }, { r("handshake"), T::Session, 0.002 },
                { r("mimecast-unknown"), T::Recipient, 0.006 } } },
        { "Proofpoint", 0.025, r("proofpoint-ok"),
            { { r("proofpoint-temporary"), T::Session, 0.008 }, { r("proofpoint-temporary"), T::NextMx, 0.005 },
                { r("proofpoint-unknown"), T::Recipient, 0.006 } } },
        { "Barracuda", 0.02, r("barracuda-ok"),
            { { r("barracuda-later"), T::Recipient, 0.015 }, { r("barracuda-unknown"), T::Recipient, 0.006 } } },
        { "", 0.04, r("postfix-ok"),
            { { r("postgrey"), T::Greylist, 0.012 }, { r("timed-out"), T::Site, 0.003 },
                { r("refused"), T::Site, 0.002 }, { r("dns-again"), T::Session, 0.002 },
                { r("lost-connection"), T::Session, 0.002 }, { r("tls-certificate"), T::Session, 0.001 },
                { r("postfix-full"), T::Lasting, 0.0006, 40 }, { r("tls-required"), T::Lasting, 0.0004, 20 },
                { r("postfix-unknown"), T::Recipient, 0.012 }, { r("dnsbl"), T::Recipient, 0.001 } } },
    };
}

constexpr std::array<std::string_view, 24> kNames { "alder", "beacon", "cobalt", "delta", "ember", "falcon", "granite",
    "harbor", "indigo", "juniper", "kestrel", "lumen", "meadow", "north", "orchid", "pioneer", "quarry", "river",
    "summit", "tundra", "umber", "vertex", "willow", "zephyr" };
constexpr std::array<std::string_view, 12> kTrades { "works", "labs", "bank", "foods", "media", "travel", "health",
    "steel", "energy", "books", "legal", "parts" };

// Companies and small providers under .example, which nobody can register (RFC 2606).
std::string companyName(std::size_t i)
{
    return fmt::format("{}-{}.example", kNames[i % kNames.size()], kTrades[i / kNames.size() % kTrades.size()]);
}

class DomainBuilder {
public:
    explicit DomainBuilder(const std::vector<Receiver>& receivers)
        : m_receivers(receivers)
    {
    }

    void add(std::string_view receiver, std::string name, const std::vector<std::string>& hosts,
        const Reply* always = nullptr)
    {
        const auto found = std::find_if(
            m_receivers.begin(), m_receivers.end(), [&](const Receiver& r) { return r.name == receiver; });
        Domain domain { std::move(name), static_cast<std::size_t>(found - m_receivers.begin()), {}, always };
        for (const std::string& host : hosts)
            domain.hosts.push_back({ host, addressOf(host) });
        m_domains.push_back(std::move(domain));
    }
    std::vector<Domain> take() { return std::move(m_domains); }

private:
    // A documentation address (RFC 5737), the same for the same host.
    static std::string addressOf(std::string_view host)
    {
        const std::uint32_t hash = hashOf(host);
        return fmt::format("{}.{}", hash & 1 ? "192.0.2" : "203.0.113", 1 + hash / 2 % 254);
    }

    const std::vector<Receiver>& m_receivers;
    std::vector<Domain> m_domains;
};

std::vector<Domain> makeDomains(const std::vector<Receiver>& receivers)
{
    DomainBuilder b(receivers);
    std::size_t company = 0;
    const auto hyphens = [](std::string name) {
        std::replace(name.begin(), name.end(), '.', '-');
        return name;
    };
    for (int i = 0; i < 60; ++i) {
        const std::string name = companyName(company++);
        b.add("Microsoft 365", name, { hyphens(name) + ".mail.protection.outlook.com" });
    }
    b.add("Gmail", "gmail.com", { "gmail-smtp-in.l.google.com", "alt1.gmail-smtp-in.l.google.com" });
    b.add("Gmail", "googlemail.com", { "gmail-smtp-in.l.google.com", "alt1.gmail-smtp-in.l.google.com" });
    for (const std::string name : { "outlook.com", "hotmail.com", "live.com", "hotmail.fr", "msn.com" })
        b.add("Outlook.com", name, { hyphens(name) + ".olc.protection.outlook.com" });
    for (int i = 0; i < 24; ++i)
        b.add("Google Workspace", companyName(company++), { "aspmx.l.google.com", "alt1.aspmx.l.google.com" });
    for (const std::string name : { "yahoo.com", "aol.com", "ymail.com" })
        b.add("Yahoo", name, { "mta5.am0.yahoodns.net", "mta6.am0.yahoodns.net", "mta7.am0.yahoodns.net" });
    for (const std::string name : { "gmx.de", "gmx.net" })
        b.add("GMX / WEB.DE", name, { "mx00.emig.gmx.net", "mx01.emig.gmx.net" });
    b.add("GMX / WEB.DE", "web.de", { "mx-ha02.web.de", "mx-ha03.web.de" });
    for (const std::string name : { "icloud.com", "me.com", "mac.com" })
        b.add("iCloud", name, { "mx01.mail.icloud.com", "mx02.mail.icloud.com" });
    for (const std::string name : { "orange.fr", "wanadoo.fr" })
        b.add("Orange", name, { "smtp-in.orange.fr" });
    b.add("Comcast", "comcast.net", { "mx1a1.comcast.net", "mx2a1.comcast.net" });
    for (int i = 0; i < 6; ++i)
        b.add(
            "Mimecast", companyName(company++), { "eu-smtp-inbound-1.mimecast.com", "eu-smtp-inbound-2.mimecast.com" });
    for (int i = 0; i < 6; ++i) {
        const int id = 10'410 + 77 * i;
        b.add("Proofpoint", companyName(company++),
            { fmt::format("mxa-000{}.gslb.pphosted.com", id), fmt::format("mxb-000{}.gslb.pphosted.com", id) });
    }
    for (int i = 0; i < 6; ++i) {
        const int id = 21'377 + 113 * i;
        b.add("Barracuda", companyName(company++),
            { fmt::format("d{}a.ess.barracudanetworks.com", id), fmt::format("d{}b.ess.barracudanetworks.com", id) });
    }
    for (int i = 0; i < 150; ++i) {
        const std::string name = companyName(company++);
        b.add("", name, { "mx1." + name, "mx2." + name });
    }
    b.add("", "gmial.example", {}, &reply("dns-unknown"));
    b.add("", "hotnail.example", {}, &reply("dns-unknown"));
    return b.take();
}

std::vector<Limit> makeLimits()
{
    const auto ip = [](int last) { return static_cast<std::size_t>(last - 10); };
    const std::int64_t relaxed = utc(10, 13, 15, 0);
    return {
        { ip(13), { utc(10, 12, 6, 12), utc(10, 13, 14, 36) } },
        { ip(14), { utc(10, 12, 6, 19), utc(10, 13, 12, 57) } },
        { ip(19), { utc(10, 12, 7, 26), utc(10, 13, 8, 18) } },
        { ip(22), { utc(10, 12, 7, 33), utc(10, 13, 17, 39) } },
        { ip(27), { utc(10, 12, 8, 40), utc(10, 13, 6, 0) } },
        { ip(31), { utc(10, 12, 9, 47), utc(10, 13, 19, 21) } },
        { ip(36), { utc(10, 12, 9, 54), utc(10, 13, 10, 42) } },
        { ip(40), { utc(10, 12, 10, 1), kNever }, relaxed },
        { ip(43), { utc(10, 12, 12, 8), kNever }, relaxed },
    };
}

UtcTime toTime(std::int64_t us) { return UtcTime(std::chrono::milliseconds(us / 1000)); }

} // namespace

std::int64_t utc(int month, int day, int hour, int minute)
{
    using namespace std::chrono;
    const sys_days date { year(2023) / month / day };
    return duration_cast<microseconds>((date + hours(hour) + minutes(minute)).time_since_epoch()).count();
}

double Limit::deferredShare(std::int64_t t) const
{
    if (!span.contains(t))
        return 0;
    return t < relaxedFrom ? 0.88 : 0.6;
}

const Limit* World::limitOf(std::size_t source) const
{
    const auto found = std::find_if(limits.begin(), limits.end(), [&](const Limit& l) { return l.source == source; });
    return found == limits.end() ? nullptr : &*found;
}

double World::volumeAt(std::int64_t hour) const
{
    static constexpr std::array<double, 24> kDay { 0.48, 0.42, 0.38, 0.38, 0.42, 0.50, 0.68, 0.95, 1.30, 1.50, 1.58,
        1.55, 1.48, 1.52, 1.60, 1.62, 1.55, 1.42, 1.25, 1.10, 0.95, 0.80, 0.66, 0.56 };
    static constexpr std::array<double, 7> kWeek { 0.42, 1.06, 1.12, 1.10, 1.12, 1.02, 0.62 }; // from Sunday
    if (outage.contains(hour))
        return 0;
    const auto hours = hour / kHour;
    const auto weekday = static_cast<std::size_t>((hours / 24 + 4) % 7); // 1970-01-01 was a Thursday
    const double days = static_cast<double>(hour - movingIn) / static_cast<double>(24 * kHour);
    const double grown = 1 / (1 + std::exp(-days / 3));
    return kDay[static_cast<std::size_t>(hours % 24)] * kWeek[weekday] * (0.08 + 0.92 * grown);
}

double World::sourceWeight(std::size_t source, std::int64_t t) const
{
    const bool wednesday = (t / kHour / 24 + 4) % 7 == 3;
    const double base = 0.85 + 0.3 * static_cast<double>(source * 7 % 11) / 10;
    const Limit* limit = limitOf(source);
    if (!limit)
        return base;
    return (limit->span.to == kNever ? 0.9 : 0.6) * (wednesday ? 1.14 : 1.0);
}

World makeWorld()
{
    World w;
    w.data = { utc(8, 18, 0, 0), utc(10, 14, 10, 0) };
    w.movingIn = utc(9, 20, 0, 0);
    w.outage = { utc(10, 11, 2, 0), utc(10, 11, 5, 0) };
    w.orangeGreylisting = { utc(10, 11, 9, 0), utc(10, 11, 14, 0) };
    w.sources = makeSources();
    w.receivers = makeReceivers();
    w.domains = makeDomains(w.receivers);
    w.limits = makeLimits();
    w.limitedReceiver = 0;
    w.incidents = { { 0, "EX680695", "Microsoft 365",
        "Specific IP addresses are unexpectedly limited by anti-spam procedures; inbound external mail is throttled "
        "and "
        "delayed.",
        "https://admin.microsoft.com/servicehealth/EX680695", toTime(utc(10, 12, 7, 0)),
        toTime(utc(10, 13, 19, 30)), {}, {} } };
    return w;
}

} // namespace mv::storm
