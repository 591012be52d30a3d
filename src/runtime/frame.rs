//! Frames without a terminal: keys are typed into the same program on the same jobs, and the last frame is given
//! as text or as a picture. For documentation, tests and reports of defects.

use std::io;
use std::str::FromStr;
use std::time::Duration;

use tokio::runtime::{Builder, Handle};
use tokio::sync::mpsc;

use super::Explore;
use super::jobs::{self, Jobs};
use crate::app::restore::Opening;
use crate::app::{App, Effect, Message};
use crate::config::keymap::Key;
use crate::ui::Ui;
use crate::ui::picture::{Format, written};

/// What is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Script(Vec<Step>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Key(Key),
    /// Until the message in the status row has left.
    Wait,
}

impl FromStr for Script {
    type Err = String;

    /// Keys as `keys.toml` writes them, separated by spaces; `wait` lets messages leave.
    fn from_str(text: &str) -> Result<Self, String> {
        let step = |word: &str| match word {
            "wait" => Ok(Step::Wait),
            word => word.parse().map(Step::Key),
        };
        text.split_whitespace().map(step).collect::<Result<_, _>>().map(Self)
    }
}

/// What a frame is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shot {
    /// What is typed first. All work that a key asks for is done before the next key.
    pub script: Script,
    /// Columns and rows.
    pub size: (u16, u16),
    /// What it is written as.
    pub format: Format,
}

/// Types the keys and gives the last frame.
///
/// # Errors
/// The system has no threads left.
pub fn frame(explore: Explore, shot: &Shot) -> io::Result<String> {
    let threads = Builder::new_multi_thread().enable_all().build()?;
    let here = Builder::new_current_thread().enable_time().build()?;
    let mut ui = Ui::new(explore.looks.theme().clone()).with_glyphs(explore.looks.glyphs());
    let app = here.block_on(play(explore, shot, threads.handle().clone()));
    threads.shutdown_background();
    Ok(drawn(&mut ui, &app, shot.format))
}

/// The screen as it is, as a picture.
pub(super) fn picture(ui: &Ui, app: &App) -> String {
    // What is drawn next by the one that is used follows what is on the screen.
    drawn(&mut ui.anew(), app, Format::Svg)
}

fn drawn(ui: &mut Ui, app: &App, format: Format) -> String {
    let theme = ui.theme().clone();
    written(ui.frame(app).cells, &theme, format)
}

async fn play(explore: Explore, shot: &Shot, threads: Handle) -> App {
    let (results, mut inbox) = mpsc::channel(jobs::WAITING);
    let replay = explore.settings.replay.as_ref().map(|wish| wish.realtime);
    let mut jobs = Jobs::new(explore.settings, results, threads);
    // Time passes only where the script says so: the same keys give the same frame.
    let mut now = Duration::ZERO;
    let (mut app, effects) = App::start(explore.keymap.into(), explore.ui, shot.size, &explore.warnings);
    app = app
        .with_prompts_home(explore.prompts)
        .replaying(replay)
        .opening(Opening::asked(explore.user, explore.run));
    let mut goes_on = rest(&mut app, &mut jobs, &mut inbox, effects, now).await;
    for step in &shot.script.0 {
        if !goes_on {
            break;
        }
        let message = match step {
            Step::Key(key) => Message::Key(*key),
            Step::Wait => {
                now = app.next_wake().unwrap_or(now).max(now);
                Message::Wake
            }
        };
        let effects = app.update(message, now);
        goes_on = rest(&mut app, &mut jobs, &mut inbox, effects, now).await;
    }
    app
}

/// Runs what was asked for until nothing runs any more; whether the program goes on.
async fn rest(
    app: &mut App,
    jobs: &mut Jobs,
    inbox: &mut mpsc::Receiver<Message>,
    mut effects: Vec<Effect>,
    now: Duration,
) -> bool {
    loop {
        for effect in effects.drain(..) {
            match effect {
                Effect::Start { id, work } => jobs.start(id, work),
                Effect::Cancel(id) => jobs.cancel(id),
                Effect::Hold(id, holds) => jobs.hold(id, holds),
                Effect::Hurry(run) => jobs.hurry(run),
                // Nothing but the store is touched: a frame is to be looked at.
                Effect::Suspend | Effect::Errand(_) => {}
                Effect::Quit => return false,
            }
        }
        if app.jobs().is_empty() {
            return true;
        }
        let Some(message) = inbox.recv().await else { return false };
        effects = app.update(message, now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_is_keys_and_waits() {
        let script: Script = " 2 shift+tab\twait esc ".parse().unwrap();
        assert_eq!(script.0.len(), 4);
        assert_eq!(script.0[2], Step::Wait);
        assert!("enter hyper+x".parse::<Script>().unwrap_err().contains("hyper"));
    }
}
