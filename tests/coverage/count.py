#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts what mail logs tell, without Mailvane's readers: tst_corpus_counts compares both.

Written from the formats' grammar (../shared/formats/mail-logs.md) and the words of ../shared/design/product.md:

  delivered, deferred, bounced   one try for one recipient's copy at a remote host
  expired                        a final state without a remote answer: given up, suppressed
  held                           kept back by the MTA itself, no try made; a queue listing tells nothing else
  local                          local mailboxes, commands, content filters: whatever became of it

A log's format is told by the folder it lies in (FORMAT_OF), not by its content. A function per format takes the text
of one log and yields the outcome of each fact in it.

    count.py [--files] FOLDER...     prints a table in Markdown: a row per format, or per file
"""

import argparse
import csv
import gzip
import json
import re
import tarfile
from collections import Counter, defaultdict
from fnmatch import fnmatch
from pathlib import Path

OUTCOMES = ("delivered", "deferred", "bounced", "expired", "held", "local")


# --------------------------------------------------------------------------------------------------- what formats share

def is_loopback(address):
    return address.startswith("127.") or address in ("::1", "localhost")


def by_reply(code, enhanced=""):
    """What an answer says, by the first digit of its code (RFC 5321), else of its enhanced code (RFC 3463)."""
    digit = (str(code) or str(enhanced) or " ")[0]
    return {"2": "delivered", "4": "deferred", "5": "bounced"}.get(digit)


def json_values(text):
    """The JSON values of a text: one, one a line, an array of them. What is none is passed over by the line."""
    decoder = json.JSONDecoder()
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        try:
            value, at = decoder.raw_decode(text, at)
        except ValueError:
            at = text.find("\n", at) + 1 or len(text)
            continue
        yield from value if isinstance(value, list) else [value]


def json_records(text):
    return (value for value in json_values(text) if isinstance(value, dict))


def events(text, kind_of, outcomes):
    """Of records of one recipient each: the outcome that the kind of each one has, if any."""
    for record in json_records(text):
        outcome = outcomes.get(kind_of(record))
        if outcome:
            yield outcome


# ----------------------------------------------------------------------------------------------------------------- MTAs

POSTFIX_LINE = re.compile(
    r"(?:^|(?:^|[\s>])(?:(?P<host>\S+) )?(?P<instance>[\w.-]+(?:/[\w.-]+)*)/(?P<program>[\w-]+)\[\d+\]: "
    r"(?:\[ID \d+ \S+\] )?)(?P<id>[0-9A-F]{5,}|[0-9A-Za-z]{10,}): (?P<text>.*)")
POSTFIX_DELIVERY = re.compile(
    r"to=<?(?P<to>.*?)>?, (?:orig_to=.*?, )?relay=(?P<relay>[^,]*), .*?\bstatus=(?P<status>\w+)(?P<why>.*)")
POSTFIX_REPEAT = re.compile(r" last message repeated (\d+) times?$")
POSTFIX_STATUS = {"sent": "delivered", "deferred": "deferred", "bounced": "bounced", "SOFTBOUNCE": "deferred"}


def postfix_outcome(program, relay, status, why):
    """Null: a probe of an address, which delivers nothing."""
    address = re.search(r"\[([^\]]*)\]", relay)
    if status not in POSTFIX_STATUS:
        return None
    if program in ("local", "virtual", "pipe", "lmtp", "discard"):
        return "local"
    if relay != "none" and (not address or "/" in address[1] or is_loopback(address[1])):
        return "local"
    if program in ("error", "retry"):  # which try nothing, but say what they are told to
        return "held" if status == "deferred" else "local"
    if "(delivery temporarily suspended:" in why:
        return "held"
    return POSTFIX_STATUS[status]


def postfix(text):
    waiting = defaultdict(set)  # by queue id: recipients whose last try was put off
    last = None                 # the outcome that the line before tells
    for line in text.split("\n"):
        repeat, found = POSTFIX_REPEAT.search(line), POSTFIX_LINE.search(line)
        if repeat and last:
            yield from [last] * int(repeat[1])
        last = None
        if not found:
            continue
        queued = found["host"], found["instance"], found["id"]
        delivery = POSTFIX_DELIVERY.match(found["text"])
        if delivery:
            last = postfix_outcome(found["program"], delivery["relay"], delivery["status"], delivery["why"])
            if last:
                yield last
            if delivery["status"] == "deferred":
                waiting[queued].add(delivery["to"])
            else:
                waiting[queued].discard(delivery["to"])
        elif re.search(r", status=(force-)?expired, returned to sender", found["text"]):
            # The line names no recipient: those who still wait are meant, as far as the log has told of them.
            yield from ["expired"] * len(waiting.pop(queued, ()))
        elif found["text"] == "removed":
            waiting.pop(queued, None)


EXIM_LINE = re.compile(
    r"^(?:.*?\bexim\[\d+\]: )?(?:\[\d+[/\\]\d+\] )?"
    r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?(?: [-+]\d{4})?(?: \[\d+\])? "
    r"\w{6}-\w{6,11}-\w{2,4} (?P<flag>=>|->|>>|\*\*|==) (?P<rest>(?!\w+(?: [a-z]+)+$)\S.*)")
EXIM_HELD = re.compile(
    r"defer \(-5[2-9]\)|queue_smtp_domains|queue_domains|delivery explicitly queued|domain is held|"
    r"retry time not (yet )?reached", re.I)
EXIM_GIVEN_UP = re.compile(
    r"retry timeout exceeded|failing for a long time|after a long failure period|cancelled by administrator")
# Words of a try at another host, whether or not it answered.
EXIM_REMOTE = re.compile(
    r"SMTP (error|timeout)|remote host|host \S+ \[|host lookup|lookup IP address|lookup of host|unrouteable|"
    r"(connection|operation) (timed out|refused)|network error|no route to host|unreachable|\bMX\b|TLS|DANE|"
    r"authentication required", re.I)


def exim_outcome(flag, rest):
    """A router or a transport of its own that refuses has asked no other host."""
    address, _, fields = rest.partition(" ")
    host = re.search(r" (?:H=|host )\S+(?: \(\S*\))? \[([^\]]+)\]", " " + fields)
    if address.startswith(("|", "/", ":")) or (host and is_loopback(host[1])):
        return "local"
    if flag in ("=>", "->", ">>"):
        return "delivered" if host else "local"
    if flag == "**" and EXIM_GIVEN_UP.search(fields):
        return "expired"
    if flag == "==" and EXIM_HELD.search(fields):
        return "held"
    if host or EXIM_REMOTE.search(re.sub(r"\b[RT]=\S+", "", fields)):
        return "bounced" if flag == "**" else "deferred"
    return "held" if flag == "==" and " T=" not in fields else "local"


def exim(text):
    for line in text.split("\n"):
        found = EXIM_LINE.match(line)
        if found:
            yield exim_outcome(found["flag"], found["rest"])


SENDMAIL_DELIVERY = re.compile(r"(?:^|: )to=(?P<to>.*?), (?:ctladdr=.*?, )?delay=(?P<fields>.*?), stat=(?P<stat>.*)")


def sendmail_outcome(fields, stat):
    dsn = re.search(r"dsn=(\d)", fields)
    relay = re.search(r"relay=\S* ?\[([^\]]+)\]", fields)
    if re.search(r"mailer=(local|prog|file|\*file\*|cyrus|procmail)", fields) or (relay and is_loopback(relay[1])):
        return "local"
    if stat in ("Deferred", "queued"):  # known to be down from an earlier try, or not tried yet
        return "held"
    if stat.startswith("Sent"):
        return "delivered"
    return "deferred" if stat.startswith("Deferred") or (dsn and dsn[1] == "4") else "bounced"


def sendmail_recipients(message):
    """A line tells of all its recipients at once."""
    found = SENDMAIL_DELIVERY.search(message)
    if found:
        yield from [sendmail_outcome(found["fields"], found["stat"])] * len(found["to"].split(","))


def sendmail(text):
    for line in text.split("\n"):
        if re.search(r"\b(sendmail|sm-m\w+(-\w+)?)\[\d+\]: \w+: to=", line):
            yield from sendmail_recipients(line)
        elif re.search(r"\[\d+\]: \w+: \w+: (return to sender|sender notify): Cannot send message", line):
            yield "expired"


def opensmtpd(text):
    results = {"Ok": "delivered", "TempFail": "deferred", "PermFail": "bounced"}
    for line in text.split("\n"):
        found = re.search(r'\w{16} (m[dt]a) (?:event=)?delivery evpid=.* result="?(\w+)"?', line)
        if found and found[1] == "mda":
            yield "local"
        elif found and found[2] == "TempFail" and not re.search(r' relay="\S+ \(', line):
            yield "held"  # no host, but the domain: no route is open
        elif found:
            yield results[found[2]]
        elif re.search(r"\brelay: Expire for \w+:", line):
            yield "expired"


def qmail(text):
    """Recipients are named where a delivery starts; how it ended is told by its number."""
    results = {"success": "delivered", "deferral": "deferred", "failure": "bounced"}
    is_local = {}
    for line in text.split("\n"):
        start = re.search(r"starting delivery (\d+): msg \d+ to (local|remote) ", line)
        if start:
            is_local[start[1]] = start[2] == "local"
        end = re.search(r"\bdelivery (\d+): (success|deferral|failure): ", line)
        if end:
            yield "local" if is_local.pop(end[1], False) else results[end[2]]


HARAKA_ID = re.compile(r"[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}((?:\.\d+){1,2})\b")


class HarakaTransaction:
    """Its deliveries are numbered by recipient domain, as the domains were first named."""

    def __init__(self):
        self.recipients = {}  # by domain

    def add(self, address):
        self.recipients.setdefault(address.rpartition("@")[2].lower(), []).append(address)

    def delivery(self, number):
        lists = list(self.recipients.values())
        return set(lists[number - 1]) if 0 < number <= len(lists) else set()


def haraka_end(line):
    """How a try ended for all recipients that nothing was said of yet: (outcome, whether trying ended with it)."""
    message = re.search(r"\b(Temp failing \S+ for \d+ seconds|bouncing mail): (?P<why>.*)", line)
    if not message or message["why"].startswith("Some recipients failed"):  # which repeats other lines
        return None
    gave_up = message["why"].startswith("Too many failures")
    is_retried = message[1].startswith("Temp failing")
    return "deferred" if is_retried or gave_up else "bounced", gave_up


def haraka(text):
    """Recipients are named where the message comes in, and at RCPT when refused; other lines speak of a delivery."""
    transactions = defaultdict(HarakaTransaction)
    waiting = {}             # by delivery: its recipients that are neither delivered nor refused
    told = defaultdict(set)  # by delivery: those whom a line of this try was about
    for line in text.split("\n"):
        found = HARAKA_ID.search(line)
        if not found:
            continue
        name = found[0]
        named = re.search(r"\brecipient <([^>]*)>\"? (code=OK|deferred:|rejected:)", line)
        if named and named[2] == "code=OK":
            transactions[name].add(named[1])
            continue
        if name not in waiting and found[1].count(".") == 2:
            transaction, _, number = name.rpartition(".")
            waiting[name] = transactions[transaction].delivery(int(number))
        end = haraka_end(line)
        delivered = re.search(r"\bdelivered file=.* ip=(\S+) .* rcpts=(\d+)/", line)
        if named:
            yield "deferred" if named[2] == "deferred:" else "bounced"
            told[name].add(named[1])
            if named[2] == "rejected:":
                waiting.get(name, set()).discard(named[1])
        elif delivered:
            yield from ["local" if is_loopback(delivered[1]) else "delivered"] * int(delivered[2])
            waiting[name] = waiting.get(name, set()) & told[name]
        elif end:
            outcome, gave_up = end
            still = waiting.get(name, set())
            if outcome == "deferred":
                yield from ["deferred"] * len(still - told[name])
                yield from ["expired"] * (len(still) if gave_up else 0)
            else:
                yield from ["bounced"] * len(still)
            told.pop(name, None)
            if gave_up or outcome == "bounced":
                waiting.pop(name, None)


def powermta(text):
    """Which column is which is said by the head; records without a time are none."""
    actions = {"delayed": "deferred", "failed": "bounced"}
    for row in csv.DictReader(text.splitlines()):
        if not row.get("timeLogged"):
            continue
        if row["type"] == "d":
            yield actions.get(row.get("dsnAction"), "delivered")
        elif row["type"] in ("t", "tq"):
            yield "deferred"
        elif row["type"] == "b":
            yield "bounced"


def kumomta(text):
    kinds = {"Delivery": "delivered", "TransientFailure": "deferred", "Bounce": "bounced",
             "Expiration": "expired", "AdminBounce": "expired"}
    for record in json_records(text):
        recipients = record.get("recipient")
        outcome = kinds.get(record.get("type"))
        if outcome:
            yield from [outcome] * (len(recipients) if isinstance(recipients, list) else 1)


# --------------------------------------------------------------------------------------------------------------- queues

def postfix_queue(text):
    for message in json_records(text):
        yield from ["held"] * len(message["recipients"])


def mailq(text):
    return ("held" for line in text.split("\n") if re.match(r" {20,}[^\s(]+@", line))


def exim_queue(text):
    return ("held" for line in text.split("\n") if re.match(r" {10,}(?!D )\S+@", line))


# ------------------------------------------------------------------------------------------------ Exchange and gateways

def exchange(text):
    """Message tracking: recipients are a list."""
    kinds = {"SENDEXTERNAL": "delivered", "SEND": "delivered", "DEFER": "deferred", "FAIL": "bounced",
             "DELIVER": "local"}
    fields = []
    for row in csv.reader(text.splitlines()):
        if row and row[0].startswith("#Fields: "):
            fields = [row[0].removeprefix("#Fields: "), *row[1:]]
        elif row and not row[0].startswith("#"):
            record = dict(zip(fields, row))
            if record.get("event-id") in kinds:
                yield from [kinds[record["event-id"]]] * len(record["recipient-address"].split(";"))


def exchange_smtp(text):
    """Of send connectors, which say commands (">") and hear replies ("<"). Receive connectors hear commands. Where no
    connection was made, no recipient is named."""
    recipients = defaultdict(list)  # by session: those named and not refused
    asked = defaultdict(list)       # by session: commands without their reply
    for row in csv.reader(text.splitlines()):
        if len(row) < 9 or row[0].startswith("#"):
            continue
        session, event, data = row[2], row[6], row[7]
        if event == ">" and not data[:3].isdigit():
            asked[session].append(data)
        elif event == "<" and asked[session] and re.match(r"\d{3} ", data):
            command = asked[session].pop(0)
            if command.startswith("RCPT TO:"):
                if data[0] == "2":
                    recipients[session].append(command)
                else:
                    yield by_reply(data[:3])
            elif command.startswith(("BDAT", ".")):
                yield from [by_reply(data[:3])] * len(recipients.pop(session, ()))


def m365_trace(text):
    """What was delivered without an address that it went to lies in a mailbox of the organisation's own."""
    outcomes = {"Failed": "bounced", "Pending": "deferred"}
    for record in json_records(text):
        if record.get("Status") == "Delivered":
            yield "delivered" if record.get("ToIP") else "local"
        elif record.get("Status") in outcomes:
            yield outcomes[record["Status"]]


