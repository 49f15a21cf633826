// SPDX-License-Identifier: GPL-3.0-or-later
// Proofpoint on Demand, "maillog" of its log stream: JSON records with a line of Sendmail's in "data". Grammar:
// Proofpoint's "PoD Log API", and real records. Its other records ("message" and its parts) tell what filters decided.
#include "models/ingest/formats/proofpoint.h"
#include "models/ingest/envelope.h"
#include "models/ingest/formats/jsonformat.h"
#include "models/ingest/formats/sendmailmessages.h"
#include "models/ingest/statetext.h"

namespace mv {

namespace {

bool isMailLog(const JsonValue& r) { return r["type"].text() == "maillog" || (r["data"].exists() && r["sm"].exists()); }

bool isVerdict(const JsonValue& r)
{
    const std::string_view type = r["type"].text();
    return r["guid"].exists() && (type == "message" || type.starts_with("msgParts"));
}

class Proofpoint final : public JsonFormat {
public:
    Proofpoint(const FormatOptions& o, Correlator& correlator)
        : JsonFormat(o, correlator)
        , m_envelopes(o)
        , m_messages(correlator)
    {
    }
    std::string saveState() const override
    {
        StateWriter w;
        w << m_records.saveState() << m_envelopes.saveState() << m_messages.saveState();
        return w.text();
    }
    void loadState(std::string_view state) override
    {
        StateReader r(state);
        m_records.loadState(r.text());
        m_envelopes.loadState(r.text());
        m_messages.loadState(r.text());
    }

private:
    LineIs understand(const JsonValue&, std::uint64_t offset, Sink&) override;

    EnvelopeReader m_envelopes;
    SendmailMessages m_messages;
};

LineIs Proofpoint::understand(const JsonValue& r, std::uint64_t offset, Sink& sink)
{
    if (!isMailLog(r))
        return r["type"].exists() ? LineIs::Other : LineIs::NotThisFormat;
    const std::string_view data = r["data"].text();
    if (data.empty() || data.starts_with('{')) // a journal's record has no place in a line
        return LineIs::BadField;
    Envelope e;
    switch (m_envelopes.read({ data, offset }, e)) {
    case EnvelopeReader::Kind::Message:
        break;
    case EnvelopeReader::Kind::BadTime:
        return LineIs::BadTime;
    default:
        return LineIs::BadField;
    }
    e.offset = offset;
    const std::string_view agent = r["pps"]["agent"].text(); // its whole name
    std::string_view rest = e.message;
    const std::string_view id = takeSendmailId(rest);
    return m_messages.understand(e, m_servers.find(agent.empty() ? e.host : agent), id, rest, sink);
}

} // namespace

int scoreProofpoint(std::string_view head)
{
    return scoreOfJson(head, [](const JsonValue& r) { return isMailLog(r) || isVerdict(r); });
}

std::unique_ptr<LineFormat> makeProofpoint(const FormatOptions& o, Correlator& c)
{
    return std::make_unique<Proofpoint>(o, c);
}

} // namespace mv
