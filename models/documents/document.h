// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/error.h"
#include "models/mail/evidence.h"
#include "models/mail/importedfile.h"
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mv {

// Limits of what is read whole. A limit hit is an Error that names it.
inline constexpr std::size_t kMaxDocument = std::size_t { 64 }
    << 20; // decompressed bytes of a file, or of a part of a mail
inline constexpr std::size_t kMaxUnpacked = 4 * kMaxDocument;
inline constexpr int kMaxDocumentDepth = 4; // a report in a .zip in a mail in a mail

struct DocumentOptions {
    Zone zone;           // of stamps without one
    UtcTime fileTime {}; // the file's modification time: when a probe was made that does not say
    UtcTime now {};
    std::string path; // as it was found, also in an archive: a mail's folder is where it was placed
    int depth = 0;    // documents that this one was found in
    // Bytes that may still be unpacked of all that lies in one file; null: kMaxUnpacked.
    std::shared_ptr<std::size_t> room = nullptr;
};

// What a document told. Every record of it (of a report, a list of incidents, an output of a tool) is counted once:
// LineCounts counts records here, and problems are told like lines that were not understood.
struct DocumentReading {
    Evidence evidence;
    LineCounts records;
    std::vector<RejectedLine> rejected;
    std::string remark; // what people should know that the counts do not tell
};

// A kind of file that is one thing and is read whole: a report, a mail, the output of a tool. What comes in lines and
// grows is a LineFormat (ingest/format.h).
struct DocumentInfo {
    std::string_view id;                 // stable: stored in the journal, names the fixture folder: "dmarc-aggregate"
    std::string_view name;               // shown to people: "DMARC aggregate report"
    int (*score)(std::string_view head); // 0..100 for the first 64 KiB; 0: not this
    // `whole` is all of it, decompressed, in UTF-8 or the encoding that it declares. An Error says what is wrong and
    // where (line); nothing of the document is stored then.
    Result<DocumentReading> (*read)(std::string_view whole, const DocumentOptions&);
};

std::span<const DocumentInfo> documents();             // the hand-written table in table.cpp, in priority order
const DocumentInfo* documentById(std::string_view id); // null: none
const DocumentInfo* detectDocument(
    std::string_view head); // the one that scores highest, the first of equals; null: none

} // namespace mv