def proofpoint(text):
    for record in json_records(text):
        if record.get("type") == "maillog":
            yield from sendmail(record["data"])


def fortimail(text):
    for line in text.split("\n"):
        if line.startswith("time="):
            message = re.search(r'\bsubtype=smtp .*\bmsg="(.*)"', line)
            yield from sendmail_recipients(message[1]) if message else ()


def cisco_esa(text):
    acts = {"DELIVERED": "delivered", "BOUNCED": "bounced"}
    for line in text.split("\n"):
        act = re.search(r" act=(\w+)", line)
        if " deviceDirection=1 " in line and act and act[1] in acts:
            recipients = re.search(r" duser=(\S+)", line)
            yield from [acts[act[1]]] * (len(re.split("[;,]", recipients[1])) if recipients else 0)


def mimecast(text):
    for record in json_records(text):
        if record.get("type") == "delivery" and str(record.get("direction")).lower() == "outbound":
            code = str(record.get("rejectionCode") or "")
            yield "delivered" if record.get("subtype") == "true" else by_reply(code) or "deferred"


def rspamd(text):
    """Judges messages, delivers none."""
    return ()


# ---------------------------------------------------------------------------------------------- email service providers

def amazon_ses(text):
    """Events of several recipients. A queue where they wait may wrap them in an envelope, as text."""
    for record in json_records(text):
        if isinstance(record.get("Message"), str):
            yield from amazon_ses(record["Message"])
            continue
        kind = record.get("eventType") or record.get("notificationType")
        part = record.get({"Bounce": "bounce", "Delivery": "delivery", "DeliveryDelay": "deliveryDelay"}.get(kind), {})
        if kind in ("Reject", "Rendering Failure"):
            if "timestamp" in record["mail"]:
                yield from ["expired"] * len(record["mail"]["destination"])
        elif "timestamp" in part or "timestamp" in record.get("mail", {}):
            yield from ["bounced"] * len(part.get("bouncedRecipients", ()))
            yield from ["delivered"] * len(part.get("recipients", ()))
            yield from ["deferred"] * len(part.get("delayedRecipients", ()))


