// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/classify/replytemplate.h"
#include "models/classify/replymasker.h"
#include "models/classify/replytokens.h"
#include <algorithm>

namespace mv::reply {

namespace {

constexpr std::string_view kReplacement = "\uFFFD"; // for bytes that are no UTF-8

bool isBlank(char c) { return static_cast<unsigned char>(c) <= ' ' || c == '\x7F'; }

// Of the character that begins the text, if it can be in a word; 0 otherwise.
std::size_t characterLength(std::string_view text)
{
    const std::size_t length = utf8Length(text.substr(0, 4));
    const std::string_view character = text.substr(0, length);
    return character == "‹" || character == "›" || character == kEllipsis || character == kReplacement ? 0 : length;
}

} // namespace

std::string_view Masker::run()
{
    while (m_at < m_reply.size() && (!m_full || m_evidence)) {
        const char c = m_reply[m_at];
        const std::uint8_t cls = classOf(c);
        if (cls == End) {
            delimiter(c);
        } else if (cls == Beyond) {
            beyondAscii();
        } else if (cls == Digit || !plainText()) {
            word();
        }
    }
    return m_out.view();
}

void Masker::emit(std::string_view token)
{
    if (token.empty())
        return;
    const bool space = m_space && !m_out.empty();
    m_space = false;
    if (m_full)
        return;
    if (m_out.room() < token.size() + (space ? 1 : 0)) {
        m_out.append(kEllipsis);
        m_full = true;
        return;
    }
    if (space)
        m_out.append(" ");
    m_out.append(token);
}

void Masker::mask(Mask mask, std::string_view original)
{
    if (m_evidence)
        note(mask, original);
    emit(text(mask));
}

// Microsoft signs "[host time id]": that host and id are better evidence than others.
void Masker::note(Mask mask, std::string_view original)
{
    ReplyEvidence& e = *m_evidence;
    const auto first = [&](std::string_view& slot) {
        if (slot.empty())
            slot = original;
    };
    switch (mask) {
    case Mask::Ip:
        first(e.ip);
        break;
    case Mask::Host:
        first(e.host);
        m_lastHost = original;
        break;
    case Mask::Time:
        if (e.time.empty() && !m_lastHost.empty())
            e.host = m_lastHost;
        first(e.time);
        break;
    case Mask::Id:
        if (!m_traced) {
            if (e.time.empty())
                first(e.traceId);
            else
                e.traceId = original;
            m_traced = !e.time.empty();
        }
        break;
    case Mask::Address:
    case Mask::Number:
    case Mask::Url:
        break;
    }
}

void Masker::delimiter(char c)
{
    if (isBlank(c)) {
        m_space = true;
        ++m_at;
        return;
    }
    if ((c == '<' || c == '"') && masked(c))
        return;
    // Gmail pads the address it names to a column and a number: [192.0.2.1      15]
    constexpr std::string_view kPadded = "‹ip› ‹n›", kPadding = " ‹n›";
    if (c == ']' && m_out.endsWith(kPadded))
        m_out.cutBy(kPadding.size());
    emit({ &c, 1 });
    ++m_at;
}

// <user@example.com>, <user>, and the user that an MTA does not know: unknown user: "user"
bool Masker::masked(char open)
{
    const std::string_view inside = rest().substr(1, kLongestAddress);
    const auto end = inside.find(open == '<' ? '>' : '"');
    if (end == std::string_view::npos || end == 0)
        return false;
    const std::string_view content = inside.substr(0, end);
    if (open == '<') {
        const unsigned flags = flagsOf(content);
        const bool user = (flags & Lower) && !(flags & ~unsigned { Lower | Upper | Digit | Joint })
            && std::ranges::none_of(content, [](char c) { return classOf(c) == End; });
        if (!user && (content.find('@') == std::string_view::npos || content.find('<') != std::string_view::npos))
            return false;
    } else if (!m_out.endsWith("user:") && !m_out.endsWith("user")) {
        return false;
    }
    if (content.starts_with("‹") && content.ends_with("›"))
        return false;
    emit(open == '<' ? "<" : "\"");
    mask(Mask::Address, content);
    emit(open == '<' ? ">" : "\"");
    m_at += end + 2;
    return true;
}

// A mask (the text is a template already), a character that begins a word, or a byte that is no UTF-8.
void Masker::beyondAscii()
{
    for (std::size_t i = 0; i < kMasks.size(); ++i) {
        if (!rest().starts_with(kMasks[i]))
            continue;
        m_at += kMasks[i].size();
        if (static_cast<Mask>(i) == Mask::Time)
            time({});
        else
            emit(kMasks[i]);
        return;
    }
    if (characterLength(rest()) > 0) {
        word();
        return;
    }
    const std::size_t length = utf8Length(rest().substr(0, 4));
    emit(length == 0 ? kReplacement : rest().substr(0, length));
    m_at += std::max<std::size_t>(length, 1);
}

// Words of letters only, at one go: what most of a reply is. False when there is none.
bool Masker::plainText()
{
    const std::size_t end = m_at + std::min(m_reply.size() - m_at, m_out.room());
    const auto charAt = [&](std::size_t i) { return i < m_reply.size() ? m_reply[i] : ' '; };
    std::size_t at = m_at, stop = m_at; // stop: where the last whole word ended
    while (at < end) {
        const std::size_t wordBegin = at;
        while (at < end && classOf(m_reply[at]) & (Lower | Upper))
            ++at;
        if (at - wordBegin > kLongestWord)
            break;
        const char c = charAt(at);
        if ((c == '.' || c == ':') && charAt(at + 1) == ' ')
            ++at;
        else if (classOf(c) != End)
            break;
        stop = at;
        if (at >= end || !(charAt(at) == ' ' ? !isBlank(charAt(at + 1)) : c == ',' || c == '(' || c == ')'))
            break;
        stop = ++at;
    }
    std::string_view found = m_reply.substr(m_at, stop - m_at);
    if (found.empty() || found.size() >= m_out.room())
        return false;
    const bool blank = found.back() == ' ';
    if (blank)
        found.remove_suffix(1);
    emit(found);
    m_space = blank;
    m_afterCode = false;
    m_at = stop;
    return true;
}

void Masker::word()
{
    const std::size_t begin = m_at;
    std::size_t at = begin;
    std::size_t first = std::string_view::npos, last = begin; // what begins and ends plainly
    unsigned flags = 0, pending = 0;                          // pending: punctuation that may be trailing
    while (at < m_reply.size()) {
        const std::size_t run = at;
        std::uint8_t cls = End;
        while (at < m_reply.size() && (cls = classOf(m_reply[at])) & (Lower | Upper | Digit)) {
            flags |= cls;
            ++at;
        }
        if (at == run && cls == Beyond) {
            const std::size_t length = characterLength(m_reply.substr(at));
            if (length == 0)
                break;
            flags |= cls;
            at += length;
        }
        if (at > run) {
            if (first == std::string_view::npos)
                first = run;
            else
                flags |= pending;
            pending = 0;
            last = at;
            continue;
        }
        if (cls == End)
            break;
        pending |= cls;
        ++at;
    }
    m_at = at;
    const std::string_view whole = m_reply.substr(begin, m_at - begin);
    const bool afterQueued = m_space && m_out.endsWith("queued as");
    if (!(flags & ~unsigned { Lower | Upper | Joint }) && whole.size() <= kLongestWord && !afterQueued) {
        m_afterCode = false;
        emit(whole);
        return;
    }

    first = std::min(first, m_at);
    last = std::max(first, last);
    const std::string_view lead = m_reply.substr(begin, first - begin), trail = m_reply.substr(last, m_at - last);
    std::string_view inner = m_reply.substr(first, last - first);
    const bool sign = lead == "-" && flags == Digit; // [-9] and [9] are one
    if (!sign)
        emit(lead);
    if ((flags & Digit) && lead.empty() && code(inner, trail.empty()))
        return;
    m_afterCode = false;
    if (inner.size() != last - first) // a code went
        restOfWord(inner);
    else if (!inner.empty() && afterQueued)
        mask(Mask::Id, inner);
    else if (!inner.empty())
        core(inner, flags);
    const bool padded = trail.starts_with('=') && m_out.endsWith(text(Mask::Id)); // of base64
    if (!padded)
        emit(trail);
}

// The reply's code and enhanced code stay where they come first; where lines of a multi-line reply repeat them, they
// go: "450-4.2.1 The user 450-4.2.1 you are trying 450 4.2.1 to contact". Takes them off the front of the word; true
// when nothing of it is left.
bool Masker::code(std::string_view& inner, bool bare)
{
    while (inner.size() >= 3 && isReplyCode(inner.substr(0, 3)) && (inner.size() == 3 ? bare : inner[3] == '-')) {
        const std::string_view found = inner.substr(0, 3);
        const bool atStart = m_out.empty() || m_out.endsWith(":");
        if (m_code.empty() && atStart) {
            m_code = found;
            emit(found);
        } else if (found != m_code || !(m_space || m_out.view() == m_code)
            || (inner.size() == 3 && !m_severalLines && !m_out.endsWith(":") && enhancedCodeLength() == 0)) {
            break;
        }
        m_severalLines = m_severalLines || inner.size() > 3;
        m_space = true;
        m_afterCode = true;
        inner.remove_prefix(std::min<std::size_t>(4, inner.size()));
        if (inner.empty())
            return true;
    }
    if (!m_afterCode || !isEnhancedCode(inner))
        return false;
    m_afterCode = false;
    if (m_enhanced.empty())
        m_enhanced = inner;
    else if (inner == m_enhanced && bare) {
        m_space = true;
        return true;
    }
    return false;
}

// Length of " 4.7.1" after the word; 0 when something else follows.
std::size_t Masker::enhancedCodeLength() const
{
    std::string_view next = rest();
    if (!take(next, ' '))
        return 0;
    std::size_t length = 0;
    while (length < next.size() && classOf(next[length]) != End)
        ++length;
    return isEnhancedCode(next.substr(0, length)) ? length + 1 : 0;
}

} // namespace mv::reply

namespace mv {

void maskReply(std::string_view text, std::string& out)
{
    reply::Masker masker(text);
    out.assign(masker.run());
}

ReplyEvidence evidenceIn(std::string_view text)
{
    constexpr std::size_t kEnough = 4'096;
    ReplyEvidence evidence;
    reply::Masker(text.substr(0, kEnough), &evidence).run();
    return evidence;
}

} // namespace mv
