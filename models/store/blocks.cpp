// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/blocks.h"
#include "models/store/errors.h"
#include <algorithm>
#include <limits>
#include <optional>

namespace mv {
namespace {

constexpr std::string_view kBlocks = "SELECT id, rows, min_ms, max_ms, min_arrival_ms FROM fact_block ";

BlockInfo infoFrom(const sql::Statement& row)
{
    BlockInfo info { row.int64(0), static_cast<std::size_t>(row.int64(1)), row.int64(2), row.int64(3), row.int64(4) };
    if (info.rows > kBlockRows)
        throw DamagedData("a block of facts has more rows than blocks have");
    return info;
}

std::vector<BlockInfo> infosFrom(sql::Statement& statement)
{
    std::vector<BlockInfo> infos;
    while (statement.step())
        infos.push_back(infoFrom(statement));
    return infos;
}

std::int64_t earliestArrival(const Facts& facts)
{
    auto earliest = std::numeric_limits<std::int64_t>::max();
    for (std::size_t row = 0; row < facts.size(); ++row) {
        const auto delay = facts[Column::Delay][row];
        if (delay >= 0 && isFinal(outcomeOf(facts.result(row))))
            earliest = std::min(earliest, facts[Column::Time][row] - delay);
    }
    return earliest;
}

std::size_t attemptsIn(const Facts& facts)
{
    std::size_t attempts = 0;
    for (std::size_t row = 0; row < facts.size(); ++row)
        attempts += isAttempt(outcomeOf(facts.result(row))) ? 1U : 0U;
    return attempts;
}

} // namespace

Blocks::Blocks(sql::Connection& db)
    : m_db(db)
    , m_column(db, "SELECT data FROM fact_column WHERE block = ? AND column = ?")
{
}

std::vector<BlockInfo> Blocks::all()
{
    sql::Statement statement(m_db, std::string(kBlocks) + "ORDER BY id");
    return infosFrom(statement);
}

std::vector<BlockInfo> Blocks::touching(std::int64_t fromMs, std::int64_t toMs)
{
    sql::Statement statement(m_db, std::string(kBlocks) + "WHERE max_ms >= ? AND min_ms < ? ORDER BY id");
    return infosFrom(statement.bind(fromMs, toMs));
}

void Blocks::readColumn(const BlockInfo& info, Column column, Facts& facts)
{
    if (!m_column.bind(info.id, static_cast<int>(column)).step())
        throw DamagedData("a block of facts lacks a column");
    decodeColumn(m_column.blob(0), column, info.rows, facts);
    m_column.reset();
}

void Blocks::read(const BlockInfo& info, std::initializer_list<Column> columns, Facts& facts)
{
    for (const Column column : columns)
        readColumn(info, column, facts);
}

void Blocks::read(const BlockInfo& info, const std::vector<Column>& columns, Facts& facts)
{
    for (const Column column : columns)
        readColumn(info, column, facts);
}

void Blocks::readAll(const BlockInfo& info, Facts& facts)
{
    for (std::size_t column = 0; column < kColumns; ++column)
        readColumn(info, static_cast<Column>(column), facts);
}

void Blocks::write(std::int64_t id, const Facts& facts)
{
    const auto [first, last] = std::ranges::minmax(facts[Column::Time]);
    sql::Statement block(m_db,
        "INSERT INTO fact_block(id, rows, attempts, min_ms, max_ms, min_arrival_ms) "
        "VALUES(?, ?, ?, ?, ?, ?)");
    block.run(id, facts.size(), attemptsIn(facts), first, last, earliestArrival(facts));
    sql::Statement column(m_db, "INSERT INTO fact_column(block, column, data) VALUES(?, ?, ?)");
    for (std::size_t c = 0; c < kColumns; ++c) {
        const std::string data = encodeColumn(facts, static_cast<Column>(c));
        column.run(id, c, sql::Blob { data });
    }
}

void Blocks::append(const Facts& added)
{
    if (added.size() == 0)
        return;
    sql::Statement last(m_db, std::string(kBlocks) + "ORDER BY id DESC LIMIT 1");
    sql::Statement remove(m_db, "DELETE FROM fact_block WHERE id = ?");
    std::int64_t id = 1;
    std::size_t rows = added.size();
    std::vector<BlockInfo> merged;
    const auto known = [&]() -> std::optional<BlockInfo> {
        return last.bind().step() ? std::optional(infoFrom(last)) : std::nullopt;
    };
    Facts together;
    std::vector<Facts> parts;
    for (auto info = known(); info; info = known()) {
        id = info->id + 1;
        // Half full is full enough: what an import hands over is written as it is, without reading what was before.
        if (2 * info->rows >= kBlockRows || info->rows > 2 * rows || info->rows + rows > kBlockRows)
            break;
        readAll(*info, parts.emplace_back());
        rows += info->rows;
        id = info->id;
        last.reset();
        remove.run(info->id);
    }
    last.reset();
    if (parts.empty() && added.size() <= kBlockRows) { // the common case, without a copy
        write(id, added);
        return;
    }
    for (auto part = parts.rbegin(); part != parts.rend(); ++part)
        together.append(*part, 0, part->size());
    together.append(added, 0, added.size());
    for (std::size_t begin = 0; begin < together.size(); begin += kBlockRows) {
        Facts block;
        block.append(together, begin, std::min(begin + kBlockRows, together.size()));
        write(id++, block);
    }
}

void Blocks::rewrite(const BlockInfo& info, std::initializer_list<Column> columns, const Facts& facts)
{
    sql::Statement update(m_db, "UPDATE fact_column SET data = ? WHERE block = ? AND column = ?");
    for (const Column column : columns) {
        const std::string data = encodeColumn(facts, column);
        update.run(sql::Blob { data }, info.id, static_cast<int>(column));
    }
}

void Blocks::replace(const BlockInfo& info, const Facts& facts)
{
    sql::Statement remove(m_db, "DELETE FROM fact_block WHERE id = ?");
    remove.run(info.id);
    if (facts.size() != 0)
        write(info.id, facts);
}

} // namespace mv
