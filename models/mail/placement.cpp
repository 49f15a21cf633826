// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/mail/placement.h"
#include "models/mail/ascii.h"
#include <array>
#include <utility>

namespace mv {
namespace {

constexpr std::array<std::string_view, kFolderCount> kFolders { "inbox", "tabs", "spam", "missing", "pending" };

constexpr std::array<std::pair<std::string_view, Folder>, 10> kOtherWords { {
    { "junk", Folder::Spam },
    { "junk email", Folder::Spam },
    { "junk e-mail", Folder::Spam },
    { "bulk", Folder::Spam },
    { "bulk mail", Folder::Spam },
    { "promotions", Folder::Tabs },
    { "updates", Folder::Tabs },
    { "categories", Folder::Tabs },
    { "not received", Folder::Missing },
    { "delayed", Folder::Pending },
} };

} // namespace

std::string_view toString(Folder f) { return kFolders[static_cast<std::size_t>(f)]; }

std::optional<Folder> folderFrom(std::string_view word)
{
    const std::string text = lowered(word);
    for (std::size_t i = 0; i < kFolders.size(); ++i) {
        if (kFolders[i] == text)
            return static_cast<Folder>(i);
    }
    for (const auto& [other, folder] : kOtherWords) {
        if (other == text)
            return folder;
    }
    return std::nullopt;
}

} // namespace mv
