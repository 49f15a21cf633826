// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/scope.h"
#include <QObject>
#include <vector>

namespace mv {

enum class FilterKind { Provider, Source, Server, SenderDomain, RecipientDomain, Reason, Template, Outcome };

// The one scope of a window, with its history. Panels talk to it and never to each other. GUI thread.
class ScopeStack : public QObject {
    Q_OBJECT
public:
    explicit ScopeStack(QObject* parent = nullptr);

    const Scope& scope() const { return m_states[m_current]; }
    TimeRange data() const { return m_data; } // first to last fact; limits navigation
    void setData(TimeRange); // the first time, the scope becomes the last seven days of it (not an undo step)

    void set(const Scope&); // an undo step, unless nothing changes
    void setRange(TimeRange); // rounded outward to quarters of an hour
    // Click: this value alone for its kind (again: no filter of the kind). Ctrl-click (add): more or less of it.
    void filter(FilterKind, const QString& value, bool add);
    void removeLastFilter();
    void clearFilters();
    // Narrows to these and asks for the Attempts panel; Esc (stepBack) returns to the scope from before.
    void drillDown(const Scope&);
    void stepBack(); // the last drill-down or, without one, one undo
    void move(int ranges); // earlier (-1) or later (+1) by one range
    void zoom(double factor, UtcTime around);

    bool canUndo() const { return m_current > 0; }
    bool canRedo() const { return m_current + 1 < m_states.size(); }
    void undo();
    void redo();

signals:
    void changed(const mv::Scope& scope);
    void drilledDown();

private:
    std::vector<Scope> m_states { Scope {} };
    std::size_t m_current = 0;
    std::vector<std::size_t> m_drillDowns; // m_current before each
    TimeRange m_data;
};

QString toText(FilterKind); // "Provider", translated
std::vector<std::string>& valuesOf(Filters&, FilterKind); // not for Outcome

} // namespace mv
