//! Requests to a model that are under way, on screen: the text as it arrives, waits with their countdown, and what
//! can be done meanwhile.

#![cfg(test)]

#[path = "common/judged.rs"]
#[expect(dead_code, reason = "shared with other tests, which need other parts")]
mod judged;
#[path = "common/made_up.rs"]
#[expect(dead_code, reason = "shared with other tests, which need other parts")]
mod made_up;
#[path = "common/rig.rs"]
#[expect(dead_code, reason = "shared with other tests, which need other parts")]
mod rig;

use std::time::Duration;

use judged::{SIZES, judge, keep};
use lusifer::app::{JobId, Message, News, Screen, Work};
use lusifer::domain::{CallCost, Id, Outcome, RunId, Task};
use lusifer::simulation::{Asked, Hindrance, Spending, Telling, Wait};
use rig::{Rig, small};

/// A user with a written batch, and the next one asked for.
struct Writing {
    rig: Rig,
    job: JobId,
    user: Id,
    run: RunId,
}

impl Writing {
    fn new(size: (u16, u16)) -> Self {
        let mut rig = Rig::with(size, "lusifer-dark", small());
        rig.keys("j enter r").wait(10);
        rig.answers = false;
        rig.keys("r");
        let (job, user, run) = rig
            .workspace
            .pending
            .iter()
            .find_map(|(job, work)| match work {
                Work::WriteNext { user, run } => Some((*job, user.clone(), run.unwrap())),
                _ => None,
            })
            .unwrap();
        Self { rig, job, user, run }
    }

    fn tell(&mut self, tellings: Vec<Telling>) -> &mut Self {
        let news = News::Telling { run: self.run, user: self.user.clone(), tellings };
        self.rig.send(Message::Job { id: self.job, news });
        self
    }

    /// Time passes, and the program is woken as often as it asks for.
    fn pass(&mut self, milliseconds: u64) -> &mut Self {
        let end = self.rig.now + Duration::from_millis(milliseconds);
        while let Some(wake) = self.rig.app.next_wake().filter(|wake| *wake <= end) {
            assert!(wake > self.rig.now, "woken without end at {wake:?}");
            self.rig.now = wake;
            self.rig.send(Message::Wake);
        }
        self.rig.now = end;
        self
    }

    fn frame(&mut self) -> String {
        self.rig.frame()
    }

    fn shows(&mut self, text: &str) {
        let frame = self.frame();
        assert!(frame.contains(text), "no {text:?} in\n{frame}");
    }
}

fn asked(attempt: u32) -> Telling {
    Telling::Asked(Asked {
        task: Task::Profile,
        batch: 2,
        attempt,
        attempts: 3,
        model: "openai:gpt-4o-mini".into(),
        sent: format!("2026-11-22T12:04:3{attempt}Z"),
        characters: 7_160,
        budget: Some(Spending { cap: 0.5, spent: 0.0031 }),
    })
}

fn text(text: &str) -> Telling {
    Telling::Text { text: text.into(), left_out: 0 }
}

fn rejected() -> Telling {
    let cost = CallCost {
        tokens_in: Some(1_812),
        tokens_out: Some(212),
        cost_usd: Some(0.0004),
        total_ms: 1_900,
        ..CallCost::default()
    };
    Telling::Ended {
        outcome: Outcome::Rejected { why: "line 3, column 1: text after the closing \"}\"".into() },
        cost,
    }
}

fn limited(seconds: u64) -> [Telling; 2] {
    let words = "Rate limit reached for gpt-4o-mini in organization org-x on requests per min (RPM): Limit 3, Used 3.";
    let ended = Telling::Ended {
        outcome: Outcome::Failed { cause: "rate-limited".into(), words: words.into() },
        cost: CallCost { total_ms: 140, ..CallCost::default() },
    };
    let why = Hindrance::Failed {
        cause: "rate-limited",
        status: Some(429),
        words: words.into(),
        asked: Some(Duration::from_secs(seconds)),
    };
    [ended, waits(why, Some(seconds))]
}

