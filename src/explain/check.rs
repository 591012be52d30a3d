//! A state against the ratings: each citation, each item of the batch, each sentence with its verdict.

use super::claims::{Claim, Polarity, Reading};
use super::evidence::{Evidence, Leaning, Place};
use super::raters::Standing;
use super::stated::CheckedClaim;
use super::subjects::{Belongs, Subject, belongs};
use super::verdict::{Tally, Verdict};
use crate::diff::{Sentence, citations, sentences};
use crate::domain::text::clean;
use crate::domain::{Id, Interaction, ItemIx, ProfileState, Rating};
use std::ops::Range;

/// How an item stands to what a sentence claims.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fit {
    /// It belongs to a subject and was rated as the claim says.
    Supports,
    /// It belongs to a subject and was rated the other way.
    Contradicts,
    /// It belongs to a subject, but its rating points neither way, or two claims pull at it.
    Between,
    /// By its genres or year it belongs to none of the subjects. That does not make the claim wrong.
    OffTopic,
    /// Nothing is known that would tell.
    Unclear,
}

impl Fit {
    /// The words on screen and in JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Supports => "supports",
            Self::Contradicts => "contradicts",
            Self::Between => "in between",
            Self::OffTopic => "off-topic",
            Self::Unclear => "could not check",
        }
    }
}

/// What became of a citation's title and rating.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Found {
    /// The user rated it; as cited, where a rating is cited.
    Rated {
        /// The rating.
        rating: Rating,
        /// Where it stands.
        place: Place,
    },
    /// The user rated it, but not so.
    WrongRating {
        /// The right rating.
        rating: Rating,
        /// Where it stands.
        place: Place,
    },
    /// The data set has it, but this user never rated it.
    NotRated,
    /// No title of the data set is like it.
    NotFound,
}

impl Found {
    /// The user's rating and its place, where there is one.
    pub const fn rating(self) -> Option<(Rating, Place)> {
        match self {
            Self::Rated { rating, place } | Self::WrongRating { rating, place } => Some((rating, place)),
            Self::NotRated | Self::NotFound => None,
        }
    }

    /// Whether it is wrong of a text written after `batch` to cite it so: the rating differs, was never given,
    /// or cannot have been known then.
    pub const fn is_amiss(self, batch: usize) -> bool {
        match self {
            Self::Rated { place: Place::Batch(at), .. } => at > batch,
            Self::Rated { place, .. } => matches!(place, Place::HeldOut),
            Self::WrongRating { .. } | Self::NotRated => true,
            Self::NotFound => false,
        }
    }
}

/// A citation, checked.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckedCitation {
    /// The title as it is cited.
    pub title: String,
    /// The rating as it is cited.
    pub cited: Option<f64>,
    /// Bytes of the sentence.
    pub range: Range<usize>,
    /// The item, where one is called so.
    pub item: Option<ItemIx>,
    /// The item's id in the data set.
    pub id: Option<Id>,
    /// What became of title and rating.
    pub found: Found,
    /// How the item stands to the claims of its part of the sentence.
    pub fit: Fit,
}

/// An item of the batch that bears on a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bearing {
    /// Its place among the interactions of the batch.
    pub at: usize,
    /// How it stands to the claims.
    pub fit: Fit,
    /// Whether the sentence cites it.
    pub is_cited: bool,
}

/// A sentence, checked.
#[derive(Clone, Debug, PartialEq)]
pub struct Checked {
    /// Number of the sentence in its text, 1 = first.
    pub number: usize,
    /// What it claims.
    pub claims: Vec<Claim>,
    /// What it cites, in reading order.
    pub citations: Vec<CheckedCitation>,
    /// The items of the batch that it cites or that speak for or against it, in the order of the batch.
    pub items: Vec<Bearing>,
    /// How the ratings of all batches up to this one stand to the claims.
    pub so_far: Tally,
    /// Where it says how strictly the user rates: where the ratings up to this batch stand among those of all
    /// users, and how that bears it out.
    pub rater: Option<(Standing, Fit)>,
    /// What it comes to.
    pub verdict: Verdict,
}

impl Checked {
    /// The items of the batch that are not cited and were rated against what the sentence says.
    pub fn not_cited_against(&self) -> impl Iterator<Item = &Bearing> {
        self.items.iter().filter(|item| !item.is_cited && item.fit == Fit::Contradicts)
    }

    /// Whether something is the matter with it that a reader should see: a wrong, unknowable or off-topic
    /// citation, or a rating of the batch that says otherwise.
    pub fn is_troubled(&self) -> bool {
        matches!(self.verdict, Verdict::Weak | Verdict::Contradicted)
    }
}

