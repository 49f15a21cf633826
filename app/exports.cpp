// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/exports.h"
#include "app/csvstream.h"
#include "app/paths.h"
#include "app/pictures.h"
#include "models/tables/text.h"
#include "widgets/delegates/tableview.h"
#include "widgets/panel.h"
#include <QClipboard>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>
#include <QMenu>
#include <QMimeData>
#include <QPointer>

namespace mv {
namespace {

QString suffixOf(PictureKind kind)
{
    switch (kind) {
    case PictureKind::Svg:
        return QStringLiteral("svg");
    case PictureKind::Pdf:
        return QStringLiteral("pdf");
    case PictureKind::Png:
        break;
    }
    return QStringLiteral("png");
}

QString filterOf(PictureKind kind)
{
    return Exports::tr("%1 picture (*.%2)").arg(suffixOf(kind).toUpper(), suffixOf(kind));
}

} // namespace

Exports::Exports(Source source, QMenu& menu, QObject* parent)
    : QObject(parent)
    , m_source(std::move(source))
{
    m_writing.setMaxThreadCount(1);
    const auto pictures = [&](const QString& title, bool ofWindow) {
        QMenu* sub = menu.addMenu(title);
        const auto offer = [&](const QString& text, PictureKind kind, double scale) {
            sub->addAction(text, this,
                [this, ofWindow, kind, scale] { askPicture(ofWindow ? nullptr : m_source.panel(), kind, scale); });
        };
        for (int scale = 1; scale <= 4; ++scale)
            offer(tr("PNG %1×…").arg(scale), PictureKind::Png, scale);
        offer(tr("SVG…"), PictureKind::Svg, 1);
        offer(tr("PDF…"), PictureKind::Pdf, 1);
    };
    pictures(tr("Picture of the panel"), false);
    pictures(tr("Picture of the window"), true);
    menu.addAction(tr("Table of the panel (CSV)…"), this, &Exports::askCsv);
    menu.addAction(tr("Report of the scope, one page (PDF)…"), this, &Exports::askReport);
    menu.addSeparator();
    menu.addAction(tr("Copy picture and table"), this, &Exports::copyPictureAndTable);
    menu.addAction(tr("Copy table"), this, &Exports::copyTable);
}

Exports::~Exports() { m_stop.request_stop(); }

QString Exports::suggestedName(const Panel* panel) const
{
    return QDir(m_folder).filePath(
        panel ? QStringLiteral("mailvane-") + panel->objectName() : QStringLiteral("mailvane"));
}

void Exports::ask(
    const QString& title, const QString& name, const QStringList& filters, std::function<void(QString)> chosen)
{
    auto* dialog = new QFileDialog(m_source.window, title);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilters(filters);
    dialog->setDefaultSuffix(filters.first().section(QStringLiteral("*."), 1).chopped(1));
    dialog->selectFile(name);
    connect(dialog, &QFileDialog::fileSelected, this, [this, chosen = std::move(chosen)](const QString& path) {
        setFolder(QFileInfo(path).path());
        emit folderUsed(m_folder);
        chosen(path);
    });
    dialog->open();
}

void Exports::askPicture(Panel* what, PictureKind kind, double scale)
{
    ask(tr("Export picture"), suggestedName(what) + u'.' + suffixOf(kind), { filterOf(kind) },
        [this, what = QPointer<Panel>(what), whole = what == nullptr, kind, scale](const QString& path) {
            if (what || whole)
                savePicture(what, kind, scale, path);
        });
}

void Exports::askCsv()
{
    Panel* panel = m_source.panel();
    ask(tr("Export table"), suggestedName(panel) + QStringLiteral(".csv"), { tr("CSV table (*.csv)") },
        [this, panel](const QString& path) { saveCsv(*panel, path); });
}

void Exports::askReport()
{
    ask(tr("Export report"), QDir(m_folder).filePath(QStringLiteral("mailvane-report.pdf")),
        { tr("PDF report (*.pdf)") }, [this](const QString& path) { saveReport(path); });
}

void Exports::askVisible()
{
    Panel* panel = m_source.panel();
    ask(tr("Export what is visible"), suggestedName(panel) + QStringLiteral(".png"),
        { filterOf(PictureKind::Png), filterOf(PictureKind::Svg), filterOf(PictureKind::Pdf), tr("CSV table (*.csv)") },
        [this, panel](const QString& path) {
            const QString suffix = QFileInfo(path).suffix().toLower();
            if (suffix == u"csv")
                saveCsv(*panel, path);
            else
                savePicture(panel,
                    suffix == u"svg"       ? PictureKind::Svg
                        : suffix == u"pdf" ? PictureKind::Pdf
                                           : PictureKind::Png,
                    2, path);
        });
}

void Exports::savePicture(Panel* what, PictureKind kind, double scale, const QString& path)
{
    const auto picture
        = what ? pictureOf(*what, kind, scale, m_source.caption(*what)) : pictureOf(*m_source.window, kind, scale);
    if (picture)
        save(path, *picture);
    else
        emit failed(QString::fromStdString(picture.error().what));
}

void Exports::saveCsv(Panel& panel, const QString& path)
{
    if (const auto whole = panel.longTable())
        saveLong(*whole, path);
    else
        save(path, QByteArray::fromStdString(toCsv(panel.visibleTable())));
}

void Exports::saveLong(const LongTable& table, const QString& path)
{
    const QString name = QFileInfo(path).fileName();
    const auto database = toPath(m_database);
    emit progressed(tr("%1: counting rows…").arg(name));
    m_writing.start([this, table, path, name, database, stop = m_stop.get_token()] {
        const auto told = [this, name](std::uint64_t rows, std::uint64_t ofRows) {
            QMetaObject::invokeMethod(
                this,
                [this, said = tr("%1: %2 of %3 rows").arg(name, text::count(rows), text::count(ofRows))] {
                    emit progressed(said);
                },
                Qt::QueuedConnection);
        };
        const auto done = streamCsv(table, database, path, stop, told);
        QMetaObject::invokeMethod(
            this,
            [this, path, done] {
                emit progressed({});
                tell(path, done);
            },
            Qt::QueuedConnection);
    });
}

void Exports::saveReport(const QString& path)
{
    if (m_report)
        return; // one at a time
    m_report = m_source.report();
    const auto database = toPath(m_database);
    emit progressed(tr("%1: counting…").arg(QFileInfo(path).fileName()));
    m_writing.start([this, path, database, question = m_report->question(), stop = m_stop.get_token()] {
        auto answers = Reader::open(database).and_then([&](Reader&& reader) { return question(reader, stop); });
        QMetaObject::invokeMethod(
            this,
            [this, path, answers] {
                emit progressed({});
                const auto report = std::move(m_report);
                if (answers)
                    save(path, report->pdf(*answers));
                else
                    tell(path, tl::unexpected(answers.error()));
            },
            Qt::QueuedConnection);
    });
}

void Exports::cancel()
{
    m_stop.request_stop();
    m_stop = std::stop_source();
}

void Exports::save(const QString& path, QByteArray bytes)
{
    m_writing.start([this, path, bytes = std::move(bytes)] {
        const auto done = saveFile(path, bytes);
        QMetaObject::invokeMethod(
            this, [this, path, done] { tell(path, done); }, Qt::QueuedConnection);
    });
}

void Exports::tell(const QString& path, const Result<void>& done)
{
    if (done)
        emit saved(path);
    else if (!done.error().cancelled)
        emit failed(QString::fromStdString(done.error().what));
    else
        emit stopped(path);
}

void Exports::copyPictureAndTable()
{
    Panel* panel = m_source.panel();
    auto* both = new QMimeData;
    both->setImageData(pictureOf(*panel, m_source.window->devicePixelRatioF(), m_source.caption(*panel)));
    both->setText(QString::fromStdString(toTsv(panel->visibleTable())));
    QGuiApplication::clipboard()->setMimeData(both);
}

void Exports::copyTable()
{
    QGuiApplication::clipboard()->setText(QString::fromStdString(toTsv(m_source.panel()->visibleTable())));
}

} // namespace mv
