// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/jobs/privacy.h"
#include "models/store/queries/kept.h"
#include <QDialog>

class QCheckBox;
class QLabel;
class QPushButton;
class QSpinBox;

namespace mv {

// What a workspace keeps of people and for how long. Says what goes before it goes; the button names what it does.
class PrivacyDialog final : public QDialog {
    Q_OBJECT
public:
    explicit PrivacyDialog(const KeptRows& now, QWidget* parent = nullptr);
    PrivacySettings settings() const;

public slots:
    void showOlder(int months, const mv::KeptRows&); // the answer to olderWanted()

signals:
    void olderWanted(int months); // how many attempts are older, please

private:
    void choose();

    KeptRows m_now;
    QCheckBox* m_pseudonymise;
    QSpinBox* m_months;
    QLabel *m_names, *m_older;
    QPushButton* m_apply;
    std::uint64_t m_drops = 0;
    bool m_isTold = false; // how many are dropped
};

} // namespace mv
