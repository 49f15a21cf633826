// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/probes/unboundresolver.h"
#include "models/probes/ratelimit.h"
#include <arpa/inet.h>
#include <array>
#include <fmt/format.h>
#include <optional>
#include <poll.h>
#include <thread>
#include <unbound.h>

namespace mv {
namespace {

struct DeleteContext {
    void operator()(ub_ctx* context) const { ub_ctx_delete(context); }
};
struct FreeResult {
    void operator()(ub_result* result) const { ub_resolve_free(result); }
};
using Context = std::unique_ptr<ub_ctx, DeleteContext>;
using UbResult = std::unique_ptr<ub_result, FreeResult>;

// A question on its way.
struct Pending {
    std::mutex mutex;
    std::condition_variable_any answered;
    bool done = false;
    int error = 0;
    UbResult result;
};

// Called by ub_process, once, unless ub_cancel came first. `box` is a share of the question.
void onAnswer(void* box, int error, ub_result* result)
{
    const std::unique_ptr<std::shared_ptr<Pending>> share(static_cast<std::shared_ptr<Pending>*>(box));
    Pending& pending = **share;
    const std::lock_guard lock(pending.mutex);
    pending.done = true;
    pending.error = error;
    pending.result.reset(result);
    pending.answered.notify_all();
}

// A name of the wire (RFC 1035, 3.1; libunbound has uncompressed it) as text in lower case. None: it is none.
std::optional<std::string> nameIn(std::string_view wire)
{
    std::string name;
    while (!wire.empty() && wire.front() != 0) {
        const auto length = static_cast<std::size_t>(static_cast<unsigned char>(wire.front()));
        if (length > 63 || length + 1 >= wire.size())
            return std::nullopt;
        if (!name.empty())
            name += '.';
        for (const char c : wire.substr(1, length)) {
            if (c == '.' || c == '\\' || c <= ' ' || c > '~')
                name += fmt::format("\\{:03}", static_cast<unsigned char>(c));
            else
                name += c;
        }
        wire = wire.substr(length + 1);
    }
    return wire.empty() ? std::nullopt : std::optional(canonicalName(name));
}

std::optional<std::string> addressIn(std::string_view rdata, int family)
{
    std::array<char, INET6_ADDRSTRLEN> text {};
    if (rdata.size() != (family == AF_INET ? sizeof(in_addr) : sizeof(in6_addr)))
        return std::nullopt;
    inet_ntop(family, rdata.data(), text.data(), text.size());
    return text.data();
}

std::optional<std::string> stringsIn(std::string_view rdata)
{
    std::string joined;
    while (!rdata.empty()) {
        const auto length = static_cast<std::size_t>(static_cast<unsigned char>(rdata.front()));
        if (length + 1 > rdata.size())
            return std::nullopt;
        joined += rdata.substr(1, length);
        rdata = rdata.substr(length + 1);
    }
    return joined;
}

// None: malformed, which is nobody's answer.
std::optional<ResourceRecord> recordIn(std::string_view rdata, DnsType type)
{
    const auto octet = [&](std::size_t at) { return static_cast<std::uint8_t>(rdata[at]); };
    ResourceRecord record;
    std::optional<std::string> data;
    switch (type) {
    case DnsType::A:
        data = addressIn(rdata, AF_INET);
        break;
    case DnsType::Aaaa:
        data = addressIn(rdata, AF_INET6);
        break;
    case DnsType::Cname:
    case DnsType::Ptr:
        data = nameIn(rdata);
        break;
    case DnsType::Mx:
        if (rdata.size() < 3)
            return std::nullopt;
        record.preference = static_cast<std::uint16_t>(octet(0) * 256 + octet(1));
        data = nameIn(rdata.substr(2));
        break;
    case DnsType::Txt:
        data = stringsIn(rdata);
        break;
    case DnsType::Tlsa:
        if (rdata.size() < 3)
            return std::nullopt;
        record.usage = octet(0);
        record.selector = octet(1);
        record.match = octet(2);
        data = rdata.substr(3);
        break;
    }
    if (!data)
        return std::nullopt;
    record.data = std::move(*data);
    return record;
}

DnsReply replyFrom(const ub_result& result, std::string_view asked, DnsType type)
{
    DnsReply reply;
    reply.secure = result.secure != 0;
    reply.ttl = std::chrono::seconds(result.ttl);
    if (result.canonname != nullptr && canonicalName(result.canonname) != canonicalName(asked))
        reply.alias = canonicalName(result.canonname);
    if (result.bogus != 0) {
        reply.status = DnsStatus::Failed;
        reply.problem = fmt::format("DNSSEC validation failed{}{}", result.why_bogus == nullptr ? "" : ": ",
            result.why_bogus == nullptr ? "" : result.why_bogus);
        return reply;
    }
    constexpr int kNoError = 0, kServFail = 2, kNxDomain = 3, kRefused = 5;
    if (result.nxdomain != 0 || result.rcode == kNxDomain) {
        reply.status = DnsStatus::NoName;
    } else if (result.rcode != kNoError) {
        reply.status = DnsStatus::Failed;
        reply.problem = result.rcode == kServFail ? "SERVFAIL"
            : result.rcode == kRefused            ? "REFUSED"
                                                  : fmt::format("RCODE {}", result.rcode);
    } else if (result.havedata != 0) {
        reply.status = DnsStatus::Answered;
        for (std::size_t i = 0; result.data[i] != nullptr; ++i) {
            if (auto record = recordIn({ result.data[i], static_cast<std::size_t>(result.len[i]) }, type))
                reply.records.push_back(std::move(*record));
        }
        if (reply.records.empty()) {
            reply.status = DnsStatus::Failed;
            reply.problem = "the answer is malformed";
        }
    }
    return reply;
}

// Bytes that mean something in the text form of names are given by their numbers.
std::string written(std::string_view name)
{
    std::string out;
    for (const char c : name) {
        if (c <= ' ' || c > '~' || std::string_view("\\\"();@$").find(c) != std::string_view::npos)
            out += fmt::format("\\{:03}", static_cast<unsigned char>(c));
        else
            out += c;
    }
    return out;
}

class UnboundResolver : public Resolver {
public:
    UnboundResolver(const ResolverOptions& options, Context context)
        : m_options(options)
        , m_limit(options.queriesPerSecond)
        , m_context(std::move(context))
        , m_answers([this](const std::stop_token& end) { takeAnswers(end); })
    {
    }

