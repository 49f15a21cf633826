// SPDX-License-Identifier: GPL-3.0-or-later
// Real reports and mails from ../shared, which are not part of the project: what the readers find in each file equals
// what count.py finds, which shares nothing with them.
#include "models/documents/document.h"
#include "models/documents/mailbox.h"
#include "models/ingest/bytesource.h"
#include "models/ingest/lines.h"
#include "models/ingest/memorysource.h"
#include <QDir>
#include <QProcess>
#include <QStandardPaths>
#include <QTest>
#include <map>

using namespace mv;

namespace {

QString probesDir() { return QStringLiteral(SHARED_DIR "/corpora/probes"); }

class EvidenceSink final : public Sink {
public:
    void attempt(const Attempt&) override { }
    void reject(const RejectedLine&) override { ++rejected; }
    void evidence(Evidence&& told) override { append(all, std::move(told)); }
    Evidence all;
    int rejected = 0;
};

// In the words of count.py.
class Found {
public:
    void add(const Evidence& e)
    {
        for (const Evidence::Reported& r : e.reports)
            add(r);
        for (const AuthResult& a : e.auth)
            m_headers.push_back(headerText(a));
        for (const Placement& p : e.placements) {
            if (p.why.starts_with("dest:"))
                m_placed.emplace_back(toString(p.folder));
        }
    }
    void addError() { m_error = true; }

    std::string text() const
    {
        std::string out;
        const auto word = [&](const std::string& text) { out += (out.empty() ? "" : " ") + text; };
        for (const char* name :
            { "aggregate", "records", "messages", "pass", "dkim", "spf", "tls", "success", "failed", "failure" }) {
            const auto number = m_numbers.find(name);
            if (number != m_numbers.end() && number->second > 0)
                word(std::string(name) + '=' + std::to_string(number->second));
        }
        for (const std::string& source : m_sources)
            word("source=" + source);
        for (const std::string& header : m_headers)
            word("header=" + header);
        for (const std::string& placed : m_placed)
            word("placed=" + placed);
        if (m_error)
            word("error");
        return out.empty() ? "nothing" : out;
    }

private:
    void add(const Evidence::Reported& r)
    {
        switch (r.report.kind) {
        case ReportKind::DmarcAggregate:
            ++m_numbers["aggregate"];
            for (const AuthResult& a : r.auth) {
                ++m_numbers["records"];
                m_numbers["messages"] += a.count;
                m_numbers["pass"] += a.dmarc == AuthVerdict::Pass ? a.count : 0;
                m_numbers["dkim"] += a.dkim.size();
                m_numbers["spf"] += a.spf ? 1U : 0U;
            }
            break;
        case ReportKind::SmtpTls:
            ++m_numbers["tls"];
            for (const TlsSessionCount& t : r.tls)
                m_numbers[t.resultType.empty() ? "success" : "failed"] += t.sessions;
            break;
        case ReportKind::DmarcFailure:
            ++m_numbers["failure"];
            m_sources.push_back(r.auth.front().source);
            break;
        }
    }
    static std::string headerText(const AuthResult& a)
    {
        std::string out;
        const auto add = [&](const std::string& word) { out += (out.empty() ? "" : ",") + word; };
        if (a.spf)
            add("spf:" + std::string(toString(a.spf->verdict)));
        for (const AuthCheck& check : a.dkim)
            add("dkim:" + std::string(toString(check.verdict)));
        if (a.dmarc)
            add("dmarc:" + std::string(toString(*a.dmarc)));
        if (!a.composite.empty()) {
            std::string word = "compauth:" + a.composite;
            std::ranges::replace(word, ' ', '/');
            add(word);
        }
        return out;
    }

