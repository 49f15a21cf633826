// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/csvstream.h"
#include <QDir>
#include <QElapsedTimer>
#include <QSaveFile>
#include <fmt/format.h>

namespace mv {
namespace {

constexpr std::size_t kChunk = 256 * 1024;
constexpr qint64 kTellEvery = 100; // ms

class Out {
public:
    explicit Out(const QString& path)
        : m_file(path)
    {
    }
    Result<void> open() { return m_file.open(QIODevice::WriteOnly) ? Result<void>() : failed(); }
    Result<void> line(const std::vector<std::string>& cells)
    {
        appendCsvLine(m_waiting, cells);
        return m_waiting.size() < kChunk ? Result<void>() : flush();
    }
    Result<void> commit()
    {
        return flush().and_then([this]() -> Result<void> { return m_file.commit() ? Result<void>() : failed(); });
    }

private:
    Result<void> flush()
    {
        const auto size = static_cast<qint64>(m_waiting.size());
        const bool whole = m_file.write(m_waiting.data(), size) == size;
        m_waiting.clear();
        return whole ? Result<void>() : failed();
    }
    Result<void> failed() const
    {
        return failure(fmt::format("Can't write {}: {}.", QDir::toNativeSeparators(m_file.fileName()).toStdString(),
            m_file.errorString().toStdString()));
    }

    QSaveFile m_file; // goes without a trace unless committed
    std::string m_waiting;
};

} // namespace

Result<void> streamCsv(const LongTable& table, const std::filesystem::path& database, const QString& file,
    std::stop_token stop, const RowsWritten& told)
{
    auto reader = Reader::open(database);
    if (!reader)
        return tl::unexpected(reader.error());
    const auto ofRows = table.count(*reader, stop);
    if (!ofRows)
        return tl::unexpected(ofRows.error());
    Out out(file);
    if (auto ok = out.open().and_then([&] { return out.line(table.header); }); !ok)
        return ok;
    QElapsedTimer sinceTold;
    sinceTold.start();
    std::uint64_t rows = 0;
    const auto done = table.rows(*reader, stop, [&](const std::vector<std::string>& cells) -> Result<void> {
        if (stop.stop_requested())
            return cancelled();
        ++rows;
        if (sinceTold.hasExpired(kTellEvery)) {
            told(rows, *ofRows);
            sinceTold.start();
        }
        return out.line(cells);
    });
    return done ? out.commit() : done;
}

} // namespace mv
