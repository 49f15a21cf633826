// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "widgets/charts/readout.h"
#include "widgets/charts/timeview.h"
#include <vector>

namespace mv {

// What a share of a bar means. From the bottom: what is well, what says nothing, what is half, what is bad.
enum class StackPart : std::uint8_t { Good, Nothing, Half, Bad };
inline constexpr std::size_t kStackParts = 4;
using StackCounts = std::array<double, kStackParts>;
double totalOf(const StackCounts&);
QColor colourOf(StackPart, const Theme&);

struct StackRow {
    QString name;         // "Gmail"; clicked, it is picked
    QString provider;     // whose dot; empty: grey
    QString detail;       // under the name: "fail 1.9 %"
    bool isBad = false;   // ... which is worth a warning
    QString volume, unit; // to the right: "412 806", "results"
    std::vector<StackCounts> buckets;
};

// A change, with its words: over all rows as a band (ours), or at one row, from a dotted line on (theirs).
struct StackMark {
    TimeRange range;
    QString text;
    std::optional<std::size_t> row;
};

struct StackRows {
    std::vector<UtcTime> edges;
    std::vector<StackRow> rows;
    std::vector<StackMark> marks;
    std::array<QString, kStackParts> parts; // names for the legend and the read-out; empty: not used
    Scope scope;                            // as it was asked
    QString other;                          // what the rows that find no place are called together: "other receivers"
    QString bars;                           // "12 h bars", for people who can't see them
};

// Shares of results per receiver, bucket by bucket: bars from 0 to 100 %, one strip per row, above one time axis. The
// rows that find no place are drawn as one. Free of what the shares are of.
class StackView final : public TimeView {
    Q_OBJECT
public:
    StackView(const PanelContext&, QWidget* parent);
    void setRows(const StackRows&);
    void setZoomed(bool notGood); // only what is not well, on a scale of its own
    QSize minimumSizeHint() const override { return { 420, 160 }; }

signals:
    void picked(const QString& name, bool add);

protected:
    QRectF plot() const override;
    const std::vector<UtcTime>& edges() const override { return m_rows.edges; }
    void drawPicture(QPainter&) override;
    void drawLive(QPainter&, std::optional<std::size_t> bucket) override;
    void describeBucket(std::optional<std::size_t>) override;
    void clicked(QPointF, bool add) override;
    void filterFocused() override;
    bool otherKey(int key) override; // up and down: another row
    Scope drillDownScope(TimeRange bucket) const override;
    void resizeEvent(QResizeEvent*) override;
    void mouseMoveEvent(QMouseEvent*) override;

private:
    void fit(); // which rows have a place of their own
    QRectF strip(std::size_t row) const;
    std::optional<std::size_t> rowAt(double y) const;
    double scale() const; // the share at the top of a strip
    void drawLegend(QPainter&) const;
    void drawRow(QPainter&, std::size_t row) const;
    void drawBars(QPainter&, const StackRow&, const QRectF&) const;
    void drawMarks(QPainter&, bool bands) const;
    Readout readoutAt(std::size_t bucket) const;

    StackRows m_rows;
    std::vector<StackRow> m_shown;
    bool m_zoomed = false;
    std::size_t m_hovered = 0; // the row under the pointer or the keys
};

} // namespace mv
