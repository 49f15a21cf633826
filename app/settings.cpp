// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/settings.h"

namespace mv {
namespace {

constexpr int kRecent = 10;

const QString kLook = QStringLiteral("look");
const QString kGeometry = QStringLiteral("window/geometry");
const QString kLayout = QStringLiteral("window/layout");
const QString kTables = QStringLiteral("tables/");
const QString kPanels = QStringLiteral("panels/");
const QString kZone = QStringLiteral("zone");
const QString kPerspectiveNames = QStringLiteral("perspectives/names");
const QString kRecentFiles = QStringLiteral("recent/files");
const QString kRecentWorkspaces = QStringLiteral("recent/workspaces");
const QString kFolder = QStringLiteral("recent/folder");

// Names are free text, keys are not.
QString perspectiveKey(const QString& name)
{
    return QStringLiteral("perspectives/layout-") + QString::fromLatin1(name.toUtf8().toHex());
}

} // namespace

Settings::Settings()
    : m_file(QStringLiteral("mailvane"), QStringLiteral("mailvane"))
{
}

Settings::Settings(const QString& file)
    : m_file(file, QSettings::IniFormat)
{
}

Settings::Look Settings::look() const
{
    const QString look = m_file.value(kLook).toString();
    return look == u"dark" ? Look::Dark : look == u"light" ? Look::Light : Look::System;
}

void Settings::setLook(Look look)
{
    m_file.setValue(kLook,
        look == Look::Dark        ? QStringLiteral("dark")
            : look == Look::Light ? QStringLiteral("light")
                                  : QStringLiteral("system"));
}

QByteArray Settings::geometry() const { return m_file.value(kGeometry).toByteArray(); }
void Settings::setGeometry(const QByteArray& geometry) { m_file.setValue(kGeometry, geometry); }
QByteArray Settings::layout() const { return m_file.value(kLayout).toByteArray(); }
void Settings::setLayout(const QByteArray& layout) { m_file.setValue(kLayout, layout); }
QByteArray Settings::table(const QString& key) const { return m_file.value(kTables + key).toByteArray(); }
void Settings::setTable(const QString& key, const QByteArray& choices) { m_file.setValue(kTables + key, choices); }
QString Settings::choice(const QString& panel) const { return m_file.value(kPanels + panel).toString(); }
void Settings::setChoice(const QString& panel, const QString& choice) { m_file.setValue(kPanels + panel, choice); }
QString Settings::zone() const { return m_file.value(kZone).toString(); }
void Settings::setZone(const QString& zone) { m_file.setValue(kZone, zone); }

QStringList Settings::perspectives() const { return m_file.value(kPerspectiveNames).toStringList(); }
QByteArray Settings::perspective(const QString& name) const { return m_file.value(perspectiveKey(name)).toByteArray(); }

void Settings::savePerspective(const QString& name, const QByteArray& layout)
{
    QStringList names = perspectives();
    if (!names.contains(name))
        names << name;
    m_file.setValue(kPerspectiveNames, names);
    m_file.setValue(perspectiveKey(name), layout);
}

void Settings::removePerspective(const QString& name)
{
    QStringList names = perspectives();
    names.removeAll(name);
    m_file.setValue(kPerspectiveNames, names);
    m_file.remove(perspectiveKey(name));
}

void Settings::addRecent(const QString& key, const QStringList& paths)
{
    QStringList recent = m_file.value(key).toStringList();
    for (const QString& path : paths) {
        recent.removeAll(path);
        recent.prepend(path);
    }
    if (recent.size() > kRecent)
        recent.resize(kRecent);
    m_file.setValue(key, recent);
}

QStringList Settings::recentFiles() const { return m_file.value(kRecentFiles).toStringList(); }
void Settings::addRecentFiles(const QStringList& paths) { addRecent(kRecentFiles, paths); }
QStringList Settings::recentWorkspaces() const { return m_file.value(kRecentWorkspaces).toStringList(); }
void Settings::addRecentWorkspace(const QString& path) { addRecent(kRecentWorkspaces, { path }); }
QString Settings::folder() const { return m_file.value(kFolder).toString(); }
void Settings::setFolder(const QString& folder) { m_file.setValue(kFolder, folder); }

} // namespace mv
