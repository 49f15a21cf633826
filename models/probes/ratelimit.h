// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stop_token>

namespace mv {

// Lets so many through per second, evenly spaced, from whatever threads.
class RateLimit {
public:
    explicit RateLimit(double perSecond)
        : m_interval(std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(1 / perSecond)))
    {
    }

    // Waits for the next turn. False: stopped.
    bool wait(const std::stop_token& stop)
    {
        std::unique_lock lock(m_mutex);
        const Clock::time_point turn = std::max(m_next, Clock::now());
        m_next = turn + m_interval;
        m_never.wait_until(lock, stop, turn, [] { return false; });
        return !stop.stop_requested();
    }

private:
    using Clock = std::chrono::steady_clock;
    std::mutex m_mutex;
    std::condition_variable_any m_never; // nobody signals it: a turn comes with time
    Clock::duration m_interval;
    Clock::time_point m_next;
};

} // namespace mv
