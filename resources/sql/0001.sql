-- SPDX-FileCopyrightText: 2026 The Resite authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- The record of one run. Events are only ever added, each with a hash that covers its own content
-- and the hash of the event before it. What can be blanked stands apart in "text": an event holds
-- the SHA-256 of it only.

CREATE TABLE event (
  sequence INTEGER PRIMARY KEY,
  time     INTEGER NOT NULL,           -- microseconds since 1970, UTC
  what     TEXT NOT NULL,
  actor    TEXT NOT NULL,
  step     TEXT,
  target   TEXT,
  attempt  INTEGER NOT NULL,
  hash     TEXT NOT NULL
);

CREATE TABLE fact (
  sequence INTEGER NOT NULL REFERENCES event (sequence),
  position INTEGER NOT NULL,
  name     TEXT NOT NULL,
  kind     INTEGER NOT NULL,           -- 0 value, 1 text, 2 file
  value    TEXT,                       -- of a value
  digest   TEXT,                       -- of a text or file: SHA-256
  PRIMARY KEY (sequence, position),
  UNIQUE (sequence, name)
) WITHOUT ROWID;

CREATE TABLE text (
  sequence INTEGER NOT NULL,
  name     TEXT NOT NULL,
  content  BLOB,                       -- NULL: blanked
  PRIMARY KEY (sequence, name),
  FOREIGN KEY (sequence, name) REFERENCES fact (sequence, name)
);

-- The newest event once more: shows that the end was cut off.
CREATE TABLE head (
  one      INTEGER PRIMARY KEY CHECK (one = 1),
  sequence INTEGER NOT NULL,
  hash     TEXT NOT NULL
);
INSERT INTO head VALUES (1, 0, '0000000000000000000000000000000000000000000000000000000000000000');

-- Items change while a job works; the event that ends the job holds a digest over them.
CREATE TABLE item (
  id        INTEGER PRIMARY KEY,
  scope     TEXT NOT NULL,             -- STEP@TARGET#ATTEMPT/ACTION
  name      TEXT NOT NULL,
  state     TEXT NOT NULL,
  message   TEXT NOT NULL,
  digest    TEXT,
  output    TEXT,
  bytes     INTEGER NOT NULL,
  size      INTEGER NOT NULL,
  modified  INTEGER NOT NULL,
  exit_code INTEGER NOT NULL,
  seconds   REAL NOT NULL,
  tries     INTEGER NOT NULL,
  UNIQUE (scope, name)
);

CREATE TRIGGER event_stays BEFORE UPDATE ON event
BEGIN SELECT RAISE (ABORT, 'an event is never changed'); END;
CREATE TRIGGER event_is_kept BEFORE DELETE ON event
BEGIN SELECT RAISE (ABORT, 'an event is never deleted'); END;
CREATE TRIGGER fact_stays BEFORE UPDATE ON fact
BEGIN SELECT RAISE (ABORT, 'an event is never changed'); END;
CREATE TRIGGER fact_is_kept BEFORE DELETE ON fact
BEGIN SELECT RAISE (ABORT, 'an event is never changed'); END;
CREATE TRIGGER text_stays BEFORE UPDATE ON text
WHEN NEW.content IS NOT NULL OR NEW.sequence <> OLD.sequence OR NEW.name <> OLD.name
BEGIN SELECT RAISE (ABORT, 'a text is only ever blanked'); END;
CREATE TRIGGER text_is_kept BEFORE DELETE ON text
BEGIN SELECT RAISE (ABORT, 'a text is only ever blanked'); END;
CREATE TRIGGER item_is_kept BEFORE DELETE ON item
BEGIN SELECT RAISE (ABORT, 'an item is never deleted'); END;
