//! `user_info` and `item_info`: the lines by which a model, an export or a screen is told who a user is and
//! what an item is, from templates.

use std::borrow::Cow;
use std::fmt;

use minijinja::value::Serde;
use minijinja::{Environment, context};
use serde::Serialize;
use thiserror::Error;

use super::pack::engine;
use super::place;
use crate::domain::text::clean_line;
use crate::domain::{Dataset, ItemIx, UserIx};

/// A template that cannot be used, with its place and the reason.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub struct TemplateError {
    /// The template's file.
    pub name: String,
    /// The line, 1 = first; 0 where none is known.
    pub line: usize,
    /// The column in characters, 1 = first; 0 where none is known.
    pub column: usize,
    /// What is wrong.
    pub reason: String,
}

impl fmt::Display for TemplateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        match (self.line, self.column) {
            (0, _) => {}
            (line, 0) => write!(f, ", line {line}")?,
            (line, column) => write!(f, ", line {line}, column {column}")?,
        }
        write!(f, ": {}", self.reason)
    }
}

impl TemplateError {
    /// Something is wrong with a file as a whole.
    pub(super) fn of_file(name: &str, reason: String) -> Self {
        Self { name: name.to_owned(), line: 0, column: 0, reason }
    }

    /// The same, of the file as a person knows it.
    pub(super) fn in_file(self, name: &str) -> Self {
        Self { name: name.to_owned(), ..self }
    }
}

impl From<minijinja::Error> for TemplateError {
    fn from(error: minijinja::Error) -> Self {
        let kind = error.kind();
        let reason = match error.detail() {
            Some(detail) if kind == minijinja::ErrorKind::SyntaxError => detail.to_owned(),
            Some(detail) => format!("{kind}: {detail}"),
            None => kind.to_string(),
        };
        let name = error.name().unwrap_or("template").to_owned();
        let exact = error.template_source().zip(error.range()).map(|(text, range)| place(text, range.start));
        let (line, column) = exact.unwrap_or((error.line().unwrap_or(0), 0));
        Self { name, line: error.line().unwrap_or(line), column, reason }
    }
}

/// A known fact: the data set's column, how it is called in a sentence, and its value.
#[derive(Serialize)]
struct Field<'a> {
    column: &'a str,
    label: String,
    value: Cow<'a, str>,
}

impl<'a> Field<'a> {
    fn of((column, value): (&'a str, &'a str)) -> Self {
        Self { column, label: label(column), value: value.into() }
    }

    /// For a prompt: on one line, and no longer than [`LONGEST_TEXT`].
    fn cut((column, value): (&'a str, &'a str)) -> Self {
        Self { column, label: clean_line(&label(column)), value: cut(&data(value), LONGEST_TEXT).into() }
    }
}

/// Most characters of one text of an item in a prompt: an overview is 290 long on average and 550 in the longest
/// twentieth, and the first sentences say what it is about.
pub const LONGEST_TEXT: usize = 300;

/// Most characters of all that is said of an item in a prompt, for data of many columns.
pub const LONGEST_ITEM: usize = 900;

/// Text of the data for a prompt: on one line, so that it cannot look like another item, without what drives a
/// terminal or turns the reading order around.
pub(super) fn data(text: &str) -> String {
    clean_line(text)
}

/// The beginning of a text, to the last whole word within a number of characters, with an ellipsis where it was cut.
pub(super) fn cut(text: &str, most: usize) -> String {
    let Some((end, _)) = text.char_indices().nth(most) else { return text.to_owned() };
    let head = &text[..end];
    let whole = head.rfind(char::is_whitespace).filter(|&at| at > end / 2).unwrap_or(end);
    format!("{}...", head[..whole].trim_end_matches(|c: char| c.is_whitespace() || c == ',' || c == '.'))
}

/// The compiled pair of templates.
pub struct InfoTemplates {
    engine: Environment<'static>,
}

const USER: &str = "user_info.txt";
const ITEM: &str = "item_info.txt";

impl InfoTemplates {
    /// The built-in templates of `prompts/paper`.
    ///
    /// # Errors
    /// [`TemplateError`]; a test proves that there is none.
    pub fn built_in() -> Result<Self, TemplateError> {
        Self::new(
            include_str!("../../prompts/paper/user_info.txt"),
            include_str!("../../prompts/paper/item_info.txt"),
        )
    }

    /// Compiles a pair of templates; undefined variables are errors when rendering.
    ///
    /// # Errors
    /// [`TemplateError`] with the line.
    pub fn new(
        user: impl Into<Cow<'static, str>>,
        item: impl Into<Cow<'static, str>>,
    ) -> Result<Self, TemplateError> {
        let mut engine = engine();
        engine.add_template_owned(USER, user)?;
        engine.add_template_owned(ITEM, item)?;
        Ok(Self { engine })
    }

