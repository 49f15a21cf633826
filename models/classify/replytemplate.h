// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <string>
#include <string_view>

namespace mv {

// Masks what varies in a reply, so that a storm of a million replies is a handful of templates:
// ‹ip› ‹host› ‹addr› ‹time› ‹id› ‹n› ‹url›. What means something stays: the codes, Microsoft's (S77714), Yahoo's
// [TSS04], a DNSBL's name. Multi-line replies lose the repeated codes of their continuation lines. One pass, no
// allocation but in `out` (cleared first; its capacity is reused). The result is UTF-8 without control characters, at
// most 400 bytes; masked again it stays as it is. docs/RULES.md lists what is masked.
void maskReply(std::string_view text, std::string& out);

// What masking took out, for evidence: the IP that the remote names, its trace ids, its host, its time. Views into
// `text`.
struct ReplyEvidence {
    std::string_view ip, host, time, traceId;
};
ReplyEvidence evidenceIn(std::string_view text);

} // namespace mv
