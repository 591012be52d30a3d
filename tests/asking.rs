//! Asking a model, before anything is sent: what it takes, what is decided first, and who is asked.

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

use judged::judge;
use lusifer::app::message::Doubt;
use lusifer::app::{Effect, Message, News, Screen, Work};
use lusifer::prompting::Counting;
use lusifer::simulation::{Choice, Fit, Misfit, Window};
use made_up::forecast;
use rig::{Rig, small};

/// A state that is compared: its name, the keys to it, what is in doubt.
type State = (&'static str, &'static str, fn() -> Option<Doubt>);

const STATES: [State; 8] = [
    ("profile-empty-priced", "j j enter", || None),
    ("rate-priced", "j enter R 3 space j space", || None),
    ("providers", "L", || None),
    ("models", "L enter", || None),
    ("models-none", "L j enter", || None),
    ("cost", "j j enter R", || Some(cost())),
    ("misfit-profile", "j j enter r", || Some(misfit(0))),
    ("misfit-rating", "j enter R 3 a", || None),
];

/// A prompt that does not fit a window of 4,096 tokens.
fn misfit(items: usize) -> Doubt {
    Doubt::Fit(Box::new(Misfit {
        who: "ollama:gemma3:12b".into(),
        prompt: 4_870,
        answer: 274,
        counted: Counting::Bytes,
        window: Window { tokens: 4_096, from: "num_ctx".into(), is_silent: true, can_be: Some(32_768) },
        items,
        fewer: (items > 0).then_some(6),
    }))
}

fn cost() -> Doubt {
    Doubt::Cost { forecast: forecast(400), above: 0.05 }
}

fn at(size: (u16, u16), name: &str) -> Rig {
    let (_, keys, doubt) = STATES.into_iter().find(|(state, ..)| *state == name).unwrap();
    let mut rig = Rig::asking(size);
    rig.workspace.doubt = doubt();
    rig.keys(keys).wait(10);
    if name == "misfit-rating" {
        rig.workspace.doubt = Some(misfit(10));
        rig.keys("enter").wait(10);
    }
    rig
}

#[test]
fn frames_are_as_judged() {
    for (name, ..) in STATES {
        judge(name, |size| at(size, name));
        at((80, 24), name).ascii();
    }
}

#[test]
fn with_the_offline_simulator_nothing_is_said_of_tokens_or_money() {
    let mut rig = Rig::with((120, 40), "lusifer-dark", small());
    for keys in ["j j enter", "R", "3 space", "5", "1"] {
        rig.keys(keys).wait(10);
        let frame = rig.frame();
        assert!(!frame.contains('$') && !frame.contains("session:"), "{keys}: {frame}");
        assert!(!frame.contains("tokens, about"), "{keys}: {frame}");
    }
}

#[test]
fn a_decision_about_a_prompt_goes_with_the_work() {
    let decisions = [
        ("w", Some((Fit::Widen(8_192), None))),
        ("i", Some((Fit::Ask, Some(6)))),
        ("s", Some((Fit::Anyway, None))),
        ("esc", None),
        ("enter", None),
        ("n", None),
    ];
    for (key, decided) in decisions {
        let mut rig = at((80, 24), "misfit-rating");
        assert!(rig.frame().contains("may not fit"), "{}", rig.frame());
        let work = rig.starts(key);
        match (work, decided) {
            (Some(Work::Decided { work, fit, slate }), Some(expected)) => {
                assert!(matches!(*work, Work::Rate { ref items, .. } if items.len() > 1), "{work:?}");
                assert_eq!((fit, slate), expected, "{key}");
            }
            (None, None) => {}
            other => panic!("{key}: {other:?}"),
        }
        rig.wait(10);
        assert!(rig.app.overlay().is_none(), "{key}");
    }
    // Of a profile no item can be left out, and a key that means nothing here decides nothing.
    let mut rig = at((80, 24), "misfit-profile");
    assert!(rig.starts("i x j r").is_none() && rig.app.overlay().is_some());
}

