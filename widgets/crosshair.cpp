// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/crosshair.h"

namespace mv {

void Crosshair::set(std::optional<UtcTime> time)
{
    if (time == m_time)
        return;
    m_time = time;
    emit moved();
}

} // namespace mv
