// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/importedfile.h"
#include <map>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace mv {

// The journal, as the reading thread asks it: which files begin like this one? However many there are, a head is hashed
// once.
class KnownFiles {
public:
    explicit KnownFiles(const std::vector<ImportedFile>& journal = {});

    // Those that `head` (the first kHeadLength bytes of a file, or all of it) may be the beginning of, the one read
    // furthest first. Valid until remember().
    std::vector<const ImportedFile*> beginningLike(std::string_view head) const;
    void remember(const ImportedFile&); // a new one, or how far a known one was read

private:
    std::unordered_map<FileId, ImportedFile> m_files;
    std::map<std::uint32_t, std::unordered_multimap<std::uint64_t, FileId>> m_byHead; // length of the head -> digest
};

} // namespace mv
