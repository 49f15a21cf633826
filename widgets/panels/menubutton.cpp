// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/menubutton.h"
#include "models/tables/text.h"
#include <QMenu>
#include <QToolButton>

namespace mv {

namespace {

constexpr char kChosen[] = "chosen"; // property of the button

QString labelled(const QString& text) { return text + QStringLiteral(" ▾"); }

} // namespace

QToolButton* makeMenuButton(const QString& chosen, const QString& accessibleName)
{
    auto* button = new QToolButton;
    button->setText(labelled(chosen));
    button->setAccessibleName(accessibleName);
    button->setPopupMode(QToolButton::InstantPopup);
    button->setFixedHeight(20);
    button->setFocusPolicy(Qt::StrongFocus);
    button->setStyleSheet(QStringLiteral("QToolButton::menu-indicator { image: none; }")); // the label has one
    button->setMenu(new QMenu(button));
    return button;
}

void addChoice(QToolButton* button, const QString& id, const QString& text, std::function<void()> choose)
{
    QAction* action = button->menu()->addAction(text);
    action->setData(id);
    QObject::connect(action, &QAction::triggered, button, [button, id, text, choose = std::move(choose)] {
        button->setText(labelled(text));
        button->setProperty(kChosen, id);
        choose();
    });
}

QString chosenIn(const QToolButton* button) { return button->property(kChosen).toString(); }

void chooseIn(QToolButton* button, const QString& id)
{
    for (QAction* action : button->menu()->actions()) {
        if (action->data().toString() == id)
            action->trigger();
    }
}

QString onlyProvider(const Scope& scope)
{
    const auto& providers = scope.filters.providers;
    return providers.size() == 1 ? text::fromUtf8(providers.front()) + QStringLiteral(" · ") : QString();
}

} // namespace mv
