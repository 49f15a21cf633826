// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/probes/spfprobe.h"
#include "models/probes/spf.h"
#include "models/probes/spfrecord.h"
#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace mv {
namespace {

constexpr std::string_view kLimits = "RFC 7208, 4.6.4";
constexpr std::size_t kLongest = 450; // octets of a record that fit into an answer of 512 (RFC 7208, 3.4)
constexpr int kFollowed = 60;         // lookups; who is far beyond the limit needs no exact figure

// Walks through a policy as a check that nothing matches would.
class PolicyWalk {
public:
    PolicyWalk(const Probing& probing, ProbeResult& result)
        : m_probing(probing)
        , m_result(result)
    {
    }

    void walk(const std::string& domain, const std::string& text, bool included)
    {
        const auto record = parseSpfRecord(text);
        if (!record) {
            bad(m_result,
                fmt::format("The SPF record of {} is invalid: {} Every check of it ends with permerror.", domain,
                    keptText(record.error().what)),
                "RFC 7208, 4.6");
            return;
        }
        m_path.push_back(domain);
        for (const SpfTerm& term : record->terms) {
            if (term.mechanism == SpfMechanism::All) {
                tellAll(domain, term, *record, included);
                m_path.pop_back();
                return; // nothing after it is looked at
            }
            lookUp(domain, term);
        }
        if (!record->redirect.empty())
            follow(record->redirect, "redirect=" + record->redirect, included);
        else if (!included)
            warn(m_result,
                fmt::format(
                    "The SPF record of {} ends without \"all\" or \"redirect\": other hosts get neutral.", domain),
                "RFC 7208, 4.7");
        m_path.pop_back();
    }

    void tellCosts()
    {
        if (m_lookups > kSpfLookups)
            bad(m_result,
                fmt::format("Checking SPF takes {}{} lookups; more than {} end with permerror. The first beyond: {}.",
                    m_lookups >= kFollowed ? "at least " : "", m_lookups, kSpfLookups, m_firstBeyond),
                kLimits);
        else
            note(m_result, fmt::format("Checking SPF takes up to {} of {} lookups.", m_lookups, kSpfLookups), kLimits);
        if (m_voids.empty())
            return;
        const std::string text = fmt::format("{} of SPF ask the DNS for what does not exist: {}.",
            counted(m_voids.size(), "term"), fmt::join(m_voids, ", "));
        if (m_voids.size() > static_cast<std::size_t>(kSpfVoidLookups))
            bad(m_result, text + fmt::format(" More than {} end with permerror.", kSpfVoidLookups), kLimits);
        else
            warn(m_result, text, kLimits);
    }

private:
    void tellAll(const std::string& domain, const SpfTerm& all, const SpfRecord& record, bool included)
    {
        if (all.qualifier == AuthVerdict::Pass)
            bad(m_result,
                fmt::format("The SPF record of {} lets every host of the Internet pass (\"{}\").", domain, all.text),
                "RFC 7208, 11.4");
        else if (all.qualifier == AuthVerdict::Neutral && !included)
            warn(m_result, fmt::format("The SPF record of {} says nothing about other hosts (\"?all\").", domain),
                "RFC 7208, 8.2");
        if (!record.redirect.empty())
            warn(m_result, fmt::format("The redirect in the SPF record of {} is ignored: there is an \"all\".", domain),
                "RFC 7208, 6.1");
        if (&all != &record.terms.back())
            warn(m_result,
                fmt::format("In the SPF record of {} nothing after \"{}\" is ever looked at.", domain, all.text),
                "RFC 7208, 5.1");
    }

    void lookUp(const std::string& domain, const SpfTerm& term)
    {
        const std::string target = term.domain.empty() ? domain : term.domain;
        switch (term.mechanism) {
        case SpfMechanism::Include:
            follow(target, term.text, true);
            return;
        case SpfMechanism::A:
            if (count(term.text) && !hasMacros(target))
                tellVoid(domain, term.text, addressesOf(target));
            return;
        case SpfMechanism::Mx:
            if (count(term.text) && !hasMacros(target))
                lookUpMx(domain, target, term.text);
            return;
        case SpfMechanism::Ptr:
            count(term.text);
            warn(m_result,
                fmt::format("The SPF record of {} uses \"{}\", which is slow, unreliable and not to be used.", domain,
                    term.text),
                "RFC 7208, 5.5");
            return;
        case SpfMechanism::Exists:
            if (count(term.text) && !hasMacros(target))
                tellVoid(domain, term.text, m_probing.ask(target, DnsType::A));
            return;
        default:
            return;
        }
    }

    // Either family answers: which one is asked for depends on the client.
    DnsReply addressesOf(const std::string& host)
    {
        DnsReply answer = m_probing.ask(host, DnsType::A);
        return answer.isVoid() ? m_probing.ask(host, DnsType::Aaaa) : answer;
    }

