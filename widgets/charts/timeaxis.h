// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/time.h"
#include <QString>
#include <vector>

namespace mv {

// A linear map between times and pixels. A value, without a window.
class TimeAxis {
public:
    TimeAxis() = default;
    TimeAxis(TimeRange range, double left, double width); // an empty range or width maps everything to `left`

    double x(UtcTime) const; // also outside of the range
    UtcTime at(double x) const;
    double pixels(std::chrono::milliseconds) const;
    TimeRange range() const { return m_range; }
    double left() const { return m_left; }
    double right() const { return m_left + m_width; }
    double width() const { return m_width; }

private:
    TimeRange m_range;
    double m_left = 0, m_width = 0;
};

struct TimeTick {
    // Day: a local day or something longer begins, drawn as a line, its label beside it in bold or, in the long steps,
    // plain. Clock: a time within the day, its label centred. Sticky: no line, names the day at the left edge.
    enum class Kind { Day, Clock, Sticky };
    UtcTime at;
    Kind kind;
    QString label;
};

// Calendar-aligned in the zone, from five minutes to years, as dense as labels fit: "Thu 12" with "12:00" between, "Mon
// 18 Sep", "Oct 2023", "2023". Days that the clocks make 23 or 25 hours long come out right.
std::vector<TimeTick> timeTicks(const TimeAxis&, const Zone&);

// The nearest quarter, hour or day in the zone: what a hand at this scale can mean.
UtcTime snapped(UtcTime, const TimeAxis&, const Zone&);

} // namespace mv
