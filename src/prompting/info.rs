//! `user_info` and `item_info`: the lines by which a model, an export or a screen is told who a user is and
//! what an item is, from templates.

use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior, context};
use serde::Serialize;
use thiserror::Error;

use crate::domain::{Dataset, ItemIx, UserIx};

/// A template that cannot be used, with line and reason.
#[derive(Debug, Error)]
#[error("{name}, line {line}: {reason}")]
pub struct TemplateError {
    /// The template's file name.
    pub name: String,
    /// The line, 1 = first; 0 where the engine knows none.
    pub line: usize,
    /// What is wrong.
    pub reason: String,
}

impl From<minijinja::Error> for TemplateError {
    fn from(error: minijinja::Error) -> Self {
        let reason = error.detail().map_or_else(|| error.kind().to_string(), ToOwned::to_owned);
        let name = error.name().unwrap_or("template").to_owned();
        Self { name, line: error.line().unwrap_or(0), reason }
    }
}

/// A known fact: the data set's column, how it is called in a sentence, and its value.
#[derive(Serialize)]
struct Field<'a> {
    column: &'a str,
    label: String,
    value: &'a str,
}

impl<'a> Field<'a> {
    fn of((column, value): (&'a str, &'a str)) -> Self {
        Self { column, label: label(column), value }
    }
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
    pub fn new(user: &'static str, item: &'static str) -> Result<Self, TemplateError> {
        let mut engine = Environment::new();
        engine.set_undefined_behavior(UndefinedBehavior::Strict);
        // Prompts are plain text whatever the file is called: nothing is to be escaped.
        engine.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
        engine.add_template(USER, user)?;
        engine.add_template(ITEM, item)?;
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
        let items = &dataset.items;
        let genres: Vec<_> = items.genre_list(item).collect();
        let texts: Vec<_> = items.texts().of(item).map(Field::of).collect();
        let text = self.engine.get_template(ITEM)?.render(context! {
            id => items.id(item).map(|id| id.to_string()),
            title => items.title(item),
            genres => Serde(&genres),
            texts => Serde(&texts),
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
