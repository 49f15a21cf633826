// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/documents/document.h"
#include "models/ingest/format.h"
#include <vector>

namespace mv {

// How a file is read: line by line as it grows (a log), or whole (a report, a mail). One of the two, or neither.
struct FileFormat {
    const FormatInfo* lines = nullptr;
    const DocumentInfo* document = nullptr;

    explicit operator bool() const { return lines != nullptr || document != nullptr; }
    std::string_view id() const { return lines != nullptr ? lines->id : document->id; }
    std::string_view name() const { return lines != nullptr ? lines->name : document->name; }
    bool operator==(const FileFormat&) const = default;
};

std::vector<FileFormat> fileFormats();              // that a user can choose: logs first, in the order of their tables
FileFormat fileFormatById(std::string_view id);     // of these and mappedFormat()
FileFormat detectFileFormat(std::string_view head); // what scores highest for the first 64 KiB; of equals, a log

} // namespace mv
