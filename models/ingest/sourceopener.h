// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/ingest/layers.h"
#include <deque>
#include <optional>

namespace mv {

// Opens many sources, one after the other: each goes before the next is opened. Members that are asked for in the order
// in which they lie in their archive are read in one pass. What is passed over is kept for later as far as there is
// room, so that other orders (the newest log lies first) do not begin the archive anew for each member. One thread.
class SourceOpener {
public:
    enum class PassedOver { Kept, Forgotten };
    // `stop` ends the waiting for a silent pipe.
    explicit SourceOpener(const ReadLimits&, std::stop_token stop = {}, PassedOver = PassedOver::Kept);

    Result<std::unique_ptr<ByteSource>> open(const SourceRef&);

private:
    // Where the last member was found. An archive in an archive has its own reader.
    struct Place {
        std::shared_ptr<ArchiveReader> reader;
        std::string name;   // for messages
        std::string prefix; // of the members' paths: "inner.tar.gz/"
        std::uint32_t seen = 0, depth = 0;
    };
    struct Kept {
        std::string member;
        std::string bytes; // as they are in the archive
    };
    Result<Layers> openMember(std::string_view member);
    std::optional<Result<Layers>> fromKept(std::string_view member);
    Result<Layers> walkTo(std::string_view member);
    Result<void> enter(Layers, std::string prefix, std::string_view member); // which is wanted from it
    void keep(std::string member);

    ReadLimits m_limits;
    std::stop_token m_stop;
    PassedOver m_passedOver;
    std::filesystem::path m_archive;
    Place m_place;
    std::deque<Kept> m_kept;
    std::size_t m_keptBytes = 0;
};

} // namespace mv
