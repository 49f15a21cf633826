// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/attempt.h"
#include <array>
#include <memory>
#include <string>
#include <vector>

namespace mv {

// What a column of a log that nobody else knows can tell of an Attempt. Recipient and Sender: an address or a domain.
enum class Field : std::uint8_t {
    Time,
    Recipient,
    Outcome,
    Code,
    Enhanced,
    Reply,
    RelayHost,
    RelayIp,
    Source,
    Server,
    Sender,
    QueueId,
    Delay,
    Tls
};
inline constexpr std::size_t kFieldCount = 14;
std::string_view toString(Field); // "time", ... "relay-host": stable, the keys of mapping files
std::optional<Field> fieldFrom(std::string_view);

// How to read a log that is a table with a header, or JSON objects: which column tells what. A value; kept as a small
// file (ingest/mappingtext.h), and with each file that was read by it.
struct ColumnMapping {
    enum class Layout : std::uint8_t { Csv, Json };
    enum class TimeForm : std::uint8_t { Iso, Seconds, Milliseconds, Pattern }; // the numbers: since 1970
    enum class DelayUnit : std::uint8_t { Seconds, Milliseconds };
    // Of a value of the outcome column, whatever its case; none: such records are passed over.
    struct OutcomeWord {
        std::string word;
        std::optional<Outcome> outcome;
        bool operator==(const OutcomeWord&) const = default;
    };

    std::string name; // for people; also the server, where neither a column nor the user names one
    Layout layout = Layout::Csv;
    char separator = ',';                        // Csv: , ; | or a tab
    std::vector<std::string> columns;            // a file that has all of these is read by it; JSON: "key.key"
    std::array<std::string, kFieldCount> fields; // the column of each Field, as in `columns`; empty: none
    TimeForm timeForm = TimeForm::Iso;
    std::string timePattern; // for Pattern: see TimePattern
    DelayUnit delayUnit = DelayUnit::Seconds;
    std::vector<OutcomeWord> outcomes; // before what words mean anyway ("sent", "soft bounce", "550 ...")

    std::string& column(Field f) { return fields[static_cast<std::size_t>(f)]; }
    const std::string& column(Field f) const { return fields[static_cast<std::size_t>(f)]; }
    bool has(Field f) const { return !column(f).empty(); }
    // What it lacks to tell an attempt, in words for people; empty: nothing.
    std::string lacks() const;
    bool operator==(const ColumnMapping&) const = default;
};
using SharedMapping = std::shared_ptr<const ColumnMapping>;

} // namespace mv
