// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/export/attemptscsv.h"
#include "models/jobs/importjob.h"
#include "models/store/queries/attempts.h"
#include "models/store/queries/rates.h"
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>

namespace mv::test {

template <class T> T valueOf(Result<T> result)
{
    if (!result)
        qFatal("%s", result.error().what.c_str());
    return std::move(*result);
}

inline std::string joined(const std::vector<std::string>& cells)
{
    std::string line;
    for (const std::string& cell : cells)
        line += cell + '\t';
    return line;
}

// Without what differs when the same lines lie in other files.
inline std::vector<std::string> placeless(std::vector<AttemptRow> rows)
{
    std::vector<std::string> texts;
    for (AttemptRow& row : rows) {
        row.offset = 0;
        texts.push_back(joined(attemptCells(row, {})));
    }
    std::ranges::sort(texts);
    return texts;
}

inline std::string toText(const OpenMessage& m)
{
    std::string text = "open " + m.server + ' ' + m.queueId + ' ' + toIso(m.arrivedAt) + ' ' + toIso(m.lastSeenAt) + ' '
        + m.sender + ' ' + std::to_string(m.recipientCount);
    for (const OpenRecipient& r : m.recipients)
        text += ' ' + std::to_string(r.addressHash) + (r.done ? " done " : " waits ") + toIso(r.firstTriedAt) + ' '
            + toIso(r.lastTriedAt) + ' ' + r.relayHost + ' ' + r.source;
    return text;
}

// A database in a folder of its own, and what one asks of it after an import.
class Database {
public:
    std::filesystem::path folder() const { return m_dir.path().toStdString(); }
    std::filesystem::path path() const { return folder() / "test.mailvane"; }

    // Imports, and lets go of the database: every import of a test begins as a new process would.
    ImportSummary import(const std::vector<std::filesystem::path>& files, const ImportOptions& options,
        std::stop_token stop = {}, const std::function<void(std::uint64_t)>& committed = {}) const
    {
        Writer writer = valueOf(Writer::open(path()));
        static const ProviderTable providers = valueOf(ProviderTable::make());
        static const ReasonRules rules = valueOf(ReasonRules::make());
        ImportProgress progress;
        return valueOf(importFiles(files, options, writer, providers, rules, progress, std::move(stop), committed));
    }
    std::vector<ImportedFile> journal() const { return valueOf(Writer::open(path())).journal(); }

    std::vector<AttemptRow> attempts() const
    {
        Reader reader = valueOf(Reader::open(path()));
        std::vector<AttemptRow> rows;
        valueOf(forEachAttempt(reader, everything(), {}, [&](const AttemptRow& row) -> Result<void> {
            rows.push_back(row);
            return {};
        }));
        return rows;
    }
    // All that was imported, apart from where it lay and in which order: facts, counts by provider and hour, open
    // messages.
    std::vector<std::string> dump() const
    {
        std::vector<std::string> lines;
        for (const AttemptRow& row : attempts())
            lines.push_back(joined(attemptCells(row, {})));
        Reader reader = valueOf(Reader::open(path()));
        RateQuestion question;
        question.scope = everything().scope;
        question.bucket = Bucket::Day;
        const RateRows rates = valueOf(ask(reader, question, {}));
        for (const RateGroup& group : rates.groups) {
            for (std::size_t i = 0; i < group.buckets.size(); ++i) {
                const Counts& c = group.buckets[i];
                if (c == Counts())
                    continue;
                std::string line = "counts " + group.name + ' ' + toIso(rates.edges[i]);
                for (const std::uint64_t n : c.byOutcome)
                    line += ' ' + std::to_string(n);
                lines.push_back(line + ' ' + std::to_string(c.firstTries) + ' ' + std::to_string(c.firstDeferred));
            }
        }
        for (const OpenMessage& m : valueOf(Writer::open(path())).openMessages())
            lines.push_back(toText(m));
        std::ranges::sort(lines);
        return lines;
    }

private:
    static AttemptQuestion everything()
    {
        AttemptQuestion question;
        question.newestFirst = false;
        question.nextMxToo = true;
        fromIso("2015-01-01", question.scope.range.from);
        fromIso("2027-01-01", question.scope.range.to);
        return question;
    }
    QTemporaryDir m_dir;
};

} // namespace mv::test
