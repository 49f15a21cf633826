// SPDX-License-Identifier: GPL-3.0-or-later
// What changes history: new labels for all facts, and forgetting a file.
#include "models/store/aggregates.h"
#include "models/store/evidence.h"
#include "models/store/retention.h"
#include "models/store/schema.h"
#include "models/store/times.h"
#include "models/store/writerimpl.h"
#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <limits>
#include <map>
#include <stdexcept>
#include <unordered_map>

namespace mv {
namespace {

// Segments are merged every so many blocks, so that a rebuild needs no more memory than a few commits do.
constexpr std::size_t kBlocksAtOnce = 8;

// What facts told of the delay of mail that arrived before a midnight.
void subtractDelays(
    const Dimensions& names, sql::Connection& db, Blocks& blocks, std::int64_t beforeMs, const std::stop_token& stop)
{
    Aggregates aggregates(names);
    Facts facts;
    for (const BlockInfo& info : blocks.all()) {
        if (info.minArrivalMs >= beforeMs)
            continue;
        throwIfStopped(stop);
        blocks.readAll(info, facts);
        aggregates.subtractDelays(facts, beforeMs / kDayMs);
    }
    aggregates.save(db);
}

} // namespace

Result<void> Writer::relabel(
    const Labels& labels, std::stop_token stop, const std::function<void(double share)>& progress)
{
    Impl& impl = *m_impl;
    return impl.inTransaction([&] {
        const sql::StopWith stopWith(impl.db, stop);
        Names& providers = impl.names[NameKind::Provider];
        Names& reasons = impl.names[NameKind::Reason];
        std::unordered_map<std::uint64_t, NameId> providerOfPair;
        const auto providerOf = [&](NameId relayHost, NameId domain) {
            const auto [found, isNew] = providerOfPair.try_emplace((std::uint64_t { relayHost } << 32U) | domain, 0);
            if (isNew) {
                const auto name = labels.providerOf(
                    impl.names[NameKind::RelayHost].text(relayHost), impl.names[NameKind::Domain].text(domain));
                found->second = providers.intern(name);
                impl.names.setListed(found->second, labels.listed && labels.listed(name));
            }
            return found->second;
        };
        // Of all that a reason depends on: template, provider, outcome and code, enhanced code.
        std::map<std::array<std::uint32_t, 4>, NameId> reasonOfReply;
        const auto reasonFor = [&](const Facts& facts, std::size_t row) -> NameId {
            const auto outcome = outcomeOf(facts.result(row));
            if (outcome == Outcome::Delivered)
                return 0;
            const auto templ = facts.id(Column::Template, row), provider = facts.id(Column::Provider, row);
            const auto code = facts.id(Column::Code, row), enhanced = facts.id(Column::Enhanced, row);
            const auto [found, isNew] = reasonOfReply.try_emplace(
                { templ, provider, code << 8U | static_cast<std::uint32_t>(outcome), enhanced }, 0);
            if (isNew)
                found->second = reasons.intern(
                    labels.reasonOf(providers.text(provider), outcome, static_cast<std::uint16_t>(code),
                        EnhancedCode::fromPacked(enhanced), impl.names[NameKind::Template].text(templ)));
            return found->second;
        };

        Blocks blocks(impl.db);
        const auto infos = blocks.all();
        // Days of which facts were pruned keep their labels. But mail that had arrived on such a day may have been
        // delivered on a later one: what these facts told of its delay is told again below.
        const std::int64_t keptFrom = prunedFacts(impl.db).beforeMs;
        subtractDelays(impl.names, impl.db, blocks, keptFrom, stop);
        if (labels.providerOfReceiver)
            relabelReceivers(impl.db, impl.names, labels.providerOfReceiver);
        for (NameId provider = 0; provider < providers.size(); ++provider)
            impl.names.setListed(provider, labels.listed && labels.listed(providers.text(provider)));
        clearAggregates(impl.db, keptFrom == 0 ? std::numeric_limits<std::int64_t>::min() : keptFrom / kDayMs);
        impl.open.relabel(impl.db, providerOf);
        const auto label = [&](Facts& facts) {
            for (std::size_t row = 0; row < facts.size(); ++row) {
                facts[Column::Provider][row]
                    = providerOf(facts.id(Column::RelayHost, row), facts.id(Column::RecipientDomain, row));
                facts[Column::Reason][row] = reasonFor(facts, row);
            }
        };
        Aggregates aggregates(impl.names);
        Facts facts;
        for (std::size_t i = 0; i < infos.size(); ++i) {
            throwIfStopped(stop);
            blocks.readAll(infos[i], facts);
            label(facts);
            blocks.rewrite(infos[i], { Column::Provider, Column::Reason }, facts);
            aggregates.add(facts);
            if ((i + 1) % kBlocksAtOnce == 0)
                aggregates.save(impl.db);
            if (progress)
                progress(static_cast<double>(i + 1) / static_cast<double>(infos.size()));
        }
        aggregates.save(impl.db);
        sql::Statement list(impl.db, "UPDATE name SET listed = ? WHERE kind = ? AND id = ?");
        for (NameId provider = 0; provider < providers.size(); ++provider)
            list.run(impl.names.listed(provider), static_cast<int>(NameKind::Provider), provider);
        impl.db.exec("UPDATE meta SET value = value + 1 WHERE key = 'labels'");
        impl.nextGeneration();
    });
}

Result<void> Writer::forgetFile(FileId file)
{
    Impl& impl = *m_impl;
    return impl.inTransaction([&] {
        Blocks blocks(impl.db);
        Aggregates aggregates(impl.names);
        std::int64_t firstMs = 0, lastMs = -1; // of what is forgotten
        sql::Statement times(impl.db, "SELECT from_ms, to_ms FROM imported_file WHERE id = ?");
        if (times.bind(file).step()) {
            firstMs = times.int64(0);
            lastMs = times.int64(1);
        }
        times.reset();
        if (const auto pruned = prunedFacts(impl.db); firstMs < pruned.beforeMs && firstMs < lastMs)
            throw std::runtime_error(fmt::format(
                "The attempts of this file from before {} are no longer kept, so that what they added to the charts "
                "can't be taken out: the file stays.",
                toIso(timeAt(pruned.beforeMs)).substr(0, 10)));
        Facts facts;
        for (const BlockInfo& block : blocks.touching(firstMs, lastMs)) {
            blocks.read(block, { Column::File }, facts);
            const auto& files = facts[Column::File];
            if (std::ranges::find(files, file) == files.end())
                continue;
            blocks.readAll(block, facts);
            std::vector<bool> keep(block.rows), go(block.rows);
            for (std::size_t row = 0; row < block.rows; ++row) {
                go[row] = facts[Column::File][row] == file;
                keep[row] = !go[row];
            }
            Facts gone;
            gone.append(facts, 0, facts.size());
            gone.keepOnly(go);
            facts.keepOnly(keep);
            blocks.replace(block, facts);
            aggregates.subtract(gone);
        }
        aggregates.save(impl.db);

        std::vector<NameId> servers;
        sql::Statement told(impl.db, "SELECT DISTINCT server FROM coverage WHERE file = ?");
        told.bind(file);
        while (told.step())
            servers.push_back(static_cast<NameId>(told.int64(0)));
        told.reset();
        impl.open.forget(impl.db, servers, firstMs, lastMs);
        sql::Statement remove(
            impl.db, "DELETE FROM imported_file WHERE id = ?"); // and, by reference, coverage and samples
        remove.run(file);
        impl.nextGeneration();
    });
}

} // namespace mv
