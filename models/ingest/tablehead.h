// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/columnmapping.h"
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mv {

// The beginning of a file as a table, whoever wrote it: CSV with a header, or JSON objects, whose values inside others
// are columns of their own ("key.key").
struct TableHead {
    ColumnMapping::Layout layout = ColumnMapping::Layout::Csv;
    char separator = ',';
    std::vector<std::string> columns; // in the order of the file; names that are no UTF-8, or too long, are left out
    std::vector<std::string> always;  // those that every record has
    std::vector<std::vector<std::string>> rows; // up to kMaxRows; by column
    static constexpr std::size_t kMaxRows = 300;

    bool has(const std::string& column) const;
    std::vector<std::string> valuesOf(const std::string& column) const;
};
// None: neither.
std::optional<TableHead> readTableHead(std::string_view head);

// Whether the mapping was made for files like this one.
bool fits(const ColumnMapping&, const TableHead&);
// The mapping for such a file: of several, the one that knows the most columns. Null: none.
SharedMapping mappingFor(const TableHead&, const std::vector<SharedMapping>& saved);

} // namespace mv
