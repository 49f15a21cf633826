// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/mail/pseudonyms.h"
#include <QTest>
#include <set>

using namespace mv;

namespace {

const SipKey kKey { 0x0706050403020100U, 0x0f0e0d0c0b0a0908U };

std::string numbers(std::size_t count)
{
    std::string text;
    for (std::size_t i = 0; i < count; ++i)
        text += static_cast<char>(i);
    return text;
}

// Pseudonyms back to what they stand for, in braces.
std::string readable(std::string text, const std::vector<std::string>& locals)
{
    const Pseudonyms names(kKey);
    for (const std::string& local : locals) {
        const std::string name = names.of(local);
        for (auto at = text.find(name); at != std::string::npos; at = text.find(name))
            text.replace(at, name.size(), "{" + local + "}");
    }
    return text;
}

} // namespace

class TestPseudonyms : public QObject {
    Q_OBJECT
private slots:
    void sipHashOfTheReference_data();
    void sipHashOfTheReference();
    void stableAndDistinct();
    void keys();
    void addresses_data();
    void addresses();
    void words_data();
    void words();
};

void TestPseudonyms::sipHashOfTheReference_data()
{
    QTest::addColumn<int>("length");
    QTest::addColumn<quint64>("hash");
    // vectors_sip64 of the authors' reference implementation, and (15) appendix A of the paper
    QTest::newRow("0") << 0 << quint64(0x726fdb47dd0e0e31);
    QTest::newRow("1") << 1 << quint64(0x74f839c593dc67fd);
    QTest::newRow("2") << 2 << quint64(0x0d6c8009d9a94f5a);
    QTest::newRow("3") << 3 << quint64(0x85676696d7fb7e2d);
    QTest::newRow("7") << 7 << quint64(0xab0200f58b01d137);
    QTest::newRow("8") << 8 << quint64(0x93f5f5799a932462);
    QTest::newRow("15") << 15 << quint64(0xa129ca6149be45e5);
}

void TestPseudonyms::sipHashOfTheReference()
{
    QFETCH(int, length);
    QFETCH(quint64, hash);
    QCOMPARE(quint64(sipHash(kKey, numbers(static_cast<std::size_t>(length)))), hash);
}

