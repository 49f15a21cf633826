// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/scope.h"
#include <QString>
#include <functional>

class QToolButton;

namespace mv {

// A small button for a dock's title bar that says what is chosen, "Order: name ▾", and offers the other choices.
QToolButton* makeMenuButton(const QString& chosen, const QString& accessibleName);
// The button says `text` once it is chosen; `id` is how the choice is remembered.
void addChoice(QToolButton*, const QString& id, const QString& text, std::function<void()> choose);
QString chosenIn(const QToolButton*);           // its id; empty: nobody has chosen yet
void chooseIn(QToolButton*, const QString& id); // as if somebody did; an unknown id: nothing

// "Microsoft 365 · " when the scope keeps one provider only: a panel's subtitle begins with it.
QString onlyProvider(const Scope&);

} // namespace mv
