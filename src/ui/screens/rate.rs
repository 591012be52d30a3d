//! Rate: items to pick from, and what came back beside the held-out ratings.
//!
//! ```text
//! S                    M                            L
//! +--------------+     +--------------+ +---------+ +-----------+ +-------+ +---------+
//! | pick         |     | pick         | | queue   | | pick      | | item  | | results |
//! |--------------|     |              | +---------+ |           | |       | |         |
//! | item, queue  |     | item         | | results | |           | +-------+ |         |
//! +--------------+     +--------------+ +---------+ |           | | queue | | why     |
//!                                                   +-----------+ +-------+ +---------+
//! ```

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::actions::Action;
use crate::app::App;
use crate::app::pointer::Spot;
use crate::app::screens::rate::RatePane;
use crate::app::study::{Answer, Study, Subject};
use crate::config::theme::Role;
use crate::domain::text::clean_line;
use crate::domain::{ItemIx, Rating};
use crate::ui::glyphs::RULE;
use crate::ui::layout::{Class, Shell};
use crate::ui::parts::pen::{Column, Pane, Pen};
use crate::ui::parts::place::{key_of, no_user};
use crate::ui::parts::rated;
use crate::ui::parts::shell::{filter, tabs};
use crate::ui::parts::table::{GAP, TableColumn, fitting};
use crate::ui::text::{thousands, wrap_plain};

mod asking;
mod card;
mod queue;
mod results;
mod worth;

/// Draws the screen.
pub fn draw(pen: &mut Pen<'_>, shell: &Shell, app: &App, study: &Study) {
    let Some(subject) = &study.subject else { return no_user(pen, shell.body, app, "Rate") };
    let view = View { app, study, subject, alone: shell.class < Class::M || app.is_zoomed() };
    if view.alone {
        let body = asking::above(pen, shell.body, view);
        return match app.screens().rate.focus {
            RatePane::Pick => draw_pick(pen, body, view, true),
            RatePane::Results => results::draw(pen, body, view),
        };
    }
    let stacks = app.stacks();
    if shell.class == Class::L {
        let [left, middle, right] = pen.columns(shell.body, &app.columns());
        let [item, queue] = pen.stack(middle, &stacks, 0);
        draw_pick(pen, left, view, false);
        draw_item(pen, item, view);
        draw_queue(pen, queue, view);
        let right = asking::above(pen, right, view);
        return results::draw(pen, right, view);
    }
    let [left, right] = pen.columns(shell.body, &app.columns());
    let [queue, results] = pen.stack(right, &stacks, 0);
    draw_pick(pen, left, view, true);
    draw_queue(pen, queue, view);
    let results = asking::above(pen, results, view);
    results::draw(pen, results, view);
}

/// What the panes are drawn from.
#[derive(Clone, Copy)]
struct View<'a> {
    app: &'a App,
    study: &'a Study,
    subject: &'a Subject,
    alone: bool,
}

impl View<'_> {
    /// The title without its year, which has a column of its own.
    fn title_alone(self, item: ItemIx) -> String {
        rated::title_alone(&self.study.data, item)
    }

    fn key(self, action: Action) -> String {
        key_of(self.app, action)
    }

    /// The name of a genre by its place.
    fn genre(self, genre: usize) -> String {
        let name = self.study.data.dataset.items.genre_names().get(genre);
        name.map_or_else(|| "no genre".to_owned(), |name| clean_line(name))
    }

    /// A rating in its colour, at the right of `room` cells; `-` for none.
    fn rating(self, pen: &Pen<'_>, rating: Option<Rating>, room: usize) -> Span<'static> {
        rated::rating(pen, self.study.data.dataset.scale, rating, room)
    }
}

fn draw_item(pen: &mut Pen<'_>, area: Rect, view: View<'_>) {
    let title = Line::from(pen.span(Role::Title, "Item"));
    let mut column = Column::new(pen.pane(area, &Pane { title, ..Pane::default() }));
    if let Some(item) = view.app.screens().rate.item() {
        card::draw(pen, &mut column, view, item);
    }
}

