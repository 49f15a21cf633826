// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QRectF>
#include <QString>
#include <vector>

namespace mv {

// A vertical scale, from the bottom to the top of a plot. A value, without a window.
class ValueAxis {
public:
    struct Tick {
        double value;
        QString label;
    };
    // Shares (0..1), labelled in percent without the unit. From zero to a round number that holds `highest`, with at
    // most four lines above zero, and never so narrow that noise fills it.
    static ValueAxis rate(double highest);
    static ValueAxis logRate(); // 0.1 % to 100 %; less lies on the bottom
    // Seconds, logarithmic, to 1 d (more lies on the top) from 1 s or, where something is faster, from 0.1 s.
    static ValueAxis delay(double shortest = 1);

    double y(double value, const QRectF& plot) const;
    const std::vector<Tick>& ticks() const { return m_ticks; } // upwards
    double top() const { return m_top; }

private:
    ValueAxis(double bottom, double top, bool logarithmic);
    double m_bottom, m_top;
    bool m_log;
    std::vector<Tick> m_ticks;
};

} // namespace mv
