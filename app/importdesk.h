// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/rules.h"
#include "models/jobs/followedfiles.h"
#include "models/jobs/importjob.h"
#include "models/jobs/privacy.h"
#include "models/mail/incident.h"
#include <QObject>
#include <QTimer>
#include <condition_variable>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

namespace mv {

// Everything that writes: one thread with the only Writer, on which imports, new labels and incidents are done one
// after another. Never blocks, except its destructor, which ends an import after the batch that is being written. GUI
// thread.
class ImportDesk final : public QObject {
    Q_OBJECT
public:
    using LoadRules = std::function<Result<Rules>()>; // on the writing thread
    explicit ImportDesk(LoadRules, QObject* parent = nullptr);
    ~ImportDesk() override;

    void open(const std::filesystem::path& database); // made when there is none
    void import(const std::vector<std::filesystem::path>&, const ImportOptions&);
    // Removes what came from the file before: for another format, zone or server.
    void importAgain(FileId, const std::vector<std::filesystem::path>&, const ImportOptions&);
    void importSample();
    // Imports them and, unless that is cancelled, from then on what is added to them, until another workspace is
    // opened.
    void follow(const std::vector<std::filesystem::path>&, const ImportOptions&);
    void stopFollowing();
    bool isFollowing() const { return !m_followed.empty(); }
    void cancel(); // what runs, and the imports that wait
    void relabel();
    void setPrivacy(const PrivacySettings&);
    void putIncident(const Incident&);
    void deleteIncident(std::int64_t id);
    bool isImporting() const { return m_imports > 0; }

signals:
    void opened(const QString& database);
    // It can't be written: an other program has it, the disk is full ... It may still be readable.
    void openFailed(const QString& database, const QString& why);
    void progressed(const std::vector<mv::FileProgress>& files); // ten times a second, and once when all has ended
    void changed(quint64 generation);
    void incidentsChanged();
    void importEnded(const mv::ImportSummary& summary);
    void following(quint64 files);                            // how many; 0: none any more. Once a second
    void followed(const mv::ImportSummary& summary);          // something was added to them
    void relabelling(double share);                           // 0..1
    void relabelled(bool whole);                              // false: cancelled or failed, the old labels stay
    void pruning(double share);                               // 0..1
    void privacySet(bool whole, const mv::PrivacyDone& done); // not whole: cancelled or failed, all is as it was
    void failed(const QString& why);

private:
    struct State; // of the writing thread
    using Job = std::function<void(State&, std::stop_token)>;
    struct Queued {
        Job job;
        bool isImport = false;
    };
    void queue(Job, bool isImport = false);
    struct Followed {
        std::shared_ptr<FollowedFiles> files; // of the writing thread
        ImportOptions options;
    };
    using Paths = Result<std::vector<std::filesystem::path>>;
    using Choose = std::function<Paths(ImportOptions&, Writer&)>;
    void queueImport(Choose, ImportOptions, std::function<void(const ImportSummary&)> done = {});
    Result<ImportSummary> import(State&, const Choose&, ImportOptions, ImportProgress&, std::stop_token);
    void run(std::stop_token);
    void post(std::function<void()>);
    void endImport(const Result<ImportSummary>&);
    void look();
    void importNews(State&, const Followed&, const std::stop_token&);

    LoadRules m_loadRules;
    std::shared_ptr<ImportProgress> m_progress = std::make_shared<ImportProgress>();
    QTimer m_poll, m_look;
    int m_imports = 0; // running and waiting

    std::vector<Followed> m_followed;
    bool m_looking = false;
    int m_workspaces = 0; // opened so far

    std::mutex m_mutex;
    std::condition_variable_any m_wake;
    std::deque<Queued> m_queue;
    std::stop_source m_stop; // of what runs
    std::jthread m_thread;   // last: joined first
};

} // namespace mv
