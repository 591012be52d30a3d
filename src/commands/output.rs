//! Standard output for results, standard error for messages.

use std::io::{self, ErrorKind, IsTerminal, Write};

use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;

use super::args::Common;
use super::failure::{Exit, Failure};
use crate::domain::text::clean;

/// Version of every JSON document that is printed.
pub(super) const SCHEMA_VERSION: u32 = 1;

/// Writes one JSON document on one line and lets it go at once, so that a reader sees users as they complete.
///
/// # Errors
/// What writing says.
pub(super) fn json_line(document: &impl Serialize) -> Result<(), Failure> {
    let mut line = serde_json::to_vec(document).map_err(|error| Failure::new(Exit::Failed, error))?;
    line.push(b'\n');
    print(&line).map(drop)
}

/// Writes text for a person, made safe for a terminal.
///
/// # Errors
/// What writing says.
pub(super) fn text(text: &str) -> Result<(), Failure> {
    print(format!("{}\n", clean(text)).as_bytes()).map(drop)
}

/// Writes bytes as they are.
///
/// # Errors
/// What writing says; nothing where the reader closed the pipe (`| head`): it has what it wanted.
pub fn print(bytes: &[u8]) -> Result<Exit, Failure> {
    let mut out = io::stdout().lock();
    out.write_all(bytes).and_then(|()| out.flush()).map_err(|error| match error.kind() {
        ErrorKind::BrokenPipe => Failure { exit: Exit::Ok, message: String::new() },
        _ => Failure::new(Exit::Failed, format!("cannot write to standard output: {error}")),
    })?;
    Ok(Exit::Ok)
}

/// Says something on standard error, if anybody is there to read it.
pub(super) fn say(message: &str) {
    // Nothing can be done about a closed standard error.
    let _ = writeln!(io::stderr(), "{}", clean(message));
}

/// Says something unless asked to be quiet.
pub(super) fn note(common: &Common, message: &str) {
    if !common.quiet {
        say(message);
    }
}

/// Says how many lines were left out, if any.
pub(super) fn skipped_note(common: &Common, lines: usize) {
    match lines {
        0 => {}
        1 => note(common, "1 line could not be read and was left out"),
        _ => note(common, &format!("{lines} lines could not be read and were left out")),
    }
}

/// A progress bar on standard error where that is a terminal; else one that draws nothing.
pub(super) fn progress_bar(common: &Common, length: u64, unit: &str) -> ProgressBar {
    if common.quiet || common.plain || length < 2 || !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(length);
    let template = format!("{{bar:30}} {{pos}} of {{len}} {unit}  {{elapsed}}  about {{eta}} left  {{msg}}");
    if let Ok(style) = ProgressStyle::with_template(&template) {
        bar.set_style(style.progress_chars("##-"));
    }
    bar
}
