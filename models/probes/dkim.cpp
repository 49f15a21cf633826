// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/probes/dkim.h"
#include "models/probes/taglist.h"
#include <algorithm>
#include <cstdint>
#include <fmt/format.h>
#include <memory>
#include <openssl/evp.h>
#include <openssl/x509.h>

namespace mv {
namespace {

constexpr std::string_view kRecord = "RFC 6376, 3.6.1";

struct FreeKey {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
using Key = std::unique_ptr<EVP_PKEY, FreeKey>;

// Base64 with blanks anywhere (RFC 6376, 2.10). None: it is none.
std::optional<std::vector<std::uint8_t>> fromBase64(std::string_view text)
{
    std::string plain(text);
    std::erase_if(plain, [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; });
    if (plain.empty() || plain.size() % 4 != 0)
        return std::nullopt;
    std::vector<std::uint8_t> bytes(plain.size() / 4 * 3);
    std::vector<unsigned char> in(plain.begin(), plain.end());
    const int length = EVP_DecodeBlock(bytes.data(), in.data(), static_cast<int>(in.size()));
    if (length < 0)
        return std::nullopt;
    const std::size_t padding = plain.ends_with("==") ? 2 : plain.ends_with('=') ? 1 : 0;
    bytes.resize(static_cast<std::size_t>(length) - padding);
    return bytes;
}

// A SubjectPublicKeyInfo, or the bare RSAPublicKey that RFC 6376 names by mistake (RFC errata 3017).
Key rsaKey(const std::vector<std::uint8_t>& der)
{
    const std::uint8_t* at = der.data();
    Key key(d2i_PUBKEY(nullptr, &at, static_cast<long>(der.size())));
    if (!key) {
        at = der.data();
        key.reset(d2i_PublicKey(EVP_PKEY_RSA, nullptr, &at, static_cast<long>(der.size())));
    }
    return key && EVP_PKEY_base_id(key.get()) == EVP_PKEY_RSA ? std::move(key) : nullptr;
}

void judgeRsa(ProbeResult& result, const std::vector<std::uint8_t>& der)
{
    constexpr int kLeast = 1024, kRecommended = 2048;
    const Key key = rsaKey(der);
    if (!key) {
        bad(result, fmt::format("The key of {} is no RSA public key: no signature can be verified.", result.name),
            kRecord);
        return;
    }
    const int bits = EVP_PKEY_bits(key.get());
    const std::string text = fmt::format("The key of {} is RSA with {} bits", result.name, bits);
    if (bits < kLeast)
        bad(result, fmt::format("{}; verifiers do not take less than {}.", text, kLeast), "RFC 8301, 3.2");
    else if (bits < kRecommended)
        warn(result, fmt::format("{}; signers should use at least {}.", text, kRecommended), "RFC 8301, 3.2");
    else
        note(result, text + '.', "RFC 8301, 3.2");
}

void judgeKey(ProbeResult& result, const TagList& tags)
{
    const std::string* p = tags.find("p");
    if (p == nullptr) {
        bad(result, fmt::format("The key record {} has no \"p\", which holds the key.", result.name), kRecord);
        return;
    }
    if (p->empty()) {
        warn(result, fmt::format("The key of {} is revoked (empty \"p\"): signatures with it fail.", result.name),
            kRecord);
        return;
    }
    const auto bytes = fromBase64(*p);
    if (!bytes) {
        bad(result, fmt::format("The key of {} is no valid base64: no signature can be verified.", result.name),
            kRecord);
        return;
    }
    const std::string* k = tags.find("k");
    const std::string type = k == nullptr ? "rsa" : *k;
    if (type == "rsa")
        judgeRsa(result, *bytes);
    else if (type != "ed25519")
        bad(result,
            fmt::format("The key of {} is of type \"{}\", which no verifier knows.", result.name, keptText(type)),
            kRecord);
    else if (bytes->size() != 32)
        bad(result, fmt::format("The Ed25519 key of {} has {} octets, not 32.", result.name, bytes->size()),
            "RFC 8463, 4.2");
    else
        note(
            result, fmt::format("The key of {} is Ed25519; many verifiers only know RSA.", result.name), "RFC 8463, 3");
}

bool hasFlag(std::string_view list, std::string_view flag)
{
    while (!list.empty()) {
        const std::size_t end = std::min(list.find(':'), list.size());
        if (list.substr(0, end) == flag)
            return true;
        list = list.substr(std::min(end + 1, list.size()));
    }
    return false;
}

void judgeRecord(ProbeResult& result, std::string_view text)
{
    const TagList tags = parseTagList(text);
    for (const std::string& problem : tags.problems)
        bad(result, fmt::format("In the key record {} {}.", result.name, keptText(problem)), "RFC 6376, 3.2");
    if (const std::string* v = tags.find("v"); v != nullptr) {
        if (*v != "DKIM1")
            bad(result, fmt::format("The key record {} is of version \"{}\", not DKIM1.", result.name, keptText(*v)),
                kRecord);
        else if (tags.tags.front().name != "v")
            bad(result, fmt::format("In the key record {} \"v\" is not the first tag.", result.name), kRecord);
    }
    judgeKey(result, tags);
    if (const std::string* t = tags.find("t"); t != nullptr && hasFlag(*t, "y"))
        warn(result,
            fmt::format("The key of {} is in test mode (t=y): verifiers treat its mail as unsigned.", result.name),
            kRecord);
    if (const std::string* h = tags.find("h"); h != nullptr && !hasFlag(*h, "sha256"))
        bad(result, fmt::format("The key of {} does not allow SHA-256.", result.name), "RFC 8301, 3.1");
    if (const std::string* s = tags.find("s"); s != nullptr && !hasFlag(*s, "*") && !hasFlag(*s, "email"))
        bad(result, fmt::format("The key of {} is not for email (\"s\").", result.name), kRecord);
}

} // namespace

ProbeResult probeDkim(const Probing& probing, const std::string& domain, const std::string& selector)
{
    const std::string name = canonicalName(selector) + "._domainkey." + canonicalName(domain);
    const DnsReply answer = probing.ask(name, DnsType::Txt);
    ProbeResult result = resultOf(probing, ProbeKind::Dkim, domain, name, answer);
    for (const ResourceRecord& record : answer.records)
        result.answers.push_back(keptText(record.data));
    std::ranges::sort(result.answers);
    if (!answer.alias.empty())
        note(result, fmt::format("{} is an alias of {}.", name, answer.alias), "RFC 6376, 3.6.2.1");
    if (answer.isVoid())
        bad(result, fmt::format("There is no key record {}: signatures with it fail.", name), "RFC 6376, 6.1.2");
    else if (answer.records.size() > 1)
        bad(result,
            fmt::format("There are {} records {}: which one is used is undefined.", answer.records.size(), name),
            "RFC 6376, 3.6.2.2");
    else if (answer.records.size() == 1)
        judgeRecord(result, answer.records.front().data);
    return result;
}

} // namespace mv
