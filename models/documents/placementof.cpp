// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/documents/placementof.h"
#include "models/documents/text.h"
#include <algorithm>
#include <array>
#include <charconv>

namespace mv {
namespace {

// X-Forefront-Antispam-Report's SFV: what is spam; the rest passed or was not looked at.
constexpr std::array<std::string_view, 4> kSpamVerdicts { "SPM", "SKS", "SKB", "BLK" };
constexpr std::array<std::string_view, 7> kOtherVerdicts { "NSPM", "SKN", "SKA", "SKI", "SKQ", "SFE", "SFP" };

constexpr int kSpamLevel = 5; // SCL

std::optional<WherePlaced> byMicrosoftMailbox(const MailHeaders& headers)
{
    const std::string_view dest = microsoftField(headers.first("x-microsoft-antispam-mailbox-delivery"), "dest");
    if (dest == "I")
        return WherePlaced { Folder::Inbox, "dest:I" };
    if (dest == "J")
        return WherePlaced { Folder::Spam, "dest:J" };
    return std::nullopt; // C: a folder of the user's
}

// Gmail's, in an mbox of Takeout: "Spam,Unread", "Inbox,Category Promotions,Opened".
std::optional<WherePlaced> byGmailLabels(const MailHeaders& headers)
{
    const std::string_view labels = headers.first("x-gmail-labels");
    const auto has = [&](std::string_view wanted) {
        for (std::string_view rest = labels; !rest.empty();) {
            const auto end = std::min(rest.find(','), rest.size());
            if (sameWord(trimmed(rest.substr(0, end)), wanted))
                return true;
            rest.remove_prefix(std::min(end + 1, rest.size()));
        }
        return false;
    };
    if (labels.empty())
        return std::nullopt;
    if (has("spam"))
        return WherePlaced { Folder::Spam, "label Spam" };
    for (const std::string_view tab : { "promotions", "updates", "social", "forums" }) {
        if (has("category " + std::string(tab)))
            return WherePlaced { Folder::Tabs, "label Category " + std::string(tab) };
    }
    if (has("inbox"))
        return WherePlaced { Folder::Inbox, "label Inbox" };
    return std::nullopt;
}

std::optional<WherePlaced> byMicrosoftVerdict(const MailHeaders& headers)
{
    const std::string_view report = headers.first("x-forefront-antispam-report");
    const std::string_view sfv = microsoftField(report, "SFV");
    std::string_view scl = microsoftField(report, "SCL");
    if (scl.empty())
        scl = headers.first("x-ms-exchange-organization-scl");
    int level = 0;
    const bool hasLevel = std::from_chars(scl.data(), scl.data() + scl.size(), level).ec == std::errc();
    const bool spam = std::ranges::find(kSpamVerdicts, sfv) != kSpamVerdicts.end();
    const bool passed = std::ranges::find(kOtherVerdicts, sfv) != kOtherVerdicts.end();
    if (!spam && !passed && !hasLevel)
        return std::nullopt;
    std::string why;
    if (spam || passed)
        why = "SFV:" + std::string(sfv);
    if (hasLevel)
        why.append(why.empty() ? "" : " ").append("SCL:").append(std::to_string(level));
    return WherePlaced { spam || (!passed && level >= kSpamLevel) ? Folder::Spam : Folder::Inbox, why };
}

std::optional<Folder> folderCalled(std::string_view name)
{
    if (sameWord(name, "inbox"))
        return Folder::Inbox;
    for (const std::string_view spam :
        { "spam", "bulk", "junkmail", "spamverdacht", "courrier ind\xc3\xa9sirable", "quarantine" }) {
        if (sameWord(name, spam))
            return Folder::Spam;
    }
    const auto folder = folderFrom(name);
    return folder == Folder::Missing || folder == Folder::Pending ? std::nullopt : folder;
}

} // namespace

std::string_view microsoftField(std::string_view header, std::string_view key)
{
    while (!header.empty()) {
        const auto end = std::min(header.find(';'), header.size());
        const std::string_view field = trimmed(header.substr(0, end));
        if (field.size() > key.size() && field.starts_with(key) && field[key.size()] == ':')
            return trimmed(field.substr(key.size() + 1));
        header.remove_prefix(std::min(end + 1, header.size()));
    }
    return {};
}

std::optional<WherePlaced> folderOfPath(std::string_view path)
{
    bool maildir = false; // below a folder's cur or new
    while (!path.empty()) {
        const auto slash = path.find_last_of("/!"); // ! as in "mail.zip!Spam.mbox"
        std::string_view name = slash == std::string_view::npos ? path : path.substr(slash + 1);
        path = slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
        const std::string_view called = name;
        if (name == "cur" || name == "new") {
            maildir = true;
            continue;
        }
        if (name == "mbox" && path.ends_with(".mbox")) // Apple's "Spam.mbox/mbox"
            continue;
        if (name.ends_with(".mbox"))
            name.remove_suffix(5);
        while (name.starts_with('.'))
            name.remove_prefix(1);
        if (const auto dot = name.rfind('.'); maildir && dot != std::string_view::npos)
            name.remove_prefix(dot + 1); // ".INBOX.Junk"
        if (const auto folder = folderCalled(name))
            return WherePlaced { *folder, "folder " + std::string(called) };
        if (maildir) // the folder itself: a Maildir's root is the inbox
            return called.starts_with('.')
                ? std::nullopt
                : std::optional(WherePlaced { Folder::Inbox, "folder " + std::string(called) });
    }
    return std::nullopt;
}

std::optional<WherePlaced> whereItLies(const MailHeaders& headers, std::string_view path)
{
    if (auto placed = byMicrosoftMailbox(headers))
        return placed;
    if (auto placed = byGmailLabels(headers))
        return placed;
    if (auto placed = folderOfPath(path))
        return placed;
    if (!headers.first("x-yahoofilteredbulk").empty())
        return WherePlaced { Folder::Spam, "X-YahooFilteredBulk" };
    return byMicrosoftVerdict(headers);
}

} // namespace mv
