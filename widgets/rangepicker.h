// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "widgets/theme.h"
#include <QWidget>

class QToolButton;

namespace mv {

class RangePopup;
class ScopeStack;

// "‹ Tue 10 Oct – Sat 14 Oct 2023 ›": earlier, the range itself with its popup of presets and a calendar, later.
class RangePicker final : public QWidget {
    Q_OBJECT
public:
    explicit RangePicker(ScopeStack&, QWidget* parent = nullptr);
    void setTheme(const Theme&);

public slots:
    void openPopup();
    void showRange();

private:
    ScopeStack& m_scope;
    QToolButton *m_earlier, *m_range, *m_later;
};

} // namespace mv
