//! Drives the program without a terminal: key strings in, frames out.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use lusifer::app::{App, Effect, Message, Opened, Work};
use lusifer::config::keymap::{Key, Keymap};
use lusifer::config::theme::{Glyphs, Theme};
use lusifer::config::ui::UiSettings;
use lusifer::ui::Ui;
use lusifer::ui::text::width;
use ratatui::buffer::Buffer;

use super::made_up::{SMALL, Workspace, opened};

pub(crate) fn small() -> Opened {
    static SMALL_DATA: OnceLock<Opened> = OnceLock::new();
    SMALL_DATA.get_or_init(|| opened(SMALL, false)).clone()
}

pub(crate) fn hostile() -> Opened {
    static HOSTILE_DATA: OnceLock<Opened> = OnceLock::new();
    HOSTILE_DATA.get_or_init(|| opened(SMALL, true)).clone()
}

pub(crate) struct Rig {
    pub(crate) app: App,
    pub(crate) ui: Ui,
    pub(crate) workspace: Workspace,
    pub(crate) now: Duration,
    pub(crate) size: (u16, u16),
    /// Whether work is answered at once.
    pub(crate) answers: bool,
    last: Buffer,
}

impl Rig {
    /// At its start, nothing answered.
    pub(crate) fn cold(size: (u16, u16), theme: &str, data: Opened, keymap: Keymap) -> Self {
        Self::cold_with(size, theme, data, keymap, UiSettings::default())
    }

    /// At its start with these settings.
    pub(crate) fn cold_with(
        size: (u16, u16),
        theme: &str,
        data: Opened,
        keymap: Keymap,
        settings: UiSettings,
    ) -> Self {
        let (app, effects) = App::start(Arc::new(keymap), settings, size, &[]);
        let themes = ["auto", "lusifer-dark", "high-contrast", "mono"];
        let app = app.with_themes(themes.map(|name| (name.to_owned(), "built-in".to_owned())).to_vec());
        let mut workspace = Workspace { opened: Some(data), ..Workspace::default() };
        workspace.take(effects);
        let ui = Ui::new(Theme::built_in(theme).unwrap());
        Self { app, ui, workspace, now: Duration::from_secs(1), size, answers: true, last: Buffer::default() }
    }

    /// With small data open.
    pub(crate) fn new(size: (u16, u16)) -> Self {
        Self::with(size, "lusifer-dark", small())
    }

    pub(crate) fn with(size: (u16, u16), theme: &str, data: Opened) -> Self {
        let mut rig = Self::cold(size, theme, data, Keymap::built_in());
        rig.settle();
        rig
    }

    /// A study that is written by asking a model.
    pub(crate) fn asking(size: (u16, u16)) -> Self {
        let mut opened = small();
        opened.asks_a_model = true;
        (opened.writer, opened.provider) = ("openai".into(), "openai:gpt-4o-mini".into());
        Self::with(size, "lusifer-dark", opened)
    }

    /// Presses a key without answering what it asks for.
    pub(crate) fn press(&mut self, key: &str) -> Vec<Effect> {
        let effects = self.app.update(Message::Key(key.parse().unwrap()), self.now);
        self.workspace.take(effects.clone());
        effects
    }

    /// Presses keys without answering what they ask for; the work that was started last.
    pub(crate) fn starts(&mut self, keys: &str) -> Option<Work> {
        let effects: Vec<Effect> = keys.split(' ').flat_map(|key| self.press(key)).collect();
        let work = |effect| match effect {
            Effect::Start { work, .. } => Some(work),
            _ => None,
        };
        effects.into_iter().filter_map(work).next_back()
    }

    /// The frame in ASCII; what it says may hold a mark that a text was cut, and nothing else besides.
    pub(crate) fn ascii(&mut self) -> String {
        self.ui = self.ui.clone().with_glyphs(Glyphs::Ascii);
        let frame = self.frame();
        assert!(frame.chars().all(|character| character.is_ascii() || character == '…'), "{frame}");
        frame
    }

