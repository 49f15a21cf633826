// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/readahead.h"
#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace mv {

namespace {

constexpr std::size_t kBlock = std::size_t(1) << 20;
constexpr std::size_t kAhead = 4; // blocks

class ReadAhead final : public ByteSource {
public:
    explicit ReadAhead(std::unique_ptr<ByteSource> source)
        : m_source(std::move(source))
        , m_thread([this](std::stop_token stop) { run(std::move(stop)); })
    {
    }

    Result<std::size_t> read(std::span<char> into) override
    {
        if (m_taken == m_current.bytes.size() && !nextBlock())
            return m_end;
        const std::size_t n = std::min(into.size(), m_current.bytes.size() - m_taken);
        std::copy_n(m_current.bytes.data() + m_taken, n, into.data());
        m_taken += n;
        return n;
    }
    bool isUnfinished() const override { return m_unfinished; }
    // Of the block that is being handed out, not of what was read ahead.
    std::uint64_t diskPosition() const override { return m_current.diskPosition; }

private:
    struct Block {
        std::vector<char> bytes;
        std::uint64_t diskPosition = 0;
    };

    // False: no more; m_end says whether that is an end or an error.
    bool nextBlock()
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [&] { return !m_ready.empty() || m_ended; });
        if (m_ready.empty()) {
            m_current.diskPosition = m_endPosition;
            m_unfinished = m_endUnfinished;
            return false;
        }
        m_spare.push_back(std::move(m_current.bytes));
        m_current = std::move(m_ready.front());
        m_ready.pop_front();
        ++m_handedOut;
        m_taken = 0;
        m_changed.notify_all();
        return true;
    }

    void run(std::stop_token stop)
    {
        for (;;) {
            Block block;
            {
                std::unique_lock lock(m_mutex);
                if (!m_changed.wait(lock, stop, [&] { return m_ready.size() < std::min(m_handedOut + 1, kAhead); }))
                    return;
                if (!m_spare.empty()) {
                    block.bytes = std::move(m_spare.back());
                    m_spare.pop_back();
                }
            }
            const auto got = fill(block.bytes);
            block.diskPosition = m_source->diskPosition();
            const std::lock_guard lock(m_mutex);
            if (!block.bytes.empty())
                m_ready.push_back(std::move(block));
            if (!got || *got == 0) {
                m_end = got;
                m_endPosition = m_source->diskPosition();
                m_endUnfinished = m_source->isUnfinished();
                m_ended = true;
            }
            m_changed.notify_all();
            if (m_ended)
                return;
        }
    }

    // Fills a whole block, so that the hand-over costs little; the last read's result.
    Result<std::size_t> fill(std::vector<char>& bytes)
    {
        bytes.resize(kBlock);
        std::size_t length = 0;
        Result<std::size_t> got = std::size_t(0);
        while (length < kBlock) {
            got = m_source->read(std::span(bytes).subspan(length));
            if (!got || *got == 0)
                break;
            length += *got;
        }
        bytes.resize(length);
        return got;
    }

    std::unique_ptr<ByteSource> m_source; // the thread's
    Block m_current;                      // the reader's
    std::size_t m_taken = 0;
    bool m_unfinished = false;

    std::mutex m_mutex; // guards what follows
    std::condition_variable_any m_changed;
    std::deque<Block> m_ready;
    std::size_t m_handedOut = 0; // who only looks at the head needs no more than the first
    std::vector<std::vector<char>> m_spare;
    Result<std::size_t> m_end = std::size_t(0);
    std::uint64_t m_endPosition = 0;
    bool m_endUnfinished = false;
    bool m_ended = false;

    std::jthread m_thread; // last: starts when all else is there, ends before it goes
};

} // namespace

std::unique_ptr<ByteSource> readAhead(std::unique_ptr<ByteSource> source)
{
    return std::make_unique<ReadAhead>(std::move(source));
}

} // namespace mv
