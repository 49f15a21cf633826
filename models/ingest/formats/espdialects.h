// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/ingest/formats/espevent.h"

// The events of email service providers, as their webhooks or events APIs tell them: each has a file of its name.
namespace mv::esp {

extern const EspDialect kAmazonSes, kSendGrid, kMailgun, kSparkPost, kPostmark, kMandrill, kBrevo, kMailjet,
    kMailerSend, kResend, kPostal;

} // namespace mv::esp
