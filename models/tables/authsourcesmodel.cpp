// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/authsourcesmodel.h"
#include "models/tables/text.h"
#include <cmath>

namespace mv {
namespace {

using L = AuthSourceLine;
constexpr double kWarnFrom = 0.05; // failing of DMARC, with enough messages to mean it

QVariant orNothing(std::optional<double> value) { return value ? QVariant(*value) : QVariant(); }

QString messages(double count) { return text::count(static_cast<std::uint64_t>(std::llround(count))); }

bool isFew(const AuthCounts& counts) { return counts.messages < static_cast<double>(kFewAttempts); }

Column<L> passing(const QString& header, AuthMethod method, const QString& toolTip)
{
    return { .header = header,
        .number = true,
        .text = [method](const L& l) { return text::percent(l.row.total[method].passing()); },
        .value = [method](const L& l) { return orNothing(l.row.total[method].passing()); },
        .cell =
            [method](const L& l) {
                const auto share = l.row.total[method].passing();
                return Cell { Ink::Normal, false, BarCell { share.value_or(0), {}, isFew(l.row.total) } };
            },
        .exportHeader = AuthSourcesModel::tr("%1, share").arg(header),
        .headerToolTip = toolTip };
}

struct Aligned {
    double yes = 0, no = 0;
    std::optional<double> share() const { return yes + no > 0 ? std::optional(yes / (yes + no)) : std::nullopt; }
};

// "✓ yes" from 95 % on, "✕ no" below 5 %, else the share.
QString alignedText(const Aligned& aligned)
{
    const auto share = aligned.share();
    if (!share)
        return QString(QChar(0x2013));
    if (*share >= 0.95)
        return AuthSourcesModel::tr("✓ yes");
    return *share < 0.05 ? AuthSourcesModel::tr("✕ no") : AuthSourcesModel::tr("◐ %1").arg(text::percent(share));
}

Ink alignedInk(const Aligned& aligned)
{
    const auto share = aligned.share();
    if (!share)
        return Ink::Faint;
    return *share >= 0.95 ? Ink::Good : *share < 0.05 ? Ink::Bad : Ink::Warning;
}

Column<L> alignment(const QString& header, Aligned (*of)(const AuthCounts&), const QString& toolTip)
{
    return { .header = header,
        .text = [of](const L& l) { return alignedText(of(l.row.total)); },
        .value = [of](const L& l) { return orNothing(of(l.row.total).share()); },
        .cell = [of](const L& l) { return Cell { alignedInk(of(l.row.total)) }; },
        .exportHeader = AuthSourcesModel::tr("%1, share").arg(header),
        .headerToolTip = toolTip };
}

std::optional<double> dmarcFail(const AuthCounts& counts) { return counts[AuthMethod::Dmarc].failing(); }

bool isBad(const L& l) { return !isFew(l.row.total) && dmarcFail(l.row.total).value_or(0) >= kWarnFrom; }

std::vector<Column<L>> columns()
{
    const auto orNone
        = [](const std::string& name) { return name.empty() ? AuthSourcesModel::tr("none") : text::fromUtf8(name); };
    const auto time = [](const QString& header, UtcTime AuthSource::*at) {
        return Column<L> { .header = header,
            .text = [at](const L& l) { return text::dateTimeFar(l.row.*at, l.zone); },
            .value = [at](const L& l) { return text::fromUtf8(toIso(l.row.*at)); },
            .cell = [](const L&) { return Cell { Ink::Secondary }; } };
    };
    return {
        { .header = AuthSourcesModel::tr("Source"), .text = [orNone](const L& l) { return orNone(l.row.source); } },
        { .header = AuthSourcesModel::tr("From domain"),
            .text = [orNone](const L& l) { return orNone(l.row.headerFrom); } },
        { .header = AuthSourcesModel::tr("Selector"),
            .text = [orNone](const L& l) { return orNone(l.row.selector); },
            .cell = [](const L& l) { return Cell { l.row.selector.empty() ? Ink::Faint : Ink::Normal }; },
            .headerToolTip = AuthSourcesModel::tr("Of the DKIM key that signed (s=)") },
        passing(AuthSourcesModel::tr("SPF pass"), AuthMethod::Spf,
            AuthSourcesModel::tr("Passed for the domain of MAIL FROM or HELO, aligned or not")),
        passing(AuthSourcesModel::tr("DKIM pass"), AuthMethod::Dkim,
            AuthSourcesModel::tr("A signature passed, aligned or not")),
        alignment(
            AuthSourcesModel::tr("SPF aligned"),
            [](const AuthCounts& c) {
                return Aligned { c.spfAligned, c.spfNotAligned };
            },
            AuthSourcesModel::tr("Passed for a domain aligned with From: (RFC 7489, 3.1)")),
        alignment(
            AuthSourcesModel::tr("DKIM aligned"),
            [](const AuthCounts& c) {
                return Aligned { c.dkimAligned, c.dkimNotAligned };
            },
            AuthSourcesModel::tr("Passed for a domain aligned with From: (RFC 7489, 3.1)")),
        { .header = AuthSourcesModel::tr("DMARC fail"),
            .number = true,
            .text = [](const L& l) { return text::percent(dmarcFail(l.row.total)); },
            .value = [](const L& l) { return orNothing(dmarcFail(l.row.total)); },
            .cell =
                [](const L& l) {
                    return isBad(l) ? Cell { Ink::Bad, true, {} } : Cell {};
                },
            .exportHeader = AuthSourcesModel::tr("DMARC fail, share") },
        { .header = AuthSourcesModel::tr("Change"),
            .number = true,
            .text = [](const L& l) { return text::change(dmarcFail(l.row.comparedTotal), dmarcFail(l.row.total)); },
            .value =
                [](const L& l) {
                    const auto before = dmarcFail(l.row.comparedTotal), now = dmarcFail(l.row.total);
                    return before && now ? QVariant(*now - *before) : QVariant();
                },
            .exportHeader = AuthSourcesModel::tr("Change of DMARC fail, share"),
            .headerToolTip = AuthSourcesModel::tr("Of DMARC fail, in percentage points, from the compared period") },
        { .header = AuthSourcesModel::tr("Messages"),
            .number = true,
            .text = [](const L& l) { return messages(l.row.total.messages); },
            .value = [](const L& l) { return QVariant(l.row.total.messages); },
            .cell = [](const L&) { return Cell { Ink::Secondary }; } },
        time(AuthSourcesModel::tr("First seen"), &AuthSource::first),
        time(AuthSourcesModel::tr("Last seen"), &AuthSource::last),
        { .header = AuthSourcesModel::tr("Receivers"),
            .number = true,
            .text = [](const L& l) { return text::count(l.row.receivers); },
            .value = [](const L& l) { return QVariant::fromValue<qulonglong>(l.row.receivers); },
            .cell = [](const L&) { return Cell { Ink::Secondary }; } },
    };
}

} // namespace

AuthSourcesModel::AuthSourcesModel(QObject* parent)
    : RowsModel(
        columns(),
        [](const L& l) { return text::fromUtf8(l.row.source + ' ' + l.row.headerFrom + ' ' + l.row.selector); }, parent)
{
}

void AuthSourcesModel::show(const AuthRows& rows, const Zone& zone)
{
    std::vector<AuthSourceLine> lines;
    for (const AuthSource& source : rows.sources) {
        if (source.total.messages > 0)
            lines.push_back({ source, zone });
    }
    setRows(std::move(lines));
}

} // namespace mv
