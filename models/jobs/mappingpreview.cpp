// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/jobs/mappingpreview.h"
#include "models/ingest/bytesource.h"
#include "models/ingest/format.h"
#include "models/ingest/formats/mappedrecords.h"
#include "models/ingest/lines.h"
#include "models/ingest/mappingguess.h"
#include "models/ingest/memorysource.h"
#include <algorithm>
#include <fmt/format.h>
#include <set>

namespace mv {

namespace {

constexpr std::size_t kHeadBytes = std::size_t(64) << 10;
constexpr std::size_t kShownRejects = 20;

class Recorder final : public Sink {
public:
    explicit Recorder(MappingPreview& into)
        : m_into(into)
    {
    }
    void attempt(const Attempt& a) override
    {
        m_into.facts.push_back({ a.at, a.outcome, a.code, std::string(domainOf(a.recipient)),
            std::string(a.relayHost.empty() ? a.relayIp : a.relayHost), std::string(a.source), std::string(a.server),
            std::string(a.reply) });
    }
    void reject(const RejectedLine& line) override
    {
        if (m_into.rejected.size() < kShownRejects)
            m_into.rejected.push_back(line);
    }

private:
    MappingPreview& m_into;
};

} // namespace

std::vector<std::string> MappingSample::valuesOf(const std::string& column) const
{
    const auto place = static_cast<std::size_t>(std::ranges::find(columns, column) - columns.begin());
    std::set<std::string> values;
    for (const auto& row : rows) {
        if (place < row.size() && !row[place].empty())
            values.insert(row[place]);
    }
    return { values.begin(), values.end() };
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
    sample.columns = std::move(table->columns);
    sample.rows = std::move(table->rows);
    return sample;
}

MappingPreview previewMapping(const MappingSample& sample, const ColumnMapping& mapping, const Zone& zone)
{
    FormatOptions options;
    options.zone = zone;
    options.fileTime = sample.fileTime;
    options.mapping = std::make_shared<const ColumnMapping>(mapping);
    MappingPreview preview;
    Recorder recorder(preview);
    Correlator nothingKnown;
    const auto format = mappedFormat().make(options, nothingKnown);
    const bool cutOff = sample.head.size() == kHeadBytes; // then the last line is no whole one
    MemorySource source(sample.head.substr(0, cutOff ? sample.head.rfind('\n') + 1 : std::string::npos));
    LineReader lines(source);
    for (auto block = lines.next(true); block && !block->empty(); block = lines.next(true))
        format->feed(*block, recorder);
    if (!cutOff)
        format->finish(recorder);
    preview.lines = format->counts();
    return preview;
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
