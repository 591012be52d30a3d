//! Themes by name: which there are, and which one is looked at while the line of the commands names it; never how one
//! looks.

use super::App;
use super::deeds::{Errand, ThemeWish};
use super::message::Effect;
use super::overlay::Overlay;
use super::overlays::arguments::Argument;

/// The themes that can be named.
#[derive(Clone, Debug, Default)]
pub(super) struct Themes {
    /// Each with a word about it.
    pub(super) all: Vec<(String, String)>,
    /// The one that is shown because it is selected.
    tried: Option<String>,
}

impl App {
    /// With these themes to choose from: names, each with a word about it.
    #[must_use]
    pub fn with_themes(mut self, all: Vec<(String, String)>) -> Self {
        self.themes.all = all;
        self
    }

    /// Has the theme shown that is selected among the commands, and the one before when none is any more.
    pub(super) fn show_selected_theme(&mut self, effects: &mut Vec<Effect>) {
        let selected = self.selected_theme();
        if selected == self.themes.tried {
            return;
        }
        let wish = selected.clone().map_or(ThemeWish::Back, ThemeWish::Try);
        effects.push(Effect::Errand(Errand::Theme(wish)));
        self.themes.tried = selected;
    }

    /// Has a theme kept until the program ends.
    pub(super) fn keep_theme(&mut self, name: &str, effects: &mut Vec<Effect>) {
        self.themes.tried = None;
        effects.push(Effect::Errand(Errand::Theme(ThemeWish::Keep(name.to_owned()))));
    }

    fn selected_theme(&self) -> Option<String> {
        let Some(Overlay::Commands(palette)) = &self.overlay else { return None };
        let commands = self.named_commands(palette.input.text())?;
        match commands.get(palette.cursor.of(self.commands().len())?)?.argument.as_ref()? {
            Argument::Theme(name) => Some(name.clone()),
            _ => None,
        }
    }
}