fn draw_queue(pen: &mut Pen<'_>, area: Rect, view: View<'_>) {
    let title = Line::from(pen.span(Role::Title, "Queue"));
    let picked = view.app.screens().rate.picked().len();
    let scope = if picked == 0 { Vec::new() } else { vec![picked.to_string()] };
    let mut column = Column::new(pen.pane(area, &Pane { title, scope, ..Pane::default() }));
    queue::list(pen, &mut column, view);
}

fn draw_pick(pen: &mut Pen<'_>, area: Rect, view: View<'_>, with_item: bool) {
    let rate = &view.app.screens().rate;
    let title = if view.alone {
        tabs(pen, &["Pick", "Results"], 0)
    } else {
        Line::from(pen.span(Role::Title, "Pick items"))
    };
    let shown = rate.shown().len();
    let foot = rate.selected().map_or_else(String::new, |at| {
        format!("{} of {}", thousands(at as u64 + 1), thousands(shown as u64))
    });
    let scope = vec![format!("items: {}", rate.pool.words()), format!("order: {}", rate.order.words())];
    let focused = rate.focus == RatePane::Pick;
    let mut column = Column::new(
        pen.pane(area, &Pane { title, scope, foot, focused, spot: Some(Spot::Rate(RatePane::Pick)) }),
    );
    // The list keeps more than the item, unless it has no use for it; where the queue has no pane of its own it
    // takes three rows of the item's.
    let unused = column.left().saturating_sub(shown.saturating_add(2).min(usize::from(u16::MAX)) as u16);
    let below = match column.left() {
        _ if !with_item => 0,
        left if view.alone && left >= 17 => 11.min(left / 2).max(unused.min(20)),
        left if view.alone => left / 2,
        left => 11.min(left / 2).max(unused.min(20)),
    };
    let mut bottom = Column::new(column.take_bottom(below));
    let line = column.take(1);
    let listed = rate.listed();
    let count = format!("{} of {}", thousands(shown as u64), thousands(listed as u64));
    let count = if shown == listed { thousands(shown as u64) + " shown" } else { count };
    filter(pen, line, view.app, &rate.filter, &count);
    if let Some(hint) = &rate.filter.query().hint {
        let lines = wrap_plain(&clean_line(hint), pen.style(Role::Warn), column.width());
        column.put_all(pen, lines);
    }
    if rate.shown().is_empty() {
        column.gap();
        let lines = wrap_plain(&why_empty(view), pen.style(Role::Text), column.width());
        column.put_all(pen, lines);
    } else {
        draw_items(pen, &mut column, view, focused);
    }
    if !with_item {
        return;
    }
    let rule = pen.span(Role::Border, RULE.repeat(bottom.width()));
    bottom.put(pen, rule);
    if view.alone {
        let mut last = Column::new(bottom.take_bottom(2));
        queue::summary(pen, &mut last, view);
    }
    if let Some(item) = rate.item() {
        card::draw(pen, &mut bottom, view, item);
    }
}

fn why_empty(view: View<'_>) -> String {
    let rate = &view.app.screens().rate;
    let text = rate.filter.input().text();
    let items = rate.pool.words();
    if text.is_empty() {
        let key = view.key(Action::ViewCycle);
        return format!("no items: {items}; {key} lists others");
    }
    let near = rate.near(view.study).map(clean_line);
    let near = near.map_or(String::new(), |near| format!(" - did you mean {near}?"));
    let (clears, others) = (view.key(Action::Back), view.key(Action::ViewCycle));
    let text = clean_line(text);
    format!(
        "no item ({items}) matches \"{text}\"{near}\n{clears} clears the filter; without it {others} lists other items"
    )
}