    void lookUpMx(const std::string& domain, const std::string& target, const std::string& text)
    {
        const DnsReply answer = m_probing.ask(target, DnsType::Mx);
        tellVoid(domain, text, answer);
        if (answer.records.size() > kSpfHosts)
            bad(m_result,
                fmt::format("\"{}\" of {} leads to {} MX hosts; more than {} end with permerror.", text, domain,
                    answer.records.size(), kSpfHosts),
                kLimits);
    }

    void follow(const std::string& target, const std::string& text, bool included)
    {
        if (!count(text) || hasMacros(target))
            return;
        const std::string name = canonicalName(target);
        if (std::ranges::find(m_path, name) != m_path.end()) {
            bad(m_result, fmt::format("SPF goes in circles: {} > {}.", fmt::join(m_path, " > "), name), kLimits);
            return;
        }
        const DnsReply answer = m_probing.ask(name, DnsType::Txt);
        tellVoid(m_path.back(), text, answer);
        std::vector<std::string> records;
        for (const ResourceRecord& record : answer.records) {
            if (isSpfRecord(record.data))
                records.push_back(record.data);
        }
        if (!answer.isKnown())
            warn(m_result, fmt::format("The SPF record of {} can't be looked up: {}.", name, whyNot(answer)),
                "RFC 7208, 2.6.6");
        else if (records.size() != 1)
            bad(m_result,
                fmt::format("\"{}\" of {} leads to {}: permerror.", text, m_path.back(),
                    records.empty() ? "no SPF record" : "more than one SPF record"),
                "RFC 7208, 5.2");
        else
            walk(name, records.front(), included);
    }

    // Whether the term may be followed.
    bool count(const std::string& text)
    {
        if (m_lookups >= kFollowed || m_probing.stop.stop_requested())
            return false;
        if (++m_lookups == kSpfLookups + 1)
            m_firstBeyond = fmt::format("\"{}\" of {}", text, m_path.back());
        return true;
    }

    void tellVoid(const std::string& domain, const std::string& text, const DnsReply& answer)
    {
        if (answer.isVoid())
            m_voids.push_back(fmt::format("\"{}\" of {}", text, domain));
    }

    const Probing& m_probing;
    ProbeResult& m_result;
    std::vector<std::string> m_path; // domains whose policies are being walked through
    std::vector<std::string> m_voids;
    std::string m_firstBeyond;
    int m_lookups = 0;
};

void tellSource(const Probing& probing, ProbeResult& result, const std::string& domain, const std::string& source)
{
    const SpfOutcome outcome = checkSpf({ source, "postmaster@" + domain, domain }, probing.resolver, probing.stop);
    const std::string through = outcome.path.empty() ? "" : fmt::format(" ({})", fmt::join(outcome.path, " > "));
    std::string text = fmt::format("SPF of {} gives {} for {}{}, after {} and {}.", domain, toString(outcome.verdict),
        source, through, counted(static_cast<std::size_t>(outcome.lookups), "lookup"),
        counted(static_cast<std::size_t>(outcome.voidLookups), "void lookup"));
    if (!outcome.problem.empty())
        text += ' ' + keptText(outcome.problem);
    if (outcome.verdict == AuthVerdict::Pass)
        note(result, std::move(text), "RFC 7208, 8.3");
    else
        bad(result, std::move(text), "RFC 7208, 8");
}

} // namespace

ProbeResult probeSpf(const Probing& probing, const std::string& domain, const std::vector<std::string>& sources)
{
    const DnsReply answer = probing.ask(domain, DnsType::Txt);
    ProbeResult result = resultOf(probing, ProbeKind::Spf, domain, domain, answer);
    std::vector<std::string> records;
    for (const ResourceRecord& record : answer.records) {
        if (isSpfRecord(record.data))
            records.push_back(record.data);
    }
    for (const std::string& record : records)
        result.answers.push_back(keptText(record));
    std::ranges::sort(result.answers);
    if (answer.isKnown() && records.empty()) {
        result.status = ProbeStatus::Absent;
        result.detail = "no TXT record begins with v=spf1";
        warn(result, fmt::format("{} has no SPF record: every host gets none.", domain), "RFC 7208, 4.5");
        return result;
    }
    if (records.size() > 1) {
        bad(result, fmt::format("{} has {} SPF records; there may be one: permerror.", domain, records.size()),
            "RFC 7208, 3.2");
        return result;
    }
    if (records.empty())
        return result;
    if (records.front().size() > kLongest)
        warn(result,
            fmt::format("The SPF record has {} octets; more than {} may not fit into an answer over UDP.",
                records.front().size(), kLongest),
            "RFC 7208, 3.4");
    PolicyWalk walk(probing, result);
    walk.walk(canonicalName(domain), records.front(), false);
    walk.tellCosts();
    for (const std::string& source : sources)
        tellSource(probing, result, domain, source);
    return result;
}

} // namespace mv
