// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/probes/ipaddress.h"
#include <algorithm>
#include <arpa/inet.h>

namespace mv {

std::optional<IpAddress> IpAddress::from(std::string_view text)
{
    static constexpr std::array<std::uint8_t, 12> kMapped { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };
    if (text.size() >= INET6_ADDRSTRLEN)
        return std::nullopt;
    const std::string terminated(text);
    IpAddress ip;
    if (inet_pton(AF_INET, terminated.c_str(), ip.m_bytes.data()) == 1) {
        ip.m_v4 = true;
        return ip;
    }
    if (inet_pton(AF_INET6, terminated.c_str(), ip.m_bytes.data()) != 1)
        return std::nullopt;
    if (std::ranges::equal(kMapped, std::ranges::subrange(ip.m_bytes.begin(), ip.m_bytes.begin() + 12))) {
        std::rotate(ip.m_bytes.begin(), ip.m_bytes.begin() + 12, ip.m_bytes.end());
        std::fill(ip.m_bytes.begin() + 4, ip.m_bytes.end(), std::uint8_t(0));
        ip.m_v4 = true;
    }
    return ip;
}

bool IpAddress::sharesPrefix(const IpAddress& other, int bits) const
{
    if (m_v4 != other.m_v4)
        return false;
    for (std::size_t i = 0; bits > 0; ++i, bits -= 8) {
        const unsigned mask = bits >= 8 ? 0xffU : (0xff00U >> static_cast<unsigned>(bits)) & 0xffU;
        if ((m_bytes.at(i) & mask) != (other.m_bytes.at(i) & mask))
            return false;
    }
    return true;
}

std::string IpAddress::text() const
{
    std::array<char, INET6_ADDRSTRLEN> buffer {};
    inet_ntop(m_v4 ? AF_INET : AF_INET6, m_bytes.data(), buffer.data(), buffer.size());
    return buffer.data();
}

std::string IpAddress::dotted() const
{
    if (m_v4)
        return text();
    constexpr std::string_view kHex = "0123456789ABCDEF";
    std::string out;
    for (const std::uint8_t byte : m_bytes) {
        for (const int nibble : { byte >> 4, byte & 0xf }) {
            if (!out.empty())
                out += '.';
            out += kHex[static_cast<std::size_t>(nibble)];
        }
    }
    return out;
}

} // namespace mv
