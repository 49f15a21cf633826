// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/jobs/progress.h"
#include "models/store/queries/imports.h"
#include <QStatusBar>
#include <QTimer>

class QLabel;
class QPushButton;
class QToolButton;

namespace mv {

// "✓ 37 files, 6.1 GB imported · 3 018 lines not understood | what is under the pointer | outbound-eu.mailvane".
class StatusLine final : public QStatusBar {
    Q_OBJECT
public:
    explicit StatusLine(QWidget* parent = nullptr);
    void setOverview(const OverviewRows&);
    void setBusy(const QString& what);      // instead of what was imported, with a way to cancel; empty: nothing runs
    void setExporting(const QString& what); // beside it, with a way to cancel; empty: nothing is written
    void setFollowing(quint64 files);       // beside it, with a way to stop; 0: none
    void setWorkspace(const QString& name, const QString& path);
    void setReadOnly(const QString& why);
    void describe(const QString& underPointer);
    void say(const QString& message); // for some seconds

signals:
    void cancel();
    void cancelExport();
    void stopFollowing();
    void importsWanted(); // a click on what was imported or not understood

private:
    void showImported();

    OverviewRows m_overview;
    QString m_busy;
    QToolButton *m_imported, *m_notUnderstood;
    QPushButton *m_cancel, *m_cancelExport, *m_stopFollowing;
    QLabel *m_exporting, *m_following, *m_middle, *m_readOnly, *m_workspace;
    QTimer m_forget;
    QString m_pointer, m_message;
};

// "mail.log.3.gz: 1.2 GB of 2.0 GB", of the file being read; with how many wait.
QString progressText(const std::vector<FileProgress>&);

} // namespace mv
