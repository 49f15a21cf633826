// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/authresult.h"
#include <string>
#include <string_view>
#include <vector>

namespace mv {

// An Authentication-Results or ARC-Authentication-Results header (RFC 8601, 2.2; RFC 8617, 4.1.1), with what Microsoft
// (no authserv-id), Yahoo and others write instead.
struct AuthResultsHeader {
    struct Property {
        std::string name; // "smtp.mailfrom", "reason", "action"; lower case
        std::string value;
    };
    struct Method {
        std::string name;   // "spf", "dkim"; lower case, without its version
        std::string result; // as it was told
        std::vector<Property> properties;
        std::string comment; // of all of its comments

        std::string_view property(std::string_view name) const; // empty: none
    };
    std::string authservId; // as it was told; empty: none
    int instance = 0;       // of ARC
    std::vector<Method> methods;
};
AuthResultsHeader readAuthResults(std::string_view value); // unfolded

// Adds what the header tells: spf and dmarc if they are not told yet, every signature, compauth.
void addTo(AuthResult&, const AuthResultsHeader&);

// Received-SPF (RFC 7208, 9.1): adds the check, the source and MAIL FROM where they are not told yet.
void addReceivedSpf(AuthResult&, std::string_view value);

} // namespace mv
