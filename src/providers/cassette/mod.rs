//! A model that answers from what was recorded: the same answers and the same failures in the same order, without a
//! network; never an answer that was not recorded.

mod asked;
mod changes;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, PoisonError};

use futures::future::{BoxFuture, ready};

use super::failure::plain;
use crate::simulation::chat::{
    Call, CallCost, Cause, ChatAnswer, ChatFailure, ChatModel, ChatRequest, Exchange, FORM_NOT_TAKEN, Finish,
    GivenUp, Heard, Id, Listener, Outcome, RunId, Step, Task,
};
use asked::Asked;
use changes::changes;

/// What is done about a request that is not what was recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// It is answered as what was recorded, and the answer says what changed.
    Replay,
    /// It fails, and says what changed.
    Strict,
}

/// The calls of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Recording {
    /// The run that was recorded.
    pub run: RunId,
    /// Its user.
    pub user: Id,
    /// Its seed, or that of the repetition.
    pub seed: u64,
    /// Which repetition of its steps it is; `None` = the run itself.
    pub repetition: Option<u32>,
    /// All its calls, oldest first, with the seed of the run that made each: a fork takes those for the states that it
    /// shares from the run that it left.
    pub calls: Vec<(u64, Call)>,
}

/// What a recording is played as.
#[derive(Clone, Debug, PartialEq)]
pub struct Played {
    /// What it is called in messages: `r3`, `talk.lusifer`.
    pub label: String,
    /// The provider and the model that were recorded.
    pub who: (String, String),
    /// What the provider added to each request, as [`ChatModel::parameters`] said then.
    pub parameters: String,
    /// What is done about changes.
    pub mode: Mode,
    /// The model that would be asked now and what its server would be told besides, where one is set up.
    pub now: Option<(String, BTreeMap<String, serde_json::Value>)>,
}

/// The requests that one answer took, oldest first, with the seed of the run that made them.
type Session = Vec<(u64, Call)>;

/// What a session is found by, within a run.
type Key = (Task, usize, Vec<Id>);

/// A run's sessions.
struct Track {
    run: RunId,
    user: Id,
    seed: u64,
    repetition: Option<u32>,
    sessions: HashMap<Key, Vec<Session>>,
}

/// What answers: the requests before it whose form was not taken, the run, the request with the seed of the run that
/// made it, and how many answers had been refused before its session.
type Found<'a> = (Vec<GivenUp>, &'a Track, &'a (u64, Call), u32);

/// More answers than anybody had refused before asking again: such a seed was another one from the start.
const MOST_REFUSED: u64 = 1_000;

/// How many answers had been refused before a session, which are not played: it began with another seed for them.
fn refused_before(session: &Session) -> u32 {
    let first = session.first().and_then(|(run, call)| Some((run, Asked::then(&call.made)?.seed?)));
    let ahead = first.map_or(0, |(run, seed)| seed.wrapping_sub(*run));
    if ahead <= MOST_REFUSED { ahead as u32 } else { 0 }
}

/// The recording as a model.
pub struct Cassette {
    played: Played,
    tracks: Vec<Track>,
    /// How often each step was asked for: the same items may have been rated more than once.
    rounds: Mutex<HashMap<(usize, Key), usize>>,
}

impl Cassette {
    /// Answers from these runs.
    pub fn new(played: Played, recordings: Vec<Recording>) -> Self {
        let tracks = recordings.into_iter().map(Track::new).collect();
        Self { played, tracks, rounds: Mutex::default() }
    }

    /// The track that a step is on: a run of its user with that very step, of its seed where there is one, of several
    /// the newest.
    fn track(&self, step: &Step, key: &Key) -> Option<(usize, &Track)> {
        let of_user = || {
            // A repetition is never answered with what another one said: all would seem to say the same.
            let mine = |track: &Track| {
                track.user == step.user
                    && track.repetition == step.repetition
                    && track.sessions.contains_key(key)
            };
            self.tracks.iter().enumerate().rev().filter(move |(_, track)| mine(track))
        };
        of_user().find(|(_, track)| track.seed == step.seed).or_else(|| of_user().next())
    }

