//! Prompts: read, read again when their files change, edited, copied and written; never what stands in them.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::hands::written;
use super::jobs::Voice;
use super::opening::Place;
use super::watched::Watched;
use crate::app::News;
use crate::app::deeds::{PromptDeed, PromptErrand};
use crate::app::message::PromptWish;
use crate::workspace::{Workspace, WorkspaceError};

/// Reads the prompts, and has them used from now on.
pub(super) async fn read(
    voice: &Voice,
    place: &Place,
    workspace: Workspace,
    wish: PromptWish,
) -> Result<(), WorkspaceError> {
    let PromptWish { user, run, batch, again, named } = wish;
    let workspace = if again || named.is_some() {
        let workspace = workspace.with_prompts(named.as_deref())?;
        place.set(workspace.clone());
        workspace
    } else {
        workspace
    };
    let sheet = workspace.prompt_sheet(user.as_ref(), run, batch.max(1)).await?;
    voice.say(News::Prompts(Arc::new(sheet))).await;
    Ok(())
}

/// The files of the prompts in use, as long as they are a person's own.
#[derive(Default)]
pub(super) struct Shelf {
    watched: Watched,
}

impl Shelf {
    /// Ends when a file has changed.
    pub(super) async fn changed(&mut self) {
        self.watched.changed().await;
    }

    /// Does what needs no terminal; `None` where it is told nothing of it.
    pub(super) fn run(&mut self, errand: PromptErrand) -> Option<PromptDeed> {
        match errand {
            PromptErrand::Watch(files) => {
                self.watched.files(&files);
                None
            }
            PromptErrand::Copy { home, name, files, edit } => Some(match copied(&home, &name, &files) {
                Ok(folder) => PromptDeed::Copied { folder, edit },
                Err((path, error)) => {
                    PromptDeed::Failed(format!("{} cannot be written: {error}", path.display()))
                }
            }),
            PromptErrand::Write { path, text, instead_of } => Some(put(path, &text, instead_of.as_deref())),
            // Who has the terminal does this.
            PromptErrand::Edit { .. } => None,
        }
    }
}

/// Writes files into a folder of their own, beside those that are there already.
fn copied(home: &Path, name: &str, files: &[(String, String)]) -> Result<PathBuf, (PathBuf, io::Error)> {
    let names = std::iter::once(name.to_owned()).chain((2..).map(|number| format!("{name}-{number}")));
    fs::create_dir_all(home).map_err(|error| (home.to_owned(), error))?;
    for name in names {
        let folder = home.join(name);
        match fs::create_dir(&folder) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => continue,
            Err(error) => return Err((folder, error)),
        }
        for (file, text) in files {
            let path = folder.join(file);
            written(&path, text, false).map_err(|error| (path, error))?;
        }
        return Ok(folder);
    }
    Err((home.to_owned(), io::ErrorKind::AlreadyExists.into()))
}

/// Writes a text into a file, unless it holds something else than is thought.
fn put(path: PathBuf, text: &str, instead_of: Option<&str>) -> PromptDeed {
    match (fs::read_to_string(&path), instead_of) {
        (Ok(there), Some(expected)) if there != expected => return PromptDeed::Conflict(path),
        (Ok(_), None) => return PromptDeed::Conflict(path),
        (Err(error), _) if error.kind() != io::ErrorKind::NotFound => {
            return PromptDeed::Failed(format!("{} cannot be read: {error}", path.display()));
        }
        _ => {}
    }
    let folder = path.parent().map_or(Ok(()), fs::create_dir_all);
    match folder.and_then(|()| written(&path, text, true)) {
        Ok(()) => PromptDeed::Written(path),
        Err(error) => PromptDeed::Failed(format!("{} cannot be written: {error}", path.display())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_put_back_only_over_what_it_is_to_replace() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rate.md");
        fs::write(&path, "after").unwrap();
        assert_eq!(put(path.clone(), "before", Some("after")), PromptDeed::Written(path.clone()));
        assert_eq!(fs::read_to_string(&path).unwrap(), "before");
        fs::write(&path, "somebody else").unwrap();
        assert_eq!(put(path.clone(), "before", Some("after")), PromptDeed::Conflict(path.clone()));
        assert_eq!(put(path.clone(), "before", None), PromptDeed::Conflict(path.clone()));
        assert_eq!(fs::read_to_string(&path).unwrap(), "somebody else");
        // One that is gone takes its text, and its folder with it.
        fs::remove_file(&path).unwrap();
        assert_eq!(put(path.clone(), "before", None), PromptDeed::Written(path.clone()));
        let deep = folder.path().join("gone/rate.md");
        assert_eq!(put(deep.clone(), "text", Some("text")), PromptDeed::Written(deep));
    }

    #[test]
    fn a_copy_takes_the_place_of_none() {
        let folder = tempfile::tempdir().unwrap();
        let files = [("system.md".to_owned(), "one".to_owned())];
        let first = copied(folder.path(), "my-paper", &files).unwrap();
        fs::write(first.join("system.md"), "mine").unwrap();
        let second = copied(folder.path(), "my-paper", &files).unwrap();
        assert_eq!((first.ends_with("my-paper"), second.ends_with("my-paper-2")), (true, true));
        assert_eq!(fs::read_to_string(first.join("system.md")).unwrap(), "mine");
        assert_eq!(fs::read_to_string(second.join("system.md")).unwrap(), "one");
    }
}
