// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/export/csv.h"
#include "models/mail/scope.h"
#include "models/store/reader.h"
#include <stop_token>

namespace mv {

// The tables of what is known besides attempts (see tablescsv.h, which names them). They ask what the panels ask.
namespace evidencecsv {

Result<CsvTable> auth(Reader&, const Scope&, Bucket, std::stop_token); // a row per receiver, bucket and method
Result<CsvTable> authSources(Reader&, const Scope&, Bucket, std::stop_token);
Result<CsvTable> probes(Reader&, const Scope&, Bucket, std::stop_token); // every result, with its findings
Result<CsvTable> mx(Reader&, const Scope&, Bucket, std::stop_token);     // a row per domain, server and relay
Result<CsvTable> falseUnknown(Reader&, const Scope&, Bucket, std::stop_token);
Result<CsvTable> tls(Reader&, const Scope&, Bucket, std::stop_token);
Result<CsvTable> placement(Reader&, const Scope&, Bucket, std::stop_token);
Result<CsvTable> reputation(Reader&, const Scope&, Bucket, std::stop_token);

} // namespace evidencecsv

} // namespace mv
