// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/formats/loglines.h"
#include "models/ingest/statetext.h"

namespace mv {

namespace {

constexpr std::size_t kSampleLength = 500;

RejectReason reasonOf(LineIs what)
{
    switch (what) {
    case LineIs::BadTime:
        return RejectReason::BadTime;
    case LineIs::BadField:
        return RejectReason::BadField;
    case LineIs::Truncated:
        return RejectReason::Truncated;
    case LineIs::TooLong:
        return RejectReason::TooLong;
    default:
        return RejectReason::NotThisFormat;
    }
}

} // namespace

std::string_view withoutMark(std::string_view text)
{
    constexpr std::string_view kMark = "\xef\xbb\xbf";
    return text.starts_with(kMark) ? text.substr(kMark.size()) : text;
}

void LogLines::count(LineIs what, std::uint64_t offset, std::string_view line, Sink& sink)
{
    switch (what) {
    case LineIs::Delivery:
        ++m_counts.delivery;
        return;
    case LineIs::Context:
        ++m_counts.context;
        return;
    case LineIs::Other:
        ++m_counts.other;
        return;
    default:
        break;
    }
    const RejectReason reason = reasonOf(what);
    ++m_counts.rejected[static_cast<std::size_t>(reason)];
    sink.reject({ offset, reason, std::string(line.substr(0, kSampleLength)) });
}

LineIs LogLines::ofAuthDaemon(LineIs otherwise, const Envelope& e)
{
    std::size_t halves = 0;
    const AuthLines::Told told = m_auth.read(e, receiver(e), halves);
    settled(halves);
    switch (told) {
    case AuthLines::Told::Result:
        return LineIs::Delivery;
    case AuthLines::Told::Half:
        return LineIs::Context;
    case AuthLines::Told::Nothing:
        break;
    }
    return otherwise;
}

void LogLines::settled(std::size_t halves)
{
    for (; halves > 0; --halves)
        contextIsDelivery();
}

std::string LogLines::saveState() const
{
    StateWriter w;
    w << m_reader.saveState() << m_counts << m_auth.saveState();
    return w.text();
}

void LogLines::loadState(std::string_view state)
{
    StateReader r(state);
    m_reader.loadState(r.text());
    m_counts = r.counts();
    m_auth.loadState(r.text());
}

} // namespace mv
