// SPDX-License-Identifier: GPL-3.0-or-later
// "postqueue -j": a JSON object for every message in Postfix's queue. Grammar: postqueue(1), "JSON object format".
#include "models/ingest/formats/postfixqueue.h"
#include "models/ingest/formats/jsonformat.h"
#include "models/ingest/formats/queuesnapshot.h"

namespace mv {

namespace {

bool isOurs(const JsonValue& r)
{
    return r["queue_name"].exists() && r["queue_id"].exists() && r["arrival_time"].exists() && r["recipients"].exists();
}

class PostfixQueue final : public JsonFormat {
public:
    PostfixQueue(const FormatOptions& o, Correlator& c)
        : JsonFormat(o, c)
        , m_snapshot(o, c)
    {
    }
    void finish(Sink& sink) override
    {
        JsonFormat::finish(sink);
        m_snapshot.end();
    }
    std::string remark() const override { return m_snapshot.remark(); }

private:
    LineIs understand(const JsonValue&, std::uint64_t offset, Sink&) override;

    QueueSnapshot m_snapshot;
    std::string m_queue; // reused memory
};

LineIs PostfixQueue::understand(const JsonValue& r, std::uint64_t offset, Sink& sink)
{
    if (!isOurs(r))
        return LineIs::NotThisFormat;
    QueueSnapshot::Waiting w;
    w.queueId = r["queue_id"].text();
    w.arrived = r["arrival_time"].time();
    if (!w.arrived)
        return LineIs::BadTime;
    w.sender = r["sender"].text();
    m_queue = "in the " + std::string(r["queue_name"].text()) + " queue";
    bool any = false;
    r["recipients"].each([&](const JsonValue& recipient) {
        w.recipient = recipient["address"].text();
        w.reason = recipient["delay_reason"].text();
        if (w.reason.empty())
            w.reason = m_queue;
        if (w.recipient.empty() || w.queueId.empty())
            return;
        m_snapshot.tell(w, offset, sink);
        any = true;
    });
    return any ? LineIs::Delivery : LineIs::BadField;
}

} // namespace

int scorePostfixQueue(std::string_view head) { return scoreOfJson(head, isOurs); }

std::unique_ptr<LineFormat> makePostfixQueue(const FormatOptions& o, Correlator& c)
{
    return std::make_unique<PostfixQueue>(o, c);
}

} // namespace mv
