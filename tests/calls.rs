//! Calls: what was asked of a model, try by try, on screen, copied and exported.

#![cfg(test)]

#[path = "common/judged.rs"]
mod judged;
#[path = "common/made_up.rs"]
#[expect(dead_code, reason = "shared with other tests, which need other parts")]
mod made_up;
#[path = "common/rig.rs"]
#[expect(dead_code, reason = "shared with other tests, which need other parts")]
mod rig;

use judged::{SIZES, judge, judge_in_ascii};
use lusifer::app::deeds::{Content, Errand};
use lusifer::app::screens::calls::{CallTab, CallsPane};
use lusifer::app::{Effect, Message, Screen, Work};
use lusifer::domain::text::is_hostile;
use rig::{Rig, small};

/// (name, keys) of the states that are compared.
const STATES: [(&str, &str); 7] = [
    ("calls", "5 k k"),
    ("calls-response", "5 k k tab ] ]"),
    ("calls-request", "5 tab ] j j"),
    ("calls-diff", "5 k k d"),
    ("calls-failed", "5 f g"),
    ("calls-filter", "5 / s t a t u s : r e j e c t e d"),
    ("calls-profile", "2 h"),
];

/// A user whose profile was written and whose items were rated by asking a model.
fn asked(size: (u16, u16)) -> Rig {
    let mut rig = Rig::with(size, "lusifer-dark", small());
    rig.workspace.talks = true;
    rig.keys("j enter R").wait(10);
    rig
}

fn at(size: (u16, u16), keys: &str) -> Rig {
    let mut rig = asked(size);
    rig.keys(keys).wait(10);
    rig
}

#[test]
fn frames_are_as_judged() {
    for (name, keys) in STATES {
        judge(name, |size| at(size, keys));
    }
}

#[test]
fn frames_in_ascii_are_as_judged() {
    judge_in_ascii("calls", &[(80, 24), (120, 40)], |size| at(size, "5 k k"));
}

fn call(rig: &Rig) -> i64 {
    rig.app.screens().calls.call().unwrap().id
}

#[test]
fn every_way_in_reads_the_calls_of_the_open_run() {
    let mut rig = Rig::new((80, 24));
    rig.answers = false;
    let reads = |effects: &[Effect]| {
        effects.iter().any(|effect| matches!(effect, Effect::Start { work: Work::Calls(_), .. }))
    };
    let key = |rig: &mut Rig, key: &str| rig.app.update(Message::Key(key.parse().unwrap()), rig.now);
    let effects = key(&mut rig, "5");
    assert_eq!(rig.app.screen(), Screen::Calls);
    assert!(!reads(&effects) && rig.frame().contains("No user is open"), "{}", rig.frame());
    rig.answers = true;
    rig.keys("1 j enter 5");
    assert!(rig.frame().contains("no run is open, so that no model was called"), "{}", rig.frame());
    rig.keys("2 R").wait(10);
    rig.keys("1");
    let effects = key(&mut rig, "5");
    assert!(reads(&effects), "{effects:?}");
    rig.workspace.take(effects);
    rig.settle();
    assert!(rig.frame().contains("no model call in r1: sim is the offline simulator"), "{}", rig.frame());
}

#[test]
fn a_state_and_its_call_lead_to_each_other() {
    let mut rig = asked((120, 40));
    // The state's line says what it took: all tries together.
    rig.keys("2 G h");
    assert!(
        rig.frame().contains("call 14 (5)   1,792/220 tokens   $0.0004 and 1 unknown"),
        "{}",
        rig.frame()
    );
    rig.keys("5");
    assert_eq!(call(&rig), 14, "the last call of the state that was looked at");
    rig.keys("k k enter");
    let subject = rig.app.study().unwrap().subject.as_ref().unwrap();
    assert_eq!((rig.app.screen(), rig.app.screens().profile.batch(subject)), (Screen::Profile, Some(2)));
    assert!(rig.frame().contains("back to Calls"), "{}", rig.frame());
    rig.keys("esc");
    assert_eq!((rig.app.screen(), call(&rig)), (Screen::Calls, 12));
    // What was asked of items leads to what came back for them.
    rig.keys("G enter");
    assert_eq!(rig.app.screen(), Screen::Rate);
    rig.keys("esc");
    assert_eq!(rig.app.screen(), Screen::Calls);
}

