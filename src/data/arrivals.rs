//! Whom the rating files have spoken of while they are still read; never what becomes of the rows.

use std::collections::HashMap;

use super::lines::UserRun;

/// What was read of a user so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// The number that the file has for the user.
    pub user: u32,
    /// How many ratings.
    pub ratings: u32,
    /// Their sum, in half stars.
    pub halves: u64,
}

/// News of who was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrived {
    /// Users from this place on are as follows; those before are as they were.
    pub from: usize,
    /// In the order in which the files first speak of them.
    pub users: Vec<Arrival>,
    /// The ratings of a user lie all over a file: nobody is complete before all is read, so nobody is told.
    pub is_scattered: bool,
}

/// Everybody who was read so far.
#[derive(Debug, Default)]
pub(super) struct Arrivals {
    all: Vec<Arrival>,
    /// Where each user stands, and the file that spoke of it last.
    places: HashMap<u32, (usize, usize)>,
    file: usize,
    /// How often a file came back to a user whom it had left.
    returns: usize,
    is_scattered: bool,
    /// The first place that changed since it was last told.
    changed: Option<usize>,
}

impl Arrivals {
    /// Another file begins.
    pub(super) fn next_file(&mut self) {
        self.file += 1;
    }

    /// Rows were read: whose they are, and their ratings.
    pub(super) fn see(&mut self, runs: &[UserRun], halves: &[u8]) {
        let mut halves = halves;
        for &run in runs {
            if self.is_scattered {
                return;
            }
            let (own, rest) = halves.split_at((run.rows as usize).min(halves.len()));
            halves = rest;
            self.add(run, own.iter().map(|half| u64::from(*half)).sum());
        }
    }

    fn add(&mut self, run: UserRun, halves: u64) {
        let last = self.all.len().checked_sub(1);
        let place = self.places.entry(run.user).or_insert((self.all.len(), self.file));
        let (at, file) = *place;
        place.1 = self.file;
        match self.all.get_mut(at) {
            Some(known) => {
                known.ratings = known.ratings.saturating_add(run.rows);
                known.halves = known.halves.saturating_add(halves);
                self.returns += usize::from(file == self.file && Some(at) != last);
            }
            None => self.all.push(Arrival { user: run.user, ratings: run.rows, halves }),
        }
        self.changed = Some(self.changed.map_or(at, |changed| changed.min(at)));
        // A few stray rows are no order of another kind.
        if self.returns > 16 + self.all.len() / 4 {
            *self = Self { is_scattered: true, changed: Some(0), ..Self::default() };
        }
    }

    /// What is new since this was last asked.
    pub(super) fn take(&mut self) -> Option<Arrived> {
        let from = self.changed.take()?;
        let users = self.all.get(from..).unwrap_or_default().to_vec();
        Some(Arrived { from, users, is_scattered: self.is_scattered })
    }

    /// Reading begins anew.
    pub(super) fn start(&mut self) {
        *self = Self { changed: Some(0), ..Self::default() };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(user: u32, rows: u32) -> UserRun {
        UserRun { user, rows }
    }

    #[test]
    fn users_come_in_the_order_of_the_file_and_only_what_changed_is_told() {
        let mut arrivals = Arrivals::default();
        assert_eq!(arrivals.take(), None);
        arrivals.start();
        arrivals.see(&[run(7, 2), run(3, 1)], &[8, 10, 6]);
        let of = |user, ratings, halves| Arrival { user, ratings, halves };
        let told = arrivals.take().unwrap();
        assert_eq!((told.from, told.users), (0, vec![of(7, 2, 18), of(3, 1, 6)]));
        assert_eq!(arrivals.take(), None);
        // A user goes on in the next chunk.
        arrivals.see(&[run(3, 1), run(9, 1)], &[4, 2]);
        let told = arrivals.take().unwrap();
        assert_eq!((told.from, told.users), (1, vec![of(3, 2, 10), of(9, 1, 2)]));
    }

    #[test]
    fn a_second_file_adds_to_the_users_of_the_first() {
        let mut arrivals = Arrivals::default();
        arrivals.next_file();
        for user in 0..100 {
            arrivals.see(&[run(user, 1)], &[8]);
        }
        arrivals.next_file();
        for user in 0..100 {
            arrivals.see(&[run(user, 1)], &[2]);
        }
        let told = arrivals.take().unwrap();
        assert!(!told.is_scattered && told.users.len() == 100);
        assert!(told.users.iter().all(|user| (user.ratings, user.halves) == (2, 10)));
    }

    #[test]
    fn where_the_ratings_of_a_user_lie_all_over_the_file_nobody_is_told() {
        let mut arrivals = Arrivals::default();
        for at in 0..1000 {
            arrivals.see(&[run(at * 7 % 50, 1)], &[8]);
        }
        let told = arrivals.take().unwrap();
        assert!(told.is_scattered && told.users.is_empty());
        arrivals.see(&[run(1, 1)], &[8]);
        assert_eq!(arrivals.take(), None);
    }
}
