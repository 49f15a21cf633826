// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/classify/replytemplate.h"
#include "models/classify/templateline.h"

namespace mv::reply {

inline constexpr std::size_t kLongestAddress = 320; // RFC 5321 4.5.3.1: 64 + @ + 255
inline constexpr std::size_t kLongestWord = 40;     // nobody writes longer ones by hand

// Reads a reply from left to right and writes its template: words as they are, masks for what varies. One use each.
// replytemplate.cpp has what goes from word to word, replywords.cpp what happens to one.
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
    bool code(std::string_view& inner, bool bare);
    std::size_t enhancedCodeLength() const;
    void core(std::string_view, unsigned flags);
    void parts(std::string_view);
    void restOfWord(std::string_view);
    std::size_t part(std::string_view, unsigned flags);
    bool number(std::string_view, unsigned flags);
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
    bool m_severalLines = false; // "450-" was seen
    std::string_view m_lastHost;
    bool m_traced = false;
};

} // namespace mv::reply
