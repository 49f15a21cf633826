// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <string_view>

namespace mv {

// Of "Name <address>", "<address>", "address".
inline std::string_view addressIn(std::string_view text)
{
    const auto open = text.rfind('<');
    return open == std::string_view::npos ? text : text.substr(open + 1, text.find('>', open) - open - 1);
}

} // namespace mv
