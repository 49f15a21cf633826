// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/tables/probehistory.h"
#include "widgets/panel.h"
#include <memory>

namespace mv {

class BandView;
class Segments;
class TableView;

struct ProbesAnswer {
    Scope scope;
    Bucket bucket = Bucket::Day;
    ProbeRows probes;
    MxHistoryRows mx;
    std::vector<TlsSessionCount> tls;
    std::vector<DomainHistory> domains; // of probes and logs, put together on the worker
};

// Where mail goes: the MX of recipient domains as our servers used them and as probes found them, their certificates
// and records, and who called living recipients unknown. Tells which of our servers still use an old MX.
class ProbesPanel final : public Panel {
    Q_OBJECT
public:
    explicit ProbesPanel(const PanelContext&, QWidget* parent = nullptr);
    ~ProbesPanel() override;

    Ask question(const Scope&) const override;
    void show(const std::any& rows) override; // ProbesAnswer
    void setTheme(const Theme&) override;
    QString title() const override { return tr("Probes"); }
    QString subtitle() const override;
    QSize minimumDock() const override { return { 560, 320 }; }
    QString choice() const override;
    void choose(const QString&) override;
    CsvTable visibleTable() const override; // of the table that is shown
    QString nothingInScope() const override;
    QString emptyTitle() const override { return tr("Where your mail goes, and what guards it"); }
    QString emptyText() const override
    {
        return tr("MX history of recipient domains from your own logs; records and certificates from probe results "
                  "(dig, zdns, testssl.sh, openssl, checkdmarc …) or “Probe now”");
    }

private:
    class Results;
    class Servers;
    class Sessions;
    TableView* shownTable() const;
    void showTable(int index);

    std::unique_ptr<Results> m_results;
    std::unique_ptr<Servers> m_servers;
    std::unique_ptr<Sessions> m_sessions;
    BandView* m_view;
    Segments* m_tables;
    std::vector<TableView*> m_views; // in the order of the segments
    ProbesAnswer m_answer;
};

} // namespace mv
