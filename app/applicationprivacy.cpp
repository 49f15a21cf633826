// SPDX-License-Identifier: GPL-3.0-or-later
// Privacy and retention of the workspace: the dialog, and what people are told.
#include "app/application.h"
#include "app/asking.h"
#include "app/mainwindow.h"
#include "models/tables/text.h"
#include "widgets/dialogs/privacy.h"

namespace mv {
namespace {

Panel::Ask askKept(int months)
{
    return asking<KeptRows>(KeptQuestion { months > 0 ? monthsAgo(systemNow(), months) : UtcTime() });
}

} // namespace

void Application::connectPrivacy()
{
    connect(m_window.get(), &MainWindow::privacyWanted, this, &Application::showPrivacy);
    connect(m_imports.get(), &ImportDesk::pruning, this,
        [this](double share) { m_window->setBusy(tr("Dropping old attempts: %1").arg(text::percent(share))); });
    connect(m_imports.get(), &ImportDesk::privacySet, this, [this](bool whole, const PrivacyDone& done) {
        m_window->setBusy({});
        m_queries->refresh();
        if (!whole)
            return m_window->say(tr("Nothing was dropped or changed"));
        m_window->say(done.pruned.facts == 0
                ? tr("Privacy and retention are set")
                : tr("%1 attempt(s) and other facts from before %2 were dropped; the charts keep what they tell",
                    nullptr, text::plural(done.pruned.facts))
                      .arg(text::count(done.pruned.facts), text::day(done.pruned.keptFrom, Zone())));
    });
}

void Application::showPrivacy()
{
    m_queries->askOnce(this, askKept(0), [this](const Result<std::any>& answer) {
        if (!answer)
            return m_window->say(QString::fromStdString(answer.error().what));
        auto* dialog = new PrivacyDialog(std::any_cast<const KeptRows&>(*answer), m_window.get());
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        connect(dialog, &PrivacyDialog::olderWanted, this, [this, dialog](int months) {
            m_queries->askOnce(dialog, askKept(months), [dialog, months](const Result<std::any>& older) {
                if (older)
                    dialog->showOlder(months, std::any_cast<const KeptRows&>(*older));
            });
        });
        connect(dialog, &QDialog::accepted, this, [this, dialog] { m_imports->setPrivacy(dialog->settings()); });
        dialog->open();
    });
}

QString Application::retentionText(const ImportSummary& summary)
{
    QString said;
    if (summary.tooOld > 0)
        said += tr(" · %1 line(s) older than what is kept were not stored", nullptr, text::plural(summary.tooOld))
                    .arg(text::count(summary.tooOld));
    if (summary.pruned.facts > 0)
        said += tr(
            " · %1 attempt(s) and other facts from before %2 were dropped", nullptr, text::plural(summary.pruned.facts))
                    .arg(text::count(summary.pruned.facts), text::day(summary.pruned.keptFrom, Zone()));
    return said;
}

} // namespace mv
