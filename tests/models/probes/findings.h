// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/proberesult.h"
#include <QString>
#include <QStringList>
#include <algorithm>

namespace mv {

// What a probe found, for comparing: "! text", "? text", "- text" for bad, warning and note.
inline QStringList told(const ProbeResult& result)
{
    QStringList all;
    for (const Finding& finding : result.findings) {
        const char* mark = finding.severity == Severity::Bad ? "! "
            : finding.severity == Severity::Warning          ? "? "
                                                             : "- ";
        all << QString::fromLatin1(mark) + QString::fromStdString(finding.text);
    }
    return all;
}

// Every finding says where it is said, and is a sentence.
inline bool areWellFormed(const ProbeResult& result)
{
    return std::ranges::all_of(result.findings, [](const Finding& f) {
        return f.source.starts_with("RFC ") && !f.text.empty()
            && (f.text.ends_with('.') || f.text.find(": v=") != std::string::npos);
    });
}

} // namespace mv
