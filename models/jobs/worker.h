// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <thread>
#include <utility>

namespace mv {

// Runs a callable on the thread that asked: the GUI's event loop, or a plain queue in the CLI and tests.
using Post = std::function<void(std::function<void()>)>;

// One thread; what runs now and at most one thing after it. A newer request asks the running one to stop
// and replaces the waiting one. A result is delivered only if nothing newer was asked for. Never blocks
// the caller, except the destructor. All members are for the owner's thread.
class Worker {
public:
    explicit Worker(Post post)
        : m_post(std::move(post))
        , m_thread([this](std::stop_token end) { run(end); })
    {
    }
    ~Worker() { cancel(); }

    template <class Work, class Done> void start(Work work, Done done)
    {
        const auto alive = std::make_shared<char>();
        m_newest = alive;
        std::lock_guard lock(m_mutex);
        m_running.request_stop();
        m_next = [this, newest = std::weak_ptr(alive), work = std::move(work), done = std::move(done)](
                     std::stop_token stop) {
            auto result = std::make_shared<decltype(work(stop))>(work(stop));
            m_post([newest, done, result] {
                if (!newest.expired())
                    done(std::move(*result));
            });
        };
        m_wake.notify_one();
    }

    void cancel()
    {
        m_newest.reset();
        std::lock_guard lock(m_mutex);
        m_next = nullptr;
        m_running.request_stop();
    }

private:
    void run(std::stop_token end)
    {
        std::unique_lock lock(m_mutex);
        while (m_wake.wait(lock, end, [this] { return m_next != nullptr; })) {
            const auto task = std::exchange(m_next, nullptr);
            const auto stop = (m_running = std::stop_source()).get_token();
            lock.unlock();
            task(stop);
            lock.lock();
        }
    }

    Post m_post;
    std::shared_ptr<void> m_newest;
    std::mutex m_mutex;
    std::condition_variable_any m_wake;
    std::function<void(std::stop_token)> m_next;
    std::stop_source m_running;
    std::jthread m_thread; // last: joined first
};

} // namespace mv
