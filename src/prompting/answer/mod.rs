//! The ladder that an answer climbs: bytes, text, wrapping, one JSON object, schema, and for ratings ids, range and
//! completeness. Every rung is recorded; nothing is guessed in silence; never another request.

mod json;
mod object;
mod profile;
mod ratings;
#[cfg(test)]
mod tests;

pub(in crate::prompting) use object::{closing_brace, offset, without_place};
pub use profile::{ProfileAsk, ProfileParts, read_profile};
pub use ratings::{RatingAsk, RatingParts, read_ratings};

use crate::domain::text::clean_line;
use crate::domain::{Outcome, Rung};

/// What becomes of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Taken as it is.
    Accepted,
    /// Taken after something was put right.
    Repaired {
        /// What exactly.
        what: String,
    },
    /// Not taken.
    Rejected {
        /// Why.
        why: String,
        /// Line of the answer, 1 = first; `None` where it is about no place.
        line: Option<usize>,
        /// Column in characters, 1 = first.
        column: Option<usize>,
    },
}

impl From<&Verdict> for Outcome {
    fn from(verdict: &Verdict) -> Self {
        match verdict {
            Verdict::Accepted => Self::Accepted,
            Verdict::Repaired { what } => Self::Repaired { what: what.clone() },
            Verdict::Rejected { why, line: Some(line), column: Some(column) } => {
                Self::Rejected { why: format!("line {line}, column {column}: {why}") }
            }
            Verdict::Rejected { why, .. } => Self::Rejected { why: why.clone() },
        }
    }
}

/// An answer, read.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading<T> {
    /// How far it came. After a rejection the last rung is the one that did not hold.
    pub rungs: Vec<Rung>,
    /// What becomes of it.
    pub verdict: Verdict,
    /// What it says; `None` only where it was rejected.
    pub parts: Option<T>,
    /// What was noticed that is no failure.
    pub warnings: Vec<String>,
}

impl<T> Reading<T> {
    /// The verdict as it is kept with a call.
    pub fn outcome(&self) -> Outcome {
        Outcome::from(&self.verdict)
    }
}

/// Names of the rungs, in order.
const BYTES: &str = "bytes";
const TEXT: &str = "text";
const WRAPPING: &str = "wrapping";
const OBJECT: &str = "one JSON object";
const SCHEMA: &str = "schema";
const IDS: &str = "ids asked for";
const RANGE: &str = "range";
const COMPLETE: &str = "completeness";

/// What did not hold, with the place in bytes of the answer.
struct Fall {
    rung: &'static str,
    why: String,
    at: Option<usize>,
}

impl Fall {
    fn new(rung: &'static str, why: impl Into<String>, at: Option<usize>) -> Self {
        Self { rung, why: why.into(), at }
    }
}

/// An answer on its way up.
#[derive(Default)]
struct Climb {
    rungs: Vec<Rung>,
    repairs: Vec<String>,
    warnings: Vec<String>,
}

impl Climb {
    fn pass(&mut self, rung: &str, found: impl Into<String>) {
        self.rungs.push(Rung { name: rung.to_owned(), passed: true, found: found.into() });
    }

    /// A rung that does not hold although the answer goes on.
    fn slip(&mut self, rung: &str, found: impl Into<String>) {
        self.rungs.push(Rung { name: rung.to_owned(), passed: false, found: found.into() });
    }

    fn repair(&mut self, what: impl Into<String>) {
        // More of them say no more, and are not to take time that grows with their square.
        const MOST: usize = 12;
        let what = what.into();
        if self.repairs.len() < MOST && !self.repairs.contains(&what) {
            self.repairs.push(what);
        }
    }

    fn warn(&mut self, what: impl Into<String>) {
        self.warnings.push(what.into());
    }

    fn taken<T>(self, parts: T) -> Reading<T> {
        let verdict = if self.repairs.is_empty() {
            Verdict::Accepted
        } else {
            Verdict::Repaired { what: self.repairs.join("; ") }
        };
        Reading { rungs: self.rungs, verdict, parts: Some(parts), warnings: self.warnings }
    }

    fn rejected<T>(mut self, text: &str, fall: Fall) -> Reading<T> {
        self.slip(fall.rung, fall.why.clone());
        let place = fall.at.map(|at| super::place(text, at));
        let (line, column) = place.unzip();
        let verdict = Verdict::Rejected { why: fall.why, line, column };
        Reading { rungs: self.rungs, verdict, parts: None, warnings: self.warnings }
    }
}

/// The beginning of something from an answer, safe to show.
fn quote(text: &str) -> String {
    let line = clean_line(&text[..text.floor_char_boundary(400)]);
    super::info::cut(&line, 80)
}

/// Some of many ids: `12, 23 and 4 more`.
fn some<T: ToString>(all: &[T]) -> String {
    const SHOWN: usize = 10;
    let shown = all.iter().take(SHOWN).map(|it| quote(&it.to_string())).collect::<Vec<_>>().join(", ");
    if all.len() > SHOWN { format!("{shown} and {} more", all.len() - SHOWN) } else { shown }
}
