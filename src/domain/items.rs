//! The items of a data set: titles, years, genres, and the texts that a model is shown.

use super::{Id, Ids, ItemIx};

/// A set of genres as bits: bit `g` = `Items::genre_names()[g]`. At most 64 genres are kept apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct GenreSet(pub u64);

impl GenreSet {
    /// Whether the genre with that index belongs to the set.
    pub const fn contains(self, genre: usize) -> bool {
        genre < 64 && self.0 >> genre & 1 == 1
    }

    /// How many genres there are in the set.
    pub const fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// Whether the set is empty.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Indices of the genres in the set, ascending.
    pub fn iter(self) -> impl Iterator<Item = usize> {
        // The lowest bit goes with each step: a set of three takes three of them, not 64.
        let left = |bits: u64| (bits != 0).then_some(bits);
        std::iter::successors(left(self.0), move |bits| left(bits & (bits - 1)))
            .map(|bits| bits.trailing_zeros() as usize)
    }
}

/// Further texts of items (overview, tagline, ...), apart from the ratings because most work needs none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ItemTexts {
    columns: Vec<Box<str>>,
    /// Row-major: items x columns; empty text = missing.
    values: Vec<Box<str>>,
}

impl ItemTexts {
    /// Texts in row-major order: `items * columns.len()` cells; a table of another size counts as no texts.
    pub fn new(items: usize, columns: Vec<Box<str>>, values: Vec<Box<str>>) -> Self {
        if values.len() == items * columns.len() { Self { columns, values } } else { Self::default() }
    }

    /// Names of the text columns, in file order.
    pub fn columns(&self) -> &[Box<str>] {
        &self.columns
    }

    /// The texts of an item: (column, text), without the empty ones.
    pub fn of(&self, item: ItemIx) -> impl Iterator<Item = (&str, &str)> {
        let width = self.columns.len();
        let values = self.values.get(item.at() * width..(item.at() + 1) * width).unwrap_or_default();
        self.columns
            .iter()
            .zip(values)
            .map(|(name, text)| (&**name, &**text))
            .filter(|(_, text)| !text.is_empty())
    }

    /// One text of an item; `None` where the column or the text is missing.
    pub fn get(&self, item: ItemIx, column: &str) -> Option<&str> {
        self.of(item).find(|(name, _)| *name == column).map(|(_, text)| text)
    }
}

/// All items, in the order of their ids. Items that occur in ratings but in no items file are here too,
/// with an empty title.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Items {
    ids: Ids,
    titles: Vec<Box<str>>,
    /// 0 = no year known.
    years: Vec<u16>,
    genres: Vec<GenreSet>,
    genre_names: Vec<Box<str>>,
    texts: ItemTexts,
}

impl Items {
    /// Items with one title, year (0 = unknown) and genre set each; short columns are filled with
    /// "unknown", long ones are cut.
    pub fn new(
        ids: Ids,
        mut titles: Vec<Box<str>>,
        mut years: Vec<u16>,
        mut genres: Vec<GenreSet>,
        genre_names: Vec<Box<str>>,
        texts: ItemTexts,
    ) -> Self {
        titles.resize(ids.len(), "".into());
        years.resize(ids.len(), 0);
        genres.resize(ids.len(), GenreSet::default());
        Self { ids, titles, years, genres, genre_names, texts }
    }

    /// The same items with other texts.
    #[must_use]
    pub fn with_texts(self, texts: ItemTexts) -> Self {
        Self { texts, ..self }
    }

    /// Number of items.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there is no item.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// The table of ids.
    pub fn ids(&self) -> &Ids {
        &self.ids
    }

    /// The id of an item; `None` beyond the end.
    pub fn id(&self, item: ItemIx) -> Option<Id> {
        self.ids.get(item.at())
    }

    /// The item with that id.
    pub fn find(&self, id: &Id) -> Option<ItemIx> {
        self.ids.position(id).map(ItemIx)
    }

