//! What leaves the program by a person's wish: copies, exported views, texts shown in an editor, the mouse. Decides
//! what and under which name; never does it.

use std::time::Duration;

use super::App;
use super::deeds::{Clip, Content, Errand, Save};
use super::input::LineInput;
use super::log::Level;
use super::message::Effect;
use super::overlay::{Overlay, Prompt, Purpose};
use super::sheet::Sheet;
use crate::actions::Action;

impl App {
    /// Answers what is asked for outside; whether it was.
    pub(super) fn act_outward(&mut self, action: Action, now: Duration, effects: &mut Vec<Effect>) -> bool {
        match action {
            Action::Copy => match self.selected_item() {
                Some((what, text)) => effects.push(copy(&what, &text)),
                None => self.log.say(Level::Info, "copy: nothing is selected here", now),
            },
            Action::CopyPane => match self.sheet() {
                Some(sheet) => effects.push(copy(&format!("\"{}\"", sheet.title), &sheet.markdown())),
                None => self.log.say(Level::Info, "copy all: this pane is empty", now),
            },
            Action::Look => match self.sheet() {
                Some(sheet) => effects.push(Effect::Errand(Errand::Look {
                    name: format!("{}.md", file_name(&sheet.name)),
                    text: sheet.markdown(),
                })),
                None => self.log.say(Level::Info, "editor: this pane is empty", now),
            },
            Action::Export => self.overlay = Some(self.ask_for_file()),
            Action::Mouse => {
                self.mouse = !self.mouse;
                effects.push(Effect::Errand(Errand::Mouse(self.mouse)));
                let said = if self.mouse {
                    "clicks and the wheel are for the program; hold shift (or option) to select text"
                } else {
                    "the mouse is for the terminal: it selects text"
                };
                self.log.say(Level::Info, said, now);
            }
            _ => return false,
        }
        true
    }

    fn ask_for_file(&self) -> Overlay {
        let sheet = self.sheet();
        let (name, kinds) = match &sheet {
            Some(sheet) => (format!("{}.csv", file_name(&sheet.name)), ".csv, .json, .md (this pane), "),
            None => (format!("{}.svg", self.screen.title().to_lowercase()), ""),
        };
        Overlay::Prompt(Box::new(Prompt {
            title: "Export what is in front".to_owned(),
            about: format!(
                "The ending says as what: {kinds}.svg (the screen as a picture). A file that is there already is \
                 asked about first."
            ),
            input: LineInput::new(&name),
            purpose: match &self.overlay {
                Some(Overlay::Messages(messages)) => Purpose::ExportMessages(*messages),
                _ => Purpose::Export,
            },
        }))
    }

    /// The file that was asked for, or why there is none.
    pub(super) fn file(&self, path: &str) -> Result<Effect, &'static str> {
        const EMPTY: &str = "this pane is empty; only .svg can be written";
        let ending = path.rsplit_once('.').map(|(_, ending)| ending.to_lowercase());
        let written =
            |form: fn(&Sheet) -> String| self.sheet().map(|sheet| Content::Text(form(&sheet))).ok_or(EMPTY);
        let content = match ending.as_deref() {
            Some("csv") => written(Sheet::csv)?,
            Some("json") => written(Sheet::json)?,
            Some("md") => written(Sheet::markdown)?,
            Some("svg") => Content::Picture,
            _ => return Err("a name that ends in .csv, .json, .md or .svg is needed"),
        };
        Ok(Effect::Errand(Errand::Save(Save { path: path.to_owned(), content, over: false })))
    }

    /// Whether the mouse is told to the program.
    pub fn has_mouse(&self) -> bool {
        self.mouse
    }
}

fn copy(what: &str, text: &str) -> Effect {
    let text = text.chars().filter(|&character| !crate::domain::text::is_hostile(character)).collect();
    Effect::Errand(Errand::Copy(Clip { what: crate::domain::text::clean_line(what), text }))
}

/// A name that every system takes.
fn file_name(name: &str) -> String {
    let keeps = |character: char| character.is_ascii_alphanumeric() || matches!(character, '-' | '_');
    let name: String = name.chars().map(|character| if keeps(character) { character } else { '_' }).collect();
    name.chars().take(80).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_hold_nothing_that_a_system_minds() {
        assert_eq!(file_name("profile-../a b:c\u{202e}-r1"), "profile-___a_b_c_-r1");
    }
}
