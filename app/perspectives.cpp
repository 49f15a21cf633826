// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/perspectives.h"
#include "app/settings.h"
#include <QMainWindow>
#include <algorithm>

namespace mv {
namespace {

constexpr int kVersion = 1; // of layouts: one saved with other docks is not restored

} // namespace

Perspectives::Perspectives(QMainWindow& window, Settings& settings, std::vector<Factory> factories, QObject* parent)
    : QObject(parent)
    , m_window(window)
    , m_settings(settings)
    , m_factories(std::move(factories))
{
}

QStringList Perspectives::names() const
{
    QStringList names;
    for (const Factory& factory : m_factories)
        names << factory.name;
    return names + m_settings.perspectives();
}

void Perspectives::choose(int index)
{
    const QStringList all = names();
    if (index < 0 || index >= all.size())
        return;
    m_current = index;
    m_factory = index < int(m_factories.size());
    if (m_factory)
        m_factories[std::size_t(index)].arrange();
    else
        m_window.restoreState(m_settings.perspective(all[index]), kVersion);
    emit changed();
}

void Perspectives::saveAs(const QString& name)
{
    const auto isOurs = [&](const Factory& factory) { return factory.name == name; };
    if (name.isEmpty() || std::ranges::any_of(m_factories, isOurs))
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

void Perspectives::arrangeAgain()
{
    if (m_factory)
        m_factories[std::size_t(m_current)].arrange();
}

void Perspectives::restore()
{
    if (m_window.restoreState(m_settings.layout(), kVersion))
        m_factory = false;
}

void Perspectives::remember() const { m_settings.setLayout(m_window.saveState(kVersion)); }

} // namespace mv
