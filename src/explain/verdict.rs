//! What a sentence comes to, in the words of the screens; a rule on counts, so that anybody can follow it.

use super::check::{Bearing, CheckedCitation, Fit, Found};
use super::claims::{Claim, Polarity};
use super::subjects::Subject;

/// What a sentence comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// What it cites was rated as it says, and the batch does not say otherwise; or it says how strictly the user
    /// rates, and all ratings so far say so too.
    Supported,
    /// Part of what it cites is off-topic, amiss or points neither way, or more of the batch speaks against it
    /// than for it; or the ratings lie near those of others where it says otherwise.
    Weak,
    /// What it cites was rated the other way; or the user rates the other way.
    Contradicted,
    /// It cites nothing, and says nothing of how strictly the user rates.
    NoEvidence,
    /// It cites what is not known here, or claims what titles, genres and years cannot tell.
    CouldNotCheck,
}

impl Verdict {
    /// The words on screen and in JSON. None of them is "false".
    pub const fn word(self) -> &'static str {
        match self {
            Self::Supported => "supported",
            Self::Weak => "weak",
            Self::Contradicted => "contradicted",
            Self::NoEvidence => "no evidence cited",
            Self::CouldNotCheck => "could not check",
        }
    }

    pub(super) fn of(
        batch: usize,
        claims: &[Claim],
        cited: &[CheckedCitation],
        items: &[Bearing],
        rater: Option<Fit>,
    ) -> Self {
        let is_of_rater =
            !claims.is_empty() && claims.iter().all(|claim| claim.subject == Subject::Strictness);
        if let Some(fit) = rater.filter(|_| is_of_rater) {
            return match fit {
                Fit::Supports => Self::Supported,
                Fit::Contradicts => Self::Contradicted,
                Fit::Between => Self::Weak,
                Fit::OffTopic | Fit::Unclear => Self::CouldNotCheck,
            };
        }
        if cited.is_empty() {
            return Self::NoEvidence;
        }
        if cited.iter().all(|one| one.found == Found::NotFound) {
            return Self::CouldNotCheck;
        }
        let mut tally = Tally::default();
        for one in cited {
            tally.add(one.fit);
        }
        let amiss = cited.iter().filter(|one| one.found.is_amiss(batch)).count();
        if tally.contradicts > tally.supports {
            return Self::Contradicted;
        }
        let takes_a_stance = claims.iter().any(|claim| claim.polarity != Polarity::Unclear);
        if amiss == 0 && (!takes_a_stance || tally.judged() == 0) {
            return Self::CouldNotCheck;
        }
        let uncited = |fit: Fit| items.iter().filter(|item| !item.is_cited && item.fit == fit).count();
        let for_it = tally.supports + uncited(Fit::Supports);
        let doubts = amiss + tally.contradicts + tally.off_topic;
        if tally.supports > 0 && doubts == 0 && uncited(Fit::Contradicts) <= for_it {
            Self::Supported
        } else {
            Self::Weak
        }
    }
}

/// How many items stand how to a claim.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Rated as the claim says.
    pub supports: usize,
    /// Rated the other way.
    pub contradicts: usize,
    /// Neither way.
    pub between: usize,
    /// Of other genres or years.
    pub off_topic: usize,
}

impl Tally {
    pub(super) fn add(&mut self, fit: Fit) {
        match fit {
            Fit::Supports => self.supports += 1,
            Fit::Contradicts => self.contradicts += 1,
            Fit::Between => self.between += 1,
            Fit::OffTopic => self.off_topic += 1,
            Fit::Unclear => {}
        }
    }

    const fn judged(self) -> usize {
        self.supports + self.contradicts + self.between + self.off_topic
    }
}
