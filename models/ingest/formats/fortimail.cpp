// SPDX-License-Identifier: GPL-3.0-or-later
// FortiMail: "[date=D ]time=T device_id=S log_id=N type=event subtype=smtp ... session_id="ID" msg="TEXT"", where the
// text is Sendmail's and the id that of the session. Grammar: Fortinet's FortiMail Log Reference, and real lines. Other
// types tell of checks, not of deliveries.
#include "models/ingest/formats/fortimail.h"
#include "models/ingest/formats/headlines.h"
#include "models/ingest/formats/recordlines.h"
#include "models/ingest/formats/sendmailmessages.h"

namespace mv {

namespace {

// " key=value " or " key="value"" of a line that begins with a key. Empty: not there.
std::string_view valueOf(std::string_view line, std::string_view key)
{
    for (auto at = line.find(key); at != std::string_view::npos; at = line.find(key, at + 1)) {
        if (at > 0 && line[at - 1] != ' ' && line[at - 1] != '>')
            continue;
        std::string_view value = line.substr(at + key.size());
        if (!value.starts_with('"'))
            return value.substr(0, value.find(' '));
        value.remove_prefix(1);
        return value.substr(0, value.find('"'));
    }
    return {};
}

// What is said in quotes may hold some: it goes on to the last of them.
std::string_view messageOf(std::string_view line)
{
    constexpr std::string_view kMessage = " msg=\"";
    const auto at = line.find(kMessage);
    if (at == std::string_view::npos)
        return {};
    const std::string_view text = line.substr(at + kMessage.size());
    return text.substr(0, text.rfind('"'));
}

bool isFortiMailLine(std::string_view line)
{
    return !valueOf(line, "time=").empty() && !valueOf(line, "device_id=").empty() && !valueOf(line, "log_id=").empty();
}

// Without a date there is only the time of the day, as a collector leaves it.
std::optional<Stamp> stampOf(std::string_view line)
{
    std::string_view time = valueOf(line, "time=");
    Stamp stamp;
    if (const std::string_view date = valueOf(line, "date="); !date.empty()) {
        IsoStamp iso;
        const std::string midnight = std::string(date).append(" 00:00:00");
        std::string_view rest = midnight;
        if (!takeIsoStamp(rest, iso) || !rest.empty() || !iso.local)
            return std::nullopt;
        stamp = *iso.local;
    }
    return takeTimeOfDay(time, stamp.msOfDay) && time.empty() ? std::optional(stamp) : std::nullopt;
}

class FortiMail final : public RecordLines {
public:
    FortiMail(const FormatOptions& o, Correlator& correlator)
        : RecordLines(o, correlator)
        , m_messages(correlator)
    {
    }
    std::string saveState() const override
    {
        StateWriter w;
        w << RecordLines::saveState() << m_messages.saveState();
        return w.text();
    }
    void loadState(std::string_view state) override
    {
        StateReader r(state);
        RecordLines::loadState(r.text());
        m_messages.loadState(r.text());
    }

private:
    LineIs understand(const Envelope&, std::string_view line, Sink&) override;

    SendmailMessages m_messages;
};

LineIs FortiMail::understand(const Envelope& outer, std::string_view line, Sink& sink)
{
    if (!isFortiMailLine(line))
        return LineIs::NotThisFormat;
    if (valueOf(line, "type=") != "event" || valueOf(line, "subtype=") != "smtp")
        return LineIs::Other;
    const auto stamp = stampOf(line);
    const auto at = stamp ? m_clock.read(*stamp) : std::nullopt;
    if (!at)
        return LineIs::BadTime;
    const std::string_view session = valueOf(line, "session_id=");
    if (session.empty())
        return LineIs::BadField;
    Envelope e;
    e.at = *at;
    e.offset = outer.offset;
    e.pid = session;
    const std::string_view host = outer.host.empty() ? valueOf(line, "device_id=") : outer.host;
    return m_messages.understand(e, m_servers.find(host), session, messageOf(line), sink);
}

} // namespace

int scoreFortiMail(std::string_view head) { return scoreOfHeadLines(head, isFortiMailLine); }

std::unique_ptr<LineFormat> makeFortiMail(const FormatOptions& o, Correlator& c)
{
    return std::make_unique<FortiMail>(o, c);
}

} // namespace mv
