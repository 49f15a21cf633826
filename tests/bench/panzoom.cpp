// SPDX-License-Identifier: GPL-3.0-or-later
// How long a frame takes while a hand pans and zooms the Timeline: 8 weeks of hours, 12 providers, all of them drawn.
// Prints the median and the 95th percentile; 16.7 ms is 60 frames a second.
#include "tests/widgets/syntheticstorm.h"
#include "widgets/charts/timelineview.h"
#include "widgets/crosshair.h"
#include "widgets/scopestack.h"
#include <QApplication>
#include <QElapsedTimer>
#include <QImage>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ctime>

using namespace mv;

int main(int argc, char** argv)
{
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    const QApplication application(argc, argv);
    const auto arguments = QApplication::arguments();
    const auto given = arguments.indexOf(QStringLiteral("--frames"));
    const int frames = given > 0 ? std::max(2, arguments.value(given + 1).toInt()) : 400;
    const UtcTime from = synthetic::at("2023-08-21T00:00Z");
    const TimeRange weeks { from, from + std::chrono::days(56) };

    ScopeStack scope;
    scope.setData(weeks);
    Crosshair crosshair;
    TimelineView view({ &scope, &crosshair }, nullptr);
    view.resize(1200, 600);
    TimelineRows rows;
    rows.scope.range = weeks;
    rows.scope.comparison = Comparison::SamePeriodLastWeek;
    rows.data = weeks;
    rows.focus = { "Microsoft 365" };
    rows.rates = synthetic::rates(weeks, Bucket::Hour, weeks, 12, 7);
    rows.incidents = synthetic::incidents();
    view.setRows(rows, rateLines(rows.rates, rows.focus, 12));

    QImage screen(view.size(), QImage::Format_RGB32);
    std::vector<double> times, cpu; // milliseconds; the second is what a machine that others use says
    for (int i = 0; i < frames; ++i) {
        // Half of the frames pan over all eight weeks, half zoom from them to a day and back.
        const double phase = 2 * M_PI * i / (frames / 2.0);
        const auto hours = i < frames / 2 ? 56.0 * 24 : 24 + (56.0 * 24 - 24) * (0.5 + 0.5 * std::cos(phase));
        const auto length = std::chrono::milliseconds(std::llround(hours * 3'600'000));
        const auto shift = std::chrono::milliseconds(std::llround(std::sin(phase) * 3 * 86'400'000));
        const UtcTime start = i < frames / 2 ? from + shift : from + (weeks.length() - length) / 2;
        const std::clock_t before = std::clock();
        QElapsedTimer timer;
        timer.start();
        view.setView({ start, start + length });
        crosshair.set(start + length / 2);
        view.render(&screen);
        times.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
        cpu.push_back(1000.0 * static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC);
    }
    std::ranges::sort(times);
    std::ranges::sort(cpu);
    const auto at = [](const std::vector<double>& sorted, std::size_t percent) {
        return sorted[(sorted.size() - 1) * percent / 100];
    };
    std::printf(
        "pan and zoom, 8 weeks x 12 providers, hourly, %dx%d, %d frames: p50 %.2f ms, p95 %.2f ms, longest %.2f ms; "
        "processor time p50 %.2f ms, p95 %.2f ms\n",
        view.width(), view.height(), frames, at(times, 50), at(times, 95), times.back(), at(cpu, 50), at(cpu, 95));
    return 0;
}
