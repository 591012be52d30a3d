//! `repeat`: a step done several times more, and how far apart what came of it lies.

use std::fmt::Write;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicBool, Ordering};

use futures::stream::{self, StreamExt};
use serde::Serialize;

use super::args::{Common, RepeatArgs};
use super::bundle;
use super::estimate::{self, Plan};
use super::failure::{Exit, Failure};
use super::open;
use super::output::{SCHEMA_VERSION, json_line, note, progress_bar, text};
use super::study::asked;
use crate::domain::numbers::plural;
use crate::domain::text::clean_line;
use crate::domain::{Id, RepeatStep, RunId, Spread, Task, Usage};
use crate::explain::{MARKS, StanceSpread, StepSpread, TextSpread};
use crate::metrics::{DrawFigures, ItemSpread, RatingSpread};
use crate::session::OpenMode;
use crate::workspace::{Workspace, WorkspaceError};

#[derive(Serialize)]
struct SpreadLine<'a> {
    schema_version: u32,
    run: RunId,
    user: &'a Id,
    batch: usize,
    /// `profile` or `rating`.
    task: &'static str,
    provider: String,
    model: Option<String>,
    /// All that is compared; number 0 is what the run itself keeps.
    draws: Vec<DrawLine>,
    notes: &'a [String],
    text: Option<TextLine<'a>>,
    ratings: Option<RatingsLine<'a>>,
    /// Of the repetitions alone.
    #[serde(flatten)]
    usage: Usage,
}

#[derive(Serialize)]
struct DrawLine {
    number: u32,
    seed: u64,
}

#[derive(Serialize)]
struct TextLine<'a> {
    pairs: usize,
    /// Share of words that differ between two texts.
    changed: Option<Spread>,
    words: Option<Spread>,
    sentences: Vec<SentenceLine<'a>>,
    stances: &'a [StanceSpread],
}

#[derive(Serialize)]
struct SentenceLine<'a> {
    text: &'a str,
    count: usize,
    of: usize,
    /// Numbers of the draws that have it or a counterpart of it.
    draws: Vec<u32>,
}

#[derive(Serialize)]
struct RatingsLine<'a> {
    n: usize,
    same: usize,
    item_sd: Option<f64>,
    rmse: Option<Spread>,
    mae: Option<Spread>,
    bias: Option<Spread>,
    draws: &'a [DrawFigures],
    items: Vec<ItemLine<'a>>,
}

#[derive(Serialize)]
struct ItemLine<'a> {
    title: String,
    #[serde(flatten)]
    item: &'a ItemSpread,
}

/// Does a step as often as is asked for, resuming, and prints how far apart what came of it lies.
///
/// # Errors
/// [`Failure`]; repetitions that were done before it are kept.
pub(super) async fn repeat(common: &Common, args: &RepeatArgs) -> Result<Exit, Failure> {
    let times = args.times.map_or(0, u32::from);
    let mode = if common.dry_run || times == 0 { OpenMode::Look } else { OpenMode::Create };
    let recorder = bundle::recorder(common)?;
    let (workspace, run) = open::workspace_of_run(common, args.run, mode).await?;
    let task = if args.ratings { Task::Rating } else { Task::Profile };
    let batch = args.batch.map_or(run.states.len(), usize::from);
    let step = RepeatStep { run: run.id, task, batch };
    if common.dry_run {
        let forecast = workspace.forecast_repeat(step, times).await?;
        let sentence = format!("would have {} {} in all", step.words(), repeated(times));
        let states = if task == Task::Profile { times as usize } else { 0 };
        let plan = Plan { users: 1, states, items: 0 };
        estimate::print(common, &sentence, &plan, asked(&workspace), forecast.as_ref())?;
        return Ok(Exit::Ok);
    }
    let done = if times == 0 { Ok(()) } else { repeat_all(common, &workspace, step, times).await };
    let spread = workspace.spread(step).await?;
    bundle::record(common, recorder.as_deref(), &[spread.step.run])?;
    // What is kept is told, also where not all of it came.
    let told = Told { workspace: &workspace, spread: &spread };
    if common.json {
        json_line(&told.line())?;
    } else {
        text(&told.text())?;
    }
    done?;
    if spread.draws.len() < 2 {
        note(common, "nothing is repeated yet; --times 5 does it five times");
    }
    let is_whole =
        |ratings: &RatingSpread| ratings.items.iter().all(|item| item.ratings.iter().all(Option::is_some));
    Ok(if spread.ratings.as_ref().is_none_or(is_whole) { Exit::Ok } else { Exit::Incomplete })
}

/// Does what is missing, as many at once as a model's server has places. After a failure nothing more is begun; what is
/// under way is waited for, as it is paid for.
async fn repeat_all(
    common: &Common,
    workspace: &Workspace,
    step: RepeatStep,
    times: u32,
) -> Result<(), WorkspaceError> {
    let missing = workspace.missing_repetitions(step, times).await?;
    let at_once = common.concurrency.map_or_else(|| workspace.users_at_once(), NonZeroUsize::get);
    let bar = progress_bar(common, missing.len() as u64, "repetitions");
    let failed = AtomicBool::new(false);
    let all = stream::iter(missing).map(async |next| {
        if failed.load(Ordering::Relaxed) {
            return Ok(());
        }
        let done = workspace.repeat(next).await;
        failed.fetch_or(done.is_err(), Ordering::Relaxed);
        bar.inc(1);
        done.map(drop)
    });
    let done: Vec<Result<(), WorkspaceError>> = all.buffer_unordered(at_once.max(1)).collect().await;
    bar.finish_and_clear();
    done.into_iter().collect()
}