    /// The request that answers this one, and those before it whose form was not taken.
    fn find(&self, step: &Step) -> Result<Found<'_>, String> {
        let key = (step.task, step.batch, step.items.clone());
        let Some((at, track)) = self.track(step, &key) else { return Err(self.missing(step)) };
        let sessions = &track.sessions[&key];
        let round = {
            // A count cannot be left half done.
            let mut rounds = self.rounds.lock().unwrap_or_else(PoisonError::into_inner);
            let asked = rounds.entry((at, key)).or_default();
            *asked += usize::from(step.attempt == 1);
            asked.saturating_sub(1).min(sessions.len() - 1)
        };
        let session = &sessions[round];
        let mut before = Vec::new();
        for recorded in session.iter().skip(step.attempt as usize - 1) {
            match &recorded.1.made.outcome {
                Outcome::Failed { cause, words } if cause == FORM_NOT_TAKEN => before.push(GivenUp {
                    words: words.clone(),
                    cost: played_cost(recorded.1.made.cost),
                    exchange: recorded.1.made.exchange.clone(),
                }),
                _ => return Ok((before, track, recorded, refused_before(session))),
            }
        }
        let last = session.last().map(|(_, call)| &call.made.outcome);
        let came = match last {
            Some(Outcome::Failed { cause, words }) => format!("{cause}: {}", plain(words, 200)),
            Some(Outcome::Rejected { why }) => format!("rejected: {}", plain(why, 200)),
            Some(outcome) => outcome.word().to_owned(),
            None => "nothing".to_owned(),
        };
        Err(format!(
            "the recording of {} for {} ends here, after {} requests: {came}",
            named(step),
            track.run,
            session.len()
        ))
    }

    /// What is not on it, and what is.
    fn missing(&self, step: &Step) -> String {
        let of_user: Vec<_> = self.tracks.iter().filter(|track| track.user == step.user).collect();
        let held = if of_user.is_empty() {
            let users: std::collections::BTreeSet<_> = self.tracks.iter().map(|track| &track.user).collect();
            let mut users: Vec<_> = users.into_iter().map(Id::to_string).collect();
            let more = users.len().saturating_sub(8);
            users.truncate(8);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            format!("it holds runs of user {}{more}", users.join(", "))
        } else {
            let mut steps: Vec<_> = of_user.iter().flat_map(|track| track.sessions.keys()).collect();
            steps.sort_by_key(|(task, batch, items)| (*task == Task::Rating, *batch, items.len()));
            let mut steps: Vec<_> = steps
                .into_iter()
                .map(|(task, batch, items)| match task {
                    Task::Profile => format!("B{batch}"),
                    Task::Rating => format!("{} items on B{batch}", items.len()),
                })
                .collect();
            steps.dedup();
            format!("of this user it holds {}", steps.join(", "))
        };
        format!("{} holds no answer for {}; {held}", self.played.label, named(step))
    }

    fn answer(&self, request: &ChatRequest, heard: Listener<'_>) -> Result<ChatAnswer, Box<ChatFailure>> {
        let step =
            request.step.as_ref().ok_or_else(|| "a recording answers steps of a study alone".to_owned());
        let found = step.and_then(|step| self.find(step).map(|found| (step, found)));
        let (step, (before, track, (seed, call), refused)) =
            found.map_err(|words| nothing(Cause::NotRecorded, words))?;
        let made = &call.made;
        let mut as_then = request.clone();
        as_then.otherwise(refused);
        let now = Asked::now(&as_then, &self.played, (step.seed, track.seed, *seed));
        let changed = Asked::then(made).map_or_else(Vec::new, |then| changes(&then, &now));
        let mut notes = made.warnings.clone();
        if !changed.is_empty() {
            let what = format!("not what was asked then (call {} of {})", call.id, call.run);
            if self.played.mode == Mode::Strict {
                let words = format!("{} is {what}:\n{}", named(step), changed.join("\n"));
                return Err(nothing(Cause::Changed, words));
            }
            let first: Vec<_> = changed.iter().take(3).map(|line| line.trim()).collect();
            notes.push(format!("{what}: {}", first.join(" ")));
            tracing::warn!("{} is {what}:\n{}", named(step), changed.join("\n"));
        }
        let Exchange { url, request, .. } = made.exchange.clone();
        heard(Heard::Sent { url, request });
        if !made.text.is_empty() {
            heard(Heard::Begun);
            heard(Heard::Text(made.text.clone()));
        }
        let cost = played_cost(made.cost);
        match &made.outcome {
            Outcome::Failed { cause, words } => Err(Box::new(ChatFailure {
                cause: Cause::from_word(cause).unwrap_or(Cause::Server),
                words: words.clone(),
                // It was waited for then.
                retry_after: None,
                partial: made.text.clone(),
                cost,
                exchange: made.exchange.clone(),
                before,
            })),
            _ => Ok(ChatAnswer {
                text: made.text.clone(),
                finish: made.finish.as_deref().map_or(Finish::Stop, Finish::from_word),
                answered_by: made.answered_by.clone(),
                cost,
                exchange: made.exchange.clone(),
                notes,
                before,
            }),
        }
    }
}

