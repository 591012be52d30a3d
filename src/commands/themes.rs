//! `themes list`, `themes show` and `themes check`: which themes there are, how they look, whether they can be
//! read.

use std::io::{IsTerminal, stdout};
use std::path::{Path, PathBuf};

use clap::Subcommand;
use serde::Serialize;

use super::args::Common;
use super::failure::{Exit, Failure};
use super::output::{SCHEMA_VERSION, json_line, print};
use super::settings::{depth, shelf};
use crate::config::theme::check::check;
use crate::config::theme::sgr::{Style, in_words, mods, name, painted};
use crate::config::theme::{Appearance, Depth, Listed, Read, Role, Shelf, Theme, ThemeError};
use crate::domain::text::clean_line;

/// `themes`
#[derive(Clone, Debug, Subcommand)]
pub enum ThemesCommand {
    /// Which there are, whose, and for which background
    List,
    /// How one looks: every role in the terminal's colours
    Show {
        /// Its name
        name: String,
    },
    /// Whether they can be used and read: unknown keys, bad colours, too little contrast, and what is hard to tell
    /// apart with red-green blindness
    Check {
        /// A name, or a file (with a / or .toml in it) [default: all there are]
        #[arg(value_name = "NAME|FILE")]
        theme: Option<String>,
    },
}

/// Runs it.
///
/// # Errors
/// [`Failure`] with exit code 3 when there is no such theme, and what writing says.
pub(super) fn themes(common: &Common, command: &ThemesCommand) -> Result<Exit, Failure> {
    let shelf = shelf(common);
    match command {
        ThemesCommand::List => list(common, &shelf),
        ThemesCommand::Show { name } => show(common, &shelf, name),
        ThemesCommand::Check { theme } => check_all(common, &shelf, theme.as_deref()),
    }
}

fn say(text: &str) -> Result<(), Failure> {
    print(format!("{text}\n").as_bytes()).map(drop)
}

#[derive(Serialize)]
struct ListedLine<'a> {
    schema_version: u32,
    name: &'a str,
    owner: &'static str,
    appearance: Option<&'static str>,
    file: Option<&'a Path>,
    problems: Vec<String>,
}

fn list(common: &Common, shelf: &Shelf) -> Result<Exit, Failure> {
    let listed = shelf.list();
    let widest = listed.iter().map(|listed| clean_line(&listed.name).chars().count()).max().unwrap_or(0);
    for Listed { name, owner, path } in &listed {
        let read = shelf.open(name);
        let appearance = read.as_ref().ok().map(|read| read.theme.appearance().word());
        if common.json {
            let problems = read.err().map_or_else(Vec::new, |wrong| wrong.sentences());
            let file = path.as_deref();
            let schema_version = SCHEMA_VERSION;
            json_line(&ListedLine { schema_version, name, owner: owner.word(), appearance, file, problems })?;
            continue;
        }
        let file = path.as_ref().map_or_else(String::new, |path| clean_line(&path.display().to_string()));
        let what = appearance.unwrap_or("wrong");
        let line = format!("{:<widest$}  {:<8}  {what:<5}  {file}", clean_line(name), owner.word());
        say(line.trim_end())?;
    }
    Ok(Exit::Ok)
}

#[derive(Serialize)]
struct ShowLine<'a> {
    schema_version: u32,
    name: &'a str,
    appearance: &'static str,
    styles: Vec<StyleLine>,
}

#[derive(Serialize)]
struct StyleLine {
    key: String,
    fg: Option<String>,
    bg: Option<String>,
    mods: Vec<&'static str>,
}

