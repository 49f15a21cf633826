// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/error.h"
#include <chrono>
#include <stop_token>
#include <string>
#include <string_view>

namespace mv {

// Until when, and until which stop, something is waited for.
struct Patience {
    std::chrono::steady_clock::time_point end;
    std::stop_token stop;
};

// A TCP connection that never blocks longer than it is told to.
class Connection {
public:
    static Result<Connection> open(const std::string& address, int port, const Patience&);
    Connection(Connection&& other) noexcept;
    Connection& operator=(Connection&&) = delete;
    ~Connection();

    Result<void> write(std::string_view, const Patience&);
    // At least a byte, at most 16 kB. An Error also when the other side has closed.
    Result<std::string> read(const Patience&);

private:
    explicit Connection(int fd)
        : m_fd(fd)
    {
    }
    int m_fd;
};

// An Error of these words means that time was up: the rest are failures.
inline constexpr std::string_view kTimedOut = "No answer in time.";

} // namespace mv
