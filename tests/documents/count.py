#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts what is in files of reports and mails with python3's own parsers, to be compared with Mailvane's readers.

count.py FOLDER prints a line for each file in it: its name, a tab and what was found (see Found.text). It shares
nothing with the program but the meaning of the words.
"""
import base64
import email
import io
import ipaddress
import json
import os
import re
import sys
import xml.etree.ElementTree as ET
import zipfile
import zlib

VERDICTS = ("none", "pass", "fail", "softfail", "neutral", "policy", "temperror", "permerror")
SAME = {"hardfail": "fail", "dkim_pass": "pass", "success": "pass", "bestguesspass": "none", "error": "temperror",
        "tempfail": "temperror", "timeout": "temperror", "permfail": "permerror", "invalid": "permerror"}
MICROSOFT = ("exchangelabs.com", "office365.com", "outlook.com", "hotmail.com", "microsoft.com")


class Found:
    def __init__(self):
        self.numbers = {}
        self.sources = []
        self.headers = []
        self.placed = []
        self.errors = 0

    def add(self, name, n=1):
        self.numbers[name] = self.numbers.get(name, 0) + n

    def text(self):
        words = [f"{k}={self.numbers[k]}" for k in
                 ("aggregate", "records", "messages", "pass", "dkim", "spf", "tls", "success", "failed", "failure")
                 if self.numbers.get(k)]
        words += [f"source={s}" for s in self.sources]
        words += [f"header={h}" for h in self.headers]
        words += [f"placed={p}" for p in self.placed]
        if self.errors:
            words.append("error")
        return " ".join(words) or "nothing"


def verdict(word):
    word = (word or "none").strip().lower()
    word = SAME.get(word, word)
    return word if word in VERDICTS else "unknown"


def local(element):
    return element.tag.rsplit("}", 1)[-1].split(":")[-1]


def children(element, name):
    return [c for c in element if local(c) == name]


def text(element, *path):
    for name in path:
        found = children(element, name)
        if not found:
            return ""
        element = found[0]
    return (element.text or "").strip()


def aggregate(data, found):
    root = ET.fromstring(data.lstrip())
    found.add("aggregate")
    for record in children(root, "record"):
        count = int(float(text(record, "row", "count")))
        found.add("records")
        found.add("messages", count)
        if "pass" in (text(record, "row", "policy_evaluated", m).lower() for m in ("dkim", "spf")):
            found.add("pass", count)
        for results in children(record, "auth_results"):
            found.add("dkim", len(children(results, "dkim")))
            found.add("spf", 1 if children(results, "spf") else 0)


def tls(data, found):
    report = json.loads(data.decode("utf-8-sig"))
    found.add("tls")
    for policy in report.get("policies", []):
        summary = policy.get("summary", {})
        told = sum(int(d.get("failed-session-count", 0)) for d in policy.get("failure-details") or [])
        found.add("success", int(summary.get("total-successful-session-count", 0)))
        found.add("failed", max(told, int(summary.get("total-failure-session-count", 0))))


def unfolded(value):
    return re.sub(r"\s*\r?\n\s+", " ", str(value)).strip()


def without_comments(value):
    out, depth, quoted, i = "", 0, False, 0
    while i < len(value):
        c = value[i]
        if c == "\\":
            i += 2
            continue
        if c == '"' and not depth:
            quoted = not quoted
        elif c == "(" and not quoted:
            depth += 1
        elif c == ")" and not quoted and depth:
            depth -= 1
            out += " "
        elif not depth:
            out += c
        i += 1
    return out


def organisation(host):
    host = host.strip().rstrip(".").lower()
    labels = host.split(".")
    try:
        ipaddress.ip_address(host.strip("[]"))
        return ""
    except ValueError:
        pass
    if len(labels) < 2 or labels[-1] in ("local", "localdomain", "lan", "internal", "corp", "home"):
        return ""
    if not re.fullmatch(r"[a-z0-9._-]+", host):
        return ""
    n = 3 if len(labels) > 2 and labels[-2] in ("co", "com", "ne", "or", "ac") and len(labels[-1]) == 2 else 2
    domain = ".".join(labels[-n:])
    return "outlook.com" if domain in MICROSOFT else domain


def own_headers(mail):
    """Those above the first Received of another organisation's host."""
    own, first = [], ""
    for name, value in mail.items():
        value = unfolded(value)
        if name.lower() == "received":
            by = re.search(r"(?:^|\s)by\s+([^\s;]+)", without_comments(value))
            domain = organisation(by.group(1)) if by else ""
            if domain and first and domain != first:
                break
            first = first or domain
        own.append((name.lower(), value))
    return own, first


def parts_of(value):
    """[(authserv-id or None, [(method, result, properties)])] of one header."""
    found, identity = [], None
    for i, part in enumerate(without_comments(value).split(";")):
        pairs = re.findall(r'([^\s=;]+)\s*=\s*("[^"]*"|[^\s;]*)', part)
        bare = re.match(r"\s*([^\s=]+)(?:\s|$)", part)
        if identity is None and not found and bare and "=" not in part.strip().split()[0]:
            identity = bare.group(1)
            continue
        if identity is None and i == 0 and pairs and pairs[0][0].lower() == "i":
            continue
        if pairs:
            found.append((pairs[0][0].lower().split("/")[0], pairs[0][1], dict((k.lower(), v) for k, v in pairs[1:])))
    return identity, found