fn show(common: &Common, shelf: &Shelf, asked: &str) -> Result<Exit, Failure> {
    let theme = open(shelf, asked).map_err(|wrong| failure(&wrong))?.theme;
    if common.json {
        let styles = theme.all().into_iter().map(|(key, style)| StyleLine {
            key,
            fg: style.fg.map(name),
            bg: style.bg.map(name),
            mods: mods(style),
        });
        let (name, appearance) = (theme.name(), theme.appearance().word());
        let schema_version = SCHEMA_VERSION;
        json_line(&ShowLine { schema_version, name, appearance, styles: styles.collect() })?;
        return Ok(Exit::Ok);
    }
    let is_terminal = stdout().is_terminal();
    let depth = depth(common, is_terminal);
    let shown = theme.clone().with_depth(depth);
    // Without colour a terminal still shows attributes; a file does not want them.
    let is_plain = depth == Depth::None && !is_terminal;
    // What the theme paints is part of how it looks.
    let text = shown.style(Role::Text);
    let ground = match theme.appearance() {
        Appearance::Any => "any background",
        Appearance::Dark => "dark backgrounds",
        Appearance::Light => "light backgrounds",
    };
    say(&format!("{}  for {ground}", clean_line(theme.name())))?;
    say("")?;
    for ((key, written), (_, style)) in theme.all().into_iter().zip(shown.all()) {
        let about = Role::FILED.iter().find(|filed| format!("[{}] {}", filed.table, filed.key) == key);
        let sample = about.map_or("12345 ####", |filed| filed.about);
        let style = if is_plain { Style::default() } else { text.patch(style) };
        let sample = painted(style, &format!(" {sample:<38} "));
        say(format!("{key:<22}{sample}  {}", in_words(written)).trim_end())?;
    }
    Ok(Exit::Ok)
}

fn open(shelf: &Shelf, asked: &str) -> Result<Read, ThemeError> {
    let is_file =
        asked.contains(['/', '\\']) || Path::new(asked).extension().is_some_and(|end| end == "toml");
    if is_file { shelf.open_file(Path::new(asked)) } else { shelf.open(asked) }
}

fn failure(wrong: &ThemeError) -> Failure {
    Failure::new(Exit::Config, wrong.to_string())
}

#[derive(Serialize)]
struct CheckLine {
    schema_version: u32,
    name: String,
    file: Option<PathBuf>,
    ok: bool,
    problems: Vec<String>,
    findings: Vec<FindingLine>,
}

#[derive(Serialize)]
struct FindingLine {
    key: String,
    what: String,
}

impl CheckLine {
    fn of(name: &str, read: Result<Read, ThemeError>) -> Self {
        let (problems, findings, file) = match read {
            Ok(Read { theme, files }) => (Vec::new(), findings(&theme), files.into_iter().next()),
            Err(wrong) => (wrong.sentences(), Vec::new(), None),
        };
        let ok = problems.is_empty() && findings.is_empty();
        Self { schema_version: SCHEMA_VERSION, name: name.to_owned(), file, ok, problems, findings }
    }
}

fn findings(theme: &Theme) -> Vec<FindingLine> {
    check(theme).into_iter().map(|found| FindingLine { key: found.key, what: found.what }).collect()
}

/// Exit code 3 when one cannot be used, 1 when one is hard to read.
fn check_all(common: &Common, shelf: &Shelf, asked: Option<&str>) -> Result<Exit, Failure> {
    let lines: Vec<CheckLine> = match asked {
        Some(asked) => {
            let read = open(shelf, asked);
            if let Err(wrong @ (ThemeError::Unknown { .. } | ThemeError::Unreadable { .. })) = &read {
                return Err(failure(wrong));
            }
            vec![CheckLine::of(asked, read)]
        }
        None => {
            let listed = shelf.list().into_iter();
            listed.map(|listed| CheckLine::of(&listed.name, shelf.open(&listed.name))).collect()
        }
    };
    for line in &lines {
        if common.json {
            json_line(line)?;
            continue;
        }
        say(&format!("{}  {}", if line.ok { "ok   " } else { "WRONG" }, clean_line(&line.name)))?;
        for problem in &line.problems {
            say(&format!("       {}", clean_line(problem)))?;
        }
        for FindingLine { key, what } in &line.findings {
            say(&format!("       {key}: {what}"))?;
        }
    }
    Ok(if lines.iter().any(|line| !line.problems.is_empty()) {
        Exit::Config
    } else if lines.iter().all(|line| line.ok) {
        Exit::Ok
    } else {
        Exit::Failed
    })
}
