// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace mv {

// Deviations that were understood, each told once with the number of times it was met.
class Problems {
public:
    void add(std::string text)
    {
        const auto known = std::ranges::find(m_met, text, &Met::first);
        if (known != m_met.end())
            ++known->second;
        else if (m_met.size() < kMost)
            m_met.emplace_back(std::move(text), 1);
        else
            ++m_more;
    }
    std::vector<std::string> texts() const
    {
        std::vector<std::string> out;
        for (const auto& [text, times] : m_met)
            out.push_back(times == 1 ? text : text + " (" + std::to_string(times) + " times)");
        if (m_more > 0)
            out.push_back("... and " + std::to_string(m_more) + " more.");
        return out;
    }

private:
    static constexpr std::size_t kMost = 20;
    using Met = std::pair<std::string, std::uint64_t>;
    std::vector<Met> m_met;
    std::uint64_t m_more = 0;
};

} // namespace mv
