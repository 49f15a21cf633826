// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/format.h"
#include "models/ingest/formats/ciscoesa.h"
#include "models/ingest/formats/espdialects.h"
#include "models/ingest/formats/exchange.h"
#include "models/ingest/formats/exchangesmtp.h"
#include "models/ingest/formats/exim.h"
#include "models/ingest/formats/eximqueue.h"
#include "models/ingest/formats/fortimail.h"
#include "models/ingest/formats/haraka.h"
#include "models/ingest/formats/kumomta.h"
#include "models/ingest/formats/m365trace.h"
#include "models/ingest/formats/mailq.h"
#include "models/ingest/formats/mapped.h"
#include "models/ingest/formats/mimecast.h"
#include "models/ingest/formats/opensmtpd.h"
#include "models/ingest/formats/placementcsv.h"
#include "models/ingest/formats/postfix.h"
#include "models/ingest/formats/postfixqueue.h"
#include "models/ingest/formats/powermta.h"
#include "models/ingest/formats/proofpoint.h"
#include "models/ingest/formats/qmail.h"
#include "models/ingest/formats/rspamd.h"
#include "models/ingest/formats/sendmail.h"
#include "models/ingest/formats/snds.h"
#include "models/ingest/formats/zdns.h"
#include <algorithm>

namespace mv {

namespace {

// Of an email service provider: all of them are read alike, each in its dialect.
template <const EspDialect& kDialect> constexpr FormatInfo dialect(std::string_view id, std::string_view name)
{
    return { id, name, [](std::string_view head) { return scoreEsp(kDialect, head); },
        [](const FormatOptions& o, Correlator& c) { return makeEsp(kDialect, o, c); } };
}

// THE TABLE, in priority order: of two formats that score the same, the first wins.
constexpr FormatInfo kFormats[] = {
    { "postfix", "Postfix", scorePostfix, makePostfix },
    { "exim", "Exim", scoreExim, makeExim },
    { "sendmail", "Sendmail", scoreSendmail, makeSendmail },
    { "opensmtpd", "OpenSMTPD", scoreOpenSmtpd, makeOpenSmtpd },
    { "qmail", "qmail", scoreQmail, makeQmail },
    { "haraka", "Haraka", scoreHaraka, makeHaraka },
    { "powermta", "PowerMTA", scorePowerMta, makePowerMta },
    { "kumomta", "KumoMTA", scoreKumoMta, makeKumoMta },
    { "postfix-queue", "Postfix queue (postqueue -j)", scorePostfixQueue, makePostfixQueue },
    { "mailq", "Queue listing (mailq)", scoreMailq, makeMailq },
    { "exim-queue", "Exim queue (exim -bp)", scoreEximQueue, makeEximQueue },
    { "exchange", "Exchange message tracking", scoreExchange, makeExchange },
    { "exchange-smtp", "Exchange SMTP protocol", scoreExchangeSmtp, makeExchangeSmtp },
    { "m365-trace", "Microsoft 365 message trace", scoreM365Trace, makeM365Trace },
    { "proofpoint", "Proofpoint on Demand", scoreProofpoint, makeProofpoint },
    { "fortimail", "FortiMail", scoreFortiMail, makeFortiMail },
    { "cisco-esa", "Cisco Secure Email", scoreCiscoEsa, makeCiscoEsa },
    { "mimecast", "Mimecast", scoreMimecast, makeMimecast },
    { "rspamd", "Rspamd", scoreRspamd, makeRspamd },
    dialect<esp::kAmazonSes>("amazon-ses", "Amazon SES"),
    dialect<esp::kSendGrid>("sendgrid", "SendGrid"),
    dialect<esp::kMailgun>("mailgun", "Mailgun"),
    dialect<esp::kSparkPost>("sparkpost", "SparkPost"),
    dialect<esp::kPostmark>("postmark", "Postmark"),
    dialect<esp::kMandrill>("mandrill", "Mandrill"),
    dialect<esp::kBrevo>("brevo", "Brevo"),
    dialect<esp::kMailjet>("mailjet", "Mailjet"),
    dialect<esp::kMailerSend>("mailersend", "MailerSend"),
    dialect<esp::kResend>("resend", "Resend"),
    dialect<esp::kPostal>("postal", "Postal"),
    { "zdns", "zdns", scoreZdns, makeZdns },
    { "snds", "Microsoft SNDS data", scoreSnds, makeSnds },
    { "snds-status", "Microsoft SNDS blocked addresses", scoreSndsStatus, makeSndsStatus },
    { "placement-csv", "Placement table", scorePlacementCsv, makePlacementCsv },
};

constexpr FormatInfo kMapped { "mapped", "Mapped columns", [](std::string_view) { return 0; }, makeMapped };

} // namespace

const FormatInfo& mappedFormat() { return kMapped; }

std::span<const FormatInfo> formats() { return kFormats; }

const FormatInfo* formatById(std::string_view id)
{
    if (id == kMapped.id)
        return &kMapped;
    const auto* const it = std::ranges::find(kFormats, id, &FormatInfo::id);
    return it == std::end(kFormats) ? nullptr : it;
}

} // namespace mv