def sendgrid(text):
    return events(text, lambda record: record.get("event"), {
        "delivered": "delivered", "deferred": "deferred", "bounce": "bounced", "blocked": "bounced",
        "dropped": "expired"})


def mailgun(text):
    """Two generations: with "event-data" around it, and flat. Some examples lack the time or the recipient."""
    kinds = {"delivered": "delivered", "failed permanent": "bounced", "failed temporary": "deferred",
             "rejected": "expired", "bounced": "bounced", "dropped": "expired"}
    for record in json_records(text):
        event = record.get("event-data", record)
        told = event.get("recipient") or (event.get("message") or {}).get("headers", {}).get("to")
        kind = " ".join(filter(None, (event.get("event"), event.get("severity"))))
        if kind in kinds and told and event.get("timestamp"):
            yield kinds[kind]


def sparkpost(text):
    """An event in wrappings ("msys", and the class of the event), or in a list of results."""
    kinds = {"delivery": "delivered", "delay": "deferred", "bounce": "bounced", "policy_rejection": "expired",
             "generation_failure": "expired", "generation_rejection": "expired"}
    for record in json_records(text):
        listed = record.get("results")
        for event in listed if isinstance(listed, list) else record.get("msys", {}).values():
            if event.get("type") in kinds and event.get("timestamp"):
                yield kinds[event["type"]]


