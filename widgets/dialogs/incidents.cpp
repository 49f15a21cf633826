// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dialogs/incidents.h"
#include "models/tables/text.h"
#include "widgets/dialogs/messages.h"
#include <QCheckBox>
#include <QComboBox>
#include <QDateTimeEdit>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

namespace mv {
namespace {

QDateTime clockOf(UtcTime t, const Zone& zone)
{
    return QDateTime::fromMSecsSinceEpoch(zone.toLocal(t).time_since_epoch().count(), Qt::UTC);
}

QDateTimeEdit* clockEdit(UtcTime t, const Zone& zone)
{
    auto* edit = new QDateTimeEdit;
    edit->setTimeSpec(Qt::UTC); // the clock of the zone, without any further conversion by Qt
    edit->setDisplayFormat(QStringLiteral("ddd d MMM yyyy HH:mm"));
    edit->setCalendarPopup(true);
    edit->setDateTime(clockOf(t, zone));
    return edit;
}

} // namespace

IncidentForm::IncidentForm(const Incident& start, const QStringList& providers, const Zone& zone, QWidget* parent)
    : QDialog(parent)
    , m_start(start)
    , m_zone(zone)
    , m_label(new QLineEdit(text::fromUtf8(start.label)))
    , m_link(new QLineEdit(text::fromUtf8(start.link)))
    , m_provider(new QComboBox)
    , m_text(new QPlainTextEdit(text::fromUtf8(start.text)))
    , m_from(clockEdit(start.from, zone))
    , m_to(clockEdit(start.to.value_or(start.from + std::chrono::hours(1)), zone))
    , m_open(new QCheckBox(tr("Still open")))
    , m_buttons(new QDialogButtonBox(QDialogButtonBox::Save | QDialogButtonBox::Cancel))
{
    setWindowTitle(start.id == 0 ? tr("Add incident") : tr("Edit incident"));
    m_label->setPlaceholderText(tr("EX680695"));
    m_link->setPlaceholderText(QStringLiteral("https://"));
    m_provider->setEditable(true);
    m_provider->addItem(tr("All providers"), QString());
    for (const QString& provider : providers)
        m_provider->addItem(provider, provider);
    if (!start.provider.empty())
        m_provider->setCurrentText(text::fromUtf8(start.provider));
    m_text->setTabChangesFocus(true);
    m_text->setFixedHeight(72);
    m_open->setChecked(!start.to);
    m_to->setEnabled(start.to.has_value());

    auto* form = new QFormLayout;
    form->addRow(tr("&Id"), m_label);
    form->addRow(tr("&Provider"), m_provider);
    form->addRow(tr("&From (%1)").arg(text::fromUtf8(zone.name())), m_from);
    form->addRow(tr("&To (%1)").arg(text::fromUtf8(zone.name())), m_to);
    form->addRow({}, m_open);
    form->addRow(tr("Te&xt"), m_text);
    form->addRow(tr("&Link"), m_link);
    auto* all = new QVBoxLayout(this);
    all->addLayout(form);
    all->addWidget(m_buttons);
    connect(m_buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_open, &QCheckBox::toggled, m_to, &QWidget::setDisabled);
    connect(m_open, &QCheckBox::toggled, this, &IncidentForm::check);
    connect(m_label, &QLineEdit::textChanged, this, &IncidentForm::check);
    connect(m_from, &QDateTimeEdit::dateTimeChanged, this, &IncidentForm::check);
    connect(m_to, &QDateTimeEdit::dateTimeChanged, this, &IncidentForm::check);
    check();
    resize(460, sizeHint().height());
}

void IncidentForm::check()
{
    const bool ordered = m_open->isChecked() || m_from->dateTime() < m_to->dateTime();
    m_buttons->button(QDialogButtonBox::Save)->setEnabled(ordered && !m_label->text().trimmed().isEmpty());
    m_to->setToolTip(ordered ? QString() : tr("Ends before it begins"));
}

Incident IncidentForm::incident() const
{
    const auto time = [this](const QDateTimeEdit* edit) {
        return m_zone.toUtc(LocalTime(std::chrono::milliseconds(edit->dateTime().toMSecsSinceEpoch())));
    };
    Incident incident = m_start;
    incident.label = m_label->text().trimmed().toStdString();
    const int chosen = m_provider->findText(m_provider->currentText());
    incident.provider
        = (chosen >= 0 ? m_provider->itemData(chosen).toString() : m_provider->currentText().trimmed()).toStdString();
    incident.text = m_text->toPlainText().trimmed().toStdString();
    incident.link = m_link->text().trimmed().toStdString();
    incident.from = time(m_from);
    incident.to = m_open->isChecked() ? std::nullopt : std::optional(time(m_to));
    return incident;
}

IncidentsDialog::IncidentsDialog(Zone zone, QWidget* parent)
    : QDialog(parent)
    , m_zone(std::move(zone))
    , m_table(new QTableWidget(0, 5, this))
    , m_edit(new QPushButton(tr("&Edit…"), this))
    , m_delete(new QPushButton(tr("&Delete"), this))
{
    setWindowTitle(tr("Incidents"));
    m_table->setAccessibleName(tr("Incidents"));
    m_table->setHorizontalHeaderLabels({ tr("Id"), tr("Provider"), tr("From"), tr("To"), tr("Text") });
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_table->verticalHeader()->hide();
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setShowGrid(false);
    auto* add = new QPushButton(tr("&Add…"), this);
    auto* close = new QPushButton(tr("Close"), this);
    auto* buttons = new QHBoxLayout;
    for (QPushButton* button : { add, m_edit, m_delete })
        buttons->addWidget(button);
    buttons->addStretch();
    buttons->addWidget(close);
    auto* all = new QVBoxLayout(this);
    all->addWidget(m_table);
    all->addLayout(buttons);
    connect(add, &QPushButton::clicked, this, &IncidentsDialog::add);
    connect(m_edit, &QPushButton::clicked, this, &IncidentsDialog::edit);
    connect(m_delete, &QPushButton::clicked, this, &IncidentsDialog::remove);
    connect(close, &QPushButton::clicked, this, &QDialog::close);
    connect(m_table, &QTableWidget::itemDoubleClicked, this, &IncidentsDialog::edit);
    connect(m_table, &QTableWidget::currentCellChanged, this, [this] {
        m_edit->setEnabled(current() != nullptr);
        m_delete->setEnabled(current() != nullptr);
    });
    show(std::vector<Incident> {});
    resize(720, 320);
}

void IncidentsDialog::show(const std::vector<Incident>& incidents)
{
    m_incidents = incidents;
    m_table->setRowCount(int(incidents.size()));
    for (int row = 0; row < m_table->rowCount(); ++row) {
        const Incident& incident = incidents[std::size_t(row)];
        const QStringList cells { text::fromUtf8(incident.label),
            incident.provider.empty() ? tr("all") : text::fromUtf8(incident.provider),
            text::dateTime(incident.from, m_zone),
            incident.to ? text::dateTime(*incident.to, m_zone) : tr("still open"), text::fromUtf8(incident.text) };
        for (int column = 0; column < cells.size(); ++column)
            m_table->setItem(row, column, new QTableWidgetItem(cells[column]));
    }
    m_table->resizeColumnsToContents();
    m_edit->setEnabled(current() != nullptr);
    m_delete->setEnabled(current() != nullptr);
}

const Incident* IncidentsDialog::current() const
{
    const int row = m_table->currentRow();
    return row >= 0 && row < int(m_incidents.size()) ? &m_incidents[std::size_t(row)] : nullptr;
}

void IncidentsDialog::openForm(const Incident& incident)
{
    auto* form = new IncidentForm(incident, m_providers, m_zone, this);
    form->setAttribute(Qt::WA_DeleteOnClose);
    connect(form, &QDialog::accepted, this, [this, form] { emit putWanted(form->incident()); });
    form->open();
}

void IncidentsDialog::add() { openForm(m_suggestion); }

void IncidentsDialog::edit()
{
    if (const Incident* incident = current())
        openForm(*incident);
}

void IncidentsDialog::remove()
{
    const Incident* incident = current();
    if (incident && confirm(this, tr("Delete incident %1?").arg(text::fromUtf8(incident->label)), tr("Delete")))
        emit deleteWanted(incident->id);
}

} // namespace mv
