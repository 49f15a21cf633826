// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/authresults.h"
#include "models/ingest/mailwords.h"
#include "models/ingest/sendingip.h"
#include <algorithm>
#include <charconv>
#include <fmt/core.h>

namespace mv {
namespace {

constexpr std::size_t kMaxMethods = 100;
constexpr std::size_t kMaxProperties = 50;
constexpr std::size_t kMaxSignatures = 64;

// The words of one header, without comments.
class Words {
public:
    enum class Kind { Word, Equals, Semicolon, Comment, End };

    explicit Words(std::string_view text)
        : m_rest(text)
    {
    }

    Kind next(std::string& text)
    {
        text.clear();
        while (!m_rest.empty() && isBlank(m_rest.front()))
            m_rest.remove_prefix(1);
        if (m_rest.empty())
            return Kind::End;
        switch (m_rest.front()) {
        case ';':
            m_rest.remove_prefix(1);
            return Kind::Semicolon;
        case '=':
            m_rest.remove_prefix(1);
            return Kind::Equals;
        case '(':
            comment(text);
            return Kind::Comment;
        case '"':
            quoted(text);
            return Kind::Word;
        default:
            break;
        }
        // What is the value of a property may have = in it ("header.b=abc=="), a name can't.
        const auto end = std::min(m_rest.find_first_of(m_value ? " \t;(\"" : " \t;(=\""), m_rest.size());
        text = m_rest.substr(0, end);
        m_rest.remove_prefix(end);
        return Kind::Word;
    }
    // The next word is a value; it may be empty, and then there is none.
    std::string value()
    {
        std::string text;
        while (!m_rest.empty() && isBlank(m_rest.front()))
            m_rest.remove_prefix(1);
        if (m_rest.empty() || m_rest.front() == ';')
            return text;
        m_value = true;
        const bool isComment = m_rest.front() == '(';
        next(text);
        m_value = false;
        return isComment ? std::string() : text;
    }

private:
    void comment(std::string& text)
    {
        int depth = 0;
        std::size_t i = 0;
        for (; i < m_rest.size(); ++i) {
            const char c = m_rest[i];
            if (c == '\\' && i + 1 < m_rest.size()) {
                text += m_rest[++i];
                continue;
            }
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (depth == 0)
                break;
            if (i > 0)
                text += c;
        }
        m_rest.remove_prefix(std::min(i + 1, m_rest.size()));
    }
    void quoted(std::string& text)
    {
        std::size_t i = 1;
        for (; i < m_rest.size() && m_rest[i] != '"'; ++i) {
            if (m_rest[i] == '\\' && i + 1 < m_rest.size())
                ++i;
            text += m_rest[i];
        }
        m_rest.remove_prefix(std::min(i + 1, m_rest.size()));
        if (!m_rest.empty() && m_rest.front() == '@') // "some body"@example.com
            while (!m_rest.empty() && !isBlank(m_rest.front()) && m_rest.front() != ';') {
                text += m_rest.front();
                m_rest.remove_prefix(1);
            }
    }

