// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/ingest/format.h"
#include <optional>
#include <string>
#include <string_view>

namespace mv {

// What waits in a queue at one time, as a listing of it tells: a Held fact for every recipient, which is no attempt and
// in no rate, and the waiting mail. A listing names neither its server nor its time: the one is as for any log that
// doesn't (the user's word, its folder), the other that of the file, or now for a pipe.
class QueueSnapshot {
public:
    QueueSnapshot(const FormatOptions&, Correlator&);

    struct Waiting {
        std::string_view queueId, sender, recipient; // sender: empty, or MAILER-DAEMON, for the null sender
        std::optional<UtcTime> arrived;
        std::string_view reason; // of the last try, or what the queue has the recipient wait for
    };
    void tell(const Waiting&, std::uint64_t offset, Sink&);
    // The listing is whole: what waited here before and is not in it has left. Without a server's name it could be
    // another one's queue: then nothing is known to have left.
    void end();

    UtcTime at() const { return m_at; }
    std::string remark() const;

private:
    UtcTime m_at;
    std::string m_server, m_source;
    Correlator& m_correlator;
};

} // namespace mv
