//! A and B: the two runs, or states of runs, that are to be compared.

use crate::domain::RunId;

/// A run, or one of its states, that is marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Mark {
    /// The run.
    pub run: RunId,
    /// The state after this batch, and only ratings given on it; `None` = the newest state and all ratings.
    pub batch: Option<usize>,
}

impl Mark {
    /// `r3`, `r3 B2`.
    pub fn label(self) -> String {
        self.batch.map_or_else(|| self.run.to_string(), |batch| format!("{} B{batch}", self.run))
    }
}

/// What is marked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// A.
    pub a: Option<Mark>,
    /// B.
    pub b: Option<Mark>,
}

impl Marks {
    /// What pressing the key on something makes of the marks: A, then B, then none; what is marked is unmarked.
    #[must_use]
    pub fn press(&self, mark: Mark) -> Self {
        let same = |known: Option<Mark>| known == Some(mark);
        match (self.a, self.b) {
            (Some(_), Some(_)) => Self::default(),
            (Some(_), None) if same(self.a) => Self::default(),
            (a @ Some(_), None) => Self { a, b: Some(mark) },
            (None, b) if same(b) => Self::default(),
            (None, b) => Self { a: Some(mark), b },
        }
    }

    /// A and B the other way round.
    #[must_use]
    pub fn swapped(&self) -> Self {
        Self { a: self.b, b: self.a }
    }

    /// Both, where both are marked.
    pub fn both(&self) -> Option<[Mark; 2]> {
        Some([self.a?, self.b?])
    }

    /// Whether a run is marked as A, and whether as B.
    pub fn of(&self, run: RunId) -> (bool, bool) {
        let is = |mark: Option<Mark>| mark.is_some_and(|mark| mark.run == run);
        (is(self.a), is(self.b))
    }

    /// What is marked, for people: `marked A r3, B r6 B2`.
    pub fn title(&self) -> String {
        let name = |letter: &str, mark: Mark| format!("{letter} {}", mark.label());
        let marks: Vec<String> = [("A", self.a), ("B", self.b)]
            .into_iter()
            .filter_map(|(letter, mark)| mark.map(|mark| name(letter, mark)))
            .collect();
        if marks.is_empty() { "cleared the marks".to_owned() } else { format!("marked {}", marks.join(", ")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(run: i64) -> Mark {
        Mark { run: RunId(run), batch: None }
    }

    #[test]
    fn the_first_is_a_the_second_b_and_the_third_time_none() {
        let none = Marks::default();
        let a = none.press(mark(3));
        assert_eq!(a.title(), "marked A r3");
        assert_eq!(a.press(mark(3)), none, "the same again takes it back");
        let two_states = a.press(Mark { run: RunId(3), batch: Some(2) });
        assert_eq!(two_states.title(), "marked A r3, B r3 B2");
        assert_eq!(two_states.of(RunId(3)), (true, true));
        assert_eq!(two_states.swapped().title(), "marked A r3 B2, B r3");
        assert_eq!(two_states.press(mark(9)), none);
        assert_eq!(none.title(), "cleared the marks");
    }
}