    pub(crate) fn send(&mut self, message: Message) {
        let effects = self.app.update(message, self.now);
        self.workspace.take(effects);
        if self.answers {
            self.settle();
        }
    }

    /// Answers all pending work.
    pub(crate) fn settle(&mut self) {
        for _ in 0..200 {
            let messages = self.workspace.answer();
            if messages.is_empty() {
                return;
            }
            for message in messages {
                let effects = self.app.update(message, self.now);
                self.workspace.take(effects);
            }
        }
        panic!("work without end");
    }

    /// Presses keys: `/ s t u enter`.
    pub(crate) fn keys(&mut self, keys: &str) -> &mut Self {
        for key in keys.split_whitespace() {
            self.send(Message::Key(key.parse::<Key>().unwrap()));
        }
        self
    }

    /// Types a text.
    pub(crate) fn text(&mut self, text: &str) -> &mut Self {
        for character in text.chars() {
            self.send(Message::Key(Key::from(character)));
        }
        self
    }

    /// Lets time pass, so that messages leave.
    pub(crate) fn wait(&mut self, seconds: u64) -> &mut Self {
        self.now += Duration::from_secs(seconds);
        self.send(Message::Wake);
        self
    }

    pub(crate) fn resize(&mut self, size: (u16, u16)) -> &mut Self {
        self.size = size;
        self.send(Message::Resize { width: size.0, height: size.1 });
        self
    }

    pub(crate) fn buffer(&mut self) -> Buffer {
        let drawn = self.ui.frame(&self.app);
        let frame = drawn.cells.clone();
        for same in drawn.same {
            assert_eq!(frame.content[same.clone()], self.last.content[same]);
        }
        self.last.clone_from(&frame);
        // What was left of the last frame is what would have been drawn.
        let mut anew = self.ui.anew();
        if let Some((x, y, cell)) = frame.diff(anew.frame(&self.app).cells).first() {
            panic!("at {x}, {y} {cell:?} was not drawn:\n{}", rows(&frame).join("\n"));
        }
        for (x, y) in (0..self.size.1).flat_map(|y| (y % 5..self.size.0).step_by(5).map(move |x| (x, y))) {
            assert_eq!(self.ui.hit(x, y), anew.hit(x, y), "at {x}, {y}");
        }
        frame
    }

    /// The frame as text, rows without the spaces at their ends.
    pub(crate) fn frame(&mut self) -> String {
        rows(&self.buffer()).iter().map(|row| row.trim_end().to_owned() + "\n").collect()
    }

    /// The frame with attributes in the margins of words: `[-struck-]` and `{+underlined+}`; rows get longer.
    pub(crate) fn marked(&mut self) -> String {
        use ratatui::style::Modifier;
        let buffer = self.buffer();
        let mut text = String::new();
        for y in 0..buffer.area.height {
            let mut open = "";
            for x in 0..buffer.area.width {
                let cell = &buffer[(x, y)];
                let (start, end) = if cell.modifier.contains(Modifier::CROSSED_OUT) {
                    ("[-", "-]")
                } else if cell.modifier.contains(Modifier::UNDERLINED) {
                    ("{+", "+}")
                } else {
                    ("", "")
                };
                if end != open {
                    text += open;
                    text += start;
                    open = end;
                }
                text += cell.symbol();
            }
            text += open;
            text = text.trim_end().to_owned() + "\n";
        }
        text
    }
}

/// The rows of a screen. Every row is checked to be exactly as wide as the screen.
pub(crate) fn rows(buffer: &Buffer) -> Vec<String> {
    (0..buffer.area.height)
        .map(|y| {
            let (mut row, mut x) = (String::new(), 0);
            while x < buffer.area.width {
                let symbol = buffer[(x, y)].symbol();
                assert!(!symbol.chars().any(char::is_control), "a control character at {x},{y}: {symbol:?}");
                row += symbol;
                x += width(symbol).max(1) as u16;
            }
            assert_eq!(x, buffer.area.width, "row {y} is {x} cells wide: {row}");
            row
        })
        .collect()
}
