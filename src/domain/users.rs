//! The users of a data set and what is known about them.

use super::{Id, Ids, UserIx};

/// All users, in the order of their ids, with the columns that the data set has for them
/// (ML-100K: `age`, `gender`, `occupation`, `zip_code`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Users {
    ids: Ids,
    columns: Vec<Box<str>>,
    /// Row-major: users x columns; empty text = not known. Empty altogether where there are no columns.
    values: Vec<Box<str>>,
}

impl Users {
    /// Users with a value per column each; `values` is row-major and has `ids.len() * columns.len()` cells.
    /// A table of another size counts as "nothing is known".
    pub fn new(ids: Ids, columns: Vec<Box<str>>, values: Vec<Box<str>>) -> Self {
        if values.len() == ids.len() * columns.len() {
            Self { ids, columns, values }
        } else {
            Self { ids, columns: Vec::new(), values: Vec::new() }
        }
    }

    /// Number of users.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there is no user.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// The table of ids.
    pub fn ids(&self) -> &Ids {
        &self.ids
    }

    /// The id of a user; `None` beyond the end.
    pub fn id(&self, user: UserIx) -> Option<Id> {
        self.ids.get(user.at())
    }

    /// The user with that id.
    pub fn find(&self, id: &Id) -> Option<UserIx> {
        self.ids.position(id).map(UserIx)
    }

    /// All users, in the order of their ids.
    pub fn all(&self) -> impl DoubleEndedIterator<Item = UserIx> + ExactSizeIterator + use<> {
        (0..self.len() as u32).map(UserIx)
    }

    /// Names of the columns.
    pub fn columns(&self) -> &[Box<str>] {
        &self.columns
    }

    /// What is known about a user: (column, value), without the empty ones.
    pub fn known(&self, user: UserIx) -> impl Iterator<Item = (&str, &str)> {
        let width = self.columns.len();
        let values = self.values.get(user.at() * width..(user.at() + 1) * width).unwrap_or_default();
        self.columns
            .iter()
            .zip(values)
            .map(|(name, value)| (&**name, &**value))
            .filter(|(_, v)| !v.is_empty())
    }

    /// A user's value in a column; `None` where the column or the value is missing.
    pub fn value(&self, user: UserIx, column: &str) -> Option<&str> {
        self.known(user).find(|(name, _)| *name == column).map(|(_, value)| value)
    }
}
