use std::collections::VecDeque;
use std::sync::Mutex;
use std::time::Duration;

use super::*;
use crate::domain::*;
use crate::prompting::Role;
use crate::simulation::chat::{Cause, ChatAnswer, ChatFailure, Finish, Heard, Listener};
use crate::simulation::{Fit, Price, Window};

/// What the model does with a request.
#[derive(Clone)]
enum Act {
    Says(&'static str),
    SaysCut(&'static str),
    Fails(Cause, Option<u64>),
    Hangs(&'static str),
}

#[derive(Default)]
struct Script {
    acts: Mutex<VecDeque<Act>>,
    asked: Mutex<Vec<ChatRequest>>,
    price: Option<f64>,
    window: Mutex<Option<Window>>,
}

impl ChatModel for Script {
    fn who(&self) -> (String, String) {
        ("scripted".into(), "small".into())
    }

    fn parameters(&self) -> String {
        "none".into()
    }

    fn dollars(&self, _: u64, _: u64) -> Option<f64> {
        self.price
    }

    fn window(&self) -> Option<Window> {
        self.window.lock().unwrap().clone()
    }

    fn ask<'a>(
        &'a self,
        request: &'a ChatRequest,
        heard: Listener<'a>,
    ) -> BoxFuture<'a, Result<ChatAnswer, Box<ChatFailure>>> {
        Box::pin(async move {
            self.asked.lock().unwrap().push(request.clone());
            let act = self.acts.lock().unwrap().pop_front().expect("no more requests");
            let cost = CallCost {
                tokens_in: Some(100),
                tokens_out: Some(10),
                cost_usd: self.price.map(|price| price / 2.0),
                ..CallCost::default()
            };
            let answer = |text: &str, finish| ChatAnswer {
                text: text.into(),
                finish,
                answered_by: None,
                cost,
                exchange: Exchange::default(),
                notes: Vec::new(),
                before: Vec::new(),
            };
            match act {
                Act::Says(text) => Ok(answer(text, Finish::Stop)),
                Act::SaysCut(text) => Ok(answer(text, Finish::Length)),
                Act::Fails(cause, wait) => Err(Box::new(ChatFailure {
                    cause,
                    words: "the server's words".into(),
                    retry_after: wait.map(Duration::from_secs),
                    partial: String::new(),
                    cost: CallCost::default(),
                    exchange: Exchange::default(),
                    before: Vec::new(),
                })),
                Act::Hangs(text) => {
                    heard(Heard::Sent { url: "http://here".into(), request: "{\"model\":1}".into() });
                    heard(Heard::Text(text.into()));
                    std::future::pending().await
                }
            }
        })
    }
}

/// What was told, in a few words.
fn short(telling: &Telling) -> String {
    match telling {
        Telling::Asked(asked) => format!("try {} of {}", asked.attempt, asked.attempts),
        Telling::Text { text, .. } => text.clone(),
        Telling::Ended { outcome, .. } => outcome.word().to_owned(),
        Telling::Sent => "sent".to_owned(),
        Telling::Waits(Wait { attempt, attempts, why, .. }) => {
            let why = match why {
                Hindrance::Failed { cause, asked, .. } => {
                    format!("Failed {cause}, asked {}", asked.map_or(0, |asked| asked.as_secs()))
                }
                why => format!("{why:?}"),
            };
            format!("waits for try {attempt} of {attempts}: {why}")
        }
    }
}

#[derive(Default)]
struct Kept(Mutex<Vec<NewCall>>, Mutex<Vec<Telling>>);

impl CallKeeper for Kept {
    fn keep(&self, _: RunId, call: NewCall) -> BoxFuture<'static, Result<(), String>> {
        self.0.lock().unwrap().push(call);
        Box::pin(std::future::ready(Ok(())))
    }

    fn keep_cancelled(&self, _: RunId, call: NewCall) {
        self.0.lock().unwrap().push(call);
    }

    fn tell(&self, _: RunId, telling: Telling) {
        self.1.lock().unwrap().push(telling);
    }
}

impl Kept {
    fn outcomes(&self) -> Vec<&'static str> {
        self.0.lock().unwrap().iter().map(|call| call.outcome.word()).collect()
    }
}

struct Rig {
    script: Arc<Script>,
    kept: Arc<Kept>,
    simulator: LanguageModel,
}

fn rig(acts: &[Act]) -> Rig {
    priced(acts, None, None)
}

