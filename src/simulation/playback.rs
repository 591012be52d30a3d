//! A simulator that plays what was recorded at the pace at which it came: the requests of each answer, then the answer;
//! never a model asked, never an answer of its own.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures::future::BoxFuture;
use tokio::time::{Instant, sleep, sleep_until};

use super::chat::Cause;
use super::llm::{Asked, CallKeeper, Hindrance, Telling, Wait};
use super::{Grounds, ProfileAnswer, ProfileRequest, RatingRequest, SimulationError, Simulator};
use crate::domain::{
    Call, Id, NewCall, Outcome, ProfileState, RunId, SimulatorIdentity, Slate, SlateRatings, Task,
};

/// How often more of a text is told: as often as a frame shows it.
const TICK: Duration = Duration::from_millis(40);

/// Nobody waits longer between two tries, whatever was waited then.
const LONGEST: Duration = Duration::from_mins(10);

/// Why a replay writes nothing.
pub const READ_ONLY: &str = "a replay is read-only";

/// What of a run is to be played.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Script {
    /// The states, oldest first.
    pub states: Vec<ProfileState>,
    /// The slates, oldest first.
    pub slates: Vec<Slate>,
    /// The calls of both, oldest first.
    pub calls: Vec<Call>,
}

/// Plays one run, and writes nothing else.
pub struct Playback {
    identity: SimulatorIdentity,
    script: Option<(RunId, Script)>,
    keeper: Arc<dyn CallKeeper>,
    /// Knows what the one that was recorded had in mind, where it can tell.
    other: Option<Arc<dyn Simulator>>,
    /// Calls that are kept again already: what is stopped and gone on with is played from the start of its step.
    kept: Mutex<HashSet<i64>>,
    /// Slates that are played.
    rated: Mutex<HashSet<i64>>,
}

impl Playback {
    /// Plays a script, where there is one, as the simulator that it was recorded of.
    pub fn new(
        identity: SimulatorIdentity,
        script: Option<(RunId, Script)>,
        keeper: Arc<dyn CallKeeper>,
        other: Option<Arc<dyn Simulator>>,
    ) -> Self {
        Self { identity, script, keeper, other, kept: Mutex::default(), rated: Mutex::default() }
    }

    /// What is to be played of a run.
    fn script(&self, run: RunId) -> Result<&Script, SimulationError> {
        let script = self.script.as_ref().filter(|(of, _)| *of == run).map(|(_, script)| script);
        script.ok_or_else(|| SimulationError::NothingToGoOn(READ_ONLY.to_owned()))
    }

    async fn profile(&self, asked: &ProfileRequest) -> Result<ProfileAnswer, SimulationError> {
        let script = self.script(asked.run)?;
        let state = script.states.iter().find(|state| state.batch == asked.batch);
        let ended = || SimulationError::NotRecorded(format!("the recording ends before B{}", asked.batch));
        let ProfileState { profile, update, claims, usage, .. } = state.ok_or_else(ended)?.clone();
        let is_of = |made: &NewCall| made.task == Task::Profile && made.batch == asked.batch;
        self.play(asked.run, script.calls.iter().filter(|call| is_of(&call.made))).await?;
        Ok(ProfileAnswer { profile, update, claims, usage })
    }

    async fn ratings(&self, asked: &RatingRequest) -> Result<SlateRatings, SimulationError> {
        let script = self.script(asked.run)?;
        let state = asked.states.last().map_or(0, |state| state.batch);
        let wanted: HashSet<&Id> = asked.items.iter().collect();
        let slate = {
            let rated = lock(&self.rated);
            let is_it = |slate: &&Slate| {
                slate.state == state
                    && !rated.contains(&slate.id)
                    && items(slate).collect::<HashSet<_>>() == wanted
            };
            script.slates.iter().find(is_it)
        };
        let slate = slate
            .ok_or_else(|| SimulationError::NotRecorded("these items were not rated then".to_owned()))?;
        let is_of = |made: &NewCall| {
            made.task == Task::Rating
                && made.batch == state
                && !made.items.is_empty()
                && made.items.iter().all(|item| wanted.contains(item))
        };
        self.play(asked.run, script.calls.iter().filter(|call| is_of(&call.made))).await?;
        lock(&self.rated).insert(slate.id);
        Ok(slate.answer.clone())
    }

    /// Plays requests one after the other, and keeps each as it was.
    async fn play(&self, run: RunId, calls: impl Iterator<Item = &Call>) -> Result<(), SimulationError> {
        let mut before: Option<&NewCall> = None;
        for call in calls.filter(|call| call.made.outcome != Outcome::Cancelled) {
            let made = &call.made;
            if let Some((why, pause)) = before.and_then(|before| waited(before, made)) {
                let (task, batch, attempt, attempts) = (made.task, made.batch, made.attempt, made.attempts);
                let wait = Wait { task, batch, attempt, attempts, why, pause: Some(pause) };
                self.keeper.tell(run, Telling::Waits(wait));
                tokio::select! {
                    () = sleep(pause) => {}
                    () = self.keeper.hurried(run) => {}
                }
            }
            self.keeper.tell(run, Telling::Asked(asked(made)));
            self.stream(run, made).await;
            self.keeper.tell(run, Telling::Ended { outcome: made.outcome.clone(), cost: made.cost });
            if lock(&self.kept).insert(call.id) {
                self.keeper.keep(run, made.clone()).await.map_err(SimulationError::NoAnswer)?;
            }
            before = Some(made);
        }
        Ok(())
    }

