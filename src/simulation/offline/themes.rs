//! Themes and tones of texts: which words speak of what, and which text of an item is read.

use std::collections::{BTreeMap, HashMap, HashSet};

use rust_stemmers::{Algorithm, Stemmer};

use crate::domain::{Dataset, ItemIx};

/// What texts may be about, and words that say so. A word counts with all its endings.
const THEMES: &[(&str, &str)] = &[
    ("parents and children", "father mother parent daughter fatherhood motherhood orphan stepfather"),
    ("marriage", "marriage marry wedding husband divorce bride newlywed spouse"),
    ("love affairs", "affair lover romance romantic seduce courtship sweetheart"),
    ("murder", "murder murderer murderous killer killing slain homicide assassin"),
    ("police work", "police policeman cop detective fbi investigator investigate sheriff undercover"),
    ("crime and criminals", "gang gangster mob mobster mafia criminal crime underworld"),
    ("courtrooms and the law", "lawyer trial court courtroom judge attorney jury lawsuit"),
    ("prison", "prison prisoner convict jail inmate imprison"),
    ("soldiers", "soldier army military vietnam nazi troop wartime platoon"),
    ("spies and conspiracies", "spy cia conspiracy espionage kgb assassination"),
    ("politics", "president political politician government senator election congress"),
    ("reporters and the press", "reporter journalist newspaper journalism tabloid"),
    ("school and students", "school college student teacher professor university campus"),
    ("growing up", "childhood teenage teenager teen adolescent adolescence"),
    ("friendship", "friendship buddy befriend"),
    ("music", "singer music musician concert jazz song pianist"),
    ("show business", "actor actress hollywood theater theatre showbiz broadway celebrity"),
    ("writers", "writer novelist author poet playwright"),
    ("artists", "artist painter painting sculptor photographer"),
    ("sport", "basketball baseball football boxing boxer coach athlete hockey golf championship"),
    ("life on the road", "road hitchhiker vacation roadtrip"),
    ("small towns", "town village rural farm farmer"),
    ("life at sea", "ship sea ocean boat submarine navy sailor pirate"),
    ("space and aliens", "space alien planet spaceship astronaut galaxy starship"),
    ("computers and robots", "computer robot cyborg android hacker"),
    ("the supernatural", "ghost haunt supernatural demon devil witch vampire occult"),
    ("monsters", "monster creature dinosaur beast mutant"),
    ("the troubled mind", "madness insane insanity mental psychiatrist psychologist amnesia psychotic"),
    ("faith", "priest church catholic god religious religion nun jesus"),
    ("death and grief", "dying grief funeral widow widower suicide mourn"),
    ("doctors and illness", "doctor hospital disease aids illness patient nurse surgeon"),
    ("drugs", "drug cocaine heroin addict addiction"),
    ("thieves and heists", "heist robbery robber thief steal jewel burglar loot"),
    ("kidnappings and hostages", "kidnap hostage abduct ransom captor"),
    ("revenge", "revenge vengeance avenge vengeful"),
    ("the Old West", "cowboy gunslinger outlaw gunfighter rancher frontier"),
    ("royalty", "king queen prince princess royal throne kingdom monarch"),
    ("animals", "dog cat horse animal wolf whale dolphin"),
    ("survival in the wild", "wilderness jungle mountain castaway"),
    ("bombs and terrorists", "terrorist bomb nuclear hijack explosive"),
    ("race and prejudice", "racism racist racial slave slavery segregation prejudice apartheid"),
    ("the rich", "wealthy millionaire heiress heir tycoon aristocrat"),
    ("the end of the world", "futuristic doomsday apocalypse apocalyptic dystopian"),
    ("Christmas", "christmas santa"),
    ("mistaken identity", "disguise identity impersonate imposter impostor"),
    ("obsession", "obsession obsessed obsessive lust jealous jealousy"),
];

const DARK: &str = "murder murderer killer killing death dead brutal violent violence revenge deadly evil dark \
                    horror nightmare terror victim suicide madness ruthless psychopath torture grim corrupt \
                    sinister doomed despair";
const LIGHT: &str = "funny hilarious comedy comic comical fun charming delightful lighthearted hijinks \
                     misadventure zany wacky heartwarming cheerful antics bumbling romantic whimsical";

/// Column names of texts that describe an item.
const DESCRIBING: &[&str] = &["overview", "description", "summary", "plot", "synopsis", "text", "tagline"];

/// Share of the texts at most that may speak of a theme, lest it says nothing.
const COMMONEST: f64 = 0.22;

/// A word that texts of a data set without known themes have in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CommonWord {
    /// The form in which it is most often written.
    pub(super) word: String,
    /// The items whose texts use it, ascending.
    pub(super) items: Vec<ItemIx>,
}

