//! What a person reads about the command line: examples first, then usage and flags; the manual page; never
//! what a flag does.

use std::io;

use clap::{Command, CommandFactory};
use clap_mangen::Man;

use super::args::Cli;
use crate::config::keymap::Keymap;

/// What it is, how it is used in practice, and only then every flag.
const TEMPLATE: &str = "{about-with-newline}\n{before-help}{usage-heading} {usage}\n\n{all-args}{after-help}";

const EXIT_CODES: &str = "\
Exit codes: 0 ok, 1 failed, 2 usage, 3 config, 4 data, 5 provider, 6 budget, 7 finished with invalid or
missing answers, 130 interrupted.";

/// The command line with its examples, and with variables of the environment that are set to nothing taken as
/// not set.
pub(super) fn command() -> Command {
    polished(Cli::command(), "").after_help(EXIT_CODES)
}

/// A command below the command `above`, with its examples.
fn polished(command: Command, above: &str) -> Command {
    let path = format!("{above} {}", command.get_name());
    let examples = examples(&path);
    let mut command = command.help_template(TEMPLATE).mut_args(|arg| {
        let empty = arg.get_env().and_then(std::env::var_os).is_some_and(|value| value.is_empty());
        if empty { arg.env(None::<&'static str>) } else { arg }
    });
    if !examples.is_empty() {
        command = command.before_help(format!("Examples:\n{examples}"));
    }
    command.mut_subcommands(|below| polished(below, &path))
}

/// Examples of a command by its names: `lusifer runs show`.
fn examples(path: &str) -> &'static str {
    match path.trim_start() {
        "lusifer config show" => "  lusifer config show\n  lusifer config show --origin",
        "lusifer config check" => "  lusifer config check\n  lusifer config check keys.toml --json",
        "lusifer key set" => {
            "  lusifer key set openai                           asks for the key, which is not shown
  pass show lab | lusifer key set lab              or takes it from another program"
        }
        "lusifer key test" => "  lusifer key test openai\n  lusifer key test lab --json",
        "lusifer key forget" => "  lusifer key forget openai",
        "lusifer prompts list" => "  lusifer prompts list",
        "lusifer prompts lint" => {
            "  lusifer prompts lint                             the pack in force, on the data in force
  lusifer prompts lint my-prompts --data ml-100k --window 8192"
        }
        "lusifer prompts render" => {
            "  lusifer prompts render --user 1 --batch 2        how the second profile is asked for
  lusifer prompts render --user 1 --held-out       how ratings are asked for
  lusifer prompts render --run r1 --batch 2        with the run's own profiles
  lusifer prompts render --user 1 --items 12,23 --prompts my-prompts --json"
        }
        "lusifer prompts diff" => {
            "  lusifer prompts diff paper evidence\n  lusifer prompts diff paper my-prompts"
        }
        "lusifer prompts init" => {
            "  lusifer prompts init my-prompts                  write the pack in force into a folder
  lusifer prompts init my-prompts --from evidence"
        }
        path => by_last_name(path.rsplit(' ').next().unwrap_or(path)),
    }
}

fn by_last_name(command: &str) -> &'static str {
    match command {
        "lusifer" => {
            "  lusifer                                        open the explorer where it was left, or on the sample
  lusifer --data ml-100k --user 5                open it on a MovieLens folder, on a user
  lusifer run --user 1                           write the four profile states of user 1
  lusifer run --user all --json > states.jsonl   of everybody, one JSON object per line
  lusifer rate --user 1 --held-out --limit 20    rate held-out items as user 1
  lusifer metrics --all-runs                     how good were they, beside simple baselines"
        }
        "tui" => {
            "  lusifer tui                                                      the same as lusifer alone
  lusifer tui --frame                                              how it looks at its start, as text
  lusifer tui --keys \"enter R wait\" --size 100x30 --frame         after these keys
  lusifer tui --keys \"/ s t u enter\" --theme mono --ansi | less -R
  lusifer tui --run r1 --svg > profile.svg                         a picture for a document"
        }
        "run" => {
            "  lusifer run --user 1                             all states of user 1
  lusifer run --user 1,5,7-9 --batches 2           the first two states of five users
  lusifer run --user all --json > states.jsonl     everybody, a line each as they are done
  lusifer --data ml-100k --split future:0.2 run --user 1 --name strict"
        }
        "fork" => {
            "  lusifer fork r1 --batch 3 --name other           share batches 1 and 2, write 3 and 4 with another seed
  lusifer fork r1 --batch 3 --name again --seed 42"
        }
        "rate" => {
            "  lusifer rate --user 1 --held-out --limit 20      the first twenty held-out items as user 1
  lusifer rate --run r1 --items 12,23,27           these items, in this order
  lusifer rate --run r1 --held-out --state 1       on the first profile instead of the newest
  seq 1 20 | lusifer rate --run r1 -               ids from standard input"
        }
        "repeat" => {
            "  lusifer repeat r1 --times 5                      the newest profile five times more
  lusifer repeat r1 --batch 2 --times 5            that after the second batch
  lusifer repeat r1 --ratings --times 5 --dry-run  what rating the same items again would take
  lusifer repeat r1                                what is kept of it, nothing done"
        }
        "metrics" => {
            "  lusifer metrics --run r1                         one run
  lusifer metrics --all-runs --json                all runs on this data and split, pooled
  lusifer metrics --run r1 --state 1               only what was rated on the first profile"
        }
        "evaluate" => {
            "  lusifer evaluate --baselines all                 train them, score them on the held-out ratings
  lusifer evaluate --table table.csv --methods SVD++,ALS
  lusifer evaluate --table table.csv --methods SVD++ --train u1.base --max-train 10"
        }
        "explain" => {
            "  lusifer explain r1                               the newest state against the one before it
  lusifer explain r1 --batch 3 --json"
        }
        "compare" => {
            "  lusifer compare r1 r2                            newest states, and all items that both rated
  lusifer compare r1 r2 --batch 2 --format md      the second states and ratings given on them
  lusifer compare r1:2 r1:4 --json                 two states of one run"
        }
        "list" => {
            "  lusifer runs list\n  lusifer runs list --user 1 --json\n  lusifer runs list --trash"
        }
        "rm" => "  lusifer runs rm r3\n  lusifer runs restore r3                          takes it back",
        "restore" => "  lusifer runs restore r3",
        "show" => "  lusifer runs show r1",
        "export" => {
            "  lusifer export r1 --format md -o user1.md        a document for people
  lusifer export r1 --format csv > ratings.csv     the newest rating of each item
  lusifer export r1 --format csv --table profiles -o profiles.csv
  lusifer export r1 --format jsonl                 everything, one object per line"
        }
        "keys" => {
            "  lusifer keys                                     every key, and who bound it
  lusifer keys --screen profile                    what can be pressed on one screen
  lusifer keys --test                              what the terminal sends"
        }
        "init" => "  lusifer config init",
        "set" => "  lusifer config set ui.theme mono\n  lusifer config set rate.chunk 5",
        "schema" => "  lusifer config schema config > config.schema.json",
        "check" => "  lusifer data check\n  lusifer data check --data ml-100k --split u2 --json",
        "doctor" => "  lusifer doctor\n  lusifer doctor --json --data ml-100k",
        "paths" => "  lusifer paths",
        "completions" => {
            "  lusifer completions bash > ~/.local/share/bash-completion/completions/lusifer
  lusifer completions fish > ~/.config/fish/completions/lusifer.fish"
        }
        "man" => "  lusifer man > lusifer.1 && man -l lusifer.1",
        _ => "",
    }
}

