// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/queries/attempts.h"
#include "models/store/queries/delays.h"
#include "models/store/queries/imports.h"
#include "models/store/queries/rates.h"
#include "models/store/queries/replies.h"
#include "models/store/queries/sources.h"
#include "tests/bench/bench.h"
#include "tests/bench/child.h"
#include "tests/storm/storm.h"
#include <algorithm>
#include <array>
#include <chrono>
#include <fcntl.h>
#include <fmt/format.h>
#include <functional>
#include <unistd.h>

namespace mv::bench {
namespace {

namespace fs = std::filesystem;

struct Case {
    std::string name;
    double limit, goal; // milliseconds
    std::function<Result<void>(Reader&)> ask;
};

template <class Question> Case chart(std::string name, Question q, double limit = 100, double goal = 50)
{
    return { std::move(name), limit, goal, [q](Reader& reader) -> Result<void> {
                if (const auto rows = mv::ask(reader, q, {}); !rows)
                    return tl::unexpected(rows.error());
                return {};
            } };
}

// A cell that no aggregate holds: answered from the facts.
template <class Question> Case deep(std::string name, Question q)
{
    return chart(std::move(name), std::move(q), 1000, 500);
}

UtcTime at(int month, int day) { return UtcTime(std::chrono::milliseconds(storm::utc(month, day, 0, 0) / 1000)); }

Scope scope(TimeRange range)
{
    Scope s;
    s.range = range;
    return s;
}

std::vector<Case> cases()
{
    const Scope all = scope({ at(8, 18), at(10, 15) });
    Scope week = scope({ at(10, 8), at(10, 15) });
    week.comparison = Comparison::SamePeriodLastWeek;
    Scope focused = week;
    focused.filters.providers = { "Microsoft 365" };
    Scope oneDomain = all;
    oneDomain.filters.recipientDomains = { "alder-works.example" };
    Scope domainAndReason = week;
    domainAndReason.filters.senderDomains = { "shop.example.com" };
    domainAndReason.filters.reasons = { "throttled" };

    const auto rates = [](Scope s, Bucket bucket, GroupBy by) {
        RateQuestion q;
        q.scope = std::move(s);
        q.bucket = bucket;
        q.by = by;
        return q;
    };
    return {
        chart("timeline: 8 weeks by hour and provider", rates(all, Bucket::Hour, GroupBy::Provider)),
        chart("timeline: a week against last week", rates(week, Bucket::Hour, GroupBy::Provider)),
        chart("timeline: a week by 5 minutes", rates(week, Bucket::FiveMinutes, GroupBy::Provider)),
        chart("providers: 8 weeks by day", rates(all, Bucket::Day, GroupBy::Provider)),
        chart("by source, one provider, a week", rates(focused, Bucket::Hour, GroupBy::Source)),
        chart("by reason, a week", rates(week, Bucket::Hour, GroupBy::Reason)),
        chart("by template, 8 weeks", rates(all, Bucket::Day, GroupBy::Template)),
        chart("by server, 8 weeks", rates(all, Bucket::Day, GroupBy::Server)),
        chart("replies: a week", ReplyQuestion { week, Bucket::Hour }),
        chart("replies: 8 weeks", ReplyQuestion { all, Bucket::Day }),
        chart("sources by hour: one provider, a week", SourceQuestion { focused, Bucket::Hour }),
        chart("sources by hour: 8 weeks", SourceQuestion { all, Bucket::Hour }),
        chart("delay: a week", DelayQuestion { week, Bucket::Hour }),
        chart("delay: 8 weeks", DelayQuestion { all, Bucket::Day }),
        chart("overview", OverviewQuestion {}),
        chart("attempts: newest page", AttemptQuestion { all, true, 200, {}, false }),
        chart("attempts: newest page of one provider", AttemptQuestion { focused, true, 200, {}, false }),
        deep("one recipient domain, 8 weeks by hour", rates(oneDomain, Bucket::Hour, GroupBy::Provider)),
        deep("by recipient domain, a week", rates(focused, Bucket::Day, GroupBy::RecipientDomain)),
        deep("one sender domain and reason, a week", rates(domainAndReason, Bucket::Hour, GroupBy::Source)),
        deep("replies of one recipient domain, 8 weeks", ReplyQuestion { oneDomain, Bucket::Day }),
    };
}

Result<fs::path> makeDatabase(const Options& o)
{
    const fs::path database = o.folder / fmt::format("query-{}.mailvane", o.attempts);
    if (fs::exists(database))
        return database;
    const fs::path unfinished = database.string() + ".new";
    fmt::print("importing {} attempts into {} ...\n", o.attempts, database.string());
    std::fflush(stdout);
    const auto piped = run(importGenerated(messagesForAttempts(o.attempts), unfinished));
    if (!piped)
        return tl::unexpected(piped.error());
    fs::rename(unfinished, database);
    return database;
}

// Out of the page cache, as after a start of the machine.
void chill(const fs::path& path)
{
    const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return;
    fsync(file);
    posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
    close(file);
}

Result<double> milliseconds(const Case& c, Reader& reader)
{
    const auto begin = std::chrono::steady_clock::now();
    if (const auto done = c.ask(reader); !done)
        return failure(fmt::format("{}: {}", c.name, done.error().what));
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
}

} // namespace

Result<Figures> benchQueries(const Options& o)
{
    fs::create_directories(o.folder);
    const auto database = o.database.empty() ? makeDatabase(o) : Result<fs::path>(o.database);
    if (!database)
        return tl::unexpected(database.error());

    Figures figures;
    for (const Case& c : cases()) {
        chill(*database);
        auto reader = Reader::open(*database);
        if (!reader)
            return tl::unexpected(reader.error());
        const auto cold = milliseconds(c, *reader);
        if (!cold)
            return tl::unexpected(cold.error());
        std::array<double, 5> warm {};
        for (double& ms : warm) {
            const auto again = milliseconds(c, *reader);
            if (!again)
                return tl::unexpected(again.error());
            ms = *again;
        }
        std::ranges::sort(warm);
        figures.push_back({ c.name, warm[2], "ms", c.limit, false, c.goal });
        figures.push_back({ "  cold", *cold, "ms", {}, false, {} });
    }
    return figures;
}

} // namespace mv::bench
