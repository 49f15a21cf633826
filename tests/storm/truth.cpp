// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/storm/truth.h"
#include "models/mail/time.h"
#include "tests/storm/world.h"
#include <algorithm>
#include <fmt/format.h>
#include <fstream>
#include <map>
#include <tuple>

namespace mv::storm {
namespace {

std::uint64_t pack(std::int64_t atUs, std::size_t receiver, std::size_t source, std::size_t outcome, std::size_t key)
{
    return static_cast<std::uint64_t>(atUs / kHour) << 32 | receiver << 24 | source << 16 | outcome << 8 | key;
}
std::int64_t hourIn(std::uint64_t packed) { return static_cast<std::int64_t>(packed >> 32); }
std::size_t byteIn(std::uint64_t packed, unsigned shift) { return packed >> shift & 255U; }

std::string hourText(std::int64_t hour) { return toIso(UtcTime(std::chrono::hours(hour))); }
std::string timeText(std::int64_t us)
{
    return us == kNever ? "" : toIso(UtcTime(std::chrono::milliseconds(us / 1000)));
}

} // namespace

Truth::Truth(const World& world, bool detailed)
    : m_world(world)
    , m_detailed(detailed)
    , m_delays(world.receivers.size())
{
}

void Truth::line(std::size_t receiver, std::size_t source, Outcome outcome, std::size_t key, std::int64_t atUs)
{
    m_attempts += isAttempt(outcome);
    if (m_detailed)
        ++m_cells[pack(atUs, receiver, source, static_cast<std::size_t>(outcome), key)];
}

void Truth::firstTry(std::size_t receiver, std::size_t source, bool deferred, std::int64_t atUs)
{
    if (!m_detailed)
        return;
    Firsts& f = m_firsts[pack(atUs, receiver, source, 0, 0)];
    ++f.tried;
    f.deferred += deferred;
}

void Truth::finished(std::size_t receiver, std::int64_t delayUs)
{
    Delays& d = m_delays[receiver];
    ++d.finished;
    const double seconds = std::max(0.01, static_cast<double>(delayUs) / kSecond);
    ++d.steps[std::min(kDelaySteps - 1, static_cast<std::size_t>(std::log(seconds / 0.01) / std::log(1.03)))];
}

void Truth::waiting(std::size_t receiver) { ++m_delays[receiver].waiting; }

std::size_t Truth::expiredKey() { return replies().size(); }

std::string Truth::providerName(std::size_t receiver) const
{
    const std::string_view name = m_world.receivers[receiver].name;
    return std::string(name.empty() ? "Other" : name);
}

double Truth::Delays::quantile(double q) const
{
    const double wanted = q * static_cast<double>(finished);
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < kDelaySteps; ++i) {
        seen += steps[i];
        if (seen > 0 && static_cast<double>(seen) >= wanted)
            return 0.01 * std::pow(1.03, static_cast<double>(i) + 0.5);
    }
    return 0;
}

std::vector<Truth::Cell> Truth::cells() const
{
    std::vector<Cell> cells;
    for (const auto& [packed, count] : m_cells) {
        const std::size_t key = byteIn(packed, 0);
        cells.push_back({ providerName(byteIn(packed, 24)), m_world.sources[byteIn(packed, 16)].ip,
            static_cast<Outcome>(byteIn(packed, 8)), key == expiredKey() ? "expired" : std::string(replies()[key].key),
            hourIn(packed), count });
    }
    std::ranges::sort(
        cells, {}, [](const Cell& c) { return std::tie(c.provider, c.source, c.outcome, c.key, c.hour); });
    return cells;
}

std::vector<Truth::FirstTries> Truth::firstTries() const
{
    std::vector<FirstTries> firsts;
    for (const auto& [packed, f] : m_firsts)
        firsts.push_back({ providerName(byteIn(packed, 24)), m_world.sources[byteIn(packed, 16)].ip, hourIn(packed),
            f.tried, f.deferred });
    std::ranges::sort(firsts, {}, [](const FirstTries& f) { return std::tie(f.provider, f.source, f.hour); });
    return firsts;
}

std::vector<Truth::Fate> Truth::fates() const
{
    std::vector<Fate> fates;
    for (std::size_t i = 0; i < m_delays.size(); ++i) {
        const Delays& d = m_delays[i];
        fates.push_back({ providerName(i), d.finished, d.waiting, d.quantile(0.5), d.quantile(0.95) });
    }
    return fates;
}

Result<void> Truth::write(const std::filesystem::path& path) const
{
    std::ofstream out(path);
    for (const Cell& c : cells())
        out << fmt::format("cell\t{}\t{}\t{}\t{}\t{}\t{}\n", c.provider, c.source, toString(c.outcome), c.key,
            hourText(c.hour), c.count);
    for (const FirstTries& f : firstTries())
        out << fmt::format("first\t{}\t{}\t{}\t{}\t{}\n", f.provider, f.source, hourText(f.hour), f.tried, f.deferred);
    for (const Fate& f : fates())
        out << fmt::format("fate\t{}\t{}\t{}\t{:.1f}\t{:.1f}\n", f.provider, f.finished, f.waiting, f.p50, f.p95);
    for (const Limit& l : m_world.limits)
        out << fmt::format("limited\t{}\t{}\t{}\t{}\n", m_world.receivers[m_world.limitedReceiver].name,
            m_world.sources[l.source].ip, timeText(l.span.from), timeText(l.span.to));
    out.close();
    if (!out)
        return failure(fmt::format("Can't write {}.", path.string()));
    return {};
}

} // namespace mv::storm
