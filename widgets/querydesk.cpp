// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/querydesk.h"
#include "widgets/scopestack.h"

namespace mv {

using namespace std::chrono_literals;

// A thread, its connection (opened and used on it only) and what it works on.
struct QueryDesk::Lane {
    explicit Lane(Post post)
        : worker(std::move(post))
    {
    }

    using Connection = std::shared_ptr<std::optional<Reader>>;
    Connection connection = std::make_shared<std::optional<Reader>>();
    const void* task = nullptr; // a Subject, or the owner of a Beside; null: free
    Worker worker;

    void start(const std::filesystem::path& database, const Panel::Ask& question, Panel::Done done)
    {
        worker.start(
            [connection = connection, database, question](std::stop_token stop) -> Result<std::any> {
                if (!*connection) {
                    auto opened = Reader::open(database);
                    if (!opened)
                        return tl::unexpected(opened.error());
                    connection->emplace(std::move(*opened));
                }
                return question(**connection, stop);
            },
            std::move(done));
    }
};

QueryDesk::QueryDesk(ScopeStack& scope, QObject* parent)
    : QObject(parent)
    , m_scope(scope)
{
    for (auto& lane : m_lanes)
        lane = std::make_unique<Lane>([this](std::function<void()> done) {
            QMetaObject::invokeMethod(
                this,
                [this, done = std::move(done)] {
                    m_answers.push_back(done);
                    m_deliver.start();
                },
                Qt::QueuedConnection);
        });
    m_coolDown.setSingleShot(true);
    m_coolDown.setInterval(500ms);
    connect(&m_coolDown, &QTimer::timeout, this, [this] {
        if (m_newest != m_generation)
            refreshNow();
    });
    connect(&m_deliver, &QTimer::timeout, this, [this] {
        const auto next = std::move(m_answers.front());
        m_answers.pop_front();
        if (m_answers.empty())
            m_deliver.stop();
        next();
    });
    connect(&m_scope, &ScopeStack::changed, this, &QueryDesk::pump);
}

QueryDesk::~QueryDesk() = default;

void QueryDesk::open(const std::filesystem::path& database)
{
    cancelAll();
    m_database = database;
    m_generation = m_newest = 0;
    m_hasData = false;
    for (auto& lane : m_lanes)
        lane->connection = std::make_shared<std::optional<Reader>>();
    for (auto& subject : m_subjects) {
        subject->answered.reset();
        if (subject->panel)
            subject->panel->setState(Panel::State::NothingImported);
    }
    pump();
}

void QueryDesk::add(Panel* panel)
{
    auto subject = std::make_unique<Subject>();
    subject->panel = panel;
    subject->visible = false;
    Subject* s = subject.get();
    m_subjects.push_back(std::move(subject));
    connect(panel, &Panel::askAgain, this, [this, s] {
        ++s->options;
        pump();
    });
    connect(panel, &Panel::pinned, this, &QueryDesk::pump);
    connect(panel, &Panel::cancelWanted, this, [this, s] { cancel(*s); });
    connect(panel, &Panel::askedBeside, this,
        [this, panel](const Panel::Ask& ask, const Panel::Done& done) { askOnce(panel, ask, done); });
    connect(panel, &Panel::showAllWanted, &m_scope, &ScopeStack::showAll);
}

void QueryDesk::add(Background background)
{
    auto subject = std::make_unique<Subject>();
    subject->background = std::move(background);
    m_subjects.push_back(std::move(subject));
    pump();
}

void QueryDesk::setVisible(Panel* panel, bool visible)
{
    Subject* subject = subjectOf(panel);
    if (!subject || subject->visible == visible)
        return;
    subject->visible = visible;
    pump();
}

void QueryDesk::askOnce(QObject* owner, Panel::Ask question, Panel::Done done)
{
    std::erase_if(m_besides, [owner](const Beside& b) { return b.owner == owner || !b.owner; });
    m_besides.push_back({ owner, std::move(question), std::move(done) });
    pump();
}

void QueryDesk::setHasData(bool hasData)
{
    if (hasData == m_hasData)
        return;
    m_hasData = hasData;
    if (!hasData) {
        for (auto& subject : m_subjects) {
            if (subject->panel && subject->panel->needsData()) {
                subject->answered.reset();
                subject->panel->setState(Panel::State::NothingImported);
            }
        }
    }
    pump();
}

void QueryDesk::setGeneration(std::uint64_t generation)
{
    m_newest = generation;
    if (!m_coolDown.isActive() && m_newest != m_generation)
        refreshNow();
}

void QueryDesk::refreshNow()
{
    m_generation = m_newest;
    m_coolDown.start();
    pump();
}

void QueryDesk::refresh()
{
    ++m_edits;
    pump();
}

void QueryDesk::cancelAll()
{
    for (auto& lane : m_lanes) {
        lane->worker.cancel();
        lane->task = nullptr;
    }
    m_besides.clear();
    for (auto& subject : m_subjects) {
        subject->asked.reset();
        if (subject->panel)
            subject->panel->setBusy(false);
    }
}

bool QueryDesk::idle() const { return m_idle; }

QueryDesk::Subject* QueryDesk::subjectOf(const Panel* panel)
{
    const auto found = std::ranges::find_if(m_subjects, [panel](const auto& s) { return s->panel == panel; });
    return found == m_subjects.end() ? nullptr : found->get();
}

std::optional<QueryDesk::Key> QueryDesk::wanted(const Subject& subject) const
{
    const Panel* panel = subject.panel.data();
    const bool needsData = panel ? panel->needsData() : subject.background.needsData;
    if (subject.gone() || !subject.visible || (needsData && !m_hasData))
        return std::nullopt;
    Key key { panel ? panel->shownScope() : m_scope.scope(), subject.options, m_generation + m_edits };
    if (panel)
        key.options = key.options * 8 + static_cast<std::uint64_t>(panel->shownBucket());
    return key;
}

QueryDesk::Lane* QueryDesk::laneOf(const void* task)
{
    const auto found = std::ranges::find_if(m_lanes, [task](const auto& lane) { return lane->task == task; });
    return found == m_lanes.end() ? nullptr : found->get();
}

QueryDesk::Lane* QueryDesk::freeLane() { return laneOf(nullptr); }

// Gives free threads what is wanted and not yet answered. What was asked with another scope or option is replaced at
// once; what was asked about older data may finish first, or slow questions would never be answered during an import.
void QueryDesk::pump()
{
    if (m_database.empty())
        return;
    std::erase_if(m_besides, [](const Beside& b) { return !b.owner; });
    for (auto it = m_besides.begin(); it != m_besides.end();) {
        Lane* lane = laneOf(it->owner);
        if (!lane)
            lane = freeLane();
        if (!lane)
            break;
        ask(*lane, *it);
        it = m_besides.erase(it);
    }
    bool waiting = !m_besides.empty();
    for (auto& subject : m_subjects) {
        const auto key = wanted(*subject);
        if (subject->asked) {
            Lane* lane = laneOf(subject.get());
            if (!key) {
                lane->worker.cancel();
                lane->task = nullptr;
                subject->asked.reset();
                if (subject->panel)
                    subject->panel->setBusy(false);
            } else if (key->scope != subject->asked->scope || key->options != subject->asked->options) {
                ask(*lane, *subject, *key);
            }
        } else if (key && key != subject->answered) {
            if (subject->panel && (!subject->answered || subject->answered->scope != key->scope))
                subject->panel->setBusy(true);
            if (Lane* lane = freeLane())
                ask(*lane, *subject, *key);
            else
                waiting = true;
        } else if (!key && subject->panel) {
            subject->panel->setBusy(false); // it was waiting, and is hidden now
        }
    }
    const bool idleNow
        = !waiting && std::ranges::all_of(m_lanes, [](const auto& lane) { return lane->task == nullptr; });
    if (idleNow && !m_idle) {
        m_idle = true;
        emit becameIdle();
    }
    m_idle = idleNow;
}

void QueryDesk::ask(Lane& lane, Subject& subject, const Key& key)
{
    subject.asked = key;
    lane.task = &subject;
    const auto question = subject.panel ? subject.panel->question(key.scope) : subject.background.question(key.scope);
    lane.start(m_database, question, [this, &lane, &subject](Result<std::any> rows) {
        lane.task = nullptr;
        answer(subject, std::move(rows));
        pump();
    });
}

void QueryDesk::ask(Lane& lane, const Beside& beside)
{
    lane.task = beside.owner;
    lane.start(
        m_database, beside.ask, [this, &lane, owner = beside.owner, done = beside.done](const Result<std::any>& rows) {
            lane.task = nullptr;
            if (owner)
                done(rows);
            pump();
        });
}

void QueryDesk::answer(Subject& subject, Result<std::any> rows)
{
    subject.answered = std::exchange(subject.asked, std::nullopt);
    Panel* panel = subject.panel.data();
    if (!panel) {
        if (rows && !subject.gone())
            subject.background.show(*rows);
        return;
    }
    panel->setBusy(false);
    if (rows) {
        panel->setState(Panel::State::Rows);
        panel->show(*rows);
    } else if (!rows.error().cancelled) {
        panel->setState(Panel::State::Failed, QString::fromStdString(rows.error().what));
    }
}

void QueryDesk::cancel(Subject& subject)
{
    const auto key = wanted(subject);
    if (Lane* lane = laneOf(&subject)) {
        lane->worker.cancel();
        lane->task = nullptr;
    }
    subject.asked.reset();
    subject.answered = key; // not asked again until something changes
    if (subject.panel) {
        subject.panel->setBusy(false);
        subject.panel->setState(Panel::State::Cancelled);
    }
    pump();
}

} // namespace mv
