// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/bytesource.h"
#include "models/ingest/sourceopener.h"

namespace mv {

Result<std::size_t> readFully(
    ByteSource& source, std::span<char> into, const std::function<bool(std::size_t filled)>& enough)
{
    std::size_t filled = 0;
    while (filled < into.size() && (filled == 0 || !enough || !enough(filled))) {
        auto n = source.read(into.subspan(filled));
        if (!n && filled == 0)
            return n;
        if (!n || *n == 0)
            break;
        filled += *n;
    }
    return filled;
}

Result<std::unique_ptr<ByteSource>> openSource(const SourceRef& ref, const ReadLimits& limits, std::stop_token stop)
{
    return SourceOpener(limits, std::move(stop), SourceOpener::PassedOver::Forgotten).open(ref);
}

} // namespace mv
