// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/batch.h"
#include "models/store/sqlite/sqlite.h"
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace mv {

// The dimensions of the star: each kind has its own small, dense numbers. They are in every database: add at the end,
// never renumber.
enum class NameKind : std::uint8_t {
    Server,
    Source,
    RelayHost,
    RelayIp,
    Domain,
    Template,
    Provider,
    Reason,
    Tls,
    Receiver,   // who evaluated authentication, or put mail into a folder
    AuthSource, // that a receiver got mail from, ours or not: many more than Source has
    Selector,   // of DKIM keys
    Word        // dispositions and other words as they were told
};
inline constexpr std::size_t kNameKinds = 13;
using NameId = std::uint32_t;

// The names of one kind in memory. Number 0 is always the empty name. Append only.
class Names {
public:
    std::size_t size() const { return m_pool.size(); }
    std::string_view text(NameId) const; // valid until the next intern(); throws DamagedData for a number never given
    std::optional<NameId> find(std::string_view name) const { return m_pool.find(name); }
    NameId intern(std::string_view name) { return m_pool.intern(name); }

private:
    StringPool m_pool;
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
