// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/classify/replytemplate.h"
#include "models/classify/replytokens.h"
#include <algorithm>
#include <array>

namespace mv {

namespace {

using namespace reply;

enum class Mask : std::uint8_t { Ip, Host, Address, Time, Id, Number, Url };
constexpr std::array<std::string_view, 7> kMasks { "‹ip›", "‹host›", "‹addr›", "‹time›", "‹id›", "‹n›", "‹url›" };
constexpr std::string_view text(Mask mask) { return kMasks[static_cast<std::size_t>(mask)]; }

constexpr std::string_view kEllipsis = "…";
constexpr std::size_t kLongest = 400 - kEllipsis.size(); // of a template, before the ellipsis of a longer one
constexpr std::size_t kLongestAddress = 320;             // RFC 5321 4.5.3.1: 64 + @ + 255
constexpr std::size_t kLongestWord = 40;                 // nobody writes longer ones by hand
constexpr std::size_t kShortestId = 7;                   // digits in a row: a size or a number of seconds has fewer

bool isBlank(char c) { return static_cast<unsigned char>(c) <= ' ' || c == '\x7F'; }
bool isPlain(std::uint8_t cls) { return (cls & (Lower | Upper | Digit | Beyond)) != 0; } // a word begins and ends so

unsigned flagsOf(std::string_view word)
{
    unsigned flags = 0;
    for (const char c : word)
        flags |= classOf(c);
    return flags;
}

class Masker final {
public:
    Masker(std::string_view reply, std::string& out, ReplyEvidence* evidence = nullptr)
        : m_reply(reply)
        , m_out(out)
        , m_evidence(evidence)
    {
        m_out.clear();
    }
    void run();

private:
    void emit(std::string_view);
    void mask(Mask, std::string_view original);
    void note(Mask, std::string_view original);
    void delimiter(char);
    bool masked(char open);
    void beyondAscii();
    void word();
    bool code(std::string_view& core, bool bare);
    void core(std::string_view);
    void parts(std::string_view);
    void part(std::string_view);
    bool address(std::string_view);
    void url(std::string_view, std::size_t schemeEnd);
    void time(std::string_view);
    void takeBackDate();
    void skipZone();
    std::string_view rest() const { return m_reply.substr(m_at); }

