//! What a sentence may be about: genres of the data set, well-known themes, eras, how strictly the user rates; and
//! which items belong there.

use std::borrow::Cow;
use std::collections::HashMap;

use super::themes::THEMES;
use super::titles::Titles;
use crate::domain::text::{clean_line, fold};
use crate::domain::{Dataset, ItemIx, Items};

/// What a claim is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// A genre of the data set: its place in `Items::genre_names`.
    Genre(u8),
    /// A theme of a fixed list, by its place there.
    Theme(u8),
    /// Years of release, the last included.
    Era {
        /// The first year.
        from: u16,
        /// The last year.
        to: u16,
    },
    /// How strictly the user rates, whatever the items: "liked" stands for strict, "disliked" for generous, "both
    /// ways" for rating as others do.
    Strictness,
}

/// Whether an item belongs to a subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Belongs {
    /// Its genres, year or text say so.
    Yes,
    /// Its genres or year say otherwise.
    No,
    /// Nothing is known that would tell.
    Unknown,
}

/// A way of naming a subject: its words in order.
type Naming = (Vec<Box<str>>, Subject);

/// What is needed to read claims about the items of a data set; made once for it.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    genres: Vec<Box<str>>,
    /// Namings by their first word, longest first.
    namings: HashMap<Box<str>, Vec<Naming>>,
    pub(super) titles: Titles,
}

impl Vocabulary {
    /// Reads genres and titles of a data set once: some milliseconds for 60,000 items.
    pub fn of(dataset: &Dataset) -> Self {
        let mut vocabulary = Self::of_genres(dataset.items.genre_names());
        vocabulary.titles = Titles::of(&dataset.items);
        vocabulary
    }

    fn of_genres(genres: &[Box<str>]) -> Self {
        let genres: Vec<Box<str>> = genres.iter().take(64).map(|name| clean_line(name).into()).collect();
        let mut vocabulary = Self { genres, ..Self::default() };
        for at in 0..vocabulary.genres.len() {
            let name = fold(&vocabulary.genres[at]);
            for words in genre_words(&name) {
                vocabulary.add(&words, Subject::Genre(at as u8));
            }
        }
        for (at, theme) in THEMES.iter().enumerate() {
            for words in theme.said.split('|') {
                vocabulary.add(words, Subject::Theme(at as u8));
            }
        }
        vocabulary
    }

    fn add(&mut self, words: &str, subject: Subject) {
        let words: Vec<Box<str>> = words.split_whitespace().map(Into::into).collect();
        let Some(first) = words.first().cloned() else { return };
        let namings = self.namings.entry(first).or_default();
        // A genre of the data set comes before a theme of the same name.
        if !namings.iter().any(|(known, _)| *known == words) {
            namings.push((words, subject));
            namings.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
        }
    }

    /// The subject that is named from the first of these words on, and by how many words.
    pub(super) fn named(&self, words: &[Cow<'_, str>]) -> Option<(Subject, usize)> {
        let first = words.first()?;
        let is_here = |(naming, _): &&Naming| {
            words.len() >= naming.len() && naming.iter().zip(words).all(|(a, b)| **a == **b)
        };
        let (naming, subject) = self.namings.get(&**first)?.iter().find(is_here)?;
        Some((*subject, naming.len()))
    }

    /// How a subject is called.
    pub fn name(&self, subject: Subject) -> Cow<'_, str> {
        match subject {
            Subject::Genre(at) => self
                .genres
                .get(usize::from(at))
                .map_or(Cow::Borrowed("?"), |name| Cow::Owned(name.to_lowercase())),
            Subject::Theme(at) => THEMES.get(usize::from(at)).map_or("?", |theme| theme.name).into(),
            Subject::Era { from, to } if from + 9 == to => format!("the {from}s").into(),
            Subject::Era { from: 0, to } => format!("before {}", to.saturating_add(1)).into(),
            Subject::Era { from, to } => format!("{from} to {to}").into(),
            Subject::Strictness => "strictness".into(),
        }
    }

    /// The genre with that name, whatever its case.
    pub fn genre(&self, name: &str) -> Option<Subject> {
        let at = self.genres.iter().position(|genre| genre.eq_ignore_ascii_case(name))?;
        Some(Subject::Genre(at as u8))
    }
}

/// Whether an item belongs to a subject, as far as its genres, year and texts tell.
pub(super) fn belongs(items: &Items, item: ItemIx, subject: Subject) -> Belongs {
    let tells = |yes: bool| if yes { Belongs::Yes } else { Belongs::No };
    match subject {
        Subject::Genre(_) if items.genres(item).is_empty() => Belongs::Unknown,
        Subject::Genre(at) => tells(items.genres(item).contains(usize::from(at))),
        Subject::Era { from, to } => {
            items.year(item).map_or(Belongs::Unknown, |year| tells((from..=to).contains(&year)))
        }
        Subject::Strictness => Belongs::Unknown,
        Subject::Theme(at) => {
            let Some(theme) = THEMES.get(usize::from(at)) else { return Belongs::Unknown };
            let kin = items.genre_list(item).any(|genre| {
                let genre = plain(&fold(genre));
                theme.genres.split(' ').any(|kin| kin == genre)
            });
            // A text need not say all that an item is about, so it never says no.
            if kin || speaks(items, item, theme.text) { Belongs::Yes } else { Belongs::Unknown }
        }
    }
}

