// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/queries/attempts.h"
#include "models/store/queries/cells.h"
#include "models/store/times.h"
#include <algorithm>

namespace mv {
namespace {

constexpr std::size_t kExportPage = 20'000;

// The best `limit + 1` keys in the order of the question: one more, to know whether there is more.
class Page {
public:
    explicit Page(const AttemptQuestion& q)
        : m_q(q)
        , m_limit(q.limit + 1)
    {
    }
    bool before(const AttemptKey& a, const AttemptKey& b) const { return m_q.newestFirst ? b < a : a < b; }
    bool wanted(const AttemptKey& key) const
    {
        if (m_q.after && !before(*m_q.after, key))
            return false;
        return m_keys.size() < m_limit || before(key, m_keys.front());
    }
    // Whether a block could still have a key that is wanted.
    bool wanted(const BlockInfo& block) const
    {
        const bool passed
            = m_q.after && (m_q.newestFirst ? block.minMs > m_q.after->atMs : block.maxMs < m_q.after->atMs);
        if (passed)
            return false;
        if (m_keys.size() < m_limit)
            return true;
        const std::int64_t worst = m_keys.front().atMs;
        return m_q.newestFirst ? block.maxMs >= worst : block.minMs <= worst;
    }
    void add(const AttemptKey& key) // a heap with the worst on top
    {
        const auto order = [this](const AttemptKey& a, const AttemptKey& b) { return before(a, b); };
        m_keys.push_back(key);
        std::ranges::push_heap(m_keys, order);
        if (m_keys.size() > m_limit) {
            std::ranges::pop_heap(m_keys, order);
            m_keys.pop_back();
        }
    }
    std::vector<AttemptKey> sorted() &&
    {
        std::ranges::sort(m_keys, [this](const AttemptKey& a, const AttemptKey& b) { return before(a, b); });
        return std::move(m_keys);
    }

private:
    const AttemptQuestion& m_q;
    std::size_t m_limit;
    std::vector<AttemptKey> m_keys;
};

std::vector<AttemptKey> keysOf(
    Reader::Impl& impl, const AttemptQuestion& q, std::vector<BlockInfo>& blocks, const std::stop_token& stop)
{
    const Selection selection(impl, q.scope.filters);
    std::vector<Column> columns = selection.columns();
    columns.insert(columns.end(), { Column::Time, Column::Result });
    std::ranges::sort(columns);
    const std::int64_t from = ms(q.scope.range.from), to = ms(q.scope.range.to);
    blocks = impl.blocks.touching(from, to);
    // Likely ones first, so that the others need not be read.
    if (q.newestFirst)
        std::ranges::sort(blocks, std::greater(), &BlockInfo::maxMs);
    else
        std::ranges::sort(blocks, {}, &BlockInfo::minMs);
    Page page(q);
    Facts facts;
    for (const BlockInfo& block : blocks) {
        throwIfStopped(stop);
        if (!page.wanted(block))
            continue;
        impl.blocks.read(block, columns, facts);
        const auto id = [&](Column c, std::size_t row) {
            return std::ranges::binary_search(columns, c) ? facts.id(c, row) : NameId { 0 };
        };
        for (std::size_t row = 0; row < block.rows; ++row) {
            const AttemptKey key { facts[Column::Time][row], block.id, static_cast<std::uint32_t>(row) };
            if (key.atMs < from || key.atMs >= to || !page.wanted(key))
                continue;
            const auto result = facts.result(row);
            if (!q.nextMxToo && outcomeOf(result) == Outcome::NextMx)
                continue;
            const CellLabels labels { id(Column::Provider, row), id(Column::Source, row), id(Column::Server, row),
                id(Column::SenderDomain, row), id(Column::RecipientDomain, row), id(Column::Template, row),
                id(Column::Reason, row), withoutStage(result) };
            if (selection.keeps(labels))
                page.add(key);
        }
    }
    return std::move(page).sorted();
}

AttemptRow rowFrom(Reader::Impl& impl, const Facts& facts, const AttemptKey& key)
{
    const std::size_t i = key.row;
    const auto name
        = [&](NameKind kind, Column column) { return std::string(impl.names(kind).text(facts.id(column, i))); };
    const auto result = facts.result(i);
    AttemptRow row;
    row.key = key;
    row.at = timeAt(key.atMs);
    row.outcome = outcomeOf(result);
    row.stage = stageOf(result);
    row.code = static_cast<std::uint16_t>(facts[Column::Code][i]);
    row.enhanced = EnhancedCode::fromPacked(facts.id(Column::Enhanced, i));
    if (facts[Column::Delay][i] >= 0)
        row.delay = std::chrono::milliseconds(facts[Column::Delay][i]);
    row.firstTry = isFirstTry(result);
    row.file = facts[Column::File][i];
    row.offset = static_cast<std::uint64_t>(facts[Column::Offset][i]);
    row.server = name(NameKind::Server, Column::Server);
    row.source = name(NameKind::Source, Column::Source);
    row.provider = name(NameKind::Provider, Column::Provider);
    row.relayHost = name(NameKind::RelayHost, Column::RelayHost);
    row.relayIp = name(NameKind::RelayIp, Column::RelayIp);
    row.senderDomain = name(NameKind::Domain, Column::SenderDomain);
    row.recipientDomain = name(NameKind::Domain, Column::RecipientDomain);
    row.reason = name(NameKind::Reason, Column::Reason);
    row.templ = name(NameKind::Template, Column::Template);
    row.tls = name(NameKind::Tls, Column::Tls);
    row.queueId = facts.queueId(i);
    return row;
}

AttemptRows attempts(Reader::Impl& impl, const AttemptQuestion& q, const std::stop_token& stop)
{
    AttemptRows answer;
    NotKept notKept;
    notKept.add(impl, ms(q.scope.range.from), ms(q.scope.range.to));
    answer.keptFrom = notKept.keptFrom();
    std::vector<BlockInfo> blocks;
    auto keys = keysOf(impl, q, blocks, stop);
    answer.more = keys.size() > q.limit;
    keys.resize(std::min(keys.size(), q.limit));
    answer.rows.resize(keys.size());
    // Block by block, so that each is read once and only one is in memory.
    std::vector<std::size_t> order(keys.size());
    for (std::size_t i = 0; i < order.size(); ++i)
        order[i] = i;
    std::ranges::stable_sort(order, {}, [&](std::size_t i) { return keys[i].block; });
    std::ranges::sort(blocks, {}, &BlockInfo::id);
    Facts facts;
    std::int64_t loaded = -1;
    for (const std::size_t i : order) {
        throwIfStopped(stop);
        if (keys[i].block != loaded) {
            impl.blocks.readAll(*std::ranges::lower_bound(blocks, keys[i].block, {}, &BlockInfo::id), facts);
            loaded = keys[i].block;
        }
        answer.rows[i] = rowFrom(impl, facts, keys[i]);
    }
    return answer;
}

} // namespace

Result<AttemptRows> ask(Reader& reader, const AttemptQuestion& question, std::stop_token stop)
{
    return answer(reader, stop, [&](Reader::Impl& impl) { return attempts(impl, question, stop); });
}

Result<std::uint64_t> forEachAttempt(Reader& reader, const AttemptQuestion& question, std::stop_token stop,
    const std::function<Result<void>(const AttemptRow&)>& each)
{
    AttemptQuestion page = question;
    page.limit = kExportPage;
    Result<void> done;
    // One transaction: an import that goes on would move rows between the pages.
    auto count = answer(reader, stop, [&](Reader::Impl& impl) {
        std::uint64_t handedOver = 0;
        for (bool more = true; more;) {
            const AttemptRows rows = attempts(impl, page, stop);
            for (const AttemptRow& row : rows.rows) {
                done = each(row);
                if (!done)
                    return handedOver;
                ++handedOver;
            }
            more = rows.more;
            if (more)
                page.after = rows.rows.back().key;
        }
        return handedOver;
    });
    if (!done)
        return tl::unexpected(done.error());
    return count;
}

} // namespace mv
