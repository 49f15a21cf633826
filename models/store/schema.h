// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/store/sqlite/sqlite.h"
#include <string>

namespace mv {

// Makes the tables of an empty database and brings older ones up to date (resources/schema/NNN.sql, one transaction
// each). A database of a newer program is refused, unless its `compatible` says that this version can still write it.
// Throws sql::Failure, or std::runtime_error in words.
void migrate(sql::Connection&, const std::string& path);

// For readers: that this is a Mailvane database of a version that can be read.
void requireReadable(sql::Connection&, const std::string& path);

// SQLite's own check of pages and references. Throws DamagedData.
void checkIntegrity(sql::Connection&);

// The database becomes one that an older program would misread: only those that know this version may open it.
void requireThisVersion(sql::Connection&);

std::uint64_t metaValue(sql::Connection&, std::string_view key); // 0: not there
void putMeta(sql::Connection&, std::string_view key, std::uint64_t value);
std::string settingValue(sql::Connection&, std::string_view key); // empty: not set
void putSettingValue(sql::Connection&, std::string_view key, std::string_view value);
std::int64_t pragma(sql::Connection&, std::string_view sql); // what a statement with one number answers; 0: nothing

} // namespace mv
