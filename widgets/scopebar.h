// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/store/queries/imports.h"
#include "models/store/queries/rates.h"
#include "widgets/theme.h"
#include <QToolBar>
#include <functional>
#include <optional>

class QLabel;
class QToolButton;

namespace mv {

class Panel;
class ScopeStack;
enum class FilterKind;

// What is kept, as chips that can be taken away, and how much that is. One line under the tool bar.
class ScopeBar final : public QToolBar {
    Q_OBJECT
public:
    explicit ScopeBar(ScopeStack&, QWidget* parent = nullptr);
    void setTheme(const Theme&);
    void setChoices(const OverviewRows&);           // for "Add filter"
    void showTotals(const RateRows&, const Scope&); // of one group, in buckets that show gaps
    void clearTotals();
    void setPinned(const QList<Panel*>&); // those that do not follow the scope: said, and let go by a click

signals:
    void findWanted(); // the find field knows more than a menu holds

protected:
    void resizeEvent(QResizeEvent*) override;

private:
    void showChips();
    void showPinned();
    QWidget* makeChip(
        const QString& text, const QString& toolTip, std::optional<QColor> dot, std::function<void()> remove);
    void fillMenu();
    void addChoices(QMenu&, FilterKind, const std::vector<std::string>& values);

    ScopeStack& m_scope;
    Theme m_theme = Theme::light();
    OverviewRows m_choices;
    QList<Panel*> m_pinned;
    QWidget *m_inside, *m_chips, *m_pins;
    QLabel *m_everything, *m_totals;
    QToolButton* m_add;
};

// "330 935 attempts · 17.1 % deferred · previous week 1.0 % · 3 h without data", figures in bold when `rich`.
QString totalsText(const RateRows&, const Scope&, TimeRange data, bool rich);
// "Tue 10 Oct – Sat 14 Oct 2023, UTC · Microsoft 365 · against previous week": below pictures and in reports.
QString scopeText(const Scope&);
QString filtersText(const Filters&); // "Microsoft 365, Reason throttled"; "no filters"
// "previous week", "3 weeks earlier", "" without a comparison.
QString comparedName(const Scope&);

} // namespace mv
