//! What the offline simulator itself had in mind with each sentence: the estimates of its taste model that the
//! words were made from; never a check of them.

use super::facets::FacetIx;
use super::prose::Pen;
use crate::simulation::port::{Estimate, Grounds};

/// What a sentence was made from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Basis {
    /// Facts, or nothing that is estimated.
    #[default]
    Facts,
    /// How strictly the user rates.
    Level,
    /// Kinds of items.
    Kinds(Vec<FacetIx>),
}

/// A sentence with the estimates behind it, in stars; `None` where it was not made from any.
pub(super) fn grounds(pen: &Pen<'_>, text: &str, basis: &Basis) -> Option<Grounds> {
    let reading = pen.reading;
    let estimates = match basis {
        Basis::Facts => return None,
        Basis::Level => vec![Estimate {
            what: "all ratings, against what others give the same".to_owned(),
            mean: reading.level.mean,
            sd: reading.level.sd,
            ratings: reading.len(),
        }],
        Basis::Kinds(kinds) => kinds.iter().filter_map(|kind| estimate(pen, *kind)).collect(),
    };
    (!estimates.is_empty()).then(|| Grounds { sentence: text.to_owned(), estimates })
}

/// How much more the user likes a kind than other people do, against everything else; the dark tone against the
/// light one.
fn estimate(pen: &Pen<'_>, kind: FacetIx) -> Option<Estimate> {
    let facet = pen.facets.get(kind)?;
    let light = pen.facets.tones.filter(|(dark, _)| *dark == kind).map(|(_, light)| light);
    let rest = light.and_then(|light| pen.facets.get(light));
    let against = rest.map_or(&pen.facets.everything, |facet| &facet.prototype);
    let effect = pen.reading.posterior.contrast(&facet.prototype, against);
    let carriers =
        pen.reading.carriers(kind).len() + light.map_or(0, |light| pen.reading.carriers(light).len());
    Some(Estimate { what: pen.kind(kind), mean: effect.mean, sd: effect.sd, ratings: carriers })
}
