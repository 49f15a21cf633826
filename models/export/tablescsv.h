// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/export/csv.h"
#include "models/mail/scope.h"
#include "models/store/reader.h"
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace mv {

// The tables that can be exported by name, but for the attempts (attemptscsv.h), which are streamed: "providers",
// "replies", "sources", "timeline", "delay", "imports", and those of evidencecsv.h. Plain numbers with stable English
// column names; rates are shares (0..1) beside their volume; no data is an empty cell. They ask the questions that the
// panels ask.
std::vector<std::string_view> tableNames();
Result<CsvTable> exportTable(std::string_view name, Reader&, const Scope&, Bucket, std::stop_token);

} // namespace mv
