//! Files that are asked for by name: written whole or not at all, and never over another by accident.

use std::env;
use std::fs::Permissions;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf, absolute};

use tempfile::Builder;

use crate::app::deeds::{Deed, Save};

/// Writes a file beside its place and then moves it there.
pub(super) fn save(save: Save, text: &str) -> Deed {
    let path = place(&save.path);
    match written(&path, text, save.over) {
        // A name alone does not say where to look for it.
        Ok(()) => Deed::Saved(absolute(&path).unwrap_or(path)),
        Err(error) if error.kind() == ErrorKind::AlreadyExists && path.is_dir() => {
            Deed::Failed(format!("{} is a folder", path.display()))
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Deed::Exists(save),
        Err(error) => Deed::Failed(format!("{} cannot be written: {error}", path.display())),
    }
}

/// The file that is meant; `~/` is the home folder.
fn place(typed: &str) -> PathBuf {
    match (typed.strip_prefix("~/"), env::var_os("HOME")) {
        (Some(inside), Some(home)) => Path::new(&home).join(inside),
        _ => PathBuf::from(typed),
    }
}

/// Writes all of a file or nothing of it.
///
/// # Errors
/// What the system says; [`ErrorKind::AlreadyExists`] where there is one that may not be replaced.
pub(crate) fn written(path: &Path, text: &str, over: bool) -> io::Result<()> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    if path.is_dir() {
        return Err(ErrorKind::AlreadyExists.into());
    }
    let mut builder = Builder::new();
    builder.prefix(".lusifer-");
    if let Some(permissions) = permissions() {
        builder.permissions(permissions);
    }
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    let moved = if over { file.persist(path) } else { file.persist_noclobber(path) };
    moved.map(drop).map_err(|error| error.error)
}

/// Those of any new file, not those of a secret one.
#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "other systems have none to give")]
fn permissions() -> Option<Permissions> {
    use std::os::unix::fs::PermissionsExt;
    Some(Permissions::from_mode(0o666))
}

#[cfg(not(unix))]
fn permissions() -> Option<Permissions> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::deeds::Content;

    #[test]
    fn a_file_that_is_there_is_replaced_only_when_asked() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        let ask = |over| Save { path: path.display().to_string(), content: Content::Picture, over };
        assert_eq!(save(ask(false), "one"), Deed::Saved(path.clone()));
        assert_eq!(save(ask(false), "two"), Deed::Exists(ask(false)));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "one");
        assert_eq!(save(ask(true), "two"), Deed::Saved(path.clone()));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "two");
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 1, "something was left behind");
    }

    #[test]
    fn a_place_that_cannot_be_written_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let ask =
            |path: PathBuf| Save { path: path.display().to_string(), content: Content::Picture, over: true };
        let Deed::Failed(why) = save(ask(folder.path().join("no/such/a.csv")), "x") else { panic!() };
        assert!(why.contains("cannot be written"), "{why}");
        let Deed::Failed(why) = save(ask(folder.path().to_path_buf()), "x") else { panic!() };
        assert!(why.contains("is a folder"), "{why}");
    }
}
