// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/ingest/envelope.h"
#include "models/mail/authresult.h"
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace mv {

// What the lines of one file tell of the authentication of received mail, until the sink is told. The two lines of
// opendkim about a mail are joined by its queue id.
class AuthLines {
public:
    enum class Told { Nothing, Half, Result };
    // Of an AuthDaemon. `settled`: so many halves that came before are results by now, as their others never came.
    Told read(const Envelope&, std::string_view receiver, std::size_t& settled);
    void add(AuthResult&&, const Envelope&, std::string_view receiver);
    std::size_t settleAll();
    void tell(Sink&);

    std::string saveState() const; // after tell()
    void loadState(std::string_view);

private:
    struct Half {
        std::string queueId;
        AuthResult result; // with one signature
        bool verdictTold = false;
    };
    bool settle(Half&&); // false: no verdict, no result
    Told readDkim(const Envelope&, std::string_view receiver, std::size_t& settled);

    std::vector<Half> m_halves; // the oldest first
    std::vector<AuthResult> m_told;
};

} // namespace mv
