//! The selected user: ratings, dates, genres against all users, batches and runs.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::app::screens::users::{GENRE_ROWS, GenreRow, UserDetail, Users};
use crate::app::study::Study;
use crate::config::theme::Role;
use crate::domain::History;
use crate::domain::text::clean_line;
use crate::ui::dates;
use crate::ui::parts::bars::{bar, spark};
use crate::ui::parts::pen::{Column, Pane, Pen};
use crate::ui::text::{cut, left, right, width};

/// Labels stand in a column of this width.
const LABEL: usize = 9;

fn pane_titled(pen: &mut Pen<'_>, area: Rect, title: &str) -> Column {
    let title = Line::from(pen.span(Role::Title, title.to_owned()));
    Column::new(pen.pane(area, &Pane { title, ..Pane::default() }))
}

fn user_name(study: &Study, detail: &UserDetail) -> String {
    let id = study.data.dataset.users.id(detail.user);
    format!("User {}", id.map_or_else(String::new, |id| clean_line(&id.to_string())))
}

/// Everything in one pane.
pub(super) fn pane(pen: &mut Pen<'_>, area: Rect, study: &Study, users: &Users) {
    let Some(detail) = users.detail() else {
        pane_titled(pen, area, "User");
        return;
    };
    let mut column = pane_titled(pen, area, &user_name(study, detail));
    ratings(pen, &mut column, study, detail);
    // Batches and runs take what they need; genres the rest.
    let lower = detail.history.batch_count() as u16 + run_lines(study, detail) + 5;
    let genres_room = column.left().saturating_sub(lower).clamp(4, (detail.genres.len() as u16 + 2).max(4));
    genre_table(pen, &mut Column::new(column.take(genres_room)), study, &detail.genres);
    column.gap();
    batches(pen, &mut column, study, detail);
    column.gap();
    runs(pen, &mut column, study, detail);
}

/// Ratings and genres.
pub(super) fn pane_of_ratings(pen: &mut Pen<'_>, area: Rect, study: &Study, users: &Users) {
    let Some(detail) = users.detail() else {
        pane_titled(pen, area, "User");
        return;
    };
    let mut column = pane_titled(pen, area, &user_name(study, detail));
    ratings(pen, &mut column, study, detail);
    genre_table(pen, &mut column, study, &detail.genres);
}

/// Batches and runs.
pub(super) fn pane_of_batches(pen: &mut Pen<'_>, area: Rect, study: &Study, users: &Users) {
    let mut column = pane_titled(pen, area, "Batches and runs");
    if let Some(detail) = users.detail() {
        batches(pen, &mut column, study, detail);
        column.gap();
        runs(pen, &mut column, study, detail);
    }
}

/// A few lines below the list.
pub(super) fn compact(pen: &mut Pen<'_>, column: &mut Column, study: &Study, detail: &UserDetail) {
    column.rule(pen, &user_name(study, detail));
    let most = detail.histogram.iter().max().copied().unwrap_or(0).max(1);
    let levels = study.data.dataset.scale.levels();
    let last = levels.len().saturating_sub(1).max(1);
    let mut spans = vec![label(pen, "ratings")];
    for (at, (level, &n)) in levels.zip(&detail.histogram).enumerate() {
        let style = pen.theme.rating(at as f64 / last as f64);
        spans.push(pen.span(Role::Text, format!("{level} ")));
        spans.push(Span::styled(spark(n as f64 / most as f64).to_string(), style));
        spans.push(pen.span(Role::Dim, format!(" {n}   ")));
    }
    column.put(pen, spans);
    let mut spans = vec![label(pen, "dates"), pen.span(Role::Text, span_of(detail))];
    spans.push(pen.span(Role::Dim, format!("   {}", history_words(study, &detail.history))));
    column.put(pen, spans);
    let room = column.width().saturating_sub(LABEL) / 2;
    let (high, low) = ends(study, &detail.genres, room.saturating_sub(6));
    let spans = vec![
        label(pen, "high"),
        pen.span(Role::Text, left(&high, room)),
        pen.span(Role::Dim, "low  "),
        pen.span(Role::Text, low),
    ];
    column.put(pen, spans);
    let note = format!("mean of the genre minus all users' (n >= {GENRE_ROWS})");
    let line = vec![label(pen, ""), pen.span(Role::Dim, note)];
    column.put(pen, line);
    let names = cut(&run_names(study, detail), column.width().saturating_sub(LABEL)).into_owned();
    let line = vec![label(pen, "runs"), pen.span(Role::Text, names)];
    column.put(pen, line);
}