fn draw_items(pen: &mut Pen<'_>, column: &mut Column, view: View<'_>, focused: bool) {
    let rate = &view.app.screens().rate;
    let dataset = &view.study.data.dataset;
    let id_room = dataset.items.all().next_back().and_then(|item| dataset.items.id(item));
    let id_room = id_room.map_or(4, |id| crate::ui::text::width(&id.to_string()).clamp(4, 12));
    let mut table = [
        TableColumn::numbers("id", id_room, 0),
        TableColumn::words("title", 0, 1),
        TableColumn::numbers("year", 4, 3),
        TableColumn::words("genres", 22, 6),
        TableColumn::numbers("rated by", 8, 5),
        TableColumn::numbers("model", 5, 2),
        TableColumn::numbers("truth", 5, 2),
    ];
    let room = column.width().saturating_sub(6);
    // The title takes what the others leave, and at least enough to be told apart.
    table[1].width = if room < 60 { 24 } else { 32 };
    let fitting = fitting(&table, room);
    let others: usize =
        fitting.iter().filter(|&&at| at != 1).map(|&at| table.get(at).map_or(0, |c| c.width + GAP)).sum();
    table[1].width = room.saturating_sub(others).min(60);
    let shown: Vec<(usize, &TableColumn)> =
        fitting.iter().filter_map(|&at| Some((at, table.get(at)?))).collect();
    let gap = " ".repeat(GAP);
    let heading: Vec<String> = shown.iter().map(|(_, column)| column.cell(&column.title)).collect();
    let heading = pen.span(Role::Dim, format!("      {}", heading.join(&gap)));
    column.put(pen, heading);
    let height = usize::from(column.left());
    let selected = rate.selected().unwrap_or(0);
    let first = pen.first_shown(selected, rate.shown().len(), height);
    for (at, &item) in rate.shown().iter().enumerate().skip(first).take(height) {
        let row = column.take(1);
        pen.cache.hits.row(row, at, selected, first);
        let tick = if rate.is_picked(item) { "[x] " } else { "[ ] " };
        let mut spans = vec![
            pen.span(Role::Mark, if at == selected { "> " } else { "  " }),
            pen.span(if rate.is_picked(item) { Role::Mark } else { Role::Dim }, tick),
        ];
        for (place, (at, column)) in shown.iter().enumerate() {
            if place > 0 {
                spans.push(Span::raw(gap.clone()));
            }
            spans.push(cell(pen, view, item, *at, column));
        }
        pen.row(row, spans, at == selected && focused);
    }
}

fn cell(pen: &Pen<'_>, view: View<'_>, item: ItemIx, at: usize, column: &TableColumn) -> Span<'static> {
    let (items, totals) = (&view.study.data.dataset.items, &view.study.data.totals);
    let answer = view.subject.answer(item);
    match at {
        0 => {
            let id = items.id(item).map_or_else(String::new, |id| clean_line(&id.to_string()));
            pen.span(Role::Dim, column.cell(&id))
        }
        1 => pen.span(Role::Text, column.cell(&view.title_alone(item))),
        2 => {
            let year = items.year(item).map_or_else(|| "-".to_owned(), |year| year.to_string());
            pen.span(Role::Dim, column.cell(&year))
        }
        3 => {
            let genres: Vec<&str> = items.genre_list(item).collect();
            pen.span(Role::Dim, column.cell(&clean_line(&genres.join(" "))))
        }
        4 => pen.span(Role::Dim, column.cell(&thousands(u64::from(totals.rated_by(item))))),
        5 => view.rating(pen, answer.and_then(Answer::rating), column.width),
        _ => {
            let truth = view.subject.held_out.get(&item).copied();
            let hidden = truth.is_some() && answer.is_none() && !view.app.screens().rate.truth;
            if hidden { pen.span(Role::Dim, column.cell("?")) } else { view.rating(pen, truth, column.width) }
        }
    }
}
