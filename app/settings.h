// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QByteArray>
#include <QSettings>
#include <QStringList>

namespace mv {

// What is remembered from one start to the next. Only app reads it: everything below is handed values. GUI thread.
class Settings final {
public:
    enum class Look { System, Light, Dark };

    Settings();
    explicit Settings(const QString& file); // for tests: an INI file instead of the user's

    Look look() const;
    void setLook(Look);
    QByteArray geometry() const;
    void setGeometry(const QByteArray&);
    QByteArray layout() const; // of the docks when the window was closed
    void setLayout(const QByteArray&);
    QByteArray table(const QString& key) const; // columns and order that somebody chose
    void setTable(const QString& key, const QByteArray&);
    QString choice(const QString& panel) const; // order, grouping or mode that somebody chose in it
    void setChoice(const QString& panel, const QString&);
    QString zone() const; // IANA name; empty: the system's
    void setZone(const QString&);

    QStringList perspectives() const; // those saved by the user, in their order
    QByteArray perspective(const QString& name) const;
    void savePerspective(const QString& name, const QByteArray& layout);
    void removePerspective(const QString& name);

    QStringList recentFiles() const; // opened logs and folders, newest first
    void addRecentFiles(const QStringList&);
    QStringList recentWorkspaces() const;
    void addRecentWorkspace(const QString&);
    QString folder() const; // where the last file dialog was
    void setFolder(const QString&);

private:
    void addRecent(const QString& key, const QStringList& paths);
    QSettings m_file;
};

} // namespace mv
