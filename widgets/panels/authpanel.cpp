// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/authpanel.h"
#include "models/tables/authsourcesmodel.h"
#include "models/tables/text.h"
#include "widgets/charts/datatable.h"
#include "widgets/charts/stackview.h"
#include "widgets/charts/timelinerows.h"
#include "widgets/delegates/tableview.h"
#include "widgets/panels/menubutton.h"
#include "widgets/panels/readingbox.h"
#include "widgets/scopestack.h"
#include "widgets/segments.h"
#include <QSplitter>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

namespace mv {
namespace {

using std::chrono::days;

constexpr std::array kMethods { "spf", "dkim", "dmarc" }; // as AuthMethod, remembered by these names
constexpr double kWarnFrom = 0.05;

// Reports tell of days; finer bars would only be spread.
Bucket barsFor(TimeRange range, Bucket chosen)
{
    const Bucket fits = range.length() <= days(3) ? Bucket::Hour
        : range.length() <= days(130)             ? Bucket::Day
                                                  : Bucket::Week;
    return std::max(fits, chosen == Bucket::Whole ? fits : chosen);
}

StackCounts partsOf(const VerdictCounts& counts)
{
    const double good = counts[AuthVerdict::Pass], nothing = counts[AuthVerdict::None];
    const double bad = counts[AuthVerdict::Fail] + counts[AuthVerdict::PermError];
    return { good, nothing, counts.total() - good - nothing - bad, bad };
}

std::string shareText(std::optional<double> share) { return share ? exportText(*share).toStdString() : std::string(); }

} // namespace

AuthPanel::AuthPanel(const PanelContext& context, QWidget* parent)
    : Panel(context, QStringLiteral("authentication"), parent)
    , m_model(new AuthSourcesModel(this))
    , m_view(new StackView(context, nullptr))
    , m_reading(new ReadingBox)
    , m_table(new TableView(m_model,
          { { 130, true, true, 240 }, { 130, false, true, 200 }, { 80, false, true, 140 }, { 96 }, { 96 }, { 84 },
              { 88 }, { 84 }, { 64, false, false }, { 76 }, { 116, false, false }, { 116, false, false },
              { 76, false, false } }))
    , m_methods(new Segments({ tr("SPF"), tr("DKIM"), tr("DMARC") }))
    , m_zoom(new QToolButton)
{
    m_view->setAccessibleName(tr("Authentication results by receiver"));
    m_methods->setAccessibleName(tr("Which check is drawn"));
    m_methods->setCurrent(static_cast<int>(AuthMethod::Dmarc));
    m_zoom->setText(tr("Not passing"));
    m_zoom->setCheckable(true);
    m_zoom->setToolTip(tr("Draw only what does not pass, on a scale of its own"));
    m_table->setAccessibleName(tr("Authentication by source and From domain"));
    m_table->sortBy(AuthSourcesModel::DmarcFail, Qt::DescendingOrder);
    m_table->setMarks([this](int line) {
        const auto& kept = this->scope().scope().filters.sources;
        const AuthSourceLine* row = m_model->rowAt(line);
        return row && std::ranges::find(kept, row->row.source) != kept.end();
    });

    auto* above = new QWidget;
    auto* column = new QVBoxLayout(above);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_view, 1);
    column->addWidget(m_reading);
    auto* content = new QSplitter(Qt::Vertical);
    content->addWidget(above);
    content->addWidget(m_table);
    content->setStretchFactor(0, 3);
    content->setStretchFactor(1, 2);
    content->setChildrenCollapsible(false);
    content->setFocusProxy(m_view);
    setTitleBarControls({ m_zoom, m_methods });
    setContent(content);

    connect(m_methods, &Segments::chosen, this, &AuthPanel::draw);
    connect(m_zoom, &QToolButton::toggled, m_view, &StackView::setZoomed);
    connect(m_view, &StackView::picked, this,
        [this](const QString& provider, bool add) { this->scope().filter(FilterKind::Provider, provider, add); });
    connect(m_view, &StackView::showAsTableWanted, this, [this] { showAsTable(visibleTable(), title(), this); });
    connect(m_table, &TableView::picked, this,
        [this](const QModelIndex& index, bool add) { pickSource(index.row(), add); });
    connect(this, &Panel::pinned, m_view, &TimeView::setPinned);
    connect(&this->scope(), &ScopeStack::changed, m_table, &TableView::updateMarks);
}

Panel::Ask AuthPanel::question(const Scope& scope) const
{
    AuthAnswer answer { scope, barsFor(scope.range, shownBucket()), {}, {} };
    return [answer](Reader& reader, std::stop_token stop) mutable -> Result<std::any> {
        Scope receivers = answer.scope, sources = answer.scope;
        receivers.filters.providers.clear(); // panels filter each other, never themselves
        sources.filters.sources.clear();
        auto rows = ask(reader, AuthQuestion { receivers, answer.bucket }, stop);
        if (!rows)
            return tl::unexpected(rows.error());
        answer.receivers = std::move(*rows);
        answer.sources = answer.receivers;
        if (sources != receivers) {
            rows = ask(reader, AuthQuestion { sources, Bucket::Whole }, stop);
            if (!rows)
                return tl::unexpected(rows.error());
            answer.sources = std::move(*rows);
        }
        return answer;
    };
}

