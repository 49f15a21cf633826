// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/jobs/progress.h"

namespace mv {

std::vector<FileProgress> ImportProgress::snapshot() const
{
    const std::lock_guard lock(m_mutex);
    return m_files;
}

void ImportProgress::set(std::vector<FileProgress> files)
{
    const std::lock_guard lock(m_mutex);
    m_files = std::move(files);
}

void ImportProgress::change(std::size_t index, const std::function<void(FileProgress&)>& change)
{
    const std::lock_guard lock(m_mutex);
    change(m_files[index]);
}

} // namespace mv
