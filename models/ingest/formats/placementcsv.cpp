// SPDX-License-Identifier: GPL-3.0-or-later
// No service documents its table, so that only the words are known (Inbox, Tabs, Spam, Missing): columns are taken by
// name, whatever their order. Missing is not Spam, and Tabs are delivered.
#include "models/ingest/formats/placementcsv.h"
#include "models/ingest/cursor.h"
#include "models/ingest/formats/csvformat.h"
#include "models/ingest/formats/tracetime.h"
#include "models/ingest/sendingip.h"
#include "models/mail/dnsanswer.h"
#include <array>
#include <charconv>
#include <cmath>

namespace mv {

namespace {

// Each thing that a column may tell, by the names that it goes by.
enum Thing : std::size_t {
    Provider,
    Where,
    FolderName,
    At,
    SenderIp,
    From,
    Total,
    Counts
}; // Counts: of Folder 0, 1 ...
constexpr std::size_t kNamesEach = 6;
constexpr std::array<std::string_view, (Counts + kFolderCount) * kNamesEach> kNames {
    "provider", "isp", "mailbox provider", "receiver", "mailbox", "esp",                         //
    "placement", "inbox placement", "result", "placed", "location", "",                          //
    "folder", "tab", "mailbox folder", "", "", "",                                               //
    "date", "time", "sent", "sent at", "received", "timestamp",                                  //
    "sender ip", "sending ip", "source ip", "ip", "ip address", "",                              //
    "from", "from address", "sender", "from domain", "domain", "",                               //
    "total", "seeds", "count", "sent count", "total seeds", "",                                  //
    "inbox", "inbox %", "inbox (%)", "inbox rate", "inbox_percentage", "primary",                //
    "tabs", "tabs %", "tabs (%)", "promotions", "promotions %", "categories",                    //
    "spam", "spam %", "spam (%)", "junk", "spam rate", "spam_percentage",                        //
    "missing", "missing %", "missing (%)", "not received", "missing rate", "missing_percentage", //
    "pending", "delayed", "pending %", "", "", "",                                               //
};

class Columns {
public:
    explicit Columns(const CsvColumns& columns)
        : m_columns(columns)
    {
    }
    bool has(std::size_t thing) const { return find(thing) != kNames.size(); }
    std::string_view in(const CsvRecord& r, std::size_t thing) const
    {
        const std::size_t at = find(thing);
        return at == kNames.size() ? std::string_view() : withoutBlanks(m_columns.in(r, at));
    }
    std::string_view nameOf(std::size_t thing) const { return kNames[find(thing)]; }
    bool tellFolders() const { return has(Where); }
    bool tellCounts() const { return has(Counts) && has(Counts + static_cast<std::size_t>(Folder::Spam)); }
    bool areOurs() const { return has(Provider) && (tellFolders() || tellCounts()); }

private:
    std::size_t find(std::size_t thing) const
    {
        for (std::size_t i = thing * kNamesEach; i < (thing + 1) * kNamesEach; ++i) {
            if (m_columns.has(i))
                return i;
        }
        return kNames.size();
    }

    const CsvColumns& m_columns;
};

// "12", "85%", "85.5 %"
std::optional<double> numberIn(std::string_view text, bool& isShare)
{
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const std::string_view rest = withoutBlanks(text.substr(static_cast<std::size_t>(end - text.data())));
    isShare = isShare || rest == "%";
    const bool good = error == std::errc() && (rest.empty() || rest == "%") && value >= 0 && value < 1e12;
    return good ? std::optional(value) : std::nullopt;
}

class PlacementCsv final : public CsvFormat {
public:
    PlacementCsv(const FormatOptions& o, Correlator& c)
        : CsvFormat({ kNames, {}, [](std::string_view) { return false; } }, o, c)
        , m_zone(o.zone)
        , m_fileTime(o.fileTime)
    {
    }
    std::string remark() const override
    {
        if (!Columns(m_columns).areOurs())
            return "A table of placements needs a header that names a column for the provider (provider, ISP), and "
                   "either one for where each mail was placed (placement) or those for how many were placed where "
                   "(inbox, spam, missing, tabs).";
        return m_hasShares ? "Shares without a number of seeds: each provider counts as 100 of them." : "";
    }
    std::string saveState() const override
    {
        StateWriter w;
        w << CsvFormat::saveState() << static_cast<std::uint64_t>(m_hasShares);
        return w.text();
    }
    void loadState(std::string_view state) override
    {
        StateReader r(state);
        CsvFormat::loadState(r.text());
        m_hasShares = r.number() != 0;
    }

private:
    LineIs understand(const CsvRecord&, std::string_view text, std::uint64_t offset, Sink&) override;
    LineIs tellSeed(const CsvRecord&, Placement, Sink&) const;
    LineIs tellCounts(const CsvRecord&, const Placement&, Sink&);
    std::optional<UtcTime> timeIn(const CsvRecord&) const;

