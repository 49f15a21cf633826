// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/formats/hosterrors.h"
#include "models/ingest/keyhash.h"
#include "models/ingest/statetext.h"
#include <algorithm>
#include <iterator>

namespace mv {

namespace {

constexpr std::chrono::minutes kWait { 10 };
constexpr std::size_t kMaxErrors = 20'000;

using Errors = std::vector<HostErrors::Error>;

Errors unsettled(Errors errors)
{
    std::erase_if(errors, [](const HostErrors::Error& e) { return e.settled; });
    return errors;
}

} // namespace

void HostErrors::add(Error error)
{
    const std::uint64_t message = keyHash(error.server, error.id);
    m_order.push_back({ message, error.at });
    m_errors[message].push_back(std::move(error));
}

std::vector<HostErrors::Error> HostErrors::note(Error error)
{
    Errors due;
    const auto late = [&](const Error& e) { return e.at + kWait < error.at; };
    while (!m_order.empty() && (m_order.size() >= kMaxErrors || m_order.front().at + kWait < error.at)) {
        if (const auto it = m_errors.find(m_order.front().message); it != m_errors.end()) {
            Errors& all = it->second;
            const bool full = m_order.size() >= kMaxErrors;
            const auto end = full ? all.end() : std::stable_partition(all.begin(), all.end(), late);
            due.insert(due.end(), std::make_move_iterator(all.begin()), std::make_move_iterator(end));
            all.erase(all.begin(), end);
            if (all.empty())
                m_errors.erase(it);
        }
        m_order.pop_front();
    }
    if (const auto it = m_errors.find(keyHash(error.server, error.id)); it != m_errors.end()) {
        Errors& all = it->second;
        if (const auto same = std::ranges::find(all, error.ip, &Error::ip); same != all.end()) {
            due.push_back(std::move(*same));
            all.erase(same);
        }
    }
    add(std::move(error));
    return unsettled(std::move(due));
}

const HostErrors::Error* HostErrors::settle(
    std::string_view server, std::string_view id, std::string_view ip, std::string_view words)
{
    if (m_errors.empty())
        return nullptr;
    const auto message = m_errors.find(keyHash(server, id));
    if (message == m_errors.end())
        return nullptr;
    // Several hosts may have failed in the same words: the last one is the recipient's.
    Errors& errors = message->second;
    const auto last = std::find_if(errors.rbegin(), errors.rend(),
        [&](const Error& e) { return (ip.empty() || e.ip == ip) && e.text.ends_with(words); });
    if (last == errors.rend())
        return nullptr;
    last->settled = true;
    return &*last;
}

std::vector<HostErrors::Error> HostErrors::take(std::string_view server, std::string_view id)
{
    if (m_errors.empty())
        return {};
    auto node = m_errors.extract(keyHash(server, id));
    return node ? unsettled(std::move(node.mapped())) : Errors();
}

std::vector<HostErrors::Error> HostErrors::takeAll()
{
    Errors out;
    for (auto& [message, errors] : m_errors)
        std::ranges::move(errors, std::back_inserter(out));
    std::ranges::sort(out, {}, &Error::offset);
    m_errors.clear();
    m_order.clear();
    return unsettled(std::move(out));
}

std::string HostErrors::saveState() const
{
    StateWriter w;
    for (const auto& [message, errors] : m_errors) {
        for (const Error& e : errors)
            w << e.server << e.id << e.host << e.ip << e.text
              << static_cast<std::uint64_t>(e.at.time_since_epoch().count()) << e.offset
              << (e.settled ? "settled" : "");
    }
    return w.text();
}

void HostErrors::loadState(std::string_view state)
{
    Errors all;
    for (StateReader r(state); !r.atEnd();) {
        Error& e = all.emplace_back();
        e.server = r.text();
        e.id = r.text();
        e.host = r.text();
        e.ip = r.text();
        e.text = r.text();
        e.at = UtcTime(std::chrono::milliseconds(static_cast<std::int64_t>(r.number())));
        e.offset = r.number();
        e.settled = !r.text().empty();
    }
    std::ranges::sort(all, {}, &Error::offset);
    m_errors.clear();
    m_order.clear();
    for (Error& e : all)
        add(std::move(e));
}

} // namespace mv
