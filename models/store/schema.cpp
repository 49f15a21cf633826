// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/schema.h"
#include "models/store/errors.h"
#include "mv_store_embedded.h"
#include <array>
#include <fmt/format.h>

namespace mv {
namespace {

// "MvDB": tells our files from other SQLite databases.
constexpr std::int64_t kApplicationId = 0x4d764442;
constexpr std::array<std::string_view, 4> kMigrations { schema::k001_sql, schema::k002_sql, schema::k003_sql,
    schema::k004_sql };
constexpr auto kVersion = static_cast<std::int64_t>(kMigrations.size());

bool isEmpty(sql::Connection& db) { return pragma(db, "SELECT count(*) FROM sqlite_schema") == 0; }

void requireOurs(sql::Connection& db, const std::string& path)
{
    if (pragma(db, "PRAGMA application_id") != kApplicationId)
        throw std::runtime_error(fmt::format("{} is an SQLite database, but not one of Mailvane's.", path));
    const auto version = pragma(db, "PRAGMA user_version");
    if (version <= kVersion)
        return;
    if (const auto compatible = static_cast<std::int64_t>(metaValue(db, "compatible")); compatible > kVersion)
        throw std::runtime_error(fmt::format("The database {} was written by a newer Mailvane (its version is {}; this "
                                             "program knows versions up to {}). Open it with that one.",
            path, version, kVersion));
}

} // namespace

std::int64_t pragma(sql::Connection& db, std::string_view sql)
{
    sql::Statement statement(db, sql);
    return statement.step() ? statement.int64(0) : 0;
}

std::uint64_t metaValue(sql::Connection& db, std::string_view key)
{
    sql::Statement statement(db, "SELECT value FROM meta WHERE key = ?");
    return statement.bind(key).step() ? static_cast<std::uint64_t>(statement.int64(0)) : 0;
}

void putMeta(sql::Connection& db, std::string_view key, std::uint64_t value)
{
    sql::Statement put(db, "INSERT OR REPLACE INTO meta(key, value) VALUES(?, ?)");
    put.run(key, value);
}

void requireThisVersion(sql::Connection& db) { putMeta(db, "compatible", kVersion); }

std::string settingValue(sql::Connection& db, std::string_view key)
{
    sql::Statement statement(db, "SELECT value FROM setting WHERE key = ?");
    return statement.bind(key).step() ? std::string(statement.text(0)) : std::string();
}

void putSettingValue(sql::Connection& db, std::string_view key, std::string_view value)
{
    sql::Statement put(db, "INSERT OR REPLACE INTO setting(key, value) VALUES(?, ?)");
    put.run(key, value);
}

void migrate(sql::Connection& db, const std::string& path)
{
    if (isEmpty(db)) {
        db.exec("PRAGMA page_size = 16384"); // only before the first table; columns are BLOBs of tens of kilobytes
        db.exec("PRAGMA journal_mode = WAL");
        sql::Transaction transaction(db, sql::Transaction::Kind::Write);
        db.exec(fmt::format("PRAGMA application_id = {}", kApplicationId));
        for (const auto sql : kMigrations)
            db.exec(sql);
        transaction.commit();
        return;
    }
    requireOurs(db, path);
    db.exec("PRAGMA journal_mode = WAL");
    for (auto version = pragma(db, "PRAGMA user_version"); version < kVersion; ++version) {
        sql::Transaction transaction(db, sql::Transaction::Kind::Write);
        db.exec(kMigrations[static_cast<std::size_t>(version)]);
        transaction.commit();
    }
}

void requireReadable(sql::Connection& db, const std::string& path)
{
    requireOurs(db, path);
    if (pragma(db, "PRAGMA user_version") < kVersion)
        throw std::runtime_error(fmt::format(
            "The database {} is of an older Mailvane; open it for writing once, to bring it up to date.", path));
}

void checkIntegrity(sql::Connection& db)
{
    sql::Statement check(db, "PRAGMA quick_check(1)");
    if (check.step() && check.text(0) != "ok")
        throw DamagedData(std::string(check.text(0)));
    sql::Statement references(db, "PRAGMA foreign_key_check");
    if (references.step())
        throw DamagedData(fmt::format("rows of the table {} refer to nothing", references.text(0)));
}

} // namespace mv
