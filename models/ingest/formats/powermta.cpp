// SPDX-License-Identifier: GPL-3.0-or-later
// PowerMTA's accounting files: CSV, one record for each recipient's delivery, bounce or transient error; which columns
// there are is configured, so the header decides, and a new one in the middle decides anew. Grammar: PowerMTA User's
// Guide, "Accounting". Records carry no queue id: tries of one copy are joined by all that tells copies apart.
#include "models/ingest/formats/powermta.h"
#include "models/ingest/cursor.h"
#include "models/ingest/formats/copyid.h"
#include "models/ingest/formats/csvformat.h"
#include "models/ingest/formats/facts.h"
#include "models/ingest/formats/powermtarecord.h"
#include <algorithm>

namespace mv {

namespace {

bool startsRecord(std::string_view line)
{
    const std::string_view first = line.substr(0, line.find(','));
    return first.size() < line.size()
        && (sameIgnoringCase(first, "type") || powerMtaTypeOf(first) != PowerMtaType::Unknown);
}

// "1178807903", with decimals or not.
std::optional<UtcTime> epochTime(std::string_view text)
{
    Cursor c(text);
    const auto seconds = c.takeNumber();
    if (!seconds || *seconds > 100'000'000'000)
        return std::nullopt;
    if (c.skip('.') && !c.takeNumber())
        return std::nullopt;
    return c.atEnd() ? std::optional(UtcTime(std::chrono::seconds(*seconds))) : std::nullopt;
}

class PowerMta final : public CsvFormat {
public:
    PowerMta(const FormatOptions& o, Correlator& correlator)
        : CsvFormat({ powermta::kColumnNames, powermta::kDefaultHeader, startsRecord }, o, correlator)
        , m_clock({ o.zone, o.year, o.fileTime, o.now })
        , m_zone(o.zone)
    {
    }

    std::string remark() const override;
    std::string saveState() const override
    {
        StateWriter w;
        w << m_lines.saveState() << m_clock.saveState() << m_columns.header() << m_transient;
        return w.text();
    }
    void loadState(std::string_view state) override
    {
        StateReader r(state);
        m_lines.loadState(r.text());
        m_clock.loadState(r.text());
        m_columns.read(r.text());
        m_transient = r.number();
    }

private:
    LineIs understand(const CsvRecord&, std::string_view text, std::uint64_t offset, Sink&) override;
    std::optional<UtcTime> timeLogged(std::string_view);
    std::optional<UtcTime> timeQueued(std::string_view) const;
    void tell(Attempt&, const CsvRecord&, Sink&);

    SyslogClock m_clock;
    Zone m_zone;
    std::uint64_t m_transient = 0; // records
    std::string m_domain;          // of the record at hand
    CopyId m_copyId;
};

LineIs PowerMta::understand(const CsvRecord& r, std::string_view text, std::uint64_t offset, Sink& sink)
{
    const PowerMtaType type = powerMtaTypeOf(m_columns.in(r, powermta::Type));
    switch (type) {
    case PowerMtaType::Unknown:
        if (!isPowerMtaHeader(r))
            return LineIs::NotThisFormat;
        m_columns.read(text);
        return LineIs::Context;
    case PowerMtaType::Received:
        return LineIs::Context;
    case PowerMtaType::Report:
        return LineIs::Other;
    case PowerMtaType::Transient:
    case PowerMtaType::TransientQueue:
        ++m_transient;
        break;
    default:
        break;
    }
    const auto at = timeLogged(m_columns.in(r, powermta::TimeLogged));
    if (!at)
        return LineIs::BadTime;
    Attempt a;
    a.at = *at;
    a.offset = offset;
    if (!describePowerMta(type, r, m_columns, m_domain, a))
        return LineIs::BadField;
    if (const auto queued = timeQueued(m_columns.in(r, powermta::TimeQueued)); queued && *queued <= *at)
        a.delayMs = (*at - *queued).count();
    tell(a, r, sink);
    return LineIs::Delivery;
}

std::string PowerMta::remark() const
{
    if (m_transient > 0 || m_lines.counts().delivery == 0)
        return {};
    return "No deferrals: PowerMTA logs them only where the accounting file's \"records\" include t.";
}

std::optional<UtcTime> PowerMta::timeLogged(std::string_view text)
{
    if (const auto epoch = epochTime(text))
        return epoch;
    IsoStamp iso;
    if (!takeIsoStamp(text, iso) || !text.empty())
        return std::nullopt;
    return iso.local ? m_clock.read(*iso.local) : std::optional(iso.utc);
}

// Without a zone it may be an hour off where the clocks were set back in between: unlike the lines' own times, these
// come in no order that would tell.
std::optional<UtcTime> PowerMta::timeQueued(std::string_view text) const
{
    if (const auto epoch = epochTime(text))
        return epoch;
    IsoStamp iso;
    if (!takeIsoStamp(text, iso) || !text.empty())
        return std::nullopt;
    if (!iso.local)
        return iso.utc;
    using namespace std::chrono;
    const Stamp& s = *iso.local;
    return m_zone.toUtc(local_days(year(s.year) / month(s.month) / day(s.day)) + milliseconds(s.msOfDay), false);
}

void PowerMta::tell(Attempt& a, const CsvRecord& r, Sink& sink)
{
    std::string_view copy;
    if (const std::string_view recipient = m_columns.in(r, powermta::Rcpt); !recipient.empty())
        copy = m_copyId.of({ m_columns.in(r, powermta::Orig), recipient, m_columns.in(r, powermta::TimeQueued),
            m_columns.in(r, powermta::JobId), m_columns.in(r, powermta::EnvId), m_columns.in(r, powermta::MessageId) });
    if (a.source.empty())
        a.source = m_columns.in(r, powermta::Vmta);
    const std::string_view envelope = m_columns.in(r, powermta::EnvId);
    tellCopy(a, copy, envelope.empty() ? m_columns.in(r, powermta::JobId) : envelope, m_servers.find({}), m_correlator,
        sink);
}

} // namespace

int scorePowerMta(std::string_view head)
{
    CsvColumns columns(powermta::kColumnNames);
    columns.read(powermta::kDefaultHeader);
    bool header = false;
    return scoreOfRecords(head, [&](const CsvRecord& r, std::string_view text) {
        if (isPowerMtaHeader(r)) {
            columns.read(text);
            header = true;
            return true;
        }
        // Without a header, addresses must be where they are by default.
        return powerMtaTypeOf(columns.in(r, powermta::Type)) != PowerMtaType::Unknown
            && (header || columns.in(r, powermta::Rcpt).find('@') != std::string_view::npos);
    });
}

std::unique_ptr<LineFormat> makePowerMta(const FormatOptions& o, Correlator& c)
{
    return std::make_unique<PowerMta>(o, c);
}

} // namespace mv
