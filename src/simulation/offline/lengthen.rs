//! What a short profile is filled up with: facts of single ratings told as such, guesses marked as guesses, and
//! what is true of every profile of this kind.

use super::claims::rounded;
use super::facets::{FacetIx, Sort};
use super::grounds::Basis;
use super::phrases;
use super::prose::{Part, Pen, Sentence, words};
use super::wording::number;

/// Words at least; the promise is 120, the rest is room for other ways of counting.
const FEWEST: usize = 126;

/// Writes a sentence where there is something to say.
type Writer = fn(&Pen<'_>) -> Option<String>;

/// Adds single facts, then what is true of any profile until there are enough words.
pub(super) fn lengthen(pen: &Pen<'_>, sentences: &mut Vec<Sentence>) {
    let candidates: [(Part, Writer); 6] = [
        (Part::About, surprise),
        (Part::Taste, highest),
        (Part::Taste, lowest),
        (Part::Taste, tally),
        (Part::Open, forecast),
        (Part::About, compared),
    ];
    for (part, sentence) in candidates {
        if words(sentences) < FEWEST
            && let Some(text) = sentence(pen)
        {
            let at = sentences.iter().take_while(|sentence| sentence.part <= part).count();
            sentences.insert(at, Sentence { part, rank: 1, text, basis: Basis::Facts });
        }
    }
    let start = pen.voice.choose("general", phrases::GENERAL.len());
    for step in 0..phrases::GENERAL.len() {
        if words(sentences) >= FEWEST {
            break;
        }
        let template = phrases::GENERAL[(start + step) % phrases::GENERAL.len()];
        sentences.push(Sentence {
            part: Part::Open,
            rank: 1,
            text: pen.fill(template, &[]),
            basis: Basis::Facts,
        });
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

/// Two genres that have hardly come up, of which one is expected to do clearly better, and not just because it does
/// so with everybody.
fn forecast(pen: &Pen<'_>) -> Option<String> {
    const APART: f64 = 0.25;
    const OWN: f64 = 0.1;
    const COMMON: f64 = 0.015;
    let (facets, reading) = (pen.facets, pen.reading);
    let few = reading.len() / 20;
    let step = reading.crowd.step();
    let mut untested: Vec<(FacetIx, f64, f64)> = facets
        .iter()
        .filter(|(ix, facet)| {
            facet.sort == Sort::Genre && facet.share >= COMMON && reading.carriers(*ix).len() <= few
        })
        .map(|(ix, facet)| {
            let total = reading.posterior.total_contrast(&facet.prototype, &facets.everything);
            let own = reading.posterior.contrast(&facet.prototype, &facets.everything).mean;
            (ix, rounded(total / step), rounded(own / step))
        })
        .collect();
    untested.sort_by(|a, b| b.2.total_cmp(&a.2).then(a.0.cmp(&b.0)));
    let (best, worst) = (untested.first()?, untested.last()?);
    (best.1 - worst.1 >= APART && best.2 - worst.2 >= OWN).then(|| {
        let (best, worst) = (pen.kind(best.0), pen.kind(worst.0));
        pen.fill(pen.voice.pick("forecast", phrases::FORECASTS), &[("best", &best), ("worst", &worst)])
    })
}

/// How the kinds that were rated most came out, in figures.
fn tally(pen: &Pen<'_>) -> Option<String> {
    let reading = pen.reading;
    let genres = pen.facets.iter().filter(|(_, facet)| facet.sort == Sort::Genre);
    let mut often: Vec<(FacetIx, usize)> = genres.map(|(ix, _)| (ix, reading.carriers(ix).len())).collect();
    often.retain(|(_, count)| *count >= 3);
    often.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    let said = |(ix, count): (FacetIx, usize)| {
        let mean = rounded(reading.mean + reading.mean_above(reading.carriers(ix)));
        (format!("{} {}", number(count), pen.kind(ix)), format!("{mean:.1}"))
    };
    let ((one, first), (two, second)) = (said(*often.first()?), said(*often.get(1)?));
    let slots = [("one", &*one), ("first", &first), ("two", &two), ("second", &second)];
    Some(pen.fill(pen.voice.pick("tally", phrases::TALLY), &slots))
}

/// The highest ratings, those first that lie furthest above what others give.
fn highest(pen: &Pen<'_>) -> Option<String> {
    extreme(pen, 1.0, phrases::HIGHEST)
}

/// The lowest ratings, those first that lie furthest below what others give.
fn lowest(pen: &Pen<'_>) -> Option<String> {
    extreme(pen, -1.0, phrases::LOWEST)
}

/// Up to three ratings at one end; `None` where all ratings are the same.
fn extreme(pen: &Pen<'_>, sign: f64, templates: &[&str]) -> Option<String> {
    let stars = |at: usize| pen.reading.seen.get(at).map_or(0.0, |one| one.rating.stars() * sign);
    let all = 0..pen.reading.len();
    let best = all.clone().map(stars).max_by(f64::total_cmp)?;
    let worst = all.clone().map(stars).min_by(f64::total_cmp)?;
    let mut found: Vec<usize> = all.filter(|at| stars(*at) >= best).collect();
    found.sort_by(|a, b| {
        let far = |at: usize| rounded(pen.reading.surplus_of(at) * sign);
        far(*b).total_cmp(&far(*a)).then(a.cmp(b))
    });
    // What most ratings have in common is no extreme.
    if found.len() * 2 > pen.reading.len() {
        return None;
    }
    found.truncate(3);
    let cites = pen.cites(&found);
    (best > worst).then(|| pen.fill(pen.voice.pick("extreme", templates), &[("cites", &cites)]))
}

/// What these ratings come to, beside what others give the same items.
fn compared(pen: &Pen<'_>) -> Option<String> {
    let n = pen.reading.len();
    let others = pen.reading.seen.iter().map(|one| pen.reading.offset(one.item)).sum::<f64>();
    let others = pen.reading.crowd.mean() + others / n.max(1) as f64;
    (n > 1).then(|| {
        let (own, others) = (format!("{:.1}", rounded(pen.reading.mean)), format!("{:.1}", rounded(others)));
        pen.fill(pen.voice.pick("compared", phrases::COMPARED), &[("own", &own), ("others", &others)])
    })
}
