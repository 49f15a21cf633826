// SPDX-License-Identifier: GPL-3.0-or-later
// What the Timeline answers to a pointer: the read-out, and what a click or a key means.
#include "models/tables/text.h"
#include "widgets/charts/timelineview.h"
#include "widgets/crosshair.h"
#include "widgets/scopestack.h"
#include <QPainter>
#include <cmath>

namespace mv {
namespace {

bool flag(const std::vector<bool>& flags, std::size_t i) { return i < flags.size() && flags[i]; }

} // namespace

Readout TimelineView::readoutAt(std::size_t bucket) const
{
    const Zone& zone = m_rows.scope.zone;
    const TimeRange range { edges()[bucket], edges()[bucket + 1] };
    Readout readout;
    readout.title = text::range(range, zone);
    if (!flag(m_rows.rates.covered, bucket)) {
        readout.footer << (range.from >= m_rows.data.to ? tr("Not yet: the data ends before") : tr("No data"));
    } else {
        std::vector<const RateLine*> byRate;
        for (const RateLine& line : m_lines)
            if (bucket < line.counts.buckets.size())
                byRate.push_back(&line);
        std::ranges::stable_sort(byRate, [&](const RateLine* a, const RateLine* b) {
            const auto key = [&](const RateLine* l) {
                return std::pair(l->focused, l->counts.buckets[bucket].deferralRate().value_or(-1));
            };
            return key(a) > key(b);
        });
        for (const RateLine* line : byRate) {
            const Counts& counts = line->counts.buckets[bucket];
            readout.rows.push_back({ colourOf(*line), line->label, text::percent(counts.deferralRate()),
                tr("of %1").arg(text::count(counts.attempts())) });
        }
    }
    if (bucket < m_rows.rates.comparedEdges.size() && bucket < m_focused.comparedBuckets.size()) {
        const QString when = text::day(m_rows.rates.comparedEdges[bucket], zone) + u' '
            + text::clock(m_rows.rates.comparedEdges[bucket], zone);
        const Counts& counts = m_focused.comparedBuckets[bucket];
        readout.footer << (flag(m_rows.rates.comparedCovered, bucket)
                ? tr("%1: %2 %3 of %4")
                      .arg(when, text::fromUtf8(m_focused.name), text::percent(counts.deferralRate()),
                          text::count(counts.attempts()))
                : tr("%1: no data").arg(when));
    }
    return readout;
}

void TimelineView::drawLive(QPainter& painter, std::optional<std::size_t> bucket)
{
    if (!bucket)
        return;
    const UtcTime middle = edges()[*bucket] + (edges()[*bucket + 1] - edges()[*bucket]) / 2;
    const double x = axis().x(middle);
    const QRectF rates = plot();
    if (x < rates.left() || x > rates.right())
        return;
    drawCrosshair(painter, x, rates.united(volumeArea()), theme());

    std::vector<QList<QPointF>> focused;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    for (const Drawn& drawn : m_drawn) {
        if (!drawn.line->focused)
            continue;
        focused.insert(focused.end(), drawn.runs.begin(), drawn.runs.end());
        const QPointF at = pointAt(drawn, *bucket, drawn.line->counts.buckets, m_rows.rates.covered);
        if (std::isnan(at.y()))
            continue;
        painter.setPen(QPen(theme().panel, 1.5));
        painter.setBrush(colourOf(*drawn.line));
        painter.drawEllipse(at, 4, 4);
    }
    painter.restore();
    drawBeside(painter, readoutAt(*bucket), rates, x, focused, theme());
}

void TimelineView::describeBucket(std::optional<std::size_t> bucket)
{
    if (!bucket)
        return context().crosshair->describe({});
    const QString when = text::dateTime(edges()[*bucket], m_rows.scope.zone);
    const bool covered = flag(m_rows.rates.covered, *bucket) && *bucket < m_focused.buckets.size();
    const Counts counts = covered ? m_focused.buckets[*bucket] : Counts {};
    context().crosshair->describe(!covered
            ? tr("%1 · no data").arg(when)
            : tr("%1 · %2 · %3 of %4")
                  .arg(when, text::fromUtf8(m_focused.name), text::percent(counts.deferralRate()),
                      text::count(counts.attempts())));
}

const RateLine* TimelineView::lineNear(QPointF at) const
{
    constexpr double kReach = 6; // pixels
    const auto bucket = bucketAt(axis().at(at.x()));
    const RateLine* nearest = nullptr;
    double distance = kReach;
    if (!bucket || at.y() > plot().bottom() + kReach)
        return nullptr;
    for (const Drawn& drawn : m_drawn) {
        if (m_mode == Mode::Stacked && drawn.area.contains(at))
            return drawn.line; // a row is one provider, wherever it is clicked
        const auto& buckets = drawn.line->counts.buckets;
        for (std::size_t i = *bucket > 0 ? *bucket - 1 : 0; i <= *bucket + 1 && i + 1 < edges().size(); ++i) {
            const QPointF a = pointAt(drawn, i, buckets, m_rows.rates.covered);
            const QPointF b = i + 2 < edges().size() ? pointAt(drawn, i + 1, buckets, m_rows.rates.covered) : a;
            if (std::isnan(a.y()) || std::isnan(b.y()) || at.x() < a.x() - kReach || at.x() > b.x() + kReach)
                continue;
            const double length = std::max(std::pow(b.x() - a.x(), 2) + std::pow(b.y() - a.y(), 2), 1e-9);
            const double share = std::clamp(QPointF::dotProduct(at - a, b - a) / length, 0.0, 1.0);
            const QPointF off = at - (a + (b - a) * share);
            const double d = std::hypot(off.x(), off.y());
            if (d < distance) {
                distance = d;
                nearest = drawn.line;
            }
        }
    }
    return nearest;
}

void TimelineView::clicked(QPointF at, bool add)
{
    if (const RateLine* line = lineNear(at))
        emit filterWanted(line->members, add);
}

Scope TimelineView::drillDownScope(TimeRange bucket) const
{
    Scope scope = m_rows.scope;
    scope.range = bucket;
    scope.filters.providers.clear();
    for (const RateLine& line : m_lines)
        if (line.focused)
            scope.filters.providers.insert(scope.filters.providers.end(), line.members.begin(), line.members.end());
    return scope;
}

void TimelineView::filterFocused()
{
    if (!m_lines.empty() && m_lines.front().focused)
        emit filterWanted(m_lines.front().members, false);
}

bool TimelineView::otherKey(int key)
{
    if (key == Qt::Key_C)
        emit compareToggled();
    else if (key == Qt::Key_F)
        emit focusNextWanted();
    else
        return false;
    return true;
}

} // namespace mv
