// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QColor>
#include <QFont>
#include <QPalette>
#include <QString>
#include <array>

namespace mv {

// The tokens of design/visual/VISUAL.md, light and dark. The frame has no hue: colour means a provider or a status. A
// value: handed to whoever draws, never looked up globally.
struct Theme {
    static Theme light();
    static Theme dark();
    // Dark when the system's window is darker than its text; in its own black and white where it has high contrast.
    static Theme following(const QPalette& system);

    bool isDark = false;
    QColor window, panel, header, control, line, axis, selection, primary;
    QColor text, text2, text3, controlLine, grid, crosshair, focus, primaryText;
    QColor volume, previous, noDataFill, noDataHatch;

    enum class Status { Bad, Warning, Good, Note };
    struct StatusLook {
        QColor ink, tint;
        QChar glyph; // always shown, with a word: nothing is told by colour alone
    };
    StatusLook bad, warning, good, note;
    const StatusLook& look(Status) const;

    QColor incidentFill;               // translucent
    std::array<QColor, 6> heat;        // deferral rate below 2, 10, 25, 50, 75 %, and more: steps never rescale
    QColor heatFor(double rate) const; // 0..1
    std::array<QColor, 4> results;     // of checks: pass, none, softfail or an error that passes, fail

    // Keyed by provider name; those without a colour of their own are grey and dashed.
    QColor provider(const QString& name) const;
    bool hasOwnColour(const QString& provider) const;

    QPalette palette() const;   // for every standard widget
    QString styleSheet() const; // tool bars, docks, tables, buttons: radius 3, lines 1

    static QFont body();    // 12 px, the system's family and size
    static QFont small();   // 11 px: chart labels, secondary text
    static QFont tick();    // 10 px
    static QFont title();   // 14 px bold
    static QFont mono();    // 11 px: replies, hosts and log lines only
    static QFont numeric(); // body; a family whose digits are equally wide
};

} // namespace mv
