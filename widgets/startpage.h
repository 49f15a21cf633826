// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "widgets/theme.h"
#include <QWidget>

class QFrame;
class QLabel;
class QVBoxLayout;

namespace mv {

// What the window shows in place of charts before anything was imported: what can be opened.
class StartPage final : public QWidget {
    Q_OBJECT
public:
    explicit StartPage(QWidget* parent = nullptr);
    void setTheme(const Theme&);
    void setRecent(const QStringList& workspaces);
    void setDropping(bool);               // something is dragged over the window
    void setReading(const QString& what); // an import runs that has shown nothing yet; empty: none

signals:
    void openFiles();
    void openFolder();
    void openWorkspace();
    void openSample();
    void openRecent(const QString& path);

protected:
    void paintEvent(QPaintEvent*) override;

private:
    QWidget* makeLine(const QString& icon, const QString& title, const QString& text, const QString& key,
        void (StartPage::*chosen)());

    QVBoxLayout* m_recent;
    QFrame* m_target;
    QLabel* m_hint;
    QList<std::pair<QLabel*, QString>> m_icons;
    Theme m_theme = Theme::light();
};

} // namespace mv
