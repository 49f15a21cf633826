// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/ingest/format.h"

namespace mv {

std::unique_ptr<LineFormat> makeMapped(const FormatOptions&, Correlator&);
// The mapping that a file was read by, as mappingText(), from a saved state of this format.
std::string_view mappingInState(std::string_view state);

} // namespace mv
