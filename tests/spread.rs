//! Steps done several times more: how often is asked, what it takes stands beside it, and how far apart it comes out.

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
use lusifer::app::spread::Steps;
use lusifer::app::{Effect, Work};
use lusifer::domain::{RepeatStep, RunId, Task};
use made_up::forecast;
use rig::{Rig, small};

/// A state that is compared: its name, and the keys to it.
const STATES: [(&str, &str); 6] = [
    ("spread-nothing", "j enter R S"),
    ("spread-asked", "j enter R S r"),
    ("spread-profile", "j enter R S r enter"),
    ("spread-ratings", "j enter R 3 a enter S r enter"),
    ("spread-two", "j enter R 3 a enter 2 h h b enter 3 a enter 6 m j m c S r enter"),
    ("compare-repeated", "j enter R 3 a enter 2 h h b enter 3 a enter 6 m j m c S r enter esc"),
];

fn at(size: (u16, u16), name: &str) -> Rig {
    let (_, keys) = STATES.into_iter().find(|(state, _)| *state == name).unwrap();
    let mut rig = Rig::asking(size);
    rig.keys(keys).wait(10);
    rig
}

#[test]
fn frames_are_as_judged() {
    for (name, _) in STATES {
        judge(name, |size| at(size, name));
        at((80, 24), name).ascii();
    }
}

fn step(batch: usize) -> Steps {
    Steps(RepeatStep { run: RunId(1), task: Task::Profile, batch }, None)
}

#[test]
fn how_often_is_asked_and_what_that_takes_follows_what_is_typed() {
    let mut rig = Rig::asking((100, 30));
    rig.keys("j enter R h S r").wait(10);
    let steps = step(3);
    assert!(rig.frame().contains("5 calls"), "{}", rig.frame());
    rig.keys("backspace").text("12").wait(10);
    assert!(rig.frame().contains("12 calls"), "{}", rig.frame());
    // What is no number is said, and nothing is begun.
    rig.keys("backspace backspace").text("99");
    assert_eq!(rig.starts("enter"), None);
    assert!(rig.frame().contains("a number from 1 to 50 is needed"), "{}", rig.frame());
    assert_eq!(rig.starts("backspace enter"), Some(Work::Repeat { steps, times: 9 }));
    rig.settle();
    assert!(rig.frame().contains("repeated 9 times"), "{}", rig.frame());
    let text = rig.app.sheet().unwrap().markdown();
    assert!(text.contains("10 of 10") && text.contains("3 of 10"), "{text}");
    // More of it: what is kept counts.
    rig.keys("r");
    let frame = rig.frame();
    assert!(frame.contains("times 14") && frame.contains("9 are kept already"), "{frame}");
}

#[test]
fn a_dear_repetition_is_asked_about_first() {
    let mut rig = Rig::asking((100, 30));
    rig.keys("j enter R S r");
    rig.workspace.doubt = Some(Doubt::Cost { forecast: forecast(400), above: 0.05 });
    rig.keys("enter").wait(10);
    let frame = rig.frame();
    assert!(frame.contains("repeating B4 of r1 may cost"), "{frame}");
    let steps = step(4);
    let Some(Work::Decided { work, .. }) = rig.starts("y") else { panic!("nothing decided") };
    assert_eq!(*work, Work::Repeat { steps, times: 5 });
}

#[test]
fn it_goes_on_while_it_is_not_looked_at_and_is_held_and_cancelled_like_other_work() {
    let mut rig = Rig::asking((100, 30));
    rig.keys("j enter R S r");
    rig.answers = false;
    assert!(matches!(rig.starts("enter"), Some(Work::Repeat { .. })));
    assert!(rig.press("P").iter().any(|effect| matches!(effect, Effect::Hold(_, true))));
    rig.keys("r");
    assert!(rig.frame().contains("a step is being repeated already"), "{}", rig.frame());
    rig.keys("esc q");
    assert!(rig.frame().contains("Quit while repeating B4 of r1"), "{}", rig.frame());
    rig.keys("n S");
    assert!(rig.press("x").iter().any(|effect| matches!(effect, Effect::Cancel(_))));
    assert!(rig.frame().contains("cancelled: repeating B4 of r1"), "{}", rig.frame());
}

#[test]
fn where_there_is_no_step_the_reason_is_said() {
    let mut rig = Rig::asking((100, 30));
    rig.keys("j enter S");
    assert!(rig.frame().contains("repeat: "), "{}", rig.frame());
    rig.wait(10).keys("R 3 S");
    assert!(rig.frame().contains("nothing was rated on B4 yet"), "{}", rig.frame());
    // In a replay what was repeated can be read, and no more of it made.
    let data = small();
    let mut rig = Rig::with((100, 30), "lusifer-dark", data);
    rig.keys("j enter R").wait(10);
    rig.app = rig.app.clone().replaying(Some(false));
    rig.keys("S r");
    assert!(rig.frame().contains("a replay is read-only"), "{}", rig.frame());
}

#[test]
fn what_it_came_to_can_be_copied_and_exported() {
    let mut rig = at((100, 30), "spread-ratings");
    let sheet = rig.app.sheet().unwrap();
    assert_eq!(sheet.columns[..5], ["step", "number", "seed", "item", "rating"]);
    assert_eq!(sheet.rows.len() % 6, 0, "six times every item");
    let text = sheet.markdown();
    assert!(text.contains("the ratings on B4 of r1") && text.contains("RMSE"), "{text}");
    assert!(rig.keys("s").frame().contains("spread.csv"));
}
