// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/probes/tlsclient.h"
#include "models/mail/ascii.h"
#include "models/probes/probing.h"
#include <algorithm>
#include <array>
#include <ctime>
#include <fmt/format.h>
#include <memory>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

namespace mv {
namespace {

template <auto Free> struct With {
    template <class T> void operator()(T* object) const { Free(object); }
};
using SslContext = std::unique_ptr<SSL_CTX, With<SSL_CTX_free>>;
using Ssl = std::unique_ptr<SSL, With<SSL_free>>;
using Bio = std::unique_ptr<BIO, With<BIO_free>>;
using X509Ptr = std::unique_ptr<X509, With<X509_free>>;
using Names = std::unique_ptr<GENERAL_NAMES, With<GENERAL_NAMES_free>>;

constexpr std::size_t kNames = 200;        // of a certificate that are kept
constexpr std::size_t kReceived = 1 << 20; // octets of a handshake

std::string contents(BIO* bio)
{
    std::string text;
    std::array<char, 4096> buffer;
    for (int n = 0; (n = BIO_read(bio, buffer.data(), buffer.size())) > 0;)
        text.append(buffer.data(), static_cast<std::size_t>(n));
    return text;
}

std::string textOf(const X509_NAME* name)
{
    const Bio bio(BIO_new(BIO_s_mem()));
    X509_NAME_print_ex(bio.get(), name, 0, XN_FLAG_RFC2253);
    return keptText(contents(bio.get()));
}

std::optional<UtcTime> timeOf(const ASN1_TIME* time)
{
    std::tm parts {};
    if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1)
        return std::nullopt;
    return UtcTime(std::chrono::seconds(timegm(&parts)));
}

std::string textOf(const ASN1_STRING* text)
{
    const auto* const bytes = ASN1_STRING_get0_data(text);
    return { bytes, bytes + ASN1_STRING_length(text) };
}

// The DNS names; the CN only where there are none.
std::vector<std::string> namesOf(const X509* certificate)
{
    std::vector<std::string> names;
    const Names all(static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
    for (int i = 0; all && i < sk_GENERAL_NAME_num(all.get()) && names.size() < kNames; ++i) {
        const GENERAL_NAME* const name = sk_GENERAL_NAME_value(all.get(), i);
        if (name->type == GEN_DNS)
            names.push_back(keptText(lowered(textOf(name->d.dNSName))));
    }
    if (!names.empty())
        return names;
    const X509_NAME* const subject = X509_get_subject_name(certificate);
    const int at = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
    if (at >= 0)
        names.push_back(keptText(lowered(textOf(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at))))));
    return names;
}

std::string derOf(int length, unsigned char* bytes)
{
    std::string der;
    if (length > 0)
        der.assign(bytes, bytes + length);
    OPENSSL_free(bytes);
    return der;
}

CertificateBytes bytesOf(X509* certificate)
{
    CertificateBytes bytes;
    unsigned char* out = nullptr;
    const int whole = i2d_X509(certificate, &out);
    bytes.whole = derOf(whole, out);
    out = nullptr;
    const int key = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &out);
    bytes.publicKey = derOf(key, out);
    return bytes;
}

std::string fingerprintOf(const X509* certificate)
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest {};
    unsigned length = 0;
    X509_digest(certificate, EVP_sha256(), digest.data(), &length);
    std::string hex;
    for (unsigned i = 0; i < length; ++i)
        hex += fmt::format("{:02x}", digest.at(i));
    return hex;
}

Certificate judged(X509* leaf, const std::string& host, const std::string& chainProblem)
{
    Certificate certificate;
    certificate.names = namesOf(leaf);
    certificate.subject = textOf(X509_get_subject_name(leaf));
    certificate.issuer = textOf(X509_get_issuer_name(leaf));
    certificate.notBefore = timeOf(X509_get0_notBefore(leaf));
    certificate.notAfter = timeOf(X509_get0_notAfter(leaf));
    certificate.fingerprint = fingerprintOf(leaf);
    const bool named
        = X509_check_host(leaf, host.data(), host.size(), X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS, nullptr) == 1;
    certificate.name = named ? Check::Ok : Check::Bad;
    certificate.chain = chainProblem.empty() ? Check::Ok : Check::Bad;
    if (!named)
        certificate.problem = chainProblem.empty() ? "hostname mismatch" : "hostname mismatch; " + chainProblem;
    else
        certificate.problem = chainProblem;
    return certificate;
}

