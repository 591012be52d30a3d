//! The texts of the rows of the list of users, worked out once; never how a row looks.

use std::collections::HashMap;
use std::sync::{Arc, Weak};

use crate::app::screens::users::{batches_of, count_runs, too_few};
use crate::app::study::Study;
use crate::domain::text::clean_line;
use crate::domain::{HistorySpec, Split, UserIx};
use crate::ui::parts::table::{GAP, TableColumn};

/// More than a screen shows; beyond it the memory starts afresh.
const KEPT: usize = 1_000;

/// Rows that were shown: moving in a list changes two of them.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    split: Weak<Split>,
    history: Option<HistorySpec>,
    /// Which columns, how wide.
    columns: Vec<(usize, usize)>,
    /// The text of a user's row, with the number of runs that it says.
    known: HashMap<UserIx, (usize, Arc<str>)>,
}

impl Rows {
    /// What follows is of this study and in these columns: what is known of others is forgotten.
    pub(super) fn are_of(&mut self, study: &Study, columns: &[(usize, &TableColumn)]) {
        let data = &study.data;
        let columns = columns.iter().map(|(at, column)| (*at, column.width));
        let is_same = std::ptr::eq(self.split.as_ptr(), Arc::as_ptr(&data.split))
            && self.history == Some(data.history)
            && columns.clone().eq(self.columns.iter().copied());
        if !is_same || self.known.len() > KEPT {
            let columns = columns.collect();
            let split = Arc::downgrade(&data.split);
            *self = Self { split, history: Some(data.history), columns, known: HashMap::new() };
        }
    }

    /// The text of a row.
    pub(super) fn row(&mut self, study: &Study, user: UserIx, columns: &[(usize, &TableColumn)]) -> Arc<str> {
        let runs = count_runs(study, user);
        let known = self.known.get(&user).filter(|(of, _)| *of == runs);
        if let Some((_, row)) = known {
            return Arc::clone(row);
        }
        let values = values(study, user, runs);
        let cell =
            |(at, column): &(usize, &TableColumn)| column.cell(values.get(*at).map_or("", String::as_str));
        let cells: Vec<String> = columns.iter().map(cell).collect();
        let row: Arc<str> = cells.join(&" ".repeat(GAP)).into();
        self.known.insert(user, (runs, Arc::clone(&row)));
        row
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