    Zone m_zone;
    UtcTime m_fileTime;
    bool m_hasShares = false;
};

std::optional<UtcTime> PlacementCsv::timeIn(const CsvRecord& r) const
{
    const std::string_view text = Columns(m_columns).in(r, At);
    if (text.empty())
        return m_fileTime;
    UtcTime at;
    if (text.size() == std::string_view("2026-11-20").size() && fromIso(text, at))
        return m_zone.toUtc(LocalTime(at.time_since_epoch()));
    const bool hasZone = text.ends_with('Z') || text.find('+') != std::string_view::npos;
    const auto told = traceTime(text, DateOrder::MonthFirst);
    return !told || hasZone ? told : m_zone.toUtc(LocalTime(told->time_since_epoch()));
}

LineIs PlacementCsv::tellSeed(const CsvRecord& r, Placement p, Sink& sink) const
{
    const Columns columns(m_columns);
    const auto folder = folderFrom(columns.in(r, Where));
    if (!folder)
        return LineIs::BadField;
    p.folder = *folder;
    if (const std::string_view name = columns.in(r, FolderName); !name.empty())
        p.why = "folder " + withoutMailboxes(name);
    Evidence evidence;
    evidence.placements.push_back(std::move(p));
    sink.evidence(std::move(evidence));
    return LineIs::Delivery;
}

LineIs PlacementCsv::tellCounts(const CsvRecord& r, const Placement& common, Sink& sink)
{
    const Columns columns(m_columns);
    Evidence evidence;
    bool ignored = false;
    const double total = numberIn(columns.in(r, Total), ignored).value_or(0);
    for (std::size_t i = 0; i < kFolderCount; ++i) {
        if (!columns.has(Counts + i) || columns.in(r, Counts + i).empty())
            continue;
        const std::string_view name = columns.nameOf(Counts + i);
        bool isShare
            = name.find('%') != std::string_view::npos || name.ends_with("rate") || name.ends_with("percentage");
        const auto value = numberIn(columns.in(r, Counts + i), isShare);
        if (!value)
            return LineIs::BadField;
        m_hasShares = m_hasShares || (isShare && total == 0);
        Placement p = common;
        p.folder = static_cast<Folder>(i);
        p.count = static_cast<std::uint64_t>(std::llround(isShare && total > 0 ? *value * total / 100 : *value));
        if (p.count > 0)
            evidence.placements.push_back(std::move(p));
    }
    if (evidence.empty())
        return LineIs::Other;
    sink.evidence(std::move(evidence));
    return LineIs::Delivery;
}

LineIs PlacementCsv::understand(const CsvRecord& r, std::string_view text, std::uint64_t offset, Sink& sink)
{
    const Columns columns(m_columns);
    if (!columns.areOurs()) {
        m_columns.read(text);
        return columns.areOurs() ? LineIs::Context : LineIs::NotThisFormat;
    }
    Placement p;
    p.receiver = withoutMailboxes(columns.in(r, Provider));
    if (p.receiver.empty())
        return LineIs::BadField;
    const auto at = timeIn(r);
    if (!at)
        return LineIs::BadTime;
    p.at = *at;
    p.offset = offset;
    if (const std::string_view ip = columns.in(r, SenderIp); isIpAddress(ip))
        p.source = ip;
    const std::string_view from = columns.in(r, From);
    p.headerFrom = dnsName(from.substr(from.rfind('@') + 1)); // npos + 1 is 0
    if (p.headerFrom.ends_with('>'))
        p.headerFrom.pop_back();
    if (p.headerFrom.find_first_of(" @\"") != std::string::npos || p.headerFrom.find('.') == std::string::npos)
        p.headerFrom.clear();
    return columns.tellFolders() ? tellSeed(r, std::move(p), sink) : tellCounts(r, p, sink);
}

} // namespace

int scorePlacementCsv(std::string_view head)
{
    CsvColumns columns(kNames);
    columns.read(withoutMark(Cursor(head).takeUntil('\n')));
    if (!Columns(columns).areOurs())
        return 0;
    return columns.has(Where * kNamesEach) || Columns(columns).tellCounts() ? 80 : 40;
}

std::unique_ptr<LineFormat> makePlacementCsv(const FormatOptions& o, Correlator& c)
{
    return std::make_unique<PlacementCsv>(o, c);
}

} // namespace mv
