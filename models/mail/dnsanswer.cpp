// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/mail/dnsanswer.h"
#include "models/mail/ascii.h"
#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <charconv>
#include <optional>

namespace mv {
namespace {

// TXT records that are about mail, by the name that they lie under and how they begin.
struct TxtKind {
    ProbeKind kind;
    std::string_view label; // before the domain; empty: the domain's own
    std::string_view begin; // of the record, whatever its case; empty: any
};
constexpr std::array kTxtKinds {
    TxtKind { ProbeKind::Dmarc, "_dmarc.", "v=dmarc1" },
    TxtKind { ProbeKind::MtaSts, "_mta-sts.", "v=stsv1" },
    TxtKind { ProbeKind::TlsRpt, "_smtp._tls.", "v=tlsrptv1" },
};
constexpr TxtKind kDkim { ProbeKind::Dkim, "._domainkey.", "" }; // v= may be left out (RFC 6376, 3.6.1)
constexpr TxtKind kSpf { ProbeKind::Spf, "", "v=spf1" };

bool beginsWith(std::string_view record, std::string_view begin)
{
    if (begin.empty())
        return true;
    return record.size() >= begin.size() && lowered(record.substr(0, begin.size())) == begin
        && (record.size() == begin.size() || !(isLetter(record[begin.size()]) || isDigit(record[begin.size()])));
}

std::string_view firstWord(std::string_view& rest)
{
    const auto end = std::min(rest.find(' '), rest.size());
    const std::string_view word = rest.substr(0, end);
    rest.remove_prefix(end);
    rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
    return word;
}

// A number first, then a name: "10 mx1.example.com".
std::string canonicalMx(std::string_view data)
{
    std::string out(firstWord(data));
    out += ' ';
    return out + (data == "." ? std::string(data) : dnsName(data));
}

// "3 1 1 0A0B 0C" with the hex in one piece.
std::string canonicalTlsa(std::string_view data)
{
    std::string out;
    for (int field = 0; !data.empty(); ++field) {
        if (field > 0 && field < 4)
            out += ' ';
        out += lowered(firstWord(data));
    }
    return out;
}

std::string canonical(const std::string& type, const std::string& data)
{
    if (type == "MX")
        return canonicalMx(data);
    if (type == "TLSA")
        return canonicalTlsa(data);
    if (type == "TXT")
        return withoutMailboxes(data);
    return dnsName(data); // a name or an address
}

unsigned preferenceOf(const std::string& mx)
{
    unsigned n = 0;
    std::from_chars(mx.data(), mx.data() + mx.size(), n);
    return n;
}

void sortAnswers(ProbeKind kind, std::vector<std::string>& answers)
{
    std::ranges::sort(answers);
    if (kind == ProbeKind::Mx)
        std::ranges::stable_sort(answers, {}, preferenceOf);
    answers.erase(std::ranges::unique(answers).begin(), answers.end());
}

// What a question is about.
struct Subject {
    ProbeKind kind;
    std::string domain;
    std::string_view begin; // of the TXT records that are meant
};

std::optional<Subject> subjectOfTxt(const std::string& name)
{
    if (name.find("._report._dmarc.") != std::string::npos || name.find("._bimi.") != std::string::npos)
        return std::nullopt;
    if (const auto at = name.find(kDkim.label); at != std::string::npos)
        return Subject { kDkim.kind, name.substr(at + kDkim.label.size()), kDkim.begin };
    for (const TxtKind& k : kTxtKinds) {
        if (name.starts_with(k.label))
            return Subject { k.kind, name.substr(k.label.size()), k.begin };
    }
    return Subject { kSpf.kind, name, kSpf.begin };
}

// "_25._tcp.mx1.example.com": the records are about the host.
std::string hostOfTlsa(std::string_view name)
{
    while (name.starts_with('_') && name.find('.') != std::string_view::npos)
        name.remove_prefix(name.find('.') + 1);
    return std::string(name);
}

// "1.2.0.192.in-addr.arpa", "1.0.0. ... .2.ip6.arpa" as the address that they are about; other names stay.
std::string addressOf(const std::string& name)
{
    constexpr std::string_view kIpv4 = ".in-addr.arpa";
    constexpr std::string_view kIpv6 = ".ip6.arpa";
    std::string out;
    if (name.ends_with(kIpv4)) {
        for (std::string_view rest(name.data(), name.size() - kIpv4.size()); !rest.empty();) {
            const auto dot = rest.rfind('.');
            out += rest.substr(dot + 1); // npos + 1 is 0
            out += '.';
            rest = rest.substr(0, dot == std::string_view::npos ? 0 : dot);
        }
        out.pop_back();
        return out;
    }
    constexpr std::size_t kNibbles = 32;
    if (!name.ends_with(kIpv6) || name.size() != kNibbles * 2 - 1 + kIpv6.size())
        return name;
    for (std::size_t i = 0; i < kNibbles; ++i) {
        if (i > 0 && i % 4 == 0)
            out += ':';
        out += name[(kNibbles - 1 - i) * 2];
    }
    std::array<unsigned char, sizeof(in6_addr)> address {};
    std::array<char, INET6_ADDRSTRLEN> text {};
    return inet_pton(AF_INET6, out.c_str(), address.data()) == 1
            && inet_ntop(AF_INET6, address.data(), text.data(), text.size())
        ? std::string(text.data())
        : name;
}

std::optional<Subject> subjectOf(const std::string& name, const std::string& type)
{
    if (type == "MX")
        return Subject { ProbeKind::Mx, name, {} };
    if (type == "A" || type == "AAAA")
        return Subject { ProbeKind::Address, name, {} };
    if (type == "PTR")
        return Subject { ProbeKind::Ptr, addressOf(name), {} };
    if (type == "TLSA")
        return Subject { ProbeKind::Tlsa, hostOfTlsa(name), {} };
    if (type == "TXT" || type == "SPF")
        return subjectOfTxt(name);
    return std::nullopt;
}

void judge(ProbeResult& r)
{
    const auto found = [&](Severity severity, std::string text, std::string source) {
        r.findings.push_back({ severity, std::move(text), std::move(source) });
    };
    const std::string n = std::to_string(r.answers.size());
    if (r.kind == ProbeKind::Spf && r.answers.size() > 1)
        found(Severity::Bad, r.domain + " has " + n + " SPF records: receivers take none of them.", "RFC 7208, 4.5");
    if (r.kind == ProbeKind::Dmarc && r.answers.size() > 1)
        found(
            Severity::Bad, r.domain + " has " + n + " DMARC records: receivers take none of them.", "RFC 7489, 6.6.3");
    if (r.kind == ProbeKind::Mx && r.answers == std::vector<std::string> { "0 ." })
        found(Severity::Note, r.domain + " accepts no mail.", "RFC 7505");
}

} // namespace

void add(std::vector<ProbeResult>& results, ProbeResult&& r)
{
    constexpr std::size_t kNear = 16; // who asks for both does so one after the other
    const auto learnt = [](const ProbeResult& p) {
        return p.kind == ProbeKind::Address && (p.status == ProbeStatus::Answered || p.status == ProbeStatus::Absent);
    };
    for (std::size_t i = results.size(); learnt(r) && i > 0 && results.size() - i < kNear; --i) {
        ProbeResult& other = results[i - 1];
        if (!learnt(other) || other.name != r.name || other.resolver != r.resolver)
            continue;
        other.answers.insert(other.answers.end(), r.answers.begin(), r.answers.end());
        sortAnswers(r.kind, other.answers);
        if (!other.answers.empty()) {
            other.status = ProbeStatus::Answered;
            other.detail.clear();
        }
        return;
    }
    results.push_back(std::move(r));
}

std::string dnsName(std::string_view name)
{
    if (name.ends_with('.'))
        name.remove_suffix(1);
    return lowered(name);
}

std::string txtOf(std::string_view written)
{
    std::string out;
    bool quoted = false;
    for (std::size_t i = 0; i < written.size(); ++i) {
        const char c = written[i];
        if (c == '\\' && i + 3 < written.size() && isDigit(written[i + 1]) && isDigit(written[i + 2])
            && isDigit(written[i + 3])) {
            out += static_cast<char>(
                (written[i + 1] - '0') * 100 + (written[i + 2] - '0') * 10 + (written[i + 3] - '0'));
            i += 3;
        } else if (c == '\\' && i + 1 < written.size()) {
            out += written[++i];
        } else if (c == '"') {
            quoted = !quoted;
        } else if (quoted || (c != ' ' && c != '\t')) {
            out += c;
        }
    }
    return out;
}

std::string withoutMailboxes(std::string_view text)
{
    constexpr std::string_view kEnds = " \t\r\n\"'<>:;,()[]/!|";
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '@' && i + 1 < text.size() && (isLetter(text[i + 1]) || isDigit(text[i + 1]))) {
            const auto end = out.find_last_of(kEnds);
            out.resize(end == std::string::npos ? 0 : end + 1);
        }
        out += text[i];
    }
    return out;
}

std::optional<ProbeResult> probeIn(const DnsAnswer& answer)
{
    const std::string name = dnsName(answer.name);
    const auto subject = subjectOf(name, answer.type);
    if (!subject)
        return std::nullopt;
    ProbeResult r;
    r.kind = subject->kind;
    r.name = r.kind == ProbeKind::Ptr ? subject->domain : name;
    r.domain = subject->domain;
    r.status = answer.status;
    bool others = false;
    for (const DnsRecord& record : answer.records) {
        if (record.type != answer.type)
            continue;
        if (beginsWith(record.data, subject->begin))
            r.answers.push_back(canonical(answer.type == "SPF" ? "TXT" : answer.type, record.data));
        else
            others = true;
    }
    sortAnswers(r.kind, r.answers);
    if (r.status == ProbeStatus::Answered && r.answers.empty()) {
        r.status = ProbeStatus::Absent;
        if (others)
            r.detail = "There are TXT records, but none that begins with " + std::string(subject->begin) + ".";
    }
    judge(r);
    return r;
}

} // namespace mv
