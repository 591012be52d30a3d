//! A portrait as text: sentences in paragraphs, between 120 and 220 words.

use super::claims::{Claim, Direction};
use super::facets::{FacetIx, Facets, Sort};
use super::grounds::Basis;
use super::habits::{AMOUNTS, Consensus, Level, Spread};
use super::lengthen;
use super::phrases;
use super::portrait::{Portrait, Split, Unit};
use super::reading::Reading;
use super::turned;
use super::voice::{Voice, template};
use super::wording::{Phrase, capitalised, counted, filled, listed};
use crate::domain::{Dataset, ItemIx, text};

/// Words at most; the promise is 220, the rest is room for other ways of counting.
const MOST: usize = 208;

/// Everything that words are made from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pen<'a> {
    pub(super) dataset: &'a Dataset,
    pub(super) facets: &'a Facets,
    pub(super) reading: &'a Reading<'a>,
    pub(super) voice: &'a Voice,
}

impl Pen<'_> {
    /// `'Glory' (5)`: how a rating is cited.
    pub(super) fn cite(&self, at: usize) -> String {
        let Some(seen) = self.reading.seen.get(at) else { return String::new() };
        format!("'{}' ({})", self.title(seen.item), seen.rating)
    }

    /// Several ratings, joined by commas and "and".
    pub(super) fn cites(&self, positions: &[usize]) -> String {
        listed(&self.cited(positions))
    }

    /// Several ratings; of two that look the same, one.
    fn cited(&self, positions: &[usize]) -> Vec<String> {
        let mut cites: Vec<String> = positions.iter().map(|at| self.cite(*at)).collect();
        cites.dedup();
        cites
    }

    /// A title as a person says it: one safe line of at most about 60 characters.
    pub(super) fn title(&self, item: ItemIx) -> String {
        short_title(&self.dataset.items.spoken_title(item))
    }

    /// A facet's noun phrase in the plural.
    pub(super) fn kind(&self, facet: FacetIx) -> String {
        self.facets.get(facet).map_or_else(String::new, |facet| facet.phrase.plural(self.facets.wording))
    }

    /// Several kinds: two in the shortest form, more as a list.
    pub(super) fn kinds(&self, facets: &[FacetIx]) -> String {
        let phrase = |ix: FacetIx| self.facets.get(ix).map(|facet| &facet.phrase);
        match facets {
            [a, b] => {
                phrase(*a).zip(phrase(*b)).map_or_else(String::new, |(a, b)| a.and(b, self.facets.wording))
            }
            _ => listed(&nouns_first(self, facets)),
        }
    }

    /// What a claim is about, for "a liking for ...".
    pub(super) fn subject(&self, claims: &[Claim]) -> String {
        let phrase = |claim: &Claim| self.facets.get(claim.facet).map(|facet| &facet.phrase);
        match claims {
            [a, b] => {
                phrase(a).zip(phrase(b)).map_or_else(String::new, |(a, b)| a.and(b, self.facets.wording))
            }
            [a, ..] => phrase(a).map_or_else(String::new, |a| a.plural(self.facets.wording)),
            [] => String::new(),
        }
    }

    /// Fills a template; `{items}`, `{item}` and `{viewer}` are always known.
    pub(super) fn fill(&self, template: &str, slots: &[(&str, &str)]) -> String {
        let wording = self.facets.wording;
        let mut all = vec![("items", wording.items), ("item", wording.item), ("viewer", wording.viewer)];
        all.extend_from_slice(slots);
        filled(template, &all)
    }

    /// A facet's own wording among several, other than those of `taken` while there are others.
    pub(super) fn template<'t>(
        &self,
        key: &str,
        facet: FacetIx,
        templates: &[&'t str],
        taken: &mut Vec<&'t str>,
    ) -> &'t str {
        let facet = self.facets.get(facet).map_or("", |facet| &facet.key);
        let start = self.voice.choose(&format!("{key} {facet}"), templates.len());
        let (before, from) = templates.split_at(start.min(templates.len()));
        let order = || from.iter().chain(before).copied();
        let template = order().find(|one| !taken.contains(one)).or_else(|| order().next()).unwrap_or("");
        taken.push(template);
        template
    }

    /// `about half a star`; points where ratings go higher than 5.
    pub(super) fn amount(&self, amount: usize) -> String {
        let scale = self.reading.scale();
        let unit = if scale.max.stars() <= 5.0 { "star" } else { "point" };
        let (steps, words) = AMOUNTS.get(amount).or(AMOUNTS.last()).copied().unwrap_or((0.0, "about a"));
        let step = self.reading.crowd.step();
        if (0.8..=1.25).contains(&step) {
            format!("{words} {unit}")
        } else {
            format!("about {:.1} {unit}s", (steps + 0.08) * step)
        }
    }
}

