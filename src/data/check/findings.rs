//! Figures to sentences: what a person should know before believing a study; never counting.

use super::{DataCheck, Finding, Level};

/// Seconds as a person says them.
fn span(seconds: f64) -> String {
    match seconds {
        s if s < 120.0 => format!("{s:.0} seconds"),
        s if s < 7200.0 => format!("{:.0} minutes", s / 60.0),
        s if s < 172_800.0 => format!("{:.0} hours", s / 3600.0),
        s => format!("{:.0} days", s / 86_400.0),
    }
}

fn percent(count: usize, of: usize) -> String {
    if of == 0 { "none".into() } else { format!("{:.1} %", 100.0 * count as f64 / of as f64) }
}

/// `1 item`, `2 items`.
pub(super) fn many(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// Collects findings whose count is not 0.
struct Findings(Vec<Finding>);

impl Findings {
    fn add(&mut self, code: &'static str, level: Level, (count, of): (usize, usize), sentence: String) {
        if count > 0 {
            self.0.push(Finding { code, level, count, of, sentence, examples: Vec::new() });
        }
    }
}

/// All findings of a check, most serious first; `with_examples` are those of the texts.
pub(super) fn of(check: &DataCheck, with_examples: Vec<Finding>) -> Vec<Finding> {
    let mut found = Findings(with_examples);
    tables(check, &mut found);
    sizes(check, &mut found);
    times(check, &mut found);
    texts(check, &mut found);
    let mut found = found.0;
    found.sort_by_key(|finding| finding.level);
    found
}

fn tables(check: &DataCheck, found: &mut Findings) {
    let counts = &check.counts;
    found.add(
        "skipped-lines",
        Level::Warning,
        (counts.skipped_lines, counts.skipped_lines + counts.ratings),
        format!("Left out because unreadable: {}.", many(counts.skipped_lines, "line")),
    );
    found.add(
        "duplicates",
        Level::Warning,
        (counts.duplicates, counts.ratings),
        format!(
            "Ratings of an item that the same user had rated before: {}; all are kept, the newest is shown.",
            counts.duplicates
        ),
    );
    found.add(
        "users-without-ratings",
        Level::Note,
        (counts.users_without_ratings, counts.users),
        format!("Without any rating: {}.", many(counts.users_without_ratings, "user")),
    );
    found.add(
        "items-without-ratings",
        Level::Note,
        (counts.items_without_ratings, counts.items),
        format!("Without any rating: {}.", many(counts.items_without_ratings, "item")),
    );
    found.add(
        "held-out-items-unseen",
        Level::Note,
        (counts.held_out_items_unseen, counts.items),
        format!(
            "Held out but never in training: {}; item means know nothing about them.",
            many(counts.held_out_items_unseen, "item")
        ),
    );
    found.add(
        "held-out-items-outside-histories",
        Level::Note,
        (counts.held_out_items_outside_histories, counts.items),
        format!(
            "Held out but in nobody's history: {}.",
            many(counts.held_out_items_outside_histories, "item")
        ),
    );
}

fn sizes(check: &DataCheck, found: &mut Findings) {
    let (training, users, length) = (&check.training, check.counts.users, check.history.length);
    found.add(
        "users-without-training",
        Level::Warning,
        (training.none, users),
        format!("Without a training rating, so without a profile: {}.", many(training.none, "user")),
    );
    found.add(
        "users-at-most-10",
        Level::Note,
        (training.at_most_10, users),
        format!(
            "At most 10 training ratings, the cold starts of the method's paper: {}.",
            many(training.at_most_10, "user")
        ),
    );
    found.add(
        "short-histories",
        Level::Note,
        (training.below_history, users),
        format!(
            "Fewer than {length} training ratings, so fewer or shorter batches: {} of {users}.",
            many(training.below_history, "user")
        ),
    );
}

fn times(check: &DataCheck, found: &mut Findings) {
    let counts = &check.counts;
    let Some(times) = &check.times else {
        let sentence =
            "No timestamps: histories are in the order of item ids, which means nothing.".to_owned();
        found.add("no-times", Level::Warning, (counts.ratings, counts.ratings), sentence);
        return;
    };
    found.add(
        "milliseconds",
        Level::Warning,
        (usize::from(times.looks_like_milliseconds) * counts.ratings, counts.ratings),
        "Timestamps too large for seconds, most likely milliseconds: dates and spans will be wrong; divide the \
         column by 1000."
            .to_owned(),
    );
    found.add(
        "ties",
        Level::Note,
        (times.tied_training, counts.training),
        format!(
            "Training ratings that share their second with another of the same user: {}; item ids order them.",
            percent(times.tied_training, counts.training)
        ),
    );
    found.add(
        "borders-inside-ties",
        Level::Note,
        (times.borders_inside_ties, times.borders),
        format!(
            "Borders between batches that fall inside a tie: {}, for {} of {}; there item ids decide which batch a \
             rating belongs to.",
            percent(times.borders_inside_ties, times.borders),
            many(times.users_with_border_inside_tie, "user"),
            counts.users
        ),
    );
    found.add(
        "history-starts-inside-tie",
        Level::Note,
        (times.users_history_starts_inside_tie, counts.users),
        format!(
            "Histories that begin inside a tie: {}; there item ids decide what belongs to them at all.",
            times.users_history_starts_inside_tie
        ),
    );
    found.add(
        "short-spans",
        Level::Note,
        (times.spans_within_hour, times.histories),
        format!(
            "Histories that fit into one hour: {} (the median spans {}); their batches are moments of one sitting.",
            percent(times.spans_within_hour, times.histories),
            span(times.median_span_seconds.unwrap_or(0.0))
        ),
    );
    found.add(
        "held-out-older-than-training",
        Level::Warning,
        (times.held_out_older_than_own_training, counts.held_out),
        format!(
            "Held-out ratings older than the same user's newest training rating: {}; the split lets a model learn \
             from the future, future:0.1 does not.",
            percent(times.held_out_older_than_own_training, counts.held_out)
        ),
    );
}

fn texts(check: &DataCheck, found: &mut Findings) {
    let (texts, items) = (&check.texts, check.counts.items);
    let lacking = &texts.without_overview;
    let (level, sentence) = if lacking.items == items {
        let sentence =
            "No item has an overview: a model sees titles and genres alone; --item-texts adds texts.";
        (Level::Note, sentence.to_owned())
    } else {
        let sentence = format!(
            "Without an overview: {}, with {} in the histories of {} and {} held-out ones.",
            many(lacking.items, "item"),
            many(lacking.in_histories, "rating"),
            many(lacking.users, "user"),
            lacking.held_out
        );
        (Level::Warning, sentence)
    };
    found.add("items-without-overview", level, (lacking.items, items), sentence);
    found.add(
        "unknown-text-rows",
        Level::Note,
        (texts.unknown_rows, texts.unknown_rows + items),
        format!(
            "Item texts about items that the data set does not have: {}.",
            many(texts.unknown_rows, "row")
        ),
    );
    found.add(
        "untitled-items",
        Level::Warning,
        (texts.untitled, items),
        format!("Without a title: {}.", many(texts.untitled, "item")),
    );
    found.add(
        "items-without-year",
        Level::Note,
        (texts.without_year, items),
        format!("Without a year: {}.", many(texts.without_year, "item")),
    );
}
