//! A batch that is being written by a model: its tries, what it waits for, the text as it arrives, what was sent.

use ratatui::layout::Rect;
use ratatui::text::Line;

use super::View;
use crate::actions::Action;
use crate::app::live::Live;
use crate::app::screens::profile::{ProfilePane, TextTab};
use crate::config::theme::Role;
use crate::domain::numbers::{plural, thousands};
use crate::ui::dates;
use crate::ui::parts::live;
use crate::ui::parts::pen::{Column, Pane, Pen};
use crate::ui::text::{cut, wrap_plain};

/// From so many rows on, what was sent and what the keys do has room.
const IN_FULL: u16 = 14;

pub(super) fn draw(pen: &mut Pen<'_>, area: Rect, view: View<'_>, asked: &Live) {
    let profile = &view.app.screens().profile;
    let batch = asked.batch;
    let pane = Pane {
        title: view.text_title(pen),
        scope: vec![format!("running B{batch}")],
        focused: view.focused(ProfilePane::Text),
        spot: Some(view.spot(ProfilePane::Text)),
        ..Pane::default()
    };
    let mut column = Column::new(pen.pane(area, &pane));
    let in_full = column.left() >= IN_FULL;
    let room = column.width();
    let head = live::head(pen, &format!("Batch {batch} of {}", view.subject.batches()), asked);
    column.put(pen, head);
    if in_full {
        column.gap();
    }
    let most = if in_full { usize::from(column.left() / 4) } else { 2 };
    live::tries(pen, &mut column, asked, most);
    if !asked.tries.is_empty() {
        column.gap();
    }
    let foot = foot(pen, view, asked, room, in_full);
    let mut bottom = Column::new(column.take_bottom(foot.len() as u16));
    bottom.put_all(pen, foot);
    if let Some(waiting) = &asked.wait {
        live::waiting(pen, &mut column, view.app, waiting);
    }
    let is_raw = profile.focus.text == TextTab::Raw;
    live::text(pen, &mut column, asked, is_raw, profile.above_end());
}

/// What was sent, what it took so far, and what can be done meanwhile.
fn foot(pen: &Pen<'_>, view: View<'_>, asked: &Live, room: usize, in_full: bool) -> Vec<Line<'static>> {
    let fact = |label: &str, text: String| {
        let text = cut(&text, room.saturating_sub(10)).into_owned();
        Line::from(vec![pen.span(Role::Dim, format!("{label:<10}")), pen.span(Role::Text, text)])
    };
    let so_far = fact("so far", live::spent(asked));
    if !in_full {
        return vec![so_far];
    }
    let items = view.subject.interactions(asked.batch);
    let ends = items.first().zip(items.last());
    let times = ends.and_then(|(first, last)| first.timestamp.zip(last.timestamp));
    let mut sent = vec![plural(items.len(), "item")];
    sent.extend(times.map(|(from, to)| dates::span(from.min(to), from.max(to))));
    if let Some(last) = asked.tries.last() {
        let known = asked.tries.iter().rev().find_map(|one| one.over.as_ref()?.1.tokens_in);
        sent.push(match known {
            Some(tokens) => format!("{} tokens", thousands(tokens)),
            None => format!("{} characters", thousands(last.asked.characters as u64)),
        });
    }
    let mut lines = vec![Line::default(), fact("sent", sent.join("   ")), so_far];
    let keys = [Action::Cancel, Action::Back].map(|action| view.key(action));
    let hint = format!(
        "{} or {} cancels this call and keeps what arrived. You can switch screens; the batch goes on.",
        keys[0], keys[1]
    );
    lines.push(Line::default());
    lines.extend(wrap_plain(&hint, pen.style(Role::Dim), room.min(pen.prose())));
    lines
}
