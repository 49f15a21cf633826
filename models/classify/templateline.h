// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

namespace mv::reply {

enum class Mask : std::uint8_t { Ip, Host, Address, Time, Id, Number, Url };
inline constexpr std::array<std::string_view, 7> kMasks { "‹ip›", "‹host›", "‹addr›", "‹time›", "‹id›", "‹n›",
    "‹url›" };
constexpr std::string_view text(Mask mask) { return kMasks[static_cast<std::size_t>(mask)]; }

inline constexpr std::string_view kEllipsis = "…";

// A template as it grows. There is always room for an ellipsis after what fits.
class TemplateLine final {
public:
    std::string_view view() const { return { m_chars.data(), m_size }; }
    bool empty() const { return m_size == 0; }
    bool endsWith(std::string_view end) const { return view().ends_with(end); }
    std::size_t room() const { return kLongest - std::min(m_size, kLongest); }
    void append(std::string_view piece)
    {
        std::ranges::copy(piece, m_chars.begin() + static_cast<std::ptrdiff_t>(m_size));
        m_size += piece.size();
    }
    void cut(std::size_t size) { m_size = size; }
    void cutBy(std::size_t length) { m_size -= length; }

private:
    static constexpr std::size_t kLongest = 400 - kEllipsis.size();
    std::array<char, kLongest + kEllipsis.size()> m_chars;
    std::size_t m_size = 0;
};

} // namespace mv::reply
