// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/bandview.h"
#include "models/tables/text.h"
#include "widgets/charts/timeplot.h"
#include "widgets/crosshair.h"
#include "widgets/scopestack.h"
#include <QPainter>
#include <algorithm>
#include <cmath>
#include <numeric>

namespace mv {
namespace {

constexpr double kLegend = 26, kNames = 190, kHead = 22, kRow = 20, kBar = 12, kAxis = 18, kFalse = 110;

double heightOf(const DomainHistory& domain) { return kHead + static_cast<double>(domain.rows.size()) * kRow; }

std::uint64_t falseIn(const DomainHistory& domain, std::size_t bucket)
{
    return static_cast<std::uint64_t>(domain.falseAtOld[bucket] + domain.falseAtCurrent[bucket]);
}

} // namespace

BandView::BandView(const PanelContext& panelContext, QWidget* parent)
    : TimeView(panelContext, parent)
{
    setAccessibleName(tr("MX, records and certificates by domain"));
}

void BandView::setRows(const BandRows& rows)
{
    m_rows = rows;
    fit();
    QStringList texts;
    for (const DomainHistory& domain : m_rows.domains)
        texts << QStringLiteral("%1: %2").arg(domain.domain, domain.summary);
    setAccessibleDescription(texts.join(QStringLiteral("; ")));
    rowsArrived(rows.scope.range);
}

bool BandView::hasFalse() const
{
    return std::ranges::any_of(m_rows.domains, [](const DomainHistory& d) { return d.falseUnknown > 0; });
}

void BandView::fit()
{
    const double room = height() - kLegend - kAxis - (hasFalse() ? kFalse : 0);
    double used = 0;
    m_fitting = 0;
    for (const DomainHistory& domain : m_rows.domains) {
        used += heightOf(domain);
        if (used > room && m_fitting > 0)
            return;
        ++m_fitting;
    }
}

QRectF BandView::plot() const
{
    return { kNames, kLegend, std::max(0.0, width() - kNames - 12.0), std::max(0.0, height() - kLegend - kAxis) };
}

double BandView::bandsBottom() const
{
    double bottom = kLegend;
    for (std::size_t i = 0; i < m_fitting; ++i)
        bottom += heightOf(m_rows.domains[i]);
    return std::min(bottom, height() - kAxis);
}

void BandView::drawPicture(QPainter& painter)
{
    const QRectF area = plot();
    if (area.width() < 10 || area.height() < 10)
        return;
    const auto ticks = timeTicks(axis(), m_rows.scope.zone);
    drawLegend(painter);
    double top = kLegend;
    const double bottom = bandsBottom();
    drawVerticals(painter, axis(), ticks, QRectF(area.left(), top, area.width(), bottom - top), theme());
    for (std::size_t i = 0; i < m_fitting; ++i)
        top = drawDomain(painter, m_rows.domains[i], top);
    drawTimeLabels(painter, axis(), ticks, QRectF(area.left(), bottom, area.width(), kAxis), theme());
    if (hasFalse())
        drawFalse(painter);
}

void BandView::drawLegend(QPainter& painter) const
{
    painter.setFont(Theme::small());
    double x = 10;
    const auto entry = [&](const QColor& fill, bool isHatched, const QString& name) {
        const QRectF box(x, kLegend / 2 - 4, 14, 9);
        painter.fillRect(box, fill);
        if (isHatched) {
            hatch(painter, box, theme().bad.ink, 5);
            painter.setPen(QPen(theme().bad.ink, 1));
            painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5));
        }
        painter.setPen(theme().text2);
        const double wide = painter.fontMetrics().horizontalAdvance(name);
        painter.drawText(QRectF(x + 18, 0, wide + 2, kLegend), Qt::AlignVCenter, name);
        x += wide + 34;
    };
    entry(theme().previous, false, tr("previous MX"));
    entry(theme().focus, false, tr("MX in use"));
    entry(theme().results[0], false, tr("matches, or as published"));
    entry(theme().bad.tint, true, tr("mismatch"));
    if (m_fitting < m_rows.domains.size()) {
        painter.setPen(theme().text3);
        drawElided(painter, QRectF(x, 0, width() - x - 10, kLegend), Qt::AlignVCenter | Qt::AlignRight,
            tr("%n more domain(s): filter by one to see it", nullptr,
                static_cast<int>(m_rows.domains.size() - m_fitting)));
    }
}

