//! Which ratings a sentence cites: such as a reader takes as evidence, and for as long as they are.

use super::claims::{Claim, Direction, Sense, rounded};
use super::facets::Sort;
use super::portrait::Unit;
use super::reading::Reading;

/// Ratings that a reader would take as evidence: they also look the part. At most one for each of two claims,
/// two for a single one.
pub(super) fn fresh_cites(claims: &[Claim], reading: &Reading<'_>, used: &[usize]) -> Vec<usize> {
    let mut cites: Vec<usize> = Vec::new();
    for claim in claims {
        let fit = claim.support.iter().copied().filter(|at| looks_the_part(claim, *at, reading));
        let room = 2 / claims.len();
        let fit: Vec<usize> = fit.filter(|at| !cites.contains(at)).collect();
        // What another sentence cites is used again before a claim is left with less than its share.
        let (again, fresh): (Vec<usize>, Vec<usize>) = fit.into_iter().partition(|at| used.contains(at));
        let often = |at: usize| used.iter().filter(|other| **other == at).count();
        let (spare, last): (Vec<usize>, Vec<usize>) = again.into_iter().partition(|at| often(*at) < 2);
        let before = cites.len();
        cites.extend(fresh.into_iter().chain(spare).take(room));
        if cites.len() == before {
            cites.extend(last.into_iter().take(room));
        }
    }
    cites
}

/// The citations of a sentence of the state before: they stay, unless the newest batch holds stronger evidence
/// than the weaker of them, or they no longer support what is said.
pub(super) fn kept_cites(was: &Unit, claims: &[Claim], reading: &Reading<'_>, used: &[usize]) -> Vec<usize> {
    /// In steps: newer evidence that is hardly stronger does not change the sentence.
    const CLEARLY: f64 = 0.3;
    let supports =
        |at: &usize| claims.iter().any(|c| c.support.contains(at) && looks_the_part(c, *at, reading));
    let mut cites: Vec<usize> = was.cites.iter().copied().filter(supports).collect();
    for claim in claims {
        let strength = |at: usize| rounded(reading.surplus_of(at).abs());
        let newer =
            claim.support.iter().copied().filter(|at| {
                reading.is_new(*at) && !used.contains(at) && looks_the_part(claim, *at, reading)
            });
        let Some(best) = newer.max_by(|a, b| strength(*a).total_cmp(&strength(*b)).then(b.cmp(a))) else {
            continue;
        };
        let weakest = (0..cites.len())
            .filter(|place| claim.support.contains(&cites[*place]))
            .min_by(|a, b| strength(cites[*a]).total_cmp(&strength(cites[*b])).then(a.cmp(b)));
        match weakest {
            Some(place) if strength(cites[place]) + CLEARLY < strength(best) => cites[place] = best,
            None if cites.len() < was.cites.len().max(1) => cites.push(best),
            _ if cites.len() < 2 && !cites.contains(&best) => cites.push(best),
            _ => {}
        }
    }
    if cites.len() < 2 {
        let more = fresh_cites(claims, reading, used);
        let more: Vec<usize> = more.into_iter().filter(|at| !cites.contains(at)).collect();
        cites.extend(more.into_iter().take(2 - cites.len()));
    }
    cites
}

/// A liked kind is shown by ratings clearly above the user's mean, a disliked one by ratings clearly below it.
pub(super) fn looks_the_part(claim: &Claim, at: usize, reading: &Reading<'_>) -> bool {
    const CLEARLY: f64 = 0.4;
    let above = rounded(reading.above_mean(at) / reading.crowd.step());
    match (claim.sense, claim.direction) {
        // "Still decent marks, but less than others give": a low mark would seem to say otherwise.
        (Sense::Relative, Direction::Down) => return false,
        // "Kinder than others, without enthusiasm": a high mark would seem to say otherwise.
        (Sense::Relative, Direction::Up) => {
            let top = reading.seen.get(at).is_some_and(|one| one.rating >= reading.scale().max);
            return (-0.75..=0.4).contains(&above) && !top;
        }
        (Sense::Absolute, _) => {}
    }
    // Either end of the tone is shown by what was liked there.
    let sign = if claim.sort == Sort::Tone { 1.0 } else { claim.direction.sign() };
    let scale = reading.scale();
    let middle = f64::midpoint(scale.min.stars(), scale.max.stars());
    let stars = reading.seen.get(at).map_or(0.0, |one| one.rating.stars());
    // Who likes a kind gives more than a middling mark.
    above * sign >= CLEARLY && (sign < 0.0 || stars > middle || scale.min == scale.max)
}
