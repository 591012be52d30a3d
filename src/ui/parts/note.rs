//! What is open and what else could be: the data, who simulates, how other data is opened.

use ratatui::text::Line;

use super::pen::{Column, Pen};
use crate::app::study::Study;
use crate::config::theme::Role;
use crate::domain::text::clean_line;
use crate::ui::text::{cut, left, thousands, width};

/// Rows that the note wants: all of it, and the least that says something.
pub const ROWS: [u16; 2] = [5, 3];

const LABEL: usize = 10;

/// A row for each fact, as many as there is room for.
pub fn draw(pen: &mut Pen<'_>, column: &mut Column, study: &Study) {
    let lines = lines(pen, study, column.width(), column.left() >= ROWS[0]);
    column.put_all(pen, lines);
}

/// The rows of the note in `room` cells; in full or only the three that matter most.
pub fn lines(pen: &Pen<'_>, study: &Study, room: usize, in_full: bool) -> Vec<Line<'static>> {
    let data = &study.data;
    let items = thousands(data.dataset.items.len() as u64);
    let texts = match data.totals.with_text {
        0 => "no item texts".to_owned(),
        n => format!("texts of {} of {items} items", thousands(n as u64)),
    };
    let held_out =
        format!("{} held out by {}", thousands(data.split.held_out_len() as u64), data.split.name());
    let is_offline = data.provider.contains("offline");
    let provider = clean_line(&data.provider);
    let ready = [": ready, no network, no key", ": no network, no key"].into_iter();
    let ready = ready.filter(|_| is_offline).find(|says| width(&provider) + width(says) + LABEL <= room);
    let facts = [
        ("data", clean_line(&data.source), true),
        ("", texts, in_full),
        ("", clean_line(&held_out), in_full),
        ("simulator", provider + ready.unwrap_or_default(), true),
        ("other", "lusifer --data FOLDER".to_owned(), true),
    ];
    let line = |(name, text, _): (&'static str, String, bool)| {
        let text = cut(&text, room.saturating_sub(LABEL)).into_owned();
        Line::from(vec![pen.span(Role::Dim, left(name, LABEL)), pen.span(Role::Dim, text)])
    };
    facts.into_iter().filter(|fact| fact.2).map(line).collect()
}
