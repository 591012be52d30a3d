//! What a view holds, as plain data that can be copied, exported or read in an editor: which rows and sentences,
//! never how they are drawn. One file per screen; the forms that it is written in are here.

mod calls;
mod messages;
mod metrics;
mod profile;
mod prompts;
mod rate;
mod runs;
mod spread;
mod users;

use std::fmt::Write;

use serde_json::{Map, Number, Value as Json, json};

use super::App;
use super::desk::Screen;
use super::overlay::Overlay;
use crate::domain::markdown::{line, prose};

/// A pane or a view.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sheet {
    /// For the name of a file: `users`, `profile-1-r3-b2`.
    pub name: String,
    /// For a heading: `Profile of user 1 after B2`.
    pub title: String,
    /// What must be known to read it, in sentences.
    pub notes: Vec<String>,
    /// Names of the columns.
    pub columns: Vec<&'static str>,
    /// The rows.
    pub rows: Vec<Vec<Value>>,
    /// The selected row.
    pub selected: Option<usize>,
    /// What stands in a document in place of the rows, in Markdown.
    pub text: Option<String>,
}

/// A value of a row.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A text, as it is.
    Text(String),
    /// A number that is counted.
    Count(i64),
    /// A figure; with so many places where people read it.
    Figure(f64, usize),
    /// There is none.
    Nothing,
}

impl Value {
    fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    fn count(count: usize) -> Self {
        Self::Count(count as i64)
    }

    fn figure(figure: Option<f64>, places: usize) -> Self {
        figure
            .filter(|figure| figure.is_finite())
            .map_or(Self::Nothing, |figure| Self::Figure(figure, places))
    }

    /// As people read it.
    fn shown(&self) -> String {
        match self {
            Self::Text(text) => line(text),
            Self::Count(count) => count.to_string(),
            Self::Figure(figure, places) => format!("{figure:.places$}"),
            Self::Nothing => "-".to_owned(),
        }
    }

    /// As programs read it: not rounded, and nothing where there is nothing.
    fn exact(&self) -> String {
        match self {
            Self::Text(text) => crate::domain::text::clean(text).into_owned(),
            Self::Count(count) => count.to_string(),
            Self::Figure(figure, _) => figure.to_string(),
            Self::Nothing => String::new(),
        }
    }

    fn json(&self) -> Json {
        match self {
            Self::Text(_) => Json::String(self.exact()),
            Self::Count(count) => json!(count),
            Self::Figure(figure, _) => Number::from_f64(*figure).map_or(Json::Null, Json::Number),
            Self::Nothing => Json::Null,
        }
    }
}

/// A text between fences that are longer than every run of their own sign inside it.
fn fenced(text: &str) -> String {
    let longest = text.split(|character| character != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}\n{text}\n{fence}")
}

impl App {
    /// The pane that has the keys; `None` where it holds nothing.
    pub fn sheet(&self) -> Option<Sheet> {
        if let Some(Overlay::Messages(messages)) = self.overlay() {
            return Some(messages::list(self, *messages)).filter(|sheet| !sheet.rows.is_empty());
        }
        if let Some(Overlay::Spread(sheet)) = self.overlay() {
            return spread::sheet(self, sheet);
        }
        let study = self.study()?;
        let screens = self.screens();
        match self.screen() {
            Screen::Users => Some(users::list(study, &screens.users)),
            Screen::Profile => profile::pane(study, &screens.profile),
            Screen::Rate => rate::pane(study, &screens.rate),
            Screen::Metrics => metrics::pane(study, &screens.metrics),
            Screen::Calls => calls::pane(study, &screens.calls),
            Screen::Runs => Some(runs::list(study, &screens.runs)),
            Screen::Prompts => prompts::pane(&screens.prompts),
            Screen::Compare => runs::beside(study, &screens.compare),
        }
        .filter(|sheet| !sheet.rows.is_empty() || sheet.text.is_some())
    }

