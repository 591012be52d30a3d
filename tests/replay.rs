//! A replay on screen: what was recorded can be looked at, nothing can be written, and what is off says why.

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

use judged::{SIZES, judge};
use lusifer::app::{Message, News, Work};
use rig::Rig;

/// A user with all batches written, two runs and ratings, as a replay.
fn replay(size: (u16, u16), realtime: bool) -> Rig {
    let mut rig = Rig::new(size);
    rig.keys("j enter R 3 a enter 2").wait(10);
    rig.app = rig.app.clone().replaying(Some(realtime));
    rig
}

#[test]
fn frames_of_a_replay_are_as_judged() {
    for (name, keys) in [("replay", ""), ("replay-rate", "3"), ("replay-refused", "b")] {
        judge(name, |size| {
            let mut rig = replay(size, false);
            rig.keys(keys);
            rig
        });
    }
}

#[test]
fn every_screen_says_that_it_is_a_replay() {
    for size in SIZES {
        let mut rig = replay(size, false);
        for screen in ["1", "2", "3", "4", "5", "6", "7"] {
            let frame = rig.keys(screen).frame();
            assert!(frame.lines().next().unwrap().contains("replay"), "{screen}\n{frame}");
        }
    }
}

#[test]
fn whatever_would_write_is_off_and_says_why() {
    let mut rig = replay((120, 40), false);
    rig.answers = false;
    let writes = |work: &Work| {
        matches!(
            work,
            Work::WriteNext { .. }
                | Work::WriteRest { .. }
                | Work::WriteAll { .. }
                | Work::Fork { .. }
                | Work::Rate { .. }
                | Work::RateEach { .. }
                | Work::Change(_)
                | Work::Play { .. }
        )
    };
    // The screen, and its keys that write: batches, forks, ratings, names, the trash.
    for (screen, keys) in
        [("1", "a R"), ("2", "r R b"), ("3", "tab space enter"), ("3", "tab R"), ("4", "R"), ("6", "e D")]
    {
        for key in keys.split(' ') {
            rig.wait(60);
            rig.keys(screen).keys(key);
            if !matches!(key, "a" | "space" | "tab") {
                let frame = rig.frame();
                assert!(frame.contains("a replay is read-only"), "{screen} {key}\n{frame}");
                assert!(rig.app.overlay().is_none(), "{screen} {key}");
                if screen == "3" {
                    rig.keys("3");
                }
            }
            let pending: Vec<_> = rig.workspace.pending.iter().filter(|(_, work)| writes(work)).collect();
            assert!(pending.is_empty(), "{screen} {key}: {pending:?}");
        }
    }
    let frame = rig.keys("2 ?").frame();
    assert!(frame.contains("replay is read-only)"), "{frame}");
}

#[test]
fn what_is_played_is_begun_by_itself_stopped_by_a_key_and_played_on() {
    let mut rig = replay((120, 40), true);
    let plays = |rig: &Rig| {
        let play = |(job, work): &(_, Work)| matches!(work, Work::Play { .. }).then_some(*job);
        rig.workspace.pending.iter().rev().find_map(play)
    };
    rig.answers = false;
    rig.keys("6");
    assert_eq!(plays(&rig), None);
    // The news of the runs: the run is open.
    for message in rig.workspace.answer() {
        rig.send(message);
    }
    let job = plays(&rig).unwrap();
    rig.keys("2").wait(10);
    assert!(rig.frame().contains("playing r1"), "{}", rig.frame());
    rig.keys("x").wait(10);
    assert!(rig.frame().contains("r play on"), "{}", rig.frame());
    rig.keys("r");
    let again = plays(&rig).unwrap();
    assert_ne!(again, job);
    rig.send(Message::Job { id: again, news: News::Done });
    rig.wait(10);
    assert!(!rig.frame().contains("play on"), "all was played");
}
