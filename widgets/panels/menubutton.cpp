// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/menubutton.h"
#include "models/tables/text.h"
#include <QMenu>
#include <QToolButton>

namespace mv {

namespace {
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

void addChoice(QToolButton* button, const QString& text, std::function<void()> choose)
{
    QObject::connect(
        button->menu()->addAction(text), &QAction::triggered, button, [button, text, choose = std::move(choose)] {
            button->setText(labelled(text));
            choose();
        });
}

QString onlyProvider(const Scope& scope)
{
    const auto& providers = scope.filters.providers;
    return providers.size() == 1 ? text::fromUtf8(providers.front()) + QStringLiteral(" · ") : QString();
}

} // namespace mv
