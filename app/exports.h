// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "widgets/pictures/render.h"
#include <QObject>
#include <QThreadPool>
#include <functional>
#include <memory>
#include <stop_token>

class QMenu;

namespace mv {

class Panel;
class ReportPage;
struct LongTable;

// "Export ▾": pictures and tables of exactly what is visible, to files and to the clipboard. Files are written on a
// thread of its own. GUI thread.
class Exports final : public QObject {
    Q_OBJECT
public:
    struct Source {
        std::function<Panel*()> panel; // the focused one
        std::function<PictureCaption(const Panel&)> caption;
        QWidget* window = nullptr;
        std::function<std::unique_ptr<ReportPage>()> report = {}; // of the scope that is shown
    };
    Exports(Source, QMenu& menu, QObject* parent);
    ~Exports() override; // stops what is being written

    // `what` null: the whole window. Asks for a name first.
    void askPicture(Panel* what, PictureKind, double scale);
    void askCsv();
    void askReport();
    void askVisible(); // the focused panel; the kind by the name that is chosen
    void savePicture(Panel* what, PictureKind, double scale, const QString& path);
    void saveCsv(Panel&, const QString& path); // where more rows match than are shown, all of them
    void saveReport(const QString& path);      // one page, PDF
    void copyPictureAndTable();                // both on the clipboard: a program pastes what it can
    void copyTable();

signals:
    void saved(const QString& path);
    void failed(const QString& why);
    void stopped(const QString& path); // by cancel(); nothing was written
    void folderUsed(const QString& folder);
    void progressed(const QString& what); // a table is long; empty: it has ended

public:
    void setFolder(const QString& folder) { m_folder = folder; } // where the dialog begins
    void setDatabase(const QString& path) { m_database = path; } // that long tables are read from
    void cancel();                                               // long tables; nothing of them is left

private:
    void ask(
        const QString& title, const QString& name, const QStringList& filters, std::function<void(QString)> chosen);
    void save(const QString& path, QByteArray bytes);
    void saveLong(const LongTable&, const QString& path);
    void tell(const QString& path, const Result<void>&);
    QString suggestedName(const Panel*) const;

    Source m_source;
    QString m_folder, m_database;
    std::unique_ptr<ReportPage> m_report; // being asked for
    std::stop_source m_stop;
    QThreadPool m_writing;
};

} // namespace mv
