// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/jobs/knownfiles.h"
#include "models/ingest/fileidentity.h"
#include <algorithm>

namespace mv {

KnownFiles::KnownFiles(const std::vector<ImportedFile>& journal)
{
    for (const ImportedFile& file : journal)
        remember(file);
}

std::vector<const ImportedFile*> KnownFiles::beginningLike(std::string_view head) const
{
    std::vector<std::uint32_t> lengths;
    for (const auto& [length, files] : m_byHead) {
        if (length > 0 && length <= head.size()) // 0: nothing is known of it
            lengths.push_back(length);
    }
    const auto digests = digestsOfBeginnings(head, lengths);
    std::vector<const ImportedFile*> found;
    for (std::size_t i = 0; i < lengths.size(); ++i) {
        const auto [begin, end] = m_byHead.at(lengths[i]).equal_range(digests[i]);
        for (auto file = begin; file != end; ++file)
            found.push_back(&m_files.at(file->second));
    }
    std::ranges::sort(found, std::greater {}, [](const ImportedFile* file) { return file->identity.length; });
    return found;
}

void KnownFiles::remember(const ImportedFile& file)
{
    if (const auto known = m_files.find(file.id); known != m_files.end()) {
        auto& alike = m_byHead.at(known->second.identity.headLength);
        const auto [begin, end] = alike.equal_range(known->second.identity.headDigest);
        alike.erase(std::find_if(begin, end, [&](const auto& entry) { return entry.second == file.id; }));
        if (alike.empty())
            m_byHead.erase(known->second.identity.headLength);
    }
    m_files[file.id] = file;
    m_byHead[file.identity.headLength].emplace(file.identity.headDigest, file.id);
}

} // namespace mv
