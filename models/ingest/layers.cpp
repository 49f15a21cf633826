// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/layers.h"
#include "models/ingest/filesource.h"
#include "models/ingest/gzipsource.h"
#include "models/ingest/sizes.h"
#include "models/ingest/utf16source.h"
#include "models/ingest/zstdsource.h"
#include <algorithm>
#include <optional>

namespace mv {

namespace {

constexpr std::uint64_t kRatioFrom = std::uint64_t(64) << 20; // below this no ratio hurts, and small logs pack well

// Lets the beginning be looked at before it is read.
class PeekSource final : public ByteSource {
public:
    explicit PeekSource(std::unique_ptr<ByteSource> source)
        : m_source(std::move(source))
    {
    }

    // Up to kMagicLength bytes; fewer only at the end of the stream.
    Result<std::string_view> peek()
    {
        m_head.resize(kMagicLength);
        while (m_headLength < kMagicLength) {
            const auto n = m_source->read(std::span(m_head).subspan(m_headLength));
            if (!n) {
                if (m_headLength == 0)
                    return tl::unexpected(n.error());
                m_error = n.error(); // comes when reading gets there
                break;
            }
            if (*n == 0)
                break;
            m_headLength += *n;
        }
        return std::string_view(m_head.data(), m_headLength);
    }
    Result<std::size_t> read(std::span<char> into) override
    {
        if (m_taken == m_headLength) {
            if (m_error)
                return tl::unexpected(*m_error);
            return m_source->read(into);
        }
        const std::size_t n = std::min(into.size(), m_headLength - m_taken);
        std::copy_n(m_head.data() + m_taken, n, into.data());
        m_taken += n;
        return n;
    }
    bool seek(std::uint64_t position) override
    {
        if (!m_source->seek(position))
            return false;
        m_taken = m_headLength; // what was peeked at is behind, or comes again
        return true;
    }
    bool readyWithin(std::chrono::milliseconds patience) override
    {
        return m_taken < m_headLength || m_error || m_source->readyWithin(patience);
    }
    bool isUnfinished() const override { return m_source->isUnfinished(); }
    std::uint64_t diskPosition() const override { return m_source->diskPosition(); }

private:
    std::unique_ptr<ByteSource> m_source;
    std::vector<char> m_head;
    std::optional<Error> m_error; // met while peeking
    std::size_t m_headLength = 0;
    std::size_t m_taken = 0;
};

// Ends a decompression bomb: the layer below is a decompressor.
class LimitedSource final : public ByteSource {
public:
    LimitedSource(std::unique_ptr<ByteSource> source, std::string name, const ReadLimits& limits)
        : m_source(std::move(source))
        , m_name(std::move(name))
        , m_limits(limits)
    {
    }

    Result<std::size_t> read(std::span<char> into) override
    {
        if (m_produced >= m_limits.maxBytes)
            return overLimit(into);
        into = into.first(
            static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), m_limits.maxBytes - m_produced)));
        if (m_produced >= kRatioFrom && m_produced / std::max<std::uint64_t>(diskPosition(), 1) > m_limits.maxRatio)
            return failure(m_name + " unpacks to more than " + std::to_string(m_limits.maxRatio)
                + " times its size: stopped after " + sizeText(m_produced) + ".");
        auto n = m_source->read(into);
        if (n)
            m_produced += *n;
        return n;
    }
    bool seek(std::uint64_t position) override { return m_source->seek(position); }
    bool readyWithin(std::chrono::milliseconds patience) override { return m_source->readyWithin(patience); }
    bool isUnfinished() const override { return m_source->isUnfinished(); }
    std::uint64_t diskPosition() const override { return m_source->diskPosition(); }

private:
    Result<std::size_t> overLimit(std::span<char> into)
    {
        auto n = m_source->read(into.first(std::min<std::size_t>(into.size(), 1)));
        if (n && *n == 0)
            return n; // it ended exactly at the limit
        return failure(m_name + " is larger than the limit of " + sizeText(m_limits.maxBytes) + ": stopped there.");
    }

    std::unique_ptr<ByteSource> m_source;
    std::string m_name;
    ReadLimits m_limits;
    std::uint64_t m_produced = 0;
};

Result<std::unique_ptr<ByteSource>> decoder(
    std::unique_ptr<ByteSource> source, StreamKind kind, const std::string& name)
{
    if (kind == StreamKind::Gzip)
        return std::make_unique<GzipSource>(std::move(source), name);
    if (kind == StreamKind::Zstd)
        return std::make_unique<ZstdSource>(std::move(source), name);
    auto reader = ArchiveReader::open(std::move(source), kind, name);
    if (!reader)
        return tl::unexpected(reader.error());
    ArchiveReader::Member member;
    if (const auto more = (*reader)->next(member); !more)
        return tl::unexpected(more.error());
    return std::make_unique<MemberSource>(std::move(*reader));
}

} // namespace

Result<Layers> decompressed(std::unique_ptr<ByteSource> source, std::string name, const ReadLimits& limits)
{
    Layers layers { .source = nullptr, .name = std::move(name) };
    bool utf16 = false;
    for (std::uint32_t depth = 0;; ++depth) {
        auto peeked = std::make_unique<PeekSource>(std::move(source));
        const auto head = peeked->peek();
        if (!head)
            return tl::unexpected(head.error());
        layers.kind = streamKind(*head);
        utf16 = layers.kind == StreamKind::Plain && isUtf16(*head);
        source = std::move(peeked);
        if (layers.kind != StreamKind::Gzip && layers.kind != StreamKind::Zstd && layers.kind != StreamKind::Compressed)
            break;
        if (depth >= limits.maxDepth)
            return failure(layers.name + " is compressed more than " + std::to_string(limits.maxDepth) + " times.");
        auto inner = decoder(std::move(source), layers.kind, layers.name);
        if (!inner)
            return tl::unexpected(inner.error());
        source = std::make_unique<LimitedSource>(std::move(*inner), layers.name, limits);
        layers.wasCompressed = true;
    }
    layers.source = std::move(source);
    if (!layers.wasCompressed)
        layers.source = std::make_unique<LimitedSource>(std::move(layers.source), layers.name, limits);
    if (utf16)
        layers.source = std::make_unique<Utf16Source>(std::move(layers.source));
    return layers;
}

Result<Layers> openLayers(const std::filesystem::path& path, const ReadLimits& limits, std::stop_token stop)
{
    auto file = FileSource::open(path, std::move(stop));
    if (!file)
        return tl::unexpected(file.error());
    return decompressed(std::move(*file), path == "-" ? "Standard input" : path.string(), limits);
}

} // namespace mv