#[test]
fn what_is_dear_is_begun_only_after_a_yes() {
    let mut rig = at((80, 24), "cost");
    assert!(rig.frame().contains("$0.1200"), "{}", rig.frame());
    assert!(rig.starts("enter").is_none(), "enter is no");
    let mut rig = at((80, 24), "cost");
    assert!(matches!(rig.starts("y"), Some(Work::Decided { .. })));
    rig.wait(10);
    assert_eq!(rig.app.study().unwrap().subject.as_ref().unwrap().written(), 4);
    assert!(rig.app.costs().metered().unwrap().starts_with("session: 14 calls  $0.0031"));
}

#[test]
fn the_budget_is_raised_in_the_running_explorer() {
    let mut rig = Rig::asking((120, 40));
    rig.keys("j enter : b u d g e t space 1 . 5 0").wait(10);
    assert_eq!(rig.starts("enter"), Some(Work::Budget(Some(1.5))));
    rig.wait(10);
    assert_eq!(rig.app.costs().metered().unwrap(), "session: 14 calls  $0.0031 of $1.50");
    rig.keys(": b u d g e t space n o n e");
    assert_eq!(rig.starts("enter"), Some(Work::Budget(None)));
    rig.wait(10);
    rig.keys(": b u d g e t space - 1");
    assert_eq!(rig.starts("enter"), None, "that is no budget");
}

#[test]
fn a_model_is_found_by_typing_and_writes_from_then_on() {
    let mut rig = Rig::asking((120, 40));
    rig.keys("j j enter L").wait(10);
    assert_eq!(rig.starts("enter"), Some(Work::Probe("openai".into())));
    rig.wait(10);
    let choice = |provider: &str, model: Option<&str>, window| {
        Some(Work::Choose(Choice { provider: provider.into(), model: model.map(Into::into), window }))
    };
    assert_eq!(rig.starts("o 3 enter"), choice("openai", Some("o3-mini"), None));
    rig.wait(10);
    assert!(rig.app.overlay().is_none());
    assert!(rig.frame().contains("openai:o3-mini"), "{}", rig.frame());
    // A name that no list has is taken as it is typed.
    rig.keys("L enter").wait(10);
    assert_eq!(rig.starts("x y enter"), choice("openai", Some("xy"), None));
    rig.wait(10);
    // The simulator is not asked for models.
    rig.keys("L g").wait(10);
    assert_eq!(rig.starts("enter"), choice("sim", None, None));
    rig.wait(10);
    assert_eq!(rig.app.study().unwrap().data.provider, "sim (offline)");
    assert!(!rig.frame().contains('$'), "{}", rig.frame());
    rig.keys(": p r o v i d e r space l a b");
    assert_eq!(rig.starts("enter"), Some(Work::Probe("lab".into())));
}

#[test]
fn a_provider_that_does_not_answer_is_left_or_asked_again_and_never_waited_for() {
    let mut rig = Rig::asking((80, 24));
    rig.keys("L j").wait(10);
    assert_eq!(rig.starts("enter"), Some(Work::Probe("ollama".into())));
    assert!(rig.frame().contains("Asking http://127.0.0.1:11434"), "{}", rig.frame());
    let effects = rig.press("esc");
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Cancel(_))), "{effects:?}");
    rig.keys("enter").wait(10);
    assert!(rig.frame().contains("nobody listens"), "{}", rig.frame());
    assert_eq!(rig.starts("enter"), Some(Work::Probe("ollama".into())), "asked again");
    rig.keys("esc esc").wait(10);
    assert!(rig.app.overlay().is_none() && rig.app.screen() == Screen::Users);
}

#[test]
fn while_a_model_writes_no_other_one_takes_over() {
    let mut rig = Rig::asking((80, 24));
    rig.keys("j j enter").wait(10);
    rig.answers = false;
    let writes = rig.press("R");
    assert!(writes.iter().any(|effect| matches!(effect, Effect::Start { work: Work::WriteRest { .. }, .. })));
    rig.press("L");
    let id = match rig.workspace.pending.iter().find(|(_, work)| *work == Work::Providers) {
        Some((id, _)) => *id,
        None => panic!("nothing is listed"),
    };
    let sim = lusifer::simulation::Offered {
        name: "sim".into(),
        speaks: "",
        address: None,
        model: None,
        key: None,
        is_current: false,
    };
    rig.send(Message::Job { id, news: News::Providers(vec![sim]) });
    assert_eq!(rig.starts("enter"), None);
    assert!(rig.app.log().shown().is_some_and(|said| said.text.contains("is under way")));
}
