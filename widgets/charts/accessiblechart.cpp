// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/accessiblechart.h"
#include "widgets/charts/timeview.h"
#include <QAccessibleWidget>
#include <QCoreApplication>

namespace mv {
namespace {

// Name and description are the widget's own.
class AccessibleChart final : public QAccessibleWidget {
public:
    explicit AccessibleChart(TimeView* view)
        : QAccessibleWidget(view, QAccessible::Chart)
        , m_view(*view)
    {
    }
    QStringList actionNames() const override { return QAccessibleWidget::actionNames() << showAsTable(); }
    void doAction(const QString& name) override
    {
        if (name == showAsTable())
            emit m_view.showAsTableWanted();
        else
            QAccessibleWidget::doAction(name);
    }

private:
    static QString showAsTable() { return QCoreApplication::translate("mv::TimeView", "Show as table"); }
    TimeView& m_view; // outlives its interface
};

QAccessibleInterface* make(const QString&, QObject* object)
{
    auto* view = qobject_cast<TimeView*>(object);
    return view ? new AccessibleChart(view) : nullptr;
}

} // namespace

void installAccessibleCharts()
{
    static const bool once = (QAccessible::installFactory(make), true);
    Q_UNUSED(once)
}

} // namespace mv
