// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QObject>
#include <functional>
#include <vector>

class QMainWindow;

namespace mv {

class Settings;

// Named layouts of the docks: the program's own, of which the first is how the window comes, and the user's. GUI
// thread.
class Perspectives final : public QObject {
    Q_OBJECT
public:
    struct Factory {
        QString name;
        std::function<void()> arrange;
    };
    Perspectives(QMainWindow&, Settings&, std::vector<Factory>, QObject* parent = nullptr);
    QStringList names() const; // the program's first
    int current() const { return m_current; }
    void choose(int index);
    void saveAs(const QString& name); // a name that exists is replaced, but not one of the program's
    void removeCurrent();
    bool canRemove() const { return m_current >= int(m_factories.size()); }
    // Arranges a perspective of the program's again, unless something was restored or changed to the user's own.
    void arrangeAgain();
    void restore();        // as the window was left
    void remember() const; // for restore()

signals:
    void changed(); // names or current

private:
    QMainWindow& m_window;
    Settings& m_settings;
    std::vector<Factory> m_factories;
    bool m_factory = true; // the window is as one of these
    int m_current = 0;
};

} // namespace mv
