// SPDX-License-Identifier: GPL-3.0-or-later
#include "corpus.h"
#include "models/classify/providers.h"
#include "models/classify/tsv.h"
#include <QSet>
#include <QTest>

using namespace mv;

namespace {

ProviderTable table(std::string_view user = {})
{
    auto made = ProviderTable::make(user);
    if (!made)
        qFatal("%s", made.error().what.c_str());
    return std::move(*made);
}

QByteArray ours()
{
    QFile file(QString::fromLatin1(SOURCE_DIR "/resources/rules/providers.tsv"));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class TestProviders : public QObject {
    Q_OBJECT
private slots:
    void providerOf_data();
    void providerOf();
    void ofReceiver_data();
    void ofReceiver();
    void inText_data();
    void inText();
    void userTableComesFirst();
    void wrongTables_data();
    void wrongTables();
    void everyRowIsReached();
    void longNames();
    void corpus();
};

void TestProviders::providerOf_data()
{
    QTest::addColumn<QByteArray>("relay");
    QTest::addColumn<QByteArray>("domain");
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<bool>("listed");
    const auto row = [](const char* relay, const char* domain, const char* name, bool listed = true) {
        QTest::addRow("%s, %s", relay, domain) << QByteArray(relay) << QByteArray(domain) << QByteArray(name) << listed;
    };
    row("contoso-com.mail.protection.outlook.com", "contoso.com", "Microsoft 365");
    row("contoso-com.p-v1.mx.microsoft", "contoso.com", "Microsoft 365");
    row("outlook-com.olc.protection.outlook.com", "outlook.com", "Outlook.com");
    row("eur.olc.protection.outlook.com", "hotmail.co.uk", "Outlook.com");
    row("mx1.hotmail.com", "hotmail.fr", "Outlook.com");
    row("gmail-smtp-in.l.google.com", "gmail.com", "Gmail");
    row("alt3.gmail-smtp-in.l.google.com", "example.com", "Gmail");
    row("aspmx.l.google.com", "example.com", "Google Workspace");
    row("ALT2.ASPMX.L.GOOGLE.COM.", "example.com", "Google Workspace");
    row("aspmx3.googlemail.com", "example.com", "Google Workspace");
    row("mta5.am0.yahoodns.net", "aol.com", "Yahoo");
    row("mx02.mail.icloud.com", "me.com", "iCloud");
    row("mx00.emig.gmx.net", "gmx.de", "GMX / WEB.DE");
    row("mx-ha02.web.de", "web.de", "GMX / WEB.DE");
    row("smtp-in.orange.fr", "wanadoo.fr", "Orange");
    row("mx1a1.comcast.net", "comcast.net", "Comcast");
    row("eu-smtp-inbound-1.mimecast.com", "gmail.com", "Mimecast"); // the relay counts, not the domain
    row("mxa-00123.gslb.pphosted.com", "example.com", "Proofpoint");
    row("mx1.c3s2.iphmx.com", "example.com", "Cisco Secure Email");
    row("d12345a.ess.barracudanetworks.com", "example.com", "Barracuda");
    // No relay: the recipient's domain.
    row("", "outlook.com", "Outlook.com");
    row("none", "HOTMAIL.CO.UK", "Outlook.com");
    row("unknown", "hotmail.com.ar", "Outlook.com");
    row("192.0.2.1", "live.co.uk", "Outlook.com");
    row("[2001:db8::1]", "yahoo.co.uk", "Yahoo");
    row("", "yahoo.co.jp", "Yahoo! JAPAN");
    row("", "aol.com", "Yahoo");
    row("", "gmail.com", "Gmail");
    row("", "gmx.at", "GMX / WEB.DE");
    row("", "contoso.onmicrosoft.com", "Microsoft 365");
    // A relay that is not listed: the domain first, then the relay's registered domain.
    row("mx.filter.example", "gmail.com", "Gmail");
    row("mx1.mail.example.co.uk", "customer.org", "example.co.uk", false);
    row("mx.smallbiz.example", "smallbiz.example", "smallbiz.example", false);
    row("ec2-192-0-2-1.eu-west-1.compute.mycloud.com", "customer.org", "mycloud.com", false);
    row("", "mail.customer.org", "customer.org", false);
    row("localhost", "", "localhost", false);
    row("", "", "unknown", false);
    row("none", "", "unknown", false);
    // Whole labels only.
    row("mx.notgoogle.com", "customer.org", "notgoogle.com", false);
    row("mx.google.com.customer.org", "x.org", "customer.org", false);
    row("", "hotmail.customer.org", "customer.org", false);
    row("", "myhotmail.com", "myhotmail.com", false);
    // Rented machines are not the landlord's mail service, but the landlord is who can be asked.
    row("ec2-192-0-2-1.compute-1.amazonaws.com", "customer.org", "Amazon WorkMail / SES");
}

void TestProviders::providerOf()
{
    QFETCH(QByteArray, relay);
    QFETCH(QByteArray, domain);
    QFETCH(QByteArray, name);
    QFETCH(bool, listed);
    static const ProviderTable all = table();
    const Provider found = all.providerOf(relay.toStdString(), domain.toStdString());
    QCOMPARE(QByteArray::fromStdString(found.name), name);
    QCOMPARE(found.listed, listed);
    const auto settled = all.providerOfRelay(relay.toStdString());
    QCOMPARE(settled.has_value(), listed && all.providerOf(relay.toStdString(), "").listed);
    if (settled)
        QCOMPARE(settled->name, found.name);
}

void TestProviders::ofReceiver_data()
{
    QTest::addColumn<QByteArray>("receiver");
    QTest::addColumn<QByteArray>("provider");
    const auto row = [](const char* receiver, const char* provider) {
        QTest::newRow(receiver) << QByteArray(receiver) << QByteArray(provider);
    };
    row("google.com", "Gmail");
    row("Enterprise Outlook", "Microsoft 365");
    row("Outlook.com", "Outlook.com");
    row("atlas122.free.mail.gq1.yahoo.com", "Yahoo");
    row("mx.mail.icloud.com", "iCloud");
    row("Some Outlook", "");
    row("example.com", "");
    row("", "");
}

void TestProviders::ofReceiver()
{
    QFETCH(QByteArray, receiver);
    static const ProviderTable all = table();
    QTEST(QByteArray::fromStdString(all.providerOfReceiver(receiver.toStdString())), "provider");
}

void TestProviders::inText_data()
{
    QTest::addColumn<QByteArray>("reply");
    QTest::addColumn<QByteArray>("name");
    const auto row = [](const char* reply, const char* name) {
        QTest::newRow(QByteArray(reply).left(60).constData()) << QByteArray(reply) << QByteArray(name);
    };
    row("451 4.7.500 Server busy. Please try again later from [192.0.2.7]. (S77714) [DB5EUR01FT012.eop-EUR01.prod."
        "protection.outlook.com 2023-10-12T14:09:29.604Z 08DBCABB12345678]",
        "Microsoft 365");
    row("550 5.7.606 Access denied, banned sending IP [192.0.2.7]. (AS16012609)", "Microsoft 365");
    row("550 5.7.1 Unfortunately, messages from [192.0.2.7] weren't sent. Please contact your Internet service "
        "provider "
        "since part of their network is on our block list (S3150). [x.eop-nam02.prod.protection.outlook.com]",
        "Outlook.com");
    row("host outlook-com.olc.protection.outlook.com[192.0.2.1] said: 550 5.5.0 no", "Outlook.com");
    row("421 4.7.28 Our system has detected an unusual rate. ws10si1375806lbb.183 - gsmtp", "Gmail");
    row("host aspmx.l.google.com[192.0.2.1] said: 421 4.7.28 x ws10si1375806lbb.183 - gsmtp", "Google Workspace");
    row("421 4.7.0 [TSS04] Messages from 192.0.2.7 temporarily deferred", "Yahoo");
    row("421 mwinf5c63 ME Trop de connexions. OFR005_104 [104]", "Orange");
    row("451 Internal resource - https://community.mimecast.com/docs/DOC-1369#451", "Mimecast");
    row("550 cuda_nsu 5.1.1 <bob@example.com>... User unknown", "Barracuda");
    row("554 5.7.1 [CS01] Message rejected due to local policy.", "iCloud");
    row("550 see https://postmaster.gmx.net/en/error-messages?ip=192.0.2.7", "GMX / WEB.DE");
    row("host mx.example.com[192.0.2.9] said: 450 4.3.2 Service currently unavailable", "");
    row("451 4.3.0 Error: queue file write error", "");
    row("", "");
}

void TestProviders::inText()
{
    QFETCH(QByteArray, reply);
    QFETCH(QByteArray, name);
    static const ProviderTable all = table();
    QCOMPARE(QByteArray::fromStdString(all.providerInText(reply.toStdString()).name), name);
}

void TestProviders::userTableComesFirst()
{
    const ProviderTable all = table("\xEF\xBB\xBF# ours\r\n"
                                    "relay\t*.mail.protection.outlook.com\tThe office\r\n"
                                    "\r\n"
                                    "domain\tpartner.example\tPartner\n"
                                    "text\tpartner*says\tPartner\n");
    QCOMPARE(all.providerOf("contoso-com.mail.protection.outlook.com", "contoso.com").name, std::string("The office"));
    QCOMPARE(all.providerOf("aspmx.l.google.com", "eu.partner.example").name, std::string("Partner"));
    QCOMPARE(all.providerOf("aspmx.l.google.com", "example.com").name, std::string("Google Workspace"));
    QCOMPARE(all.providerOfRelay("contoso-com.mail.protection.outlook.com").value().name, std::string("The office"));
    QVERIFY(!all.providerOfRelay("aspmx.l.google.com")); // our partner may be behind it
    QCOMPARE(all.providerInText("450 PARTNER never says no - gsmtp").name, std::string("Partner"));
    QCOMPARE(all.names().front(), std::string("The office"));
}

void TestProviders::wrongTables_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("says");
    QTest::newRow("columns") << QByteArray("# c\nrelay\texample.com\n") << QByteArray("line 2: expected three columns");
    QTest::newRow("blanks for tabs") << QByteArray("relay example.com Example\n") << QByteArray("found 1");
    QTest::newRow("kind") << QByteArray("\n\nmx\texample.com\tExample\n")
                          << QByteArray("line 3: expected relay, domain, receiver or text");
    QTest::newRow("name") << QByteArray("relay\texample.com\t \n")
                          << QByteArray("line 1: the provider's name is missing");
    QTest::newRow("pattern") << QByteArray("relay\t\tExample\n")
                             << QByteArray("line 1: expected a host or domain name");
    QTest::newRow("star inside") << QByteArray("relay\tmx.*.example.com\tExample\n")
                                 << QByteArray("found \"mx.*.example.com\"");
    QTest::newRow("address") << QByteArray("domain\tbob@example.com\tExample\n")
                             << QByteArray("line 1: expected a host or domain");
    QTest::newRow("any text") << QByteArray("text\t*\tExample\n")
                              << QByteArray("line 1: the text to look for is missing");
}

void TestProviders::wrongTables()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, says);
    const auto made = ProviderTable::make(text.toStdString());
    QVERIFY(!made);
    QVERIFY2(QByteArray::fromStdString(made.error().what).contains(says), made.error().what.c_str());
}

