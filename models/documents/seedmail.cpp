// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/documents/seedmail.h"
#include "models/ingest/authresults.h"
#include "models/documents/placementof.h"
#include "models/documents/text.h"
#include "models/ingest/fileidentity.h"
#include "models/ingest/sendingip.h"
#include <algorithm>

namespace mv {
namespace {

// "from ... by HOST with ...": outside of comments.
std::string_view byHost(std::string_view received)
{
    int depth = 0;
    for (std::size_t i = 0; i < received.size(); ++i) {
        depth += received[i] == '(' ? 1 : received[i] == ')' ? -1 : 0;
        if (depth != 0 || received.substr(i, 3) != "by " || (i > 0 && !isBlank(received[i - 1])))
            continue;
        std::string_view host = trimmed(received.substr(i + 3));
        return host.substr(0, host.find_first_of(" ;(\t"));
    }
    return {};
}

// The fields that the receiver itself put on top: those above the first Received by a host of somebody else.
std::span<const MailHeaders::Field> receiversOwn(const MailHeaders& headers, std::string& receiver)
{
    const auto& fields = headers.fields();
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (fields[i].name != "received")
            continue;
        const std::string by = receiverOf(byHost(fields[i].value));
        if (by.empty())
            continue;
        if (receiver.empty())
            receiver = by;
        else if (by != receiver)
            return std::span(fields).first(i);
    }
    return fields;
}

// Of an authserv-id, also one with a port or a note behind, or that of the host.
std::string idOf(const AuthResultsHeader& header, const std::string& receiver)
{
    if (header.authservId.empty())
        return receiver;
    const std::string domain = receiverOf(header.authservId);
    return domain.empty() ? mailDomain(header.authservId) : domain;
}

bool tells(const AuthResult& a) { return a.spf || !a.dkim.empty() || a.dmarc || !a.composite.empty(); }

void addAuthResults(AuthResult& out, std::span<const MailHeaders::Field> own)
{
    bool found = false;
    std::string id;
    const auto add = [&](const AuthResultsHeader& header) {
        const std::string from = idOf(header, out.receiver);
        if (!found)
            id = from; // the topmost is the receiver's own; what others claim is not
        if (from != id)
            return;
        found = true;
        addTo(out, header);
    };
    for (const auto& field : own) {
        if (field.name == "authentication-results")
            add(readAuthResults(field.value));
    }
    if (!found) { // the same, sealed for the next hop: the highest instance is the last that was added
        AuthResultsHeader last;
        for (const auto& field : own) {
            if (field.name != "arc-authentication-results")
                continue;
            AuthResultsHeader sealed = readAuthResults(field.value);
            if (sealed.instance > last.instance)
                last = std::move(sealed);
        }
        if (last.instance > 0)
            add(last);
    }
    if (found && !id.empty())
        out.receiver = id;
    for (const auto& field : own) {
        if (field.name == "received-spf" && (!out.spf || out.source.empty()))
            addReceivedSpf(out, field.value);
    }
}

std::string sourceIn(std::span<const MailHeaders::Field> own)
{
    for (const auto& field : own) {
        std::string_view ip = field.name == "x-sender-ip" ? std::string_view(field.value)
            : field.name == "x-forefront-antispam-report" ? microsoftField(field.value, "CIP")
                                                          : std::string_view();
        if (isIpAddress(ip) && ip != "255.255.255.255") // Microsoft's word for none
            return std::string(ip);
    }
    return {};
}

// The same mail in another file: by its id and the receiver, or else by all that its header says.
std::uint64_t digestOf(const MailHeaders& headers, const std::string& receiver)
{
    std::string told(headers.first("message-id"));
    if (told.empty()) {
        for (const auto& field : headers.fields())
            told += field.name + ':' + field.value + '\n';
    }
    return std::max<std::uint64_t>(1, digest(told + '\n' + receiver));
}

} // namespace

UtcTime receivedAt(const MailHeaders& headers, const DocumentOptions& options)
{
    const std::string_view received = headers.first("received");
    if (const auto semicolon = received.rfind(';'); semicolon != std::string_view::npos) {
        if (const auto ms = mailTime(received.substr(semicolon + 1)))
            return UtcTime(std::chrono::milliseconds(*ms));
    }
    const auto ms = mailTime(headers.first("date"));
    return ms ? UtcTime(std::chrono::milliseconds(*ms)) : options.fileTime;
}

Evidence seedEvidence(const MailHeaders& headers, const DocumentOptions& options)
{
    Evidence out;
    AuthResult auth;
    auth.evidence = AuthEvidence::Header;
    auth.from = auth.to = receivedAt(headers, options);
    const auto own = receiversOwn(headers, auth.receiver);
    auth.headerFrom = addressDomain(headers.first("from"));
    addAuthResults(auth, own);
    if (auth.source.empty())
        auth.source = sourceIn(own);
    if (auth.envelopeFrom.empty())
        auth.envelopeFrom = addressDomain(headers.first("return-path"));
    auth.mail = digestOf(headers, auth.receiver);
    if (const auto placed = whereItLies(headers, options.path)) {
        Placement p;
        p.at = auth.from;
        p.receiver = auth.receiver;
        p.folder = placed->folder;
        p.why = placed->why;
        p.source = auth.source;
        p.headerFrom = auth.headerFrom;
        p.mail = auth.mail;
        out.placements.push_back(std::move(p));
    }
    if (tells(auth))
        out.auth.push_back(std::move(auth));
    return out;
}

} // namespace mv
