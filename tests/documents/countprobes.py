#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts what the samples of probe tools and receivers' statistics tell, without Mailvane's readers.

countprobes.py FOLDER: for each file below FOLDER a line "path<TAB>what=count what=count ...", what in the order of the
alphabet. A file that tells nothing has no counts. Only what the files say is counted, each with the plainest means:
csv, json, regular expressions over the whole text.
"""
import csv
import io
import json
import os
import re
import sys
from collections import Counter

TXT = ((re.compile(r"^[^.]+\._domainkey\."), "dkim", ""), (re.compile(r"^_dmarc\."), "dmarc", "v=dmarc1"),
       (re.compile(r"^_mta-sts\."), "mta-sts", "v=stsv1"), (re.compile(r"^_smtp\._tls\."), "tls-rpt", "v=tlsrptv1"),
       (re.compile(r""), "spf", "v=spf1"))
KINDS = {"MX": "mx", "A": "address", "AAAA": "address", "PTR": "ptr", "TLSA": "tlsa"}


def question(out, name, rtype, status, data):
    """One question; `data`: of the answers of its type."""
    if rtype == "TXT":
        for pattern, kind, begin in TXT:
            if pattern.search(name):
                break
        data = [d for d in data if d.lower().startswith(begin)]
    elif rtype in KINDS:
        kind = KINDS[rtype]
    else:
        return
    if status == "answered" and not data:
        status = "absent"
    out[f"{kind}/{status}"] += 1
    out["answers"] += len(set(data))


RECORD = re.compile(r"^(\S+\.)\s+(?:\d+[smhdw]?\s+)?(?:IN\s+)?(MX|A|AAAA|TXT|TLSA|CNAME|PTR|NS|SOA)\s+(.*)$")
STATUS = {"NOERROR": "answered", "NXDOMAIN": "absent"}


def txt(data):
    return "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', data))


def dig_records(lines):
    found = []
    for line in lines:
        m = RECORD.match(line)
        if m:
            owner, rtype, data = m.groups()
            found.append((owner.lower().rstrip("."), rtype, txt(data) if rtype == "TXT" else data))
    return found


def dig(text, out):
    if text.startswith("- type:"):
        for part in re.split(r"(?m)^- ", text)[1:]:
            status = re.search(r"status: (\S+)", part)
            asked = re.search(r"QUESTION_SECTION:\s+- '(\S+) IN (\S+)'", part)
            answers = part.split("ANSWER_SECTION:", 1)
            records = dig_records(re.findall(r"- '(.*)'", answers[1])) if len(answers) > 1 else []
            dig_message(out, asked and asked.groups(), status and status.group(1), records)
        return
    status = re.search(r"status: (\w+)", text)
    asked = re.search(r"QUESTION SECTION:\n;(\S+)\s+IN\s+(\S+)", text)
    banner = re.search(r"<<>> DiG .* (\S+) (MX|TXT|A|TLSA)\n", text)
    records = dig_records(text.splitlines())
    if banner and not asked and "no servers could be reached" in text:
        out[f"{KINDS[banner.group(2)]}/timed-out"] += 1
        return
    dig_message(out, asked and asked.groups(), status and status.group(1), records)


def dig_message(out, asked, status, records):
    if asked:
        name, rtype = asked
        question(out, name.lower().rstrip("."), rtype, STATUS.get(status, "failed"),
                 [d for _, t, d in records if t == rtype])
        return
    for owner, rtype in sorted({(o, t) for o, t, _ in records if t != "CNAME"}):
        question(out, owner, rtype, "answered", [d for o, t, d in records if (o, t) == (owner, rtype)])


def json_values(text):
    decoder, at, values = json.JSONDecoder(), 0, []
    while text[at:].strip():
        at += len(text[at:]) - len(text[at:].lstrip())
        try:
            value, at = decoder.raw_decode(text, at)
        except ValueError:
            break
        values.append(value)
    return values


def zdns(text, out):
    statuses = {"NOERROR": "answered", "NXDOMAIN": "absent", "TIMEOUT": "timed-out"}
    for record in json_values(text):
        results = record.get("results")
        if results is None and "status" in record:
            answers = record["data"]["answers"]
            results = {answers[0]["type"]: record}
        for module, result in (results or {}).items():
            data = result.get("data", {})
            rows = data.get("exchanges") or data.get("answers") or []
            rtype = "MX" if module == "MXLOOKUP" else module
            answers = [str((r.get("preference"), r["name"] if module == "MXLOOKUP" else r["answer"])) for r in rows]
            question(out, record["name"], rtype, statuses.get(result["status"], "failed"), answers)


def checkdmarc(text, out):
    for record in json_values(text):
        mx = record["mx"]["hosts"]
        out["mx/answered"] += 1
        out["answers"] += len(mx)
        for host in mx:
            out["address/answered"] += 1
            out["answers"] += len(host["addresses"])
            if "tlsa" in host:
                out["tlsa/answered"] += 1
                out["answers"] += len(host["tlsa"])
        for section in ("spf", "dmarc"):
            out[f"{section}/answered"] += 1
            out["answers"] += 1
        policy = record["mta_sts"]["policy"]
        out["mta-sts/answered"] += 2  # the record and the policy
        out["answers"] += 1 + 3 + len(policy["mx"])
        out["tls-rpt/answered"] += 1
        out["answers"] += 1


def certificate(out, name, chain):
    out["certificate/answered"] += 1
    out[f"name {name}"] += 1
    out[f"chain {chain}"] += 1


def testssl(text, out):
    if text.startswith('"id"'):
        rows = [(r[0], r[1] + ":" + r[2], r[4]) for r in list(csv.reader(io.StringIO(text)))[1:]]
    else:
        value = json.loads(text)
        if isinstance(value, list):
            rows = [(r["id"], r["ip"] + ":" + r["port"], r["finding"]) for r in value]
        else:
            rows = []
            for target in value["scanResult"]:
                if "id" in target:
                    rows.append((target["id"], "x", target["finding"]))
                for section in target.values():
                    if isinstance(section, list):
                        rows += [(r["id"], "x", r["finding"]) for r in section]
    rows = [r for r in rows if not r[1].startswith("/:")]
    for target in sorted({r[1] for r in rows}):
        found = {r[0]: r[2] for r in rows if r[1] == target}
        trusts = [k for k in found if re.fullmatch(r"cert_trust( <hostCert#\d+>)?", k)]
        for trust in trusts:
            chain = found[trust.replace("cert_trust", "cert_chain_of_trust")]
            bad = found[trust].startswith("certificate does not match")
            certificate(out, "bad" if bad else "ok", "ok" if chain == "passed." else "bad")
        if not trusts:
            problem = "scanProblem" in found or "optimal_proto" in found
            out["certificate/failed" if problem else "certificate/not-told"] += 1


def sslyze(text, out):
    value = json.loads(text)
    if "server_scan_results" not in value:
        return
    for server in value["server_scan_results"]:
        if not server["scan_result"]:
            out["certificate/failed"] += 1
            continue
        for d in server["scan_result"]["certificate_info"]["result"]["certificate_deployments"]:
            good = any(p["was_validation_successful"] for p in d["path_validation_results"])
            certificate(out, "ok" if d["leaf_certificate_subject_matches_hostname"] else "bad", "ok" if good else "bad")


def openssl(text, out):
    if "\nsubject=" not in text and "Peer certificate:" not in text and " 0 s:" not in text:
        out["certificate/failed"] += 1
        return
    errors = set(re.findall(r"verify error:num=(\d+)", text))
    name = "ok" if "Verified peername" in text else "bad" if "62" in errors else "not done"
    stopped = "-verify_return_error" in text and errors
    certificate(out, name, "bad" if errors - {"62"} else "not done" if stopped else "ok")


def posttls_finger(text, out):
    tls = re.search(r"(\w+) TLS connection established", text)
    if not tls:
        if "Connection refused" in text or "STARTTLS rejected" in text:
            out["certificate/failed"] += 1
        elif "250-STARTTLS" not in text:
            out["certificate/absent"] += 1
        return
    mismatch = "hostname mismatch" in text
    name = "ok" if "matched peername" in text else "bad" if mismatch else "not done"
    chain = {"Verified": "ok", "Trusted": "ok"}.get(tls.group(1), "not done" if mismatch else "bad")
    certificate(out, name, chain)


def swaks(text, out):
    host = re.search(r"=== Trying (?!pipe)(\S+)\.\.\.", text) or re.search(r"using host (\S+) to verify", text) \
        or re.search(r"did not match target host (\S+?)\)", text)
    if not host:
        return
    if "=== TLS started" in text or "did not match target host" in text:
        verified = re.search(r"(passed|failed) CA verification.*?(passed|failed) host verification \((using)?", text)
        if not verified:
            bad = "did not match target host" in text
            certificate(out, "bad" if bad else "not done", "not done")
            return
        words = {"passed": "ok", "failed": "bad"}
        certificate(out, words[verified.group(2)] if verified.group(3) else "not done", words[verified.group(1)])
    elif "refused" in text or "STARTTLS attempted but failed" in text:
        out["certificate/failed"] += 1
    elif "did not advertise STARTTLS" in text:
        out["certificate/absent"] += 1


def google(text, out):
    value = json.loads(text)
    for day in value.get("trafficStats", []):
        for key, given in day.items():
            if key == "domainReputation" or key.endswith("Ratio"):
                out["reputation"] += 1
            elif key == "ipReputations":
                out["reputation"] += sum("ipCount" in g for g in given) + sum(len(g.get("sampleIps", [])) for g in given)
            elif isinstance(given, list):
                out["reputation"] += len(given)
    for stat in value.get("domainStats", []):
        out["reputation"] += bool(stat.get("value"))
    data = value.get("complianceData", {})
    out["reputation"] += len(data.get("rowData", [])) + sum(k.endswith("Verdict") for k in data)


def graph(text, out):
    def walk(value):
        if isinstance(value, list):
            for one in value:
                walk(one)
        elif isinstance(value, dict):
            if "startDateTime" in value and "classification" in value:
                out["incident"] += value["status"].lower() != "falsepositive"
                out["incident open"] += not value["endDateTime"]
            else:
                walk(value.get("value"))
                walk(value.get("issues"))
    walk(json.loads(text))


def snds(text, out):
    for row in csv.reader(io.StringIO(text)):
        if len(row) == 4:
            out["reputation"] += 1
        else:  # rcpt, data, recipients, filter, complaints, trap hits, comments: as far as they are told
            out["reputation"] += sum(1 for i in (3, 4, 5, 6, 7, 10, 13) if row[i].strip())


def seedlist(text, out):
    for row in csv.DictReader(io.StringIO(text)):
        out[f"placement {row['Placement'].lower()}"] += 1


READERS = {"dig": dig, "zdns": zdns, "checkdmarc": checkdmarc, "testssl": testssl, "sslyze": sslyze,
           "openssl-s_client": openssl, "posttls-finger": posttls_finger, "swaks": swaks, "google-postmaster": google,
           "graph-service-health": graph, "snds": snds, "seedlist-csv": seedlist, "mta-sts": lambda text, out: None}


def main():
    root = sys.argv[1]
    for folder, reader in sorted(READERS.items()):
        for name in sorted(os.listdir(os.path.join(root, folder))):
            if name == "PROVENANCE.txt":
                continue
            with open(os.path.join(root, folder, name), encoding="utf-8-sig", errors="replace", newline="") as file:
                text = file.read().replace("\r\n", "\n")
            out = Counter()
            plain = name.endswith((".csv", ".text")) and folder == "graph-service-health"
            short, console = ".short." in name, name.endswith("_console.txt")
            if text and not (plain or short or console):
                reader(text, out)
            counts = " ".join(f"{what.replace(' ', '-')}={n}" for what, n in sorted(out.items()) if n)
            print(f"{folder}/{name}\t{counts}")


main()
