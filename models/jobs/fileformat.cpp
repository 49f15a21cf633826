// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/jobs/fileformat.h"
#include "models/documents/mailbox.h"

namespace mv {

std::vector<FileFormat> fileFormats()
{
    std::vector<FileFormat> all;
    for (const FormatInfo& format : formats())
        all.push_back({ &format, nullptr });
    all.push_back({ &mailboxFormat(), nullptr });
    for (const DocumentInfo& document : documents())
        all.push_back({ nullptr, &document });
    return all;
}

FileFormat fileFormatById(std::string_view id)
{
    if (const FormatInfo* format = formatById(id))
        return { format, nullptr };
    if (id == mailboxFormat().id)
        return { &mailboxFormat(), nullptr };
    return { nullptr, documentById(id) };
}

FileFormat detectFileFormat(std::string_view head)
{
    Detection log = detectFormat(head);
    if (const int score = mailboxFormat().score(head); score > log.score)
        log = { &mailboxFormat(), score, {} };
    const DocumentInfo* document = detectDocument(head);
    if (document != nullptr && document->score(head) > log.score)
        return { nullptr, document };
    return { log.format, nullptr };
}

} // namespace mv
