// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace mv {

// "name=value; name=value" of DKIM, DMARC, MTA-STS and TLS-RPT records (RFC 6376, 3.2).
struct TagList {
    struct Tag {
        std::string name, value; // without blanks around them
    };
    std::vector<Tag> tags;             // in their order; of a name that stands there twice the first
    std::vector<std::string> problems; // "the tag \"p\" stands there twice": parts of a sentence

    const std::string* find(std::string_view name) const; // null: no such tag
};

TagList parseTagList(std::string_view);

} // namespace mv
