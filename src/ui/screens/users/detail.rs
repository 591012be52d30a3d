//! The selected user: ratings, dates, genres against all users, batches and runs.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::runs;
use crate::app::screens::users::{DecadeRow, GENRE_ROWS, GenreRow, UserDetail, Users, too_few};
use crate::app::study::Study;
use crate::config::theme::Role;
use crate::domain::text::clean_line;
use crate::domain::{History, Interaction};
use crate::ui::dates;
use crate::ui::layout::left_column;
use crate::ui::parts::charts::{self, diverging, histogram};
use crate::ui::parts::note;
use crate::ui::parts::pen::{Column, Pane, Pen};
use crate::ui::text::{cut, left, width};

/// Labels stand in a column of this width.
pub(super) const LABEL: usize = 10;

pub(super) fn pane_titled(pen: &mut Pen<'_>, area: Rect, title: &str) -> Column {
    let title = Line::from(pen.span(Role::Title, title.to_owned()));
    Column::new(pen.pane(area, &Pane { title, ..Pane::default() }))
}

fn user_name(study: &Study, detail: &UserDetail) -> String {
    let id = study.data.dataset.users.id(detail.user);
    format!("User {}", id.map_or_else(String::new, |id| clean_line(&id.to_string())))
}

/// Everything in one pane.
pub(super) fn pane(pen: &mut Pen<'_>, area: Rect, study: &Study, users: &Users) {
    let Some(detail) = users.detail() else { return note_alone(pen, area, study) };
    let mut column = pane_titled(pen, area, &user_name(study, detail));
    // Batches and runs take what they need, genres most of the rest, and the note on the data what is left.
    let batches_rows = batches_height(detail);
    let runs_rows = runs::height(study, detail);
    let lower = batches_rows + runs_rows + 2;
    ratings(pen, &mut column, study, detail, true);
    let wanted = (detail.genres.len() as u16 + 1).max(2);
    let genres_rows = wanted.min(column.left().saturating_sub(lower + 1).max(6));
    genre_chart(pen, column.take(genres_rows), study, &detail.genres);
    column.gap();
    batches(pen, &mut column, study, detail);
    column.gap();
    runs::draw(pen, &mut column, study, detail);
    note_at_the_end(pen, &mut column, study);
}

/// What is open, where there is room for it below the rest.
fn note_at_the_end(pen: &mut Pen<'_>, column: &mut Column, study: &Study) {
    let rows = note::ROWS.into_iter().find(|rows| *rows < column.left());
    if let Some(rows) = rows {
        note::draw(pen, &mut Column::new(column.take_bottom(rows)), study);
    }
}

fn note_alone(pen: &mut Pen<'_>, area: Rect, study: &Study) {
    let mut column = pane_titled(pen, area, "Data");
    note::draw(pen, &mut column, study);
}

/// Ratings and genres.
pub(super) fn pane_of_ratings(pen: &mut Pen<'_>, area: Rect, study: &Study, users: &Users) {
    let Some(detail) = users.detail() else {
        pane_titled(pen, area, "User");
        return;
    };
    let mut column = pane_titled(pen, area, &user_name(study, detail));
    ratings(pen, &mut column, study, detail, true);
    let rows = (detail.genres.len() as u16 + 1).max(2).min(column.left());
    genre_chart(pen, column.take(rows), study, &detail.genres);
    column.gap();
    decade_chart(pen, column.rest(), detail);
}

/// Batches, runs, and the note on the data.
pub(super) fn pane_of_batches(pen: &mut Pen<'_>, area: Rect, study: &Study, users: &Users) {
    let Some(detail) = users.detail() else { return note_alone(pen, area, study) };
    let mut column = pane_titled(pen, area, "Batches and runs");
    let runs_rows = runs::height(study, detail).min(12) + 2;
    // All ratings of all batches are worth more than the whole note.
    let wanted = batches_height(detail) + detail.history.len() as u16;
    let fits = |rows: &u16| column.left() >= wanted + runs_rows + rows;
    let note_rows = note::ROWS.into_iter().find(fits).unwrap_or(note::ROWS[0]);
    let mut bottom = Column::new(column.take_bottom(runs_rows + note_rows));
    history(pen, &mut column, study, detail);
    bottom.gap();
    runs::draw(pen, &mut bottom, study, detail);
    note_at_the_end(pen, &mut bottom, study);
}

