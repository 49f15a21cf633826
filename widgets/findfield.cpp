// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/findfield.h"
#include "models/tables/text.h"
#include "widgets/icons.h"
#include <QAbstractItemView>
#include <QCompleter>
#include <QKeyEvent>
#include <QLabel>
#include <QRegularExpression>
#include <QStandardItemModel>

namespace mv {
namespace {

constexpr int kMostOffers = 14;
constexpr int kGlass = 34, kHintGap = 12; // the glass before the words, the gap after them
enum Role { KindRole = Qt::UserRole + 1, ValueRole };
constexpr int kReplies = -1; // in KindRole: look the words up in the replies

void addMatches(QList<FilterValue>& out, const QString& words, FilterKind kind, const std::vector<std::string>& values)
{
    QList<FilterValue> begins, contains;
    for (const std::string& utf8 : values) {
        const QString value = text::fromUtf8(utf8);
        if (value.startsWith(words, Qt::CaseInsensitive))
            begins << FilterValue { kind, value };
        else if (value.contains(words, Qt::CaseInsensitive))
            contains << FilterValue { kind, value };
    }
    out << begins << contains;
}

} // namespace

QList<FilterValue> meanings(const QString& typed, const OverviewRows& choices)
{
    const QString words = typed.trimmed();
    if (words.isEmpty())
        return {};
    QList<FilterValue> found;
    addMatches(found, words, FilterKind::Provider, choices.providers);
    addMatches(found, words, FilterKind::Reason, choices.reasons);
    addMatches(found, words, FilterKind::Source, choices.sources);
    addMatches(found, words, FilterKind::Server, choices.servers);
    std::vector<std::string> outcomes;
    for (std::size_t i = 0; i < kOutcomeCount; ++i)
        outcomes.emplace_back(toString(static_cast<Outcome>(i)));
    addMatches(found, words, FilterKind::Outcome, outcomes);
    if (found.size() > kMostOffers)
        found.resize(kMostOffers);
    static const QRegularExpression domain(QStringLiteral(R"(^@?([\w-]+(\.[\w-]+)*\.[A-Za-z][\w-]+)$)"));
    if (const auto match = domain.match(words); match.hasMatch()) {
        found << FilterValue { FilterKind::RecipientDomain, match.captured(1).toLower() }
              << FilterValue { FilterKind::SenderDomain, match.captured(1).toLower() };
    }
    return found;
}

FindField::FindField(ScopeStack& scope, QWidget* parent)
    : QLineEdit(parent)
    , m_scope(scope)
    , m_offers(new QStandardItemModel(this))
    , m_completer(new QCompleter(m_offers, this))
    , m_hint(new QLabel(QKeySequence(Qt::CTRL | Qt::Key_K).toString(QKeySequence::NativeText), this))
    , m_glass(addAction(QIcon(), QLineEdit::LeadingPosition))
{
    m_glass->setText(tr("Find"));
    setPlaceholderText(tr("Filter or find…"));
    setAccessibleName(tr("Filter or find"));
    setToolTip(tr("Providers, sources, domains, reasons, words of replies (%1)").arg(m_hint->text()));
    setFixedHeight(26);
    setMinimumWidth(120);
    setMaximumWidth(320);
    m_hint->setProperty("secondary", true);
    m_hint->setAttribute(Qt::WA_TransparentForMouseEvents);
    m_completer->setCompletionMode(QCompleter::UnfilteredPopupCompletion);
    m_completer->setWidget(this);
    m_completer->setMaxVisibleItems(kMostOffers + 3);
    connect(this, &QLineEdit::textEdited, this, &FindField::offer);
    // The completer's own model is a proxy of ours with the same rows.
    connect(m_completer, qOverload<const QModelIndex&>(&QCompleter::activated), this, &FindField::choose);
}

void FindField::setTheme(const Theme& theme) { m_glass->setIcon(icon(QStringLiteral("search"), theme)); }

void FindField::offer(const QString& words)
{
    m_offers->clear();
    const auto add = [this](const QString& shown, int kind, const QString& value) {
        auto* item = new QStandardItem(shown);
        item->setData(kind, KindRole);
        item->setData(value, ValueRole);
        item->setToolTip(shown.toHtmlEscaped());
        m_offers->appendRow(item);
    };
    for (const FilterValue& meaning : meanings(words, m_choices))
        add(tr("%1 – %2", "value – kind of filter").arg(meaning.value, toText(meaning.kind)), int(meaning.kind),
            meaning.value);
    const QString trimmed = words.trimmed();
    if (trimmed.isEmpty()) {
        m_completer->popup()->hide();
        return;
    }
    add(tr("Replies that contain “%1”").arg(trimmed), kReplies, trimmed);
    m_completer->complete();
    m_completer->popup()->setCurrentIndex(m_completer->completionModel()->index(0, 0));
}

void FindField::choose(const QModelIndex& index)
{
    const int kind = index.data(KindRole).toInt();
    const QString value = index.data(ValueRole).toString();
    clear();
    m_offers->clear();
    if (kind == kReplies)
        emit repliesWanted(value);
    else if (!valuesIn(m_scope.scope().filters).contains(FilterValue { static_cast<FilterKind>(kind), value }))
        m_scope.filter(static_cast<FilterKind>(kind), value, true);
}

void FindField::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape && !text().isEmpty()) {
        clear();
        m_offers->clear();
        return;
    }
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        if (m_offers->rowCount() > 0)
            choose(m_offers->index(0, 0));
        return;
    }
    QLineEdit::keyPressEvent(event);
}

void FindField::focusInEvent(QFocusEvent* event)
{
    QLineEdit::focusInEvent(event);
    showHint();
}

void FindField::focusOutEvent(QFocusEvent* event)
{
    QLineEdit::focusOutEvent(event);
    showHint();
}

void FindField::resizeEvent(QResizeEvent* event)
{
    QLineEdit::resizeEvent(event);
    m_hint->adjustSize();
    m_hint->move(width() - m_hint->width() - 8, (height() - m_hint->height()) / 2);
    showHint();
}

// Where the keys would run into the words, the words stay.
void FindField::showHint()
{
    const int words = kGlass + fontMetrics().horizontalAdvance(placeholderText()) + kHintGap;
    m_hint->setVisible(text().isEmpty() && !hasFocus() && words <= m_hint->x());
}

} // namespace mv
