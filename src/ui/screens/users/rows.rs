//! The columns of the list of users and the texts of its rows, worked out once; never how a row looks.

use std::collections::HashMap;
use std::sync::{Arc, Weak};

use crate::app::screens::users::{batches_of, too_few};
use crate::app::study::Study;
use crate::domain::text::clean_line;
use crate::domain::{HistorySpec, Split, UserIx};
use crate::ui::parts::table::{GAP, TableColumn, fitting};
use crate::ui::text::width;

/// More than a screen shows; beyond it the memory starts afresh.
const KEPT: usize = 1_000;

/// Rows that were shown: moving in a list changes two of them.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    split: Weak<Split>,
    history: Option<HistorySpec>,
    /// Widths of the id and of the data set's columns.
    widths: Vec<usize>,
    room: usize,
    /// The columns that fit, with their places in the table.
    columns: Vec<(usize, TableColumn)>,
    /// The text of a user's row, with the number of runs that it says.
    known: HashMap<UserIx, (usize, Arc<str>)>,
    version: u64,
}

impl Rows {
    /// What follows is of this study, in so many cells: what is known of others is forgotten.
    pub(super) fn are_of(&mut self, study: &Study, room: usize) {
        let data = &study.data;
        let is_same = std::ptr::eq(self.split.as_ptr(), Arc::as_ptr(&data.split));
        if is_same && self.history == Some(data.history) && self.room == room && self.known.len() <= KEPT {
            return;
        }
        if !is_same {
            (self.split, self.widths) = (Arc::downgrade(&data.split), measure(study));
        }
        (self.history, self.room) = (Some(data.history), room);
        let table = table(study, &self.widths);
        let fitting = fitting(&table, room);
        self.columns = fitting.into_iter().filter_map(|at| Some((at, table.get(at)?.clone()))).collect();
        self.known.clear();
        self.version += 1;
    }

    /// Another number, other rows.
    pub(super) fn version(&self) -> u64 {
        self.version
    }

    /// The text over the rows.
    pub(super) fn heading(&self) -> String {
        self.joined(|_, column| column.cell(&column.title))
    }

    /// The text of the row of a user with so many runs.
    pub(super) fn row(&mut self, study: &Study, user: UserIx, runs: usize) -> Arc<str> {
        let known = self.known.get(&user).filter(|(of, _)| *of == runs);
        if let Some((_, row)) = known {
            return Arc::clone(row);
        }
        let values = values(study, user, runs);
        let row = self.joined(|at, column| column.cell(values.get(at).map_or("", String::as_str)));
        let row: Arc<str> = row.into();
        self.known.insert(user, (runs, Arc::clone(&row)));
        row
    }

    fn joined(&self, cell: impl Fn(usize, &TableColumn) -> String) -> String {
        let cells: Vec<String> = self.columns.iter().map(|(at, column)| cell(*at, column)).collect();
        cells.join(&" ".repeat(GAP))
    }
}

/// The texts of a row, one for each column of the table.
fn values(study: &Study, user: UserIx, runs: usize) -> Vec<String> {
    let (data, users) = (&study.data, &study.data.dataset.users);
    let totals = data.totals.user(user);
    let two = |number: Option<f64>| number.map_or_else(|| "-".to_owned(), |number| format!("{number:.2}"));
    let mut values = vec![users.id(user).map_or_else(String::new, |id| clean_line(&id.to_string()))];
    values.extend(users.columns().iter().map(|name| clean_line(users.value(user, name).unwrap_or_default())));
    let batches = batches_of(data, user);
    let few = totals.training.n < data.history.length.get() as u64;
    values.extend([
        totals.training.n.to_string(),
        totals.held_out.to_string(),
        two(totals.training.mean()),
        two(totals.training.deviation()),
        if runs == 0 { "-".to_owned() } else { runs.to_string() },
        match too_few(data, user) {
            Some(n) => format!("too few ({n})"),
            None if few => format!("{batches} ({} only)", totals.training.n),
            None => batches.to_string(),
        },
    ]);
    values
}

/// Id, the data set's columns, counts.
fn table(study: &Study, widths: &[usize]) -> Vec<TableColumn> {
    let names = study.data.dataset.users.columns();
    let mut table = vec![TableColumn::numbers("id", widths.first().copied().unwrap_or(6), 0)];
    for (at, (name, width)) in names.iter().zip(widths.iter().skip(1)).enumerate() {
        // The first few say more than the deviation, further ones less.
        let rank = if at < 3 { 5 + at } else { 6 + at };
        table.push(TableColumn::words(clean_line(name), *width, rank));
    }
    table.extend([
        TableColumn::numbers("train", 6, 1),
        TableColumn::numbers("held-out", 8, 2),
        TableColumn::numbers("mean", 4, 3),
        TableColumn::numbers("sd", 4, 8),
        TableColumn::numbers("runs", 4, 4),
        TableColumn::words("batches", 11, 7 + names.len()),
    ]);
    table
}

/// Widths of the id and of the data set's columns, from the first users that have values.
fn measure(study: &Study) -> Vec<usize> {
    const LOOKED_AT: usize = 2_000;
    const WIDEST: usize = 16;
    let users = &study.data.dataset.users;
    let sample = || users.all().take(LOOKED_AT).chain(users.all().rev().take(1));
    let id = sample().filter_map(|user| users.id(user)).map(|id| width(&clean_line(&id.to_string()))).max();
    let mut widths = vec![id.unwrap_or(0).clamp(4, WIDEST)];
    for name in users.columns() {
        let widest =
            sample().filter_map(|user| users.value(user, name)).map(|value| width(&clean_line(value))).max();
        widths.push(widest.unwrap_or(0).max(width(&clean_line(name))).min(WIDEST));
    }
    widths
}
