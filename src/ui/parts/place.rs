//! What every screen of one user needs: the key of an action for a sentence, and what stands there without a user.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::pen::{Column, Pane, Pen};
use super::shell::hint;
use crate::actions::Action;
use crate::app::App;
use crate::config::theme::Role;

/// The key of an action on the screen in front, for a sentence; its title where it has no key.
pub fn key_of(app: &App, action: Action) -> String {
    hint(app.keymap(), app.screen_context(), &[action]).unwrap_or_else(|| action.title().to_owned())
}

/// The whole body of a screen that waits for a user to be opened.
pub fn no_user(pen: &mut Pen<'_>, body: Rect, app: &App, title: &'static str) {
    let title = Line::from(pen.span(Role::Title, title));
    let mut column = Column::new(pen.pane(body, &Pane { title, focused: true, ..Pane::default() }));
    column.gap();
    let line = vec![
        pen.span(Role::Text, "No user is open. "),
        pen.span(Role::KeyHint, key_of(app, Action::GoUsers)),
        pen.span(Role::Text, " lists the users, "),
        pen.span(Role::KeyHint, key_of(app, Action::Open)),
        pen.span(Role::Text, " opens one."),
    ];
    column.put(pen, line);
}

/// Words and keys in one line: every second part is a key.
pub fn sentence(pen: &Pen<'_>, parts: &[&str]) -> Vec<Span<'static>> {
    let role = |at: usize| if at.is_multiple_of(2) { Role::Text } else { Role::KeyHint };
    parts.iter().enumerate().map(|(at, part)| pen.span(role(at), (*part).to_owned())).collect()
}