// No row of ours hides behind an earlier one, and there are many.
void TestProviders::everyRowIsReached()
{
    const QByteArray text = ours();
    QVERIFY(!text.isEmpty());
    const ProviderTable all = table();
    for (const TsvRow& row : tsvRows(std::string_view(text.constData(), static_cast<std::size_t>(text.size())))) {
        const std::string pattern(row.columns[1]);
        const bool any = pattern.ends_with(".*");
        std::string found;
        if (row.columns[0] == "relay")
            found = all.providerOf(pattern, {}).name;
        else if (row.columns[0] == "domain")
            found = all.providerOf({}, any ? pattern.substr(0, pattern.size() - 1) + "co.uk" : pattern).name;
        else if (row.columns[0] == "receiver")
            found = all.providerOfReceiver(pattern);
        else
            found = all.providerInText("450 x" + pattern + "x").name;
        if (found != row.columns[2])
            QFAIL(qPrintable(QStringLiteral("line %1 gives %2").arg(row.line).arg(QString::fromStdString(found))));
    }
    QVERIFY(all.names().size() >= 60);
    const QSet<std::string> names = [&] {
        QSet<std::string> set;
        for (const std::string& name : all.names())
            set.insert(name);
        return set;
    }();
    QCOMPARE(static_cast<std::size_t>(names.size()), all.names().size());
}

