// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QString>
#include <functional>

class QWidget;

namespace mv {

// The only message boxes of the program.
void showError(QWidget* parent, const QString& what, const QString& note = {});
// What, where and what now; `details` behind a button.
void showError(QWidget* parent, const QString& what, const QString& note, const QString& details,
    const std::function<void()>& retry, const std::function<void()>& chooseColumns = {});
bool confirm(QWidget* parent, const QString& question, const QString& yes);
void showAbout(QWidget* parent);

} // namespace mv
