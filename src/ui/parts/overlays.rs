//! What lies over a screen: help, messages, a text being typed, a question.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::pen::{Column, Pane, Pen};
use super::shell::{hint, typed};
use crate::actions::Action;
use crate::app::App;
use crate::app::cursor::first_shown;
use crate::app::log::Level;
use crate::app::overlay::{Overlay, Prompt, Question};
use crate::config::keymap::{Context, Keymap};
use crate::config::theme::Role;
use crate::ui::layout::centred;
use crate::ui::text::{left, plural, width, wrap_plain};

/// Draws what lies over the screen, if anything does.
pub fn draw(pen: &mut Pen<'_>, body: Rect, app: &App) {
    match app.overlay() {
        None => {}
        Some(Overlay::Help(cursor)) => {
            let rows = app.help_rows();
            help(pen, body, app, cursor.of(rows.len()).unwrap_or(0));
        }
        Some(Overlay::Messages(cursor)) => messages(pen, body, app, cursor.of(app.log().len()).unwrap_or(0)),
        Some(Overlay::Orders(menu)) => super::orders::draw(pen, body, app, menu),
        Some(Overlay::Prompt(prompt)) => draw_prompt(pen, body, prompt),
        Some(Overlay::Question(question)) => draw_question(pen, body, app, question),
    }
}

pub(super) fn open(pen: &mut Pen<'_>, area: Rect, title: &str, foot: String) -> Rect {
    pen.clear(area);
    let title = Line::from(pen.span(Role::Title, title.to_owned()));
    pen.pane(area, &Pane { title, foot, focused: true, ..Pane::default() })
}

fn help(pen: &mut Pen<'_>, body: Rect, app: &App, selected: usize) {
    let context = app.screen_context();
    let rows = app.help_rows();
    let keys: Vec<String> =
        rows.iter().map(|row| all_keys(app.keymap(), context, row.offer.actions)).collect();
    let most = usize::from(body.width / 3).max(12);
    let key_width = keys.iter().map(|key| width(key)).max().unwrap_or(0).min(most);
    // Frame, padding, mark, keys and a gap stand beside the words.
    let room = usize::from(body.width.min(92)).saturating_sub(key_width + 9).max(8);
    let mut lines: Vec<(Option<usize>, Line<'static>)> = Vec::new();
    for (at, (row, key)) in rows.iter().zip(&keys).enumerate() {
        let starts = at == 0 || rows.get(at - 1).is_some_and(|before| before.is_here != row.is_here);
        if starts {
            if at > 0 {
                lines.push((None, Line::default()));
            }
            let heading = if row.is_here { app.screen().title() } else { "Anywhere" };
            lines.push((None, Line::from(pen.span(Role::Strong, heading))));
        }
        let about = match &row.offer.off {
            None => row.offer.explained().into_owned(),
            Some(off) => format!("{} (off: {off})", row.offer.explained()),
        };
        let role = if row.offer.off.is_some() { Role::Dim } else { Role::Text };
        for (nth, text) in wrap_plain(&about, pen.style(role), room).into_iter().enumerate() {
            let (mark, key) = if nth == 0 { (at == selected, key.as_str()) } else { (false, "") };
            let mut spans = vec![
                pen.span(Role::Mark, if mark { "> " } else { "  " }),
                pen.span(Role::KeyHint, left(key, key_width)),
                Span::raw("   "),
            ];
            spans.extend(text.spans);
            lines.push((Some(at), Line::from(spans)));
        }
    }
    let area = centred(body, 92, lines.len() as u16 + 2);
    let closes = hint(app.keymap(), context, &[Action::Help, Action::Back]);
    let inner = open(pen, area, "Keys", closes.map_or_else(String::new, |keys| format!("{keys} closes")));
    sheet(pen, inner, lines, selected);
}

/// Draws lines that belong to rows so that the selected row is in sight.
fn sheet(pen: &mut Pen<'_>, inner: Rect, lines: Vec<(Option<usize>, Line<'static>)>, selected: usize) {
    let here = lines.iter().position(|(row, _)| *row == Some(selected)).unwrap_or(0);
    let mut column = Column::new(inner);
    let first = first_shown(here, lines.len(), usize::from(column.left()));
    column.put_all(pen, lines.into_iter().skip(first).map(|(_, line)| line));
}

