// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/probes/smtpprobe.h"
#include "models/mail/ascii.h"
#include "models/probes/probing.h"
#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

namespace mv {
namespace {

constexpr std::size_t kLine = 2048;   // octets; RFC 5321, 4.5.3.1.5 allows 512
constexpr std::size_t kLines = 128;   // of one reply
constexpr std::size_t kAddresses = 4; // of one host that are tried
constexpr std::string_view kQuit = "QUIT\r\n";

struct SmtpReply {
    int code = 0;
    std::vector<std::string> lines; // without their codes
};

// The lines of a connection, cut at LF.
class SmtpDialogue {
public:
    SmtpDialogue(Connection& connection, const Patience& patience)
        : m_connection(connection)
        , m_patience(patience)
    {
    }

    Result<SmtpReply> say(std::string_view command)
    {
        if (auto sent = m_connection.write(command, m_patience); !sent)
            return tl::unexpected(sent.error());
        return hear();
    }

    Result<SmtpReply> hear()
    {
        SmtpReply reply;
        while (reply.lines.size() < kLines) {
            const auto line = nextLine();
            if (!line)
                return tl::unexpected(line.error());
            const bool coded = line->size() >= 3 && std::all_of(line->begin(), line->begin() + 3, isDigit)
                && (line->size() == 3 || (*line)[3] == ' ' || (*line)[3] == '-');
            if (!coded)
                return failure(fmt::format("The host does not speak SMTP: \"{}\".", keptText(line->substr(0, 80))));
            reply.code = (((*line)[0] - '0') * 10 + ((*line)[1] - '0')) * 10 + ((*line)[2] - '0');
            reply.lines.push_back(line->size() > 4 ? line->substr(4) : "");
            if (line->size() == 3 || (*line)[3] == ' ')
                return reply;
        }
        return failure(fmt::format("The host's reply has more than {} lines.", kLines));
    }

    bool hasMore() const { return !m_buffer.empty(); }

private:
    Result<std::string> nextLine()
    {
        for (;;) {
            if (const std::size_t end = m_buffer.find('\n'); end != std::string::npos && end <= kLine) {
                std::string line = m_buffer.substr(0, end);
                m_buffer.erase(0, end + 1);
                if (line.ends_with('\r'))
                    line.pop_back();
                return line;
            }
            if (m_buffer.size() > kLine)
                return failure(fmt::format("The host sent a line of more than {} octets.", kLine));
            const auto more = m_connection.read(m_patience);
            if (!more)
                return tl::unexpected(more.error());
            m_buffer += *more;
        }
    }

