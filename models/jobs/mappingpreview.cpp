// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/jobs/mappingpreview.h"
#include "models/ingest/bytesource.h"
#include "models/ingest/formats/mappedrecords.h"
#include "models/ingest/mappingguess.h"
#include <algorithm>
#include <fmt/format.h>
#include <set>

namespace mv {

std::vector<std::string> MappingSample::valuesOf(const std::string& column) const
{
    const auto values = table.valuesOf(column);
    const std::set<std::string> different(values.begin(), values.end());
    return { different.begin(), different.end() };
}

Result<MappingSample> readMappingSample(const std::filesystem::path& path)
{
    const auto sources = findSources({ path }, {});
    if (sources.empty())
        return failure(fmt::format("{} is empty.", path.string()));
    if (!sources.front())
        return tl::unexpected(sources.front().error());
    auto source = openSource(*sources.front(), {});
    if (!source)
        return tl::unexpected(source.error());
    MappingSample sample;
    sample.fileTime = sources.front()->modified;
    sample.head.resize(kHeadBytes);
    const auto filled = readFully(**source, sample.head);
    if (!filled)
        return tl::unexpected(filled.error());
    sample.head.resize(*filled);
    auto table = readTableHead(sample.head);
    if (!table)
        return failure(
            fmt::format("{}: no table. Expected CSV with a header of at least three columns (between them , ; "
                        "| or tabs), or JSON objects.",
                path.string()));
    sample.guess = guessMapping(*table, sample.fileTime);
    sample.guess.name = path.stem().string();
    sample.table = std::move(*table);
    return sample;
}

HeadFacts previewMapping(const MappingSample& sample, const ColumnMapping& mapping, const Zone& zone)
{
    FormatOptions options;
    options.zone = zone;
    options.fileTime = sample.fileTime;
    options.mapping = std::make_shared<const ColumnMapping>(mapping);
    return factsIn(sample.head, sample.head.size() < kHeadBytes, mappedFormat(), options);
}

std::optional<ColumnMapping::OutcomeWord> usualMeaning(const std::string& word)
{
    if (const UsualOutcome* usual = usualOutcome(word))
        return ColumnMapping::OutcomeWord { word, usual->outcome };
    if (const auto outcome = outcomeOfCode(word))
        return ColumnMapping::OutcomeWord { word, outcome };
    return std::nullopt;
}

bool guessTimesOf(ColumnMapping& mapping, const MappingSample& sample, const std::string& column)
{
    return guessTimes(mapping, sample.valuesOf(column), sample.fileTime);
}

std::string mistakeInTimePattern(const std::string& pattern) { return TimePattern(pattern).mistake(); }

} // namespace mv
