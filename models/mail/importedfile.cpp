// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/mail/importedfile.h"
#include <numeric>

namespace mv {

std::string shownPath(const std::string& path) { return path == "-" ? "(standard input)" : path; }

std::string shownPath(const std::string& path, const std::string& member)
{
    return member.empty() ? shownPath(path) : shownPath(path) + '!' + member;
}

std::uint64_t LineCounts::notUnderstood() const
{
    return std::accumulate(rejected.begin(), rejected.end(), std::uint64_t { 0 });
}

LineCounts& LineCounts::operator+=(const LineCounts& more)
{
    delivery += more.delivery;
    context += more.context;
    other += more.other;
    repeated += more.repeated;
    for (std::size_t i = 0; i < rejected.size(); ++i)
        rejected[i] += more.rejected[i];
    return *this;
}

LineCounts& LineCounts::operator-=(const LineCounts& earlier)
{
    delivery -= earlier.delivery;
    context -= earlier.context;
    other -= earlier.other;
    repeated -= earlier.repeated;
    for (std::size_t i = 0; i < rejected.size(); ++i)
        rejected[i] -= earlier.rejected[i];
    return *this;
}

} // namespace mv
