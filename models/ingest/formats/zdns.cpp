// SPDX-License-Identifier: GPL-3.0-or-later
// zdns: a JSON object for each name, with the results of the modules that were asked for (version 2), or of the one
// module (version 1: the same keys, one level up). Sources: zdns src/zdns/{answers,qa,conf}.go, src/modules/.
#include "models/ingest/formats/zdns.h"
#include "models/ingest/formats/jsonformat.h"
#include "models/mail/dnsanswer.h"
#include <algorithm>

namespace mv {

namespace {

ProbeStatus statusOf(std::string_view word)
{
    if (word == "NOERROR")
        return ProbeStatus::Answered;
    if (word == "NXDOMAIN" || word == "NO_ANSWER" || word == "NORECORD")
        return ProbeStatus::Absent;
    if (word == "TIMEOUT" || word == "ITERATIVE_TIMEOUT")
        return ProbeStatus::TimedOut;
    return word.empty() ? ProbeStatus::NotTold : ProbeStatus::Failed;
}

// In a record, `name` is the owner, but in MXLOOKUP's `exchanges` the target.
std::string mxOf(std::int64_t preference, std::string_view target)
{
    std::string mx = std::to_string(preference);
    mx += ' ';
    mx += target.empty() ? std::string_view(".") : target;
    return mx;
}

DnsRecord recordIn(const JsonValue& r)
{
    DnsRecord record { std::string(r["name"].text()), std::string(r["type"].text()), std::string(r["answer"].text()) };
    if (record.type == "MX") {
        record.data = mxOf(r["preference"].integer().value_or(0), record.data);
    } else if (record.type == "TLSA") {
        record.data.clear();
        for (const std::string_view field : { "cert_usage", "selector", "matching_type" })
            record.data += std::to_string(r[field].integer().value_or(0)) + ' ';
        record.data += r["certificate"].text();
    } else if (record.type == "TXT") {
        std::erase(record.data, '\n'); // version 1 put one between the strings of a record
    }
    return record;
}

void takeAddresses(const JsonValue& data, DnsAnswer& answer)
{
    for (const std::string_view key : { "ipv4_addresses", "ipv6_addresses" })
        data[key].each([&](const JsonValue& address) {
            answer.records.push_back({ answer.name, "A", std::string(address.text()) });
        });
}

// What a module asked: its own name, where it is the type of record; lookups ask what they need.
std::string typeOf(std::string_view module, const JsonValue& data)
{
    if (module == "MXLOOKUP" || data["exchanges"].exists())
        return "MX";
    if (module == "SPF" || module == "DMARC")
        return "TXT";
    if (module == "ALOOKUP")
        return "A";
    if (module.empty()) // version 1 does not tell
        return std::string(data["answers"].first()["type"].text());
    return std::string(module);
}

DnsAnswer answerOf(std::string_view name, std::string_view module, const JsonValue& result)
{
    const JsonValue data = result["data"];
    DnsAnswer answer { std::string(name), typeOf(module, data), statusOf(result["status"].text()), {} };
    if (module == "DMARC" && !answer.name.starts_with("_dmarc."))
        answer.name.insert(0, "_dmarc.");
    if (module == "ALOOKUP") {
        takeAddresses(data, answer);
    } else if (answer.type == "MX" && data["exchanges"].exists()) {
        data["exchanges"].each([&](const JsonValue& r) {
            answer.records.push_back(
                { answer.name, "MX", mxOf(r["preference"].integer().value_or(0), r["name"].text()) });
        });
    } else if (module == "SPF" || module == "DMARC") {
        const JsonValue record = data[module == "SPF" ? "spf" : "dmarc"];
        if (!record.text().empty())
            answer.records.push_back({ answer.name, "TXT", std::string(record.text()) });
    } else {
        data["answers"].each([&](const JsonValue& r) {
            if (r.isObject())
                answer.records.push_back(recordIn(r));
        });
    }
    return answer;
}

class Zdns final : public JsonFormat {
public:
    Zdns(const FormatOptions& o, Correlator& c)
        : JsonFormat(o, c)
        , m_fileTime(o.fileTime)
    {
    }

private:
    LineIs understand(const JsonValue&, std::uint64_t offset, Sink&) override;
    bool tell(const JsonValue& record, std::string_view module, const JsonValue& result, std::uint64_t offset,
        Evidence&) const;

    UtcTime m_fileTime;
};

bool Zdns::tell(const JsonValue& record, std::string_view module, const JsonValue& result, std::uint64_t offset,
    Evidence& evidence) const
{
    auto probe = probeIn(answerOf(record["name"].text(), module, result));
    if (!probe)
        return false;
    probe->at = result["timestamp"].time().value_or(m_fileTime);
    if (probe->status == ProbeStatus::Failed || probe->status == ProbeStatus::TimedOut) {
        probe->detail = result["status"].text();
        if (const std::string_view error = result["error"].text(); !error.empty())
            probe->detail.append(": ").append(error);
    }
    probe->by = "zdns";
    probe->resolver = result["data"]["resolver"].text();
    probe->offset = offset;
    add(evidence.probes, std::move(*probe));
    return true;
}

LineIs Zdns::understand(const JsonValue& record, std::uint64_t offset, Sink& sink)
{
    const JsonValue results = record["results"];
    if (record["name"].text().empty() || (!results.isObject() && !record["status"].exists()))
        return LineIs::NotThisFormat;
    Evidence evidence;
    if (results.isObject())
        results.eachMember(
            [&](std::string_view module, const JsonValue& result) { tell(record, module, result, offset, evidence); });
    else
        tell(record, {}, record, offset, evidence);
    if (evidence.empty())
        return LineIs::Other; // about something else than mail
    sink.evidence(std::move(evidence));
    return LineIs::Delivery;
}

bool isStatus(const JsonValue& result)
{
    const std::string_view word = result["status"].text();
    return !word.empty() && std::ranges::all_of(word, [](char c) { return (c >= 'A' && c <= 'Z') || c == '_'; });
}

bool isOurs(const JsonValue& record)
{
    if (record["name"].text().empty())
        return false;
    if (!record["results"].isObject())
        return isStatus(record) && (record["data"].exists() || record["timestamp"].exists());
    bool ours = false;
    record["results"].eachMember([&](std::string_view, const JsonValue& result) { ours = ours || isStatus(result); });
    return ours;
}

} // namespace

int scoreZdns(std::string_view head) { return scoreOfJson(head, isOurs); }

std::unique_ptr<LineFormat> makeZdns(const FormatOptions& o, Correlator& c) { return std::make_unique<Zdns>(o, c); }

} // namespace mv
