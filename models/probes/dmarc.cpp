// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/probes/dmarc.h"
#include "models/mail/ascii.h"
#include "models/probes/taglist.h"
#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <libpsl.h>

namespace mv {
namespace {

constexpr std::string_view kRecord = "RFC 9989, 4.7";
constexpr std::string_view kVersion = "v=DMARC1";

std::string_view parentOf(std::string_view name)
{
    const std::size_t dot = name.find('.');
    return dot == std::string_view::npos ? std::string_view() : name.substr(dot + 1);
}

bool isDmarcRecord(std::string_view txt)
{
    const TagList tags = parseTagList(txt);
    return !tags.tags.empty() && tags.tags.front().name == "v" && tags.tags.front().value == "DMARC1";
}

// The one record at _dmarc.`domain`; several count as none. Empty: none.
std::string recordAt(const Probing& probing, std::string_view domain, DnsReply& reply)
{
    reply = probing.ask("_dmarc." + std::string(domain), DnsType::Txt);
    std::string found;
    for (const ResourceRecord& record : reply.records) {
        if (!isDmarcRecord(record.data))
            continue;
        if (!found.empty())
            return {};
        found = record.data;
    }
    return found;
}

bool isPolicy(std::string_view value)
{
    const std::string word = lowered(value);
    return word == "none" || word == "quarantine" || word == "reject";
}

struct TagRule {
    std::string_view name;
    std::string_view expected;
    bool (*isValid)(std::string_view);
};
bool isMode(std::string_view v) { return v == "r" || v == "s"; }
bool isFlag(std::string_view v) { return v == "y" || v == "n"; }
bool isPsd(std::string_view v) { return v == "y" || v == "n" || v == "u"; }
bool isFailureOption(std::string_view v)
{
    return !v.empty() && v.find_first_not_of("01ds:") == std::string_view::npos;
}
bool isPercentage(std::string_view v)
{
    return !v.empty() && v.size() <= 3 && std::ranges::all_of(v, isDigit) && std::stoi(std::string(v)) <= 100;
}
bool isSeconds(std::string_view v) { return !v.empty() && v.size() <= 10 && std::ranges::all_of(v, isDigit); }
bool isAnything(std::string_view) { return true; }
constexpr std::array<TagRule, 14> kTags { { { "v", "", isAnything }, { "p", "none, quarantine or reject", isPolicy },
    { "sp", "none, quarantine or reject", isPolicy }, { "np", "none, quarantine or reject", isPolicy },
    { "adkim", "r or s", isMode }, { "aspf", "r or s", isMode }, { "t", "y or n", isFlag },
    { "psd", "y, n or u", isPsd }, { "fo", "0, 1, d, s", isFailureOption },
    { "pct", "a number up to 100", isPercentage }, { "ri", "seconds", isSeconds }, { "rf", "", isAnything },
    { "rua", "", isAnything }, { "ruf", "", isAnything } } };

void judgeTags(ProbeResult& result, const TagList& tags)
{
    for (const std::string& problem : tags.problems)
        bad(result, fmt::format("In the DMARC record {}.", keptText(problem)), kRecord);
    for (const TagList::Tag& tag : tags.tags) {
        const auto* const rule = std::ranges::find(kTags, std::string_view(tag.name), &TagRule::name);
        if (rule == kTags.end())
            warn(result, fmt::format("DMARC has no tag \"{}\": it is ignored.", tag.name), kRecord);
        else if (!rule->isValid(lowered(tag.value)))
            bad(result,
                fmt::format(
                    "The DMARC tag {}={} is invalid; it may be {}.", tag.name, keptText(tag.value), rule->expected),
                kRecord);
        if (tag.name == "pct" || tag.name == "rf" || tag.name == "ri")
            note(result, fmt::format("The DMARC tag \"{}\" is no longer used.", tag.name), "RFC 9989, A");
    }
}

void judgePolicy(ProbeResult& result, const TagList& tags)
{
    const std::string* p = tags.find("p");
    const std::string policy = p == nullptr ? "none" : lowered(*p);
    if (p == nullptr)
        warn(
            result, "The DMARC record has no \"p\": older receivers ignore it, newer ones take it as p=none.", kRecord);
    else if (policy == "none")
        warn(result, "The DMARC policy is p=none: mail that fails is treated as any other.", kRecord);
    const std::string* sp = tags.find("sp");
    const std::string subdomains = sp == nullptr ? policy : lowered(*sp);
    if (policy != "none" && subdomains == "none")
        warn(result, "The DMARC policy for subdomains is sp=none: they are not protected.", kRecord);
    if (const std::string* np = tags.find("np"); np != nullptr && subdomains != "none" && lowered(*np) == "none")
        warn(
            result, "The DMARC policy for subdomains that do not exist is np=none: anybody can make them up.", kRecord);
    if (const std::string* t = tags.find("t"); t != nullptr && lowered(*t) == "y")
        warn(result, "The DMARC record is in test mode (t=y): its policy is not applied.", kRecord);
    if (const std::string* pct = tags.find("pct"); pct != nullptr && *pct != "100")
        warn(result,
            fmt::format("Older receivers apply the DMARC policy to {} % of the mail only (pct).", keptText(*pct)),
            "RFC 7489, 6.3");
    if (tags.find("fo") != nullptr && tags.find("ruf") == nullptr)
        note(result, "The DMARC tag \"fo\" is without effect: no failure reports are asked for (\"ruf\").", kRecord);
}

// The domain of "mailto:local@domain!10m". Empty: no such URI.
std::string mailtoDomain(std::string_view uri)
{
    constexpr std::string_view kMailto = "mailto:";
    if (lowered(uri.substr(0, kMailto.size())) != kMailto)
        return {};
    std::string_view address = uri.substr(kMailto.size());
    address = address.substr(0, address.find_first_of("!?"));
    const std::size_t at = address.rfind('@');
    if (at == std::string_view::npos || at == 0 || address.find(' ') != std::string_view::npos
        || !isHostName(address.substr(at + 1), 2))
        return {};
    return canonicalName(address.substr(at + 1));
}

void judgeDestination(
    const Probing& probing, ProbeResult& result, std::string_view tag, std::string_view uri, const DmarcSource& source)
{
    const std::string domain = mailtoDomain(uri);
    if (domain.empty()) {
        bad(result,
            fmt::format("\"{}\" in the DMARC tag {} is no mailto: address, which all receivers can send to.",
                keptText(uri), tag),
            "RFC 9989, 4.6");
        return;
    }
    if (organizationalDomain(domain) == organizationalDomain(source.domain))
        return;
    const DnsReply reply = probing.ask(source.domain + "._report._dmarc." + domain, DnsType::Txt);
    const bool agrees = std::ranges::any_of(reply.records, [](const auto& r) { return isDmarcRecord(r.data); });
    if (reply.isKnown() && !agrees)
        bad(result,
            fmt::format(
                "DMARC reports go to {} ({}), which does not say that it takes them for {}: receivers send none. "
                "It needs a record {}._report._dmarc.{}.",
                domain, tag, source.domain, source.domain, domain),
            "RFC 7489, 7.1");
}

void judgeDestinations(const Probing& probing, ProbeResult& result, const TagList& tags, const DmarcSource& source)
{
    constexpr std::size_t kDestinations = 10; // each may take a lookup
    if (tags.find("rua") == nullptr)
        note(result, "The DMARC record asks for no aggregate reports (\"rua\"): nobody tells what fails.", kRecord);
    for (const std::string_view tag : { "rua", "ruf" }) {
        const std::string* list = tags.find(tag);
        if (list == nullptr)
            continue;
        std::string_view rest = *list;
        for (std::size_t i = 0; i < kDestinations && !rest.empty(); ++i) {
            const std::size_t end = std::min(rest.find(','), rest.size());
            std::string uri(rest.substr(0, end));
            while (uri.starts_with(' '))
                uri.erase(0, 1);
            while (uri.ends_with(' '))
                uri.pop_back();
            judgeDestination(probing, result, tag, uri, source);
            rest = rest.substr(std::min(end + 1, rest.size()));
        }
    }
}

void compare(ProbeResult& result, const DmarcSource& list, const DmarcSource& walk)
{
    if (list.domain != walk.domain)
        warn(result,
            fmt::format(
                "Receivers do not agree which DMARC policy applies: by the Public Suffix List {}, by the tree walk {}.",
                list.domain.empty() ? "none" : "that of " + list.domain,
                walk.domain.empty() ? "none" : "that of " + walk.domain),
            "RFC 7489, 6.6.3; RFC 9989, 4.10");
    if (list.organizational != walk.organizational)
        warn(result,
            fmt::format(
                "Receivers do not agree on the organizational domain, which alignment goes by: {} by the Public Suffix "
                "List, {} by the tree walk.",
                list.organizational, walk.organizational),
            "RFC 7489, 3.2; RFC 9989, 4.10");
}

} // namespace

std::string organizationalDomain(const std::string& domain)
{
    std::string_view registered = domain;
    for (std::string_view name = domain; !name.empty(); name = parentOf(name)) {
        if (psl_is_public_suffix(psl_builtin(), std::string(name).c_str()))
            break;
        registered = name;
    }
    return std::string(registered);
}

DmarcSource dmarcByPublicSuffix(const Probing& probing, const std::string& domain)
{
    DmarcSource source;
    source.organizational = organizationalDomain(domain);
    for (const std::string& name : { domain, source.organizational }) {
        source.record = recordAt(probing, name, source.reply);
        if (!source.record.empty())
            source.domain = name;
        // What can't be looked up could be the policy: none above it may take its place.
        if (!source.record.empty() || !source.reply.isKnown() || name == source.organizational)
            break;
    }
    return source;
}

DmarcSource dmarcByTreeWalk(const Probing& probing, const std::string& domain)
{
    struct Found {
        std::string domain, record, psd;
    };
    std::vector<Found> found; // from the longest name to the shortest
    DmarcSource source;
    constexpr std::size_t kLabels = 8;
    for (std::string_view name = domain; !name.empty();) {
        if (const std::string record = recordAt(probing, name, source.reply); !record.empty()) {
            const TagList tags = parseTagList(record);
            const std::string* psd = tags.find("psd");
            found.push_back({ std::string(name), record, psd == nullptr ? "u" : *psd });
        }
        if (!source.reply.isKnown() || (!found.empty() && found.back().domain == name && found.back().psd == "n")
            || (!found.empty() && found.back().psd == "y" && found.back().domain != domain))
            break;
        name = parentOf(name);
        while (std::ranges::count(name, '.') + 1 >= static_cast<std::ptrdiff_t>(kLabels))
            name = parentOf(name);
    }
    source.organizational = domain;
    const Found* organizational = nullptr;
    for (const Found& each : found) {
        organizational = &each;
        source.organizational = each.domain;
        if (each.psd == "n")
            break;
        if (each.psd == "y" && each.domain != domain) { // one label below it
            std::string_view below = domain;
            while (parentOf(below) != each.domain)
                below = parentOf(below);
            source.organizational = below;
            break;
        }
    }
    if (organizational == nullptr)
        return source;
    // The domain's own, else the organizational domain's, else the public suffix's.
    for (const std::string& name : { domain, source.organizational, organizational->domain }) {
        const auto own = std::ranges::find(found, name, &Found::domain);
        if (own != found.end()) {
            source.domain = own->domain;
            source.record = own->record;
            break;
        }
    }
    return source;
}

ProbeResult probeDmarc(const Probing& probing, const std::string& domain)
{
    const std::string name = "_dmarc." + domain;
    const DnsReply own = probing.ask(name, DnsType::Txt);
    ProbeResult result = resultOf(probing, ProbeKind::Dmarc, domain, name, own);
    oneVersioned(result, own, kVersion, "RFC 9989, 4.10");
    const DmarcSource list = dmarcByPublicSuffix(probing, domain);
    const DmarcSource walk = dmarcByTreeWalk(probing, domain);
    if (!own.isKnown())
        return result;
    compare(result, list, walk);
    const DmarcSource& source = walk.domain.empty() ? list : walk;
    if (source.domain.empty()) {
        if (!source.reply.isKnown())
            warn(result, fmt::format("Whether a DMARC policy applies is unknown: {}.", whyNot(source.reply)),
                "RFC 9989, 4.10");
        else
            bad(result, fmt::format("No DMARC policy applies to {}.", domain), "RFC 9989, 4.10");
        return result;
    }
    if (source.domain != domain)
        note(result, fmt::format("The DMARC policy of {} applies: {}", source.domain, keptText(source.record)),
            "RFC 9989, 4.10");
    const TagList tags = parseTagList(source.record);
    judgeTags(result, tags);
    judgePolicy(result, tags);
    judgeDestinations(probing, result, tags, source);
    return result;
}

} // namespace mv
