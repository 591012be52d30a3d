//! The headless commands; never a second copy of what the workspace does.

pub mod args;
mod bundle;
mod calls;
mod cohort;
mod compare;
pub mod config;
mod data_check;
pub mod doctor;
mod estimate;
mod evaluate;
mod explain;
pub mod failure;
mod help;
mod hidden;
mod items;
pub mod key;
pub mod keys;
pub mod layers;
mod lines;
mod metrics;
mod open;
mod output;
pub mod parse;
pub mod prompts;
mod rate;
mod repeat;
mod runs;
pub mod settings;
mod study;
pub mod themes;
mod users;

pub use output::print;

use std::io;

use tracing_subscriber::EnvFilter;

use args::{Command, Common, DataCommand};
use doctor::Surroundings;
use failure::{Exit, Failure};

/// Runs a command to its end and returns the exit code; failures are said on standard error.
pub fn execute(common: &Common, command: &Command, around: Surroundings) -> Exit {
    log_to_stderr(common);
    let outcome =
        tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(Failure::from).and_then(
            |runtime| {
                let outcome = runtime.block_on(until_interrupted(common, command, around));
                // A blocking read that an interruption left behind must not keep the program alive.
                runtime.shutdown_background();
                hidden::show_again();
                outcome
            },
        );
    match outcome {
        Ok(exit) => exit,
        Err(failure) => {
            complain(&failure);
            failure.exit
        }
    }
}

/// Sends the log to standard error: as much as `-v`, `-q`, `LUSIFER_LOG` or the settings ask for.
fn log_to_stderr(common: &Common) {
    let usual = || layers::layers(common).config().log.level.word();
    let level = match (common.quiet, common.verbose) {
        (true, _) => "error",
        (false, 0) => usual(),
        (false, 1) => "info",
        (false, _) => "debug",
    };
    let filter = EnvFilter::try_from_env("LUSIFER_LOG").unwrap_or_else(|_| EnvFilter::new(level));
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(false)
        .without_time()
        .with_writer(io::stderr)
        .finish();
    // Another subscriber is in place only where a test set one: then that one is wanted.
    let _ = tracing::subscriber::set_global_default(subscriber);
}

/// Says why something failed, if there is anything to say.
pub fn complain(failure: &Failure) {
    if !failure.message.is_empty() {
        output::say(&format!("lusifer: {}", failure.message));
    }
}

/// The command works in a task of its own, so that an interruption is heard while it computes, waits for a
/// locked file or reads standard input.
async fn until_interrupted(
    common: &Common,
    command: &Command,
    around: Surroundings,
) -> Result<Exit, Failure> {
    let (common, command) = (common.clone(), command.clone());
    let work = tokio::spawn(async move { dispatch(&common, &command, around).await });
    tokio::select! {
        outcome = work => {
            outcome.unwrap_or_else(|panic| Err(Failure::new(Exit::Failed, format!("a defect of lusifer: {panic}"))))
        }
        () = interrupted() => {
            Err(Failure::new(Exit::Interrupted, "interrupted; what was reported as done is kept"))
        }
    }
}

/// Ends when the person or the system asks the program to.
async fn interrupted() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let (Ok(mut term), Ok(mut hangup)) =
            (signal(SignalKind::terminate()), signal(SignalKind::hangup()))
        {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = term.recv() => {}
                _ = hangup.recv() => {}
            }
            return;
        }
    }
    if tokio::signal::ctrl_c().await.is_err() {
        // No signal can be heard on this system: then none ends the command early.
        std::future::pending::<()>().await;
    }
}

async fn dispatch(common: &Common, command: &Command, around: Surroundings) -> Result<Exit, Failure> {
    match command {
        Command::Run(args) => study::run(common, args).await,
        Command::Fork(args) => study::fork(common, args).await,
        Command::Rate(args) => rate::rate(common, args).await,
        Command::Repeat(args) => repeat::repeat(common, args).await,
        Command::Metrics(args) => metrics::metrics(common, args).await,
        Command::Evaluate(args) => evaluate::evaluate(common, args).await,
        Command::Compare(args) => compare::compare(common, args).await,
        Command::Explain(args) => explain::explain(common, args).await,
        Command::Runs(command) => runs::runs(common, command),
        Command::Calls(args) => calls::calls(common, *args),
        Command::Export(args) => runs::export(common, args).await,
        Command::Import { file } => bundle::import(common, file),
        Command::Prompts(command) => prompts::prompts(common, command).await,
        Command::Data(DataCommand::Check) => data_check::data_check(common).await,
        Command::Themes(command) => themes::themes(common, command),
        Command::Keys(args) => keys::keys(common, args),
        Command::Key(command) => key::key(common, command).await,
        Command::Config(command) => config::config(common, command),
        Command::Paths => doctor::paths(common),
        Command::Doctor => doctor::doctor(common, around).await,
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut help::command(), "lusifer", &mut script);
            output::print(&script)
        }
        // The program itself does it: see `main`.
        Command::Tui(_) | Command::Replay(_) => Ok(Exit::Ok),
        Command::Man => output::print(&help::manual()?),
    }
}
