// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/formats/authwords.h"
#include "models/ingest/authresults.h"
#include "models/ingest/cursor.h"
#include "models/ingest/mailwords.h"
#include "models/ingest/sendingip.h"
#include <algorithm>
#include <array>

namespace mv {
namespace {

constexpr std::size_t kMaxQueueId = 64;
constexpr std::size_t kMaxSignatures = 20;
constexpr std::size_t kMaxSelector = 255;

std::string selectorOf(std::string_view word) { return std::string(word.substr(0, kMaxSelector)); }

// What stands behind `key`, up to one of `ends`.
std::string_view valueOf(std::string_view text, std::string_view key, std::string_view ends)
{
    const auto at = text.find(key);
    if (at == std::string_view::npos)
        return {};
    text.remove_prefix(at + key.size());
    return text.substr(0, text.find_first_of(ends));
}

// "QID: rest"; `message` becomes the rest. Empty: no such line.
std::string_view takeQueueId(std::string_view& message)
{
    const auto colon = message.substr(0, kMaxQueueId + 2).find(": ");
    if (colon == std::string_view::npos || message.substr(0, colon).find(' ') != std::string_view::npos)
        return {};
    const std::string_view id = message.substr(0, colon);
    message.remove_prefix(colon + 2);
    return id;
}

// "DOMAIN pass"; none: other words.
std::optional<AuthCheck> domainAndVerdict(std::string_view text)
{
    Cursor c(trimmed(text));
    AuthCheck check;
    check.domain = mailDomain(c.takeUntil(' '));
    c.skip(' ');
    check.verdict = authVerdictFrom(c.rest());
    if (c.atEnd() || check.verdict == AuthVerdict::Unknown || check.domain.ends_with(':'))
        return std::nullopt;
    return check;
}

std::optional<AuthResult> openDmarcLine(std::string_view message)
{
    if (takeQueueId(message).empty())
        return std::nullopt;
    AuthResult result;
    Cursor c(message);
    const bool mailFrom = c.skip("SPF(mailfrom): ");
    if (mailFrom || c.skip("SPF(helo): ")) {
        result.spf = domainAndVerdict(c.rest());
        if (!result.spf)
            return std::nullopt;
        if (mailFrom)
            result.envelopeFrom = result.spf->domain;
        return result;
    }
    auto check = domainAndVerdict(message);
    if (!check)
        return std::nullopt;
    result.headerFrom = std::move(check->domain);
    result.dmarc = check->verdict;
    return result;
}

// Whether a check of HELO comes before one of MAIL FROM, which tells of the mail: not when MAIL FROM is empty, nor when
// HELO failed already.
bool isBeforeMailFrom(std::string_view value, const AuthResult& result)
{
    const std::string_view from = valueOf(value, "envelope-from=", "; ");
    return !from.empty() && from != "<>" && from != "\"\"" && result.spf->verdict != AuthVerdict::Fail;
}

std::optional<AuthResult> receivedSpf(std::string_view value)
{
    AuthResult result;
    addReceivedSpf(result, value);
    if (!result.spf)
        return std::nullopt;
    if (valueOf(value, "identity=", "; ") == "helo") {
        if (isBeforeMailFrom(value, result))
            return std::nullopt;
        result.spf->domain = mailDomain(valueOf(value, "helo=", "; "));
    }
    return result;
}

// "550 5.7.23 Message rejected due to: SPF fail - not authorized. Please see
// http://www.openspf.net/Why?s=mfrom;id=user@example.net;ip=192.0.2.1;r=host"
std::optional<AuthResult> spfRejection(std::string_view text)
{
    const auto why = text.find("/Why?");
    if (why == std::string_view::npos && text.find("SPF fail") == std::string_view::npos)
        return std::nullopt;
    AuthResult result;
    result.spf.emplace();
    result.spf->verdict = AuthVerdict::Fail;
    if (why == std::string_view::npos)
        return result;
    text.remove_prefix(why);
    constexpr std::string_view kEnds = ";& ";
    std::string_view id = valueOf(text, "id=", kEnds);
    const bool mailFrom = valueOf(text, "s=", kEnds) == "mfrom";
    if (const auto at = id.rfind("%40"); at != std::string_view::npos)
        id.remove_prefix(at + 3);
    else if (const auto sign = id.rfind('@'); sign != std::string_view::npos)
        id.remove_prefix(sign + 1);
    result.spf->domain = mailDomain(id);
    if (mailFrom)
        result.envelopeFrom = result.spf->domain;
    if (const std::string_view ip = valueOf(text, "ip=", kEnds); isIpAddress(ip))
        result.source = ip;
    return result;
}

std::optional<AuthResult> spfPolicyLine(std::string_view message)
{
    Cursor c(message);
    c.skip(": ");
    c.skip("Policy action=");
    if (!c.skip("prepend "))
        c.skip("PREPEND ");
    if (c.skip("Received-SPF: "))
        return receivedSpf(c.rest());
    if (c.skip("Authentication-Results: ")) {
        AuthResult result;
        addTo(result, readAuthResults(c.rest()));
        return result.spf ? std::optional(std::move(result)) : std::nullopt;
    }
    if (c.peek() == '5')
        return spfRejection(c.rest());
    const std::string_view verdict = c.rest().substr(0, c.rest().find(';'));
    if (verdict.size() < c.rest().size() && verdict.find(' ') == std::string_view::npos
        && c.rest().find("identity=") != std::string_view::npos)
        return receivedSpf(c.rest());
    return std::nullopt;
}

enum class Symbol { Spf, Dkim, Dmarc };

struct RspamdSymbol {
    std::string_view name;
    Symbol kind;
    AuthVerdict verdict;
};
constexpr std::array<RspamdSymbol, 20> kSymbols { {
    { "R_SPF_ALLOW", Symbol::Spf, AuthVerdict::Pass },
    { "R_SPF_FAIL", Symbol::Spf, AuthVerdict::Fail },
    { "R_SPF_SOFTFAIL", Symbol::Spf, AuthVerdict::SoftFail },
    { "R_SPF_NEUTRAL", Symbol::Spf, AuthVerdict::Neutral },
    { "R_SPF_NA", Symbol::Spf, AuthVerdict::None },
    { "R_SPF_DNSFAIL", Symbol::Spf, AuthVerdict::TempError },
    { "R_SPF_PERMFAIL", Symbol::Spf, AuthVerdict::PermError },
    { "R_SPF_PLUSALL", Symbol::Spf, AuthVerdict::Pass },
    { "R_DKIM_ALLOW", Symbol::Dkim, AuthVerdict::Pass },
    { "R_DKIM_REJECT", Symbol::Dkim, AuthVerdict::Fail },
    { "R_DKIM_TEMPFAIL", Symbol::Dkim, AuthVerdict::TempError },
    { "R_DKIM_PERMFAIL", Symbol::Dkim, AuthVerdict::PermError },
    { "R_DKIM_NA", Symbol::Dkim, AuthVerdict::None },
    { "DMARC_POLICY_ALLOW", Symbol::Dmarc, AuthVerdict::Pass },
    { "DMARC_POLICY_REJECT", Symbol::Dmarc, AuthVerdict::Fail },
    { "DMARC_POLICY_QUARANTINE", Symbol::Dmarc, AuthVerdict::Fail },
    { "DMARC_POLICY_SOFTFAIL", Symbol::Dmarc, AuthVerdict::Fail },
    { "DMARC_NA", Symbol::Dmarc, AuthVerdict::None },
    { "DMARC_DNSFAIL", Symbol::Dmarc, AuthVerdict::TempError },
    { "DMARC_BAD_POLICY", Symbol::Dmarc, AuthVerdict::PermError },
} };

// "example.net:s=s1;example.org:s=s2;"
void addSignatures(AuthResult& out, AuthVerdict verdict, std::string_view options)
{
    bool any = false;
    for (Cursor c(options); !c.atEnd(); c.skip(';')) {
        const std::string_view option = c.takeUntil(';');
        const auto colon = option.find(":s=");
        if (colon == std::string_view::npos || out.dkim.size() == kMaxSignatures)
            continue;
        any = true;
        out.dkim.push_back({ verdict, {}, mailDomain(option.substr(0, colon)), selectorOf(option.substr(colon + 3)) });
    }
    if (!any && out.dkim.size() < kMaxSignatures)
        out.dkim.push_back({ verdict, {}, {}, {} });
}

void addSymbol(AuthResult& out, std::string_view name, std::string_view options)
{
    const auto* const known = std::ranges::find(kSymbols, name, &RspamdSymbol::name);
    if (known == kSymbols.end())
        return;
    switch (known->kind) {
    case Symbol::Spf:
        out.spf = AuthCheck { known->verdict, {}, out.envelopeFrom, {} };
        break;
    case Symbol::Dkim:
        addSignatures(out, known->verdict, options);
        break;
    case Symbol::Dmarc: // "example.net;none;", "example.net : SPF not aligned (relaxed), No valid DKIM;reject;"
        out.dmarc = known->verdict;
        out.headerFrom = mailDomain(options.substr(0, options.find_first_of("; ")));
        break;
    }
}

std::string mailDomainOf(std::string_view address)
{
    return address.find('@') == std::string_view::npos ? std::string() : mailDomain(address);
}

} // namespace

std::optional<OpenDkimLine> openDkimLine(std::string_view message)
{
    OpenDkimLine line;
    line.queueId = takeQueueId(message);
    if (line.queueId.empty())
        return std::nullopt;
    Cursor c(message);
    const auto verdict = [&](AuthVerdict v) {
        line.check.verdict = v;
        line.verdictTold = true;
        return std::optional(line);
    };
    if (c.skip("s=")) {
        const auto ssl = message.find(" SSL");
        line.check.selector = selectorOf(c.takeUntil(' '));
        if (ssl == std::string_view::npos || !c.skip(" d="))
            return std::nullopt;
        line.check.domain = mailDomain(c.takeUntil(' '));
        line.signatureTold = true;
        // Only a bad signature leaves an error; without one the other line tells.
        if (trimmed(message.substr(ssl + 4)).empty())
            return line;
        return verdict(AuthVerdict::Fail);
    }
    if (message.starts_with("DKIM verification successful"))
        return verdict(AuthVerdict::Pass);
    if (message.starts_with("bad signature data") || message.starts_with("signature verification failed"))
        return verdict(AuthVerdict::Fail);
    if (c.skip("key retrieval failed")) {
        line.whole = line.signatureTold = true;
        line.check.selector = selectorOf(valueOf(message, "(s=", ", )"));
        line.check.domain = mailDomain(valueOf(message, ", d=", ", )"));
        return verdict(
            message.find("not found") == std::string_view::npos ? AuthVerdict::TempError : AuthVerdict::PermError);
    }
    if (message.starts_with("no signature data")) {
        line.whole = line.signatureTold = true;
        return verdict(AuthVerdict::None);
    }
    return std::nullopt;
}

std::optional<AuthResult> authLine(std::string_view tag, std::string_view message)
{
    if (tag.ends_with("opendmarc"))
        return openDmarcLine(message);
    if (tag.ends_with("-spf"))
        return spfPolicyLine(message);
    return rspamdTask(message);
}

std::optional<AuthResult> rspamdTask(std::string_view message)
{
    constexpr std::string_view kTask = "rspamd_task_write_log: id: ";
    const auto task = message.find(kTask);
    if (task == std::string_view::npos)
        return std::nullopt;
    message.remove_prefix(task + kTask.size());
    message.remove_prefix(std::min(message.find(">, "), message.size())); // the id is a stranger's word
    constexpr std::string_view kSymbolsBegin = "] [";
    const auto begin = message.find(kSymbolsBegin);
    if (begin == std::string_view::npos)
        return std::nullopt;
    AuthResult result;
    const std::string_view fields = message.substr(0, begin);
    if (const std::string_view ip = valueOf(fields, ", ip: ", ", "); isIpAddress(ip))
        result.source = ip;
    result.envelopeFrom = mailDomainOf(valueOf(fields, ", from: <", ">"));
    Cursor c(message.substr(begin + kSymbolsBegin.size()));
    while (!c.atEnd() && c.peek() != ']') { // "NAME(1.00){option;option;},"
        const std::string_view name = c.take(std::min(c.rest().find_first_of("(,]"), c.rest().size()));
        std::string_view options;
        if (c.skip('(')) {
            c.takeUntil(')');
            c.skip(')');
        }
        if (c.skip('{')) {
            options = c.takeUntil('}');
            c.skip('}');
        }
        addSymbol(result, name, options);
        if (!c.skip(','))
            break;
    }
    if (!result.spf && result.dkim.empty() && !result.dmarc)
        return std::nullopt;
    return result;
}

std::optional<AuthResult> eximDkimLine(std::string_view rest)
{
    Cursor c(rest);
    const auto bracket = rest.rfind(" [");
    if (!c.skip("d=") || bracket == std::string_view::npos)
        return std::nullopt;
    AuthCheck check;
    if (const std::string_view domain = c.takeUntil(' '); domain != "<UNSET>")
        check.domain = mailDomain(domain);
    c.skip(' ');
    if (c.skip("s=")) {
        if (const std::string_view selector = c.takeUntil(' '); selector != "<UNSET>")
            check.selector = selectorOf(selector);
    }
    Cursor told(rest.substr(bracket + 2));
    if (told.skip("verification succeeded"))
        check.verdict = AuthVerdict::Pass;
    else if (told.skip("verification failed"))
        check.verdict = AuthVerdict::Fail;
    else if (told.skip("not verified"))
        check.verdict = AuthVerdict::None;
    else if (told.skip("invalid - public key record (currently?) unavailable"))
        check.verdict = AuthVerdict::TempError;
    else // "invalid - ...", or an ACL's word: "fail - ..."
        check.verdict = authVerdictFrom(told.rest().substr(0, told.rest().find_first_of(" ]")));
    if (check.verdict == AuthVerdict::Unknown)
        return std::nullopt;
    AuthResult result;
    result.dkim.push_back(std::move(check));
    return result;
}

} // namespace mv
