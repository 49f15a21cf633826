// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/export/csv.h"
#include "models/mail/error.h"
#include "models/mail/scope.h"
#include "models/store/reader.h"
#include "widgets/theme.h"
#include <QPointer>
#include <QWidget>
#include <any>
#include <functional>
#include <optional>
#include <stop_token>

class QPainter;

namespace mv {

class ScopeStack;
class Crosshair;

// What every panel is given. Outlives the panels.
struct PanelContext {
    ScopeStack* scope = nullptr;
    Crosshair* crosshair = nullptr;
};

// A table of more rows than are at hand, read from the database in the order shown. Both run on a worker thread with a
// Reader of its own: they capture values, never a panel.
struct LongTable {
    using Row = std::function<Result<void>(const std::vector<std::string>& cells)>;
    std::vector<std::string> header;
    std::function<Result<std::uint64_t>(Reader&, std::stop_token)> count; // of rows
    std::function<Result<void>(Reader&, std::stop_token, const Row&)> rows;
};

// One dock: turns the scope into questions, and their rows into a picture. Nothing else: it knows no other panel, no
// thread and no file. GUI thread.
class Panel : public QWidget {
    Q_OBJECT
public:
    Panel(const PanelContext&, const QString& id,
        QWidget* parent = nullptr); // id: stable object name ("timeline"), saved with layouts
    ~Panel() override;

    // Runs on a worker thread with a Reader of its own: captures values, never `this`.
    using Ask = std::function<Result<std::any>(Reader&, std::stop_token)>;
    virtual Ask question(const Scope&) const = 0;
    virtual void show(const std::any& rows) = 0;    // what the last question's Ask returned
    virtual void setTheme(const Theme& theme);      // call the base; repaint
    virtual QString title() const = 0;              // of the dock: "Timeline"
    virtual QString subtitle() const { return {}; } // beside it: "Deferral rate by provider, hourly"
    QList<QWidget*> titleBarControls() const;       // for the dock's title bar, which takes them; 20 high
    virtual QSize minimumDock() const { return { 480, 160 }; }
    // False for the panel that is of use before anything was imported (Imports): it is asked even then.
    virtual bool needsData() const { return true; }

    // What is visible, for exports: exactly the scope, rows and columns shown.
    virtual CsvTable visibleTable() const = 0;
    // All rows of the scope where visibleTable() has only those that were loaded; none: it has all.
    virtual std::optional<LongTable> longTable() const { return std::nullopt; }

    // States other than "rows shown". An empty panel says what it will show; an empty scope offers to show all or undo.
    // Whoever asks sets Rows just before show(), which may set NothingInScope instead.
    enum class State { Rows, NothingImported, NothingInScope, Failed, Cancelled };
    void setState(State, const QString& message = {}); // the message: of Failed
    State state() const { return m_state; }
    // A newer question runs: the old picture stays, dimmed after 200 ms with a 2 px bar, and after 1 s says so.
    void setBusy(bool);
    virtual QString nothingInScope() const { return tr("No attempts match."); }
    virtual QString emptyTitle() const = 0; // "Who receives your mail"
    virtual QString emptyText() const = 0;  // "One row per provider, with its deferral rate and trend"

    // A pinned panel keeps the scope that it shows while the others go on; what is clicked in it still steers them.
    void setPinned(bool);
    bool isPinned() const { return m_pin.has_value(); }
    const Scope& shownScope() const; // pinned, or the one that all follow
    Bucket shownBucket() const;      // of time in it

    // How somebody chose to look at it (order, grouping, mode), as a word to remember. One that it does not know is
    // ignored.
    virtual QString choice() const { return {}; }
    virtual void choose(const QString& choice) { Q_UNUSED(choice) }

    // A question beside the main one, such as the next page or a raw line. The newest one of a panel wins; `done` runs
    // on the GUI thread, and never after the panel has gone.
    using Done = std::function<void(const Result<std::any>&)>;

signals:
    void askedBeside(const mv::Panel::Ask& ask, const mv::Panel::Done& done);
    void askAgain(); // an option of the panel itself changed its question
    void subtitleChanged();
    void stateChanged();
    void pinned(bool);
    void cancelWanted();  // the query that runs for it
    void showAllWanted(); // "Show all" of an empty scope

protected:
    void resizeEvent(QResizeEvent*) override;
    void showEvent(QShowEvent*) override;
    const Theme& theme() const { return m_theme; }
    ScopeStack& scope() const { return *m_context.scope; }
    Crosshair& crosshair() const { return *m_context.crosshair; }
    void askBeside(const Ask& ask, const Done& done) { emit askedBeside(ask, done); }
    void setContent(QWidget*);                        // the widget of State::Rows; call once, in the constructor
    void setTitleBarControls(const QList<QWidget*>&); // the panel's until a dock takes them

private:
    class Notice; // instead of the content: empty and error states
    class Veil;   // over the content: a newer question runs
    void place();

    struct Pin {
        Scope scope;
        Bucket bucket;
    };
    PanelContext m_context;
    std::optional<Pin> m_pin;
    Theme m_theme = Theme::light();
    State m_state = State::NothingImported;
    QString m_message;
    QWidget* m_content = nullptr;
    QList<QPointer<QWidget>> m_titleBarControls;
    Notice* m_notice;
    Veil* m_veil;
};

} // namespace mv
