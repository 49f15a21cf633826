// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/timeview.h"
#include "widgets/charts/accessiblechart.h"
#include "widgets/charts/timeplot.h"
#include "widgets/crosshair.h"
#include "widgets/scopestack.h"
#include <QApplication>
#include <QContextMenuEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QPaintEngine>
#include <QPainter>
#include <cmath>
#include <utility>

namespace mv {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;

constexpr double kZoomStep = 1.25;
constexpr milliseconds kShortest = minutes(15);
constexpr int kRestMs = 160;

} // namespace

TimeView::TimeView(const PanelContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
{
    installAccessibleCharts();
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_OpaquePaintEvent);
    m_rest.setSingleShot(true);
    m_rest.setInterval(kRestMs);
    connect(&m_rest, &QTimer::timeout, this, &TimeView::commit);
    connect(context.crosshair, &Crosshair::moved, this, qOverload<>(&QWidget::update));
}

void TimeView::setView(TimeRange range)
{
    if (range == m_view)
        return;
    m_view = range;
    pictureChanged();
}

void TimeView::setTheme(const Theme& theme)
{
    m_theme = theme;
    pictureChanged();
}

void TimeView::pictureChanged()
{
    m_stale = true;
    update();
}

void TimeView::rowsArrived(TimeRange range)
{
    m_shown = range;
    if (m_drag != Drag::Pan && !m_rest.isActive())
        m_view = range;
    pictureChanged();
}

std::optional<std::size_t> TimeView::bucketAt(UtcTime t) const
{
    const auto& all = edges();
    const auto after = std::ranges::upper_bound(all, t);
    if (after == all.begin() || after == all.end())
        return std::nullopt;
    return static_cast<std::size_t>(after - all.begin()) - 1;
}

std::optional<std::size_t> TimeView::crosshairBucket() const
{
    const auto time = m_context.crosshair->time();
    return time ? bucketAt(*time) : std::nullopt;
}

void TimeView::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    // A vector device or another scale (exports) gets the drawing itself, the screen gets the kept picture.
    const qreal ratio = devicePixelRatioF();
    const bool onScreen = painter.paintEngine()->type() == QPaintEngine::Raster
        && std::abs(painter.deviceTransform().m11() - ratio) < 1e-6;
    if (!onScreen) {
        painter.fillRect(rect(), m_theme.panel);
        drawPicture(painter);
    } else {
        if (m_stale || m_picture.devicePixelRatio() != ratio) {
            m_picture = QPixmap(size() * ratio);
            m_picture.setDevicePixelRatio(ratio);
            m_picture.fill(m_theme.panel);
            QPainter inside(&m_picture);
            drawPicture(inside);
            m_stale = false;
        }
        painter.drawPixmap(0, 0, m_picture);
    }
    if (m_drag == Drag::Select)
        drawSelection(painter, axis(), selection(), plot(), m_theme);
    drawLive(painter, crosshairBucket());
    if (hasFocus() && onScreen) {
        painter.setPen(QPen(m_theme.focus, 2));
        painter.drawRect(QRectF(rect()).adjusted(1, 1, -1, -1));
    }
}

void TimeView::resizeEvent(QResizeEvent* event)
{
    m_stale = true;
    QWidget::resizeEvent(event);
}

TimeRange TimeView::selection() const
{
    const TimeAxis a = axis();
    const auto inPlot = [&](double x) { return a.at(std::clamp(x, a.left(), a.right())); };
    TimeRange range { inPlot(std::min(m_pressed.x(), m_pointer.x())), inPlot(std::max(m_pressed.x(), m_pointer.x())) };
    if (const auto first = bucketAt(range.from))
        range.from = edges()[*first];
    if (const auto last = bucketAt(range.to))
        range.to = edges()[*last + 1];
    return range;
}

void TimeView::hover(QPointF at)
{
    const bool inside = at.x() >= plot().left() && at.x() <= plot().right();
    const auto bucket = inside ? bucketAt(axis().at(at.x())) : std::nullopt;
    if (!bucket) {
        m_context.crosshair->set(std::nullopt);
        describeBucket(std::nullopt);
        return;
    }
    const TimeRange range = bucketRange(*bucket);
    m_context.crosshair->set(range.from + range.length() / 2);
    describeBucket(bucket);
}

void TimeView::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton)
        return;
    m_pressed = m_pointer = event->position();
    m_panFrom = m_view;
    m_drag = event->modifiers().testFlag(Qt::ShiftModifier) ? Drag::Pan : Drag::Pressed;
}

void TimeView::mouseMoveEvent(QMouseEvent* event)
{
    m_pointer = event->position();
    if (m_drag == Drag::Pressed && std::abs(m_pointer.x() - m_pressed.x()) >= QApplication::startDragDistance())
        m_drag = Drag::Select;
    if (m_drag == Drag::Pan) {
        const TimeAxis from(m_panFrom, plot().left(), plot().width());
        const auto by = from.at(m_pressed.x()) - from.at(m_pointer.x());
        setView({ m_panFrom.from + by, m_panFrom.to + by });
        emit viewMoved(m_view);
    }
    hover(m_pointer);
    if (m_drag == Drag::Select)
        update();
}

void TimeView::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || m_drag == Drag::None)
        return;
    m_pointer = event->position();
    const Drag drag = std::exchange(m_drag, Drag::None);
    if (drag == Drag::Pan) {
        commit();
    } else if (drag == Drag::Select) {
        update();
        if (!selection().empty())
            m_context.scope->setRange(selection());
    } else if (!m_swallowRelease) {
        const Scope before = m_context.scope->scope();
        clicked(m_pointer, event->modifiers().testFlag(Qt::ControlModifier));
        m_clickChanged = before != m_context.scope->scope();
    }
    m_swallowRelease = false;
}

