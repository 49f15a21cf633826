// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/error.h"
#include "models/mail/scope.h"
#include "models/store/queries/imports.h"
#include "widgets/panel.h"
#include <QByteArray>
#include <filesystem>
#include <memory>
#include <vector>

namespace mv {

// Pictures of the real panels without a window on a screen, for reports. Needs a QApplication (offscreen will do).
struct ReportRequest {
    std::filesystem::path database;
    Scope scope;
    Bucket bucket = Bucket::Hour;
    std::filesystem::path png; // folder: one picture per panel, and the window; empty: none
    std::filesystem::path pdf; // the report page, a file; empty: none
    double scale = 1;          // of PNG
    bool dark = false;
    int perspective = 0; // of the window's picture: as in Perspectives::names()
};

// The one-page report of a request's scope. All on the GUI thread, but for what question() returns.
class ReportPage {
public:
    ReportPage(const ReportRequest&, TimeRange data); // data: all that was imported
    ~ReportPage();
    Panel::Ask question() const;                   // asks for everything on the page
    QByteArray pdf(const std::any& answers) const; // of question()

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

// The files written, or what went wrong (the disk, the database).
Result<std::vector<std::filesystem::path>> writePictures(const ReportRequest&);

} // namespace mv
