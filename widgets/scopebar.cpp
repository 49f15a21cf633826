// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/scopebar.h"
#include "models/tables/text.h"
#include "widgets/panel.h"
#include "widgets/scopestack.h"
#include <QFrame>
#include <QHBoxLayout>
#include <QHash>
#include <QLabel>
#include <QMenu>
#include <QPainter>
#include <QSignalBlocker>
#include <QToolButton>

namespace mv {
namespace {

constexpr int kHeight = 28;
constexpr int kChipTextWidth = 220, kPinTextWidth = 260;
constexpr int kChipsOfAKind = 3;         // more are one chip
constexpr std::size_t kMostChoices = 80; // in a menu; the find field knows all

QPixmap dotOf(const QColor& colour, qreal scale)
{
    QPixmap pixmap(QSize(8, 8) * scale);
    pixmap.setDevicePixelRatio(scale);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    painter.drawEllipse(QRectF(0, 0, 8, 8));
    return pixmap;
}

QString withKind(const FilterValue& filter)
{
    return filter.kind == FilterKind::Provider ? filter.value
                                               : toText(filter.kind) + QStringLiteral(": ") + filter.value;
}

void empty(QWidget& row)
{
    while (QLayoutItem* item = row.layout()->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater(); // it may be the one whose button was clicked
        delete item;
    }
}

// Buckets without data, of those that lie wholly within what was imported: the future is "not yet", not a gap.
std::chrono::milliseconds gaps(const RateRows& rows, TimeRange data)
{
    std::chrono::milliseconds sum {};
    for (std::size_t i = 0; i < rows.covered.size() && i + 1 < rows.edges.size(); ++i) {
        if (!rows.covered[i] && rows.edges[i] >= data.from && rows.edges[i + 1] <= data.to)
            sum += rows.edges[i + 1] - rows.edges[i];
    }
    return sum;
}

} // namespace

QString comparedName(const Scope& scope)
{
    switch (scope.comparison) {
    case Comparison::Off:
        return {};
    case Comparison::PreviousPeriod:
        return ScopeBar::tr("previous period");
    case Comparison::SamePeriodLastWeek:
        return ScopeBar::tr("previous week");
    case Comparison::WeeksEarlier:
        break;
    }
    return ScopeBar::tr("%n week(s) earlier", nullptr, scope.weeksEarlier);
}

QString totalsText(const RateRows& rows, const Scope& scope, TimeRange data, bool rich)
{
    const auto strong
        = [rich](const QString& figure) { return rich ? QStringLiteral("<b>%1</b>").arg(figure) : figure; };
    QStringList parts { ScopeBar::tr("%1 attempt(s)", nullptr, text::plural(rows.total.attempts()))
                            .arg(strong(text::count(rows.total.attempts()))) };
    if (rows.total.attempts() > 0)
        parts << ScopeBar::tr("%1 deferred").arg(strong(text::percent(rows.total.deferralRate())));
    if (scope.compares())
        parts << comparedName(scope) + u' '
                + (rows.comparedTotal.attempts() > 0 ? text::percent(rows.comparedTotal.deferralRate())
                                                     : ScopeBar::tr("without data"));
    if (const auto missing = gaps(rows, data); missing.count() > 0)
        parts << ScopeBar::tr("%1 without data").arg(text::duration(missing));
    if (rows.keptFrom)
        parts << ScopeBar::tr("attempts before %1 are no longer kept").arg(text::day(*rows.keptFrom, scope.zone));
    return parts.join(QStringLiteral(" · "));
}

QString filtersText(const Filters& filters)
{
    QStringList parts;
    for (const FilterValue& filter : valuesIn(filters))
        parts << withKind(filter);
    return parts.isEmpty() ? ScopeBar::tr("no filters") : parts.join(QStringLiteral(", "));
}

QString scopeText(const Scope& scope)
{
    QString said = text::range(scope.range, scope.zone) + QStringLiteral(", ") + text::fromUtf8(scope.zone.name())
        + QStringLiteral(" · ") + filtersText(scope.filters);
    if (scope.compares())
        said += ScopeBar::tr(" · against %1").arg(comparedName(scope));
    return said;
}

ScopeBar::ScopeBar(ScopeStack& scope, QWidget* parent)
    : QToolBar(parent)
    , m_scope(scope)
    , m_inside(new QWidget(this))
    , m_chips(new QWidget(this))
    , m_pins(new QWidget(this))
    , m_everything(new QLabel(this))
    , m_totals(new QLabel(this))
    , m_add(new QToolButton(this))
{
    setObjectName(QStringLiteral("scopebar"));
    setWindowTitle(tr("Scope"));
    setMovable(false);
    setFloatable(false);
    setFixedHeight(kHeight);
    setContextMenuPolicy(Qt::PreventContextMenu);
    auto* line = new QHBoxLayout(m_inside);
    line->setContentsMargins(12, 0, 12, 0);
    line->setSpacing(6);
    auto* word = new QLabel(tr("Scope"), m_inside);
    word->setProperty("secondary", true);
    m_everything->setText(tr("Everything. Filters appear here as you click."));
    m_everything->setProperty("secondary", true);
    auto* chips = new QHBoxLayout(m_chips);
    auto* pins = new QHBoxLayout(m_pins);
    for (QHBoxLayout* row : { chips, pins }) {
        row->setContentsMargins(0, 0, 0, 0);
        row->setSpacing(4);
    }
    m_add->setText(tr("+ Add filter"));
    m_add->setProperty("link", true);
    m_add->setPopupMode(QToolButton::InstantPopup);
    m_add->setFocusPolicy(Qt::TabFocus);
    m_add->setMenu(new QMenu(m_add));
    connect(m_add->menu(), &QMenu::aboutToShow, this, &ScopeBar::fillMenu);
    m_totals->setTextFormat(Qt::RichText);
    m_totals->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_totals->setAccessibleName(tr("Totals of the scope"));
    line->addWidget(word);
    line->addWidget(m_everything);
    line->addWidget(m_chips);
    line->addWidget(m_add);
    line->addWidget(m_pins);
    line->addStretch(1);
    line->addWidget(m_totals);
    connect(&m_scope, &ScopeStack::changed, this, &ScopeBar::showChips);
    connect(&m_scope, &ScopeStack::changed, this, &ScopeBar::showPinned);
    showChips();
}

// Not through the tool bar's own layout, whose margins are the style's.
void ScopeBar::resizeEvent(QResizeEvent*) { m_inside->setGeometry(rect().adjusted(0, 0, 0, -1)); }

void ScopeBar::setTheme(const Theme& theme)
{
    m_theme = theme;
    showChips();
}

void ScopeBar::setChoices(const OverviewRows& rows)
{
    m_choices = rows;
    m_add->setVisible(!rows.data.empty());
    m_everything->setVisible(rows.data.empty() || m_scope.scope().filters.empty());
}

void ScopeBar::showTotals(const RateRows& rows, const Scope& scope)
{
    m_totals->setText(totalsText(rows, scope, m_scope.data(), true));
}

void ScopeBar::clearTotals() { m_totals->clear(); }

void ScopeBar::setPinned(const QList<Panel*>& panels)
{
    m_pinned = panels;
    showPinned();
}

void ScopeBar::showPinned()
{
    empty(*m_pins);
    for (Panel* panel : std::as_const(m_pinned)) {
        const Scope &pinned = panel->shownScope(), &now = m_scope.scope();
        QString what = filtersText(pinned.filters);
        if (pinned.range != now.range || pinned.zone != now.zone)
            what = text::range(pinned.range, pinned.zone) + QStringLiteral(" · ") + what;
        auto* pin = new QToolButton(m_pins);
        pin->setProperty("link", true);
        pin->setText(QStringLiteral("· ")
            + fontMetrics().elidedText(tr("%1 shows %2").arg(panel->title(), what), Qt::ElideRight, kPinTextWidth)
            + tr(" (pinned)"));
        pin->setToolTip(tr("%1 keeps %2. Click to let it follow the scope again.")
                            .arg(panel->title(), scopeText(pinned))
                            .toHtmlEscaped());
        pin->setAccessibleName(tr("Unpin %1").arg(panel->title()));
        pin->setFocusPolicy(Qt::TabFocus);
        connect(pin, &QToolButton::clicked, panel, [panel] { panel->setPinned(false); });
        m_pins->layout()->addWidget(pin);
    }
    m_pins->setVisible(!m_pinned.isEmpty());
}

void ScopeBar::showChips()
{
    const QSignalBlocker quiet(m_chips);
    empty(*m_chips);
    const auto filters = valuesIn(m_scope.scope().filters);
    QHash<FilterKind, QStringList> byKind;
    for (const FilterValue& filter : filters)
        byKind[filter.kind] << filter.value;
    for (const FilterValue& filter : filters) {
        const QStringList& same = byKind[filter.kind];
        if (same.size() <= kChipsOfAKind) {
            const QString text = fontMetrics().elidedText(withKind(filter), Qt::ElideRight, kChipTextWidth);
            const auto dot
                = filter.kind == FilterKind::Provider ? std::optional(m_theme.provider(filter.value)) : std::nullopt;
            m_chips->layout()->addWidget(makeChip(
                text, withKind(filter), dot, [this, filter] { m_scope.filter(filter.kind, filter.value, true); }));
        } else if (filter.value == same.first()) {
            const QString text = tr("%1: %n values", nullptr, int(same.size())).arg(toText(filter.kind));
            m_chips->layout()->addWidget(makeChip(text, same.join(u'\n'), std::nullopt, [this, kind = filter.kind] {
                Scope next = m_scope.scope();
                if (kind == FilterKind::Outcome)
                    next.filters.outcomes.clear();
                else
                    valuesOf(next.filters, kind).clear();
                m_scope.set(next);
            }));
        }
    }
    m_chips->setVisible(!filters.isEmpty());
    m_everything->setVisible(filters.isEmpty());
}

QWidget* ScopeBar::makeChip(
    const QString& text, const QString& toolTip, std::optional<QColor> dot, std::function<void()> remove)
{
    auto* chip = new QFrame(m_chips);
    chip->setProperty("chip", true);
    chip->setFixedHeight(20);
    chip->setToolTip(
        QStringLiteral("<p>%1</p>").arg(toolTip.toHtmlEscaped())); // tool tips guess, and it may be a reply
    auto* line = new QHBoxLayout(chip);
    line->setContentsMargins(6, 0, 2, 0);
    line->setSpacing(4);
    if (dot) {
        auto* mark = new QLabel(chip);
        mark->setPixmap(dotOf(*dot, devicePixelRatioF()));
        line->addWidget(mark);
    }
    auto* label = new QLabel(text, chip);
    label->setTextFormat(Qt::PlainText);
    line->addWidget(label);
    auto* cross = new QToolButton(chip);
    cross->setText(QString(QChar(0x00D7)));
    cross->setFixedSize(20, 18);
    cross->setFocusPolicy(Qt::TabFocus);
    cross->setAccessibleName(tr("Remove filter %1").arg(toolTip));
    connect(cross, &QToolButton::clicked, this, std::move(remove));
    line->addWidget(cross);
    return chip;
}

void ScopeBar::fillMenu()
{
    QMenu& menu = *m_add->menu();
    menu.clear();
    addChoices(menu, FilterKind::Provider, m_choices.providers);
    addChoices(menu, FilterKind::Source, m_choices.sources);
    addChoices(menu, FilterKind::Server, m_choices.servers);
    addChoices(menu, FilterKind::Reason, m_choices.reasons);
    std::vector<std::string> outcomes;
    for (std::size_t i = 0; i < kOutcomeCount; ++i)
        outcomes.emplace_back(toString(static_cast<Outcome>(i)));
    addChoices(menu, FilterKind::Outcome, outcomes);
    menu.addSeparator();
    menu.addAction(tr("Find domains and replies…"), this, &ScopeBar::findWanted);
    menu.addAction(tr("Clear filters"), &m_scope, &ScopeStack::clearFilters)
        ->setEnabled(!m_scope.scope().filters.empty());
}

void ScopeBar::addChoices(QMenu& menu, FilterKind kind, const std::vector<std::string>& values)
{
    QMenu* sub = menu.addMenu(toText(kind));
    sub->setEnabled(!values.empty());
    const auto chosen = valuesIn(m_scope.scope().filters);
    for (std::size_t i = 0; i < std::min(values.size(), kMostChoices); ++i) {
        const QString value = text::fromUtf8(values[i]);
        QString label = value;
        QAction* action = sub->addAction(label.replace(u'&', QStringLiteral("&&")), this,
            [this, kind, value] { m_scope.filter(kind, value, true); });
        action->setCheckable(true);
        action->setChecked(chosen.contains(FilterValue { kind, value }));
    }
    if (values.size() > kMostChoices)
        sub->addAction(tr("More: find…"), this, &ScopeBar::findWanted);
}

} // namespace mv
