//! Items and ratings as every screen writes them: titles, ratings in their colour, how far off one is.

use ratatui::text::Span;

use super::pen::{Column, Pen};
use crate::app::message::Opened;
use crate::app::study::Answer;
use crate::config::theme::Role;
use crate::domain::text::clean_line;
use crate::domain::{ItemIx, Rating, RatingScale};
use crate::ui::text::{right, width, wrap_plain};

/// An item's title, or its id where it has none.
pub fn title(data: &Opened, item: ItemIx) -> String {
    let items = &data.dataset.items;
    let title = clean_line(items.title(item));
    if title.is_empty() {
        return items.id(item).map_or_else(String::new, |id| format!("item {}", clean_line(&id.to_string())));
    }
    title
}

/// The title without its year, for tables in which the year has a column of its own.
pub fn title_alone(data: &Opened, item: ItemIx) -> String {
    let title = title(data, item);
    let year = data.dataset.items.year(item);
    let bare = year.and_then(|year| title.strip_suffix(&format!("({year})")));
    let bare = bare.map(str::trim_end).filter(|bare| !bare.is_empty());
    bare.map_or(title.clone(), str::to_owned)
}

/// What an answer is about: the title without its year, or the id of what the data set does not have.
pub fn answer_title(data: &Opened, answer: &Answer) -> String {
    answer.item.map_or_else(|| clean_line(&format!("item {}", answer.id)), |item| title_alone(data, item))
}

/// Keeps rows below a list whose cells of `room` cut a title, for the whole title of the selected row; none where all
/// titles fit. As many rows whichever is selected, so that the list does not move.
pub fn whole_title(
    pen: &mut Pen<'_>,
    column: &mut Column,
    titles: &[String],
    room: usize,
    selected: Option<usize>,
) {
    let style = pen.style(Role::Strong);
    let whole = |title: &String| wrap_plain(title, style, column.width());
    let rows = titles.iter().filter(|title| width(title) > room).map(|title| whole(title).len()).max();
    // The heading and a few rows stay.
    let Some(rows) = rows.filter(|_| column.left() > LISTED) else { return };
    let rows = (rows as u16).min(column.left() - LISTED);
    let lines = selected.and_then(|at| titles.get(at)).filter(|title| width(title) > room).map(whole);
    let mut below = Column::new(column.take_bottom(rows));
    below.put_all(pen, lines.unwrap_or_default());
}

/// Rows of a list that are not given up for a title.
const LISTED: u16 = 4;

/// A rating in its colour, at the right of `room` cells; `-` for none.
pub fn rating(pen: &Pen<'_>, scale: RatingScale, rating: Option<Rating>, room: usize) -> Span<'static> {
    let Some(rating) = rating else { return pen.span(Role::Dim, right("-", room)) };
    let last = scale.levels().len().saturating_sub(1).max(1) as f64;
    let share = scale.level(rating).map_or(0.5, |level| level as f64 / last);
    Span::styled(right(&rating.to_string(), room), pen.theme.rating(share))
}

/// Simulated minus true in seven cells; `!` from two stars on, `-` where there is nothing to compare.
pub fn error(pen: &Pen<'_>, answer: &Answer) -> [Span<'static>; 2] {
    let Some(error) = answer.error() else { return [pen.span(Role::Dim, right("-", 5)), Span::raw("  ")] };
    let text = match error {
        0.0 => "0".to_owned(),
        error if error.fract() == 0.0 => format!("{error:+.0}"),
        error => format!("{error:+.1}"),
    };
    let far = error.abs() >= 2.0;
    let role = if far { Role::Against } else { Role::Text };
    [pen.span(role, right(&text, 5)), pen.span(Role::Against, if far { " !" } else { "  " })]
}
