// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/probes/mtasts.h"
#include "models/mail/ascii.h"
#include "models/probes/taglist.h"
#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace mv {
namespace {

constexpr std::string_view kPolicy = "RFC 8461, 3.2";
constexpr long long kLongestAge = 31'557'600; // a year
constexpr long long kShortAge = 86'400;       // below it a policy protects little (RFC 8461, 10.2)

std::string_view trimmed(std::string_view text)
{
    const std::size_t begin = text.find_first_not_of(" \t\r");
    if (begin == std::string_view::npos)
        return {};
    return text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1);
}

bool isPattern(std::string_view mx)
{
    return isDomainName(mx.starts_with("*.") ? mx.substr(2) : mx, 2) && mx.find('@') == std::string_view::npos;
}

struct Keys {
    bool version = false, mode = false;
};

void readLine(std::string_view line, StsPolicy& policy, Keys& seen)
{
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) {
        policy.problems.push_back(fmt::format("\"{}\" is no line \"key: value\".", keptText(line.substr(0, 40))));
        return;
    }
    const std::string_view key = trimmed(line.substr(0, colon));
    const std::string_view value = trimmed(line.substr(colon + 1));
    if (key == "mx") {
        policy.mx.push_back(lowered(value));
        if (!isPattern(value))
            policy.problems.push_back(fmt::format("\"mx: {}\" names no host.", keptText(value)));
    } else if (key == "version" && !std::exchange(seen.version, true)) {
        if (value != "STSv1")
            policy.problems.push_back(fmt::format("The version is \"{}\", not STSv1.", keptText(value)));
    } else if (key == "mode" && !std::exchange(seen.mode, true)) {
        policy.mode = value;
        if (value != "enforce" && value != "testing" && value != "none")
            policy.problems.push_back(
                fmt::format("The mode is \"{}\", not enforce, testing or none.", keptText(value)));
    } else if (key == "max_age" && !policy.maxAge) {
        const bool isNumber = !value.empty() && value.size() <= 10 && std::ranges::all_of(value, isDigit);
        policy.maxAge = isNumber ? std::stoll(std::string(value)) : -1;
        if (!isNumber || *policy.maxAge > kLongestAge)
            policy.problems.push_back(
                fmt::format("max_age is \"{}\", not a number of seconds up to {}.", keptText(value), kLongestAge));
    } else if (key == "version" || key == "mode" || key == "max_age") {
        policy.problems.push_back(fmt::format("\"{}\" stands there more than once; the first counts.", key));
    }
}

void judgePolicy(ProbeResult& result, const StsPolicy& policy, const std::vector<std::string>& mxHosts)
{
    for (const std::string& problem : policy.problems)
        bad(result, "In the MTA-STS policy: " + problem, kPolicy);
    if (policy.mode == "testing")
        warn(result, "The MTA-STS policy is in testing: mail is delivered also where it does not hold.", "RFC 8461, 5");
    else if (policy.mode == "none")
        note(result, "The MTA-STS policy has mode none: it asks for nothing.", "RFC 8461, 5");
    if (policy.maxAge && *policy.maxAge >= 0 && *policy.maxAge < kShortAge && policy.mode == "enforce")
        warn(result, fmt::format("The MTA-STS policy is kept for {} s only; weeks are recommended.", *policy.maxAge),
            "RFC 8461, 10.2");
    if (policy.mode == "none")
        return;
    std::vector<std::string> uncovered;
    std::ranges::copy_if(
        mxHosts, std::back_inserter(uncovered), [&](const auto& host) { return !coversMx(policy, host); });
    if (!uncovered.empty())
        bad(result,
            fmt::format("The MTA-STS policy does not cover {}: senders {} it.", fmt::join(uncovered, ", "),
                policy.mode == "enforce" ? "do not deliver to" : "report"),
            "RFC 8461, 4.1");
}

void judgeId(ProbeResult& result, const TagList& tags)
{
    const std::string* id = tags.find("id");
    const bool valid = id != nullptr && !id->empty() && id->size() <= 32
        && std::ranges::all_of(*id, [](char c) { return isLetter(c) || isDigit(c); });
    if (!valid)
        bad(result, "The MTA-STS record has no valid \"id\" (1 to 32 letters and digits): senders ignore it.",
            "RFC 8461, 3.1");
}

} // namespace

StsPolicy parseStsPolicy(std::string_view text)
{
    StsPolicy policy;
    Keys seen;
    constexpr std::size_t kLines = 1000;
    for (std::size_t i = 0; i < kLines && !text.empty(); ++i) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = trimmed(text.substr(0, end));
        text = text.substr(std::min(end + 1, text.size()));
        if (i == 0 && line.starts_with('<')) {
            policy.problems.emplace_back("It is a page (HTML or XML), not a policy.");
            return policy;
        }
        if (!line.empty())
            readLine(line, policy, seen);
    }
    if (!seen.version)
        policy.problems.emplace_back("There is no \"version: STSv1\".");
    if (!seen.mode)
        policy.problems.emplace_back("There is no \"mode\".");
    if (!policy.maxAge)
        policy.problems.emplace_back("There is no \"max_age\".");
    if (policy.mx.empty() && policy.mode != "none")
        policy.problems.emplace_back("There is no \"mx\".");
    return policy;
}

bool coversMx(const StsPolicy& policy, std::string_view host)
{
    const std::string name = canonicalName(host);
    return std::ranges::any_of(policy.mx, [&](const std::string& pattern) {
        if (!pattern.starts_with("*."))
            return canonicalName(pattern) == name;
        const std::size_t dot = name.find('.');
        return dot != std::string::npos && dot > 0 && name.substr(dot) == canonicalName(pattern).substr(1);
    });
}

ProbeResult probeMtaSts(const Probing& probing, const std::string& domain, const std::vector<std::string>& mxHosts,
    const FetchPolicy& fetch)
{
    const std::string name = "_mta-sts." + domain;
    const DnsReply reply = probing.ask(name, DnsType::Txt);
    ProbeResult result = resultOf(probing, ProbeKind::MtaSts, domain, name, reply);
    const auto record = oneVersioned(result, reply, "v=STSv1", "RFC 8461, 3.1");
    if (!record) {
        if (result.status == ProbeStatus::Absent)
            note(result, fmt::format("{} has no MTA-STS policy.", domain), "RFC 8461, 3.1");
        return result;
    }
    const TagList tags = parseTagList(*record);
    for (const std::string& problem : tags.problems)
        bad(result, fmt::format("In the MTA-STS record {}.", keptText(problem)), "RFC 8461, 3.1");
    judgeId(result, tags);
    if (!fetch)
        return result;
    const auto text = fetch(domain, probing.stop);
    if (!text) {
        bad(result, fmt::format("There is an MTA-STS record, but no policy: {}", text.error().what), "RFC 8461, 3.3");
        return result;
    }
    const StsPolicy policy = parseStsPolicy(*text);
    for (std::string_view rest = *text; !rest.empty() && result.answers.size() < 100;) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        if (const std::string_view line = trimmed(rest.substr(0, end)); !line.empty())
            result.answers.push_back(keptText(line.substr(0, 300)));
        rest = rest.substr(std::min(end + 1, rest.size()));
    }
    judgePolicy(result, policy, mxHosts);
    return result;
}

} // namespace mv
