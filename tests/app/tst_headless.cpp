// SPDX-License-Identifier: GPL-3.0-or-later
// The command line: what it understands, what the man page tells of it, and what the real program does with it.
#include "app/commandline.h"
#include <QFile>
#include <QRegularExpression>
#include <QTest>

using namespace mv;

namespace {

QStringList words(const char* line)
{
    QStringList all { QStringLiteral("mailvane") };
    all << QString::fromUtf8(line).split(u' ', Qt::SkipEmptyParts);
    return all;
}

// All that differs from an empty command line, for rows of tests.
QString told(const CommandLine& line)
{
    static const QStringList kVerbs { QStringLiteral("window"), QStringLiteral("import"), QStringLiteral("report"),
        QStringLiteral("export"), QStringLiteral("classify"), QStringLiteral("mapping"), QStringLiteral("relabel"),
        QStringLiteral("privacy"), QStringLiteral("probe"), QStringLiteral("help"), QStringLiteral("version") };
    QStringList parts { kVerbs.at(static_cast<int>(line.verb)) };
    const auto add = [&parts](const char* name, const std::string& value) {
        if (!value.empty())
            parts << QString::fromLatin1(name) + u'=' + QString::fromStdString(value);
    };
    const auto addAll = [&](const char* name, const std::vector<std::string>& values) {
        for (const std::string& value : values)
            add(name, value);
    };
    const CommandLine none;
    add("what", line.what);
    add("database", line.database.string());
    for (const auto& file : line.files)
        add(file.is_absolute() || file == "-" ? "file" : "relative file", file.filename().string());
    add("sample", line.sample ? "yes" : "");
    add("providers", line.providerTable.string());
    add("rules", line.replyRules.string());
    add("log-zone", line.logZone ? line.logZone->name() : "");
    add("year", line.year ? std::to_string(*line.year) : "");
    add("format", line.format);
    add("server", line.server);
    add("source-map", line.sourceMap.string());
    add("from", line.from ? toIso(*line.from) : "");
    add("to", line.to ? toIso(*line.to) : "");
    add("last", line.last ? std::to_string(line.last->count()) + "h" : "");
    add("days-back", line.scope.compares() ? std::to_string(line.scope.daysBack()) : "");
    const Filters& f = line.scope.filters;
    addAll("provider", f.providers);
    addAll("source", f.sources);
    addAll("on-server", f.servers);
    addAll("sender-domain", f.senderDomains);
    addAll("recipient-domain", f.recipientDomains);
    addAll("reason", f.reasons);
    for (const Outcome outcome : f.outcomes)
        add("outcome", std::string(toString(outcome)));
    add("zone", line.scope.zone == none.scope.zone ? "" : line.scope.zone.name());
    add("bucket", line.bucket == none.bucket ? "" : std::to_string(static_cast<int>(line.bucket)));
    add("csv", line.csv.string());
    add("png", line.png.string());
    add("pdf", line.pdf.string());
    add("scale", line.scale > 1 ? std::to_string(static_cast<int>(line.scale)) : "");
    add("dark", line.dark ? "yes" : "");
    return parts.join(u' ');
}

} // namespace

class TestHeadless : public QObject {
    Q_OBJECT
private slots:
    void understood_data();
    void understood();
    void mistakes_data();
    void mistakes();
    void manPage_data();
    void manPage();
};

void TestHeadless::understood_data()
{
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* line, const char* expected) { QTest::newRow(line) << QString::fromUtf8(expected); };
    row("", "window");
    row("mail.log mail.log.1.gz", "window file=mail.log file=mail.log.1.gz");
    row("storm.mailvane", "window database=storm.mailvane");
    row("Storm.MAILVANE mail.log", "window database=Storm.MAILVANE file=mail.log");
    row("--database a.db mail.log", "window database=a.db file=mail.log");
    row("--sample", "window sample=yes");
    row("import mail.log --database a.mailvane", "import database=a.mailvane file=mail.log");
    row("import -", "import file=-");
    row("import --sample", "import sample=yes");
    row("import --log-zone Europe/Berlin --year 2023 --format postfix --server mx1 --source-map s.tsv a.log",
        "import file=a.log log-zone=Europe/Berlin year=2023 format=postfix server=mx1 source-map=s.tsv");
    row("import --providers=p.tsv --rules=r.tsv a.log", "import file=a.log providers=p.tsv rules=r.tsv");
    row("import -- --odd.log", "import file=--odd.log");
    row("report", "report");
    row("report --from 2023-10-12 --to 2023-10-12T06:00+02:00",
        "report from=2023-10-12T00:00:00Z to=2023-10-12T04:00:00Z");
    row("report --zone Europe/Berlin --from 2023-10-12 --to 2023-10-12T06:00Z",
        "report zone=Europe/Berlin from=2023-10-11T22:00:00Z to=2023-10-12T06:00:00Z");
    row("report --last 7d", "report last=168h");
    row("report --last 36h --compare previous", "report last=36h days-back=1");
    row("report --last 4w --compare last-week", "report last=672h days-back=7");
    row("report --compare 3", "report days-back=21");
    row("report --compare off --bucket hour --zone UTC", "report");
    row("report --zone Europe/Berlin", "report zone=Europe/Berlin");
    row("report --provider Gmail --provider Yahoo --source 192.0.2.1 --on-server mx1",
        "report provider=Gmail provider=Yahoo source=192.0.2.1 on-server=mx1");
    row("report --sender-domain a.example --recipient-domain b.example --reason throttled --outcome next-mx",
        "report sender-domain=a.example recipient-domain=b.example reason=throttled outcome=next-mx");
    row("report a.log --png p --pdf r.pdf --csv c --scale 2 --dark",
        "report file=a.log csv=c png=p pdf=r.pdf scale=2 dark=yes");
    row("--database a.mailvane import a.log", "import database=a.mailvane file=a.log");
    row("--provider import report", "report provider=import");
    row("import import", "import file=import");
    row("-- import a.log", "import file=a.log");
    row("export attempts", "export what=attempts csv=-");
    row("export attempts a.log - --year 2023", "export what=attempts csv=- file=a.log file=- year=2023");
    row("export replies --csv r.csv", "export what=replies csv=r.csv");
    row("classify --rules r.tsv", "classify rules=r.tsv");
    row("relabel --database a.mailvane", "relabel database=a.mailvane");
    row("--help", "help");
    row("export -h", "help");
    row("--version", "version");
}

