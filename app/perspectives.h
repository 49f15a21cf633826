// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QObject>
#include <functional>

class QMainWindow;

namespace mv {

class Settings;

// Named layouts of the docks: "Overview", which is how the window comes, and the user's own. GUI thread.
class Perspectives final : public QObject {
    Q_OBJECT
public:
    Perspectives(QMainWindow&, Settings&, std::function<void()> arrange, QObject* parent = nullptr);
    QStringList names() const; // Overview first
    int current() const { return m_current; }
    void choose(int index);
    void saveAs(const QString& name); // a name that exists is replaced, but not Overview
    void removeCurrent();
    bool canRemove() const { return m_current > 0; }
    bool isFactory() const { return m_factory; } // nothing else was chosen or restored
    void restore();                              // as the window was left
    void remember() const;                       // for restore()

signals:
    void changed(); // names or current

private:
    QMainWindow& m_window;
    Settings& m_settings;
    std::function<void()> m_arrange; // as the window comes
    bool m_factory = true;
    int m_current = 0;
};

} // namespace mv
