// SPDX-License-Identifier: GPL-3.0-or-later
// One target over the table of documents and the mailbox, as fuzz_formats is over the formats of logs.
#include "models/documents/document.h"
#include "models/documents/mailbox.h"
#include "models/ingest/lines.h"
#include "models/ingest/memorysource.h"
#include "mutations.h"
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

using namespace mv;

namespace {

std::uint64_t g_sum = 0; // of all bytes that were told, so that a sanitizer sees a dangling view

void require(bool ok, const char* what)
{
    if (ok)
        return;
    std::cerr << "broken: " << what << '\n';
    std::abort();
}

void touch(std::string_view text)
{
    for (const char c : text)
        g_sum += static_cast<unsigned char>(c);
}

void touch(const AuthResult& a)
{
    for (const std::string_view text :
        { a.receiver, a.source, a.headerFrom, a.envelopeFrom, a.disposition, a.overridden, a.composite })
        touch(text);
    for (const AuthCheck& check : a.dkim)
        touch(check.domain), touch(check.selector), touch(check.word);
    require(a.from <= a.to, "a result begins before it ends");
    g_sum += a.count;
}

void touch(const Evidence& e)
{
    for (const Evidence::Reported& r : e.reports) {
        touch(r.report.reporter), touch(r.report.domain), touch(r.report.policy);
        for (const std::string& problem : r.report.problems)
            touch(problem);
        for (const AuthResult& a : r.auth)
            touch(a);
        for (const TlsSessionCount& t : r.tls)
            touch(t.mxHost), touch(t.reason), touch(t.policyType), touch(t.source);
    }
    for (const AuthResult& a : e.auth)
        touch(a);
    for (const Placement& p : e.placements)
        touch(p.why), touch(p.receiver);
    for (const Reputation& r : e.reputation)
        touch(r.metric), touch(r.subject), touch(r.word);
    for (const ProbeResult& p : e.probes) {
        for (const std::string& answer : p.answers)
            touch(answer);
        touch(p.detail);
    }
}

void readAs(const DocumentInfo& info, const std::string& text)
{
    DocumentOptions o;
    o.fileTime = UtcTime(std::chrono::hours(24 * 365 * 54));
    o.now = o.fileTime + std::chrono::hours(24);
    o.path = "Maildir/.Junk/cur/1";
    const auto reading = info.read(text, o);
    if (!reading) {
        require(!reading.error().what.empty(), "an error says why");
        touch(reading.error().what);
        return;
    }
    touch(reading->evidence);
    touch(reading->remark);
    for (const RejectedLine& r : reading->rejected)
        touch(r.text);
}

class Toucher final : public Sink {
public:
    void attempt(const Attempt&) override { }
    void reject(const RejectedLine& r) override { touch(r.text), ++rejects; }
    void evidence(Evidence&& told) override { touch(told); }
    std::uint64_t rejects = 0;
};

void readAsMailbox(const std::string& text)
{
    FormatOptions o;
    o.path = "Spam.mbox";
    Correlator correlator;
    MemorySource source(text, 100);
    LineReader lines(source, 0, 100);
    Toucher sink;
    auto format = mailboxFormat().make(o, correlator);
    std::uint64_t count = 0;
    for (auto next = lines.next(true); next && !next->empty(); next = lines.next(true)) {
        format->feed(*next, sink);
        count += next->size();
        if (count % 7 == 0) { // goes on in another process
            auto resumed = mailboxFormat().make(o, correlator);
            resumed->loadState(format->saveState());
            format = std::move(resumed);
        }
    }
    format->finish(sink);
    require(format->counts().total() == count, "every line is counted once");
    require(format->counts().notUnderstood() == sink.rejects, "every reject is told");
    format->loadState(text); // a damaged state
}

std::string_view head(const std::string& text) { return std::string_view(text).substr(0, std::size_t { 64 } * 1024); }

} // namespace

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer calls
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string text(reinterpret_cast<const char*>(data), size);
    detectDocument(head(text));
    for (const DocumentInfo& info : documents())
        readAs(info, text);
    g_sum += static_cast<std::uint64_t>(mailboxFormat().score(head(text)));
    readAsMailbox(text);
    return 0;
}

#ifndef MAILVANE_LIBFUZZER
namespace {

struct Fixture {
    std::string text;
    const DocumentInfo* document; // whose folder it lies in; null: a mailbox
};

std::vector<Fixture> fixturesIn(const std::filesystem::path& folder)
{
    std::vector<std::filesystem::path> paths;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        if (entry.is_regular_file() && !entry.path().string().ends_with(".evidence.txt"))
            paths.push_back(entry.path());
    }
    std::ranges::sort(paths);
    std::vector<Fixture> fixtures;
    for (const auto& path : paths) {
        std::ostringstream text;
        text << std::ifstream(path, std::ios::binary).rdbuf();
        const std::string id = std::filesystem::relative(path, folder).begin()->string();
        if (!text.str().empty())
            fixtures.push_back({ text.str(), documentById(id) });
    }
    return fixtures;
}

} // namespace

// fuzz_documents N SEED FOLDERS...: the same seed gives the same run. Every input is read as the document of its
// fixture, and one in twenty as all the others too.
int main(int argc, char** argv)
{
    if (argc < 4) {
        std::cerr << "usage: fuzz_documents MUTATIONS SEED FOLDERS...\n";
        return 2;
    }
    std::vector<Fixture> fixtures;
    for (int i = 3; i < argc; ++i)
        std::ranges::move(fixturesIn(argv[i]), std::back_inserter(fixtures));
    Random random(std::strtoull(argv[2], nullptr, 10));
    const unsigned long rounds = std::strtoul(argv[1], nullptr, 10);
    for (const Fixture& one : fixtures) {
        for (unsigned long i = 0; i <= rounds; ++i) {
            const std::string& other = fixtures[below(random, fixtures.size())].text;
            const std::string input = i == 0 ? one.text : mutated(one.text, other, random);
            if (i % 20 == 0)
                LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
            else if (one.document)
                readAs(*one.document, input);
            else
                readAsMailbox(input);
        }
    }
    std::cout << fixtures.size() << " fixtures, " << rounds << " mutations of each (" << g_sum << ")\n";
    return 0;
}
#endif