fn waits(why: Hindrance, seconds: Option<u64>) -> Telling {
    let pause = seconds.map(Duration::from_secs);
    Telling::Waits(Wait { task: Task::Profile, batch: 2, attempt: 2, attempts: 3, why, pause })
}

const ARRIVED: &str = "{\"user_profile\": \"The user maintains a strong preference for comedy, drama, and romance, \
    valuing character-driven narratives that provide emotional depth and explore complex relationships.\\n\\nTheir \
    appreciation for films that blend humor with \\\"serious\\\" themes continues, as evid";

/// In the middle of the second try.
fn second_try(size: (u16, u16)) -> Writing {
    let mut writing = Writing::new(size);
    writing.tell(vec![asked(1), text("{\"user_pro")]).pass(1_900);
    writing.tell(vec![rejected(), asked(2)]).pass(4_150);
    writing.tell(vec![text(ARRIVED)]);
    writing
}

#[test]
fn frames_are_as_judged() {
    judge("live", |size| second_try(size).rig);
    judge("live-waits", |size| {
        let mut writing = Writing::new(size);
        writing.tell(vec![asked(1)]).tell(limited(20).to_vec()).pass(3_000);
        writing.rig
    });
}

/// Three batches are written; the last of so many requests for the fourth came to this.
fn left(size: (u16, u16), last: i64, outcome: Outcome) -> Rig {
    let mut rig = Rig::with(size, "lusifer-dark", small());
    rig.workspace.talks = true;
    rig.workspace.last_call = Some((last, outcome));
    rig.keys("j enter r r r l").wait(10);
    rig
}

fn no_object() -> Outcome {
    Outcome::Rejected { why: "EOF while parsing a string at line 1 column 48".into() }
}

#[test]
fn frames_of_what_was_left_are_as_judged() {
    let unreachable = Outcome::Failed {
        cause: "unreachable".into(),
        words: "nobody listens at 127.0.0.1:8080 (connection refused)".into(),
    };
    judge("left-rejected", |size| left(size, 16, no_object()));
    judge("left-cancelled", |size| left(size, 16, Outcome::Cancelled));
    judge("left-failed", |size| left(size, 16, unreachable.clone()));
    for size in SIZES {
        let mut rig = left(size, 16, no_object());
        rig.keys("A");
        let asks = rig.frame();
        rig.keys("y").wait(10);
        let frames = format!("{asks}\n{}", rig.frame());
        keep("frames", &format!("accepted-{}x{}", size.0, size.1), &frames);
    }
}

#[test]
fn a_slate_that_is_asked_for_is_shown_on_rate() {
    for size in SIZES {
        let mut rig = Rig::with(size, "lusifer-dark", small());
        rig.keys("j enter R 3 a").wait(10);
        rig.answers = false;
        rig.keys("enter");
        let (job, run) = rig
            .workspace
            .pending
            .iter()
            .find_map(|(job, work)| if let Work::Rate { run, .. } = work { Some((*job, *run)) } else { None })
            .unwrap();
        let user: Id = rig.app.study().unwrap().subject.as_ref().unwrap().id.clone();
        let mut tell = |tellings: Vec<Telling>| {
            let tellings = tellings.into_iter().map(|telling| match telling {
                Telling::Asked(asked) => Telling::Asked(Asked { task: Task::Rating, batch: 4, ..asked }),
                Telling::Waits(wait) => Telling::Waits(Wait { task: Task::Rating, batch: 4, ..wait }),
                telling => telling,
            });
            let news = News::Telling { run, user: user.clone(), tellings: tellings.collect() };
            rig.send(Message::Job { id: job, news });
            rig.frame()
        };
        let frame = tell(vec![asked(1), text("{\"ratings\": [{\"item\": 12, \"rat")]);
        assert!(frame.contains("A slate on B4   attempt 1 of 3"), "{frame}");
        assert!(frame.contains("{\"ratings\": [{\"item\": 12, \"rat_"), "{frame}");
        let frame = tell(limited(20).to_vec());
        assert!(frame.contains("next try in 20 s") && frame.contains("W now"), "{frame}");
    }
}

