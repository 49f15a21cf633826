// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dialogs/messages.h"
#include <QCoreApplication>
#include <QMessageBox>
#include <QPushButton>

namespace mv {
namespace {

QString tr(const char* text) { return QCoreApplication::translate("Messages", text); }

} // namespace

void showError(QWidget* parent, const QString& what, const QString& note) { showError(parent, what, note, {}, {}); }

void showError(QWidget* parent, const QString& what, const QString& note, const QString& details,
    const std::function<void()>& retry, const std::function<void()>& chooseColumns)
{
    auto* box = new QMessageBox(QMessageBox::Warning, tr("Mailvane"), what, QMessageBox::Close, parent);
    box->setTextFormat(Qt::PlainText);
    box->setInformativeText(note);
    box->setDetailedText(details);
    if (retry)
        QObject::connect(box->addButton(tr("Retry"), QMessageBox::AcceptRole), &QPushButton::clicked, parent, retry);
    if (chooseColumns)
        QObject::connect(box->addButton(tr("Choose columns…"), QMessageBox::AcceptRole), &QPushButton::clicked, parent,
            chooseColumns);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->open(); // does not block what goes on
}

bool confirm(QWidget* parent, const QString& question, const QString& yes)
{
    QMessageBox box(QMessageBox::Question, tr("Mailvane"), question, QMessageBox::Cancel, parent);
    box.setTextFormat(Qt::PlainText);
    const auto* button = box.addButton(yes, QMessageBox::AcceptRole);
    box.exec();
    return box.clickedButton() == button;
}

void showAbout(QWidget* parent)
{
    QMessageBox::about(parent, tr("About Mailvane"),
        tr("<h3>Mailvane %1</h3><p>Shows from mail logs which provider defers, bounces or delays your mail, since when "
           "and "
           "from which of your addresses.</p><p>Nothing leaves this machine unless you export it.</p>"
           "<p>Free software under the GNU General Public License, version 3 or later.</p>")
            .arg(QStringLiteral(MAILVANE_VERSION)));
}

} // namespace mv
