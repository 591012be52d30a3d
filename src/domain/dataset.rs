//! A whole data set: users, items, ratings and their scale.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Id, Interaction, Interactions, Items, Provenance, RatingScale, Row, UserIx, Users};

/// A hash of a data set's ratings, by which a run names the data that it was made from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct DataHash(pub u64);

impl fmt::Display for DataHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// A data set as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dataset {
    /// How the data set is called on screen: the folder's name, or `sample`.
    pub name: String,
    /// Names the ratings whatever the path.
    pub hash: DataHash,
    /// The users.
    pub users: Users,
    /// The items.
    pub items: Items,
    /// The ratings.
    pub interactions: Interactions,
    /// The ratings that are possible.
    pub scale: RatingScale,
}

impl Dataset {
    /// A row by the names of the data set, as a study uses it.
    pub fn interaction(&self, row: Row) -> Interaction {
        Interaction {
            item: self.items.id(row.item).unwrap_or(Id::Number(i64::from(row.item.0))),
            rating: row.rating,
            timestamp: row.timestamp,
            provenance: Provenance::Real,
        }
    }

    /// What a user rated an item, training and held-out alike; the newest where it was rated more than once.
    pub fn rating_of(&self, user: UserIx, item: &Id) -> Option<Row> {
        let item = self.items.find(item)?;
        self.interactions.of(user).rev().find(|row| row.item == item)
    }
}
