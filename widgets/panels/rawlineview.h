// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/jobs/rawline.h"
#include "widgets/theme.h"
#include <QWidget>

class QLabel;
class QPlainTextEdit;
class QPushButton;

namespace mv {

// Lines of a log around the one that is asked about, which is tinted; above them where they stand.
class RawLineView final : public QWidget {
    Q_OBJECT
public:
    explicit RawLineView(QWidget* parent = nullptr);
    void setTheme(const Theme&);

    void clear(const QString& what);   // "Select an attempt to read its line in the log"; takes one line's place
    void expect(const QString& place); // "mail.log.4.gz · byte 1 208 442"
    void show(const RawLines&);
    void showError(const QString&);
    using QWidget::show;
    void copy() const; // the line itself

private:
    void setOpen(bool);
    void highlight();

    QLabel* m_place;
    QPushButton* m_copy;
    QPlainTextEdit* m_text;
    Theme m_theme = Theme::light();
    int m_wanted = -1;
};

} // namespace mv
