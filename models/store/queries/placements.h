// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/placement.h"
#include "models/mail/scope.h"
#include "models/store/reader.h"
#include <array>
#include <numeric>
#include <optional>
#include <string>
#include <vector>

namespace mv {

// Seed messages by where they were put.
struct FolderCounts {
    std::array<std::uint64_t, kFolderCount> of {};
    std::uint64_t operator[](Folder f) const { return of[static_cast<std::size_t>(f)]; }
    std::uint64_t total() const { return std::accumulate(of.begin(), of.end(), std::uint64_t { 0 }); }
    // Of those whose place is settled (not pending), 0..1; none: a gap, never zero. Tabs are delivered, not inbox.
    std::optional<double> share(Folder f) const
    {
        const std::uint64_t settled = total() - (*this)[Folder::Pending];
        return settled == 0 ? std::nullopt
                            : std::optional(static_cast<double>((*this)[f]) / static_cast<double>(settled));
    }
    bool operator==(const FolderCounts&) const = default;
};

// Of the scope's filters, those about providers, sources and sender domains apply.
struct PlacementQuestion {
    Scope scope;
    Bucket bucket = Bucket::Day;
    bool operator==(const PlacementQuestion&) const = default;
};

struct PlacementReceiver {
    std::string name; // as AuthReceiver::name
    bool listed = false;
    std::vector<FolderCounts> buckets;
    FolderCounts total, comparedTotal;
};

struct PlacementRows {
    std::vector<UtcTime> edges;
    std::vector<PlacementReceiver> receivers; // by messages, descending
    TimeRange data;                           // of all placements; empty: there are none
};
Result<PlacementRows> ask(Reader&, const PlacementQuestion&, std::stop_token);

// Figures of receivers' own statistics that touch the scope's range, by system, subject, metric and time. Of its
// filters, those about sources and sender domains apply (subjects).
struct ReputationQuestion {
    Scope scope;
    bool operator==(const ReputationQuestion&) const = default;
};
struct ReputationRows {
    std::vector<Reputation> figures;
    TimeRange data; // of all figures; empty: there are none
};
Result<ReputationRows> ask(Reader&, const ReputationQuestion&, std::stop_token);

} // namespace mv
