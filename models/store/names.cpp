// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/names.h"
#include "models/store/errors.h"

namespace mv {

std::string_view Names::text(NameId id) const
{
    if (id >= m_pool.size())
        throw DamagedData("a fact names something that was never named");
    return m_pool.at(id);
}

std::array<std::size_t, kNameKinds> Dimensions::sizes() const
{
    std::array<std::size_t, kNameKinds> sizes {};
    for (std::size_t kind = 0; kind < kNameKinds; ++kind)
        sizes[kind] = m_names[kind].size();
    return sizes;
}

void Dimensions::load(sql::Connection& db, NameKind kind)
{
    Names& names = (*this)[kind];
    sql::Statement newer(db, "SELECT id, text, listed FROM name WHERE kind = ? AND id >= ? ORDER BY id");
    newer.bind(static_cast<int>(kind), names.size());
    while (newer.step()) {
        const auto id = names.intern(newer.text(1));
        if (newer.int64(0) != static_cast<std::int64_t>(id))
            throw DamagedData("the names are not numbered one after the other");
        if (kind == NameKind::Provider)
            setListed(id, newer.int64(2) != 0);
    }
    m_saved[static_cast<std::size_t>(kind)] = names.size();
}

void Dimensions::save(sql::Connection& db)
{
    sql::Statement insert(db, "INSERT INTO name(kind, id, text, listed) VALUES(?, ?, ?, ?)");
    for (std::size_t kind = 0; kind < kNameKinds; ++kind) {
        const Names& names = m_names[kind];
        for (std::size_t id = m_saved[kind]; id < names.size(); ++id) {
            const bool isListed
                = kind == static_cast<std::size_t>(NameKind::Provider) && listed(static_cast<NameId>(id));
            insert.run(kind, id, names.text(static_cast<NameId>(id)), isListed);
        }
    }
}

void Dimensions::setListed(NameId provider, bool listed)
{
    if (provider >= m_listed.size())
        m_listed.resize(provider + 1);
    m_listed[provider] = listed;
}

} // namespace mv