std::string opensslError()
{
    std::array<char, 256> text {};
    const unsigned long code = ERR_get_error();
    if (code == 0)
        return "TLS failed.";
    const char* const reason = ERR_reason_error_string(code);
    if (reason != nullptr)
        return fmt::format("TLS failed: {}.", reason);
    ERR_error_string_n(code, text.data(), text.size());
    return fmt::format("TLS failed: {}.", text.data());
}

// Carries bytes between OpenSSL and the connection, so that all waiting is the connection's.
class Carrier {
public:
    Carrier(SSL* ssl, Connection& connection, const Patience& patience)
        : m_ssl(ssl)
        , m_connection(connection)
        , m_patience(patience)
    {
    }

    // Repeats `step` (SSL_connect, SSL_read ...) until it is done.
    template <class Step> Result<void> run(const Step& step)
    {
        for (;;) {
            ERR_clear_error();
            const int done = step();
            const int why = SSL_get_error(m_ssl, done);
            const std::string problem = done > 0 || why == SSL_ERROR_WANT_READ ? "" : opensslError();
            if (const std::string out = contents(SSL_get_wbio(m_ssl)); !out.empty()) {
                if (auto sent = m_connection.write(out, m_patience); !sent)
                    return sent;
            }
            if (done > 0)
                return {};
            if (why != SSL_ERROR_WANT_READ)
                return failure(problem);
            const auto in = m_connection.read(m_patience);
            if (!in)
                return tl::unexpected(in.error());
            m_received += in->size();
            if (m_received > kReceived)
                return failure("The TLS handshake does not end.");
            BIO_write(SSL_get_rbio(m_ssl), in->data(), static_cast<int>(in->size()));
        }
    }

private:
    SSL* m_ssl;
    Connection& m_connection;
    Patience m_patience;
    std::size_t m_received = 0;
};

Result<SslContext> contextWith(const std::filesystem::path& caFile)
{
    SslContext context(SSL_CTX_new(TLS_client_method()));
    if (!context)
        return failure(opensslError());
    // Old versions and short keys are looked at too: what they are worth is told.
    SSL_CTX_set_min_proto_version(context.get(), TLS1_VERSION);
    SSL_CTX_set_security_level(context.get(), 0);
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_NONE, nullptr); // judged, not refused
    const int loaded = caFile.empty() ? SSL_CTX_set_default_verify_paths(context.get())
                                      : SSL_CTX_load_verify_file(context.get(), caFile.c_str());
    if (loaded != 1)
        return failure(fmt::format(
            "{} can't be read as trusted roots (PEM).", caFile.empty() ? "What the system trusts" : caFile.string()));
    return context;
}

} // namespace

Result<TlsSession> lookAtTls(Connection& connection, const std::string& host, const std::filesystem::path& caFile,
    std::string_view last, const Patience& patience)
{
    const auto context = contextWith(caFile);
    if (!context)
        return tl::unexpected(context.error());
    const Ssl ssl(SSL_new(context->get()));
    if (!ssl)
        return failure(opensslError());
    SSL_set_bio(ssl.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    std::string sni = host; // the macro for it casts const away
    SSL_ctrl(ssl.get(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, sni.data());
    X509_VERIFY_PARAM_set_auth_level(SSL_get0_param(ssl.get()), 1); // signatures and keys of 80 bits at least
    Carrier carrier(ssl.get(), connection, patience);
    if (auto done = carrier.run([&] { return SSL_connect(ssl.get()); }); !done)
        return tl::unexpected(done.error());
    TlsSession session;
    session.protocol = SSL_get_version(ssl.get());
    session.cipher = SSL_get_cipher_name(ssl.get());
    const X509Ptr leaf(SSL_get1_peer_certificate(ssl.get()));
    if (!leaf)
        return failure("The host showed no certificate.");
    if (const long verdict = SSL_get_verify_result(ssl.get()); verdict != X509_V_OK)
        session.chainProblem = X509_verify_cert_error_string(verdict);
    session.certificate = judged(leaf.get(), host, session.chainProblem);
    STACK_OF(X509)* const chain = SSL_get_peer_cert_chain(ssl.get());
    for (int i = 0; i < sk_X509_num(chain); ++i)
        session.chain.push_back(bytesOf(sk_X509_value(chain, i)));
    // What comes of the farewell is of no interest.
    if (carrier.run([&] { return SSL_write(ssl.get(), last.data(), static_cast<int>(last.size())); })) {
        char byte = 0;
        static_cast<void>(carrier.run([&] { return SSL_read(ssl.get(), &byte, 1); }));
        SSL_shutdown(ssl.get());
        static_cast<void>(connection.write(contents(SSL_get_wbio(ssl.get())), patience));
    }
    return session;
}

} // namespace mv