    /// The selected item of that pane, as Markdown, with its name.
    pub fn selected_item(&self) -> Option<(String, String)> {
        if let Some(Overlay::Messages(messages)) = self.overlay() {
            let shown = self.messages();
            let entry = shown.get(messages.cursor.of(shown.len())?)?;
            return Some(("the message".to_owned(), entry.text.clone()));
        }
        let study = self.study()?;
        let screens = self.screens();
        let special = match self.screen() {
            Screen::Users => users::card(study, &screens.users),
            Screen::Profile => profile::item(study, &screens.profile),
            Screen::Calls => calls::item(&screens.calls),
            Screen::Rate | Screen::Metrics | Screen::Runs | Screen::Prompts | Screen::Compare => None,
        };
        special.or_else(|| {
            let sheet = self.sheet()?;
            let at = sheet.selected?;
            let row = sheet.rows.get(at)?;
            Some((format!("row {} of {}", at + 1, sheet.rows.len()), item(&sheet.columns, row)))
        })
    }
}

/// A row as a list.
fn item(columns: &[&str], row: &[Value]) -> String {
    columns.iter().zip(row).fold(String::new(), |mut text, (column, value)| {
        let _ = writeln!(text, "- {column}: {}", value.shown());
        text
    })
}

impl Sheet {
    /// For people.
    pub fn markdown(&self) -> String {
        let mut text = format!("## {}\n", line(&self.title));
        for note in &self.notes {
            let _ = write!(text, "\n{}\n", prose(note));
        }
        match &self.text {
            Some(own) => text + "\n" + own.trim_end() + "\n",
            None => {
                let rule = self.columns.iter().enumerate().map(|(at, _)| {
                    match self.rows.first().and_then(|row| row.get(at)) {
                        Some(Value::Count(_) | Value::Figure(..)) => "---:",
                        _ => "---",
                    }
                });
                let _ = write!(
                    text,
                    "\n| {} |\n|{}|\n",
                    self.columns.join(" | "),
                    rule.collect::<Vec<_>>().join("|")
                );
                for row in &self.rows {
                    let row: Vec<String> = row.iter().map(Value::shown).collect();
                    let _ = writeln!(text, "| {} |", row.join(" | "));
                }
                text
            }
        }
    }

    /// For spreadsheets and scripts.
    pub fn csv(&self) -> String {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let header =
            std::iter::once(self.columns.iter().map(|column| (*column).to_owned()).collect::<Vec<_>>());
        for row in header.chain(self.rows.iter().map(|row| row.iter().map(Value::exact).collect())) {
            // Memory takes every row, and all rows are as long as the header.
            let _ = writer.write_record(&row);
        }
        String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
    }

    /// For programs.
    pub fn json(&self) -> String {
        let rows = self.rows.iter().map(|row| {
            let fields =
                self.columns.iter().zip(row).map(|(column, value)| ((*column).to_owned(), value.json()));
            Json::Object(fields.collect::<Map<_, _>>())
        });
        let document = json!({
            "schema_version": 1,
            "title": crate::domain::text::clean_line(&self.title),
            "notes": self.notes.iter().map(|note| crate::domain::text::clean(note).into_owned()).collect::<Vec<_>>(),
            "rows": rows.collect::<Vec<_>>(),
        });
        format!("{document:#}\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Sheet {
        Sheet {
            name: "x".into(),
            title: "A <b> title".into(),
            notes: vec!["# not a heading".into()],
            columns: vec!["title", "n", "mean"],
            rows: vec![
                vec![Value::text("a|b, \"c\"\u{202e}"), Value::count(3), Value::figure(Some(1.0 / 3.0), 2)],
                vec![Value::text("=1+1"), Value::Nothing, Value::figure(Some(f64::NAN), 2)],
            ],
            ..Sheet::default()
        }
    }

    #[test]
    fn a_document_holds_nothing_that_means_something_else() {
        let text = sample().markdown();
        assert_eq!(
            text,
            "## A \\<b\\> title\n\n\\# not a heading\n\n| title | n | mean |\n|---|---:|---:|\n\
             | a\\|b, \"c\" | 3 | 0.33 |\n| \\=1+1 | - | - |\n"
        );
    }

    #[test]
    fn programs_get_all_places_and_nothing_for_nothing() {
        assert_eq!(sample().csv(), "title,n,mean\n\"a|b, \"\"c\"\"\",3,0.3333333333333333\n=1+1,,\n");
        let json: Json = serde_json::from_str(&sample().json()).unwrap();
        assert_eq!(json["rows"][0]["mean"], 1.0 / 3.0);
        assert_eq!(json["rows"][1]["n"], Json::Null);
    }
}
