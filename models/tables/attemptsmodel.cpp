// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/attemptsmodel.h"
#include "models/tables/repliesmodel.h"
#include "models/tables/text.h"
#include <QScopeGuard>
#include <algorithm>

namespace mv {
namespace {

struct AttemptColumn {
    const char* header;
    const char* exportHeader; // null: the header
};

// In the order of AttemptsModel::Columns.
constexpr std::array<AttemptColumn, AttemptsModel::ColumnCount> kColumns { {
    { QT_TRANSLATE_NOOP("mv::AttemptsModel", "Time"), nullptr },
    { QT_TRANSLATE_NOOP("mv::AttemptsModel", "Server"), nullptr },
    { QT_TRANSLATE_NOOP("mv::AttemptsModel", "Source IP"), nullptr },
    { QT_TRANSLATE_NOOP("mv::AttemptsModel", "Recipient domain"), nullptr },
    { QT_TRANSLATE_NOOP("mv::AttemptsModel", "Result"), nullptr },
    { QT_TRANSLATE_NOOP("mv::AttemptsModel", "Reply"), nullptr },
    { QT_TRANSLATE_NOOP("mv::AttemptsModel", "Delay"), QT_TRANSLATE_NOOP("mv::AttemptsModel", "Delay, s") },
    { QT_TRANSLATE_NOOP("mv::AttemptsModel", "Provider"), nullptr },
    { QT_TRANSLATE_NOOP("mv::AttemptsModel", "Relay"), nullptr },
    { QT_TRANSLATE_NOOP("mv::AttemptsModel", "Relay IP"), nullptr },
    { QT_TRANSLATE_NOOP("mv::AttemptsModel", "Sender domain"), nullptr },
    { QT_TRANSLATE_NOOP("mv::AttemptsModel", "Reason"), nullptr },
    { QT_TRANSLATE_NOOP("mv::AttemptsModel", "Stage"), nullptr },
    { QT_TRANSLATE_NOOP("mv::AttemptsModel", "TLS"), nullptr },
    { QT_TRANSLATE_NOOP("mv::AttemptsModel", "Queue id"), nullptr },
    { QT_TRANSLATE_NOOP("mv::AttemptsModel", "First try"), nullptr },
} };

QString resultText(Outcome outcome)
{
    const QString word = outcomeText(outcome);
    switch (outcome) {
    case Outcome::Delivered:
        return QStringLiteral("✓ ") + word;
    case Outcome::Deferred:
        return QStringLiteral("◐ ") + word;
    case Outcome::Bounced:
    case Outcome::Expired:
        return QStringLiteral("✕ ") + word;
    default:
        return QStringLiteral("· ") + word;
    }
}

Ink resultInk(Outcome outcome)
{
    switch (outcome) {
    case Outcome::Delivered:
        return Ink::Good;
    case Outcome::Deferred:
        return Ink::Warning;
    case Outcome::Bounced:
    case Outcome::Expired:
        return Ink::Bad;
    default:
        return Ink::Secondary;
    }
}

QString timeText(UtcTime at, const Zone& zone)
{
    const auto local = zone.toLocal(at).time_since_epoch();
    const auto seconds
        = std::chrono::floor<std::chrono::seconds>(local) - std::chrono::floor<std::chrono::minutes>(local);
    return text::dateTimeShort(at, zone) + QStringLiteral(":%1").arg(int(seconds.count()), 2, 10, QLatin1Char('0'));
}

QString cellText(const AttemptRow& row, int column, const Zone& zone)
{
    switch (column) {
    case AttemptsModel::Time:
        return timeText(row.at, zone);
    case AttemptsModel::Server:
        return text::fromUtf8(row.server);
    case AttemptsModel::Source:
        return text::fromUtf8(row.source);
    case AttemptsModel::RecipientDomain:
        return text::fromUtf8(row.recipientDomain);
    case AttemptsModel::Result:
        return resultText(row.outcome);
    case AttemptsModel::Reply:
        return text::fromUtf8(row.templ);
    case AttemptsModel::Delay:
        return row.delay ? text::duration(*row.delay) : QString();
    case AttemptsModel::Provider:
        return text::fromUtf8(row.provider);
    case AttemptsModel::RelayHost:
        return text::fromUtf8(row.relayHost);
    case AttemptsModel::RelayIp:
        return text::fromUtf8(row.relayIp);
    case AttemptsModel::SenderDomain:
        return text::fromUtf8(row.senderDomain);
    case AttemptsModel::Reason:
        return text::fromUtf8(row.reason);
    case AttemptsModel::Stage:
        return text::fromUtf8(toString(row.stage));
    case AttemptsModel::Tls:
        return text::fromUtf8(row.tls);
    case AttemptsModel::QueueId:
        return text::fromUtf8(row.queueId);
    case AttemptsModel::FirstTry:
        return row.firstTry ? AttemptsModel::tr("yes") : AttemptsModel::tr("no");
    default:
        return {};
    }
}

QVariant cellValue(const AttemptRow& row, int column, const Zone& zone)
{
    switch (column) {
    case AttemptsModel::Time:
        return text::fromUtf8(toIso(row.at));
    case AttemptsModel::Result:
        return text::fromUtf8(toString(row.outcome));
    case AttemptsModel::Delay:
        return row.delay ? QVariant(double(row.delay->count()) / 1000) : QVariant();
    default:
        return cellText(row, column, zone);
    }
}

Cell cellOf(const AttemptRow& row, int column)
{
    switch (column) {
    case AttemptsModel::RecipientDomain:
        return { Ink::Normal, false, MarkCell { text::fromUtf8(row.provider) } };
    case AttemptsModel::Result:
        return { resultInk(row.outcome), false, {} };
    case AttemptsModel::Reply:
        return { Ink::Normal, false, ReplyCell {} };
    case AttemptsModel::Time:
    case AttemptsModel::Server:
    case AttemptsModel::Source:
    case AttemptsModel::Delay:
        return {};
    default:
        return { Ink::Secondary };
    }
}

} // namespace

AttemptsModel::Page AttemptsModel::firstPage(const Scope& scope, bool newestFirst) const
{
    return { { .scope = scope, .newestFirst = newestFirst, .limit = kPageRows, .after = {} }, 0 };
}

void AttemptsModel::show(const Page& page, AttemptRows answer)
{
    if (page.number == 0) {
        beginResetModel();
        m_question = page.question;
        m_pages.clear();
        m_before = { std::nullopt };
        m_wanted.reset();
        m_rowsKnown = answer.rows.size();
        m_count = answer.more ? Count::Partial : Count::Complete;
        if (answer.more && !answer.rows.empty())
            m_before.emplace_back(answer.rows.back().key);
        keep(0, std::move(answer.rows));
        endResetModel();
        return;
    }
    AttemptQuestion first = page.question;
    first.after.reset();
    if (first != m_question || page.number >= m_before.size() || page.question.after != m_before[page.number])
        return;
    const auto arrived = qScopeGuard([this, number = page.number] { // not before: what changes below may look for more
        if (m_wanted && m_wanted->number == number)
            m_wanted.reset();
    });
    if (page.number + 1 == m_before.size() && m_count == Count::Partial) { // the furthest one so far
        const bool more = answer.more && !answer.rows.empty();
        beginRemoveRows({}, int(m_rowsKnown), int(m_rowsKnown)); // "loading…"
        m_count = Count::Complete;
        endRemoveRows();
        const std::size_t added = answer.rows.size() + (more ? 1 : 0);
        if (added == 0)
            return;
        beginInsertRows({}, int(m_rowsKnown), int(m_rowsKnown + added) - 1);
        m_rowsKnown += answer.rows.size();
        if (more) {
            m_count = Count::Partial;
            m_before.emplace_back(answer.rows.back().key);
        }
        keep(page.number, std::move(answer.rows));
        endInsertRows();
        return;
    }
    keep(page.number, std::move(answer.rows));
    const int top = int(page.number * kPageRows);
    emit dataChanged(index(top, 0), index(std::min(top + int(kPageRows), rowCount()) - 1, ColumnCount - 1));
}

void AttemptsModel::clear()
{
    beginResetModel();
    m_question = {};
    m_count = Count::Unknown;
    m_rowsKnown = 0;
    m_before.clear();
    m_pages.clear();
    m_wanted.reset();
    endResetModel();
}

void AttemptsModel::keep(std::size_t page, std::vector<AttemptRow> rows)
{
    m_pages[page] = { std::move(rows), ++m_looks };
    if (m_pages.size() > kMaxPages) { // the first one stays: an answer to it begins anew
        const auto lookedAt = [](const auto& entry) { return entry.second.lookedAt; };
        m_pages.erase(std::ranges::min_element(std::next(m_pages.begin()), m_pages.end(), {}, lookedAt));
    }
}

void AttemptsModel::want(std::size_t page)
{
    if (m_wanted || page >= m_before.size())
        return;
    m_wanted = Page { m_question, page };
    m_wanted->question.after = m_before[page];
    emit pageWanted();
}

QString AttemptsModel::exportedCell(const AttemptRow& row, int column, const Zone& zone)
{
    return exportText(cellValue(row, column, zone));
}

const AttemptRow* AttemptsModel::rowAt(int line) const
{
    if (line < 0 || std::size_t(line) >= m_rowsKnown)
        return nullptr;
    const auto found = m_pages.find(std::size_t(line) / kPageRows);
    const auto within = std::size_t(line) % kPageRows;
    return found == m_pages.end() || within >= found->second.rows.size() ? nullptr : &found->second.rows[within];
}

int AttemptsModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_rowsKnown) + (m_count == Count::Partial ? 1 : 0);
}

