// SPDX-License-Identifier: GPL-3.0-or-later
// Walks tests/fixtures/formats: a new format adds a folder there and no test code. MV_UPDATE=1 rewrites the golden
// files.
#include "models/ingest/mappingtext.h"
#include "models/ingest/tablehead.h"
#include "recorder.h"
#include "tests/models/documents/evidencetext.h"
#include <QDir>
#include <QTest>
#include <set>

using namespace mv;

namespace {

QByteArray readFile(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QString formatsDir() { return QStringLiteral(FIXTURES_DIR "/formats"); }

// What a format's log never tells. ESPs name no next MX and nothing local, and few of them what they hold.
using Outcomes = std::set<Outcome>;
const Outcomes kEsp { Outcome::NextMx, Outcome::Local, Outcome::Held };
const Outcomes kAllButHeld { Outcome::Delivered, Outcome::Deferred, Outcome::Bounced, Outcome::Local, Outcome::NextMx,
    Outcome::Expired }; // of what waits in a queue
const Outcomes kNoAttempts { Outcome::Delivered, Outcome::Deferred, Outcome::Bounced, Outcome::Local, Outcome::NextMx,
    Outcome::Held, Outcome::Expired };
const std::map<std::string_view, Outcomes> kNotTold = { { "sendmail", { Outcome::NextMx } },
    { "qmail", { Outcome::NextMx, Outcome::Held } }, { "haraka", { Outcome::Held } }, { "postfix-queue", kAllButHeld },
    { "mailq", kAllButHeld }, { "exim-queue", kAllButHeld }, { "exchange", { Outcome::NextMx } },
    { "exchange-smtp", { Outcome::Held, Outcome::Expired } }, { "kumomta", { Outcome::NextMx } },
    { "amazon-ses", { Outcome::NextMx, Outcome::Local } }, { "sendgrid", kEsp }, { "mailgun", kEsp },
    { "sparkpost", kEsp }, { "postmark", kEsp }, { "mandrill", kEsp }, { "brevo", kEsp }, { "resend", kEsp },
    { "mailjet", { Outcome::NextMx, Outcome::Local, Outcome::Held, Outcome::Deferred } },
    { "mailersend", { Outcome::NextMx, Outcome::Local, Outcome::Held, Outcome::Expired } },
    { "postal", { Outcome::NextMx, Outcome::Local, Outcome::Expired } },
    { "m365-trace", { Outcome::NextMx, Outcome::Held, Outcome::Expired } }, { "proofpoint", { Outcome::NextMx } },
    { "fortimail", { Outcome::NextMx } },
    { "cisco-esa", { Outcome::Deferred, Outcome::NextMx, Outcome::Held, Outcome::Expired } },
    { "mimecast", { Outcome::Local, Outcome::NextMx, Outcome::Held, Outcome::Expired } }, { "rspamd", kNoAttempts },
    { "zdns", kNoAttempts }, { "snds", kNoAttempts }, { "snds-status", kNoAttempts },
    { "placement-csv", kNoAttempts } };

// `base`: of the fixture, whose mapping may lie beside it.
FormatOptions optionsFor(const std::string& text, const QString& base = {})
{
    FormatOptions o = exampleOptions();
    const QByteArray mapping = base.isEmpty() ? QByteArray() : readFile(base + QStringLiteral(".mapping.json"));
    if (!mapping.isEmpty()) {
        auto read = readMapping(mapping.toStdString(), "fixture");
        if (!read)
            qFatal("%s", read.error().what.c_str());
        o.mapping = std::make_shared<const ColumnMapping>(std::move(*read));
    }
    o.head = std::string_view(text).substr(0, 64 * 1024);
    o.sourceOf = [](std::string_view server) { return server == "mta3" ? std::string("198.51.100.3") : std::string(); };
    return o;
}

QByteArray factsText(const Recorder& r, const LineCounts& n)
{
    std::string out = "# SPDX-License-Identifier: GPL-3.0-or-later\n";
    out += "# lines: " + std::to_string(n.delivery) + " delivery (" + std::to_string(n.repeated) + " repeated), "
        + std::to_string(n.context) + " context, " + std::to_string(n.other) + " other, "
        + std::to_string(n.notUnderstood()) + " not understood\n";
    out += std::string(Recorder::kColumns) + '\n';
    for (const std::string& fact : r.facts)
        out += fact + '\n';
    return QByteArray::fromStdString(out);
}

QByteArray evidenceText(const Recorder& r)
{
    return QByteArray::fromStdString(
        "# SPDX-License-Identifier: GPL-3.0-or-later\n" + test::EvidenceText(r.all).text());
}

QByteArray rejectsText(const Recorder& r)
{
    std::string out = "# SPDX-License-Identifier: GPL-3.0-or-later\noffset\treason\tline\n";
    for (const std::string& reject : r.rejects)
        out += reject + '\n';
    return QByteArray::fromStdString(out);
}

void compareOrUpdate(const QString& path, const QByteArray& now)
{
    if (qEnvironmentVariableIsSet("MV_UPDATE")) {
        QFile file(path);
        QVERIFY2(file.open(QIODevice::WriteOnly), qPrintable(path));
        file.write(now);
        return;
    }
    const auto golden = readFile(path).split('\n');
    const auto lines = now.split('\n');
    for (qsizetype i = 0; i < std::min(golden.size(), lines.size()); ++i)
        QCOMPARE(lines[i], golden[i]);
    QCOMPARE(lines.size(), golden.size());
}

// Carries a correlator's memory from one to the next as the database does.
class OpenStore {
public:
    void apply(OpenChanges changes)
    {
        for (const auto& key : changes.closed)
            m_open.erase(key);
        for (OpenMessage& m : changes.open)
            m_open[{ m.server, m.queueId }] = std::move(m);
    }
    std::vector<OpenMessage> all() const
    {
        std::vector<OpenMessage> out;
        for (const auto& [key, m] : m_open)
            out.push_back(m);
        return out;
    }

private:
    std::map<std::pair<std::string, std::string>, OpenMessage> m_open;
};

} // namespace

class TestFormats : public QObject {
    Q_OBJECT
private slots:
    void everyFormatHasFixtures();
    void remarks_data();
    void remarks();
    void golden_data();
    void golden();
    void blocks_data() { golden_data(); }
    void blocks();
    void resumeAtEveryLine_data() { golden_data(); }
    void resumeAtEveryLine();
    void oneFormatScoresHighest_data() { golden_data(); }
    void oneFormatScoresHighest();
    void everyLineIsCountedOnce_data() { golden_data(); }
    void everyLineIsCountedOnce();
    void leavesRspamdAlone_data();
    void leavesRspamdAlone();

private:
    const FormatInfo* m_format = nullptr;
    std::string m_text;
    QString m_base;
    bool load();
};

bool TestFormats::load()
{
    QFETCH(QString, file);
    const QFileInfo info(file);
    m_base = info.path() + QLatin1Char('/') + info.completeBaseName();
    m_format = formatById(info.dir().dirName().toStdString());
    m_text = readFile(file).toStdString();
    return m_format && !m_text.empty();
}

void TestFormats::everyFormatHasFixtures()
{
    for (const FormatInfo& format : formats()) {
        const QDir dir(formatsDir() + QLatin1Char('/')
            + QString::fromUtf8(format.id.data(), static_cast<qsizetype>(format.id.size())));
        const auto notTold = kNotTold.find(format.id);
        std::set<Outcome> seen = notTold == kNotTold.end() ? std::set<Outcome>() : notTold->second;
        for (const QFileInfo& file : dir.entryInfoList({ QStringLiteral("*.log") }, QDir::Files)) {
            const std::string text = readFile(file.filePath()).toStdString();
            Recorder r;
            r.each = [&](const Attempt& a) { seen.insert(a.outcome); };
            readText(format, optionsFor(text), text, r);
        }
        for (std::size_t i = 0; i < kOutcomeCount; ++i)
            QVERIFY2(seen.contains(static_cast<Outcome>(i)),
                qPrintable(dir.path() + QStringLiteral(" has no sample of outcome %1").arg(i)));
    }
}

void TestFormats::golden_data()
{
    QTest::addColumn<QString>("file");
    for (const QFileInfo& folder : QDir(formatsDir()).entryInfoList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        for (const QFileInfo& file :
            QDir(folder.filePath()).entryInfoList({ QStringLiteral("*.log") }, QDir::Files, QDir::Name))
            QTest::newRow(qPrintable(folder.fileName() + QLatin1Char('/') + file.fileName())) << file.filePath();
    }
}

void TestFormats::golden()
{
    QVERIFY(load());
    Recorder r;
    const LineCounts counts = readText(*m_format, optionsFor(m_text, m_base), m_text, r);
    compareOrUpdate(m_base + QStringLiteral(".facts.tsv"), factsText(r, counts));
    compareOrUpdate(m_base + QStringLiteral(".rejects.tsv"), rejectsText(r));
    if (const QString evidence = m_base + QStringLiteral(".evidence.txt"); !r.all.empty() || QFile::exists(evidence))
        compareOrUpdate(evidence, evidenceText(r));
}

void TestFormats::blocks()
{
    QVERIFY(load());
    Recorder whole;
    const LineCounts counts = readText(*m_format, optionsFor(m_text, m_base), m_text, whole);
    for (const std::size_t block : { 1U, 7U, 4096U }) {
        Recorder r;
        QVERIFY(readText(*m_format, optionsFor(m_text, m_base), m_text, r, block) == counts);
        QCOMPARE(r.facts, whole.facts);
        QCOMPARE(r.rejects, whole.rejects);
        QVERIFY(r.all == whole.all);
    }
}

// A new process at every line: nothing may live but the saved state and the committed open messages.
void TestFormats::resumeAtEveryLine()
{
    QVERIFY(load());
    Recorder whole;
    const LineCounts counts = readText(*m_format, optionsFor(m_text, m_base), m_text, whole);

    MemorySource source(m_text);
    LineReader lines(source);
    std::vector<std::pair<std::string, std::uint64_t>> copies; // lines die with the next call
    for (auto next = lines.next(true); next && !next->empty(); next = lines.next(true)) {
        for (const Line& line : *next)
            copies.emplace_back(line.text, line.offset);
    }

    Recorder r;
    std::string state;
    OpenStore store;
    LineCounts resumed;
    for (std::size_t i = 0; i < copies.size(); ++i) {
        Correlator correlator;
        correlator.load(store.all());
        const auto format = m_format->make(optionsFor(m_text, m_base), correlator);
        if (i > 0)
            format->loadState(state);
        const std::string text = copies[i].first; // a block of its own, gone after the line
        const Line line { text, copies[i].second };
        format->feed(std::span(&line, 1), r);
        if (i + 1 == copies.size())
            format->finish(r);
        store.apply(correlator.takeChanges());
        state = format->saveState();
        resumed = format->counts();
    }
    for (std::size_t i = 0; i < std::min(r.facts.size(), whole.facts.size()); ++i)
        QCOMPARE(r.facts[i], whole.facts[i]);
    QCOMPARE(r.facts.size(), whole.facts.size());
    QCOMPARE(r.rejects, whole.rejects);
    QVERIFY(r.all == whole.all);
    QVERIFY(resumed == counts);
}

void TestFormats::oneFormatScoresHighest()
{
    QVERIFY(load());
    int best = 0;
    int winners = 0;
    const FormatInfo* winner = nullptr;
    for (const FormatInfo& format : formats()) {
        const int score = format.score(std::string_view(m_text).substr(0, 64 * 1024));
        QVERIFY(score >= 0 && score <= 100);
        if (score > best) {
            best = score;
            winners = 1;
            winner = &format;
        } else if (score == best && score > 0) {
            ++winners;
        }
    }
    if (m_format == &mappedFormat()) { // only the user's word makes it one
        QCOMPARE(winners, 0);
        QVERIFY(mappingFor(*readTableHead(m_text), { optionsFor(m_text, m_base).mapping }));
        return;
    }
    QCOMPARE(winners, 1);
    QVERIFY(winner == m_format);
    QVERIFY(detectFormat(std::string_view(m_text).substr(0, 64 * 1024)).format == m_format);
}

void TestFormats::everyLineIsCountedOnce()
{
    QVERIFY(load());
    Recorder r;
    const LineCounts counts = readText(*m_format, optionsFor(m_text, m_base), m_text, r);
    const auto lines
        = static_cast<std::uint64_t>(std::count(m_text.begin(), m_text.end(), '\n') + (m_text.ends_with('\n') ? 0 : 1));
    QCOMPARE(counts.total() - counts.repeated, lines);
    QCOMPARE(counts.notUnderstood(), static_cast<std::uint64_t>(r.rejects.size()));
}

void TestFormats::leavesRspamdAlone_data()
{
    QTest::addColumn<QString>("file");
    for (const char* name : { "postfix/bsd", "exim/syslog", "sendmail/maillog", "opensmtpd/maillog", "haraka/syslog" })
        QTest::newRow(name) << formatsDir() + QLatin1Char('/') + QLatin1String(name) + QStringLiteral(".log");
}

// Its lines lie among those of an MTA: they tell what it found, change nothing else, and are no riddle.
void TestFormats::leavesRspamdAlone()
{
    QVERIFY(load());
    const std::string line
        = "Mar  1 08:00:03 mta1 rspamd[456]: <demo1>; task; rspamd_task_write_log: id: "
          "<m2@example.net>, qid: <A01111>, ip: 192.0.2.41, from: <news@example.net>, (default: F (no "
          "action): [1.20/20.00] [R_SPF_ALLOW(-0.20)]), len: 4521, time: 45.234ms\n";
    std::string mixed;
    for (int i = 0; i < 50; ++i)
        mixed += line; // the more, the less of the MTA's own
    mixed += m_text;
    QVERIFY(detectFormat(std::string_view(mixed).substr(0, 64 * 1024)).format == m_format);
    Recorder alone;
    const LineCounts without = readText(*m_format, optionsFor(m_text, m_base), m_text, alone);
    Recorder r;
    const LineCounts with = readText(*m_format, optionsFor(m_text, m_base), mixed, r);
    QCOMPARE(with.other, without.other);
    QCOMPARE(with.delivery, without.delivery + 50);
    QCOMPARE(r.all.auth.size(), alone.all.auth.size() + 50);
    QCOMPARE(with.notUnderstood(), without.notUnderstood());
    QCOMPARE(r.facts.size(), alone.facts.size());
}

void TestFormats::remarks_data()
{
    QTest::addColumn<QString>("fixture");
    QTest::addColumn<QByteArray>("server");
    QTest::addColumn<QByteArray>("remark"); // its beginning; empty: none
    const auto row = [](const char* fixture, const char* server, const char* remark) {
        QTest::newRow(QByteArray(fixture) + " of " + server)
            << QString::fromLatin1(fixture) << QByteArray(server) << QByteArray(remark);
    };
    row("postfix/bsd.log", "", "");
    row("mailjet/events.log", "", "No deferrals");
    row("mailgun/events.log", "", "");
    row("mailq/postfix.log", "", "A listing names no server");
    row("mailq/postfix.log", "mx1", "");
    row("postfix-queue/queue.log", "", "A listing names no server");
}

void TestFormats::remarks()
{
    QFETCH(QString, fixture);
    QFETCH(QByteArray, server);
    QFETCH(QByteArray, remark);
    const std::string text = readFile(formatsDir() + u'/' + fixture).toStdString();
    FormatOptions options = optionsFor(text);
    options.server = server.toStdString();
    Correlator correlator;
    const auto format = formatById(fixture.section(u'/', 0, 0).toStdString())->make(options, correlator);
    MemorySource source(text);
    LineReader lines(source);
    Recorder recorder;
    for (auto block = lines.next(true); block && !block->empty(); block = lines.next(true))
        format->feed(*block, recorder);
    format->finish(recorder);
    const std::string said = format->remark();
    QVERIFY2(remark.isEmpty() ? said.empty() : said.starts_with(remark.toStdString()), said.c_str());
}

QTEST_GUILESS_MAIN(TestFormats)
#include "tst_formats.moc"
