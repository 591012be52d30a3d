//! What a short profile is filled up with: facts of single ratings told as such, guesses marked as guesses, and
//! what is true of every profile of this kind.

use super::claims::rounded;
use super::facets::{FacetIx, Sort};
use super::phrases;
use super::prose::{Part, Pen, Sentence, words};

/// Words at least; the promise is 120, the rest is room for other ways of counting.
const FEWEST: usize = 126;

/// Adds what is true of any profile until there are enough words.
pub(super) fn lengthen(pen: &Pen<'_>, sentences: &mut Vec<Sentence>) {
    for (part, sentence) in
        [(Part::About, surprise(pen)), (Part::Open, forecast(pen)), (Part::About, range(pen))]
    {
        if words(sentences) < FEWEST
            && let Some(text) = sentence
        {
            let at = sentences.iter().take_while(|sentence| sentence.part <= part).count();
            sentences.insert(at, Sentence { part, rank: 1, text });
        }
    }
    let start = pen.voice.choose("general", phrases::GENERAL.len());
    for step in 0..phrases::GENERAL.len() {
        if words(sentences) >= FEWEST {
            break;
        }
        let template = phrases::GENERAL[(start + step) % phrases::GENERAL.len()];
        sentences.push(Sentence { part: Part::Open, rank: 1, text: pen.fill(template, &[]) });
    }
}

/// The rating that lies furthest from what others give, where that is a step and a half or more.
fn surprise(pen: &Pen<'_>) -> Option<String> {
    const FAR: f64 = 1.5;
    let step = pen.reading.crowd.step();
    let gaps: Vec<f64> = pen.reading.posterior.surpluses().map(|gap| rounded(gap / step)).collect();
    let at = (0..gaps.len()).max_by(|a, b| gaps[*a].abs().total_cmp(&gaps[*b].abs()).then(b.cmp(a)))?;
    let gap = gaps.get(at).copied().filter(|gap| gap.abs() >= FAR)?;
    let scale = pen.reading.scale();
    let unit = if scale.max.stars() <= 5.0 { "stars" } else { "points" };
    let side = format!("about {:.1} {unit} {}", gap.abs() * step, if gap > 0.0 { "lower" } else { "higher" });
    let cite = pen.cite(at);
    Some(pen.fill(pen.voice.pick("surprise", phrases::SURPRISES), &[("cite", &cite), ("side", &side)]))
}

/// Two genres that have hardly come up, of which one is expected to do clearly better.
fn forecast(pen: &Pen<'_>) -> Option<String> {
    const APART: f64 = 0.25;
    const COMMON: f64 = 0.015;
    let (facets, reading) = (pen.facets, pen.reading);
    let few = reading.len() / 20;
    let mut untested: Vec<(FacetIx, f64)> = facets
        .iter()
        .filter(|(ix, facet)| {
            facet.sort == Sort::Genre && facet.share >= COMMON && reading.carriers(*ix).len() <= few
        })
        .map(|(ix, facet)| (ix, reading.posterior.total_contrast(&facet.prototype, &facets.everything)))
        .map(|(ix, total)| (ix, rounded(total / reading.crowd.step())))
        .collect();
    untested.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let (best, worst) = (untested.first()?, untested.last()?);
    (best.1 - worst.1 >= APART).then(|| {
        let (best, worst) = (pen.kind(best.0), pen.kind(worst.0));
        pen.fill(pen.voice.pick("forecast", phrases::FORECASTS), &[("best", &best), ("worst", &worst)])
    })
}

/// The best and the worst of the ratings, where they differ.
fn range(pen: &Pen<'_>) -> Option<String> {
    let seen = pen.reading.seen;
    let best = (0..seen.len()).max_by_key(|at| (seen[*at].rating, std::cmp::Reverse(*at)))?;
    let worst = (0..seen.len()).min_by_key(|at| (seen[*at].rating, *at))?;
    (seen[best].rating > seen[worst].rating).then(|| {
        let (good, bad) = (pen.cite(best), pen.cite(worst));
        pen.fill(pen.voice.pick("range", phrases::RANGE), &[("good", &good), ("bad", &bad)])
    })
}
