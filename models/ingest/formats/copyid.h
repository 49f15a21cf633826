// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/ingest/correlator.h"
#include <array>
#include <charconv>
#include <initializer_list>
#include <string>

namespace mv {

// In the place of a queue id where a log has none, or one that many recipients share: of all that tells copies apart. A
// hash, since it outlives the import and addresses must not.
class CopyId {
public:
    // Valid until the next call.
    std::string_view of(std::initializer_list<std::string_view> parts)
    {
        m_text.clear();
        for (const std::string_view part : parts)
            m_text.append(part).append(1, '\n');
        const auto end = std::to_chars(m_hex.data(), m_hex.data() + m_hex.size(), Correlator::hashOf(m_text), 16);
        return { m_hex.data(), end.ptr };
    }

private:
    std::string m_text;
    std::array<char, 16> m_hex {};
};

} // namespace mv