/// A few lines below the list.
pub(super) fn compact(pen: &mut Pen<'_>, column: &mut Column, study: &Study, detail: &UserDetail) {
    column.rule(pen, &user_name(study, detail));
    let mut spans = vec![label(pen, "ratings")];
    let room = column.width().saturating_sub(LABEL);
    spans.extend(histogram::in_a_row(pen, study.data.dataset.scale, &detail.histogram, room).spans);
    column.put(pen, spans);
    let dates = span_of(detail);
    let history = history_words(study, &detail.history);
    // The order gives way first, it stands in the context row of every other screen.
    let short = history.split(", ").next().unwrap_or_default();
    let room = column.width().saturating_sub(LABEL + width(&dates) + 2);
    let history =
        [history.as_str(), short].into_iter().find(|words| width(words) <= room).unwrap_or_default();
    let history = pen.span(Role::Dim, format!("  {history}"));
    let line = vec![label(pen, "dates"), pen.span(Role::Text, dates), history];
    column.put(pen, line);
    let room = column.width().saturating_sub(LABEL) / 2;
    let (high, low) = ends(study, &detail.genres, room.saturating_sub(6));
    let spans = vec![
        label(pen, "high"),
        pen.span(Role::Text, left(&high, room)),
        pen.span(Role::Dim, "low  "),
        pen.span(Role::Text, low),
    ];
    column.put(pen, spans);
    let words = held_out_words(study, detail);
    let note = format!("   genres: mean minus all users' (n >= {GENRE_ROWS})");
    let fits = width(&words) + width(&note) + LABEL <= column.width();
    let note = if fits { note } else { String::new() };
    let line = vec![label(pen, "held-out"), pen.span(Role::Text, words), pen.span(Role::Dim, note)];
    column.put(pen, line);
    let names = cut(&runs::names(study, detail), column.width().saturating_sub(LABEL)).into_owned();
    let line = vec![label(pen, "runs"), pen.span(Role::Text, names)];
    column.put(pen, line);
}

