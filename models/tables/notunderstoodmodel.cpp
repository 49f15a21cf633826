// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/notunderstoodmodel.h"
#include "models/tables/importsmodel.h"
#include "models/tables/text.h"
#include <map>

namespace mv {
namespace {

QVariant number(std::uint64_t value) { return QVariant::fromValue<qulonglong>(value); }

std::vector<Column<NotUnderstoodLine>> columns()
{
    using L = NotUnderstoodLine;
    return {
        { .header = NotUnderstoodModel::tr("Lines"),
            .number = true,
            .text = [](const L& l) { return text::count(l.lines); },
            .value = [](const L& l) { return number(l.lines); },
            .headerToolTip = NotUnderstoodModel::tr("That differ only in addresses, times, numbers and the like") },
        { .header = NotUnderstoodModel::tr("Line not understood"),
            .text = [](const L& l) { return l.text; },
            .cell =
                [](const L&) {
                    return Cell { Ink::Normal, false, ReplyCell {} };
                } },
        { .header = NotUnderstoodModel::tr("Format"),
            .text = [](const L& l) { return l.format; },
            .cell = [](const L&) { return Cell { Ink::Secondary }; } },
        { .header = NotUnderstoodModel::tr("At byte"),
            .number = true,
            .text = [](const L& l) { return text::count(l.offset); },
            .value = [](const L& l) { return number(l.offset); },
            .cell = [](const L&) { return Cell { Ink::Secondary }; },
            .headerToolTip = NotUnderstoodModel::tr("Where the first of them begins in its file, unpacked") },
        { .header = NotUnderstoodModel::tr("File"),
            .text =
                [](const L& l) {
                    return l.files == 1
                        ? l.fileName
                        : NotUnderstoodModel::tr("%1 and %n more", nullptr, int(l.files - 1)).arg(l.fileName);
                },
            .cell = [](const L&) { return Cell { Ink::Secondary }; } },
    };
}

bool isLocalPart(QChar c) // RFC 5322 dot-atom, without quotes
{
    return c.isLetterOrNumber() || QStringLiteral(".!#$%&'*+/=?^_`{|}~-").contains(c);
}

// Where the local part that ends before `at` begins; it may be "quoted".
qsizetype localPartBegin(const QString& text, qsizetype at)
{
    if (at > 0 && text[at - 1] == u'"') {
        const auto open = at >= 2 ? text.lastIndexOf(u'"', at - 2) : -1;
        return open < 0 ? at : open;
    }
    while (at > 0 && isLocalPart(text[at - 1]))
        --at;
    return at;
}

} // namespace

QString rejectText(RejectReason reason)
{
    switch (reason) {
    case RejectReason::NotThisFormat:
        return NotUnderstoodModel::tr("Not in the format of the file");
    case RejectReason::BadTime:
        return NotUnderstoodModel::tr("Time not understood");
    case RejectReason::BadField:
        return NotUnderstoodModel::tr("Field not understood");
    case RejectReason::Truncated:
        return NotUnderstoodModel::tr("Cut off");
    case RejectReason::TooLong:
        return NotUnderstoodModel::tr("Too long");
    }
    return {};
}

QString maskAddresses(const QString& text)
{
    QString masked;
    qsizetype copied = 0;
    for (auto at = text.indexOf(u'@'); at >= 0; at = text.indexOf(u'@', at + 1)) {
        const auto begin = std::max(copied, localPartBegin(text, at));
        masked += QStringView(text).sliced(copied, begin - copied);
        if (begin < at)
            masked += QStringLiteral("‹addr›");
        copied = at;
    }
    return masked.append(QStringView(text).sliced(copied));
}

NotUnderstoodModel::NotUnderstoodModel(QObject* parent)
    : RowsModel(
        columns(),
        [](const NotUnderstoodLine& l) {
            return QStringLiteral("%1:%2:%3").arg(int(l.reason)).arg(l.kind).arg(l.format);
        },
        parent)
{
    setGrouping(Grouping<NotUnderstoodLine> { .name = tr("Why"),
        .keyOf = [](const NotUnderstoodLine& l) { return QString::number(int(l.reason)); },
        .describe =
            [this](const QString&, const std::vector<const NotUnderstoodLine*>& rows) {
                const RejectReason reason = rows.front()->reason;
                std::uint64_t shown = 0;
                for (const NotUnderstoodLine* row : rows)
                    shown += row->lines;
                const auto all = std::max(m_counts.rejected[std::size_t(reason)], shown);
                GroupLine group;
                group.title = rejectText(reason);
                group.detail = tr("%1 line(s)", nullptr, text::plural(all)).arg(text::count(all));
                if (all > shown)
                    group.detail += QStringLiteral(", ") + tr("%1 of them shown").arg(text::count(shown));
                group.rank = -double(all);
                return group;
            } });
}

// What differs only in the file is one kind of a format.
void NotUnderstoodModel::show(const ImportRows& rows, std::optional<FileId> only)
{
    m_counts = {};
    std::map<FileId, const ImportedFile*> files;
    for (const ImportedFile& file : rows.files) {
        if (only && *only != file.id)
            continue;
        files[file.id] = &file;
        m_counts += file.lines;
    }
    std::vector<NotUnderstoodLine> lines;
    std::map<QString, std::size_t> known;
    for (const ImportRows::NotUnderstood& of : rows.notUnderstood) {
        const auto file = files.find(of.file);
        if (file == files.end())
            continue;
        const QString format = text::fromUtf8(file->second->format);
        const RejectedLine& first = of.kind.first;
        const auto [place, isNew] = known.try_emplace(
            QStringLiteral("%1:%2:%3").arg(int(first.reason)).arg(of.kind.kind).arg(format), lines.size());
        if (isNew) {
            lines.push_back(
                { first.reason, of.kind.kind, of.kind.lines, first.offset, 1, maskAddresses(text::fromUtf8(first.text)),
                    format, fileName(file->second->path, file->second->member) });
        } else {
            lines[place->second].lines += of.kind.lines;
            ++lines[place->second].files;
        }
    }
    std::ranges::stable_sort(lines, std::greater {}, &NotUnderstoodLine::lines);
    setRows(std::move(lines));
}

} // namespace mv
