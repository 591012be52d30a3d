use super::*;
use crate::simulation::chat::{ChatAnswer, NewCall};

fn call(id: i64, task: Task, batch: usize, items: &[i64], attempt: u32, outcome: Outcome) -> Call {
    let made = NewCall {
        task,
        batch,
        items: items.iter().map(|item| Id::from(*item)).collect(),
        attempt,
        attempts: 3,
        provider: "openai".into(),
        model: "small".into(),
        answered_by: None,
        sent: String::new(),
        outcome,
        finish: Some("stop".into()),
        cost: CallCost { cost_usd: Some(0.5), total_ms: 900, ..CallCost::default() },
        exchange: Exchange::default(),
        text: format!("answer {id}"),
        rungs: Vec::new(),
        warnings: Vec::new(),
    };
    Call { id, run: RunId(1), is_test: false, repetition: None, made }
}

fn failed(cause: &str) -> Outcome {
    Outcome::Failed { cause: cause.into(), words: "as then".into() }
}

fn cassette(calls: Vec<Call>) -> Cassette {
    let played = Played {
        label: "r1".into(),
        who: ("openai".into(), "small".into()),
        parameters: "openai http://here/v1 {}".into(),
        mode: Mode::Strict,
        now: None,
    };
    let calls = calls.into_iter().map(|call| (7, call)).collect();
    Cassette::new(played, vec![Recording { run: RunId(1), user: 1.into(), seed: 7, repetition: None, calls }])
}

fn ask(
    cassette: &Cassette,
    task: Task,
    batch: usize,
    items: &[i64],
    attempt: u32,
) -> Result<ChatAnswer, Box<ChatFailure>> {
    let items = items.iter().map(|item| Id::from(*item)).collect();
    let step = Step { user: 1.into(), task, batch, items, attempt, seed: 7, repetition: None };
    let request = ChatRequest {
        messages: Vec::new(),
        schema: None,
        temperature: None,
        seed: Some(7),
        max_tokens: None,
        window: None,
        step: Some(step),
    };
    cassette.answer(&request, &|_| ())
}

const PROFILE: Task = Task::Profile;

#[test]
fn failures_come_in_the_order_in_which_they_came_and_cost_nothing() {
    let tape = cassette(vec![
        call(1, PROFILE, 1, &[], 1, failed("rate-limited")),
        call(2, PROFILE, 1, &[], 2, Outcome::Rejected { why: "no JSON".into() }),
        call(3, PROFILE, 1, &[], 3, Outcome::Accepted),
    ]);
    let first = ask(&tape, PROFILE, 1, &[], 1).unwrap_err();
    assert_eq!((first.cause, first.words.as_str(), first.retry_after), (Cause::RateLimited, "as then", None));
    let second = ask(&tape, PROFILE, 1, &[], 2).unwrap();
    assert_eq!((second.text.as_str(), second.cost.cost_usd), ("answer 2", Some(0.0)));
    assert_eq!(ask(&tape, PROFILE, 1, &[], 3).unwrap().text, "answer 3");
    let end = ask(&tape, PROFILE, 1, &[], 4).unwrap_err();
    assert_eq!(end.cause, Cause::NotRecorded);
    assert!(end.words.contains("ends here, after 3 requests: ok"), "{}", end.words);
}

#[test]
fn a_recording_that_was_stopped_and_gone_on_with_is_played_as_it_was_done() {
    let tape = cassette(vec![
        call(1, PROFILE, 1, &[], 1, failed("unauthorized")),
        call(2, PROFILE, 1, &[], 1, failed("server-error")),
        call(3, PROFILE, 1, &[], 2, Outcome::Cancelled),
        call(4, PROFILE, 1, &[], 1, failed("server-error")),
        call(5, PROFILE, 1, &[], 2, Outcome::Accepted),
        call(6, PROFILE, 2, &[], 1, failed("unauthorized")),
    ]);
    assert_eq!(ask(&tape, PROFILE, 1, &[], 1).unwrap_err().cause, Cause::Server);
    assert_eq!(ask(&tape, PROFILE, 1, &[], 2).unwrap().text, "answer 5");
    // What never came to anything fails as it did.
    assert_eq!(ask(&tape, PROFILE, 2, &[], 1).unwrap_err().cause, Cause::Unauthorized);
}

#[test]
fn the_same_items_asked_twice_are_answered_in_turn_and_then_as_the_last_time() {
    let rating = Task::Rating;
    let tape = cassette(vec![
        call(1, rating, 4, &[10, 20], 1, Outcome::Accepted),
        call(2, rating, 4, &[20], 1, Outcome::Accepted),
        call(3, rating, 4, &[10, 20], 1, Outcome::Accepted),
    ]);
    let texts: Vec<_> = (0..3).map(|_| ask(&tape, rating, 4, &[10, 20], 1).unwrap().text).collect();
    assert_eq!(texts, ["answer 1", "answer 3", "answer 3"]);
    assert_eq!(ask(&tape, rating, 4, &[20], 1).unwrap().text, "answer 2");
    for (batch, items) in [(4, &[20, 10][..]), (3, &[10, 20]), (4, &[30])] {
        let missing = ask(&tape, rating, batch, items, 1).unwrap_err();
        assert_eq!(missing.cause, Cause::NotRecorded, "{batch} {items:?}");
    }
}

#[test]
fn a_form_that_was_not_taken_comes_before_the_answer() {
    let tape = cassette(vec![
        call(1, PROFILE, 1, &[], 1, failed(FORM_NOT_TAKEN)),
        call(2, PROFILE, 1, &[], 2, failed("rate-limited")),
        call(3, PROFILE, 1, &[], 3, Outcome::Accepted),
    ]);
    let first = ask(&tape, PROFILE, 1, &[], 1).unwrap_err();
    assert_eq!((first.before.len(), first.cause), (1, Cause::RateLimited));
    assert_eq!(ask(&tape, PROFILE, 1, &[], 3).unwrap().text, "answer 3");
    assert_eq!(tape.parameters(), "openai http://here/v1 {}, replayed");
}
