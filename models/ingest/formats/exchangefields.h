// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/ingest/formats/csvrecord.h"

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

} // namespace mv
