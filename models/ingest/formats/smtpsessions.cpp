// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/formats/smtpsessions.h"
#include "models/ingest/keyhash.h"
#include "models/ingest/statetext.h"

namespace mv {

namespace {
constexpr std::size_t kMaxSessions = 10'000;
}

SmtpSessions::Session& SmtpSessions::begin(std::string_view server, std::string_view id)
{
    if (m_sessions.size() >= kMaxSessions)
        m_sessions.clear(); // the end of most is in no line
    return m_sessions[keyHash(server, id)] = {};
}

SmtpSessions::Session* SmtpSessions::find(std::string_view server, std::string_view id)
{
    const auto it = m_sessions.find(keyHash(server, id));
    return it == m_sessions.end() ? nullptr : &it->second;
}

void SmtpSessions::end(std::string_view server, std::string_view id) { m_sessions.erase(keyHash(server, id)); }

std::string SmtpSessions::saveState() const
{
    StateWriter w;
    for (const auto& [key, s] : m_sessions)
        w << key << s.host << s.ip << s.tlsVersion << (s.trusted ? "trusted" : "") << (s.connected ? "connected" : "");
    return w.text();
}

void SmtpSessions::loadState(std::string_view state)
{
    m_sessions.clear();
    for (StateReader r(state); !r.atEnd();) {
        Session& s = m_sessions[r.number()];
        s.host = r.text();
        s.ip = r.text();
        s.tlsVersion = r.text();
        s.trusted = !r.text().empty();
        s.connected = !r.text().empty();
    }
}

} // namespace mv
