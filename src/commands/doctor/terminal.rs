//! What the explorer would find in this terminal, in the words of `doctor`: never a change of anything, and no
//! question to the terminal itself.

use std::io::{IsTerminal, stdout};

use crate::commands::args::Common;
use crate::commands::failure::Failure;
use crate::commands::layers;
use crate::commands::settings::{self, Stage};
use crate::config::theme::terminal::{Depth, glyphs};
use crate::config::theme::{Glyphs, Ground};
use crate::config::ui::{Clipboard, UiSettings};

/// What only a terminal's owner can tell.
#[derive(Clone, Copy, Debug)]
pub struct Surroundings {
    /// Columns and rows, where there is a terminal.
    pub size: fn() -> Option<(u16, u16)>,
    /// Where a copied text would go, in words.
    pub clipboard: fn(Clipboard) -> String,
    /// Which editor would be started, by the one of the settings.
    pub editor: fn(&str) -> String,
}

/// A variable of the environment that is set to something.
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

fn is_far() -> bool {
    variable("SSH_CONNECTION").or_else(|| variable("SSH_TTY")).is_some()
}

fn ui(common: &Common) -> UiSettings {
    layers::layers(common).config().ui.clone()
}

/// Size, colours, and what stands in between.
pub(super) fn terminal(common: &Common, around: Surroundings) -> String {
    let named = |name: &str| format!("{name} {}", variable(name).unwrap_or_else(|| "not set".to_owned()));
    let size = (around.size)().filter(|_| stdout().is_terminal());
    let mut facts = vec![
        size.map_or_else(
            || "standard output is no terminal".to_owned(),
            |(columns, rows)| format!("{columns}x{rows}"),
        ),
        named("TERM"),
        named("COLORTERM"),
        match settings::depth(common, true) {
            Depth::None => "no colour",
            Depth::Sixteen => "16 colours",
            Depth::Indexed => "256 colours",
            Depth::True => "24-bit colours",
        }
        .to_owned(),
    ];
    if variable("TMUX").is_some() {
        facts.push("inside tmux".to_owned());
    } else if variable("STY").is_some() {
        facts.push("inside screen".to_owned());
    }
    if is_far() {
        facts.push("over SSH: ESCDELAY=200 helps where keys come in pieces".to_owned());
    }
    facts.join("; ")
}

/// The theme that the first frame would have, and what it is chosen by.
pub(super) fn theme(common: &Common) -> Result<String, Failure> {
    let (looks, _) = settings::looks(common, &layers::layers(common), Stage::Terminal)?;
    let name = looks.theme().name();
    let environment = |name: &str| variable(name);
    if let Some(complaint) = looks.complaint() {
        return Ok(format!("{name}: {complaint}"));
    }
    Ok(match Ground::of_environment(&environment) {
        _ if !looks.depends_on_ground() => format!("{name}, whatever the background is"),
        Some(Ground::Dark) => {
            format!("{name} at first: COLORFGBG says dark; the terminal's own answer (OSC 11) wins")
        }
        Some(Ground::Light) => {
            format!("{name} at first: COLORFGBG says light; the terminal's own answer (OSC 11) wins")
        }
        None => format!("{name} unless the terminal tells its background (OSC 11)"),
    })
}

/// What is drawn with, and why.
pub(super) fn characters(common: &Common) -> String {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(|name| Some((name, variable(name)?)));
    let term = variable("TERM").unwrap_or_default();
    let asked = ui(common).ascii;
    match (glyphs(asked.then_some(true), &variable), locale) {
        (Glyphs::Ascii, _) if asked => "ASCII, as ui.ascii asks for".to_owned(),
        (Glyphs::Ascii, _) if matches!(term.as_str(), "linux" | "dumb") => {
            format!("ASCII, because TERM is {term}")
        }
        (Glyphs::Ascii, Some((name, value))) => {
            format!("ASCII, because {name} is {value}, which is no UTF-8")
        }
        (Glyphs::Ascii, None) => "ASCII".to_owned(),
        (Glyphs::Unicode, Some((name, value))) => format!("Unicode, because {name} is {value}"),
        (Glyphs::Unicode, None) => {
            "Unicode, because no locale says otherwise; --ascii draws without".to_owned()
        }
    }
}

/// Whose the mouse is.
pub(super) fn mouse(common: &Common) -> String {
    if ui(common).mouse {
        "for the program (ui.mouse); hold shift or option to select text".to_owned()
    } else {
        "for the terminal, which selects text; ui.mouse or the key of \"mouse\" gives it to the program"
            .to_owned()
    }
}

/// The way that a copy would take.
pub(super) fn clipboard(common: &Common, around: Surroundings) -> String {
    format!("copies go to {}", (around.clipboard)(ui(common).clipboard))
}

/// Which editor would be started.
pub(super) fn editor(common: &Common, around: Surroundings) -> String {
    let setting = ui(common).editor;
    let from = match () {
        () if !setting.trim().is_empty() => "ui.editor",
        () if variable("VISUAL").is_some() => "$VISUAL",
        () if variable("EDITOR").is_some() => "$EDITOR",
        () => "neither $VISUAL nor $EDITOR is set",
    };
    format!("{} ({from})", (around.editor)(&setting))
}