double BandView::drawDomain(QPainter& painter, const DomainHistory& domain, double top) const
{
    const QRectF area = plot();
    painter.fillRect(QRectF(0, top, width(), kHead), theme().header);
    QFont strong = Theme::body();
    strong.setWeight(QFont::DemiBold);
    painter.setFont(strong);
    painter.setPen(theme().text);
    drawElided(painter, QRectF(10, top, kNames - 14, kHead), Qt::AlignVCenter, domain.domain);
    painter.setFont(Theme::small());
    painter.setPen(theme().text2);
    drawElided(painter, QRectF(area.left() + 4, top, area.width() - 4, kHead), Qt::AlignVCenter, domain.summary);
    double y = top + kHead;
    for (const BandRow& row : domain.rows) {
        painter.setFont(row.isHost ? Theme::mono() : Theme::body());
        painter.setPen(theme().text);
        const QRectF name(22, y, kNames - 28, kRow);
        painter.drawText(name, Qt::AlignVCenter,
            painter.fontMetrics().elidedText(row.label, Qt::ElideMiddle, static_cast<int>(name.width())));
        for (const Band& band : row.bands)
            drawBand(painter, band, QRectF(area.left(), y, area.width(), kRow));
        painter.setPen(QPen(theme().grid, 1));
        painter.drawLine(QPointF(10, std::floor(y + kRow) - 0.5), QPointF(area.right(), std::floor(y + kRow) - 0.5));
        y += kRow;
    }
    painter.setPen(QPen(theme().crosshair, 1, Qt::DashLine));
    for (const MxMove& move : domain.moves) {
        const double x = std::floor(axis().x(move.at)) + 0.5;
        if (x >= area.left() && x <= area.right())
            painter.drawLine(QPointF(x, top + kHead), QPointF(x, y));
    }
    return y;
}

