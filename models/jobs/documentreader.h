// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/jobs/filereader.h"

namespace mv {

// Reads one candidate that is a document, whole, into a part of a parcel. A document that the journal knows tells
// nothing new; one that has changed is another one. Runs on the reading thread.
class DocumentReader {
public:
    DocumentReader(const FileReader::Shared&, const Candidate&, std::size_t row, ReportProgress);
    // A document that can't be read is an Error, and a failed file of the journal: nothing of it is stored.
    Result<ReadEnd> run();

private:
    Result<std::string> readAll();
    const ImportedFile* known(const FileIdentity&) const;
    bool put(FileState, const std::string& message);

    const FileReader::Shared& m_shared;
    const Candidate& m_candidate;
    std::size_t m_row;
    ReportProgress m_report;
    ImportedFile m_file;
};

} // namespace mv
