// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/probes/probe.h"
#include "models/probes/dkim.h"
#include "models/probes/dmarc.h"
#include "models/probes/spfprobe.h"
#include "models/probes/tlsrpt.h"
#include <algorithm>
#include <atomic>
#include <future>
#include <map>
#include <mutex>
#include <thread>

namespace mv {
namespace {

// One session with each host, for all the domains that name it.
class Sessions {
public:
    SmtpSession with(const MxHost& host, const SmtpOptions& options, const std::stop_token& stop)
    {
        std::promise<SmtpSession> promise;
        std::shared_future<SmtpSession> future;
        bool first = false;
        {
            const std::lock_guard lock(m_mutex);
            const auto [at, added] = m_sessions.try_emplace(host.name);
            if (added)
                at->second = promise.get_future().share();
            future = at->second;
            first = added;
        }
        if (first)
            promise.set_value(lookAtSmtp(host, options, stop));
        return future.get();
    }

private:
    std::mutex m_mutex;
    std::map<std::string, std::shared_future<SmtpSession>> m_sessions;
};

class Run {
public:
    Run(const ProbeOptions& options, Resolver& resolver, const ProbeSink& sink, const std::stop_token& stop)
        : m_options(options)
        , m_probing { resolver, stop }
        , m_sink(sink)
    {
    }

    void probe(const std::string& domain)
    {
        MxProbe mx = probeMx(m_probing, domain);
        for (ProbeResult& result : mx.results)
            tell(std::move(result));
        if (!mx.exists)
            return; // nor does anything below it (RFC 8020)
        tell(probeSpf(m_probing, domain, m_options.sources));
        for (const std::string& selector : m_options.selectors)
            tell(probeDkim(m_probing, domain, selector));
        tell(probeDmarc(m_probing, domain));
        std::vector<std::string> names;
        for (const MxHost& host : mx.hosts)
            names.push_back(host.name);
        tell(probeMtaSts(m_probing, domain, names, m_options.fetchPolicy));
        tell(probeTlsRpt(m_probing, domain));
        for (const MxHost& host : mx.hosts)
            probeHost(domain, host);
    }

    void tell(ProbeResult&& result)
    {
        const std::lock_guard lock(m_mutex);
        if (!m_probing.stop.stop_requested())
            m_sink(std::move(result));
    }

    const Probing& probing() const { return m_probing; }

private:
    void probeHost(const std::string& domain, const MxHost& host)
    {
        std::vector<CertificateBytes> chain;
        if (m_options.connect && !host.addresses.empty() && !m_probing.stop.stop_requested()) {
            SmtpSession session = m_sessions.with(host, m_options.smtp, m_probing.stop);
            tell(certificateResult(session, domain, host.name, m_probing.resolver.name(), systemNow()));
            if (session.tls)
                chain = std::move(session.tls->chain);
        }
        ProbeResult tlsa = probeTlsa(m_probing, domain, host, m_options.smtp.port, chain);
        tell(std::move(tlsa));
    }

    const ProbeOptions& m_options;
    Probing m_probing;
    const ProbeSink& m_sink;
    std::mutex m_mutex;
    Sessions m_sessions;
};

} // namespace

void probeDomains(const ProbeOptions& options, Resolver& resolver, const ProbeSink& sink, const std::stop_token& stop)
{
    Run run(options, resolver, sink, stop);
    std::atomic<std::size_t> next = 0;
    const std::size_t total = options.domains.size() + options.sources.size();
    const auto work = [&] {
        for (std::size_t i = next++; i < total && !stop.stop_requested(); i = next++) {
            if (i < options.domains.size())
                run.probe(canonicalName(options.domains[i]));
            else
                run.tell(probePtr(run.probing(), options.sources[i - options.domains.size()]));
        }
    };
    std::vector<std::jthread> threads;
    for (std::size_t i = 1; i < std::min<std::size_t>(std::max(options.atOnce, 1U), total); ++i)
        threads.emplace_back(work);
    work();
}

} // namespace mv
