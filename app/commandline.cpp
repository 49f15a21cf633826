// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commandline.h"
#include "app/paths.h"
#include "app/usage.h"
#include "models/export/tablescsv.h"
#include "models/jobs/fileformat.h"
#include "models/jobs/zones.h"
#include <QCommandLineParser>
#include <QStandardPaths>
#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace mv {
namespace {

using Verb = CommandLine::Verb;

// The database remembers where a log lies, for every later program in any folder.
std::filesystem::path toFile(const QString& text)
{
    std::error_code unknown;
    return text == u"-" ? toPath(text) : std::filesystem::absolute(toPath(text), unknown);
}

// "7d" -> 168 h
std::optional<std::chrono::hours> spanFrom(const QString& text)
{
    bool ok = false;
    const int number = text.chopped(text.isEmpty() ? 0 : 1).toInt(&ok);
    const QChar unit = text.isEmpty() ? QChar() : text.back();
    if (!ok || number <= 0 || number > 10'000)
        return std::nullopt;
    if (unit == u'h')
        return std::chrono::hours(number);
    if (unit == u'd')
        return std::chrono::hours(24 * number);
    if (unit == u'w')
        return std::chrono::hours(7 * 24 * number);
    return std::nullopt;
}

// Reads option values and keeps the first mistake.
class Values {
public:
    explicit Values(const QCommandLineParser& parser)
        : m_parser(parser)
    {
    }

    bool isSet(const char* name) const { return m_parser.isSet(QString::fromLatin1(name)); }
    QString text(const char* name) const { return m_parser.value(QString::fromLatin1(name)); }
    std::filesystem::path path(const char* name) const { return toPath(text(name)); }
    void wrong(const char* name, std::string_view expected)
    {
        if (m_mistake.empty())
            m_mistake = fmt::format("--{} {}: expected {}.", name, text(name).toStdString(), expected);
    }
    const std::string& mistake() const { return m_mistake; }

    // A clock time is one of the zone, unless it names its own. Of an hour that the clocks repeat it is the first.
    std::optional<UtcTime> time(const char* name, const Zone& zone)
    {
        UtcTime t;
        if (!isSet(name))
            return std::nullopt;
        const std::string told = text(name).toStdString();
        if (!fromIso(told, t))
            wrong(name, "a time such as 2023-10-12 or 2023-10-12T06:00+02:00");
        const bool isDay = told.size() == std::string_view("2023-10-12").size();
        UtcTime same;
        const bool namesZone = !isDay && !fromIso(told + 'Z', same);
        return namesZone ? t : zone.toUtc(LocalTime(t.time_since_epoch()));
    }
    std::optional<Zone> zone(const char* name)
    {
        if (!isSet(name))
            return std::nullopt;
        auto zone = zoneByName(text(name).toStdString());
        if (!zone)
            wrong(name, "a zone such as Europe/Berlin, UTC or +02:00");
        return zone;
    }
    int number(const char* name, int unset, int least, int most, std::string_view expected)
    {
        if (!isSet(name))
            return unset;
        bool isNumber = false;
        const int n = text(name).toInt(&isNumber);
        if (!isNumber || n < least || n > most)
            wrong(name, expected);
        return n;
    }
    std::vector<std::string> list(const char* name) const
    {
        std::vector<std::string> values;
        for (const QString& value : m_parser.values(QString::fromLatin1(name)))
            values.push_back(value.toStdString());
        return values;
    }

private:
    const QCommandLineParser& m_parser;
    std::string m_mistake;
};

void readLogOptions(CommandLine& line, Values& values)
{
    line.logZone = values.zone("log-zone");
    if (values.isSet("year"))
        line.year = values.number("year", 0, 1990, 2200, "a year");
    line.format = values.text("format").toStdString();
    const FileFormat format = fileFormatById(line.format);
    if (values.isSet("format") && (!format || format.lines == &mappedFormat())) {
        std::vector<std::string_view> known;
        for (const FileFormat& each : fileFormats())
            known.push_back(each.id());
        values.wrong("format", fmt::format("{}", fmt::join(known, " or ")));
    }
    line.mapping = values.path("mapping");
    if (values.isSet("mapping") && values.isSet("format"))
        values.wrong("mapping", "either this or --format, not both");
    line.server = values.text("server").toStdString();
    line.follow = values.isSet("follow");
    line.sourceMap = values.path("source-map");
}

void readComparison(CommandLine& line, Values& values)
{
    const QString how = values.text("compare");
    bool isNumber = false;
    const int weeks = how.toInt(&isNumber);
    if (how == u"previous")
        line.scope.comparison = Comparison::PreviousPeriod;
    else if (how == u"last-week")
        line.scope.comparison = Comparison::SamePeriodLastWeek;
    else if (isNumber && weeks > 0 && weeks < 1000)
        line.scope.comparison = Comparison::WeeksEarlier;
    else if (!how.isEmpty() && how != u"off")
        values.wrong("compare", "off, previous, last-week or a number of weeks");
    if (isNumber)
        line.scope.weeksEarlier = weeks;
}

void readScope(CommandLine& line, Values& values)
{
    line.scope.zone = values.zone("zone").value_or(Zone());
    line.from = values.time("from", line.scope.zone);
    line.to = values.time("to", line.scope.zone);
    if (values.isSet("last")) {
        if (line.from)
            values.wrong("last", "either this or --from, not both");
        line.last = spanFrom(values.text("last"));
        if (!line.last)
            values.wrong("last", "a span such as 24h, 7d or 4w");
    }
    readComparison(line, values);
    Filters& f = line.scope.filters;
    f.providers = values.list("provider");
    f.sources = values.list("source");
    f.servers = values.list("on-server");
    f.senderDomains = values.list("sender-domain");
    f.recipientDomains = values.list("recipient-domain");
    f.reasons = values.list("reason");
    for (const std::string& name : values.list("outcome")) {
        if (const auto outcome = outcomeFrom(name))
            f.outcomes.push_back(*outcome);
        else
            values.wrong("outcome", "delivered, deferred, bounced, expired, held, local or next-mx");
    }
    const QString bucket = values.text("bucket");
    if (bucket == u"5min")
        line.bucket = Bucket::FiveMinutes;
    else if (bucket == u"day")
        line.bucket = Bucket::Day;
    else if (bucket == u"week")
        line.bucket = Bucket::Week;
    else if (!bucket.isEmpty() && bucket != u"hour")
        values.wrong("bucket", "5min, hour, day or week");
}

void readPerspective(CommandLine& line, Values& values)
{
    using enum CommandLine::Perspective;
    const std::string name = values.text("perspective").toStdString();
    if (name == "auth")
        line.perspective = Authentication;
    else if (name == "probes")
        line.perspective = Probes;
    else if (values.isSet("perspective") && name != "overview")
        values.wrong("perspective", "overview, auth or probes");
}

void readTargets(CommandLine& line, Values& values)
{
    line.csv = values.path("csv");
    if (line.verb == Verb::Report && line.csv == "-")
        values.wrong("csv", "a folder, for every table; export writes one to standard output");
    line.png = values.path("png");
    line.pdf = values.path("pdf");
    line.dark = values.isSet("dark");
    if (values.isSet("scale")) {
        line.scale = values.text("scale").toDouble();
        if (!(line.scale >= 1 && line.scale <= 4)) // nor "nan"
            values.wrong("scale", "a number from 1 to 4");
    }
}

void readPrivacy(CommandLine& line, Values& values)
{
    if (values.isSet("pseudonymise")) {
        const QString how = values.text("pseudonymise");
        line.pseudonymise = how == u"on";
        if (how != u"on" && how != u"off")
            values.wrong("pseudonymise", "on or off");
    }
    if (values.isSet("keep-months"))
        line.keepMonths = values.number("keep-months", 0, 0, 1200, "a number of months, or 0 to keep all");
}

void readProbe(CommandLine& line, Values& values)
{
    constexpr int kPorts = 65'535, kHour = 3600;
    CommandLine::Probe& probe = line.probe;
    probe.selectors = values.list("selector");
    probe.sources = values.list("source");
    probe.resolver = values.text("resolver").toStdString();
    probe.helo = values.text("helo").toStdString();
    probe.trustAnchor = values.path("trust-anchor");
    probe.caFile = values.path("ca");
    probe.port = values.number("port", probe.port, 1, kPorts, "a port");
    probe.policyPort = values.number("policy-port", probe.policyPort, 1, kPorts, "a port");
    probe.timeout = std::chrono::seconds(
        values.number("timeout", static_cast<int>(probe.timeout.count()), 1, kHour, "a number of seconds"));
    probe.json = values.isSet("json");
    probe.keep = values.isSet("database");
}

// Whether all of the options are the verb's.
Result<void> checkOptions(const QStringList& names, const VerbRow* verb)
{
    const unsigned mask = bit(verb == nullptr ? Verb::Window : verb->verb);
    for (const QString& name : names) {
        const auto takes
            = [&](const OptionRow& row) { return name == QLatin1String(row.name) && (row.verbs & mask) != 0; };
        if (std::ranges::none_of(optionRows(), takes))
            return failure(fmt::format("{} does not take --{}. See mailvane {}--help.",
                verb == nullptr ? "The window" : verb->name, name.toStdString(),
                verb == nullptr ? "" : std::string(verb->name) + ' '));
    }
    return {};
}

// What only says how logs are read is not taken in silence where none are.
Result<CommandLine> checkNothingRead(const CommandLine& line, const Values& values)
{
    for (const char* option : { "providers", "rules" }) {
        if (values.isSet(option))
            return failure(
                fmt::format("--{0} labels logs as they are read, and no files are named. For what the database "
                            "holds already: mailvane relabel --{0} {1}.",
                    option, values.text(option).toStdString()));
    }
    for (const char* option : { "log-zone", "year", "format", "mapping", "server", "source-map" }) {
        if (values.isSet(option))
            return failure(fmt::format("--{} is about reading logs, and no files are named.", option));
    }
    return line;
}

// What the window opens: logs to read, and at most one database, told by its name.
Result<void> readOpened(CommandLine& line, const QStringList& names)
{
    for (const QString& name : names) {
        if (!name.endsWith(QLatin1String(".mailvane"), Qt::CaseInsensitive)) {
            line.files.push_back(toFile(name));
            continue;
        }
        if (!line.database.empty())
            return failure(fmt::format("{}: only one database can be open.", name.toStdString()));
        line.database = toPath(name);
    }
    return {};
}

} // namespace

Result<CommandLine> parseCommandLine(const QStringList& arguments)
{
    QCommandLineParser parser;
    const auto rows = optionRows();
    for (const OptionRow& row : rows) {
        const auto isSame = [&](const OptionRow& other) { return std::string_view(other.name) == row.name; };
        if (&*std::ranges::find_if(rows, isSame) == &row) // --csv is told for report and for export: one all the same
            parser.addOption({ QString::fromLatin1(row.name), QString(), QString::fromLatin1(row.value) });
    }
    parser.addOption(QCommandLineOption(QStringList { QStringLiteral("h"), QStringLiteral("help") }));
    parser.addOption(QCommandLineOption(QStringList { QStringLiteral("v"), QStringLiteral("version") }));
    if (!parser.parse(arguments))
        return failure(parser.errorText().toStdString() + " See mailvane --help.");

    CommandLine line;
    QStringList positional = parser.positionalArguments();
    const VerbRow* verb = nullptr;
    for (const VerbRow& row : verbRows()) {
        if (!positional.isEmpty() && positional.first() == QLatin1String(row.name))
            verb = &row;
    }
    if (verb != nullptr) {
        line.verb = verb->verb;
        positional.removeFirst();
    }
    if (parser.isSet(QStringLiteral("help"))) {
        line.verb = Verb::Help;
        line.help = helpFor(verb);
        return line;
    }
    if (parser.isSet(QStringLiteral("version"))) {
        line.verb = Verb::Version;
        return line;
    }
    if (auto ok = checkOptions(parser.optionNames(), verb); !ok)
        return tl::unexpected(ok.error());

    Values values(parser);
    line.sample = values.isSet("sample");
    line.database = values.path("database");
    line.providerTable = values.path("providers");
    line.replyRules = values.path("rules");
    readLogOptions(line, values);
    readScope(line, values);
    readTargets(line, values);
    readPerspective(line, values);
    readPrivacy(line, values);
    readProbe(line, values);
    if (!values.mistake().empty())
        return failure(values.mistake());

    if (line.verb == Verb::Export) {
        auto names = tableNames();
        names.insert(names.begin(), "attempts");
        if (positional.isEmpty())
            return failure(fmt::format("export: say what: {}.", fmt::join(names, ", ")));
        line.what = positional.takeFirst().toStdString();
        if (std::ranges::find(names, line.what) == names.end())
            return failure(fmt::format("export: \"{}\" is none of {}.", line.what, fmt::join(names, ", ")));
        if (line.csv.empty())
            line.csv = "-";
    }
    if (line.verb == Verb::Probe) {
        for (const QString& domain : positional)
            line.probe.domains.push_back(domain.toStdString());
        if (line.probe.domains.empty() && line.probe.sources.empty())
            return failure("probe: name the domains to look at.");
    } else if (line.verb == Verb::Window) {
        if (auto ok = readOpened(line, positional); !ok)
            return tl::unexpected(ok.error());
    } else {
        for (const QString& file : positional)
            line.files.push_back(toFile(file));
    }
    if (line.sample && !line.files.empty())
        return failure("--sample reads the sample and no other files: nobody's logs are mixed with it.");
    if (line.verb == Verb::Import && line.files.empty() && !line.sample)
        return failure("import: name the files or folders to read, or - for standard input.");
    if (line.follow && (line.files.empty() || std::ranges::find(line.files, "-") != line.files.end()))
        return failure("--follow: name the files or folders to follow. Standard input is read to its end anyway.");
    if (line.verb == Verb::Mapping && line.files.size() != 1)
        return failure("mapping: name the one log whose columns are to be read.");
    constexpr unsigned kWithoutFiles = bit(Verb::Classify) | bit(Verb::Relabel) | bit(Verb::Privacy);
    if ((bit(line.verb) & kWithoutFiles) && !line.files.empty())
        return failure(fmt::format("{0}: takes no files. See mailvane {0} --help.", verb->name));
    const bool asks = line.verb == Verb::Report || line.verb == Verb::Export;
    if (asks && line.files.empty() && !line.sample)
        return checkNothingRead(line, values);
    return line;
}

std::filesystem::path defaultDatabase()
{
    return toPath(QStandardPaths::writableLocation(QStandardPaths::AppDataLocation)) / "mailvane.mailvane";
}

} // namespace mv