    /// Tells the text as it came: the first of it after as long as then, the last of it when it was whole.
    async fn stream(&self, run: RunId, made: &NewCall) {
        let begun = Instant::now();
        let whole = Duration::from_millis(made.cost.total_ms);
        let first = made.cost.first_ms.map_or(whole, Duration::from_millis).min(whole);
        sleep_until(begun + first).await;
        let text: Vec<char> = made.text.chars().collect();
        let mut said = 0;
        while said < text.len() {
            let span = whole.saturating_sub(first).as_secs_f64();
            let gone = begun.elapsed().saturating_sub(first).as_secs_f64();
            let share = if span > 0.0 { (gone / span).min(1.0) } else { 1.0 };
            let upto = ((text.len() as f64 * share) as usize).max(said + 1).min(text.len());
            let more = text[said..upto].iter().collect();
            self.keeper.tell(run, Telling::Text { text: more, left_out: 0 });
            said = upto;
            sleep_until((Instant::now() + TICK).min((begun + whole).max(Instant::now()))).await;
        }
        sleep_until(begun + whole).await;
    }
}

impl Simulator for Playback {
    fn identity(&self) -> SimulatorIdentity {
        self.identity.clone()
    }

    fn write_profile<'a>(
        &'a self,
        request: &'a ProfileRequest,
    ) -> BoxFuture<'a, Result<ProfileAnswer, SimulationError>> {
        Box::pin(self.profile(request))
    }

    fn grounds<'a>(
        &'a self,
        request: &'a ProfileRequest,
    ) -> BoxFuture<'a, Result<Vec<Grounds>, SimulationError>> {
        match &self.other {
            Some(other) => other.grounds(request),
            None => Box::pin(std::future::ready(Ok(Vec::new()))),
        }
    }

    fn rate<'a>(
        &'a self,
        request: &'a RatingRequest,
    ) -> BoxFuture<'a, Result<SlateRatings, SimulationError>> {
        Box::pin(self.ratings(request))
    }
}

/// Every item of a slate, whatever was answered.
pub fn items(slate: &Slate) -> impl Iterator<Item = &Id> {
    let answer = &slate.answer;
    let rated = answer.ratings.iter().map(|rated| &rated.item);
    rated.chain(answer.invalid.iter().map(|invalid| &invalid.item)).chain(&answer.missing)
}

/// Why and for how long the next try was waited for, as far as its times tell: they are whole seconds.
fn waited(before: &NewCall, next: &NewCall) -> Option<(Hindrance, Duration)> {
    let Outcome::Failed { cause, words } = &before.outcome else { return None };
    if next.attempt <= before.attempt {
        return None;
    }
    let between = (seconds(&next.sent)? - seconds(&before.sent)?).rem_euclid(86_400);
    let pause =
        Duration::from_secs(between as u64).saturating_sub(Duration::from_millis(before.cost.total_ms));
    let why = Hindrance::Failed {
        cause: Cause::from_word(cause).map_or("failed", Cause::word),
        status: before.exchange.status,
        words: words.clone(),
        asked: None,
    };
    (pause >= Duration::from_secs(1)).then_some((why, pause.min(LONGEST)))
}

/// Seconds since midnight of `2026-11-22T12:03:50Z`.
fn seconds(sent: &str) -> Option<i64> {
    let clock = sent.split_once('T')?.1.get(..8)?;
    let mut parts = clock.split(':').map(|part| part.parse::<i64>().ok());
    Some(parts.next()?? * 3600 + parts.next()?? * 60 + parts.next()??)
}

fn asked(made: &NewCall) -> Asked {
    let body: serde_json::Value = serde_json::from_str(&made.exchange.request).unwrap_or_default();
    let messages = body.get("messages").and_then(serde_json::Value::as_array);
    let length = |message: &serde_json::Value| {
        message.get("content").and_then(serde_json::Value::as_str).map_or(0, |text| text.chars().count())
    };
    Asked {
        task: made.task,
        batch: made.batch,
        attempt: made.attempt,
        attempts: made.attempts,
        model: format!("{}:{}", made.provider, made.model),
        sent: made.sent.clone(),
        characters: messages.map_or(0, |messages| messages.iter().map(length).sum()),
        budget: None,
    }
}

