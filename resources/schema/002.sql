-- SPDX-License-Identifier: GPL-3.0-or-later
-- Version 2. Which server's log the user or a folder said a file is. Of lines not understood, one of each kind and how many there are.

ALTER TABLE imported_file ADD COLUMN server TEXT NOT NULL DEFAULT '';
ALTER TABLE imported_file ADD COLUMN server_chosen INTEGER NOT NULL DEFAULT 0;

-- kind: digest of the template. Of older samples it is not known: each is its own.
CREATE TABLE rejected_kind(
    file INTEGER NOT NULL REFERENCES imported_file(id) ON DELETE CASCADE, reason INTEGER NOT NULL, kind INTEGER NOT NULL,
    lines INTEGER NOT NULL, offset INTEGER NOT NULL, text BLOB NOT NULL,
    PRIMARY KEY(file, reason, kind)) WITHOUT ROWID;
INSERT OR IGNORE INTO rejected_kind SELECT file, reason, offset, 1, offset, text FROM rejected_line;
DROP TABLE rejected_line;

UPDATE meta SET value = 2 WHERE key = 'compatible';
PRAGMA user_version = 2;
