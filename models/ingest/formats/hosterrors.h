// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/time.h"
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace mv {

// "ID H=host [ip]: ..." says that one host failed. When the line of the recipient that follows names the same host, it
// tells the same try again; when it names another, this one was left for the next MX. So each is kept until that is
// known: until the message leaves the queue, fails at that host again, or ten minutes of log time have gone by.
class HostErrors {
public:
    struct Error {
        std::string server, id, host, ip;
        std::string text; // the line from "H=" on
        UtcTime at {};
        std::uint64_t offset = 0; // of its line
        bool settled = false;     // a recipient's line has told the same try; kept for the next recipient's
    };
    // Gives back those that are known by now to have been left for the next MX.
    [[nodiscard]] std::vector<Error> note(Error);
    // A line of a recipient at this address, or without one ("defer (111): Connection refused"), in the same words: at
    // one host, a recipient may be refused for good and the message put off. Null: no host error told this try. Valid
    // until the next call.
    const Error* settle(std::string_view server, std::string_view id, std::string_view ip, std::string_view words);
    // The message leaves the queue.
    [[nodiscard]] std::vector<Error> take(std::string_view server, std::string_view id);
    [[nodiscard]] std::vector<Error> takeAll();

    std::string saveState() const;
    void loadState(std::string_view);

private:
    struct Order {
        std::uint64_t message;
        UtcTime at;
    };
    void add(Error);

    std::unordered_map<std::uint64_t, std::vector<Error>> m_errors; // by server and id
    std::deque<Order> m_order;                                      // oldest first; also of messages taken
};

} // namespace mv
