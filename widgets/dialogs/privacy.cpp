// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dialogs/privacy.h"
#include "models/tables/text.h"
#include <QCheckBox>
#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

namespace mv {
namespace {

constexpr int kWidth = 560;
constexpr int kMostMonths = 240;
constexpr int kIndent = 24;

QLabel* wordsUnder(QVBoxLayout& column, const QString& words = {})
{
    auto* label = new QLabel(words);
    label->setWordWrap(true);
    label->setProperty("secondary", true);
    label->setContentsMargins(kIndent, 0, 0, 0);
    column.addWidget(label);
    return label;
}

} // namespace

PrivacyDialog::PrivacyDialog(const KeptRows& now, QWidget* parent)
    : QDialog(parent)
    , m_now(now)
    , m_pseudonymise(new QCheckBox(tr("&Replace the names in addresses by pseudonyms")))
    , m_months(new QSpinBox)
{
    setWindowTitle(tr("Privacy and retention"));
    m_pseudonymise->setChecked(now.pseudonymised);
    m_months->setRange(0, kMostMonths);
    m_months->setSpecialValueText(tr("never"));
    m_months->setValue(now.months);
    m_months->setAccessibleName(tr("Drop attempts older than"));

    auto* all = new QVBoxLayout(this);
    all->addWidget(m_pseudonymise);
    wordsUnder(*all,
        tr("bob@example.com becomes anon-k3f9q2m7ab@example.com in all that is kept of logs and shown of their lines, "
           "always the same name for the same mailbox. The logs themselves stay as they are."));
    m_names = wordsUnder(*all);
    all->addSpacing(12);
    auto* drop = new QHBoxLayout;
    auto* label = new QLabel(tr("&Drop attempts older than"));
    label->setBuddy(m_months);
    drop->addWidget(label);
    drop->addWidget(m_months);
    drop->addStretch();
    all->addLayout(drop);
    wordsUnder(*all,
        tr("Charts and tables by provider, source, server, reply and reason keep what they tell. What goes: the rows "
           "of the Attempts panel with their lines, and, for that time, filters by domain and steps of five minutes: "
           "these show a gap. Months are counted back from today; what grows older is dropped after each import."));
    m_older = wordsUnder(*all);
    all->addStretch();
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    m_apply = buttons->addButton(tr("&Apply"), QDialogButtonBox::AcceptRole);
    all->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_pseudonymise, &QCheckBox::toggled, this, &PrivacyDialog::choose);
    connect(m_months, &QSpinBox::valueChanged, this, [this](int months) {
        m_isTold = months == 0;
        m_drops = 0;
        choose();
        if (months > 0)
            emit olderWanted(months);
    });
    m_isTold = now.months == 0;
    choose();
}

PrivacySettings PrivacyDialog::settings() const { return { m_pseudonymise->isChecked(), m_months->value() }; }

void PrivacyDialog::showOlder(int months, const KeptRows& rows)
{
    if (months != m_months->value())
        return; // another number by now
    m_isTold = true;
    m_drops = rows.olderAttempts;
    choose();
}

void PrivacyDialog::choose()
{
    const int months = m_months->value();
    m_months->setSuffix(tr(" month(s)", nullptr, std::max(months, 1)));
    const bool changesNames = m_pseudonymise->isChecked() != m_now.pseudonymised;
    m_names->setVisible(changesNames && m_now.facts > 0);
    m_names->setText(m_pseudonymise->isChecked()
            ? tr("Of what was imported before, sample lines and senders are changed at once. Mailboxes that a reply "
                 "named without a domain stay in its text until the log is imported again.")
            : tr("What was imported until now keeps its pseudonyms until the log is imported again."));

    const QString before = months > 0 ? text::day(monthsAgo(systemNow(), months), Zone()) : QString();
    QStringList said;
    if (months > 0 && !m_isTold)
        said << tr("Counting the attempts from before %1…").arg(before);
    else if (m_drops > 0)
        said << tr("%1 of %2 attempt(s) are from before %3 and are dropped now. Nothing but importing their logs "
                   "again, into a new workspace, brings them back.",
            nullptr, text::plural(m_now.attempts))
                    .arg(text::count(m_drops), text::count(m_now.attempts), before);
    else if (months > 0)
        said << tr("No attempt is from before %1.").arg(before);
    if (m_now.keptFrom != UtcTime())
        said << tr("Attempts from before %1 were dropped earlier.").arg(text::day(m_now.keptFrom, Zone()));
    m_older->setText(said.join(u'\n'));
    m_older->setVisible(!said.isEmpty());

    m_apply->setText(m_drops > 0 ? tr("&Drop %1 attempt(s)", nullptr, text::plural(m_drops)).arg(text::count(m_drops))
                                 : tr("&Apply"));
    const PrivacySettings was { m_now.pseudonymised, m_now.months };
    m_apply->setEnabled(m_isTold && (m_drops > 0 || settings() != was));
    layout()->activate();
    resize(kWidth, layout()->totalHeightForWidth(kWidth)); // words come and go
}

} // namespace mv
