//! Words for kinds of items: genres as people say them, decades, themes, tones; and how two are joined.

use crate::domain::text;

/// How the things that users rate are called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Wording {
    /// Several of them.
    pub(super) items: &'static str,
    /// One of them.
    pub(super) item: &'static str,
    /// The person.
    pub(super) viewer: &'static str,
}

impl Wording {
    /// Films have viewers; anything else is called a title.
    pub(super) const FILMS: Self = Self { items: "films", item: "film", viewer: "this viewer" };
    /// What is said of anything that is not known to be a film.
    pub(super) const TITLES: Self = Self { items: "titles", item: "title", viewer: "this user" };

    /// Films, where at least three genres are genres of films.
    pub(super) fn for_genres(names: &[Box<str>]) -> Self {
        let known = names.iter().filter(|name| film_genre(name).is_some()).count();
        if known >= 3 { Self::FILMS } else { Self::TITLES }
    }
}

/// A kind of item as a noun phrase in the plural, in the form that its joining with another needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Phrase {
    /// `dramas`
    Noun(String),
    /// `war`, said as `war films`
    Adjective(String),
    /// `murder`, said as `films about murder`
    About(String),
    /// `the 1980s`, said as `films from the 1980s`
    From(String),
    /// `guitar`, said as `titles whose descriptions mention guitar`
    Mention(String),
}

impl Phrase {
    /// The noun phrase in the plural.
    pub(super) fn plural(&self, wording: Wording) -> String {
        let items = wording.items;
        match self {
            Self::Noun(noun) => noun.clone(),
            Self::Adjective(adjective) => format!("{adjective} {items}"),
            Self::About(theme) => format!("{items} about {theme}"),
            Self::From(time) => format!("{items} from {time}"),
            Self::Mention(word) => format!("{items} whose descriptions mention {word}"),
        }
    }

    /// Both kinds, as briefly as grammar allows.
    pub(super) fn and(&self, other: &Self, wording: Wording) -> String {
        let items = wording.items;
        match (self, other) {
            (Self::Adjective(a), Self::Adjective(b)) => format!("{a} and {b} {items}"),
            (Self::Adjective(_), Self::Noun(_)) => {
                format!("{} and {}", other.plural(wording), self.plural(wording))
            }
            (Self::About(a), Self::About(b)) => format!("{items} about {a} and about {b}"),
            (Self::From(a), Self::From(b)) => format!("{items} from {a} and {b}"),
            (Self::Mention(a), Self::Mention(b)) => {
                format!("{items} whose descriptions mention {a} or {b}")
            }
            _ => format!("{} and {}", self.plural(wording), other.plural(wording)),
        }
    }
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn listed(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// Genres of the `MovieLens` data sets: name, words, and whether the words are a noun of their own.
const FILM_GENRES: &[(&str, &str, bool)] = &[
    ("Action", "action", false),
    ("Adventure", "adventure", false),
    ("Animation", "animated", false),
    ("Children's", "children's", false),
    ("Children", "children's", false),
    ("Comedy", "comedies", true),
    ("Crime", "crime", false),
    ("Documentary", "documentaries", true),
    ("Drama", "dramas", true),
    ("Fantasy", "fantasy", false),
    ("Film-Noir", "noir", false),
    ("Horror", "horror", false),
    ("IMAX", "IMAX", false),
    ("Musical", "musicals", true),
    ("Mystery", "mysteries", true),
    ("Romance", "romances", true),
    ("Sci-Fi", "science-fiction", false),
    ("Thriller", "thrillers", true),
    ("War", "war", false),
    ("Western", "westerns", true),
];

fn film_genre(name: &str) -> Option<Phrase> {
    let (_, words, noun) = FILM_GENRES.iter().find(|(known, ..)| *known == name)?;
    Some(if *noun { Phrase::Noun((*words).into()) } else { Phrase::Adjective((*words).into()) })
}

/// A genre as people say it; `None` for names that say "no genre".
pub(super) fn genre(name: &str, wording: Wording) -> Option<Phrase> {
    let plain = text::clean_line(name);
    let lower = plain.to_lowercase();
    if plain.is_empty() || lower == "unknown" || lower == "other" || lower.starts_with("(no genre") {
        return None;
    }
    if let Some(known) = film_genre(&plain) {
        return Some(known);
    }
    let short: String = plain.chars().take(40).collect();
    let one_word = short.chars().all(|c| c.is_alphabetic() || c == '-');
    // An abbreviation keeps its capitals; "Jazz" is said "jazz titles".
    let abbreviation = short.chars().skip(1).any(char::is_uppercase);
    Some(match (one_word, abbreviation) {
        (true, true) => Phrase::Adjective(short),
        (true, false) => Phrase::Adjective(short.to_lowercase()),
        (false, _) => Phrase::Noun(format!("{} tagged {short}", wording.items)),
    })
}

const SMALL: [&str; 13] =
    ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

/// Small numbers in words, others in digits.
pub(super) fn number(n: usize) -> String {
    SMALL.get(n).map_or_else(|| n.to_string(), |word| (*word).to_owned())
}

/// `"3 ratings"` with the right ending.
pub(super) fn counted(n: usize, noun: &str) -> String {
    format!("{} {noun}{}", number(n), if n == 1 { "" } else { "s" })
}

/// The first letter as a capital.
pub(super) fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().collect::<String>() + letters.as_str())
}

/// Fills `{slots}` of a template; the sentence starts with a capital.
pub(super) fn filled(template: &str, slots: &[(&str, &str)]) -> String {
    let mut sentence = String::with_capacity(template.len() + 40);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        sentence.push_str(before);
        sentence.push_str(slots.iter().find(|(slot, _)| *slot == name).map_or("", |(_, value)| value));
        rest = after;
    }
    sentence.push_str(rest);
    capitalised(&sentence)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(name: &str) -> String {
        genre(name, Wording::FILMS).map_or_else(String::new, |phrase| phrase.plural(Wording::FILMS))
    }

    #[test]
    fn genres_are_said_as_people_say_them() {
        let cases = [
            ("Sci-Fi", "science-fiction films"),
            ("Children's", "children's films"),
            ("Drama", "dramas"),
            ("Film-Noir", "noir films"),
            ("unknown", ""),
            ("(no genres listed)", ""),
            ("Jazz", "jazz films"),
            ("RPG", "RPG films"),
            ("Self help \u{1b}[31m& more", "films tagged Self help [31m& more"),
        ];
        for (name, expected) in cases {
            assert_eq!(said(name), expected);
        }
    }

    #[test]
    fn two_kinds_are_joined_without_stumbling() {
        let of = |name| genre(name, Wording::FILMS).unwrap();
        assert_eq!(of("War").and(&of("Horror"), Wording::FILMS), "war and horror films");
        assert_eq!(of("War").and(&of("Drama"), Wording::FILMS), "dramas and war films");
        assert_eq!(of("Drama").and(&of("War"), Wording::FILMS), "dramas and war films");
        assert_eq!(listed(&["a".into(), "b".into(), "c".into()]), "a, b and c");
        assert_eq!(counted(1, "rating"), "one rating");
        assert_eq!(counted(40, "rating"), "40 ratings");
    }

    #[test]
    fn slots_are_filled_once_and_only_from_the_template() {
        assert_eq!(filled("{what} win{tail}.", &[("what", "{tail} x"), ("tail", "!")]), "{tail} x win!.");
        assert_eq!(filled("a {", &[]), "A ");
    }
}
