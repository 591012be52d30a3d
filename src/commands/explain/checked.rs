//! The sentences of a state as they were checked against the ratings, for printing; never the checking.

use serde::Serialize;

use crate::domain::numbers::plural;
use crate::domain::text::clean_line;
use crate::domain::{Dataset, Id, Interaction, Rating};
use crate::explain::{
    Account, Bearing, Checked, CheckedCitation, CheckedClaim, Fit, Found, Hedge, LedgerRow, Place, Standing,
    StatedItem, Subject, Vocabulary, words,
};
use crate::simulation::{Estimate, Grounds};

/// What a state is checked with.
#[derive(Clone, Copy)]
pub(super) struct Desk<'a> {
    pub(super) dataset: &'a Dataset,
    pub(super) vocabulary: &'a Vocabulary,
    pub(super) account: &'a Account,
    pub(super) interactions: &'a [Interaction],
    pub(super) grounds: &'a [Grounds],
}

#[derive(Serialize)]
pub(super) struct CheckedLine {
    claims: Vec<ClaimLine>,
    verdict: &'static str,
    /// Interactions of the batch, cited or not, and cited ones of earlier batches, that were rated as is claimed.
    supporting: Vec<ItemLine>,
    /// Those that were rated the other way.
    contradicting: Vec<ItemLine>,
    /// Cited ones that belong to none of the claims' genres or years.
    off_topic: Vec<ItemLine>,
    /// How all ratings of the batches so far stand to the claims.
    so_far: SoFar,
    /// Where it speaks of strictness: the user's ratings so far among those of all users, in stars.
    rater: Option<RaterLine>,
    /// What the simulator had in mind, where it can tell: its own estimates, not checked.
    estimates: Vec<EstimateLine>,
}

#[derive(Serialize)]
struct RaterLine {
    fit: &'static str,
    n: usize,
    mean: f64,
    sd: f64,
    /// Above what others give the same items; negative = below.
    gap: Option<f64>,
    gap_se: Option<f64>,
    compared: usize,
    users: usize,
    users_mean: f64,
    users_sd: f64,
    users_below: f64,
}

#[derive(Serialize)]
struct EstimateLine {
    of: String,
    mean: f64,
    sd: f64,
    ratings: usize,
}

#[derive(Serialize)]
struct ClaimLine {
    subject: String,
    polarity: &'static str,
    hedge: &'static str,
}

#[derive(Serialize)]
struct SoFar {
    supporting: usize,
    contradicting: usize,
    between: usize,
}

#[derive(Serialize)]
struct ItemLine {
    item: Id,
    title: String,
    rating: Rating,
    batch: Option<usize>,
    cited: bool,
}

/// A citation with what became of it; without a data set only as it is written.
#[derive(Serialize)]
pub(super) struct CitationLine {
    text: String,
    title: String,
    rating: Option<f64>,
    item: Option<Id>,
    verdict: Option<&'static str>,
    /// The user's own rating.
    rated: Option<Rating>,
    /// The batch in which it was given; `null` outside of the history.
    batch: Option<usize>,
    fit: Option<&'static str>,
}

/// A claim as the simulator states it, the ids looked up.
#[derive(Serialize)]
pub(super) struct StatedLine {
    claim: String,
    items: Vec<StatedItemLine>,
}

#[derive(Serialize)]
struct StatedItemLine {
    item: Id,
    title: Option<String>,
    verdict: &'static str,
    rated: Option<Rating>,
    /// The batch in which it was rated; `null` outside of the history.
    batch: Option<usize>,
}

#[derive(Serialize)]
pub(super) struct LedgerLine {
    subject: String,
    states: Vec<Option<char>>,
    dropped: bool,
}

impl CitationLine {
    /// As it is written.
    pub(super) fn written(text: &str, citation: crate::diff::Citation) -> Self {
        Self {
            text: text.to_owned(),
            title: citation.title,
            rating: citation.rating,
            item: None,
            verdict: None,
            rated: None,
            batch: None,
            fit: None,
        }
    }

    fn of(text: &str, citation: &CheckedCitation, batch: usize) -> Self {
        let rated = citation.found.rating();
        Self {
            text: text.get(citation.range.clone()).unwrap_or_default().to_owned(),
            title: citation.title.clone(),
            rating: citation.cited,
            item: citation.id.clone(),
            verdict: Some(verdict(citation.found, batch)),
            rated: rated.map(|(rating, _)| rating),
            batch: rated.and_then(|(_, place)| batch_of(place)),
            fit: Some(citation.fit.word()),
        }
    }
}

