//! Arguments to settings, settings to a screen or a command; nothing else belongs here.

use std::io::{IsTerminal, stdin, stdout};
use std::process::ExitCode;

use lusifer::commands::args::{Command, Common, OpenArgs, ReplayArgs, ShotArgs};
use lusifer::commands::doctor::Surroundings;
use lusifer::commands::failure::{Exit, Failure};
use lusifer::commands::settings::{Explorer, Stage};
use lusifer::commands::{complain, execute, layers, parse, print, settings};
use lusifer::runtime::{self, Ended, Explore, Format, Shot, echo_keys, explore, frame};

fn main() -> ExitCode {
    let cli = parse::parse();
    let exit = match &cli.command {
        Some(Command::Tui(args)) => ended(tui(&args.shot, |stage| start(&cli.common, &args.open, stage))),
        Some(Command::Replay(args)) => ended(tui(&args.shot, |stage| replay(&cli.common, args, stage))),
        Some(Command::Keys(args)) if args.test => ended(keys(&cli.common)),
        Some(command) => execute(&cli.common, command, surroundings()),
        None => ended(open(|stage| start(&cli.common, &cli.open, stage))),
    };
    exit.into()
}

fn surroundings() -> Surroundings {
    Surroundings {
        size: || runtime::size().ok(),
        clipboard: runtime::clipboard_route,
        editor: runtime::editor,
    }
}

fn ended(outcome: Result<Exit, Failure>) -> Exit {
    outcome.unwrap_or_else(|failure| {
        complain(&failure);
        failure.exit
    })
}

fn open(start: impl Fn(Stage) -> Result<Explore, Failure>) -> Result<Exit, Failure> {
    at_a_terminal("the explorer needs a terminal; try: lusifer run --help")?;
    Ok(exit_of(explore(start(Stage::Terminal)?)?))
}

fn at_a_terminal(otherwise: &str) -> Result<(), Failure> {
    let is_one = stdin().is_terminal() && stdout().is_terminal();
    if is_one { Ok(()) } else { Err(Failure::usage(otherwise)) }
}

fn exit_of(ended: Ended) -> Exit {
    match ended {
        Ended::Quit => Exit::Ok,
        Ended::Terminated => Exit::Interrupted,
    }
}

fn keys(common: &Common) -> Result<Exit, Failure> {
    at_a_terminal("keys --test needs a terminal")?;
    Ok(exit_of(echo_keys(&layers::keymap(common).0)?))
}

fn tui(args: &ShotArgs, start: impl Fn(Stage) -> Result<Explore, Failure>) -> Result<Exit, Failure> {
    let format = match args.output {
        output if output.svg => Format::Svg,
        output if output.ansi => Format::Ansi,
        output if output.frame => Format::Text,
        _ => return open(start),
    };
    let script = args.keys.parse().map_err(|error| Failure::usage(format!("--keys: {error}")))?;
    let shot = Shot { script, size: args.size, format };
    print(frame(start(Stage::Picture)?, &shot)?.as_bytes())
}

fn start(common: &Common, place: &OpenArgs, stage: Stage) -> Result<Explore, Failure> {
    Ok(explored(common, settings::explorer(common, place, stage)?))
}

fn replay(common: &Common, args: &ReplayArgs, stage: Stage) -> Result<Explore, Failure> {
    Ok(explored(common, settings::replay(common, args, stage)?))
}

fn explored(common: &Common, explorer: Explorer) -> Explore {
    let Explorer { settings, looks, ui, keymap, warnings, log, log_level, user, run, recall } = explorer;
    let paths = settings::paths(common);
    let (prompts, state) = (paths.prompts(), paths.state);
    Explore { settings, looks, keymap, ui, warnings, log, log_level, state, prompts, user, run, recall }
}