void TimeView::mouseDoubleClickEvent(QMouseEvent* event)
{
    m_swallowRelease = true;
    if (std::exchange(m_clickChanged, false)) // the first click of the two was no filter
        m_context.scope->undo();
    const bool inside = plot().contains(event->position());
    const auto bucket = inside ? bucketAt(axis().at(event->position().x())) : std::nullopt;
    if (event->button() == Qt::LeftButton && bucket)
        drillDown(*bucket);
}

void TimeView::wheelEvent(QWheelEvent* event)
{
    const QPoint turned = event->angleDelta();
    if (turned.y() != 0 && plot().width() > 0) {
        zoom(std::pow(kZoomStep, turned.y() / 120.0), axis().at(event->position().x()));
    } else if (turned.x() != 0) {
        const auto by = m_view.length() * -turned.x() / 1200;
        setView({ m_view.from + by, m_view.to + by });
        emit viewMoved(m_view);
        m_rest.start();
    }
    event->accept();
}

void TimeView::zoom(double factor, UtcTime around)
{
    if (m_view.empty())
        return;
    const auto longest = std::max(m_context.scope->data().length() * 5 / 4, m_view.length());
    const auto scaled = [&](milliseconds part, double by) {
        return milliseconds(std::llround(static_cast<double>(part.count()) / by));
    };
    const auto length = std::clamp(scaled(m_view.length(), factor), kShortest, longest);
    const double by = static_cast<double>(m_view.length().count()) / static_cast<double>(length.count());
    const UtcTime from = around - scaled(around - m_view.from, by);
    setView({ from, from + length });
    emit viewMoved(m_view);
    m_rest.start();
}

void TimeView::commit()
{
    m_rest.stop();
    // Not beyond the data altogether: there would be nothing to come back to.
    const TimeRange limits = m_context.scope->data();
    TimeRange wanted = m_view;
    if (!limits.empty() && (wanted.to <= limits.from || wanted.from >= limits.to)) {
        const auto by = wanted.to <= limits.from ? limits.from - wanted.from : limits.to - wanted.to;
        wanted = { wanted.from + by, wanted.to + by };
    }
    if (!wanted.empty())
        choose(wanted);
}

void TimeView::choose(TimeRange range)
{
    m_context.scope->setRange(range);
    setView(m_pinned ? m_shown : m_context.scope->scope().range); // rounded as the scope does
    if (m_pinned)
        emit viewMoved(m_view);
}

void TimeView::step(int buckets, bool extend)
{
    const auto& all = edges();
    if (all.size() < 2)
        return;
    const int last = static_cast<int>(all.size()) - 2;
    const auto now = crosshairBucket();
    if (extend) { // the end of the range, by one bucket
        const auto size = all[all.size() - 1] - all[all.size() - 2];
        TimeRange range = m_context.scope->scope().range;
        range.to += size * buckets;
        if (!range.empty())
            m_context.scope->setRange(range);
        return;
    }
    const int to = std::clamp(now ? static_cast<int>(*now) + buckets : buckets > 0 ? 0 : last, 0, last);
    const TimeRange range = bucketRange(static_cast<std::size_t>(to));
    m_context.crosshair->set(range.from + range.length() / 2);
    describeBucket(static_cast<std::size_t>(to));
}

void TimeView::drillDown(std::size_t bucket) { m_context.scope->drillDown(drillDownScope(bucketRange(bucket))); }

void TimeView::keyPressEvent(QKeyEvent* event)
{
    const bool extend = event->modifiers().testFlag(Qt::ShiftModifier);
    const auto time = m_context.crosshair->time();
    const UtcTime centre = time.value_or(m_view.from + m_view.length() / 2);
    if (event->modifiers().testFlag(Qt::AltModifier)) // Alt+arrows belong to the window
        return QWidget::keyPressEvent(event);
    switch (event->key()) {
    case Qt::Key_Left:
        return step(-1, extend);
    case Qt::Key_Right:
        return step(1, extend);
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        return zoom(kZoomStep * kZoomStep, centre);
    case Qt::Key_Minus:
        return zoom(1 / (kZoomStep * kZoomStep), centre);
    case Qt::Key_0:
        return m_context.scope->setRange(m_context.scope->data());
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (!event->modifiers().testFlag(Qt::ControlModifier))
            return filterFocused();
        if (const auto bucket = crosshairBucket())
            drillDown(*bucket);
        return;
    case Qt::Key_Escape:
        if (time) { // the read-out goes first; the next Esc is the window's
            m_context.crosshair->set(std::nullopt);
            return describeBucket(std::nullopt);
        }
        break;
    default:
        if (otherKey(event->key()))
            return;
    }
    QWidget::keyPressEvent(event);
}

void TimeView::leaveEvent(QEvent* event)
{
    hover({ -1, -1 });
    QWidget::leaveEvent(event);
}

void TimeView::contextMenuEvent(QContextMenuEvent* event)
{
    QMenu menu(this);
    menu.addAction(tr("Show as table"), this, &TimeView::showAsTableWanted);
    menu.addSeparator();
    menu.addAction(tr("Zoom in"), this, [this] { zoom(kZoomStep * kZoomStep, view().from + view().length() / 2); });
    menu.addAction(
        tr("Zoom out"), this, [this] { zoom(1 / kZoomStep / kZoomStep, view().from + view().length() / 2); });
    menu.addAction(tr("Show all data"), this, [this] { m_context.scope->setRange(m_context.scope->data()); });
    menu.exec(event->globalPos());
}

} // namespace mv
