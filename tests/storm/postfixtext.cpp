// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/storm/postfixtext.h"
#include "tests/storm/world.h"
#include <algorithm>
#include <fmt/format.h>

namespace mv::storm {
namespace {

// As Postfix does (src/global/log_adhoc.c): at most two significant digits after the first, no trailing zeros.
void appendSeconds(std::string& out, std::int64_t us)
{
    const double s = static_cast<double>(us) / kSecond;
    if (s >= 9.95) {
        fmt::format_to(std::back_inserter(out), "{:.0f}", s);
        return;
    }
    std::string text = fmt::format("{:.{}f}", s, s >= 0.995 ? 1 : 2);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.')
        text.pop_back();
    out += text;
}

} // namespace

std::string queueId(std::int64_t at, std::uint32_t file)
{
    static constexpr std::string_view kDigits = "0123456789BCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz";
    std::string id(11, 'z');
    auto seconds = at / kSecond, micros = at % kSecond;
    for (std::size_t i = 6; i-- > 0; seconds /= 52)
        id[i] = kDigits[static_cast<std::size_t>(seconds % 52)];
    for (std::size_t i = 10; i-- > 6; micros /= 52)
        id[i] = kDigits[static_cast<std::size_t>(micros % 52)];
    for (file = 51 * 51 + file % (50 * 51 * 51); file > 0; file /= 51)
        id.insert(11, 1, kDigits[file % 51]);
    return id;
}

void appendDelays(std::string& out, std::int64_t total, std::int64_t connect, std::int64_t transfer)
{
    out += ", delay=";
    appendSeconds(out, total);
    out += ", delays=";
    connect = std::min(connect, total);
    transfer = std::min(transfer, total - connect);
    appendSeconds(out, std::max<std::int64_t>(0, total - connect - transfer - kSecond / 100));
    out += "/0.01/";
    appendSeconds(out, connect);
    out += '/';
    appendSeconds(out, transfer);
}

} // namespace mv::storm
