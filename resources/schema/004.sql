-- SPDX-License-Identifier: GPL-3.0-or-later
-- Version 4. What reports, mails, probes and receivers' statistics tell (models/mail/evidence.h, models/store/evidence.h). Numbers of
-- names are of the table `name`; a verdict is an AuthVerdict; null is what was not told.

-- A report counts once, in whatever packing it comes again.
CREATE TABLE report(
    id INTEGER PRIMARY KEY, file INTEGER NOT NULL REFERENCES imported_file(id) ON DELETE CASCADE,
    kind INTEGER NOT NULL, reporter TEXT NOT NULL, report_id TEXT NOT NULL, domain TEXT NOT NULL,
    from_ms INTEGER NOT NULL, to_ms INTEGER NOT NULL,
    policy TEXT NOT NULL, errors TEXT NOT NULL, problems TEXT NOT NULL, -- one a line
    UNIQUE(kind, reporter, report_id, domain, from_ms, to_ms));
CREATE INDEX report_file ON report(file);

CREATE TABLE auth_result(
    id INTEGER PRIMARY KEY, file INTEGER NOT NULL REFERENCES imported_file(id) ON DELETE CASCADE,
    report INTEGER, -- that told it, and goes with the same file; null: a header or a line of a log
    from_ms INTEGER NOT NULL, to_ms INTEGER NOT NULL, evidence INTEGER NOT NULL,
    receiver INTEGER NOT NULL, provider INTEGER NOT NULL, source INTEGER NOT NULL,
    header_from INTEGER NOT NULL, envelope_from INTEGER NOT NULL,
    spf INTEGER, spf_domain INTEGER NOT NULL,
    dkim INTEGER, dkim_domain INTEGER NOT NULL, selector INTEGER NOT NULL, -- of the signature that counts most
    more_dkim INTEGER NOT NULL,                                            -- the others, in words
    spf_aligned INTEGER, dkim_aligned INTEGER, dmarc INTEGER,
    disposition INTEGER NOT NULL, overridden INTEGER NOT NULL, composite INTEGER NOT NULL,
    count INTEGER NOT NULL, offset INTEGER NOT NULL);
CREATE INDEX auth_result_time ON auth_result(to_ms);
CREATE INDEX auth_result_file ON auth_result(file);

CREATE TABLE tls_sessions(
    id INTEGER PRIMARY KEY, report INTEGER NOT NULL REFERENCES report(id) ON DELETE CASCADE,
    from_ms INTEGER NOT NULL, to_ms INTEGER NOT NULL, reporter INTEGER NOT NULL, policy_domain INTEGER NOT NULL,
    policy_type TEXT NOT NULL, result_type TEXT NOT NULL, mx_host TEXT NOT NULL, source TEXT NOT NULL,
    reason TEXT NOT NULL, sessions INTEGER NOT NULL);
CREATE INDEX tls_sessions_time ON tls_sessions(to_ms);
CREATE INDEX tls_sessions_report ON tls_sessions(report);

CREATE TABLE placement(
    id INTEGER PRIMARY KEY, file INTEGER NOT NULL REFERENCES imported_file(id) ON DELETE CASCADE,
    at_ms INTEGER NOT NULL, receiver INTEGER NOT NULL, provider INTEGER NOT NULL, folder INTEGER NOT NULL,
    why INTEGER NOT NULL, source INTEGER NOT NULL, header_from INTEGER NOT NULL,
    count INTEGER NOT NULL, offset INTEGER NOT NULL);
CREATE INDEX placement_time ON placement(at_ms);
CREATE INDEX placement_file ON placement(file);

-- Mails whose headers were read: the same one in another file tells nothing new.
CREATE TABLE seed_mail(
    digest INTEGER PRIMARY KEY, file INTEGER NOT NULL REFERENCES imported_file(id) ON DELETE CASCADE);
CREATE INDEX seed_mail_file ON seed_mail(file);

-- A figure that is told again for the same time replaces the older one.
CREATE TABLE reputation(
    id INTEGER PRIMARY KEY, file INTEGER NOT NULL REFERENCES imported_file(id) ON DELETE CASCADE,
    system TEXT NOT NULL, subject TEXT NOT NULL, metric TEXT NOT NULL, from_ms INTEGER NOT NULL, to_ms INTEGER NOT NULL,
    value REAL, word TEXT NOT NULL, offset INTEGER NOT NULL,
    UNIQUE(system, subject, metric, from_ms, to_ms));
CREATE INDEX reputation_time ON reputation(to_ms);
CREATE INDEX reputation_file ON reputation(file);

-- Of a probe that the program made itself, `file` is null.
CREATE TABLE probe_result(
    id INTEGER PRIMARY KEY, file INTEGER REFERENCES imported_file(id) ON DELETE CASCADE,
    at_ms INTEGER NOT NULL, kind INTEGER NOT NULL, status INTEGER NOT NULL,
    domain TEXT NOT NULL, name TEXT NOT NULL, answers TEXT NOT NULL, -- one a line
    tls TEXT NOT NULL, detail TEXT NOT NULL, by TEXT NOT NULL, resolver TEXT NOT NULL,
    findings TEXT NOT NULL, -- one a line: severity, text, source, with tabs between them
    offset INTEGER NOT NULL);
CREATE INDEX probe_result_domain ON probe_result(domain, kind, name, at_ms);
CREATE INDEX probe_result_time ON probe_result(at_ms);
CREATE INDEX probe_result_file ON probe_result(file);
CREATE TABLE probe_certificate(
    probe INTEGER PRIMARY KEY REFERENCES probe_result(id) ON DELETE CASCADE,
    names TEXT NOT NULL, subject TEXT NOT NULL, issuer TEXT NOT NULL, not_before_ms INTEGER, not_after_ms INTEGER,
    fingerprint TEXT NOT NULL, name_check INTEGER NOT NULL, chain_check INTEGER NOT NULL, problem TEXT NOT NULL);

-- What a service's own list of incidents says of one.
ALTER TABLE incident ADD COLUMN state TEXT NOT NULL DEFAULT '';
ALTER TABLE incident ADD COLUMN last_word TEXT NOT NULL DEFAULT '';

PRAGMA user_version = 4;
