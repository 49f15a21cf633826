// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/documents/digmessage.h"
#include "models/documents/textlines.h"
#include "models/mail/ascii.h"
#include <algorithm>
#include <array>
#include <map>

namespace mv {
namespace {

constexpr std::array<std::string_view, 34> kTypes { "A", "AAAA", "MX", "TXT", "SPF", "PTR", "TLSA", "CNAME", "NS",
    "SOA", "DNAME", "CAA", "SRV", "RRSIG", "DS", "DNSKEY", "NSEC", "NSEC3", "NSEC3PARAM", "HTTPS", "SVCB", "NAPTR",
    "HINFO", "LOC", "SSHFP", "CDS", "CDNSKEY", "OPENPGPKEY", "SMIMEA", "URI", "CERT", "DLV", "ANY", "RP" };

bool isClass(std::string_view word) { return word == "IN" || word == "CH" || word == "HS" || word == "ANY"; }

// "300", "5m", "1w2d"
bool isTtl(std::string_view word)
{
    constexpr std::string_view kUnits = "smhdwSMHDW";
    return !word.empty() && isDigit(word.front())
        && std::ranges::all_of(word, [&](char c) { return isDigit(c) || kUnits.find(c) != std::string_view::npos; });
}

ProbeStatus statusOf(const DigMessage& m)
{
    if (m.status == "NXDOMAIN")
        return ProbeStatus::Absent;
    if (m.status == "NOERROR") {
        if (m.flags.find("tc") != std::string::npos)
            return ProbeStatus::Failed; // a part of the answer only
        // A server that neither knows (aa) nor asks others (ra) names those who do: no answer is no absence.
        const bool knows
            = m.flags.empty() || m.flags.find("aa") != std::string::npos || m.flags.find("ra") != std::string::npos;
        return m.records.empty() && !knows ? ProbeStatus::NotTold : ProbeStatus::Answered;
    }
    if (!m.status.empty())
        return ProbeStatus::Failed;
    if (m.error.find("timed out") != std::string::npos || m.error.find("no servers") != std::string::npos)
        return m.error.find("refused") != std::string::npos ? ProbeStatus::Failed : ProbeStatus::TimedOut;
    if (!m.error.empty())
        return ProbeStatus::Failed;
    return m.records.empty() ? ProbeStatus::NotTold : ProbeStatus::Answered;
}

std::string detailOf(const DigMessage& m)
{
    if (m.status == "NOERROR" && m.flags.find("tc") != std::string::npos)
        return "truncated";
    return m.status == "NOERROR" || m.status.empty() ? m.error : m.status;
}

// Where only answers were printed (+noall +answer): what must have been asked. An alias is followed to its target.
std::vector<DnsAnswer> answersIn(const std::vector<DnsRecord>& records)
{
    std::map<std::string, std::string> askedFor; // by the name that an alias leads to
    std::map<std::pair<std::string, std::string>, std::size_t> places;
    std::vector<DnsAnswer> answers;
    for (const DnsRecord& r : records) {
        const std::string owner = dnsName(r.owner);
        const auto alias = askedFor.find(owner);
        const std::string name = alias == askedFor.end() ? owner : alias->second;
        if (r.type == "CNAME") {
            askedFor.emplace(dnsName(r.data), name);
            continue;
        }
        const auto [place, isNew] = places.try_emplace({ name, r.type }, answers.size());
        if (isNew)
            answers.push_back({ name, r.type, ProbeStatus::Answered, {} });
        answers[place->second].records.push_back(r);
    }
    return answers;
}

} // namespace

bool isDnsType(std::string_view word)
{
    return std::ranges::find(kTypes, word) != kTypes.end() || (word.starts_with("TYPE") && isTtl(word.substr(4)));
}

std::optional<DnsRecord> digRecord(std::string_view line)
{
    DnsRecord r;
    r.owner = takeWord(line);
    std::string_view word = takeWord(line);
    if (isTtl(word))
        word = takeWord(line);
    if (isClass(word))
        word = takeWord(line);
    const bool isName = r.owner == "." || r.owner.find('.') != std::string::npos; // dig prints absolute names
    if (!isName || r.owner.starts_with(';') || !isDnsType(word))
        return std::nullopt;
    r.type = word;
    const std::string_view data = trimmed(line);
    r.data = r.type == "TXT" || r.type == "SPF" ? txtOf(data) : std::string(data);
    return r.data.empty() && r.type != "TXT" ? std::nullopt : std::optional(std::move(r));
}

void tell(const DigMessage& m, const DocumentOptions& options, DocumentReading& reading)
{
    std::vector<DnsAnswer> answers;
    if (!m.name.empty())
        answers.push_back({ m.name, m.type, statusOf(m), m.records });
    else
        answers = answersIn(m.records);
    if (answers.empty())
        reading.remark = "An output of dig does not say which name was asked: have it print the question "
                         "(+noall +comments +question +answer), or all that it prints by itself.";
    bool told = false;
    for (const DnsAnswer& answer : answers) {
        auto probe = probeIn(answer);
        if (!probe)
            continue;
        probe->at = m.at.value_or(options.fileTime);
        if (probe->detail.empty())
            probe->detail = detailOf(m);
        probe->by = "dig";
        probe->resolver = m.resolver;
        probe->offset = m.offset;
        add(reading.evidence.probes, std::move(*probe));
        told = true;
    }
    ++(told ? reading.records.delivery : reading.records.other);
}

} // namespace mv