    std::string_view m_reply;
    std::string& m_out;
    ReplyEvidence* m_evidence;
    std::size_t m_at = 0;
    bool m_space = false; // a blank is due before what comes next
    bool m_full = false;
    std::string_view m_code, m_enhanced; // of the reply: continuation lines repeat them
    bool m_afterCode = false;
    std::string_view m_lastHost;
    bool m_traced = false;
};

void Masker::run()
{
    while (m_at < m_reply.size() && (!m_full || m_evidence)) {
        const char c = m_reply[m_at];
        const std::uint8_t cls = classOf(c);
        if (cls == End) {
            delimiter(c);
        } else if (cls == Beyond) {
            beyondAscii();
        } else {
            word();
        }
    }
}

void Masker::emit(std::string_view token)
{
    const bool space = m_space && !m_out.empty();
    m_space = false;
    if (m_full)
        return;
    if (m_out.size() + token.size() + (space ? 1 : 0) > kLongest) {
        m_out += kEllipsis;
        m_full = true;
        return;
    }
    if (space)
        m_out += ' ';
    m_out += token;
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
    if (c == ']' && m_out.ends_with(kPadded))
        m_out.resize(m_out.size() - kPadding.size());
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
    } else if (!m_out.ends_with("user:") && !m_out.ends_with("user")) {
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
    const std::size_t length = utf8Length(rest().substr(0, 4));
    if (length == 0) {
        emit("?");
        ++m_at;
        return;
    }
    const std::string_view character = rest().substr(0, length);
    if (character == "‹" || character == "›" || character == kEllipsis) {
        emit(character);
        m_at += length;
        return;
    }
    word();
}

void Masker::word()
{
    const std::size_t begin = m_at;
    unsigned flags = 0;
    while (m_at < m_reply.size()) {
        const std::uint8_t cls = classOf(m_reply[m_at]);
        if (cls == End)
            break;
        std::size_t length = 1;
        if (cls == Beyond) {
            const std::string_view character = rest().substr(0, 4);
            length = utf8Length(character);
            if (length == 0 || character.starts_with("‹") || character.starts_with("›")
                || character.starts_with(kEllipsis))
                break;
        }
        flags |= cls;
        m_at += length;
    }
    std::string_view whole = m_reply.substr(begin, m_at - begin);
    if (!(flags & ~unsigned { Lower | Upper }) && whole.size() <= kLongestWord) {
        m_afterCode = false;
        emit(whole);
        return;
    }

    std::size_t first = 0, last = whole.size();
    while (first < last && !isPlain(classOf(whole[first])))
        ++first;
    while (last > first && !isPlain(classOf(whole[last - 1])))
        --last;
    const std::string_view lead = whole.substr(0, first), trail = whole.substr(last);
    std::string_view inner = whole.substr(first, last - first);
    if (!lead.empty())
        emit(lead);
    if ((flags & Digit) && code(inner, lead.empty() && trail.empty()))
        return;
    if (inner.empty()) {
        if (!trail.empty())
            emit(trail);
        return;
    }
    m_afterCode = false;
    core(inner);
    const bool padded = m_out.ends_with(text(Mask::Id)) && !trail.empty() && trail.front() == '='; // of base64
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
        const bool atStart = m_out.empty() || m_out.ends_with(':') || m_out.ends_with('\'');
        if (m_code.empty() && atStart) {
            m_code = found;
            emit(found);
        } else if (found != m_code || !(m_space || m_out == m_code)) {
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

void Masker::core(std::string_view inner)
{
    if (inner.size() > kLongestAddress + kLongestWord) {
        mask(Mask::Id, inner);
        return;
    }
    const unsigned flags = flagsOf(inner);
    constexpr std::size_t kLongestScheme = 8;
    if (flags & Symbol) {
        const auto scheme = inner.find("://");
        if (scheme <= kLongestScheme) {
            url(inner, scheme + 3);
            return;
        }
    }
    if (inner.starts_with("www.")) {
        url(inner, 0);
        return;
    }
    if ((flags & At) && address(inner))
        return;
    if (m_space && m_out.ends_with("queued as")) {
        mask(Mask::Id, inner);
        return;
    }
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
        const bool token = inner.size() >= kShortestToken && (flags & Upper) && (flags & Lower)
            && inner.find_first_of(":?&#!*^%$~\\") == std::string_view::npos && !isHost(inner);
        if (token && inner.find_first_of("+/") != std::string_view::npos) { // base64
            mask(Mask::Id, inner);
            return;
        }
    }
    parts(inner);
}

// What stands between symbols: key=value, host:port, a/b.
void Masker::parts(std::string_view inner)
{
    bool id = false; // after "id="
    while (!inner.empty()) {
        std::size_t length = 0;
        while (length < inner.size() && !(classOf(inner[length]) & (Symbol | At)))
            ++length;
        const std::string_view name = inner.substr(0, length);
        if (!name.empty()) {
            if (id)
                mask(Mask::Id, name);
            else
                part(name);
        }
        std::size_t symbols = length;
        while (symbols < inner.size() && (classOf(inner[symbols]) & (Symbol | At)))
            ++symbols;
        if (symbols > length)
            emit(inner.substr(length, symbols - length));
        const bool key = name.ends_with("id") || name.ends_with("Id") || name.ends_with("ID");
        id = key && inner.substr(length).starts_with('=');
        inner.remove_prefix(symbols);
    }
}

void Masker::part(std::string_view name)
{
    const unsigned flags = flagsOf(name);
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
        if (isEnhancedCode(name))
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
    constexpr std::string_view kSeparators = "/?&=#:+!~";
    constexpr std::size_t kMostDigits = 6; // a page's number has fewer
    if (inner.find('%') != std::string_view::npos) {
        mask(Mask::Url, inner);
        return;
    }
    const auto hostEnd = std::min(inner.find_first_of(kSeparators, schemeEnd), inner.size());
    const std::string_view host = inner.substr(schemeEnd, hostEnd - schemeEnd);
    const auto digits = std::ranges::count_if(host, [](char c) { return classOf(c) == Digit; });
    if (digits >= 4) {
        emit(inner.substr(0, schemeEnd));
        mask(isIpv4(host) ? Mask::Ip : Mask::Host, host);
        parts(inner.substr(hostEnd));
        return;
    }
    std::size_t kept = hostEnd;
    bool path = true;
    while (kept < inner.size()) {
        path = path && inner[kept] != '?';
        const auto begin = std::min(inner.find_first_not_of(kSeparators, kept), inner.size());
        const std::string_view piece
            = inner.substr(begin, std::min(inner.find_first_of(kSeparators, begin), inner.size()) - begin);
        const unsigned flags = flagsOf(piece);
        const bool file = isFileName(piece) && !(flags & Digit) && !isHost(piece.substr(0, piece.rfind('.')));
        const bool number = path && !(flags & ~unsigned { Digit }) && piece.size() <= kMostDigits;
        const bool fixed = file || number || isMeaningfulCode(piece)
            || (!(flags & Digit) && !isHost(piece) && piece.size() <= kLongestWord);
        if (!fixed) {
            emit(inner.substr(0, begin));
            // outlook.com.html: a recipient's domain, then an ending
            if (isFileName(piece) && isHost(piece.substr(0, piece.rfind('.')))) {
                const std::size_t stem = piece.rfind('.');
                mask(Mask::Host, piece.substr(0, stem));
                inner.remove_prefix(begin + stem);
            } else {
                inner.remove_prefix(begin);
            }
            parts(inner);
            return;
        }
        kept = begin + piece.size();
    }
    emit(inner);
}

// One mask for a date, a clock and a zone, in whatever order of RFC 5322, ctime or ISO 8601 they come.
void Masker::time(std::string_view original)
{
    takeBackDate();
    if (original.empty()) // of a template
        emit(text(Mask::Time));
    else
        mask(Mask::Time, original);
    skipZone();
}

void Masker::takeBackDate()
{
    std::string_view before = m_out;
    bool date = false;
    std::size_t begin = before.size();
    for (int parts = 0; parts < 4; ++parts) {
        while (before.ends_with(' ') || before.ends_with(',') || before.ends_with('-') || before.ends_with('/'))
            before.remove_suffix(1);
        const bool name = before.size() >= 3 && isMonthOrDay(before.substr(before.size() - 3))
            && (before.size() == 3 || !isPlain(classOf(before[before.size() - 4])));
        if (name) {
            before.remove_suffix(3);
        } else if (before.ends_with(text(Mask::Time))) {
            before.remove_suffix(text(Mask::Time).size());
        } else if (before.ends_with(text(Mask::Number))) {
            before.remove_suffix(text(Mask::Number).size());
            if (!date)
                continue; // a day or year only if a month comes
            begin = before.size();
            continue;
        } else {
            break;
        }
        date = true;
        begin = before.size();
    }
    if (!date)
        return;
    m_out.resize(begin);
    m_space = m_out.ends_with(' ') ? false : m_space || !m_out.empty();
    while (m_out.ends_with(' ')) {
        m_out.pop_back();
        m_space = true;
    }
}

void Masker::skipZone()
{
    for (int parts = 0; parts < 3; ++parts) {
        std::string_view next = rest();
        if (!next.starts_with(' '))
            return;
        next.remove_prefix(1);
        std::size_t length = std::min(next.find_first_of(" ,;)]>"), next.size());
        if (next.starts_with('(') && length < next.size() && next[length] == ')')
            ++length;
        const std::string_view zone = next.substr(0, length);
        if (!isZoneOrYear(zone))
            return;
        m_at += 1 + length;
    }
}

} // namespace

void maskReply(std::string_view reply, std::string& out) { Masker(reply, out).run(); }

ReplyEvidence evidenceIn(std::string_view reply)
{
    constexpr std::size_t kEnough = 4'096;
    ReplyEvidence evidence;
    std::string ignored;
    Masker(reply.substr(0, kEnough), ignored, &evidence).run();
    return evidence;
}

} // namespace mv
