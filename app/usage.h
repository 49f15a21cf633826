// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/commandline.h"
#include <span>
#include <string>

namespace mv {

struct VerbRow {
    const char* name;
    CommandLine::Verb verb;
    const char* arguments;
    const char* description;
};

struct OptionRow {
    const char* name;
    const char* value; // empty: a switch
    unsigned verbs;    // that have it: bits
    const char* description;
};

constexpr unsigned bit(CommandLine::Verb v) { return 1U << static_cast<unsigned>(v); }

// What the command line knows: each option once for all verbs that mean the same by it.
std::span<const VerbRow> verbRows();
std::span<const OptionRow> optionRows();
std::string helpFor(const VerbRow*); // null: of the window, and of what verbs there are

} // namespace mv
