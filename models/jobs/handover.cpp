// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/jobs/handover.h"

namespace mv {

bool Handover::put(Parcel parcel)
{
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return m_givenUp || m_parcels.size() < kWaiting; });
    if (m_givenUp)
        return false;
    m_parcels.push_back(std::move(parcel));
    m_changed.notify_all();
    return true;
}

bool Handover::isFull()
{
    const std::lock_guard lock(m_mutex);
    return m_parcels.size() >= kWaiting;
}

void Handover::finish()
{
    const std::lock_guard lock(m_mutex);
    m_finished = true;
    m_changed.notify_all();
}

std::optional<Parcel> Handover::take()
{
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return m_finished || !m_parcels.empty(); });
    if (m_parcels.empty())
        return std::nullopt;
    Parcel parcel = std::move(m_parcels.front());
    m_parcels.erase(m_parcels.begin());
    m_changed.notify_all();
    return parcel;
}

void Handover::giveUp()
{
    const std::lock_guard lock(m_mutex);
    m_givenUp = true;
    m_changed.notify_all();
}

void Handover::giveBack(ReadBatch batch)
{
    const std::lock_guard lock(m_mutex);
    if (m_empty.size() < kWaiting)
        m_empty.push_back(std::move(batch));
}

ReadBatch Handover::emptyBatch()
{
    const std::lock_guard lock(m_mutex);
    if (m_empty.empty())
        return {};
    ReadBatch batch = std::move(m_empty.back());
    m_empty.pop_back();
    return batch;
}

} // namespace mv