void AuthPanel::show(const std::any& rows)
{
    const auto* answer = std::any_cast<AuthAnswer>(&rows);
    if (!answer)
        return;
    m_answer = *answer;
    if (m_answer.receivers.total.messages <= 0)
        setState(State::NothingInScope);
    m_model->show(m_answer.sources, m_answer.scope.zone);
    m_table->setColumnShown(AuthSourcesModel::Change, m_answer.scope.compares());
    draw();
}

AuthMethod AuthPanel::method() const { return static_cast<AuthMethod>(m_methods->current()); }

void AuthPanel::draw()
{
    const AuthRows& rows = m_answer.receivers;
    m_readings = AuthReader::read(rows, method(), m_answer.scope.zone);
    StackRows stack;
    stack.edges = rows.edges;
    stack.scope = m_answer.scope;
    stack.other = tr("other receivers");
    stack.bars = subtitle();
    stack.parts = { tr("pass"), tr("none"), tr("softfail, temperror"), tr("fail") };
    for (const AuthReceiver& receiver : rows.receivers) {
        StackRow& row = stack.rows.emplace_back();
        const VerdictCounts& counts = receiver.total[method()];
        const auto failing = counts.failing();
        row.name = text::fromUtf8(receiver.name);
        row.provider = receiver.listed ? row.name : QString();
        row.isBad = counts.total() >= static_cast<double>(kFewAttempts) && failing.value_or(0) >= kWarnFrom;
        row.detail = (row.isBad ? QStringLiteral("▲ ") : QString()) + tr("fail %1").arg(text::percent(failing));
        row.volume = text::count(static_cast<std::uint64_t>(std::llround(counts.total())));
        row.unit = tr("results");
        for (const AuthCounts& bucket : receiver.buckets)
            row.buckets.push_back(partsOf(bucket[method()]));
    }
    std::vector<ReadingBox::Line> lines;
    for (const AuthReading& reading : m_readings) {
        const bool isTheirs = reading.whose == WhoseChange::Theirs;
        TimeRange range = reading.range;
        if (!isTheirs && !reading.over) // a band to the end would be all there is to see
            range.to = *std::ranges::upper_bound(rows.edges, range.from);
        stack.marks.push_back({ range, reading.shortTitle, reading.row });
        lines.push_back({ isTheirs ? Theme::Status::Bad : Theme::Status::Warning, reading.title, reading.text });
    }
    m_reading->setLines(lines, tr("No receiver changed what it finds within this range."));
    m_view->setRows(stack);
    emit subtitleChanged();
}

void AuthPanel::setTheme(const Theme& theme)
{
    Panel::setTheme(theme);
    m_view->setTheme(theme);
    m_reading->setTheme(theme);
    m_table->setTheme(theme);
}

QString AuthPanel::subtitle() const
{
    return tr("%1 result per receiver, %2").arg(text::fromUtf8(toString(method())), bucketName(m_answer.bucket));
}

QString AuthPanel::choice() const { return QLatin1String(kMethods[static_cast<std::size_t>(m_methods->current())]); }

void AuthPanel::choose(const QString& choice)
{
    const auto found = std::ranges::find_if(kMethods, [&](const char* name) { return choice == QLatin1String(name); });
    if (found == kMethods.end())
        return;
    m_methods->setCurrent(static_cast<int>(found - kMethods.begin()));
    draw();
}

QString AuthPanel::nothingInScope() const
{
    if (!m_answer.receivers.any)
        return tr(
            "No authentication results yet: open DMARC reports (.xml, .zip, .gz or the mails they came in), mails "
            "of seed mailboxes, or logs of opendkim, opendmarc or rspamd.");
    return tr("No authentication results match. They run %1.")
        .arg(text::range(m_answer.receivers.data, m_answer.scope.zone));
}

CsvTable AuthPanel::visibleTable() const
{
    CsvTable table;
    table.header = { "receiver", "from", "to", "method", "messages", "pass", "none", "softfail or temperror", "fail",
        "failing share" };
    const AuthRows& rows = m_answer.receivers;
    for (const AuthReceiver& receiver : rows.receivers) {
        for (std::size_t i = 0; i < receiver.buckets.size() && i + 1 < rows.edges.size(); ++i) {
            const VerdictCounts& counts = receiver.buckets[i][method()];
            auto& row = table.rows.emplace_back();
            row = { receiver.name, toIso(rows.edges[i]), toIso(rows.edges[i + 1]), std::string(toString(method())) };
            const bool told = counts.total() > 0; // else a gap
            row.push_back(told ? exportText(counts.total()).toStdString() : std::string());
            for (const double part : partsOf(counts))
                row.push_back(told ? exportText(part).toStdString() : std::string());
            row.push_back(shareText(counts.failing()));
        }
    }
    return table;
}

void AuthPanel::pickSource(int line, bool add)
{
    const AuthSourceLine* row = m_model->rowAt(line);
    if (row && !row->row.source.empty())
        scope().filter(FilterKind::Source, text::fromUtf8(row->row.source), add);
}

} // namespace mv
