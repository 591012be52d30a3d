//! Finds citations, a quoted title with an optional rating behind it; never whether such an item exists.

use std::ops::Range;

use super::quotes::quoted;

/// A quoted title with the rating that the text gives it.
#[derive(Clone, Debug, PartialEq)]
pub struct Citation {
    /// The title between the quotation marks, without a comma or full stop that belongs to the sentence.
    pub title: String,
    /// Stars, 0 to 10, as written behind the title: `(4)`, `(4/5)`, `(rated 4.5)`, `(4 stars)`; the titles of
    /// `'A' and 'B' (both rated 5)` all have it. `None` where none is written.
    pub rating: Option<f64>,
    /// Bytes of the text, from the opening mark to the closing mark or bracket.
    pub range: Range<usize>,
}

/// All citations of a text in reading order.
///
/// A quoted passage counts when a rating follows it or when it begins as titles do, with a capital letter, a
/// digit or a letter of a script without capitals; `'slow burn'` is no citation.
pub fn citations(text: &str) -> Vec<Citation> {
    let mut found: Vec<Citation> = Vec::new();
    for quote in quoted(text) {
        let tail = Tail::after(text, quote.outer.end);
        let inner = &text[quote.inner.clone()];
        if tail.rating.is_none() && !begins_as_title(inner) {
            continue;
        }
        let range = quote.outer.start..tail.end;
        if tail.shared {
            share(text, &mut found, range.start, tail.rating);
        }
        found.push(Citation { title: title_of(inner).to_owned(), rating: tail.rating, range });
    }
    found
}

fn begins_as_title(inner: &str) -> bool {
    let first = inner.chars().find(|c| c.is_alphanumeric());
    first.is_some_and(|c| !c.is_lowercase())
}

/// American usage puts the sentence's comma and full stop inside the marks.
fn title_of(inner: &str) -> &str {
    let title = inner.trim_end_matches([',', ';']);
    match title.strip_suffix('.') {
        Some(bare) if !bare.contains('.') => bare,
        _ => title,
    }
}

/// Hands a rating meant for several titles to the unrated ones listed just before.
fn share(text: &str, found: &mut [Citation], mut from: usize, rating: Option<f64>) {
    for citation in found.iter_mut().rev() {
        let between = &text[citation.range.end..from];
        let listed = matches!(between.trim(), "," | "and" | ", and" | "&" | "or" | ", or");
        if !listed || citation.rating.is_some() {
            return;
        }
        citation.rating = rating;
        from = citation.range.start;
    }
}

/// What follows a quoted title: brackets with a year, with a rating, or nothing.
struct Tail {
    end: usize,
    rating: Option<f64>,
    shared: bool,
}

impl Tail {
    fn after(text: &str, end: usize) -> Self {
        let mut tail = Self { end, rating: None, shared: false };
        while let Some((inside, end)) = bracket(text, tail.end) {
            if let Some(note) = RatingNote::read(inside) {
                return Self { end, rating: Some(note.stars), shared: note.shared };
            }
            if !is_year(inside) {
                break;
            }
            tail.end = end;
        }
        tail
    }
}

/// The text inside the bracket that opens at `from`, a space before it allowed, and where the bracket ends.
fn bracket(text: &str, from: usize) -> Option<(&str, usize)> {
    const LONGEST: usize = 32;
    let rest = text.get(from..)?;
    let inside = rest.strip_prefix(' ').unwrap_or(rest).strip_prefix('(')?;
    let length = inside.char_indices().take(LONGEST).find(|&(_, c)| c == ')')?.0;
    Some((inside.get(..length)?, text.len() - inside.len() + length + 1))
}

fn is_year(inside: &str) -> bool {
    inside.len() == 4 && inside.parse::<u16>().is_ok_and(|year| (1870..2100).contains(&year))
}

struct RatingNote {
    stars: f64,
    shared: bool,
}

impl RatingNote {
    /// Reads `4`, `4/5`, `4 out of 5`, `rated 4.5`, `both rated 5 stars`, `5 each`; `None` for anything else,
    /// a rating out of ten included.
    fn read(inside: &str) -> Option<Self> {
        let mut note: Option<f64> = None;
        let mut shared = false;
        let plain = inside.to_lowercase().replace("out of 5", "/5").replace(" /5", "/5");
        for word in plain.split([' ', ':']).filter(|word| !word.is_empty()) {
            match word {
                "rated" | "rating" | "a" | "at" | "of" | "star" | "stars" | "score" => {}
                "both" | "all" | "each" => shared = true,
                number if note.is_none() => note = Some(stars(number)?),
                _ => return None,
            }
        }
        note.map(|stars| Self { stars, shared })
    }
}

/// `4`, `4.5`, `4/5`, `4★`: from 0 to 10 in half stars.
fn stars(word: &str) -> Option<f64> {
    let number = word.strip_suffix("/5").or_else(|| word.strip_suffix('★')).unwrap_or(word);
    let digits = number.len() <= 4 && number.starts_with(|c: char| c.is_ascii_digit());
    let stars: f64 = digits.then(|| number.parse().ok()).flatten()?;
    ((0.0..=10.0).contains(&stars) && (stars * 2.0).fract() == 0.0).then_some(stars)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(String, Option<f64>, &str)> {
        citations(text).into_iter().map(|c| (c.title, c.rating, &text[c.range])).collect()
    }

    fn one(text: &str) -> (String, Option<f64>) {
        let found = citations(text);
        assert_eq!(found.len(), 1, "{found:?}");
        (found[0].title.clone(), found[0].rating)
    }

    #[test]
    fn ratings_are_read_in_the_ways_that_models_write_them() {
        for (text, rating) in [
            ("'Crumb' (5)", Some(5.0)),
            ("'Crumb' (4/5)", Some(4.0)),
            ("'Crumb' (4 out of 5)", Some(4.0)),
            ("'Crumb' (rated 3.5)", Some(3.5)),
            ("'Crumb' (rating: 2)", Some(2.0)),
            ("'Crumb' (1 star)", Some(1.0)),
            ("'Crumb' (1994) (5)", Some(5.0)),
            ("'Crumb' (1994)", None),
            ("'Crumb' (8/10)", None),
            ("'Crumb' (4.2)", None),
            ("'Crumb' (the documentary)", None),
            ("'Crumb'", None),
        ] {
            assert_eq!(one(text), ("Crumb".to_owned(), rating), "{text}");
        }
    }

    #[test]
    fn ranges_cover_the_rating_and_stop_there() {
        let text = "likes 'Truth About Cats & Dogs' (5), 'Priest' (4), not 'jump scares' or “Jude” (1996).";
        assert_eq!(
            read(text),
            [
                ("Truth About Cats & Dogs".to_owned(), Some(5.0), "'Truth About Cats & Dogs' (5)"),
                ("Priest".to_owned(), Some(4.0), "'Priest' (4)"),
                ("Jude".to_owned(), None, "“Jude” (1996)"),
            ]
        );
    }

    #[test]
    fn one_rating_for_several_titles_reaches_all_of_them() {
        let all = read("'Fargo' (4), then 'A', 'B', and 'C' (all rated 5)");
        let ratings: Vec<_> = all.iter().map(|c| c.1).collect();
        assert_eq!(ratings, [Some(4.0), Some(5.0), Some(5.0), Some(5.0)]);
    }

    #[test]
    fn the_sentence_keeps_its_full_stop() {
        assert_eq!(one("such as 'Pulp Fiction.'").0, "Pulp Fiction");
        assert_eq!(one("such as 'E.T.' (4)").0, "E.T.");
    }
}
