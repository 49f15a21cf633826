// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/legendbar.h"
#include "models/tables/text.h"
#include <QAbstractButton>
#include <QGuiApplication>
#include <QPainter>

namespace mv {
namespace {

constexpr int kSwatch = 15, kSpace = 4, kApart = 12, kLeft = 10;

} // namespace

class LegendBar::Entry final : public QAbstractButton {
public:
    Entry(const QString& label, QWidget* parent)
        : QAbstractButton(parent)
    {
        setText(label);
        setFocusPolicy(Qt::TabFocus);
    }
    QPen pen = Qt::NoPen; // of the swatch; NoPen: words only
    QColor ink, focus;
    bool strong = false;

    QFont entryFont() const
    {
        QFont font = Theme::small();
        font.setWeight(strong ? QFont::DemiBold : QFont::Normal);
        return font;
    }
    QSize sizeHint() const override
    {
        const int swatch = pen.style() == Qt::NoPen ? 0 : kSwatch + kSpace;
        return { swatch + QFontMetrics(entryFont()).horizontalAdvance(text()) + 2, 22 };
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        int left = 0;
        if (pen.style() != Qt::NoPen) {
            painter.setPen(pen);
            painter.drawLine(QPointF(0, height() / 2.0), QPointF(kSwatch, height() / 2.0));
            left = kSwatch + kSpace;
        }
        QFont font = entryFont();
        font.setUnderline(underMouse() && isEnabled());
        painter.setFont(font);
        painter.setPen(ink);
        painter.drawText(rect().adjusted(left, 0, 4, 0), Qt::AlignVCenter, text());
        if (hasFocus()) {
            painter.setPen(QPen(focus, 2));
            painter.drawRect(rect().adjusted(1, 1, -1, -1));
        }
    }
};

LegendBar::LegendBar(QWidget* parent)
    : QWidget(parent)
{
    setFixedHeight(26);
    setAccessibleName(tr("Legend"));
}

void LegendBar::setLines(const std::vector<RateLine>& lines, const QString& compared)
{
    m_lines = lines;
    m_compared = compared;
    build();
}

void LegendBar::setTheme(const Theme& theme)
{
    m_theme = theme;
    build();
}

void LegendBar::build()
{
    if (m_more)
        m_entries.push_back(m_more);
    for (Entry* entry : m_entries) {
        entry->hide();
        entry->deleteLater(); // it may be the one that was clicked
    }
    m_entries.clear();
    const auto add = [&](const QString& label, const QPen& pen, bool strong) {
        auto* entry = new Entry(label, this);
        entry->pen = pen;
        entry->ink = strong ? m_theme.text : m_theme.text2;
        entry->focus = m_theme.focus;
        entry->strong = strong;
        return entry;
    };
    for (const RateLine& line : m_lines) {
        const QString name = line.rest ? QString::fromUtf8(kOtherProviders.data()) : line.label;
        QPen pen(m_theme.provider(name), line.focused ? 2 : 1);
        if (!line.rest && !m_theme.hasOwnColour(name))
            pen.setDashPattern({ 2, 2 });
        Entry* entry = add(line.label, pen, line.focused);
        entry->setToolTip(tr("%1: %2 of %3 attempt(s) deferred. Click: only this one; Ctrl+click: add or remove it",
            nullptr, text::plural(line.counts.total.attempts()))
                              .arg(line.label, text::percent(line.counts.total.deferralRate()),
                                  text::count(line.counts.total.attempts())));
        connect(entry, &QAbstractButton::clicked, this, [this, members = line.members] {
            emit picked(members, QGuiApplication::keyboardModifiers().testFlag(Qt::ControlModifier));
        });
        m_entries.push_back(entry);
    }
    if (!m_compared.isEmpty() && !m_lines.empty()) {
        QPen pen(m_theme.provider(m_lines.front().label), 1);
        pen.setDashPattern({ 4, 3 });
        m_entries.push_back(add(m_compared, pen, false));
        m_entries.back()->setEnabled(false);
    }
    m_more = add({}, Qt::NoPen, false);
    m_more->setEnabled(false);
    layOut();
}

void LegendBar::layOut()
{
    if (!m_more)
        return;
    int x = kLeft;
    QStringList hidden;
    for (Entry* entry : m_entries) {
        const QSize size = entry->sizeHint();
        const bool fits = hidden.isEmpty() && x + size.width() + 24 <= width();
        entry->setVisible(fits);
        if (!fits) {
            hidden << entry->text();
            continue;
        }
        entry->setGeometry(x, 2, size.width(), size.height());
        x += size.width() + kApart;
    }
    m_more->setVisible(!hidden.isEmpty());
    m_more->setText(QStringLiteral("+%1").arg(hidden.size()));
    m_more->setToolTip(hidden.join(QStringLiteral(", ")));
    m_more->setGeometry(x, 2, m_more->sizeHint().width(), 22);
}

void LegendBar::resizeEvent(QResizeEvent*) { layOut(); }

void LegendBar::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.panel);
}

} // namespace mv
