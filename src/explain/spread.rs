//! A step that was taken several times: how much of the words two of its texts share, which sentences and which stances
//! come again and again; never which of them is right. How far apart ratings lie is worked out among the metrics.

use serde::Serialize;

use super::ledger::rows_of;
use super::subjects::Vocabulary;
use super::{LedgerRow, claims};
use crate::diff::{TextDiff, compare, sentences};
use crate::domain::text::clean;
use crate::domain::{Id, RepeatStep, Spread, Usage};
use crate::metrics::RatingSpread;

/// Marks of a stance, in the order in which they are counted: likes, averse, mixed, named without one.
pub const MARKS: [char; 4] = ['+', '-', '~', '.'];

/// How far apart the repetitions of a step lie.
#[derive(Clone, Debug, PartialEq)]
pub struct StepSpread {
    /// The step; of a shared state that of the run that wrote it.
    pub step: RepeatStep,
    /// The user.
    pub user: Id,
    /// Numbers and seeds of all that is compared; number 0 is what the run itself keeps.
    pub draws: Vec<(u32, u64)>,
    /// Of a profile, how far the texts are apart.
    pub text: Option<TextSpread>,
    /// Of ratings, how far they are apart.
    pub ratings: Option<RatingSpread>,
    /// What the repetitions took.
    pub usage: Usage,
    /// What has to be known to read it, a sentence each.
    pub notes: Vec<String>,
}

impl StepSpread {
    /// How many repetitions are kept.
    pub fn repeated(&self) -> usize {
        self.draws.iter().filter(|(number, _)| *number > 0).count()
    }
}

/// Several texts of the same thing.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TextSpread {
    /// How many.
    pub texts: usize,
    /// How many pairs of them.
    pub pairs: usize,
    /// Share of words that differ between two of them, 0 to 1, over all pairs.
    pub changed: Option<Spread>,
    /// Words of a text.
    pub words: Option<Spread>,
    /// Sentences, with their counterparts in other texts taken as one; those of most texts first.
    pub sentences: Vec<SentenceSpread>,
    /// Subjects on which any text takes a stance; those of most texts first.
    pub stances: Vec<StanceSpread>,
}

/// A sentence that several texts may have.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SentenceSpread {
    /// As the first text that has it says it.
    pub text: String,
    /// Which texts have it or a counterpart of it, by their place from 0 on.
    pub within: Vec<usize>,
}

/// What texts say of a subject.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StanceSpread {
    /// The subject.
    pub subject: String,
    /// Of each text its mark: `+`, `-`, `~`, `.`; `None` = not named.
    pub marks: Vec<Option<char>>,
}

impl StanceSpread {
    /// How many texts have each of [`MARKS`].
    pub fn counts(&self) -> [usize; 4] {
        MARKS.map(|mark| self.marks.iter().filter(|one| **one == Some(mark)).count())
    }

    fn named(&self) -> usize {
        self.marks.iter().flatten().count()
    }
}