fn label(pen: &Pen<'_>, text: &str) -> Span<'static> {
    pen.span(Role::Dim, left(text, LABEL))
}

fn span_of(detail: &UserDetail) -> String {
    detail.span.map_or_else(|| "no dates in this data set".to_owned(), |(from, to)| dates::span(from, to))
}

fn history_words(study: &Study, history: &History) -> String {
    let order = study.data.history.order.word();
    match history.batch_count() {
        0 => "no training ratings".to_owned(),
        1 => format!("last {} in 1 batch, {order}", history.len()),
        n => format!("last {} in {n} batches, {order}", history.len()),
    }
}

/// The genres most above and most below all users, as many as fit.
fn ends(study: &Study, genres: &[GenreRow], room: usize) -> (String, String) {
    let name = |row: &GenreRow| {
        let name = study.data.dataset.items.genre_names().get(row.genre);
        format!("{} {:+.1}", name.map_or_else(String::new, |name| clean_line(name)), row.above_all)
    };
    let join = |rows: Vec<String>| {
        let mut joined = String::new();
        for row in rows {
            if width(&joined) + width(&row) + 2 > room && !joined.is_empty() {
                break;
            }
            joined.push_str(&row);
            joined.push_str("  ");
        }
        cut(joined.trim_end(), room).into_owned()
    };
    let high = genres.iter().filter(|row| row.above_all >= 0.0).map(name).collect();
    let low = genres.iter().rev().filter(|row| row.above_all < 0.0).map(name).collect();
    let none = |text: String| if text.is_empty() { "-".to_owned() } else { text };
    (none(join(high)), none(join(low)))
}

/// Columns of the data set, histogram, dates.
fn ratings(pen: &mut Pen<'_>, column: &mut Column, study: &Study, detail: &UserDetail) {
    let known: Vec<_> =
        study.data.dataset.users.known(detail.user).map(|(_, value)| clean_line(value)).collect();
    if !known.is_empty() {
        let known = pen.span(Role::Text, known.join("  "));
        column.put(pen, known);
        column.gap();
    }
    let most = detail.histogram.iter().max().copied().unwrap_or(0).max(1);
    let levels = study.data.dataset.scale.levels();
    let last = levels.len().saturating_sub(1).max(1);
    let room = column.width().saturating_sub(LABEL + 11).min(30);
    for (at, (level, &n)) in levels.zip(&detail.histogram).enumerate() {
        let style = pen.theme.rating(at as f64 / last as f64);
        let line = vec![
            label(pen, if at == 0 { "ratings" } else { "" }),
            pen.span(Role::Text, format!("{level:<3}")),
            pen.span(Role::Dim, format!("{n:>5}  ")),
            Span::styled(bar(n as f64 / most as f64, room), style),
        ];
        column.put(pen, line);
    }
    let line = vec![label(pen, "dates"), pen.span(Role::Text, span_of(detail))];
    column.put(pen, line);
    column.gap();
}

fn genre_table(pen: &mut Pen<'_>, column: &mut Column, study: &Study, genres: &[GenreRow]) {
    let name_room = column.width().saturating_sub(27).clamp(8, 16);
    let heading = format!("{}{:>5}{:>7}{:>15}", left("genre", name_room), "n", "mean", "vs all users");
    let heading = pen.span(Role::Dim, heading);
    column.put(pen, heading);
    if genres.is_empty() {
        let none = pen.span(Role::Dim, format!("no genre has {GENRE_ROWS} ratings"));
        return column.put(pen, none);
    }
    // Where not all fit, the middle is left out: the ends say more.
    let room = usize::from(column.left());
    let skipped = if genres.len() > room {
        room.saturating_sub(1).div_ceil(2)..genres.len() - (room.saturating_sub(1)) / 2
    } else {
        0..0
    };
    for (at, row) in genres.iter().enumerate() {
        if skipped.contains(&at) {
            if at == skipped.start {
                let more = pen.span(Role::Dim, format!("... {} more", skipped.len()));
                column.put(pen, more);
            }
            continue;
        }
        let name = study
            .data
            .dataset
            .items
            .genre_names()
            .get(row.genre)
            .map_or_else(String::new, |name| clean_line(name));
        let role = if row.above_all < 0.0 { Role::Against } else { Role::Supports };
        let line = vec![
            pen.span(Role::Text, format!("{}{:>5}{:>7.2}", left(&name, name_room), row.n, row.mean)),
            pen.span(role, right(&format!("{:+.2}", row.above_all), 15)),
        ];
        column.put(pen, line);
    }
}

fn batches(pen: &mut Pen<'_>, column: &mut Column, study: &Study, detail: &UserDetail) {
    let heading = vec![
        pen.span(Role::Dim, left("batches", LABEL)),
        pen.span(Role::Text, format!("last {}, {}", detail.history.len(), study.data.history.order.word())),
    ];
    column.put(pen, heading);
    let mut ties = 0;
    for batch in detail.history.batches() {
        let times = batch.interactions.first().zip(batch.interactions.last());
        let times = times.and_then(|(first, last)| first.timestamp.zip(last.timestamp));
        let when = times.map_or_else(|| "no dates".to_owned(), |(from, to)| dates::span(from, to));
        ties += usize::from(batch.starts_inside_tie);
        let line = vec![
            pen.span(Role::Text, format!("  B{:<4}", batch.number)),
            pen.span(Role::Mark, if batch.starts_inside_tie { "= " } else { "  " }),
            pen.span(Role::Text, when),
            pen.span(Role::Dim, format!("  n {}", batch.interactions.len())),
        ];
        column.put(pen, line);
    }
    if ties > 0 {
        let note = pen.span(Role::Dim, "  = cuts a tie (same second)");
        column.put(pen, note);
    }
}

fn run_lines(study: &Study, detail: &UserDetail) -> u16 {
    let id = study.data.dataset.users.id(detail.user);
    id.map_or(1, |id| study.runs_of(&id).count() as u16 + 2)
}

fn runs(pen: &mut Pen<'_>, column: &mut Column, study: &Study, detail: &UserDetail) {
    let heading =
        vec![pen.span(Role::Dim, left("runs", LABEL)), pen.span(Role::Text, runs_in_words(study, detail))];
    column.put(pen, heading);
    let Some(id) = study.data.dataset.users.id(detail.user) else { return };
    for run in study.runs_of(&id).rev() {
        let fork =
            run.fork.map_or_else(String::new, |fork| format!("  from {} B{}", fork.run, fork.from_batch));
        let line = vec![
            pen.span(Role::Text, format!("  {:<5}", run.id.to_string())),
            pen.span(Role::Text, left(&clean_line(&run.name), 14)),
            pen.span(
                Role::Dim,
                format!("  {} of {}{fork}  {}", run.written, run.batches, clean_line(&run.provider)),
            ),
        ];
        column.put(pen, line);
    }
    if study.runs_of(&id).count() > 1 {
        let note = pen.span(Role::Dim, "  the newest opens, others from Profile");
        column.put(pen, note);
    }
}

/// `2: r2 main-b3, r1 main`, the newest first.
fn run_names(study: &Study, detail: &UserDetail) -> String {
    let Some(id) = study.data.dataset.users.id(detail.user) else { return String::new() };
    let names: Vec<String> =
        study.runs_of(&id).rev().map(|run| format!("{} {}", run.id, clean_line(&run.name))).collect();
    if names.is_empty() { "none yet".to_owned() } else { format!("{}: {}", names.len(), names.join(", ")) }
}

fn runs_in_words(study: &Study, detail: &UserDetail) -> String {
    let id = study.data.dataset.users.id(detail.user);
    match id.map_or(0, |id| study.runs_of(&id).count()) {
        0 => "none yet".to_owned(),
        n => n.to_string(),
    }
}
