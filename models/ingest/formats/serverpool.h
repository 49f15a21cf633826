// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
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
    explicit ServerPool(std::function<std::string(std::string_view)> sourceOf)
        : m_sourceOf(std::move(sourceOf))
    {
    }

    const Server& find(std::string_view host, std::string_view instance);

private:
    const Server& add(std::string_view host, std::string_view instance);

    std::function<std::string(std::string_view)> m_sourceOf;
    std::array<const Server*, 256> m_recent {};                         // by a cheap hash
    std::unordered_map<std::string, std::unique_ptr<Server>> m_servers; // by name
};

} // namespace mv