void TestHeadless::understood()
{
    QFETCH(QString, expected);
    const auto line = parseCommandLine(words(QTest::currentDataTag()));
    QVERIFY2(line, line ? "" : line.error().what.c_str());
    // The previous period lies as many whole days back as cover the range, which --last decides later.
    if (line->scope.comparison == Comparison::PreviousPeriod)
        expected.replace(QRegularExpression(QStringLiteral("days-back=\\d+")),
            QStringLiteral("days-back=%1").arg(line->scope.daysBack()));
    QString text = told(*line);
    QStringList left = text.split(u' '), right = expected.split(u' ');
    left.sort();
    right.sort();
    QCOMPARE(left.join(u' '), right.join(u' '));
}

void TestHeadless::mistakes_data()
{
    QTest::addColumn<QString>("message"); // some words of it
    const auto row = [](const char* line, const char* message) { QTest::newRow(line) << QString::fromUtf8(message); };
    row("--no-such-option", "no-such-option");
    row("import", "import: name the files");
    row("import --provider Gmail a.log", "import does not take --provider");
    row("import --database", "database");
    row("export", "export: say what: attempts, providers");
    row("classify a.txt", "classify: takes no files");
    row("relabel a.mailvane", "relabel: takes no files");
    row("probe", "probe: name the domains");
    row("probe example.com --port 0", "--port 0: expected a port");
    row("probe example.com --timeout soon", "--timeout soon: expected a number of seconds");
    row("probe example.com --provider Gmail", "probe does not take --provider");
    row("report --resolver 192.0.2.53", "report does not take --resolver");
    row("report --year 2023", "--year is about reading logs");
    row("export attempts --providers p.tsv", "mailvane relabel --providers p.tsv");
    row("--sample a.log", "no other files");
    row("--png p a.log", "The window does not take --png");
    row("a.mailvane b.mailvane", "b.mailvane: only one database");
    row("--database a.db b.mailvane", "b.mailvane: only one database");
    row("import --year 12 a.log", "--year 12: expected a year");
    row("import --log-zone Mars/Phobos a.log", "--log-zone Mars/Phobos: expected a zone such as Europe/Berlin");
    row("import --format exim9 a.log", "--format exim9: expected postfix");
    row("report --from yesterday", "--from yesterday: expected a time such as 2023-10-12");
    row("report --to 2023-13-01", "--to 2023-13-01: expected a time");
    row("report --last 7", "--last 7: expected a span such as 24h");
    row("report --last -7d", "--last -7d: expected a span");
    row("report --compare never", "--compare never: expected off, previous, last-week or a number of weeks");
    row("report --compare 0", "--compare 0: expected off");
    row("report --outcome lost", "--outcome lost: expected delivered, deferred");
    row("report --bucket year", "--bucket year: expected 5min, hour, day or week");
    row("report --scale 9 --png p", "--scale 9: expected a number from 1 to 4");
    row("report --scale nan --png p", "--scale nan: expected a number from 1 to 4");
    row("report --zone nowhere", "--zone nowhere: expected a zone");
    row("report --csv -", "--csv -: expected a folder");
    row("export tables", "export: \"tables\" is none of attempts, providers");
}

void TestHeadless::mistakes()
{
    QFETCH(QString, message);
    const auto line = parseCommandLine(words(QTest::currentDataTag()));
    QVERIFY2(!line, "taken without a word");
    const QString what = QString::fromStdString(line.error().what);
    QVERIFY2(what.contains(message), qPrintable(what));
    QVERIFY2(what.endsWith(u'.'), qPrintable(what));
}

void TestHeadless::manPage_data()
{
    QTest::addColumn<QString>("option");
    for (const char* verb : { "", "import ", "report ", "export ", "classify ", "relabel ", "privacy ", "probe " }) {
        const QByteArray command = QByteArray(verb) + "--help";
        const auto line = parseCommandLine(words(command.constData()));
        QVERIFY(line);
        static const QRegularExpression kOption(QStringLiteral("^  --([a-z-]+)"), QRegularExpression::MultilineOption);
        auto matches = kOption.globalMatch(QString::fromStdString(line->help));
        while (matches.hasNext()) {
            const QString option = matches.next().captured(1);
            QTest::addRow("%s%s", verb, qPrintable(option)) << option;
        }
    }
}

void TestHeadless::manPage()
{
    QFETCH(QString, option);
    QFile page(QStringLiteral(SOURCE_DIR "/installer/mailvane.1"));
    QVERIFY(page.open(QIODevice::ReadOnly));
    const QString escaped = QString(option).replace(u'-', QStringLiteral("\\-"));
    // At the head of a paragraph: .BI \-\-option " VALUE"
    const QRegularExpression head(
        QStringLiteral("^\\.B[A-Z]? .*\\\\-\\\\-%1( |$)").arg(QRegularExpression::escape(escaped)),
        QRegularExpression::MultilineOption);
    QVERIFY(QString::fromUtf8(page.readAll()).contains(head));
}

QTEST_GUILESS_MAIN(TestHeadless)
#include "tst_headless.moc"