impl RaterLine {
    fn of(standing: &Standing, fit: Fit) -> Self {
        Self {
            fit: fit.word(),
            n: standing.n,
            mean: standing.mean,
            sd: standing.sd,
            gap: standing.gap.map(|(gap, _)| gap),
            gap_se: standing.gap.map(|(_, error)| error),
            compared: standing.compared,
            users: standing.users,
            users_mean: standing.users_mean,
            users_sd: standing.users_sd,
            users_below: standing.users_below,
        }
    }
}

impl EstimateLine {
    fn of(estimate: &Estimate) -> Self {
        Self { of: estimate.what.clone(), mean: estimate.mean, sd: estimate.sd, ratings: estimate.ratings }
    }
}

const fn batch_of(place: Place) -> Option<usize> {
    match place {
        Place::Batch(batch) => Some(batch),
        Place::Training | Place::HeldOut => None,
    }
}

/// The words of the contract for what became of a citation.
fn verdict(found: Found, batch: usize) -> &'static str {
    match found {
        Found::WrongRating { .. } => "wrong rating",
        Found::NotRated => "not rated",
        Found::NotFound => "not found",
        Found::Rated { place, .. } => match place {
            Place::Batch(at) if at == batch => "this batch",
            Place::Batch(at) if at < batch => "earlier batch",
            Place::Batch(_) => "later batch",
            Place::Training => "outside the history",
            Place::HeldOut => "held out",
        },
    }
}

/// The word for what became of a cited id.
fn stated_verdict(found: Found, batch: usize) -> &'static str {
    if found == Found::NotFound { "unknown id" } else { verdict(found, batch) }
}

impl Desk<'_> {
    /// What the simulator says that its claims rest on.
    pub(super) fn stated(&self) -> Vec<StatedLine> {
        let batch = self.account.batch;
        let item = |one: &StatedItem| {
            let rated = one.found.rating();
            StatedItemLine {
                item: one.id.clone(),
                title: one.item.map(|item| self.dataset.items.title(item).to_owned()),
                verdict: stated_verdict(one.found, batch),
                rated: rated.map(|(rating, _)| rating),
                batch: rated.and_then(|(_, place)| batch_of(place)),
            }
        };
        let line = |one: &CheckedClaim| StatedLine {
            claim: one.claim.clone(),
            items: one.items.iter().map(item).collect(),
        };
        self.account.stated.iter().map(line).collect()
    }

    /// The same in indented lines, to be read or spoken.
    pub(super) fn stated_prose(&self) -> Vec<String> {
        let batch = self.account.batch;
        let mut lines = Vec::new();
        for claim in &self.account.stated {
            lines.push(format!("  {}", claim.claim));
            if claim.items.is_empty() {
                lines.push("    cites nothing".to_owned());
            }
            for one in &claim.items {
                let title = one.item.map_or("", |item| self.dataset.items.title(item));
                let title = if title.is_empty() { String::new() } else { format!(" {}", clean_line(title)) };
                let rated =
                    one.found.rating().map_or_else(String::new, |(rating, _)| format!("rated {rating} "));
                let place = words::cited(one.found, batch);
                lines.push(format!("    cites [{}]{title}: {rated}{place}", one.id));
            }
        }
        lines
    }

    /// The citations of a sentence of that text.
    pub(super) fn citations(&self, text: &str, checked: &Checked) -> Vec<CitationLine> {
        checked.citations.iter().map(|one| CitationLine::of(text, one, self.account.batch)).collect()
    }

    fn estimates(&self, text: &str) -> &[Estimate] {
        let behind = self.grounds.iter().find(|one| one.sentence.contains(text));
        behind.map(|one| one.estimates.as_slice()).unwrap_or_default()
    }

    pub(super) fn line(&self, text: &str, checked: &Checked) -> CheckedLine {
        let hedge = |hedge: Hedge| match hedge {
            Hedge::None => "none",
            Hedge::Soft => "soft",
            Hedge::Faint => "faint",
        };
        let claims = checked.claims.iter().map(|claim| ClaimLine {
            subject: self.vocabulary.name(claim.subject).into_owned(),
            polarity: words::polarity(claim),
            hedge: hedge(claim.hedge),
        });
        CheckedLine {
            claims: claims.collect(),
            verdict: checked.verdict.word(),
            supporting: self.items(checked, Fit::Supports),
            contradicting: self.items(checked, Fit::Contradicts),
            off_topic: self.items(checked, Fit::OffTopic),
            so_far: SoFar {
                supporting: checked.so_far.supports,
                contradicting: checked.so_far.contradicts,
                between: checked.so_far.between,
            },
            rater: checked.rater.as_ref().map(|(standing, fit)| RaterLine::of(standing, *fit)),
            estimates: self.estimates(text).iter().map(EstimateLine::of).collect(),
        }
    }

    /// The interactions that stand so to a sentence: those of the batch, then cited ones of other batches.
    fn items(&self, checked: &Checked, fit: Fit) -> Vec<ItemLine> {
        let batch = self.account.batch;
        let of_batch = checked.items.iter().filter(|one| one.fit == fit).filter_map(|one| {
            let interaction = self.interactions.get(one.at)?;
            Some(ItemLine {
                item: interaction.item.clone(),
                title: self.title_of(one),
                rating: interaction.rating,
                batch: Some(batch),
                cited: one.is_cited,
            })
        });
        let elsewhere = checked.citations.iter().filter(|one| one.fit == fit).filter_map(|one| {
            let (rating, place) = one.found.rating().filter(|(_, place)| *place != Place::Batch(batch))?;
            let title = self.dataset.items.title(one.item?).to_owned();
            Some(ItemLine { item: one.id.clone()?, title, rating, batch: batch_of(place), cited: true })
        });
        of_batch.chain(elsewhere).collect()
    }

    fn title_of(&self, bearing: &Bearing) -> String {
        let item = self.interactions.get(bearing.at).map(|one| &one.item);
        let title =
            item.and_then(|id| self.dataset.items.find(id)).map(|item| self.dataset.items.title(item));
        match (title, item) {
            (Some(title), _) if !title.is_empty() => title.to_owned(),
            (_, Some(id)) => format!("item {id}"),
            _ => String::new(),
        }
    }

    /// The account of a sentence in indented lines, to be read or spoken.
    pub(super) fn prose(&self, text: &str, checked: &Checked) -> Vec<String> {
        let batch = self.account.batch;
        let grounds = words::grounds(checked, batch);
        let grounds = if grounds.is_empty() { String::new() } else { format!(": {}", grounds.join(", ")) };
        let mut lines = vec![
            format!("    claims: {}", words::claimed(self.vocabulary, checked)),
            format!("    {}{grounds}", checked.verdict.word()),
        ];
        for citation in &checked.citations {
            let rated =
                citation.found.rating().map_or_else(String::new, |(rating, _)| format!(" rated {rating}"));
            let wrong = match (citation.found, citation.cited) {
                (Found::WrongRating { .. }, Some(cited)) => format!(", but cited as {cited}"),
                _ => String::new(),
            };
            lines.push(format!(
                "    cites {}:{rated} {}{wrong}, {}",
                citation.title,
                words::place(citation.found, batch),
                citation.fit.word()
            ));
        }
        for item in checked.items.iter().filter(|item| !item.is_cited) {
            let how = if item.fit == Fit::Contradicts { "against" } else { "for" };
            let rating =
                self.interactions.get(item.at).map_or_else(String::new, |one| one.rating.to_string());
            lines.push(format!("    not cited, {how}: {} rated {rating}", self.title_of(item)));
        }
        if let Some((standing, _)) = &checked.rater {
            lines.extend(words::standing(standing).into_iter().map(|line| format!("    {line}")));
        }
        for one in self.estimates(text) {
            let (what, mean, sd) = (&one.what, one.mean, one.sd);
            lines.push(format!(
                "    the simulator's own estimate: {what} {mean:+.2} stars (sd {sd:.2}) from {}",
                plural(one.ratings, "rating")
            ));
        }
        lines
    }
}