void TestPseudonyms::stableAndDistinct()
{
    const Pseudonyms a(kKey), again(kKey), other(SipKey { 1, 2 });
    QCOMPARE(a.of("bob"), again.of("bob"));
    QCOMPARE(a.of("bob"), a.of("Bob"));
    QVERIFY(a.of("bob") != other.of("bob"));
    QVERIFY(Pseudonyms::isOne(a.of("bob")));
    QVERIFY(!Pseudonyms::isOne("anon-alice"));
    std::set<std::string> names;
    for (int i = 0; i < 100'000; ++i)
        names.insert(a.of("user" + std::to_string(i)));
    QCOMPARE(names.size(), std::size_t { 100'000 });
}

void TestPseudonyms::keys()
{
    QVERIFY(sipKeyFrom(toText(kKey)) == kKey);
    QVERIFY(!sipKeyFrom("no key").has_value());
    QVERIFY(!sipKeyFrom(std::string(32, 'x')).has_value());
    QVERIFY(randomSipKey() != randomSipKey());
}

void TestPseudonyms::addresses_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("expected"); // null: nothing to replace
    const auto row = [](const char* name, const char* text, const char* expected) {
        QTest::newRow(name) << QByteArray(text) << QByteArray(expected);
    };
    row("none", "status=sent (250 ok)", nullptr);
    row("Postfix", "to=<bob@example.com>, orig_to=<al@x.example>, relay=mx.example.com[192.0.2.1]:25",
        "to=<{bob}@example.com>, orig_to=<{al}@x.example>, relay=mx.example.com[192.0.2.1]:25");
    row("without a domain", "to=<bob>, ctladdr=al (1/1), from=<>, to=root,bob, U=bob P=local",
        "to=<{bob}>, ctladdr={al} (1/1), from=<>, to={root},{bob}, U={bob} P=local");
    row("in a reply", "(host mx[192.0.2.1] said: 550 5.1.1 <bob@example.com>: unknown)",
        "(host mx[192.0.2.1] said: 550 5.1.1 <{bob}@example.com>: unknown)");
    row("bare", "=> bob@example.com F=<al@x.example> from bob.smith@y.example;",
        "=> {bob}@example.com F=<{al}@x.example> from {bob.smith}@y.example;");
    row("bare after a key", "suser=bob@x.example duser=al@y.example", "suser={bob}@x.example duser={al}@y.example");
    row("VERP in brackets", "from=<bounce+bob=example.com@list.example>",
        "from=<{bounce+bob=example.com}@list.example>");
    row("VERP alone", "<= bob=example.com@list.example U=", "<= {bob=example.com}@list.example U=");
    row("BATV", "from=<prvs=1234=bob@x.example>", "from=<{prvs=1234=bob}@x.example>");
    row("JSON", R"({"to":"bob@example.com","x":"\u003cal@x.example\u003e"})",
        R"({"to":"{bob}@example.com","x":"\u003c{al}@x.example\u003e"})");
    row("JSON line feed", R"(said:\nbob@example.com)", R"(said:\n{bob}@example.com)");
    row("JSON letter", R"("m\u00fcller@example.com")", R"("{m\u00fcller}@example.com")");
    row("CSV", "bob@example.com,al@x.example|bob@y.example\tal@z.example",
        "{bob}@example.com,{al}@x.example|{bob}@y.example\t{al}@z.example");
    row("quoted", R"(to=<"bob smith"@example.com> and)", R"(to=<{"bob smith"}@example.com> and)");
    row("quoted in JSON", R"("to":"\"bob smith\"@example.com")", R"("to":"{\"bob smith\"}@example.com")");
    row("apostrophes", "'bob@example.com' o'brien@example.com", "'{bob}@example.com' {o'brien}@example.com");
    row("UTF-8", "<m\xc3\xbcller@example.com>", "<{m\xc3\xbcller}@example.com>");
    row("literal", "<bob@[192.0.2.1]>", "<{bob}@[192.0.2.1]>");
    row("two at signs", "<bob@x.example@y.example>", "<{bob}@{x.example}@y.example>");
    row("no address", "@400000004bdf9534 a @ b, @, @@, x@-y", nullptr);
    row("end", "bob@", nullptr);
    row("addresses of hosts", "from=192.0.2.1 to=10.0.0.1", nullptr);
}

void TestPseudonyms::addresses()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, expected);
    Pseudonyms names(kKey);
    std::string out = "before ";
    const bool any = names.replaceAddresses(text.toStdString(), out);
    QCOMPARE(any, !expected.isNull());
    const std::vector<std::string> locals { "bob", "al", "root", "bob.smith", "bounce+bob=example.com",
        "bob=example.com", "prvs=1234=bob", "m\\u00fcller", "\"bob smith\"", "\\\"bob smith\\\"", "o'brien",
        "m\xc3\xbcller", "x.example" };
    QCOMPARE(readable(out, locals), "before " + expected.toStdString());
    // what was replaced stays as it is
    std::string again;
    if (any)
        names.replaceAddresses(out, again);
    QCOMPARE(again, any ? out : std::string());
}

void TestPseudonyms::words_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("expected"); // null: nothing to replace
    const auto row = [](const char* name, const char* text, const char* expected) {
        QTest::newRow(name) << QByteArray(text) << QByteArray(expected);
    };
    row("user unknown", "550 5.1.1 User bob unknown", "550 5.1.1 User {bob} unknown");
    row("in marks", "550 <Bob>... \"bob\", (bob) bob: bob.", "550 <{bob}>... \"{bob}\", ({bob}) {bob}: {bob}.");
    row("several", "450 bob.smith, bob", "450 {bob.smith}, {bob}");
    row("of a longer word", "550 bobsled kebob bob-sled", nullptr);
    row("qmail", "Remote_host_said:_550_no_bob_here", "Remote_host_said:_550_no_{bob}_here");
    row("joined lines", R"(450-bob\nbob)", R"(450-bob\n{bob})");
    row("of an address", "bob@example.com x@bob", nullptr);
    row("a role", "550 info mailbox full", nullptr);
    row("a code", "550 550", nullptr);
}

void TestPseudonyms::words()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, expected);
    Pseudonyms names(kKey);
    std::string met;
    names.replaceAddresses("bob@x.example bob.smith@x.example info@x.example 550@x.example", met);
    std::string out;
    QCOMPARE(names.replaceNames(text.toStdString(), out), !expected.isNull());
    QCOMPARE(readable(out, { "bob", "bob.smith" }), expected.toStdString());
    QVERIFY(names.in(text.toStdString()).find(" bob ") == std::string::npos);
}

QTEST_APPLESS_MAIN(TestPseudonyms)
#include "tst_pseudonyms.moc"
