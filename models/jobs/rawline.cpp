// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/jobs/rawline.h"
#include "models/ingest/fileidentity.h"
#include "models/ingest/lines.h"
#include <algorithm>
#include <deque>
#include <fmt/format.h>

namespace mv {
namespace {

constexpr std::size_t kShownLength = 64 * 1024;

// A line from a hostile file on a screen: control characters as Unicode pictures (U+2400 ...), so that nothing hides.
std::string visible(std::string_view line)
{
    std::string out;
    for (const char c : line.substr(0, kShownLength)) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte == '\t' || (byte >= 0x20 && byte != 0x7f))
            out += c;
        else
            out += fmt::format("\xe2\x90{}", static_cast<char>(0x80 + (byte == 0x7f ? 0x21 : byte)));
    }
    return out;
}

// Passes bytes on, as many as are asked for while there are some, so that the first read has the whole beginning. Keeps
// it, to compare it with what the journal knows.
class HeadKeeper final : public ByteSource {
public:
    explicit HeadKeeper(std::unique_ptr<ByteSource> source) : m_source(std::move(source)) {}
    Result<std::size_t> read(std::span<char> into) override
    {
        const auto filled = readFully(*m_source, into);
        if (filled)
            m_head.append(into.data(), std::min(*filled, kHeadLength - m_head.size()));
        return filled;
    }
    std::uint64_t diskPosition() const override { return m_source->diskPosition(); }
    const std::string& head() const { return m_head; }

private:
    std::unique_ptr<ByteSource> m_source;
    std::string m_head;
};

Result<RawLines> readFrom(
    const SourceRef& ref, const ImportedFile& file, std::uint64_t offset, int around, const std::stop_token& stop)
{
    auto source = openSource(ref, {});
    if (!source)
        return tl::unexpected(source.error());
    HeadKeeper keeper(std::move(*source));
    LineReader reader(keeper);
    std::deque<std::string> before;
    RawLines found;
    bool checked = false;
    for (auto block = reader.next(true); block && !block->empty(); block = reader.next(true)) {
        if (stop.stop_requested())
            return cancelled();
        if (!std::exchange(checked, true) && !mayBeSame(file.identity, keeper.head()))
            return failure("is another file now");
        // Only the blocks that hold the line and its neighbours are looked at line by line.
        const bool near = reader.offset() + LineReader::kBlock > offset;
        for (const Line& line : near ? *block : std::span<const Line>()) {
            if (line.offset < offset) {
                before.push_back(visible(line.text));
                if (before.size() > static_cast<std::size_t>(around))
                    before.pop_front();
                continue;
            }
            if (found.lines.empty()) {
                if (line.offset != offset)
                    return failure("is another file now");
                found.wanted = before.size();
                found.lines.assign(before.begin(), before.end());
            }
            found.lines.push_back(visible(line.text));
            if (found.lines.size() > found.wanted + static_cast<std::size_t>(around))
                return found;
        }
    }
    if (found.lines.empty())
        return failure("ends before the line");
    return found;
}

// Where the same content may lie after rotation: the path itself, then its neighbours "mail.log.1", "mail.log.2.gz".
std::vector<std::filesystem::path> placesOf(const ImportedFile& file)
{
    const std::filesystem::path path = file.path;
    std::vector<std::filesystem::path> places { path };
    std::error_code ignored;
    const std::string stem = path.filename().string().substr(0, path.filename().string().find('.'));
    for (const auto& entry : std::filesystem::directory_iterator(path.parent_path(), ignored)) {
        if (entry.path() != path && entry.path().filename().string().starts_with(stem) && entry.is_regular_file(ignored))
            places.push_back(entry.path());
    }
    return places;
}

} // namespace

Result<RawLines> readRawLine(const ImportedFile& file, std::uint64_t offset, int around, std::stop_token stop)
{
    std::string why = "has gone";
    for (const auto& place : placesOf(file)) {
        SourceRef ref;
        ref.path = place;
        ref.member = file.member;
        std::error_code missing;
        if (!std::filesystem::exists(place, missing))
            continue;
        auto lines = readFrom(ref, file, offset, around, stop);
        if (lines || lines.error().cancelled)
            return lines;
        if (place == std::filesystem::path(file.path))
            why = lines.error().what;
    }
    return failure(fmt::format("{}{}{} {}. What was imported from it is kept; its lines can't be shown.", file.path,
        file.member.empty() ? "" : "!", file.member, why));
}

} // namespace mv