    /// All items, in the order of their ids.
    pub fn all(&self) -> impl DoubleEndedIterator<Item = ItemIx> + ExactSizeIterator + use<> {
        (0..self.len() as u32).map(ItemIx)
    }

    /// The title as the data set writes it (`"Usual Suspects, The (1995)"`), trimmed; empty where not known.
    pub fn title(&self, item: ItemIx) -> &str {
        self.titles.get(item.at()).map_or("", |title| title)
    }

    /// Year of release, where known.
    pub fn year(&self, item: ItemIx) -> Option<u16> {
        self.years.get(item.at()).copied().filter(|&year| year != 0)
    }

    /// The item's genres; empty where none is known.
    pub fn genres(&self, item: ItemIx) -> GenreSet {
        self.genres.get(item.at()).copied().unwrap_or_default()
    }

    /// Names of the genres by index, in the data set's order.
    pub fn genre_names(&self) -> &[Box<str>] {
        &self.genre_names
    }

    /// Names of an item's genres.
    pub fn genre_list(&self, item: ItemIx) -> impl Iterator<Item = &str> {
        self.genres(item).iter().filter_map(|genre| self.genre_names.get(genre).map(|name| &**name))
    }

    /// The further texts.
    pub fn texts(&self) -> &ItemTexts {
        &self.texts
    }

    /// The item's overview text, where there is one.
    pub fn overview(&self, item: ItemIx) -> Option<&str> {
        self.texts.get(item, "overview")
    }

    /// The title without its year and with a trailing article moved to the front, as a person would say it:
    /// `"Usual Suspects, The (1995)"` is `"The Usual Suspects"`. Falls back to `item ID` for untitled items.
    pub fn spoken_title(&self, item: ItemIx) -> String {
        let title = strip_year(self.title(item));
        if title.is_empty() {
            return self.id(item).map_or_else(String::new, |id| format!("item {id}"));
        }
        let articles = ["The", "A", "An", "La", "Le", "Les", "Il", "Das", "Der", "Die", "El", "L'"];
        // "Double vie de Véronique, La (Double Life of Veronique, The)": the article belongs before the bracket.
        let (head, bracket) = match title.split_once(" (") {
            Some((head, bracket)) => (head, Some(bracket)),
            None => (title, None),
        };
        let spoken = head.rsplit_once(", ").filter(|(_, last)| articles.contains(last));
        match (spoken, bracket) {
            (Some((front, article)), _) if article.ends_with('\'') => format!("{article}{front}"),
            (Some((front, article)), _) => format!("{article} {front}"),
            (None, Some(_)) => head.to_owned(),
            (None, None) => title.to_owned(),
        }
    }
}

/// The title without a trailing `(1995)`.
fn strip_year(title: &str) -> &str {
    let title = title.trim();
    title
        .strip_suffix(')')
        .and_then(|rest| rest.rsplit_once('('))
        .filter(|(_, year)| year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit()))
        .map_or(title, |(front, _)| front.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_spoken_as_people_say_them() {
        let cases = [
            ("Usual Suspects, The (1995)", "The Usual Suspects"),
            ("Misérables, Les (1995)", "Les Misérables"),
            (
                "Double vie de Véronique, La (Double Life of Veronique, The) (1991)",
                "La Double vie de Véronique",
            ),
            ("Good, the Bad and the Ugly, The (1966)", "The Good, the Bad and the Ugly"),
            ("Nikita (La Femme Nikita) (1990)", "Nikita"),
            ("unknown", "unknown"),
            ("", "item 7"),
        ];
        for (title, spoken) in cases {
            let items = Items::new(
                Ids::from_numbers(vec![7]),
                vec![title.into()],
                vec![],
                vec![],
                vec![],
                ItemTexts::default(),
            );
            assert_eq!(items.spoken_title(ItemIx(0)), spoken);
        }
    }
}
