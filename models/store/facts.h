// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/attempt.h"
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace mv {

// The columns of a fact. Their numbers are in every database: add at the end, never renumber.
enum class Column : std::uint8_t {
    Time,   // ms since 1970
    Server, // ids of names (names.h) from here ...
    Source,
    RelayHost,
    RelayIp,
    SenderDomain,
    RecipientDomain,
    Template,
    Provider,
    Reason, // of the reply; 0 for delivered mail
    Tls,    // ... to here
    Result, // see resultOf()
    Code,
    Enhanced,
    Delay, // ms, -1: not told
    File,
    Offset,
    Recipient, // 32 bits of the address's hash, 16 in facts of before version 4: tells recipients apart (duplicates.h)
    QueueId    // the only column of texts
};
inline constexpr std::size_t kIntegerColumns = 18;
inline constexpr std::size_t kColumns = 19;
inline constexpr std::size_t kBlockRows = 65'536;

// Outcome, first try and stage of a fact in one byte.
constexpr std::uint8_t resultOf(Outcome outcome, bool firstTry, Stage stage)
{
    return static_cast<std::uint8_t>(
        static_cast<unsigned>(outcome) | (firstTry ? 8U : 0U) | (static_cast<unsigned>(stage) << 4U));
}
Outcome outcomeOf(std::uint8_t result); // throws DamagedData
Stage stageOf(std::uint8_t result);     // throws DamagedData
constexpr bool isFirstTry(std::uint8_t result) { return (result & 8U) != 0; }
constexpr std::uint8_t withoutStage(std::uint8_t result) { return result & 15U; }

// Facts in memory, a vector per column.
class Facts {
public:
    std::vector<std::int64_t>& operator[](Column c) { return m_columns[static_cast<std::size_t>(c)]; }
    const std::vector<std::int64_t>& operator[](Column c) const { return m_columns[static_cast<std::size_t>(c)]; }
    std::uint32_t id(Column c, std::size_t row) const { return static_cast<std::uint32_t>((*this)[c][row]); }
    std::uint8_t result(std::size_t row) const { return static_cast<std::uint8_t>((*this)[Column::Result][row]); }
    std::string_view queueId(std::size_t row) const;

    std::size_t size() const { return (*this)[Column::Time].size(); }
    void append(const Facts&, std::size_t begin, std::size_t end);
    void keepOnly(const std::vector<bool>& keep);

    std::string queueIds; // one after the other
    std::vector<std::uint32_t> queueIdEnd;

private:
    std::array<std::vector<std::int64_t>, kIntegerColumns> m_columns;
};

// One column of one block as a BLOB, and back. Only the asked column of `facts` is touched.
std::string encodeColumn(const Facts& facts, Column);
void decodeColumn(std::string_view blob, Column, std::size_t rows, Facts& facts); // throws DamagedData

} // namespace mv
