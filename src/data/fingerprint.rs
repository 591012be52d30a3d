//! What a simulator is told besides the ratings, as one number: two studies on the same ratings but with other
//! texts, user columns or split files are not the same study; never what is done about it.

use xxhash_rust::xxh3::Xxh3;

use super::{Opened, SplitSpec};
use crate::domain::{Items, Split, Users};

/// A hash of all that the ratings' own hash and the split's name leave open: columns of users; titles, years,
/// genres and texts of items; and, where files say which rows are held out, which those are. 16 hexadecimal
/// digits, the same on every system.
pub fn fingerprint(opened: &Opened, split: &Split) -> String {
    let mut hash = Hash(Xxh3::new());
    hash.users(&opened.dataset.users);
    hash.items(&opened.dataset.items);
    if matches!(split.name().parse(), Ok(SplitSpec::Shipped(_) | SplitSpec::Files { .. })) {
        hash.split(split);
    }
    format!("{:016x}", hash.0.digest())
}

struct Hash(Xxh3);

impl Hash {
    /// A text and its length, so that "ab", "c" is not "a", "bc".
    fn text(&mut self, text: &str) {
        self.0.update(&(text.len() as u64).to_le_bytes());
        self.0.update(text.as_bytes());
    }

    fn known<'a>(&mut self, at: u32, known: impl Iterator<Item = (&'a str, &'a str)>) {
        for (column, value) in known.filter(|(_, value)| !value.is_empty()) {
            self.0.update(&at.to_le_bytes());
            self.text(column);
            self.text(value);
        }
    }

    fn users(&mut self, users: &Users) {
        for user in users.all() {
            self.known(user.0, users.known(user));
        }
    }

    fn items(&mut self, items: &Items) {
        for item in items.all() {
            self.text(items.title(item));
            self.0.update(&items.year(item).unwrap_or_default().to_le_bytes());
            for genre in items.genre_list(item) {
                self.text(genre);
            }
            self.known(item.0, items.texts().of(item));
        }
    }

    fn split(&mut self, split: &Split) {
        for from in (0..split.len()).step_by(64) {
            let bits = (from..split.len().min(from + 64))
                .fold(0_u64, |bits, row| bits << 1 | u64::from(split.is_held_out(row)));
            self.0.update(&bits.to_le_bytes());
        }
    }
}
