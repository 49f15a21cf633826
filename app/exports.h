// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "widgets/pictures/render.h"
#include <QObject>
#include <QThreadPool>
#include <functional>

class QMenu;

namespace mv {

class Panel;

// "Export ▾": pictures and tables of exactly what is visible, to files and to the clipboard. Files are written on a
// thread of its own. GUI thread.
class Exports final : public QObject {
    Q_OBJECT
public:
    struct Source {
        std::function<Panel*()> panel; // the focused one
        std::function<PictureCaption(const Panel&)> caption;
        QWidget* window = nullptr;
    };
    Exports(Source, QMenu& menu, QObject* parent);

    // `what` null: the whole window. Asks for a name first.
    void askPicture(Panel* what, PictureKind, double scale);
    void askCsv();
    void askVisible(); // the focused panel; the kind by the name that is chosen
    void savePicture(Panel* what, PictureKind, double scale, const QString& path);
    void saveCsv(Panel&, const QString& path);
    void copyPictureAndTable(); // both on the clipboard: a program pastes what it can
    void copyTable();

signals:
    void saved(const QString& path);
    void failed(const QString& why);
    void folderUsed(const QString& folder);

public:
    void setFolder(const QString& folder) { m_folder = folder; } // where the dialog begins

private:
    void ask(
        const QString& title, const QString& name, const QStringList& filters, std::function<void(QString)> chosen);
    void save(const QString& path, QByteArray bytes);
    QString suggestedName(const Panel*) const;

    Source m_source;
    QString m_folder;
    QThreadPool m_writing;
};

} // namespace mv