def postmark(text):
    """A bounce is of a type; some of them are no answer to a delivery."""
    no_delivery = ("Unsubscribe", "Subscribe", "AutoResponder", "AddressChange", "OpenRelayTest", "SpamComplaint",
                   "ChallengeVerification")
    for record in json_records(text):
        if record.get("RecordType") == "Delivery":
            yield "delivered"
        elif record.get("RecordType") == "Bounce" and record.get("Type") not in no_delivery:
            yield "bounced"


def mandrill(text):
    return events(text, lambda record: record.get("event"), {
        "send": "delivered", "deferral": "deferred", "hard_bounce": "bounced", "soft_bounce": "bounced",
        "reject": "expired"})


def brevo(text):
    return events(text, lambda record: record.get("event"), {
        "delivered": "delivered", "deferred": "deferred", "soft_bounce": "bounced", "hard_bounce": "bounced",
        "blocked": "expired", "invalid_email": "expired", "error": "expired"})


def mailjet(text):
    return events(text, lambda record: record.get("event"), {
        "sent": "delivered", "bounce": "bounced", "blocked": "expired"})


def mailersend(text):
    return events(text, lambda record: record.get("type"), {
        "activity.delivered": "delivered", "activity.soft_bounced": "bounced", "activity.hard_bounced": "bounced"})


