// SPDX-License-Identifier: GPL-3.0-or-later
// sslyze. Source: its json_output_schema.json and tests/json_tests/sslyze_output.json. Each certificate that a server
// showed is a deployment; its chain is validated against several trust stores, and good when one of them has its root.
#include "models/documents/sslyze.h"
#include "models/documents/hostprobe.h"
#include "models/documents/jsontext.h"
#include <algorithm>

namespace mv {
namespace {

constexpr std::size_t kMaxNames = 1000;

// "js9I...=", as lower-case hex; empty when it is no Base64.
std::string hexOfBase64(std::string_view text)
{
    constexpr std::string_view kDigits = "0123456789abcdef";
    constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    unsigned bits = 0;
    int count = 0;
    for (const char c : text) {
        if (c == '=')
            break;
        const auto value = kAlphabet.find(c);
        if (value == std::string_view::npos)
            return {};
        bits = (bits << 6U | static_cast<unsigned>(value)) & 0xFFFFFU;
        count += 6;
        if (count >= 8) {
            count -= 8;
            const unsigned byte = bits >> static_cast<unsigned>(count) & 0xFFU;
            out += kDigits[byte >> 4U];
            out += kDigits[byte & 15U];
        }
    }
    return out;
}

std::string nameOf(const JsonValue& name) { return withoutMailboxes(name["rfc4514_string"].text()); }

void takeNames(const JsonValue& leaf, Certificate& c)
{
    const JsonValue alternative = leaf["subject_alternative_name"];
    alternative.anyOf({ "dns_names", "dns" }).each([&](const JsonValue& name) {
        if (!name.text().empty() && c.names.size() < kMaxNames)
            c.names.push_back(dnsName(name.text()));
    });
    if (!c.names.empty())
        return;
    leaf["subject"]["attributes"].each([&](const JsonValue& attribute) {
        if (attribute["oid"]["name"].text() == "commonName")
            c.names.push_back(dnsName(attribute["value"].text()));
    });
}

Certificate certificateOf(const JsonValue& deployment)
{
    Certificate c;
    const JsonValue leaf = deployment["received_certificate_chain"].first();
    takeNames(leaf, c);
    c.subject = nameOf(leaf["subject"]);
    c.issuer = nameOf(leaf["issuer"]);
    c.notBefore = leaf.anyOf({ "not_valid_before", "not_valid_before_utc" }).time();
    c.notAfter = leaf.anyOf({ "not_valid_after", "not_valid_after_utc" }).time();
    c.fingerprint = hexOfBase64(leaf["fingerprint_sha256"].text());
    const JsonValue matches = deployment["leaf_certificate_subject_matches_hostname"];
    if (matches.exists() && !matches.isNull())
        c.name = matches.isTrue() ? Check::Ok : Check::Bad;
    if (c.name == Check::Bad)
        addProblem(c, "hostname mismatch");
    std::string problem;
    deployment["path_validation_results"].each([&](const JsonValue& store) {
        const bool good = store["was_validation_successful"].isTrue();
        if (good || c.chain == Check::NotDone)
            c.chain = good ? Check::Ok : Check::Bad;
        if (problem.empty())
            problem = store.anyOf({ "openssl_error_string", "validation_error" }).text();
    });
    if (c.chain == Check::Bad)
        addProblem(c, problem);
    return c;
}

// "TLS_1_3" as all tools write it.
std::string versionOf(std::string_view told)
{
    if (!told.starts_with("TLS_1_"))
        return std::string(told);
    return "TLSv1." + std::string(told.substr(std::string_view("TLS_1_").size()));
}

// The last line of a Python traceback says what was wrong.
std::string lastLine(std::string_view trace)
{
    trace = trimmed(trace);
    return withoutMailboxes(trimmed(trace.substr(trace.rfind('\n') + 1)));
}

void tellServer(const JsonValue& server, UtcTime at, DocumentReading& reading)
{
    const JsonValue place = server["server_location"];
    ProbeResult r;
    r.at = at;
    r.by = "sslyze";
    r.domain = dnsName(place["hostname"].text());
    const std::string asked = dnsName(server["network_configuration"]["tls_server_name_indication"].text());
    r.name = asked.empty() ? r.domain : asked;
    const JsonValue reached = server["connectivity_result"];
    if (reached.isObject())
        r.tls = versionOf(reached["highest_tls_version_supported"].text()) + ' '
            + std::string(reached["cipher_suite_supported"].text());
    const JsonValue info = server["scan_result"]["certificate_info"];
    std::size_t told = 0;
    info["result"]["certificate_deployments"].each([&](const JsonValue& deployment) {
        ProbeResult one = r;
        one.certificate = certificateOf(deployment);
        tellHost(std::move(one), {}, reading);
        ++told;
    });
    if (told > 0)
        return;
    const bool reachable = server["connectivity_status"].text() == "COMPLETED";
    r.detail = lastLine(server["connectivity_error_trace"].text());
    r.status = reachable ? ProbeStatus::NotTold : statusOfError(r.detail);
    tellHost(std::move(r), "A scan of sslyze does not say which server it is about.", reading);
}

} // namespace

int scoreSslyze(std::string_view head)
{
    return trimmed(head).starts_with('{') && hasJsonKey(head, "server_scan_results", '[') ? 95 : 0;
}

Result<DocumentReading> readSslyze(std::string_view whole, const DocumentOptions& options)
{
    JsonText json;
    const auto root = json.parse(whole, "an output of sslyze");
    if (!root)
        return tl::unexpected(root.error());
    DocumentReading reading;
    const UtcTime at = root->anyOf({ "date_scans_completed", "date_scans_started" }).time().value_or(options.fileTime);
    (*root)["server_scan_results"].each([&](const JsonValue& server) {
        if (server["server_location"].isObject())
            tellServer(server, at, reading);
        else
            reject(reading, RejectReason::NotThisFormat, 0, "a scan without server_location");
    });
    return reading;
}

} // namespace mv
