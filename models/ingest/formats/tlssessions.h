// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/time.h"
#include <string>
#include <string_view>
#include <unordered_map>

namespace mv {

// What a line tells of a connection's TLS ("Untrusted TLS connection established to h[1.2.3.4]:25: TLSv1.3 with cipher
// ...") has no queue id. It belongs to the delivery lines to that relay which the same process logs next.
class TlsSessions {
public:
    // `tls`: "Untrusted TLSv1.3".
    void note(std::string_view server, std::string_view pid, UtcTime at, std::string_view relay, std::string_view tls);
    // Empty: none seen for this relay.
    std::string_view find(std::string_view server, std::string_view pid, UtcTime at, std::string_view relay) const;

    bool empty() const { return m_sessions.empty(); }

    std::string saveState() const;
    void loadState(std::string_view);

private:
    struct Session {
        UtcTime at {};
        std::string relay, tls;
    };
    std::unordered_map<std::uint64_t, Session> m_sessions; // by server and process
};

} // namespace mv
