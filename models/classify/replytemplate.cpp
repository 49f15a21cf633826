// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/classify/replytemplate.h"
#include "models/classify/replytimes.h"
#include "models/classify/replytokens.h"
#include "models/classify/templateline.h"
#include <algorithm>

namespace mv {

namespace {

using namespace reply;

constexpr std::string_view kReplacement = "\uFFFD"; // for bytes that are no UTF-8
constexpr std::size_t kLongestAddress = 320; // RFC 5321 4.5.3.1: 64 + @ + 255
constexpr std::size_t kLongestWord = 40;     // nobody writes longer ones by hand
constexpr std::size_t kShortestId = 7;       // digits in a row: a size or a number of seconds has fewer

bool isBlank(char c) { return static_cast<unsigned char>(c) <= ' ' || c == '\x7F'; }

unsigned flagsOf(std::string_view word)
{
    unsigned flags = 0;
    for (const char c : word)
        flags |= classOf(c);
    return flags;
}

// How far a text goes without a symbol, and how far with nothing else.
bool isSymbol(char c) { return (classOf(c) & (Symbol | At)) != 0; }
std::size_t nameLength(std::string_view text)
{
    return static_cast<std::size_t>(std::ranges::find_if(text, isSymbol) - text.begin());
}
std::size_t symbolsLength(std::string_view text)
{
    return static_cast<std::size_t>(std::ranges::find_if_not(text, isSymbol) - text.begin());
}

// Of the character that begins the text, if it can be in a word; 0 otherwise.
std::size_t characterLength(std::string_view text)
{
    const std::size_t length = utf8Length(text.substr(0, 4));
    const std::string_view character = text.substr(0, length);
    return character == "‹" || character == "›" || character == kEllipsis || character == kReplacement ? 0
                                                                                                        : length;
}

class Masker final {
public:
    explicit Masker(std::string_view reply, ReplyEvidence* evidence = nullptr)
        : m_reply(reply)
        , m_evidence(evidence)
    {
    }
    std::string_view run(); // valid as long as this

private:
    void emit(std::string_view);
    void mask(Mask, std::string_view original);
    void note(Mask, std::string_view original);
    void delimiter(char);
    bool masked(char open);
    void beyondAscii();
    bool plainText();
    void word();
    bool code(std::string_view& core, bool bare);
    void core(std::string_view, unsigned flags);
    void parts(std::string_view);
    void part(std::string_view, unsigned flags);
    bool address(std::string_view);
    void url(std::string_view, std::size_t schemeEnd);
    void time(std::string_view);
    std::string_view rest() const { return m_reply.substr(m_at); }

