// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/ingest/format.h"
#include "models/mail/pseudonyms.h"
#include <span>
#include <string>
#include <vector>

namespace mv {

// Before a format: replaces the local parts of addresses in its lines, so that neither facts nor states, open messages,
// hashes or samples are made of others. Behind it, as its sink: replaces a mailbox that is named without its domain in
// a reply ("User bob unknown") or in a line that was not understood. Lives as long as an import. One thread.
class Pseudonymiser final : public Sink {
public:
    Pseudonymiser(const SipKey& key, Sink& to)
        : m_names(key)
        , m_to(to)
    {
    }

    std::span<const Line> lines(std::span<const Line>); // valid until the next call
    // A format may keep a line for what follows it, with a mailbox that it names alone: blanked, as lengths are told in
    // states. At worst, a format does not know a host again that is called like a mailbox.
    void clean(std::string& formatState) const { m_names.blankNames(formatState); }

    void attempt(const Attempt&) override;
    void reject(const RejectedLine&) override;
    void evidence(Evidence&& told) override { m_to.evidence(std::move(told)); } // names no mailbox

private:
    std::string nameOf(std::string_view address) const;
    bool names(std::string_view pseudonym) const; // somebody of the attempt

    Pseudonyms m_names;
    Sink& m_to;
    std::string m_text; // replaced lines, one after the other
    std::vector<Line> m_lines;
    std::vector<std::size_t> m_begins; // in m_text; npos: the line is as it was
    std::string m_reply, m_recipient, m_sender;
};

} // namespace mv