pub(super) fn ledger_lines(vocabulary: &Vocabulary, rows: &[LedgerRow]) -> Vec<LedgerLine> {
    let line = |row: &LedgerRow| LedgerLine {
        subject: vocabulary.name(row.subject).into_owned(),
        states: row.cells.iter().map(|cell| cell.map(|entry| entry.mark)).collect(),
        dropped: row.is_dropped(),
    };
    rows.iter().map(line).collect()
}

/// The ledger as a table of words and marks.
pub(super) fn ledger_table(vocabulary: &Vocabulary, rows: &[LedgerRow], states: usize) -> Vec<String> {
    if rows.is_empty() {
        return Vec::new();
    }
    let heads: String = (1..=states).map(|batch| format!("{:<4}", format!("B{batch}"))).collect();
    let mut lines = vec![format!("  {:<26}{}", "Ledger", heads.trim_end())];
    for row in rows {
        let marks: String =
            row.cells.iter().map(|cell| format!("{:<4}", cell.map_or(' ', |entry| entry.mark))).collect();
        let dropped = if row.is_dropped() { "   said once, then dropped" } else { "" };
        let line = format!("  {:<26}{}", vocabulary.name(row.subject), marks.trim_end());
        lines.push(format!("{line}{dropped}"));
    }
    lines.push("  + likes, - averse, ~ mixed or faintly said, . named without a stance".to_owned());
    if rows.iter().any(|row| row.subject == Subject::Strictness) {
        lines.push("  strictness: + strict, - generous, ~ as others".to_owned());
    }
    lines
}
