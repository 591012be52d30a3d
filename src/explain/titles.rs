//! Which item a cited title means: titles made comparable, and found; never what a user thinks of them.

use xxhash_rust::xxh3::xxh3_64;

use crate::domain::text::fold;
use crate::domain::{ItemIx, Items};

/// Words that data sets move behind a comma: `Usual Suspects, The`.
const MOVED: &[&str] = &[
    "the", "a", "an", "la", "le", "les", "l'", "il", "lo", "das", "der", "die", "el", "los", "las", "un",
    "une", "o", "os", "det", "den", "en",
];

/// A title in a form in which the ways of writing it are equal: lower case, no accents, no punctuation, no
/// year, `&` spelled out, a moved article back in front and an English one left out.
pub(super) fn key(title: &str) -> String {
    let folded = fold(without_year(title)).replace('&', " and ");
    let (head, article) = match folded.rsplit_once(", ") {
        Some((head, last)) if MOVED.contains(&last.trim()) => (head, last.trim()),
        _ => (folded.as_str(), ""),
    };
    let mut words = String::with_capacity(folded.len());
    for part in [article, head] {
        let mut gap = true;
        for c in part.chars() {
            if c.is_alphanumeric() {
                if gap && !words.is_empty() {
                    words.push(' ');
                }
                gap = false;
                words.push(c);
            } else if !matches!(c, '\'' | '’' | '‘' | '`') {
                gap = true;
            }
        }
    }
    for article in ["the ", "a ", "an "] {
        if let Some(rest) = words.strip_prefix(article).filter(|rest| !rest.is_empty()) {
            return rest.to_owned();
        }
    }
    words
}

/// The keys of everything that a title says it is called: whole, without its bracket, and what the bracket says.
pub(super) fn keys(title: &str) -> Vec<String> {
    let title = without_year(title);
    let mut keys = vec![key(title)];
    if let Some((head, rest)) = title.split_once(" (") {
        keys.push(key(head));
        for inside in rest.split(['(', ')']) {
            let inside = inside.trim();
            let plain = inside.strip_prefix("a.k.a.").or_else(|| inside.strip_prefix("aka"));
            keys.push(key(plain.unwrap_or(inside)));
        }
    }
    keys.retain(|key| !key.is_empty());
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// The title without a trailing `(1995)`.
fn without_year(title: &str) -> &str {
    let title = title.trim();
    year(title).and_then(|_| title.rsplit_once('(')).map_or(title, |(front, _)| front.trim_end())
}

/// The year of a trailing `(1995)`.
pub(super) fn year(title: &str) -> Option<u16> {
    let (_, year) = title.trim().strip_suffix(')')?.rsplit_once('(')?;
    (year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit())).then(|| year.parse().ok()).flatten()
}

/// Whether two keys may name the same item though they differ: one is the other with a subtitle, or they are a
/// slip of the pen apart. Numbers of sequels are never passed over.
pub(super) fn alike(cited: &str, known: &str) -> bool {
    const SLIP: f64 = 0.86;
    let (short, long) = if cited.len() <= known.len() { (cited, known) } else { (known, cited) };
    if short.chars().count() < 5 {
        return false;
    }
    let rest = long.strip_prefix(short).filter(|rest| rest.starts_with(' '));
    let rest = rest.or_else(|| long.strip_suffix(short).filter(|rest| rest.ends_with(' ')));
    if let Some(rest) = rest {
        return !rest.split(' ').any(is_number);
    }
    let numbers = |text: &str| text.split(' ').filter(|word| is_number(word)).map(str::to_owned).collect();
    let (a, b): (Vec<String>, Vec<String>) = (numbers(short), numbers(long));
    a == b && short.chars().count() >= 8 && strsim::normalized_levenshtein(short, long) >= SLIP
}

fn is_number(word: &str) -> bool {
    const ROMAN: &[&str] = &["ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"];
    ROMAN.contains(&word) || word.starts_with(|c: char| c.is_ascii_digit()) || word == "part"
}

/// The titles of a data set, to find items by what they are called: twelve bytes a name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Titles {
    /// Hash of a key and the item, ascending.
    names: Vec<(u64, u32)>,
}

impl Titles {
    pub(super) fn of(items: &Items) -> Self {
        let mut names = Vec::with_capacity(items.len());
        for item in items.all() {
            let keys = keys(items.title(item));
            names.extend(keys.iter().map(|key| (xxh3_64(key.as_bytes()), item.0)));
        }
        names.sort_unstable();
        Self { names }
    }

    /// Every item that is called so.
    pub(super) fn find<'a>(&'a self, items: &'a Items, cited: &'a str) -> impl Iterator<Item = ItemIx> + 'a {
        let wanted = key(cited);
        let hash = xxh3_64(wanted.as_bytes());
        let from = self.names.partition_point(|(name, _)| *name < hash);
        let same =
            self.names.get(from..).unwrap_or_default().iter().take_while(move |(name, _)| *name == hash);
        // Two names may share a hash.
        let is_it = move |item: &ItemIx| !wanted.is_empty() && keys(items.title(*item)).contains(&wanted);
        same.map(|(_, item)| ItemIx(*item)).filter(is_it)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Ids, ItemTexts};

    fn items(titles: &[&str]) -> Items {
        let ids = Ids::from_numbers((1..=titles.len() as i64).collect());
        let titles = titles.iter().map(|title| (*title).into()).collect();
        Items::new(ids, titles, vec![], vec![], vec![], ItemTexts::default())
    }

    #[test]
    fn a_title_is_found_however_it_is_written() {
        let all = items(&[
            "Usual Suspects, The (1995)",
            "Nikita (La Femme Nikita) (1990)",
            "Truth About Cats & Dogs, The (1996)",
            "Double vie de Véronique, La (Double Life of Veronique, The) (1991)",
            "Sabrina (1995)",
            "Sabrina (1954)",
            "Boot, Das (1981)",
            "",
        ]);
        let titles = Titles::of(&all);
        for (cited, found) in [
            ("The Usual Suspects", &[0][..]),
            ("Usual Suspects", &[0]),
            ("Usual Suspects, The (1995)", &[0]),
            ("USUAL SUSPECTS", &[0]),
            ("La Femme Nikita", &[1]),
            ("Nikita", &[1]),
            ("Nikita (La Femme Nikita)", &[1]),
            ("The Truth about Cats and Dogs", &[2]),
            ("La double vie de Veronique", &[3]),
            ("The Double Life of Veronique", &[3]),
            ("Sabrina", &[4, 5]),
            ("Das Boot", &[6]),
            ("Usual", &[]),
            ("", &[]),
            ("'", &[]),
        ] {
            let got: Vec<_> = titles.find(&all, cited).map(|item| item.0).collect();
            assert_eq!(got, found, "{cited}");
        }
    }

    #[test]
    fn subtitles_and_slips_are_forgiven_and_sequels_are_not() {
        for (cited, known, same) in [
            ("dr strangelove", "dr strangelove or how i learned to stop worrying", true),
            ("star wars a new hope", "star wars", true),
            ("mighty aphrodite", "mighty aphrodit", true),
            ("die hard", "die hard 2", false),
            ("batman returns", "batman", true),
            ("alien 3", "aliens", false),
            ("home alone 3", "home alone 2", false),
            ("jaws", "jaws the revenge", false),
            ("crash", "trash", false),
        ] {
            assert_eq!(alike(&key(cited), &key(known)), same, "{cited} / {known}");
        }
    }
}
