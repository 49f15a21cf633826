// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/error.h"
#include <cstdint>
#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>

namespace mv {

// A read-only connection for questions (store/queries): short read transactions that never block the writer nor wait
// for it. One thread at a time; open one for each worker. The questions are free functions ask(Reader&, question,
// stop).
class Reader {
public:
    static Result<Reader> open(const std::filesystem::path& database);
    Reader(Reader&&) noexcept;
    Reader& operator=(Reader&&) noexcept;
    ~Reader();

    std::uint64_t generation() const;                // of the data: the same number, the same answers
    std::string setting(std::string_view key) const; // empty: not set

    struct Impl; // for store/queries/*.cpp
    Impl& impl() const { return *m_impl; }

private:
    explicit Reader(std::unique_ptr<Impl>);
    std::unique_ptr<Impl> m_impl;
};

} // namespace mv
