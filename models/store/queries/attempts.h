// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/attempt.h"
#include "models/mail/importedfile.h"
#include "models/mail/scope.h"
#include "models/store/reader.h"
#include <compare>
#include <functional>
#include <optional>
#include <vector>

namespace mv {

// Where a fact is kept, and so what order pages have: by time, then by place.
struct AttemptKey {
    std::int64_t atMs = 0;
    std::int64_t block = 0;
    std::uint32_t row = 0;
    // NOLINTNEXTLINE(modernize-use-nullptr): the 0 that this compares with is no pointer
    auto operator<=>(const AttemptKey&) const = default;
};

// One page of the facts in scope, newest or oldest first; keyset paging: the next page is asked with the last key.
struct AttemptQuestion {
    Scope scope;
    bool newestFirst = true;
    std::size_t limit = 200;
    std::optional<AttemptKey> after; // none: the first page
    bool nextMxToo = false;          // also lines without a recipient ("this MX failed")
    bool operator==(const AttemptQuestion&) const = default;
};

struct AttemptRow {
    AttemptKey key;
    UtcTime at {};
    Outcome outcome = Outcome::Deferred;
    Stage stage = Stage::Unknown;
    std::uint16_t code = 0;
    EnhancedCode enhanced;
    std::optional<std::chrono::milliseconds> delay;
    bool firstTry = false;
    FileId file = 0;
    std::uint64_t offset = 0;
    std::string server, source, provider, relayHost, relayIp, senderDomain, recipientDomain, reason, templ, tls,
        queueId;
};

struct AttemptRows {
    std::vector<AttemptRow> rows;
    bool more = false;               // there are rows after the last
    std::optional<UtcTime> keptFrom; // the scope begins earlier than what is kept: since when that is
};
Result<AttemptRows> ask(Reader&, const AttemptQuestion&, std::stop_token);

// All of them in the order of the question, of one state of the database, handed to `each` one after another (memory
// does not grow with the answer). For exports.
Result<std::uint64_t> forEachAttempt(
    Reader&, const AttemptQuestion&, std::stop_token, const std::function<Result<void>(const AttemptRow&)>& each);

} // namespace mv
