// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "widgets/charts/timeaxis.h"
#include "widgets/panel.h"
#include <QPixmap>
#include <QTimer>
#include <QWidget>
#include <optional>

namespace mv {

// The part of a time panel that has time from left to right: hover, drag, pan, zoom and keys are the same in all of
// them, and so is the crosshair. What it shows is painted once and kept, so that the crosshair is cheap. GUI thread.
//
// Panning and zooming move `view()` at once, over the rows that are there; the scope follows when the hand rests.
class TimeView : public QWidget {
    Q_OBJECT
public:
    TimeView(const PanelContext&, QWidget* parent);

    TimeRange view() const { return m_view; }
    void setView(TimeRange);
    void choose(TimeRange); // for the scope, which it follows unless it is pinned
    void setPinned(bool on) { m_pinned = on; }
    void setTheme(const Theme&);
    TimeAxis axis() const { return { m_view, plot().left(), plot().width() }; }

signals:
    void viewMoved(mv::TimeRange); // by a hand, before the scope follows
    void showAsTableWanted();

protected:
    virtual QRectF plot() const = 0; // from its left to its right edge go the times; a click outside means nothing
    virtual const std::vector<UtcTime>& edges() const = 0;                   // of the buckets, for snapping
    virtual void drawPicture(QPainter&) = 0;                                 // kept until changed()
    virtual void drawLive(QPainter&, std::optional<std::size_t> bucket) = 0; // the bucket under the crosshair
    virtual void describeBucket(std::optional<std::size_t>) { }
    virtual void clicked(QPointF, bool add) { Q_UNUSED(add) }
    virtual Scope drillDownScope(TimeRange bucket) const = 0;
    virtual void filterFocused() { }
    virtual bool otherKey(int key) // true: taken
    {
        Q_UNUSED(key)
        return false;
    }

    void pictureChanged();
    void rowsArrived(TimeRange); // shows their range, unless a hand is about to choose another
    const Theme& theme() const { return m_theme; }
    const PanelContext& context() const { return m_context; }
    std::optional<std::size_t> bucketAt(UtcTime) const;
    std::optional<std::size_t> crosshairBucket() const;

    void paintEvent(QPaintEvent*) override;
    void resizeEvent(QResizeEvent*) override;
    void mousePressEvent(QMouseEvent*) override;
    void mouseMoveEvent(QMouseEvent*) override;
    void mouseReleaseEvent(QMouseEvent*) override;
    void mouseDoubleClickEvent(QMouseEvent*) override;
    void wheelEvent(QWheelEvent*) override;
    void keyPressEvent(QKeyEvent*) override;
    void leaveEvent(QEvent*) override;
    void contextMenuEvent(QContextMenuEvent*) override;

private:
    enum class Drag { None, Pressed, Select, Pan };
    TimeRange selection() const; // whole buckets between press and pointer
    void hover(QPointF);
    void zoom(double factor, UtcTime around);
    void commit(); // the scope follows what is visible
    void step(int buckets, bool extend);
    void drillDown(std::size_t bucket);
    TimeRange bucketRange(std::size_t i) const { return { edges()[i], edges()[i + 1] }; }

    PanelContext m_context;
    Theme m_theme = Theme::light();
    TimeRange m_view, m_shown; // m_shown: of the rows
    QPixmap m_picture;
    bool m_stale = true, m_pinned = false;
    Drag m_drag = Drag::None;
    QPointF m_pressed, m_pointer;
    TimeRange m_panFrom;           // view() when the pan began
    QTimer m_rest;                 // fires when wheel or keys have rested
    bool m_swallowRelease = false; // of a double click
    bool m_clickChanged = false;   // the scope, by the click before
};

} // namespace mv
