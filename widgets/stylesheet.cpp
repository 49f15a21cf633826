// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/theme.h"
#include <QHash>
#include <QRegularExpression>

namespace mv {
namespace {

// @token is replaced by its colour. Over the Fusion style; heights are the design's.
constexpr char kSheet[] = R"(
QMainWindow, QDialog { background: @window; }
QMainWindow::separator { background: @window; width: 4px; height: 4px; }
QMainWindow::separator:hover { background: @controlLine; }

QMenuBar { background: @window; border: none; padding: 1px 4px; }
QMenuBar::item { background: transparent; padding: 4px 8px; border-radius: 3px; }
QMenuBar::item:selected { background: @selection; }
QMenu { background: @panel; border: 1px solid @controlLine; padding: 4px 0; }
QMenu::item { padding: 5px 24px 5px 28px; }
QMenu::item:selected { background: @selection; color: @text; }
QMenu::item:disabled { color: @text3; }
QMenu::separator { height: 1px; background: @line; margin: 4px 0; }
QMenu::indicator, QMenu::icon { left: 8px; }
QToolTip { background: @panel; color: @text; border: 1px solid @controlLine; padding: 4px 6px; }

QToolBar { background: @window; border: none; border-bottom: 1px solid @line; spacing: 4px; padding: 0 8px; }
QToolBar#scopebar { background: @header; padding: 0; }
QToolBar[orientation="2"] { border: none; padding: 0; }
QToolBar::separator { background: @line; width: 1px; margin: 3px 6px; }
QStatusBar { background: @window; border-top: 1px solid @line; }
QStatusBar::item { border: none; }
QStatusBar QToolButton { padding: 0 4px; min-height: 18px; border: none; background: transparent; color: @text2; }
QStatusBar QToolButton:hover { text-decoration: underline; }
QStatusBar QLabel { color: @text2; }

QToolButton, QPushButton {
    background: @control; color: @text; border: 1px solid @controlLine; border-radius: 3px; padding: 2px 8px; min-height: 20px; }
QToolButton:hover, QPushButton:hover { background: @selection; }
QToolButton:pressed, QPushButton:pressed, QToolButton:checked { background: @selection; }
QToolButton:disabled, QPushButton:disabled { color: @text3; background: @window; border-color: @line; }
QToolButton:focus, QPushButton:focus { border: 2px solid @focus; padding: 1px 7px; }
QToolButton::menu-indicator, QPushButton::menu-indicator { image: none; width: 0; }
QPushButton:default, QPushButton[primary="true"] {
    background: @primary; color: @primaryText; border-color: @primary; }
QPushButton:default:focus, QPushButton[primary="true"]:focus { border-color: @text; }
QPushButton:default:disabled { background: @line; color: @text3; border-color: @line; }
QToolButton[flat="true"], QPushButton[flat="true"] { background: transparent; border: 1px solid transparent; }
QToolButton[flat="true"]:hover, QPushButton[flat="true"]:hover { background: @selection; }
QToolButton[flat="true"]:focus, QPushButton[flat="true"]:focus { border: 1px solid @focus; padding: 2px 8px; }
QPushButton[small="true"] { min-height: 14px; padding: 1px 8px; }
QToolButton[glyph="true"] { padding: 2px; }
QToolButton[glyph="true"]:focus { padding: 1px; }
QToolButton[link="true"] { background: transparent; border: none; color: @text2; padding: 0 4px; min-height: 16px; }
QToolButton[link="true"]:hover, QToolButton[link="true"]:focus { color: @text; text-decoration: underline; }

QToolButton[segment] { border-radius: 0; border-right: none; padding: 2px 8px; }
QToolButton[segment][glyph="true"] { padding: 2px; }
QToolButton[segment][glyph="true"]:focus { padding: 1px; }
QToolButton[segment]:checked { background: @selection; font-weight: 600; border-bottom: 2px solid @focus; padding-bottom: 1px; }
QToolButton[segment]:focus { border: 2px solid @focus; padding: 1px 7px; }
QToolButton[segment="first"] { border-top-left-radius: 3px; border-bottom-left-radius: 3px; }
QToolButton[segment="last"] { border-top-right-radius: 3px; border-bottom-right-radius: 3px; border-right: 1px solid @controlLine; }
QToolButton[segment="only"] { border-radius: 3px; border-right: 1px solid @controlLine; }

QLineEdit, QComboBox, QDateTimeEdit, QSpinBox, QPlainTextEdit, QTextEdit {
    background: @control; color: @text; border: 1px solid @controlLine; border-radius: 3px; selection-background-color: @focus;
    selection-color: @panel; }
QLineEdit, QDateTimeEdit, QSpinBox, QComboBox { min-height: 22px; padding: 0 6px; }
QLineEdit:focus, QComboBox:focus, QDateTimeEdit:focus, QSpinBox:focus, QPlainTextEdit:focus { border: 2px solid @focus; padding: 0 5px; }
QLineEdit QToolButton { background: transparent; border: none; padding: 0; min-height: 0; }
QComboBox::drop-down { border: none; width: 18px; }
QComboBox QAbstractItemView { background: @panel; border: 1px solid @controlLine; selection-background-color: @selection; selection-color: @text; }

QWidget#docktitle { background: @header; border: 1px solid @line; }
QWidget#docktitle QLabel[role="title"] { font-weight: 600; }
QWidget#docktitle QLabel[role="subtitle"] { color: @text3; }
QWidget#docktitle QToolButton, QWidget#docktitle QPushButton, QWidget#docktitle QComboBox { min-height: 16px; padding: 0 6px; }
QWidget#docktitle QToolButton[flat="true"] { padding: 1px; }
QWidget#dockbody { background: @panel; border: 1px solid @line; border-top: none; }

QMainWindow > QTabBar, QMainWindow > QTabBar::tab { height: 0; min-height: 0; max-height: 0; margin: 0; padding: 0; border: none; }
QTabBar#docktabs::tab {
    background: @header; color: @text2; border: 1px solid @line; border-left: none; padding: 0 12px; height: 26px; }
QTabBar#docktabs::tab:selected {
    background: @panel; color: @text; border-top: 2px solid @focus; border-bottom: none; font-weight: 600; }
