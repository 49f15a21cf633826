// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <string>
#include <tl/expected.hpp>

namespace mv {

// Why something did not work, in words for a postmaster: what, where (file, line), what was expected.
// Cancelled is not a failure: nobody shows it as one.
struct Error {
    std::string what;
    bool cancelled = false;
};

template <class T> using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> failure(std::string what) { return tl::unexpected(Error { std::move(what) }); }
inline tl::unexpected<Error> cancelled() { return tl::unexpected(Error { "Cancelled.", true }); }

} // namespace mv
