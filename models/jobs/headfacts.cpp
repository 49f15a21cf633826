// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/jobs/headfacts.h"
#include "models/ingest/lines.h"
#include "models/ingest/memorysource.h"

namespace mv {
namespace {

constexpr std::size_t kFacts = 50, kRejects = 20;
constexpr std::size_t kFirstBlock = 4 * 1024; // the first fact is mostly near

HeadFact owned(const Attempt& a)
{
    const auto text = [](std::string_view s) { return std::string(s); };
    return { a.at, a.outcome, a.code, a.enhanced, text(a.server), text(a.source),
        text(a.relayHost.empty() ? a.relayIp : a.relayHost), text(domainOf(a.recipient)), text(a.queueId),
        text(a.reply) };
}

class FirstOnes final : public Sink {
public:
    explicit FirstOnes(HeadFacts& into)
        : m_into(into)
    {
    }
    void attempt(const Attempt& a) override
    {
        if (m_into.facts.size() < kFacts)
            m_into.facts.push_back(owned(a));
    }
    void reject(const RejectedLine& line) override
    {
        if (m_into.notUnderstood.size() < kRejects)
            m_into.notUnderstood.push_back(line);
    }
    void evidence(Evidence&&) override { }

private:
    HeadFacts& m_into;
};

} // namespace

HeadFacts factsIn(const std::string& head, bool isWhole, const FormatInfo& format, const FormatOptions& options)
{
    HeadFacts found;
    FirstOnes sink(found);
    Correlator nothingKnown;
    const auto reader = format.make(options, nothingKnown);
    readHead(head, isWhole, *reader, sink, [] { return false; });
    found.lines = reader->counts();
    return found;
}

void readHead(
    const std::string& head, bool isWhole, LineFormat& format, Sink& sink, const std::function<bool()>& enough)
{
    MemorySource source(head);
    LineReader lines(source, 0, kFirstBlock);
    for (auto block = lines.next(isWhole); block && !block->empty() && !enough(); block = lines.next(isWhole))
        format.feed(*block, sink);
    if (isWhole)
        format.finish(sink);
}

} // namespace mv