    DnsReply ask(std::string_view name, DnsType type, const std::stop_token& stop) override
    {
        DnsReply reply;
        reply.status = DnsStatus::Cancelled;
        if (!m_limit.wait(stop))
            return reply;
        const auto pending = std::make_shared<Pending>();
        auto box = std::make_unique<std::shared_ptr<Pending>>(pending);
        int id = 0;
        constexpr int kInternet = 1;
        if (const int error = ub_resolve_async(
                m_context.get(), written(name).c_str(), static_cast<int>(type), kInternet, box.get(), onAnswer, &id);
            error != 0) {
            reply.status = DnsStatus::Failed;
            reply.problem = ub_strerror(error);
            return reply;
        }
        std::shared_ptr<Pending>* const given = box.release(); // onAnswer's, unless it is cancelled
        std::unique_lock lock(pending->mutex);
        if (!pending->answered.wait_for(lock, stop, m_options.timeout, [&] { return pending->done; })) {
            lock.unlock();
            if (ub_cancel(m_context.get(), id) == 0)
                delete given;
            reply.status = stop.stop_requested() ? DnsStatus::Cancelled : DnsStatus::TimedOut;
            return reply;
        }
        if (pending->error != 0 || !pending->result) {
            reply.status = DnsStatus::Failed;
            reply.problem = ub_strerror(pending->error);
            return reply;
        }
        return replyFrom(*pending->result, name, type);
    }

    std::string name() const override { return m_options.server.empty() ? "system" : m_options.server; }
    bool validates() const override { return !m_options.trustAnchor.empty(); }

private:
    void takeAnswers(const std::stop_token& end)
    {
        constexpr int kMilliseconds = 50; // until it looks for the end
        pollfd fd { ub_fd(m_context.get()), POLLIN, 0 };
        while (!end.stop_requested()) {
            if (poll(&fd, 1, kMilliseconds) > 0)
                ub_process(m_context.get());
        }
    }

    ResolverOptions m_options;
    RateLimit m_limit;
    Context m_context;
    std::jthread m_answers; // last: ends first
};

} // namespace

Result<std::unique_ptr<Resolver>> openResolver(const ResolverOptions& options)
{
    Context context(ub_ctx_create());
    if (!context)
        return failure("The resolver can't be started.");
    ub_ctx* const ctx = context.get();
    ub_ctx_debugout(ctx, nullptr); // it says what is wrong in its answers
    // A resolver on this machine is one as any other, and what is asked about private networks is meant so.
    for (const auto& [option, value] : { std::pair { "do-not-query-localhost:", "no" },
             std::pair { "unblock-lan-zones:", "yes" }, std::pair { "insecure-lan-zones:", "yes" } }) {
        if (ub_ctx_set_option(ctx, option, value) != 0)
            return failure(fmt::format("libunbound does not know the option {}", option));
    }
    const int error
        = options.server.empty() ? ub_ctx_resolvconf(ctx, nullptr) : ub_ctx_set_fwd(ctx, options.server.c_str());
    if (error != 0)
        return failure(options.server.empty()
                ? fmt::format("/etc/resolv.conf can't be used: {}.", ub_strerror(error))
                : fmt::format("\"{}\" is no resolver: an address is expected, perhaps with @PORT.", options.server));
    if (!options.trustAnchor.empty()) {
        std::error_code missing;
        if (!std::filesystem::exists(options.trustAnchor, missing)
            || ub_ctx_add_ta_file(ctx, options.trustAnchor.c_str()) != 0)
            return failure(fmt::format("{} can't be read as a trust anchor.", options.trustAnchor.string()));
    }
    if (ub_ctx_async(ctx, 1) != 0) // a thread, not a process
        return failure("The resolver's thread can't be started.");
    return std::make_unique<UnboundResolver>(options, std::move(context));
}

} // namespace mv
