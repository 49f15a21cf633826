// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/store/cube.h"
#include "models/store/facts.h"
#include "models/store/names.h"
#include "models/store/sqlite/sqlite.h"
#include "models/store/times.h"
#include <functional>
#include <limits>
#include <map>
#include <utility>

// The aggregates that charts are drawn from, so that eight weeks of ten million attempts answer in tens of
// milliseconds:
//
//   Rates   counts by (provider, source, server, outcome and first try, template, reason), per quarter of an hour
//   (UTC):
//           whole hours could not make days in India or Nepal.
//   Delays  recipients by (provider, source, server) at their final status, per half hour of arrival and delay bucket.
//
// Providers that no table lists are one, number 0: their long tail would make the cube as large as the facts. Domains
// are not in the cubes at all: questions about them read facts.
//
// A cube is kept per UTC day, in segments that add up. A commit appends a small segment to each day it touches; when a
// day has more than kSegmentsOfADay, they are merged into one. So following a file costs little, and a big import does
// not rewrite its days again and again.
namespace mv {

enum class CubeId : std::uint8_t { Rates, Delays };

inline constexpr std::int64_t kDayMs = 86'400'000;
inline constexpr std::int64_t kRateSlotMs = 900'000;
inline constexpr std::int64_t kDelaySlotMs = 1'800'000;
inline constexpr NameId kOther = 0; // in the place of every provider that no table lists

struct RateKey {
    NameId provider = 0, source = 0, server = 0;
    std::uint8_t result = 0; // without the stage
    NameId templ = 0, reason = 0;

    CubeKey packed() const { return { provider, source, server, result, templ, reason }; }
    static RateKey from(const CubeKey& k) { return { k[0], k[1], k[2], static_cast<std::uint8_t>(k[3]), k[4], k[5] }; }
};

constexpr std::uint32_t delayCell(std::uint32_t slot, std::size_t bucket)
{
    return (slot << 8U) | static_cast<std::uint32_t>(bucket);
}

// What facts add to the aggregates, on its way into the database.
class Aggregates {
public:
    explicit Aggregates(const Dimensions& dimensions)
        : m_dimensions(dimensions)
    {
    }
    void add(const Facts&);
    void subtract(const Facts&);
    // Only what they add to Delays of arrivals before a day.
    void subtractDelays(const Facts&, std::int64_t beforeDay);
    void save(sql::Connection&); // and is empty again

private:
    struct Sighting { // of a reply
        std::int64_t code = 0, enhanced = 0;
        std::int64_t firstMs = std::numeric_limits<std::int64_t>::max(),
                     lastMs = std::numeric_limits<std::int64_t>::min();
    };
    class Days;
    void count(const Facts&, std::int64_t sign);
    void countDelay(const Facts&, std::size_t row, std::int64_t sign, std::int64_t beforeDay, Days&) const;
    NameId providerIn(const Facts&, std::size_t row) const; // kOther if it is not listed
    const Dimensions& m_dimensions;
    std::map<std::pair<CubeId, std::int64_t>, CubeBuilder> m_days;
    std::map<std::pair<NameId, Outcome>, Sighting> m_sightings;
    bool m_subtracted = false; // so that segments have to be merged ...
    bool m_recount = false;    // ... and sightings looked for again
};

// The segments of the days first..last (inclusive, days since 1970), in order of days.
void forEachSegment(sql::Connection&, CubeId, std::int64_t firstDay, std::int64_t lastDay,
    const std::function<void(std::int64_t day, const CubeDay&)>&);

// Of all days from one on. When replies were seen stays as it is: that does not depend on labels.
void clearAggregates(sql::Connection&, std::int64_t fromDay);
// First and last sighting of every reply again from the cube, after facts were removed.
void recountReplies(sql::Connection&);

} // namespace mv
