// SPDX-License-Identifier: GPL-3.0-or-later
// Logs of a house's own making: CSV with a header, or JSON objects, read as a ColumnMapping says.
#include "models/ingest/formats/mapped.h"
#include "models/ingest/formats/csvformat.h"
#include "models/ingest/formats/jsonformat.h"
#include "models/ingest/formats/mappedrecords.h"
#include "models/ingest/mappingtext.h"

namespace mv {

namespace {

using Names = std::array<std::string_view, kFieldCount>;

Names namesIn(const ColumnMapping& m)
{
    Names names;
    std::ranges::copy(m.fields, names.begin());
    return names;
}

// Keeps the names that CsvFormat points to, so that they are made before it.
struct OwnNames {
    SharedMapping mapping;
    Names names;
};

class MappedCsv final : private OwnNames, public CsvFormat {
public:
    MappedCsv(const FormatOptions& o, Correlator& correlator)
        : OwnNames { o.mapping, namesIn(*o.mapping) }
        , CsvFormat({ names, {}, [this](std::string_view line) { return startsRecord(line); }, o.mapping->separator },
              o, correlator)
        , m_told(*mapping, o, correlator)
        , m_whole(mapping->separator)
    {
    }
    std::string saveState() const override
    {
        StateWriter w;
        w << CsvFormat::saveState() << m_told.saveState() << m_width;
        return w.text();
    }
    void loadState(std::string_view state) override
    {
        StateReader r(state);
        CsvFormat::loadState(r.text());
        m_told.loadState(r.text());
        m_width = r.number();
    }

private:
    static std::size_t at(Field f) { return static_cast<std::size_t>(f); }
    // As many columns as the header has, and a time where it is to be: no text in quotes looks like this.
    bool startsRecord(std::string_view line)
    {
        return m_whole.read(line) && m_whole.size() == m_width && m_told.isTime(m_columns.in(m_whole, at(Field::Time)));
    }
    bool isHeader(const CsvRecord& r) const
    {
        const auto among = [&](std::string_view name) {
            for (std::size_t i = 0; i < r.size(); ++i) {
                if (sameIgnoringCase(withoutBlanks(r[i]), name))
                    return true;
            }
            return false;
        };
        return mapping->has(Field::Time)
            && std::ranges::all_of(names, [&](std::string_view name) { return name.empty() || among(name); });
    }
    LineIs understand(const CsvRecord& r, std::string_view text, std::uint64_t offset, Sink& sink) override
    {
        const LineIs is = m_width == 0 ? LineIs::NotThisFormat : tell(r, offset, sink);
        if ((is != LineIs::NotThisFormat && is != LineIs::BadTime && is != LineIs::BadField) || !isHeader(r))
            return is;
        m_columns.read(text); // also in the middle, where files were put together
        m_width = r.size();
        return LineIs::Context;
    }
    LineIs tell(const CsvRecord& r, std::uint64_t offset, Sink& sink)
    {
        if (r.size() + 1 < m_width || r.size() > m_width + 1) // one more or less: a separator at the end
            return LineIs::BadField;
        for (std::size_t i = 0; i < kFieldCount; ++i)
            m_values[i] = m_columns.in(r, i);
        return m_told.tell(m_values, offset, sink);
    }

    MappedRecords m_told;
    MappedRecords::Values m_values;
    CsvRecord m_whole;
    std::uint64_t m_width = 0; // columns of the header; 0: none yet
};

class MappedJson final : public JsonFormat {
public:
    MappedJson(const FormatOptions& o, Correlator& correlator)
        : JsonFormat(o, correlator)
        , m_mapping(o.mapping)
        , m_told(*m_mapping, o, correlator)
    {
    }
    std::string saveState() const override
    {
        StateWriter w;
        w << JsonFormat::saveState() << m_told.saveState();
        return w.text();
    }
    void loadState(std::string_view state) override
    {
        StateReader r(state);
        JsonFormat::loadState(r.text());
        m_told.loadState(r.text());
    }

private:
    LineIs understand(const JsonValue& record, std::uint64_t offset, Sink& sink) override
    {
        for (std::size_t i = 0; i < kFieldCount; ++i) {
            const std::string& path = m_mapping->fields[i];
            m_values[i] = path.empty() ? std::string_view() : valueAt(record, path).asText(m_scratch[i]);
        }
        return m_told.tell(m_values, offset, sink);
    }

    SharedMapping m_mapping;
    MappedRecords m_told;
    MappedRecords::Values m_values;
    std::array<std::string, kFieldCount> m_scratch; // of values that are no texts
};

// Either of them; with the state goes the mapping, so that a file that grows is read on as it was begun.
class Mapped final : public LineFormat {
public:
    Mapped(FormatOptions o, Correlator& correlator)
        : m_options(std::move(o))
        , m_correlator(correlator)
    {
        m_options.head = {}; // does not last
        use(m_options.mapping ? m_options.mapping : std::make_shared<ColumnMapping>());
    }
    void feed(std::span<const Line> lines, Sink& sink) override { m_format->feed(lines, sink); }
    void finish(Sink& sink) override { m_format->finish(sink); }
    LineCounts counts() const override { return m_format->counts(); }
    bool stateNamesColumns() const override { return true; }
    std::string saveState() const override
    {
        StateWriter w;
        w << m_text << m_format->saveState();
        return w.text();
    }
    void loadState(std::string_view state) override
    {
        StateReader r(state);
        if (const std::string_view text = r.text(); text != m_text) {
            if (auto mapping = readMapping(text, "journal"))
                use(std::make_shared<const ColumnMapping>(std::move(*mapping)));
        }
        m_format->loadState(r.text());
    }

private:
    void use(const SharedMapping& mapping)
    {
        m_options.mapping = mapping;
        m_text = mappingText(*mapping);
        if (mapping->layout == ColumnMapping::Layout::Csv)
            m_format = std::make_unique<MappedCsv>(m_options, m_correlator);
        else
            m_format = std::make_unique<MappedJson>(m_options, m_correlator);
    }

    FormatOptions m_options;
    Correlator& m_correlator;
    std::string m_text; // of the mapping
    std::unique_ptr<LineFormat> m_format;
};

} // namespace

std::unique_ptr<LineFormat> makeMapped(const FormatOptions& o, Correlator& c) { return std::make_unique<Mapped>(o, c); }

std::string_view mappingInState(std::string_view state) { return StateReader(state).text(); }

} // namespace mv
