// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/statusline.h"
#include "models/tables/text.h"
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>
#include <algorithm>

namespace mv {
namespace {

constexpr int kHeight = 24;
constexpr int kSaidFor = 6'000; // ms

} // namespace

QString progressText(const std::vector<FileProgress>& files)
{
    using State = FileProgress::State;
    const auto reading = std::ranges::find(files, State::Reading, &FileProgress::state);
    const auto waiting = std::ranges::count(files, State::Waiting, &FileProgress::state);
    if (reading == files.end())
        return waiting > 0 ? StatusLine::tr("%n file(s) to read", nullptr, int(waiting)) : StatusLine::tr("Finishing…");
    const QString name = QFileInfo(text::fromUtf8(reading->path)).fileName();
    QString said = reading->diskSize > 0
        ? StatusLine::tr("%1: %2 of %3").arg(name, text::bytes(reading->diskPosition), text::bytes(reading->diskSize))
        : StatusLine::tr("%1: %2").arg(name, text::bytes(reading->bytes));
    if (waiting > 0)
        said += StatusLine::tr(", %n more", nullptr, int(waiting));
    return said;
}

StatusLine::StatusLine(QWidget* parent)
    : QStatusBar(parent)
    , m_imported(new QToolButton(this))
    , m_notUnderstood(new QToolButton(this))
    , m_cancel(new QPushButton(tr("Cancel"), this))
    , m_cancelExport(new QPushButton(tr("Cancel"), this))
    , m_stopFollowing(new QPushButton(tr("Stop"), this))
    , m_exporting(new QLabel(this))
    , m_following(new QLabel(this))
    , m_middle(new QLabel(this))
    , m_readOnly(new QLabel(this))
    , m_workspace(new QLabel(this))
{
    setFixedHeight(kHeight);
    setSizeGripEnabled(false);
    auto* inside = new QWidget(this);
    auto* line = new QHBoxLayout(inside);
    line->setContentsMargins(6, 0, 10, 0);
    line->setSpacing(8);
    const auto side = [&](std::initializer_list<QWidget*> widgets, bool right) {
        auto* part = new QHBoxLayout;
        if (right)
            part->addStretch();
        for (QWidget* widget : widgets)
            part->addWidget(widget);
        if (!right)
            part->addStretch();
        line->addLayout(part, 1); // equal sides keep the middle in the middle
    };
    side({ m_imported, m_cancel, m_following, m_stopFollowing, m_notUnderstood, m_exporting, m_cancelExport }, false);
    line->addWidget(m_middle);
    side({ m_readOnly, m_workspace }, true);
    addWidget(inside, 1);

    for (QToolButton* button : { m_imported, m_notUnderstood }) {
        button->setProperty("link", true);
        button->setFocusPolicy(Qt::TabFocus);
        button->setToolTip(tr("Show imports"));
        connect(button, &QToolButton::clicked, this, &StatusLine::importsWanted);
    }
    m_cancel->setFixedHeight(20);
    m_cancel->setAccessibleName(tr("Cancel what runs"));
    connect(m_cancel, &QPushButton::clicked, this, &StatusLine::cancel);
    m_cancelExport->setFixedHeight(20);
    m_cancelExport->setAccessibleName(tr("Cancel the export"));
    connect(m_cancelExport, &QPushButton::clicked, this, &StatusLine::cancelExport);
    setExporting({});
    m_stopFollowing->setFixedHeight(20);
    m_stopFollowing->setAccessibleName(tr("Stop following"));
    connect(m_stopFollowing, &QPushButton::clicked, this, &StatusLine::stopFollowing);
    setFollowing(0);
    for (QLabel* label : { m_exporting, m_following, m_middle, m_readOnly, m_workspace })
        label->setTextFormat(Qt::PlainText);
    m_middle->setAccessibleName(tr("Under the pointer"));
    m_readOnly->hide();
    m_forget.setSingleShot(true);
    m_forget.setInterval(kSaidFor);
    connect(&m_forget, &QTimer::timeout, this, [this] {
        m_message.clear();
        describe(m_pointer);
    });
    showImported();
    describe({});
}

void StatusLine::setOverview(const OverviewRows& rows)
{
    m_overview = rows;
    showImported();
}

void StatusLine::setBusy(const QString& what)
{
    m_busy = what;
    showImported();
}

void StatusLine::setExporting(const QString& what)
{
    m_exporting->setText(what);
    for (QWidget* widget : std::initializer_list<QWidget*> { m_exporting, m_cancelExport })
        widget->setVisible(!what.isEmpty());
}

void StatusLine::setFollowing(quint64 files)
{
    m_following->setText(tr("● following %n file(s)", nullptr, text::plural(files)));
    for (QWidget* widget : std::initializer_list<QWidget*> { m_following, m_stopFollowing })
        widget->setVisible(files > 0);
}

void StatusLine::showImported()
{
    m_cancel->setVisible(!m_busy.isEmpty());
    if (!m_busy.isEmpty())
        m_imported->setText(m_busy);
    else if (m_overview.files == 0)
        m_imported->setText(tr("Ready"));
    else
        m_imported->setText(
            tr("✓ %n file(s), %1 imported", nullptr, int(m_overview.files)).arg(text::bytes(m_overview.bytes)));
    m_notUnderstood->setVisible(m_overview.notUnderstood > 0);
    m_notUnderstood->setText(tr("%1 line(s) not understood", nullptr, text::plural(m_overview.notUnderstood))
                                 .arg(text::count(m_overview.notUnderstood)));
}

void StatusLine::setWorkspace(const QString& name, const QString& path)
{
    m_workspace->setText(name);
    m_workspace->setToolTip(path);
    m_workspace->setAccessibleName(tr("Workspace %1").arg(name));
}

void StatusLine::setReadOnly(const QString& why)
{
    m_readOnly->setText(tr("◐ read only"));
    m_readOnly->setToolTip(why);
    m_readOnly->setVisible(!why.isEmpty());
}

void StatusLine::describe(const QString& underPointer)
{
    m_pointer = underPointer;
    const QString idle = m_overview.data.empty() ? tr("Nothing leaves this machine unless you ask") : QString();
    m_middle->setText(!m_message.isEmpty() ? m_message : !m_pointer.isEmpty() ? m_pointer : idle);
}

void StatusLine::say(const QString& message)
{
    m_message = message;
    describe(m_pointer);
    m_forget.start();
}

} // namespace mv
