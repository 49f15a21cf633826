// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/formats/splitlines.h"
#include "models/ingest/keyhash.h"
#include "models/ingest/statetext.h"

namespace mv {

namespace {

constexpr std::size_t kMaxEntries = 1000;
constexpr std::size_t kMaxText = 64 * 1024;
constexpr std::uint64_t kMaxParts = 1000;

} // namespace

SplitLines::State SplitLines::add(
    std::string_view host, std::string_view pid, std::string_view& message, std::uint64_t& offset)
{
    Cursor c(message);
    if (!c.skip('['))
        return State::Whole;
    const auto part = c.takeNumber();
    const bool atLineEnd = c.peek() == '\\';
    if (!part || (!c.skip('/') && !c.skip('\\')))
        return State::Whole;
    const auto total = c.takeNumber();
    if (!total || !c.skip("] "))
        return State::Whole;
    if (*part == 0 || *part > *total || *total > kMaxParts)
        return State::Broken;

    if (*part == 1) {
        if (m_entries.size() >= kMaxEntries)
            m_entries.clear(); // of that many most are never finished
        m_entries.insert_or_assign(keyHash(host, pid), Entry { offset, 0, *total, {} });
    }
    const auto it = m_entries.find(keyHash(host, pid));
    if (it == m_entries.end())
        return State::Broken;
    Entry& entry = it->second;
    if (entry.parts + 1 != *part || entry.total != *total || entry.text.size() + c.rest().size() > kMaxText) {
        m_entries.erase(it);
        return State::Broken;
    }
    ++entry.parts;
    entry.text += c.rest();
    if (*part < *total) {
        if (atLineEnd)
            entry.text += ' ';
        return State::Waiting;
    }
    m_whole = std::move(entry.text);
    offset = entry.offset;
    m_entries.erase(it);
    message = m_whole;
    return State::Whole;
}

std::string SplitLines::saveState() const
{
    StateWriter w;
    for (const auto& [process, entry] : m_entries)
        w << process << entry.offset << entry.parts << entry.total << entry.text;
    return w.text();
}

void SplitLines::loadState(std::string_view state)
{
    m_entries.clear();
    for (StateReader r(state); !r.atEnd();) {
        Entry& entry = m_entries[r.number()];
        entry.offset = r.number();
        entry.parts = r.number();
        entry.total = r.number();
        entry.text = r.text();
    }
}

} // namespace mv
