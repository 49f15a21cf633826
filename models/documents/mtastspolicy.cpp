// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/documents/mtastspolicy.h"
#include "models/documents/textlines.h"
#include "models/mail/ascii.h"
#include "models/mail/dnsanswer.h"
#include <algorithm>
#include <charconv>
#include <map>

namespace mv {
namespace {

constexpr std::size_t kMaxHosts = 1000;
constexpr std::uint64_t kLongestAge = 31'557'600; // RFC 8461, 3.2

std::string domainIn(std::string_view path)
{
    constexpr std::string_view kHost = "mta-sts.";
    constexpr std::string_view kEnding = ".txt";
    while (!path.empty()) {
        const auto slash = path.rfind('/');
        std::string_view part = path.substr(slash + 1); // npos + 1 is 0
        path = path.substr(0, slash == std::string_view::npos ? 0 : slash);
        if (part.ends_with(kEnding))
            part.remove_suffix(kEnding.size());
        if (part.starts_with(kHost) && part.substr(kHost.size()).find('.') != std::string_view::npos)
            return dnsName(part.substr(kHost.size()));
    }
    return {};
}

struct Policy {
    std::map<std::string, std::string, std::less<>> values; // but mx; of two with one key the first counts
    std::vector<std::string> hosts;
    std::vector<std::string> problems;
};

std::string errorAt(std::size_t line, const std::string& what)
{
    return "This MTA-STS policy is not valid (line " + std::to_string(line) + "): " + what;
}

Result<Policy> policyIn(std::string_view whole)
{
    Policy p;
    std::size_t number = 0;
    std::string error;
    forEachLine(whole, [&](std::string_view line, std::uint64_t) {
        ++number;
        const auto colon = line.find(':');
        if (trimmed(line).empty() || !error.empty())
            return;
        if (colon == std::string_view::npos) {
            error = errorAt(number, "a key, a colon and a value are expected.");
            return;
        }
        const std::string key(trimmed(line.substr(0, colon)));
        const std::string_view value = trimmed(line.substr(colon + 1));
        if (key == "mx") {
            if (p.hosts.size() < kMaxHosts)
                p.hosts.push_back("mx: " + dnsName(value));
        } else if (!p.values.try_emplace(key, value).second) {
            p.problems.push_back("The key \"" + key.substr(0, 32) + "\" comes twice: the first one counts.");
        }
    });
    const auto valueOf = [&](std::string_view key) {
        const auto it = p.values.find(key);
        return it == p.values.end() ? std::string() : it->second;
    };
    std::uint64_t age = 0;
    const std::string told = valueOf("max_age");
    const auto [end, failed] = std::from_chars(told.data(), told.data() + told.size(), age);
    const std::string mode = valueOf("mode");
    if (!error.empty())
        return failure(error);
    if (mode != "enforce" && mode != "testing" && mode != "none")
        return failure(errorAt(number, "mode is to be enforce, testing or none."));
    if (failed != std::errc() || end != told.data() + told.size() || age > kLongestAge)
        return failure(errorAt(number, "max_age is to be a number of seconds up to 31557600."));
    if (p.hosts.empty() && mode != "none")
        return failure(errorAt(number, "it names no mx."));
    return p;
}

} // namespace

int scoreMtaStsPolicy(std::string_view head)
{
    bool version = false;
    bool other = false;
    forEachLine(head, [&](std::string_view line, std::uint64_t) {
        version = version || (line.starts_with("version:") && line.find("STSv1") != std::string_view::npos);
        other = other || line.starts_with("mode:") || line.starts_with("mx:") || line.starts_with("max_age:");
    });
    return version && other ? 85 : 0;
}

Result<DocumentReading> readMtaStsPolicy(std::string_view whole, const DocumentOptions& options)
{
    auto policy = policyIn(whole);
    if (!policy)
        return tl::unexpected(policy.error());
    DocumentReading reading;
    ProbeResult r;
    r.at = options.fileTime;
    r.kind = ProbeKind::MtaSts;
    r.domain = domainIn(options.path);
    r.name = "mta-sts." + r.domain;
    r.by = "file";
    if (r.domain.empty()) {
        ++reading.records.other;
        reading.remark
            = "An MTA-STS policy does not say whose it is: call the file, or its folder, as the host that it "
              "was fetched from, as in mta-sts.example.com.txt.";
        return reading;
    }
    r.answers.push_back("version: " + policy->values["version"]);
    r.answers.push_back("mode: " + policy->values["mode"]);
    std::ranges::sort(policy->hosts);
    r.answers.insert(r.answers.end(), policy->hosts.begin(), policy->hosts.end());
    r.answers.push_back("max_age: " + policy->values["max_age"]);
    for (std::string& problem : policy->problems)
        r.findings.push_back({ Severity::Warning, std::move(problem), "RFC 8461, 3.2" });
    reading.evidence.probes.push_back(std::move(r));
    ++reading.records.delivery;
    return reading;
}

} // namespace mv