    std::string_view m_reply;
    TemplateLine m_out;
    ReplyEvidence* m_evidence;
    std::size_t m_at = 0;
    bool m_space = false; // a blank is due before what comes next
    bool m_full = false;
    std::string_view m_code, m_enhanced; // of the reply: continuation lines repeat them
    bool m_afterCode = false;
    std::string_view m_lastHost;
    bool m_traced = false;
};

std::string_view Masker::run()
{
    while (m_at < m_reply.size() && (!m_full || m_evidence)) {
        const char c = m_reply[m_at];
        const std::uint8_t cls = classOf(c);
        if (cls == End) {
            delimiter(c);
        } else if (cls == Beyond) {
            beyondAscii();
        } else if (!plainText()) {
            word();
        }
    }
    return m_out.view();
}

void Masker::emit(std::string_view token)
{
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
    std::size_t first = std::string_view::npos, last = begin; // what begins and ends plainly
    unsigned flags = 0, pending = 0;                          // pending: punctuation that may be trailing
    while (m_at < m_reply.size()) {
        const std::size_t run = m_at;
        std::uint8_t cls = End;
        while (m_at < m_reply.size() && (cls = classOf(m_reply[m_at])) & (Lower | Upper | Digit)) {
            flags |= cls;
            ++m_at;
        }
        if (m_at == run && cls == Beyond) {
            const std::size_t length = characterLength(rest());
            if (length == 0)
                break;
            flags |= cls;
            m_at += length;
        }
        if (m_at > run) {
            if (first == std::string_view::npos)
                first = run;
            else
                flags |= pending;
            pending = 0;
            last = m_at;
            continue;
        }
        if (cls == End)
            break;
        pending |= cls;
        ++m_at;
    }
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
    const bool sign = lead == "-" && !(flags & ~unsigned { Digit | Joint }); // [-9] and [9] are one
    if (!lead.empty() && !sign)
        emit(lead);
    if ((flags & Digit) && code(inner, (lead.empty() || lead == "'") && trail.empty()))
        return;
    if (inner.size() != last - first) // a code went
        flags = flagsOf(inner);
    m_afterCode = false;
    if (afterQueued)
        mask(Mask::Id, inner);
    else if (!inner.empty())
        core(inner, flags);
    const bool padded = trail.starts_with('=') && m_out.endsWith(text(Mask::Id)); // of base64
    if (!trail.empty() && !padded)
        emit(trail);
}

// The reply's code and enhanced code stay where they come first; where lines of a multi-line reply repeat them, they
// go: "450-4.2.1 The user 450-4.2.1 you are trying 450 4.2.1 to contact". Takes them off the front of the word; true
// when nothing of it is left.
bool Masker::code(std::string_view& inner, bool bare)
{
    while (inner.size() >= 3 && isReplyCode(inner.substr(0, 3)) && (inner.size() == 3 ? bare : inner[3] == '-')) {
        const std::string_view found = inner.substr(0, 3);
        const bool atStart = m_out.empty() || m_out.endsWith(":") || m_out.endsWith("'");
        if (m_code.empty() && atStart) {
            m_code = found;
            emit(found);
        } else if (found != m_code || !(m_space || m_out.view() == m_code)) {
            break;
        }
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

void Masker::core(std::string_view inner, unsigned flags)
{
    if (inner.size() > kLongestAddress + kLongestWord) {
        mask(Mask::Id, inner);
        return;
    }
    constexpr std::size_t kLongestScheme = 8;
    if (flags & Symbol) {
        const std::size_t scheme = nameLength(inner);
        if (scheme <= kLongestScheme && inner.substr(scheme).starts_with("://")) {
            url(inner, scheme + 3);
            return;
        }
    }
    if (inner.starts_with("www.") && inner.find('/') != std::string_view::npos) {
        url(inner, 0);
        return;
    }
    if ((flags & At) && address(inner))
        return;
    if (flags & Digit) {
        if (flags & Symbol) {
            if (isClock(inner) || isIsoTime(inner)) {
                time(inner);
                return;
            }
            const bool prefixed = inner.starts_with("IPv6:"); // RFC 5321 4.1.3
            if (isIpv6(prefixed ? inner.substr(5) : inner)) {
                mask(Mask::Ip, prefixed ? inner.substr(5) : inner);
                return;
            }
        }
        if ((flags & (Symbol | Joint)) && isDate(inner)) {
            time(inner);
            return;
        }
        constexpr std::size_t kShortestToken = 16;
        const bool base64 = (flags & Symbol) && inner.size() >= kShortestToken && (flags & Upper) && (flags & Lower)
            && inner.find_first_of("+/") != std::string_view::npos
            && inner.find_first_of(":?&#!*^%$~\\") == std::string_view::npos;
        if (base64) {
            mask(Mask::Id, inner);
            return;
        }
    }
    if (flags & (Symbol | At))
        parts(inner);
    else
        part(inner, flags);
}

// What stands between symbols: key=value, host:port, a/b.
void Masker::parts(std::string_view inner)
{
    bool id = false; // after "id="
    while (!inner.empty()) {
        const std::string_view name = inner.substr(0, nameLength(inner));
        inner.remove_prefix(name.size());
        const std::string_view symbols = inner.substr(0, symbolsLength(inner));
        inner.remove_prefix(symbols.size());
        if (!name.empty() && id)
            mask(Mask::Id, name);
        else if (!name.empty())
            part(name, flagsOf(name));
        if (!symbols.empty())
            emit(symbols);
        id = symbols == "=" && name.size() >= 2 && equalsLower(name.substr(name.size() - 2), "id");
    }
}

void Masker::part(std::string_view name, unsigned flags)
{
    if (!(flags & Digit)) {
        if ((flags & Dot) && isHost(name)) {
            if (const auto list = blockListIn(name); !list.empty())
                emit(list);
            else
                mask(Mask::Host, name);
        } else if (name.size() > kLongestWord && !(flags & Dot)) {
            mask(Mask::Id, name);
        } else {
            emit(name);
        }
        return;
    }
    if (!(flags & (Lower | Upper | Beyond))) {
        if (isReplyCode(name) && rest().size() > 1 && (rest()[0] == ' ' || rest()[0] == '-')) {
            const std::string_view next = rest().substr(1);
            if (isEnhancedCode(next.substr(0, std::min(next.find_first_not_of("0123456789."), next.size())))) {
                emit(name); // the code of another reply in this text
                return;
            }
        }
        if (isEnhancedCode(name) || m_out.endsWith("AS(")) // AS(1480) is a rule of Microsoft's
            emit(name);
        else if (isIpv4(name))
            mask(Mask::Ip, name);
        else
            mask(flags & Joint || (name.size() >= kShortestId && !(flags & Dot)) ? Mask::Id : Mask::Number, name);
        return;
    }
    if ((flags & Dot) && isHost(name)) {
        if (const auto list = blockListIn(name); !list.empty())
            emit(list);
        else
            mask(Mask::Host, name);
        return;
    }
    if (isMeaningfulCode(name)) {
        emit(name);
        return;
    }
    if (const std::size_t digits = quantityIn(name); digits > 0) { // 60s, 10MB
        mask(Mask::Number, name.substr(0, digits));
        emit(name.substr(digits));
        return;
    }
    mask(Mask::Id, name);
}

bool Masker::address(std::string_view inner)
{
    const auto at = inner.rfind('@');
    std::size_t end = at + 1;
    while (end < inner.size() && !(classOf(inner[end]) & Symbol))
        ++end;
    if (at == 0 || end == at + 1)
        return false;
    mask(Mask::Address, inner.substr(0, end));
    parts(inner.substr(end));
    return true;
}

// Links say what is meant (?p=OverQuotaTemp), so that they stay, up to the first piece that varies.
void Masker::url(std::string_view inner, std::size_t schemeEnd)
{
    constexpr std::size_t kMostDigits = 6;  // a page's number has fewer
    constexpr std::ptrdiff_t kNumbered = 4; // digits in a host name: made for one client or address
    if (inner.find('%') != std::string_view::npos) {
        mask(Mask::Url, inner);
        return;
    }
    std::size_t kept = schemeEnd + nameLength(inner.substr(schemeEnd));
    const std::string_view host = inner.substr(schemeEnd, kept - schemeEnd);
    if (std::ranges::count_if(host, isDigit) >= kNumbered) {
        emit(inner.substr(0, schemeEnd));
        mask(isIpv4(host) ? Mask::Ip : Mask::Host, host);
        parts(inner.substr(kept));
        return;
    }
    bool path = true;
    while (kept < inner.size()) {
        const std::size_t begin = kept + symbolsLength(inner.substr(kept));
        path = path && inner.substr(kept, begin - kept).find('?') == std::string_view::npos;
        const std::string_view piece = inner.substr(begin, nameLength(inner.substr(begin)));
        const std::string_view stem = fileStem(piece);
        const std::string_view name = stem.empty() ? piece : stem;
        const unsigned flags = flagsOf(name);
        const bool number = path && flags == Digit && piece.size() <= kMostDigits;
        const bool word = !(flags & Digit) && piece.size() <= kLongestWord;
        const bool fixed = number || ((word || isMeaningfulCode(name)) && !isHost(name));
        if (!fixed) {
            emit(inner.substr(0, begin));
            if (!stem.empty()) // outlook.com.html: a recipient's domain, then an ending
                mask(isHost(stem) ? Mask::Host : Mask::Id, stem);
            parts(inner.substr(begin + stem.size()));
            return;
        }
        kept = begin + piece.size();
    }
    emit(inner);
}

// One mask for a date, a clock and a zone.
void Masker::time(std::string_view original)
{
    m_space = takeDateOff(m_out, m_space);
    if (original.empty()) // of a template
        emit(text(Mask::Time));
    else
        mask(Mask::Time, original);
    while (const std::size_t length = zoneLength(rest()))
        m_at += length;
}

} // namespace

void maskReply(std::string_view reply, std::string& out)
{
    Masker masker(reply);
    out.assign(masker.run());
}

ReplyEvidence evidenceIn(std::string_view reply)
{
    constexpr std::size_t kEnough = 4'096;
    ReplyEvidence evidence;
    Masker(reply.substr(0, kEnough), &evidence).run();
    return evidence;
}

} // namespace mv
