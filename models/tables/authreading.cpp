// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/authreading.h"
#include "models/tables/text.h"
#include <algorithm>
#include <cmath>

namespace mv {
namespace {

constexpr std::size_t kNamed = 4; // receivers by name; of the others, how many

std::vector<ReceiverFailures> failuresIn(const AuthRows& rows, AuthMethod method)
{
    std::vector<ReceiverFailures> all;
    for (const AuthReceiver& receiver : rows.receivers) {
        ReceiverFailures& failures = all.emplace_back(ReceiverFailures { receiver.name, {} });
        for (const AuthCounts& counts : receiver.buckets)
            failures.buckets.push_back({ counts[method].failed(), counts[method].total() });
    }
    return all;
}

// What only says that an earlier change is over.
bool endsAnother(const AuthChange& change, const std::vector<AuthChange>& all)
{
    return change.after < change.before && std::ranges::any_of(all, [&](const AuthChange& other) {
        return other.after > other.before && other.until <= change.bucket + 1 && other.until + 1 >= change.bucket
            && std::ranges::any_of(change.moved,
                [&](const std::string& name) { return std::ranges::find(other.moved, name) != other.moved.end(); });
    });
}

QString names(const std::vector<std::string>& receivers)
{
    QStringList list;
    for (std::size_t i = 0; i < receivers.size() && i < kNamed; ++i)
        list << text::fromUtf8(receivers[i]);
    if (receivers.size() > kNamed)
        list << AuthReader::tr("%n more", nullptr, static_cast<int>(receivers.size() - kNamed));
    return list.join(QStringLiteral(", "));
}

QString where(const AuthChange& change)
{
    switch (change.whose) {
    case WhoseChange::Ours:
        return change.unmoved.empty()
            ? AuthReader::tr("at all %n receiver(s)", nullptr, static_cast<int>(change.moved.size()))
            : AuthReader::tr("at nearly all receivers (%1)").arg(names(change.moved));
    case WhoseChange::Theirs:
        return AuthReader::tr("at %1 only").arg(names(change.moved));
    case WhoseChange::Unclear:
        break;
    }
    return AuthReader::tr("at %1").arg(names(change.moved));
}

QString others(const AuthChange& change)
{
    switch (change.whose) {
    case WhoseChange::Ours:
        return AuthReader::tr("Look at what you changed: keys, SPF records, a new sending service.");
    case WhoseChange::Theirs:
        return AuthReader::tr(
            "The other %n receiver(s) did not move.", nullptr, static_cast<int>(change.unmoved.size()));
    case WhoseChange::Unclear:
        return change.unmoved.empty()
            ? AuthReader::tr("No other receiver told enough to say whose change it is.")
            : AuthReader::tr("%n receiver(s) did not move: it can't be said whose change it is.", nullptr,
                static_cast<int>(change.unmoved.size()));
    }
    return {};
}

QString title(WhoseChange whose)
{
    switch (whose) {
    case WhoseChange::Ours:
        return AuthReader::tr("Our change");
    case WhoseChange::Theirs:
        return AuthReader::tr("Their change");
    case WhoseChange::Unclear:
        break;
    }
    return AuthReader::tr("A change");
}

AuthReading inWords(const AuthChange& change, const AuthRows& rows, AuthMethod method, const Zone& zone)
{
    const UtcTime since = rows.edges[change.bucket];
    const bool over = change.until + 1 < rows.edges.size();
    AuthReading reading;
    reading.whose = change.whose;
    reading.range = { since, rows.edges[std::min(change.until, rows.edges.size() - 1)] };
    reading.over = over;
    reading.title = title(change.whose);
    reading.shortTitle = AuthReader::tr("%1: since %2").arg(reading.title, text::dateTimeShort(since, zone));
    const QString when
        = over ? text::range(reading.range, zone) : AuthReader::tr("Since %1").arg(text::dateTime(since, zone));
    reading.text = AuthReader::tr("%1: %2 fails %3, %4 → %5. %6")
                       .arg(when, text::fromUtf8(toString(method)), where(change), text::percent(change.before),
                           text::percent(change.after), others(change));
    if (change.whose == WhoseChange::Theirs) {
        const auto receiver = std::ranges::find(rows.receivers, change.moved.front(), &AuthReceiver::name);
        reading.row = static_cast<std::size_t>(receiver - rows.receivers.begin());
    }
    return reading;
}

} // namespace

std::vector<AuthReading> AuthReader::read(const AuthRows& rows, AuthMethod method, const Zone& zone, std::size_t most)
{
    const auto all = authChanges(failuresIn(rows, method));
    std::vector<AuthChange> telling;
    for (const AuthChange& change : all) {
        if (!endsAnother(change, all))
            telling.push_back(change);
    }
    const auto weight = [](const AuthChange& c) { return std::abs(c.after - c.before) * c.confidence; };
    std::ranges::stable_sort(telling, std::greater {}, weight);
    telling.resize(std::min(telling.size(), most));
    std::ranges::stable_sort(telling, {}, &AuthChange::bucket);
    std::vector<AuthReading> readings;
    for (const AuthChange& change : telling)
        readings.push_back(inWords(change, rows, method, zone));
    return readings;
}

} // namespace mv
