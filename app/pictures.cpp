// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pictures.h"
#include "app/application.h"
#include "app/mainwindow.h"
#include "app/paths.h"
#include "models/store/queries/imports.h"
#include "models/store/queries/replies.h"
#include "widgets/panels/sourcespanel.h"
#include "widgets/panels/timelinepanel.h"
#include "widgets/pictures/render.h"
#include "widgets/pictures/reportpage.h"
#include "widgets/scopebar.h"
#include <QApplication>
#include <QStyleFactory>

namespace mv {
namespace {

using Paths = std::vector<std::filesystem::path>;

constexpr QSize kWindow(1600, 1000);
constexpr QSize kPanel(1190, 480); // a comfortable size for one that stands alone

void show(Panel& panel, const std::any& rows)
{
    panel.setState(Panel::State::Rows);
    panel.show(rows);
}

// Asks each panel's question here and now: nobody waits at a window.
Result<void> fill(const QList<Panel*>& panels, Reader& reader, const Scope& scope)
{
    for (Panel* panel : panels) {
        const auto rows = panel->question(scope)(reader, {});
        if (!rows)
            return tl::unexpected(rows.error());
        show(*panel, *rows);
    }
    return {};
}

void apply(const Theme& theme)
{
    QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    QApplication::setPalette(theme.palette());
    qApp->setStyleSheet(theme.styleSheet());
}

// Lays it out as on a screen, without one.
void showNowhere(QWidget& widget, const QSize& size)
{
    widget.setAttribute(Qt::WA_DontShowOnScreen);
    widget.setAttribute(Qt::WA_ShowWithoutActivating);
    widget.resize(size);
    widget.show();
}

class Studio {
public:
    Studio(const ReportRequest& request, Reader& reader, const OverviewRows& overview)
        : m_request(request)
        , m_reader(reader)
        , m_overview(overview)
    {
        m_scope.begin(request.scope);
        m_scope.setBucket(request.bucket);
        m_scope.setData(overview.data);
    }

    Result<void> panels(Paths& written)
    {
        const Theme theme = m_request.dark ? Theme::dark() : Theme::light();
        apply(theme);
        for (Panel* made : makePanels(context()).all) {
            const std::unique_ptr<Panel> panel(made);
            panel->setTheme(theme);
            showNowhere(*panel, kPanel);
            if (auto ok = fill({ made }, m_reader, m_request.scope); !ok)
                return ok;
            const PictureCaption caption { panel->title(), panel->subtitle(), scopeText(m_request.scope), theme };
            if (auto ok = write(*panel, panel->objectName(), caption, written); !ok)
                return ok;
        }
        return {};
    }

    Result<void> window(Paths& written)
    {
        const Theme theme = m_request.dark ? Theme::dark() : Theme::light();
        apply(theme);
        Settings unused { QString() };
        MainWindow window(context(), makePanels(context()).all, unused);
        window.setTheme(theme);
        window.setWorkspace(toQString(m_request.database));
        window.setOverview(m_overview);
        showNowhere(window, kWindow);
        window.perspectives().choose(m_request.perspective);
        const auto totals = ask(m_reader, RateQuestion { m_request.scope, Bucket::Hour, GroupBy::Nothing, false }, {});
        if (!totals)
            return tl::unexpected(totals.error());
        window.setTotals(*totals, m_request.scope);
        if (auto ok = fill(window.panels(), m_reader, m_request.scope); !ok)
            return ok;
        return write(window, QStringLiteral("window"), {}, written);
    }

    Result<void> page(Paths& written)
    {
        apply(Theme::light()); // paper
        const ReportPage report(m_request, m_overview.data);
        const auto answers = report.question()(m_reader, {});
        if (!answers)
            return tl::unexpected(answers.error());
        if (auto ok = saveFile(toQString(m_request.pdf), report.pdf(*answers)); !ok)
            return ok;
        written.push_back(m_request.pdf);
        return {};
    }

private:
    PanelContext context() { return { &m_scope, &m_crosshair }; }

    Result<void> write(QWidget& widget, const QString& name, const PictureCaption& caption, Paths& written)
    {
        QCoreApplication::sendPostedEvents(nullptr, QEvent::LayoutRequest); // what it was just told takes its place
        const auto path = m_request.png / (name.toStdString() + ".png");
        const auto picture = pictureOf(widget, PictureKind::Png, m_request.scale, caption);
        if (!picture)
            return tl::unexpected(picture.error());
        if (auto ok = saveFile(toQString(path), *picture); !ok)
            return ok;
        written.push_back(path);
        return {};
    }