/// Whether a text of an item holds one of some beginnings of words.
fn speaks(items: &Items, item: ItemIx, beginnings: &str) -> bool {
    const DESCRIBING: &[&str] =
        &["overview", "description", "summary", "plot", "synopsis", "text", "tagline"];
    if beginnings.is_empty() {
        return false;
    }
    let texts = items.texts().of(item).filter(|(column, _)| DESCRIBING.contains(column));
    texts.into_iter().any(|(_, text)| {
        let text = text.to_lowercase();
        let mut words = text.split(|c: char| !c.is_alphanumeric());
        words.any(|word| beginnings.split(' ').any(|beginning| word.starts_with(beginning)))
    })
}

/// Letters and digits only.
fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Other words for genres that most film data sets have, by the genre's name in letters only.
const GENRES: &[(&str, &str)] = &[
    ("action", "action"),
    ("adventure", "adventure|adventures|adventurous"),
    ("animation", "animation|animated|animations|cartoon|cartoons"),
    (
        "childrens",
        "children's|childrens|children's film|kids|kids'|family films|family movies|family-friendly|family-oriented|kid-friendly",
    ),
    (
        "children",
        "children's|childrens|kids|kids'|family films|family movies|family-friendly|family-oriented",
    ),
    ("comedy", "comedy|comedies|comedic|humor|humour|humorous|comic"),
    ("crime", "crime|crimes|gangster|gangsters"),
    ("documentary", "documentary|documentaries"),
    ("drama", "drama|dramas|dramatic|melodrama|melodramas"),
    ("fantasy", "fantasy|fantasies|fantastical"),
    ("filmnoir", "noir|film noir|film-noir|noirish|noir films"),
    ("horror", "horror|horrors|slasher|slashers"),
    ("musical", "musical|musicals"),
    ("mystery", "mystery|mysteries|whodunit|whodunits|whodunnits"),
    ("romance", "romance|romances|romantic|rom-com|rom-coms|love stories|love story"),
    ("scifi", "sci-fi|scifi|science fiction|science-fiction|sci-fis"),
    ("sciencefiction", "sci-fi|scifi|science fiction|science-fiction"),
    ("thriller", "thriller|thrillers|suspense|suspenseful"),
    ("war", "war|wartime"),
    ("western", "western|westerns"),
];

/// How a genre may be named in a text: its own name, its plural, and what else is known of it.
fn genre_words(name: &str) -> Vec<String> {
    let letters = plain(name);
    if matches!(letters.as_str(), "" | "unknown" | "nogenreslisted" | "other" | "none") {
        return Vec::new();
    }
    let own: String =
        name.chars().map(|c| if c.is_alphanumeric() || "-'".contains(c) { c } else { ' ' }).collect();
    let own = own.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut ways = vec![own.clone(), format!("{own}s")];
    if let Some(stem) = own.strip_suffix('y') {
        ways.push(format!("{stem}ies"));
    }
    if let Some(one) = own.strip_suffix('s').filter(|one| one.len() > 3) {
        ways.push(one.to_owned());
    }
    if let Some((_, more)) = GENRES.iter().find(|(known, _)| *known == letters) {
        ways.extend(more.split('|').map(str::to_owned));
        // "Children" alone may be anybody's.
        ways.retain(|way| !matches!(way.as_str(), "children" | "childrenss" | "children'"));
    }
    ways
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(genres: &[&str], text: &str) -> Option<(String, usize)> {
        let genres: Vec<Box<str>> = genres.iter().map(|name| (*name).into()).collect();
        let vocabulary = Vocabulary::of_genres(&genres);
        let words: Vec<_> = text.split(' ').map(Cow::from).collect();
        let (subject, words) = vocabulary.named(&words)?;
        Some((vocabulary.name(subject).into_owned(), words))
    }

    #[test]
    fn genres_are_known_by_their_plurals_and_kin() {
        let genres = ["Comedy", "Sci-Fi", "Children's", "Role-Playing Games", "unknown"];
        for (text, expected) in [
            ("comedies that", Some(("comedy", 1))),
            ("science fiction films", Some(("sci-fi", 2))),
            ("children's films", Some(("children's", 1))),
            ("children grow", None),
            ("role-playing games", Some(("role-playing games", 2))),
            ("unknown", None),
            ("romances", None),
        ] {
            let expected = expected.map(|(name, words)| (name.to_owned(), words));
            assert_eq!(named(&genres, text), expected, "{text}");
        }
    }
}