/// One safe line of at most about 60 characters.
fn short_title(title: &str) -> String {
    const LONGEST: usize = 60;
    let line = text::clean_line(title);
    if line.chars().count() <= LONGEST {
        return line;
    }
    let cut: String = line.chars().take(LONGEST).collect();
    let whole = cut.rsplit_once(' ').map_or(cut.as_str(), |(front, _)| front);
    format!("{}...", whole.trim_end_matches(|c: char| !c.is_alphanumeric()))
}

/// Part of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    About,
    Taste,
    Open,
}

#[derive(Clone, Debug)]
pub(super) struct Sentence {
    pub(super) part: Part,
    /// 0 = never left out; the highest goes first.
    pub(super) rank: u8,
    pub(super) text: String,
    /// What it was made from.
    pub(super) basis: Basis,
}

/// The profile's text.
pub(super) fn profile(pen: &Pen<'_>, portrait: &Portrait, person: Option<&str>) -> String {
    paragraphs(pen.voice, &sentences(pen, portrait, person))
}

/// The profile's sentences in reading order.
pub(super) fn sentences(pen: &Pen<'_>, portrait: &Portrait, person: Option<&str>) -> Vec<Sentence> {
    let mut sentences = about(pen, portrait, person);
    sentences.extend(taste(pen, portrait, true));
    sentences.extend(open(pen, portrait));
    while words(&sentences) > MOST {
        let Some(last) = (0..sentences.len())
            .filter(|at| sentences[*at].rank > 0)
            .max_by_key(|at| (sentences[*at].rank, *at))
        else {
            break;
        };
        sentences.remove(last);
    }
    if words(&sentences) > MOST {
        // Very long titles: the claims stay, their citations go.
        sentences.retain(|sentence| sentence.part != Part::Taste);
        sentences.extend(taste(pen, portrait, false));
        sentences.sort_by_key(|sentence| sentence.part);
    }
    lengthen::lengthen(pen, &mut sentences);
    for sentence in &mut sentences {
        sentence.text = capitalised(&sentence.text);
    }
    sentences
}

pub(super) fn words(sentences: &[Sentence]) -> usize {
    sentences.iter().map(|sentence| sentence.text.split_whitespace().count()).sum()
}

fn about(pen: &Pen<'_>, portrait: &Portrait, person: Option<&str>) -> Vec<Sentence> {
    let many = pen.facets.iter().filter(|(_, facet)| facet.sort == Sort::Genre).count() >= 4;
    let intros = match (portrait.habits.staples.is_empty(), many && pen.reading.len() >= 5) {
        (false, _) => phrases::INTRO_STAPLES,
        (true, true) => phrases::INTRO_MIXED,
        (true, false) if person.is_none() => phrases::INTRO_UNKNOWN,
        (true, false) => phrases::INTRO_PLAIN,
    };
    let what = pen.kinds(&portrait.habits.staples);
    let person = person.unwrap_or("someone known only by their ratings");
    let intro = pen.fill(pen.voice.pick("intro", intros), &[("person", person), ("what", &what)]);
    let strictness = match portrait.level_turn {
        Some(turn) => turned::level(pen, turn),
        None => level(pen, portrait.habits.level),
    };
    let mut sentences = vec![
        Sentence { part: Part::About, rank: 0, text: intro, basis: Basis::Facts },
        Sentence { part: Part::About, rank: 0, text: strictness, basis: Basis::Level },
    ];
    // Ratings of two standards in one spread would mislead.
    let spread = portrait.level_turn.is_none().then(|| spread(pen, portrait.habits.spread)).flatten();
    if let Some(text) = spread {
        sentences.push(Sentence { part: Part::About, rank: 3, text, basis: Basis::Facts });
    }
    let consensus = match portrait.habits.consensus {
        Consensus::Open => None,
        Consensus::Follows => Some((phrases::FOLLOWS, 6)),
        Consensus::OwnMind => Some((phrases::OWN_MIND, 2)),
    };
    if let Some((templates, rank)) = consensus {
        let text = pen.fill(pen.voice.pick("consensus", templates), &[]);
        sentences.push(Sentence { part: Part::About, rank, text, basis: Basis::Facts });
    }
    sentences
}

/// How strictly the user rates.
fn level(pen: &Pen<'_>, level: Level) -> String {
    match level {
        Level::Usual => pen.fill(pen.voice.pick("level", phrases::USUAL_LEVEL), &[]),
        Level::Open => pen.fill(pen.voice.pick("level", phrases::OPEN_LEVEL), &[]),
        Level::Away { generous, amount, sure } => {
            let wordings = if generous { phrases::GENEROUS } else { phrases::STRICT };
            let graded = &wordings[pen.voice.choose("level", wordings.len())];
            let amount = pen.amount(amount);
            // "perhaps about a third" says the same doubt twice.
            let bare = amount.strip_prefix("about ").unwrap_or(&amount);
            let (template, amount) = if sure { (graded.firm, amount.as_str()) } else { (graded.lean, bare) };
            pen.fill(template, &[("amount", amount)])
        }
    }
}

