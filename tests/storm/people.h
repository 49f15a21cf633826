// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <array>
#include <cstdint>
#include <string_view>

namespace mv::storm {

// Who writes and who is written to.
inline constexpr std::array<std::string_view, 6> kSenders { "news@mail.example.com", "orders@shop.example.com",
    "no-reply@billing.example.net", "alerts@status.example.net", "post@club.example.org", "team@app.example.org" };
inline constexpr std::array<std::string_view, 32> kGivenNames { "anna", "ben", "carla", "david", "eva", "finn", "greta",
    "hugo", "ines", "jan", "karin", "leo", "maria", "nils", "olga", "paul", "rosa", "sven", "tina", "uwe", "vera",
    "walter", "xenia", "yann", "zoe", "amir", "bella", "chen", "dora", "emil", "fatima", "george" };
inline constexpr std::array<std::string_view, 32> kFamilyNames { "adler", "brandt", "costa", "dubois", "evans",
    "fischer", "garcia", "hansen", "ivanov", "jensen", "keller", "lopez", "martin", "novak", "oneill", "petit", "quinn",
    "rossi", "schmidt", "taylor", "urban", "vogel", "weber", "young", "ziegler", "bauer", "clark", "duarte", "egger",
    "fuchs", "graf", "huber" };
inline constexpr std::uint32_t kPeople = 1024; // given x family names

} // namespace mv::storm
