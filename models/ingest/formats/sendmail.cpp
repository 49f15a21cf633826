// SPDX-License-Identifier: GPL-3.0-or-later
// Sendmail: "tag[pid]: ID: to=..., stat=..." and what else has an id. Grammar: the sources named in
// models/ingest/formats/sendmaildelivery.h. What is said of messages: sendmailmessages.cpp.
#include "models/ingest/formats/sendmail.h"
#include "models/ingest/formats/linescore.h"
#include "models/ingest/formats/messageformat.h"
#include "models/ingest/formats/sendmailmessages.h"
#include "models/ingest/statetext.h"

namespace mv {

namespace {

// "sm-mta", "sm-msp-queue"; by itself it is "sendmail".
bool isSendmailTag(std::string_view tag) { return tag == "sendmail" || tag.starts_with("sm-"); }

class Sendmail final : public MessageFormat {
public:
    Sendmail(const FormatOptions& o, Correlator& correlator)
        : MessageFormat(o, correlator)
        , m_messages(correlator)
    {
    }

    std::string saveState() const override
    {
        StateWriter w;
        w << m_lines.saveState() << m_messages.saveState();
        return w.text();
    }
    void loadState(std::string_view state) override
    {
        StateReader r(state);
        m_lines.loadState(r.text());
        m_messages.loadState(r.text());
    }

private:
    LineIs understand(const Envelope& e, Sink& sink) override
    {
        std::string_view rest = e.message;
        const std::string_view id = takeSendmailId(rest);
        const LineIs what = m_messages.understand(e, m_servers.of(e), id, rest, sink);
        return what == LineIs::Other && e.tag.empty() ? LineIs::NotThisFormat : what;
    }

    SendmailMessages m_messages;
};

} // namespace

int scoreSendmail(std::string_view head)
{
    return scoreOfLines(head, [](const Envelope& e, std::string_view) {
        std::string_view rest = e.message;
        const bool ours = !takeSendmailId(rest).empty() || isSendmailTag(e.tag);
        return ours && e.tag.find('/') == std::string_view::npos; // Postfix's tags have one, and ids alike
    });
}

std::unique_ptr<LineFormat> makeSendmail(const FormatOptions& o, Correlator& c)
{
    return std::make_unique<Sendmail>(o, c);
}

} // namespace mv
