// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/ingest/formats/loglines.h"
#include "models/ingest/formats/serverpool.h"
#include "models/ingest/formats/tlssessions.h"

namespace mv {

// Takes "ID: " off the front of a message. Empty, and the message stays: there is none.
std::string_view takeSendmailId(std::string_view& message);

// What Sendmail says of messages, whatever its words are wrapped in: Proofpoint and FortiMail are Sendmail inside.
class SendmailMessages {
public:
    explicit SendmailMessages(Correlator& correlator)
        : m_correlator(correlator)
    {
    }
    // `rest`: what follows the id, which may be empty. Of the envelope, time, offset and pid are read.
    LineIs understand(const Envelope&, const ServerPool::Server&, std::string_view id, std::string_view rest, Sink&);

    std::string saveState() const { return m_tls.saveState(); }
    void loadState(std::string_view state) { m_tls.loadState(state); }

private:
    LineIs arrival(const Envelope&, const ServerPool::Server&, std::string_view id, std::string_view rest);
    LineIs delivery(const Envelope&, const ServerPool::Server&, std::string_view id, std::string_view rest, Sink&);
    LineIs expiry(const Envelope&, const ServerPool::Server&, std::string_view id, std::string_view rest, Sink&);
    void noteTls(const Envelope&, const ServerPool::Server&, std::string_view rest);

    Correlator& m_correlator;
    TlsSessions m_tls;
};

} // namespace mv
