// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/documents/checkdmarc.h"
#include "models/documents/dig.h"
#include "models/documents/dmarcaggregate.h"
#include "models/documents/document.h"
#include "models/documents/googlepostmaster.h"
#include "models/documents/graphincidents.h"
#include "models/documents/mail.h"
#include "models/documents/mtastspolicy.h"
#include "models/documents/openssl.h"
#include "models/documents/posttlsfinger.h"
#include "models/documents/sslyze.h"
#include "models/documents/swaks.h"
#include "models/documents/testssl.h"
#include "models/documents/tlsreport.h"
#include <array>

namespace mv {
namespace {

constexpr auto kDocuments = std::to_array<DocumentInfo>({
    { "dmarc-aggregate", "DMARC aggregate report", scoreDmarcAggregate, readDmarcAggregate },
    { "smtp-tls", "SMTP TLS report", scoreTlsReport, readTlsReport },
    { "mail", "Mail", scoreMail, readMail },
    { "dig", "dig", scoreDig, readDig },
    { "dig-yaml", "dig (YAML)", scoreDigYaml, readDigYaml },
    { "checkdmarc", "checkdmarc", scoreCheckdmarc, readCheckdmarc },
    { "testssl", "testssl.sh", scoreTestssl, readTestssl },
    { "sslyze", "sslyze", scoreSslyze, readSslyze },
    { "openssl", "openssl s_client", scoreOpenssl, readOpenssl },
    { "posttls-finger", "posttls-finger", scorePosttlsFinger, readPosttlsFinger },
    { "swaks", "swaks", scoreSwaks, readSwaks },
    { "mta-sts", "MTA-STS policy", scoreMtaStsPolicy, readMtaStsPolicy },
    { "google-postmaster", "Google Postmaster Tools", scoreGooglePostmaster, readGooglePostmaster },
    { "microsoft-incidents", "Microsoft 365 service health", scoreGraphIncidents, readGraphIncidents },
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
