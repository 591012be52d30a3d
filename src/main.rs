//! Arguments to settings, settings to a screen or a command; nothing else belongs here.

use std::io::{IsTerminal, stdin, stdout};
use std::process::ExitCode;

use lusifer::commands::args::Common;
use lusifer::commands::failure::{Exit, Failure};
use lusifer::commands::{complain, execute, parse, settings};
use lusifer::config::keymap::Keymap;
use lusifer::runtime::{Ended, Explore, explore};

fn main() -> ExitCode {
    let cli = parse::parse();
    let exit = match &cli.command {
        Some(command) => execute(&cli.common, command),
        None => open(&cli.common).unwrap_or_else(|failure| {
            complain(&failure);
            failure.exit
        }),
    };
    exit.into()
}

fn open(common: &Common) -> Result<Exit, Failure> {
    if !stdin().is_terminal() || !stdout().is_terminal() {
        return Err(Failure::usage("the explorer needs a terminal; try: lusifer run --help"));
    }
    let start = Explore {
        settings: settings::settings(common)?,
        theme: settings::theme(common)?,
        glyphs: settings::glyphs(common),
        keymap: Keymap::built_in(),
        log: settings::paths(common).log(),
    };
    Ok(match explore(start)? {
        Ended::Quit => Exit::Ok,
        Ended::Terminated => Exit::Interrupted,
    })
}
