// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/evidencesummary.h"
#include "models/store/queries/auth.h"
#include "models/tables/authreading.h"
#include "models/tables/probehistory.h"
#include <algorithm>
#include <fmt/format.h>

namespace mv {
namespace {

constexpr std::size_t kMost = 20; // rows of a list

std::string percent(std::optional<double> share) { return share ? fmt::format("{:.1f} %", *share * 100) : "-"; }

std::string sourcesText(const std::vector<AuthSource>& sources)
{
    std::string out = fmt::format("\n{:<28} {:<28} {:<16} {:>10} {:>9} {:>10} {:>11}\n", "Source", "From domain",
        "Selector", "Messages", "SPF pass", "DKIM pass", "DMARC fail");
    for (std::size_t i = 0; i < std::min(sources.size(), kMost); ++i) {
        const AuthSource& s = sources[i];
        out += fmt::format("{:<28} {:<28} {:<16} {:>10.0f} {:>9} {:>10} {:>11}\n", s.source.empty() ? "none" : s.source,
            s.headerFrom.empty() ? "none" : s.headerFrom, s.selector.empty() ? "none" : s.selector, s.total.messages,
            percent(s.total[AuthMethod::Spf].passing()), percent(s.total[AuthMethod::Dkim].passing()),
            percent(s.total[AuthMethod::Dmarc].failing()));
    }
    if (sources.size() > kMost)
        out += fmt::format("... and {} more (--csv has all)\n", sources.size() - kMost);
    return out;
}

} // namespace

Result<std::string> authSummary(Reader& reader, const Scope& scope, std::stop_token stop)
{
    const auto rows = ask(reader, AuthQuestion { scope, Bucket::Day }, stop);
    if (!rows)
        return tl::unexpected(rows.error());
    if (rows->total.messages <= 0)
        return std::string();
    std::string out = fmt::format("Authentication: {}\n\n{:<28} {:>10} {:>9} {:>10} {:>11}\n", toString(scope),
        "Receiver", "Messages", "SPF pass", "DKIM pass", "DMARC fail");
    for (const AuthReceiver& r : rows->receivers)
        out += fmt::format("{:<28} {:>10.0f} {:>9} {:>10} {:>11}\n", r.name, r.total.messages,
            percent(r.total[AuthMethod::Spf].passing()), percent(r.total[AuthMethod::Dkim].passing()),
            percent(r.total[AuthMethod::Dmarc].failing()));
    for (const AuthMethod method : { AuthMethod::Dmarc, AuthMethod::Dkim, AuthMethod::Spf }) {
        for (const AuthReading& reading : AuthReader::read(*rows, method, scope.zone))
            out += fmt::format("\n{}: {}\n", reading.title.toStdString(), reading.text.toStdString());
    }
    return out + sourcesText(rows->sources);
}

Result<std::string> probesSummary(Reader& reader, const Scope& scope, std::stop_token stop)
{
    const auto mx = ask(reader, MxHistoryQuestion { scope, Bucket::Day }, stop);
    if (!mx)
        return tl::unexpected(mx.error());
    const auto probes = ask(reader, ProbeQuestion { scope }, stop);
    if (!probes)
        return tl::unexpected(probes.error());
    std::string out;
    for (const DomainHistory& domain : ProbeHistory::of(*mx, *probes, scope)) {
        out += fmt::format("{}: {}\n", domain.domain.toStdString(), domain.summary.toStdString());
        for (const MxMove& move : domain.moves) {
            out += fmt::format("    from {} to {}, {}\n", move.from, move.to, toIso(move.at));
            for (const std::string& server : move.stayed)
                out += fmt::format("    {} still uses the old MX\n", server);
        }
        if (domain.falseUnknown > 0)
            out += fmt::format("    {} \"user unknown\" for recipients that took mail before: do not purge them yet\n",
                domain.falseUnknown);
    }
    for (const ProbeResult& p : ProbeHistory::latest(*probes)) {
        for (const Finding& f : p.findings)
            out += fmt::format("{} {} {}: {} [{}]\n", p.domain, toString(p.kind), p.name, f.text, f.source);
        if (p.certificate && p.certificate->name == Check::Bad)
            out += fmt::format(
                "{}: the certificate of {} does not match its name (probed {})\n", p.domain, p.name, toIso(p.at));
    }
    return out.empty() ? out : fmt::format("Probes: {}\n\n{}", toString(scope), out);
}

} // namespace mv
