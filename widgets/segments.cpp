// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/segments.h"
#include <QButtonGroup>
#include <QHBoxLayout>
#include <QToolButton>

namespace mv {

Segments::Segments(const QStringList& labels, QWidget* parent)
    : QWidget(parent)
    , m_group(new QButtonGroup(this))
{
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(m_group, &QButtonGroup::idClicked, this, &Segments::chosen);
    setLabels(labels);
}

int Segments::current() const { return m_group->checkedId(); }

void Segments::setCurrent(int index)
{
    if (auto* button = m_group->button(index))
        button->setChecked(true);
}

void Segments::setLabels(const QStringList& labels)
{
    qDeleteAll(m_group->buttons());
    for (int i = 0; i < labels.size(); ++i) {
        auto* button = new QToolButton(this);
        button->setText(labels[i]);
        button->setCheckable(true);
        button->setProperty("segment",
            labels.size() == 1           ? QStringLiteral("only")
                : i == 0                 ? QStringLiteral("first")
                : i + 1 == labels.size() ? QStringLiteral("last")
                                         : QStringLiteral("middle"));
        button->setFocusPolicy(Qt::TabFocus);
        m_group->addButton(button, i);
        layout()->addWidget(button);
    }
    setCurrent(0);
}

} // namespace mv
