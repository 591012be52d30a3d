//! Arguments to settings, settings to a screen or a command; nothing else belongs here.

use std::io::{IsTerminal, stdin, stdout};
use std::process::ExitCode;

use lusifer::commands::args::{Command, Common};
use lusifer::commands::failure::{Exit, Failure};
use lusifer::commands::settings::{Explorer, Stage};
use lusifer::commands::tui::TuiArgs;
use lusifer::commands::{complain, execute, layers, parse, print, settings};
use lusifer::runtime::{Ended, Explore, Format, Shot, echo_keys, explore, frame};

fn main() -> ExitCode {
    let cli = parse::parse();
    let exit = match &cli.command {
        Some(Command::Tui(args)) => ended(tui(&cli.common, args)),
        Some(Command::Keys(args)) if args.test => ended(keys(&cli.common)),
        Some(command) => execute(&cli.common, command),
        None => ended(open(&cli.common)),
    };
    exit.into()
}

fn ended(outcome: Result<Exit, Failure>) -> Exit {
    outcome.unwrap_or_else(|failure| {
        complain(&failure);
        failure.exit
    })
}

fn open(common: &Common) -> Result<Exit, Failure> {
    if !stdin().is_terminal() || !stdout().is_terminal() {
        return Err(Failure::usage("the explorer needs a terminal; try: lusifer run --help"));
    }
    Ok(exit_of(explore(start(common, Stage::Terminal)?)?))
}

fn exit_of(ended: Ended) -> Exit {
    match ended {
        Ended::Quit => Exit::Ok,
        Ended::Terminated => Exit::Interrupted,
    }
}

fn keys(common: &Common) -> Result<Exit, Failure> {
    if !stdin().is_terminal() || !stdout().is_terminal() {
        return Err(Failure::usage("keys --test needs a terminal"));
    }
    Ok(exit_of(echo_keys(&layers::keymap(common).0)?))
}

fn tui(common: &Common, args: &TuiArgs) -> Result<Exit, Failure> {
    let format = match args.output {
        output if output.svg => Format::Svg,
        output if output.ansi => Format::Ansi,
        output if output.frame => Format::Text,
        _ => return open(common),
    };
    let script = args.keys.parse().map_err(|error| Failure::usage(format!("--keys: {error}")))?;
    let start = start(common, Stage::Picture)?;
    let frame = frame(start, &Shot { script, size: args.size, format })?;
    print(frame.as_bytes())
}

fn start(common: &Common, stage: Stage) -> Result<Explore, Failure> {
    let Explorer { settings, looks, ui, keymap, warnings, log, log_level } =
        settings::explorer(common, stage)?;
    Ok(Explore {
        settings,
        looks,
        keymap,
        ui,
        warnings,
        log,
        log_level,
        state: settings::paths(common).state,
    })
}
