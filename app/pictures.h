// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/error.h"
#include "models/mail/scope.h"
#include <filesystem>
#include <vector>

namespace mv {

// Pictures of the real panels without a window on a screen, for reports. Needs a QApplication (offscreen will do).
struct ReportRequest {
    std::filesystem::path database;
    Scope scope;
    Bucket bucket = Bucket::Hour;
    std::filesystem::path png; // folder: one picture per panel, and the window; empty: none
    std::filesystem::path pdf; // the report page, a file; empty: none
    double scale = 1; // of PNG
    bool dark = false;
};

// The files written, or what went wrong (the disk, the database).
Result<std::vector<std::filesystem::path>> writePictures(const ReportRequest&);

} // namespace mv
