// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/formats/serverpool.h"
#include <algorithm>
#include <cstring>

namespace mv {

namespace {

// The ends of names are what differs among the hosts of one site.
std::uint64_t lastBytes(std::string_view s)
{
    std::uint64_t word = 0;
    const std::size_t n = std::min(s.size(), sizeof word);
    if (n > 0)
        std::memcpy(&word, s.data() + s.size() - n, n);
    return word + s.size();
}

std::size_t slotOf(std::string_view host, std::string_view instance)
{
    const std::uint64_t mixed = (lastBytes(host) * 31 + lastBytes(instance)) * 0x9e37'79b9'7f4a'7c15ULL;
    return mixed >> 56; // 256 slots
}

} // namespace

const ServerPool::Server& ServerPool::lookUp(std::string_view host, std::string_view instance)
{
    const Server*& recent = m_recent[slotOf(host, instance)];
    if (!recent || recent->host != host || recent->instance != instance)
        recent = &add(host, instance);
    return *recent;
}

const ServerPool::Server& ServerPool::add(std::string_view host, std::string_view instance)
{
    std::string name(host);
    if (!instance.empty()) {
        name += '/';
        name += instance;
    }
    auto& server = m_servers[name];
    if (!server) {
        std::string source = m_sourceOf ? m_sourceOf(name) : std::string();
        server = std::make_unique<Server>(Server { std::string(host), std::string(instance), name, std::move(source) });
    }
    return *server;
}

} // namespace mv