/// How far apart texts are. Each is compared with each.
pub fn text_spread(vocabulary: &Vocabulary, texts: &[&str]) -> TextSpread {
    let texts: Vec<_> = texts.iter().map(|text| clean(text)).collect();
    let mut diffs: Vec<(usize, usize, TextDiff)> = Vec::new();
    for (at, text) in texts.iter().enumerate() {
        diffs.extend(
            texts.iter().take(at).enumerate().map(|(before, other)| (before, at, compare(other, text))),
        );
    }
    let changed: Vec<f64> = diffs.iter().map(|(.., diff)| diff.heat).collect();
    let said: Vec<Vec<_>> = texts.iter().map(|text| sentences(text)).collect();
    let words: Vec<f64> = texts.iter().map(|text| compare("", text).words_after as f64).collect();
    let mut found: Vec<SentenceSpread> = Vec::new();
    // Which of `found` a sentence of a text is.
    let mut places: Vec<Vec<(usize, usize)>> = Vec::new();
    for (at, sentences) in said.iter().enumerate() {
        let mut here = Vec::new();
        for sentence in sentences {
            let known = diffs.iter().filter(|(_, after, _)| *after == at).find_map(|(before, _, diff)| {
                let pair = diff
                    .sentences
                    .iter()
                    .find(|pair| pair.after.as_ref().is_some_and(|it| it.number == sentence.number))?;
                let number = pair.before.as_ref()?.number;
                places.get(*before)?.iter().find(|(known, _)| *known == number).map(|(_, place)| *place)
            });
            let place = known.unwrap_or(found.len());
            match found.get_mut(place) {
                // Two sentences of a text may have the same counterpart.
                Some(known) if known.within.contains(&at) => {}
                Some(known) => known.within.push(at),
                None => found.push(SentenceSpread { text: sentence.text.clone(), within: vec![at] }),
            }
            here.push((sentence.number, place));
        }
        places.push(here);
    }
    found.sort_by_key(|sentence| std::cmp::Reverse(sentence.within.len()));
    let claims: Vec<_> = said.iter().map(|sentences| claims(vocabulary, sentences)).collect();
    let claims = claims.iter().enumerate().flat_map(|(at, text)| {
        text.iter()
            .enumerate()
            .flat_map(move |(number, said)| said.iter().map(move |one| (at, number + 1, one)))
    });
    let stance = |row: LedgerRow| StanceSpread {
        subject: vocabulary.name(row.subject).into_owned(),
        marks: row.cells.iter().map(|cell| cell.map(|entry| entry.mark)).collect(),
    };
    let mut stances: Vec<StanceSpread> = rows_of(texts.len(), claims).into_iter().map(stance).collect();
    stances.sort_by_key(|stance| std::cmp::Reverse(stance.named()));
    TextSpread {
        texts: texts.len(),
        pairs: diffs.len(),
        changed: Spread::of(&changed),
        words: Spread::of(&words),
        sentences: found,
        stances,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{DataHash, Dataset, Ids, Interactions, ItemTexts, Items, RatingScale, Users};

    fn vocabulary() -> Vocabulary {
        let genres = ["Drama", "Horror", "Western"];
        Vocabulary::of(&Dataset {
            name: "made up".into(),
            hash: DataHash(0),
            users: Users::default(),
            items: Items::new(
                Ids::default(),
                Vec::new(),
                Vec::new(),
                Vec::new(),
                genres.map(Into::into).into(),
                ItemTexts::default(),
            ),
            interactions: Interactions::default(),
            scale: RatingScale::ONE_TO_FIVE,
        })
    }

    #[test]
    fn the_same_text_has_no_spread() {
        let text = "They love quiet dramas about families. They avoid horror.";
        let spread = text_spread(&vocabulary(), &[text, text, text]);
        assert_eq!((spread.texts, spread.pairs), (3, 3));
        let changed = spread.changed.unwrap();
        assert_eq!((changed.mean, changed.max), (0.0, 0.0));
        assert_eq!(spread.sentences.len(), 2);
        assert!(spread.sentences.iter().all(|sentence| sentence.within == [0, 1, 2]));
        assert_eq!(spread.words.unwrap().sd, Some(0.0));
    }

    #[test]
    fn a_sentence_and_its_counterparts_are_one() {
        let texts = [
            "They love quiet dramas about families and loss. They avoid loud horror films altogether.",
            "They love quiet dramas about families and grief. Old westerns bore them to tears.",
            "Old westerns bore them to tears. They love slow dramas about families and loss.",
        ];
        let spread = text_spread(&vocabulary(), &texts);
        let within: Vec<_> = spread.sentences.iter().map(|sentence| sentence.within.clone()).collect();
        assert_eq!(within, [vec![0, 1, 2], vec![1, 2], vec![0]]);
        assert!(spread.sentences[1].text.starts_with("Old westerns"));
    }

    #[test]
    fn no_text_and_one_have_nothing_to_compare() {
        assert_eq!(text_spread(&vocabulary(), &[]).words, None);
        let one = text_spread(&vocabulary(), &["They love dramas."]);
        assert_eq!((one.pairs, one.changed), (0, None));
    }
}
