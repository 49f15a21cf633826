// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/probes/dns.h"
#include <QByteArray>
#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <ctime>
#include <map>
#include <memory>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <string>
#include <vector>

namespace mv {

// A zone signed with DNSSEC (RFC 4034, ECDSA P-256 of RFC 6605), in the form of a zone file. Only what exists is
// signed: it proves no absence.
class SignedZone {
public:
    explicit SignedZone(std::string origin)
        : m_origin(std::move(origin))
        , m_key(EVP_EC_gen("P-256"), EVP_PKEY_free)
    {
        std::array<unsigned char, 65> point {};
        std::size_t size = 0;
        EVP_PKEY_get_octet_string_param(m_key.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size(), &size);
        m_dnskey = std::string("\x01\x01\x03\x0d", 4) + std::string(point.begin() + 1, point.end());
        constexpr std::uint16_t kNs = 2, kSoa = 6;
        add(m_origin, kSoa, wire("ns." + m_origin) + wire("root." + m_origin) + std::string(20, '\x01'));
        add(m_origin, kNs, wire("ns." + m_origin));
        add(m_origin, kDnskey, m_dnskey);
    }

    void a(const std::string& name, const char* address)
    {
        in_addr bytes {};
        inet_pton(AF_INET, address, &bytes);
        add(name, static_cast<std::uint16_t>(DnsType::A), { reinterpret_cast<const char*>(&bytes), sizeof bytes });
    }
    void aaaa(const std::string& name, const char* address)
    {
        in6_addr bytes {};
        inet_pton(AF_INET6, address, &bytes);
        add(name, static_cast<std::uint16_t>(DnsType::Aaaa), { reinterpret_cast<const char*>(&bytes), sizeof bytes });
    }
    void mx(const std::string& name, std::uint16_t preference, const std::string& host)
    {
        add(name, static_cast<std::uint16_t>(DnsType::Mx), number(preference) + wire(host));
    }
    void tlsa(const std::string& name, const std::string& rdata)
    {
        add(name, static_cast<std::uint16_t>(DnsType::Tlsa), rdata);
    }

    // `broken`: with signatures that do not fit.
    QByteArray text(bool broken = false) const
    {
        QByteArray lines;
        for (const auto& [set, records] : m_sets) {
            for (const std::string& rdata : records)
                lines += line(set.first, set.second, rdata);
            std::string signature = sign(set.first, set.second, records);
            if (broken && set.second != kDnskey)
                signature.back() = static_cast<char>(signature.back() ^ 1);
            lines += line(set.first, kRrsig, signature);
        }
        return lines;
    }
    QByteArray trustAnchor() const { return line(m_origin, kDnskey, m_dnskey); }

private:
    static constexpr std::uint16_t kRrsig = 46, kDnskey = 48, kTtl = 300;

    static std::string number(std::uint16_t n) { return { static_cast<char>(n >> 8), static_cast<char>(n) }; }
    static std::string number(std::uint32_t n)
    {
        return number(static_cast<std::uint16_t>(n >> 16)) + number(static_cast<std::uint16_t>(n));
    }
    static std::string wire(const std::string& name)
    {
        std::string out;
        for (std::size_t at = 0; at < name.size();) {
            const std::size_t end = std::min(name.find('.', at), name.size());
            out += static_cast<char>(end - at) + name.substr(at, end - at);
            at = end + 1;
        }
        return out + '\0';
    }
    // RFC 3597: any type by its number and octets.
    static QByteArray line(const std::string& name, std::uint16_t type, const std::string& rdata)
    {
        return QByteArray::fromStdString(name) + ". " + QByteArray::number(kTtl) + " IN TYPE" + QByteArray::number(type)
            + " \\# " + QByteArray::number(static_cast<qulonglong>(rdata.size())) + ' '
            + QByteArray::fromStdString(rdata).toHex() + '\n';
    }
    std::uint16_t keyTag() const
    {
        std::uint32_t sum = 0;
        for (std::size_t i = 0; i < m_dnskey.size(); ++i)
            sum += static_cast<std::uint32_t>(static_cast<unsigned char>(m_dnskey[i])) << (i % 2 == 0 ? 8 : 0);
        return static_cast<std::uint16_t>(sum + (sum >> 16));
    }
    void add(const std::string& name, std::uint16_t type, std::string rdata)
    {
        m_sets[{ name, type }].push_back(std::move(rdata));
    }

    std::string sign(const std::string& name, std::uint16_t type, std::vector<std::string> records) const
    {
        const auto now = static_cast<std::uint32_t>(std::time(nullptr));
        constexpr std::uint32_t kDay = 86'400;
        std::string rdata = number(type) + '\x0d' + static_cast<char>(std::ranges::count(name, '.') + 1)
            + number(std::uint32_t(kTtl)) + number(now + kDay) + number(now - kDay) + number(keyTag()) + wire(m_origin);
        std::string data = rdata;
        std::ranges::sort(records, [](const std::string& l, const std::string& r) {
            return std::ranges::lexicographical_compare(
                l, r, [](char x, char y) { return static_cast<unsigned char>(x) < static_cast<unsigned char>(y); });
        });
        for (const std::string& record : records)
            data += wire(name) + number(type) + number(std::uint16_t(1)) + number(std::uint32_t(kTtl))
                + number(static_cast<std::uint16_t>(record.size())) + record;
        return rdata + signatureOf(data);
    }
    std::string signatureOf(const std::string& data) const
    {
        const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
        std::array<unsigned char, 128> der {};
        std::size_t size = der.size();
        EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, m_key.get());
        EVP_DigestSign(
            context.get(), der.data(), &size, reinterpret_cast<const unsigned char*>(data.data()), data.size());
        const unsigned char* at = der.data();
        const std::unique_ptr<ECDSA_SIG, decltype(&ECDSA_SIG_free)> parts(
            d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(size)), ECDSA_SIG_free);
        std::array<unsigned char, 64> raw {};
        BN_bn2binpad(ECDSA_SIG_get0_r(parts.get()), raw.data(), 32);
        BN_bn2binpad(ECDSA_SIG_get0_s(parts.get()), raw.data() + 32, 32);
        return { raw.begin(), raw.end() };
    }

    std::string m_origin;
    std::shared_ptr<EVP_PKEY> m_key;
    std::string m_dnskey;
    std::map<std::pair<std::string, std::uint16_t>, std::vector<std::string>> m_sets;
};

} // namespace mv