#[test]
fn an_answer_is_taken_by_hand_marked_and_taken_back() {
    let mut rig = left((120, 40), 16, no_object());
    let frame = rig.frame();
    assert!(frame.contains("2 attempts, none valid. B3 stays current."), "{frame}");
    assert!(frame.contains("A accept attempt 2 by hand (marked edited)"), "{frame}");
    assert!(frame.contains("The user keeps a strong prefer"), "{frame}");
    // What is taken is shown, and no is the answer of enter.
    rig.keys("A");
    assert!(rig.frame().contains("Take call 16 as B4, marked edited?"), "{}", rig.frame());
    rig.keys("enter");
    assert_eq!(rig.workspace.runs[0].states.len(), 3);
    rig.keys("A y").wait(10);
    assert_eq!(rig.workspace.runs[0].edited(), [4]);
    let frame = rig.frame();
    assert!(frame.contains("r1 main (B4 edited)") && frame.contains("10 items, 6 words, edited"), "{frame}");
    rig.keys("6");
    assert!(rig.frame().contains("main (edited)"), "{}", rig.frame());
    rig.keys("u").wait(10);
    assert_eq!(rig.workspace.runs[0].states.len(), 3);
    rig.keys("U 2").wait(10);
    assert_eq!(rig.workspace.runs[0].edited(), [4]);
    // What is written stays.
    rig.keys("5 f g A");
    assert!(rig.frame().contains("is written, and what is written stays as it is"), "{}", rig.frame());
}

/// The row of messages says that something failed until it is done after all, or tried again.
#[test]
fn a_failure_is_said_until_it_is_mended() {
    let said = |rig: &Rig| rig.app.log().shown().map(|entry| entry.text.clone()).unwrap_or_default();
    let mut rig = left((120, 40), 16, no_object());
    rig.workspace.failure = Some("no answer could be taken".into());
    rig.keys("r").wait(60);
    assert_eq!(said(&rig), "writing batch 4 of 4 failed: no answer could be taken");
    rig.workspace.failure = None;
    rig.keys("3 2").wait(60);
    assert!(said(&rig).contains("failed"), "looking elsewhere mends nothing: {}", said(&rig));
    rig.keys("A y");
    assert!(said(&rig).starts_with("took call 16 as batch 4"), "{}", said(&rig));

    let mut rig = left((120, 40), 16, no_object());
    rig.workspace.failure = Some("no answer could be taken".into());
    rig.keys("r").wait(60);
    rig.workspace.failure = None;
    rig.keys("r");
    assert_eq!(said(&rig), "r1: batch 4 of 4 is written");
}

#[test]
fn a_call_is_taken_by_hand_where_it_is_read() {
    let mut rig = left((120, 40), 16, no_object());
    rig.keys("5 k");
    assert!(rig.frame().contains("A accept attempt 1 by hand"), "{}", rig.frame());
    rig.keys("A");
    assert!(
        rig.frame().contains("Take call 15 as B4, marked edited? 16 words, from its JSON"),
        "{}",
        rig.frame()
    );
    rig.keys("y").wait(10);
    let state = rig.workspace.runs[0].states.last().unwrap();
    assert!(state.is_edited() && state.profile.ends_with("take their time."), "{}", state.profile);
    assert_eq!(state.update.as_deref(), Some("User has shown a slight openness to comedy."));
}

