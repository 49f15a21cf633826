// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/usage.h"
#include <array>
#include <fmt/format.h>

namespace mv {
namespace {

using Verb = CommandLine::Verb;

constexpr unsigned kReads = bit(Verb::Window) | bit(Verb::Import) | bit(Verb::Report) | bit(Verb::Export);
constexpr unsigned kAsks = bit(Verb::Report) | bit(Verb::Export);
constexpr unsigned kFollows = bit(Verb::Window) | bit(Verb::Import);
constexpr unsigned kReport = bit(Verb::Report);
constexpr unsigned kExport = bit(Verb::Export);
constexpr unsigned kProbe = bit(Verb::Probe);
constexpr unsigned kTables = kReads | bit(Verb::Classify) | bit(Verb::Relabel);

constexpr std::array kVerbs {
    VerbRow { "import", Verb::Import, "FILES...", "Reads logs into the database; \"-\" is standard input." },
    VerbRow { "report", Verb::Report, "[FILES...]",
        "Prints the providers of a scope; writes pictures, a PDF page and tables." },
    VerbRow { "export", Verb::Export, "WHAT [FILES...]",
        "Writes a table as CSV: attempts, providers, auth, auth-sources, mx, probes ... (without WHAT: which there "
        "are)." },
    VerbRow { "classify", Verb::Classify, "< REPLIES",
        "Reads replies, a line each; writes provider, code, reason and template (TSV)." },
    VerbRow { "mapping", Verb::Mapping, "FILE",
        "Prints how the columns of a log of your own making may be read, to be changed and given to --mapping." },
    VerbRow { "relabel", Verb::Relabel, "", "Gives history new providers and reasons after a table has changed." },
    VerbRow { "privacy", Verb::Privacy, "",
        "Tells or sets what a database keeps of addresses, and for how long it keeps attempts." },
    VerbRow { "probe", Verb::Probe, "DOMAIN...",
        "Looks up what domains publish for mail, connects to their MX hosts, and tells what is wrong." },
};

constexpr std::array kOptions {
    OptionRow { "database", "FILE", kReads | bit(Verb::Relabel) | bit(Verb::Privacy),
        "The database (default: mailvane.mailvane in the user's data folder)." },
    OptionRow { "database", "FILE", kProbe, "Keeps the results there, too (default: they are only printed)." },
    OptionRow { "sample", "", kReads, "The shipped sample, the storm of 12 October 2023, in a database of its own." },
    OptionRow { "providers", "FILE", kTables,
        "Provider table on top of ours (default: providers.tsv in the configuration folder)." },
    OptionRow {
        "rules", "FILE", kTables, "Reply rules on top of ours (default: replies.tsv in the configuration folder)." },
    OptionRow { "log-zone", "ZONE", kReads,
        "Zone of stamps that name none; remembered per server (default: as remembered, else as the log tells)." },
    OptionRow { "year", "YEAR", kReads, "Year of a log's first line (default: inferred)." },
    OptionRow { "format", "ID", kReads, "Format of the logs (default: detected)." },
    OptionRow { "mapping", "FILE", kReads,
        "How to read the columns of the logs; see the verb mapping (default: known formats, then the saved ones)." },
    OptionRow { "server", "NAME", kReads, "The server that wrote the logs, instead of the names in their lines." },
    OptionRow {
        "source-map", "FILE", kReads, "Which source a server or instance sends from: lines \"server<TAB>source\"." },
    OptionRow {
        "follow", "", kFollows, "Goes on with what is added to the files, also after their rotation, until Ctrl-C." },
    OptionRow { "from", "TIME", kAsks, "Begin of the scope (ISO 8601; in --zone unless it names one)." },
    OptionRow { "to", "TIME", kAsks, "End of the scope, which is not in it any more." },
    OptionRow { "last", "SPAN", kAsks, "The last 24h, 7d or 4w before --to or the end of the data." },
    OptionRow { "compare", "HOW", kAsks, "off, previous, last-week, or a number of weeks earlier." },
    OptionRow { "provider", "NAME", kAsks, "Only this provider; may be repeated, as all filters." },
    OptionRow { "source", "NAME", kAsks, "Only this source." },
    OptionRow { "on-server", "NAME", kAsks, "Only attempts that this server logged." },
    OptionRow { "sender-domain", "NAME", kAsks, "Only this sender domain." },
    OptionRow { "recipient-domain", "NAME", kAsks, "Only this recipient domain." },
    OptionRow { "reason", "NAME", kAsks, "Only this reason." },
    OptionRow { "outcome", "NAME", kAsks, "Only delivered, deferred, bounced, expired, held, local or next-mx." },
    OptionRow { "zone", "ZONE", kAsks, "Zone of --from, --to, days and weeks (default: UTC)." },
    OptionRow { "bucket", "SIZE", kAsks, "The step of charts and tables over time: 5min, hour, day or week." },
    OptionRow { "perspective", "NAME", kReport, "What to tell of: overview (default), auth or probes." },
    OptionRow { "csv", "FOLDER", kReport, "Every table, as CSV." },
    OptionRow { "csv", "FILE", kExport, "The file to write (default: -, standard output)." },
    OptionRow { "png", "FOLDER", kReport, "Pictures of every panel and of the window, as PNG." },
    OptionRow { "pdf", "WHERE", kReport, "The report page: a file, or a folder." },
    OptionRow { "scale", "1-4", kReport, "Makes PNG pictures that many times as large." },
    OptionRow { "dark", "", kReport, "Dark pictures." },
    OptionRow { "pseudonymise", "on|off", bit(Verb::Privacy),
        "Whether pseudonyms replace the names in addresses when logs are read and lines shown." },
    OptionRow { "keep-months", "N", bit(Verb::Privacy),
        "Drops attempts older than N months, now and after each import; 0 keeps all. Charts stay." },
    OptionRow { "selector", "NAME", kProbe, "Looks up this DKIM key in each domain; may be repeated." },
    OptionRow {
        "source", "IP", kProbe, "An address you send from: its name, and what SPF says of it; may be repeated." },
    OptionRow { "resolver", "ADDR@PORT", kProbe, "The DNS server to ask (default: the system's)." },
    OptionRow { "trust-anchor", "FILE", kProbe,
        "Keys of the DNS root: DNSSEC is validated, which DANE needs (default: it is not)." },
    OptionRow { "port", "N", kProbe, "The port of the MX hosts to connect to (default: 25)." },
    OptionRow { "policy-port", "N", kProbe, "The port to get MTA-STS policies from (default: 443)." },
    OptionRow { "helo", "NAME", kProbe, "The name to say in EHLO (default: this machine's)." },
    OptionRow { "ca", "FILE", kProbe, "Trusted roots, as PEM (default: the system's)." },
    OptionRow { "timeout", "S", kProbe, "Seconds that a connection may take (default: 30)." },
    OptionRow { "json", "", kProbe, "Prints a JSON object a line instead of text." },
};

std::string usageOf(const VerbRow& verb, int width)
{
    return fmt::format("mailvane {:{}} [OPTIONS]{}{}\n", verb.name, width, *verb.arguments ? " " : "", verb.arguments);
}

} // namespace

std::span<const VerbRow> verbRows() { return kVerbs; }
std::span<const OptionRow> optionRows() { return kOptions; }

std::string helpFor(const VerbRow* verb)
{
    std::string text;
    if (verb == nullptr) {
        text = "Mailvane shows how providers take your mail, from the logs of mail servers.\n\n"
               "Usage: mailvane [OPTIONS] [FILES...] [DATABASE.mailvane]\n";
        for (const VerbRow& row : kVerbs)
            text += "       " + usageOf(row, 8);
        text
            += fmt::format("\n  {:10} {}\n", "(none)", "Opens the window on the database, and reads the logs into it.");
        for (const VerbRow& row : kVerbs)
            text += fmt::format("  {:10} {}\n", row.name, row.description);
        text += "\nOptions of the window; \"mailvane VERB --help\" tells those of a verb:\n";
    } else {
        text = "Usage: " + usageOf(*verb, 0) + fmt::format("\n{}\n\nOptions:\n", verb->description);
    }
    const unsigned mask = bit(verb == nullptr ? Verb::Window : verb->verb);
    const auto line = [&text](const std::string& option, const char* description) {
        text += fmt::format("  --{:23} {}\n", option, description);
    };
    for (const OptionRow& row : kOptions) {
        if (row.verbs & mask)
            line(row.name + (*row.value ? ' ' + std::string(row.value) : std::string()), row.description);
    }
    line("help", "This text.");
    line("version", "The version.");
    text += "\nExit codes: 0 done, 1 something could not be read or written, 2 wrong usage, 3 no database or not "
            "usable,\n"
            "(probe: nothing could be learnt), 4 nothing matched, 130 interrupted. See mailvane(1).\n";
    return text;
}

} // namespace mv