def seed(mail, found):
    own, receiver = own_headers(mail)
    headers = [parts_of(v) for n, v in own if n == "authentication-results"]
    if not headers:
        sealed = [(int(m.group(1)), v) for n, v in own if n == "arc-authentication-results"
                  for m in [re.match(r"\s*i\s*=\s*(\d+)", v)] if m]
        if sealed:
            headers = [parts_of(max(sealed)[1])]
    owner, spf, dkim, dmarc, compauth = None, None, [], None, None
    for identity, methods in headers:
        whose = (organisation(identity) or identity.lower()) if identity else receiver
        owner = whose if owner is None else owner
        if whose != owner:
            continue
        for method, result, properties in methods:
            if method == "spf" and spf is None:
                spf = verdict(result)
            elif method == "dkim":
                dkim.append(verdict(result))
            elif method == "dmarc" and dmarc is None:
                dmarc = verdict(result)
            elif method == "compauth" and compauth is None:
                compauth = f"{result.lower()}/{properties.get('reason', '')}"
    if spf is None:
        for name, value in own:
            word = value.split(None, 1)[0] if value else ""
            if name == "received-spf" and verdict(word) != "unknown":
                spf = verdict(word)
                break
    told = [f"spf:{spf}"] if spf else []
    told += [f"dkim:{d}" for d in dkim]
    told += [f"dmarc:{dmarc}"] if dmarc else []
    told += [f"compauth:{compauth}"] if compauth else []
    if told:
        found.headers.append(",".join(told))
    dest = re.search(r"\bdest:([A-Z])", unfolded(mail.get("X-Microsoft-Antispam-Mailbox-Delivery", "")))
    if dest and dest.group(1) in "IJ":
        found.placed.append("inbox" if dest.group(1) == "I" else "spam")


def leaves(part):
    """Its parts, but not those of mails in it."""
    payload = part.get_payload()
    if isinstance(payload, list) and part.get_content_maintype() == "multipart":
        for inner in payload:
            yield from leaves(inner)
    else:
        yield part


def failure(mail, found):
    """Whether it is a report about a mail."""
    for part in leaves(mail):
        if part.get_content_type() != "message/feedback-report":
            continue
        inner = part.get_payload()  # python reads message/* as a mail
        data = inner[0].as_bytes() if isinstance(inner, list) else str(inner).encode()
        if part.get("Content-Transfer-Encoding", "").lower() == "base64":
            data = base64.b64decode(data)
        fields = email.message_from_bytes(data.lstrip())
        if fields.get("Feedback-Type", "").strip().lower() == "auth-failure":
            found.add("failure")
            found.sources.append((fields.get("Source-IP") or "").split(" ")[0])
        return True
    for part in leaves(mail):
        if part.get_content_type() == "text/plain":
            body = (part.get_payload(decode=True) or b"").decode("utf-8", "replace")
            ip = re.search(r"Sender IP Address:\s*(\S+)", body) if "published DMARC policy" in body else \
                re.search(r"authentication-failure report for an email message received from IP (\S+) on", body)
            if ip:
                found.add("failure")
                found.sources.append(ip.group(1))
                return True
    return False


def read_mail(mail, found):
    if failure(mail, found):
        return
    before = found.text()
    for part in leaves(mail):
        if part.get_content_type() == "message/rfc822":
            read_mail(part.get_payload()[0], found)
        elif part.get_content_type() != "text/html" and not part.is_multipart():
            data = part.get_payload(decode=True)
            if data:
                unpack(data.lstrip(b"\r\n"), found, reports_only=True)
    if found.text() == before:
        seed(mail, found)


def mailbox(data, found):
    for message in re.split(rb"(?m)(?:\A|(?<=\n\n)|(?<=\n\r\n))From [^\r\n]*\d:\d\d[^\r\n]*\r?\n", data)[1:]:
        read_mail(email.message_from_bytes(re.sub(rb"(?m)^>(>*From )", rb"\1", message)), found)


def looks_like_mail(data):
    head = data[:65536].lstrip(b"\r\n").split(b"\n\n")[0].split(b"\r\n\r\n")[0]
    names = [m.lower() for m in re.findall(rb"(?m)^([!-9;-~]+)[ \t]*:", head)]
    usual = (b"from", b"to", b"subject", b"date", b"received", b"return-path", b"message-id", b"mime-version",
             b"content-type", b"authentication-results", b"delivered-to", b"received-spf", b"dkim-signature")
    lines = [l for l in head.split(b"\n") if l.strip()]
    fields = [l for l in lines if re.match(rb"[!-9;-~]+[ \t]*:|[ \t]", l)]
    return len(lines) == len(fields) and sum(n in usual for n in names) >= 2


def unpack(data, found, reports_only=False):
    if data.startswith(b"\x1f\x8b"):
        try:
            data = zlib.decompressobj(31).decompress(data)
        except zlib.error:
            found.errors += 1
            return
        unpack(data, found, reports_only)
    elif data.startswith(b"PK\x03\x04"):
        archive = zipfile.ZipFile(io.BytesIO(data))
        for name in archive.namelist():
            if not name.endswith("/"):
                unpack(archive.read(name), found, reports_only)
    else:
        document(data, found, reports_only)


def document(data, found, reports_only):
    head = data[:65536].lstrip(b"\xef\xbb\xbf \t\r\n")
    try:
        if head.startswith(b"<") and re.search(rb"[<:]feedback\b", head):
            aggregate(data, found)
        elif head.startswith(b"{") and b'"date-range"' in head:
            tls(data, found)
        elif reports_only:
            return
        elif re.match(rb"From [^\n]*\d:\d\d", data):
            mailbox(data, found)
        elif looks_like_mail(data):
            read_mail(email.message_from_bytes(data), found)
    except (ET.ParseError, ValueError):
        found.errors += 1


def main():
    folder = sys.argv[1]
    for name in sorted(os.listdir(folder)):
        path = os.path.join(folder, name)
        if os.path.isfile(path):
            found = Found()
            with open(path, "rb") as file:
                unpack(file.read(), found)
            print(f"{name}\t{found.text()}")


if __name__ == "__main__":
    main()