#[test]
fn what_kept_a_batch_from_being_asked_for_stands_in_its_place() {
    let mut rig = Rig::new((80, 24));
    rig.keys("j enter r").wait(10);
    rig.workspace.failure = Some("the budget of $0.5000 has $0.0012 left".into());
    rig.keys("r l esc").wait(10);
    let frame = rig.frame();
    assert!(frame.contains("┃ the budget of $0.5000 has $0.0012 left"), "{frame}");
    assert!(frame.contains("3 of 4 batches left. B1 stays current."), "{frame}");
    assert!(frame.contains("r again   b fork") && !frame.contains("see them"), "{frame}");
    rig.workspace.failure = None;
    rig.keys("r").wait(10);
    assert!(!rig.frame().contains("budget"), "{}", rig.frame());
}

#[test]
fn what_was_cancelled_is_kept_and_can_be_used() {
    let mut rig = left((80, 24), 16, Outcome::Cancelled);
    let frame = rig.frame();
    assert!(frame.contains("cancelled after 48 characters"), "{frame}");
    assert!(frame.contains("A use the partial text (marked edited)"), "{frame}");
    rig.keys("A y").wait(10);
    assert_eq!(rig.workspace.runs[0].edited(), [4]);
}

#[test]
fn the_text_is_readable_while_it_arrives_and_its_end_is_followed_or_left() {
    let mut writing = second_try((80, 24));
    writing.shows("continues, as evid_");
    writing.shows("  1  12:04:31  rejected  line 3, column 1: text aft");
    writing.shows("  2  12:04:32  running   receiving ...");
    writing.tell(vec![text(&"enced\\n\\nby this. ".repeat(40))]);
    writing.shows("by this. _");
    assert!(!writing.frame().contains("character-driven"));
    writing.rig.keys("g");
    writing.shows("character-driven");
    writing.tell(vec![text("More. ")]);
    assert!(!writing.frame().contains("More."), "what is looked at stays where it is");
    writing.rig.keys("G");
    writing.shows("More. _");
    // As it came, in the tab for that.
    writing.rig.keys("[");
    writing.shows("More. _");
    writing.shows("\\n\\nby this.");
}

#[test]
fn hostile_text_drives_nothing_and_an_endless_one_is_bounded() {
    let mut writing = Writing::new((80, 24));
    writing.tell(vec![asked(1), text("{\"user_profile\": \"a\u{1b}[31mb\u{202e}c\\u001b]0;x\\u0007d ")]);
    writing.shows("a[31mbc]0;xd _");
    for _ in 0..200 {
        writing.tell(vec![text(&"word ".repeat(2_000))]);
    }
    writing.tell(vec![Telling::Text { text: String::new(), left_out: 48_000_000 }]);
    writing.shows("50,000,045 characters so far, of which this is the beginning");
    let live = writing.rig.app.live_in_front().unwrap();
    assert!(live.draft.raw().len() < 20_000, "{}", live.draft.raw().len());
    // What is no object is shown as it is.
    let mut writing = Writing::new((80, 24));
    writing.tell(vec![asked(1), text("I would rather \u{9b}not.")]);
    writing.shows("I would rather not._");
}

#[test]
fn screens_are_left_and_come_back_to_while_it_goes_on() {
    let mut writing = second_try((120, 40));
    writing.shows("B2 ...");
    writing.rig.keys("h");
    assert!(!writing.frame().contains("as evid_"), "another batch is looked at");
    writing.tell(vec![text("enced")]);
    writing.shows("B2: ");
    writing.rig.keys("5 1");
    assert_eq!(writing.rig.app.screen(), Screen::Users);
    writing.tell(vec![text(" by")]);
    writing.rig.keys("2 l");
    writing.shows("as evidenced by_");
    // Nobody who looks elsewhere is taken along when the next try begins.
    writing.rig.keys("h");
    writing.tell(vec![rejected(), asked(3)]);
    assert!(!writing.frame().contains("attempt 3 of 3"));
    writing.rig.keys("l");
    writing.shows("attempt 3 of 3");
    writing.rig.keys("x");
    assert!(
        writing.rig.app.live_in_front().is_none() && writing.rig.workspace.cancelled.contains(&writing.job)
    );
}

