// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

namespace mv {

// What the lines of an outgoing connection told so far, by its session id.
class SmtpSessions {
public:
    struct Session {
        std::string host, ip;
        std::string tlsVersion;
        bool trusted = false, connected = false;
    };
    Session& begin(std::string_view server, std::string_view id); // forgets one of the same id
    Session* find(std::string_view server, std::string_view id);  // null: not known
    void end(std::string_view server, std::string_view id);

    std::string saveState() const;
    void loadState(std::string_view);

private:
    std::unordered_map<std::uint64_t, Session> m_sessions;
};

} // namespace mv
