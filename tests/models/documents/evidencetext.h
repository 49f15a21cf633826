// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/documents/document.h"
#include <charconv>
#include <string>

// Evidence as text that people can read and compare: one record a line, what was not told is left out.
namespace mv::test {

class EvidenceText {
public:
    explicit EvidenceText(const Evidence& e)
    {
        for (const Evidence::Reported& r : e.reports) {
            add(r.report);
            for (const AuthResult& a : r.auth)
                add(a, "  ");
            for (const TlsSessionCount& t : r.tls)
                add(t);
        }
        for (const AuthResult& a : e.auth)
            add(a, "");
        for (const Placement& p : e.placements)
            add(p);
        for (const Reputation& r : e.reputation)
            add(r);
        for (const ProbeResult& p : e.probes)
            add(p);
        for (const Incident& i : e.incidents)
            add(i);
    }
    const std::string& text() const { return m_text; }

    static std::string printable(std::string_view text)
    {
        std::string out;
        for (const char c : text)
            out += c >= ' ' && c < '\x7f' ? c : '?';
        return out;
    }

private:
    static std::string range(UtcTime from, UtcTime to)
    {
        return from == to ? toIso(from) : toIso(from) + ".." + toIso(to);
    }
    void begin(std::string_view kind) { m_text += kind; }
    void field(std::string_view name, std::string_view value)
    {
        if (!value.empty())
            m_text.append(" ").append(name).append("=[").append(printable(value)).append("]");
    }
    void number(std::string_view name, std::uint64_t n) { field(name, std::to_string(n)); }
    void end() { m_text += '\n'; }
    void note(std::string_view what, std::string_view text)
    {
        m_text.append("  ").append(what).append(": ").append(printable(text)).append("\n");
    }

    void add(const Report& r)
    {
        static constexpr const char* kKinds[] = { "dmarc-aggregate", "dmarc-failure", "smtp-tls" };
        begin("report");
        field("kind", kKinds[static_cast<std::size_t>(r.kind)]);
        field("reporter", r.reporter);
        field("id", r.id);
        field("domain", r.domain);
        field("period", range(r.period.from, r.period.to));
        field("policy", r.policy);
        end();
        for (const std::string& error : r.errors)
            note("error", error);
        for (const std::string& problem : r.problems)
            note("problem", problem);
    }
    static std::string check(const AuthCheck& c)
    {
        std::string out(toString(c.verdict));
        if (!c.word.empty())
            out += " \"" + c.word + '"';
        if (!c.domain.empty())
            out += " d=" + c.domain;
        if (!c.selector.empty())
            out += " s=" + c.selector;
        return out;
    }
    static std::string_view aligned(std::optional<bool> yes) { return !yes ? "" : *yes ? "aligned" : "not aligned"; }
    void add(const AuthResult& a, std::string_view indent)
    {
        begin(indent);
        begin("auth");
        field("at", range(a.from, a.to));
        field("told", toString(a.evidence));
        field("receiver", a.receiver);
        field("source", a.source);
        field("from", a.headerFrom);
        field("envelope", a.envelopeFrom);
        if (a.spf)
            field("spf", check(*a.spf));
        for (const AuthCheck& c : a.dkim)
            field("dkim", check(c));
        field("spf-is", aligned(a.spfAligned));
        field("dkim-is", aligned(a.dkimAligned));
        if (a.dmarc)
            field("dmarc", toString(*a.dmarc));
        field("disposition", a.disposition);
        field("overridden", a.overridden);
        field("composite", a.composite);
        number("count", a.count);
        number("offset", a.offset);
        end();
    }
    void add(const TlsSessionCount& t)
    {
        begin("  tls");
        field("period", range(t.period.from, t.period.to));
        field("reporter", t.reporter);
        field("domain", t.policyDomain);
        field("policy", t.policyType);
        field("result", t.resultType);
        field("mx", t.mxHost);
        field("source", t.source);
        field("reason", t.reason);
        number("sessions", t.sessions);
        end();
    }
    void add(const Placement& p)
    {
        begin("placement");
        field("at", toIso(p.at));
        field("receiver", p.receiver);
        field("folder", toString(p.folder));
        field("why", p.why);
        field("source", p.source);
        field("from", p.headerFrom);
        number("count", p.count);
        number("offset", p.offset);
        end();
    }
    void add(const Reputation& r)
    {
        begin("reputation");
        field("at", range(r.from, r.to));
        field("system", r.system);
        field("subject", r.subject);
        field("metric", r.metric);
        if (r.value) {
            char digits[32];
            const auto done = std::to_chars(digits, digits + sizeof digits, *r.value);
            field("value", std::string_view(digits, static_cast<std::size_t>(done.ptr - digits)));
        }
        field("word", r.word);
        number("offset", r.offset);
        end();
    }
    void add(const ProbeResult& p)
    {
        static constexpr const char* kChecks[] = { "not done", "ok", "bad" };
        static constexpr const char* kSeverities[] = { "note", "warning", "bad" };
        begin("probe");
        field("at", toIso(p.at));
        field("kind", toString(p.kind));
        field("status", toString(p.status));
        field("domain", p.domain);
        field("name", p.name);
        for (const std::string& answer : p.answers)
            field("answer", answer);
        field("tls", p.tls);
        field("detail", p.detail);
        field("by", p.by);
        field("resolver", p.resolver);
        number("offset", p.offset);
        end();
        if (p.certificate) {
            const Certificate& c = *p.certificate;
            begin("  certificate");
            for (const std::string& name : c.names)
                field("name", name);
            field("subject", c.subject);
            field("issuer", c.issuer);
            field("not-before", c.notBefore ? toIso(*c.notBefore) : std::string());
            field("not-after", c.notAfter ? toIso(*c.notAfter) : std::string());
            field("sha256", c.fingerprint);
            field("name-is", kChecks[static_cast<std::size_t>(c.name)]);
            field("chain-is", kChecks[static_cast<std::size_t>(c.chain)]);
            field("problem", c.problem);
            end();
        }
        for (const Finding& f : p.findings)
            note(kSeverities[static_cast<std::size_t>(f.severity)], f.text + " [" + f.source + "]");
    }
    void add(const Incident& i)
    {
        begin("incident");
        field("at", i.to ? range(i.from, *i.to) : toIso(i.from) + "..");
        field("label", i.label);
        field("provider", i.provider);
        field("text", i.text);
        field("link", i.link);
        field("state", i.state);
        field("last-word", i.lastWord);
        end();
    }

    std::string m_text;
};

// A reading as a golden file has it.
inline std::string toText(const Result<DocumentReading>& reading)
{
    std::string out = "# SPDX-License-Identifier: GPL-3.0-or-later\n";
    if (!reading)
        return out + "error: " + EvidenceText::printable(reading.error().what) + '\n';
    const LineCounts& n = reading->records;
    out += "# records: " + std::to_string(n.delivery) + " delivery, " + std::to_string(n.context) + " context, "
        + std::to_string(n.other) + " other, " + std::to_string(n.notUnderstood()) + " not understood\n";
    if (!reading->remark.empty())
        out += "remark: " + EvidenceText::printable(reading->remark) + '\n';
    out += EvidenceText(reading->evidence).text();
    for (const RejectedLine& r : reading->rejected)
        out += "rejected " + std::to_string(r.offset) + ": " + EvidenceText::printable(r.text) + '\n';
    return out;
}

} // namespace mv::test
