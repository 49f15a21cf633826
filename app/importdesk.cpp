// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/importdesk.h"
#include "app/mappings.h"
#include "app/paths.h"
#include "app/sample.h"
#include "models/jobs/rebuildjob.h"
#include <chrono>

namespace mv {

using namespace std::chrono_literals;

struct ImportDesk::State {
    std::optional<Writer> writer;
    std::string cannotWrite = "No workspace is open.";
    std::optional<Rules> rules;

    Result<Writer*> ready() { return writer ? Result<Writer*>(&*writer) : failure(cannotWrite); }
};

ImportDesk::ImportDesk(LoadRules loadRules, QObject* parent)
    : QObject(parent)
    , m_loadRules(std::move(loadRules))
{
    m_poll.setInterval(100ms);
    connect(&m_poll, &QTimer::timeout, this, [this] { emit progressed(m_progress->snapshot()); });
    m_look.setInterval(1s);
    connect(&m_look, &QTimer::timeout, this, &ImportDesk::look);
    m_thread = std::jthread([this](std::stop_token end) { run(end); });
}

ImportDesk::~ImportDesk()
{
    {
        const std::lock_guard lock(m_mutex);
        m_queue.clear();
        m_stop.request_stop();
    }
    m_thread.request_stop();
    m_thread.join();
}

void ImportDesk::run(std::stop_token end)
{
    State state;
    std::unique_lock lock(m_mutex);
    while (m_wake.wait(lock, end, [this] { return !m_queue.empty(); }) && !end.stop_requested()) {
        const Queued next = std::move(m_queue.front());
        m_queue.pop_front();
        m_stop = std::stop_source();
        const std::stop_token stop = m_stop.get_token();
        lock.unlock();
        next.job(state, stop);
        lock.lock();
    }
}

void ImportDesk::post(std::function<void()> done)
{
    QMetaObject::invokeMethod(this, std::move(done), Qt::QueuedConnection);
}

void ImportDesk::queue(Job job, bool isImport)
{
    {
        const std::lock_guard lock(m_mutex);
        m_queue.push_back({ std::move(job), isImport });
    }
    m_wake.notify_one();
}

void ImportDesk::open(const std::filesystem::path& database)
{
    cancel();
    stopFollowing();
    ++m_workspaces;
    queue([this, database](State& state, std::stop_token) {
        state.writer.reset(); // gives its lock back first
        const QString path = toQString(database);
        std::error_code error;
        if (database.has_parent_path())
            std::filesystem::create_directories(database.parent_path(), error);
        auto writer = Writer::open(database);
        if (writer) {
            state.writer.emplace(std::move(*writer));
            post([this, path] { emit opened(path); });
        } else {
            state.cannotWrite = writer.error().what;
            post([this, path, why = QString::fromStdString(state.cannotWrite)] { emit openFailed(path, why); });
        }
    });
}

void ImportDesk::import(const std::vector<std::filesystem::path>& paths, const ImportOptions& options)
{
    queueImport([paths](ImportOptions&, Writer&) -> Paths { return paths; }, options);
}

void ImportDesk::importAgain(FileId file, const std::vector<std::filesystem::path>& paths, const ImportOptions& options)
{
    queueImport(
        [file, paths](ImportOptions&, Writer& writer) -> Paths {
            if (const auto ok = writer.forgetFile(file); !ok)
                return tl::unexpected(ok.error());
            return paths;
        },
        options);
}

void ImportDesk::importSample()
{
    queueImport(
        [](ImportOptions& options, Writer& writer) -> Paths {
            auto files = useSample(options);
            if (files) {
                if (const auto ok = putSampleIncidents(writer); !ok)
                    return tl::unexpected(ok.error());
            }
            return files;
        },
        {});
}

void ImportDesk::queueImport(Choose choose, ImportOptions options, std::function<void(const ImportSummary&)> done)
{
    ++m_imports;
    m_poll.start();
    queue(
        [this, choose = std::move(choose), options = std::move(options), done = std::move(done)](
            State& state, std::stop_token stop) {
            post([this, done, summary = import(state, choose, options, *m_progress, std::move(stop))] {
                if (done && summary)
                    done(*summary);
                endImport(summary);
            });
        },
        true);
}

// On the writing thread.
Result<ImportSummary> ImportDesk::import(
    State& state, const Choose& choose, ImportOptions options, ImportProgress& progress, std::stop_token stop)
{
    const auto writer = state.ready();
    if (!writer)
        return tl::unexpected(writer.error());
    if (!state.rules) {
        auto rules = m_loadRules();
        if (!rules)
            return tl::unexpected(rules.error());
        state.rules.emplace(std::move(*rules));
    }
    options.mappings = savedMappings;
    const auto paths = choose(options, **writer);
    if (!paths)
        return tl::unexpected(paths.error());
    return importFiles(*paths, options, **writer, state.rules->providers, state.rules->reasons, progress,
        std::move(stop), [this](std::uint64_t generation) { post([this, generation] { emit changed(generation); }); });
}

void ImportDesk::follow(const std::vector<std::filesystem::path>& paths, const ImportOptions& options)
{
    const auto files = std::make_shared<FollowedFiles>(paths);
    const auto choose = [paths, files](ImportOptions&, Writer&) -> Paths {
        files->changed(systemNow()); // before they are read: what comes meanwhile is news
        return paths;
    };
    queueImport(choose, options, [this, files, options, workspace = m_workspaces](const ImportSummary& summary) {
        if (summary.cancelled || workspace != m_workspaces)
            return;
        m_followed.push_back({ files, options });
        m_look.start();
        look();
    });
}

void ImportDesk::stopFollowing()
{
    m_look.stop();
    m_followed.clear();
    emit following(0);
}

// One look at a time: behind a long import they would pile up.
void ImportDesk::look()
{
    if (std::exchange(m_looking, true))
        return;
    queue([this, followed = m_followed](State& state, std::stop_token stop) {
        quint64 files = 0;
        for (const Followed& each : followed) {
            importNews(state, each, stop);
            files += each.files->count();
        }
        post([this, files] {
            m_looking = false;
            if (isFollowing())
                emit following(files);
        });
    });
}

// On the writing thread.
void ImportDesk::importNews(State& state, const Followed& from, const std::stop_token& stop)
{
    const auto changed = from.files->changed(systemNow());
    if (changed.empty())
        return;
    ImportProgress progress;
    const auto summary = import(
        state, [&](ImportOptions&, Writer&) -> Paths { return changed; }, from.options, progress, stop);
    if (!summary || summary->cancelled)
        from.files->forget();
    post([this, summary] {
        if (summary)
            return emit followed(*summary);
        if (summary.error().cancelled)
            return;
        stopFollowing(); // a full disk would be told of every second
        emit failed(QString::fromStdString(summary.error().what));
    });
}

void ImportDesk::endImport(const Result<ImportSummary>& summary)
{
    if (--m_imports == 0)
        m_poll.stop();
    emit progressed(summary ? summary->files : m_progress->snapshot());
    if (summary)
        emit importEnded(*summary);
    else if (!summary.error().cancelled)
        emit failed(QString::fromStdString(summary.error().what));
}

void ImportDesk::cancel()
{
    {
        const std::lock_guard lock(m_mutex);
        m_imports -= int(std::erase_if(m_queue, [](const Queued& queued) { return queued.isImport; }));
        m_stop.request_stop(); // incidents are too short to notice
    }
    if (m_imports == 0 && m_poll.isActive()) {
        m_poll.stop();
        emit progressed({});
    }
}

void ImportDesk::relabel()
{
    queue([this](State& state, std::stop_token stop) {
        const auto work = [&]() -> Result<void> {
            const auto writer = state.ready();
            if (!writer)
                return tl::unexpected(writer.error());
            auto rules = m_loadRules(); // anew: they are what has changed
            if (!rules)
                return tl::unexpected(rules.error());
            state.rules.emplace(std::move(*rules));
            return mv::relabel(**writer, state.rules->providers, state.rules->reasons, stop,
                [this](double share) { post([this, share] { emit relabelling(share); }); });
        };
        post([this, done = work()] {
            if (!done && !done.error().cancelled)
                emit failed(QString::fromStdString(done.error().what));
            emit relabelled(done.has_value());
        });
    });
}

void ImportDesk::setPrivacy(const PrivacySettings& settings)
{
    queue([this, settings](State& state, std::stop_token stop) {
        const auto done = state.ready().and_then([&](Writer* writer) {
            return mv::setPrivacy(*writer, settings, systemNow(), stop,
                [this](double share) { post([this, share] { emit pruning(share); }); });
        });
        post([this, done] {
            if (!done && !done.error().cancelled)
                emit failed(QString::fromStdString(done.error().what));
            emit privacySet(done.has_value(), done.value_or(PrivacyDone()));
        });
    });
}

void ImportDesk::putIncident(const Incident& incident)
{
    queue([this, incident](State& state, std::stop_token) {
        const auto done = state.ready().and_then([&](Writer* writer) { return writer->putIncident(incident); });
        post([this, done] {
            if (!done)
                emit failed(QString::fromStdString(done.error().what));
            emit incidentsChanged();
        });
    });
}

void ImportDesk::deleteIncident(std::int64_t id)
{
    queue([this, id](State& state, std::stop_token) {
        const auto done = state.ready().and_then([&](Writer* writer) { return writer->deleteIncident(id); });
        post([this, done] {
            if (!done)
                emit failed(QString::fromStdString(done.error().what));
            emit incidentsChanged();
        });
    });
}

} // namespace mv
