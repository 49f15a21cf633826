// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/ingest/envelope.h"
#include <array>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

namespace mv {

// The servers that a log names: "host", or "host/instance" when the instance is not the default one. Looked up for
// every line, so without allocating. References stay valid until the pool goes.
class ServerPool {
public:
    struct Server {
        std::string host, instance;
        std::string name;
        std::string source; // from the user's mapping; empty: none
    };
    explicit ServerPool(const FormatOptions& o)
        : m_default(o.server)
        , m_override(o.overrideServer)
        , m_sourceOf(o.sourceOf)
    {
    }

    // Of a line from `host`: the user's word goes before it, or fills in where the line names none.
    const Server& find(std::string_view host, std::string_view instance = {})
    {
        return lookUp(m_override || host.empty() ? std::string_view(m_default) : host, instance);
    }
    const Server& of(const Envelope& e) { return find(e.host); }

private:
    const Server& lookUp(std::string_view host, std::string_view instance);
    const Server& add(std::string_view host, std::string_view instance);

    std::string m_default;
    bool m_override;
    std::function<std::string(std::string_view)> m_sourceOf;
    std::array<const Server*, 256> m_recent {};                         // by a cheap hash
    std::unordered_map<std::string, std::unique_ptr<Server>> m_servers; // by name
};

} // namespace mv
