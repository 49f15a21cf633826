// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <string_view>

namespace mv {

bool isIpAddress(std::string_view); // IPv4 or IPv6, as text
// Of "192.0.2.1:25", "[2001:db8::1]:25". Empty: something else.
std::string_view ipOfEndpoint(std::string_view);
// Loopback, or not an address at all but a socket's path: nothing that a remote host listens on.
bool isLocalAddress(std::string_view);
bool isPrivateAddress(std::string_view); // RFC 1918, RFC 4193

// The address of ours that a refusal names ("Messages from 1.2.3.4 temporarily deferred", "from your IP address
// [1.2.3.4 19]", "Client host [1.2.3.4] blocked", "too many connections from ..."). Empty: none, or only the remote's
// own.
std::string_view sendingIp(std::string_view reply, std::string_view relayIp);

} // namespace mv
