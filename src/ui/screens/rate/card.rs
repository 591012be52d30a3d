//! The selected item: what it is, whether it is held out, what the user thinks of its like, and what the profile
//! says of its genres.

use ratatui::text::{Line, Span};

use super::View;
use crate::actions::Action;
use crate::app::says::{self, Says};
use crate::app::screens::rate::About;
use crate::config::theme::Role;
use crate::domain::ItemIx;
use crate::domain::text::{clean, clean_line};
use crate::ui::glyphs::CUT;
use crate::ui::parts::charts::FEW;
use crate::ui::parts::pen::{Column, Pen};
use crate::ui::parts::rated;
use crate::ui::text::{cut, thousands, width, wrap, wrap_plain};

/// Draws the card: title and status first, then what the user and the profile say, which must not be lost to a
/// long text, and the text in what is left between.
pub(super) fn draw(pen: &mut Pen<'_>, column: &mut Column, view: View<'_>, item: ItemIx) {
    let room = column.width().min(pen.prose());
    let data = &view.study.data;
    let items = &data.dataset.items;
    let title = wrap_plain(&rated::title(data, item), pen.style(Role::Strong), room);
    column.put_all(pen, title);
    let genres: Vec<&str> = items.genre_list(item).collect();
    let count = thousands(u64::from(data.totals.rated_by(item)));
    let genres = clean_line(&genres.join(" "));
    let status = format!("{}   rated by {count}", held_out(view, item));
    let whole = format!("{status}   {genres}");
    // Where they do not stand in one row, genres have the next one if there is any to spare.
    let rows =
        if width(&whole) <= column.width() || column.left() < 8 { vec![whole] } else { vec![status, genres] };
    for row in rows {
        let row = pen.span(Role::Dim, cut(&row, column.width()).into_owned());
        column.put(pen, row);
    }
    let about = About::of(data, view.subject.user, item);
    let mut below = of_this_user(pen, view, &about, room);
    below.extend(of_the_profile(pen, view, item, room));
    let text = items.overview(item).map(clean).unwrap_or_default();
    let mut text = wrap_plain(&text, pen.style(Role::Text), room);
    text.retain(|line| !line.spans.is_empty());
    // A text that says what it is about needs two rows, where there are any; beyond them the rest comes first.
    let least = if column.left() < 6 { 1 } else { 2 };
    let spare = usize::from(column.left()).saturating_sub(below.len()).max(least);
    if text.len() > spare {
        text.truncate(spare);
        if let Some(last) = text.last_mut() {
            let cut_off = cut(&format!("{last} {CUT}"), room).into_owned();
            *last = Line::from(pen.span(Role::Text, cut_off));
        }
    }
    column.put_all(pen, text);
    column.put_all(pen, below);
    if column.left() >= 4 {
        nearest(pen, column, view, &about);
    }
}

/// The user's ratings of what is most like the item, where there is room for a list of them.
fn nearest(pen: &mut Pen<'_>, column: &mut Column, view: View<'_>, about: &About) {
    column.gap();
    let heading = pen.span(Role::Dim, "rated by this user, most alike first");
    column.put(pen, heading);
    let rows = usize::from(column.left());
    for &(item, rating) in about.nearest.iter().take(rows) {
        let title = cut(&rated::title(&view.study.data, item), column.width().saturating_sub(4)).into_owned();
        let line = vec![
            rated::rating(pen, view.study.data.dataset.scale, Some(rating), 3),
            pen.span(Role::Text, format!(" {title}")),
        ];
        column.put(pen, line);
    }
}

fn held_out(view: View<'_>, item: ItemIx) -> String {
    match (view.subject.held_out.get(&item), view.subject.answer(item)) {
        (None, _) => "not held out".to_owned(),
        (Some(_), None) if !view.app.screens().rate.truth => {
            format!("held out, hidden until rated ({} shows)", view.key(Action::Truth))
        }
        (Some(truth), _) => format!("held out: rated {truth}"),
    }
}

/// `This user: Action 29 rated, mean 3.28   nearest: Batman Forever 1`
fn of_this_user(pen: &Pen<'_>, view: View<'_>, about: &About, room: usize) -> Vec<Line<'static>> {
    let mut spans = vec![pen.span(Role::Dim, "This user: ")];
    for (at, (genre, tally)) in about.genres.iter().enumerate() {
        let gap = if at == 0 { "" } else { "; " };
        let mean = tally.mean().map_or_else(|| "mean n/a".to_owned(), |mean| format!("mean {mean:.2}"));
        let role = if tally.n < FEW { Role::Dim } else { Role::Text };
        spans.push(pen.span(role, format!("{gap}{} {} rated, {mean}", view.genre(*genre), tally.n)));
    }
    if about.genres.is_empty() {
        spans.push(pen.span(Role::Dim, "the item has no genre"));
    }
    if let Some(&(nearest, rating)) = about.nearest.first() {
        let title = cut(&rated::title(&view.study.data, nearest), 40).into_owned();
        spans.push(pen.span(Role::Dim, "; nearest: "));
        spans.push(pen.span(Role::Text, format!("{title} ")));
        spans.push(rated::rating(pen, view.study.data.dataset.scale, Some(rating), 1));
    }
    wrap(&spans, room)
}

/// `Profile B4 about it: s5 averse to Action: "..."`
pub(super) fn of_the_profile(pen: &Pen<'_>, view: View<'_>, item: ItemIx, room: usize) -> Vec<Line<'static>> {
    let state = view.app.screens().rate.state(view.subject);
    if state == 0 {
        return Vec::new();
    }
    let mut quoted = Vec::new();
    let mut spans: Vec<Span<'static>> = vec![pen.span(Role::Dim, format!("Profile B{state} about it: "))];
    for (at, genre) in view.study.data.dataset.items.genres(item).iter().enumerate() {
        let said = Says::of(view.subject, state, genre);
        let gap = if at == 0 { "" } else { "; " };
        let name = view.genre(genre);
        let (role, text) = match said {
            Says::Sentence { number, polarity } => {
                if !quoted.contains(&number) {
                    quoted.push(number);
                }
                (Role::Text, format!("{gap}{} {name} (s{number})", polarity.word()))
            }
            Says::Dropped { at } => (Role::Dim, format!("{gap}{name} dropped at B{at}")),
            Says::Nothing => (Role::Dim, format!("{gap}nothing of {name}")),
        };
        spans.push(pen.span(role, text));
    }
    let mut lines = wrap(&spans, room);
    for number in quoted.into_iter().take(2) {
        let text = says::sentence(view.subject, state, number);
        let text = cut(&format!("  s{number} \"{text}\""), room * 2).into_owned();
        lines.extend(wrap_plain(&text, pen.style(Role::Dim), room));
    }
    lines
}
