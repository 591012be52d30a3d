//! Standard output for results, standard error for messages.

use std::io::{self, IsTerminal, Write};

use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;

use super::args::Common;
use super::failure::Failure;
use crate::domain::text::clean;

/// Version of every JSON document that is printed.
pub(super) const SCHEMA_VERSION: u32 = 1;

/// Writes one JSON document on one line and lets it go at once, so that a reader sees users as they complete.
///
/// # Errors
/// What writing says.
pub(super) fn json_line(document: &impl Serialize) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    serde_json::to_writer(&mut out, document)?;
    writeln!(out)?;
    Ok(out.flush()?)
}

/// Writes text for a person, made safe for a terminal.
///
/// # Errors
/// What writing says.
pub(super) fn text(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    writeln!(out, "{}", clean(text))?;
    Ok(out.flush()?)
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
