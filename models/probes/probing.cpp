// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/probes/probing.h"
#include "models/mail/ascii.h"
#include "models/probes/taglist.h"
#include <algorithm>
#include <fmt/format.h>

namespace mv {
namespace {

void add(ProbeResult& result, Severity severity, std::string text, std::string_view source)
{
    result.findings.push_back({ severity, std::move(text), std::string(source) });
}

} // namespace

ProbeResult resultOf(
    const Probing& probing, ProbeKind kind, std::string_view domain, std::string_view name, const DnsReply& answer)
{
    ProbeResult result;
    result.at = systemNow();
    result.kind = kind;
    result.status = probeStatus(answer.status);
    result.domain = canonicalName(domain);
    result.name = canonicalName(name);
    result.by = "mailvane";
    result.resolver = probing.resolver.name();
    result.detail = whyNot(answer);
    return result;
}

void note(ProbeResult& result, std::string text, std::string_view source)
{
    add(result, Severity::Note, std::move(text), source);
}

void warn(ProbeResult& result, std::string text, std::string_view source)
{
    add(result, Severity::Warning, std::move(text), source);
}

void bad(ProbeResult& result, std::string text, std::string_view source)
{
    add(result, Severity::Bad, std::move(text), source);
}

std::string keptText(std::string_view txt)
{
    constexpr std::string_view kBefore = " \t\"'<>:;,()[]/!|="; // a local part
    std::string out;
    for (std::size_t i = 0; i < txt.size(); ++i) {
        const auto c = static_cast<unsigned char>(txt[i]);
        if (c < 0x20 || c > 0x7e) {
            out += fmt::format("\\{:03}", c);
            continue;
        }
        if (c == '@' && i + 1 < txt.size() && (isLetter(txt[i + 1]) || isDigit(txt[i + 1])))
            out.resize(out.find_last_of(kBefore) + 1); // npos + 1 is 0
        out += txt[i];
    }
    return out;
}

std::optional<std::string> oneVersioned(
    ProbeResult& result, const DnsReply& answer, std::string_view version, std::string_view source)
{
    std::vector<std::string> found;
    for (const ResourceRecord& record : answer.records) {
        const TagList tags = parseTagList(record.data);
        if (!tags.tags.empty() && tags.tags.front().name + '=' + tags.tags.front().value == version)
            found.push_back(record.data);
    }
    for (const std::string& text : found)
        result.answers.push_back(keptText(text));
    std::ranges::sort(result.answers);
    if (found.empty() && answer.status == DnsStatus::Answered) {
        result.status = ProbeStatus::Absent;
        result.detail = fmt::format("no TXT record begins with {}", version);
    }
    if (found.size() > 1)
        bad(result,
            fmt::format("{} has {} records that begin with {}; there may be one, so that none is used.", result.name,
                found.size(), version),
            source);
    return found.size() == 1 ? std::optional(found.front()) : std::nullopt;
}

std::string counted(std::size_t n, std::string_view one) { return fmt::format("{} {}{}", n, one, n == 1 ? "" : "s"); }

} // namespace mv