/// What is said of a subject, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Said<'a> {
    /// Number of the sentence.
    pub sentence: usize,
    /// The claim.
    pub claim: &'a Claim,
}

/// A profile state, checked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Account {
    /// The batch that it was written after.
    pub batch: usize,
    /// Its sentences.
    pub sentences: Vec<Checked>,
    /// For each interaction of the batch, the numbers of the sentences that cite it.
    pub cited_by: Vec<Vec<usize>>,
    /// What its writer says that its claims rest on, looked up.
    pub stated: Vec<CheckedClaim>,
}

impl Account {
    /// Checks the sentences of the state written after `batch`, which was made from `interactions`.
    pub fn of(
        evidence: &Evidence<'_>,
        batch: usize,
        interactions: &[Interaction],
        sentences: &[Sentence],
    ) -> Self {
        let mut account = Self { batch, cited_by: vec![Vec::new(); interactions.len()], ..Self::default() };
        for sentence in sentences {
            let checked = check(evidence, batch, interactions, sentence);
            for item in checked.items.iter().filter(|item| item.is_cited) {
                if let Some(by) = account.cited_by.get_mut(item.at) {
                    by.push(checked.number);
                }
            }
            account.sentences.push(checked);
        }
        account
    }

    /// Checks a state of a run.
    pub fn of_state(evidence: &Evidence<'_>, state: &ProfileState) -> Self {
        let text = sentences(&clean(&state.profile));
        let stated =
            state.claims.iter().map(|claim| CheckedClaim::of(evidence, state.batch, claim)).collect();
        Self { stated, ..Self::of(evidence, state.batch, &state.interactions, &text) }
    }

    /// A sentence by number, 1 = first.
    pub fn sentence(&self, number: usize) -> Option<&Checked> {
        self.sentences.get(number.checked_sub(1)?)
    }

    /// What the profile says of a subject: the first sentence that takes a stance, else the first that names it.
    pub fn says(&self, subject: Subject) -> Option<Said<'_>> {
        let all = self.sentences.iter().flat_map(|checked| {
            checked.claims.iter().map(move |claim| Said { sentence: checked.number, claim })
        });
        let of_it: Vec<_> = all.filter(|said| said.claim.subject == subject).collect();
        let lately = of_it.iter().find(|said| said.claim.lately);
        let stance = lately.or_else(|| of_it.iter().find(|said| said.claim.polarity != Polarity::Unclear));
        stance.or(of_it.first()).copied()
    }

    /// How many citations there are, and how many of them are amiss.
    pub fn citations(&self) -> (usize, usize) {
        let all = self.sentences.iter().flat_map(|checked| &checked.citations);
        let amiss = all.clone().filter(|one| one.found.is_amiss(self.batch)).count();
        (all.count(), amiss)
    }
}

fn check(
    evidence: &Evidence<'_>,
    batch: usize,
    interactions: &[Interaction],
    sentence: &Sentence,
) -> Checked {
    let reading = Reading::of(evidence.vocabulary, sentence);
    let mut cited: Vec<CheckedCitation> = citations(&sentence.text)
        .into_iter()
        .map(|citation| {
            let rating = citation.rating.and_then(Rating::from_stars);
            let item = evidence.item_called(&citation.title, rating, batch);
            let found = found(evidence, item, rating, batch);
            let part = reading.part(citation.range.start);
            let fit = match (item, found.rating()) {
                (Some(item), Some((rating, _))) => {
                    fit(evidence, claims_of_part(&reading.claims, part), item, rating)
                }
                _ => Fit::Unclear,
            };
            CheckedCitation {
                title: citation.title,
                cited: citation.rating,
                range: citation.range,
                item,
                id: item.and_then(|item| evidence.dataset.items.id(item)),
                found,
                fit,
            }
        })
        .collect();
    both_sides(evidence, &reading.claims, &mut cited);
    // At first and lately are told apart by what cites them; what is not cited speaks of how it is lately.
    let is_past = |claim: &Claim| {
        !claim.lately && reading.claims.iter().any(|now| now.lately && now.subject == claim.subject)
    };
    let present: Vec<Claim> = reading.claims.iter().filter(|claim| !is_past(claim)).cloned().collect();
    let mut items = Vec::new();
    for (at, interaction) in interactions.iter().enumerate() {
        let Some(item) = evidence.item(&interaction.item) else { continue };
        let citation = cited.iter().find(|citation| citation.item == Some(item));
        let fit = citation
            .map_or_else(|| fit(evidence, &present, item, interaction.rating), |citation| citation.fit);
        if citation.is_some() || matches!(fit, Fit::Supports | Fit::Contradicts) {
            items.push(Bearing { at, fit, is_cited: citation.is_some() });
        }
    }
    let mut so_far = Tally::default();
    for one in evidence.up_to(batch) {
        so_far.add(fit(evidence, &present, one.item, one.rating));
    }
    let strictness = reading.claims.iter().find(|claim| claim.subject == Subject::Strictness);
    let rater = strictness.and_then(|claim| {
        let standing = evidence.standing(batch)?;
        Some((standing, standing.fit(claim.polarity)))
    });
    let verdict = Verdict::of(batch, &reading.claims, &cited, &items, rater.map(|(_, fit)| fit));
    Checked {
        number: sentence.number,
        claims: reading.claims,
        citations: cited,
        items,
        so_far,
        rater,
        verdict,
    }
}