#[test]
fn a_wait_counts_down_once_a_second_and_is_cut_short_by_a_key() {
    let mut writing = Writing::new((80, 24));
    writing.rig.keys("n");
    assert!(writing.frame().contains("no request is waited for"), "{}", writing.frame());
    writing.tell(vec![asked(1)]).tell(limited(20).to_vec()).pass(10_000);
    writing.shows("rate limited (429)   next is attempt 2 of 3");
    writing.shows("Rate limit reached for gpt-4o-mini");
    writing.shows("next try in 10 s");
    writing.shows("server asked for 20 s");
    writing.shows("n now   x cancel   5 the raw calls");
    let mut wakes = 0;
    let from = writing.rig.now;
    while let Some(wake) = writing.rig.app.next_wake().filter(|wake| *wake < from + Duration::from_secs(5)) {
        (writing.rig.now, wakes) = (wake, wakes + 1);
        writing.rig.send(Message::Wake);
    }
    assert_eq!(wakes, 4);
    writing.shows("next try in 6 s");
    writing.rig.keys("n");
    assert_eq!(writing.rig.workspace.hurried, [writing.run]);
    writing.tell(vec![asked(2)]);
    assert!(!writing.frame().contains("next try"));
    writing.shows("attempt 2 of 3");
    // The same key by another name, where n finds the next match.
    writing.tell(limited(20).to_vec());
    writing.rig.keys("1 W");
    assert_eq!(writing.rig.workspace.hurried.len(), 2);
}

#[test]
fn limits_and_outages_say_what_they_are() {
    let mut writing = Writing::new((120, 40));
    writing.tell(vec![asked(1), waits(Hindrance::Limit, Some(7))]);
    writing.shows("held by a limit of requests or tokens per minute");
    writing.shows("next try in 7 s");
    writing.tell(vec![text("{")]);
    assert!(!writing.frame().contains("held by a limit"));

    // As many as may be under way are: how long that takes nobody knows, and no key ends it but a cancel.
    let mut writing = Writing::new((120, 40));
    writing.tell(vec![asked(1), waits(Hindrance::Full { places: 4 }, None)]).pass(9_000);
    writing.shows("waiting for a free place: 4 of 4 calls under way");
    writing.shows("it is sent when one of them is over");
    writing.shows("x cancel");
    writing.rig.keys("n");
    writing.shows("no more calls may be under way at once");
    assert!(writing.rig.workspace.hurried.is_empty());
    writing.tell(vec![Telling::Sent]);
    assert!(!writing.frame().contains("free place"), "{}", writing.frame());
    writing.shows("running");
    writing.shows("0.0 s");

    let mut writing = Writing::new((120, 40));
    writing.tell(vec![waits(Hindrance::Outage, None)]);
    writing.shows("the server is away");
    writing.shows("next try when it is back");
    assert!(!writing.frame().contains(" now "), "{}", writing.frame());
    writing.rig.keys("n");
    assert!(writing.rig.workspace.hurried.is_empty());
    writing.shows("looks already whether the server is back");
    // Nothing counts, so nothing wakes the program once that message has left.
    writing.pass(60_000);
    assert_eq!(writing.rig.app.next_wake(), None);
}

#[test]
fn of_several_users_at_once_the_open_one_is_shown() {
    let mut writing = Writing::new((120, 40));
    writing.tell(vec![asked(1), text("{\"user_profile\": \"Of this user")]);
    let other = News::Telling {
        run: RunId(77),
        user: 1.into(),
        tellings: vec![asked(1), text("{\"user_profile\": \"Of another")],
    };
    writing.rig.send(Message::Job { id: writing.job, news: other });
    writing.shows("Of this user_");
    assert!(!writing.frame().contains("Of another"));
}