def resend(text):
    """A "bounce" off the service's own suppression list was never sent."""
    def kind(record):
        bounce = record.get("data", {}).get("bounce", {})
        return "suppressed" if "suppress" in bounce.get("message", "") else record.get("type")
    return events(text, kind, {
        "email.delivered": "delivered", "email.delivery_delayed": "deferred", "email.bounced": "bounced",
        "suppressed": "expired", "email.failed": "expired"})


def postal(text):
    """Of outgoing messages; what comes back later about one names it as the original."""
    def kind(record):
        message = record.get("payload", {}).get("message", {})
        return record.get("event") if message.get("direction") == "outgoing" else None
    return events(text, kind, {
        "MessageSent": "delivered", "MessageDelayed": "deferred", "MessageDeliveryFailed": "bounced",
        "MessageHeld": "held"})


# ---------------------------------------------------------------------------------------------------------- the corpora

FORMATS = {
    "Postfix": postfix, "Exim": exim, "Sendmail": sendmail, "OpenSMTPD": opensmtpd, "qmail": qmail, "Haraka": haraka,
    "PowerMTA": powermta, "KumoMTA": kumomta, "Postfix queue (postqueue -j)": postfix_queue,
    "Queue listing (mailq)": mailq, "Exim queue (exim -bp)": exim_queue, "Exchange message tracking": exchange,
    "Exchange SMTP protocol": exchange_smtp, "Microsoft 365 message trace": m365_trace,
    "Proofpoint on Demand": proofpoint, "FortiMail": fortimail, "Cisco Secure Email": cisco_esa, "Mimecast": mimecast,
    "Rspamd": rspamd, "Amazon SES": amazon_ses, "SendGrid": sendgrid, "Mailgun": mailgun, "SparkPost": sparkpost,
    "Postmark": postmark, "Mandrill": mandrill, "Brevo": brevo, "Mailjet": mailjet, "MailerSend": mailersend,
    "Resend": resend, "Postal": postal,
}