    std::map<std::string, std::uint64_t> m_numbers;
    std::vector<std::string> m_sources, m_headers, m_placed;
    bool m_error = false;
};

std::string readAll(const SourceRef& ref)
{
    auto source = openSource(ref, {});
    std::string out;
    if (!source)
        return out;
    std::vector<char> block(std::size_t { 1 } << 20);
    for (auto n = (*source)->read(block); n && *n > 0; n = (*source)->read(block))
        out.append(block.data(), *n);
    return out;
}

void readMailbox(const std::string& text, Found& found)
{
    Correlator correlator;
    const auto format = mailboxFormat().make({}, correlator);
    MemorySource source(text);
    LineReader lines(source);
    EvidenceSink sink;
    for (auto next = lines.next(true); next && !next->empty(); next = lines.next(true))
        format->feed(*next, sink);
    format->finish(sink);
    found.add(sink.all);
    if (sink.rejected > 0)
        found.addError();
}

// As an import does it: by content, whatever the file is called.
std::string foundIn(const QString& path)
{
    Found found;
    for (const auto& ref : findSources({ path.toStdString() }, {})) {
        if (!ref)
            continue;
        const std::string text = readAll(*ref);
        const std::string_view head = std::string_view(text).substr(0, 64 * 1024);
        const DocumentInfo* kind = detectDocument(head);
        if (mailboxFormat().score(head) > (kind ? kind->score(head) : 0)) {
            readMailbox(text, found);
        } else if (kind) {
            const auto reading = kind->read(text, {});
            if (reading)
                found.add(reading->evidence);
            else
                found.addError();
        }
    }
    return found.text();
}

// Where python3 can't read a file, or reads it in another way, with what is in it by eye.
struct ByEye {
    const char* file;
    const char* found;
    const char* why;
};
const ByEye kByEye[] = {
    { "parsedmarc__ikea.com!example.de!1538690400!1538776800.xml", "aggregate=1 records=1 messages=1 dkim=1 spf=1",
        "the whole report stands in an <xs:schema> that is never closed: not well-formed" },
    { "parsedmarc__invalid_utf_8.xml", "aggregate=1 records=1 messages=1 spf=1",
        "a byte 0x91 in what says that it is UTF-8: not well-formed" },
};

} // namespace

class TestCorpusDocuments : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void equalsTheIndependentCount_data();
    void equalsTheIndependentCount();
};

void TestCorpusDocuments::initTestCase()
{
    if (!QDir(probesDir()).exists())
        QSKIP("../shared/corpora is not there: real reports are not tested.");
    if (QStandardPaths::findExecutable(QStringLiteral("python3")).isEmpty())
        QSKIP("There is no python3 to count with.");
}

void TestCorpusDocuments::equalsTheIndependentCount_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("wanted");
    for (const char* folder : { "dmarc-aggregate", "dmarc-failure", "tlsrpt", "auth-results-mails",
             "auth-results-microsoft-headers", "mbox-maildir" }) {
        const QString dir = probesDir() + u'/' + QLatin1String(folder);
        QProcess python;
        python.start(QStringLiteral("python3"), { QStringLiteral(SOURCE_DIR "/tests/documents/count.py"), dir });
        QVERIFY(python.waitForFinished());
        QCOMPARE(python.exitCode(), 0);
        for (const QString& line : QString::fromUtf8(python.readAllStandardOutput()).split(u'\n', Qt::SkipEmptyParts)) {
            const QString name = line.section(u'\t', 0, 0);
            QString wanted = line.section(u'\t', 1);
            for (const ByEye& file : kByEye) {
                if (name == QLatin1String(file.file))
                    wanted = QLatin1String(file.found);
            }
            QTest::newRow(qPrintable(QLatin1String(folder) + u'/' + name)) << dir + u'/' + name << wanted;
        }
    }
}

void TestCorpusDocuments::equalsTheIndependentCount()
{
    QFETCH(QString, path);
    QFETCH(QString, wanted);
    QCOMPARE(QString::fromStdString(foundIn(path)), wanted);
}

QTEST_GUILESS_MAIN(TestCorpusDocuments)
#include "tst_corpus_documents.moc"
