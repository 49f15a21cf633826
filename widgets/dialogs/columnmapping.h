// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/jobs/mappingpreview.h"
#include <QDialog>
#include <array>

class QCheckBox;
class QComboBox;
class QDialogButtonBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QTableWidget;

namespace mv {

// How to read a log that nobody else knows: which of its columns tells what, beside its first records and what Mailvane
// reads in them. Begins with what was guessed.
class ColumnMappingDialog final : public QDialog {
    Q_OBJECT
public:
    // `zone`: of stamps without one, and of the times that are shown.
    ColumnMappingDialog(MappingSample, const QString& fileName, Zone zone, QWidget* parent = nullptr);
    const ColumnMapping& mapping() const { return m_mapping; }
    bool isKept() const; // for files like this one

private:
    void addFields(QFormLayout*);
    void addTimes(QFormLayout*);
    QWidget* makeWords();
    QWidget* makeTables();
    void chooseColumn(Field, const QString& column);
    void chooseTimes();
    void showTimes();
    void showWords();
    void setMeaning(const std::string& word, const QVariant& meaning);
    void showRecords();
    void showPreview();
    void check();
    QString problem() const; // why it can't be used yet; empty: it can

    MappingSample m_sample;
    Zone m_zone;
    ColumnMapping m_mapping;
    bool m_tells = false; // it reads deliveries in the sample
    QLineEdit *m_name, *m_pattern;
    QCheckBox* m_keep;
    std::array<QComboBox*, kFieldCount> m_fields {};
    QComboBox *m_times, *m_delays;
    QTableWidget *m_words, *m_records, *m_facts;
    QLabel *m_summary, *m_problem;
    QDialogButtonBox* m_buttons;
};

} // namespace mv
