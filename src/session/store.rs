//! Opening and checking the file.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use backon::{BlockingRetryable, ConstantBuilder};
use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::error::StoreError;
use super::schema;

/// How long to wait for another process before saying so.
pub(super) const BUSY_WAIT: Duration = Duration::from_secs(10);

/// How long one look at a locked file is after the other.
const PAUSE: Duration = Duration::from_millis(20);

/// After this many looks (one second) it is said that there is a wait.
const PATIENCE: i32 = 50;

/// What to do when there is no file yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenMode {
    /// Make it, and its folder.
    Create,
    /// Leave the disk alone: an empty store in memory stands for the file that is not there.
    Look,
    /// Leave even a file that is there alone: for work that has nothing to do with runs.
    Ignore,
}

/// What `PRAGMA integrity_check` and `PRAGMA foreign_key_check` say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Integrity {
    /// Problems, one sentence each; empty = sound.
    pub problems: Vec<String>,
    /// Schema version of the file.
    pub schema: i64,
}

/// The open file. Owned by one thread; see [`super::StoreHandle`] for the asynchronous side.
pub struct Store {
    pub(super) path: PathBuf,
    pub(super) connection: Connection,
    /// Where commits are brought to the disk by [`Self::sync`] and no longer by SQLite one by one.
    log: Option<Log>,
    /// Which file that is; `None` where it is in memory or only read.
    place: Option<Place>,
}

/// Which file was opened, and how many changes of the connection are known to be in it.
struct Place {
    file: FileId,
    changes: u64,
}

/// The write-ahead log, and how many changes of the connection are in what was last brought to the disk.
struct Log {
    file: File,
    synced: u64,
}

impl Store {
    /// Opens (and, with [`OpenMode::Create`], makes) the store at `path`.
    ///
    /// Journal mode is WAL and every commit is on disk before it is reported (`synchronous = FULL`, or
    /// one wait for the disk shared by many): a state may have cost a model call, so it must survive a power cut.
    ///
    /// # Errors
    /// [`StoreError`] with what to do.
    pub fn open(path: &Path, mode: OpenMode) -> Result<Self, StoreError> {
        if mode == OpenMode::Ignore {
            return Self::in_memory(path);
        }
        let there = path
            .try_exists()
            .map_err(|e| StoreError::NotReadable { path: path.to_path_buf(), detail: e.to_string() })?;
        if mode == OpenMode::Look && !there {
            return Self::in_memory(path);
        }
        match Self::writable(path) {
            Err(StoreError::NotWritable { .. } | StoreError::NotReadable { .. })
                if mode == OpenMode::Look =>
            {
                Self::read_only(path)
            }
            outcome => outcome,
        }
    }

    /// A file that may be written, made now if it is not there.
    fn writable(path: &Path) -> Result<Self, StoreError> {
        let error = |source| StoreError::of(path, source);
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            fs::create_dir_all(folder)
                .map_err(|e| StoreError::NotWritable { path: path.to_path_buf(), detail: e.to_string() })?;
        }
        if path.is_dir() {
            return Err(StoreError::Foreign { path: path.to_path_buf() });
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection = Connection::open_with_flags(path, flags).map_err(error)?;
        connection.busy_handler(Some(wait)).map_err(error)?;
        is_ours(&connection, path)?;
        let journal = switch_to_wal(&connection).map_err(error)?;
        if journal != "wal" {
            // Some network file systems cannot do WAL; the default journal is as safe, only slower.
            tracing::warn!(journal, "the store is not in WAL mode");
        }
        connection.pragma_update(None, "synchronous", "FULL").map_err(error)?;
        connection.pragma_update(None, "foreign_keys", true).map_err(error)?;
        schema::migrate(&mut connection).map_err(error)?;
        let changes = connection.total_changes();
        let place = file_id(path).map(|file| Place { file, changes });
        Ok(Self { path: path.to_path_buf(), connection, log: None, place })
    }

    /// A file in a folder that may not be written (a shared or archived one), taken as unchanging: in WAL mode
    /// SQLite could not read it otherwise. Not where another process has left a log beside it.
    fn read_only(path: &Path) -> Result<Self, StoreError> {
        let error = |source| StoreError::of(path, source);
        let log = PathBuf::from(format!("{}-wal", path.display()));
        let detail = "its folder may not be written, and it was not closed in order".to_owned();
        let name = path.to_str().filter(|_| !log.exists());
        let name = name.ok_or_else(|| StoreError::NotReadable { path: path.to_path_buf(), detail })?;
        let name = name.replace('%', "%25").replace('?', "%3f").replace('#', "%23");
        let flags =
            OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection =
            Connection::open_with_flags(format!("file:{name}?immutable=1"), flags).map_err(error)?;
        if is_ours(&connection, path)? < schema::KNOWN {
            let detail = "it is of an older version, and its folder may not be written".to_owned();
            return Err(StoreError::NotWritable { path: path.to_path_buf(), detail });
        }
        Ok(Self { path: path.to_path_buf(), connection, log: None, place: None })
    }