/// What was found in the texts of all items.
#[derive(Debug, Default)]
pub(super) struct Themes {
    /// Theme's words and the items that speak of it, ascending; only themes worth a statement.
    pub(super) spoken_of: Vec<(&'static str, Vec<ItemIx>)>,
    /// Words in common, most frequent first; empty for films, whose words the themes cover.
    pub(super) words: Vec<CommonWord>,
    /// Per item: dark words minus light words.
    pub(super) mood: Vec<i16>,
}

#[derive(Clone, Copy, Default)]
struct Sense {
    theme: Option<usize>,
    mood: i16,
}

fn senses(stemmer: &Stemmer) -> HashMap<String, Sense> {
    let mut senses: HashMap<String, Sense> = HashMap::new();
    for (at, (_, words)) in THEMES.iter().enumerate() {
        for word in words.split_whitespace() {
            senses.entry(stemmer.stem(word).into_owned()).or_default().theme.get_or_insert(at);
        }
    }
    for (words, mood) in [(DARK, 1), (LIGHT, -1)] {
        for word in words.split_whitespace() {
            senses.entry(stemmer.stem(word).into_owned()).or_default().mood = mood;
        }
    }
    senses
}

/// Reads the texts of all items. `with_words` also looks for common words.
pub(super) fn read(dataset: &Dataset, with_words: bool) -> Themes {
    let stemmer = Stemmer::create(Algorithm::English);
    let senses = senses(&stemmer);
    let mut found: Vec<Vec<ItemIx>> = vec![Vec::new(); THEMES.len()];
    let mut mood = vec![0_i16; dataset.items.len()];
    let mut stems = Stems::default();
    let mut described = 0_usize;
    for item in dataset.items.all() {
        let text = describing_text(dataset, item);
        if text.is_empty() {
            continue;
        }
        described += 1;
        for word in words(&text) {
            let stem = stems.of(&word, &stemmer);
            if let Some(sense) = senses.get(stem) {
                mood[item.at()] += sense.mood;
                if let Some(items) = sense.theme.map(|theme| &mut found[theme])
                    && items.last() != Some(&item)
                {
                    items.push(item);
                }
            }
            if with_words {
                stems.note(&word, item);
            }
        }
    }
    let fewest = (described / 250).max(6);
    let most = (described as f64 * COMMONEST) as usize;
    let spoken_of = THEMES
        .iter()
        .zip(found)
        .filter(|(_, items)| (fewest..=most).contains(&items.len()))
        .map(|((name, _), items)| (*name, items))
        .collect();
    let words = if with_words { stems.common(described) } else { Vec::new() };
    Themes { spoken_of, words, mood }
}

/// The texts that describe an item; where no column is called so, all texts of three words and more.
fn describing_text(dataset: &Dataset, item: ItemIx) -> String {
    let texts = dataset.items.texts();
    let named = texts.columns().iter().any(|name| DESCRIBING.contains(&&**name));
    let chosen = texts.of(item).filter(|(name, text)| {
        if named { DESCRIBING.contains(name) } else { text.split_whitespace().count() >= 3 }
    });
    chosen.map(|(_, text)| text).collect::<Vec<_>>().join(" ")
}

fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| !c.is_alphabetic())
        .filter(|word| word.len() >= 3 && word.len() <= 30)
        .map(str::to_lowercase)
}

/// Stems by word, so that each word is stemmed once, and where each occurs.
#[derive(Default)]
struct Stems {
    known: HashMap<String, String>,
    /// By stem: spellings with their counts, and the items.
    uses: BTreeMap<String, (BTreeMap<String, usize>, Vec<ItemIx>)>,
}

impl Stems {
    fn of(&mut self, word: &str, stemmer: &Stemmer) -> &str {
        if !self.known.contains_key(word) {
            self.known.insert(word.to_owned(), stemmer.stem(word).into_owned());
        }
        self.known.get(word).map_or("", |stem| stem)
    }

    fn note(&mut self, word: &str, item: ItemIx) {
        let Some(stem) = self.known.get(word) else { return };
        let (spellings, items) = self.uses.entry(stem.clone()).or_default();
        *spellings.entry(word.to_owned()).or_default() += 1;
        if items.last() != Some(&item) {
            items.push(item);
        }
    }

    /// At most 120 words that enough texts use, but not too many.
    fn common(self, described: usize) -> Vec<CommonWord> {
        const MOST: usize = 120;
        let stop: HashSet<&str> = stop_words::lookup("en").unwrap_or_default().iter().copied().collect();
        let fewest = (described / 200).max(5);
        let most = described / 12;
        let mut words: Vec<CommonWord> = self
            .uses
            .into_values()
            .filter(|(_, items)| (fewest..=most).contains(&items.len()))
            .filter_map(|(spellings, items)| {
                let word = spellings.into_iter().max_by_key(|(_, count)| *count)?.0;
                (word.chars().count() >= 4 && !stop.contains(&*word)).then_some(CommonWord { word, items })
            })
            .collect();
        words.sort_by(|a, b| b.items.len().cmp(&a.items.len()).then_with(|| a.word.cmp(&b.word)));
        words.truncate(MOST);
        words
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_theme_word_is_found_by_its_own_stem_and_no_theme_is_empty() {
        let stemmer = Stemmer::create(Algorithm::English);
        let senses = senses(&stemmer);
        for (at, (name, words)) in THEMES.iter().enumerate() {
            let own = words
                .split_whitespace()
                .filter(|w| senses.get(&*stemmer.stem(w)).and_then(|s| s.theme) == Some(at))
                .count();
            assert!(own >= 2, "{name}");
        }
        assert_eq!(senses[&*stemmer.stem("murdered")].mood, 1);
    }
}
