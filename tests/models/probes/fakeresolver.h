// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/probes/dns.h"
#include <map>
#include <set>
#include <utility>

namespace mv {

// Answers from a table, follows aliases, and counts the questions.
class FakeResolver : public Resolver {
public:
    void add(std::string_view name, DnsType type, ResourceRecord record)
    {
        m_records[{ canonicalName(name), type }].push_back(std::move(record));
        m_names.insert(canonicalName(name));
    }
    void txt(std::string_view name, std::string text) { add(name, DnsType::Txt, { std::move(text) }); }
    void a(std::string_view name, std::string address) { add(name, DnsType::A, { std::move(address) }); }
    void aaaa(std::string_view name, std::string address) { add(name, DnsType::Aaaa, { std::move(address) }); }
    void mx(std::string_view name, std::uint16_t preference, std::string_view host)
    {
        add(name, DnsType::Mx, { canonicalName(host), preference });
    }
    void ptr(std::string_view name, std::string_view host) { add(name, DnsType::Ptr, { canonicalName(host) }); }
    void alias(std::string_view name, std::string_view target) { add(name, DnsType::Cname, { canonicalName(target) }); }
    // What has no records of the type asked for gives this status.
    void fail(std::string_view name, DnsStatus status) { m_failures[canonicalName(name)] = status; }
    void secure(std::string_view name) { m_secure.insert(canonicalName(name)); }

    DnsReply ask(std::string_view asked, DnsType type, const std::stop_token& stop) override
    {
        ++asks;
        DnsReply answer;
        if (stop.stop_requested()) {
            answer.status = DnsStatus::Cancelled;
            return answer;
        }
        std::string name = canonicalName(asked);
        for (int hops = 0; hops < 8; ++hops) {
            answer.secure = m_secure.contains(name);
            if (const auto found = m_records.find({ name, type }); found != m_records.end()) {
                answer.status = DnsStatus::Answered;
                answer.records = found->second;
                return answer;
            }
            const auto alias = m_records.find({ name, DnsType::Cname });
            if (alias == m_records.end())
                break;
            answer.alias = name = alias->second.front().data;
        }
        if (const auto failure = m_failures.find(name); failure != m_failures.end())
            answer.status = failure->second;
        else
            answer.status = m_names.contains(name) ? DnsStatus::NoData : DnsStatus::NoName;
        return answer;
    }
    std::string name() const override { return "fake"; }
    bool validates() const override { return !m_secure.empty(); }

    int asks = 0;

private:
    std::map<std::pair<std::string, DnsType>, std::vector<ResourceRecord>> m_records;
    std::map<std::string, DnsStatus> m_failures;
    std::set<std::string> m_names, m_secure;
};

} // namespace mv
