//! A place in a list: which row is selected, whatever the list's length.

use crate::actions::Action;

/// The selected row of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cursor {
    at: usize,
}

impl Cursor {
    /// The selected row of a list of `len`; `None` of an empty one.
    pub fn of(self, len: usize) -> Option<usize> {
        (len > 0).then(|| self.at.min(len - 1))
    }

    /// Selects a row.
    pub fn set(&mut self, at: usize) {
        self.at = at;
    }

    /// Moves by an action that moves; whether it moved. `page` is how far a page is.
    pub fn travel(&mut self, action: Action, len: usize, page: usize) -> bool {
        let Some(here) = self.of(len) else { return false };
        self.at = match action {
            Action::MoveDown => here + 1,
            Action::MoveUp => here.saturating_sub(1),
            Action::PageDown => here + page,
            Action::PageUp => here.saturating_sub(page),
            Action::Top => 0,
            Action::Bottom => len - 1,
            _ => here,
        }
        .min(len - 1);
        self.at != here
    }

    /// Selects the next row of a list of `len` that is sought, or the one before, in a circle; whether there is
    /// one, be it the row where it stands.
    pub fn seek(&mut self, forwards: bool, len: usize, is_sought: impl Fn(usize) -> bool) -> bool {
        let Some(here) = self.of(len) else { return false };
        let step = if forwards { 1 } else { len - 1 };
        let found = (1..=len).map(|by| (here + by * step) % len).find(|&at| is_sought(at));
        if let Some(at) = found {
            self.at = at;
        }
        found.is_some()
    }
}

/// The first row to show so that the selected one is in the middle, without empty rows at either end.
pub fn first_shown(selected: usize, len: usize, height: usize) -> usize {
    selected.saturating_sub(height / 2).min(len.saturating_sub(height))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_stays_in_its_list() {
        let mut cursor = Cursor::default();
        assert_eq!(cursor.of(0), None);
        assert!(!cursor.travel(Action::MoveDown, 0, 10));
        assert!(cursor.travel(Action::PageDown, 5, 10));
        assert_eq!(cursor.of(5), Some(4));
        assert_eq!(cursor.of(2), Some(1));
        assert!(cursor.travel(Action::MoveUp, 2, 10));
        assert_eq!(cursor.of(2), Some(0));
    }

    #[test]
    fn sought_rows_are_gone_through_in_a_circle() {
        let mut cursor = Cursor::default();
        let is_sought = |at: usize| at % 3 == 1;
        let mut walk = |forwards| {
            assert!(cursor.seek(forwards, 8, is_sought));
            cursor.of(8)
        };
        assert_eq!([walk(true), walk(true), walk(true), walk(true)], [Some(1), Some(4), Some(7), Some(1)]);
        assert_eq!([walk(false), walk(false)], [Some(7), Some(4)]);
        assert!(!cursor.seek(true, 8, |_| false) && !cursor.seek(true, 0, |_| true));
        assert_eq!(cursor.of(8), Some(4));
    }

    #[test]
    fn the_selected_row_is_always_shown() {
        for height in 1..12 {
            for len in 0..30 {
                for selected in 0..len {
                    let first = first_shown(selected, len, height);
                    assert!(
                        first <= selected && selected < first + height,
                        "{selected} of {len} in {height}"
                    );
                    assert!(first == 0 || first + height <= len);
                }
            }
        }
    }
}
