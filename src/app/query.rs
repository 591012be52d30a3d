//! The filter language of lists: words, and conditions such as `occupation:student age<25 held-out>20`.

use super::search::fold;

/// How a condition compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `:` or `=`: equal numbers, or a text that starts with the value.
    Is,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    More,
    /// `>=`
    AtLeast,
}

/// One condition.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    /// Index of the field among those that the query was parsed with.
    pub field: usize,
    how: Comparison,
    /// Folded.
    value: String,
    number: Option<f64>,
}

impl Term {
    /// Whether a number meets the condition; an undefined one meets none.
    pub fn meets_number(&self, number: Option<f64>) -> bool {
        let (Some(number), Some(wanted)) = (number, self.number) else { return false };
        match self.how {
            // Means are shown with two digits, so that is what a person can ask for.
            Comparison::Is => (number - wanted).abs() < 0.005,
            Comparison::Less => number < wanted,
            Comparison::AtMost => number <= wanted,
            Comparison::More => number > wanted,
            Comparison::AtLeast => number >= wanted,
        }
    }

    /// Whether a text meets the condition; texts that are numbers compare as numbers.
    pub fn meets_text(&self, text: &str) -> bool {
        match (text.trim().parse::<f64>(), self.number, self.how) {
            (Ok(number), Some(_), _) => self.meets_number(Some(number)),
            (_, _, Comparison::Is) => fold(text).starts_with(&self.value),
            _ => false,
        }
    }

    /// The value as typed, folded.
    pub fn value(&self) -> &str {
        &self.value
    }
}

/// A filter as typed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Query {
    /// Words that must occur, folded.
    pub words: Vec<String>,
    /// Conditions that must hold.
    pub terms: Vec<Term>,
    /// What is wrong with it, for people; what is wrong is left out.
    pub hint: Option<String>,
}

impl Query {
    /// Reads a filter. `fields` are the names that conditions may use.
    pub fn parse(text: &str, fields: &[String]) -> Self {
        let mut query = Self::default();
        for token in text.split_whitespace() {
            match read(token, fields) {
                Token::Word(word) => query.words.push(word),
                Token::Term(term) => query.terms.push(term),
                Token::Unfinished => {}
                Token::Wrong(hint) => {
                    query.hint.get_or_insert(hint);
                }
            }
        }
        query
    }

    /// Whether everything passes.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty() && self.terms.is_empty()
    }
}

enum Token {
    Word(String),
    Term(Term),
    Unfinished,
    Wrong(String),
}

fn read(token: &str, fields: &[String]) -> Token {
    let sign = token.find([':', '=', '<', '>']).filter(|_| token.starts_with(char::is_alphabetic));
    let Some((name, rest)) = sign.map(|at| token.split_at(at)) else { return Token::Word(fold(token)) };
    let signs = [
        ("<=", Comparison::AtMost),
        (">=", Comparison::AtLeast),
        ("<", Comparison::Less),
        (">", Comparison::More),
        (":", Comparison::Is),
        ("=", Comparison::Is),
    ];
    let found = signs.into_iter().find_map(|(sign, how)| rest.strip_prefix(sign).map(|value| (how, value)));
    let Some((how, value)) = found else { return Token::Word(fold(token)) };
    let folded = fold(name);
    let Some(field) = fields.iter().position(|field| fold(field) == folded) else {
        // "Wars:" is a word of a title.
        return if value.is_empty() { Token::Word(fold(token)) } else { Token::Wrong(unknown(name, fields)) };
    };
    if value.is_empty() {
        return Token::Unfinished;
    }
    let number = value.parse::<f64>().ok().filter(|number| number.is_finite());
    if number.is_none() && how != Comparison::Is {
        return Token::Wrong(format!("\"{name}\" is compared with a number, for example {name}>20"));
    }
    Token::Term(Term { field, how, value: fold(value), number })
}

fn unknown(name: &str, fields: &[String]) -> String {
    match fields.iter().min_by_key(|field| strsim::levenshtein(&fold(field), &fold(name))) {
        Some(nearest) if strsim::levenshtein(&fold(nearest), &fold(name)) <= 3 => {
            format!("no field \"{name}\" - did you mean {nearest}?")
        }
        _ => format!("no field \"{name}\"; fields: {}", fields.join(", ")),
    }
}

/// The value nearest to a mistyped one, where one is near enough.
pub fn nearest_value<'a>(typed: &str, values: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let (distance, nearest) = values
        .map(|value| (strsim::levenshtein(&fold(value), typed), value))
        .min_by_key(|(distance, _)| *distance)?;
    (distance > 0 && distance <= 1 + typed.chars().count() / 3).then_some(nearest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(text: &str) -> Query {
        let fields: Vec<String> = ["id", "occupation", "age", "held-out", "mean"].map(str::to_owned).into();
        Query::parse(text, &fields)
    }

    #[test]
    fn words_and_conditions_are_told_apart() {
        let read = query("Féline occupation:student age<25 held-out>=20");
        assert_eq!(read.words, ["feline"]);
        assert_eq!(read.terms.iter().map(|term| term.field).collect::<Vec<_>>(), [1, 2, 3]);
        assert_eq!(read.hint, None);
        assert!(read.terms[0].meets_text("Student") && read.terms[0].meets_text("students"));
        assert!(!read.terms[0].meets_text("other"));
        assert!(read.terms[1].meets_text("24") && !read.terms[1].meets_text("25"));
        assert!(!read.terms[1].meets_text("unknown"));
        assert!(read.terms[2].meets_number(Some(20.0)) && !read.terms[2].meets_number(None));
    }

    #[test]
    fn mistakes_are_explained_and_left_out() {
        let read = query("ocupation:student");
        assert!(read.is_empty());
        assert_eq!(read.hint.as_deref(), Some("no field \"ocupation\" - did you mean occupation?"));
        assert!(query("age>young").hint.is_some_and(|hint| hint.contains("number")));
        assert!(query("colour:blue").hint.is_some_and(|hint| hint.contains("fields: id, occupation")));
    }

    #[test]
    fn half_typed_conditions_and_titles_do_not_disturb() {
        assert_eq!(query("age<"), Query::default());
        assert_eq!(query("occupation:"), Query::default());
        assert_eq!(query("wars: 2:00").words, ["wars:", "2:00"]);
        assert_eq!(query("   "), Query::default());
    }

    #[test]
    fn means_are_found_by_the_digits_shown() {
        assert!(query("mean:3.68").terms[0].meets_number(Some(3.677)));
        assert!(!query("mean:3.68").terms[0].meets_number(Some(3.67)));
    }

    #[test]
    fn near_values_are_offered() {
        let values = ["student", "writer"];
        assert_eq!(nearest_value("studnt", values.into_iter()), Some("student"));
        assert_eq!(nearest_value("pilot", values.into_iter()), None);
    }
}
