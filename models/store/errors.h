// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/error.h"
#include <exception>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>

namespace mv {

// Bytes of a block or an aggregate that are not what the writer wrote.
class DamagedData : public std::runtime_error {
public:
    explicit DamagedData(const std::string& what)
        : std::runtime_error(what)
    {
    }
};

struct Stopped { };

inline void throwIfStopped(const std::stop_token& stop)
{
    if (stop.stop_requested())
        throw Stopped {};
}

// The exception being handled, in words: what could not be done with which database, and why.
Error errorFrom(std::exception_ptr, std::string_view database);

// The border of models/store: inside it failures are exceptions, outside they are values.
template <class Work> auto guarded(std::string_view database, Work&& work) -> Result<decltype(work())>
{
    try {
        if constexpr (std::is_void_v<decltype(work())>) {
            work();
            return {};
        } else {
            return work();
        }
    } catch (...) {
        return tl::unexpected(errorFrom(std::current_exception(), database));
    }
}

} // namespace mv
