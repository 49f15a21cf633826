// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/formats/tlssessions.h"
#include "models/ingest/keyhash.h"
#include "models/ingest/statetext.h"

namespace mv {

namespace {

// A process serves at most $max_use requests, idles at most $max_idle (100 s), and its id is used again much later.
constexpr std::chrono::hours kLife { 1 };
constexpr std::size_t kMaxSessions = 10'000;

} // namespace

void TlsSessions::note(
    std::string_view server, std::string_view pid, UtcTime at, std::string_view relay, std::string_view tls)
{
    if (m_sessions.size() >= kMaxSessions)
        m_sessions.clear(); // of that many processes most have long gone
    Session& session = m_sessions[keyHash(server, pid)];
    session.at = at;
    session.relay = relay;
    session.tls = tls;
}

std::string_view TlsSessions::find(
    std::string_view server, std::string_view pid, UtcTime at, std::string_view relay) const
{
    const auto it = m_sessions.find(keyHash(server, pid));
    if (it == m_sessions.end() || it->second.relay != relay || it->second.at + kLife < at)
        return {};
    return it->second.tls;
}

std::string TlsSessions::saveState() const
{
    StateWriter w;
    for (const auto& [process, session] : m_sessions)
        w << process << static_cast<std::uint64_t>(session.at.time_since_epoch().count()) << session.relay
          << session.tls;
    return w.text();
}

void TlsSessions::loadState(std::string_view state)
{
    m_sessions.clear();
    for (StateReader r(state); !r.atEnd();) {
        Session& session = m_sessions[r.number()];
        session.at = UtcTime(std::chrono::milliseconds(static_cast<std::int64_t>(r.number())));
        session.relay = r.text();
        session.tls = r.text();
    }
}

} // namespace mv
