// SPDX-License-Identifier: GPL-3.0-or-later
// Sources: the discovery documents gmailpostmastertools v1 (20221122) and v2 (20260512). Days are those of UTC. What is
// not there was not told: it is no zero. The names of version 2's metrics are chosen by whoever asked.
#include "models/documents/googlepostmaster.h"
#include "models/documents/jsontext.h"
#include "models/documents/textlines.h"
#include "models/mail/dnsanswer.h"
#include <algorithm>
#include <charconv>

namespace mv {
namespace {

constexpr std::string_view kSystem = "Google Postmaster Tools";
constexpr std::size_t kMaxRows = 1'000'000;

std::optional<UtcTime> dayOf(std::int64_t year, std::int64_t month, std::int64_t day)
{
    using namespace std::chrono;
    if (year < 1990 || year > 2200 || month < 1 || month > 12 || day < 1 || day > 31)
        return std::nullopt;
    const year_month_day date { std::chrono::year(static_cast<int>(year)),
        std::chrono::month(static_cast<unsigned>(month)), std::chrono::day(static_cast<unsigned>(day)) };
    return date.ok() ? std::optional(UtcTime(sys_days(date))) : std::nullopt;
}

// "domains/example.com/trafficStats/20261120"
std::string domainIn(std::string_view name) { return dnsName(between(name, "domains/", "/")); }

std::optional<UtcTime> dayIn(std::string_view name)
{
    const std::string_view digits = name.substr(name.rfind('/') + 1);
    std::int64_t n = 0;
    if (digits.size() != 8 || std::from_chars(digits.data(), digits.data() + digits.size(), n).ec != std::errc())
        return std::nullopt;
    return dayOf(n / 10000, n / 100 % 100, n % 100);
}

std::optional<double> numberIn(const JsonValue& value)
{
    std::string scratch;
    const std::string_view text = value.asText(scratch);
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return !text.empty() && error == std::errc() && end == text.data() + text.size() ? std::optional(number)
                                                                                     : std::nullopt;
}

class Statistics {
public:
    explicit Statistics(DocumentReading& reading)
        : m_reading(reading)
    {
    }
    void about(std::string subject, UtcTime from, UtcTime to)
    {
        m_row = {};
        m_row.system = kSystem;
        m_row.subject = std::move(subject);
        m_row.from = from;
        m_row.to = to;
        m_told = false;
    }
    void add(std::string metric, std::optional<double> value, std::string word = {})
    {
        if ((!value && word.empty()) || m_reading.evidence.reputation.size() >= kMaxRows)
            return;
        Reputation r = m_row;
        r.metric = std::move(metric);
        r.value = value;
        r.word = std::move(word);
        m_reading.evidence.reputation.push_back(std::move(r));
        m_told = true;
    }
    void count() { ++(m_told ? m_reading.records.delivery : m_reading.records.other); }

private:
    DocumentReading& m_reading;
    Reputation m_row;
    bool m_told = false;
};

constexpr auto kDay = std::chrono::hours(24);

void takeTraffic(const JsonValue& s, DocumentReading& reading)
{
    constexpr std::pair<std::string_view, const char*> kRatios[]
        = { { "userReportedSpamRatio", "spam rate" }, { "spfSuccessRatio", "SPF success" },
              { "dkimSuccessRatio", "DKIM success" }, { "dmarcSuccessRatio", "DMARC success" },
              { "inboundEncryptionRatio", "inbound TLS" }, { "outboundEncryptionRatio", "outbound TLS" } };
    const std::string_view name = s["name"].text();
    const std::string domain = domainIn(name);
    const auto day = dayIn(name);
    if (domain.empty() || !day) {
        reject(reading, RejectReason::BadTime, 0, name);
        return;
    }
    Statistics out(reading);
    out.about(domain, *day, *day + kDay);
    for (const auto& [key, metric] : kRatios)
        out.add(metric, numberIn(s[key]));
    if (const std::string_view word = s["domainReputation"].text(); word != "REPUTATION_CATEGORY_UNSPECIFIED")
        out.add("domain reputation", std::nullopt, std::string(word));
    s["ipReputations"].each([&](const JsonValue& ips) {
        out.add("IPs of reputation " + std::string(ips["reputation"].text()), numberIn(ips["ipCount"]));
    });
    s["spammyFeedbackLoops"].each([&](const JsonValue& loop) {
        out.add("spam rate of feedback loop " + std::string(loop["id"].text()), numberIn(loop["spamRatio"]));
    });
    s["deliveryErrors"].each([&](const JsonValue& error) {
        out.add(
            "delivery errors " + std::string(error["errorClass"].text()) + ' ' + std::string(error["errorType"].text()),
            numberIn(error["errorRatio"]));
    });
    // Single addresses with a reputation of their own.
    s["ipReputations"].each([&](const JsonValue& ips) {
        ips["sampleIps"].each([&](const JsonValue& ip) {
            out.about(std::string(ip.text()), *day, *day + kDay);
            out.add("IP reputation", std::nullopt, std::string(ips["reputation"].text()));
        });
    });
    ++reading.records.delivery;
}

std::string wordsIn(const JsonValue& list)
{
    std::string words;
    list.each([&](const JsonValue& word) { words.append(words.empty() ? "" : ", ").append(word.text()); });
    return withoutMailboxes(words);
}

// `domain`: of the other statistics in the answer, where one has no name.
void takeDomainStat(
    const JsonValue& s, const std::string& domain, const DocumentOptions& options, DocumentReading& reading)
{
    const JsonValue date = s["date"];
    const std::string own = domainIn(s["name"].text());
    const std::string& subject = own.empty() ? domain : own;
    const std::string_view metric = s["metric"].text();
    if (metric.empty() || subject.empty()) {
        reject(reading, RejectReason::BadField, 0, metric.empty() ? "a statistic without a metric" : metric);
        return;
    }
    const auto day = dayOf(
        date["year"].integer().value_or(0), date["month"].integer().value_or(0), date["day"].integer().value_or(0));
    if (date.isObject() && !day) {
        reject(reading, RejectReason::BadTime, 0, metric);
        return;
    }
    Statistics out(reading);
    out.about(subject, day.value_or(options.fileTime), day ? *day + kDay : options.fileTime);
    const JsonValue value = s["value"];
    const JsonValue number = value.anyOf({ "doubleValue", "floatValue", "intValue" });
    if (number.exists())
        out.add(std::string(metric), numberIn(number));
    else if (value["stringList"].exists())
        out.add(std::string(metric), std::nullopt, wordsIn(value["stringList"]["values"]));
    else
        out.add(std::string(metric), std::nullopt, withoutMailboxes(value["stringValue"].text()));
    out.count();
}

void takeCompliance(const JsonValue& s, const DocumentOptions& options, DocumentReading& reading)
{
    const JsonValue data = s["complianceData"];
    std::string domain = domainIn(s["name"].text());
    if (domain.empty())
        domain = dnsName(data["domainId"].text());
    if (domain.empty()) {
        reject(reading, RejectReason::BadField, 0, "a compliance status without a domain");
        return;
    }
    Statistics out(reading);
    out.about(domain, options.fileTime, options.fileTime);
    data["rowData"].each([&](const JsonValue& row) {
        out.add("compliance " + std::string(row["requirement"].text()), std::nullopt,
            std::string(row["status"]["status"].text()));
    });
    for (const auto& [key, metric] : { std::pair("oneClickUnsubscribeVerdict", "compliance ONE_CLICK_UNSUBSCRIBE"),
             std::pair("honorUnsubscribeVerdict", "compliance HONOR_UNSUBSCRIBE") }) {
        std::string word(data[key]["status"]["status"].text());
        if (const std::string_view reason = data[key]["reason"].text(); !reason.empty())
            word.append(" ").append(reason);
        out.add(metric, std::nullopt, std::move(word));
    }
    out.count();
}

} // namespace

int scoreGooglePostmaster(std::string_view head)
{
    const std::string_view text = trimmed(head.substr(head.starts_with("\xef\xbb\xbf") ? 3 : 0));
    if (!text.starts_with('{'))
        return 0;
    return hasJsonKey(head, "trafficStats", '[') || head.find("/trafficStats/") != std::string_view::npos
            || hasJsonKey(head, "domainStats", '[') || hasJsonKey(head, "complianceData", '{')
        ? 90
        : 0;
}

Result<DocumentReading> readGooglePostmaster(std::string_view whole, const DocumentOptions& options)
{
    JsonText json;
    const auto root = json.parse(whole, "an answer of Google Postmaster Tools");
    if (!root)
        return tl::unexpected(root.error());
    DocumentReading reading;
    const JsonValue& v = *root;
    if (v["trafficStats"].exists()) {
        v["trafficStats"].each([&](const JsonValue& s) { takeTraffic(s, reading); });
    } else if (v["domainStats"].exists()) {
        std::string domain;
        v["domainStats"].each([&](const JsonValue& s) {
            if (domain.empty())
                domain = domainIn(s["name"].text());
        });
        v["domainStats"].each([&](const JsonValue& s) { takeDomainStat(s, domain, options, reading); });
        reading.remark = "The metrics have the names that whoever asked Google chose for them.";
    } else if (v["complianceData"].isObject()) {
        takeCompliance(v, options, reading);
    } else {
        takeTraffic(v, reading); // of one day
    }
    return reading;
}

} // namespace mv
