// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/counts.h"
#include <QString>
#include <QVariant>
#include <memory>
#include <variant>
#include <vector>

namespace mv {

// What a cell shows besides its text. The models say what it is; the delegate (widgets/delegates) knows how it is
// drawn.
enum class Ink { Normal, Secondary, Faint, Bad, Warning, Good };

struct BarCell {         // 6 high, one scale per column
    double share = 0;    // 0..1 of the longest bar of the column
    QString provider;    // whose colour; empty: grey
    bool hollow = false; // fewer than 30 attempts: not much to go by
    bool below = false;  // a line under the number instead of a bar before it
};

// A small picture of the scope's time range, on a scale of its own. NaN: no data there, which is a gap and never zero.
struct TrendCell {
    std::vector<double> values, compared;
    QString provider;  // whose colour; empty: grey
    double floor = 0;  // the scale never ends below it, so that noise looks like noise
    bool bars = false; // volumes, instead of a line of rates
};

struct MarkCell {     // before the text
    QString provider; // a dot in its colour; empty: a square in the colour below
    Ink ink = Ink::Faint;
};

struct ReplyCell { }; // monospaced; masked parts such as ‹ip› step back

struct ProgressCell {
    double share = 0;      // 0..1
    Ink ink = Ink::Normal; // Normal: running, Faint: finished, Bad: stopped
};

struct HeatCell {                                                   // one strip, or several thin ones under each other
    std::vector<std::shared_ptr<const std::vector<Counts>>> strips; // one Counts per bucket
};

struct Cell {
    Ink ink = Ink::Normal;
    bool strong = false;
    std::variant<std::monostate, BarCell, TrendCell, MarkCell, ReplyCell, ProgressCell, HeatCell> picture = {};
};

inline constexpr std::uint64_t kFewAttempts = 30; // below, a rate is drawn hollow

} // namespace mv

Q_DECLARE_METATYPE(mv::Cell)