void BandView::drawBand(QPainter& painter, const Band& band, const QRectF& row) const
{
    const double left = std::clamp(axis().x(band.range.from), row.left(), row.right());
    const double right = std::clamp(axis().x(band.range.to), row.left(), row.right());
    if (right - left < 0.5)
        return;
    const QRectF bar(left, row.top() + (kRow - kBar) / 2, std::max(2.0, right - left), kBar);
    const bool isBad = band.look == Band::Look::Bad;
    QColor fill = theme().results[0];
    if (band.look == Band::Look::Previous)
        fill = theme().previous;
    else if (band.look == Band::Look::Current)
        fill = theme().hasOwnColour(band.provider) ? theme().provider(band.provider) : theme().focus;
    else if (isBad)
        fill = theme().bad.tint;
    painter.fillRect(bar, fill);
    if (isBad) {
        hatch(painter, bar, theme().bad.ink, 5);
        painter.setPen(QPen(theme().bad.ink, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(bar.adjusted(0.5, 0.5, -0.5, -0.5));
    }
    if (band.text.isEmpty() || bar.width() < 30)
        return;
    QFont font = Theme::tick();
    font.setWeight(isBad ? QFont::DemiBold : QFont::Normal);
    painter.setFont(font);
    QRectF words = bar.adjusted(4, -2, -4, 2);
    if (isBad) { // readable upon the hatch
        const double wide = std::min(words.width(), painter.fontMetrics().horizontalAdvance(band.text) + 6.0);
        words.setWidth(wide);
        painter.fillRect(words.adjusted(0, 2, 0, -2), theme().panel);
    }
    painter.setPen(isBad ? theme().bad.ink : theme().text);
    drawElided(painter, words, Qt::AlignVCenter, band.text);
}

void BandView::drawFalse(QPainter& painter) const
{
    const double top = bandsBottom() + kAxis;
    const QRectF area(plot().left(), top + kHead + 4, plot().width(), kFalse - kHead - kAxis - 4);
    if (area.bottom() > height())
        return;
    painter.fillRect(QRectF(0, top, width(), kHead), theme().header);
    QFont strong = Theme::small();
    strong.setWeight(QFont::DemiBold);
    painter.setFont(strong);
    painter.setPen(theme().text);
    drawElided(
        painter, QRectF(10, top, width() / 2.0, kHead), Qt::AlignVCenter, tr("“User unknown” after known alive"));
    std::uint64_t total = 0;
    std::vector<double> old(m_rows.edges.size()), current(m_rows.edges.size());
    for (const DomainHistory& domain : m_rows.domains) {
        total += domain.falseUnknown;
        for (std::size_t i = 0; i < domain.falseAtOld.size(); ++i) {
            old[i] += domain.falseAtOld[i];
            current[i] += domain.falseAtCurrent[i];
        }
    }
    painter.setPen(theme().bad.ink);
    drawElided(painter, QRectF(width() / 2.0, top, width() / 2.0 - 12, kHead), Qt::AlignVCenter | Qt::AlignRight,
        tr("▲ %1 recipient(s): do not purge yet", nullptr, text::plural(total)).arg(text::count(total)));
    double most = 1;
    for (std::size_t i = 0; i < old.size(); ++i)
        most = std::max(most, old[i] + current[i]);
    for (std::size_t i = 0; i + 1 < m_rows.edges.size(); ++i) {
        const double left = std::max(axis().x(m_rows.edges[i]), area.left());
        const double right = std::min(axis().x(m_rows.edges[i + 1]), area.right());
        if (right <= left)
            continue;
        const double highOld = old[i] / most * area.height(), highNow = current[i] / most * area.height();
        painter.fillRect(
            QRectF(left, area.bottom() - highOld, std::max(1.0, right - left - 1), highOld), theme().bad.ink);
        painter.fillRect(QRectF(left, area.bottom() - highOld - highNow, std::max(1.0, right - left - 1), highNow),
            theme().results[0]);
    }
    painter.setPen(QPen(theme().axis, 1));
    painter.drawLine(area.bottomLeft(), area.bottomRight());
    painter.setFont(Theme::tick());
    painter.setPen(theme().text3);
    painter.drawText(
        QRectF(area.left() - 60, area.top() - 6, 54, 12), Qt::AlignRight | Qt::AlignVCenter, text::shortCount(most));
    painter.setFont(Theme::small());
    double y = area.top();
    for (const auto& [colour, name] : { std::pair { theme().bad.ink, tr("sent to an old MX") },
             std::pair { theme().results[0], tr("sent to the MX in use") } }) {
        painter.fillRect(QRectF(12, y + 3, 8, 8), colour);
        painter.setPen(theme().text2);
        drawElided(painter, QRectF(26, y, kNames - 80, 15), Qt::AlignVCenter, name);
        y += 17;
    }
}

void BandView::drawLive(QPainter& painter, std::optional<std::size_t> bucket)
{
    if (!bucket)
        return;
    const double x = axis().x(edges()[*bucket] + (edges()[*bucket + 1] - edges()[*bucket]) / 2);
    if (x >= plot().left() && x <= plot().right())
        drawCrosshair(painter, x, plot(), theme());
}

void BandView::describeBucket(std::optional<std::size_t> bucket)
{
    if (!bucket)
        return context().crosshair->describe({});
    QStringList texts { text::dateTime(edges()[*bucket], m_rows.scope.zone) };
    std::uint64_t unknown = 0;
    for (const DomainHistory& domain : m_rows.domains)
        unknown += *bucket < domain.falseAtOld.size() ? falseIn(domain, *bucket) : 0;
    if (unknown > 0)
        texts << tr("%1 unknown after known alive").arg(text::count(unknown));
    context().crosshair->describe(texts.join(QStringLiteral(" · ")));
}

void BandView::clicked(QPointF at, bool add)
{
    double top = kLegend;
    for (std::size_t i = 0; i < m_fitting; ++i) {
        const double bottom = top + heightOf(m_rows.domains[i]);
        if (at.y() >= top && at.y() < bottom) {
            emit picked(m_rows.domains[i].domain, add);
            return;
        }
        top = bottom;
    }
}

Scope BandView::drillDownScope(TimeRange bucket) const
{
    Scope scope = m_rows.scope;
    scope.range = bucket;
    return scope;
}

void BandView::resizeEvent(QResizeEvent* event)
{
    TimeView::resizeEvent(event);
    fit();
}

} // namespace mv
