// SPDX-License-Identifier: GPL-3.0-or-later
// Facts for tests of the store: written as plain structs, counted by plain loops.
#pragma once
#include "models/mail/counts.h"
#include "models/mail/scope.h"
#include "models/store/writer.h"
#include <QtGlobal>
#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <vector>

namespace mv::test {

inline UtcTime at(const char* iso)
{
    UtcTime t;
    if (!fromIso(iso, t))
        qFatal("bad time in a test: %s", iso);
    return t;
}

struct Fact {
    UtcTime at {};
    Outcome outcome = Outcome::Delivered;
    bool firstTry = true;
    std::int64_t delayMs = 1'500;
    std::string queueId = "4S0000000";
    std::string server = "mx1", source = "203.0.113.1", relayHost = "mx.example.com", relayIp = "192.0.2.1";
    std::string senderDomain = "sender.example", recipientDomain = "example.com";
    std::string provider = "Listed A", templ = "250 ok", reason = {};
    std::string tls = "Trusted TLSv1.3";
    std::uint16_t code = 250;
    EnhancedCode enhanced { 2, 0, 0 };
    Stage stage = Stage::EndOfData;
    std::uint64_t offset = 0;
    std::uint32_t recipient = 1;
};

inline std::string numbered(std::string prefix, unsigned number, std::string_view suffix = {})
{
    prefix += std::to_string(number);
    prefix += suffix;
    return prefix;
}

inline bool isListed(std::string_view provider) { return provider.starts_with("Listed"); }

inline Batch batchOf(const std::vector<Fact>& facts)
{
    Batch b;
    for (const Fact& f : facts) {
        b.atMs.push_back(f.at.time_since_epoch().count());
        b.server.push_back(b.servers.intern(f.server));
        b.source.push_back(b.sources.intern(f.source));
        b.relayHost.push_back(b.relayHosts.intern(f.relayHost));
        b.relayIp.push_back(b.relayIps.intern(f.relayIp));
        b.senderDomain.push_back(b.domains.intern(f.senderDomain));
        b.recipientDomain.push_back(b.domains.intern(f.recipientDomain));
        b.templ.push_back(b.templates.intern(f.templ));
        b.provider.push_back(b.providers.intern(f.provider));
        b.tlsUsed.push_back(b.tls.intern(f.tls));
        b.outcome.push_back(f.outcome);
        b.stage.push_back(f.stage);
        b.firstTry.push_back(f.firstTry);
        b.code.push_back(f.code);
        b.enhanced.push_back(f.enhanced.packed());
        b.delayMs.push_back(f.delayMs);
        b.offset.push_back(f.offset);
        b.recipientHash.push_back(f.recipient);
        b.queueIds += f.queueId;
        b.queueIdEnd.push_back(static_cast<std::uint32_t>(b.queueIds.size()));
        b.reason.push_back(b.reasons.intern(f.outcome == Outcome::Delivered ? std::string() : f.reason));
    }
    return b;
}

// Commits and fails the program when that fails: for tests whose subject is something else.
inline ImportedFile newFile(Writer& writer, const std::string& path)
{
    ImportedFile file;
    file.path = path;
    const auto id = writer.putFile(file);
    if (!id)
        qFatal("%s", id.error().what.c_str());
    file.id = *id;
    return file;
}

// A batch that is all of one file.
inline Result<CommitResult> commit(
    Writer& writer, const Batch& batch, const ImportedFile& after, const std::vector<RejectedKind>& rejected = {})
{
    const FilePart part { after, batch.size(), rejected };
    return writer.commit(batch, std::span(&part, 1)).map([](const auto& results) { return results.at(0); });
}

inline CommitResult store(Writer& writer, const ImportedFile& file, const std::vector<Fact>& facts)
{
    const auto committed = commit(writer, batchOf(facts), file);
    if (!committed)
        qFatal("%s", committed.error().what.c_str());
    return *committed;
}

inline Writer openWriter(const std::string& path)
{
    auto writer = Writer::open(path);
    if (!writer)
        qFatal("%s", writer.error().what.c_str());
    writer->setListed(isListed);
    return std::move(*writer);
}

// Random facts with all kinds of outcomes, providers in the table and not, spread evenly over the range.
inline std::vector<Fact> randomFacts(std::uint32_t seed, std::size_t count, TimeRange range)
{
    std::mt19937 random(seed);
    const auto pick = [&](unsigned n) { return static_cast<unsigned>(random() % n); };
    std::vector<Fact> facts(count);
    for (std::size_t i = 0; i < count; ++i) {
        Fact& f = facts[i];
        f.at = range.from
            + std::chrono::milliseconds(
                range.length().count() * static_cast<std::int64_t>(i) / static_cast<std::int64_t>(count))
            + std::chrono::milliseconds(pick(5'000));
        f.outcome = static_cast<Outcome>(std::min(pick(12), pick(unsigned { kOutcomeCount })));
        f.firstTry = pick(3) != 0;
        f.delayMs = pick(20) == 0 ? -1 : static_cast<std::int64_t>(pick(100'000)) * (pick(10) == 0 ? 50 : 1);
        f.server = numbered("mx", pick(3));
        f.source = pick(8) == 0 ? std::string() : numbered("203.0.113.", pick(5));
        f.relayHost = numbered("mx", pick(30), ".example.net");
        f.recipientDomain = numbered("d", pick(40), ".example");
        f.senderDomain = numbered("s", pick(4), ".example");
        f.provider = pick(4) == 0 ? f.recipientDomain : std::string("Listed ") + "ABCD"[pick(4)];
        const auto kind = pick(6);
        f.templ = f.outcome == Outcome::Delivered ? "250 ok" : numbered("45", kind, " later ‹ip›");
        f.reason = f.outcome == Outcome::Delivered
            ? ""
            : numbered("reason-", (kind + static_cast<unsigned>(f.provider.size())) % 4);
        f.code = f.outcome == Outcome::Delivered ? 250 : static_cast<std::uint16_t>(450 + kind);
        f.queueId = std::to_string(random());
        f.offset = i * 200;
        f.recipient = static_cast<std::uint16_t>(random());
    }
    return facts;
}

// What a source is called in answers: the server stands for one that is not told.
inline std::string sourceOf(const Fact& f) { return f.source.empty() ? f.server : f.source; }
inline std::string groupedProvider(const Fact& f) { return isListed(f.provider) ? f.provider : "Other"; }

inline bool keeps(const Filters& filters, const Fact& f)
{
    const auto in = [](const std::vector<std::string>& values, const std::string& value) {
        return values.empty() || std::ranges::find(values, value) != values.end();
    };
    const bool provider = in(filters.providers, f.provider)
        || (!isListed(f.provider) && std::ranges::find(filters.providers, "Other") != filters.providers.end());
    return provider && in(filters.sources, sourceOf(f)) && in(filters.servers, f.server)
        && in(filters.senderDomains, f.senderDomain) && in(filters.recipientDomains, f.recipientDomain)
        && in(filters.reasons, f.reason) && in(filters.templates, f.templ)
        && (filters.outcomes.empty() || std::ranges::find(filters.outcomes, f.outcome) != filters.outcomes.end());
}

inline void count(Counts& counts, const Fact& f)
{
    ++counts.byOutcome[static_cast<std::size_t>(f.outcome)];
    if (f.firstTry && isAttempt(f.outcome)) {
        ++counts.firstTries;
        if (f.outcome == Outcome::Deferred)
            ++counts.firstDeferred;
    }
}

} // namespace mv::test
