// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/probes/spf.h"
#include "models/mail/ascii.h"
#include "models/probes/spfmacros.h"
#include "models/probes/spfrecord.h"
#include <algorithm>
#include <fmt/format.h>

namespace mv {
namespace {

class Evaluation {
public:
    Evaluation(const SpfQuery& query, const IpAddress& ip, Resolver& resolver, const std::stop_token& stop)
        : m_ip(ip)
        , m_resolver(resolver)
        , m_stop(stop)
    {
        const std::size_t at = query.mailFrom.rfind('@');
        m_values.senderDomain = at == std::string::npos ? query.mailFrom : query.mailFrom.substr(at + 1);
        m_values.local = at == std::string::npos ? "" : query.mailFrom.substr(0, at);
        if (m_values.local.empty())
            m_values.local = "postmaster"; // RFC 7208, 4.3
        if (m_values.senderDomain.empty())
            m_values.senderDomain = query.helo; // 2.4
        m_values.helo = query.helo;
        m_values.receiver = query.receiver;
        m_values.seconds
            = fmt::format("{}", std::chrono::duration_cast<std::chrono::seconds>(query.at.time_since_epoch()).count());
        m_values.ip = ip;
    }

    SpfOutcome run()
    {
        const AuthVerdict verdict = check(m_values.senderDomain);
        if (!m_failed)
            m_out.verdict = verdict;
        return std::move(m_out);
    }

private:
    AuthVerdict check(const std::string& domain)
    {
        if (!isDomainName(domain, 2))
            return AuthVerdict::None;
        const DnsReply answer = ask(domain, DnsType::Txt);
        if (failIfUnknown(domain, DnsType::Txt, answer))
            return m_out.verdict;
        m_lastWasVoid = answer.isVoid();
        std::string text;
        for (const ResourceRecord& txt : answer.records) {
            if (!isSpfRecord(txt.data))
                continue;
            if (!text.empty())
                return permError(fmt::format("{} has more than one SPF record.", domain));
            text = txt.data;
        }
        if (text.empty())
            return AuthVerdict::None;
        const auto record = parseSpfRecord(text);
        if (!record)
            return permError(fmt::format("In the SPF record of {}: {}", domain, record.error().what));
        return evaluate(domain, *record);
    }

    AuthVerdict evaluate(const std::string& domain, const SpfRecord& record)
    {
        for (const SpfTerm& term : record.terms) {
            const std::size_t depth = m_out.path.size();
            m_out.path.push_back(domain + ": " + term.text);
            const bool matched = matches(domain, term);
            if (m_failed)
                return m_out.verdict;
            if (matched) {
                if (term.qualifier == AuthVerdict::Fail && m_includes == 0)
                    m_out.explanation = explain(domain, record);
                return term.qualifier;
            }
            m_out.path.resize(depth); // without what an include met
        }
        if (record.redirect.empty())
            return AuthVerdict::Neutral;
        m_out.path.push_back(domain + ": redirect=" + record.redirect);
        if (!mayLookUp())
            return m_out.verdict;
        const std::string target = nameOf(record.redirect, domain);
        const AuthVerdict verdict = check(target);
        if (verdict == AuthVerdict::None)
            return permError(fmt::format("{} redirects to {}, which has no SPF record.", domain, target));
        return verdict;
    }

    bool matches(const std::string& domain, const SpfTerm& term)
    {
        const std::string target = term.domain.empty() ? domain : nameOf(term.domain, domain);
        switch (term.mechanism) {
        case SpfMechanism::All:
            return true;
        case SpfMechanism::Ip4:
        case SpfMechanism::Ip6:
            return inNetwork(*term.network, term);
        case SpfMechanism::Include:
            return matchesInclude(target);
        case SpfMechanism::A:
            return mayLookUp() && hasAddress(target, term, true);
        case SpfMechanism::Mx:
            return mayLookUp() && matchesMx(target, term);
        case SpfMechanism::Ptr:
            return mayLookUp() && matchesPtr(target);
        case SpfMechanism::Exists:
            return mayLookUp() && exists(target);
        }
        return false;
    }

    bool matchesInclude(const std::string& target)
    {
        if (!mayLookUp())
            return false;
        ++m_includes;
        const AuthVerdict verdict = check(target);
        --m_includes;
        if (verdict == AuthVerdict::None) {
            if (m_lastWasVoid)
                ++m_out.voidLookups;
            permError(fmt::format("The included {} has no SPF record.", target));
        }
        return verdict == AuthVerdict::Pass;
    }

    bool matchesMx(const std::string& target, const SpfTerm& term)
    {
        const DnsReply answer = ask(target, DnsType::Mx);
        if (failIfUnknown(target, DnsType::Mx, answer) || failIfTooVoid(answer))
            return false;
        if (answer.records.size() > kSpfHosts) {
            permError(
                fmt::format("{} has {} MX hosts; \"mx\" may ask for {}.", target, answer.records.size(), kSpfHosts));
            return false;
        }
        return std::ranges::any_of(
            answer.records, [&](const ResourceRecord& mx) { return !m_failed && hasAddress(mx.data, term, false); });
    }

    bool matchesPtr(const std::string& target)
    {
        const std::string wanted = canonicalName(target);
        return std::ranges::any_of(validatedNames(true),
            [&](const std::string& name) { return name == wanted || name.ends_with('.' + wanted); });
    }

