// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/ingest/formats/copyid.h"
#include "models/ingest/formats/jsonvalue.h"
#include "models/ingest/formats/loglines.h"
#include "models/ingest/formats/serverpool.h"
#include "models/ingest/timepattern.h"

namespace mv {

// The value at "key.key" of a record; a key may have dots in it itself. Of an array on the way, the first element's.
JsonValue valueAt(const JsonValue& record, std::string_view path);

// What a word for an outcome means in most logs ("sent", "soft bounce", "OPENED"), in any case and however its words
// are joined. Null: nothing in particular.
struct UsualOutcome {
    std::string_view word;
    std::optional<Outcome> outcome; // none: no delivery; such records are passed over
};
const UsualOutcome* usualOutcome(std::string_view word);
// What a reply or a status at the beginning of a text says: "250 OK", "4.2.2".
std::optional<Outcome> outcomeOfCode(std::string_view text);

// Seconds or milliseconds since 1970, between 1990 and 2100, with decimals or not.
std::optional<UtcTime> timeSince1970(std::string_view text, ColumnMapping::TimeForm);

// What the records of a log tell whose columns a mapping names.
class MappedRecords {
public:
    using Values = std::array<std::string_view, kFieldCount>;               // by Field; empty: not told
    MappedRecords(const ColumnMapping&, const FormatOptions&, Correlator&); // the mapping outlives it

    LineIs tell(const Values&, std::uint64_t offset, Sink&);
    bool isTime(std::string_view) const;
    std::string saveState() const { return m_clock.saveState(); }
    void loadState(std::string_view state) { m_clock.loadState(state); }

private:
    std::optional<UtcTime> timeOf(std::string_view);
    const ColumnMapping::OutcomeWord* meaningOf(std::string_view word);
    void describeRelay(const Values&, Attempt&) const;
    std::optional<std::int64_t> delayOf(std::string_view) const;
    bool tellEach(
        std::string_view recipients, std::string_view queueId, const Attempt& common, const ServerPool::Server&, Sink&);

    const ColumnMapping& m_mapping;
    TimePattern m_pattern;
    SyslogClock m_clock;
    ServerPool m_servers;
    Correlator& m_correlator;
    std::string m_server; // where no column names one
    std::vector<ColumnMapping::OutcomeWord> m_words;
    std::string m_reply, m_recipient; // of the record at hand
    CopyId m_copyId;
};

} // namespace mv
