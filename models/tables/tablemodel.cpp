// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/tablemodel.h"

namespace mv {

QString exportText(const QVariant& value)
{
    return value.typeId() == QMetaType::Double ? QString::number(value.toDouble(), 'g', 6) : value.toString();
}

QString TableModel::exported(int line, int column) const { return exportText(index(line, column).data(ValueRole)); }

int TableModel::lineOf(const QString& key) const
{
    for (int line = 0; line < rowCount(); ++line) {
        if (keyAt(line) == key)
            return line;
    }
    return -1;
}

namespace {

// The run of digits that begins at `at`, without leading zeros; moves behind it.
QStringView digits(QStringView text, qsizetype& at)
{
    while (at + 1 < text.size() && text[at] == u'0' && text[at + 1].isDigit())
        ++at;
    const auto begin = at;
    while (at < text.size() && text[at].isDigit())
        ++at;
    return text.sliced(begin, at - begin);
}

} // namespace

int compareNaturally(const QString& a, const QString& b)
{
    qsizetype i = 0, k = 0;
    while (i < a.size() && k < b.size()) {
        if (a[i].isDigit() && b[k].isDigit()) {
            const auto left = digits(a, i), right = digits(b, k);
            if (left.size() != right.size())
                return left.size() < right.size() ? -1 : 1;
            if (const int order = left.compare(right))
                return order;
        } else {
            const QChar left = a[i++].toCaseFolded(), right = b[k++].toCaseFolded();
            if (left != right)
                return left < right ? -1 : 1;
        }
    }
    if (i < a.size() || k < b.size())
        return k < b.size() ? -1 : 1;
    return a.compare(b);
}

bool comesBefore(const QVariant& a, const QVariant& b, Qt::SortOrder order)
{
    if (!a.isValid() || !b.isValid())
        return a.isValid() && !b.isValid();
    int difference = 0;
    if (a.typeId() == QMetaType::QString)
        difference = compareNaturally(a.toString(), b.toString());
    else if (const double left = a.toDouble(), right = b.toDouble(); left != right)
        difference = left < right ? -1 : 1;
    return order == Qt::AscendingOrder ? difference < 0 : difference > 0;
}

} // namespace mv
