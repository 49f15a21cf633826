// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace mv {

// Messages that a session is bringing in: sender and recipients, until they are queued.
class IncomingMessages {
public:
    struct Message {
        std::string sender;
        std::vector<std::string> recipients;
        // In the order in which domains (in lower case) first came.
        std::vector<std::pair<std::string, std::vector<std::string>>> byDomain() const;
    };
    void begin(std::string_view server, std::string_view id, std::string_view sender);
    void add(std::string_view server, std::string_view id, std::string_view recipient);
    Message take(std::string_view server, std::string_view id); // empty: not known

    std::string saveState() const;
    void loadState(std::string_view);

private:
    std::unordered_map<std::uint64_t, Message> m_messages;
};

// What the current try of a delivery has told so far: recipients with a line of their own, and the connection's TLS.
class ToldRecipients {
public:
    void add(std::string_view server, std::string_view delivery, std::uint64_t addressHash);
    bool contains(std::string_view server, std::string_view delivery, std::uint64_t addressHash) const;
    void secured(std::string_view server, std::string_view delivery, std::string tls);
    std::string tlsOf(std::string_view server, std::string_view delivery) const;
    void forget(std::string_view server, std::string_view delivery); // the try is over

    std::string saveState() const;
    void loadState(std::string_view);

private:
    struct Try {
        std::string tls;
        std::vector<std::uint64_t> told;
    };
    Try& tryOf(std::string_view server, std::string_view delivery);
    std::unordered_map<std::uint64_t, Try> m_tries;
};

} // namespace mv
