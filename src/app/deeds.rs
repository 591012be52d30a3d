//! What the program asks of the world besides jobs, and what came of it: plain data, never the doing.

use std::path::PathBuf;
use std::time::Duration;

use super::App;
use super::log::Level;
use super::message::Effect;
use super::overlay::{Decision, Overlay, Question};

/// Something to be done outside, at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Errand {
    /// Put a text where it can be pasted from.
    Copy(Clip),
    /// Write a file.
    Save(Save),
    /// Show a text in the person's editor, which has the terminal meanwhile.
    Look {
        /// Name of the file, for the editor to show.
        name: String,
        /// The text.
        text: String,
    },
    /// Have the mouse told, or leave it to the terminal.
    Mouse(bool),
    /// Draw in another theme.
    Theme(ThemeWish),
    /// Do something with files of prompts.
    Prompts(PromptErrand),
}

/// Something to be done with files of prompts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PromptErrand {
    /// Say when one of these changes, and of no others.
    Watch(Vec<PathBuf>),
    /// Have the person edit a file, which has the terminal meanwhile.
    Edit {
        /// The file.
        path: PathBuf,
        /// The line to begin on, 1 = first.
        line: usize,
    },
    /// Write files into a folder of their own.
    Copy {
        /// Where the folder is to be.
        home: PathBuf,
        /// What it is to be called; numbered where there is one already.
        name: String,
        /// Names of the files with their texts.
        files: Vec<(String, String)>,
        /// The file to be edited then.
        edit: Option<String>,
    },
    /// Write a text into a file.
    Write {
        /// The file.
        path: PathBuf,
        /// The text.
        text: String,
        /// What the file holds, or it is left alone; `None` = it is not there.
        instead_of: Option<String>,
    },
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PromptDeed {
    /// A file was edited.
    Edited {
        /// The file.
        path: PathBuf,
        /// What it was.
        before: String,
        /// What it is.
        after: String,
    },
    /// A file was looked at and not changed.
    Unchanged(PathBuf),
    /// Files were written into a folder.
    Copied {
        /// The folder.
        folder: PathBuf,
        /// The file to be edited now.
        edit: Option<String>,
    },
    /// A text was written into a file.
    Written(PathBuf),
    /// A file holds something else than was thought: it was left alone.
    Conflict(PathBuf),
    /// Nothing was done: why.
    Failed(String),
}

/// What theme is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ThemeWish {
    /// This one, while it is looked at.
    Try(String),
    /// The one that there was before others were tried.
    Back,
    /// This one, until the program ends.
    Keep(String),
}

/// A text to be pasted elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clip {
    /// What it is, for people: `sentence 3 with its evidence`.
    pub what: String,
    /// The text.
    pub text: String,
}

/// A file to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Save {
    /// Where to, as it was typed.
    pub path: String,
    /// What.
    pub content: Content,
    /// Whether a file of that name may be replaced.
    pub over: bool,
}

/// What is written into a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// This text.
    Text(String),
    /// The screen as it is, as a picture.
    Picture,
}

/// How a text left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// By a program of the desktop, which has it.
    Tool(&'static str),
    /// By a sequence to the terminal (OSC 52), which does not answer.
    Terminal,
    /// By the same sequence to a terminal inside tmux or screen, which have to let it through.
    Nested(&'static str),
}

/// What came of an errand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    /// A text can be pasted, or should be.
    Copied {
        /// What it is.
        what: String,
        /// How it left.
        route: Route,
    },
    /// A text could not be copied, and is in a file instead.
    Kept {
        /// What it is.
        what: String,
        /// Where.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// A file was written.
    Saved(PathBuf),
    /// There is such a file already: it was left alone.
    Exists(Save),
    /// This theme is kept to.
    Themed(String),
    /// Something with files of prompts.
    Prompts(PromptDeed),
    /// Something failed: one sentence.
    Failed(String),
    /// Nothing that needs words.
    Done,
}

impl App {
    /// Says what came of an errand; a file that is in the way is asked about.
    pub(super) fn did(&mut self, deed: Deed, now: Duration, effects: &mut Vec<Effect>) {
        self.needs_drawing = true;
        let (level, text) = match deed {
            Deed::Copied { what, route } => (Level::Info, copied(&what, route)),
            Deed::Kept { what, path, why } => {
                (Level::Warn, format!("{what} is not copied but in {}: {why}", path.display()))
            }
            Deed::Saved(path) => (Level::Info, format!("written: {}", path.display())),
            Deed::Themed(name) => {
                (Level::Info, format!("theme {name}; to keep it: lusifer config set ui.theme {name}"))
            }
            Deed::Prompts(deed) => return self.prompts_did(deed, now, effects),
            Deed::Failed(why) => (Level::Error, why),
            Deed::Done => return,
            Deed::Exists(save) => {
                self.overlay = Some(Overlay::Question(Question {
                    text: format!("Replace {}?", crate::domain::text::clean_line(&save.path)),
                    about: "There is a file of that name already.".to_owned(),
                    yes: Decision::Replace(Save { over: true, ..save }),
                }));
                return;
            }
        };
        self.log.say(level, text, now);
    }
}

/// What is known about a copy, and no more than that.
fn copied(what: &str, route: Route) -> String {
    match route {
        Route::Tool(name) => format!("copied {what} ({name})"),
        Route::Terminal => format!("sent {what} to the terminal (OSC 52); it may not have taken it"),
        Route::Nested(name) => {
            format!("sent {what} to the terminal through {name} (OSC 52); either may not have taken it")
        }
    }
}
