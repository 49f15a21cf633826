// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <string_view>
#include <utility>
#include <vector>

namespace mv {

// A record of ArcSight's Common Event Format: "CEF:0|vendor|product|version|class|name|severity|key=value key=value".
// Values have blanks; an equals sign in them is escaped, so that " word=" begins the next field. Views into the line,
// nothing undone; read again and again without allocating.
class CefRecord {
public:
    bool read(std::string_view line); // false: none in it
    std::string_view vendor() const { return m_vendor; }
    std::string_view eventClass() const { return m_class; }
    std::string_view operator[](std::string_view key) const; // empty: not there

private:
    std::string_view m_vendor, m_class;
    std::vector<std::pair<std::string_view, std::string_view>> m_fields;
};

} // namespace mv
