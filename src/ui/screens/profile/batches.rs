//! The batches of the open user: when, how many, how much of the text changed; and the user's runs.

use ratatui::layout::Rect;
use ratatui::text::Line;

use super::View;
use crate::actions::Action;
use crate::app::screens::profile::ProfilePane;
use crate::config::theme::Role;
use crate::domain::text::clean_line;
use crate::domain::{Interaction, ProfileState};
use crate::ui::dates;
use crate::ui::parts::bars::gauge_spans;
use crate::ui::parts::pen::{Column, Pane, Pen};
use crate::ui::text::{cut, left, plural};

/// Rows of a batch, with the empty one after it.
const ROWS: u16 = 4;

/// Cells of the bar of heat.
const HEAT: usize = 8;

pub(super) fn draw(pen: &mut Pen<'_>, area: Rect, view: View<'_>) {
    let subject = view.subject;
    let profile = &view.app.screens().profile;
    let here = profile.batch(subject);
    let foot = here.map_or_else(String::new, |batch| format!("{batch} of {}", subject.batches()));
    let title = Line::from(pen.span(Role::Title, "Batches"));
    let pane = Pane {
        title,
        foot,
        focused: view.focused(ProfilePane::Batches),
        spot: Some(view.spot(ProfilePane::Batches)),
        ..Pane::default()
    };
    let mut column = Column::new(pen.pane(area, &pane));
    head(pen, &mut column, view);
    let runs = runs(pen, view, column.width());
    let wanted = subject.batches() as u16 * ROWS;
    let below = (runs.len() as u16).min(column.left().saturating_sub(wanted.min(ROWS * 2)));
    let mut bottom = Column::new(column.take_bottom(below));
    let height = usize::from(column.left() / ROWS).max(1);
    let selected = here.map_or(0, |batch| batch - 1);
    let first = pen.first_shown(selected, subject.batches(), height);
    for number in (first + 1..=subject.batches()).take(height) {
        let rows = column.take(ROWS);
        pen.cache.hits.row(rows, number - 1, selected, first);
        one(pen, &mut Column::new(rows), view, number, here == Some(number));
    }
    bottom.put_all(pen, runs);
}

/// Which run it is, in which order the batches walk, where it came from.
fn head(pen: &mut Pen<'_>, column: &mut Column, view: View<'_>) {
    let room = column.width();
    if let Some(run) = &view.subject.run {
        let name = clean_line(&run.name);
        let line = vec![
            pen.span(Role::Strong, format!("{} ", run.id)),
            pen.span(Role::Text, cut(&name, room.saturating_sub(6)).into_owned()),
        ];
        column.put(pen, line);
        if let Some(fork) = run.fork {
            let from = format!("forked from {} at B{}, seed {}", fork.run, fork.from_batch, run.spec.seed);
            let from = pen.span(Role::Dim, from);
            column.put(pen, from);
        }
    } else {
        let none =
            pen.span(Role::Dim, if view.subject.is_read { "no run yet" } else { "reading the run ..." });
        column.put(pen, none);
    }
    let order = pen.span(Role::Dim, view.study.data.history.order.word());
    column.put(pen, order);
    column.gap();
}

fn one(pen: &mut Pen<'_>, column: &mut Column, view: View<'_>, number: usize, selected: bool) {
    let subject = view.subject;
    let state = subject.state(number);
    let planned = subject.history.batch(number);
    let interactions = state.map(|state| state.interactions.as_slice());
    let interactions = interactions.or(planned.map(|batch| batch.interactions)).unwrap_or_default();
    let mark = if selected { "> " } else { "  " };
    let (name, text) = if selected { (Role::Title, Role::Text) } else { (Role::Text, Role::Dim) };
    let first = vec![
        pen.span(Role::Mark, mark),
        pen.span(name, left(&format!("B{number}"), 4)),
        pen.span(text, when(interactions)),
    ];
    column.put(pen, first);
    let count = plural(interactions.len(), "item");
    let ties = planned.is_some_and(|batch| batch.starts_inside_tie);
    let ties = pen.span(Role::Dim, if ties { "  cuts a tie" } else { "" });
    let second = match subject.diff(number) {
        Some(diff) => format!("      {count}, {}", plural(diff.words_after, "word")),
        None => format!("      {count}"),
    };
    let (comma, edited) =
        if state.is_some_and(ProfileState::is_edited) { (", ", "edited") } else { ("", "") };
    let second = vec![pen.span(text, second + comma), pen.span(Role::Warn, edited)];
    column.put(pen, second);
    let mut third = match subject.diff(number) {
        Some(_) if number == 1 => vec![pen.span(text, "      new")],
        Some(diff) => {
            let percent = pen.span(text, left(&format!("      {:.0}%", diff.heat * 100.0), 11));
            let [full, rest] = gauge_spans(pen, Role::Heat, diff.heat, HEAT);
            vec![percent, full, rest]
        }
        None if view.is_writing() && number == subject.written() + 1 => {
            vec![pen.span(Role::Info, "      being written ...")]
        }
        None => vec![pen.span(Role::Dim, "      not written")],
    };
    third.push(ties);
    column.put(pen, third);
}

fn when(interactions: &[Interaction]) -> String {
    let ends = interactions.first().zip(interactions.last());
    let times = ends.and_then(|(first, last)| first.timestamp.zip(last.timestamp));
    times.map_or_else(|| "no dates".to_owned(), |(from, to)| dates::span(from.min(to), from.max(to)))
}

/// All runs of this user, newest first, where there are several.
fn runs(pen: &Pen<'_>, view: View<'_>, room: usize) -> Vec<Line<'static>> {
    let here = view.subject.run_id();
    let runs: Vec<_> = view.study.runs_of(&view.subject.id).collect();
    if runs.len() < 2 && runs.iter().all(|run| Some(run.id) == here) {
        return Vec::new();
    }
    let keys = format!("{} {}", view.key(Action::RunsPrev), view.key(Action::RunsNext));
    let mut lines = vec![Line::from(vec![
        pen.span(Role::Dim, format!("{}  ", plural(runs.len(), "run"))),
        pen.span(Role::KeyHint, keys),
        pen.span(Role::Dim, " opens another"),
    ])];
    for run in runs.into_iter().rev() {
        let is_here = Some(run.id) == here;
        let fork =
            run.fork.map_or_else(String::new, |fork| format!("  from {} at B{}", fork.run, fork.from_batch));
        let left = if run.written < run.batches {
            format!("  {}/{}", run.written, run.batches)
        } else {
            String::new()
        };
        let text = format!("{} {}{fork}{left}", run.id, clean_line(&run.name));
        lines.push(Line::from(vec![
            pen.span(Role::Mark, if is_here { "> " } else { "  " }),
            pen.span(
                if is_here { Role::Strong } else { Role::Text },
                cut(&text, room.saturating_sub(2)).into_owned(),
            ),
        ]));
    }
    lines
}
