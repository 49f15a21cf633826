// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pictures/reportpage.h"
#include "models/tables/text.h"
#include "widgets/scopebar.h"
#include "widgets/theme.h"
#include <QBuffer>
#include <QCoreApplication>
#include <QDateTime>
#include <QPainter>
#include <QPdfWriter>

namespace mv {
namespace {

// A4 at 150 dots an inch.
constexpr int kResolution = 150;
constexpr int kWidth = 1240, kHeight = 1754, kMargin = 64;
constexpr int kInner = kWidth - 2 * kMargin;
constexpr double kPanelScale = 1.24; // a panel's pixel on paper
constexpr int kMostReplies = 10, kMostProviders = 6;

QString tr(const char* text) { return QCoreApplication::translate("Report", text); }

QFont sized(int pixels, bool bold = false)
{
    QFont font = Theme::numeric();
    font.setPixelSize(pixels);
    font.setWeight(bold ? QFont::DemiBold : QFont::Normal);
    return font;
}

QFont mono(int pixels)
{
    QFont font = Theme::mono();
    font.setPixelSize(pixels);
    return font;
}

// Draws from the top of the page downward.
class Page {
public:
    explicit Page(QPainter& painter)
        : m_painter(painter)
    {
    }

    void text(int left, int width, const QString& what, const QFont& font, const QColor& ink,
        Qt::Alignment align = Qt::AlignLeft)
    {
        m_painter.setFont(font);
        m_painter.setPen(ink);
        const QString shown = m_painter.fontMetrics().elidedText(what, Qt::ElideRight, width);
        m_painter.drawText(QRect(kMargin + left, m_y, width, m_painter.fontMetrics().height()), int(align), shown);
    }
    void down(int by) { m_y += by; }
    int y() const { return m_y; }
    void goTo(int y) { m_y = y; }
    void rule(int space)
    {
        m_painter.setPen(m_theme.line);
        m_painter.drawLine(kMargin, m_y, kMargin + kInner, m_y);
        m_y += space;
    }
    void heading(const QString& what)
    {
        text(0, kInner, what, sized(18, true), m_theme.text);
        m_y += 30;
    }
    void panel(QWidget* panel, int height)
    {
        panel->resize(int(kInner / kPanelScale), int(height / kPanelScale));
        m_painter.save();
        m_painter.translate(kMargin, m_y);
        m_painter.scale(kPanelScale, kPanelScale);
        // No clip: with one, the PDF engine of Qt 6.4 loses what is drawn after a hatched brush.
        panel->render(&m_painter, QPoint(), QRegion(), QWidget::DrawChildren);
        m_painter.restore();
        m_y += std::max(height, int(panel->height() * kPanelScale)) + 22;
    }
    const Theme& theme() const { return m_theme; }

private:
    QPainter& m_painter;
    Theme m_theme = Theme::light();
    int m_y = kMargin;
};

struct Figure {
    QString what, value, note;
    QColor ink;
};

QString orNone(const std::optional<Delay>& delay)
{
    if (!delay)
        return QStringLiteral("–");
    return (delay->atLeast ? tr("at least %1") : QStringLiteral("%1")).arg(text::duration(delay->value));
}

std::vector<Figure> figures(const ReportContent& c, const Theme& theme)
{
    const Counts &now = c.rates.total, &then = c.rates.comparedTotal;
    const bool compares = c.scope.compares() && then.attempts() > 0;
    const QString before = comparedName(c.scope) + u' ';
    const auto note = [&](const QString& value) { return compares ? before + value : QString(); };
    return {
        { tr("Deferral rate"), text::percent(now.deferralRate()), note(text::percent(then.deferralRate())),
            theme.text },
        { tr("Deferred attempts"), text::count(now.of(Outcome::Deferred)), tr("of %1").arg(text::count(now.attempts())),
            theme.text },
        { tr("Messages affected"), text::percent(now.messagesAffected()), note(text::percent(then.messagesAffected())),
            theme.text },
        { tr("Delay p95"), orNone(c.delays.total.p95), tr("median %1").arg(orNone(c.delays.total.p50)), theme.text },
        { tr("Still waiting"), text::count(c.delays.total.waiting),
            tr("at %1").arg(text::dateTimeShort(c.delays.asOf, c.scope.zone)), theme.text },
    };
}

void drawFigures(Page& page, const ReportContent& content)
{
    const auto all = figures(content, page.theme());
    const int width = kInner / int(all.size());
    const int top = page.y();
    for (std::size_t i = 0; i < all.size(); ++i) {
        const int left = int(i) * width;
        page.goTo(top);
        page.text(left, width - 12, all[i].what, sized(14), page.theme().text2);
        page.down(20);
        page.text(left, width - 12, all[i].value, sized(25, true), all[i].ink);
        page.down(34);
        page.text(left, width - 12, all[i].note, sized(13), page.theme().text3);
    }
    page.goTo(top + 78);
}

struct Column {
    int left, width;
    Qt::Alignment align;
};

void drawRow(Page& page, const std::vector<Column>& columns, const QStringList& cells, bool header, int monoColumn = -1)
{
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const QFont font = header ? sized(13) : int(i) == monoColumn ? mono(13) : sized(14);
        page.text(columns[i].left, columns[i].width, cells.value(int(i)), font,
            header ? page.theme().text2 : page.theme().text, columns[i].align);
    }
    page.down(22);
    page.rule(5);
}

void drawProviders(Page& page, const ReportContent& content)
{
    page.heading(tr("Providers"));
    const std::vector<Column> columns { { 0, 300, Qt::AlignLeft }, { 310, 140, Qt::AlignRight },
        { 470, 140, Qt::AlignRight }, { 630, 150, Qt::AlignRight }, { 800, 150, Qt::AlignRight } };
    drawRow(
        page, columns, { tr("Provider"), tr("Attempts"), tr("Deferred"), tr("Change, points"), tr("Bounced") }, true);
    const auto& kept = content.scope.filters.providers; // first, then those that had trouble too
    auto groups = content.providers.groups;
    std::ranges::stable_sort(groups, std::ranges::greater {}, [&kept](const RateGroup& g) {
        return std::pair(std::ranges::find(kept, g.name) != kept.end(), g.total.of(Outcome::Deferred));
    });
    for (int i = 0; i < std::min(kMostProviders, int(groups.size())); ++i) {
        const RateGroup& g = groups[std::size_t(i)];
        drawRow(page, columns,
            { text::fromUtf8(g.name), text::count(g.total.attempts()), text::percent(g.total.deferralRate()),
                content.scope.compares() ? text::change(g.comparedTotal.deferralRate(), g.total.deferralRate())
                                         : QString(),
                text::percent(g.total.bounceRate()) },
            false);
    }
}

// A weekday alone would be mistaken for one of the scope's.
QString firstSeen(const ReplyRow& row, const Scope& scope)
{
    return scope.range.contains(row.firstSeen) ? text::dateTimeShort(row.firstSeen, scope.zone)
                                               : text::dateTime(row.firstSeen, scope.zone);
}

void drawReplies(Page& page, const ReportContent& content)
{
    page.heading(tr("Replies that deferred or bounced mail"));
    const std::vector<Column> columns { { 0, 130, Qt::AlignLeft }, { 140, 580, Qt::AlignLeft },
        { 730, 100, Qt::AlignRight }, { 840, 80, Qt::AlignRight }, { 930, 182, Qt::AlignRight } };
    drawRow(page, columns, { tr("Reason"), tr("Reply"), tr("Attempts"), tr("Sources"), tr("First seen") }, true);
    int shown = 0;
    for (const ReplyRow& row : content.replies.rows) {
        if (row.outcome != Outcome::Deferred && row.outcome != Outcome::Bounced)
            continue;
        if (++shown > kMostReplies || page.y() > kHeight - kMargin - 70)
            break;
        drawRow(page, columns,
            { text::fromUtf8(row.reason), text::fromUtf8(row.text), text::count(row.attempts),
                QStringLiteral("%1 / %2").arg(row.sources).arg(content.replies.sources),
                firstSeen(row, content.scope) },
            false, 1);
    }
}

void drawFooter(Page& page, const ReportContent& content)
{
    page.goTo(kHeight - kMargin - 16);
    page.rule(8);
    const auto& all = content.overview;
    const double understood
        = all.lines == 0 ? 1 : 1 - static_cast<double>(all.notUnderstood) / static_cast<double>(all.lines);
    page.text(0, kInner - 260,
        tr("Mailvane %1 · %2 · %3 of lines understood · %4")
            .arg(QStringLiteral(MAILVANE_VERSION),
                QCoreApplication::translate("Report", "%n file(s)", nullptr, int(all.files)), text::percent(understood),
                filtersText(content.scope.filters)),
        sized(12), page.theme().text3);
    page.text(kInner - 250, 250, tr("Data to %1").arg(text::dateTime(all.data.to, content.scope.zone)), sized(12),
        page.theme().text3, Qt::AlignRight);
}

void drawPage(QPainter& painter, const ReportContent& content)
{
    Page page(painter);
    const Theme& theme = page.theme();
    const QString zone = text::fromUtf8(content.scope.zone.name());
    page.text(0, kInner / 2, tr("Deliverability report · %1").arg(content.database), sized(13), theme.text2);
    page.text(kInner / 2, kInner / 2,
        tr("%1, all times %2").arg(text::range(content.scope.range, content.scope.zone), zone), sized(13), theme.text2,
        Qt::AlignRight);
    page.down(24);
    const auto& providers = content.scope.filters.providers;
    page.text(0, kInner,
        providers.size() == 1
            ? tr("%1: %2 of attempts deferred")
                  .arg(text::fromUtf8(providers.front()), text::percent(content.rates.total.deferralRate()))
            : tr("%1 of attempts deferred").arg(text::percent(content.rates.total.deferralRate())),
        sized(27, true), theme.text);
    page.down(40);
    page.text(0, kInner,
        totalsText(content.rates, content.scope, content.overview.data, false) + QStringLiteral(" · ")
            + filtersText(content.scope.filters),
        sized(14), theme.text2);
    page.down(30);
    page.rule(14);
    drawFigures(page, content);
    page.rule(16);
    page.heading(tr("Deferral rate by provider"));
    page.panel(content.timeline, 400);
    page.heading(tr("Deferral rate by source IP"));
    page.panel(content.sources, 400);
    drawProviders(page, content);
    page.down(14);
    drawReplies(page, content);
    drawFooter(page, content);
}

} // namespace

QByteArray reportPdf(const ReportContent& content)
{
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter pdf(&buffer);
    pdf.setResolution(kResolution);
    pdf.setPageSize(QPageSize(QPageSize::A4));
    pdf.setPageMargins({});
    pdf.setTitle(tr("Deliverability report"));
    pdf.setCreator(QStringLiteral("Mailvane " MAILVANE_VERSION));
    QPainter painter(&pdf);
    drawPage(painter, content);
    painter.end();
    return buffer.data();
}

} // namespace mv
