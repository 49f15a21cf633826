// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QString>
#include <QStringList>
#include <memory>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

namespace mv {

// A certificate with its key, made for a test.
struct Issued {
    std::shared_ptr<X509> certificate;
    std::shared_ptr<EVP_PKEY> key;
};

struct CertificateWish {
    QString commonName;
    QStringList names;           // subjectAltName; empty: none
    long begins = -1, ends = 30; // days from now
    bool isAuthority = false;
};

inline void addExtension(X509* certificate, X509V3_CTX& context, int kind, const QByteArray& value)
{
    if (X509_EXTENSION* const extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value.constData())) {
        X509_add_ext(certificate, extension, -1);
        X509_EXTENSION_free(extension);
    }
}

// `by`: who signs; null: itself.
inline Issued issue(const CertificateWish& wish, const Issued* by = nullptr)
{
    static long serial = 1;
    constexpr int kVersion3 = 2;
    constexpr long kDay = 86'400;
    Issued made { { X509_new(), X509_free }, { EVP_EC_gen("P-256"), EVP_PKEY_free } };
    X509* const c = made.certificate.get();
    X509_set_version(c, kVersion3);
    ASN1_INTEGER_set(X509_get_serialNumber(c), ++serial);
    X509_gmtime_adj(X509_getm_notBefore(c), wish.begins * kDay);
    X509_gmtime_adj(X509_getm_notAfter(c), wish.ends * kDay);
    X509_set_pubkey(c, made.key.get());
    const QByteArray cn = wish.commonName.toUtf8();
    X509_NAME_add_entry_by_NID(X509_get_subject_name(c), NID_commonName, MBSTRING_UTF8,
        reinterpret_cast<const unsigned char*>(cn.constData()), static_cast<int>(cn.size()), -1, 0);
    X509* const issuer = by == nullptr ? c : by->certificate.get();
    X509_set_issuer_name(c, X509_get_subject_name(issuer));
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, c, nullptr, nullptr, 0);
    addExtension(c, context, NID_basic_constraints, wish.isAuthority ? "critical,CA:TRUE" : "CA:FALSE");
    if (!wish.names.isEmpty())
        addExtension(c, context, NID_subject_alt_name, "DNS:" + wish.names.join(QStringLiteral(",DNS:")).toUtf8());
    X509_sign(c, by == nullptr ? made.key.get() : by->key.get(), EVP_sha256());
    return made;
}

// Writes NAME.pem and NAME.key into the folder.
inline void writePem(const Issued& issued, const QString& folder, const QString& name)
{
    const QByteArray base = (folder + u'/' + name).toUtf8();
    const std::unique_ptr<BIO, decltype(&BIO_free)> pem(BIO_new_file((base + ".pem").constData(), "w"), BIO_free);
    PEM_write_bio_X509(pem.get(), issued.certificate.get());
    const std::unique_ptr<BIO, decltype(&BIO_free)> key(BIO_new_file((base + ".key").constData(), "w"), BIO_free);
    PEM_write_bio_PrivateKey(key.get(), issued.key.get(), nullptr, nullptr, 0, nullptr, nullptr);
}

} // namespace mv
