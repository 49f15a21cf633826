// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/documents/unpacked.h"
#include "models/documents/document.h"
#include "models/documents/text.h"
#include "models/ingest/layers.h"
#include "models/ingest/memorysource.h"
#include "models/ingest/sizes.h"

namespace mv {
namespace {

ReadLimits limits() { return { .maxBytes = kMaxDocument, .maxMembers = kMaxUnpackedFiles }; }

// Reads all of it; `room` is what is left of the limit.
Result<std::string> readAll(ByteSource& source, std::size_t& room, const std::string& name)
{
    constexpr std::size_t kBlock = std::size_t { 64 } << 10;
    std::string out;
    for (;;) {
        const std::size_t have = out.size();
        out.resize(have + kBlock);
        const auto n = source.read(std::span(out).subspan(have));
        out.resize(have + n.value_or(0));
        if (!n && have > 0 && have < kMaxDocument)
            return out; // of what is damaged, what came before: who reads it will see whether that is all
        if (!n)
            return tl::unexpected(n.error());
        if (*n == 0)
            return out;
        if (*n > room)
            return failure(
                name + " and what was unpacked before it are larger than the limit of " + sizeText(kMaxUnpacked) + ".");
        room -= *n;
    }
}

} // namespace

Result<std::vector<UnpackedFile>> unpacked(std::string bytes, const std::string& name, std::size_t& room)
{
    // Line ends before the magic bytes (Mimecast).
    std::size_t blanks = 0;
    while (blanks < bytes.size() && isBlank(bytes[blanks]))
        ++blanks;
    if (blanks > 0 && streamKind(std::string_view(bytes).substr(blanks, kMagicLength)) != StreamKind::Plain)
        bytes.erase(0, blanks);

    auto layers = decompressed(std::make_unique<MemorySource>(std::move(bytes)), name, limits());
    if (!layers)
        return tl::unexpected(layers.error());
    std::vector<UnpackedFile> files;
    if (!layers->isArchive()) {
        auto all = readAll(*layers->source, room, name);
        if (!all)
            return tl::unexpected(all.error());
        files.push_back({ {}, std::move(*all) });
        return files;
    }
    auto opened = ArchiveReader::open(std::move(layers->source), layers->kind, name);
    if (!opened)
        return tl::unexpected(opened.error());
    const std::shared_ptr<ArchiveReader> reader = std::move(*opened);
    for (std::size_t seen = 0;; ++seen) {
        ArchiveReader::Member member;
        const auto more = reader->next(member);
        if (!more && files.empty())
            return tl::unexpected(more.error());
        if (!more || !*more)
            return files;
        if (seen == kMaxUnpackedFiles)
            return failure(name + " has more than " + std::to_string(kMaxUnpackedFiles) + " files in it.");
        if (!member.file)
            continue;
        // A .gz in a .zip.
        auto inside = decompressed(std::make_unique<MemberSource>(reader), name, limits());
        if (!inside)
            return tl::unexpected(inside.error());
        auto all = readAll(*inside->source, room, name);
        if (!all)
            return tl::unexpected(all.error());
        files.push_back({ member.path.empty() ? "(no name)" : member.path, std::move(*all) });
    }
}

} // namespace mv
