// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/ingest/formats/csvrecord.h"
#include <algorithm>
#include <string>

namespace mv {

// Among the comments at the head of Exchange's logs, "#Fields: a,b,c" names the columns. False: another comment.
inline bool takeExchangeFields(std::string_view comment, CsvColumns& columns)
{
    constexpr std::string_view kFields = "#Fields: ";
    if (!comment.starts_with(kFields))
        return false;
    columns.read(comment.substr(kFields.size()));
    return true;
}

// Microsoft 365's extended message trace is such a log, too: its first record names the columns, in another spelling
// ("date_time_utc,client_ip,..."). False: another record.
inline bool takeExtendedTraceFields(const CsvRecord& record, CsvColumns& columns)
{
    if (!sameIgnoringCase(record[0], "date_time_utc"))
        return false;
    std::string header = "date-time";
    for (std::size_t i = 1; i < record.size(); ++i)
        header.append(",").append(record[i]);
    std::ranges::replace(header, '_', '-');
    columns.read(header);
    return true;
}

} // namespace mv