QTabBar#docktabs::tab:hover { color: @text; }
QTabBar#docktabs:focus::tab:selected { border: 2px solid @focus; }

QAbstractItemView { background: @panel; border: none; outline: none; selection-background-color: @selection; selection-color: @text; }
QTableView, QTreeView { gridline-color: @line; }
QHeaderView { background: @panel; }
QHeaderView::section { background: @panel; color: @text2; border: none; border-bottom: 1px solid @line; padding: 0 6px; height: 23px; }
QHeaderView::section:hover { color: @text; }
QTableCornerButton::section { background: @panel; border: none; }
QSplitter::handle { background: @line; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
QProgressBar { background: @grid; border: none; border-radius: 0; height: 6px; text-align: center; }
QProgressBar::chunk { background: @focus; }

QScrollBar { background: @panel; border: none; }
QScrollBar:vertical { width: 10px; }
QScrollBar:horizontal { height: 10px; }
QScrollBar::handle { background: @axis; border-radius: 3px; margin: 2px; min-height: 24px; min-width: 24px; }
QScrollBar::handle:hover { background: @text3; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: none; }

QFrame#popup { background: @panel; border: 1px solid @controlLine; }
QFrame[chip="true"] { background: @control; border: 1px solid @controlLine; border-radius: 3px; }
QFrame[chip="true"] QToolButton { border: none; background: transparent; padding: 0; min-height: 16px; }
QFrame[chip="true"] QToolButton:focus { border: 1px solid @focus; }
QFrame#droptarget { background: @header; border: 1px dashed @previous; border-radius: 3px; }
QFrame#droptarget[over="true"] { background: @selection; border: 2px dashed @focus; }
QLabel[secondary="true"] { color: @text3; }
QLabel[role="notice"] { color: @text2; }
QCalendarWidget QAbstractItemView { selection-background-color: @focus; selection-color: @panel; }
)";

} // namespace

QString Theme::styleSheet() const
{
    const QHash<QString, QColor> tokens {
        { QStringLiteral("window"), window },
        { QStringLiteral("panel"), panel },
        { QStringLiteral("header"), header },
        { QStringLiteral("control"), control },
        { QStringLiteral("controlLine"), controlLine },
        { QStringLiteral("line"), line },
        { QStringLiteral("grid"), grid },
        { QStringLiteral("axis"), axis },
        { QStringLiteral("selection"), selection },
        { QStringLiteral("focus"), focus },
        { QStringLiteral("primary"), primary },
        { QStringLiteral("primaryText"), primaryText },
        { QStringLiteral("previous"), previous },
        { QStringLiteral("text"), text },
        { QStringLiteral("text2"), text2 },
        { QStringLiteral("text3"), text3 },
    };
    static const QRegularExpression token(QStringLiteral("@([a-z]+[A-Za-z0-9]*)"));
    const QString sheet = QString::fromUtf8(kSheet);
    QString out;
    qsizetype at = 0;
    for (auto it = token.globalMatch(sheet); it.hasNext();) {
        const auto match = it.next();
        Q_ASSERT(tokens.contains(match.captured(1)));
        out += QStringView(sheet).mid(at, match.capturedStart() - at);
        out += tokens.value(match.captured(1)).name();
        at = match.capturedEnd();
    }
    out += QStringView(sheet).mid(at);
    return out;
}

} // namespace mv
