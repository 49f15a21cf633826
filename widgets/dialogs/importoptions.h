// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QDialog>
#include <QPair>
#include <optional>

class QComboBox;
class QLineEdit;
class QSpinBox;

namespace mv {

// What a log does not tell by itself, or tells wrongly: format, zone and year of its stamps, server, sources.
class ImportOptionsDialog final : public QDialog {
    Q_OBJECT
public:
    explicit ImportOptionsDialog(const QList<QPair<QString, QString>>& formats, QWidget* parent = nullptr); // id, name
    QString format() const; // empty: detect
    QString zone() const;   // empty: evidence in the file, else the system's
    std::optional<int> year() const;
    QString server() const;
    QString sourceMap() const; // a file: which source a server or instance sends from; empty: none

private:
    QComboBox *m_format, *m_zone;
    QSpinBox* m_year;
    QLineEdit *m_server, *m_sourceMap;
};

} // namespace mv
