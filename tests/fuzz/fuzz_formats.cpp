// SPDX-License-Identifier: GPL-3.0-or-later
// One target over the table of formats, for libFuzzer (built with -DMAILVANE_LIBFUZZER=ON and clang) and, with the
// plain main below, under ctest: that one mutates every fixture a number of times, so that the target cannot rot.
#include "models/ingest/format.h"
#include "models/ingest/lines.h"
#include "models/ingest/mappingguess.h"
#include "models/ingest/mappingtext.h"
#include "models/ingest/memorysource.h"
#include "models/ingest/syslogtime.h"
#include "mutations.h"
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

using namespace mv;

namespace {

// Touches every byte that a fact has, so that a sanitizer sees a dangling view.
class Toucher final : public Sink {
public:
    void attempt(const Attempt& a) override
    {
        for (const std::string_view field :
            { a.server, a.source, a.relayHost, a.relayIp, a.sender, a.recipient, a.queueId, a.tls, a.reply }) {
            for (const char c : field)
                sum += static_cast<unsigned char>(c);
        }
    }
    void reject(const RejectedLine& r) override { sum += r.text.size(), ++rejects; }
    void evidence(Evidence&& told) override { sum += told.auth.size(); }
    std::uint64_t rejects = 0;
    std::uint64_t sum = 0; // printed in the end, so that nothing of it is optimized away
};

std::uint64_t g_sum = 0;

void require(bool ok, const char* what)
{
    if (ok)
        return;
    std::cerr << "broken: " << what << '\n';
    std::abort();
}

std::string_view head(const std::string& text) { return std::string_view(text).substr(0, std::size_t { 64 } * 1024); }

std::uint64_t readAs(const FormatInfo& info, const std::string& text, const SharedMapping& mapping = {})
{
    FormatOptions o;
    o.mapping = mapping;
    o.fileTime = UtcTime(std::chrono::hours(24 * 365 * 54));
    o.now = o.fileTime + std::chrono::hours(24);
    o.server = "server";
    o.head = head(text);
    Correlator correlator;
    MemorySource source(text, 100);
    LineReader lines(source, 0, 100);
    Toucher sink;
    auto format = info.make(o, correlator);
    std::uint64_t count = 0;
    for (auto next = lines.next(true); next && !next->empty(); next = lines.next(true)) {
        format->feed(*next, sink);
        count += next->size();
        if (count % 7 == 0) { // goes on in another process
            auto resumed = info.make(o, correlator);
            resumed->loadState(format->saveState());
            format = std::move(resumed);
            correlator.takeChanges();
        }
    }
    format->finish(sink);
    const LineCounts counts = format->counts();
    require(counts.total() - counts.repeated == count, "every line is counted once");
    require(counts.notUnderstood() == sink.rejects, "every reject is told");
    format->loadState(text); // a damaged state
    format->loadState(text.substr(0, text.size() / 2));
    return sink.sum;
}

// As the mapping reads it that is guessed from its names and values.
void readMapped(const std::string& text)
{
    const auto table = readTableHead(head(text));
    if (!table)
        return;
    const auto mapping = std::make_shared<const ColumnMapping>(guessMapping(*table));
    const auto again = readMapping(mappingText(*mapping), "guess");
    const bool same = mapping->lacks().empty() == (again && *again == *mapping);
    require(same, ("a mapping is read as it was written: " + mappingText(*mapping)).c_str());
    g_sum += readAs(mappedFormat(), text, mapping);
}

} // namespace

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer calls
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string text(reinterpret_cast<const char*>(data), size);
    detectFormat(head(text));
    for (const FormatInfo& info : formats())
        g_sum += readAs(info, text);
    readMapped(text);
    if (const auto mapping = readMapping(text, "input"))
        g_sum += mappingText(*mapping).size();
    return 0;
}

#ifndef MAILVANE_LIBFUZZER
namespace {

void readAsItsFormat(const FormatInfo& format, const std::string& text)
{
    if (&format == &mappedFormat())
        readMapped(text);
    else
        g_sum += readAs(format, text);
}

struct Fixture {
    std::string text;
    const FormatInfo* format; // that its folder is named after
};

Fixture fixture(const std::filesystem::path& path)
{
    std::ostringstream text;
    text << std::ifstream(path, std::ios::binary).rdbuf();
    return { text.str(), formatById(path.parent_path().filename().string()) };
}

} // namespace

// fuzz_formats N SEED FILES...: the same seed gives the same run. Every input is read as the format of its fixture, and
// one in twenty as all the others too.
int main(int argc, char** argv)
{
    if (argc < 4) {
        std::cerr << "usage: fuzz_formats MUTATIONS SEED FILES...\n";
        return 2;
    }
    std::vector<Fixture> fixtures;
    for (int i = 3; i < argc; ++i)
        fixtures.push_back(fixture(argv[i]));
    Random random(std::strtoull(argv[2], nullptr, 10));
    const unsigned long rounds = std::strtoul(argv[1], nullptr, 10);
    for (const Fixture& one : fixtures) {
        for (unsigned long i = 0; i <= rounds; ++i) {
            const std::string& other = fixtures[below(random, fixtures.size())].text;
            const std::string input = i == 0 ? one.text : mutated(one.text, other, random);
            if (i % 20 == 0)
                LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
            else
                readAsItsFormat(*one.format, input);
        }
    }
    std::cout << fixtures.size() << " fixtures, " << rounds << " mutations of each (" << g_sum << ")\n";
    return 0;
}
#endif
