// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/export/csv.h"
#include <QString>

class QWidget;

namespace mv {

// "Show as table": what a chart draws, as a window with a table that can be read, selected and copied. Deletes itself
// when closed.
QWidget* showAsTable(const CsvTable&, const QString& title, QWidget* parent);

} // namespace mv
