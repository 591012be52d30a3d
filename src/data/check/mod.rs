//! The data doctor: figures about a data set and its split that decide how far a study can be believed, and a
//! plain sentence for each that is out of the ordinary; never repairing anything.

mod findings;
mod texts;
mod users;

use serde::Serialize;

use super::{Format, Opened};
use crate::domain::{HistorySpec, RatingScale, Split};

/// Everything that the doctor found. All figures are counts unless they say otherwise.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DataCheck {
    /// The data set's name.
    pub name: String,
    /// The data set's hash, in 16 hexadecimal digits.
    pub hash: String,
    /// The form it was found in.
    pub format: Format,
    /// The split, as typed.
    pub split: String,
    /// Which histories were looked at.
    pub history: HistorySpec,
    /// How much there is.
    pub counts: Counts,
    /// How many training ratings users have.
    pub training: TrainingSizes,
    /// Ties, spans and leaks; `None` for a data set without times.
    pub times: Option<TimeCheck>,
    /// Titles and texts of items.
    pub texts: TextCheck,
    /// What is out of the ordinary, most serious first.
    pub findings: Vec<Finding>,
}

/// How much there is.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Counts {
    /// All users, those without a rating included.
    pub users: usize,
    /// All items, those without a rating included.
    pub items: usize,
    /// All ratings.
    pub ratings: usize,
    /// Ratings to learn from.
    pub training: usize,
    /// Ratings to judge by.
    pub held_out: usize,
    /// Users that have a held-out rating.
    pub users_with_held_out: usize,
    /// Users that no rating names.
    pub users_without_ratings: usize,
    /// Items that no rating names.
    pub items_without_ratings: usize,
    /// Items that stand in at least one history.
    pub items_in_histories: usize,
    /// Items with a held-out rating and no training rating: what a model cannot have learnt.
    pub held_out_items_unseen: usize,
    /// Items with a held-out rating that occur in nobody's history.
    pub held_out_items_outside_histories: usize,
    /// Ratings beyond the first of the same user and item.
    pub duplicates: usize,
    /// Lines left out because they could not be read.
    pub skipped_lines: usize,
    /// The ratings that are possible.
    pub scale: RatingScale,
    /// How often each level of the scale occurs, lowest first.
    pub by_level: Vec<usize>,
}

/// How many training ratings users have, and what that does to their histories.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TrainingSizes {
    /// The user with the fewest.
    pub min: usize,
    /// The median over all users; `None` without users.
    pub median: Option<f64>,
    /// The user with the most.
    pub max: usize,
    /// Users with none: nothing can be written about them.
    pub none: usize,
    /// Users with fewer than ten.
    pub below_10: usize,
    /// Users with at most ten: the cold starts of the method's paper.
    pub at_most_10: usize,
    /// Users with fewer than twenty.
    pub below_20: usize,
    /// Users with fewer than a full history.
    pub below_history: usize,
    /// Ratings in all histories together.
    pub in_histories: usize,
    /// `batches[n]` users have a history of `n` batches.
    pub batches: Vec<usize>,
}

/// Ties, spans and leaks. A tie is two ratings of one user in the same second.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TimeCheck {
    /// The earliest timestamp.
    pub first: i64,
    /// The latest timestamp.
    pub last: i64,
    /// Whether timestamps are too large for seconds.
    pub looks_like_milliseconds: bool,
    /// Ratings in a tie, training and held-out together.
    pub tied: usize,
    /// Training ratings in a tie with another training rating.
    pub tied_training: usize,
    /// Users with a tie among their training ratings.
    pub users_with_tie: usize,
    /// Borders between batches, over all users.
    pub borders: usize,
    /// Borders that cut a tie, so that item ids decide what belongs to which batch.
    pub borders_inside_ties: usize,
    /// Users with such a border.
    pub users_with_border_inside_tie: usize,
    /// Users whose history begins inside a tie, so that item ids decide what belongs to it at all.
    pub users_history_starts_inside_tie: usize,
    /// Median time from the first to the last rating of a history, in seconds; `None` without histories.
    pub median_span_seconds: Option<f64>,
    /// Histories that fit into one hour.
    pub spans_within_hour: usize,
    /// Histories at all.
    pub histories: usize,
    /// Held-out ratings older than the newest training rating of the same user.
    pub held_out_older_than_own_training: usize,
    /// Held-out ratings older than the newest training rating of anybody.
    pub held_out_older_than_any_training: usize,
}

