// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/jobs/rawline.h"
#include "models/ingest/fileidentity.h"
#include "models/ingest/headfirst.h"
#include "models/ingest/lines.h"
#include "models/mail/pseudonyms.h"
#include <algorithm>
#include <deque>
#include <fmt/format.h>

namespace mv {
namespace {

constexpr std::size_t kShownLength = 64 * 1024;
constexpr std::uint64_t kLookBack = 256 * 1024; // for the lines before, where the line can be gone to

// The character at the front of a text, and how many bytes it takes: one from 0x80 on is not UTF-8.
struct Character {
    char32_t code = 0;
    std::size_t bytes = 1;
};
Character firstOf(std::string_view text)
{
    const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
    const unsigned lead = byte(0);
    const std::size_t bytes = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
    char32_t code = bytes == 1 ? lead : lead & (0x7fU >> bytes);
    for (std::size_t i = 1; i < bytes; ++i) {
        if ((byte(i) & 0xc0U) != 0x80U)
            return { lead, 1 };
        code = (code << 6U) | (byte(i) & 0x3fU);
    }
    return { code, bytes };
}

// What a screen obeys or leaves out instead of showing it: control characters, those that turn the direction of text,
// those without width.
bool isHidden(char32_t c)
{
    return (c >= 0x80 && c <= 0x9f) || c == 0xad || c == 0x61c || (c >= 0x200b && c <= 0x200f)
        || (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff
        || (c >= 0xe0000 && c <= 0xe007f);
}

// A line from a hostile file on a screen, so that nothing hides: the control characters of ASCII as Unicode pictures
// (U+2400 ...), the others and bytes that are not UTF-8 by their numbers.
std::string visible(std::string_view line)
{
    std::string out;
    line = line.substr(0, kShownLength);
    while (!line.empty()) {
        const auto [code, bytes] = firstOf(line);
        if (code == 0x7f || (code < 0x20 && code != '\t'))
            out += fmt::format("\xe2\x90{}", static_cast<char>(0x80 + (code == 0x7f ? 0x21 : code)));
        else if (code >= 0x80 && bytes == 1)
            out += fmt::format("<{:02X}>", static_cast<std::uint32_t>(code));
        else if (isHidden(code))
            out += fmt::format("<U+{:04X}>", static_cast<std::uint32_t>(code));
        else
            out += line.substr(0, bytes);
        line.remove_prefix(bytes);
    }
    return out;
}

// As people may see the lines: a mailbox that one of them names alone may have its address in another.
RawLines shown(RawLines found, const std::optional<SipKey>& key)
{
    if (key) {
        Pseudonyms names(*key);
        for (std::string& line : found.lines)
            line = names.in(line);
        for (std::string& line : found.lines)
            line = names.in(line);
    }
    std::ranges::transform(found.lines, found.lines.begin(), visible);
    return found;
}

Result<RawLines> readFrom(
    const SourceRef& ref, const ImportedFile& file, std::uint64_t offset, int around, const std::stop_token& stop)
{
    auto opened = openSource(ref, {});
    if (!opened)
        return tl::unexpected(opened.error());
    std::string head(kHeadLength, '\0');
    const auto filled = readFully(**opened, head);
    if (!filled)
        return tl::unexpected(filled.error());
    head.resize(*filled);
    if (!mayBeSame(file.identity, head))
        return failure("is another file now");

    HeadFirst source(head, std::move(*opened));
    const bool jumped = offset > kLookBack && source.seek(offset - kLookBack);
    LineReader reader(source, jumped ? offset - kLookBack : 0);
    bool partial = jumped; // the first line, of which the beginning was not read
    std::deque<std::string> before;
    RawLines found;
    for (auto block = reader.next(true); block && !block->empty(); block = reader.next(true)) {
        if (stop.stop_requested())
            return cancelled();
        // Only the blocks that hold the line and its neighbours are looked at line by line.
        const bool near = reader.offset() + LineReader::kBlock > offset;
        const std::size_t skipped = std::exchange(partial, false) ? 1 : 0;
        for (const Line& line : near ? block->subspan(skipped) : std::span<const Line>()) {
            if (line.offset < offset) {
                before.emplace_back(line.text);
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
            found.lines.emplace_back(line.text);
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
        if (entry.path() != path && entry.path().filename().string().starts_with(stem)
            && entry.is_regular_file(ignored))
            places.push_back(entry.path());
    }
    return places;
}

} // namespace

Result<RawLines> readRawLine(
    const ImportedFile& file, std::uint64_t offset, int around, std::stop_token stop, const std::optional<SipKey>& key)
{
    static constexpr std::string_view kKept = "What was imported from it is kept; its lines can't be shown.";
    std::error_code missing;
    if (file.path == "-")
        return failure(fmt::format("The line was read from standard input, which can be read only once. {}", kKept));
    const auto type = std::filesystem::status(file.path, missing).type();
    if (file.path.starts_with("/dev/fd/") || type == std::filesystem::file_type::fifo)
        return failure(
            fmt::format("The line was read from the pipe {}, which can be read only once. {}", file.path, kKept));
    std::string why = "has gone";
    for (const auto& place : placesOf(file)) {
        SourceRef ref;
        ref.path = place;
        ref.member = file.member;
        if (!std::filesystem::is_regular_file(place, missing))
            continue;
        auto lines = readFrom(ref, file, offset, around, stop);
        if (lines)
            return shown(std::move(*lines), key);
        if (lines.error().cancelled)
            return lines;
        if (place == std::filesystem::path(file.path))
            why = lines.error().what;
    }
    return failure(fmt::format("{} {}. {}", shownPath(file.path, file.member), why, kKept));
}

} // namespace mv
