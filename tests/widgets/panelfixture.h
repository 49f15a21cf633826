// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/counts.h"
#include "widgets/crosshair.h"
#include "widgets/delegates/tableview.h"
#include "widgets/panel.h"
#include "widgets/scopestack.h"
#include <QSignalSpy>
#include <QTest>

namespace mv::test {

inline UtcTime at(const char* iso)
{
    UtcTime t;
    if (!fromIso(iso, t))
        qFatal("bad time");
    return t;
}

inline Counts counts(std::uint64_t delivered, std::uint64_t deferred)
{
    Counts c;
    c.byOutcome = { delivered, deferred };
    c.firstTries = delivered + deferred;
    c.firstDeferred = deferred;
    return c;
}

// A scope of two days against the week before, and what every panel is given.
struct PanelFixture {
    PanelFixture()
    {
        Scope s;
        s.range = { at("2023-10-12"), at("2023-10-14") };
        s.comparison = Comparison::SamePeriodLastWeek;
        scope.set(s);
    }
    PanelContext context() { return { &scope, &crosshair }; }
    const Filters& filters() const { return scope.scope().filters; }

    ScopeStack scope;
    Crosshair crosshair;
};

inline void present(Panel& panel, const std::any& rows, QSize size = { 1200, 400 })
{
    panel.resize(size);
    panel.setState(Panel::State::Rows);
    panel.setTheme(Theme::light());
    panel.show(rows);
    panel.QWidget::show();
    panel.activateWindow();
    QVERIFY(QTest::qWaitForWindowExposed(&panel));
}

inline TableView* tableOf(const QWidget& panel) { return panel.findChild<TableView*>(); }

inline int lineOf(const TableView& table, const QString& text, int column = 0)
{
    for (int line = 0; line < table.table()->rowCount(); ++line) {
        if (table.table()->index(line, column).data().toString().contains(text))
            return line;
    }
    return -1;
}

inline void click(TableView& table, int line, int column = 0, Qt::KeyboardModifiers modifiers = {})
{
    const QRect cell = table.visualRect(table.table()->index(line, column));
    QTest::mouseClick(table.viewport(), Qt::LeftButton, modifiers, cell.center());
}

inline void press(TableView& table, int line, int key, Qt::KeyboardModifiers modifiers = {})
{
    table.setCurrentIndex(table.table()->index(line, 0));
    QTest::keyClick(&table, Qt::Key(key), modifiers);
}

} // namespace mv::test
