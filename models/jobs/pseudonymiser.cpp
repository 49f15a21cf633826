// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/jobs/pseudonymiser.h"
#include "models/classify/templateline.h"

namespace mv {

std::span<const Line> Pseudonymiser::lines(std::span<const Line> lines)
{
    m_text.clear();
    m_begins.clear();
    for (const Line& line : lines) {
        const std::size_t begin = m_text.size();
        m_begins.push_back(m_names.replaceAddresses(line.text, m_text) ? begin : std::string::npos);
    }
    m_lines.assign(lines.begin(), lines.end());
    std::size_t end = m_text.size();
    for (std::size_t i = m_lines.size(); i-- > 0;) {
        if (m_begins[i] == std::string::npos)
            continue;
        m_lines[i].text = std::string_view(m_text).substr(m_begins[i], end - m_begins[i]);
        end = m_begins[i];
    }
    return m_lines;
}

std::string Pseudonymiser::nameOf(std::string_view address) const
{
    const std::string_view local = address.substr(0, std::min(address.rfind('@'), address.size()));
    return local.empty() || Pseudonyms::isOne(local) ? std::string(local) : m_names.of(local);
}

// Where the line of the answer does not name its recipient (qmail's), any mailbox met lately may be meant.
bool Pseudonymiser::names(std::string_view pseudonym) const
{
    return pseudonym == m_recipient || pseudonym == m_sender || (m_recipient.empty() && m_names.hasMet(pseudonym));
}

void Pseudonymiser::attempt(const Attempt& a)
{
    m_recipient = nameOf(a.recipient);
    m_sender = nameOf(a.sender);
    m_reply.clear();
    const auto isName = [this](std::string_view pseudonym) { return names(pseudonym); };
    if (!m_names.replaceWords(a.reply, isName, reply::text(reply::Mask::Address), m_reply))
        return m_to.attempt(a);
    Attempt nameless = a;
    nameless.reply = m_reply;
    m_to.attempt(nameless);
}

void Pseudonymiser::reject(const RejectedLine& line)
{
    RejectedLine nameless = line;
    m_reply.clear();
    if (m_names.replaceNames(line.text, m_reply))
        nameless.text = m_reply;
    m_to.reject(nameless);
}

} // namespace mv
