// SPDX-License-Identifier: GPL-3.0-or-later
// SNDS' ipStatus.aspx: ranges of addresses that are blocked, both ends included, with the reason. Without a time: it is
// of when it was fetched. Source: Microsoft's SNDS FAQ, sndslib.
#include "models/ingest/formats/csvformat.h"
#include "models/ingest/formats/snds.h"
#include "models/ingest/sendingip.h"
#include "models/mail/dnsanswer.h"

namespace mv {

namespace {

enum Column : std::size_t { First, Last, Blocked, Reason, kColumnCount };

bool isOurs(const CsvRecord& r)
{
    return r.size() == kColumnCount && isIpAddress(r[First]) && isIpAddress(r[Last])
        && (sameIgnoringCase(r[Blocked], "yes") || sameIgnoringCase(r[Blocked], "no"));
}

class SndsStatus final : public CsvFormat {
public:
    SndsStatus(const FormatOptions& o, Correlator& c)
        : CsvFormat({ {}, {}, [](std::string_view line) { return isIpAddress(line.substr(0, line.find(','))); } }, o, c)
        , m_at(o.fileTime)
    {
    }

private:
    LineIs understand(const CsvRecord& r, std::string_view, std::uint64_t offset, Sink& sink) override
    {
        if (!isOurs(r))
            return isIpAddress(r[First]) ? LineIs::BadField : LineIs::NotThisFormat;
        std::string range(r[First]);
        if (r[First] != r[Last])
            range.append("-").append(r[Last]);
        Evidence evidence;
        evidence.reputation.push_back({ m_at, m_at, std::string(kSndsName), std::move(range), "blocked",
            sameIgnoringCase(r[Blocked], "yes") ? 1.0 : 0.0, withoutMailboxes(r[Reason]), offset });
        sink.evidence(std::move(evidence));
        return LineIs::Delivery;
    }

    UtcTime m_at;
};

} // namespace

int scoreSndsStatus(std::string_view head)
{
    return scoreOfRecords(head, [](const CsvRecord& r, std::string_view) { return isOurs(r); });
}

std::unique_ptr<LineFormat> makeSndsStatus(const FormatOptions& o, Correlator& c)
{
    return std::make_unique<SndsStatus>(o, c);
}

} // namespace mv