    /// An empty store that is gone with the process.
    ///
    /// # Errors
    /// Only when SQLite itself cannot start.
    pub fn in_memory(path: &Path) -> Result<Self, StoreError> {
        let error = |source| StoreError::of(path, source);
        let mut connection = Connection::open_in_memory().map_err(error)?;
        connection.pragma_update(None, "foreign_keys", true).map_err(error)?;
        schema::migrate(&mut connection).map_err(error)?;
        Ok(Self { path: path.to_path_buf(), connection, log: None, place: None })
    }

    /// From now on a commit is on disk only after [`Self::sync`], which is one wait for the disk however many
    /// there were. Each is a transaction of its own as before, and safe from a kill at once. Where there is no
    /// write-ahead log, commits stay as they are.
    ///
    /// # Errors
    /// What SQLite says.
    pub(super) fn sync_together(&mut self) -> Result<(), StoreError> {
        let mode: String = self
            .connection
            .query_row("PRAGMA journal_mode", [], |row| row.get(0))
            .map_err(|e| self.error(e))?;
        let mut path = self.path.clone().into_os_string();
        path.push("-wal");
        if mode == "wal"
            && let Ok(file) = File::options().write(true).open(path)
        {
            self.connection.pragma_update(None, "synchronous", "NORMAL").map_err(|e| self.error(e))?;
            self.log = Some(Log { file, synced: self.connection.total_changes() });
        }
        Ok(())
    }

    /// Brings to the disk what was committed since the last time; whether there was anything.
    ///
    /// # Errors
    /// What the system says: then nothing since the last time can be relied on.
    pub(super) fn sync(&mut self) -> io::Result<bool> {
        let changes = self.connection.total_changes();
        let Some(log) = self.log.as_mut().filter(|log| log.synced != changes) else { return Ok(false) };
        log.file.sync_data()?;
        log.synced = changes;
        Ok(true)
    }

    /// Notices that what was just written went into a file that nobody can open any more: systems let an open
    /// file be deleted, and SQLite goes on writing into it.
    ///
    /// # Errors
    /// [`StoreError::Gone`], for everything that is written as long as the file is not back.
    pub(super) fn still_there(&mut self) -> Result<(), StoreError> {
        let changes = self.connection.total_changes();
        let Some(place) = self.place.as_mut().filter(|place| place.changes != changes) else { return Ok(()) };
        if file_id(&self.path) != Some(place.file) {
            return Err(StoreError::Gone { path: self.path.clone() });
        }
        place.changes = changes;
        Ok(())
    }

    /// Whether anything that was committed is not yet on disk.
    #[cfg(test)]
    pub(super) fn is_behind(&self) -> bool {
        self.log.as_ref().is_some_and(|log| log.synced != self.connection.total_changes())
    }

    /// Where the file is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Asks SQLite whether the file is sound.
    ///
    /// # Errors
    /// [`StoreError`] when the question itself cannot be asked.
    pub fn check(&self) -> Result<Integrity, StoreError> {
        let error = |source| self.error(source);
        let mut problems = Vec::new();
        let mut statement = self.connection.prepare("PRAGMA integrity_check").map_err(error)?;
        let lines = statement.query_map([], |row| row.get::<_, String>(0)).map_err(error)?;
        for line in lines {
            let line = line.map_err(error)?;
            if line != "ok" {
                problems.push(line);
            }
        }
        let mut statement = self.connection.prepare("PRAGMA foreign_key_check").map_err(error)?;
        let orphans = statement
            .query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(2)?)))
            .map_err(error)?;
        for orphan in orphans {
            let (table, parent) = orphan.map_err(error)?;
            problems.push(format!("a row of {table} points to no row of {parent}"));
        }
        // States are written one after the other, so a gap is a loss that SQLite knows nothing of.
        let all = super::RunFilter { trash: super::Trash::Included, ..super::RunFilter::default() };
        for run in self.runs(&all)? {
            match self.run(run.id) {
                Ok(_) => {}
                Err(StoreError::Damaged { detail, .. }) => problems.push(detail),
                Err(problem) => problems.push(problem.to_string()),
            }
        }
        Ok(Integrity { problems, schema: schema::version(&self.connection).map_err(error)? })
    }

    pub(super) fn error(&self, source: rusqlite::Error) -> StoreError {
        StoreError::of(&self.path, source)
    }

    pub(super) fn unreadable(&self, what: &'static str, value: &str) -> StoreError {
        StoreError::Unreadable { path: self.path.clone(), what, value: value.to_owned() }
    }
}