/// Titles and texts of items.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TextCheck {
    /// Text columns and how many items have something in them.
    pub columns: Vec<Coverage>,
    /// What lacks any text column.
    pub without_any_text: Missing,
    /// What lacks an overview.
    pub without_overview: Missing,
    /// Items without a title.
    pub untitled: usize,
    /// Items without a year.
    pub without_year: usize,
    /// Items without a genre.
    pub without_genre: usize,
    /// Titles that belong to two items or more.
    pub shared_titles: usize,
    /// Overviews that items of different titles share word for word.
    pub shared_overviews: usize,
    /// Items with an overview of fewer than five words.
    pub short_overviews: usize,
    /// Items whose texts give a release more than one year from the item's year.
    pub other_years: usize,
    /// Items whose title in the texts shares no word with their own.
    pub other_titles: usize,
    /// Rows of the file of texts about items that the data set does not have.
    pub unknown_rows: usize,
}

/// How many items have something in a text column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// The column.
    pub column: String,
    /// Items with a text in it.
    pub items: usize,
}

/// What is touched by items that lack a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Missing {
    /// Items that lack it.
    pub items: usize,
    /// Training ratings of such items.
    pub training: usize,
    /// Held-out ratings of such items.
    pub held_out: usize,
    /// Ratings of such items in histories.
    pub in_histories: usize,
    /// Users with such a rating in their history.
    pub users: usize,
}

/// How serious a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Likely to mislead, or to be a mistake in the data.
    Warning,
    /// Worth knowing when figures are read.
    Note,
}

/// Something out of the ordinary.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Stable name for programs.
    pub code: &'static str,
    /// How serious it is.
    pub level: Level,
    /// How often it was found; never 0.
    pub count: usize,
    /// Out of how many.
    pub of: usize,
    /// What it is and what follows from it.
    pub sentence: String,
    /// At most five examples.
    pub examples: Vec<String>,
}

/// Examines a data set as a study with this split and these histories would use it.
pub fn check(opened: &Opened, split: &Split, spec: &HistorySpec) -> DataCheck {
    let dataset = &opened.dataset;
    let lacking = texts::Lacking::of(&dataset.items);
    let facts = users::facts(dataset, split, spec, &lacking);
    let (texts, text_findings) = texts::check(opened, &lacking, &facts);
    let counts = users::counts(opened, split, &facts);
    let training = users::training_sizes(&facts, spec);
    let times = users::times(dataset, split, &facts);
    let mut check = DataCheck {
        name: dataset.name.clone(),
        hash: dataset.hash.to_string(),
        format: opened.format,
        split: split.name().to_owned(),
        history: *spec,
        counts,
        training,
        times,
        texts,
        findings: Vec::new(),
    };
    check.findings = findings::of(&check, text_findings);
    check
}

/// The middle value, or the mean of the two middle ones; `None` of nothing.
fn median(mut values: Vec<i64>) -> Option<f64> {
    values.sort_unstable();
    let middle = values.len() / 2;
    let upper = *values.get(middle)? as f64;
    if values.len() % 2 == 1 {
        return Some(upper);
    }
    values.get(middle.wrapping_sub(1)).map(|&lower| f64::midpoint(lower as f64, upper))
}

#[cfg(test)]
mod tests {
    use super::median;

    #[test]
    fn medians_of_even_and_odd_counts() {
        assert_eq!(median(vec![]), None);
        assert_eq!(median(vec![7]), Some(7.0));
        assert_eq!(median(vec![9, 1, 4]), Some(4.0));
        assert_eq!(median(vec![1, 2]), Some(1.5));
    }
}