# By patterns of paths in the corpora, the first that matches; of no format: what is no log.
FORMAT_OF = [
    ("*/PROVENANCE.txt", None), ("*.md", None), ("*.sources.tsv", None), ("mtalab/*/*.tsv*", None),
    ("mtalab/*/*.json", None),
    ("logs/postfix-queue/*.txt", "Queue listing (mailq)"),
    ("logs/postfix-queue/*.ndjson", "Postfix queue (postqueue -j)"),
    ("logs/sendmail/wazuh_mail-errors", "Postfix"), ("logs/auth-milter/*", "Postfix"),
    ("logs/postfix-*/*", "Postfix"), ("logs/harvest/postfix.log", "Postfix"),
    ("logs/harvest/auth-milter.log", "Postfix"), ("mtalab/postfix-*/*", "Postfix"),
    ("logs/exim/*", "Exim"), ("logs/harvest/exim.log", "Exim"), ("mtalab/exim/*", "Exim"),
    ("logs/sendmail/*", "Sendmail"), ("logs/misc/itsvit_log", "Sendmail"), ("logs/harvest/sendmail.log", "Sendmail"),
    ("logs/opensmtpd/*", "OpenSMTPD"), ("logs/harvest/opensmtpd.log", "OpenSMTPD"),
    ("mtalab/opensmtpd/*", "OpenSMTPD"),
    ("logs/haraka/*", "Haraka"), ("mtalab/haraka-*/*", "Haraka"),
    ("logs/qmail/*", "qmail"), ("logs/powermta/*", "PowerMTA"), ("logs/kumomta/*", "KumoMTA"),
    ("logs/exchange/*", "Exchange SMTP protocol"), ("logs/o365-message-trace/*", "Microsoft 365 message trace"),
    ("logs/proofpoint/*-pod.log", "Proofpoint on Demand"), ("logs/fortimail/*", "FortiMail"),
    ("logs/cisco-esa/*", "Cisco Secure Email"), ("logs/mimecast/*", "Mimecast"), ("logs/rspamd/*", "Rspamd"),
    ("logs/ses/*", "Amazon SES"), ("logs/sendgrid/*", "SendGrid"), ("logs/mailgun/*", "Mailgun"),
    ("logs/sparkpost/*", "SparkPost"), ("logs/postmark/*", "Postmark"), ("logs/mandrill/*", "Mandrill"),
    ("logs/brevo/*", "Brevo"), ("logs/mailjet/*", "Mailjet"), ("logs/mailersend/*", "MailerSend"),
    ("logs/resend/*", "Resend"), ("logs/postal/*", "Postal"),
]