pub(super) fn label(pen: &Pen<'_>, text: &str) -> Span<'static> {
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
    let name = |row: &GenreRow| format!("{} {:+.1}", genre_name(study, row.genre), row.above_all);
    // No more are named than fit.
    let join = |rows: &mut dyn Iterator<Item = String>| {
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
    let mut high = genres.iter().filter(|row| row.above_all >= 0.0).map(name);
    let mut low = genres.iter().rev().filter(|row| row.above_all < 0.0).map(name);
    let none = |text: String| if text.is_empty() { "-".to_owned() } else { text };
    (none(join(&mut high)), none(join(&mut low)))
}

/// What is held out, and how far the user's mean is off in it.
fn held_out_words(study: &Study, detail: &UserDetail) -> String {
    let n = study.data.totals.user(detail.user).held_out;
    match detail.mean_rmse {
        Some(rmse) => format!("{n}, user mean RMSE {rmse:.2}"),
        None => format!("{n}, user mean RMSE n/a"),
    }
}

/// Columns of the data set, histogram, dates, what is held out.
fn ratings(pen: &mut Pen<'_>, column: &mut Column, study: &Study, detail: &UserDetail, gaps: bool) {
    let known: Vec<_> =
        study.data.dataset.users.known(detail.user).map(|(_, value)| clean_line(value)).collect();
    if !known.is_empty() {
        let known = pen.span(Role::Text, cut(&known.join("  "), column.width()).into_owned());
        column.put(pen, known);
        if gaps {
            column.gap();
        }
    }
    let rows = column.take(histogram::height(study.data.dataset.scale).min(column.left() / 3).max(1));
    let word = label(pen, "ratings");
    pen.line(rows, &Line::from(word));
    let [_, chart] = left_column(rows, LABEL as u16);
    histogram::draw(pen, chart, study.data.dataset.scale, &detail.histogram);
    let line = vec![label(pen, "dates"), pen.span(Role::Text, span_of(detail))];
    column.put(pen, line);
    let n = study.data.totals.user(detail.user).held_out;
    let rmse = detail.mean_rmse.map_or_else(|| "n/a".to_owned(), |rmse| format!("{rmse:.2}"));
    let line = vec![
        label(pen, "held-out"),
        pen.span(Role::Text, n.to_string()),
        pen.span(Role::Dim, "   user mean RMSE "),
        pen.span(if u64::from(n) < charts::FEW { Role::Dim } else { Role::Text }, rmse),
    ];
    column.put(pen, line);
    if let Some(n) = too_few(&study.data, detail.user) {
        let text = format!("too few: {n} of the {} ratings of a batch", study.data.history.batch_size);
        let line = pen.span(Role::Warn, text);
        column.put(pen, line);
    }
    column.gap();
}

fn genre_chart(pen: &mut Pen<'_>, area: Rect, study: &Study, genres: &[GenreRow]) {
    let heading = diverging::Heading { name: "genre", mean: "mean", value: "vs all" };
    let row = |row: &GenreRow| diverging::Row {
        name: genre_name(study, row.genre),
        n: row.n,
        mean: Some(row.mean),
        value: Some(row.above_all),
    };
    let rows: Vec<diverging::Row> = genres.iter().map(row).collect();
    diverging::draw(pen, area, heading, &rows);
    if rows.is_empty() {
        let mut column = Column::new(area);
        column.gap();
        let none = pen.span(Role::Dim, format!("no genre has {GENRE_ROWS} ratings"));
        column.put(pen, none);
    }
}

/// Ratings by the decade of their items, against the user's own mean.
fn decade_chart(pen: &mut Pen<'_>, area: Rect, detail: &UserDetail) {
    if area.height < 3 || detail.decades.is_empty() {
        return;
    }
    let heading = diverging::Heading { name: "decade", mean: "mean", value: "vs own" };
    let row = |row: &DecadeRow| diverging::Row {
        name: format!("{}s", row.decade),
        n: row.n,
        mean: row.mean,
        value: row.above_own,
    };
    let rows: Vec<diverging::Row> = detail.decades.iter().map(row).collect();
    diverging::draw(pen, area, heading, &rows);
}

/// Each batch with its ratings, as many as there is room for.
fn history(pen: &mut Pen<'_>, column: &mut Column, study: &Study, detail: &UserDetail) {
    let room = column.left().saturating_sub(batches_height(detail));
    let most = usize::from(room) / detail.history.batch_count().max(1);
    let dataset = &study.data.dataset;
    batch_rows(pen, column, study, detail, |pen, column, at, rated| {
        // The last row says how many there are beyond it.
        let beyond =
            detail.history.batch(at.0).map_or(0, |batch| batch.interactions.len().saturating_sub(most));
        if at.1 >= most || (beyond > 0 && at.1 + 1 == most) {
            if at.1 + 1 == most {
                let more = pen.span(Role::Dim, format!("{:>11}... {} more", "", beyond + 1));
                column.put(pen, more);
            }
            return;
        }
        let title = dataset.items.find(&rated.item).map(|item| clean_line(dataset.items.title(item)));
        let title = title.filter(|title| !title.is_empty());
        let title = title.unwrap_or_else(|| clean_line(&format!("item {}", rated.item)));
        let share = dataset
            .scale
            .level(rated.rating)
            .map_or(0.5, |level| level as f64 / dataset.scale.levels().len().saturating_sub(1).max(1) as f64);
        let line = vec![
            Span::styled(format!("{:>9}  ", rated.rating), pen.theme.rating(share)),
            pen.span(Role::Dim, cut(&title, column.width().saturating_sub(11)).into_owned()),
        ];
        column.put(pen, line);
    });
}

fn genre_name(study: &Study, genre: usize) -> String {
    study.data.dataset.items.genre_names().get(genre).map_or_else(String::new, |name| clean_line(name))
}

/// Rows of the batches: a heading, each batch, and a note where a border cuts a tie.
fn batches_height(detail: &UserDetail) -> u16 {
    let ties = detail.history.batches().any(|batch| batch.starts_inside_tie);
    detail.history.batch_count() as u16 + 1 + u16::from(ties)
}

fn batches(pen: &mut Pen<'_>, column: &mut Column, study: &Study, detail: &UserDetail) {
    batch_rows(pen, column, study, detail, |_, _, _, _| {});
}

/// A row for each batch, and what `each` draws of its ratings below it: (batch, place in it), rating.
fn batch_rows(
    pen: &mut Pen<'_>,
    column: &mut Column,
    study: &Study,
    detail: &UserDetail,
    each: impl Fn(&mut Pen<'_>, &mut Column, (usize, usize), &Interaction),
) {
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
        for (at, rated) in batch.interactions.iter().enumerate() {
            each(pen, column, (batch.number, at), rated);
        }
    }
    if ties > 0 {
        let note = pen.span(Role::Dim, "  = cuts a tie (same second)");
        column.put(pen, note);
    }
}
