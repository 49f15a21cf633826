// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/importsmodel.h"
#include "models/tables/text.h"

namespace mv {
namespace {

QString understoodText(const ImportLine& line)
{
    const auto share = line.understood();
    if (!share)
        return {};
    // 100 % is said of a file only when no line was left over.
    const double shown = line.lines.notUnderstood() > 0 ? std::min(*share, 0.9999) : *share;
    return QString::number(shown * 100, 'f', shown == 1 ? 0 : 2) + QChar(0x2009) + u'%';
}

Ink inkOf(ImportLine::State state)
{
    switch (state) {
    case ImportLine::State::Failed:
        return Ink::Bad;
    case ImportLine::State::Partial:
        return Ink::Warning;
    case ImportLine::State::Done:
        return Ink::Good;
    case ImportLine::State::Reading:
        return Ink::Normal;
    default:
        return Ink::Secondary;
    }
}

Cell progressCell(const ImportLine& line)
{
    const bool failed = line.state == ImportLine::State::Failed;
    const Ink ink = failed ? Ink::Bad : line.state == ImportLine::State::Reading ? Ink::Normal : Ink::Faint;
    return { Ink::Secondary, false, ProgressCell { line.share, ink } };
}

QVariant number(std::uint64_t value) { return QVariant::fromValue<qulonglong>(value); }

std::vector<Column<ImportLine>> columns()
{
    using L = ImportLine;
    return {
        { .header = ImportsModel::tr("File"),
            .text = [](const L& l) { return l.name; },
            .value = [](const L& l) { return l.path; },
            .cell = [](const L&) { return Cell {}; },
            .toolTip = [](const L& l) { return l.path; } },
        { .header = ImportsModel::tr("Progress"),
            .text =
                [](const L& l) {
                    const bool plain = !l.running || l.state == L::State::Done || l.state == L::State::AlreadyImported;
                    return plain ? QString() : QString::number(int(l.share * 100)) + QChar(0x2009) + u'%';
                },
            .value = [](const L& l) { return l.share; },
            .cell = progressCell,
            .exportHeader = ImportsModel::tr("Progress, share") },
        { .header = ImportsModel::tr("Rate"),
            .number = true,
            .text =
                [](const L& l) {
                    return l.linesPerSecond
                        ? ImportsModel::tr("%1 lines/s").arg(text::count(std::uint64_t(*l.linesPerSecond)))
                        : QString();
                },
            .value = [](const L& l) { return l.linesPerSecond ? QVariant(*l.linesPerSecond) : QVariant(); },
            .exportHeader = ImportsModel::tr("Lines per second") },
        { .header = ImportsModel::tr("Lines"),
            .number = true,
            .text = [](const L& l) { return text::count(l.lines.total()); },
            .value = [](const L& l) { return number(l.lines.total()); },
            .toolTip =
                [](const L& l) {
                    return ImportsModel::tr(
                        "%1 about delivery, %2 that tell more about them, %3 about other things, %4 not understood")
                        .arg(text::count(l.lines.delivery), text::count(l.lines.context), text::count(l.lines.other),
                            text::count(l.lines.notUnderstood()));
                } },
        { .header = ImportsModel::tr("Not understood"),
            .number = true,
            .text = [](const L& l) { return text::count(l.lines.notUnderstood()); },
            .value = [](const L& l) { return number(l.lines.notUnderstood()); },
            .cell =
                [](const L& l) {
                    return l.lines.notUnderstood() > 0 ? Cell { Ink::Normal, true, {} } : Cell { Ink::Secondary };
                } },
        { .header = ImportsModel::tr("State"),
            .text = [](const L& l) { return l.stateText; },
            .cell =
                [](const L& l) {
                    return Cell { inkOf(l.state), false, {} };
                } },
        { .header = ImportsModel::tr("Understood"),
            .number = true,
            .text = understoodText,
            .value =
                [](const L& l) {
                    const auto share = l.understood();
                    return share ? QVariant(*share) : QVariant();
                },
            .exportHeader = ImportsModel::tr("Understood, share"),
            .headerToolTip = ImportsModel::tr("Lines with a meaning known to the program, of all lines") },
        { .header = ImportsModel::tr("Deliveries"),
            .number = true,
            .text = [](const L& l) { return text::count(l.facts); },
            .value = [](const L& l) { return number(l.facts); },
            .toolTip =
                [](const L& l) {
                    return ImportsModel::tr("%1 kept; %2 told by another file already")
                        .arg(text::count(l.facts), text::count(l.duplicates));
                } },
        { .header = ImportsModel::tr("Format"),
            .text = [](const L& l) { return l.format; },
            .cell = [](const L&) { return Cell { Ink::Secondary }; } },
        { .header = ImportsModel::tr("Covers"),
            .text = [](const L& l) { return l.covers; },
            .cell = [](const L&) { return Cell { Ink::Secondary }; } },
    };
}

Grouping<ImportLine> byProgress()
{
    return { .name = ImportsModel::tr("List"),
        .keyOf = [](const ImportLine& l) { return l.running ? QStringLiteral("running") : QStringLiteral("journal"); },
        .describe =
            [](const QString& key, const std::vector<const ImportLine*>& rows) {
                GroupLine group;
                if (key == QLatin1String("running")) {
                    const auto ended = std::ranges::count_if(rows, [](const ImportLine* l) {
                        return l->state != ImportLine::State::Waiting && l->state != ImportLine::State::Reading;
                    });
                    group.title = ImportsModel::tr("This import");
                    group.detail = ImportsModel::tr("%1 of %n file(s) done", nullptr, int(rows.size())).arg(ended);
                } else {
                    group.title = ImportsModel::tr("Journal");
                    group.detail = ImportsModel::tr("%n file(s)", nullptr, int(rows.size()));
                    group.rank = 1;
                }
                return group;
            } };
}

QString withMember(const std::string& file, const std::string& member)
{
    return text::fromUtf8(member.empty() ? file : file + " › " + member);
}

} // namespace

std::optional<double> ImportLine::understood() const
{
    const auto all = lines.total();
    return all == 0 ? std::nullopt : std::optional(1.0 - double(lines.notUnderstood()) / double(all));
}

QString fileName(const std::string& path, const std::string& member)
{
    const auto whole = shownPath(path);
    return withMember(whole.substr(whole.rfind('/') + 1), member);
}

QString filePath(const std::string& path, const std::string& member) { return withMember(shownPath(path), member); }

ImportLine importLine(const ImportedFile& file, const Zone& zone)
{
    ImportLine line;
    line.key = QString::number(file.id);
    line.name = fileName(file.path, file.member);
    line.path = filePath(file.path, file.member);
    line.lines = file.lines;
    line.facts = file.facts;
    line.duplicates = file.duplicates;
    line.format = text::fromUtf8(file.format);
    line.covers = text::range(file.times, zone);
    line.file = file.id;
    line.share = file.state == FileState::Complete ? 1 : 0; // how much of another is left, the journal cannot tell
    switch (file.state) {
    case FileState::Complete:
        line.stateText = ImportsModel::tr("✓ Done %1").arg(text::dateTime(file.importedAt, zone));
        if (!file.message.empty())
            line.stateText += QStringLiteral(" · ") + text::fromUtf8(file.message);
        break;
    case FileState::Reading:
        line.state = ImportLine::State::Partial;
        line.stateText = ImportsModel::tr("◐ Read in part");
        break;
    case FileState::Cancelled:
        line.state = ImportLine::State::Partial;
        line.stateText = ImportsModel::tr("◐ Cancelled: open it again to read on");
        break;
    case FileState::Failed:
        line.state = ImportLine::State::Failed;
        line.stateText = ImportsModel::tr("✕ Stopped: %1").arg(text::fromUtf8(file.message));
        break;
    }
    return line;
}

ImportsModel::ImportsModel(QObject* parent)
    : RowsModel(
        columns(), [](const ImportLine& line) { return line.key; }, parent)
{
    setGrouping(byProgress());
}

void ImportsModel::show(std::vector<ImportLine> running, const std::vector<ImportedFile>& journal, const Zone& zone)
{
    for (const ImportedFile& file : journal)
        running.push_back(importLine(file, zone));
    setRows(std::move(running));
}

} // namespace mv
