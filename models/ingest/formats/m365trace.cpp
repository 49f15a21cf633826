// SPDX-License-Identifier: GPL-3.0-or-later
// Microsoft 365's message traces: CSV, as the admin center and PowerShell (Get-MessageTrace, -V2, Get-HistoricalSearch)
// export them. Columns go by their names in the header, in any spelling ("SenderAddress", "sender_address"). The
// extended report is a message tracking log: exchange.cpp. Grammar: Microsoft's "Message trace in the modern Exchange
// admin center", and public scripts that read such files.
#include "models/ingest/formats/m365trace.h"
#include "models/ingest/formats/csvformat.h"
#include "models/ingest/formats/m365json.h"
#include "models/ingest/formats/m365record.h"
#include "models/ingest/formats/tracetime.h"
#include <algorithm>
#include <array>

namespace mv {

namespace {

enum Column : std::size_t {
    Time,
    Sender,
    Recipient,
    Status,
    RecipientStatus,
    ToIp,
    FromIp,
    Direction,
    TraceId,
    MessageId,
    Organization,
    kColumnCount
};
constexpr std::array<std::string_view, kColumnCount> kColumnNames { "received", "senderaddress", "recipientaddress",
    "status", "recipientstatus", "toip", "fromip", "directionality", "messagetraceid", "messageid", "organization" };
struct OtherName {
    std::string_view name;
    Column column;
};
constexpr OtherName kOtherNames[] = {
    { "receiveddatetime", Time },
    { "origintimestamputc", Time },
    { "origintimestamp", Time },
    { "sender", Sender },
    { "recipient", Recipient },
    { "networkmessageid", TraceId },
};

// "recipient_status", "RecipientStatus", "Recipient status": the name without what is between its words.
std::string plainName(std::string_view name)
{
    std::string plain;
    for (const char c : name) {
        if (c != '_' && c != ' ' && c != '-')
            plain += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    const auto* const other = std::ranges::find(kOtherNames, plain, &OtherName::name);
    return other == std::end(kOtherNames) ? plain : std::string(kColumnNames[other->column]);
}

// The header in one spelling. Empty: the record is no header of a trace.
std::string headerOf(const CsvRecord& r)
{
    std::string header;
    for (std::size_t i = 0; i < r.size(); ++i) {
        header += plainName(r[i]);
        header += ',';
    }
    CsvColumns columns(kColumnNames);
    columns.read(header);
    const bool ours = columns.has(Time) && columns.has(Sender)
        && (columns.has(RecipientStatus) || (columns.has(Status) && columns.has(Recipient)));
    return ours ? header : std::string();
}

bool startsRecord(std::string_view line) // the summary report begins with its time; others with anything
{
    return traceTime(line.substr(0, line.find(',')), DateOrder::MonthFirst).has_value();
}

bool isJson(std::string_view head)
{
    head = withoutMark(head);
    const auto first = head.find_first_not_of(" \t\r\n");
    return first != std::string_view::npos && (head[first] == '{' || head[first] == '[');
}

// PowerShell begins its files with "#TYPE ..." unless told otherwise.
bool isComment(std::string_view text) { return text.starts_with("#TYPE "); }

class M365Trace final : public CsvFormat {
public:
    M365Trace(const FormatOptions& o, Correlator& correlator)
        : CsvFormat({ kColumnNames, {}, startsRecord }, o, correlator)
        , m_order(orderIn(o))
    {
    }
    std::string saveState() const override
    {
        StateWriter w;
        w << CsvFormat::saveState() << static_cast<std::uint64_t>(m_order);
        return w.text();
    }
    void loadState(std::string_view state) override
    {
        StateReader r(state);
        CsvFormat::loadState(r.text());
        m_order = r.number() == 0 ? DateOrder::MonthFirst : DateOrder::DayFirst;
    }

private:
    static DateOrder orderIn(const FormatOptions&);
    LineIs understand(const CsvRecord&, std::string_view text, std::uint64_t offset, Sink&) override;
    LineIs listed(M365Record, std::string_view list, const Attempt& common, std::string_view organization, Sink&);
    LineIs tell(const M365Record&, const Attempt& common, std::string_view organization, Sink&);

    DateOrder m_order;
    CopyId m_copies;
};

DateOrder M365Trace::orderIn(const FormatOptions& o)
{
    CsvColumns columns(kColumnNames);
    std::vector<std::string> times;
    forEachRecord(o.head, [&](const CsvRecord& r, std::string_view) {
        if (const std::string header = headerOf(r); !header.empty())
            columns.read(header);
        else if (!columns.in(r, Time).empty())
            times.emplace_back(columns.in(r, Time));
    });
    constexpr std::chrono::days kTolerance { 1 };
    return dateOrderOf(times, (o.fileTime == UtcTime() ? o.now : o.fileTime) + kTolerance);
}

LineIs M365Trace::understand(const CsvRecord& r, std::string_view text, std::uint64_t offset, Sink& sink)
{
    if (isComment(text))
        return LineIs::Other;
    const auto at = traceTime(m_columns.in(r, Time), m_order);
    if (!at) {
        const std::string header = headerOf(r);
        if (header.empty())
            return m_columns.has(Time) ? LineIs::BadTime : LineIs::NotThisFormat;
        m_columns.read(header);
        return LineIs::Context;
    }
    Attempt common;
    common.at = *at;
    common.offset = offset;
    M365Record record;
    record.sender = m_columns.in(r, Sender);
    record.recipient = m_columns.in(r, Recipient);
    record.status = m_columns.in(r, Status);
    record.toIp = m_columns.in(r, ToIp);
    record.hasToIp = m_columns.has(ToIp);
    record.fromIp = m_columns.in(r, FromIp);
    record.direction = m_columns.in(r, Direction);
    record.id = m_columns.in(r, TraceId);
    if (record.id.empty())
        record.id = m_columns.in(r, MessageId);
    const std::string_view organization = m_columns.in(r, Organization);
    if (m_columns.has(RecipientStatus))
        return listed(record, m_columns.in(r, RecipientStatus), common, organization, sink);
    return tell(record, common, organization, sink);
}

// "a@x##Receive, Send;b@y##Receive, Fail"
LineIs M365Trace::listed(
    M365Record record, std::string_view list, const Attempt& common, std::string_view organization, Sink& sink)
{
    LineIs what = LineIs::BadField;
    while (!list.empty()) {
        const auto mark = list.find("##");
        if (mark == std::string_view::npos)
            break;
        const auto end = std::min(list.find(';', mark), list.size());
        record.recipient = list.substr(0, mark);
        record.recipient.remove_prefix(std::min(record.recipient.find_first_not_of(' '), record.recipient.size()));
        record.status = list.substr(mark + 2, end - mark - 2);
        list.remove_prefix(std::min(end + 1, list.size()));
        const LineIs one = tell(record, common, organization, sink);
        if (one == LineIs::Delivery || what == LineIs::BadField)
            what = one;
    }
    return what;
}

LineIs M365Trace::tell(const M365Record& record, const Attempt& common, std::string_view organization, Sink& sink)
{
    Attempt a = common;
    if (record.recipient.empty())
        return LineIs::BadField;
    switch (describeM365(record, a)) {
    case M365Status::Unknown:
        return LineIs::BadField;
    case M365Status::NotFinal:
        return LineIs::Other;
    case M365Status::Told:
        break;
    }
    tellM365(a, m_servers.find(organization), m_copies, m_correlator, sink);
    return LineIs::Delivery;
}

} // namespace

int scoreM365Trace(std::string_view head)
{
    if (isJson(head))
        return scoreM365Json(head);
    CsvColumns columns(kColumnNames);
    return scoreOfRecords(head, [&](const CsvRecord& r, std::string_view text) {
        if (const std::string header = headerOf(r); !header.empty()) {
            columns.read(header);
            return true;
        }
        return isComment(text) || traceTime(columns.in(r, Time), DateOrder::MonthFirst).has_value()
            || traceTime(columns.in(r, Time), DateOrder::DayFirst).has_value();
    });
}

std::unique_ptr<LineFormat> makeM365Trace(const FormatOptions& o, Correlator& c)
{
    return isJson(o.head) ? makeM365Json(o, c) : std::make_unique<M365Trace>(o, c);
}

} // namespace mv
