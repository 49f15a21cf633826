// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/time.h"
#include <QObject>
#include <optional>

namespace mv {

// The time under the pointer, one for all time panels. GUI thread.
class Crosshair : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;
    std::optional<UtcTime> time() const { return m_time; }
    void set(std::optional<UtcTime>);
    // What the status bar says about the place under the pointer: "Thu 12 Oct 2023 20:00 · 198.51.100.13 · 89 %".
    void describe(const QString& text) { emit described(text); }

signals:
    void moved();
    void described(const QString& text);

private:
    std::optional<UtcTime> m_time;
};

} // namespace mv
