// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/incident.h"
#include "models/mail/time.h"
#include <QDialog>
#include <vector>

class QCheckBox;
class QComboBox;
class QDateTimeEdit;
class QDialogButtonBox;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QTableWidget;

namespace mv {

// One declared incident: id, provider, text, link, from, to or still open. Times by the clock of the zone.
class IncidentForm final : public QDialog {
    Q_OBJECT
public:
    IncidentForm(const Incident&, const QStringList& providers, const Zone&, QWidget* parent = nullptr);
    Incident incident() const;

private:
    void check();

    Incident m_start;
    Zone m_zone;
    QLineEdit *m_label, *m_link;
    QComboBox* m_provider;
    QPlainTextEdit* m_text;
    QDateTimeEdit *m_from, *m_to;
    QCheckBox* m_open;
    QDialogButtonBox* m_buttons;
};

// All of them. What it wants done is asked for by signals; show() again when it is done.
class IncidentsDialog final : public QDialog {
    Q_OBJECT
public:
    explicit IncidentsDialog(Zone, QWidget* parent = nullptr);
    void show(const std::vector<Incident>&);
    using QDialog::show;
    void setProviders(const QStringList& providers) { m_providers = providers; }
    void setSuggestion(const Incident& incident) { m_suggestion = incident; } // what a new one begins with

signals:
    void putWanted(const mv::Incident& incident); // id 0: a new one
    void deleteWanted(qint64 id);

private:
    void add();
    void edit();
    void remove();
    const Incident* current() const;
    void openForm(const Incident&);

    Zone m_zone;
    QStringList m_providers;
    Incident m_suggestion;
    std::vector<Incident> m_incidents;
    QTableWidget* m_table;
    QPushButton *m_edit, *m_delete;
};

} // namespace mv
