// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QString>
#include <filesystem>

namespace mv {

inline QString toQString(const std::filesystem::path& path) { return QString::fromStdU16String(path.u16string()); }
inline std::filesystem::path toPath(const QString& path) { return path.toStdU16String(); }
inline bool isWorkspace(const QString& path) { return path.endsWith(QLatin1String(".mailvane"), Qt::CaseInsensitive); }

} // namespace mv
