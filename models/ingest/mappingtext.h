// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/columnmapping.h"
#include "models/mail/error.h"
#include <string>
#include <string_view>

namespace mv {

// A mapping as a file that people can read and change:
//
//   {
//     "name": "bulk sender",
//     "layout": "csv",                         csv or json
//     "separator": ";",                        of csv: , ; | or "\t"
//     "columns": ["when", "to", "status"],     a file that has all of these is read by it
//     "fields": { "time": "when", "recipient": "to", "outcome": "status" },     see toString(Field); json: "key.key"
//     "times": "%d/%m/%Y %H:%M:%S",            iso, seconds, milliseconds (since 1970), or a TimePattern
//     "delays": "seconds",                     or milliseconds
//     "outcomes": { "OK": "delivered", "OPENED": "ignore" }     toString(Outcome), or ignore
//   }
//
// Only layout and fields must be there; without columns, those of the fields count.
std::string mappingText(const ColumnMapping&);
// `where`: the file, for messages, which name the key, too.
Result<ColumnMapping> readMapping(std::string_view text, std::string_view where);

} // namespace mv
