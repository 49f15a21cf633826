// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/probehistory.h"
#include "models/tables/text.h"
#include <algorithm>
#include <map>
#include <ranges>
#include <set>

namespace mv {
namespace {

constexpr std::size_t kCertificateRows = 4; // hosts of one domain

QString joined(const std::vector<std::string>& texts)
{
    QStringList list;
    for (const std::string& text : texts)
        list << text::fromUtf8(text);
    return list.join(QStringLiteral(", "));
}

bool isGood(const Certificate& c) { return c.name != Check::Bad && c.chain != Check::Bad; }

QString certificateText(const Certificate& c)
{
    if (c.name == Check::Bad)
        return ProbeHistory::tr("✕ name mismatch");
    if (c.chain == Check::Bad)
        return ProbeHistory::tr("✕ %1").arg(
            c.problem.empty() ? ProbeHistory::tr("not trusted") : text::fromUtf8(c.problem));
    return joined(c.names);
}

std::vector<MxUsed> familiesOf(const MxDomain& domain)
{
    std::map<std::pair<std::string, std::string>, MxUsed> byServer;
    for (const MxServerUse& use : domain.servers) {
        const std::string family = mxFamily(use.relay);
        const auto [found, isNew]
            = byServer.try_emplace({ use.server, family }, MxUsed { use.server, family, use.first, use.last, 0 });
        MxUsed& all = found->second;
        all.first = std::min(all.first, use.first);
        all.last = std::max(all.last, use.last);
        all.attempts += use.attempts;
    }
    std::vector<MxUsed> families;
    for (auto& [_, use] : byServer)
        families.push_back(std::move(use));
    return families;
}

std::vector<MxServerUse> serversOf(const MxDomain& domain)
{
    std::map<std::pair<std::string, std::string>, MxServerUse> byFamily;
    for (const MxServerUse& use : domain.servers) {
        const std::string family = mxFamily(use.relay);
        const auto [found, isNew] = byFamily.try_emplace({ use.server, family }, use);
        MxServerUse& all = found->second;
        all.relay = family;
        if (isNew)
            continue;
        all.first = std::min(all.first, use.first);
        all.last = std::max(all.last, use.last);
        all.attempts += use.attempts;
        all.falseUnknown += use.falseUnknown;
    }
    std::vector<MxServerUse> servers;
    for (auto& [_, use] : byFamily)
        servers.push_back(std::move(use));
    return servers;
}

bool wasLeft(const std::vector<MxMove>& moves, const std::string& family)
{
    return std::ranges::any_of(moves, [&](const MxMove& move) { return move.from == family; });
}

// A bar per family of hosts, from its first use to its last.
void addRelays(DomainHistory& history, const MxDomain& domain)
{
    std::map<std::string, BandRow> byFamily;
    std::vector<std::pair<UtcTime, std::string>> order;
    for (const MxUse& use : domain.relays) {
        const std::string family = mxFamily(use.relay);
        const bool old = wasLeft(history.moves, family);
        BandRow& row = byFamily[family];
        const TimeRange range { use.first, use.last + std::chrono::milliseconds(1) };
        if (row.bands.empty()) {
            row = { text::fromUtf8(use.relay), true, {} };
            row.bands.push_back(
                { range, old ? Band::Look::Previous : Band::Look::Current, {}, text::fromUtf8(use.provider) });
            order.emplace_back(use.first, family);
        } else {
            row.label = text::fromUtf8(family); // several hosts
            row.bands.front().range = { std::min(row.bands.front().range.from, range.from),
                std::max(row.bands.front().range.to, range.to) };
        }
        for (std::size_t i = 0; i < use.falseUnknownByBucket.size(); ++i)
            (old ? history.falseAtOld : history.falseAtCurrent)[i] += use.falseUnknownByBucket[i];
        history.falseUnknown += use.falseUnknown;
    }
    std::ranges::stable_sort(order);
    for (const auto& [_, family] : order)
        history.rows.push_back(std::move(byFamily[family]));
}

// Results one after the other that say the same are one band, until the next says otherwise; the last lasts as long as
// the one before it did.
std::vector<Band> bandsOf(const std::vector<const ProbeResult*>& results, const TimeRange& range)
{
    std::vector<Band> bands;
    std::chrono::milliseconds interval = range.length() / 100;
    for (std::size_t i = 0; i < results.size(); ++i) {
        const ProbeResult& p = *results[i];
        if (i > 0)
            interval = p.at - results[i - 1]->at;
        const UtcTime end = i + 1 < results.size() ? results[i + 1]->at : std::min(range.to, p.at + interval);
        const bool says = p.status == ProbeStatus::Answered || p.status == ProbeStatus::Absent;
        if (!says)
            continue; // nothing was learnt: a gap
        const Band::Look look = !p.certificate ? Band::Look::Neutral
            : isGood(*p.certificate)           ? Band::Look::Good
                                               : Band::Look::Bad;
        const QString said = p.certificate ? certificateText(*p.certificate) : resultText(p);
        if (!bands.empty() && bands.back().text == said && bands.back().look == look && bands.back().range.to == p.at)
            bands.back().range.to = std::max(end, p.at);
        else
            bands.push_back({ { p.at, std::max(end, p.at + std::chrono::milliseconds(1)) }, look, said, {} });
    }
    std::erase_if(bands, [&](const Band& band) { return band.range.to <= range.from || band.range.from >= range.to; });
    return bands;
}

using Results = std::ranges::subrange<std::vector<ProbeResult>::const_iterator>;

Results resultsOf(const ProbeRows& rows, const std::string& domain) // by domain first
{
    return std::ranges::equal_range(rows.results, domain, {}, &ProbeResult::domain);
}

void addProbes(DomainHistory& history, const Results& found, const Scope& scope)
{
    std::map<std::pair<ProbeKind, std::string>, std::vector<const ProbeResult*>> byName;
    for (const ProbeResult& p : found)
        byName[{ p.kind, p.name }].push_back(&p);
    std::size_t certificates = 0;
    for (const auto& [key, results] : byName) {
        const bool isCertificate = key.first == ProbeKind::Certificate;
        if (isCertificate && ++certificates > kCertificateRows)
            continue;
        auto bands = bandsOf(results, scope.range);
        const bool always = key.first == ProbeKind::Mx || isCertificate;
        if (bands.empty() || (!always && bands.size() < 2)) // a record that did not change is in the table
            continue;
        const QString label = isCertificate ? ProbeHistory::tr("Cert. %1").arg(text::fromUtf8(key.second))
            : key.first == ProbeKind::Mx    ? ProbeHistory::tr("MX in DNS")
                                            : probeKindName(key.first);
        history.rows.push_back({ label, false, std::move(bands) });
    }
}

QString summaryOf(const DomainHistory& history, const Zone& zone)
{
    if (!history.moves.empty())
        return ProbeHistory::tr("MX moved %1").arg(text::dateTime(history.moves.back().at, zone));
    return ProbeHistory::tr("no move in scope");
}

} // namespace

std::vector<DomainHistory> ProbeHistory::of(const MxHistoryRows& mx, const ProbeRows& probes, const Scope& scope)
{
    const auto& asked = scope.filters.recipientDomains;
    std::vector<DomainHistory> all;
    std::set<std::string> told; // of domains, by logs
    const std::size_t buckets = std::max<std::size_t>(1, mx.edges.size()) - 1;
    const auto begin = [&](const std::string& domain) {
        DomainHistory history;
        history.domain = text::fromUtf8(domain);
        history.falseAtOld.resize(buckets);
        history.falseAtCurrent.resize(buckets);
        return history;
    };
    for (const MxDomain& domain : mx.domains) {
        DomainHistory history = begin(domain.domain);
        history.moves = mxMoves(familiesOf(domain));
        const bool isAsked = std::ranges::find(asked, domain.domain) != asked.end();
        const Results found = resultsOf(probes, domain.domain);
        if (history.moves.empty() && !isAsked && found.empty())
            continue;
        told.insert(domain.domain);
        history.servers = serversOf(domain);
        addRelays(history, domain);
        addProbes(history, found, scope);
        all.push_back(std::move(history));
    }
    for (auto p = probes.results.begin(); p != probes.results.end();) { // that no log tells of
        const Results found = resultsOf(probes, p->domain);
        if (!told.contains(p->domain))
            addProbes(all.emplace_back(begin(p->domain)), found, scope);
        p = found.end();
    }
    for (DomainHistory& history : all)
        history.summary = summaryOf(history, scope.zone);
    std::ranges::stable_partition(all, [](const DomainHistory& h) { return !h.moves.empty(); });
    return all;
}

std::vector<ProbeResult> ProbeHistory::latest(const ProbeRows& rows)
{
    std::vector<ProbeResult> last;
    for (const ProbeResult& p : rows.results) { // by domain, kind, name, then time
        if (!last.empty() && last.back().domain == p.domain && last.back().kind == p.kind && last.back().name == p.name)
            last.back() = p;
        else
            last.push_back(p);
    }
    return last;
}

QString probeKindName(ProbeKind kind)
{
    switch (kind) {
    case ProbeKind::Mx:
        return ProbeHistory::tr("MX");
    case ProbeKind::Address:
        return ProbeHistory::tr("Addresses");
    case ProbeKind::Spf:
        return ProbeHistory::tr("SPF record");
    case ProbeKind::Dkim:
        return ProbeHistory::tr("DKIM key");
    case ProbeKind::Dmarc:
        return ProbeHistory::tr("DMARC record");
    case ProbeKind::MtaSts:
        return ProbeHistory::tr("MTA-STS");
    case ProbeKind::TlsRpt:
        return ProbeHistory::tr("TLS-RPT");
    case ProbeKind::Tlsa:
        return ProbeHistory::tr("DANE TLSA");
    case ProbeKind::Ptr:
        return ProbeHistory::tr("PTR");
    case ProbeKind::Certificate:
        return ProbeHistory::tr("Certificate");
    }
    return {};
}

QString resultText(const ProbeResult& p)
{
    switch (p.status) {
    case ProbeStatus::Answered:
        return p.certificate ? certificateText(*p.certificate) : joined(p.answers);
    case ProbeStatus::Absent:
        return p.kind == ProbeKind::Certificate ? ProbeHistory::tr("no STARTTLS") : ProbeHistory::tr("no record");
    case ProbeStatus::Failed:
        return p.detail.empty() ? ProbeHistory::tr("failed")
                                : ProbeHistory::tr("failed: %1").arg(text::fromUtf8(p.detail));
    case ProbeStatus::TimedOut:
        return ProbeHistory::tr("no answer in time");
    case ProbeStatus::NotTold:
        break;
    }
    return ProbeHistory::tr("not told");
}

} // namespace mv
