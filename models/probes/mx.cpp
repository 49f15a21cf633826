// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/probes/mx.h"
#include "models/probes/ipaddress.h"
#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace mv {
namespace {

// Networks that no host of the Internet can reach (RFC 1122, 1918, 3927, 4193, 4291).
bool isUnreachable(const IpAddress& ip)
{
    struct Network {
        std::string_view address;
        int bits;
    };
    constexpr std::array<Network, 10> kNetworks { { { "0.0.0.0", 8 }, { "10.0.0.0", 8 }, { "127.0.0.0", 8 },
        { "169.254.0.0", 16 }, { "172.16.0.0", 12 }, { "192.168.0.0", 16 }, { "::1", 128 }, { "::", 128 },
        { "fc00::", 7 }, { "fe80::", 10 } } };
    return std::ranges::any_of(
        kNetworks, [&](const Network& n) { return ip.sharesPrefix(*IpAddress::from(n.address), n.bits); });
}

// Adds the host's addresses of one family to the result and the host.
void addAddresses(ProbeResult& result, MxHost& host, const DnsReply& reply)
{
    for (const ResourceRecord& record : reply.records) {
        host.addresses.push_back(record.data);
        result.answers.push_back(record.data);
        if (const auto ip = IpAddress::from(record.data); ip && isUnreachable(*ip))
            bad(result, fmt::format("The address {} of {} can't be reached from the Internet.", record.data, host.name),
                "RFC 6890, 2.2");
    }
}

ProbeResult probeAddresses(const Probing& probing, const std::string& domain, MxHost& host)
{
    const DnsReply four = probing.ask(host.name, DnsType::A);
    const DnsReply six = probing.ask(host.name, DnsType::Aaaa);
    const bool either = four.status == DnsStatus::Answered || six.status == DnsStatus::Answered;
    const DnsReply& telling = four.status == DnsStatus::Answered ? four : either || four.isKnown() ? six : four;
    ProbeResult result = resultOf(probing, ProbeKind::Address, domain, host.name, telling);
    addAddresses(result, host, four);
    addAddresses(result, host, six);
    std::ranges::sort(result.answers);
    host.secure = host.secure && (four.secure || four.records.empty()) && (six.secure || six.records.empty()) && either;
    if (!four.alias.empty() || !six.alias.empty())
        bad(result,
            fmt::format("The MX host {} is an alias (CNAME) of {}; it must have addresses of its own.", host.name,
                four.alias.empty() ? six.alias : four.alias),
            "RFC 2181, 10.3; RFC 5321, 5.1");
    if (four.isVoid() && six.isVoid())
        bad(result, fmt::format("The MX host {} has no address.", host.name), "RFC 5321, 5.1");
    return result;
}

void judgeSet(ProbeResult& result, const std::vector<ResourceRecord>& set)
{
    const auto isNull = [](const ResourceRecord& mx) { return mx.data.empty(); };
    if (std::ranges::any_of(set, isNull)) {
        if (set.size() > 1)
            bad(result,
                fmt::format("{} has a null MX (\".\") next to others, where it must stand alone.", result.domain),
                "RFC 7505, 3");
        else
            note(result, fmt::format("{} takes no mail (null MX).", result.domain), "RFC 7505, 3");
    }
    for (const ResourceRecord& mx : set) {
        if (IpAddress::from(mx.data))
            bad(result,
                fmt::format("The MX record of {} names the address {} instead of a host.", result.domain, mx.data),
                "RFC 5321, 5.1");
    }
}

} // namespace

MxProbe probeMx(const Probing& probing, const std::string& domain, std::size_t most)
{
    DnsReply reply = probing.ask(domain, DnsType::Mx);
    ProbeResult result = resultOf(probing, ProbeKind::Mx, domain, domain, reply);
    std::ranges::sort(reply.records, {}, [](const ResourceRecord& mx) { return std::pair(mx.preference, mx.data); });
    MxProbe probe;
    for (const ResourceRecord& mx : reply.records) {
        result.answers.push_back(fmt::format("{} {}", mx.preference, mx.data.empty() ? "." : mx.data));
        const bool isHost = isDomainName(mx.data) && !IpAddress::from(mx.data);
        if (isHost && std::ranges::find(probe.hosts, mx.data, &MxHost::name) == probe.hosts.end())
            probe.hosts.push_back({ mx.data, {}, reply.secure });
    }
    judgeSet(result, reply.records);
    if (reply.status == DnsStatus::NoData) {
        warn(result, fmt::format("{} has no MX record: mail goes to its own address, if it has one.", domain),
            "RFC 5321, 5.1");
        probe.hosts.push_back({ domain, {}, reply.secure });
    } else if (reply.status == DnsStatus::NoName) {
        probe.exists = false;
        bad(result, fmt::format("The domain {} does not exist.", domain), "RFC 5321, 5.1");
    }
    if (probe.hosts.size() > most) {
        warn(result, fmt::format("{} has {} MX hosts; the first {} were looked at.", domain, probe.hosts.size(), most),
            "RFC 5321, 5.1");
        probe.hosts.resize(most);
    }
    probe.results.push_back(std::move(result));
    for (MxHost& host : probe.hosts)
        probe.results.push_back(probeAddresses(probing, domain, host));
    return probe;
}

ProbeResult probePtr(const Probing& probing, const std::string& address)
{
    constexpr std::string_view kSection = "RFC 1912, 2.1";
    constexpr std::size_t kNames = 10;
    const DnsReply reply = probing.ask(reverseName(address), DnsType::Ptr);
    ProbeResult result = resultOf(probing, ProbeKind::Ptr, address, address, reply);
    for (const ResourceRecord& record : reply.records)
        result.answers.push_back(record.data);
    std::ranges::sort(result.answers);
    if (reply.isVoid()) {
        bad(result, fmt::format("{} has no name (PTR): many receivers refuse its mail.", address), kSection);
        return result;
    }
    if (result.answers.empty())
        return result;
    const auto ip = IpAddress::from(address);
    std::vector<std::string> confirmed, unknown;
    for (std::size_t i = 0; i < std::min(result.answers.size(), kNames); ++i) {
        const std::string& name = result.answers[i];
        const DnsReply forward = probing.ask(name, ip && ip->isV4() ? DnsType::A : DnsType::Aaaa);
        if (!forward.isKnown())
            unknown.push_back(name);
        if (std::ranges::any_of(forward.records, [&](const auto& r) { return IpAddress::from(r.data) == ip; }))
            confirmed.push_back(name);
    }
    if (!confirmed.empty())
        note(result, fmt::format("{} is {}, which leads back to it.", address, fmt::join(confirmed, ", ")), kSection);
    else if (!unknown.empty())
        warn(result, fmt::format("Whether {} leads back to {} can't be looked up.", fmt::join(unknown, ", "), address),
            kSection);
    else
        bad(result,
            fmt::format("{} is called {}, which does not lead back to it: receivers take it as having no name.",
                address, fmt::join(result.answers, ", ")),
            kSection);
    return result;
}

} // namespace mv
