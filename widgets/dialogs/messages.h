// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QString>

class QWidget;

namespace mv {

// The only message boxes of the program.
void showError(QWidget* parent, const QString& what, const QString& details = {});
bool confirm(QWidget* parent, const QString& question, const QString& yes);
void showAbout(QWidget* parent);

} // namespace mv
