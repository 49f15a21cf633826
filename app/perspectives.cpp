// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/perspectives.h"
#include "app/settings.h"
#include <QMainWindow>

namespace mv {
namespace {

constexpr int kVersion = 1; // of layouts: one saved with other docks is not restored

} // namespace

Perspectives::Perspectives(QMainWindow& window, Settings& settings, std::function<void()> arrange, QObject* parent)
    : QObject(parent)
    , m_window(window)
    , m_settings(settings)
    , m_arrange(std::move(arrange))
{
}

QStringList Perspectives::names() const { return QStringList { tr("Overview") } + m_settings.perspectives(); }

void Perspectives::choose(int index)
{
    const QStringList all = names();
    if (index < 0 || index >= all.size())
        return;
    m_current = index;
    m_factory = index == 0;
    if (m_factory)
        m_arrange();
    else
        m_window.restoreState(m_settings.perspective(all[index]), kVersion);
    emit changed();
}

void Perspectives::saveAs(const QString& name)
{
    if (name.isEmpty() || name == names().first())
        return;
    m_settings.savePerspective(name, m_window.saveState(kVersion));
    m_current = int(names().indexOf(name));
    emit changed();
}

void Perspectives::removeCurrent()
{
    if (!canRemove())
        return;
    m_settings.removePerspective(names()[m_current]);
    choose(0);
}

void Perspectives::restore()
{
    if (m_window.restoreState(m_settings.layout(), kVersion))
        m_factory = false;
}

void Perspectives::remember() const { m_settings.setLayout(m_window.saveState(kVersion)); }

} // namespace mv