/// How widely the user rates; `None` where nothing can be said.
fn spread(pen: &Pen<'_>, spread: Spread) -> Option<String> {
    let levels: Vec<_> = pen.reading.scale().levels().collect();
    let name = |at: usize| levels.get(at).map_or_else(String::new, ToString::to_string);
    let (templates, slots) = match spread {
        Spread::Open | Spread::Usual => return None,
        Spread::OneLevel(at) => (phrases::ONE_LEVEL, vec![("low", name(at))]),
        Spread::Ends => {
            (phrases::ENDS, vec![("low", name(0)), ("high", name(levels.len().saturating_sub(1)))])
        }
        Spread::Narrow => (phrases::NARROW, vec![]),
        Spread::Wide => (phrases::WIDE, vec![]),
        Spread::TwoLevels(at) => (phrases::TWO_LEVELS, vec![("low", name(at)), ("high", name(at + 1))]),
        Spread::Top => (phrases::TOP_HEAVY, vec![("max", name(levels.len().saturating_sub(1)))]),
        Spread::NeverLow => (phrases::NEVER_LOW, vec![("floor", name(levels.len() / 2))]),
    };
    let slots: Vec<(&str, &str)> = slots.iter().map(|(slot, value)| (*slot, value.as_str())).collect();
    Some(pen.fill(pen.voice.pick("spread", templates), &slots))
}

fn taste(pen: &Pen<'_>, portrait: &Portrait, with_cites: bool) -> Vec<Sentence> {
    let sentence = |text, basis| Sentence { part: Part::Taste, rank: 0, text, basis };
    let turned = portrait.turning.as_ref().map_or_else(Vec::new, |turning| turned::sentences(pen, turning));
    let mut sentences: Vec<Sentence> = Vec::new();
    for (place, text) in turned.into_iter().enumerate() {
        // The lead and two kinds that show it always stand; more of them where there is room.
        let rank = if place < 3 { 0 } else { 5 };
        if with_cites || place == 0 {
            let kinds = portrait.turning.iter().flat_map(|turning| &turning.turns).map(|turn| turn.facet);
            let basis = Basis::Kinds(kinds.collect());
            sentences.push(Sentence { part: Part::Taste, rank, text, basis });
        }
    }
    sentences.extend(portrait.units.iter().map(|unit| {
        let basis = Basis::Kinds(unit.claims.iter().map(|claim| claim.facet).collect());
        sentence(unit_text(pen, unit, with_cites), basis)
    }));
    let none = sentences.is_empty();
    if none && portrait.ranked.is_none() {
        sentences.push(sentence(pen.fill(pen.voice.pick("no claim", phrases::NO_CLAIM), &[]), Basis::Facts));
    }
    if let Some((best, worst)) = portrait.ranked {
        let basis = Basis::Kinds(vec![best, worst]);
        let (best, worst) = (pen.kind(best), pen.kind(worst));
        let template = pen.voice.pick("ranked", phrases::RANKED);
        let text = pen.fill(template, &[("best", &best), ("worst", &worst)]);
        sentences.push(Sentence { part: Part::Taste, rank: if none { 0 } else { 5 }, text, basis });
        if none {
            let text = pen.fill(pen.voice.pick("no claim", phrases::NO_FURTHER_CLAIM), &[]);
            sentences.push(sentence(text, Basis::Facts));
        }
    }
    sentences
}

/// A sentence of taste with its citation.
pub(super) fn unit_text(pen: &Pen<'_>, unit: &Unit, with_cites: bool) -> String {
    let cites = if with_cites { pen.cites(&unit.cites) } else { String::new() };
    let tail = if cites.is_empty() {
        String::new()
    } else {
        let (one, several) = phrases::TAILS[unit.tail % phrases::TAILS.len()];
        let template = if pen.cited(&unit.cites).len() == 1 { one } else { several };
        // Not a sentence: `filled` would capitalise it, but it starts with a comma or a semicolon.
        filled(template, &[("cites", &cites)])
    };
    pen.fill(template(unit), &[("what", &pen.subject(&unit.claims)), ("tail", &tail)])
}

