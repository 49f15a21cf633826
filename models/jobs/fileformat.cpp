// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/jobs/fileformat.h"

namespace mv {

std::vector<FileFormat> fileFormats()
{
    std::vector<FileFormat> all;
    for (const FormatInfo& format : formats())
        all.push_back({ &format, nullptr });
    for (const DocumentInfo& document : documents())
        all.push_back({ nullptr, &document });
    return all;
}

FileFormat fileFormatById(std::string_view id)
{
    if (const FormatInfo* format = formatById(id))
        return { format, nullptr };
    return { nullptr, documentById(id) };
}

FileFormat detectFileFormat(std::string_view head)
{
    const Detection log = detectFormat(head);
    const DocumentInfo* document = detectDocument(head);
    if (document != nullptr && document->score(head) > log.score)
        return { nullptr, document };
    return { log.format, nullptr };
}

} // namespace mv
