// SPDX-License-Identifier: GPL-3.0-or-later
// Logs of ../shared/corpora, and what ../shared/corpora/mtalab says that a log tells of each recipient domain.
#pragma once
#include "models/ingest/bytesource.h"
#include "models/mail/attempt.h"
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <vector>

namespace mv::test {

inline QString sharedDir() { return QStringLiteral(SHARED_DIR "/corpora"); }

inline std::string readAll(const SourceRef& ref)
{
    std::string out;
    const auto source = openSource(ref, {});
    if (!source)
        qFatal("%s", source.error().what.c_str());
    std::vector<char> buffer(1 << 20);
    for (;;) {
        const auto n = (*source)->read(buffer);
        if (!n)
            qFatal("%s", n.error().what.c_str());
        if (*n == 0)
            return out;
        out.append(buffer.data(), *n);
    }
}

inline std::string recipientDomain(const Attempt& a)
{
    std::string domain(domainOf(a.recipient));
    std::ranges::transform(
        domain, domain.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return domain;
}

struct Cell {
    std::array<qint64, kOutcomeCount> byOutcome {};
    std::map<int, qint64> codes; // of attempts
    qint64 of(Outcome o) const { return byOutcome[static_cast<std::size_t>(o)]; }
    qint64 attempts() const { return of(Outcome::Delivered) + of(Outcome::Deferred) + of(Outcome::Bounced); }
    void add(const Attempt& a)
    {
        ++byOutcome[static_cast<std::size_t>(a.outcome)];
        if (isAttempt(a.outcome))
            ++codes[a.code];
    }
};
using Cells = std::map<std::string, Cell>; // by recipient domain

inline QJsonObject expected(const QString& folder)
{
    QFile file(folder + QStringLiteral("/expected.json"));
    return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object() : QJsonObject();
}

// The first difference from expected.json, in words; null: there is none.
inline QString difference(Cells& domains, const QJsonObject& expected)
{
    for (auto it = expected.begin(); it != expected.end(); ++it) {
        if (it.key().startsWith(QLatin1Char('_')))
            continue;
        const QJsonObject want = it.value().toObject();
        const Cell& cell = domains[it.key().toStdString()];
        for (const auto& [what, value] : { std::pair("attempts", cell.attempts()),
                 std::pair("delivered", cell.of(Outcome::Delivered)), std::pair("deferred", cell.of(Outcome::Deferred)),
                 std::pair("bounced", cell.of(Outcome::Bounced)), std::pair("expired", cell.of(Outcome::Expired)),
                 std::pair("held_no_contact", cell.of(Outcome::Held)) }) {
            const qint64 wanted = want.value(QLatin1String(what)).toInteger();
            if (value != wanted)
                return QStringLiteral("%1 %2: %3, expected %4")
                    .arg(it.key(), QLatin1String(what))
                    .arg(value)
                    .arg(wanted);
        }
        std::map<int, qint64> codes;
        const QJsonObject wantedCodes = want.value(QLatin1String("log_codes")).toObject();
        for (auto code = wantedCodes.begin(); code != wantedCodes.end(); ++code)
            codes[code.key().toInt()] = code.value().toInteger();
        if (cell.codes != codes)
            return it.key() + QStringLiteral(": other reply codes");
    }
    return {};
}

} // namespace mv::test
