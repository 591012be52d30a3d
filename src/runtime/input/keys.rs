//! Key presses as the terminal library tells them to keys as the keymap names them.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use crate::config::keymap::{Code, Key, Mods};

/// The key; `None` for what no keymap can name.
pub(crate) fn key(event: KeyEvent) -> Option<Key> {
    let held = [
        (KeyModifiers::CONTROL, Mods::CTRL),
        (KeyModifiers::ALT, Mods::ALT),
        (KeyModifiers::SHIFT, Mods::SHIFT),
    ];
    let mods = held
        .into_iter()
        .filter(|(theirs, _)| event.modifiers.contains(*theirs))
        .fold(Mods::NONE, |mods, (_, ours)| mods.with(ours));
    Some(match event.code {
        KeyCode::Char(character) => Key::new(Code::Char(character), mods),
        KeyCode::BackTab => Key::new(Code::Tab, mods.with(Mods::SHIFT)),
        code => Key::new(named(code)?, mods),
    })
}

fn named(code: KeyCode) -> Option<Code> {
    Some(match code {
        KeyCode::Enter => Code::Enter,
        KeyCode::Esc => Code::Esc,
        KeyCode::Tab => Code::Tab,
        KeyCode::Backspace => Code::Backspace,
        KeyCode::Delete => Code::Delete,
        KeyCode::Insert => Code::Insert,
        KeyCode::Up => Code::Up,
        KeyCode::Down => Code::Down,
        KeyCode::Left => Code::Left,
        KeyCode::Right => Code::Right,
        KeyCode::Home => Code::Home,
        KeyCode::End => Code::End,
        KeyCode::PageUp => Code::PageUp,
        KeyCode::PageDown => Code::PageDown,
        KeyCode::F(number) => Code::F(number),
        _ => return None,
    })
}
