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
use crate::ui::text::{PROSE, left, right, width, wrap_plain};

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
    let widths = Widths::of(view, items, column.width());
    let heading = format!("  {}rating  title", left("date", widths.date));
    let heading = pen.span(Role::Dim, heading);
    column.put(pen, heading);
    let height = usize::from(column.left());
    let first = first_shown(selected, items.len(), height);
    for (at, interaction) in items.iter().enumerate().skip(first).take(height) {
        let row = column.take(1);
        let spans = one(pen, widths, view, interaction, at == selected);
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

/// Cells of the columns.
#[derive(Clone, Copy)]
struct Widths {
    date: usize,
    title: usize,
    genres: usize,
}

impl Widths {
    /// Titles first, as far as they need it; genres only in a wide pane.
    fn of(view: View<'_>, items: &[Interaction], room: usize) -> Self {
        const MARK_AND_RATING: usize = 2 + 6 + 2;
        let wide = room >= 60;
        let date = if wide { 18 } else { 12 };
        let rest = room.saturating_sub(MARK_AND_RATING + date);
        if !wide {
            return Self { date, title: rest, genres: 0 };
        }
        let longest = items.iter().map(|interaction| width(&title_of(view, interaction))).max();
        let title = longest.unwrap_or(0).clamp(rest / 2, (rest * 3 / 4).max(rest / 2));
        Self { date, title, genres: rest.saturating_sub(title + 2) }
    }
}

fn item_of(view: View<'_>, interaction: &Interaction) -> Option<ItemIx> {
    view.study.data.dataset.items.find(&interaction.item)
}

fn title_of(view: View<'_>, interaction: &Interaction) -> String {
    let title = item_of(view, interaction).map_or("", |item| view.study.data.dataset.items.title(item));
    if title.is_empty() {
        format!("item {}", clean_line(&interaction.item.to_string()))
    } else {
        clean_line(title)
    }
}

fn one(
    pen: &Pen<'_>,
    widths: Widths,
    view: View<'_>,
    interaction: &Interaction,
    selected: bool,
) -> Vec<Span<'static>> {
    let (items, scale) = (&view.study.data.dataset.items, view.study.data.dataset.scale);
    let wide = widths.genres > 0;
    let when = match interaction.timestamp {
        Some(time) if wide => dates::minute(time),
        Some(time) => dates::date(time),
        None => "-".to_owned(),
    };
    let last = scale.levels().len().saturating_sub(1).max(1) as f64;
    let share = scale.level(interaction.rating).map_or(0.5, |level| level as f64 / last);
    let item = item_of(view, interaction);
    let genres: Vec<&str> = item.into_iter().flat_map(|item| items.genre_list(item)).collect();
    let made_up = match interaction.provenance {
        Provenance::Real => "",
        other => other.word(),
    };
    let mut spans = vec![
        pen.span(Role::Mark, if selected { "> " } else { "  " }),
        pen.span(Role::Dim, left(&when, widths.date)),
        Span::styled(right(&interaction.rating.to_string(), 6), pen.theme.rating(share)),
        pen.span(Role::Text, format!("  {}", left(&title_of(view, interaction), widths.title))),
    ];
    if wide {
        let text = if made_up.is_empty() { clean_line(&genres.join(" ")) } else { made_up.to_owned() };
        spans.push(pen.span(Role::Dim, format!("  {}", left(&text, widths.genres))));
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