    std::string_view m_rest;
    bool m_value = false;
};

// The first address in a comment: "sender IP is 192.0.2.1", "... designates 2001:db8::1 as permitted sender".
std::string ipIn(std::string_view text)
{
    while (!text.empty()) {
        const auto end = std::min(text.find_first_of(" \t,;()[]=\"'"), text.size());
        std::string_view word = text.substr(0, end);
        while (word.ends_with('.') || word.ends_with(':'))
            word.remove_suffix(1);
        if (isIpAddress(word))
            return std::string(word);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return {};
}

AuthCheck checkOf(std::string_view result)
{
    constexpr std::size_t kLongest = 40;
    AuthCheck check;
    check.verdict = authVerdictFrom(result);
    if (const std::string word = lowered(result.substr(0, kLongest)); word != toString(check.verdict))
        check.word = word;
    return check;
}

// "dis=NONE" in Gmail's comment.
std::string wordAfter(std::string_view text, std::string_view key)
{
    const auto at = text.find(key);
    if (at == std::string_view::npos)
        return {};
    text.remove_prefix(at + key.size());
    return lowered(text.substr(0, text.find_first_of(" ,;)")));
}

void addSpf(AuthResult& out, const AuthResultsHeader::Method& m)
{
    if (out.spf)
        return;
    AuthCheck check = checkOf(m.result);
    for (const std::string_view name :
        { "smtp.mailfrom", "smtp.mail", "smtp.mfrom", "smtp.from", "smtp.envelope-from" }) {
        if (check.domain.empty())
            check.domain = mailDomain(m.property(name));
    }
    if (!check.domain.empty() && check.domain.find('.') != std::string::npos && out.envelopeFrom.empty())
        out.envelopeFrom = check.domain;
    if (check.domain.empty())
        check.domain = mailDomain(m.property("smtp.helo"));
    if (out.source.empty())
        out.source = ipIn(m.comment);
    out.spf = std::move(check);
}

void addDkim(AuthResult& out, const AuthResultsHeader::Method& m)
{
    if (out.dkim.size() == kMaxSignatures)
        return;
    AuthCheck check = checkOf(m.result);
    check.domain = mailDomain(m.property("header.d"));
    if (check.domain.empty())
        check.domain = mailDomain(m.property("header.i"));
    if (check.domain == "none") // Microsoft, of no signature
        check.domain.clear();
    std::string_view selector = m.property("header.s");
    if (selector.starts_with('@')) // Yahoo
        selector.remove_prefix(1);
    check.selector = selector;
    out.dkim.push_back(std::move(check));
}

void addDmarc(AuthResult& out, const AuthResultsHeader::Method& m)
{
    if (out.dmarc)
        return;
    out.dmarc = authVerdictFrom(m.result);
    out.disposition = lowered(m.property("action"));
    if (out.disposition.empty())
        out.disposition = wordAfter(m.comment, "dis=");
    if (const std::string domain = mailDomain(m.property("header.from")); out.headerFrom.empty())
        out.headerFrom = domain;
}

} // namespace

std::string_view AuthResultsHeader::Method::property(std::string_view wanted) const
{
    const auto found = std::ranges::find(properties, wanted, &Property::name);
    return found == properties.end() ? std::string_view() : std::string_view(found->value);
}

AuthResultsHeader readAuthResults(std::string_view value)
{
    AuthResultsHeader out;
    Words words(value);
    std::string word, pending; // a word that an = may follow
    bool inMethod = false;     // of this part between semicolons
    bool first = true;         // part
    const auto bare = [&] {    // what stood there was no name
        if (first && out.authservId.empty() && !inMethod && !pending.empty())
            out.authservId = pending;
        pending.clear();
    };
    for (auto kind = words.next(word); kind != Words::Kind::End; kind = words.next(word)) {
        switch (kind) {
        case Words::Kind::Word:
            bare();
            pending = word;
            break;
        case Words::Kind::Comment:
            if (inMethod)
                out.methods.back().comment.append(out.methods.back().comment.empty() ? "" : " ").append(word);
            break;
        case Words::Kind::Semicolon:
            bare();
            first = first && out.authservId.empty() && !inMethod; // "i=1;" comes before the id
            inMethod = false;
            break;
        case Words::Kind::Equals: {
            std::string name = lowered(pending.substr(0, pending.find('/')));
            pending.clear();
            std::string told = words.value();
            if (first && name == "i" && out.authservId.empty() && out.methods.empty()) {
                std::from_chars(told.data(), told.data() + told.size(), out.instance);
            } else if (inMethod) {
                if (out.methods.back().properties.size() < kMaxProperties)
                    out.methods.back().properties.push_back({ std::move(name), std::move(told) });
            } else if (!name.empty() && out.methods.size() < kMaxMethods && !(first && !out.authservId.empty())) {
                out.methods.push_back({ std::move(name), std::move(told), {}, {} });
                inMethod = true;
            }
            break;
        }
        case Words::Kind::End:
            break;
        }
    }
    bare();
    return out;
}

void addTo(AuthResult& out, const AuthResultsHeader& header)
{
    for (const auto& m : header.methods) {
        if (m.name == "spf")
            addSpf(out, m);
        else if (m.name == "dkim")
            addDkim(out, m);
        else if (m.name == "dmarc")
            addDmarc(out, m);
        else if (m.name == "compauth" && out.composite.empty())
            out.composite = trimmed(fmt::format("{} {}", lowered(m.result), m.property("reason")));
    }
}

void addReceivedSpf(AuthResult& out, std::string_view value)
{
    Words words(value);
    std::string word, comment, result, pending, ip, helo, from;
    for (auto kind = words.next(word); kind != Words::Kind::End; kind = words.next(word)) {
        if (kind == Words::Kind::Comment && comment.empty())
            comment = word;
        else if (kind == Words::Kind::Word)
            (result.empty() ? result : pending) = word;
        else if (kind == Words::Kind::Equals) {
            std::string told = words.value();
            while (told.starts_with('\'') || told.starts_with('<'))
                told.erase(0, 1);
            while (told.ends_with('\'') || told.ends_with('>'))
                told.pop_back();
            (sameWord(pending, "client-ip")              ? ip
                    : sameWord(pending, "helo")          ? helo
                    : sameWord(pending, "envelope-from") ? from
                                                         : word)
                = told;
        }
    }
    AuthCheck check = checkOf(result);
    if (check.verdict == AuthVerdict::Unknown)
        return;
    if (out.source.empty())
        out.source = isIpAddress(ip) ? ip : ipIn(comment);
    const std::string domain = mailDomain(from);
    if (out.envelopeFrom.empty())
        out.envelopeFrom = domain;
    if (!out.spf) {
        check.domain = domain.empty() ? mailDomain(helo) : domain;
        out.spf = std::move(check);
    }
}

} // namespace mv
