//! What a sentence says of how strictly a user rates, whatever the items; never whether that is so.

use std::borrow::Cow;
use std::ops::Range;

use super::claims::{Hedge, Polarity};

/// Ways of speaking of strictness, the first that fits counts. `*` ends the beginning of a word, `_` stands for up
/// to five words.
const WAYS: &[(Polarity, &str)] = &[
    (
        Polarity::Unclear,
        "strict* _ cannot be told|strict* _ unknown|too early _ strict|too early _ generous|strict or generous",
    ),
    (
        Polarity::Mixed,
        "neither strict|neither generous|neither harsh|neither lenient|in strictness _ hard to tell|\
         close to what others give|about what others give|neither high nor low|as strict* as|\
         in line with others|in line with other people|balanced rater|fair rater",
    ),
    (
        Polarity::Averse,
        "less strict*|less harsh*|generous*|more generous*|lenient*|judge* _ kindly|judge kindly|easily pleased|\
         easy to please|easily impressed|forgiving rater|forgiving viewer|forgiving critic|marks _ come easily|\
         ratings come easily|marks come easily|rarely give* _ low|seldom give* _ low|never give* _ low|\
         rarely rate* _ low|more than others|more _ than from others|above what others|over what _ get elsewhere|\
         not gone below|nothing has fallen below|top mark is no rarity|half of their ratings or more|\
         every second rating|most films highly|most movies highly|nearly everything highly|most _ high marks",
    ),
    (
        Polarity::Likes,
        "less generous*|strict*|stern*|harsh critic|harsh rater|harsh judge|tough critic|tough rater|tough judge|\
         hard to please|difficult to please|hard to impress|demanding viewer|demanding rater|demanding critic|\
         picky|discerning viewer*|discerning rater*|discerning critic*|discerning audience|critical viewer*|\
         critical rater*|selective viewer*|selective rater*|to a high* standard|to a somewhat higher standard|\
         has high standards|have high standards|their high standards|hard to come by|rarely give* _ 5|\
         seldom give* _ 5|never give* _ 5|hardly ever give* _ 5|rarely give* _ five|rarely award* _ 5|\
         rarely give* _ high*|seldom give* _ high*|rarely give* _ top|seldom give* _ top|rarely give* _ full|\
         sparing with|reluctant to give _ high*|less than others|less _ than from others|below what others|\
         under what _ get elsewhere|most films low|most movies low",
    ),
];

/// Words that make it less sure.
const SOFT: &str =
    "seem seems appear appears tend tends somewhat little perhaps may might fairly rather often generally";

/// Words that take it back.
const NOT: &str = "not never hardly isn't aren't no";

/// What words say of strictness, how surely, and which of them do.
pub(super) fn said(words: &[Cow<'_, str>]) -> Option<(Polarity, Hedge, Range<usize>)> {
    if let Some(turn) = changed(words) {
        return Some(turn);
    }
    let (polarity, range) = WAYS.iter().find_map(|(polarity, ways)| {
        let mut ways = ways.split('|').map(|way| way.split_whitespace().collect::<Vec<_>>());
        let found = ways
            .find_map(|way| (0..words.len()).find_map(|at| Some(at..at + length(&way, words.get(at..)?)?)));
        Some((*polarity, found?))
    })?;
    let is_one_of = |list: &str, word: &Cow<'_, str>| list.split(' ').any(|known| known == word.as_ref());
    let before = words.get(range.start.saturating_sub(3)..range.start).unwrap_or_default();
    let is_taken_back = before.iter().any(|word| is_one_of(NOT, word));
    let is_soft = words.iter().any(|word| is_one_of(SOFT, word));
    let polarity = if is_taken_back && polarity != Polarity::Unclear { Polarity::Mixed } else { polarity };
    Some((polarity, if is_soft { Hedge::Soft } else { Hedge::None }, range))
}

/// `Over the first 20 ratings a film got ... less than others give, since then ... more`: the last word counts.
fn changed(words: &[Cow<'_, str>]) -> Option<(Polarity, Hedge, Range<usize>)> {
    let has = |word: &str| words.iter().any(|known| known == word);
    let from = words.iter().rposition(|word| matches!(word.as_ref(), "since" | "latest"))?;
    if !has("others") || !(has("standards") || words.iter().any(|word| word.starts_with("strict"))) {
        return None;
    }
    let lately = words.get(from..)?;
    let way = lately.iter().find_map(|word| match word.as_ref() {
        "less" => Some(Polarity::Likes),
        "more" => Some(Polarity::Averse),
        "others" => Some(Polarity::Mixed),
        _ => None,
    })?;
    Some((way, Hedge::None, from..words.len()))
}

/// How many words a way of speaking takes at the beginning of some; `None` where they begin otherwise.
fn length(way: &[&str], words: &[Cow<'_, str>]) -> Option<usize> {
    const GAP: usize = 5;
    let Some((first, rest)) = way.split_first() else { return Some(0) };
    if *first == "_" {
        return (0..=GAP).find_map(|gap| Some(gap + length(rest, words.get(gap..)?)?));
    }
    let word = words.first()?;
    let fits = match first.strip_suffix('*') {
        Some(beginning) => word.starts_with(beginning),
        None => *first == word.as_ref(),
    };
    if fits { Some(1 + length(rest, words.get(1..)?)?) } else { None }
}
