//! One answer that can be taken, however many requests that needs: each is kept, failures are waited out, bad
//! answers are asked for again; never what a prompt says.

use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use futures::poll;
use tokio::sync::SemaphorePermit;

use super::calls::{Asked, Hindrance, Spending, Wait};
use super::paying::{nothing_yet, settle, settle_failed};
use super::retry::{Next, SoFar};
use super::{LanguageModel, Telling};
use crate::domain::dates::rfc3339;
use crate::domain::{CallCost, Exchange, NewCall, Outcome, RunId, Rung, Usage};
use crate::prompting::{Reading, Verdict};
use crate::simulation::SimulationError;
use crate::simulation::chat::{
    Cause, ChatAnswer, ChatFailure, ChatRequest, FORM_NOT_TAKEN, Finish, GivenUp, Heard, Step,
};

/// What is asked, and how its answer is read.
pub(super) struct Question<'a, T> {
    pub(super) run: RunId,
    pub(super) step: Step,
    pub(super) request: ChatRequest,
    /// What was noticed before it was asked.
    pub(super) noticed: Option<String>,
    pub(super) read: &'a (dyn Fn(&str) -> Reading<T> + Send + Sync),
}

/// A request under way: if nobody waits for it any more, it is kept as cancelled with what had arrived.
struct UnderWay<'a> {
    simulator: &'a LanguageModel,
    run: RunId,
    /// As it is kept if it is cancelled.
    call: NewCall,
    is_over: bool,
    began: Instant,
    heard: Arc<Mutex<SoFarHeard>>,
}

/// What has been sent and what has arrived.
#[derive(Default)]
struct SoFarHeard {
    exchange: Exchange,
    text: String,
    /// Whether it was said that nothing is sent yet.
    is_held: bool,
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        if self.is_over {
            return;
        }
        let mut call = self.call.clone();
        call.cost.total_ms = self.began.elapsed().as_millis() as u64;
        let mut heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        call.text = std::mem::take(&mut heard.text);
        call.exchange = std::mem::take(&mut heard.exchange);
        drop(heard);
        self.simulator.keeper.keep_cancelled(self.run, call);
    }
}

impl LanguageModel {
    /// Asks until an answer can be taken.
    ///
    /// # Errors
    /// [`SimulationError::Budget`], [`SimulationError::NoAnswer`], [`SimulationError::Provider`], each with what the
    /// last request came to.
    pub(super) async fn answer<T>(&self, question: Question<'_, T>) -> Result<(T, Usage), SimulationError> {
        let Question { run, step, mut request, noticed, read } = question;
        request.otherwise(self.keeper.refused_before(run, &step).await);
        let mut usage = nothing_yet();
        let (mut failed, mut answers, mut was_raised) = (0, 0, false);
        // Kept from the first try of a server that is away until it is back: the others wait that long.
        let mut leave = None;
        loop {
            let attempt = usage.attempts + 1;
            let mut call = self.new_call(&step, attempt);
            call.warnings.extend(noticed.clone());
            if leave.is_none() {
                leave = self.turn(run, &call).await;
            }
            let reservation = self.reserve(&request)?;
            request.step = Some(Step { attempt, ..step.clone() });
            self.keeper.tell(run, Telling::Asked(self.asked(&call, &request)));
            let (before, asked, mut call) = self.once(run, call, &request).await;
            usage = self.keep_not_taken(run, &mut call, before, usage).await?;
            usage = usage.plus(Usage {
                calls: 1,
                attempts: 1,
                tokens_in: call.cost.tokens_in,
                tokens_out: call.cost.tokens_out,
                cost_usd: call.cost.cost_usd,
            });
            match asked {
                Ok((finish, text)) => {
                    self.outage.is_back();
                    leave = None;
                    settle(reservation, &call.cost);
                    answers += 1;
                    let cap = request.max_tokens;
                    let reading = match finish {
                        Finish::Stop | Finish::Other(_) => read(&text),
                        Finish::Length => cut(cap),
                        Finish::Filtered => refused("the server's filter stopped the answer".to_owned()),
                    };
                    call.outcome = reading.outcome();
                    let Reading { rungs, warnings, parts, .. } = reading;
                    (call.rungs, call.text) = (rungs, text);
                    add_new(&mut call.warnings, warnings);
                    let why = match &call.outcome {
                        Outcome::Rejected { why } => why.clone(),
                        _ => String::new(),
                    };
                    self.ended(run, call).await?;
                    if let Some(parts) = parts {
                        return Ok((parts, usage));
                    }
                    if finish == Finish::Length && !was_raised && cap.is_some() {
                        // The same cap would cut it again; once more room is given.
                        was_raised = true;
                        request.max_tokens = cap.map(|cap| cap.saturating_mul(2));
                    } else if answers >= self.policy.answers {
                        return Err(SimulationError::NoAnswer(format!(
                            "{answers} answers of {} could not be taken; the last one: {why}",
                            self.name()
                        )));
                    } else {
                        request.otherwise(1);
                    }
                }
                Err(Refusal { cause, words, retry_after }) => {
                    settle_failed(reservation, cause, &call.cost);
                    if matches!(cause, Cause::NotRecorded | Cause::Changed) {
                        // Nobody was asked: there is no call.
                        return Err(SimulationError::NotRecorded(words));
                    }
                    let (next, status) = (self.new_call(&step, call.attempt + 1), call.exchange.status);
                    self.ended(run, call).await?;
                    failed += 1;
                    let unreachable_for = if cause == Cause::Unreachable {
                        self.outage.not_reached()
                    } else {
                        self.outage.is_back();
                        leave = None;
                        Duration::ZERO
                    };
                    let so_far = SoFar { failed, unreachable_for };
                    let luck = rand::random();
                    match self.policy.after(cause, retry_after, so_far, luck) {
                        Next::Again(pause) => {
                            // llama.cpp breaks off an answer that its own parser does not follow; a model that began so
                            // with this seed does it again.
                            if matches!(cause, Cause::MidStream | Cause::Garbled) {
                                request.otherwise(1);
                            }
                            let why =
                                Hindrance::Failed { cause: cause.word(), status, words, asked: retry_after };
                            self.keeper.tell(run, waits(&next, why, Some(pause)));
                            self.pause(run, pause).await;
                        }
                        Next::GiveUp(why) => {
                            let failure = format!("{}: {words} ({why})", self.name());
                            return Err(match cause {
                                Cause::Budget => SimulationError::Budget(failure),
                                _ => SimulationError::Provider(failure),
                            });
                        }
                    }
                }
            }
        }
    }

