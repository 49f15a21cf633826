// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/ingest/format.h"
#include "models/ingest/lines.h"
#include "models/ingest/memorysource.h"
#include <QtGlobal>
#include <map>

// Keeps what a format gives, as text that people can read and compare.
class Recorder final : public mv::Sink {
public:
    void attempt(const mv::Attempt& a) override
    {
        facts.push_back(toText(a));
        if (each)
            each(a);
    }
    void reject(const mv::RejectedLine& r) override
    {
        static constexpr const char* kReasons[]
            = { "not-this-format", "bad-time", "bad-field", "truncated", "too-long" };
        rejects.push_back(
            std::to_string(r.offset) + '\t' + kReasons[static_cast<std::size_t>(r.reason)] + '\t' + printable(r.text));
    }
    void evidence(mv::Evidence&& told) override { mv::append(all, std::move(told)); }

    static constexpr const char* kColumns
        = "offset\ttime\toutcome\tstage\tcode\tenhanced\tdelay_ms\tfirst_try\tserver\tsource\t"
          "relay\trelay_ip\tsender\trecipient\tqueue_id\ttls\treply";
    static std::string toText(const mv::Attempt& a)
    {
        std::string out = std::to_string(a.offset);
        const auto add = [&](std::string_view field) { out += '\t', out += printable(field); };
        add(mv::toIso(a.at));
        add(mv::toString(a.outcome));
        add(mv::toString(a.stage));
        add(std::to_string(a.code));
        add(a.enhanced.toString());
        add(std::to_string(a.delayMs));
        add(a.firstTry ? "first" : "");
        for (const std::string_view field :
            { a.server, a.source, a.relayHost, a.relayIp, a.sender, a.recipient, a.queueId, a.tls, a.reply })
            add(field);
        return out;
    }
    static std::string printable(std::string_view text)
    {
        std::string out;
        for (const char c : text)
            out += c >= ' ' && c < '\x7f' ? c : '?';
        return out;
    }

    std::vector<std::string> facts, rejects;
    mv::Evidence all;
    std::function<void(const mv::Attempt&)> each;
};

inline mv::UtcTime utc(const char* iso)
{
    mv::UtcTime t;
    if (!mv::fromIso(iso, t))
        qFatal("bad time in a test row: %s", iso);
    return t;
}

// Of a log that was last written to in March 2024 and is read in June.
inline mv::FormatOptions exampleOptions()
{
    mv::FormatOptions o;
    o.fileTime = utc("2024-03-02T09:30:00Z");
    o.now = utc("2024-06-01T00:00:00Z");
    o.server = "server";
    return o;
}

// Reads a whole text in blocks through a format.
inline mv::LineCounts readText(const mv::FormatInfo& info, const mv::FormatOptions& options, const std::string& text,
    Recorder& out, std::size_t block = std::size_t(1) << 20)
{
    mv::MemorySource source(text, block);
    mv::LineReader lines(source, 0, block);
    mv::Correlator correlator;
    const auto format = info.make(options, correlator);
    for (;;) {
        const auto next = lines.next(true);
        if (!next || next->empty())
            break;
        format->feed(*next, out);
    }
    format->finish(out);
    return format->counts();
}
