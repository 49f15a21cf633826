// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dialogs/importoptions.h"
#include "models/jobs/zones.h"
#include <QComboBox>
#include <QCompleter>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

namespace mv {

ImportOptionsDialog::ImportOptionsDialog(const QList<QPair<QString, QString>>& formats, QWidget* parent)
    : QDialog(parent)
    , m_format(new QComboBox(this))
    , m_zone(new QComboBox(this))
    , m_year(new QSpinBox(this))
    , m_server(new QLineEdit(this))
    , m_sourceMap(new QLineEdit(this))
{
    setWindowTitle(tr("Open with options"));
    m_format->addItem(tr("Detect"), QString());
    for (const auto& [id, name] : formats)
        m_format->addItem(name, id);
    m_zone->addItem(tr("As chosen for its server before, else as the log tells"), QString());
    for (const std::string& name : zoneNames())
        m_zone->addItem(QString::fromStdString(name), QString::fromStdString(name));
    m_zone->setEditable(true); // to type the beginning of a long list
    m_zone->setInsertPolicy(QComboBox::NoInsert);
    m_zone->completer()->setCompletionMode(QCompleter::PopupCompletion);
    m_zone->completer()->setFilterMode(Qt::MatchContains);
    m_year->setRange(1989, 2100);
    m_year->setSpecialValueText(tr("Infer"));
    m_server->setPlaceholderText(tr("As logged"));
    auto* form = new QFormLayout;
    form->addRow(tr("&Format"), m_format);
    form->addRow(tr("Time &zone of stamps without one"), m_zone);
    form->addRow(tr("&Year of the first line"), m_year);
    form->addRow(tr("&Server that wrote the logs"), m_server);
    m_sourceMap->setPlaceholderText(tr("Lines: server, tab, source IP"));
    m_sourceMap->setAccessibleName(tr("Source map"));
    auto* browse = new QPushButton(tr("Choose…"), this);
    browse->setAutoDefault(false);
    auto* map = new QHBoxLayout;
    map->addWidget(m_sourceMap, 1);
    map->addWidget(browse);
    form->addRow(tr("Source &map"), map);
    connect(browse, &QPushButton::clicked, this, [this] {
        auto* files = new QFileDialog(this, tr("Choose a source map"));
        files->setAttribute(Qt::WA_DeleteOnClose);
        files->setFileMode(QFileDialog::ExistingFile);
        connect(files, &QFileDialog::fileSelected, m_sourceMap, &QLineEdit::setText);
        files->open();
    });
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    buttons->button(QDialogButtonBox::Ok)->setText(tr("Choose files…"));
    auto* all = new QVBoxLayout(this);
    all->addLayout(form);
    all->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_zone, &QComboBox::currentTextChanged, this, [this, buttons](const QString& text) {
        buttons->button(QDialogButtonBox::Ok)->setEnabled(m_zone->findText(text, Qt::MatchFixedString) >= 0);
    });
}

QString ImportOptionsDialog::format() const { return m_format->currentData().toString(); }

QString ImportOptionsDialog::zone() const
{
    return m_zone->itemData(m_zone->findText(m_zone->currentText(), Qt::MatchFixedString)).toString();
}

std::optional<int> ImportOptionsDialog::year() const
{
    return m_year->value() == m_year->minimum() ? std::nullopt : std::optional(m_year->value());
}

QString ImportOptionsDialog::server() const { return m_server->text().trimmed(); }

QString ImportOptionsDialog::sourceMap() const { return m_sourceMap->text().trimmed(); }

} // namespace mv
