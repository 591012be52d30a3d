//! Why an item gets the rating that it gets: one sentence from the same weights as the number.

use super::claims::rounded;
use super::prose::Pen;
use super::wording::listed;
use crate::domain::ItemIx;
use crate::recommenders::taste::Prediction;

/// What counts as about average, in stars.
const ABOUT: f64 = 0.05;
/// An own rating is named when it moves the expectation at least this far.
const WORTH_NAMING: f64 = 0.015;

/// One sentence: what others think, how strict the user is, and which own ratings moved the expectation.
pub(super) fn reason(pen: &Pen<'_>, item: ItemIx, prediction: &Prediction) -> String {
    let level = rounded(pen.reading.level.mean);
    let offset = rounded(prediction.offset);
    let others = if offset.abs() < ABOUT {
        "Others rate it about average".to_owned()
    } else {
        format!("Others rate it {:.1} {} average", offset.abs(), if offset > 0.0 { "above" } else { "below" })
    };
    let own = if level.abs() < 2.0 * ABOUT {
        String::new()
    } else {
        let side = if level > 0.0 { "higher" } else { "lower" };
        format!(", and this user rates {:.1} {side} than others do", level.abs())
    };
    let particular = rounded(prediction.taste - level);
    let named = closest(pen, item, particular);
    let close = if named.is_empty() {
        match (particular.abs() < ABOUT, pen.reading.len()) {
            (_, 0) => "; nothing is known of the user yet".to_owned(),
            (true, _) => "; none of the user's own ratings moves that much".to_owned(),
            (false, _) => {
                let side = if particular > 0.0 { "up" } else { "down" };
                format!("; many of the user's own ratings together move it {:.1} {side}", particular.abs())
            }
        }
    } else {
        let pronoun = if named.len() == 1 { "it" } else { "them" };
        let beyond = match (particular > 0.0, own.is_empty()) {
            (true, true) => format!("above what others gave {pronoun}"),
            (false, true) => format!("below what others gave {pronoun}"),
            (true, false) => "higher than that would suggest".to_owned(),
            (false, false) => "lower than that would suggest".to_owned(),
        };
        let names: Vec<String> = named.iter().map(|at| pen.cite(*at)).collect();
        format!("; closest to {}, which the user rated {beyond}", listed(&names))
    };
    format!("{others}{own}{close}.")
}

/// At most two own ratings that move the expectation most in the direction in which all together do, and that
/// went in that direction themselves.
fn closest(pen: &Pen<'_>, item: ItemIx, particular: f64) -> Vec<usize> {
    if particular.abs() < ABOUT {
        return Vec::new();
    }
    let posterior = &pen.reading.posterior;
    let mut parts: Vec<(f64, usize)> = (0..pen.reading.len())
        .map(|at| {
            (rounded(posterior.closeness(at, item) * pen.reading.surplus_of(at) * particular.signum()), at)
        })
        .filter(|(pull, at)| *pull > WORTH_NAMING && rounded(posterior.closeness(*at, item)) > 0.25)
        .collect();
    parts.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    parts.into_iter().map(|(_, at)| at).take(2).collect()
}
