// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/bytesource.h"
#include "models/ingest/archivesource.h"
#include "models/ingest/layers.h"
#include "models/ingest/readahead.h"

namespace mv {

namespace {

// Opens the archives on the way to `member`; the stream at the end of it, decompressed.
Result<Layers> openMember(Layers layers, std::string_view member, const ReadLimits& limits, std::uint32_t depth)
{
    if (member.empty())
        return layers;
    const std::string archiveName = layers.name;
    if (!layers.isArchive())
        return failure(archiveName + " is not an archive; expected " + std::string(member) + " in it.");
    if (depth >= limits.maxDepth)
        return failure(archiveName + ": more than " + std::to_string(limits.maxDepth) + " archives in each other.");
    auto reader = ArchiveReader::open(std::move(layers.source), layers.kind, archiveName);
    if (!reader)
        return tl::unexpected(reader.error());
    ArchiveReader::Member found;
    for (std::uint32_t seen = 0;; ++seen) {
        const auto more = (*reader)->next(found);
        if (!more)
            return tl::unexpected(more.error());
        if (!*more || seen >= limits.maxMembers)
            return failure(archiveName + " has no member " + std::string(member) + ".");
        if (!found.file || found.path.empty() || !member.starts_with(found.path))
            continue;
        const std::string_view rest = member.substr(found.path.size());
        if (!rest.empty() && !rest.starts_with('/'))
            continue;
        auto inner
            = decompressed(std::make_unique<MemberSource>(std::move(*reader)), archiveName + ": " + found.path, limits);
        if (!inner)
            return inner;
        return openMember(std::move(*inner), rest.empty() ? rest : rest.substr(1), limits, depth + 1);
    }
}

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

std::unique_ptr<ByteSource> fromHere(std::unique_ptr<ByteSource> source)
{
    return std::make_unique<FromHere>(std::move(source));
}

Result<std::size_t> readFully(ByteSource& source, std::span<char> into)
{
    std::size_t filled = 0;
    while (filled < into.size()) {
        auto n = source.read(into.subspan(filled));
        if (!n && filled == 0)
            return n;
        if (!n || *n == 0)
            break;
        filled += *n;
    }
    return filled;
}

Result<std::unique_ptr<ByteSource>> openSource(const SourceRef& ref, const ReadLimits& limits, std::stop_token stop)
{
    auto outer = openLayers(ref.path, limits, std::move(stop));
    if (!outer)
        return tl::unexpected(outer.error());
    auto layers = openMember(std::move(*outer), ref.member, limits, 0);
    if (!layers)
        return tl::unexpected(layers.error());
    if (!ref.member.empty())
        layers->source = fromHere(std::move(layers->source));
    if (layers->wasCompressed || !ref.member.empty())
        return readAhead(std::move(layers->source));
    return std::move(layers->source);
}

} // namespace mv
