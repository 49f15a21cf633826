// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/ingest/tablehead.h"
#include "models/mail/time.h"

namespace mv {

// How such a file may be read: by the names of its columns, whatever their case and however their words are joined, and
// by what stands in them. What can't be guessed is left out: see ColumnMapping::lacks(). `latest`: no time is later
// (epoch: not known).
ColumnMapping guessMapping(const TableHead&, UtcTime latest = {});
// What form these times have, into the mapping. False: they are no times that a mapping can tell.
bool guessTimes(ColumnMapping&, const std::vector<std::string>& times, UtcTime latest = {});

} // namespace mv
