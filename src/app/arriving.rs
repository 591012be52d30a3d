//! The users of a data set that is still being read, as far as its files have spoken of them; never opened ones.

use super::cursor::Cursor;
use crate::actions::Action;
use crate::domain::Id;

/// A user of whom ratings were read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ArrivingUser {
    /// The number that the data set has for the user.
    pub number: u32,
    /// How many ratings were read.
    pub ratings: u32,
    /// Their mean, in stars.
    pub mean: f64,
}

/// Those who came so far; rows only come and grow, and none changes its place.
#[derive(Clone, Debug, Default)]
pub struct Arriving {
    users: Vec<ArrivingUser>,
    is_scattered: bool,
    cursor: Cursor,
    /// Whether somebody moved the cursor.
    is_chosen: bool,
}

impl Arriving {
    /// In the order in which the files first speak of them.
    pub fn users(&self) -> &[ArrivingUser] {
        &self.users
    }

    /// Whether the ratings of each user lie all over the file, so that rows wait until all is read.
    pub fn is_scattered(&self) -> bool {
        self.is_scattered
    }

    /// The selected row.
    pub fn selected(&self) -> Option<usize> {
        self.cursor.of(self.users.len())
    }

    /// The selected user.
    pub fn user(&self) -> Option<Id> {
        Some(Id::Number(self.users.get(self.selected()?)?.number.into()))
    }

    /// The user whom somebody selected.
    pub(super) fn chosen(&self) -> Option<Id> {
        self.user().filter(|_| self.is_chosen)
    }

    /// From a place on, users are as these say.
    pub(super) fn take(&mut self, from: usize, users: Vec<ArrivingUser>, is_scattered: bool) {
        self.users.truncate(from);
        self.users.extend(users);
        self.is_scattered = is_scattered;
    }

    /// Moves the cursor; whether the action is one that moves it.
    pub(super) fn travel(&mut self, action: Action, page: usize) -> bool {
        let moves = self.cursor.travel(action, self.users.len(), page);
        self.is_chosen |= moves;
        moves
    }
}
