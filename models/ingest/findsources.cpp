// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/layers.h"
#include <algorithm>
#include <chrono>
#include <sys/stat.h>

namespace mv {

namespace {

namespace fs = std::filesystem;
using Found = std::vector<Result<SourceRef>>;

bool hidden(const fs::path& path) { return path.filename().string().starts_with('.'); }

// A member of an archive that is being listed, before the shares are known.
struct ListedMember {
    SourceRef ref;
    std::uint64_t size;
};

struct Listing {
    std::vector<ListedMember> members;
    std::uint64_t total = 0;
    std::uint32_t count = 0;
};

// Lists the files in an archive, and in archives in it. An error ends the listing; what was found before it stays.
Result<bool> list(Layers layers, const std::string& prefix, const SourceRef& archive, const ReadLimits& limits,
    std::uint32_t depth, Listing& listing)
{
    const std::string name = layers.name;
    if (depth >= limits.maxDepth)
        return failure(name + ": more than " + std::to_string(limits.maxDepth) + " archives in each other.");
    auto opened = ArchiveReader::open(std::move(layers.source), layers.kind, name);
    if (!opened)
        return tl::unexpected(opened.error());
    const std::shared_ptr<ArchiveReader> reader = std::move(*opened);
    ArchiveReader::Member member;
    for (;;) {
        auto more = reader->next(member);
        if (!more || !*more)
            return more;
        if (++listing.count > limits.maxMembers)
            return failure(name + " has more than " + std::to_string(limits.maxMembers) + " members: stopped there.");
        if (!member.file || member.path.empty() || hidden(member.path))
            continue;

        auto inner = decompressed(std::make_unique<MemberSource>(reader), name + ": " + member.path, limits);
        if (!inner)
            return tl::unexpected(inner.error());
        if (inner->isArchive()) {
            if (auto done = list(std::move(*inner), prefix + member.path + "/", archive, limits, depth + 1, listing);
                !done)
                return done;
            continue;
        }
        SourceRef ref = archive;
        ref.member = prefix + member.path;
        if (member.modified != UtcTime())
            ref.modified = member.modified;
        listing.total += member.size;
        listing.members.push_back({ std::move(ref), member.size });
    }
}

void addArchive(Layers layers, const SourceRef& archive, const ReadLimits& limits, Found& out)
{
    Listing listing;
    const auto done = list(std::move(layers), {}, archive, limits, 0, listing);
    for (ListedMember& m : listing.members) {
        // Its share of the file on disk, by its share of the content.
        const double share = listing.total > 0 ? static_cast<double>(m.size) / static_cast<double>(listing.total) : 0;
        m.ref.diskSize = static_cast<std::uint64_t>(share * static_cast<double>(archive.diskSize));
        out.push_back(std::move(m.ref));
    }
    if (!done)
        out.push_back(tl::unexpected(done.error()));
}

void addFile(const fs::path& path, const fs::path& under, const ReadLimits& limits, Found& out)
{
    struct stat info { };
    if (::stat(path.c_str(), &info) != 0 && path != "-") {
        out.push_back(failure("Cannot open " + path.string() + ": " + std::generic_category().message(errno) + "."));
        return;
    }
    SourceRef ref;
    ref.path = path;
    ref.under = under;
    if (path == "-" || !S_ISREG(info.st_mode)) {
        out.push_back(std::move(ref)); // a pipe can be read once: what it holds is seen when it is
        return;
    }
    ref.diskSize = static_cast<std::uint64_t>(info.st_size);
    ref.modified = UtcTime(std::chrono::milliseconds(info.st_mtim.tv_sec * 1000LL + info.st_mtim.tv_nsec / 1'000'000));
    auto layers = openLayers(path, limits);
    ref.compressed = layers && layers->wasCompressed;
    if (!layers)
        out.push_back(tl::unexpected(layers.error()));
    else if (layers->isArchive())
        addArchive(std::move(*layers), ref, limits, out);
    else
        out.push_back(std::move(ref));
}

void addFolder(const fs::path& folder, const fs::path& under, const ReadLimits& limits, Found& out)
{
    std::error_code error;
    for (const fs::path& file : filesIn(folder, error))
        addFile(file, under, limits, out);
    if (error)
        out.push_back(failure("Cannot read the folder " + folder.string() + ": " + error.message() + "."));
}

} // namespace

std::vector<fs::path> filesIn(const fs::path& folder, std::error_code& error)
{
    std::vector<fs::path> files;
    fs::recursive_directory_iterator it(folder, fs::directory_options::skip_permission_denied, error);
    for (; !error && it != fs::recursive_directory_iterator(); it.increment(error)) {
        std::error_code ignored; // a file that has just gone is not there
        if (hidden(it->path())) {
            it.disable_recursion_pending();
            continue;
        }
        if (it->is_regular_file(ignored) && it->file_size(ignored) > 0)
            files.push_back(it->path());
    }
    std::ranges::sort(files);
    return files;
}

std::vector<Result<SourceRef>> findSources(const std::vector<fs::path>& paths, const ReadLimits& limits)
{
    Found out;
    std::error_code ignored;
    const auto isFolder = [&](const fs::path& path) { return path != "-" && fs::is_directory(path, ignored); };
    const bool many = std::ranges::count_if(paths, isFolder) > 1;
    for (const fs::path& path : paths) {
        if (!isFolder(path)) {
            addFile(path, {}, limits, out);
            continue;
        }
        const fs::path folder = path.has_filename() ? path : path.parent_path(); // without a final slash
        addFolder(path, many ? folder.parent_path() : folder, limits, out);
    }
    return out;
}

} // namespace mv
