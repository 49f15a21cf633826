// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/startpage.h"
#include "widgets/icons.h"
#include <QDir>
#include <QFileInfo>
#include <QFrame>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QMouseEvent>
#include <QPainter>
#include <QPushButton>
#include <QStyle>
#include <QToolButton>
#include <QVBoxLayout>

namespace mv {
namespace {

constexpr int kWidth = 620;

QLabel* label(const QString& text, QWidget* parent, bool secondary = false)
{
    auto* made = new QLabel(text, parent);
    made->setTextFormat(Qt::PlainText);
    made->setWordWrap(true);
    made->setProperty("secondary", secondary);
    return made;
}

QFont bold(QFont font)
{
    font.setWeight(QFont::DemiBold);
    return font;
}

// A whole line that can be pressed, by mouse and keyboard.
class Line final : public QAbstractButton {
public:
    using QAbstractButton::QAbstractButton;
    QSize sizeHint() const override { return layout()->sizeHint(); }

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        if (underMouse() || isDown())
            painter.fillRect(rect(), palette().color(QPalette::AlternateBase));
        painter.setPen(palette().color(QPalette::Midlight));
        painter.drawLine(0, height() - 1, width(), height() - 1);
        if (hasFocus()) {
            painter.setPen(QPen(palette().color(QPalette::WindowText), 2));
            painter.drawRect(rect().adjusted(1, 1, -1, -1));
        }
    }
    void enterEvent(QEnterEvent*) override { update(); }
    void leaveEvent(QEvent*) override { update(); }
};

} // namespace

StartPage::StartPage(QWidget* parent)
    : QWidget(parent)
    , m_recent(new QVBoxLayout)
    , m_target(new QFrame(this))
    , m_hint(label({}, this))
{
    setObjectName(QStringLiteral("startpage"));
    setAccessibleName(tr("Start"));
    auto* column = new QWidget(this);
    column->setMaximumWidth(kWidth);
    auto* lines = new QVBoxLayout(column);
    lines->setContentsMargins(0, 0, 0, 0);
    lines->setSpacing(0);
    auto* title = label(tr("Open mail logs"), column);
    QFont large = bold(Theme::title());
    large.setPointSizeF(QFontInfo(large).pointSizeF() * 18 / 14);
    title->setFont(large);
    lines->addWidget(title);
    lines->addSpacing(6);
    lines->addWidget(label(tr("Mailvane reads them into a database on this machine. Originals are never changed, no "
                              "line is counted twice."),
        column, true));
    lines->addSpacing(16);

    m_target->setObjectName(QStringLiteral("droptarget"));
    auto* target = new QVBoxLayout(m_target);
    target->setContentsMargins(12, 26, 12, 26);
    target->setSpacing(12);
    auto* buttons = new QHBoxLayout;
    auto* files = new QPushButton(tr("Open files…"), m_target);
    files->setProperty("primary", true);
    files->setToolTip(tr("Ctrl+O"));
    auto* folder = new QPushButton(tr("Open folder…"), m_target);
    buttons->addStretch();
    buttons->addWidget(files);
    buttons->addWidget(folder);
    buttons->addStretch();
    target->addLayout(buttons);
    m_hint->setAlignment(Qt::AlignCenter);
    m_hint->setParent(m_target);
    target->addWidget(m_hint);
    setReading({});
    lines->addWidget(m_target);
    lines->addSpacing(16);
    connect(files, &QPushButton::clicked, this, &StartPage::openFiles);
    connect(folder, &QPushButton::clicked, this, &StartPage::openFolder);

    auto* rule = new QFrame(column);
    rule->setFixedHeight(1);
    rule->setAutoFillBackground(true);
    rule->setBackgroundRole(QPalette::Midlight);
    lines->addWidget(rule);
    lines->addWidget(makeLine(QStringLiteral("file"), tr("Open a workspace…"),
        tr("A .mailvane database from this or another machine"), tr("Ctrl+Alt+O"), &StartPage::openWorkspace));
    lines->addWidget(makeLine(QStringLiteral("compare"), tr("Try the sample: the storm of 12 October 2023"),
        tr("40 source IPs on 10 servers, incident EX680695; ready in seconds"), {}, &StartPage::openSample));
    lines->addSpacing(12);
    lines->addWidget(label(tr("Recent"), column));
    lines->addSpacing(4);
    lines->addLayout(m_recent);
    lines->addStretch(1);

    auto* page = new QHBoxLayout(this);
    page->setContentsMargins(24, 48, 24, 12);
    page->addStretch(1);
    page->addWidget(column, 100);
    page->addStretch(1);
    setRecent({});
}

QWidget* StartPage::makeLine(
    const QString& iconName, const QString& title, const QString& text, const QString& key, void (StartPage::*chosen)())
{
    auto* line = new Line(this);
    line->setAccessibleName(title);
    line->setAccessibleDescription(text);
    line->setFocusPolicy(Qt::StrongFocus);
    line->setCursor(Qt::PointingHandCursor);
    auto* across = new QHBoxLayout(line);
    across->setContentsMargins(12, 6, 12, 6);
    across->setSpacing(12);
    auto* mark = new QLabel(line);
    m_icons.append({ mark, iconName });
    auto* words = new QVBoxLayout;
    words->setSpacing(1);
    auto* name = label(title, line);
    name->setFont(bold(Theme::body()));
    words->addWidget(name);
    words->addWidget(label(text, line, true));
    across->addWidget(mark);
    across->addLayout(words, 1);
    auto* keys = label(key, line, true);
    keys->setWordWrap(false);
    across->addWidget(keys);
    for (QWidget* child : line->findChildren<QWidget*>())
        child->setAttribute(Qt::WA_TransparentForMouseEvents);
    connect(line, &QAbstractButton::clicked, this, chosen);
    return line;
}

void StartPage::setTheme(const Theme& theme)
{
    m_theme = theme;
    for (const auto& [mark, name] : m_icons)
        mark->setPixmap(icon(name, theme).pixmap(QSize(16, 16), devicePixelRatioF()));
    update();
}

void StartPage::setRecent(const QStringList& workspaces)
{
    while (QLayoutItem* item = m_recent->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (const QString& path : workspaces) {
        auto* button = new QToolButton(this);
        button->setProperty("link", true);
        button->setText(QDir::toNativeSeparators(path));
        button->setFocusPolicy(Qt::TabFocus);
        button->setAccessibleName(tr("Open workspace %1").arg(path));
        connect(button, &QToolButton::clicked, this, [this, path] { emit openRecent(path); });
        m_recent->addWidget(button, 0, Qt::AlignLeft);
    }
    if (workspaces.isEmpty())
        m_recent->addWidget(label(tr("Workspaces you open will be listed here."), this, true));
}

void StartPage::setDropping(bool dropping)
{
    m_target->setProperty("over", dropping);
    m_target->style()->unpolish(m_target);
    m_target->style()->polish(m_target);
}

void StartPage::setReading(const QString& what)
{
    m_hint->setText(what.isEmpty()
            ? tr("or drop files and folders here. The format is detected; .gz .xz .zst .bz2 and archives as they are.")
            : what);
}

void StartPage::paintEvent(QPaintEvent*) { QPainter(this).fillRect(rect(), m_theme.panel); }

} // namespace mv
