// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/store/sqlite/sqlite.h"
#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace mv {

// The dimensions of the star: each kind has its own small, dense numbers. They are in every database: add at the end,
// never renumber.
enum class NameKind : std::uint8_t { Server, Source, RelayHost, RelayIp, Domain, Template, Provider, Reason, Tls };
inline constexpr std::size_t kNameKinds = 9;
using NameId = std::uint32_t;

// The names of one kind in memory. Number 0 is always the empty name. Append only.
class Names {
public:
    Names();
    Names(Names&&) = default; // no copies: the map's keys point into the texts
    Names& operator=(Names&&) = default;
    std::size_t size() const { return m_texts.size(); }
    std::string_view text(NameId) const; // throws DamagedData for a number that was never given
    std::optional<NameId> find(std::string_view) const;
    NameId intern(std::string_view);

private:
    std::deque<std::string> m_texts; // deque: the map's keys stay valid
    std::unordered_map<std::string_view, NameId> m_ids;
};

// All dimensions of a database, as far as they were loaded. Providers have a flag: listed in a table, or just a
// registered domain.
class Dimensions {
public:
    Names& operator[](NameKind kind) { return m_names[static_cast<std::size_t>(kind)]; }
    const Names& operator[](NameKind kind) const { return m_names[static_cast<std::size_t>(kind)]; }

    void load(sql::Connection&, NameKind); // what is new in the database
    void save(sql::Connection&);           // what is new here
    void saved() { m_saved = sizes(); }    // after the transaction of save()
    std::size_t savedSize(NameKind kind) const { return m_saved[static_cast<std::size_t>(kind)]; }

    bool listed(NameId provider) const { return provider < m_listed.size() && m_listed[provider]; }
    void setListed(NameId provider, bool listed);

private:
    std::array<std::size_t, kNameKinds> sizes() const;
    std::array<Names, kNameKinds> m_names;
    std::array<std::size_t, kNameKinds> m_saved = sizes();
    std::vector<bool> m_listed;
};

} // namespace mv