    bool exists(const std::string& target)
    {
        const DnsReply answer = ask(target, DnsType::A); // also for IPv6 (5.7)
        return !failIfUnknown(target, DnsType::A, answer) && !failIfTooVoid(answer)
            && answer.status == DnsStatus::Answered;
    }

    bool inNetwork(const IpAddress& network, const SpfTerm& term) const
    {
        return m_ip.sharesPrefix(network, m_ip.isV4() ? term.prefix4 : term.prefix6);
    }

    bool hasAddress(const std::string& host, const SpfTerm& term, bool counted)
    {
        const DnsType type = m_ip.isV4() ? DnsType::A : DnsType::Aaaa;
        const DnsReply answer = ask(host, type);
        if (failIfUnknown(host, type, answer) || (counted && failIfTooVoid(answer)))
            return false;
        return std::ranges::any_of(answer.records, [&](const ResourceRecord& record) {
            const auto address = IpAddress::from(record.data);
            return address && inNetwork(*address, term);
        });
    }

    // The names of the client that lead back to it (5.5); errors of the DNS only make it fewer.
    std::vector<std::string> validatedNames(bool counted)
    {
        std::vector<std::string> names;
        const DnsReply answer = ask(reverseName(m_ip.text()), DnsType::Ptr);
        if (counted && failIfTooVoid(answer))
            return {};
        const SpfTerm whole;
        for (std::size_t i = 0; i < std::min(answer.records.size(), kSpfHosts); ++i) {
            const std::string& name = answer.records[i].data;
            const DnsReply addresses = ask(name, m_ip.isV4() ? DnsType::A : DnsType::Aaaa);
            if (std::ranges::any_of(addresses.records, [&](const ResourceRecord& record) {
                    const auto address = IpAddress::from(record.data);
                    return address && inNetwork(*address, whole);
                }))
                names.push_back(canonicalName(name));
        }
        return names;
    }

    // %{p}: the domain itself, else one below it, else any
    std::string validatedName(const std::string& domain)
    {
        const std::string wanted = canonicalName(domain);
        const auto names = validatedNames(false);
        if (std::ranges::find(names, wanted) != names.end())
            return wanted;
        const auto below = std::ranges::find_if(names, [&](const auto& name) { return name.ends_with('.' + wanted); });
        return below != names.end() ? *below : names.empty() ? "unknown" : names.front();
    }

    // Errors on the way to an explanation mean that there is none (6.2).
    std::string explain(const std::string& domain, const SpfRecord& record)
    {
        if (record.exp.empty())
            return {};
        const DnsReply answer = ask(nameOf(record.exp, domain), DnsType::Txt);
        if (answer.records.size() != 1 || !isMacroString(answer.records.front().data, true))
            return {};
        return expandSpfMacros(answer.records.front().data, valuesFor(domain));
    }

    SpfMacroValues valuesFor(const std::string& domain)
    {
        SpfMacroValues values = m_values;
        values.domain = domain;
        values.validatedName = [this, domain] { return validatedName(domain); };
        return values;
    }
    std::string nameOf(const std::string& spec, const std::string& domain)
    {
        return expandSpfName(spec, valuesFor(domain));
    }

    DnsReply ask(const std::string& name, DnsType type)
    {
        if (!isDomainName(name))
            return { DnsStatus::NoName, {}, {}, false, {}, {} }; // cannot exist: nobody needs to be asked
        return m_resolver.ask(name, type, m_stop);
    }

    // Errors end the whole check: everything on the way up asks m_failed.
    AuthVerdict fail(AuthVerdict verdict, std::string problem)
    {
        if (!m_failed) {
            m_out.verdict = verdict;
            m_out.problem = std::move(problem);
        }
        m_failed = true;
        return m_out.verdict;
    }
    AuthVerdict permError(std::string problem) { return fail(AuthVerdict::PermError, std::move(problem)); }
    bool failIfUnknown(const std::string& name, DnsType type, const DnsReply& answer)
    {
        if (!answer.isKnown())
            fail(AuthVerdict::TempError, fmt::format("Looking up {} of {}: {}.", toString(type), name, whyNot(answer)));
        return !answer.isKnown();
    }
    bool mayLookUp() // counts the term
    {
        if (++m_out.lookups <= kSpfLookups)
            return true;
        permError(fmt::format("More than {} terms ask the DNS.", kSpfLookups));
        return false;
    }
    bool failIfTooVoid(const DnsReply& answer) // counts the term
    {
        if (!answer.isVoid() || ++m_out.voidLookups <= kSpfVoidLookups)
            return false;
        permError(fmt::format("More than {} terms ask the DNS for what does not exist.", kSpfVoidLookups));
        return true;
    }

    IpAddress m_ip;
    Resolver& m_resolver;
    std::stop_token m_stop;
    SpfMacroValues m_values;
    SpfOutcome m_out;
    int m_includes = 0;         // that are being evaluated
    bool m_lastWasVoid = false; // the last lookup of a policy
    bool m_failed = false;
};

} // namespace

SpfOutcome checkSpf(const SpfQuery& query, Resolver& resolver, const std::stop_token& stop)
{
    const auto ip = IpAddress::from(query.ip);
    if (!ip)
        return { AuthVerdict::PermError, {}, fmt::format("\"{}\" is no IP address.", query.ip), 0, 0, {} };
    return Evaluation(query, *ip, resolver, stop).run();
}

} // namespace mv
