//! What a profile claims and what the ratings say, worked out here from titles, ratings, genres, years and
//! texts; never by asking a model.
//!
//! A [`Vocabulary`] is made once for a data set. [`claims`] reads what each sentence says of genres, themes and
//! eras, and of how strictly the user rates. [`Raters`] knows what all users give. [`Evidence`] holds one user's
//! ratings; [`Account::of`] checks a state against it: every citation
//! ([`Found`]), every item of the batch ([`Fit`]), every sentence ([`Verdict`]). [`Account::says`] answers which
//! sentence speaks of a genre, and how. [`ledger`] follows the subjects over the states.

mod check;
mod claims;
mod cues;
mod eras;
mod evidence;
mod ledger;
mod raters;
mod reading;
mod spread;
mod stances;
mod stated;
mod strictness;
mod subjects;
mod themes;
mod titles;
mod verdict;
pub mod words;

pub use check::{Account, Bearing, Checked, CheckedCitation, Fit, Found, Said};
pub use claims::{Claim, Hedge, Polarity, claims};
pub use evidence::{Evidence, Known, Leaning, Place};
pub use ledger::{Entry, LedgerRow, ledger};
pub use raters::{Raters, Standing};
pub use spread::{MARKS, SentenceSpread, StanceSpread, StepSpread, TextSpread, text_spread};
pub use stated::{CheckedClaim, StatedItem};
pub use subjects::{Belongs, Subject, Vocabulary};
pub use verdict::{Tally, Verdict};
