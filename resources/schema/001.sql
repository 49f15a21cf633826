-- SPDX-License-Identifier: GPL-3.0-or-later
-- Version 1. Numbers of kinds, columns and cubes: models/store/{names,facts,aggregates}.h.

-- generation: grows with every change of the data. labels: grows when history was labelled anew.
-- compatible: the least version of the program's schema that can read this database.
CREATE TABLE meta(key TEXT PRIMARY KEY NOT NULL, value INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO meta VALUES('generation', 0), ('labels', 0), ('compatible', 1);

CREATE TABLE setting(key TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL) WITHOUT ROWID;

-- The dimensions: servers, sources, relays, domains, templates, providers, reasons. Number 0, the empty name, is not kept.
CREATE TABLE name(
    kind INTEGER NOT NULL, id INTEGER NOT NULL, text TEXT NOT NULL, listed INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY(kind, id)) WITHOUT ROWID;

-- The journal.
CREATE TABLE imported_file(
    id INTEGER PRIMARY KEY, path TEXT NOT NULL, member TEXT NOT NULL, format TEXT NOT NULL, zone TEXT NOT NULL,
    head_digest INTEGER NOT NULL, head_length INTEGER NOT NULL, tail_digest INTEGER NOT NULL, length INTEGER NOT NULL,
    lines BLOB NOT NULL, -- LineCounts, as 64-bit integers
    facts INTEGER NOT NULL, duplicates INTEGER NOT NULL, from_ms INTEGER NOT NULL, to_ms INTEGER NOT NULL,
    imported_ms INTEGER NOT NULL, state INTEGER NOT NULL, error TEXT NOT NULL, format_state BLOB NOT NULL,
    dropped BLOB NOT NULL DEFAULT x''); -- duplicates among its last seconds (duplicates.h)

CREATE TABLE rejected_line(
    id INTEGER PRIMARY KEY, file INTEGER NOT NULL REFERENCES imported_file(id) ON DELETE CASCADE,
    offset INTEGER NOT NULL, reason INTEGER NOT NULL, text BLOB NOT NULL);
CREATE INDEX rejected_line_file ON rejected_line(file, reason);

-- Which file told facts of which server for which hour (since 1970, UTC): gaps, and where lines may be doubled.
CREATE TABLE coverage(
    hour INTEGER NOT NULL, server INTEGER NOT NULL, file INTEGER NOT NULL REFERENCES imported_file(id) ON DELETE CASCADE,
    PRIMARY KEY(hour, server, file)) WITHOUT ROWID;
CREATE INDEX coverage_file ON coverage(file);

-- The facts, up to 65,536 a block, each column of a block one BLOB (codec.h).
CREATE TABLE fact_block(
    id INTEGER PRIMARY KEY, rows INTEGER NOT NULL, attempts INTEGER NOT NULL,
    min_ms INTEGER NOT NULL, max_ms INTEGER NOT NULL,
    min_arrival_ms INTEGER NOT NULL); -- of the recipients that reached their final status in it
CREATE TABLE fact_column(
    block INTEGER NOT NULL REFERENCES fact_block(id) ON DELETE CASCADE, column INTEGER NOT NULL, data BLOB NOT NULL,
    PRIMARY KEY(block, column));

-- The aggregates (aggregates.h): cells of one UTC day (since 1970), in segments that add up (cube.h).
CREATE TABLE cube_segment(
    cube INTEGER NOT NULL, day INTEGER NOT NULL, seq INTEGER NOT NULL, data BLOB NOT NULL,
    PRIMARY KEY(cube, day, seq));

-- When a reply was seen, by how it ended.
CREATE TABLE reply(
    template INTEGER NOT NULL, outcome INTEGER NOT NULL, code INTEGER NOT NULL, enhanced INTEGER NOT NULL,
    first_ms INTEGER NOT NULL, last_ms INTEGER NOT NULL,
    PRIMARY KEY(template, outcome)) WITHOUT ROWID;

-- The correlator's memory, and the waiting mail (openmessages.h).
CREATE TABLE open_message(
    server INTEGER NOT NULL, queue_id TEXT NOT NULL, data BLOB NOT NULL,
    PRIMARY KEY(server, queue_id)) WITHOUT ROWID;

CREATE TABLE incident(
    id INTEGER PRIMARY KEY, label TEXT NOT NULL, provider TEXT NOT NULL, text TEXT NOT NULL, link TEXT NOT NULL,
    from_ms INTEGER NOT NULL, to_ms INTEGER);

PRAGMA user_version = 1;
