// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/jobs/preview.h"
#include "models/jobs/candidate.h"

namespace mv {
namespace {

FilePreview previewOf(const SourceRef& ref, const ImportOptions& options, KnownOfLogs& known, SourceOpener& opener)
{
    FilePreview preview;
    preview.ref = ref;
    if (isPipe(ref)) {
        preview.error = shownPath(ref.path.string()) + " can be read only once: it can't be looked into before.";
        return preview;
    }
    const UtcTime now = systemNow();
    const auto candidate = examine(ref, options, known, opener, now);
    if (!candidate) {
        preview.error = inWords(candidate.error(), ref, now).what;
        return preview;
    }
    if (!candidate->unreadable.empty()) {
        preview.error = candidate->unreadable;
        return preview;
    }
    if (!candidate->format)
        return preview;
    preview.format = candidate->format->id;
    preview.zone = candidate->options.zone;
    static_cast<HeadFacts&>(preview)
        = factsIn(candidate->head, candidate->head.size() < kHeadBytes, *candidate->format, candidate->options);
    preview.server = preview.facts.empty() ? candidate->server : preview.facts.front().server;
    return preview;
}

} // namespace

Result<Previews> preview(const std::vector<std::filesystem::path>& paths, const ImportOptions& options,
    const ReadSetting& setting, std::stop_token stop)
{
    Previews previews;
    KnownOfLogs known(setting);
    SourceOpener opener(options.limits, stop);
    for (const auto& source : findSources(paths, options.limits)) {
        if (stop.stop_requested())
            return cancelled();
        if (previews.files.size() == kMostPreviewed) {
            ++previews.others;
            continue;
        }
        if (source) {
            previews.files.push_back(previewOf(*source, options, known, opener));
        } else {
            FilePreview& broken = previews.files.emplace_back();
            broken.error = source.error().what;
        }
    }
    return previews;
}

} // namespace mv