fn lock(set: &Mutex<HashSet<i64>>) -> MutexGuard<'_, HashSet<i64>> {
    // A set cannot be left half done.
    set.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{CallCost, Exchange, Usage};

    #[derive(Default)]
    struct Heard {
        told: Mutex<Vec<(Duration, Telling)>>,
        kept: Mutex<Vec<NewCall>>,
        start: Mutex<Option<Instant>>,
    }

    impl CallKeeper for Heard {
        fn keep(&self, _: RunId, call: NewCall) -> BoxFuture<'static, Result<(), String>> {
            self.kept.lock().unwrap().push(call);
            Box::pin(std::future::ready(Ok(())))
        }

        fn keep_cancelled(&self, _: RunId, _: NewCall) {
            unreachable!("what is played is not cancelled");
        }

        fn tell(&self, _: RunId, telling: Telling) {
            let start = *self.start.lock().unwrap().get_or_insert_with(Instant::now);
            self.told.lock().unwrap().push((start.elapsed(), telling));
        }
    }

    fn call(id: i64, attempt: u32, sent: &str, (first, whole): (u64, u64), outcome: Outcome) -> Call {
        let made = NewCall {
            task: Task::Profile,
            batch: 1,
            items: Vec::new(),
            attempt,
            attempts: 3,
            provider: "openai".into(),
            model: "small".into(),
            answered_by: None,
            sent: format!("2026-11-22T12:00:{sent}Z"),
            text: if outcome == Outcome::Accepted { "0123456789".repeat(20) } else { String::new() },
            outcome,
            finish: None,
            cost: CallCost { first_ms: Some(first), total_ms: whole, ..CallCost::default() },
            exchange: Exchange::default(),
            rungs: Vec::new(),
            warnings: Vec::new(),
        };
        Call { id, run: RunId(1), is_test: false, repetition: None, made }
    }

    fn playback(heard: &Arc<Heard>) -> Playback {
        let busy = Outcome::Failed { cause: "server-error".into(), words: "busy".into() };
        let state = ProfileState {
            batch: 1,
            interactions: Vec::new(),
            profile: "Likes quiet films.".into(),
            update: None,
            claims: Vec::new(),
            usage: Usage::default(),
            provenance: crate::domain::Provenance::Simulated,
        };
        let calls = vec![
            call(1, 1, "10", (0, 500), busy),
            call(2, 2, "14", (0, 100), Outcome::Cancelled),
            call(3, 2, "15", (1_000, 3_000), Outcome::Accepted),
        ];
        let script = Script { states: vec![state], slates: Vec::new(), calls };
        let identity =
            SimulatorIdentity { provider: "openai".into(), model: None, parameters: String::new() };
        Playback::new(identity, Some((RunId(1), script)), heard.clone(), None)
    }

    fn first(run: i64) -> ProfileRequest {
        ProfileRequest {
            run: RunId(run),
            user: 1.into(),
            batch: 1,
            batches: 4,
            interactions: Vec::new(),
            former: Vec::new(),
            seed: 7,
            fit: crate::simulation::Fit::default(),
        }
    }

    #[tokio::test(start_paused = true)]
    async fn what_was_recorded_comes_at_the_pace_at_which_it_came() {
        let heard = Arc::new(Heard::default());
        let answer = playback(&heard).write_profile(&first(1)).await.unwrap();
        assert_eq!(answer.profile, "Likes quiet films.");
        let told = heard.told.lock().unwrap();
        let at = |wanted: &dyn Fn(&Telling) -> bool| -> Vec<u128> {
            told.iter().filter(|(_, telling)| wanted(telling)).map(|(at, _)| at.as_millis()).collect()
        };
        assert_eq!(at(&|telling| matches!(telling, Telling::Asked(_))), [0, 5_000], "4.5 s were waited");
        assert_eq!(at(&|telling| matches!(telling, Telling::Waits(_))), [500]);
        assert_eq!(at(&|telling| matches!(telling, Telling::Ended { .. })), [500, 8_000]);
        let texts = at(&|telling| matches!(telling, Telling::Text { .. }));
        assert!(texts[0] == 6_000 && texts.len() > 40 && texts.iter().all(|at| *at <= 8_000), "{texts:?}");
        let text: String = told
            .iter()
            .filter_map(|(_, telling)| match telling {
                Telling::Text { text, .. } => Some(text.as_str()),
                _ => None,
            })
            .collect();
        assert_eq!(text, "0123456789".repeat(20));
        assert_eq!(heard.kept.lock().unwrap().len(), 2);
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_stopped_is_played_from_the_start_of_its_step_and_nothing_else_is_written() {
        let heard = Arc::new(Heard::default());
        let playback = playback(&heard);
        let asked = first(1);
        let stopped = tokio::time::timeout(Duration::from_secs(6), playback.write_profile(&asked)).await;
        assert!(stopped.is_err());
        assert_eq!(heard.kept.lock().unwrap().len(), 1);
        playback.write_profile(&asked).await.unwrap();
        let ids: Vec<_> = heard.kept.lock().unwrap().iter().map(|call| call.attempt).collect();
        assert_eq!(ids, [1, 2], "each is kept once");
        let said = playback.write_profile(&first(2)).await.unwrap_err().to_string();
        assert_eq!(said, READ_ONLY);
        let next = ProfileRequest { batch: 2, ..first(1) };
        let said = playback.write_profile(&next).await.unwrap_err().to_string();
        assert_eq!(said, "the recording ends before B2");
    }
}
