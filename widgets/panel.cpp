// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panel.h"
#include "models/tables/text.h"
#include "widgets/scopestack.h"
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QTimer>
#include <QVBoxLayout>

namespace mv {

using namespace std::chrono_literals;

class Panel::Notice final : public QWidget {
public:
    explicit Notice(Panel* panel)
        : QWidget(panel)
        , m_title(new QLabel(this))
        , m_text(new QLabel(this))
        , m_showAll(button(Panel::tr("Show all")))
        , m_undo(button(Panel::tr("Undo")))
        , m_again(button(Panel::tr("Try again")))
    {
        setAutoFillBackground(true);
        setBackgroundRole(QPalette::Base);
        auto* layout = new QVBoxLayout(this);
        layout->setContentsMargins(24, 12, 24, 12);
        layout->setSpacing(4);
        layout->addStretch();
        for (QLabel* label : { m_title, m_text }) {
            label->setAlignment(Qt::AlignCenter);
            label->setWordWrap(true);
            label->setTextFormat(Qt::PlainText);
            label->setTextInteractionFlags(Qt::TextSelectableByMouse);
            layout->addWidget(label);
        }
        m_text->setProperty("secondary", true);
        m_title->setProperty("role", QStringLiteral("notice"));
        auto* buttons = new QHBoxLayout;
        buttons->setContentsMargins(0, 8, 0, 0);
        buttons->addStretch();
        for (QPushButton* b : { m_showAll, m_undo, m_again })
            buttons->addWidget(b);
        buttons->addStretch();
        layout->addLayout(buttons);
        layout->addStretch();
        connect(m_showAll, &QPushButton::clicked, panel, &Panel::showAllWanted);
        connect(m_undo, &QPushButton::clicked, panel, [panel] { panel->scope().undo(); });
        connect(m_again, &QPushButton::clicked, panel, &Panel::askAgain);
    }

    void tell(const QString& title, const QString& text)
    {
        m_title->setText(title);
        m_text->setText(text);
        m_text->setHidden(text.isEmpty());
    }
    void offer(bool showAll, bool undo, bool again)
    {
        m_showAll->setVisible(showAll);
        m_undo->setVisible(undo);
        m_again->setVisible(again);
    }

private:
    QPushButton* button(const QString& text) { return new QPushButton(text, this); }

    QLabel* m_title;
    QLabel* m_text;
    QPushButton* m_showAll;
    QPushButton* m_undo;
    QPushButton* m_again;
};

// The old picture stays: dimmed after 200 ms with a bar of 2 px, after a second with words and a way out.
class Panel::Veil final : public QWidget {
public:
    explicit Veil(Panel* panel)
        : QWidget(panel)
        , m_words(new QWidget(panel))
        , m_panel(panel)
    {
        setAttribute(Qt::WA_TransparentForMouseEvents);
        m_words->setAutoFillBackground(true);
        m_words->setBackgroundRole(QPalette::AlternateBase);
        auto* layout = new QHBoxLayout(m_words);
        layout->setContentsMargins(12, 4, 4, 4);
        layout->addWidget(new QLabel(Panel::tr("Counting attempts…"), m_words));
        auto* cancel = new QPushButton(Panel::tr("Cancel"), m_words);
        layout->addWidget(cancel);
        connect(cancel, &QPushButton::clicked, panel, &Panel::cancelWanted);

        m_dim.setSingleShot(true);
        m_explain.setSingleShot(true);
        connect(&m_dim, &QTimer::timeout, this, [this] {
            raise();
            show();
            m_step.start(40ms);
        });
        connect(&m_explain, &QTimer::timeout, this, [this] {
            m_words->adjustSize();
            m_words->raise();
            m_words->show();
            m_panel->place();
        });
        connect(&m_step, &QTimer::timeout, this, [this] {
            m_phase = (m_phase + 0.02) - (m_phase >= 1 ? 1 : 0);
            update(0, 0, width(), 2);
        });
        hide();
        m_words->hide();
    }

