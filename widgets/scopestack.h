// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/scope.h"
#include <QObject>
#include <optional>
#include <vector>

namespace mv {

enum class FilterKind { Provider, Source, Server, SenderDomain, RecipientDomain, Reason, Template, Outcome };

struct FilterValue {
    FilterKind kind = FilterKind::Provider;
    QString value; // of Outcome: toString(Outcome)
    bool operator==(const FilterValue&) const = default;
};
QList<FilterValue> valuesIn(const Filters&); // by kind

// The one scope of a window, with its history. Panels talk to it and never to each other. GUI thread.
class ScopeStack : public QObject {
    Q_OBJECT
public:
    explicit ScopeStack(QObject* parent = nullptr);

    const Scope& scope() const { return m_states[m_current]; }
    TimeRange data() const { return m_data; } // first to last fact; limits navigation
    // What was chosen as the last so many days of the data, or as all of it, stays that while it grows (not an undo
    // step); until somebody chooses a range, it is the last seven days.
    void setData(TimeRange);

    // Forgets history and data: another workspace, or what a report asks for. A range that is set is kept by setData().
    void begin(const Scope&);
    void set(const Scope&);   // an undo step, unless nothing changes
    void setRange(TimeRange); // rounded outward to quarters of an hour
    // Click: this value alone for its kind (again: no filter of the kind). Ctrl-click (add): more or less of it.
    void filter(FilterKind, const QString& value, bool add);
    void removeLastFilter();
    void clearFilters();
    // Narrows to these and asks for the Attempts panel; Esc (stepBack) returns to the scope from before.
    void drillDown(const Scope&);
    void stepBack();                          // the last drill-down or, without one, one undo
    void move(int ranges);                    // earlier (-1) or later (+1) by one range
    void zoom(double factor, UtcTime around); // 2: twice as close; what lies at `around` stays there
    void showLast(int days);                  // of the data: whole days by the clock of the zone, 1: the last 24 hours
    void showAllTime();                       // keeps the filters
    void showAll();                           // all time, no filters

    // Of every chart over time: the chosen one or, without a choice, what suits the length of the range. Kept through
    // undo: a way of looking, not a part of what is selected. Never so fine that a chart would have over 5,000.
    Bucket bucket() const;
    std::optional<Bucket> chosenBucket() const { return m_bucket; }
    void setBucket(std::optional<Bucket>); // emits changed()

    bool canUndo() const { return m_current > 0; }
    bool canRedo() const { return m_current + 1 < m_states.size(); }
    void undo();
    void redo();

signals:
    void changed(const mv::Scope& scope);
    void drilledDown();

private:
    void go(std::size_t state);
    TimeRange limits() const;
    TimeRange lastDays(int days) const;
    TimeRange allTime() const;

    static constexpr int kAllDays = 0;
    std::optional<Bucket> m_bucket;
    std::optional<int> m_lastDays = 7; // the range's end is the data's; kAllDays: its beginning, too
    std::vector<Scope> m_states { Scope {} };
    std::size_t m_current = 0;
    std::vector<std::size_t> m_drillDowns; // m_current before each
    TimeRange m_data;
};

QString toText(FilterKind);                               // "Provider", translated
std::vector<std::string>& valuesOf(Filters&, FilterKind); // not for Outcome

} // namespace mv
