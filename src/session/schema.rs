//! The tables, and how an older file becomes a newer one.

use rusqlite::{Connection, TransactionBehavior};

/// Marks the file as ours: "lusi" in ASCII.
pub(super) const APPLICATION_ID: i64 = 0x6c75_7369;

/// One script per schema version; a file at version v has run the first v of them. Never edit one that was
/// released: add another.
const MIGRATIONS: &[&str] = &[
    "
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
    CREATE INDEX run_by_user ON run (data_hash, user);

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
    CREATE INDEX slate_by_run ON slate (run);

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
    ",
    // A run in the trash keeps all its rows: forks share its states.
    "ALTER TABLE run ADD COLUMN trashed TEXT; -- RFC 3339, UTC; NULL = in use",
    // Every request to a model, whatever came of it.
    "
    CREATE TABLE call (
        id            INTEGER PRIMARY KEY AUTOINCREMENT,
        run           INTEGER NOT NULL REFERENCES run (id),
        task          TEXT    NOT NULL CHECK (task IN ('profile', 'rating')),
        batch         INTEGER NOT NULL CHECK (batch > 0), -- whose state was to be written or acted on
        attempt       INTEGER NOT NULL CHECK (attempt > 0),
        attempts      INTEGER NOT NULL,
        provider      TEXT    NOT NULL,
        model         TEXT    NOT NULL,
        answered_by   TEXT,
        sent          TEXT    NOT NULL, -- RFC 3339, UTC
        outcome       TEXT    NOT NULL, -- JSON: kind, and why or what
        finish        TEXT,
        tokens_in     INTEGER,
        tokens_cached INTEGER,
        tokens_out    INTEGER,
        cost_usd      REAL,
        first_ms      INTEGER,
        total_ms      INTEGER NOT NULL,
        url           TEXT    NOT NULL,
        request       TEXT    NOT NULL, -- JSON, without secrets
        status        INTEGER,
        headers       TEXT    NOT NULL, -- JSON: pairs, without secrets
        body          BLOB    NOT NULL, -- as it came
        text          TEXT    NOT NULL,
        rungs         TEXT    NOT NULL, -- JSON: name, passed, found
        warnings      TEXT    NOT NULL  -- JSON: sentences
    ) STRICT;
    CREATE INDEX call_by_run ON call (run);
    ",
    // Which items a slate asked for; a call from before does not say.
    "ALTER TABLE call ADD COLUMN items TEXT NOT NULL DEFAULT '[]'; -- JSON: ids",
    // What a model says that its claims rest on: JSON, a list of {claim, items}.
    "ALTER TABLE state ADD COLUMN claims TEXT NOT NULL DEFAULT '[]'",
    // A state may be taken by hand from an answer that the program did not take.
    "ALTER TABLE state ADD COLUMN provenance TEXT NOT NULL DEFAULT 'simulated';",
    // The texts by which runs were written, each once, whatever becomes of the files; calls that tried some out.
    "
    CREATE TABLE prompt_text (
        hash TEXT NOT NULL PRIMARY KEY, -- of the text
        text TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE prompt_pack (
        hash     TEXT    NOT NULL, -- of the pack: what run.parameters names
        position INTEGER NOT NULL,
        name     TEXT    NOT NULL, -- how the pack was called
        file     TEXT    NOT NULL,
        text     TEXT    NOT NULL REFERENCES prompt_text (hash),
        PRIMARY KEY (hash, position)
    ) STRICT, WITHOUT ROWID;
    ALTER TABLE call ADD COLUMN is_test INTEGER NOT NULL DEFAULT 0 CHECK (is_test IN (0, 1));
    ",
    // Steps done once more under other seeds: beside a run, never part of it. Of ratings a row a slate.
    "
    CREATE TABLE repetition (
        id      INTEGER PRIMARY KEY AUTOINCREMENT,
        run     INTEGER NOT NULL REFERENCES run (id),
        batch   INTEGER NOT NULL CHECK (batch > 0), -- whose state was written or acted on
        number  INTEGER NOT NULL CHECK (number > 0),
        seed    INTEGER NOT NULL, -- the 64 bits of an unsigned number
        answer  TEXT    NOT NULL, -- JSON: profile or ratings
        created TEXT    NOT NULL
    ) STRICT;
    CREATE INDEX repetition_by_run ON repetition (run);
    ALTER TABLE call ADD COLUMN repetition INTEGER CHECK (repetition > 0); -- NULL = for the step itself
    ",
];

/// The newest version that this program knows.
pub(super) const KNOWN: i64 = MIGRATIONS.len() as i64;

/// The version of an open file; 0 = empty.
pub(super) fn version(connection: &Connection) -> rusqlite::Result<i64> {
    connection.query_row("PRAGMA user_version", [], |row| row.get(0))
}

/// Runs what is missing, all of it or nothing. Two processes that start together take turns: the second
/// finds the work done.
pub(super) fn migrate(connection: &mut Connection) -> rusqlite::Result<()> {
    if version(connection)? >= KNOWN {
        return Ok(());
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let done = version(&transaction)?;
    for script in MIGRATIONS.iter().skip(usize::try_from(done).unwrap_or(0)) {
        transaction.execute_batch(script)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", KNOWN)?;
    transaction.commit()
}