void TestProviders::longNames()
{
    const ProviderTable all = table();
    QString labels;
    for (int i = 0; i < 100'000; ++i)
        labels += QStringLiteral("a.");
    const std::string host = labels.toStdString() + "com";
    QCOMPARE(all.providerOf(host, "gmail.com").name, std::string("Gmail"));
    QCOMPARE(all.providerInText(host).name, std::string());
    QCOMPARE(all.providerOf("\xFF.\xFE", "..").name, std::string("\xFF.\xFE"));
}

void TestProviders::corpus()
{
    // Their names in ours. The rows of one of its sources carry the names of the rows before them (its groups ran
    // together), so that they tell patterns, not providers; those whose name is right are told apart by hand.
    static const QMap<QByteArray, QList<std::string>> kNames {
        { "google", { "Gmail", "Google Workspace" } },
        { "Google", { "Gmail", "Google Workspace" } },
        { "google-gmail", { "Gmail" } },
        { "google-apps", { "Google Workspace", "Gmail" } },
        { "yahoo", { "Yahoo" } },
        { "YahooInc", { "Yahoo" } },
        { "outlook", { "Outlook.com" } },
        { "office365", { "Microsoft 365" } },
        { "office365-dane", { "Microsoft 365" } },
        { "microsoft", { "Microsoft 365", "Outlook.com" } },
        { "Microsoft", { "Microsoft 365", "Outlook.com" } },
        { "apple", { "iCloud", "Apple" } },
        { "Apple", { "iCloud", "Apple" } },
        { "mimecast", { "Mimecast" } },
        { "Mimecast", { "Mimecast" } },
        { "orange", { "Orange" } },
        { "FrancePTT", { "Orange", "La Poste" } },
        { "gmx.net_web.de", { "GMX / WEB.DE" } },
        { "gmx-webde", { "GMX / WEB.DE" } },
        { "barracuda", { "Barracuda" } },
        { "netvigator", { "Netvigator" } },
        { "kpn", { "KPN" } },
        { "qq.com", { "QQ Mail" } },
        { "tencent", { "QQ Mail" } },
        { "Tencent", { "QQ Mail" } },
        { "163.com", { "NetEase" } },
        { "netease", { "NetEase" } },
        { "Cox", { "Cox" } },
        { "GoDaddy", { "GoDaddy" } },
        { "godaddy", { "GoDaddy" } },
        { "IUA", { "I.UA" } },
        { "KDDI", { "au (KDDI)" } },
        { "NTTDOCOMO", { "docomo" } },
        { "Spectrum", { "Spectrum" } },
        { "proofpoint", { "Proofpoint", "Proofpoint Essentials" } },
        { "symantec-messagelabs", { "Symantec Email Security" } },
        { "zoho", { "Zoho" } },
        { "proton", { "Proton Mail" } },
        { "fastmail", { "Fastmail" } },
        { "rackspace", { "Rackspace" } },
        { "yandex", { "Yandex" } },
        { "yandex-hosted", { "Yandex" } },
        { "mail.ru", { "Mail.ru" } },
        { "ionos", { "IONOS" } },
        { "alibaba", { "Alibaba Mail" } },
        { "cloudflare-routing", { "Cloudflare" } },
        { "sophos", { "Sophos" } },
        { "spamhero", { "SpamHero" } },
        { "mailchannels", { "MailChannels" } },
        { "improvmx", { "ImprovMX" } },
        { "titan", { "Titan" } },
        { "yahoo-smallbiz", { "Yahoo" } },
        { "mailchimp-mandrill", { "Mandrill" } },
    };
    const auto rows = corpusTable("mx_providers.tsv");
    if (rows.isEmpty())
        QSKIP("/work/shared/corpora/replies/mx_providers.tsv is not here.");
    const ProviderTable all = table();
    int compared = 0, agreed = 0, listed = 0;
    for (const auto& row : rows) {
        QByteArray host = row["pattern"];
        host.replace("*", "mx1");
        if (host.startsWith('.') || row["kind"] == "suffix")
            host.prepend(host.startsWith('.') ? "mx1" : "mx1.");
        const Provider found = all.providerOf(host.toStdString(), host.toStdString());
        listed += found.listed;
        const auto expected = kNames.find(row["provider"]);
        if (expected == kNames.end())
            continue;
        ++compared;
        if (expected->contains(found.name))
            ++agreed;
        else
            qInfo("%s: %s, not %s", host.constData(), found.name.c_str(), row["provider"].constData());
    }
    qInfo("%d of %d agree; %d of %d patterns are listed", agreed, compared, listed, static_cast<int>(rows.size()));
    QVERIFY(compared >= 100);
    QVERIFY2(agreed * 100 >= compared * 97, "fewer than 97 of 100 agree");
}

QTEST_APPLESS_MAIN(TestProviders)
#include "tst_providers.moc"