    const ReportRequest& m_request;
    Reader& m_reader;
    const OverviewRows& m_overview;
    ScopeStack m_scope;
    Crosshair m_crosshair;
};

struct ReportAnswers {
    OverviewRows overview;
    RateRows rates, providers;
    DelayRows delays;
    ReplyRows replies;
    std::any timeline, sources; // of the panels' own questions
};

} // namespace

struct ReportPage::Parts {
    ReportRequest request;
    ScopeStack scope;
    Crosshair crosshair;
    std::unique_ptr<TimelinePanel> timeline;
    std::unique_ptr<SourcesPanel> sources;
};

ReportPage::ReportPage(const ReportRequest& request, TimeRange data)
    : m_parts(std::make_unique<Parts>())
{
    Parts& parts = *m_parts;
    parts.request = request;
    parts.scope.begin(request.scope);
    parts.scope.setBucket(request.bucket);
    parts.scope.setData(data);
    const PanelContext context { &parts.scope, &parts.crosshair };
    parts.timeline = std::make_unique<TimelinePanel>(context);
    parts.sources = std::make_unique<SourcesPanel>(context);
    const Theme theme = Theme::light(); // paper, whatever the window looks like
    for (Panel* panel : std::initializer_list<Panel*> { parts.timeline.get(), parts.sources.get() }) {
        panel->setPalette(theme.palette());
        panel->setStyleSheet(theme.styleSheet());
        panel->setTheme(theme);
        showNowhere(*panel, kPanel);
    }
}

ReportPage::~ReportPage() = default;

Panel::Ask ReportPage::question() const
{
    const Scope scope = m_parts->request.scope;
    const Bucket bucket = m_parts->request.bucket;
    return [scope, bucket, timeline = m_parts->timeline->question(scope), sources = m_parts->sources->question(scope)](
               Reader& reader, std::stop_token stop) -> Result<std::any> {
        ReportAnswers all;
        Result<void> done;
        const auto into = [&done](auto& place, auto&& asks) {
            if (!done)
                return;
            if (auto answer = asks())
                place = std::move(*answer);
            else
                done = tl::unexpected(answer.error());
        };
        into(all.overview, [&] { return ask(reader, OverviewQuestion {}, stop); });
        into(all.rates, [&] { return ask(reader, RateQuestion { scope, bucket, GroupBy::Provider, false }, stop); });
        Scope siblings = scope;
        siblings.filters.providers.clear();
        into(all.providers, [&] {
            return ask(reader, RateQuestion { siblings, Bucket::Whole, GroupBy::Provider, false }, stop);
        });
        into(all.delays, [&] { return ask(reader, DelayQuestion { scope, bucket }, stop); });
        into(all.replies, [&] { return ask(reader, ReplyQuestion { scope, bucket }, stop); });
        into(all.timeline, [&] { return timeline(reader, stop); });
        into(all.sources, [&] { return sources(reader, stop); });
        if (!done)
            return tl::unexpected(done.error());
        return all;
    };
}

QByteArray ReportPage::pdf(const std::any& answers) const
{
    const auto& all = std::any_cast<const ReportAnswers&>(answers);
    show(*m_parts->timeline, all.timeline);
    show(*m_parts->sources, all.sources);
    QCoreApplication::sendPostedEvents(nullptr, QEvent::LayoutRequest);
    return reportPdf({ toQString(m_parts->request.database.filename()), m_parts->request.scope, all.overview, all.rates,
        all.providers, all.delays, all.replies, m_parts->timeline.get(), m_parts->sources.get() });
}

Result<std::vector<std::filesystem::path>> writePictures(const ReportRequest& request)
{
    installTexts();
    auto reader = Reader::open(request.database);
    if (!reader)
        return tl::unexpected(reader.error());
    const auto overview = ask(*reader, OverviewQuestion {}, {});
    if (!overview)
        return tl::unexpected(overview.error());
    Studio studio(request, *reader, *overview);
    Paths written;
    Result<void> done;
    if (!request.png.empty()) {
        std::error_code error;
        std::filesystem::create_directories(request.png, error); // what fails, fails with words when written
        done = studio.panels(written).and_then([&] { return studio.window(written); });
    }
    if (done && !request.pdf.empty())
        done = studio.page(written);
    if (!done)
        return tl::unexpected(done.error());
    return written;
}

} // namespace mv
