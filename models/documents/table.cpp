// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/documents/dmarcaggregate.h"
#include "models/documents/document.h"
#include "models/documents/mail.h"
#include "models/documents/tlsreport.h"
#include <array>

namespace mv {
namespace {

constexpr auto kDocuments = std::to_array<DocumentInfo>({
    { "dmarc-aggregate", "DMARC aggregate report", scoreDmarcAggregate, readDmarcAggregate },
    { "smtp-tls", "SMTP TLS report", scoreTlsReport, readTlsReport },
    { "mail", "Mail", scoreMail, readMail },
});

} // namespace

std::span<const DocumentInfo> documents() { return kDocuments; }

const DocumentInfo* documentById(std::string_view id)
{
    for (const DocumentInfo& info : documents()) {
        if (info.id == id)
            return &info;
    }
    return nullptr;
}

const DocumentInfo* detectDocument(std::string_view head)
{
    const DocumentInfo* best = nullptr;
    int bestScore = 0;
    for (const DocumentInfo& info : documents()) {
        const int score = info.score(head);
        if (score > bestScore) {
            best = &info;
            bestScore = score;
        }
    }
    return best;
}

} // namespace mv