fn repeated(times: u32) -> String {
    format!("repeated {}", plural(times as usize, "time"))
}

struct Told<'a> {
    workspace: &'a Workspace,
    spread: &'a StepSpread,
}

impl Told<'_> {
    fn line(&self) -> SpreadLine<'_> {
        let StepSpread { step, user, draws, text, ratings, usage, notes } = self.spread;
        let (provider, model) = asked(self.workspace);
        let sentences = |text: &'_ TextSpread| -> Vec<(usize, Vec<u32>)> {
            let number = |at: &usize| draws.get(*at).map(|(number, _)| *number);
            let within = text.sentences.iter().map(|sentence| &sentence.within);
            within.map(|within| (within.len(), within.iter().filter_map(number).collect())).collect()
        };
        SpreadLine {
            schema_version: SCHEMA_VERSION,
            run: step.run,
            user,
            batch: step.batch,
            task: step.task.word(),
            provider,
            model,
            draws: draws.iter().map(|&(number, seed)| DrawLine { number, seed }).collect(),
            notes,
            text: text.as_ref().map(|text| TextLine {
                pairs: text.pairs,
                changed: text.changed,
                words: text.words,
                sentences: text
                    .sentences
                    .iter()
                    .zip(sentences(text))
                    .map(|(sentence, (count, draws))| SentenceLine {
                        text: &sentence.text,
                        count,
                        of: text.texts,
                        draws,
                    })
                    .collect(),
                stances: &text.stances,
            }),
            ratings: ratings.as_ref().map(|ratings| RatingsLine {
                n: ratings.n,
                same: ratings.same,
                item_sd: ratings.item_sd,
                rmse: ratings.rmse,
                mae: ratings.mae,
                bias: ratings.bias,
                draws: &ratings.draws,
                items: ratings
                    .items
                    .iter()
                    .map(|item| ItemLine { title: self.workspace.title(&item.item), item })
                    .collect(),
            }),
            usage: *usage,
        }
    }

    fn text(&self) -> String {
        let StepSpread { step, user, draws, text, ratings, notes, .. } = self.spread;
        let times = self.spread.repeated();
        let kept = if times < draws.len() { ", beside what the run keeps" } else { "" };
        let mut out = format!("{} of user {user}, {}{kept}\n", step.words(), repeated(times as u32));
        for note in notes {
            // Writing to a string cannot fail.
            let _ = writeln!(out, "{note}");
        }
        if let Some(text) = text {
            texts(&mut out, text);
        }
        if let Some(ratings) = ratings {
            self.ratings(&mut out, ratings);
        }
        out.truncate(out.trim_end().len());
        out
    }

    fn ratings(&self, out: &mut String, ratings: &RatingSpread) {
        let _ = writeln!(
            out,
            "\n{} of {} got the same rating every time; standard deviation of an item's ratings {}",
            ratings.same,
            plural(ratings.items.len(), "item"),
            ratings.item_sd.map_or_else(|| "n/a".to_owned(), |sd| format!("{sd:.2}"))
        );
        for (name, spread) in [("RMSE", ratings.rmse), ("MAE", ratings.mae), ("bias", ratings.bias)] {
            let _ = writeln!(out, "{name:<5} {}  (n {})", in_short(spread, 1.0, 3, ""), ratings.n);
        }
        let _ = writeln!(out, "\n{:<6} {:<6} {:<20} title", "mean", "sd", "ratings");
        for item in &ratings.items {
            let said: Vec<String> = item
                .ratings
                .iter()
                .map(|rating| rating.map_or_else(|| "-".to_owned(), |rating| rating.to_string()))
                .collect();
            let mean = item.stars.map_or_else(|| "-".to_owned(), |stars| format!("{:.2}", stars.mean));
            let sd = item.stars.and_then(|stars| stars.sd);
            let sd = sd.map_or_else(|| "-".to_owned(), |sd| format!("{sd:.2}"));
            let title = clean_line(&self.workspace.title(&item.item));
            let _ = writeln!(out, "{mean:<6} {sd:<6} {:<20} {title}", said.join(" "));
        }
    }
}

fn texts(out: &mut String, text: &TextSpread) {
    let _ = writeln!(
        out,
        "\nwords that differ between two texts: {} over {}",
        in_short(text.changed, 100.0, 0, " %"),
        plural(text.pairs, "pair")
    );
    let _ = writeln!(out, "words of a text: {}", in_short(text.words, 1.0, 0, ""));
    let _ = writeln!(out, "\nin     sentence");
    for sentence in &text.sentences {
        let count = format!("{}/{}", sentence.within.len(), text.texts);
        let _ = writeln!(out, "{count:<6} {}", clean_line(&sentence.text));
    }
    if !text.stances.is_empty() {
        let _ = writeln!(
            out,
            "\n{}  subject (of {} texts)",
            MARKS.map(|mark| format!("{mark:>3}")).concat(),
            text.texts
        );
    }
    for stance in &text.stances {
        let counts: String = stance.counts().iter().map(|count| format!("{count:>3}")).collect();
        let _ = writeln!(out, "{counts}  {}", clean_line(&stance.subject));
    }
}

/// `mean 41 %, sd 6 %, 30 to 52 %`
fn in_short(spread: Option<Spread>, times: f64, places: usize, unit: &str) -> String {
    let Some(Spread { mean, sd, min, max, .. }) = spread else { return "n/a".to_owned() };
    let number = |value: f64| format!("{:.places$}", value * times);
    let sd = sd.map_or_else(|| "n/a".to_owned(), |sd| format!("{}{unit}", number(sd)));
    format!("mean {}{unit}, sd {sd}, {} to {}{unit}", number(mean), number(min), number(max))
}
