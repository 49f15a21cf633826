// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mv {

// An IPv4 or IPv6 address as its bytes. IPv4 mapped into IPv6 (::ffff:192.0.2.1) is IPv4 (RFC 7208, 5).
class IpAddress {
public:
    static std::optional<IpAddress> from(std::string_view text);

    bool isV4() const { return m_v4; }
    bool sharesPrefix(const IpAddress& other, int bits) const; // false for the other family
    std::string text() const;                                  // as inet_ntop writes it
    std::string
    dotted() const; // "192.0.2.1", or the 32 nibbles of IPv6 in upper case: "2.0.0.1.0.D..." (RFC 7208, 7.3)
    bool operator==(const IpAddress&) const = default;

private:
    std::array<std::uint8_t, 16> m_bytes {}; // IPv4: the first four
    bool m_v4 = false;
};

} // namespace mv
