// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/time.h"
#include <QFrame>
#include <functional>

class QBoxLayout;
class QCalendarWidget;
class QDateTimeEdit;
class QPushButton;

namespace mv {

class ScopeStack;

// Presets, and a calendar with from and to by the clock of the scope's zone. A day, then a later day: both and all
// between.
class RangePopup final : public QFrame {
    Q_OBJECT
public:
    explicit RangePopup(ScopeStack&, QWidget* parent = nullptr);

protected:
    void keyPressEvent(QKeyEvent*) override;

private:
    void addPreset(QBoxLayout*, const QString& text, std::function<void()> choose);
    void pickDay(const QDate&);
    void apply();
    TimeRange chosen() const;

    ScopeStack& m_scope;
    QCalendarWidget* m_calendar;
    QDateTimeEdit *m_from, *m_to;
    QPushButton* m_apply;
    bool m_extend = false; // the next day picked is the last one
};

} // namespace mv
