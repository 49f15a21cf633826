// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/sourcesview.h"
#include "models/tables/sourcesmodel.h"
#include "models/tables/text.h"
#include "widgets/charts/heatmap.h"
#include "widgets/crosshair.h"
#include "widgets/delegates/celldelegate.h"
#include "widgets/delegates/tableheader.h"
#include <QApplication>
#include <QMouseEvent>
#include <QPainter>

namespace mv {
namespace {

constexpr int kRow = 20;
constexpr int kSummary = kHeatLegendHeight + 10;

class SourcesDelegate final : public CellDelegate {
public:
    explicit SourcesDelegate(const SourcesModel* model)
        : m_model(model)
    {
    }

    void paint(QPainter* p, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const bool isSummary = m_model->lineAt(index.row()) == TableModel::Line::Summary;
        if (index.column() == SourcesModel::Heat) {
            const Cell cell = index.data(TableModel::CellRole).value<Cell>();
            const HeatScale scale { m_model->edges(), &m_model->covered() };
            if (const auto* heat = std::get_if<HeatCell>(&cell.picture))
                drawHeat(*p, option.rect, *heat, scale, theme());
        } else if (isSummary && index.column() == SourcesModel::Source) {
            p->setFont(Theme::small());
            p->setPen(theme().text2);
            p->drawText(option.rect.adjusted(kCellPadding, 3, 0, 0), int(Qt::AlignTop | Qt::AlignLeft),
                index.data().toString());
        } else {
            CellDelegate::paint(p, option, index);
        }
    }

    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const override
    {
        return { 40, m_model->lineAt(index.row()) == TableModel::Line::Summary ? kSummary : kRow };
    }

private:
    const SourcesModel* m_model;
};

} // namespace

SourcesView::SourcesView(SourcesModel* model, const PanelContext& context, QWidget* parent)
    : TableView(model,
        { { 118, false, true, 280 }, { 200, true }, { 100 }, { 100 }, { 76 }, { 88 }, { 62 }, { 76, false, false },
            { 76, false, false } },
        parent)
    , m_sources(model)
    , m_context(context)
{
    setDelegate(new SourcesDelegate(model));
    setSortable(false); // the order has a menu of its own
    connect(context.crosshair, &Crosshair::moved, this, &SourcesView::moveCrosshair);
}

void SourcesView::setTheme(const Theme& theme)
{
    TableView::setTheme(theme);
    setTimes(m_zone, m_incidents);
}

void SourcesView::setTimes(const Zone& zone, std::vector<Incident> incidents)
{
    m_zone = zone;
    m_incidents = std::move(incidents);
    tableHeader()->setPicture(SourcesModel::Heat, [this](QPainter& p, const QRect& section) {
        p.setFont(Theme::body());
        p.setPen(theme().text2);
        auto ticks = timeTicks(axis(), m_zone);
        std::erase_if(ticks, [](const TimeTick& tick) { return tick.kind == TimeTick::Kind::Clock; });
        const auto widthOf = [&p](const QString& label) { return p.fontMetrics().horizontalAdvance(label); };
        const bool byDays = axis().pixels(std::chrono::hours(24)) >= widthOf(QStringLiteral("Wed 22 Nov"));
        int free = section.left();
        for (std::size_t i = 0; i < ticks.size(); ++i) {
            const int x = int(axis().x(ticks[i].at)) + 3;
            if (x < free)
                continue;
            const int next = i + 1 < ticks.size() ? int(axis().x(ticks[i + 1].at)) : section.right();
            const QString longer = byDays ? text::dayMonth(ticks[i].at, m_zone) : ticks[i].label;
            const QString label = x + widthOf(longer) <= next ? longer : ticks[i].label;
            p.drawText(QRect(x, section.top(), section.right() - x, section.height()), int(Qt::AlignVCenter), label);
            free = x + widthOf(label) + kCellPadding;
        }
    });
    viewport()->update();
}

QString SourcesView::legendTitle() const
{
    const auto& edges = m_sources->edges();
    const auto length = edges.size() < 2 ? std::chrono::milliseconds(0) : edges[1] - edges[0];
    if (length > std::chrono::hours(26))
        return tr("Deferral rate, per IP and week");
    if (length > std::chrono::hours(2))
        return tr("Deferral rate, per IP and day");
    return length >= std::chrono::hours(1) ? tr("Deferral rate, per IP and hour")
                                           : tr("Deferral rate, per IP and 5 min");
}

QRect SourcesView::heatColumn() const
{
    if (isColumnHidden(SourcesModel::Heat))
        return {};
    return { header()->sectionViewportPosition(SourcesModel::Heat), 0, header()->sectionSize(SourcesModel::Heat),
        viewport()->height() };
}

TimeAxis SourcesView::axis() const { return HeatScale { m_sources->edges(), nullptr }.axis(heatColumn()); }

std::optional<std::size_t> SourcesView::bucketAt(QPoint at) const
{
    return heatColumn().contains(at) ? m_sources->bucketAt(axis().at(at.x())) : std::nullopt;
}

std::optional<std::size_t> SourcesView::crosshairBucket() const
{
    const auto time = m_context.crosshair->time();
    return time ? m_sources->bucketAt(*time) : std::nullopt;
}

void SourcesView::drawRow(QPainter* p, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    TableView::drawRow(p, option, index);
    if (m_sources->lineAt(index.row()) != TableModel::Line::Summary || isColumnHidden(SourcesModel::LimitedSince))
        return;
    const int left = header()->sectionViewportPosition(SourcesModel::LimitedSince) + kCellPadding;
    drawHeatLegend(*p,
        QRect(left, option.rect.top() + 7, std::min(kHeatLegendWidth, viewport()->width() - left), kHeatLegendHeight),
        legendTitle(), theme());
}

void SourcesView::paintEvent(QPaintEvent* event)
{
    TableView::paintEvent(event);
    QPainter p(viewport());
    p.setClipRegion(event->region());
    drawTimes(p);
}

void SourcesView::drawTimes(QPainter& p) const
{
    const int rows = m_sources->rowCount();
    const QRect column = heatColumn();
    if (rows == 0 || column.isEmpty() || m_sources->edges().size() < 2)
        return;
    const int top = visualRect(m_sources->index(0, 0)).top(),
              bottom = visualRect(m_sources->index(rows - 1, 0)).bottom();
    const QRect heat(column.left(), top, column.width(), bottom - top);
    p.setClipRect(column, Qt::IntersectClip);
    for (const TimeTick& tick : timeTicks(axis(), m_zone)) {
        if (tick.kind == TimeTick::Kind::Day && axis().x(tick.at) > column.left() + 1)
            p.fillRect(QRect(int(axis().x(tick.at)) - 1, heat.top(), 1, heat.height()), theme().axis);
    }
    for (const Incident& incident : m_incidents)
        drawIncident(p, incident, heat);
    if (m_dragging) {
        const TimeRange range = dragged();
        QColor tint = theme().focus;
        tint.setAlpha(60);
        p.fillRect(QRectF(QPointF(axis().x(range.from), heat.top()), QPointF(axis().x(range.to), heat.bottom())), tint);
    }
    if (const auto bucket = crosshairBucket()) {
        const auto& edges = m_sources->edges();
        const int x = int((axis().x(edges[*bucket]) + axis().x(edges[*bucket + 1])) / 2);
        p.fillRect(QRect(x - 1, heat.top(), 3, heat.height()), theme().panel); // to be seen on the darkest step too
        p.fillRect(QRect(x, heat.top(), 1, heat.height()), theme().crosshair);
    }
}

void SourcesView::drawIncident(QPainter& p, const Incident& incident, const QRect& heat) const
{
    p.setPen(QPen(theme().bad.ink, 1, Qt::DashLine));
    const int from = int(axis().x(incident.from));
    p.drawLine(from, heat.top(), from, heat.bottom());
    if (incident.to)
        p.drawLine(int(axis().x(*incident.to)), heat.top(), int(axis().x(*incident.to)), heat.bottom());
    if (m_sources->lineAt(0) != TableModel::Line::Group)
        return; // the name would lie on a cell
    p.setFont(Theme::small());
    const int left = std::max(from, heat.left()) + 5;
    p.drawText(
        QRect(left, heat.top(), heat.right() - left, kRow), int(Qt::AlignVCenter), text::fromUtf8(incident.label));
}

void SourcesView::moveCrosshair()
{
    const auto repaint = [this](int x) { viewport()->update(QRect(x - 3, 0, 7, viewport()->height())); };
    repaint(m_crosshairX);
    m_crosshairX = -10;
    if (const auto bucket = crosshairBucket()) {
        const auto& edges = m_sources->edges();
        m_crosshairX = int((axis().x(edges[*bucket]) + axis().x(edges[*bucket + 1])) / 2);
    }
    repaint(m_crosshairX);
}

void SourcesView::describe(int line, std::size_t bucket)
{
    const SourceLine* row = m_sources->rowAt(line);
    QString said = text::dateTime(m_sources->edges()[bucket], m_zone);
    if (row && bucket < row->buckets->size()) {
        const Counts& counts = (*row->buckets)[bucket];
        said += QStringLiteral(" · ") + row->source + QStringLiteral(" · ");
        const bool covered = bucket >= m_sources->covered().size() || m_sources->covered()[bucket];
        if (counts.attempts() > 0)
            said += tr("%1 of %2").arg(text::percent(counts.deferralRate()), text::count(counts.attempts()));
        else
            said += covered ? tr("no attempts") : tr("no data");
    }
    m_context.crosshair->describe(said);
}

void SourcesView::hover(QPoint at)
{
    const auto bucket = bucketAt(at);
    m_context.crosshair->set(bucket ? std::optional(m_sources->edges()[*bucket]) : std::nullopt);
    if (bucket)
        describe(indexAt(at).row(), *bucket);
    else
        m_context.crosshair->describe({});
}

void SourcesView::leaveEvent(QEvent* event)
{
    TableView::leaveEvent(event);
    m_context.crosshair->set(std::nullopt);
    m_context.crosshair->describe({});
}

TimeRange SourcesView::dragged() const
{
    const auto& edges = m_sources->edges();
    if (!m_pressedAt || edges.size() < 2)
        return {};
    const auto bucket = [&](int x) {
        const auto time = std::clamp(axis().at(x), edges.front(), edges.back() - std::chrono::milliseconds(1));
        return *m_sources->bucketAt(time);
    };
    const auto [first, last] = std::minmax({ bucket(m_pressedAt->x()), bucket(m_pointer.x()) }); // copies
    return { edges[first], edges[last + 1] };
}

void SourcesView::mousePressEvent(QMouseEvent* event)
{
    TableView::mousePressEvent(event);
    const QPoint at = event->position().toPoint();
    m_pressedAt = event->button() == Qt::LeftButton && bucketAt(at) ? std::optional(at) : std::nullopt;
    m_pointer = at;
    m_dragging = false;
}

void SourcesView::mouseMoveEvent(QMouseEvent* event)
{
    m_pointer = event->position().toPoint();
    if (m_pressedAt && std::abs(m_pointer.x() - m_pressedAt->x()) >= QApplication::startDragDistance())
        m_dragging = true;
    if (m_dragging)
        viewport()->update(heatColumn());
    hover(m_pointer);
}

void SourcesView::mouseReleaseEvent(QMouseEvent* event)
{
    const auto pressed = std::exchange(m_pressedAt, std::nullopt);
    if (!pressed) {
        TableView::mouseReleaseEvent(event);
        return;
    }
    if (std::exchange(m_dragging, false)) {
        m_pressedAt = pressed;
        const TimeRange range = dragged();
        m_pressedAt.reset();
        viewport()->update();
        emit rangePicked(range);
        return;
    }
    const QModelIndex index = indexAt(event->position().toPoint());
    if (const auto bucket = bucketAt(*pressed); bucket && m_sources->rowAt(index.row()))
        emit cellPicked(index.row(), *bucket);
    else
        TableView::mouseReleaseEvent(event); // opens and closes groups
}

// From where the crosshair is, or else from the end of the range.
void SourcesView::step(int buckets)
{
    const auto& edges = m_sources->edges();
    if (edges.size() < 2)
        return;
    const int last = int(edges.size()) - 2, current = currentIndex().row();
    const auto at = crosshairBucket();
    const int next = at ? std::clamp(int(*at) + buckets, 0, last) : (buckets > 0 ? 0 : last);
    m_context.crosshair->set(edges[std::size_t(next)]);
    describe(current, std::size_t(next));
}

void SourcesView::keyPressEvent(QKeyEvent* event)
{
    const int line = currentIndex().row();
    const bool onRow = m_sources->rowAt(line) != nullptr;
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (onRow && (event->key() == Qt::Key_Left || event->key() == Qt::Key_Right))
        step(event->key() == Qt::Key_Left ? -1 : 1);
    else if (onRow && enter && event->modifiers().testFlag(Qt::ControlModifier) && crosshairBucket())
        emit cellPicked(line, *crosshairBucket());
    else
        TableView::keyPressEvent(event);
}

} // namespace mv
