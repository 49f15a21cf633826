// SPDX-License-Identifier: GPL-3.0-or-later
// "exim -bp": a message in a line with its age, size, id and sender, below it the recipients, those with a D before
// them done. Grammar: Exim's specification, "Options for querying the queue" (-bp); src/queue.c, queue_list(). Why a
// message waits is in the log, not here.
#include "models/ingest/formats/eximqueue.h"
#include "models/ingest/eximid.h"
#include "models/ingest/formats/headlines.h"
#include "models/ingest/formats/queuelines.h"

namespace mv {

namespace {

using namespace std::chrono;

constexpr std::string_view kFrozen = "*** frozen ***";

struct Entry {
    minutes age {};
    std::string_view queueId, sender;
    bool frozen = false;
};

// "25m  2.9K 0t5C6f-0000c8-00 <alice@wonderland.example> *** frozen ***"; a local user may be told in parentheses.
bool parseEntry(std::string_view line, Entry& out)
{
    Cursor c(line);
    c.skipBlanks();
    const auto count = c.takeNumber();
    const char unit = c.peek();
    if (!count || *count > 10'000 || c.take(1).empty())
        return false;
    const auto n = static_cast<int>(*count);
    switch (unit) {
    case 'm':
        out.age = minutes(n);
        break;
    case 'h':
        out.age = hours(n);
        break;
    case 'd':
        out.age = days(n);
        break;
    case 'w':
        out.age = weeks(n);
        break;
    default:
        return false;
    }
    c.skipBlanks();
    if (c.peek() != '<') { // a size is not always known
        const std::string_view size = c.takeUntil(' ');
        c.skipBlanks();
        out.queueId = isEximId(size) ? size : c.takeUntil(' ');
        c.skipBlanks();
    }
    if (!isEximId(out.queueId) || !c.skip('<'))
        return false;
    out.sender = c.takeUntil('>');
    out.frozen = c.rest().find(kFrozen) != std::string_view::npos;
    return true;
}

class EximQueue final : public QueueLines {
public:
    using QueueLines::QueueLines;

private:
    LineIs understand(std::string_view line, std::uint64_t offset, Sink&) override;
};

LineIs EximQueue::understand(std::string_view line, std::uint64_t offset, Sink& sink)
{
    Cursor c(line);
    c.skipBlanks();
    if (c.atEnd())
        return LineIs::Other;
    if (Entry entry; parseEntry(line, entry)) {
        begin(entry.queueId, timeOfEximId(entry.queueId).value_or(m_snapshot.at() - entry.age), entry.sender);
        if (entry.frozen)
            m_reason = "frozen";
        return LineIs::Context;
    }
    if (!line.starts_with("  ")) {
        m_queueId.clear();
        return LineIs::NotThisFormat;
    }
    if (c.skip("D ") || c.skip("+D "))
        return m_queueId.empty() ? LineIs::NotThisFormat : LineIs::Context; // has its mail
    if (c.rest().find(' ') != std::string_view::npos && c.rest().find('@') == std::string_view::npos)
        return LineIs::NotThisFormat;
    return tell(c.rest(), "in the queue", offset, sink);
}

} // namespace

int scoreEximQueue(std::string_view head)
{
    int messages = 0;
    int others = 0;
    forEachHeadLine(head, [&](std::string_view line) {
        Entry entry;
        messages += parseEntry(line, entry) ? 1 : 0;
        others += line.starts_with("  ") ? 0 : 1;
    });
    return messages == 0 ? 0 : std::max(1, 100 * messages / std::max(messages, others));
}

std::unique_ptr<LineFormat> makeEximQueue(const FormatOptions& o, Correlator& c)
{
    return std::make_unique<EximQueue>(o, c);
}

} // namespace mv