    Connection& m_connection;
    Patience m_patience;
    std::string m_buffer;
};

std::string machineName()
{
    std::array<char, 256> name {};
    return gethostname(name.data(), name.size() - 1) == 0 && name[0] != 0 ? name.data() : "localhost";
}

void fail(SmtpSession& session, const Error& error)
{
    session.status = error.what == kTimedOut ? ProbeStatus::TimedOut : ProbeStatus::Failed;
    session.detail = error.what;
}

// False: the reply is not the one that goes on.
bool expect(SmtpSession& session, const Result<SmtpReply>& reply, int code, std::string_view what)
{
    if (!reply) {
        fail(session, reply.error());
        session.detail = fmt::format("{}: {}", what, session.detail);
        return false;
    }
    if (reply->code == code)
        return true;
    session.status = ProbeStatus::Failed;
    session.detail = fmt::format("{}: {} {}", what, reply->code, keptText(reply->lines.front().substr(0, 200)));
    return false;
}

void talk(SmtpSession& session, Connection& connection, const std::string& host, const SmtpOptions& options,
    const Patience& patience)
{
    SmtpDialogue dialogue(connection, patience);
    const auto greeting = dialogue.hear();
    if (!expect(session, greeting, 220, "greeting"))
        return;
    session.greeting = keptText(greeting->lines.front().substr(0, 200));
    const auto hello = dialogue.say(fmt::format("EHLO {}\r\n", options.helo.empty() ? machineName() : options.helo));
    if (!expect(session, hello, 250, "EHLO"))
        return;
    const bool offered = std::ranges::any_of(
        hello->lines, [](const std::string& line) { return lowered(line.substr(0, line.find(' '))) == "starttls"; });
    if (!offered) {
        session.status = ProbeStatus::Absent;
        session.detail = "STARTTLS is not offered";
        static_cast<void>(dialogue.say(kQuit));
        return;
    }
    if (!expect(session, dialogue.say("STARTTLS\r\n"), 220, "STARTTLS"))
        return;
    session.talksBeforeTls = dialogue.hasMore();
    auto tls = lookAtTls(connection, host, options.caFile, kQuit, patience);
    if (!tls) {
        fail(session, tls.error());
        return;
    }
    session.status = ProbeStatus::Answered;
    session.detail = "connected to " + session.address;
    session.tls = std::move(*tls);
}

std::string dayOf(UtcTime time) { return toIso(time).substr(0, 10); }

void judgeCertificate(ProbeResult& result, const TlsSession& tls, UtcTime now)
{
    const Certificate& certificate = tls.certificate;
    constexpr std::chrono::days kSoon { 14 };
    if (certificate.name == Check::Bad)
        bad(result,
            fmt::format("The certificate of {} is not valid for that name; it is for {}.", result.name,
                certificate.names.empty() ? "none" : fmt::format("{}", fmt::join(certificate.names, ", "))),
            "RFC 9525, 6; RFC 8461, 4.2");
    const bool expired = certificate.notAfter && *certificate.notAfter < now;
    if (expired)
        bad(result, fmt::format("The certificate of {} expired on {}.", result.name, dayOf(*certificate.notAfter)),
            "RFC 5280, 4.1.2.5");
    else if (certificate.notBefore && *certificate.notBefore > now)
        bad(result,
            fmt::format("The certificate of {} is not valid before {}.", result.name, dayOf(*certificate.notBefore)),
            "RFC 5280, 4.1.2.5");
    else if (certificate.notAfter && *certificate.notAfter < now + kSoon)
        warn(result, fmt::format("The certificate of {} expires on {}.", result.name, dayOf(*certificate.notAfter)),
            "RFC 5280, 4.1.2.5");
    if (!tls.chainProblem.empty() && !(expired && tls.chainProblem == "certificate has expired"))
        bad(result, fmt::format("The certificate of {} is not trusted: {}.", result.name, tls.chainProblem),
            "RFC 5280, 6; RFC 8461, 4.2");
}

} // namespace

SmtpSession lookAtSmtp(const MxHost& host, const SmtpOptions& options, const std::stop_token& stop)
{
    SmtpSession session;
    session.detail = "the host has no address";
    for (std::size_t i = 0; i < std::min(host.addresses.size(), kAddresses) && !stop.stop_requested(); ++i) {
        const auto now = std::chrono::steady_clock::now();
        auto connection = Connection::open(host.addresses[i], options.port, { now + options.connectTimeout, stop });
        if (!connection) {
            fail(session, connection.error());
            session.detail = fmt::format("{}: {}", host.addresses[i], session.detail);
            continue;
        }
        session.address = host.addresses[i];
        talk(session, *connection, host.name, options,
            { std::chrono::steady_clock::now() + options.sessionTimeout, stop });
        break;
    }
    return session;
}

ProbeResult certificateResult(const SmtpSession& session, const std::string& domain, const std::string& host,
    const std::string& resolver, UtcTime now)
{
    ProbeResult result;
    result.at = now;
    result.kind = ProbeKind::Certificate;
    result.status = session.status;
    result.domain = domain;
    result.name = host;
    result.detail = session.detail;
    result.by = "mailvane";
    result.resolver = resolver;
    if (session.status == ProbeStatus::Absent)
        warn(result, fmt::format("{} does not offer STARTTLS: mail to it is not encrypted.", host), "RFC 3207, 4");
    if (session.talksBeforeTls)
        bad(result, fmt::format("{} mixes plain text into the beginning of TLS.", host), "RFC 3207, 4.2");
    if (!session.tls)
        return result;
    result.tls = session.tls->protocol + ' ' + session.tls->cipher;
    result.certificate = session.tls->certificate;
    if (session.tls->protocol == "TLSv1" || session.tls->protocol == "TLSv1.1" || session.tls->protocol == "SSLv3")
        warn(result, fmt::format("{} speaks no newer protocol than {}.", host, session.tls->protocol), "RFC 8996, 2");
    judgeCertificate(result, *session.tls, now);
    return result;
}

} // namespace mv
