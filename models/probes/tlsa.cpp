// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/probes/tlsa.h"
#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <openssl/evp.h>

namespace mv {
namespace {

constexpr int kTrustAnchor = 2, kEndEntity = 3; // usages DANE-TA and DANE-EE

std::string digest(const EVP_MD* kind, std::string_view bytes)
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> out {};
    unsigned length = 0;
    if (EVP_Digest(bytes.data(), bytes.size(), out.data(), &length, kind, nullptr) != 1)
        return {};
    return { out.begin(), out.begin() + length };
}

std::string hex(std::string_view bytes)
{
    std::string out;
    for (const char c : bytes)
        out += fmt::format("{:02x}", static_cast<unsigned char>(c));
    return out;
}

// What RFC 7672, 3.1 can use; the rest is ignored.
bool isUsable(const ResourceRecord& record)
{
    const std::size_t length = record.match == 1 ? 32 : record.match == 2 ? 64 : record.data.size();
    return (record.usage == kTrustAnchor || record.usage == kEndEntity) && record.selector <= 1 && record.match <= 2
        && !record.data.empty() && record.data.size() == length;
}

void judgeMatch(ProbeResult& result, const MxHost& host, const std::vector<ResourceRecord>& usable,
    const std::vector<CertificateBytes>& shown)
{
    if (shown.empty())
        return;
    const bool matches = std::ranges::any_of(usable, [&](const ResourceRecord& record) {
        const std::size_t first = record.usage == kEndEntity ? 1 : shown.size();
        return std::any_of(shown.begin(), shown.begin() + static_cast<std::ptrdiff_t>(first),
            [&](const CertificateBytes& certificate) { return matchesTlsa(record, certificate); });
    });
    if (matches)
        note(result, fmt::format("A TLSA record matches the certificate of {}.", host.name), "RFC 7672, 3.1");
    else
        bad(result,
            fmt::format(
                "No TLSA record matches the certificate of {}: senders with DANE do not deliver to it.", host.name),
            "RFC 7672, 2.2; 3.1");
}

} // namespace

bool matchesTlsa(const ResourceRecord& record, const CertificateBytes& certificate)
{
    const std::string& bytes = record.selector == 0 ? certificate.whole : certificate.publicKey;
    switch (record.match) {
    case 0:
        return record.data == bytes;
    case 1:
        return record.data == digest(EVP_sha256(), bytes);
    case 2:
        return record.data == digest(EVP_sha512(), bytes);
    default:
        return false;
    }
}

ProbeResult probeTlsa(const Probing& probing, const std::string& domain, const MxHost& host, int port,
    const std::vector<CertificateBytes>& shown)
{
    const std::string name = fmt::format("_{}._tcp.{}", port, host.name);
    const DnsReply reply = probing.ask(name, DnsType::Tlsa);
    ProbeResult result = resultOf(probing, ProbeKind::Tlsa, domain, name, reply);
    for (const ResourceRecord& record : reply.records)
        result.answers.push_back(
            fmt::format("{} {} {} {}", record.usage, record.selector, record.match, hex(record.data)));
    std::ranges::sort(result.answers);
    if (reply.status == DnsStatus::Failed && host.secure)
        bad(result,
            fmt::format("The TLSA records of {} can't be looked up: senders with DANE put mail off.", host.name),
            "RFC 7672, 2.1.1");
    if (reply.records.empty())
        return result;
    if (!reply.secure || !host.secure) {
        warn(result,
            probing.resolver.validates()
                ? fmt::format("The TLSA records of {} count for nothing: the {} not signed with DNSSEC.", host.name,
                    reply.secure ? "MX records or addresses are" : "answer is")
                : fmt::format(
                    "Whether the TLSA records of {} count is unknown: without a trust anchor nothing is validated.",
                    host.name),
            "RFC 7672, 2.2");
        return result;
    }
    std::vector<ResourceRecord> usable;
    std::ranges::copy_if(reply.records, std::back_inserter(usable), isUsable);
    if (usable.size() < reply.records.size())
        warn(result,
            fmt::format("{} of {} can't be used by mail: only usages 2 and 3, with digests of the right length.",
                counted(reply.records.size() - usable.size(), "TLSA record"), host.name),
            "RFC 7672, 3.1");
    if (!usable.empty())
        judgeMatch(result, host, usable, shown);
    return result;
}

} // namespace mv
