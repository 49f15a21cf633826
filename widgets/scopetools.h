// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/scope.h"
#include "widgets/theme.h"
#include <QObject>
#include <string>

class QMenu;
class QToolButton;

namespace mv {

class ScopeStack;

// The tool bar's "Compare ▾", "By hour ▾" and "UTC ▾": what they say follows the scope, what they offer changes it. The
// menus serve the menu bar too.
class ScopeTools final : public QObject {
    Q_OBJECT
public:
    explicit ScopeTools(ScopeStack&, QWidget* parent);
    void setTheme(const Theme&);
    void setEnabled(bool hasData);
    void setCompact(bool); // shorter words, for a narrow window
    QList<QToolButton*> buttons() const { return { m_compare, m_bucket, m_zone }; }
    void toggleComparison();                  // off, and the last one again
    void chooseZone(const std::string& name); // IANA name; an unknown one changes nothing

private:
    void showScope();
    void fillCompare(QMenu&);
    void fillBucket(QMenu&);
    void fillZone(QMenu&);
    void compare(Comparison, int weeks);

    ScopeStack& m_scope;
    QToolButton *m_compare, *m_bucket, *m_zone;
    Comparison m_lastComparison = Comparison::SamePeriodLastWeek;
    int m_lastWeeks = 1;
    bool m_compact = false;
};

} // namespace mv
