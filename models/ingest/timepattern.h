// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/ingest/syslogtime.h"
#include <span>
#include <string>

namespace mv {

// Times as some program writes them, by a pattern like that of strptime(3): %Y %y %m %d %H %I %M %S, %f (decimals of
// the second), %p (AM, PM), %b (English month, short or long), %a (English day, passed over), %z (+0100, +01:00, Z,
// UTC, GMT), %Z (the name of a zone, passed over), %% (a per cent sign). Anything else stands for itself, a blank for
// some; numbers need no zeros before them, but where the next one follows without a separator (%Y%m%d) they have two
// digits, years four.
class TimePattern {
public:
    explicit TimePattern(std::string pattern)
        : m_pattern(std::move(pattern))
    {
    }

    struct Told {
        Stamp local; // year 0: not told
        std::optional<std::chrono::seconds> offset;
    };
    std::optional<Told> read(std::string_view text) const; // none: it does not match, or there is no such day or time
    // Why nothing can match it, in words; empty: something can.
    std::string mistake() const;

private:
    std::string m_pattern;
};

// The pattern by which all these times can be read. Of "03/04/2024", which may be of March or of April, the one that
// puts no time after `latest` (epoch: not known) and all of them closest together; alike, the day comes first. Empty:
// none.
std::string guessTimePattern(std::span<const std::string> times, UtcTime latest);

} // namespace mv
