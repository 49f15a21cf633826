// SPDX-License-Identifier: GPL-3.0-or-later
// Microsoft 365's message traces as JSON: the reporting service's answers ("MessageTrace", OData: {"d":{"results":[]}}
// or {"value":[]}), Microsoft Graph's (exchangeMessageTrace), and records taken out of either, one a line.
#include "models/ingest/formats/m365json.h"
#include "models/ingest/formats/jsonformat.h"
#include "models/ingest/formats/m365record.h"
#include "models/ingest/formats/tracetime.h"

namespace mv {

namespace {

// The records in an answer; one that is no answer is a record itself.
JsonValue recordsIn(const JsonValue& value)
{
    const JsonValue inner = value["d"].exists() ? value["d"] : value;
    const JsonValue list = inner.anyOf({ "results", "value" });
    return list.exists() ? list : inner;
}

JsonValue timeIn(const JsonValue& record) { return record.anyOf({ "Received", "receivedDateTime" }); }
JsonValue statusIn(const JsonValue& record) { return record.anyOf({ "Status", "status" }); }
JsonValue recipientIn(const JsonValue& record) { return record.anyOf({ "RecipientAddress", "recipientAddress" }); }

class M365Json final : public JsonFormat {
public:
    using JsonFormat::JsonFormat;

private:
    LineIs understand(const JsonValue&, std::uint64_t offset, Sink&) override;
    LineIs tell(const JsonValue& record, std::uint64_t offset, Sink&);

    CopyId m_copies;
};

LineIs M365Json::understand(const JsonValue& value, std::uint64_t offset, Sink& sink)
{
    LineIs what = LineIs::Other; // an answer without records
    recordsIn(value).each([&](const JsonValue& record) {
        const LineIs one = tell(record, offset, sink);
        if (what == LineIs::Other || one > LineIs::Other)
            what = one;
    });
    return what;
}

LineIs M365Json::tell(const JsonValue& r, std::uint64_t offset, Sink& sink)
{
    if (!statusIn(r).exists() || !recipientIn(r).exists())
        return LineIs::NotThisFormat;
    const auto at = traceTime(timeIn(r).text(), DateOrder::MonthFirst);
    if (!at)
        return LineIs::BadTime;
    M365Record record;
    record.sender = r.anyOf({ "SenderAddress", "senderAddress" }).text();
    record.recipient = recipientIn(r).text();
    record.status = statusIn(r).text();
    record.toIp = r.anyOf({ "ToIP", "toIP" }).text();
    record.fromIp = r.anyOf({ "FromIP", "fromIP" }).text();
    record.hasToIp = r["ToIP"].exists() || r["toIP"].exists();
    record.id = r.anyOf({ "MessageTraceId", "id", "MessageId", "messageId" }).text();
    Attempt a;
    a.at = *at;
    a.offset = offset;
    const M365Status told = record.recipient.empty() ? M365Status::Unknown : describeM365(record, a);
    if (told != M365Status::Told)
        return told == M365Status::NotFinal ? LineIs::Other : LineIs::BadField;
    tellM365(a, m_servers.find(r["Organization"].text()), m_copies, m_correlator, sink);
    return LineIs::Delivery;
}

} // namespace

int scoreM365Json(std::string_view head)
{
    return scoreOfJson(head, [](const JsonValue& value) {
        bool ours = false;
        recordsIn(value).each([&](const JsonValue& r) {
            ours = ours || (statusIn(r).exists() && recipientIn(r).exists() && timeIn(r).exists());
        });
        return ours;
    });
}

std::unique_ptr<LineFormat> makeM365Json(const FormatOptions& o, Correlator& c)
{
    return std::make_unique<M365Json>(o, c);
}

} // namespace mv
