// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/formats/authlines.h"
#include "models/ingest/formats/authwords.h"
#include "models/ingest/statetext.h"
#include <algorithm>
#include <tuple>
#include <utility>

namespace mv {

namespace {
constexpr std::size_t kMaxHalves = 16; // both lines are logged in a row, by each of some threads
}

AuthLines::Told AuthLines::read(const Envelope& e, std::string_view receiver, std::size_t& settled)
{
    if (e.tag.ends_with("opendkim"))
        return readDkim(e, receiver, settled);
    auto result = authLine(e.tag, e.message);
    if (!result)
        return Told::Nothing;
    add(std::move(*result), e, receiver);
    return Told::Result;
}

void AuthLines::add(AuthResult&& result, const Envelope& e, std::string_view receiver)
{
    result.from = result.to = e.at;
    result.evidence = AuthEvidence::LogLine;
    result.receiver = receiver;
    result.offset = e.offset;
    m_told.push_back(std::move(result));
}

AuthLines::Told AuthLines::readDkim(const Envelope& e, std::string_view receiver, std::size_t& settled)
{
    auto line = openDkimLine(e.message);
    if (!line)
        return Told::Nothing;
    AuthResult result;
    const auto other = std::ranges::find_if(
        m_halves, [&](const Half& h) { return h.queueId == line->queueId && h.result.receiver == receiver; });
    if (other != m_halves.end()) {
        AuthCheck& before = other->result.dkim.front();
        const bool joins = line->whole || (line->signatureTold && before.domain.empty())
            || (line->verdictTold && !line->signatureTold && !before.domain.empty());
        if (joins) {
            if (!line->signatureTold)
                std::tie(line->check.domain, line->check.selector) = std::pair(before.domain, before.selector);
            else if (!line->whole)
                line->check.verdict = before.verdict;
            line->whole = true;
        } else {
            settled += settle(std::move(*other)) ? 1U : 0U; // another mail's, or told again
        }
        m_halves.erase(other);
    }
    result.dkim.push_back(std::move(line->check));
    if (line->whole) {
        add(std::move(result), e, receiver);
        return Told::Result;
    }
    if (m_halves.size() == kMaxHalves) {
        settled += settle(std::move(m_halves.front())) ? 1U : 0U;
        m_halves.erase(m_halves.begin());
    }
    result.from = e.at;
    result.receiver = receiver;
    result.offset = e.offset;
    m_halves.push_back({ std::string(line->queueId), std::move(result), line->verdictTold });
    return Told::Half;
}

bool AuthLines::settle(Half&& half)
{
    if (!half.verdictTold)
        return false;
    Envelope e;
    e.at = half.result.from;
    e.offset = half.result.offset;
    const std::string receiver = half.result.receiver;
    add(std::move(half.result), e, receiver);
    return true;
}

std::size_t AuthLines::settleAll()
{
    std::size_t settled = 0;
    for (Half& half : m_halves)
        settled += settle(std::move(half)) ? 1U : 0U;
    m_halves.clear();
    return settled;
}

void AuthLines::tell(Sink& sink)
{
    if (m_told.empty())
        return;
    Evidence evidence;
    evidence.auth = std::exchange(m_told, {});
    sink.evidence(std::move(evidence));
}

std::string AuthLines::saveState() const
{
    StateWriter w;
    for (const Half& h : m_halves) {
        const AuthCheck& check = h.result.dkim.front();
        w << h.queueId << h.result.receiver << static_cast<std::uint64_t>(h.result.from.time_since_epoch().count())
          << h.result.offset << check.domain << check.selector << static_cast<std::uint64_t>(check.verdict)
          << (h.verdictTold ? "told" : "");
    }
    return w.text();
}

void AuthLines::loadState(std::string_view state)
{
    m_halves.clear();
    for (StateReader r(state); !r.atEnd() && m_halves.size() < kMaxHalves;) {
        Half h;
        h.queueId = r.text();
        h.result.receiver = r.text();
        h.result.from = UtcTime(std::chrono::milliseconds(static_cast<std::int64_t>(r.number())));
        h.result.offset = r.number();
        AuthCheck check;
        check.domain = r.text();
        check.selector = r.text();
        check.verdict = static_cast<AuthVerdict>(std::min<std::uint64_t>(r.number(), kAuthVerdictCount - 1));
        h.result.dkim.push_back(std::move(check));
        h.verdictTold = !r.text().empty();
        m_halves.push_back(std::move(h));
    }
}

} // namespace mv
