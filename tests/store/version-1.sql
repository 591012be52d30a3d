-- A store as version 1 of its schema had it.
BEGIN TRANSACTION;
CREATE TABLE run (
        id             INTEGER PRIMARY KEY AUTOINCREMENT,
        name           TEXT    NOT NULL,
        user           TEXT    NOT NULL,
        data_hash      TEXT    NOT NULL,
        data_name      TEXT    NOT NULL,
        split          TEXT    NOT NULL,
        history_length INTEGER NOT NULL CHECK (history_length > 0),
        batch_size     INTEGER NOT NULL CHECK (batch_size > 0),
        history_order  TEXT    NOT NULL,
        provider       TEXT    NOT NULL,
        model          TEXT,
        parameters     TEXT    NOT NULL,
        seed           INTEGER NOT NULL, -- the 64 bits of an unsigned number
        batches        INTEGER NOT NULL CHECK (batches >= 0),
        fork_run       INTEGER REFERENCES run (id),
        fork_batch     INTEGER CHECK (fork_batch > 0), -- first batch that is not shared
        created        TEXT    NOT NULL, -- RFC 3339, UTC
        CHECK ((fork_run IS NULL) = (fork_batch IS NULL))
    ) STRICT;
INSERT INTO "run" VALUES(1,'main','1','feed000000000001','small','u1',40,10,'chronological','sim',NULL,'offline-1',-1,4,NULL,NULL,'2026-01-02T03:04:05Z');
INSERT INTO "run" VALUES(4,'side','1','feed000000000001','small','u1',40,10,'chronological','sim',NULL,'offline-1',8,4,1,2,'2026-01-02T03:04:05Z');
CREATE TABLE slate (
        id         INTEGER PRIMARY KEY AUTOINCREMENT,
        run        INTEGER NOT NULL REFERENCES run (id),
        batch      INTEGER NOT NULL, -- the state that was acted on
        calls      INTEGER NOT NULL,
        attempts   INTEGER NOT NULL,
        tokens_in  INTEGER,
        tokens_out INTEGER,
        cost_usd   REAL,
        created    TEXT    NOT NULL
    ) STRICT;
INSERT INTO "slate" VALUES(3,1,2,3,2,NULL,NULL,NULL,'2026-01-02T03:04:07Z');
CREATE TABLE slate_item (
        slate      INTEGER NOT NULL REFERENCES slate (id),
        position   INTEGER NOT NULL,
        item       TEXT    NOT NULL,
        outcome    TEXT    NOT NULL CHECK (outcome IN ('rating', 'missing', 'invalid')),
        half_stars INTEGER CHECK (half_stars BETWEEN 0 AND 255),
        raw        TEXT, -- what came instead of a rating
        reason     TEXT,
        PRIMARY KEY (slate, position),
        CHECK ((outcome = 'rating') = (half_stars IS NOT NULL))
    ) STRICT, WITHOUT ROWID;
INSERT INTO "slate_item" VALUES(3,0,'12','rating',8,NULL,'why');
INSERT INTO "slate_item" VALUES(3,1,'9','invalid',NULL,'4.5/5',NULL);
INSERT INTO "slate_item" VALUES(3,2,'b-7','missing',NULL,NULL,NULL);
CREATE TABLE state (
        run         INTEGER NOT NULL REFERENCES run (id),
        batch       INTEGER NOT NULL CHECK (batch > 0),
        profile     TEXT    NOT NULL,
        update_text TEXT,
        calls       INTEGER NOT NULL,
        attempts    INTEGER NOT NULL,
        tokens_in   INTEGER,
        tokens_out  INTEGER,
        cost_usd    REAL,
        created     TEXT    NOT NULL,
        PRIMARY KEY (run, batch)
    ) STRICT, WITHOUT ROWID;
INSERT INTO "state" VALUES(1,1,'Profile after batch 1.

Second paragraph, “quoted” 漢字.',NULL,2,1,1099511627776,NULL,0.25,'2026-01-02T03:04:06Z');
INSERT INTO "state" VALUES(1,2,'Profile after batch 2.

Second paragraph, “quoted” 漢字.','Update 2',2,1,1099511627776,NULL,0.25,'2026-01-02T03:04:06Z');
CREATE TABLE state_interaction (
        run        INTEGER NOT NULL,
        batch      INTEGER NOT NULL,
        position   INTEGER NOT NULL,
        item       TEXT    NOT NULL,
        half_stars INTEGER NOT NULL CHECK (half_stars BETWEEN 0 AND 255),
        timestamp  INTEGER,
        provenance TEXT    NOT NULL,
        PRIMARY KEY (run, batch, position),
        FOREIGN KEY (run, batch) REFERENCES state (run, batch)
    ) STRICT, WITHOUT ROWID;
INSERT INTO "state_interaction" VALUES(1,1,0,'0',9,-5,'real');
INSERT INTO "state_interaction" VALUES(1,1,1,'1',8,NULL,'simulated');
INSERT INTO "state_interaction" VALUES(1,1,2,'b-7',7,-3,'edited');
INSERT INTO "state_interaction" VALUES(1,2,0,'0',9,-5,'real');
INSERT INTO "state_interaction" VALUES(1,2,1,'1',8,NULL,'simulated');
INSERT INTO "state_interaction" VALUES(1,2,2,'b-7',7,-3,'edited');
CREATE INDEX run_by_user ON run (data_hash, user);
CREATE INDEX slate_by_run ON slate (run);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('run',4);
INSERT INTO "sqlite_sequence" VALUES('slate',3);
COMMIT;
PRAGMA application_id = 1819636585;
PRAGMA user_version = 1;
