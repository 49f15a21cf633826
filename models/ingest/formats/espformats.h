// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/ingest/format.h"

namespace mv {

// The events of email service providers, as their webhooks or events APIs tell them: each has a file of its name.
int scoreAmazonSes(std::string_view head);
std::unique_ptr<LineFormat> makeAmazonSes(const FormatOptions&, Correlator&);
int scoreSendGrid(std::string_view head);
std::unique_ptr<LineFormat> makeSendGrid(const FormatOptions&, Correlator&);
int scoreMailgun(std::string_view head);
std::unique_ptr<LineFormat> makeMailgun(const FormatOptions&, Correlator&);
int scoreSparkPost(std::string_view head);
std::unique_ptr<LineFormat> makeSparkPost(const FormatOptions&, Correlator&);
int scorePostmark(std::string_view head);
std::unique_ptr<LineFormat> makePostmark(const FormatOptions&, Correlator&);
int scoreMandrill(std::string_view head);
std::unique_ptr<LineFormat> makeMandrill(const FormatOptions&, Correlator&);
int scoreBrevo(std::string_view head);
std::unique_ptr<LineFormat> makeBrevo(const FormatOptions&, Correlator&);
int scoreMailjet(std::string_view head);
std::unique_ptr<LineFormat> makeMailjet(const FormatOptions&, Correlator&);
int scoreMailerSend(std::string_view head);
std::unique_ptr<LineFormat> makeMailerSend(const FormatOptions&, Correlator&);
int scoreResend(std::string_view head);
std::unique_ptr<LineFormat> makeResend(const FormatOptions&, Correlator&);
int scorePostal(std::string_view head);
std::unique_ptr<LineFormat> makePostal(const FormatOptions&, Correlator&);

} // namespace mv
