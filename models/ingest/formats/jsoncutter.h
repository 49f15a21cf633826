// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace mv {

// Cuts lines into JSON objects, whichever way these are laid out: one a line, several on one, one over several, all in
// arrays. Nothing is checked but where objects end; at most one object of kMaxRecord is kept.
class JsonCutter {
public:
    static constexpr std::size_t kMaxRecord = std::size_t(1) << 20;

    enum class Cut : std::uint8_t {
        Record,  // `record` is a whole object, and `rest` what follows it
        Nothing, // only brackets, commas and blanks were left of the line
        Open,    // the line ended inside an object, which is kept
        Torn,    // it ended inside a string, where no line may end (RFC 8259, 7), or the object is too large: to drop()
        Foreign, // something else than objects; the rest of the line was skipped
    };
    // Takes the next object off the front of the rest of a line. `record` dies with the line or the next call.
    Cut take(std::string_view& rest, std::string_view& record);

    bool isOpen() const { return m_depth > 0; }
    // The line begins with the same first key as the object that is open: the object may be torn.
    bool beginsAlike(std::string_view line) const;
    void drop();

    const std::string& open() const { return m_open; }
    void setOpen(std::string_view);

private:
    std::size_t endOfRecord(std::string_view text, bool& inString); // npos: it goes on

    std::string m_open; // lines of an object that is not whole yet
    std::string m_whole;
    std::size_t m_depth = 0; // of braces and brackets at the end of m_open
};

} // namespace mv