#[test]
fn failed_ones_are_listed_alone_and_a_filter_finds_words_of_an_answer() {
    let mut rig = asked((80, 24));
    let listed = |rig: &Rig| rig.app.screens().calls.rows().iter().map(|call| call.id).collect::<Vec<_>>();
    rig.keys("1 5");
    assert_eq!(call(&rig), 20, "the newest first of all");
    rig.keys("f");
    assert_eq!(listed(&rig), [13, 15, 16, 18, 20]);
    assert_eq!(call(&rig), 20);
    rig.keys("f /").text("hope this");
    assert_eq!(listed(&rig), [15]);
    rig.keys("esc /").text("status:rejected batch:4 task:profile");
    assert_eq!(listed(&rig), [15, 16]);
    rig.keys("enter esc /").text("nothing like it");
    assert!(rig.frame().contains("no call matches"), "{}", rig.frame());
    rig.keys("esc");
    assert_eq!(listed(&rig).len(), 10);
}

#[test]
fn the_place_that_was_rejected_has_a_caret() {
    for size in SIZES {
        let mut rig = asked(size);
        rig.keys("5 k k").wait(10);
        assert_eq!(call(&rig), 15);
        rig.keys(if size.0 < 110 { "tab ] ]" } else { "tab tab ]" });
        let frame = rig.frame();
        let rows: Vec<&str> = frame.lines().collect();
        let at = rows
            .iter()
            .position(|row| row.contains("3 I hope this helps!"))
            .unwrap_or_else(|| panic!("{frame}"));
        let column = rows[at].find("I hope").unwrap();
        assert_eq!(rows[at + 1].find("^ text after the closing"), Some(column), "{frame}");
    }
}

#[test]
fn messages_of_a_request_are_folded() {
    let mut rig = asked((80, 24));
    rig.keys("5 tab ]").wait(10);
    assert!(rig.frame().contains("You are an advanced language model"), "{}", rig.frame());
    rig.keys("j j j space");
    assert!(rig.frame().contains("+ system"), "{}", rig.frame());
    assert!(!rig.frame().contains("You are an advanced language model"), "{}", rig.frame());
    rig.keys("space");
    assert!(rig.frame().contains("- system"), "{}", rig.frame());
}

#[test]
fn the_next_try_stands_beside_one_and_is_left_again() {
    let mut rig = asked((120, 40));
    rig.keys("5 k k d").wait(10);
    assert_eq!(rig.app.screens().calls.tab(), CallTab::Diff);
    assert!(rig.frame().contains("call 15 (rejected) > call 16 (rejected)"), "{}", rig.frame());
    rig.keys("j");
    assert!(rig.frame().contains("call 16 (rejected) > call 17 (ok)"), "{}", rig.frame());
    rig.keys("d");
    assert_eq!(rig.app.screens().calls.tab(), CallTab::Why);
    // Where no other try was made, nothing is shown and why is said.
    rig.keys("j d");
    assert_eq!(rig.app.screens().calls.tab(), CallTab::Why);
    assert!(rig.frame().contains("no other try came after it"), "{}", rig.frame());
}

#[test]
fn what_is_copied_and_exported_holds_no_key_and_drives_no_terminal() {
    let mut rig = asked((120, 40));
    rig.keys("5 k k y Y").wait(10);
    rig.keys("tab tab Y").wait(10);
    let clips: Vec<String> = rig
        .workspace
        .errands
        .iter()
        .filter_map(|errand| match errand {
            Errand::Copy(clip) => Some(clip.text.clone()),
            _ => None,
        })
        .collect();
    let [curl, table, why] = clips.as_slice() else { panic!("{clips:?}") };
    assert!(curl.starts_with("curl -sS 'https://api.openai.com/v1/chat/completions'"), "{curl}");
    assert!(curl.contains("Bearer $OPENAI_API_KEY\"") && curl.contains(r"it'\''s what they rate"), "{curl}");
    assert!(table.contains("| 15 | 2026-11-22T12:07:28Z | profile | 4 | 0 | 1 | 3 |"), "{table}");
    assert!(why.contains("An answer came that could not be taken"), "{why}");
    // Every tab of every call.
    rig.keys("shift+tab shift+tab g");
    for row in 0..10 {
        for tab in CallTab::ALL {
            let calls = &rig.app.screens().calls;
            let mut calls = calls.clone();
            calls.focus(CallsPane::Tab(tab));
            for line in calls.whole(rig.app.study().unwrap(), tab) {
                assert!(!line.text().chars().any(is_hostile), "{tab:?} of row {row}: {:?}", line.text());
                assert!(!line.text().contains("secret=1"), "{tab:?}");
            }
        }
        rig.keys("j");
    }
    rig.keys("s enter");
    let saved = rig.workspace.errands.iter().rev().find_map(|errand| match errand {
        Errand::Save(save) => Some(save.clone()),
        _ => None,
    });
    assert!(matches!(saved.unwrap().content, Content::Text(text) if !text.contains("secret=1")));
}
