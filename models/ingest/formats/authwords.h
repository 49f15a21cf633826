// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/authresult.h"
#include <optional>
#include <string_view>

// What one line tells of the authentication of a received mail. Domains and addresses of hosts only, no mailboxes.
// Neither time nor receiver is set.
namespace mv {

// Whether a syslog tag is of one that logs such lines: opendkim, opendmarc, policyd-spf (Python), policy-spf (Perl),
// rspamd; also behind "postfix/". Asked for most lines of a log.
inline bool isAuthDaemon(std::string_view tag)
{
    const auto is = [&](std::string_view name) {
        return tag.ends_with(name) && (tag.size() == name.size() || tag[tag.size() - name.size() - 1] == '/');
    };
    switch (tag.empty() ? '\0' : tag.back()) {
    case 'm':
        return is("opendkim");
    case 'c':
        return is("opendmarc");
    case 'f':
        return is("policyd-spf") || is("policy-spf");
    case 'd':
        return is("rspamd");
    default:
        return false;
    }
}

// A line of opendkim. Of one mail there may be two, one with the verdict, one with the signature.
struct OpenDkimLine {
    std::string_view queueId;
    AuthCheck check;
    bool verdictTold = false, signatureTold = false;
    bool whole = false; // no other line tells more
};
// "QID: DKIM verification successful", "QID: s=SEL d=DOMAIN [a=ALGORITHM] SSL [error]" (opendkim/opendkim.c:
// mlfi_eom(), dkimf_libstatus(), dkimf_log_ssl_errors()). None: tells no result.
std::optional<OpenDkimLine> openDkimLine(std::string_view message);

// Of opendmarc (mlfi_eom()), the policy services for SPF, and rspamd.
std::optional<AuthResult> authLine(std::string_view tag, std::string_view message);

// "... rspamd_task_write_log: id: ..." with symbols (rspamd/conf/logging.inc).
std::optional<AuthResult> rspamdTask(std::string_view message);

// Exim, after "DKIM: ": "d=DOMAIN s=SELECTOR ... [verification succeeded]" (src/dkim.c, dkim_exim_verify_log_sig()).
std::optional<AuthResult> eximDkimLine(std::string_view rest);

} // namespace mv
