// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/store/settings.h"
#include "models/store/sqlite/sqlite.h"
#include <string_view>

// What a database knows of being pseudonymised: settings that importers and readers of raw lines go by.
namespace mv {

inline constexpr std::string_view kMixedRecipients = "mixed_recipients"; // in meta. 1: facts of both kinds are there

bool isPseudonymised(sql::Connection&);
// Whether SQLite overwrites what is deleted with zeros, and not only forgets where it was.
void eraseWhatGoes(sql::Connection&, bool);

} // namespace mv