/// Where all that a sentence says is that it goes both ways, a high and a low rating together bear that out.
fn both_sides(evidence: &Evidence<'_>, claims: &[Claim], cited: &mut [CheckedCitation]) {
    let is_mixed = claims.iter().all(|claim| claim.polarity == Polarity::Mixed);
    let has = |cited: &[CheckedCitation], leaning: Leaning| {
        let mut between = cited.iter().filter(|one| one.fit == Fit::Between);
        between.any(|one| one.found.rating().is_some_and(|(rating, _)| evidence.leaning(rating) == leaning))
    };
    if is_mixed && has(cited, Leaning::High) && has(cited, Leaning::Low) {
        for one in cited.iter_mut().filter(|one| one.fit == Fit::Between) {
            one.fit = Fit::Supports;
        }
    }
}

/// The claims that a citation in a part of the sentence is evidence for: those of the part, else those of the
/// nearest part before that has some, else all.
fn claims_of_part(claims: &[Claim], part: usize) -> &[Claim] {
    let nearest = claims.iter().rev().map(|claim| claim.part).find(|at| *at <= part);
    let Some(part) = nearest else { return claims };
    let from = claims.iter().position(|claim| claim.part == part).unwrap_or(0);
    let to = claims.iter().rposition(|claim| claim.part == part).map_or(claims.len(), |last| last + 1);
    claims.get(from..to).unwrap_or(claims)
}

fn found(evidence: &Evidence<'_>, item: Option<ItemIx>, cited: Option<Rating>, batch: usize) -> Found {
    let Some(item) = item else { return Found::NotFound };
    let rated: Vec<_> = evidence.ratings_of(item).collect();
    // An item may have been rated more than once: what the text can mean goes before what it cannot.
    let can_be = |place: Place| match place {
        Place::Batch(at) => at <= batch,
        Place::Training => true,
        Place::HeldOut => false,
    };
    let right = |one: &&&super::evidence::Known| cited.is_none_or(|cited| cited == one.rating);
    let best = rated.iter().find(|one| can_be(one.place) && right(one)).or_else(|| rated.iter().find(right));
    if let Some(one) = best {
        return Found::Rated { rating: one.rating, place: one.place };
    }
    match rated.iter().find(|one| can_be(one.place)).or(rated.first()) {
        Some(one) => Found::WrongRating { rating: one.rating, place: one.place },
        None => Found::NotRated,
    }
}

/// How a rated item stands to claims.
fn fit(evidence: &Evidence<'_>, claims: &[Claim], item: ItemIx, rating: Rating) -> Fit {
    let leaning = evidence.leaning(rating);
    let (mut supports, mut contradicts, mut between, mut unknown) = (0, 0, 0, claims.is_empty());
    for claim in claims {
        match belongs(&evidence.dataset.items, item, claim.subject) {
            Belongs::No => continue,
            Belongs::Unknown => {
                unknown = true;
                continue;
            }
            Belongs::Yes => {}
        }
        match (claim.polarity, leaning) {
            (Polarity::Likes, Leaning::High)
            | (Polarity::Averse, Leaning::Low)
            | (Polarity::Mixed, Leaning::Middling) => supports += 1,
            (Polarity::Likes, Leaning::Low) | (Polarity::Averse, Leaning::High) => contradicts += 1,
            _ => between += 1,
        }
    }
    match (supports, contradicts) {
        (0, 0) if between > 0 => Fit::Between,
        (0, 0) if unknown => Fit::Unclear,
        (0, 0) => Fit::OffTopic,
        (supports, contradicts) if supports > contradicts => Fit::Supports,
        (supports, contradicts) if supports < contradicts => Fit::Contradicts,
        _ => Fit::Between,
    }
}
