// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/timeaxis.h"
#include "models/tables/text.h"
#include <QDateTime>
#include <QLocale>
#include <cmath>

namespace mv {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;

// Room that a label needs, in pixels: what the widest one takes in the tick font, and a gap.
constexpr double kDayRoom = 46, kWeekRoom = 80, kMonthRoom = 64, kYearRoom = 40, kClockRoom = 54;

enum class Step { Day, Week, Month, Quarter, Year };

LocalTime firstOf(LocalTime t, Step step)
{
    const auto day = floor<days>(t);
    const std::chrono::year_month_day ymd(day);
    switch (step) {
    case Step::Day:
        return day;
    case Step::Week:
        return day - (std::chrono::weekday(day) - std::chrono::Monday);
    case Step::Month:
        return std::chrono::local_days(ymd.year() / ymd.month() / 1);
    case Step::Quarter:
        return std::chrono::local_days(ymd.year() / std::chrono::month((unsigned(ymd.month()) - 1) / 3 * 3 + 1) / 1);
    case Step::Year:
        return std::chrono::local_days(ymd.year() / 1 / 1);
    }
    return day;
}

LocalTime nextOf(LocalTime first, Step step)
{
    const std::chrono::year_month_day ymd(floor<days>(first));
    switch (step) {
    case Step::Day:
        return first + days(1);
    case Step::Week:
        return first + days(7);
    case Step::Month:
        return std::chrono::local_days(ymd + std::chrono::months(1));
    case Step::Quarter:
        return std::chrono::local_days(ymd + std::chrono::months(3));
    case Step::Year:
        break;
    }
    return std::chrono::local_days(ymd + std::chrono::years(1));
}

Step stepFor(const TimeAxis& axis)
{
    const double day = axis.pixels(days(1));
    if (day >= kDayRoom)
        return Step::Day;
    if (day * 7 >= kWeekRoom)
        return Step::Week;
    if (day * 28 >= kMonthRoom)
        return Step::Month;
    return day * 90 >= kMonthRoom ? Step::Quarter : Step::Year;
}

QString labelOf(UtcTime t, Step step, const Zone& zone)
{
    const auto local = QDateTime::fromMSecsSinceEpoch(zone.toLocal(t).time_since_epoch().count(), Qt::UTC);
    switch (step) {
    case Step::Day:
        return text::dayShort(t, zone);
    case Step::Week:
        return text::dayMonth(t, zone);
    case Step::Month:
    case Step::Quarter:
        return QLocale().toString(local, QStringLiteral("MMM yyyy"));
    case Step::Year:
        break;
    }
    return QString::number(local.date().year());
}

minutes clockStep(const TimeAxis& axis) // zero: no room for clock times
{
    for (const int step : { 5, 10, 15, 30, 60, 180, 360, 720 })
        if (axis.pixels(minutes(step)) >= kClockRoom)
            return minutes(step);
    return minutes(0);
}

// The clock times between two midnights. Up to an hour they are counted in real time, so that a repeated hour has its
// marks twice; beyond, by the clock on the wall.
void appendClock(
    std::vector<TimeTick>& ticks, UtcTime from, UtcTime to, minutes step, const TimeAxis& axis, const Zone& zone)
{
    const auto add = [&](UtcTime at) {
        const bool free = ticks.empty() || axis.x(at) - axis.x(ticks.back().at) >= kClockRoom - 1;
        if (at > from && at < to && free && axis.range().contains(at) && axis.x(at) + kClockRoom / 3 < axis.right())
            ticks.push_back({ at, TimeTick::Kind::Clock, text::clock(at, zone) });
    };
    if (step <= hours(1)) {
        // Start near the visible part: a day has 288 five minutes.
        const auto skip = std::max<std::int64_t>(0, (axis.range().from - from) / step);
        for (UtcTime at = from + skip * step; at < std::min(to, axis.range().to); at += step)
            add(at);
        return;
    }
    const LocalTime midnight = floor<days>(zone.toLocal(from));
    for (LocalTime local = midnight + step; local < midnight + days(1); local += step)
        add(zone.toUtc(local));
}

} // namespace

TimeAxis::TimeAxis(TimeRange range, double left, double width)
    : m_range(range)
    , m_left(left)
    , m_width(std::max(width, 0.0))
{
}

double TimeAxis::pixels(milliseconds length) const
{
    if (m_range.empty())
        return 0;
    return m_width * static_cast<double>(length.count()) / static_cast<double>(m_range.length().count());
}

double TimeAxis::x(UtcTime t) const { return m_left + pixels(t - m_range.from); }

UtcTime TimeAxis::at(double x) const
{
    if (m_range.empty() || m_width <= 0)
        return m_range.from;
    const double share = (x - m_left) / m_width;
    return m_range.from + milliseconds(std::llround(share * static_cast<double>(m_range.length().count())));
}

std::vector<TimeTick> timeTicks(const TimeAxis& axis, const Zone& zone)
{
    std::vector<TimeTick> ticks;
    const TimeRange range = axis.range();
    if (range.empty() || axis.width() <= 0)
        return ticks;
    const Step step = stepFor(axis);
    const minutes clock = step == Step::Day ? clockStep(axis) : minutes(0);
    const double room = step == Step::Year ? kYearRoom : kDayRoom;

    LocalTime local = firstOf(zone.toLocal(range.from), step);
    for (UtcTime at = zone.toUtc(local); at < range.to;) {
        const LocalTime nextLocal = nextOf(local, step);
        const UtcTime next = zone.toUtc(nextLocal);
        if (at >= range.from)
            ticks.push_back({ at, TimeTick::Kind::Day, labelOf(at, step, zone) });
        else if (axis.x(std::min(next, range.to)) - axis.left() >= room)
            ticks.push_back({ range.from, TimeTick::Kind::Sticky, labelOf(range.from, step, zone) });
        if (clock.count() > 0)
            appendClock(ticks, at, next, clock, axis, zone);
        local = nextLocal;
        at = next;
    }
    return ticks;
}

UtcTime snapped(UtcTime t, const TimeAxis& axis, const Zone& zone)
{
    constexpr double kHand = 8; // pixels
    const milliseconds unit = axis.pixels(days(1)) < kHand ? milliseconds(days(1))
        : axis.pixels(hours(1)) < kHand                    ? milliseconds(hours(1))
                                                           : milliseconds(minutes(15));
    const auto local = (zone.toLocal(t) + unit / 2).time_since_epoch();
    const auto whole = local.count() - ((local.count() % unit.count()) + unit.count()) % unit.count();
    return zone.toUtc(LocalTime(milliseconds(whole)));
}

} // namespace mv