/// Every key: `j/k  down/up`, or a dash where there is none.
fn all_keys(keymap: &Keymap, context: Context, actions: &[Action]) -> String {
    let keys: Vec<Vec<String>> = actions
        .iter()
        .map(|&action| keymap.keys(context, action).iter().map(ToString::to_string).collect())
        .collect();
    let most = keys.iter().map(Vec::len).max().unwrap_or(0);
    let nth = |at: usize| keys.iter().filter_map(|keys| keys.get(at)).cloned().collect::<Vec<_>>().join("/");
    let all = (0..most).map(nth).collect::<Vec<_>>().join("  ");
    if all.is_empty() { "-".to_owned() } else { all }
}

/// Messages in full: what the status row had to cut can be read here.
fn messages(pen: &mut Pen<'_>, body: Rect, app: &App, selected: usize) {
    // Mark, time, level and their gaps.
    const BEFORE: usize = 2 + 8 + 2 + 5 + 2;
    let count = app.log().len();
    let room = usize::from(body.width.min(100)).saturating_sub(BEFORE + 4).max(8);
    let mut lines: Vec<(Option<usize>, Line<'static>)> = Vec::new();
    for (at, entry) in app.log().entries().enumerate() {
        let role = match entry.level {
            Level::Info => Role::Info,
            Level::Warn => Role::Warn,
            Level::Error => Role::Error,
        };
        let seconds = entry.at.as_secs();
        let when = format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
        for (nth, text) in wrap_plain(&entry.text, pen.style(Role::Text), room).into_iter().enumerate() {
            let mut spans = if nth == 0 {
                vec![
                    pen.span(Role::Mark, if at == selected { "> " } else { "  " }),
                    pen.span(Role::Dim, when.clone()),
                    pen.span(role, format!("  {}  ", left(entry.level.word(), 5))),
                ]
            } else {
                vec![Span::raw(" ".repeat(BEFORE))]
            };
            spans.extend(text.spans);
            lines.push((Some(at), Line::from(spans)));
        }
    }
    if count == 0 {
        lines.push((None, Line::from(pen.span(Role::Dim, "nothing was said yet"))));
    }
    let area = centred(body, 100, (lines.len() as u16).saturating_add(2).max(5));
    let foot = match count {
        0 => String::new(),
        _ => format!("{}, newest first, by time since the start", plural(count, "message")),
    };
    let inner = open(pen, area, "Messages", foot);
    sheet(pen, inner, lines, selected);
}

fn draw_prompt(pen: &mut Pen<'_>, body: Rect, prompt: &Prompt) {
    let area = centred(body, 70, 8);
    let inner = open(pen, area, &prompt.title, String::new());
    let mut column = Column::new(inner);
    column.gap();
    let room = column.width();
    let mut spans = vec![pen.span(Role::Dim, "name  ")];
    spans.extend(typed(pen, &prompt.input, room.saturating_sub(6), true));
    column.put(pen, spans);
    column.gap();
    let about = wrap_plain(&prompt.about, pen.style(Role::Dim), room);
    column.put_all(pen, about);
}

fn draw_question(pen: &mut Pen<'_>, body: Rect, app: &App, question: &Question) {
    let area = centred(body, 64, 9);
    let inner = open(pen, area, "Question", String::new());
    let mut column = Column::new(inner);
    column.gap();
    let room = column.width();
    let text = wrap_plain(&question.text, pen.style(Role::Strong), room);
    column.put_all(pen, text);
    let about = wrap_plain(&question.about, pen.style(Role::Dim), room);
    column.put_all(pen, about);
    column.gap();
    let mut spans = Vec::new();
    for offer in app.offers() {
        if let Some(key) = hint(app.keymap(), app.context(), offer.actions) {
            spans.push(pen.span(Role::KeyHint, key));
            spans.push(Span::raw(format!(" {}   ", offer.label)));
        }
    }
    column.put(pen, spans);
}
