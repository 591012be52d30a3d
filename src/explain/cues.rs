//! Words that say whether something is liked: cues, what turns them round, what weakens them. A list of ways of
//! speaking, tried on recorded profiles; what it does not know stays unclear.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

/// What a word or phrase does to the claim around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cue {
    /// Something is liked.
    Up,
    /// Something is disliked.
    Down,
    /// Something goes both ways.
    Both,
    /// Nothing is known of it.
    Silent,
    /// Turns the next cue round: `not`, `little`, `lack of`.
    Not,
    /// Turns what follows into the other side of a comparison: `over`, `rather than`.
    Than,
    /// Weakens a little: `seem`, `tend`.
    Soft,
    /// Weakens a lot: `perhaps`, `slight`.
    Faint,
    /// A new thought begins: `but`, `while`.
    Border,
}

/// Cues in lower case; a word ending in `*` stands for all words that begin so.
const CUES: &[(Cue, &str)] = &[
    (
        Cue::Up,
        "prefer|prefers|preferred|preferring|preference|preferences|enjoy*|appreciat*|affinity|fond|fondness|drawn to|inclin*|\
         favor|favors|favored|favoring|favorable|favorably|favour|favours|favourable|favourite*|favorite*|gravitat*|interest|interests|interested|\
         soft spot|taste for|admir*|loves|loved|they love|love for|love of|likes|liked|liking|likely to rate higher|values|valued|valuing|\
         high rating*|high mark*|high score*|higher rating*|higher score*|higher mark*|highest rating*|highest mark*|highest|highly|rated high*|rates high*|\
         strong rating*|strong mark*|warm*|better mark*|best mark*|do better|does better|suit|suits|please|pleases|respond well|responds well|\
         respond strongly|friendly reception|openness|open to|willing*|enthus*|embrac*|resonate*|earn a little more|earn more|earns more|lean towards|\
         leaning towards|positive*|passion*|sympathy|win them over|wins them over|won over|patience|toleran*|care for|cares for|care|cares|\
         curiosity|rated above|are rated above|attracted|attraction|proclivity|penchant|tilt towards yes|does well|do well|fan of|keen on|engag* with|desire for|desires|acceptance|seek out|seeks out|seeking out|seeks|high-rated|highly-rated|top-rated|highest-rated|maintain* a focus on|more towards|more toward|and towards|and toward|are welcome|do very well|could do little wrong|gain it",
    ),
    (
        Cue::Down,
        "aversion*|averse|dislik*|disinterest*|uninterest*|avoid*|low rating*|lower rating*|low score*|lower score*|low mark*|lower mark*|lowest|\
         lowest rating*|rated low*|rates low*|low|lower|poor|poorly|negativ*|disdain*|harsh*|harder on|hard on|rather cool|cold|cooler|reserve|handicap|\
         fall short|falls short|slip|marks fall|weak spot|unfavor*|unfavour*|disappoint*|critical|reluctan*|reject*|struggles with|struggle with|struggled with|struggles to|struggled to|distaste|indifferen*|\
         skeptic*|unimpress*|leave them cold|criticism|give less|given less|gives less|dissatisf*|less favorabl*|less enthus*|resistan*|disfavor*|disfavour*|away from|steer* clear|clear of|fall flat|falls flat|lose ground|loses ground|rated 1|rated 2|boredom",
    ),
    (
        Cue::Both,
        "mixed|moderate|moderately|divide|divides|divided|either way|hard to call|evidence is split|ambivalen*|inconsisten*|neutral*|lukewarm|\
         varies|depends on the single|complex relationship|kinder|fare better|more sympathy|well enough|share only in part|both high and low|ordinary marks|middling marks|hold their own|nothing special",
    ),
    (
        Cue::Silent,
        "hardly come up|all but silent|next to nothing|blank spots|is unknown|little can be said|all but missing|not enough evidence",
    ),
    (
        Cue::Not,
        "not|never|no|hardly|rarely|seldom|lack|lacks|lacking|little|less|fewer|neither|nor|cannot|limited|minimal|diminish*|declin*|reduced|waning|\
         low|lower|without|don't|doesn't|didn't|isn't|aren't|no longer|unlikely|decreas*",
    ),
    (Cue::Than, "over|rather than|instead of|than|as opposed to|compared to|unlike|at the expense of"),
    (
        Cue::Soft,
        "seem|seems|appear|appears|tend|tends|probably|generally|often|usually|somewhat|likely|typically|suggests|suggesting",
    ),
    (
        Cue::Faint,
        "perhaps|whether|may|might|possible|possibly|slight|slightly|potential|potentially|first signs|thin|far from certain|is open|occasional*|selective*|\
         could|some|cautious*|a bit|tentative*",
    ),
    (
        Cue::Border,
        "but|while|whereas|however|though|although|yet|conversely|in contrast|despite|even if|on the other hand",
    ),
];

/// Cues by their first word; phrases before single words.
struct Table {
    whole: HashMap<&'static str, Vec<(Vec<&'static str>, Cue)>>,
    /// Beginnings of single words or of the last word of a phrase.
    begun: Vec<(Vec<&'static str>, Cue)>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table { whole: HashMap::new(), begun: Vec::new() };
    for (cue, ways) in CUES {
        for way in ways.split('|') {
            let words: Vec<_> = way.split_whitespace().collect();
            if way.contains('*') {
                table.begun.push((words, *cue));
            } else if let Some(first) = words.first() {
                table.whole.entry(first).or_default().push((words, *cue));
            }
        }
    }
    table
});

fn fits(pattern: &[&str], words: &[Cow<'_, str>]) -> bool {
    words.len() >= pattern.len()
        && pattern.iter().zip(words).all(|(pattern, word)| match pattern.strip_suffix('*') {
            Some(beginning) => word.starts_with(beginning),
            None => **pattern == **word,
        })
}

/// What the words from here on do, in how many words; the longest phrase counts. A word that is both a cue of
/// its own and a negation (`low`) is told apart by what follows it.
pub(super) fn cues_at(words: &[Cow<'_, str>]) -> Vec<(Cue, usize)> {
    let Some(first) = words.first() else { return Vec::new() };
    let whole = TABLE.whole.get(&**first).map(Vec::as_slice).unwrap_or_default();
    let fitting = whole.iter().chain(&TABLE.begun).filter(|(pattern, _)| fits(pattern, words));
    let mut found: Vec<(Cue, usize)> = fitting.map(|(pattern, cue)| (*cue, pattern.len())).collect();
    let longest = found.iter().map(|(_, length)| *length).max().unwrap_or(0);
    found.retain(|(_, length)| *length == longest);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_phrase_counts() {
        let at = |text: &str| cues_at(&text.split(' ').map(Cow::from).collect::<Vec<_>>());
        assert_eq!(at("lower ratings for"), [(Cue::Down, 2)]);
        assert_eq!(at("low interest in"), [(Cue::Down, 1), (Cue::Not, 1)]);
        assert_eq!(at("rather cool"), [(Cue::Down, 2)]);
        assert_eq!(at("rather than"), [(Cue::Than, 2)]);
        assert_eq!(at("appreciates"), [(Cue::Up, 1)]);
        assert_eq!(at("films"), []);
    }
}
