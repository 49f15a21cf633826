// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/jobs/worker.h"
#include "widgets/panel.h"
#include <QPointer>
#include <QTimer>
#include <array>
#include <deque>
#include <filesystem>
#include <memory>
#include <vector>

namespace mv {

// Asks the questions of the panels that can be seen, on two threads with a database connection each. The newest
// question of a panel wins, a stale one is stopped, and none is asked twice with the same scope, options and data.
// Never blocks, except its destructor, which stops what runs. GUI thread.
class QueryDesk final : public QObject {
    Q_OBJECT
public:
    explicit QueryDesk(ScopeStack&, QObject* parent = nullptr);
    ~QueryDesk() override;

    void open(const std::filesystem::path& database); // an existing one; from here on every answer is from it
    void add(Panel*);                                 // not visible yet
    void setVisible(Panel*, bool);                    // as the docks say: a tab behind another can't be seen

    // What is asked at every change though no panel shows it: totals, what the database holds.
    struct Background {
        std::function<Panel::Ask(const Scope&)> question;
        std::function<void(const std::any&)> show;
        bool needsData = true;
    };
    void add(Background);
    // Once, as soon as a thread is free. `done` on the GUI thread, never after `owner` has gone; the owner's newest
    // wins.
    void askOnce(QObject* owner, Panel::Ask, Panel::Done);

    void setHasData(bool);             // without any, panels say what they will show, and are not asked
    void setGeneration(std::uint64_t); // the data have changed: at most two refreshes a second
    void refresh();                    // something else in the database has changed (an incident)
    void cancelAll();
    bool idle() const; // nothing runs or waits

signals:
    void becameIdle();

private:
    struct Key { // of an answer
        Scope scope;
        std::uint64_t options = 0, generation = 0;
        bool operator==(const Key&) const = default;
    };
    struct Subject {
        QPointer<Panel> panel; // null: a background question
        Background background;
        bool visible = true;
        std::uint64_t options = 0;          // counts what the panel itself changed
        std::optional<Key> asked, answered; // running; shown, or not to be asked again
        bool gone() const { return !panel && !background.question; }
    };
    struct Beside {
        QPointer<QObject> owner;
        Panel::Ask ask;
        Panel::Done done;
    };
    struct Lane;

    Subject* subjectOf(const Panel*);
    std::optional<Key> wanted(const Subject&) const;
    void pump();
    void ask(Lane&, Subject&, const Key&);
    void ask(Lane&, const Beside&);
    void answer(Subject&, Result<std::any>);
    void cancel(Subject&);
    void refreshNow();
    Lane* freeLane();
    Lane* laneOf(const void* task);

    ScopeStack& m_scope;
    std::filesystem::path m_database;
    std::vector<std::unique_ptr<Subject>> m_subjects;
    std::vector<Beside> m_besides; // waiting
    bool m_hasData = false;
    bool m_idle = true;
    std::uint64_t m_generation = 0; // that panels are asked about
    std::uint64_t m_newest = 0;
    std::uint64_t m_edits = 0;
    QTimer m_coolDown;
    std::deque<std::function<void()>> m_answers; // that came home: shown one in each turn of the event loop
    QTimer m_deliver;
    std::array<std::unique_ptr<Lane>, 2> m_lanes; // last: their threads end first
};

} // namespace mv