fn priced(acts: &[Act], price: Option<f64>, cap: Option<f64>) -> Rig {
    let titles = ["Alien (1979)", "Brazil (1985)", "Cinema Paradiso (1988)"];
    let dataset = Dataset {
        name: "three".into(),
        hash: DataHash(1),
        users: Users::new(Ids::from_numbers(vec![1]), vec!["age".into()], vec!["31".into()]),
        items: Items::new(
            Ids::from_numbers(vec![10, 20, 30]),
            titles.map(Into::into).to_vec(),
            vec![1979, 1985, 1988],
            vec![GenreSet(1); 3],
            vec!["Drama".into()],
            ItemTexts::new(3, Vec::new(), Vec::new()),
        ),
        interactions: Interactions::default(),
        scale: RatingScale::ONE_TO_FIVE,
    };
    let script = Arc::new(Script { acts: Mutex::new(acts.to_vec().into()), price, ..Script::default() });
    let kept = Arc::new(Kept::default());
    let pack = Pack::open("paper").unwrap();
    let simulator = LanguageModel::new(Arc::new(dataset), pack, script.clone(), kept.clone())
        .with_budget(Budget::new(cap, 0.0));
    Rig { script, kept, simulator }
}

fn rated(item: i64, rating: u8) -> Interaction {
    Interaction {
        item: item.into(),
        rating: Rating::whole(rating),
        timestamp: Some(880_000_000),
        provenance: Provenance::Real,
    }
}

fn first() -> ProfileRequest {
    ProfileRequest {
        run: RunId(1),
        user: 1.into(),
        batch: 1,
        batches: 2,
        interactions: vec![rated(10, 5), rated(20, 2)],
        former: Vec::new(),
        seed: 7,
        fit: crate::simulation::Fit::default(),
    }
}

fn slate() -> RatingRequest {
    let state = ProfileState {
        batch: 2,
        interactions: vec![rated(10, 5)],
        profile: "Likes it dark.".into(),
        update: None,
        claims: Vec::new(),
        usage: Usage::default(),
        provenance: crate::domain::Provenance::Simulated,
    };
    RatingRequest {
        run: RunId(1),
        user: 1.into(),
        states: vec![state],
        recent: vec![rated(10, 5)],
        items: vec![30.into(), 10.into(), 20.into()],
        seed: 7,
        fit: crate::simulation::Fit::default(),
    }
}

const GOOD: &str = r#"{"user_profile": "This person seeks dark stories.\n\nLight ones leave them cold."}"#;

#[tokio::test(start_paused = true)]
async fn a_good_answer_is_taken_and_kept_with_what_was_said() {
    let Rig { script, kept, simulator } = rig(&[Act::Says(GOOD)]);
    let answer = simulator.write_profile(&first()).await.unwrap();
    assert!(answer.profile.starts_with("This person seeks dark stories."));
    assert_eq!(answer.update, None);
    assert_eq!((answer.usage.calls, answer.usage.tokens_in), (1, Some(100)));
    let asked = script.asked.lock().unwrap();
    assert_eq!((asked[0].temperature, asked[0].seed), (Some(0.7), Some(7)));
    assert_eq!(asked[0].messages[0].role, Role::System);
    let said: String = asked[0].messages.iter().map(|message| message.text.as_str()).collect();
    assert!(said.contains("Alien (1979)") && said.contains("Age: 31"), "{said}");
    assert_eq!(kept.outcomes(), ["ok"]);
}

