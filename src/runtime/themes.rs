//! The theme in use: it follows the background, is changed by wish, and is read again when its file is edited, where
//! it is a person's own. Nothing is watched, and no thread runs for it, while the theme is built in; a watched file
//! costs nothing until it changes.

use super::watched::Watched;
use crate::app::deeds::{Deed, ThemeWish};
use crate::app::log::Level;
use crate::config::theme::{Change, Ground, Looks, ThemeError};
use crate::ui::Ui;

/// The theme in use and what watches its files.
pub(super) struct Worn {
    looks: Looks,
    watched: Watched,
}

type Said = Vec<(Level, String)>;

impl Worn {
    /// Looks that nothing happened to yet.
    pub(super) fn new(looks: Looks) -> Self {
        let mut watched = Watched::default();
        watched.files(looks.files());
        Self { looks, watched }
    }

    /// Ends when a file of the theme has changed.
    pub(super) async fn changed(&mut self) {
        self.watched.changed().await;
    }

    /// Shows the theme as it now is; whether that is another one.
    pub(super) fn show(&mut self, ui: &mut Ui) -> bool {
        self.watched.files(self.looks.files());
        let new = ui.theme() != self.looks.theme();
        if new {
            ui.set_theme(self.looks.theme().clone());
        }
        new
    }

    /// The terminal told its background, or never will; what a person is told.
    pub(super) fn on(&mut self, ground: Option<Ground>) -> Said {
        let read = ground.map_or(Ok(Change::None), |ground| self.looks.on(ground));
        said(&read, None).into_iter().chain(self.complaint()).collect()
    }

    /// Reads the theme again; what a person is told.
    pub(super) fn read_again(&mut self) -> Said {
        let read = self.looks.reload();
        said(&read, Some(self.looks.theme().name()))
    }

    /// Tries a theme, keeps to one, or goes back; what a person is told besides.
    pub(super) fn answer(&mut self, wish: ThemeWish) -> (Said, Deed) {
        let read = match &wish {
            ThemeWish::Try(name) => self.looks.try_on(name),
            ThemeWish::Keep(name) => self.looks.wear(name),
            ThemeWish::Back => Ok(self.looks.take_off()),
        };
        let said = said(&read, None);
        match wish {
            ThemeWish::Keep(name) if read.is_ok() => {
                (said.into_iter().chain(self.complaint()).collect(), Deed::Themed(name))
            }
            _ => (said, Deed::Done),
        }
    }

    fn complaint(&self) -> Option<(Level, String)> {
        self.looks.complaint().map(|sentence| (Level::Warn, sentence))
    }
}

/// What a person is told when a theme was read again, or (without a name) was chosen by the background.
fn said(read: &Result<Change, ThemeError>, name: Option<&str>) -> Said {
    match (read, name) {
        (Ok(Change::New), Some(name)) => vec![(Level::Info, format!("theme {name} is read again"))],
        (Ok(_), _) => Vec::new(),
        (Err(wrong), _) => {
            let sentences = wrong.sentences();
            // The newest message stands on top, so the file's last line is said first.
            let summary = match sentences.len() {
                0 | 1 => format!("the theme stays as it was: {}", wrong.briefly()),
                all => format!("the theme stays as it was, {all} things are wrong: {}", wrong.briefly()),
            };
            let others = sentences.into_iter().skip(1).rev();
            others.chain([summary]).map(|sentence| (Level::Warn, sentence)).collect()
        }
    }
}
