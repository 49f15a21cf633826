// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/sourceopener.h"
#include "models/ingest/memorysource.h"
#include "models/ingest/readahead.h"
#include <algorithm>

namespace mv {
namespace {

constexpr std::size_t kMostKept = std::size_t(64) << 20;

// What is left of the member's path inside `outer`, which is the member itself (nothing is left) or an archive on the
// way.
std::optional<std::string_view> pathInside(std::string_view outer, std::string_view member)
{
    if (outer.empty() || !member.starts_with(outer))
        return std::nullopt;
    member.remove_prefix(outer.size());
    if (member.empty())
        return member;
    return member.starts_with('/') ? std::optional(member.substr(1)) : std::nullopt;
}

// Progress of a member begins where the archive's other members ended.
class FromHere final : public ByteSource {
public:
    explicit FromHere(std::unique_ptr<ByteSource> source)
        : m_source(std::move(source))
        , m_start(m_source->diskPosition())
    {
    }
    Result<std::size_t> read(std::span<char> into) override { return m_source->read(into); }
    std::uint64_t diskPosition() const override { return m_source->diskPosition() - m_start; }

private:
    std::unique_ptr<ByteSource> m_source;
    std::uint64_t m_start;
};

} // namespace

SourceOpener::SourceOpener(const ReadLimits& limits, std::stop_token stop, PassedOver passedOver)
    : m_limits(limits)
    , m_stop(std::move(stop))
    , m_passedOver(passedOver)
{
}

Result<std::unique_ptr<ByteSource>> SourceOpener::open(const SourceRef& ref)
{
    if (ref.member.empty()) {
        auto layers = openLayers(ref.path, m_limits, m_stop);
        if (!layers)
            return tl::unexpected(layers.error());
        return layers->wasCompressed ? readAhead(std::move(layers->source)) : std::move(layers->source);
    }
    if (m_archive != ref.path) {
        m_archive = ref.path;
        m_place = {};
        m_kept.clear();
        m_keptBytes = 0;
    }
    auto layers = openMember(ref.member);
    if (!layers)
        return tl::unexpected(layers.error());
    return readAhead(std::make_unique<FromHere>(std::move(layers->source)));
}

Result<Layers> SourceOpener::openMember(std::string_view member)
{
    if (auto kept = fromKept(member))
        return std::move(*kept);
    if (m_place.reader && member.starts_with(m_place.prefix)) {
        auto ahead = walkTo(member);
        if (ahead)
            return ahead;
    }
    auto outer = openLayers(m_archive, m_limits, m_stop);
    if (!outer)
        return outer;
    m_place = {};
    if (auto entered = enter(std::move(*outer), {}, member); !entered)
        return tl::unexpected(entered.error());
    return walkTo(member);
}

std::optional<Result<Layers>> SourceOpener::fromKept(std::string_view member)
{
    const auto kept
        = std::ranges::find_if(m_kept, [&](const Kept& k) { return pathInside(k.member, member).has_value(); });
    if (kept == m_kept.end())
        return std::nullopt;
    auto [path, bytes] = std::move(*kept);
    m_kept.erase(kept);
    m_keptBytes -= bytes.size();
    auto layers
        = decompressed(std::make_unique<MemorySource>(std::move(bytes)), m_archive.string() + ": " + path, m_limits);
    if (!layers || path == member)
        return layers;
    m_place = {};
    if (auto entered = enter(std::move(*layers), path + "/", *pathInside(path, member)); !entered)
        return tl::unexpected(entered.error());
    return walkTo(member);
}

// Goes on from the place. Not found, the archive is at its end.
Result<Layers> SourceOpener::walkTo(std::string_view member)
{
    ArchiveReader::Member found;
    for (;;) {
        const auto more = m_place.reader->next(found);
        if (!more)
            return tl::unexpected(more.error());
        if (!*more || m_place.seen++ >= m_limits.maxMembers)
            return failure(m_archive.string() + " has no member " + std::string(member) + ".");
        if (!found.file || found.path.empty())
            continue;
        const std::string path = m_place.prefix + found.path;
        const auto inside = pathInside(path, member);
        if (!inside) {
            keep(path);
            continue;
        }
        auto layers
            = decompressed(std::make_unique<MemberSource>(m_place.reader), m_place.name + ": " + found.path, m_limits);
        if (!layers || inside->empty())
            return layers;
        if (auto entered = enter(std::move(*layers), path + "/", *inside); !entered)
            return tl::unexpected(entered.error());
    }
}

Result<void> SourceOpener::enter(Layers layers, std::string prefix, std::string_view member)
{
    const std::string name = layers.name;
    if (!layers.isArchive())
        return failure(name + " is not an archive; expected " + std::string(member) + " in it.");
    if (m_place.depth >= m_limits.maxDepth)
        return failure(name + ": more than " + std::to_string(m_limits.maxDepth) + " archives in each other.");
    auto reader = ArchiveReader::open(std::move(layers.source), layers.kind, name);
    if (!reader)
        return tl::unexpected(reader.error());
    m_place = { std::move(*reader), name, std::move(prefix), 0, m_place.depth + 1 };
    return {};
}

// Of the members passed over the last are kept: in an archive that is read backwards they are wanted next.
void SourceOpener::keep(std::string member)
{
    if (m_passedOver == PassedOver::Forgotten)
        return; // the reader skips it
    std::string bytes;
    std::vector<char> block(64 * 1024);
    for (;;) {
        const auto n = m_place.reader->read(block);
        if (!n)
            return; // whoever wants it hears of the damage
        if (*n == 0)
            break;
        bytes.append(block.data(), *n);
        if (bytes.size() > kMostKept)
            return; // the reader skips the rest
    }
    m_keptBytes += bytes.size();
    m_kept.push_back({ std::move(member), std::move(bytes) });
    while (m_keptBytes > kMostKept) {
        m_keptBytes -= m_kept.front().bytes.size();
        m_kept.pop_front();
    }
}

} // namespace mv
