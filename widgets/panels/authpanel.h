// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/store/queries/auth.h"
#include "models/tables/authreading.h"
#include "widgets/panel.h"

class QCheckBox;
class QToolButton;

namespace mv {

class AuthSourcesModel;
class ReadingBox;
class Segments;
class StackView;
class TableView;

struct AuthAnswer {
    Scope scope; // as it was asked
    Bucket bucket = Bucket::Day;
    AuthRows receivers; // of the scope without its provider filter: the chart
    AuthRows sources;   // of the scope without its source filter: the table
};

// What receivers found when they checked SPF, DKIM and DMARC: per receiver over time, in words, and per source. Tells
// our change (all receivers at once) from theirs (one).
class AuthPanel final : public Panel {
    Q_OBJECT
public:
    explicit AuthPanel(const PanelContext&, QWidget* parent = nullptr);

    Ask question(const Scope&) const override;
    void show(const std::any& rows) override; // AuthAnswer
    void setTheme(const Theme&) override;
    QString title() const override { return tr("Authentication"); }
    QString subtitle() const override;
    QSize minimumDock() const override { return { 560, 320 }; }
    QString choice() const override;
    void choose(const QString&) override;
    CsvTable visibleTable() const override; // the chart's numbers: a row per receiver and bucket
    QString nothingInScope() const override;
    QString emptyTitle() const override { return tr("What receivers find when they check your mail"); }
    QString emptyText() const override
    {
        return tr("SPF, DKIM and DMARC results per receiver and source. Open DMARC reports, seed mails or logs of a "
                  "filter");
    }

private:
    void draw();
    AuthMethod method() const;
    void pickSource(int line, bool add);

    AuthSourcesModel* m_model;
    StackView* m_view;
    ReadingBox* m_reading;
    TableView* m_table;
    Segments* m_methods;
    QToolButton* m_zoom;
    AuthAnswer m_answer;
    std::vector<AuthReading> m_readings;
};

} // namespace mv
