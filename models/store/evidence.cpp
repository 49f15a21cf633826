// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/evidence.h"
#include "models/store/errors.h"
#include "models/store/times.h"
#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace mv {
namespace {

constexpr std::int64_t kQuarterMs = 900'000;

template <class T> std::optional<std::int64_t> number(const std::optional<T>& value)
{
    return value ? std::optional(static_cast<std::int64_t>(*value)) : std::nullopt;
}

std::int64_t asSigned(std::uint64_t v) { return static_cast<std::int64_t>(v); }

// A column is lines: what would be one more becomes a blank.
std::string oneLine(std::string text)
{
    std::ranges::replace_if(
        text, [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
    return text;
}

bool isUnder(std::string_view domain, std::string_view parent)
{
    return domain == parent
        || (domain.size() > parent.size() && domain.ends_with(parent)
            && domain[domain.size() - parent.size() - 1] == '.');
}

// One that passes for a domain of the From domain's family, else one that passes, else the first. Whether it is
// aligned is for the receiver to say (dkimAligned).
const AuthCheck* mostTelling(const AuthResult& r)
{
    const AuthCheck* best = r.dkim.empty() ? nullptr : &r.dkim.front();
    const auto weight = [&](const AuthCheck& check) {
        if (check.verdict != AuthVerdict::Pass)
            return 0;
        return isUnder(check.domain, r.headerFrom) || isUnder(r.headerFrom, check.domain) ? 2 : 1;
    };
    for (const AuthCheck& check : r.dkim) {
        if (weight(check) > weight(*best))
            best = &check;
    }
    return best;
}

// "pass example.org s1; fail example.net s2"
std::string inWords(const AuthResult& r, const AuthCheck* but)
{
    std::string words;
    for (const AuthCheck& check : r.dkim) {
        if (&check == but)
            continue;
        if (!words.empty())
            words += "; ";
        words += toString(check.verdict);
        for (const std::string& part : { check.domain, check.selector }) {
            if (!part.empty())
                words += ' ' + part;
        }
    }
    return words;
}

class EvidenceWriter {
public:
    EvidenceWriter(sql::Connection& db, Dimensions& names, FileId file)
        : m_db(db)
        , m_names(names)
        , m_file(file)
    {
    }

    void put(const Evidence&);
    StoredEvidence done() const { return m_done; }

private:
    void putReports(const std::vector<Evidence::Reported>&);
    void putAuth(const std::vector<AuthResult>&, std::optional<std::int64_t> report);
    void putLogLines(const std::vector<AuthResult>&);
    void putTls(const std::vector<TlsSessionCount>&, std::int64_t report);
    void putPlacements(const std::vector<Placement>&);
    void putReputation(const std::vector<Reputation>&);
    bool isNew(std::uint64_t mail);
    NameId name(NameKind kind, std::string_view text) { return m_names[kind].intern(text); }
    void count(UtcTime from, UtcTime to, bool stored);

    sql::Connection& m_db;
    Dimensions& m_names;
    FileId m_file;
    StoredEvidence m_done;
    std::set<std::uint64_t> m_newMails;
};

void EvidenceWriter::count(UtcTime from, UtcTime to, bool stored)
{
    ++(stored ? m_done.stored : m_done.repeated);
    const UtcTime end = std::max(to, from + std::chrono::milliseconds(1));
    m_done.times = together(m_done.times, { from, end });
}

void EvidenceWriter::putReports(const std::vector<Evidence::Reported>& reports)
{
    if (reports.empty())
        return;
    sql::Statement insert(m_db,
        "INSERT OR IGNORE INTO report(file, kind, reporter, report_id, domain, from_ms, to_ms, policy, errors, "
        "problems) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    for (const auto& [report, auth, tls] : reports) {
        const std::string errors = joinLines(report.errors), problems = joinLines(report.problems);
        insert.run(m_file, static_cast<int>(report.kind), report.reporter, report.id, report.domain,
            ms(report.period.from), ms(report.period.to), report.policy, errors, problems);
        const bool isNew = m_db.changes() > 0;
        if (isNew) {
            const auto id = m_db.lastRowId();
            putAuth(auth, id);
            putTls(tls, id);
        }
        for (std::size_t i = 0; i < std::max<std::size_t>(1, auth.size() + tls.size()); ++i)
            count(report.period.from, report.period.to, isNew);
    }
}

void EvidenceWriter::putAuth(const std::vector<AuthResult>& results, std::optional<std::int64_t> report)
{
    if (results.empty())
        return;
    sql::Statement insert(m_db,
        "INSERT INTO auth_result(file, report, from_ms, to_ms, evidence, receiver, provider, source, header_from, "
        "envelope_from, spf, spf_domain, dkim, dkim_domain, selector, more_dkim, spf_aligned, dkim_aligned, dmarc, "
        "disposition, overridden, composite, count, offset) "
        "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    for (const AuthResult& r : results) {
        const AuthCheck* dkim = mostTelling(r);
        const auto verdict = dkim ? std::optional(static_cast<std::int64_t>(dkim->verdict)) : std::nullopt;
        insert.run(m_file, report, ms(r.from), ms(r.to), static_cast<int>(r.evidence),
            name(NameKind::Receiver, r.receiver), name(NameKind::Provider, r.provider),
            name(NameKind::AuthSource, r.source), name(NameKind::Domain, r.headerFrom),
            name(NameKind::Domain, r.envelopeFrom),
            r.spf ? std::optional(static_cast<std::int64_t>(r.spf->verdict)) : std::nullopt,
            name(NameKind::Domain, r.spf ? r.spf->domain : std::string()), verdict,
            name(NameKind::Domain, dkim ? dkim->domain : std::string()),
            name(NameKind::Selector, dkim ? dkim->selector : std::string()), name(NameKind::Word, inWords(r, dkim)),
            number(r.spfAligned), number(r.dkimAligned), number(r.dmarc), name(NameKind::Word, r.disposition),
            name(NameKind::Word, r.overridden), name(NameKind::Word, r.composite), asSigned(r.count),
            asSigned(r.offset));
    }
}

bool EvidenceWriter::isNew(std::uint64_t mail)
{
    if (mail == 0 || m_newMails.contains(mail))
        return true;
    sql::Statement insert(m_db, "INSERT OR IGNORE INTO seed_mail(digest, file) VALUES(?, ?)");
    insert.run(asSigned(mail), m_file);
    if (m_db.changes() == 0)
        return false;
    m_newMails.insert(mail);
    return true;
}

// A milter tells of every mail: thousands of equal results in a quarter of an hour are one row.
void EvidenceWriter::putLogLines(const std::vector<AuthResult>& results)
{
    const auto key = [](const AuthResult& r) {
        const auto* dkim = mostTelling(r);
        return std::tuple(floorDivide(ms(r.from), kQuarterMs), r.receiver, r.source, r.headerFrom, r.envelopeFrom,
            number(r.dmarc), number(r.spfAligned), number(r.dkimAligned), r.spf ? r.spf->domain : std::string(),
            r.spf ? static_cast<int>(r.spf->verdict) : -1, dkim ? dkim->domain + ' ' + dkim->selector : std::string(),
            dkim ? static_cast<int>(dkim->verdict) : -1, inWords(r, dkim), r.disposition, r.overridden, r.composite);
    };
    std::map<decltype(key(results.front())), AuthResult> rows;
    std::vector<AuthResult> headers;
    for (const AuthResult& r : results) {
        const bool store = isNew(r.mail);
        count(r.from, r.to, store);
        if (!store)
            continue;
        if (r.evidence != AuthEvidence::LogLine) {
            headers.push_back(r);
            continue;
        }
        const auto [row, isFirst] = rows.try_emplace(key(r), r);
        if (isFirst)
            continue;
        row->second.count += r.count;
        row->second.from = std::min(row->second.from, r.from);
        row->second.to = std::max(row->second.to, r.to);
    }
    for (auto& [_, row] : rows)
        headers.push_back(std::move(row));
    putAuth(headers, std::nullopt);
}

void EvidenceWriter::putTls(const std::vector<TlsSessionCount>& sessions, std::int64_t report)
{
    if (sessions.empty())
        return;
    sql::Statement insert(m_db,
        "INSERT INTO tls_sessions(report, from_ms, to_ms, reporter, policy_domain, policy_type, result_type, mx_host, "
        "source, reason, sessions) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    for (const TlsSessionCount& s : sessions)
        insert.run(report, ms(s.period.from), ms(s.period.to), name(NameKind::Receiver, s.reporter),
            name(NameKind::Domain, s.policyDomain), s.policyType, s.resultType, s.mxHost, s.source, s.reason,
            asSigned(s.sessions));
}

void EvidenceWriter::putPlacements(const std::vector<Placement>& placements)
{
    if (placements.empty())
        return;
    sql::Statement insert(m_db,
        "INSERT INTO placement(file, at_ms, receiver, provider, folder, why, source, header_from, count, offset) "
        "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    for (const Placement& p : placements) {
        const bool store = isNew(p.mail);
        count(p.at, p.at, store);
        if (store)
            insert.run(m_file, ms(p.at), name(NameKind::Receiver, p.receiver), name(NameKind::Provider, p.provider),
                static_cast<int>(p.folder), name(NameKind::Word, p.why), name(NameKind::AuthSource, p.source),
                name(NameKind::Domain, p.headerFrom), asSigned(p.count), asSigned(p.offset));
    }
}

void EvidenceWriter::putReputation(const std::vector<Reputation>& figures)
{
    if (figures.empty())
        return;
    sql::Statement insert(m_db,
        "INSERT OR REPLACE INTO reputation(file, system, subject, metric, from_ms, to_ms, value, word, offset) "
        "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)");
    for (const Reputation& r : figures) {
        insert.run(m_file, r.system, r.subject, r.metric, ms(r.from), ms(r.to), r.value, r.word, asSigned(r.offset));
        count(r.from, r.to, true);
    }
}

// What is known by its label is told anew: a service's own list of incidents is imported again and again.
void putIncidents(sql::Connection& db, const std::vector<Incident>& incidents)
{
    sql::Statement known(db, "SELECT id FROM incident WHERE label = ? AND label <> ''");
    for (Incident incident : incidents) {
        incident.id = known.bind(incident.label).step() ? known.int64(0) : 0;
        known.reset();
        putIncident(db, incident);
    }
}

void EvidenceWriter::put(const Evidence& evidence)
{
    putReports(evidence.reports);
    if (!evidence.auth.empty())
        putLogLines(evidence.auth);
    putPlacements(evidence.placements);
    putReputation(evidence.reputation);
    putProbes(m_db, m_file, evidence.probes);
    for (const ProbeResult& probe : evidence.probes)
        count(probe.at, probe.at, true);
    putIncidents(m_db, evidence.incidents);
    for (const Incident& incident : evidence.incidents)
        count(incident.from, incident.to.value_or(incident.from), true);
}

} // namespace

StoredEvidence putEvidence(sql::Connection& db, Dimensions& names, FileId file, const Evidence& evidence)
{
    EvidenceWriter writer(db, names, file);
    writer.put(evidence);
    return writer.done();
}

std::int64_t putIncident(sql::Connection& db, const Incident& i)
{
    sql::Statement insert(db,
        "INSERT OR REPLACE INTO incident(id, label, provider, text, link, from_ms, to_ms, state, last_word) "
        "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)");
    const auto id = i.id == 0 ? std::nullopt : std::optional(i.id);
    const auto to = i.to ? std::optional(ms(*i.to)) : std::nullopt;
    insert.run(id, i.label, i.provider, i.text, i.link, ms(i.from), to, i.state, i.lastWord);
    return db.lastRowId();
}

void putProbes(sql::Connection& db, std::optional<FileId> file, std::span<const ProbeResult> probes)
{
    if (probes.empty())
        return;
    sql::Statement insert(db,
        "INSERT INTO probe_result(file, at_ms, kind, status, domain, name, answers, tls, detail, by, resolver, "
        "findings, "
        "offset) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    sql::Statement certificate(db,
        "INSERT INTO probe_certificate(probe, names, subject, issuer, not_before_ms, not_after_ms, fingerprint, "
        "name_check, chain_check, problem) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    const auto orNull = [](const std::optional<UtcTime>& t) { return t ? std::optional(ms(*t)) : std::nullopt; };
    for (const ProbeResult& p : probes) {
        std::string findings;
        for (const Finding& f : p.findings)
            findings += std::to_string(static_cast<int>(f.severity)) + '\t' + oneLine(f.text) + '\t' + oneLine(f.source)
                + '\n';
        const std::string answers = joinLines(p.answers);
        insert.run(file, ms(p.at), static_cast<int>(p.kind), static_cast<int>(p.status), p.domain, p.name, answers,
            p.tls, p.detail, p.by, p.resolver, findings, asSigned(p.offset));
        if (!p.certificate)
            continue;
        const Certificate& c = *p.certificate;
        const std::string names = joinLines(c.names);
        certificate.run(db.lastRowId(), names, c.subject, c.issuer, orNull(c.notBefore), orNull(c.notAfter),
            c.fingerprint, static_cast<int>(c.name), static_cast<int>(c.chain), c.problem);
    }
}

void relabelReceivers(
    sql::Connection& db, Dimensions& names, const std::function<std::string(std::string_view receiver)>& providerOf)
{
    for (const std::string_view table : { "auth_result", "placement" }) {
        std::vector<NameId> receivers;
        const std::string from = std::string(table);
        sql::Statement all(db, "SELECT DISTINCT receiver FROM " + from);
        while (all.step())
            receivers.push_back(static_cast<NameId>(all.int64(0)));
        sql::Statement label(db, "UPDATE " + from + " SET provider = ? WHERE receiver = ?");
        for (const NameId receiver : receivers) {
            const std::string provider = providerOf(names[NameKind::Receiver].text(receiver));
            label.run(names[NameKind::Provider].intern(provider), receiver);
        }
    }
}

std::string joinLines(const std::vector<std::string>& lines)
{
    std::string out;
    for (const std::string& line : lines) {
        out += oneLine(line);
        out += '\n';
    }
    return out;
}

std::vector<std::string> splitLines(std::string_view column)
{
    std::vector<std::string> lines;
    while (!column.empty()) {
        const auto end = std::min(column.find('\n'), column.size());
        lines.emplace_back(column.substr(0, end));
        column.remove_prefix(std::min(end + 1, column.size()));
    }
    return lines;
}

std::vector<Finding> findingsFrom(std::string_view column)
{
    std::vector<Finding> findings;
    for (const std::string& line : splitLines(column)) {
        const auto first = line.find('\t');
        const auto second = line.find('\t', std::min(first, line.size() - 1) + 1);
        if (first != 1 || second == std::string::npos || line[0] < '0' || line[0] > '2')
            throw DamagedData("a finding of a probe is not what was written");
        findings.push_back(
            { static_cast<Severity>(line[0] - '0'), line.substr(2, second - 2), line.substr(second + 1) });
    }
    return findings;
}

} // namespace mv
