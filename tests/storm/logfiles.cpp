// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/storm/logfiles.h"
#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <zlib.h>

namespace mv::storm {
namespace {

// Weeks begin on Sunday 00:00 UTC; 1970-01-04 was one.
std::int64_t weekOf(std::int64_t us) { return (us / kHour / 24 - 3) / 7; }

void appendBsd(std::string& out, std::int64_t unixSeconds)
{
    using namespace std::chrono;
    static constexpr std::array<std::string_view, 12> kMonths { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug",
        "Sep", "Oct", "Nov", "Dec" };
    const sys_seconds at { seconds(unixSeconds) };
    const auto day = floor<days>(at);
    const year_month_day date(day);
    const hh_mm_ss time(at - day);
    fmt::format_to(std::back_inserter(out), "{} {:2} {:02}:{:02}:{:02}",
        kMonths[static_cast<unsigned>(date.month()) - 1], static_cast<unsigned>(date.day()), time.hours().count(),
        time.minutes().count(), time.seconds().count());
}

} // namespace

class LogFiles::File {
public:
    static std::unique_ptr<File> open(const std::filesystem::path& path, std::int64_t week)
    {
        auto file = std::make_unique<File>();
        file->m_path = path;
        file->m_week = week;
        if (path == "-")
            file->m_plain = stdout;
        else if (path.extension() == ".gz")
            file->m_gzip = gzopen(path.c_str(), "wb6");
        else
            file->m_plain = std::fopen(path.c_str(), "wb");
        if (!file->m_plain && !file->m_gzip)
            return nullptr;
        return file;
    }
    ~File() { close(); }

    std::int64_t week() const { return m_week; }
    const std::filesystem::path& path() const { return m_path; }

    bool append(std::string_view line, std::int64_t atUs)
    {
        m_lastUs = atUs;
        m_buffer += line;
        return m_buffer.size() < 256 * 1024 || flush();
    }

    bool close()
    {
        bool good = flush();
        if (m_gzip)
            good = gzclose(m_gzip) == Z_OK && good;
        else if (m_plain == stdout)
            good = std::fflush(stdout) == 0 && good;
        else if (m_plain)
            good = std::fclose(m_plain) == 0 && good;
        m_plain = nullptr;
        m_gzip = nullptr;
        if (good && m_lastUs != 0 && m_path != "-") {
            using Clock = std::filesystem::file_time_type::clock;
            const auto at = Clock::from_sys(
                std::chrono::sys_time<std::chrono::microseconds>(std::chrono::microseconds(m_lastUs)));
            std::error_code ignored; // a nicety: it helps readers of stamps without a year
            std::filesystem::last_write_time(m_path, std::chrono::time_point_cast<Clock::duration>(at), ignored);
        }
        m_lastUs = 0;
        return good;
    }

private:
    bool flush()
    {
        bool good = true;
        if (m_gzip && !m_buffer.empty())
            good = gzwrite(m_gzip, m_buffer.data(), static_cast<unsigned>(m_buffer.size())) > 0;
        else if (m_plain)
            good = std::fwrite(m_buffer.data(), 1, m_buffer.size(), m_plain) == m_buffer.size();
        m_buffer.clear();
        return good;
    }

    std::filesystem::path m_path;
    std::int64_t m_week = 0, m_lastUs = 0;
    std::FILE* m_plain = nullptr;
    gzFile m_gzip = nullptr;
    std::string m_buffer;
};

LogFiles::LogFiles(const World& world, FileOptions options)
    : m_world(world)
    , m_options(std::move(options))
{
    for (const Source& s : world.sources) {
        const std::string name = m_options.merged ? "" : s.host;
        if (m_servers.empty() || m_servers.back() != name)
            m_servers.push_back(name);
        m_serverOf.push_back(m_servers.size() - 1);
    }
    m_files.resize(m_servers.size());
}

LogFiles::~LogFiles() = default;

std::string LogFiles::nameOf(std::int64_t week) const
{
    const std::int64_t age = weekOf(m_world.data.to) - week;
    if (m_options.merged || age == 0)
        return "mail.log";
    return fmt::format("mail.log.{}{}", age, age > 1 && m_options.compress ? ".gz" : "");
}

void LogFiles::open(std::size_t server, std::int64_t week)
{
    if (m_files[server] && !m_files[server]->close())
        m_error = fmt::format("Can't write {}.", m_files[server]->path().string());
    auto path = m_options.folder;
    if (path != "-") {
        path /= m_servers[server];
        std::error_code ignored; // opening the file tells
        std::filesystem::create_directories(path, ignored);
        path /= nameOf(week);
    }
    m_files[server] = File::open(path, week);
    if (!m_files[server])
        m_error = fmt::format("Can't write {}.", path.string());
}

void LogFiles::appendStamp(std::int64_t atUs)
{
    const std::int64_t second = atUs / kSecond;
    if (second != m_stampSecond) {
        m_stamp.clear();
        m_stampSecond = second;
        if (m_options.stamp == Stamp::Bsd)
            appendBsd(m_stamp, second);
        else
            appendIsoSeconds(m_stamp, second);
    }
    m_line += m_stamp;
    if (m_options.stamp == Stamp::Rfc3339)
        fmt::format_to(std::back_inserter(m_line), ".{:06}", atUs % kSecond);
    if (m_options.stamp != Stamp::Bsd)
        m_line += "+00:00";
}

void LogFiles::line(
    std::size_t source, std::int64_t atUs, std::string_view program, unsigned pid, std::string_view message)
{
    const std::size_t server = m_serverOf[source];
    const std::int64_t week = m_options.merged ? 0 : weekOf(atUs);
    if (m_error.empty() && (!m_files[server] || m_files[server]->week() != week))
        open(server, week);
    if (!m_error.empty())
        return;
    const Source& s = m_world.sources[source];
    m_line.clear();
    appendStamp(atUs);
    m_line += ' ';
    m_line += s.host;
    m_line += ' ';
    m_line += s.instance;
    m_line += '/';
    m_line += program;
    m_line += '[';
    const fmt::format_int pidText(pid);
    m_line.append(pidText.data(), pidText.size());
    m_line += "]: ";
    m_line += message;
    m_line += '\n';
    if (!m_files[server]->append(m_line, atUs))
        m_error = fmt::format("Can't write {}.", m_files[server]->path().string());
    m_bytes += m_line.size();
    ++m_lines;
}

Result<void> LogFiles::finish()
{
    for (const auto& file : m_files)
        if (file && !file->close() && m_error.empty())
            m_error = fmt::format("Can't write {}.", file->path().string());
    if (!m_error.empty())
        return failure(m_error);
    return {};
}

} // namespace mv::storm
