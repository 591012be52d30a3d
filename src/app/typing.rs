//! Keys and pasted text that are words: to what is open over the screen, or to its filter; never keys that mean an action.

use super::overlay::Overlay;
use super::{App, Phase};
use crate::actions::Action;
use crate::config::keymap::{Context, Key};

impl App {
    pub(super) fn type_key(&mut self, key: Key) {
        // The key that opened the help closes it, too.
        let closes = self.keymap.action(self.screen_context(), key) == Some(Action::Help);
        match &mut self.overlay {
            Some(Overlay::Help(_)) if closes => return self.overlay = None,
            Some(Overlay::Help(sheet)) => return sheet.key(key),
            Some(Overlay::Commands(palette)) => return palette.key(key),
            Some(Overlay::Models(picker)) => {
                if let Some(looked_at) = &mut picker.looked_at {
                    looked_at.search.key(key);
                }
                return;
            }
            _ => {}
        }
        if let Some(Overlay::Prompt(prompt)) = &mut self.overlay {
            prompt.input.key(key);
        } else if let Phase::Open(study) = &self.phase
            && let Some(list) = self.screens.listing(self.screen)
        {
            list.key(key, study);
        }
    }

    pub(super) fn paste(&mut self, text: &str) {
        self.needs_drawing |= !std::mem::take(&mut self.begun).is_empty();
        if self.context() != Context::Text {
            return;
        }
        self.needs_drawing = true;
        match &mut self.overlay {
            Some(Overlay::Help(sheet)) => return sheet.paste(text),
            Some(Overlay::Commands(palette)) => return palette.paste(text),
            Some(Overlay::Models(picker)) => {
                if let Some(looked_at) = &mut picker.looked_at {
                    looked_at.search.paste(text);
                }
                return;
            }
            _ => {}
        }
        if let Some(Overlay::Prompt(prompt)) = &mut self.overlay {
            prompt.input.paste(text);
        } else if let Phase::Open(study) = &self.phase
            && let Some(list) = self.screens.listing(self.screen)
        {
            list.paste(text, study);
        }
    }
}
