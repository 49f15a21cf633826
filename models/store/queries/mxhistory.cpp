// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/queries/mxhistory.h"
#include "models/store/queries/selection.h"
#include "models/store/times.h"
#include <algorithm>
#include <map>
#include <unordered_map>

namespace mv {
namespace {

constexpr std::string_view kUnknownUser = "unknown-user";
constexpr std::uint32_t kLeastTold = 0x10000; // facts of before version 4 have 16 bits of a hash: too few

std::uint64_t pairOf(std::uint32_t a, std::uint32_t b) { return std::uint64_t { a } << 32U | b; }

// Calls visit(facts, row, result) for the attempts of the range that the selection keeps. `columns` are read besides
// those that the selection looks at, time and result.
template <class Visit>
void forEachAttempt(Reader::Impl& impl, const Selection& selection, std::vector<Column> columns, std::int64_t fromMs,
    std::int64_t toMs, const std::stop_token& stop, Visit&& visit)
{
    const auto filtered = selection.columns();
    columns.insert(columns.end(), filtered.begin(), filtered.end());
    columns.insert(columns.end(), { Column::Time, Column::Result });
    std::ranges::sort(columns);
    columns.erase(std::unique(columns.begin(), columns.end()), columns.end());
    Facts facts;
    for (const BlockInfo& block : impl.blocks.touching(fromMs, toMs)) {
        throwIfStopped(stop);
        impl.blocks.read(block, columns, facts);
        const auto id = [&](Column c, std::size_t row) {
            return std::ranges::binary_search(columns, c) ? facts.id(c, row) : NameId { 0 };
        };
        for (std::size_t row = 0; row < block.rows; ++row) {
            const std::int64_t at = facts[Column::Time][row];
            const std::uint8_t result = facts.result(row);
            if (at < fromMs || at >= toMs || !isAttempt(outcomeOf(result)))
                continue;
            const CellLabels labels { id(Column::Provider, row), id(Column::Source, row), id(Column::Server, row),
                id(Column::SenderDomain, row), id(Column::RecipientDomain, row), id(Column::Template, row),
                id(Column::Reason, row), withoutStage(result) };
            if (selection.keeps(labels))
                visit(facts, row, outcomeOf(result));
        }
    }
}

// When recipients first took mail, of those that a set of bounces called unknown: key is domain and hash of address.
using TookMail = std::unordered_map<std::uint64_t, std::int64_t>;
constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();

std::uint64_t recipientOf(const Facts& facts, std::size_t row)
{
    return pairOf(facts.id(Column::RecipientDomain, row), facts.id(Column::Recipient, row));
}

// Looks through all that is kept from before `toMs`, not just the scope.
void findTookMail(Reader::Impl& impl, TookMail& tookMail, std::int64_t toMs, const std::stop_token& stop)
{
    if (tookMail.empty())
        return;
    const Selection everything(impl, {});
    forEachAttempt(impl, everything, { Column::RecipientDomain, Column::Recipient }, 0, toMs, stop,
        [&](const Facts& facts, std::size_t row, Outcome outcome) {
            if (outcome != Outcome::Delivered)
                return;
            if (const auto found = tookMail.find(recipientOf(facts, row)); found != tookMail.end())
                found->second = std::min(found->second, facts[Column::Time][row]);
        });
}

struct Bounce { // that says that there is no such user
    std::int64_t atMs = 0;
    std::uint64_t recipient = 0;
    NameId server = 0, relay = 0;
};

struct Use {
    std::int64_t firstMs = kNever, lastMs = 0;
    NameId provider = 0;
    std::vector<std::uint32_t> attempts, falseUnknown;
    std::uint64_t total = 0, unknownUser = 0, falseTotal = 0;
};

struct ServerUse {
    std::int64_t firstMs = kNever, lastMs = 0;
    std::uint64_t attempts = 0, falseUnknown = 0;
};

struct Domain {
    std::uint64_t attempts = 0;
    std::map<NameId, Use> relays;
    std::map<std::pair<NameId, NameId>, ServerUse> servers; // and relay
};

MxDomain told(Reader::Impl& impl, NameId id, Domain& domain)
{
    MxDomain out;
    out.domain = impl.names(NameKind::Domain).text(id);
    out.attempts = domain.attempts;
    for (auto& [relay, use] : domain.relays)
        out.relays.push_back({ std::string(impl.names(NameKind::RelayHost).text(relay)),
            std::string(impl.names(NameKind::Provider).text(use.provider)), timeAt(use.firstMs), timeAt(use.lastMs),
            std::move(use.attempts), use.total, use.unknownUser, use.falseTotal, std::move(use.falseUnknown) });
    std::ranges::stable_sort(out.relays, {}, &MxUse::first);
    for (const auto& [key, use] : domain.servers)
        out.servers.push_back({ std::string(impl.names(NameKind::Server).text(key.first)),
            std::string(impl.names(NameKind::RelayHost).text(key.second)), timeAt(use.firstMs), timeAt(use.lastMs),
            use.attempts, use.falseUnknown });
    return out;
}

MxHistoryRows mxHistory(Reader::Impl& impl, const MxHistoryQuestion& q, const std::stop_token& stop)
{
    MxHistoryRows answer;
    answer.edges = edgesOf(q.scope, q.bucket);
    const Buckets buckets(answer.edges, q.scope.range);
    NotKept notKept;
    notKept.add(impl, buckets.fromMs(), buckets.toMs());
    answer.keptFrom = notKept.keptFrom();

    const auto unknownUser = impl.names(NameKind::Reason).find(kUnknownUser);
    std::unordered_map<NameId, Domain> domains;
    std::vector<Bounce> bounces;
    TookMail tookMail;
    const std::vector columns { Column::RecipientDomain, Column::RelayHost, Column::Server, Column::Provider,
        Column::Reason, Column::Recipient };
    forEachAttempt(impl, Selection(impl, q.scope.filters), columns, buckets.fromMs(), buckets.toMs(), stop,
        [&](const Facts& facts, std::size_t row, Outcome outcome) {
            const NameId relay = facts.id(Column::RelayHost, row);
            if (relay == 0)
                return;
            const std::int64_t at = facts[Column::Time][row];
            Domain& domain = domains[facts.id(Column::RecipientDomain, row)];
            Use& use = domain.relays[relay];
            if (use.attempts.empty()) {
                use.attempts.resize(buckets.size());
                use.falseUnknown.resize(buckets.size());
            }
            ++domain.attempts;
            ++use.total;
            ++use.attempts[buckets.at(at)];
            use.firstMs = std::min(use.firstMs, at);
            use.lastMs = std::max(use.lastMs, at);
            use.provider = facts.id(Column::Provider, row);
            const NameId server = facts.id(Column::Server, row);
            ServerUse& byServer = domain.servers[{ server, relay }];
            ++byServer.attempts;
            byServer.firstMs = std::min(byServer.firstMs, at);
            byServer.lastMs = std::max(byServer.lastMs, at);
            if (outcome != Outcome::Bounced || facts.id(Column::Reason, row) != unknownUser)
                return;
            ++use.unknownUser;
            if (facts.id(Column::Recipient, row) < kLeastTold)
                return;
            bounces.push_back({ at, recipientOf(facts, row), server, relay });
            tookMail.try_emplace(bounces.back().recipient, kNever);
        });
    findTookMail(impl, tookMail, buckets.toMs(), stop);
    for (const Bounce& bounce : bounces) {
        if (tookMail.at(bounce.recipient) >= bounce.atMs)
            continue;
        Domain& domain = domains.at(static_cast<NameId>(bounce.recipient >> 32U));
        Use& use = domain.relays.at(bounce.relay);
        ++use.falseTotal;
        ++use.falseUnknown[buckets.at(bounce.atMs)];
        ++domain.servers.at({ bounce.server, bounce.relay }).falseUnknown;
    }

    std::vector<std::pair<std::uint64_t, NameId>> largest;
    for (const auto& [id, domain] : domains)
        largest.emplace_back(domain.attempts, id);
    std::ranges::sort(largest,
        [](const auto& a, const auto& b) { return std::pair(b.first, a.second) < std::pair(a.first, b.second); });
    answer.otherDomains = largest.size() - std::min(largest.size(), q.mostDomains);
    largest.resize(largest.size() - answer.otherDomains);
    for (const auto& [_, id] : largest)
        answer.domains.push_back(told(impl, id, domains.at(id)));
    return answer;
}

std::vector<FalseUnknown> falseUnknown(Reader::Impl& impl, const FalseUnknownQuestion& q, const std::stop_token& stop)
{
    std::vector<FalseUnknown> found;
    const auto unknownUser = impl.names(NameKind::Reason).find(kUnknownUser);
    const auto domain = impl.names(NameKind::Domain).find(q.domain);
    if (!unknownUser || !domain)
        return found;
    Scope scope = q.scope;
    scope.filters.recipientDomains = { q.domain };
    TookMail tookMail;
    const std::vector columns { Column::RelayHost, Column::Server, Column::Reason, Column::Recipient, Column::File,
        Column::Offset, Column::QueueId };
    forEachAttempt(impl, Selection(impl, scope.filters), columns, ms(scope.range.from), ms(scope.range.to), stop,
        [&](const Facts& facts, std::size_t row, Outcome outcome) {
            const auto recipient = facts.id(Column::Recipient, row);
            if (outcome != Outcome::Bounced || facts.id(Column::Reason, row) != *unknownUser || recipient < kLeastTold)
                return;
            found.push_back({ timeAt(facts[Column::Time][row]),
                std::string(impl.names(NameKind::Server).text(facts.id(Column::Server, row))),
                std::string(impl.names(NameKind::RelayHost).text(facts.id(Column::RelayHost, row))),
                std::string(facts.queueId(row)), recipient, {}, facts[Column::File][row],
                static_cast<std::uint64_t>(facts[Column::Offset][row]) });
            tookMail.try_emplace(pairOf(*domain, recipient), kNever);
        });
    findTookMail(impl, tookMail, ms(scope.range.to), stop);
    std::erase_if(found, [&](FalseUnknown& bounce) {
        const std::int64_t took = tookMail.at(pairOf(*domain, bounce.recipient));
        bounce.tookMail = timeAt(took);
        return took >= ms(bounce.at);
    });
    std::ranges::stable_sort(found, {}, &FalseUnknown::at);
    found.resize(std::min(found.size(), q.most));
    return found;
}

} // namespace

Result<MxHistoryRows> ask(Reader& reader, const MxHistoryQuestion& question, std::stop_token stop)
{
    return answer(reader, stop, [&](Reader::Impl& impl) { return mxHistory(impl, question, stop); });
}

Result<std::vector<FalseUnknown>> ask(Reader& reader, const FalseUnknownQuestion& question, std::stop_token stop)
{
    return answer(reader, stop, [&](Reader::Impl& impl) { return falseUnknown(impl, question, stop); });
}

} // namespace mv
