// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/bench.h"
#include "tests/bench/child.h"
#include <fmt/format.h>
#include <fstream>

namespace mv::bench {
namespace {

namespace fs = std::filesystem;
constexpr int kRecordsAReport = 2000; // a large receiver's; the most that the corpus has is 2,286
constexpr double kAtLeast = 100'000;  // records a second of processor time

std::string record(std::uint64_t i)
{
    const bool passes = i % 50 != 0;
    return fmt::format("  <record>\n    <row>\n      <source_ip>198.51.{0}.{1}</source_ip>\n      <count>{2}</count>\n"
                       "      <policy_evaluated>\n        <disposition>none</disposition>\n        <dkim>{3}</dkim>\n"
                       "        <spf>{3}</spf>\n      </policy_evaluated>\n    </row>\n    <identifiers>\n"
                       "      <header_from>news{4}.example.com</header_from>\n    </identifiers>\n    <auth_results>\n"
                       "      <dkim>\n        <domain>example.com</domain>\n        <result>{3}</result>\n"
                       "        <selector>s{5}</selector>\n      </dkim>\n      <spf>\n"
                       "        <domain>bounce.example.com</domain>\n        <result>{3}</result>\n      </spf>\n"
                       "    </auth_results>\n  </record>\n",
        i / 256 % 256, i % 256, 1 + i % 900, passes ? "pass" : "fail", i % 40, i % 5);
}

void writeReport(const fs::path& path, std::uint64_t number)
{
    std::ofstream out(path, std::ios::binary);
    out << fmt::format(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feedback>\n<report_metadata><org_name>receiver{}"
        "</org_name><report_id>{}</report_id><date_range><begin>{}</begin><end>{}</end></date_range>"
        "</report_metadata>\n<policy_published><domain>example.com</domain><p>none</p></policy_published>\n",
        number % 30, number, 1'700'000'000 + number / 30 * 86'400, 1'700'086'399 + number / 30 * 86'400);
    for (std::uint64_t i = 0; i < kRecordsAReport; ++i)
        out << record(i + number * 7);
    out << "</feedback>\n";
}

} // namespace

Result<Figures> benchReports(const Options& o)
{
    const fs::path reports = o.folder / "reports", database = o.folder / "reports.mailvane";
    fs::remove_all(reports);
    fs::create_directories(reports);
    std::uint64_t bytes = 0, number = 0;
    for (; bytes < o.megabytes * 1'000'000; ++number) {
        const fs::path path = reports / fmt::format("{}.xml", number);
        writeReport(path, number);
        bytes += fs::file_size(path);
    }
    forget(database);
    const auto imported = run(importCommand(reports.string(), database));
    if (!imported)
        return tl::unexpected(imported.error());
    const double records = static_cast<double>(number * kRecordsAReport);
    Figures figures { { "DMARC records", records / imported->cpuSeconds, "/s", kAtLeast, true, {} },
        { "peak memory", imported->peakMegabytes, "MB", 500, false, {} } };
    forget(database);
    fs::remove_all(reports);
    return figures;
}

} // namespace mv::bench
