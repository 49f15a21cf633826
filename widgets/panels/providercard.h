// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/store/queries/delays.h"
#include "models/store/queries/rates.h"
#include "widgets/theme.h"
#include <QWidget>
#include <array>
#include <optional>

class QLabel;

namespace mv {

// When a group was worst: the bucket with the highest deferral rate among those with enough attempts to mean something.
struct Peak {
    double rate = 0;
    UtcTime at {};
    std::uint64_t attempts = 0;
};
std::optional<Peak> peakOf(const std::vector<Counts>& buckets, const std::vector<UtcTime>& edges);

// What one provider's mail went through, each figure with what is usual for it: that of the compared period.
class ProviderCard final : public QWidget {
    Q_OBJECT
public:
    explicit ProviderCard(QWidget* parent = nullptr);
    void setTheme(const Theme&);
    // `delay` null: no mail to it arrived, or none was asked for.
    void show(const RateGroup&, const QString& label, const std::vector<UtcTime>& edges, const DelayRow* delay,
        bool compares, const Zone&);
    using QWidget::show;

private:
    struct Line {
        QLabel *what = nullptr, *value = nullptr, *note = nullptr;
    };
    static constexpr std::size_t kLines = 5;

    QLabel* m_name;
    std::array<Line, kLines> m_lines;
    Theme m_theme = Theme::light();
    QString m_provider;
};

} // namespace mv
