// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/columnmapping.h"
#include "models/mail/error.h"
#include "models/mail/time.h"
#include <QString>
#include <filesystem>
#include <functional>
#include <vector>

class QWidget;

namespace mv {

// The user's mappings of columns: a file each in the folder "mappings" of the configuration folder.
Result<SharedMapping> loadMapping(const std::filesystem::path& file); // without a name in it, by that of the file
Result<std::vector<SharedMapping>> savedMappings();                   // by name of file; the first bad one is an Error
Result<void> saveMapping(const ColumnMapping&);                       // under its name; one of the same name goes

// Asks how the columns of a log are to be read, beside a preview; keeps the answer if wished, and passes it on. Does
// not block. `zone`: of the times that are shown.
void askColumns(
    QWidget* parent, const QString& log, const Zone& zone, const std::function<void(const SharedMapping&)>& chosen);

} // namespace mv
