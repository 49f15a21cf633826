// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/probes/connection.h"
#include <array>
#include <cerrno>
#include <cstring>
#include <fmt/format.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace mv {
namespace {

using namespace std::chrono_literals;

Result<void> waitFor(int fd, short events, const Patience& patience)
{
    constexpr auto kSlice = 50ms; // until the stop is looked at again
    pollfd one { fd, events, 0 };
    for (;;) {
        if (patience.stop.stop_requested())
            return cancelled();
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(patience.end - std::chrono::steady_clock::now());
        if (left <= 0ms)
            return failure(std::string(kTimedOut));
        const int ready = poll(&one, 1, static_cast<int>(std::min<std::chrono::milliseconds>(left, kSlice).count()));
        if (ready > 0)
            return {};
        if (ready < 0 && errno != EINTR)
            return failure(fmt::format("{}.", std::strerror(errno)));
    }
}

bool wouldBlock() { return errno == EAGAIN || errno == EINTR; }

} // namespace

Result<Connection> Connection::open(const std::string& address, int port, const Patience& patience)
{
    addrinfo hints {};
    hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV; // no lookups here
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (getaddrinfo(address.c_str(), std::to_string(port).c_str(), &hints, &found) != 0)
        return failure(fmt::format("\"{}\" is no address.", address));
    Connection connection(
        socket(found->ai_family, found->ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC, found->ai_protocol));
    const int begun = connection.m_fd < 0 ? -1 : connect(connection.m_fd, found->ai_addr, found->ai_addrlen);
    const int why = errno;
    freeaddrinfo(found);
    if (begun == 0)
        return connection;
    if (connection.m_fd < 0 || why != EINPROGRESS)
        return failure(fmt::format("{}.", std::strerror(why)));
    if (auto ready = waitFor(connection.m_fd, POLLOUT, patience); !ready)
        return tl::unexpected(ready.error());
    int error = 0;
    socklen_t size = sizeof error;
    getsockopt(connection.m_fd, SOL_SOCKET, SO_ERROR, &error, &size);
    if (error != 0)
        return failure(fmt::format("{}.", std::strerror(error)));
    return connection;
}

Connection::Connection(Connection&& other) noexcept
    : m_fd(std::exchange(other.m_fd, -1))
{
}

Connection::~Connection()
{
    if (m_fd >= 0)
        close(m_fd);
}

Result<void> Connection::write(std::string_view bytes, const Patience& patience)
{
    while (!bytes.empty()) {
        if (auto ready = waitFor(m_fd, POLLOUT, patience); !ready)
            return ready;
        const ssize_t sent = send(m_fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent < 0 && !wouldBlock())
            return failure(fmt::format("{}.", std::strerror(errno)));
        bytes.remove_prefix(sent > 0 ? static_cast<std::size_t>(sent) : 0);
    }
    return {};
}

Result<std::string> Connection::read(const Patience& patience)
{
    std::array<char, 16'384> buffer;
    for (;;) {
        if (auto ready = waitFor(m_fd, POLLIN, patience); !ready)
            return tl::unexpected(ready.error());
        const ssize_t got = recv(m_fd, buffer.data(), buffer.size(), 0);
        if (got > 0)
            return std::string(buffer.data(), static_cast<std::size_t>(got));
        if (got == 0)
            return failure("The connection was closed.");
        if (!wouldBlock())
            return failure(fmt::format("{}.", std::strerror(errno)));
    }
}

} // namespace mv
