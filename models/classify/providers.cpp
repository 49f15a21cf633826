// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/classify/providers.h"
#include "models/classify/tsv.h"
#include "models/mail/ascii.h"
#include "mv_classify_embedded.h"
#include <algorithm>
#include <array>
#include <libpsl.h>
#include <limits>
#include <unordered_map>

namespace mv {

namespace {

constexpr std::string_view kNameUnderAnySuffix = ".*"; // hotmail.*
constexpr std::size_t kLongestName = 253;              // RFC 1035 2.3.4

struct Match {
    std::size_t row = std::numeric_limits<std::size_t>::max(); // place in the table: the first one wins
    std::string_view provider;
    explicit operator bool() const { return !provider.empty(); }
};

struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
};
struct Named {
    std::size_t row;
    std::string provider;
};
using ByName = std::unordered_map<std::string, Named, Hash, std::equal_to<>>;

// "mx1.example.com" -> "example.com" -> "com" -> ""
std::string_view parent(std::string_view host)
{
    const auto dot = host.find('.');
    return dot == std::string_view::npos ? std::string_view() : host.substr(dot + 1);
}

Match firstOnTheWayUp(const ByName& names, std::string_view host)
{
    Match first;
    for (; !host.empty(); host = parent(host))
        if (const auto found = names.find(host); found != names.end() && found->second.row < first.row)
            first = { found->second.row, found->second.provider };
    return first;
}

// The part of a host name that somebody registered: one label more than the public suffix. The ICANN section of the
// list only: who runs compute.amazonaws.com is Amazon, whoever rents the machine.
std::string_view registeredDomain(const std::string& host)
{
    std::string_view registered;
    for (std::string_view name = host; !name.empty(); name = parent(name)) {
        if (psl_is_public_suffix2(psl_builtin(), name.data(), PSL_TYPE_ICANN))
            break;
        registered = name;
        if (const auto up = parent(name); up.empty() || psl_is_public_suffix2(psl_builtin(), up.data(), PSL_TYPE_ICANN))
            break;
    }
    return registered.empty() ? std::string_view(host) : registered;
}

// Lower case, without a final dot; empty for what is no name.
std::string hostName(std::string_view text)
{
    while (text.ends_with('.'))
        text.remove_suffix(1);
    if (text.size() > kLongestName)
        return {};
    std::string host = lowered(text);
    const bool address = host.find_first_not_of("0123456789.") == std::string::npos
        || host.find(':') != std::string::npos || host.starts_with('[');
    if (address || host == "none" || host == "unknown")
        host.clear();
    return host;
}

bool isHostCharacter(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-'; }

class Table final {
public:
    Result<void> add(std::string_view text, std::string_view what);
    Match ofRelay(std::string_view host) const { return firstOnTheWayUp(m_relays, host); }
    Match ofDomain(const std::string& domain) const;
    Match ofReceiver(std::string_view lowerCaseName) const;
    Match ofText(std::string_view lowerCaseText) const;
    Match ofHostIn(std::string_view lowerCaseText) const;
    bool listsDomains() const { return !m_domains.empty() || !m_anySuffix.empty(); }
    const std::vector<std::string>& names() const { return m_names; }

private:
    struct TextRow {
        TextPattern pattern;
        std::string provider;
    };
    ByName m_relays, m_domains, m_anySuffix, m_receivers;
    std::vector<TextRow> m_texts;
    std::vector<std::string> m_names;
};

Result<void> Table::add(std::string_view text, std::string_view what)
{
    for (const TsvRow& row : tsvRows(text)) {
        const auto wrong = [&](std::string_view expected) {
            return failure(std::string(what) + ", line " + std::to_string(row.line) + ": " + std::string(expected));
        };
        if (row.columns.size() != 3)
            return wrong("expected three columns with a tab between them (kind, pattern, provider), found "
                + std::to_string(row.columns.size()) + ".");
        const std::string_view kind = row.columns[0];
        const std::string provider(row.columns[2]);
        std::string pattern = lowered(row.columns[1]);
        if (provider.empty())
            return wrong("the provider's name is missing.");
        if (kind == "text") {
            if (pattern.find_first_not_of('*') == std::string::npos)
                return wrong("the text to look for is missing.");
            m_texts.push_back({ TextPattern(pattern), provider });
        } else if (kind == "receiver") {
            if (pattern.empty())
                return wrong("the name that the receiver calls itself is missing.");
            m_receivers.try_emplace(std::move(pattern), Named { row.line, provider });
        } else if (kind == "relay" || kind == "domain") {
            if (pattern.starts_with("*."))
                pattern.erase(0, 2);
            while (pattern.starts_with('.'))
                pattern.erase(0, 1);
            const bool anySuffix = kind == "domain" && pattern.ends_with(kNameUnderAnySuffix);
            if (anySuffix)
                pattern.resize(pattern.size() - kNameUnderAnySuffix.size());
            while (pattern.ends_with('.'))
                pattern.pop_back();
            if (pattern.empty() || pattern.find_first_of("* @/") != std::string::npos)
                return wrong("expected a host or domain name such as mx.example.com, found \""
                    + std::string(row.columns[1]) + "\".");
            ByName& names = kind == "relay" ? m_relays : anySuffix ? m_anySuffix : m_domains;
            names.try_emplace(std::move(pattern), Named { row.line, provider });
        } else {
            return wrong(
                "expected relay, domain, receiver or text in the first column, found \"" + std::string(kind) + "\".");
        }
        if (std::ranges::find(m_names, provider) == m_names.end())
            m_names.push_back(provider);
    }
    return {};
}

Match Table::ofDomain(const std::string& domain) const
{
    const Match listed = firstOnTheWayUp(m_domains, domain);
    const std::string_view registered = registeredDomain(domain);
    const auto found = m_anySuffix.find(registered.substr(0, registered.find('.')));
    if (found != m_anySuffix.end() && found->second.row < listed.row)
        return { found->second.row, found->second.provider };
    return listed;
}

Match Table::ofReceiver(std::string_view name) const
{
    const auto found = m_receivers.find(name);
    return found == m_receivers.end() ? Match {} : Match { found->second.row, found->second.provider };
}

Match Table::ofText(std::string_view text) const
{
    for (std::size_t i = 0; i < m_texts.size(); ++i)
        if (m_texts[i].pattern.matches(text))
            return { i, m_texts[i].provider };
    return {};
}

Match Table::ofHostIn(std::string_view text) const
{
    while (!text.empty()) {
        const auto end = std::min<std::size_t>(
            static_cast<std::size_t>(std::ranges::find_if_not(text, isHostCharacter) - text.begin()), text.size());
        std::string_view host = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        while (host.ends_with('.'))
            host.remove_suffix(1);
        if (host.size() <= kLongestName && host.find('.') != std::string_view::npos)
            if (const Match match = ofRelay(host))
                return match;
    }
    return {};
}

} // namespace

struct ProviderTable::Impl {
    std::array<Table, 2> tables; // the user's, then ours
};

ProviderTable::ProviderTable(std::unique_ptr<Impl> impl)
    : m_impl(std::move(impl))
{
}
ProviderTable::ProviderTable(ProviderTable&&) noexcept = default;
ProviderTable& ProviderTable::operator=(ProviderTable&&) noexcept = default;
ProviderTable::~ProviderTable() = default;

Result<ProviderTable> ProviderTable::make(std::string_view userTable, std::string_view called)
{
    auto impl = std::make_unique<Impl>();
    if (auto added = impl->tables[0].add(userTable, called); !added)
        return tl::unexpected(added.error());
    if (auto added = impl->tables[1].add(embedded::kproviders_tsv, "resources/rules/providers.tsv"); !added)
        return tl::unexpected(added.error());
    return ProviderTable(std::move(impl));
}

Provider ProviderTable::providerOf(std::string_view relayHost, std::string_view recipientDomain) const
{
    const std::string relay = hostName(relayHost);
    const std::string domain = hostName(recipientDomain);
    for (const Table& table : m_impl->tables) {
        if (const Match match = table.ofRelay(relay))
            return { std::string(match.provider), true };
        if (const Match match = table.ofDomain(domain))
            return { std::string(match.provider), true };
    }
    const std::string& known = relay.empty() ? domain : relay;
    return { known.empty() ? "unknown" : std::string(registeredDomain(known)), false };
}

std::optional<Provider> ProviderTable::providerOfRelay(std::string_view relayHost) const
{
    const std::string relay = hostName(relayHost);
    for (const Table& table : m_impl->tables) {
        if (const Match match = table.ofRelay(relay))
            return Provider { std::string(match.provider), true };
        if (table.listsDomains())
            break;
    }
    return {};
}

Provider ProviderTable::providerInText(std::string_view reply) const
{
    constexpr std::size_t kEnough = 4'096; // nobody gives himself away later
    const std::string text = lowered(reply.substr(0, kEnough));
    for (const Table& table : m_impl->tables) {
        if (const Match match = table.ofText(text))
            return { std::string(match.provider), true };
        if (const Match match = table.ofHostIn(text))
            return { std::string(match.provider), true };
    }
    return {};
}

std::string ProviderTable::providerOfReceiver(std::string_view name) const
{
    const std::string host = hostName(name);
    for (const Table& table : m_impl->tables) {
        for (const Match match : { table.ofReceiver(lowered(name)), table.ofRelay(host), table.ofDomain(host) }) {
            if (match)
                return std::string(match.provider);
        }
    }
    return {};
}

std::vector<std::string> ProviderTable::names() const
{
    std::vector<std::string> names;
    for (const Table& table : m_impl->tables)
        for (const std::string& name : table.names())
            if (std::ranges::find(names, name) == names.end())
                names.push_back(name);
    return names;
}

} // namespace mv
