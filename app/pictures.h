// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/error.h"
#include "models/mail/scope.h"
#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

namespace mv {

// Pictures of the panels as the window draws them, for reports without a window. Sizes are in the panels' own pixels.
struct ReportRequest {
    std::filesystem::path database;
    Scope scope;
    std::filesystem::path pngFolder; // one <panel id>.png each, and window.png of all; empty: none
    std::filesystem::path pdfFile;   // one page a panel; empty: none
    std::vector<std::string> panels; // ids ("timeline", "providers", ...); empty: all of the window
    enum class Theme : std::uint8_t { Light, Dark } theme = Theme::Light;
    int scale = 1; // 1 to 4: pixels of the picture per pixel of the panel
};

// Draws the real panels and writes the files, folders made as needed. GUI thread; needs a QApplication (offscreen
// will do) and asks its questions itself. Returns the files written, in the order of the panels.
Result<std::vector<std::filesystem::path>> writePictures(const ReportRequest&, std::stop_token);

} // namespace mv