QVariant AttemptsModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((index.column() == Delay ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    const AttemptRow* row = rowAt(index.row());
    if (!row) {
        if (role == CellRole)
            return QVariant::fromValue(Cell { Ink::Faint });
        if (role != Qt::DisplayRole)
            return {};
        if (!m_wanted) { // somebody looks at it: asked from the event loop, since data() must not change the model
            auto* self = const_cast<AttemptsModel*>(this);
            const auto page = std::size_t(index.row()) / kPageRows;
            QMetaObject::invokeMethod(
                self, [self, page] { self->want(page); }, Qt::QueuedConnection);
        }
        return index.column() == Time ? tr("loading…") : QString();
    }
    if (role == Qt::DisplayRole) {
        if (const auto found = m_pages.find(std::size_t(index.row()) / kPageRows); found != m_pages.end())
            found->second.lookedAt = ++m_looks;
    }
    switch (role) {
    case Qt::DisplayRole:
        return cellText(*row, index.column(), m_question.scope.zone);
    case Qt::ToolTipRole:
        return index.column() == Time ? text::dateTime(row->at, m_question.scope.zone)
                                      : cellText(*row, index.column(), m_question.scope.zone);
    case CellRole:
        return QVariant::fromValue(cellOf(*row, index.column()));
    case ValueRole:
        return cellValue(*row, index.column(), m_question.scope.zone);
    default:
        return {};
    }
}

QVariant AttemptsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::DisplayRole)
        return tr(kColumns[std::size_t(section)].header);
    if (role == Qt::TextAlignmentRole)
        return int((section == Delay ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    return {};
}

QString AttemptsModel::keyAt(int line) const
{
    const AttemptRow* row = rowAt(line);
    return row ? QStringLiteral("%1/%2/%3").arg(row->key.atMs).arg(row->key.block).arg(row->key.row) : QString();
}

QString AttemptsModel::exportHeader(int column) const
{
    const AttemptColumn& c = kColumns[std::size_t(column)];
    return tr(c.exportHeader ? c.exportHeader : c.header);
}

} // namespace mv