    /// Sends a request once and fills in what came of it, but for how the answer reads.
    async fn once(
        &self,
        run: RunId,
        mut call: NewCall,
        request: &ChatRequest,
    ) -> (Vec<GivenUp>, Result<(Finish, String), Refusal>, NewCall) {
        let heard = Arc::new(Mutex::new(SoFarHeard::default()));
        let mut under_way = UnderWay {
            simulator: self,
            run,
            call: call.clone(),
            is_over: false,
            began: Instant::now(),
            heard: Arc::clone(&heard),
        };
        let about = &call;
        let listener = |news: Heard| {
            let telling = match news {
                Heard::Text(text) => {
                    heard.lock().unwrap_or_else(PoisonError::into_inner).text.push_str(&text);
                    Telling::Text { text, left_out: 0 }
                }
                Heard::Sent { url, request } => {
                    let mut heard = heard.lock().unwrap_or_else(PoisonError::into_inner);
                    heard.exchange = Exchange { url, request, ..Exchange::default() };
                    if !std::mem::take(&mut heard.is_held) {
                        return;
                    }
                    Telling::Sent
                }
                Heard::Held(pause) => {
                    heard.lock().unwrap_or_else(PoisonError::into_inner).is_held = true;
                    waits(about, Hindrance::Limit, Some(pause))
                }
                Heard::Full(places) => {
                    heard.lock().unwrap_or_else(PoisonError::into_inner).is_held = true;
                    waits(about, Hindrance::Full { places }, None)
                }
                Heard::Begun => return,
            };
            self.keeper.tell(run, telling);
        };
        let mut asking = self.model.ask(request, &listener);
        let asked = loop {
            tokio::select! {
                asked = &mut asking => break asked,
                () = self.keeper.hurried(run) => self.model.let_through(),
            }
        };
        drop(asking);
        under_way.is_over = true;
        match asked {
            Ok(ChatAnswer { text, finish, answered_by, cost, exchange, notes, before }) => {
                (call.answered_by, call.cost, call.exchange) = (answered_by, cost, exchange);
                call.warnings.extend(notes);
                call.finish = Some(finish.word().to_owned());
                (before, Ok((finish, text)), call)
            }
            Err(failure) => {
                let ChatFailure { cause, words, retry_after, partial, cost, exchange, before } = *failure;
                (call.cost, call.exchange, call.text) = (cost, exchange, partial);
                call.outcome = Outcome::Failed { cause: cause.word().to_owned(), words: words.clone() };
                (before, Err(Refusal { cause, words, retry_after }), call)
            }
        }
    }