impl ChatModel for Cassette {
    fn who(&self) -> (String, String) {
        self.played.who.clone()
    }

    /// What is played is never taken for what was asked.
    fn parameters(&self) -> String {
        format!("{}{REPLAYED}", self.played.parameters.trim_end_matches(REPLAYED))
    }

    fn dollars(&self, _: u64, _: u64) -> Option<f64> {
        Some(0.0)
    }

    fn ask<'a>(
        &'a self,
        request: &'a ChatRequest,
        heard: Listener<'a>,
    ) -> BoxFuture<'a, Result<ChatAnswer, Box<ChatFailure>>> {
        Box::pin(ready(self.answer(request, heard)))
    }
}

/// Marks a run that was played.
pub const REPLAYED: &str = ", replayed";

impl Track {
    fn new(recording: Recording) -> Self {
        let Recording { run, user, seed, repetition, calls } = recording;
        let mut sessions: HashMap<Key, Vec<Session>> = HashMap::new();
        // A cancelled call was no answer, and was asked again from the start.
        for (seed, call) in
            calls.into_iter().filter(|(_, call)| call.made.outcome != Outcome::Cancelled && !call.is_test)
        {
            let key = (call.made.task, call.made.batch, call.made.items.clone());
            let sessions = sessions.entry(key).or_default();
            match sessions.last_mut() {
                Some(session) if call.made.attempt > 1 => session.push((seed, call)),
                _ => sessions.push(vec![(seed, call)]),
            }
        }
        // What was given up and then done after all is played as it was done.
        let is_good = |session: &Session| session.last().is_some_and(|(_, call)| call.made.outcome.is_good());
        for sessions in sessions.values_mut() {
            if sessions.iter().any(is_good) {
                sessions.retain(is_good);
            } else if sessions.len() > 1 {
                sessions.drain(..sessions.len() - 1);
            }
        }
        Self { run, user, seed, repetition, sessions }
    }
}

/// Tokens and time as they were; nothing is paid for it again.
fn played_cost(cost: CallCost) -> CallCost {
    CallCost { cost_usd: Some(0.0), ..cost }
}

/// `B3 of user 1`, `the rating of 10 items on B4 of user 1, try 2`
fn named(step: &Step) -> String {
    let what = match step.task {
        Task::Profile => format!("B{}", step.batch),
        Task::Rating => format!("the rating of {} items on B{}", step.items.len(), step.batch),
    };
    let again = if step.attempt > 1 { format!(", try {}", step.attempt) } else { String::new() };
    let repeated = step.repetition.map_or_else(String::new, |number| format!(", repetition {number}"));
    format!("{what} of user {}{repeated}{again}", step.user)
}

fn nothing(cause: Cause, words: String) -> Box<ChatFailure> {
    Box::new(ChatFailure {
        cause,
        words,
        retry_after: None,
        partial: String::new(),
        cost: CallCost::default(),
        exchange: Exchange::default(),
        before: Vec::new(),
    })
}
