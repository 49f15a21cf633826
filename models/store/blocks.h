// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/time.h"
#include "models/store/facts.h"
#include "models/store/sqlite/sqlite.h"
#include <initializer_list>
#include <vector>

namespace mv {

// A row of fact_block.
struct BlockInfo {
    std::int64_t id = 0;
    std::size_t rows = 0;
    std::int64_t minMs = 0, maxMs = 0; // of the facts, both inclusive
    std::int64_t minArrivalMs = 0;     // of the recipients that reached their final status in it
};

// What facts look like in the database, for reading and for writing.
class Blocks {
public:
    explicit Blocks(sql::Connection&);

    std::vector<BlockInfo> all();                                            // by id, which is the order of commits
    std::vector<BlockInfo> touching(std::int64_t fromMs, std::int64_t toMs); // facts in from <= t < to
    // Fills the asked columns; the others keep what they had.
    void read(const BlockInfo&, std::initializer_list<Column>, Facts&);
    void read(const BlockInfo&, const std::vector<Column>&, Facts&);
    void readAll(const BlockInfo&, Facts&);

    // Appends facts. Small commits (following a file) are merged with the last blocks as long as these are not more
    // than twice as large, so that a block of n rows was rewritten about log n times and few small ones stay.
    void append(const Facts&);
    void rewrite(const BlockInfo&, std::initializer_list<Column>, const Facts&); // the same rows, other values
    void replace(const BlockInfo&, const Facts&);                                // other rows; none: the block goes

private:
    void write(std::int64_t id, const Facts&);
    void readColumn(const BlockInfo&, Column, Facts&);

    sql::Connection& m_db;
    sql::Statement m_column;
};

} // namespace mv
