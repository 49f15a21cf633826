// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/providercard.h"
#include "models/tables/cells.h"
#include "models/tables/text.h"
#include "widgets/delegates/celldelegate.h"
#include "widgets/elidedlabel.h"
#include <QGridLayout>
#include <QLabel>

namespace mv {
namespace {

constexpr int kUsualNote = 104; // that figures stay in their place from provider to provider

enum What : std::size_t { PeakRate, Affected, DelayP95, Waiting, Bounced };

QString delayText(const std::optional<Delay>& delay)
{
    if (!delay)
        return QString(QChar(0x2013));
    const QString length = text::duration(delay->value);
    return delay->atLeast ? ProviderCard::tr("at least %1").arg(length) : length;
}

QString usually(const QString& figure, bool known)
{
    return known ? ProviderCard::tr("usually %1").arg(figure) : QString();
}

} // namespace

std::optional<Peak> peakOf(const std::vector<Counts>& buckets, const std::vector<UtcTime>& edges)
{
    std::optional<Peak> peak;
    for (const std::uint64_t enough : { kFewAttempts, std::uint64_t(1) }) {
        for (std::size_t i = 0; i < buckets.size() && i < edges.size(); ++i) {
            if (buckets[i].attempts() >= enough && (!peak || *buckets[i].deferralRate() > peak->rate))
                peak = Peak { *buckets[i].deferralRate(), edges[i], buckets[i].attempts() };
        }
        if (peak)
            break;
    }
    return peak;
}

ProviderCard::ProviderCard(QWidget* parent)
    : QWidget(parent)
    , m_name(new QLabel(this))
{
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(12, 10, 12, 10);
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(6);
    grid->setColumnStretch(1, 1);
    m_name->setTextFormat(Qt::RichText);
    grid->addWidget(m_name, 0, 0, 1, 3);
    const std::array texts { tr("Peak"), tr("Messages affected"), tr("Delay p95"), tr("Still waiting"), tr("Bounced") };
    const std::array tips { tr("The worst deferral rate of one interval of the timeline"),
        tr("Recipients whose first attempt was deferred, of all first tried: retries cannot inflate it"),
        tr("95 of 100 recipients were done within this time after their mail arrived"),
        tr("Recipients whose mail has not been delivered nor given up"), tr("Attempts refused for good, of all") };
    for (std::size_t i = 0; i < kLines; ++i) {
        Line& line = m_lines[i];
        const int row = int(i) + 1;
        line = { new QLabel(texts[i], this), new QLabel(this), new ElidedLabel(this, kUsualNote) };
        line.value->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
        for (QLabel* label : { line.what, line.value, line.note })
            label->setToolTip(tips[i]);
        grid->addWidget(line.what, row, 0);
        grid->addWidget(line.value, row, 1);
        grid->addWidget(line.note, row, 2);
    }
    grid->setRowStretch(int(kLines) + 1, 1);
    setTheme(m_theme);
}

void ProviderCard::setTheme(const Theme& theme)
{
    m_theme = theme;
    QFont bold = Theme::body();
    bold.setBold(true);
    QFont boldNumber = Theme::numeric();
    boldNumber.setBold(true);
    m_name->setFont(bold);
    setInk(m_name, theme.text);
    for (const Line& line : m_lines) {
        line.what->setFont(Theme::body());
        line.value->setFont(boldNumber);
        line.note->setFont(Theme::body());
        setInk(line.what, theme.text2);
        setInk(line.value, theme.text);
        setInk(line.note, theme.text2);
    }
    m_name->setText(QStringLiteral("<span style='color:%1'>●</span>&nbsp;&nbsp;%2")
                        .arg(theme.provider(m_provider).name(), m_provider.toHtmlEscaped()));
}

void ProviderCard::show(const RateGroup& group, const QString& label, const std::vector<UtcTime>& edges,
    const DelayRow* delay, bool compares, const Zone& zone)
{
    m_provider = label;
    const auto set = [this](What what, const QString& value, const QString& note) {
        m_lines[what].value->setText(value);
        m_lines[what].note->setText(note);
        m_lines[what].value->setAccessibleName(
            QStringLiteral("%1: %2 %3").arg(m_lines[what].what->text(), value, note));
    };
    const auto peak = peakOf(group.buckets, edges);
    set(PeakRate, text::percent(peak ? std::optional(peak->rate) : std::nullopt),
        peak ? text::dateTimeShort(peak->at, zone) : QString());
    m_lines[PeakRate].note->setToolTip(peak ? tr("%1, of %2 attempt(s)", nullptr, text::plural(peak->attempts))
                                                  .arg(text::dateTime(peak->at, zone), text::count(peak->attempts))
                                            : QString());
    const Counts &now = group.total, &before = group.comparedTotal;
    set(Affected, text::percent(now.messagesAffected()), usually(text::percent(before.messagesAffected()), compares));
    set(DelayP95, delayText(delay ? delay->cell.p95 : std::nullopt),
        usually(delayText(delay ? delay->compared.p95 : std::nullopt), compares && delay));
    set(Waiting, text::count(delay ? delay->cell.waiting : 0),
        delay && delay->oldestWaiting ? tr("oldest %1").arg(text::duration(*delay->oldestWaiting)) : QString());
    set(Bounced, text::percent(now.bounceRate()), usually(text::percent(before.bounceRate()), compares));
    setAccessibleName(tr("%1 in this range").arg(label));
    setTheme(m_theme);
}

} // namespace mv
