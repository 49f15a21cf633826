// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/store/queries/imports.h"
#include "widgets/scopestack.h"
#include "widgets/theme.h"
#include <QLineEdit>

class QCompleter;
class QLabel;
class QStandardItemModel;

namespace mv {

// "Filter or find…": offers what it knows that contains the words; what is chosen becomes a filter. Anything else is
// looked for in the replies.
class FindField final : public QLineEdit {
    Q_OBJECT
public:
    explicit FindField(ScopeStack&, QWidget* parent = nullptr);
    QSize sizeHint() const override { return { 240, QLineEdit::sizeHint().height() }; } // its words and its key
    void setTheme(const Theme&);
    void setChoices(const OverviewRows& rows) { m_choices = rows; }

signals:
    void repliesWanted(const QString& text); // filter by the templates that contain it

protected:
    void resizeEvent(QResizeEvent*) override;
    void keyPressEvent(QKeyEvent*) override;
    void focusInEvent(QFocusEvent*) override;
    void focusOutEvent(QFocusEvent*) override;

private:
    void offer(const QString& words);
    void choose(const QModelIndex&);
    void showHint();

    ScopeStack& m_scope;
    OverviewRows m_choices;
    QStandardItemModel* m_offers;
    QCompleter* m_completer;
    QLabel* m_hint;
    QAction* m_glass;
};

// What the words could mean, the likeliest first. No database is asked: domains and addresses are taken at their word.
QList<FilterValue> meanings(const QString& typed, const OverviewRows&);

} // namespace mv
