// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pictures.h"
#include "app/application.h"
#include "app/mainwindow.h"
#include "models/store/queries/imports.h"
#include "models/store/queries/replies.h"
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

QString toQString(const std::filesystem::path& path) { return QString::fromStdU16String(path.u16string()); }

// Asks each panel's question here and now: nobody waits at a window.
Result<void> fill(const QList<Panel*>& panels, Reader& reader, const Scope& scope)
{
    for (Panel* panel : panels) {
        const auto rows = panel->question(scope)(reader, {});
        if (!rows)
            return tl::unexpected(rows.error());
        panel->setState(Panel::State::Rows);
        panel->show(*rows);
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
            if (const auto ok = fill({ made }, m_reader, m_request.scope); !ok)
                return ok;
            const PictureCaption caption { panel->title(), panel->subtitle(), scopeText(m_request.scope), theme };
            if (const auto ok = write(*panel, panel->objectName(), caption, written); !ok)
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
        const auto totals = ask(m_reader, RateQuestion { m_request.scope, Bucket::Hour, GroupBy::Nothing, false }, {});
        if (!totals)
            return tl::unexpected(totals.error());
        window.setTotals(*totals, m_request.scope);
        if (const auto ok = fill(window.panels(), m_reader, m_request.scope); !ok)
            return ok;
        return write(window, QStringLiteral("window"), {}, written);
    }

    Result<void> page(Paths& written)
    {
        const Theme theme = Theme::light(); // paper
        apply(theme);
        ReportContent content;
        content.database = toQString(m_request.database.filename());
        content.scope = m_request.scope;
        content.overview = m_overview;
        auto rates = ask(m_reader, RateQuestion { m_request.scope, m_request.bucket, GroupBy::Provider, false }, {});
        if (!rates)
            return tl::unexpected(rates.error());
        auto delays = ask(m_reader, DelayQuestion { m_request.scope, m_request.bucket }, {});
        if (!delays)
            return tl::unexpected(delays.error());
        auto replies = ask(m_reader, ReplyQuestion { m_request.scope, m_request.bucket }, {});
        if (!replies)
            return tl::unexpected(replies.error());
        content.rates = std::move(*rates);
        content.delays = std::move(*delays);
        content.replies = std::move(*replies);

        const Panels panels = makePanels(context());
        const std::vector<std::unique_ptr<Panel>> owned(panels.all.begin(), panels.all.end());
        content.timeline = panels.all[1];
        content.sources = panels.all[3];
        for (Panel* panel : { panels.all[1], panels.all[3] }) {
            panel->setTheme(theme);
            showNowhere(*panel, kPanel);
            if (const auto ok = fill({ panel }, m_reader, m_request.scope); !ok)
                return ok;
        }
        QCoreApplication::sendPostedEvents(nullptr, QEvent::LayoutRequest);
        if (const auto ok = saveFile(toQString(m_request.pdf), reportPdf(content)); !ok)
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
        if (const auto ok = saveFile(toQString(path), *picture); !ok)
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

} // namespace

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
