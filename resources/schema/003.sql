-- SPDX-License-Identifier: GPL-3.0-or-later
-- Version 3. Lines of a file that told facts from before what is kept (retention.h). What was pruned, and whether
-- recipients are pseudonyms, are numbers in meta; a database where either is so raises `compatible` to this version.
ALTER TABLE imported_file ADD COLUMN too_old INTEGER NOT NULL DEFAULT 0;

PRAGMA user_version = 3;
