// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/ingest/format.h"

namespace mv {

// Microsoft's Smart Network Data Services: its figures for each address and time (snds.cpp), and the addresses that it
// has blocked (sndsstatus.cpp).
int scoreSnds(std::string_view head);
std::unique_ptr<LineFormat> makeSnds(const FormatOptions&, Correlator&);
int scoreSndsStatus(std::string_view head);
std::unique_ptr<LineFormat> makeSndsStatus(const FormatOptions&, Correlator&);

inline constexpr std::string_view kSndsName = "Microsoft SNDS";

} // namespace mv
