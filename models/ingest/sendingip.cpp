// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/sendingip.h"
#include "models/mail/ascii.h"
#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cstring>

namespace mv {

namespace {

bool isAddressChar(char c)
{
    return isDigit(c) || c == '.' || c == ':' || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

// inet_pton wants a terminated string; addresses are short.
bool parses(int family, std::string_view text)
{
    std::array<char, 48> buffer {};
    if (text.empty() || text.size() >= buffer.size())
        return false;
    std::memcpy(buffer.data(), text.data(), text.size());
    std::array<unsigned char, 16> address {};
    return inet_pton(family, buffer.data(), address.data()) == 1;
}

// The word before an address that says whose it is: the client's, as the remote sees it.
constexpr std::string_view kBefore[]
    = { "from", "address", "ip", "host", "client", "server", "sender", "ips", "mta", "for" };

std::string_view lastWord(std::string_view text)
{
    while (!text.empty() && !isLetter(text.back())) {
        if (text.back() == '.' || text.back() == ';' || isDigit(text.back()))
            return {}; // another sentence, or a number: the word is not about this address
        text.remove_suffix(1);
    }
    std::size_t begin = text.size();
    while (begin > 0 && isLetter(text[begin - 1]))
        --begin;
    return text.substr(begin);
}

bool equalsIgnoringCase(std::string_view a, std::string_view lower)
{
    return a.size() == lower.size()
        && std::equal(a.begin(), a.end(), lower.begin(), [](char x, char y) { return (x | 0x20) == y; });
}

bool saysWhose(std::string_view before, std::string_view after)
{
    // Gmail: "421-4.7.0 [192.0.2.1      15] Our system has detected"
    if (before.ends_with('[') && after.starts_with("  "))
        return true;
    const std::string_view word = lastWord(before);
    return std::ranges::any_of(kBefore, [&](std::string_view w) { return equalsIgnoringCase(word, w); });
}

} // namespace

bool isIpAddress(std::string_view text) { return parses(AF_INET, text) || parses(AF_INET6, text); }

std::string_view ipOfEndpoint(std::string_view endpoint)
{
    endpoint = endpoint.substr(0, endpoint.rfind(':'));
    if (endpoint.starts_with('[') && endpoint.ends_with(']'))
        endpoint = endpoint.substr(1, endpoint.size() - 2);
    return isIpAddress(endpoint) ? endpoint : std::string_view();
}

bool isLocalAddress(std::string_view a)
{
    return a.starts_with("127.") || a == "::1" || a.find('/') != std::string_view::npos;
}

bool isPrivateAddress(std::string_view a)
{
    if (a.starts_with("10.") || a.starts_with("192.168.") || a.starts_with("fd") || a.starts_with("fc"))
        return isIpAddress(a);
    return a.starts_with("172.") && a.size() > 6 && a[6] == '.' && a.substr(4, 2) >= "16" && a.substr(4, 2) <= "31";
}

std::string_view sendingIp(std::string_view reply, std::string_view relayIp)
{
    std::size_t i = 0;
    while (i < reply.size()) {
        // An address begins where a run of its characters begins, not inside a word.
        if (!isAddressChar(reply[i])
            || (i > 0 && (isLetter(reply[i - 1]) || isDigit(reply[i - 1]) || reply[i - 1] == '-'))) {
            ++i;
            continue;
        }
        std::size_t end = i;
        bool address = false;
        while (end < reply.size() && isAddressChar(reply[end])) {
            address = address || reply[end] == '.' || reply[end] == ':';
            ++end;
        }
        std::string_view run = reply.substr(i, end - i);
        while (run.ends_with('.') || run.ends_with(':'))
            run.remove_suffix(1);
        if (address && run.size() >= 7 && run != relayIp && isIpAddress(run)
            && saysWhose(reply.substr(0, i), reply.substr(i + run.size())))
            return run;
        i = std::max(end, i + 1);
    }
    return {};
}

} // namespace mv
