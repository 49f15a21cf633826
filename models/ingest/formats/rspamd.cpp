// SPDX-License-Identifier: GPL-3.0-or-later
// Rspamd: checks of what comes in, in syslog or in its own file ("2024-03-01 08:00:00 #456(normal) <tag>; task;
// rspamd_task_write_log: id: ..."). They tell no delivery, so that whatever else is in a file goes before them.
#include "models/ingest/formats/rspamd.h"
#include "models/ingest/cursor.h"
#include "models/ingest/formats/headlines.h"
#include "models/ingest/formats/recordlines.h"
#include "models/ingest/syslogtime.h"

namespace mv {

namespace {

constexpr int kMostScore = 20;

// "2024-03-01 08:00:00 #456(normal) "
bool isOwnLine(std::string_view line)
{
    IsoStamp iso;
    if (!takeIsoStamp(line, iso))
        return false;
    Cursor c(line);
    return c.skip(" #") && c.takeNumber() && c.skip('(');
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
        return isRspamdLine(line) || !e.tag.empty() ? LineIs::Other : LineIs::NotThisFormat;
    }
};

} // namespace

int scoreRspamd(std::string_view head) { return scoreOfHeadLines(head, isRspamdLine) * kMostScore / 100; }

std::unique_ptr<LineFormat> makeRspamd(const FormatOptions& o, Correlator& c) { return std::make_unique<Rspamd>(o, c); }

} // namespace mv
