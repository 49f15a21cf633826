// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/text.h"
#include <QDateTime>
#include <QLocale>
#include <algorithm>
#include <cmath>
#include <limits>

namespace mv::text {
namespace {

const QChar kThin(0x2009);
const QChar kMinus(0x2212);

// The local clock time as a QDateTime without any further conversion.
QDateTime local(UtcTime t, const Zone& zone)
{
    return QDateTime::fromMSecsSinceEpoch(zone.toLocal(t).time_since_epoch().count(), Qt::UTC);
}

QString number(double value, int decimals) { return QLocale().toString(value, 'f', decimals); }

bool isMidnight(const QDateTime& t) { return t.time() == QTime(0, 0); }

} // namespace

QString percent(std::optional<double> share)
{
    if (!share)
        return QString(QChar(0x2013));
    return number(*share * 100, 1) + kThin + u'%';
}

QString change(std::optional<double> from, std::optional<double> to)
{
    if (!from || !to)
        return {};
    const double points = std::round((*to - *from) * 1000) / 10;
    if (points == 0)
        return number(0, 1);
    return (points > 0 ? u'+' : kMinus) + number(std::abs(points), 1);
}

QString count(std::uint64_t value)
{
    const QString digits = QString::number(value);
    QString grouped;
    for (qsizetype i = 0; i < digits.size(); ++i) {
        if (i > 0 && (digits.size() - i) % 3 == 0)
            grouped += kThin;
        grouped += digits[i];
    }
    return grouped;
}

QString shortCount(double value)
{
    if (value >= 1e6)
        return number(value / 1e6, value < 1e7 ? 1 : 0) + kThin + u'M';
    if (value >= 1e3)
        return number(value / 1e3, value < 1e4 ? 1 : 0) + kThin + u'k';
    return number(value, 0);
}

QString bytes(std::uint64_t value)
{
    return QLocale().formattedDataSize(static_cast<qint64>(value), 1, QLocale::DataSizeSIFormat);
}

QString duration(std::chrono::milliseconds value)
{
    const double seconds = static_cast<double>(value.count()) / 1000;
    const auto two = [](qint64 big, const char16_t* bigUnit, qint64 small, const char16_t* smallUnit) {
        auto text = QString::number(big) + kThin + QString::fromUtf16(bigUnit);
        if (small != 0)
            text += u' ' + QString::number(small) + kThin + QString::fromUtf16(smallUnit);
        return text;
    };
    if (seconds < 9.95)
        return number(seconds, 1) + kThin + u's';
    if (seconds < 59.5)
        return number(seconds, 0) + kThin + u's';
    const auto minutes = std::llround(seconds / 60);
    if (minutes < 10 && std::llround(seconds) % 60 != 0)
        return two(std::llround(seconds) / 60, u"min", std::llround(seconds) % 60, u"s");
    if (minutes < 60)
        return two(minutes, u"min", 0, u"");
    if (minutes < 48 * 60)
        return two(minutes / 60, u"h", minutes % 60, u"min");
    const auto hours = std::llround(seconds / 3600);
    return two(hours / 24, u"d", hours % 24, u"h");
}

QString day(UtcTime t, const Zone& zone)
{
    return QLocale().toString(local(t, zone), QStringLiteral("ddd d MMM yyyy"));
}
QString dayShort(UtcTime t, const Zone& zone) { return QLocale().toString(local(t, zone), QStringLiteral("ddd d")); }
QString clock(UtcTime t, const Zone& zone) { return local(t, zone).toString(QStringLiteral("HH:mm")); }
QString dateTime(UtcTime t, const Zone& zone) { return day(t, zone) + u' ' + clock(t, zone); }
QString dateTimeFar(UtcTime t, const Zone& zone)
{
    return QLocale().toString(local(t, zone), QStringLiteral("d MMM yyyy, ")) + clock(t, zone);
}
QString dateTimeShort(UtcTime t, const Zone& zone) { return dayShort(t, zone) + QStringLiteral(", ") + clock(t, zone); }

QString range(TimeRange r, const Zone& zone)
{
    if (r.empty())
        return {};
    const auto from = local(r.from, zone), to = local(r.to, zone);
    const QLocale locale;
    if (isMidnight(from) && isMidnight(to)) { // the end is not part of it: show the last day
        const auto last = to.addDays(-1);
        if (from.date() == last.date())
            return day(r.from, zone);
        const auto pattern
            = from.date().year() == last.date().year() ? QStringLiteral("ddd d MMM") : QStringLiteral("ddd d MMM yyyy");
        return locale.toString(from, pattern) + QStringLiteral(" – ")
            + locale.toString(last, QStringLiteral("ddd d MMM yyyy"));
    }
    if (from.date() == to.date())
        return dateTime(r.from, zone) + QChar(0x2013) + clock(r.to, zone);
    const bool oneYear = from.date().year() == to.date().year();
    return (oneYear ? dayMonth(r.from, zone) : day(r.from, zone)) + u' ' + clock(r.from, zone) + QStringLiteral(" – ")
        + dateTime(r.to, zone);
}

QString dayMonth(UtcTime t, const Zone& zone)
{
    return QLocale().toString(local(t, zone), QStringLiteral("ddd d MMM"));
}

int plural(std::uint64_t n)
{
    constexpr auto kMost = std::uint64_t(std::numeric_limits<int>::max());
    return int(std::min(n, kMost));
}

QString fromUtf8(std::string_view text) { return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())); }

} // namespace mv::text