    void setBusy(bool busy)
    {
        if (busy == m_busy)
            return;
        m_busy = busy;
        if (busy) {
            m_dim.start(200ms);
            m_explain.start(1s);
            return;
        }
        for (QTimer* timer : { &m_dim, &m_explain, &m_step })
            timer->stop();
        hide();
        m_words->hide();
    }

    void place(const QRect& area)
    {
        setGeometry(area);
        m_words->move(area.center().x() - m_words->width() / 2, area.center().y() - m_words->height() / 2);
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        QColor dim = m_panel->theme().panel;
        dim.setAlphaF(0.5F);
        painter.fillRect(rect(), dim);
        painter.fillRect(
            QRectF(m_phase * width() * 1.25 - width() * 0.25, 0, width() * 0.25, 2), m_panel->theme().focus);
    }

private:
    QWidget* m_words;
    Panel* m_panel;
    QTimer m_dim, m_explain, m_step;
    bool m_busy = false;
    qreal m_phase = 0; // of the bar, 0..1
};

Panel::Panel(const PanelContext& context, const QString& id, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_notice(new Notice(this))
    , m_veil(new Veil(this))
{
    setObjectName(id);
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
}

Panel::~Panel()
{
    for (const QPointer<QWidget>& control : std::as_const(m_titleBarControls)) {
        if (control && !control->parent()) // no dock has taken it
            delete control;
    }
}

QList<QWidget*> Panel::titleBarControls() const { return { m_titleBarControls.begin(), m_titleBarControls.end() }; }

void Panel::setTitleBarControls(const QList<QWidget*>& controls)
{
    m_titleBarControls = { controls.begin(), controls.end() };
}

void Panel::setContent(QWidget* content)
{
    m_content = content;
    content->setParent(this);
    setFocusProxy(content);
    m_notice->raise();
    place();
}

void Panel::setTheme(const Theme& theme)
{
    m_theme = theme;
    update();
}

void Panel::setPinned(bool on)
{
    if (on == isPinned())
        return;
    m_pin = on ? std::optional(Pin { scope().scope(), scope().bucket() }) : std::nullopt;
    emit pinned(on);
}

const Scope& Panel::shownScope() const { return m_pin ? m_pin->scope : scope().scope(); }

Bucket Panel::shownBucket() const { return m_pin ? m_pin->bucket : scope().bucket(); }

void Panel::setState(State state, const QString& message)
{
    m_state = state;
    m_message = message;
    const bool canUndo = !isPinned() && m_context.scope->canUndo();
    switch (state) {
    case State::Rows:
        break;
    case State::NothingImported:
        m_notice->tell(emptyTitle(), emptyText());
        m_notice->offer(false, false, false);
        break;
    case State::NothingInScope:
        m_notice->tell(
            nothingInScope(), tr("Data runs %1.").arg(text::range(m_context.scope->data(), shownScope().zone)));
        m_notice->offer(!isPinned(), canUndo, false);
        break;
    case State::Failed:
        m_notice->tell(tr("This could not be counted."), message);
        m_notice->offer(false, canUndo, true);
        break;
    case State::Cancelled:
        m_notice->tell(tr("Cancelled."), tr("The database was not asked to the end."));
        m_notice->offer(false, canUndo, true);
        break;
    }
    m_notice->setVisible(state != State::Rows);
    if (m_content)
        m_content->setVisible(state == State::Rows);
    emit stateChanged();
}

void Panel::setBusy(bool busy) { m_veil->setBusy(busy); }

void Panel::resizeEvent(QResizeEvent*) { place(); }

void Panel::showEvent(QShowEvent*)
{
    if (m_state == State::NothingImported) // its words are virtual: too early in the constructor
        setState(m_state);
}

void Panel::place()
{
    if (m_content)
        m_content->setGeometry(rect());
    m_notice->setGeometry(rect());
    m_veil->place(rect());
}

} // namespace mv
