//! What the writer of a profile says of it: what changed, and which items its claims rest on; never blended with what
//! is checked here.

use ratatui::text::Line;

use super::View;
use crate::app::screens::profile::Why;
use crate::config::theme::Role;
use crate::domain::text::{clean, clean_line};
use crate::explain::{StatedItem, words};
use crate::ui::parts::pen::Pen;
use crate::ui::text::{cut, left, right, width, wrap};

/// Cells for where an item stands: `not rated by the user !`.
const WHERE: usize = 25;

/// Lines, and which of them are rows that can be selected.
#[derive(Default)]
pub(super) struct Says {
    pub(super) lines: Vec<Line<'static>>,
    pub(super) rows: Vec<usize>,
}

/// What is said of the state that a sentence stands in; `selected` is a row of the whole pane.
pub(super) fn of(
    pen: &mut Pen<'_>,
    view: View<'_>,
    why: &Why<'_>,
    room: usize,
    selected: Option<usize>,
) -> Says {
    let mut says = Says { lines: update(pen, view, room), ..Says::default() };
    let (speaker, batch) = (view.subject.speaker(), why.account.batch);
    if !why.account.stated.is_empty() {
        let head = format!("{speaker} says that the claims of B{batch} rest on");
        says.lines.extend([Line::default(), Line::from(pen.span(Role::Dim, cut(&head, room).into_owned()))]);
    }
    let before = why.evidence().count();
    for claim in &why.account.stated {
        let indented = room.min(pen.prose()).saturating_sub(2);
        for line in wrap(&[pen.span(Role::Text, claim.claim.clone())], indented) {
            let spans = [pen.span(Role::Text, "  ")].into_iter().chain(line.spans);
            says.lines.push(spans.collect::<Line<'_>>());
        }
        if claim.items.is_empty() {
            says.lines.push(Line::from(pen.span(Role::Dim, "    nothing")));
        }
        let titles: Vec<String> = claim.items.iter().map(|one| called(view, one)).collect();
        let wide = titles.iter().map(|title| width(title)).max().unwrap_or(0);
        let wide = wide.min(room.saturating_sub(4 + 5 + WHERE));
        for (one, title) in claim.items.iter().zip(&titles) {
            let is_here = selected == Some(before + says.rows.len());
            says.rows.push(says.lines.len());
            says.lines.push(item(pen, one, &left(title, wide), batch, is_here));
        }
    }
    says
}

fn update(pen: &Pen<'_>, view: View<'_>, room: usize) -> Vec<Line<'static>> {
    let Some(batch) = view.app.screens().profile.batch(view.subject) else { return Vec::new() };
    let Some(update) = view.subject.state(batch).and_then(|state| state.update.as_ref()) else {
        return Vec::new();
    };
    let head = format!("{} says of B{batch}: ", view.subject.speaker());
    let spans = [pen.span(Role::Dim, head), pen.span(Role::Text, clean(update).into_owned())];
    let mut lines = vec![Line::default()];
    lines.extend(wrap(&spans, room.min(pen.prose())));
    lines
}

/// `    Usual Suspects, The (1995)    5  in B4`.
fn item(pen: &Pen<'_>, one: &StatedItem, title: &str, batch: usize, is_here: bool) -> Line<'static> {
    let rating = one.found.rating().map_or_else(|| "-".to_owned(), |(rating, _)| rating.to_string());
    let place = words::cited(one.found, batch);
    let (role, place) =
        if one.is_amiss(batch) { (Role::Against, format!("{place} !")) } else { (Role::Dim, place) };
    Line::from(vec![
        pen.span(Role::Mark, if is_here { "  > " } else { "    " }),
        pen.span(Role::Text, title.to_owned()),
        pen.span(Role::Text, right(&rating, 5)),
        pen.span(role, format!("  {place}")),
    ])
}

/// An item by its title, else by its id.
fn called(view: View<'_>, one: &StatedItem) -> String {
    let title = one.item.map_or("", |item| view.study.data.dataset.items.title(item));
    if title.is_empty() { clean_line(&format!("item {}", one.id)) } else { clean_line(title) }
}
