// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/jobs/parcelbuilder.h"
#include <algorithm>

namespace mv {
namespace {

using Clock = std::chrono::steady_clock;
// Charts fill while a long import runs, live ones move with their lines, and little is read again after a kill.
constexpr std::chrono::seconds kLongest { 1 };
// Bound what a parcel holds beside its facts.
constexpr std::size_t kMostParts = 500, kMostRejects = 5000, kMostEvidence = 50'000;

} // namespace

ParcelBuilder::ParcelBuilder(Correlator& correlator, Handover& handover, Classifier classifier, std::size_t batchRows)
    : m_correlator(correlator)
    , m_handover(handover)
    , m_classifier(std::move(classifier))
    , m_batchRows(batchRows)
{
}

bool ParcelBuilder::begin(FileId file)
{
    const auto isOfFile = [file](const FilePart& part) { return part.after.id == file; };
    return std::ranges::none_of(m_parcel.parts, isOfFile) || handOver();
}

void ParcelBuilder::shareWork()
{
    if (m_handover.isFull())
        m_classifier.classify(m_batch.gathered());
}

bool ParcelBuilder::isDue() const
{
    return m_batch.size() >= m_batchRows || m_parcel.parts.size() >= kMostParts || m_rejects >= kMostRejects
        || m_evidence + m_batch.evidenceSize() >= kMostEvidence || Clock::now() - m_begun > kLongest;
}

bool ParcelBuilder::add(std::size_t row, const ImportedFile& after)
{
    m_parcel.parts.push_back({ after, m_batch.size() - m_rowsOfParts, m_batch.takeRejected(), m_batch.takeEvidence() });
    m_parcel.rows.push_back(row);
    m_rowsOfParts = m_batch.size();
    m_rejects += m_parcel.parts.back().rejected.size();
    m_evidence += m_parcel.parts.back().evidence.size();
    return !isDue() || handOver();
}

// Nothing is left to read, so that the rest is labelled here while the writer works.
void ParcelBuilder::finish()
{
    m_classifier.classify(m_batch.gathered());
    handOver();
}

bool ParcelBuilder::handOver()
{
    m_begun = Clock::now();
    if (m_parcel.parts.empty())
        return true;
    m_parcel.read = m_batch.takeBatch(m_handover.emptyBatch());
    m_parcel.read.batch.openChanges = m_correlator.takeChanges();
    m_rowsOfParts = m_rejects = m_evidence = 0;
    m_classifier.startBatch();
    return m_handover.put(std::exchange(m_parcel, {}));
}

} // namespace mv
