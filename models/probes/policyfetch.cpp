// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/probes/policyfetch.h"
#include "models/mail/ascii.h"
#include <algorithm>
#include <array>
#include <curl/curl.h>
#include <fmt/format.h>
#include <memory>

namespace mv {
namespace {

constexpr std::size_t kLargest = 65'536; // octets (RFC 8461, 3.3 lets senders limit it so)
constexpr std::size_t kAddresses = 3;    // of the host that are tried

struct CleanUp {
    void operator()(CURL* curl) const { curl_easy_cleanup(curl); }
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

struct Download {
    std::string body;
    std::stop_token stop;
};

std::size_t onBody(char* data, std::size_t size, std::size_t count, void* download)
{
    std::string& body = static_cast<Download*>(download)->body;
    if (body.size() + size * count > kLargest)
        return 0; // ends it
    body.append(data, size * count);
    return size * count;
}

int onProgress(void* download, curl_off_t, curl_off_t, curl_off_t, curl_off_t)
{
    return static_cast<Download*>(download)->stop.stop_requested() ? 1 : 0;
}

struct Fetched {
    CURLcode code = CURLE_OK;
    long status = 0;
    std::string type, body, problem;
};

Fetched fetchFrom(
    const std::string& host, const std::string& address, const PolicyFetchOptions& options, const std::stop_token& stop)
{
    const std::unique_ptr<CURL, CleanUp> curl(curl_easy_init());
    Fetched fetched;
    if (!curl) {
        fetched.code = CURLE_FAILED_INIT;
        return fetched;
    }
    Download download { {}, stop };
    const bool six = address.find(':') != std::string::npos;
    const std::string to
        = six ? fmt::format("::[{}]:{}", address, options.port) : fmt::format("::{}:{}", address, options.port);
    const std::unique_ptr<curl_slist, CleanUp> connectTo(curl_slist_append(nullptr, to.c_str()));
    std::array<char, CURL_ERROR_SIZE> problem {};
    CURL* const c = curl.get();
    curl_easy_setopt(c, CURLOPT_URL, fmt::format("https://{}/.well-known/mta-sts.txt", host).c_str());
    curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "https");
    curl_easy_setopt(c, CURLOPT_CONNECT_TO, connectTo.get());
    curl_easy_setopt(c, CURLOPT_PROXY, ""); // none, whatever the environment says
    curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, static_cast<long>(options.timeout.count()));
    curl_easy_setopt(c, CURLOPT_MAXFILESIZE, static_cast<long>(kLargest));
    curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, onBody);
    curl_easy_setopt(c, CURLOPT_WRITEDATA, &download);
    curl_easy_setopt(c, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(c, CURLOPT_XFERINFOFUNCTION, onProgress);
    curl_easy_setopt(c, CURLOPT_XFERINFODATA, &download);
    curl_easy_setopt(c, CURLOPT_ERRORBUFFER, problem.data());
    curl_easy_setopt(c, CURLOPT_USERAGENT, "mailvane");
    if (!options.caFile.empty())
        curl_easy_setopt(c, CURLOPT_CAINFO, options.caFile.c_str());
    fetched.code = curl_easy_perform(c);
    curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &fetched.status);
    const char* type = nullptr;
    curl_easy_getinfo(c, CURLINFO_CONTENT_TYPE, &type);
    fetched.type = type == nullptr ? "" : type;
    fetched.body = std::move(download.body);
    fetched.problem = problem[0] != 0 ? problem.data() : curl_easy_strerror(fetched.code);
    return fetched;
}

Result<std::string> policyIn(const std::string& host, Fetched& fetched)
{
    constexpr long kOk = 200;
    if (fetched.code == CURLE_WRITE_ERROR || fetched.code == CURLE_FILESIZE_EXCEEDED)
        return failure(fmt::format("what {} answers is larger than {} octets.", host, kLargest));
    if (fetched.code != CURLE_OK)
        return failure(fmt::format("{}: {}.", host, fetched.problem));
    if (fetched.status >= 300 && fetched.status < 400)
        return failure(fmt::format("{} redirects (HTTP {}), which is not followed.", host, fetched.status));
    if (fetched.status != kOk)
        return failure(fmt::format("{} answers with HTTP {}.", host, fetched.status));
    if (!lowered(fetched.type).starts_with("text/plain"))
        return failure(fmt::format("{} answers with {}, not text/plain.", host,
            fetched.type.empty() ? "no type" : keptText(fetched.type.substr(0, 60))));
    return std::move(fetched.body);
}

} // namespace

FetchPolicy policyFetcher(Resolver& resolver, const PolicyFetchOptions& options)
{
    static const CURLcode initialised = curl_global_init(CURL_GLOBAL_DEFAULT);
    return [&resolver, options](const std::string& domain, const std::stop_token& stop) -> Result<std::string> {
        const std::string host = "mta-sts." + domain;
        if (initialised != CURLE_OK || !isHostName(host, 2))
            return failure(fmt::format("{} can't be connected to.", keptText(host)));
        const DnsReply four = resolver.ask(host, DnsType::A, stop);
        const DnsReply six = resolver.ask(host, DnsType::Aaaa, stop);
        std::vector<ResourceRecord> addresses = four.records;
        addresses.insert(addresses.end(), six.records.begin(), six.records.end());
        if (addresses.empty())
            return failure(fmt::format("{} has no address: {}.", host, whyNot(four)));
        Fetched fetched;
        for (std::size_t i = 0; i < std::min(addresses.size(), kAddresses); ++i) {
            fetched = fetchFrom(host, addresses[i].data, options, stop);
            if (stop.stop_requested())
                return cancelled();
            if (fetched.code != CURLE_COULDNT_CONNECT)
                break;
        }
        return policyIn(host, fetched);
    };
}

} // namespace mv
