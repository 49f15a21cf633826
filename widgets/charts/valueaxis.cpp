// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/valueaxis.h"
#include <QCoreApplication>
#include <QLocale>
#include <algorithm>
#include <cmath>

namespace mv {

ValueAxis::ValueAxis(double bottom, double top, bool logarithmic)
    : m_bottom(logarithmic ? std::log(bottom) : bottom)
    , m_top(top)
    , m_log(logarithmic)
{
}

ValueAxis ValueAxis::rate(double highest)
{
    constexpr double kNarrowest = 0.02;
    const double wanted = std::clamp(highest, kNarrowest, 1.0) * 100;
    double step = 50;
    for (const double candidate : { 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 25.0 })
        if (std::ceil(wanted / candidate) <= 4) {
            step = candidate;
            break;
        }
    const int lines = static_cast<int>(std::ceil(wanted / step - 1e-9));
    ValueAxis axis(0, lines * step / 100, false);
    for (int i = 0; i <= lines; ++i)
        axis.m_ticks.push_back({ i * step / 100, QLocale().toString(i * step, 'g', 6) });
    return axis;
}

ValueAxis ValueAxis::logRate()
{
    ValueAxis axis(0.001, 1, true);
    for (const double value : { 0.001, 0.01, 0.1, 1.0 })
        axis.m_ticks.push_back({ value, QLocale().toString(value * 100, 'g', 6) });
    return axis;
}

ValueAxis ValueAxis::delay(double shortest)
{
    const auto label = [](const char* text) { return QCoreApplication::translate("mv::ValueAxis", text); };
    const bool fast = shortest < 1;
    ValueAxis axis(fast ? 0.1 : 1, 86400, true);
    axis.m_ticks = { { 1, label(QT_TRANSLATE_NOOP("mv::ValueAxis", "1 s")) },
        { 10, label(QT_TRANSLATE_NOOP("mv::ValueAxis", "10 s")) },
        { 60, label(QT_TRANSLATE_NOOP("mv::ValueAxis", "1 min")) },
        { 600, label(QT_TRANSLATE_NOOP("mv::ValueAxis", "10 min")) },
        { 3600, label(QT_TRANSLATE_NOOP("mv::ValueAxis", "1 h")) },
        { 21600, label(QT_TRANSLATE_NOOP("mv::ValueAxis", "6 h")) },
        { 86400, label(QT_TRANSLATE_NOOP("mv::ValueAxis", "1 d")) } };
    if (fast)
        axis.m_ticks.insert(axis.m_ticks.begin(), { 0.1, label(QT_TRANSLATE_NOOP("mv::ValueAxis", "0.1 s")) });
    return axis;
}

double ValueAxis::y(double value, const QRectF& plot) const
{
    const double top = m_log ? std::log(m_top) : m_top;
    double at = value;
    if (m_log)
        at = value > 0 ? std::log(value) : m_bottom;
    const double share = std::clamp((at - m_bottom) / (top - m_bottom), 0.0, 1.0);
    return plot.bottom() - share * plot.height();
}

} // namespace mv
