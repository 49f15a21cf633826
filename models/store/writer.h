// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/batch.h"
#include "models/mail/error.h"
#include "models/mail/evidence.h"
#include "models/mail/importedfile.h"
#include "models/mail/incident.h"
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <stop_token>
#include <vector>

namespace mv {

// What a batch has of a file: its next rows, and the journal row as it is after them (whose `facts` and `duplicates`
// are kept by the writer: what the caller has there is ignored). A new file has the id 0.
struct FilePart {
    ImportedFile after;
    std::size_t rows = 0;
    std::vector<RejectedKind> rejected;
    Evidence evidence = {};
};

struct CommitResult {             // of a part
    std::uint64_t stored = 0;     // facts and records of evidence
    std::uint64_t duplicates = 0; // told by another file before: dropped
    std::uint64_t generation = 0; // of the data; grows with every commit
    FileId file = 0;              // the row of the journal
    std::uint64_t tooOld = 0;     // from before what is kept: neither stored nor counted
};

// The only way into a database. Makes and migrates it, checks its integrity, and holds a lock file beside it: a second
// writer gets an Error that says who has it ("... is open in another Mailvane (process 1234)"). One thread at a time.
class Writer {
public:
    static Result<Writer> open(const std::filesystem::path& database);
    Writer(Writer&&) noexcept;
    Writer& operator=(Writer&&) noexcept;
    ~Writer();

    std::vector<ImportedFile> journal() const;
    std::vector<OpenMessage> openMessages() const;

    // A new row of the journal, or the known one again (by file.id) with what has changed about it.
    Result<FileId> putFile(const ImportedFile& file);
    // One transaction: facts, dimensions, aggregates, open messages, rejected samples and the journal rows of the
    // parts, of which each is of another file and which together are the whole batch. All or nothing: a new file gets
    // its row here, so that no row claims facts that a kill kept away. A result for every part.
    Result<std::vector<CommitResult>> commit(const Batch&, std::span<const FilePart>);

    // Labels history anew: `providerOf(relay host, recipient domain)`, then `reasonOf` for every reply met. Rebuilds
    // the aggregates in one transaction; stopped, the old labels stay.
    struct Labels {
        std::function<std::string(std::string_view relayHost, std::string_view recipientDomain)> providerOf;
        std::function<std::string(
            std::string_view provider, Outcome, std::uint16_t code, EnhancedCode, std::string_view templateText)>
            reasonOf;
        std::function<bool(std::string_view provider)> listed; // in the table, or just a registered domain
        std::function<std::string(std::string_view receiver)> providerOfReceiver = {}; // of authentication results
    };
    Result<void> relabel(const Labels&, std::stop_token, const std::function<void(double share)>& progress);
    void setListed(
        std::function<bool(std::string_view provider)>); // needed before commit(): what the aggregates keep apart

    // Removes everything that came from the file, so that it can be imported anew with other options. Refused when
    // facts of it were pruned: what they added to the aggregates can't be taken out.
    Result<void> forgetFile(FileId);

    // Removes for good all facts from before the midnight (UTC) at or before a time, in one transaction; the aggregates
    // stay (retention.h). Later commits store nothing from before it.
    struct Pruned {
        std::uint64_t facts = 0;      // removed now
        UtcTime keptFrom {};          // 1970: everything is kept
        std::uint64_t generation = 0; // of the data, if some were
    };
    Result<Pruned> prune(UtcTime before, std::stop_token, const std::function<void(double share)>& progress = {});
    UtcTime keptFrom() const;
    // Gives the disk what is free in the database, when it is at least this share of it; less is used again by what
    // comes. Writes the database anew: takes its time and needs its size on the disk meanwhile. Returns the bytes.
    Result<std::uint64_t> compact(std::stop_token, double leastShare);

    // From now on, whether local parts are replaced by pseudonyms: what importers and readers of raw lines go by
    // (jobs/privacy.h). Turned on, it makes the key, once for a database, and replaces those in the samples of
    // lines and in the senders of waiting mail; the other traces of addresses that are here, hashes, stay until their
    // mail has left (open messages) or go (facts).
    Result<void> setPseudonymised(bool);

    Result<void> putProbes(std::span<const ProbeResult>); // that the program made itself
    Result<std::int64_t> putIncident(const Incident&);    // id 0: new
    Result<void> deleteIncident(std::int64_t id);
    // Kept with the data: the zones of servers.
    Result<void> putSetting(std::string_view key, std::string_view value);
    std::string setting(std::string_view key) const; // empty: not set

private:
    struct Impl;
    explicit Writer(std::unique_ptr<Impl>);
    std::unique_ptr<Impl> m_impl;
};

} // namespace mv
