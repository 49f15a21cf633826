// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/formats/serverpool.h"

namespace mv {

namespace {

std::size_t slotOf(std::string_view host, std::string_view instance)
{
    // The ends of names are what differs among the hosts of one site.
    std::size_t h = host.size() * 7 + instance.size();
    for (const std::string_view s : { host, instance }) {
        const std::size_t n = s.size();
        for (std::size_t i = 0; i < 6 && i < n; ++i)
            h = h * 31 + static_cast<unsigned char>(s[n - 1 - i]);
        if (n > 0)
            h = h * 31 + static_cast<unsigned char>(s[n / 2]);
    }
    return h % 256;
}

} // namespace

const ServerPool::Server& ServerPool::find(std::string_view host, std::string_view instance)
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
