// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/ingest/format.h"
#include "models/ingest/formats/jsonvalue.h"
#include <functional>

namespace mv {

// What an event of an email service provider (ESP) says about one recipient's copy, whichever the provider. Views into
// the record; what it does not say is empty.
struct EspEvent {
    enum class Kind : std::uint8_t {
        Other,    // opens, clicks, complaints, subscriptions
        Accepted, // by the provider, who is going to send it
        Delivered,
        Deferred,
        Bounced,
        Held,    // the provider waits on its own account
        Dropped, // it is not going to be sent: suppressed, rejected by the provider
        Damaged, // what should tell it is not JSON
    };
    Kind kind = Kind::Other;
    std::optional<UtcTime> at;
    std::optional<UtcTime> accepted; // by the provider
    std::string_view messageId;
    std::string_view sender, recipient; // also "Name <address>"
    std::string_view source, relayHost, relayIp;
    std::string_view tls;
    std::string_view reply;    // the remote host's or the provider's words, with or without codes, "smtp;550 ..."
    std::uint16_t code = 0;    // where the reply may lack it
    std::string_view enhanced; // the same
};

// A provider's dialect. `read` calls `tell` for each event of a record; of the views in it, none outlives the call.
struct EspDialect {
    std::string_view name; // stands for the server, which no event names
    bool (*isOurs)(const JsonValue& record);
    void (*read)(const JsonValue& record, const std::function<void(const EspEvent&)>& tell);
    std::string_view neverTells = {}; // what people should know: LineFormat::remark()
};

int scoreEsp(const EspDialect&, std::string_view head);
std::unique_ptr<LineFormat> makeEsp(const EspDialect&, const FormatOptions&, Correlator&); // the dialect outlives it

// Of a table of a dialect's names for what happens; Other when it is not in there.
struct EspKind {
    std::string_view name;
    EspEvent::Kind kind;
};
EspEvent::Kind espKindIn(std::span<const EspKind>, std::string_view name);

// A reply code; 0: none.
std::uint16_t replyCodeIn(const JsonValue&);

} // namespace mv
