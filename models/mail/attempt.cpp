// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/mail/attempt.h"
#include <charconv>
#include <fmt/format.h>

namespace mv {
namespace {

constexpr std::array<std::string_view, kOutcomeCount> kOutcomes { "delivered", "deferred", "bounced", "expired", "held",
    "local", "next-mx" };
constexpr std::array<std::string_view, 11> kStages { "", "dns", "connect", "greeting", "helo", "starttls", "auth",
    "mail-from", "rcpt-to", "data", "end-of-data" };

// Takes digits up to a limit that keeps the packed form unambiguous.
bool takeNumber(std::string_view& text, unsigned& value)
{
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (ec != std::errc {} || value > 999)
        return false;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return true;
}

bool takeDot(std::string_view& text)
{
    if (!text.starts_with('.'))
        return false;
    text.remove_prefix(1);
    return true;
}

} // namespace

std::string_view toString(Outcome o) { return kOutcomes[static_cast<std::size_t>(o)]; }

std::optional<Outcome> outcomeFrom(std::string_view text)
{
    for (std::size_t i = 0; i < kOutcomes.size(); ++i) {
        if (kOutcomes[i] == text)
            return static_cast<Outcome>(i);
    }
    return std::nullopt;
}

std::string_view toString(Stage s) { return kStages[static_cast<std::size_t>(s)]; }

EnhancedCode EnhancedCode::parse(std::string_view text)
{
    unsigned cls = 0, subject = 0, detail = 0;
    const bool ok = takeNumber(text, cls) && takeDot(text) && takeNumber(text, subject) && takeDot(text)
        && takeNumber(text, detail) && text.empty();
    if (!ok || (cls != 2 && cls != 4 && cls != 5))
        return {};
    return { cls, subject, detail };
}

std::string EnhancedCode::toString() const
{
    return none() ? std::string() : fmt::format("{}.{}.{}", cls(), subject(), detail());
}

} // namespace mv
