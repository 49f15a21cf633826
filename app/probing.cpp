// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/probing.h"
#include "app/terminal.h"
#include "models/probes/ipaddress.h"
#include "models/probes/policyfetch.h"
#include "models/probes/probe.h"
#include "models/probes/unboundresolver.h"
#include "models/store/writer.h"
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <iostream>
#include <optional>
#include <span>

namespace mv {
namespace {

Exit failed(const Error& error, Exit code)
{
    fmt::print(stderr, "mailvane: {}\n", error.what);
    return code;
}

QString text(std::string_view s) { return QString::fromUtf8(s.data(), static_cast<qsizetype>(s.size())); }

QString word(Severity severity)
{
    return severity == Severity::Bad    ? QStringLiteral("bad")
        : severity == Severity::Warning ? QStringLiteral("warning")
                                        : QStringLiteral("note");
}

QString word(Check check)
{
    return check == Check::Ok ? QStringLiteral("ok")
        : check == Check::Bad ? QStringLiteral("bad")
                              : QStringLiteral("not-done");
}

QJsonArray listOf(const std::vector<std::string>& all)
{
    QJsonArray list;
    for (const std::string& one : all)
        list << text(one);
    return list;
}

QJsonObject jsonOf(const Certificate& c)
{
    QJsonObject json { { QStringLiteral("names"), listOf(c.names) }, { QStringLiteral("subject"), text(c.subject) },
        { QStringLiteral("issuer"), text(c.issuer) }, { QStringLiteral("fingerprint"), text(c.fingerprint) },
        { QStringLiteral("name"), word(c.name) }, { QStringLiteral("chain"), word(c.chain) } };
    if (c.notBefore)
        json[QStringLiteral("notBefore")] = text(toIso(*c.notBefore));
    if (c.notAfter)
        json[QStringLiteral("notAfter")] = text(toIso(*c.notAfter));
    if (!c.problem.empty())
        json[QStringLiteral("problem")] = text(c.problem);
    return json;
}

std::string jsonLine(const ProbeResult& r)
{
    QJsonArray findings;
    for (const Finding& f : r.findings)
        findings << QJsonObject { { QStringLiteral("severity"), word(f.severity) },
            { QStringLiteral("text"), text(f.text) }, { QStringLiteral("source"), text(f.source) } };
    QJsonObject json { { QStringLiteral("at"), text(toIso(r.at)) }, { QStringLiteral("kind"), text(toString(r.kind)) },
        { QStringLiteral("status"), text(toString(r.status)) }, { QStringLiteral("domain"), text(r.domain) },
        { QStringLiteral("name"), text(r.name) }, { QStringLiteral("answers"), listOf(r.answers) },
        { QStringLiteral("findings"), findings }, { QStringLiteral("by"), text(r.by) },
        { QStringLiteral("resolver"), text(r.resolver) } };
    if (r.certificate)
        json[QStringLiteral("certificate")] = jsonOf(*r.certificate);
    if (!r.tls.empty())
        json[QStringLiteral("tls")] = text(r.tls);
    if (!r.detail.empty())
        json[QStringLiteral("detail")] = text(r.detail);
    return QJsonDocument(json).toJson(QJsonDocument::Compact).toStdString() + '\n';
}

// "example.com  mx  10 mx1.example.com", and below it what was found.
std::string textLines(const ProbeResult& r)
{
    std::string what = fmt::format("{}", fmt::join(r.answers, r.kind == ProbeKind::Mx ? ", " : " | "));
    if (r.certificate)
        what = fmt::format("{}; issued by {}; valid until {}; {}", fmt::join(r.certificate->names, ", "),
            r.certificate->issuer, r.certificate->notAfter ? toIso(*r.certificate->notAfter) : "?", r.tls);
    if (what.empty())
        what = r.detail;
    std::string lines = fmt::format("{}  {}{}  {}: {}\n", r.domain, toString(r.kind),
        r.name == r.domain ? "" : "  " + r.name, toString(r.status), what);
    for (const Finding& f : r.findings)
        lines += fmt::format("    {:7}  {} [{}]\n", word(f.severity).toStdString(), f.text, f.source);
    return lines;
}

// The first that can't be looked at; empty: none.
std::string mistakeIn(const CommandLine::Probe& line)
{
    for (const std::string& domain : line.domains) {
        if (!isHostName(domain, 2))
            return fmt::format("\"{}\" is no domain as it stands in the DNS.", domain); // xn--..., not its letters
    }
    for (const std::string& source : line.sources) {
        if (!IpAddress::from(source))
            return fmt::format("--source {}: expected an IP address.", source);
    }
    return {};
}

ProbeOptions optionsFrom(const CommandLine::Probe& line, Resolver& resolver)
{
    ProbeOptions options;
    options.domains = line.domains;
    options.selectors = line.selectors;
    options.sources = line.sources;
    options.smtp.port = line.port;
    options.smtp.helo = line.helo;
    options.smtp.caFile = line.caFile;
    options.smtp.connectTimeout = std::min<std::chrono::milliseconds>(options.smtp.connectTimeout, line.timeout);
    options.smtp.sessionTimeout = line.timeout;
    options.fetchPolicy = policyFetcher(resolver, { line.policyPort, line.caFile, line.timeout });
    return options;
}

} // namespace

Exit runProbe(const CommandLine::Probe& line, const std::filesystem::path& database)
{
    if (const std::string mistake = mistakeIn(line); !mistake.empty())
        return failed({ mistake }, Exit::Usage);
    ResolverOptions how;
    how.server = line.resolver;
    how.trustAnchor = line.trustAnchor;
    how.timeout = std::min<std::chrono::milliseconds>(how.timeout, line.timeout);
    const auto resolver = openResolver(how);
    if (!resolver)
        return failed(resolver.error(), Exit::Usage);
    const InterruptStop interrupt;
    std::optional<Writer> writer; // before anything goes over the network
    if (line.keep) {
        auto opened = Writer::open(database);
        if (!opened)
            return failed(opened.error(), Exit::NoDatabase);
        writer.emplace(std::move(*opened));
    }
    bool learnt = false;
    Result<void> kept; // one result at a time comes, from whatever thread
    const ProbeSink sink = [&](ProbeResult&& result) {
        learnt = learnt || result.status == ProbeStatus::Answered || result.status == ProbeStatus::Absent;
        std::cout << (line.json ? jsonLine(result) : textLines(result)) << std::flush;
        if (writer && kept)
            kept = writer->putProbes(std::span(&result, 1));
    };
    probeDomains(optionsFrom(line, **resolver), **resolver, sink, interrupt.token());
    if (!kept)
        return failed(kept.error(), Exit::SomeFailed);
    if (interrupt.token().stop_requested())
        return Exit::Interrupted;
    return learnt
        ? Exit::Done
        : failed({ "Nothing could be learnt: is there a network, and does the resolver answer?" }, Exit::NothingLearnt);
}

} // namespace mv
