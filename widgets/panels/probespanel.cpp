// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/probespanel.h"
#include "models/tables/rowsmodel.h"
#include "models/tables/text.h"
#include "models/tables/trend.h"
#include "widgets/charts/bandview.h"
#include "widgets/charts/datatable.h"
#include "widgets/charts/timelinerows.h"
#include "widgets/delegates/tableview.h"
#include "widgets/scopestack.h"
#include "widgets/segments.h"
#include <QSplitter>
#include <algorithm>
#include <array>

namespace mv {
namespace {

constexpr std::array kTables { "servers", "results", "sessions" }; // remembered by these names

struct ResultLine {
    ProbeResult result;
    Zone zone;
};

struct ServerLine {
    QString domain;
    MxServerUse use;
    bool isOld = false;
    Zone zone;
};

struct SessionLine {
    TlsSessionCount row;
    Zone zone;
};

Severity worst(const ProbeResult& p)
{
    Severity severity = Severity::Note;
    for (const Finding& finding : p.findings)
        severity = std::max(severity, finding.severity);
    const bool bad = p.certificate && (p.certificate->name == Check::Bad || p.certificate->chain == Check::Bad);
    return bad ? Severity::Bad : severity;
}

Ink inkOf(Severity severity)
{
    return severity == Severity::Bad ? Ink::Bad : severity == Severity::Warning ? Ink::Warning : Ink::Normal;
}

QString findingsOf(const ProbeResult& p, std::string Finding::*part)
{
    QStringList texts;
    for (const Finding& finding : p.findings)
        texts << text::fromUtf8(finding.*part);
    return texts.join(u' ');
}

std::vector<Column<ResultLine>> resultColumns()
{
    using L = ResultLine;
    return {
        { .header = ProbesPanel::tr("Domain"), .text = [](const L& l) { return text::fromUtf8(l.result.domain); } },
        { .header = ProbesPanel::tr("Check"), .text = [](const L& l) { return probeKindName(l.result.kind); } },
        { .header = ProbesPanel::tr("Name"), .text = [](const L& l) { return text::fromUtf8(l.result.name); } },
        { .header = ProbesPanel::tr("Result"),
            .text = [](const L& l) { return resultText(l.result); },
            .cell =
                [](const L& l) {
                    return Cell { inkOf(worst(l.result)), worst(l.result) == Severity::Bad, {} };
                } },
        { .header = ProbesPanel::tr("What it means"),
            .text = [](const L& l) { return findingsOf(l.result, &Finding::text); },
            .cell = [](const L& l) { return Cell { inkOf(worst(l.result)) }; } },
        { .header = ProbesPanel::tr("Said in"),
            .text = [](const L& l) { return findingsOf(l.result, &Finding::source); },
            .cell = [](const L&) { return Cell { Ink::Secondary }; } },
        { .header = ProbesPanel::tr("Probed"),
            .text = [](const L& l) { return text::dateTimeFar(l.result.at, l.zone); },
            .value = [](const L& l) { return text::fromUtf8(toIso(l.result.at)); },
            .cell = [](const L&) { return Cell { Ink::Secondary }; } },
        { .header = ProbesPanel::tr("By"),
            .text = [](const L& l) { return text::fromUtf8(l.result.by); },
            .cell = [](const L&) { return Cell { Ink::Secondary }; } },
    };
}

std::vector<Column<ServerLine>> serverColumns()
{
    using L = ServerLine;
    return {
        { .header = ProbesPanel::tr("Server"), .text = [](const L& l) { return text::fromUtf8(l.use.server); } },
        { .header = ProbesPanel::tr("Domain"), .text = [](const L& l) { return l.domain; } },
        { .header = ProbesPanel::tr("MX used"), .text = [](const L& l) { return text::fromUtf8(l.use.relay); } },
        { .header = ProbesPanel::tr("State"),
            .text = [](const L& l) { return l.isOld ? ProbesPanel::tr("▲ old MX") : ProbesPanel::tr("✓ current"); },
            .value = [](const L& l) { return l.isOld ? ProbesPanel::tr("old") : ProbesPanel::tr("current"); },
            .cell =
                [](const L& l) {
                    return l.isOld ? Cell { Ink::Bad, true, {} } : Cell { Ink::Good };
                } },
        { .header = ProbesPanel::tr("Last attempt"),
            .text = [](const L& l) { return text::dateTimeFar(l.use.last, l.zone); },
            .value = [](const L& l) { return text::fromUtf8(toIso(l.use.last)); },
            .cell = [](const L&) { return Cell { Ink::Secondary }; } },
        { .header = ProbesPanel::tr("False unknown"),
            .number = true,
            .text = [](const L& l) { return text::count(l.use.falseUnknown); },
            .value = [](const L& l) { return QVariant::fromValue<qulonglong>(l.use.falseUnknown); },
            .headerToolTip = ProbesPanel::tr("“User unknown” for recipients that had taken mail before") },
        { .header = ProbesPanel::tr("Attempts"),
            .number = true,
            .text = [](const L& l) { return text::count(l.use.attempts); },
            .value = [](const L& l) { return QVariant::fromValue<qulonglong>(l.use.attempts); },
            .cell = [](const L&) { return Cell { Ink::Secondary }; } },
    };
}

std::vector<Column<SessionLine>> sessionColumns()
{
    using L = SessionLine;
    return {
        { .header = ProbesPanel::tr("Domain"), .text = [](const L& l) { return text::fromUtf8(l.row.policyDomain); } },
        { .header = ProbesPanel::tr("Told by"), .text = [](const L& l) { return text::fromUtf8(l.row.reporter); } },
        { .header = ProbesPanel::tr("Policy"), .text = [](const L& l) { return text::fromUtf8(l.row.policyType); } },
        { .header = ProbesPanel::tr("Result"),
            .text =
                [](const L& l) {
                    return l.row.resultType.empty() ? ProbesPanel::tr("✓ successful")
                                                    : QStringLiteral("✕ ") + text::fromUtf8(l.row.resultType);
                },
            .value = [](const L& l) { return text::fromUtf8(l.row.resultType); },
            .cell = [](const L& l) { return l.row.resultType.empty() ? Cell {} : Cell { Ink::Bad }; } },
        { .header = ProbesPanel::tr("MX"), .text = [](const L& l) { return text::fromUtf8(l.row.mxHost); } },
        { .header = ProbesPanel::tr("Sent from"), .text = [](const L& l) { return text::fromUtf8(l.row.source); } },
        { .header = ProbesPanel::tr("Sessions"),
            .number = true,
            .text = [](const L& l) { return text::count(l.row.sessions); },
            .value = [](const L& l) { return QVariant::fromValue<qulonglong>(l.row.sessions); } },
        { .header = ProbesPanel::tr("Period"),
            .text = [](const L& l) { return text::range(l.row.period, l.zone); },
            .value = [](const L& l) { return text::fromUtf8(toIso(l.row.period.from)); },
            .cell = [](const L&) { return Cell { Ink::Secondary }; } },
        { .header = ProbesPanel::tr("Why"), .text = [](const L& l) { return text::fromUtf8(l.row.reason); } },
    };
}

QString keyOf(const ProbeResult& p) { return text::fromUtf8(p.domain + ' ' + p.name) + probeKindName(p.kind); }

} // namespace

class ProbesPanel::Results final : public RowsModel<ResultLine> {
public:
    Results()
        : RowsModel(resultColumns(), [](const ResultLine& l) { return keyOf(l.result); })
    {
    }
};

class ProbesPanel::Servers final : public RowsModel<ServerLine> {
public:
    Servers()
        : RowsModel(serverColumns(),
            [](const ServerLine& l) { return l.domain + text::fromUtf8(l.use.server + ' ' + l.use.relay); })
    {
    }
};

class ProbesPanel::Sessions final : public RowsModel<SessionLine> {
public:
    Sessions()
        : RowsModel(sessionColumns(), [](const SessionLine& l) {
            return text::fromUtf8(l.row.policyDomain + l.row.reporter + l.row.policyType + l.row.resultType
                + l.row.mxHost + l.row.source + toIso(l.row.period.from));
        })
    {
    }
};

ProbesPanel::ProbesPanel(const PanelContext& context, QWidget* parent)
    : Panel(context, QStringLiteral("probes"), parent)
    , m_results(std::make_unique<Results>())
    , m_servers(std::make_unique<Servers>())
    , m_sessions(std::make_unique<Sessions>())
    , m_view(new BandView(context, nullptr))
    , m_tables(new Segments({ tr("Our servers"), tr("Latest results"), tr("TLS sessions") }))
{
    m_tables->setAccessibleName(tr("Which table is shown"));
    m_views = {
        new TableView(m_servers.get(),
            { { 120, false, true, 200 }, { 110, false, true, 180 }, { 140, true, true, 300 }, { 80 }, { 120 }, { 96 },
                { 76 } }),
        new TableView(m_results.get(),
            { { 110, false, true, 180 }, { 96 }, { 130, false, true, 220 }, { 150, true, true, 360 },
                { 160, false, true, 400 }, { 90, false, true, 130 }, { 116 }, { 76, false, false } }),
        new TableView(m_sessions.get(),
            { { 110, false, true, 180 }, { 110, false, true, 180 }, { 60 }, { 150, true, true, 240 },
                { 130, false, true, 220 }, { 96 }, { 76 }, { 170 }, { 120, false, false } }),
    };
    m_views[0]->setAccessibleName(tr("Our servers and the MX they use"));
    m_views[1]->setAccessibleName(tr("Latest result of every probe"));
    m_views[2]->setAccessibleName(tr("Sessions that TLS reports counted"));
    m_views[0]->sortBy(5, Qt::DescendingOrder);
    auto* content = new QSplitter(Qt::Vertical);
    content->addWidget(m_view);
    for (TableView* table : m_views)
        content->addWidget(table);
    content->setStretchFactor(0, 3);
    content->setChildrenCollapsible(false);
    content->setFocusProxy(m_view);
    setTitleBarControls({ m_tables });
    setContent(content);
    showTable(0);

    connect(m_tables, &Segments::chosen, this, &ProbesPanel::showTable);
    const auto filterDomain = [this](const QString& domain, bool add) {
        if (!domain.isEmpty())
            this->scope().filter(FilterKind::RecipientDomain, domain, add);
    };
    connect(m_view, &BandView::picked, this, filterDomain);
    connect(m_view, &BandView::showAsTableWanted, this, [this] { showAsTable(visibleTable(), title(), this); });
    connect(m_views[0], &TableView::picked, this, [this](const QModelIndex& index, bool add) {
        if (const ServerLine* line = m_servers->rowAt(index.row()))
            this->scope().filter(FilterKind::Server, text::fromUtf8(line->use.server), add);
    });
    connect(m_views[0], &TableView::drilled, this, [this](const QModelIndex& index) {
        const ServerLine* line = m_servers->rowAt(index.row());
        if (!line)
            return;
        Scope narrowed = shownScope();
        narrowed.filters.servers = { line->use.server };
        narrowed.filters.recipientDomains = { line->domain.toStdString() };
        this->scope().drillDown(narrowed);
    });
    connect(m_views[1], &TableView::picked, this, [this, filterDomain](const QModelIndex& index, bool add) {
        if (const ResultLine* line = m_results->rowAt(index.row()))
            filterDomain(text::fromUtf8(line->result.domain), add);
    });
    connect(this, &Panel::pinned, m_view, &TimeView::setPinned);
}

ProbesPanel::~ProbesPanel()
{
    for (TableView* table : m_views) // before their models
        delete table;
}

Panel::Ask ProbesPanel::question(const Scope& scope) const
{
    ProbesAnswer answer;
    answer.scope = scope;
    answer.bucket = pictureBucket(scope.range);
    return [answer](Reader& reader, std::stop_token stop) mutable -> Result<std::any> {
        auto probes = ask(reader, ProbeQuestion { answer.scope }, stop);
        if (!probes)
            return tl::unexpected(probes.error());
        auto mx = ask(reader, MxHistoryQuestion { answer.scope, answer.bucket }, stop);
        if (!mx)
            return tl::unexpected(mx.error());
        auto tls = ask(reader, TlsQuestion { answer.scope }, stop);
        if (!tls)
            return tl::unexpected(tls.error());
        answer.probes = std::move(*probes);
        answer.mx = std::move(*mx);
        answer.tls = std::move(*tls);
        answer.domains = ProbeHistory::of(answer.mx, answer.probes, answer.scope);
        return answer;
    };
}

void ProbesPanel::show(const std::any& rows)
{
    const auto* answer = std::any_cast<ProbesAnswer>(&rows);
    if (!answer)
        return;
    m_answer = *answer;
    const Zone& zone = m_answer.scope.zone;
    if (m_answer.domains.empty() && m_answer.tls.empty())
        setState(State::NothingInScope);
    std::vector<ServerLine> servers;
    for (const DomainHistory& domain : m_answer.domains) {
        for (const MxServerUse& use : domain.servers) {
            const bool isOld = std::ranges::any_of(domain.moves, [&](const MxMove& move) {
                return move.from == use.relay && std::ranges::find(move.stayed, use.server) != move.stayed.end();
            });
            const bool wasOld = std::ranges::any_of(domain.moves, [&](const MxMove& m) { return m.from == use.relay; });
            if (isOld || !wasOld) // what a server has left is the chart's
                servers.push_back({ domain.domain, use, isOld, zone });
        }
    }
    std::vector<ResultLine> results;
    for (ProbeResult& p : ProbeHistory::latest(m_answer.probes))
        results.push_back({ std::move(p), zone });
    std::vector<SessionLine> sessions;
    for (const TlsSessionCount& s : m_answer.tls)
        sessions.push_back({ s, zone });
    m_servers->setRows(std::move(servers));
    m_results->setRows(std::move(results));
    m_sessions->setRows(std::move(sessions));
    m_view->setRows({ m_answer.mx.edges, m_answer.domains, m_answer.scope });
    emit subtitleChanged();
}

void ProbesPanel::setTheme(const Theme& theme)
{
    Panel::setTheme(theme);
    m_view->setTheme(theme);
    for (TableView* table : m_views)
        table->setTheme(theme);
}

QString ProbesPanel::subtitle() const
{
    const auto moved = std::ranges::count_if(m_answer.domains, [](const DomainHistory& d) { return !d.moves.empty(); });
    QString text = tr("%n domain(s)", nullptr, static_cast<int>(m_answer.domains.size()));
    if (moved > 0)
        text += tr(", MX of %n moved", nullptr, static_cast<int>(moved));
    if (m_answer.mx.keptFrom)
        text += tr(" · attempts before %1 are not kept").arg(text::day(*m_answer.mx.keptFrom, m_answer.scope.zone));
    return text;
}

QString ProbesPanel::choice() const { return QLatin1String(kTables[static_cast<std::size_t>(m_tables->current())]); }

void ProbesPanel::choose(const QString& choice)
{
    const auto found = std::ranges::find_if(kTables, [&](const char* name) { return choice == QLatin1String(name); });
    if (found == kTables.end())
        return;
    m_tables->setCurrent(static_cast<int>(found - kTables.begin()));
    showTable(m_tables->current());
}

QString ProbesPanel::nothingInScope() const
{
    if (m_answer.probes.domains == 0)
        return tr("No MX moved in this scope, and nothing was probed. Open the output of dig, zdns, testssl.sh, "
                  "openssl or checkdmarc, or filter by a recipient domain to see which MX it used.");
    return tr("No MX moved in this scope, and no probe was made. Probes run %1.")
        .arg(text::range(m_answer.probes.data, m_answer.scope.zone));
}

TableView* ProbesPanel::shownTable() const { return m_views[static_cast<std::size_t>(m_tables->current())]; }

void ProbesPanel::showTable(int index)
{
    for (std::size_t i = 0; i < m_views.size(); ++i)
        m_views[i]->setVisible(static_cast<int>(i) == index);
}

CsvTable ProbesPanel::visibleTable() const { return shownTable()->visibleTable(); }

} // namespace mv