fn open(pen: &Pen<'_>, portrait: &Portrait) -> Vec<Sentence> {
    let mut sentences = Vec::new();
    let mut add = |rank, text, basis| sentences.push(Sentence { part: Part::Open, rank, text, basis });
    let mut taken: Vec<&str> = Vec::new();
    for (place, split) in portrait.splits.iter().enumerate() {
        add(2 + 3 * place as u8, split_text(pen, split, &mut taken), Basis::Kinds(vec![split.facet]));
    }
    for (place, hint) in portrait.hints.iter().enumerate() {
        add(3 + 3 * place as u8, hint_text(pen, hint, &mut taken), Basis::Kinds(vec![hint.facet]));
    }
    if !portrait.unseen.is_empty() {
        let kinds: Vec<String> = nouns_first(pen, &portrait.unseen);
        let text = pen.fill(pen.voice.pick("unseen", phrases::UNSEEN), &[("what", &listed(&kinds))]);
        add(4, text, Basis::Kinds(portrait.unseen.clone()));
    }
    if let Some(decade) = portrait.habits.decade {
        let words = match pen.facets.get(decade).map(|facet| &facet.phrase) {
            Some(Phrase::From(words)) if words.starts_with("before") => format!("the years {words}"),
            Some(Phrase::From(words)) => words.clone(),
            _ => String::new(),
        };
        let text = pen.fill(pen.voice.pick("decade", phrases::ONE_DECADE), &[("decade", &words)]);
        add(7, text, Basis::Facts);
    }
    let n = pen.reading.len();
    if n <= 10 {
        let ratings = counted(n, "rating");
        let text = pen.fill(pen.voice.pick("basis", phrases::BASIS), &[("ratings", &ratings)]);
        add(1, text, Basis::Facts);
    }
    sentences
}

/// Kinds in the plural, those with a noun of their own first, so that "westerns and war films" reads well.
fn nouns_first(pen: &Pen<'_>, kinds: &[FacetIx]) -> Vec<String> {
    let is_noun =
        |ix: &FacetIx| matches!(pen.facets.get(*ix).map(|facet| &facet.phrase), Some(Phrase::Noun(_)));
    let (nouns, others): (Vec<FacetIx>, Vec<FacetIx>) = kinds.iter().partition(|ix| is_noun(ix));
    nouns.into_iter().chain(others).map(|ix| pen.kind(ix)).collect()
}

fn split_text(pen: &Pen<'_>, split: &Split, taken: &mut Vec<&str>) -> String {
    let (good, bad) = (pen.cite(split.good), pen.cite(split.bad));
    let what = pen.kind(split.facet);
    let template = pen.template("split", split.facet, phrases::SPLITS, taken);
    pen.fill(template, &[("what", &what), ("good", &good), ("bad", &bad)])
}

fn hint_text(pen: &Pen<'_>, hint: &Claim, taken: &mut Vec<&str>) -> String {
    let templates = if hint.direction == Direction::Up { phrases::HINTS_UP } else { phrases::HINTS_DOWN };
    let what = match (hint.sort, hint.direction) {
        // A hint of a lighter tone is one about light-hearted items.
        (Sort::Tone, Direction::Down) => {
            pen.facets.tones.map_or_else(String::new, |(_, light)| pen.kind(light))
        }
        _ => pen.kind(hint.facet),
    };
    let templates = if hint.sort == Sort::Tone { phrases::HINTS_UP } else { templates };
    let template = pen.template("hint", hint.facet, templates, taken);
    // Nor is the other direction put in the same words.
    let at = templates.iter().position(|one| *one == template).unwrap_or(0);
    taken.extend([phrases::HINTS_UP, phrases::HINTS_DOWN].iter().filter_map(|pool| pool.get(at)));
    pen.fill(template, &[("what", &what)])
}

/// Two or three paragraphs; which of the layouts is the user's own.
fn paragraphs(voice: &Voice, sentences: &[Sentence]) -> String {
    let open = sentences.iter().filter(|sentence| sentence.part == Part::Open).count();
    let taste = sentences.iter().filter(|sentence| sentence.part == Part::Taste).count();
    // The parts that begin a paragraph of their own.
    let breaks: &[Part] = match (voice.choose("layout", 4), open >= 2, taste >= 2) {
        (0 | 1, true, true) => &[Part::Taste, Part::Open],
        (2, true, _) => &[Part::Open],
        _ => &[Part::Taste],
    };
    let mut text = String::new();
    let mut former = Part::About;
    for sentence in sentences {
        let breaks_here = sentence.part != former && breaks.contains(&sentence.part);
        if !text.is_empty() {
            text.push_str(if breaks_here { "\n\n" } else { " " });
        }
        text.push_str(&sentence.text);
        former = sentence.part;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_safe_and_short() {
        assert_eq!(short_title("a\u{1b}[31m\u{202e}b\nc"), "a[31mb c");
        let long = "word ".repeat(40);
        let short = short_title(&long);
        assert!(short.ends_with("word...") && short.chars().count() <= 63, "{short}");
    }
}