/// What tells a file from another one at the same place.
#[cfg(unix)]
type FileId = (u64, u64);

#[cfg(unix)]
fn file_id(path: &Path) -> Option<FileId> {
    use std::os::unix::fs::MetadataExt;
    fs::metadata(path).ok().map(|file| (file.dev(), file.ino()))
}

/// Elsewhere an open file cannot be deleted.
#[cfg(not(unix))]
type FileId = ();

#[cfg(not(unix))]
fn file_id(path: &Path) -> Option<FileId> {
    path.exists().then_some(())
}

/// The file's schema version, if it is a store, or may become one, that this program knows.
fn is_ours(connection: &Connection, path: &Path) -> Result<i64, StoreError> {
    // One statement, so that another process making the file in this moment is seen wholly or not at all.
    let (found, application, tables): (i64, i64, i64) = connection
        .query_row(
            "SELECT (SELECT user_version FROM pragma_user_version),
                    (SELECT application_id FROM pragma_application_id),
                    (SELECT count(*) FROM sqlite_master)",
            [],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )
        .map_err(|source| StoreError::of(path, source))?;
    if found > schema::KNOWN {
        return Err(StoreError::Newer { path: path.to_path_buf(), found, known: schema::KNOWN });
    }
    if tables > 0 && application != schema::APPLICATION_ID {
        return Err(StoreError::Foreign { path: path.to_path_buf() });
    }
    Ok(found)
}

/// Called by SQLite while another process has the file locked, with the number of calls before: waits a little,
/// says once that it does, and gives up after [`BUSY_WAIT`].
fn wait(looks: i32) -> bool {
    if looks == PATIENCE {
        tracing::warn!("another lusifer has the store locked; waiting for it");
    }
    let go_on = PAUSE * looks.unsigned_abs() < BUSY_WAIT;
    if go_on {
        thread::sleep(PAUSE);
    }
    go_on
}

/// Switches the file to WAL and returns the mode that it is in now. SQLite does not wait by itself here while
/// another process makes the same switch, so this does.
fn switch_to_wal(connection: &Connection) -> rusqlite::Result<String> {
    let times = (BUSY_WAIT.as_millis() / PAUSE.as_millis()) as usize;
    let switch = || connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0));
    switch
        .retry(ConstantBuilder::default().with_delay(PAUSE).with_max_times(times))
        .when(|error| error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy))
        .call()
}

#[cfg(test)]
mod tests {
    use super::super::RunFilter;
    use super::*;

    #[test]
    fn a_file_that_may_not_be_written_can_be_read_if_it_was_closed_in_order() {
        let folder = tempfile::tempdir().unwrap();
        // Characters that mean something in the address of a file.
        let path = folder.path().join("50% of #1?.db");
        let open = Store::open(&path, OpenMode::Create).unwrap();
        let refused = Store::read_only(&path).map(drop).unwrap_err().to_string();
        assert!(refused.contains("was not closed in order"), "{refused}");
        drop(open);
        let store = Store::read_only(&path).unwrap();
        assert_eq!(store.runs(&RunFilter::default()).unwrap(), []);
        assert!(store.check().unwrap().problems.is_empty());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_was_deleted_or_replaced_is_missed_by_what_is_written_next() {
        for replaced in [false, true] {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("lusifer.db");
            let mut store = Store::open(&path, OpenMode::Create).unwrap();
            let add =
                |store: &Store| store.connection.execute("INSERT INTO notes DEFAULT VALUES", []).unwrap();
            store.connection.execute("CREATE TABLE notes (id INTEGER PRIMARY KEY)", []).unwrap();
            add(&store);
            store.still_there().unwrap();
            // Kept aside, so that a new one cannot get its number.
            fs::rename(&path, folder.path().join("aside")).unwrap();
            if replaced {
                fs::write(&path, "").unwrap();
            }
            store.still_there().unwrap();
            for _ in 0..2 {
                add(&store);
                let said = store.still_there().unwrap_err().to_string();
                assert!(said.contains("was deleted or replaced while it was open"), "{said}");
            }
            let _ = fs::remove_file(&path);
            fs::rename(folder.path().join("aside"), &path).unwrap();
            add(&store);
            store.still_there().unwrap();
        }
    }

    #[test]
    fn what_has_nothing_to_do_with_runs_works_beside_a_broken_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lusifer.db");
        fs::write(&path, "no store, and long enough to be surely none: words, words, words, words").unwrap();
        assert!(matches!(Store::open(&path, OpenMode::Look), Err(StoreError::Foreign { .. })));
        assert!(Store::open(&path, OpenMode::Ignore).is_ok());
    }
}