    /// What is known about a user, one `Label: value` per line.
    ///
    /// # Errors
    /// [`TemplateError`] when the template names something that is not there.
    pub fn user_info(&self, dataset: &Dataset, user: UserIx) -> Result<String, TemplateError> {
        let fields: Vec<_> = dataset.users.known(user).map(Field::of).collect();
        let text = self.engine.get_template(USER)?.render(context! { fields => Serde(&fields) })?;
        Ok(text.trim().to_owned())
    }

    /// What is known about an item: title, genres, texts, one `Label: value` per line. Of a film data set
    /// (one that knows genres) only the overview is shown, as in the method's paper; of any other domain
    /// every text column is.
    ///
    /// # Errors
    /// [`TemplateError`] when the template names something that is not there.
    pub fn item_info(&self, dataset: &Dataset, item: ItemIx) -> Result<String, TemplateError> {
        let texts: Vec<_> = dataset.items.texts().of(item).map(Field::of).collect();
        self.item(dataset, item, &texts, dataset.items.title(item))
    }

    /// As [`Self::user_info`], for a prompt: every value on one line and bounded.
    pub(super) fn user_for_prompt(&self, dataset: &Dataset, user: UserIx) -> Result<String, TemplateError> {
        let fields: Vec<_> = dataset.users.known(user).map(Field::cut).collect();
        let text = self.engine.get_template(USER)?.render(context! { fields => Serde(&fields) })?;
        Ok(text.trim().to_owned())
    }

    /// As [`Self::item_info`], for a prompt: every text on one line and bounded by [`LONGEST_TEXT`], all of it by
    /// [`LONGEST_ITEM`].
    pub(super) fn item_for_prompt(&self, dataset: &Dataset, item: ItemIx) -> Result<String, TemplateError> {
        let texts: Vec<_> = dataset.items.texts().of(item).map(Field::cut).collect();
        let title = cut(&data(dataset.items.title(item)), LONGEST_TEXT);
        Ok(cut(&self.item(dataset, item, &texts, &title)?, LONGEST_ITEM))
    }

    fn item(
        &self,
        dataset: &Dataset,
        item: ItemIx,
        texts: &[Field<'_>],
        title: &str,
    ) -> Result<String, TemplateError> {
        let items = &dataset.items;
        let genres: Vec<_> = items.genre_list(item).collect();
        let text = self.engine.get_template(ITEM)?.render(context! {
            id => items.id(item).map(|id| data(&id.to_string())),
            title => title,
            genres => Serde(&genres),
            texts => Serde(texts),
            film => !items.genre_names().is_empty(),
        })?;
        Ok(text.trim().to_owned())
    }
}

/// `zip_code` becomes `Zip code`.
fn label(column: &str) -> String {
    let words = column.replace(['_', '-'], " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{DataHash, GenreSet, Ids, Interactions, ItemTexts, Items, RatingScale, Users};

    fn dataset(genres: &[&str]) -> Dataset {
        let texts = ItemTexts::new(
            2,
            vec!["overview".into(), "runtime".into()],
            vec!["A {{ heist }} goes wrong.".into(), "106".into(), "".into(), "".into()],
        );
        Dataset {
            name: "small".into(),
            hash: DataHash(1),
            users: Users::new(
                Ids::from_numbers(vec![1, 2]),
                ["age", "gender", "occupation", "zip_code"].map(Into::into).to_vec(),
                ["24", "M", "technician", "85711", "", "", "", ""].map(Into::into).to_vec(),
            ),
            items: Items::new(
                Ids::from_numbers(vec![12, 13]),
                vec!["Usual Suspects, The (1995)".into(), "".into()],
                vec![1995, 0],
                vec![GenreSet(0b11), GenreSet(0)],
                genres.iter().map(|&name| name.into()).collect(),
                texts,
            ),
            interactions: Interactions::default(),
            scale: RatingScale::ONE_TO_FIVE,
        }
    }

    #[test]
    fn built_in_templates_say_what_is_known() {
        let templates = InfoTemplates::built_in().unwrap();
        let film = dataset(&["Crime", "Thriller"]);
        let user = |at| templates.user_info(&film, UserIx(at)).unwrap();
        assert_eq!(user(0), "Age: 24\nGender: M\nOccupation: technician");
        assert_eq!(user(1), "Nothing is known about this user but the ratings.");
        let item = |data: &Dataset, at| templates.item_info(data, ItemIx(at)).unwrap();
        assert_eq!(
            item(&film, 0),
            "Title: Usual Suspects, The (1995)\nGenres: Crime, Thriller\nOverview: A {{ heist }} goes wrong."
        );
        assert_eq!(item(&film, 1), "Title: item 13");
        let other = dataset(&[]);
        assert!(item(&other, 0).ends_with("Runtime: 106"), "{}", item(&other, 0));
    }

    #[test]
    fn a_wrong_template_names_its_line() {
        let error = InfoTemplates::new("a\n{% for %}", "").err().unwrap();
        assert_eq!((error.name.as_str(), error.line), (USER, 2));
        let strict = InfoTemplates::new("{{ nobody }}", "").unwrap();
        assert!(strict.user_info(&dataset(&[]), UserIx(0)).is_err());
    }
}
