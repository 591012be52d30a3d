//! Arguments to settings, settings to a screen or a command; nothing else belongs here.

use std::io::{IsTerminal, stdin, stdout};
use std::process::ExitCode;

use lusifer::commands::args::{Command, Common, OpenArgs, TuiArgs};
use lusifer::commands::doctor::Surroundings;
use lusifer::commands::failure::{Exit, Failure};
use lusifer::commands::settings::{Explorer, Stage};
use lusifer::commands::{complain, execute, layers, parse, print, settings};
use lusifer::runtime::{Ended, Explore, Format, Shot, echo_keys, explore, frame};
use lusifer::runtime::{clipboard_route as clipboard, editor, size};

fn main() -> ExitCode {
    let cli = parse::parse();
    let exit = match &cli.command {
        Some(Command::Tui(args)) => ended(tui(&cli.common, args)),
        Some(Command::Keys(args)) if args.test => ended(keys(&cli.common)),
        Some(command) => execute(&cli.common, command, Surroundings { size, clipboard, editor }),
        None => ended(open(&cli.common, &cli.open)),
    };
    exit.into()
}

fn ended(outcome: Result<Exit, Failure>) -> Exit {
    outcome.unwrap_or_else(|failure| {
        complain(&failure);
        failure.exit
    })
}

fn open(common: &Common, place: &OpenArgs) -> Result<Exit, Failure> {
    if !stdin().is_terminal() || !stdout().is_terminal() {
        return Err(Failure::usage("the explorer needs a terminal; try: lusifer run --help"));
    }
    Ok(exit_of(explore(start(common, place, Stage::Terminal)?)?))
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
        _ => return open(common, &args.open),
    };
    let script = args.keys.parse().map_err(|error| Failure::usage(format!("--keys: {error}")))?;
    let start = start(common, &args.open, Stage::Picture)?;
    let frame = frame(start, &Shot { script, size: args.size, format })?;
    print(frame.as_bytes())
}

fn start(common: &Common, place: &OpenArgs, stage: Stage) -> Result<Explore, Failure> {
    let Explorer { settings, looks, ui, keymap, warnings, log, log_level, user, run, recall } =
        settings::explorer(common, place, stage)?;
    Ok(Explore {
        settings,
        looks,
        keymap,
        ui,
        warnings,
        log,
        log_level,
        state: settings::paths(common).state,
        user,
        run,
        recall,
    })
}