/// The manual page: the program, then every command with its own flags.
///
/// # Errors
/// What writing says.
pub(super) fn manual() -> io::Result<Vec<u8>> {
    let program = command().before_help("");
    let man = Man::new(program.clone());
    let mut page = Vec::new();
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    verbatim(&mut page, "EXAMPLES", examples("lusifer"));
    for sub in program.get_subcommands() {
        commands(&mut page, "lusifer", sub)?;
    }
    man.render_options_section(&mut page)?;
    verbatim(&mut page, "KEYS", &super::keys::lines(&Keymap::built_in()));
    verbatim(&mut page, "EXIT STATUS", EXIT_CODES);
    man.render_version_section(&mut page)?;
    Ok(page)
}

/// A command and those below it, each a section of its own.
fn commands(page: &mut Vec<u8>, above: &str, command: &Command) -> io::Result<()> {
    let name = format!("{above} {}", command.get_name());
    if command.get_name() == "help" {
        return Ok(());
    }
    if command.has_subcommands() {
        return command.get_subcommands().try_for_each(|sub| commands(page, &name, sub));
    }
    let mut section = Vec::new();
    let man = Man::new(command.clone());
    man.render_description_section(&mut section)?;
    if command.get_arguments().next().is_some() {
        man.render_options_section(&mut section)?;
    }
    verbatim(&mut section, "EXAMPLES", examples(&name));
    // Its sections become parts of one; the description needs no heading of its own.
    let section = String::from_utf8_lossy(&section).replace(".SH DESCRIPTION\n", "").replace(".SH ", ".SS ");
    page.extend_from_slice(format!(".SH \"{}\"\n{section}", name.to_uppercase()).as_bytes());
    Ok(())
}

/// A section of lines that stay as they are.
fn verbatim(page: &mut Vec<u8>, heading: &str, lines: &str) {
    if !lines.is_empty() {
        let lines = lines.replace('\\', "\\\\").replace('-', "\\-");
        page.extend_from_slice(format!(".SH \"{heading}\"\n.nf\n{lines}\n.fi\n").as_bytes());
    }
}