    /// A call that is about to be made; unless more becomes of it, it was cancelled.
    fn new_call(&self, step: &Step, attempt: u32) -> NewCall {
        let (provider, model) = self.model.who();
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        NewCall {
            task: step.task,
            batch: step.batch,
            items: step.items.clone(),
            attempt,
            attempts: self.policy.answers.max(attempt),
            provider,
            model,
            answered_by: None,
            sent: rfc3339(now.as_secs().cast_signed()),
            outcome: Outcome::Cancelled,
            finish: None,
            cost: CallCost::default(),
            exchange: Exchange::default(),
            text: String::new(),
            rungs: Vec::new(),
            warnings: Vec::new(),
        }
    }

    pub(super) fn name(&self) -> String {
        let (provider, model) = self.model.who();
        format!("{provider}:{model}")
    }

    /// Keeps a call that is over, and tells of it once it is kept.
    async fn ended(&self, run: RunId, call: NewCall) -> Result<(), SimulationError> {
        let told = Telling::Ended { outcome: call.outcome.clone(), cost: call.cost };
        self.keep(run, call).await?;
        self.keeper.tell(run, told);
        Ok(())
    }

    /// Keeps the requests before `call` whose form was not taken, each as a try of its own; with them, the usage.
    async fn keep_not_taken(
        &self,
        run: RunId,
        call: &mut NewCall,
        before: Vec<GivenUp>,
        mut usage: Usage,
    ) -> Result<Usage, SimulationError> {
        for given_up in before {
            // Refused before a token was made.
            usage = usage.plus(Usage { calls: 1, attempts: 1, ..nothing_yet() });
            self.keep(run, not_taken(call, given_up)).await?;
            call.attempt += 1;
            call.attempts = call.attempts.max(call.attempt);
        }
        Ok(usage)
    }

    async fn keep(&self, run: RunId, call: NewCall) -> Result<(), SimulationError> {
        self.keeper.keep(run, call).await.map_err(SimulationError::NoAnswer)
    }

    fn asked(&self, call: &NewCall, request: &ChatRequest) -> Asked {
        Asked {
            task: call.task,
            batch: call.batch,
            attempt: call.attempt,
            attempts: call.attempts,
            model: self.name(),
            sent: call.sent.clone(),
            characters: request.messages.iter().map(|message| message.text.chars().count()).sum(),
            budget: self.budget.cap().map(|cap| Spending { cap, spent: self.budget.spent() }),
        }
    }

    /// Leave to ask a server that is away, once it is this one's turn; `None` while it is there.
    async fn turn(&self, run: RunId, next: &NewCall) -> Option<SemaphorePermit<'_>> {
        let mut leave = Box::pin(self.outage.leave());
        if let Poll::Ready(leave) = poll!(&mut leave) {
            return leave;
        }
        self.keeper.tell(run, waits(next, Hindrance::Outage, None));
        leave.await
    }

    /// Lets time pass, unless somebody does not want to wait.
    async fn pause(&self, run: RunId, pause: Duration) {
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            // Nor is it to be held right after because of what the server asked for.
            () = self.keeper.hurried(run) => self.model.let_through(),
        }
    }
}

/// What is told of a wait before a call.
fn waits(next: &NewCall, why: Hindrance, pause: Option<Duration>) -> Telling {
    let &NewCall { task, batch, attempt, attempts, .. } = next;
    Telling::Waits(Wait { task, batch, attempt, attempts, why, pause })
}

/// Why a request brought no answer.
struct Refusal {
    cause: Cause,
    words: String,
    retry_after: Option<Duration>,
}

/// Warnings that are not known yet: a recording knows those of its first reading.
fn add_new(known: &mut Vec<String>, warnings: Vec<String>) {
    for warning in warnings {
        if !known.contains(&warning) {
            known.push(warning);
        }
    }
}

/// The request before `call` whose form was not taken.
fn not_taken(call: &NewCall, given_up: GivenUp) -> NewCall {
    let GivenUp { words, cost, exchange } = given_up;
    NewCall {
        outcome: Outcome::Failed { cause: FORM_NOT_TAKEN.to_owned(), words },
        answered_by: None,
        finish: None,
        cost,
        exchange,
        text: String::new(),
        rungs: Vec::new(),
        warnings: Vec::new(),
        ..call.clone()
    }
}

fn cut<T>(cap: Option<u32>) -> Reading<T> {
    refused(match cap {
        Some(cap) => format!("the answer was cut at {cap} tokens"),
        None => "the answer was cut at the server's own cap".to_owned(),
    })
}

fn refused<T>(why: String) -> Reading<T> {
    let rung = Rung { name: "whole answer".to_owned(), passed: false, found: why.clone() };
    let verdict = Verdict::Rejected { why, line: None, column: None };
    Reading { rungs: vec![rung], verdict, parts: None, warnings: Vec::new() }
}
