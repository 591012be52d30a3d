//! What is done in the world besides jobs: copying, saving, lending the terminal to an editor.

mod clipboard;
mod editor;
mod files;

use std::io;
use std::path::PathBuf;

use tokio::sync::mpsc;

use super::input::Input;
use super::signals::Watch;
use super::terminal::Screen;
use crate::app::deeds::{Clip, Content, Deed, Errand, PromptErrand};
use crate::config::ui::Clipboard;
pub use clipboard::clipboard_route;
pub use editor::editor;
pub(super) use files::written;

/// What is told of an errand that takes its time.
#[derive(Clone, Debug)]
pub(super) enum Told {
    /// What came of it.
    Deed(Deed),
    /// The terminal is to be handed this text.
    ToTerminal(Clip),
}

/// What errands need to know.
#[derive(Clone, Debug)]
pub(super) struct Hands {
    /// How texts are copied.
    pub(super) clipboard: Clipboard,
    /// The editor of the settings; empty = that of the environment.
    pub(super) editor: String,
    /// Where a text goes that cannot be copied.
    pub(super) state: PathBuf,
    /// Where outcomes go that take their time.
    pub(super) news: mpsc::Sender<Told>,
}

impl Hands {
    /// Does an errand; `None` where the outcome is told later. `picture` draws the screen as it is.
    ///
    /// # Errors
    /// What the terminal says.
    pub(super) async fn run(
        &self,
        errand: Errand,
        screen: &mut Screen,
        input: &mut Input,
        watch: &mut Watch,
        picture: impl FnOnce() -> String,
    ) -> io::Result<Option<Deed>> {
        Ok(match errand {
            Errand::Copy(clip) => {
                clipboard::start(self, clip);
                None
            }
            Errand::Save(save) => {
                let text = match &save.content {
                    Content::Text(text) => text.clone(),
                    Content::Picture => picture(),
                };
                Some(files::save(save, &text))
            }
            Errand::Look { name, text } => {
                Some(editor::look(screen, input, watch, &editor::editor(&self.editor), (&name, &text)).await?)
            }
            Errand::Prompts(PromptErrand::Edit { path, line }) => {
                let editor = editor::editor(&self.editor);
                Some(editor::edit(screen, input, watch, &editor, path, line).await?)
            }
            // Who draws does this.
            Errand::Theme(_) | Errand::Prompts(_) => Some(Deed::Done),
            Errand::Mouse(on) => {
                screen.mouse(on)?;
                None
            }
        })
    }
}

pub(super) use clipboard::sequence;