#[tokio::test(start_paused = true)]
async fn bad_answers_are_asked_for_again_with_another_seed_and_all_are_kept() {
    let acts = [Act::Says("I would rather not."), Act::Says("[]"), Act::Says(GOOD)];
    let Rig { script, kept, simulator } = rig(&acts);
    assert_eq!(simulator.write_profile(&first()).await.unwrap().usage.attempts, 3);
    assert_eq!(kept.outcomes(), ["rejected", "rejected", "ok"]);
    let seeds: Vec<_> = script.asked.lock().unwrap().iter().map(|asked| asked.seed).collect();
    assert_eq!(seeds, [Some(7), Some(8), Some(9)]);

    let Rig { simulator, kept, .. } = rig(&[Act::Says("no"), Act::Says("no"), Act::Says("no")]);
    let error = simulator.write_profile(&first()).await.unwrap_err().to_string();
    assert!(error.starts_with("3 answers of scripted:small could not be taken"), "{error}");
    assert_eq!(kept.outcomes(), ["rejected"; 3]);
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_is_cut_gets_more_room_once() {
    let Rig { script, kept, simulator } = rig(&[Act::SaysCut("{\"user_pro"), Act::Says(GOOD)]);
    simulator.write_profile(&first()).await.unwrap();
    let caps: Vec<_> = script.asked.lock().unwrap().iter().map(|asked| asked.max_tokens).collect();
    assert_eq!(caps, [Some(PROFILE_TOKENS), Some(2 * PROFILE_TOKENS)]);
    let calls = kept.0.lock().unwrap();
    assert_eq!(calls[0].outcome, Outcome::Rejected { why: "the answer was cut at 1200 tokens".into() });
    assert_eq!(calls[0].text, "{\"user_pro");
}

#[tokio::test(start_paused = true)]
async fn failures_that_pass_are_waited_out_and_others_end_it() {
    let acts = [Act::Fails(Cause::RateLimited, Some(20)), Act::Fails(Cause::Server, None), Act::Says(GOOD)];
    let Rig { kept, simulator, .. } = rig(&acts);
    let before = tokio::time::Instant::now();
    let answer = simulator.write_profile(&first()).await.unwrap();
    assert!(before.elapsed() >= Duration::from_secs(20), "{:?}", before.elapsed());
    assert_eq!((answer.usage.calls, kept.outcomes()), (3, vec!["failed", "failed", "ok"]));
    let told = kept.1.lock().unwrap().clone();
    let said: Vec<_> = told.iter().map(short).collect();
    let limited = "waits for try 2 of 3: Failed rate-limited, asked 20";
    let said: Vec<_> = said.iter().map(String::as_str).collect();
    assert_eq!(said[..4], ["try 1 of 3", "failed", limited, "try 2 of 3"]);
    assert_eq!(said[6..], ["try 3 of 3", "ok"]);
    assert!(matches!(&told[2], Telling::Waits(wait) if wait.pause >= Some(Duration::from_secs(20))));

    let Rig { kept, simulator, .. } = rig(&[Act::Fails(Cause::Unauthorized, None)]);
    let error = simulator.write_profile(&first()).await.unwrap_err();
    assert!(matches!(&error, SimulationError::Provider(words) if words.contains("the server's words")));
    assert_eq!(kept.outcomes(), ["failed"]);
}

#[tokio::test(start_paused = true)]
async fn an_outage_costs_time_and_nothing_else() {
    let mut acts = vec![Act::Fails(Cause::Unreachable, None); 12];
    acts.push(Act::Says(GOOD));
    let Rig { kept, simulator, .. } = rig(&acts);
    simulator.write_profile(&first()).await.unwrap();
    assert_eq!(kept.outcomes().len(), 13);
}

#[tokio::test(start_paused = true)]
async fn items_left_out_are_asked_for_alone_and_ratings_come_in_the_order_asked() {
    let acts = [
        Act::Says(r#"{"ratings": [{"item": 20, "rating": 2}, {"item": 10, "rating": 9}]}"#),
        Act::Says(r#"{"ratings": [{"item": 30, "rating": 4}]}"#),
    ];
    let Rig { script, kept, simulator } = rig(&acts);
    let slate = simulator.rate(&slate()).await.unwrap();
    let ratings: Vec<_> = slate.ratings.iter().map(|one| (one.item.to_string(), one.rating)).collect();
    assert_eq!(ratings, [("30".into(), Rating::whole(4)), ("20".into(), Rating::whole(2))]);
    assert_eq!(slate.invalid, [InvalidRating { item: 10.into(), raw: "9".into() }]);
    assert_eq!((slate.missing.len(), slate.usage.calls), (0, 2));
    let asked = script.asked.lock().unwrap();
    let last = &asked[1].messages.last().unwrap().text;
    assert!(last.contains("Cinema Paradiso") && !last.contains("Brazil"), "{last}");
    assert_eq!(asked[0].temperature, Some(0.0));
    assert_eq!(kept.0.lock().unwrap()[0].task, Task::Rating);
}

#[tokio::test(start_paused = true)]
async fn what_arrived_before_a_cancel_is_kept() {
    let Rig { kept, simulator, .. } = rig(&[Act::Hangs("{\"user_profile\": \"This per")]);
    let asked = first();
    let waits = tokio::time::timeout(Duration::from_secs(3), simulator.write_profile(&asked));
    assert!(waits.await.is_err());
    assert_eq!(kept.outcomes(), ["cancelled"]);
    let kept = kept.0.lock().unwrap();
    assert_eq!(kept[0].text, "{\"user_profile\": \"This per");
    assert_eq!(kept[0].exchange.request, "{\"model\":1}", "what was asked stays, too");
}

#[tokio::test(start_paused = true)]
async fn the_budget_is_never_exceeded_and_an_unknown_price_is_no_budget() {
    let Rig { kept, simulator, .. } = priced(&[Act::Says("no"), Act::Says(GOOD)], Some(0.5), Some(0.6));
    let error = simulator.write_profile(&first()).await.unwrap_err();
    assert!(matches!(&error, SimulationError::Budget(words) if words.contains("--max-cost")), "{error}");
    assert_eq!(kept.outcomes(), ["rejected"], "the second request was not sent");

    let Rig { kept, simulator, .. } = priced(&[], None, Some(0.6));
    let error = simulator.write_profile(&first()).await.unwrap_err();
    assert!(matches!(&error, SimulationError::Budget(words) if words.contains("unknown")), "{error}");
    assert_eq!(kept.outcomes(), [""; 0]);
}

#[test]
fn what_a_step_will_take_is_known_before_anything_is_sent() {
    let simulator = |price| priced(&[], price, None);
    let Rig { simulator: priced, script, .. } = simulator(Some(0.25));
    let profile = priced.forecast_profile(&first()).unwrap().unwrap();
    let rating = priced.forecast_rating(&slate()).unwrap().unwrap();
    assert_eq!((profile.calls, profile.price, rating.price), (1, Price::Dollars(0.25), Price::Dollars(0.25)));
    let names: Vec<_> = profile.parts.iter().chain(&rating.parts).map(|(name, _)| *name).collect();
    let all = ["system", "instructions", "contract", "user", "profile", "recent ratings", "items"];
    assert!(all.iter().all(|name| names.contains(name)), "{names:?}");
    assert!(profile.tokens_in() > 200 && profile.tokens_out > 100, "{profile:?}");
    assert!(rating.tokens_out < profile.tokens_out);
    assert!(script.asked.lock().unwrap().is_empty(), "nothing was sent");
    assert_eq!(simulator(None).simulator.forecast_profile(&first()).unwrap().unwrap().price, Price::Unknown);
}

/// A request, the window of the model, whether its server cuts in silence; what is done -> sent with which window and
/// which mark, or not at all.
#[tokio::test(start_paused = true)]
async fn a_prompt_that_may_not_fit_is_sent_only_as_it_was_decided() {
    const RATED: &str =
        r#"{"ratings": [{"item": 30, "rating": 3}, {"item": 10, "rating": 4}, {"item": 20, "rating": 1}]}"#;
    let ask =
        |tokens, is_silent, fit| async move {
            let acts = [Act::Says(RATED)];
            let Rig { script, kept, simulator } = rig(&acts);
            let window = Window { tokens, from: "num_ctx".into(), is_silent, can_be: Some(1 << 20) };
            *script.window.lock().unwrap() = Some(window);
            let outcome = simulator.rate(&RatingRequest { fit, ..slate() }).await;
            let sent = script.asked.lock().unwrap().first().map(|request| request.window);
            let marked =
                kept.0.lock().unwrap().first().is_some_and(|call| {
                    call.warnings.iter().any(|warning| warning.starts_with("truncated?"))
                });
            (outcome.map(drop), sent, marked)
        };
    for fit in [Fit::Guard, Fit::Ask, Fit::Widen(8_192), Fit::Anyway] {
        let (outcome, sent, marked) = ask(100_000, true, fit).await;
        assert!(outcome.is_ok() && sent == Some(None) && !marked, "it fits: {fit:?}");
    }
    for (is_silent, fit) in [(true, Fit::Guard), (true, Fit::Ask), (false, Fit::Ask)] {
        let (outcome, sent, _) = ask(300, is_silent, fit).await;
        let Err(SimulationError::Misfit(misfit)) = outcome else { panic!("{outcome:?}") };
        assert_eq!((sent, misfit.items), (None, 3), "nothing is sent");
        assert!(misfit.to_string().contains("scripted:small"), "{misfit}");
        assert_eq!(misfit.wider(), Some(2_048));
    }
    assert_eq!(ask(300, false, Fit::Guard).await.1, Some(None), "its server says so itself");
    let (_, sent, marked) = ask(300, true, Fit::Widen(2_048)).await;
    assert_eq!((sent, marked), (Some(Some(2_048)), false));
    let (_, sent, marked) = ask(300, true, Fit::Anyway).await;
    assert_eq!((sent, marked), (Some(None), true));
}

#[tokio::test(start_paused = true)]
async fn how_many_items_would_fit_is_said() {
    let Rig { script, simulator, .. } = rig(&[]);
    let all = simulator.forecast_rating(&slate()).unwrap().unwrap();
    let two = RatingRequest { items: vec![30.into(), 10.into()], ..slate() };
    let two = simulator.forecast_rating(&two).unwrap().unwrap();
    assert!(two.tokens() < all.tokens());
    let window = Window { tokens: two.tokens(), from: "num_ctx".into(), is_silent: true, can_be: None };
    *script.window.lock().unwrap() = Some(window);
    let Err(SimulationError::Misfit(misfit)) = simulator.rate(&slate()).await else { panic!() };
    assert_eq!((misfit.items, misfit.fewer, misfit.wider()), (3, Some(2), None));
}
