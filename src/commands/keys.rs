//! `keys`: the effective table of keys, for people, programs, the README and the manual; never what a key does.

use std::fmt::Write;

use clap::Args;
use serde::Serialize;

use super::args::Common;
use super::failure::{Exit, Failure};
use super::layers;
use super::output::{SCHEMA_VERSION, json_line, say, text};
use crate::actions::Action;
use crate::config::keymap::{Context, Keymap};

/// `keys`
#[derive(Args, Clone, Debug)]
pub struct KeysArgs {
    /// Only what can be pressed in this place, keys of everywhere included
    #[arg(long, value_name = "PLACE", value_parser = place)]
    pub screen: Option<Context>,
    /// Print what the terminal sends for each key that is pressed, and what it means
    #[arg(long, conflicts_with_all = ["screen", "markdown"])]
    pub test: bool,
    /// Print a Markdown table, as the README has it
    #[arg(long, conflicts_with = "screen")]
    pub markdown: bool,
}

fn place(text: &str) -> Result<Context, String> {
    let known = || Context::ALL.into_iter().filter(|place| *place != Context::Anywhere);
    known().find(|place| place.word() == text).ok_or_else(|| {
        let words: Vec<_> = known().map(Context::word).collect();
        format!("there is no such place; known: {}", words.join(", "))
    })
}

/// A row of the table.
#[derive(Debug, Serialize)]
struct Row {
    /// Where the binding stands: a place, or `everywhere`.
    place: &'static str,
    action: &'static str,
    title: &'static str,
    about: &'static str,
    keys: Vec<String>,
    origin: String,
}

#[derive(Serialize)]
struct Document<'a> {
    schema_version: u32,
    screen: Option<&'static str>,
    keys: &'a [Row],
    problems: &'a [String],
}

/// Prints the table.
///
/// # Errors
/// [`Failure`] with exit code 3 where strictness is asked for and keys.toml is wrong.
pub(super) fn keys(common: &Common, args: &KeysArgs) -> Result<Exit, Failure> {
    if args.markdown {
        text(markdown(&Keymap::built_in()).trim_end())?;
        return Ok(Exit::Ok);
    }
    let (keymap, problems) = layers::keymap(common);
    if common.strict && !problems.is_empty() {
        return Err(Failure::new(Exit::Config, problems.join("\n")));
    }
    let rows = match args.screen {
        Some(place) => pressed_in(&keymap, place),
        None => bound(&keymap),
    };
    if common.json {
        let screen = args.screen.map(Context::word);
        let (keys, problems) = (rows.as_slice(), problems.as_slice());
        json_line(&Document { schema_version: SCHEMA_VERSION, screen, keys, problems })?;
        return Ok(Exit::Ok);
    }
    for problem in &problems {
        say(problem);
    }
    let widest = |of: fn(&Row) -> usize| rows.iter().map(of).max().unwrap_or(0);
    let key_width = widest(|row| row.keys.join("  ").chars().count());
    let action_width = widest(|row| row.action.chars().count());
    let about_width = widest(|row| row.about.chars().count());
    let mut place = "";
    for row in &rows {
        if row.place != place {
            let gap = if place.is_empty() { "" } else { "\n" };
            text(&format!("{gap}{}", row.place))?;
            place = row.place;
        }
        let keys = row.keys.join("  ");
        text(&format!(
            "  {keys:key_width$}  {:action_width$}  {:about_width$}  {}",
            row.action, row.about, row.origin
        ))?;
    }
    Ok(Exit::Ok)
}

/// Every binding where it stands, also those without a key.
fn bound(keymap: &Keymap) -> Vec<Row> {
    let keys = |chords: &[crate::config::keymap::Chord]| chords.iter().map(ToString::to_string).collect();
    keymap.all().map(|(place, action, chords)| row(keymap, place, action, keys(chords))).collect()
}

/// Everything that can be pressed in a place.
fn pressed_in(keymap: &Keymap, place: Context) -> Vec<Row> {
    let keys = |action| keymap.keys(place, action).iter().map(ToString::to_string).collect::<Vec<_>>();
    let all = Action::ALL.into_iter().map(|action| (action, keys(action)));
    all.filter(|(_, keys)| !keys.is_empty()).map(|(action, keys)| row(keymap, place, action, keys)).collect()
}

fn row(keymap: &Keymap, place: Context, action: Action, keys: Vec<String>) -> Row {
    Row {
        place: if place == Context::Anywhere { "everywhere" } else { place.word() },
        action: action.id(),
        title: action.title(),
        about: action.about(),
        keys,
        origin: keymap.origin(place, action).to_string(),
    }
}

/// The keys as a Markdown table, as the README has it.
pub fn markdown(keymap: &Keymap) -> String {
    let mut table = "| keys | action | does |\n|---|---|---|\n".to_owned();
    for row in bound(keymap).iter().filter(|row| !row.keys.is_empty()) {
        let keys: Vec<String> = row.keys.iter().map(|key| format!("`{}`", key.replace('|', "\\|"))).collect();
        let place = match row.place {
            "everywhere" => String::new(),
            "text" => "while a text is typed: ".to_owned(),
            "question" => "while a question waits: ".to_owned(),
            place => format!("on {place}: "),
        };
        // Writing to a string cannot fail.
        let _ = writeln!(table, "| {} | `{}` | {place}{} |", keys.join(" "), row.action, row.about);
    }
    table
}

/// The keys as lines, as the manual has them.
pub fn lines(keymap: &Keymap) -> String {
    let rows = bound(keymap);
    let width = rows.iter().map(|row| row.keys.join("  ").len()).max().unwrap_or(0);
    let mut lines = Vec::new();
    let mut place = "";
    for row in rows.iter().filter(|row| !row.keys.is_empty()) {
        if row.place != place {
            place = row.place;
            lines.push(match place {
                "everywhere" => "Everywhere".to_owned(),
                "text" => "While a text is typed".to_owned(),
                "question" => "While a question waits".to_owned(),
                place => format!("On {place}"),
            });
        }
        lines.push(format!("  {:width$}  {}", row.keys.join("  "), row.about));
    }
    lines.join("\n")
}
