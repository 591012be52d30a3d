//! What was done and can be undone, as data: deeds with titles, in the order in which they were done; never doing
//! them.

use std::path::PathBuf;
use std::sync::Arc;

use super::kept::RunChange;
use super::marks::Marks;
use crate::domain::UserIx;
use crate::domain::text::clean_line;

/// How many deeds are remembered.
const KEPT: usize = 100;

/// Something that was done and can be taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    /// A run was renamed, put into the trash or taken out of it.
    Run(RunChange),
    /// A and B were marked.
    Marks {
        /// What they were.
        before: Marks,
        /// What they are.
        after: Marks,
    },
    /// Users were marked, or no longer are.
    Users(UserMarks),
    /// A prompt was edited.
    Prompt(PromptEdit),
}

/// What an editor made of a prompt file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PromptEdit {
    /// The file.
    pub path: PathBuf,
    /// What it was.
    pub before: String,
    /// What it is.
    pub after: String,
}

impl PromptEdit {
    /// The name of the file.
    pub fn name(&self) -> String {
        self.path.file_name().map_or_else(String::new, |name| clean_line(&name.to_string_lossy()))
    }
}

/// Marks of users that changed together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserMarks {
    /// The users; shared, as there may be very many of them.
    pub users: Arc<[UserIx]>,
    /// Whether they are marked now.
    pub are_marked: bool,
    /// `user 7`, `120 users`
    pub name: String,
}

impl Deed {
    /// What was done, for people.
    pub fn title(&self) -> String {
        match self {
            Self::Run(change) => change.title(),
            Self::Marks { after, .. } => after.title(),
            Self::Users(UserMarks { are_marked: true, name, .. }) => format!("marked {name}"),
            Self::Users(UserMarks { name, .. }) => format!("unmarked {name}"),
            Self::Prompt(edit) => format!("edited {}", edit.name()),
        }
    }

    /// What takes it back.
    fn inverse(&self) -> Self {
        match self {
            Self::Run(change) => Self::Run(change.inverse()),
            Self::Marks { before, after } => Self::Marks { before: after.clone(), after: before.clone() },
            Self::Users(marks) => Self::Users(UserMarks { are_marked: !marks.are_marked, ..marks.clone() }),
            Self::Prompt(PromptEdit { path, before, after }) => {
                Self::Prompt(PromptEdit { path: path.clone(), before: after.clone(), after: before.clone() })
            }
        }
    }
}

/// Which way through the deeds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Something new is done.
    Forth,
    /// The last deed is taken back.
    Undo,
    /// The deed that was last taken back is done again.
    Redo,
}

/// The deeds so far. A deed that needs the store is under way until the store says that it is done.
#[derive(Clone, Debug, Default)]
pub struct Deeds {
    done: Vec<Deed>,
    undone: Vec<Deed>,
    under_way: Option<(Way, Deed)>,
}

impl Deeds {
    /// What would be taken back, or done again, next.
    pub fn next(&self, way: Way) -> Option<&Deed> {
        match way {
            Way::Forth => None,
            Way::Undo => self.done.last(),
            Way::Redo => self.undone.last(),
        }
    }

    /// What must be done to go that way: the deed itself, or what takes it back.
    pub fn wanted(&self, way: Way) -> Option<Deed> {
        self.next(way).map(|deed| if way == Way::Undo { deed.inverse() } else { deed.clone() })
    }

    /// Whether an edit of a prompt is being taken back, or done again.
    pub fn is_editing(&self) -> bool {
        matches!(self.under_way, Some((_, Deed::Prompt(_))))
    }

    /// Notes that a deed is under way.
    pub fn start(&mut self, way: Way, deed: Deed) {
        self.under_way = Some((way, deed));
    }

    /// The deed under way was not done.
    pub fn fail(&mut self) {
        self.under_way = None;
    }

    /// What was under way is done; a sentence about it. For a new deed it is what was done.
    pub fn finish(&mut self) -> Option<String> {
        let (way, deed) = self.under_way.take()?;
        Some(self.note(way, deed))
    }

    /// Notes that a deed was done; a sentence about it.
    pub fn note(&mut self, way: Way, deed: Deed) -> String {
        match way {
            Way::Forth => {
                let said = deed.title();
                self.done.push(deed);
                self.undone.clear();
                let too_many = self.done.len().saturating_sub(KEPT);
                self.done.drain(..too_many);
                said
            }
            Way::Undo => match self.done.pop() {
                Some(deed) => {
                    let said = format!("undone: {}", deed.title());
                    self.undone.push(deed);
                    said
                }
                None => String::new(),
            },
            Way::Redo => match self.undone.pop() {
                Some(deed) => {
                    let said = format!("done again: {}", deed.title());
                    self.done.push(deed);
                    said
                }
                None => String::new(),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::RunId;

    fn renamed(from: &str, to: &str) -> Deed {
        Deed::Run(RunChange::Renamed { run: RunId(3), from: from.into(), to: to.into() })
    }

    #[test]
    fn deeds_go_back_and_forth_with_their_titles() {
        let mut deeds = Deeds::default();
        assert_eq!(deeds.wanted(Way::Undo), None);
        deeds.start(Way::Forth, renamed("main", "x"));
        assert_eq!(deeds.next(Way::Undo), None, "not done before it is done");
        assert_eq!(deeds.finish().as_deref(), Some("renamed r3 to x"));
        deeds.note(Way::Forth, Deed::Run(RunChange::Trashed(RunId(3))));

        assert_eq!(deeds.wanted(Way::Undo), Some(Deed::Run(RunChange::Restored(RunId(3)))));
        assert_eq!(
            deeds.note(Way::Undo, Deed::Run(RunChange::Restored(RunId(3)))),
            "undone: put r3 into the trash"
        );
        assert_eq!(deeds.wanted(Way::Undo), Some(renamed("x", "main")));
        deeds.start(Way::Undo, renamed("x", "main"));
        assert_eq!(deeds.finish().as_deref(), Some("undone: renamed r3 to x"));
        assert_eq!(deeds.wanted(Way::Redo), Some(renamed("main", "x")));
        deeds.note(Way::Redo, renamed("main", "x"));
        assert_eq!(deeds.wanted(Way::Redo), Some(Deed::Run(RunChange::Trashed(RunId(3)))));
        // Something new: what was undone cannot be done again.
        deeds.note(Way::Forth, renamed("x", "y"));
        assert_eq!(deeds.wanted(Way::Redo), None);
    }

    #[test]
    fn what_failed_was_not_done_and_memory_is_bounded() {
        let mut deeds = Deeds::default();
        deeds.start(Way::Forth, renamed("a", "b"));
        deeds.fail();
        assert_eq!((deeds.finish(), deeds.next(Way::Undo)), (None, None));
        for at in 0..KEPT + 5 {
            deeds.note(Way::Forth, renamed("a", &at.to_string()));
        }
        assert_eq!(deeds.done.len(), KEPT);
        assert_eq!(deeds.next(Way::Undo), Some(&renamed("a", "104")));
    }
}
