// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/mappings.h"
#include "app/paths.h"
#include "app/rules.h"
#include "models/ingest/mappingtext.h"
#include "models/jobs/mappingpreview.h"
#include "widgets/dialogs/columnmapping.h"
#include "widgets/dialogs/messages.h"
#include <QDir>
#include <QFileInfo>
#include <QSaveFile>
#include <QStandardPaths>
#include <fmt/format.h>

namespace mv {
namespace {

QDir folder()
{
    return QStandardPaths::writableLocation(QStandardPaths::AppConfigLocation) + QStringLiteral("/mappings");
}

// "Bulk/sender 2" -> "Bulk_sender 2.json"
QString fileName(const QString& name)
{
    QString file;
    for (const QChar c : name)
        file += c.isLetterOrNumber() || c == u' ' || c == u'-' || c == u'_' ? c : u'_';
    return file + QStringLiteral(".json");
}

} // namespace

Result<SharedMapping> loadMapping(const std::filesystem::path& file)
{
    const auto text = readText(file);
    if (!text)
        return tl::unexpected(text.error());
    auto mapping = readMapping(*text, file.string());
    if (!mapping)
        return tl::unexpected(mapping.error());
    if (mapping->name.empty())
        mapping->name = file.stem().string();
    return std::make_shared<const ColumnMapping>(std::move(*mapping));
}

Result<std::vector<SharedMapping>> savedMappings()
{
    std::vector<SharedMapping> mappings;
    for (const QFileInfo& file : folder().entryInfoList({ QStringLiteral("*.json") }, QDir::Files, QDir::Name)) {
        auto mapping = loadMapping(toPath(file.filePath()));
        if (!mapping)
            return tl::unexpected(mapping.error());
        mappings.push_back(std::move(*mapping));
    }
    return mappings;
}

Result<void> saveMapping(const ColumnMapping& mapping)
{
    const QString path = folder().filePath(fileName(QString::fromStdString(mapping.name)));
    QSaveFile file(path);
    const std::string text = mappingText(mapping);
    if (!folder().mkpath(QStringLiteral(".")) || !file.open(QIODevice::WriteOnly)
        || file.write(text.data(), static_cast<qint64>(text.size())) < 0 || !file.commit())
        return failure(fmt::format("Can't write {}: {}.", path.toStdString(), file.errorString().toStdString()));
    return {};
}

void askColumns(
    QWidget* parent, const QString& log, const Zone& zone, const std::function<void(const SharedMapping&)>& chosen)
{
    auto sample = readMappingSample(toPath(log)); // 64 KiB: no time that anybody notices
    if (!sample)
        return showError(parent, QString::fromStdString(sample.error().what));
    auto* dialog = new ColumnMappingDialog(std::move(*sample), QFileInfo(log).fileName(), zone, parent);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    QObject::connect(dialog, &QDialog::accepted, parent, [parent, dialog, chosen] {
        if (dialog->isKept()) {
            if (const auto ok = saveMapping(dialog->mapping()); !ok)
                showError(parent, QString::fromStdString(ok.error().what));
        }
        chosen(std::make_shared<const ColumnMapping>(dialog->mapping()));
    });
    dialog->open();
}

} // namespace mv
