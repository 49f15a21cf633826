// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/datatable.h"
#include <QApplication>
#include <QClipboard>
#include <QTableView>
#include <QTest>

using namespace mv;
using namespace Qt::StringLiterals;

class TestDataTable : public QObject {
    Q_OBJECT
private slots:
    void copies_data();
    void copies();
};

void TestDataTable::copies_data()
{
    QTest::addColumn<QList<QPoint>>("cells"); // selected: column, row
    QTest::addColumn<QString>("copied");
    QTest::newRow("nothing selected: all") << QList<QPoint>() << u"source\tattempts\n'=1+1\t-5\nb c\t7\n"_s;
    QTest::newRow("a cell") << QList { QPoint(0, 0) } << u"source\n'=1+1\n"_s;
    QTest::newRow("rows") << QList { QPoint(0, 1), QPoint(1, 1) } << u"source\tattempts\nb c\t7\n"_s;
    QTest::newRow("apart") << QList { QPoint(0, 0), QPoint(1, 1) } << u"source\tattempts\n'=1+1\t-5\nb c\t7\n"_s;
}

void TestDataTable::copies()
{
    QFETCH(QList<QPoint>, cells);
    QWidget parent;
    QWidget* window
        = showAsTable({ { "source", "attempts" }, { { "=1+1", "-5" }, { "b\tc", "7" } } }, u"Sources"_s, &parent);
    auto* view = window->findChild<QTableView*>();
    view->setFocus();
    QVERIFY(QTest::qWaitForWindowActive(window));
    for (const QPoint& cell : cells)
        view->selectionModel()->select(view->model()->index(cell.y(), cell.x()), QItemSelectionModel::Select);
    QTest::keyClick(view, Qt::Key_C, Qt::ControlModifier);
    QTEST(QApplication::clipboard()->text(), "copied");
}

QTEST_MAIN(TestDataTable)
#include "tst_datatable.moc"
