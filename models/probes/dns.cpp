// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/probes/dns.h"
#include "models/mail/ascii.h"
#include "models/probes/ipaddress.h"
#include <algorithm>

namespace mv {

std::string_view toString(DnsType type)
{
    switch (type) {
    case DnsType::A:
        return "A";
    case DnsType::Cname:
        return "CNAME";
    case DnsType::Ptr:
        return "PTR";
    case DnsType::Mx:
        return "MX";
    case DnsType::Txt:
        return "TXT";
    case DnsType::Aaaa:
        return "AAAA";
    case DnsType::Tlsa:
        return "TLSA";
    }
    return "?";
}

ProbeStatus probeStatus(DnsStatus status)
{
    switch (status) {
    case DnsStatus::Answered:
        return ProbeStatus::Answered;
    case DnsStatus::NoName:
    case DnsStatus::NoData:
        return ProbeStatus::Absent;
    case DnsStatus::TimedOut:
        return ProbeStatus::TimedOut;
    case DnsStatus::Failed:
    case DnsStatus::Cancelled:
        break;
    }
    return ProbeStatus::Failed;
}

std::string whyNot(const DnsReply& answer)
{
    switch (answer.status) {
    case DnsStatus::Answered:
        break;
    case DnsStatus::NoName:
        return "no such name (NXDOMAIN)";
    case DnsStatus::NoData:
        return "no such record (NODATA)";
    case DnsStatus::Failed:
        return answer.problem.empty() ? "the lookup failed" : answer.problem;
    case DnsStatus::TimedOut:
        return "no answer in time";
    case DnsStatus::Cancelled:
        return "cancelled";
    }
    return {};
}

std::string canonicalName(std::string_view name)
{
    if (name.ends_with('.'))
        name.remove_suffix(1);
    return lowered(name);
}

bool isDomainName(std::string_view name, std::size_t labels)
{
    if (name.ends_with('.'))
        name.remove_suffix(1);
    if (name.empty() || name.size() > 253)
        return false;
    std::size_t count = 0;
    for (std::size_t at = 0; at <= name.size(); ++count) {
        const std::size_t end = std::min(name.find('.', at), name.size());
        if (end == at || end - at > 63)
            return false;
        at = end + 1;
    }
    return count >= labels;
}

bool isHostName(std::string_view name, std::size_t labels)
{
    return isDomainName(name, labels) && std::ranges::all_of(name, [](char c) {
        return isLetter(c) || isDigit(c) || c == '-' || c == '.' || c == '_';
    });
}

std::string reverseName(std::string_view address)
{
    const auto ip = IpAddress::from(address);
    if (!ip)
        return {};
    std::string name;
    const std::string dotted = ip->dotted(); // parts, most significant first
    for (std::size_t end = dotted.size(); end != std::string::npos;) {
        const std::size_t dot = end == 0 ? std::string::npos : dotted.rfind('.', end - 1);
        const std::size_t begin = dot == std::string::npos ? 0 : dot + 1;
        name += dotted.substr(begin, end - begin) + '.';
        end = dot;
    }
    return lowered(name) + (ip->isV4() ? "in-addr.arpa" : "ip6.arpa");
}

} // namespace mv
