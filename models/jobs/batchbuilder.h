// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/ingest/format.h"
#include "models/mail/batch.h"
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace mv {

// A batch as it was read: all but what classifying adds (templates, providers, reasons). Reply i is
// replies[replyEnd[i-1], replyEnd[i]), unmasked.
struct ReadBatch {
    Batch batch;
    std::string replies;
    std::vector<std::uint32_t> replyEnd;

    std::string_view reply(std::size_t row) const;
    void clear(); // keeps capacity
};

// Fills batches from what a format tells. Lives as long as the import. One thread, the reading one.
class BatchBuilder final : public Sink {
public:
    void attempt(const Attempt&) override;
    void reject(const RejectedLine&) override;
    void evidence(Evidence&& told) override { append(m_evidence, std::move(told)); }

    std::size_t size() const { return m_read.batch.size(); }
    ReadBatch& gathered() { return m_read; } // to label what is there
    // What was gathered since the last call; the builder goes on with the given batch (whose capacity is reused).
    ReadBatch takeBatch(ReadBatch next);
    std::vector<RejectedKind> takeRejected(); // since the last call
    Evidence takeEvidence() { return std::exchange(m_evidence, {}); }
    std::size_t evidenceSize() const { return m_evidence.size(); }

private:
    std::uint32_t domain(std::string_view address);

    ReadBatch m_read;
    Evidence m_evidence;
    std::vector<RejectedKind> m_rejected;
    std::unordered_map<std::uint64_t, std::size_t> m_rejectedAt; // by reason and kind
    std::string m_lower, m_masked;                               // reused memory
};

} // namespace mv
