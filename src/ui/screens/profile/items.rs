//! The interactions of the batch looked at, as the simulator saw them.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::View;
use crate::app::cursor::first_shown;
use crate::app::screens::profile::ProfilePane;
use crate::config::theme::Role;
use crate::domain::text::{clean, clean_line};
use crate::domain::{Interaction, ItemIx, Provenance};
use crate::ui::dates;
use crate::ui::parts::pen::{Column, Pane, Pen};
use crate::ui::parts::shell::tabs;
use crate::ui::text::{PROSE, left, right, wrap_plain};

pub(super) fn draw(pen: &mut Pen<'_>, area: Rect, view: View<'_>) {
    let profile = &view.app.screens().profile;
    let items = profile.items(view.subject);
    let selected = profile.item(view.subject).unwrap_or(0);
    let batch = profile.batch(view.subject).unwrap_or(0);
    let title = if view.alone {
        tabs(pen, &["Diff", "Text", "Items"], 2)
    } else {
        Line::from(pen.span(Role::Title, format!("Items of B{batch}")))
    };
    let scope = vec![view.study.data.history.order.word().to_owned(), "as the model sees them".to_owned()];
    let foot = if items.is_empty() { String::new() } else { format!("{} of {}", selected + 1, items.len()) };
    let focused = view.focused(ProfilePane::Items);
    let mut column = Column::new(pen.pane(area, &Pane { title, scope, foot, focused }));
    if items.is_empty() {
        let none = pen.span(Role::Dim, "no interactions");
        return column.put(pen, none);
    }
    // The text of the selected item takes what the list leaves.
    let spare = column.left().saturating_sub(items.len() as u16 + 2);
    let mut below = Column::new(column.take_bottom(if spare >= 3 { spare } else { 0 }));
    heading(pen, &mut column);
    let height = usize::from(column.left());
    let first = first_shown(selected, items.len(), height);
    for (at, interaction) in items.iter().enumerate().skip(first).take(height) {
        let row = column.take(1);
        let spans = one(pen, usize::from(row.width), view, interaction, at == selected);
        pen.line(row, &Line::from(spans));
        if at == selected && focused {
            let style = pen.style(Role::Selection);
            pen.paint(row, style);
        }
    }
    if below.left() > 0 {
        about(pen, &mut below, view, items.get(selected));
    }
}

fn heading(pen: &mut Pen<'_>, column: &mut Column) {
    let date = if column.width() >= 60 { 18 } else { 12 };
    let heading = format!("  {}{}  {}", left("date", date), "rating", "title");
    let heading = pen.span(Role::Dim, heading);
    column.put(pen, heading);
}

fn item_of(view: View<'_>, interaction: &Interaction) -> Option<ItemIx> {
    view.study.data.dataset.items.find(&interaction.item)
}

fn one(
    pen: &Pen<'_>,
    room: usize,
    view: View<'_>,
    interaction: &Interaction,
    selected: bool,
) -> Vec<Span<'static>> {
    let (items, scale) = (&view.study.data.dataset.items, view.study.data.dataset.scale);
    let wide = room >= 60;
    let when = match interaction.timestamp {
        Some(time) if wide => dates::minute(time),
        Some(time) => dates::date(time),
        None => "-".to_owned(),
    };
    let last = scale.levels().len().saturating_sub(1).max(1) as f64;
    let share = scale.level(interaction.rating).map_or(0.5, |level| level as f64 / last);
    let date_room = if wide { 18 } else { 12 };
    let item = item_of(view, interaction);
    let title = item.map_or("", |item| items.title(item));
    let title = if title.is_empty() { format!("item {}", interaction.item) } else { title.to_owned() };
    let genres: Vec<&str> = item.into_iter().flat_map(|item| items.genre_list(item)).collect();
    let made_up = match interaction.provenance {
        Provenance::Real => "",
        other => other.word(),
    };
    let rest = room.saturating_sub(2 + date_room + 8);
    let genre_room = if wide { (rest / 3).min(34) } else { 0 };
    let title_room = rest.saturating_sub(genre_room + if wide { 2 } else { 0 });
    let mut spans = vec![
        pen.span(Role::Mark, if selected { "> " } else { "  " }),
        pen.span(Role::Dim, left(&when, date_room)),
        Span::styled(right(&interaction.rating.to_string(), 6), pen.theme.rating(share)),
        pen.span(Role::Text, format!("  {}", left(&clean_line(&title), title_room))),
    ];
    if wide {
        let text = if made_up.is_empty() { clean_line(&genres.join(" ")) } else { made_up.to_owned() };
        spans.push(pen.span(Role::Dim, format!("  {}", left(&text, genre_room))));
    }
    spans
}

/// Title, genres and text of the selected item.
fn about(pen: &mut Pen<'_>, column: &mut Column, view: View<'_>, interaction: Option<&Interaction>) {
    let Some(item) = interaction.and_then(|interaction| item_of(view, interaction)) else { return };
    let items = &view.study.data.dataset.items;
    let room = column.width().min(PROSE);
    column.gap();
    let title = wrap_plain(&clean_line(items.title(item)), pen.style(Role::Strong), room);
    column.put_all(pen, title);
    let genres: Vec<&str> = items.genre_list(item).collect();
    let genres = pen.span(Role::Dim, clean_line(&genres.join("  ")));
    column.put(pen, genres);
    if let Some(overview) = items.overview(item) {
        let overview = wrap_plain(&clean(overview), pen.style(Role::Text), room);
        column.put_all(pen, overview);
    }
}
