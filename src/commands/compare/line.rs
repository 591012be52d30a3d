//! A comparison as one JSON line; never words for people.

use serde::Serialize;

use super::{Told, counts};
use crate::commands::explain::marked;
use crate::commands::output::SCHEMA_VERSION;
use crate::diff::{FileChange, LineKind};
use crate::domain::{BesideChance, Id, Rating, Run, RunId, changed};
use crate::metrics::{ByChance, Closer, Compared, PairedFigure, Took, beside_chance};

#[derive(Serialize)]
pub(super) struct CompareLine<'a> {
    schema_version: u32,
    a: SideLine<'a>,
    b: SideLine<'a>,
    comparable: bool,
    not_comparable: &'a [String],
    changed: Vec<ChangeLine>,
    /// Batches that both have from before a fork, so that they were not run again.
    shared_batches: usize,
    prompts: PromptsLine<'a>,
    text: TextLine<'a>,
    ratings: RatingsLine<'a>,
    repeated: RepeatedLine<'a>,
    /// What A and B took; `null` where no model was asked.
    took: [Option<Took>; 2],
}

/// What repeating steps of both came to; see `repeat`.
#[derive(Serialize)]
struct RepeatedLine<'a> {
    a: &'a ByChance,
    b: &'a ByChance,
    /// Figures that both have, beside what repeating alone makes of them.
    beside: Vec<BesideLine>,
}

#[derive(Serialize)]
struct BesideLine {
    name: &'static str,
    #[serde(flatten)]
    beside: BesideChance,
}

#[derive(Serialize)]
struct PromptsLine<'a> {
    /// Names the pack; `null` = written without prompts.
    a: Option<&'a str>,
    b: Option<&'a str>,
    /// Why there are no files to compare; `null` = there are.
    note: Option<String>,
    /// The files that differ.
    files: Vec<FileLine>,
}

#[derive(Serialize)]
struct FileLine {
    file: String,
    edited: usize,
    added: usize,
    dropped: usize,
}

#[derive(Serialize)]
struct SideLine<'a> {
    run: RunId,
    name: &'a str,
    user: &'a Id,
    /// The state whose text is compared.
    batch: Option<usize>,
    /// The state whose ratings are compared; `null` = of each item the newest.
    rated_on: Option<usize>,
}

#[derive(Serialize)]
struct ChangeLine {
    what: &'static str,
    a: String,
    b: String,
}

#[derive(Serialize)]
struct TextLine<'a> {
    changed: Option<f64>,
    heavy_rewrite: bool,
    words_a: usize,
    words_b: usize,
    sentences: Vec<SentenceLine<'a>>,
}

#[derive(Serialize)]
struct SentenceLine<'a> {
    class: &'static str,
    a: Option<&'a str>,
    b: Option<&'a str>,
    marked: String,
}

#[derive(Serialize)]
struct RatingsLine<'a> {
    both: usize,
    n: usize,
    only_a: usize,
    only_b: usize,
    same: usize,
    a_closer: usize,
    b_closer: usize,
    figures: Vec<&'a PairedFigure>,
    pairs: Vec<PairLine<'a>>,
}

#[derive(Serialize)]
struct PairLine<'a> {
    item: &'a Id,
    title: String,
    a: f64,
    b: f64,
    truth: Option<f64>,
    closer: Option<Closer>,
    by: Option<f64>,
}

impl Told<'_> {
    pub(super) fn line(&self) -> CompareLine<'_> {
        let Compared { a, b, ratings, against, shared, chance, took, .. } = self.comparison;
        let (same, a_closer, b_closer) = counts(ratings);
        CompareLine {
            schema_version: SCHEMA_VERSION,
            a: self.side(a, 0),
            b: self.side(b, 1),
            comparable: against.is_empty(),
            not_comparable: against,
            changed: changed(&a.spec, &b.spec)
                .into_iter()
                .map(|(what, a, b)| ChangeLine { what, a, b })
                .collect(),
            shared_batches: *shared,
            prompts: self.prompts(),
            text: TextLine {
                changed: self.states.iter().all(Option::is_some).then_some(self.diff.heat),
                heavy_rewrite: self.diff.heavy_rewrite,
                words_a: self.diff.words_before,
                words_b: self.diff.words_after,
                sentences: self
                    .diff
                    .sentences
                    .iter()
                    .map(|pair| SentenceLine {
                        class: pair.class.word(),
                        a: pair.before.as_ref().map(|sentence| sentence.text.as_str()),
                        b: pair.after.as_ref().map(|sentence| sentence.text.as_str()),
                        marked: marked(pair),
                    })
                    .collect(),
            },
            ratings: RatingsLine {
                both: ratings.pairs.len(),
                n: ratings.n,
                only_a: ratings.only_a,
                only_b: ratings.only_b,
                same,
                a_closer,
                b_closer,
                figures: ratings.figures.iter().collect(),
                pairs: ratings
                    .pairs
                    .iter()
                    .map(|pair| PairLine {
                        item: &pair.item,
                        title: self.workspace.title(&pair.item),
                        a: pair.a.stars(),
                        b: pair.b.stars(),
                        truth: pair.truth.map(Rating::stars),
                        closer: pair.closer().map(|(closer, _)| closer),
                        by: pair.closer().map(|(_, by)| by),
                    })
                    .collect(),
            },
            repeated: RepeatedLine {
                a: &chance[0],
                b: &chance[1],
                beside: beside_chance(chance)
                    .into_iter()
                    .map(|(name, .., beside)| BesideLine { name, beside })
                    .collect(),
            },
            took: *took,
        }
    }

    fn prompts(&self) -> PromptsLine<'_> {
        let [a, b] = [&self.comparison.a, &self.comparison.b].map(|run| run.spec.simulator.prompts());
        let (files, note) = match self.files() {
            Ok(files) => (files, None),
            Err(why) => (Vec::new(), Some(why)),
        };
        let line = |file: FileChange| FileLine {
            edited: file.count(LineKind::Edited),
            added: file.count(LineKind::Added),
            dropped: file.count(LineKind::Dropped),
            file: file.file,
        };
        PromptsLine { a, b, note, files: files.into_iter().map(line).collect() }
    }

    fn side<'a>(&self, run: &'a Run, at: usize) -> SideLine<'a> {
        let state = self.states.get(at).copied().flatten();
        let rated_on = self.sides.get(at).and_then(|side| side.state);
        let batch = state.map(|state| state.batch);
        SideLine { run: run.id, name: &run.name, user: &run.spec.user, batch, rated_on }
    }
}
