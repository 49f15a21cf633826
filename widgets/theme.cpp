// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/theme.h"
#include <QFontDatabase>
#include <QFontMetricsF>
#include <QGuiApplication>
#include <algorithm>

namespace mv {
namespace {

QColor rgb(unsigned hex) { return QColor::fromRgb(hex); }

struct ProviderColour {
    QLatin1String name;
    unsigned light, dark;
};

// At least 3:1 on panels, and apart under protan, deutan and tritan vision (design/visual/VISUAL.md).
constexpr ProviderColour kProviders[] = {
    { QLatin1String("Microsoft 365"), 0x1761EF, 0x5C97F7 },
    { QLatin1String("Outlook.com"), 0x04547A, 0x44BDF7 },
    { QLatin1String("Gmail"), 0xDE6607, 0xF4783E },
    { QLatin1String("Yahoo"), 0xA872D4, 0xE7D5F5 },
    { QLatin1String("iCloud"), 0x14985F, 0x95F6C8 },
    { QLatin1String("GMX"), 0x59470F, 0xF9DD6A },
    { QLatin1String("Orange"), 0x5F132E, 0xE5437C },
};

// "GMX / WEB.DE" and "Yahoo/AOL" have the colour of their first name.
const ProviderColour* colourOf(const QString& provider)
{
    const auto* found = std::ranges::find_if(kProviders, [&](const ProviderColour& p) {
        return provider.startsWith(p.name)
            && (provider.size() == p.name.size() || QStringLiteral(" /").contains(provider[p.name.size()]));
    });
    return found == std::end(kProviders) ? nullptr : found;
}

// `twelfths` of the system's size, which is taken as the 12 px of the design.
QFont scaled(int twelfths)
{
    QFont font = QGuiApplication::font();
    if (font.pixelSize() > 0)
        font.setPixelSize(std::max(1, font.pixelSize() * twelfths / 12));
    else
        font.setPointSizeF(font.pointSizeF() * twelfths / 12);
    return font;
}

bool digitsAreEquallyWide(const QFont& font)
{
    const QFontMetricsF metrics(font);
    const qreal zero = metrics.horizontalAdvance(u'0');
    return std::ranges::all_of(QStringLiteral("123456789"),
        [&](QChar digit) { return qFuzzyCompare(metrics.horizontalAdvance(digit), zero); });
}

bool isHighContrast(const QPalette& system)
{
    const QColor window = system.color(QPalette::Window).toRgb(), text = system.color(QPalette::WindowText).toRgb();
    const QColor black(Qt::black), white(Qt::white);
    return (window == black && text == white) || (window == white && text == black);
}

// No greys for words and lines; colours that mean something stay.
Theme inHighContrast(Theme t)
{
    const QColor back(t.isDark ? Qt::black : Qt::white), ink(t.isDark ? Qt::white : Qt::black);
    for (QColor* surface : { &t.window, &t.panel, &t.header, &t.control, &t.primaryText, &t.noDataFill })
        *surface = back;
    for (QColor* strong :
        { &t.text, &t.text2, &t.text3, &t.line, &t.controlLine, &t.axis, &t.crosshair, &t.focus, &t.primary })
        *strong = ink;
    const QColor middle = rgb(t.isDark ? 0x8A8A8A : 0x707070); // 4.5:1 and more on either
    for (QColor* weak : { &t.grid, &t.volume, &t.previous, &t.noDataHatch })
        *weak = middle;
    for (Theme::StatusLook* look : { &t.bad, &t.warning, &t.good, &t.note })
        look->tint = back;
    return t;
}

} // namespace

Theme Theme::light()
{
    Theme t;
    t.window = rgb(0xECEEF1);
    t.panel = rgb(0xFFFFFF);
    t.header = rgb(0xF5F6F8);
    t.control = rgb(0xFFFFFF);
    t.line = rgb(0xD3D7DD);
    t.axis = rgb(0xA9B0BA);
    t.selection = rgb(0xE3E8F0);
    t.primary = rgb(0x36475A);
    t.text = rgb(0x1A1E24);
    t.text2 = rgb(0x4A525D);
    t.text3 = rgb(0x606874);
    t.controlLine = rgb(0xBFC5CE);
    t.grid = rgb(0xE9EBEE);
    t.crosshair = rgb(0x1A1E24);
    t.focus = rgb(0x3A4656);
    t.primaryText = rgb(0xFFFFFF);
    t.volume = rgb(0xC9CFD8);
    t.previous = rgb(0x7A8492);
    t.noDataFill = rgb(0xF0F1F3);
    t.noDataHatch = rgb(0xD5D9DF);
    t.bad = { rgb(0xB3261E), rgb(0xFBE9E6), QChar(0x25B2) };
    t.warning = { rgb(0x7D4E00), rgb(0xFCF0D4), QChar(0x25D0) };
    t.good = { rgb(0x1C6B3C), rgb(0xE3F2E8), QChar(0x2713) };
    t.note = { rgb(0x36475A), rgb(0xE8ECF2), QChar(0x00B7) };
    t.incidentFill = QColor(0xB3, 0x26, 0x1E, 255 * 7 / 100);
    t.heat = { rgb(0xEEF0F3), rgb(0xF9E1C9), rgb(0xF3B27E), rgb(0xDF7148), rgb(0xB3312B), rgb(0x6B0F1F) };
    t.results = { rgb(0xB4C4D3), rgb(0xE3E6EA), rgb(0xC47F12), rgb(0xB3261E) };
    return t;
}

Theme Theme::dark()
{
    Theme t;
    t.isDark = true;
    t.window = rgb(0x131519);
    t.panel = rgb(0x1D2025);
    t.header = rgb(0x23272D);
    t.control = rgb(0x282C33);
    t.line = rgb(0x363C45);
    t.axis = rgb(0x5A626E);
    t.selection = rgb(0x303947);
    t.primary = rgb(0xB9C7DA);
    t.text = rgb(0xE7E9EC);
    t.text2 = rgb(0xB6BDC7);
    t.text3 = rgb(0x9AA2AE);
    t.controlLine = rgb(0x474E59);
    t.grid = rgb(0x292E35);
    t.crosshair = rgb(0xE7E9EC);
    t.focus = rgb(0xB9C7DA);
    t.primaryText = rgb(0x0F1621);
    t.volume = rgb(0x434A55);
    t.previous = rgb(0x9AA5B3);
    t.noDataFill = rgb(0x22262C);
    t.noDataHatch = rgb(0x333942);
    t.bad = { rgb(0xFF8F84), rgb(0x3B2322), QChar(0x25B2) };
    t.warning = { rgb(0xEFC15A), rgb(0x352C18), QChar(0x25D0) };
    t.good = { rgb(0x7FCE98), rgb(0x1D3226), QChar(0x2713) };
    t.note = { rgb(0xB7C5D6), rgb(0x2A323D), QChar(0x00B7) };
    t.incidentFill = QColor(0xFF, 0x8F, 0x84, 255 * 10 / 100);
    t.heat = { rgb(0x2A2F37), rgb(0x4A2F2C), rgb(0x84382F), rgb(0xC4573B), rgb(0xF0935A), rgb(0xFFE2AE) };
    t.results = { rgb(0x4C6075), rgb(0x2E333B), rgb(0xE0B04E), rgb(0xFF7A6E) };
    return t;
}

Theme Theme::following(const QPalette& system)
{
    const bool isDark = system.color(QPalette::Window).lightness() < system.color(QPalette::WindowText).lightness();
    const Theme theme = isDark ? dark() : light();
    return isHighContrast(system) ? inHighContrast(theme) : theme;
}

const Theme::StatusLook& Theme::look(Status status) const
{
    switch (status) {
    case Status::Bad:
        return bad;
    case Status::Warning:
        return warning;
    case Status::Good:
        return good;
    case Status::Note:
        break;
    }
    return note;
}

QColor Theme::heatFor(double rate) const
{
    constexpr std::array kSteps { 0.02, 0.10, 0.25, 0.50, 0.75 };
    const auto step = std::ranges::upper_bound(kSteps, rate) - kSteps.begin();
    return heat[static_cast<std::size_t>(step)];
}

QColor Theme::provider(const QString& name) const
{
    if (const auto* colour = colourOf(name))
        return rgb(isDark ? colour->dark : colour->light);
    return rgb(isDark ? 0x9AA3AF : 0x818A9A);
}

bool Theme::hasOwnColour(const QString& provider) const { return colourOf(provider) != nullptr; }

QPalette Theme::palette() const
{
    QPalette p;
    const auto both = [&](QPalette::ColorRole role, const QColor& active, const QColor& disabled) {
        p.setColor(role, active);
        p.setColor(QPalette::Disabled, role, disabled);
    };
    both(QPalette::Window, window, window);
    both(QPalette::Base, panel, panel);
    both(QPalette::AlternateBase, header, header);
    both(QPalette::Button, control, window);
    both(QPalette::WindowText, text, text3);
    both(QPalette::Text, text, text3);
    both(QPalette::ButtonText, text, text3);
    both(QPalette::PlaceholderText, text3, text3);
    both(QPalette::ToolTipBase, panel, panel);
    both(QPalette::ToolTipText, text, text);
    both(QPalette::Highlight, selection, selection);
    both(QPalette::HighlightedText, text, text3);
    both(QPalette::Link, text, text3);
    both(QPalette::LinkVisited, text, text3);
    both(QPalette::BrightText, primaryText, primaryText);
    both(QPalette::Light, header, header);
    both(QPalette::Midlight, line, line);
    both(QPalette::Mid, controlLine, line);
    both(QPalette::Dark, axis, axis);
    both(QPalette::Shadow, line, line);
    return p;
}

QFont Theme::body() { return scaled(12); }
QFont Theme::small() { return scaled(11); }
QFont Theme::tick() { return scaled(10); }

QFont Theme::title()
{
    QFont font = scaled(14);
    font.setWeight(QFont::DemiBold);
    return font;
}

QFont Theme::mono()
{
    QFont font = scaled(11);
    font.setFamilies(QFontDatabase::systemFont(QFontDatabase::FixedFont).families());
    font.setStyleHint(QFont::Monospace);
    font.setFixedPitch(true);
    return font;
}

// Qt 6.4 can't switch tabular figures on (QFont::setFeature is 6.7).
QFont Theme::numeric()
{
    QFont font = body();
    if (digitsAreEquallyWide(font))
        return font;
    for (const auto& family : { QStringLiteral("Noto Sans"), QStringLiteral("DejaVu Sans") }) {
        if (QFontDatabase::hasFamily(family)) {
            font.setFamily(family);
            break;
        }
    }
    return font;
}

} // namespace mv
