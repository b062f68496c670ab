//! The tables, and how those of an older database become them.

use rusqlite::{Connection, Result, TransactionBehavior};

/// `nshr`, in the header of the file, so that it is not taken for another program's.
pub(super) const APPLICATION: i64 = 0x6e73_6872;

/// The steps from each format to the next; a database's format is how many it has been through. A
/// step that was released never changes: what comes later is appended.
pub(super) const MIGRATIONS: &[&str] = &[
    "
    -- What is decided now. A missing document is untouched.
    CREATE TABLE triage (
        document BLOB PRIMARY KEY CHECK (length(document) = 16),
        read INTEGER NOT NULL CHECK (read IN (0, 1)),
        starred INTEGER NOT NULL CHECK (starred IN (0, 1)),
        verdict TEXT CHECK (verdict IN ('kept', 'discarded'))
    ) STRICT, WITHOUT ROWID;

    -- One row for each time something was decided, undone or redone.
    CREATE TABLE step (
        id INTEGER PRIMARY KEY,
        at INTEGER NOT NULL,                        -- milliseconds since 1970, UTC
        reverts INTEGER REFERENCES step (id),       -- an undo: what it undoes; a redo: that undo
        next_undo INTEGER REFERENCES step (id),     -- what undo would revert after this step
        next_redo INTEGER REFERENCES step (id)      -- what redo would revert after this step
    ) STRICT;

    -- What each step changed.
    CREATE TABLE journal (
        step INTEGER NOT NULL REFERENCES step (id),
        document BLOB NOT NULL CHECK (length(document) = 16),
        field TEXT NOT NULL,
        before ANY,
        after ANY,
        PRIMARY KEY (step, document, field)
    ) STRICT, WITHOUT ROWID;

    CREATE TRIGGER step_keeps_rows BEFORE UPDATE ON step
    BEGIN SELECT RAISE(ABORT, 'steps are never changed'); END;
    CREATE TRIGGER step_loses_none BEFORE DELETE ON step
    BEGIN SELECT RAISE(ABORT, 'steps are never deleted'); END;
    CREATE TRIGGER journal_keeps_rows BEFORE UPDATE ON journal
    BEGIN SELECT RAISE(ABORT, 'the journal is never changed'); END;
    CREATE TRIGGER journal_loses_none BEFORE DELETE ON journal
    BEGIN SELECT RAISE(ABORT, 'the journal is never deleted from'); END;

    -- Where the person was in each corpus.
    CREATE TABLE place (
        corpus BLOB PRIMARY KEY,                    -- its paths, each ended by a zero byte
        saved INTEGER NOT NULL,                     -- greatest where a place was saved last
        document BLOB CHECK (length(document) = 16),
        offset INTEGER NOT NULL,
        query TEXT NOT NULL,
        sort TEXT NOT NULL
    ) STRICT;
",
    "
    -- What is decided now, field by field, and when that was; a missing field is untouched.
    CREATE TABLE decision (
        document BLOB NOT NULL CHECK (length(document) = 16),
        field TEXT NOT NULL,                        -- read, starred, verdict, note, tag:…
        value ANY,
        at INTEGER NOT NULL,                        -- milliseconds since 1970, UTC
        PRIMARY KEY (document, field)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO decision
        SELECT document, field, after, at FROM (
            SELECT document, field, after, at, max(step)
            FROM journal JOIN step ON step.id = journal.step
            GROUP BY document, field
        );
    DROP TABLE triage;

    -- Texts of notes that others have taken the place of, so that no merge brings them back.
    CREATE TABLE replaced_note (
        document BLOB NOT NULL CHECK (length(document) = 16),
        note INTEGER NOT NULL,                      -- a digest
        PRIMARY KEY (document, note)
    ) STRICT, WITHOUT ROWID;

    ALTER TABLE step ADD COLUMN cause TEXT CHECK (cause IN ('imported', 'followed', 'seen'));
    CREATE INDEX step_reverts ON step (reverts) WHERE reverts IS NOT NULL;

    -- By what a decided document is found again once it was edited: where it is, and what it says.
    CREATE TABLE trace (
        key INTEGER NOT NULL,                       -- a digest of its path, own id or address
        document BLOB NOT NULL CHECK (length(document) = 16),
        PRIMARY KEY (key, document)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE sketch (
        document BLOB PRIMARY KEY CHECK (length(document) = 16),
        sketch BLOB NOT NULL
    ) STRICT, WITHOUT ROWID;

    -- The versions to which decisions went over, and in which step.
    CREATE TABLE successor (
        document BLOB NOT NULL CHECK (length(document) = 16),
        step INTEGER NOT NULL REFERENCES step (id),
        successor BLOB NOT NULL CHECK (length(successor) = 16),
        PRIMARY KEY (document, step, successor)
    ) STRICT, WITHOUT ROWID;
",
    "
    CREATE TABLE saved (
        name TEXT PRIMARY KEY,
        query TEXT NOT NULL,
        sort TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
",
    "
    -- A line each, oldest first.
    ALTER TABLE place ADD COLUMN queries TEXT NOT NULL DEFAULT '';
",
];

/// The format and the application id of a database; both 0 if it is new.
pub(super) fn stamp(connection: &Connection) -> Result<(i64, i64)> {
    Ok((
        connection.pragma_query_value(None, "user_version", |row| row.get(0))?,
        connection.pragma_query_value(None, "application_id", |row| row.get(0))?,
    ))
}

/// Brings a database to the format that these steps lead to, wholly or not at all.
pub(super) fn migrate(connection: &mut Connection, migrations: &[&str]) -> Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Read under the lock: another process may just have done it.
    let (format, _) = stamp(&transaction)?;
    for (migration, format) in migrations.iter().zip(1..).skip(format as usize) {
        transaction.execute_batch(migration)?;
        transaction.pragma_update(None, "user_version", format)?;
        transaction.pragma_update(None, "application_id", APPLICATION)?;
    }
    transaction.commit()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_grows_by_the_steps_it_has_not_been_through() {
        let mut connection = Connection::open_in_memory().unwrap();
        assert_eq!(stamp(&connection).unwrap(), (0, 0));
        let first = "CREATE TABLE a (x); INSERT INTO a VALUES (1)";
        let second = "ALTER TABLE a ADD y DEFAULT 2";
        migrate(&mut connection, &[first]).unwrap();
        migrate(&mut connection, &[first]).unwrap();
        assert_eq!(stamp(&connection).unwrap(), (1, APPLICATION));
        migrate(&mut connection, &[first, second]).unwrap();
        assert_eq!(stamp(&connection).unwrap(), (2, APPLICATION));
        let row: (i64, i64) = connection
            .query_row("SELECT x, y FROM a", [], |row| Ok((row.get(0)?, row.get(1)?)))
            .unwrap();
        assert_eq!(row, (1, 2));
    }

    #[test]
    fn a_failing_step_leaves_the_database_as_it_was() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection, &["CREATE TABLE a (x)"]).unwrap();
        let steps = ["CREATE TABLE a (x)", "CREATE TABLE b (x)", "CREATE TABLE a (x)"];
        assert!(migrate(&mut connection, &steps).is_err());
        assert_eq!(stamp(&connection).unwrap().0, 1);
        assert!(connection.execute("INSERT INTO b VALUES (1)", []).is_err());
    }

    #[test]
    fn steps_and_journal_can_only_be_appended_to() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection, MIGRATIONS).unwrap();
        connection
            .execute_batch(
                "INSERT INTO step (id, at) VALUES (1, 0);
                 INSERT INTO journal VALUES (1, zeroblob(16), 'read', 0, 1);",
            )
            .unwrap();
        for sql in [
            "UPDATE step SET at = 1",
            "DELETE FROM step",
            "UPDATE journal SET after = 0",
            "DELETE FROM journal",
        ] {
            let error = connection.execute(sql, []).unwrap_err().to_string();
            assert!(error.contains("never"), "{sql}: {error}");
        }
    }
}