def format_of(path):
    return next((name for pattern, name in FORMAT_OF if fnmatch(path, pattern)), None)


def texts_in(path):
    """(the member in the archive or "", the text) of each log of a file. A byte is a character, whatever it means."""
    if path.name.endswith(".tar.gz"):
        with tarfile.open(path) as archive:
            for member in filter(tarfile.TarInfo.isfile, archive):
                data = archive.extractfile(member).read()
                if member.name.endswith(".gz"):
                    data = gzip.decompress(data)
                yield member.name, data.decode("latin-1")
    else:
        data = path.read_bytes()
        yield "", (gzip.decompress(data) if path.name.endswith(".gz") else data).decode("latin-1")


def lines_in(text):
    return text.count("\n") + (not text.endswith("\n") if text else 0)


def count(folders):
    """(path under the corpora, format, counts) of each log in the folders."""
    for folder in map(Path, folders):
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            name = path.relative_to(folder.parent).as_posix()
            log_format = format_of(name)
            for member, text in texts_in(path) if log_format else ():
                counts = Counter(FORMATS[log_format](text))
                counts["lines"] = lines_in(text)
                yield f"{name}!{member}" if member else name, log_format, counts


def print_table(head, rows):
    """Rows are (cells..., counts)."""
    columns = ("lines", *OUTCOMES)
    print("|", " | ".join((*head, *columns)), "|")
    print("|" + "---|" * (len(head) + len(columns)))
    for *cells, counts in rows:
        print("|", " | ".join((*cells, *(str(counts[column]) for column in columns))), "|")


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--files", action="store_true", help="a row per file")
    parser.add_argument("folders", nargs="+", help="of the corpora: ../shared/corpora/logs ...")
    arguments = parser.parse_args()
    rows = list(count(arguments.folders))
    if arguments.files:
        found = {log_format for _, log_format, _ in rows}
        rows += [("(no log)", log_format, Counter()) for log_format in FORMATS if log_format not in found]
        print_table(("file", "format"), rows)
        return
    totals = {name: Counter() for name in FORMATS}
    for _, log_format, counts in rows:
        totals[log_format].update(counts)
    print_table(("format",), totals.items())


if __name__ == "__main__":
    main()
