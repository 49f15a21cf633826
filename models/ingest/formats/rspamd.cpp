// SPDX-License-Identifier: GPL-3.0-or-later
// Rspamd: checks of what comes in, in syslog or in its own file ("2024-03-01 08:00:00 #456(normal) <tag>; task;
// rspamd_task_write_log: id: ..."). They tell no delivery, only what SPF, DKIM and DMARC found, so that whatever else
// is in a file goes before them.
#include "models/ingest/formats/rspamd.h"
#include "models/ingest/cursor.h"
#include "models/ingest/formats/authwords.h"
#include "models/ingest/formats/headlines.h"
#include "models/ingest/formats/recordlines.h"
#include "models/ingest/syslogtime.h"

namespace mv {

namespace {

constexpr int kMostScore = 20;

// "2024-03-01 08:00:00 #456(normal) "
bool takeOwnStamp(std::string_view line, IsoStamp& stamp)
{
    if (!takeIsoStamp(line, stamp))
        return false;
    Cursor c(line);
    return c.skip(" #") && c.takeNumber() && c.skip('(');
}

bool isOwnLine(std::string_view line)
{
    IsoStamp stamp;
    return takeOwnStamp(line, stamp);
}

bool isRspamdLine(std::string_view line)
{
    return line.find("; rspamd_task_write_log: ") != std::string_view::npos
        || line.find(" rspamd[") != std::string_view::npos || line.find(" rspamd: ") != std::string_view::npos
        || isOwnLine(line);
}

class Rspamd final : public RecordLines {
public:
    using RecordLines::RecordLines;

private:
    LineIs understand(const Envelope& e, std::string_view line, Sink&) override
    {
        if (IsoStamp stamp; takeOwnStamp(line, stamp)) {
            const auto at = stamp.local ? m_clock.read(*stamp.local) : std::optional(stamp.utc);
            if (!at)
                return LineIs::BadTime;
            auto result = rspamdTask(line);
            if (!result)
                return LineIs::Other;
            Envelope own;
            own.at = *at;
            own.offset = e.offset;
            m_lines.addAuth(std::move(*result), own);
            return LineIs::Delivery;
        }
        return isRspamdLine(line) || !e.tag.empty() ? LineIs::Other : LineIs::NotThisFormat;
    }
};

} // namespace

int scoreRspamd(std::string_view head) { return scoreOfHeadLines(head, isRspamdLine) * kMostScore / 100; }

std::unique_ptr<LineFormat> makeRspamd(const FormatOptions& o, Correlator& c) { return std::make_unique<Rspamd>(o, c); }

} // namespace mv
