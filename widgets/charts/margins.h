// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace mv {

// Shared by the widgets of one time panel, so that times stand above each other. Pixels.
inline constexpr double kLeftMargin = 44;
inline constexpr double kWideMargin = 112;  // right: room for direct labels
inline constexpr double kNarrowMargin = 12; // right, where only the legend names lines
inline constexpr double kNarrow = 640;      // narrower than this there are no direct labels

inline double rightMargin(double width) { return width < kNarrow ? kNarrowMargin : kWideMargin; }

} // namespace mv
