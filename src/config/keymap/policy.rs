//! Which keys are never bound, and why; never which are.

use super::Context;
use super::key::{Code, Key, Mods};
use crate::actions::Action;

/// The key that always leads out.
const WAY_OUT: char = 'c';

/// Keys that never arrive, or arrive as another, with what becomes of them.
const NEVER: &[(char, &str)] = &[
    ('i', "is the same byte as tab"),
    ('m', "is the same byte as enter"),
    ('j', "is the same byte as enter in many terminals"),
    ('h', "is the same byte as backspace in many terminals"),
    ('[', "is the same byte as esc"),
    ('s', "stops the output of many terminals"),
    ('q', "starts the output of many terminals again"),
    ('b', "belongs to tmux"),
    ('a', "belongs to screen"),
    ('o', "belongs to zellij"),
    ('t', "belongs to zellij"),
    ('g', "belongs to zellij"),
    ('\\', "ends programs"),
];

/// Keys that edit a line that is being typed, beside those with names.
const EDITS: [char; 5] = ['a', 'e', 'w', 'u', 'k'];

/// Why a key is not bound to an action in a place; `None` = it may be.
pub(super) fn refusal(context: Context, action: Action, key: Key) -> Option<String> {
    let ctrl = match key.code() {
        Code::Char(character) if key.mods().holds(Mods::CTRL) => Some(character),
        _ => None,
    };
    if let Some((_, why)) = NEVER.iter().find(|(never, _)| Some(*never) == ctrl) {
        return Some(format!("{key} {why}; it is never bound"));
    }
    if ctrl == Some(WAY_OUT) && action != Action::Interrupt {
        return Some(format!("{key} always means \"{}\"", Action::Interrupt.id()));
    }
    if context != Context::Text {
        return None;
    }
    let named = matches!(
        key.code(),
        Code::Backspace | Code::Delete | Code::Left | Code::Right | Code::Home | Code::End
    );
    let edits = named || ctrl.is_some_and(|character| EDITS.contains(&character));
    if key.typed().is_some() {
        Some(format!("{key} is text while a text is typed"))
    } else {
        edits.then(|| format!("{key} edits the line while a text is typed"))
    }
}

/// Whether an action keeps the key that must always lead out.
pub(super) fn leads_out<'a>(action: Action, mut keys: impl Iterator<Item = &'a [Key]>) -> bool {
    let out = Key::new(Code::Char(WAY_OUT), Mods::CTRL);
    action != Action::Interrupt || keys.any(|keys| keys == [out])
}
