//! Where the explorer opens: where it was left, or on a user or run that was asked for.

#![cfg(test)]

#[path = "common/made_up.rs"]
#[expect(dead_code, reason = "shared with other tests, which need other parts")]
mod made_up;
#[path = "common/rig.rs"]
#[expect(dead_code, reason = "shared with other tests, which need other parts")]
mod rig;

use std::sync::Arc;

use lusifer::app::arriving::ArrivingUser;
use lusifer::app::restore::{Opening, Place};
use lusifer::app::study::Subject;
use lusifer::app::{App, Message, News, Screen};
use lusifer::config::keymap::Keymap;
use lusifer::config::ui::UiSettings;
use lusifer::domain::{DataHash, Id, RunId};
use rig::Rig;

const SIZE: (u16, u16) = (100, 30);

/// The program again, on the same store, before anything that it asks for is answered.
fn begin(rig: &mut Rig, opening: Option<Opening>) {
    let (app, effects) = App::start(Arc::new(Keymap::built_in()), UiSettings::default(), SIZE, &[]);
    rig.app = app.opening(opening);
    rig.workspace.take(effects);
}

/// The program again, on the same store.
fn again(rig: &mut Rig, opening: Option<Opening>) {
    begin(rig, opening);
    rig.settle();
}

fn left(rig: &Rig) -> Opening {
    let (hash, place) = rig.app.place().unwrap();
    Opening::Left(hash, place)
}

fn asked(rig: &mut Rig, user: Option<i64>, run: Option<i64>) -> String {
    again(rig, Opening::asked(user.map(Id::from), run.map(RunId)));
    rig.frame()
}

fn said(rig: &Rig) -> Option<&str> {
    rig.app.log().shown().map(|entry| entry.text.as_str())
}

#[test]
fn every_screen_opens_again_with_user_run_and_batch() {
    for (screen, key) in [
        (Screen::Profile, "2"),
        (Screen::Rate, "3"),
        (Screen::Metrics, "4"),
        (Screen::Calls, "5"),
        (Screen::Runs, "6"),
        (Screen::Prompts, "7"),
    ] {
        let mut rig = Rig::new(SIZE);
        // A fork is open, which is the newest; then the run before it, and of that the second batch.
        rig.keys("j j enter R b enter < h").keys(key);
        let opening = left(&rig);
        let Opening::Left(_, Place { user, run, batch, .. }) = &opening else { panic!() };
        assert_eq!((user.clone(), *run, *batch), (Some(3.into()), Some(RunId(1)), Some(2)), "{screen:?}");
        again(&mut rig, Some(opening.clone()));
        assert_eq!(rig.app.screen(), screen);
        assert_eq!(left(&rig), opening, "{}", rig.frame());
        assert_eq!(said(&rig), None, "a run that is whole needs no words");
        rig.keys("1");
        assert_eq!(rig.app.screens().users.selected(), Some(2), "the row of the user");
    }
}

#[test]
fn what_was_set_side_by_side_opens_again_so() {
    let mut rig = Rig::new(SIZE);
    // A fork from the third batch, beside the run that it left, at an earlier state of both.
    rig.keys("j j enter R h b enter R").wait(10);
    rig.keys("h m < m c h").wait(10);
    assert_eq!(rig.app.screen(), Screen::Compare, "{}", rig.frame());
    let opening = left(&rig);
    let Opening::Left(hash, place) = &opening else { panic!() };
    assert!(place.beside.is_some_and(|beside| beside.batches.is_some()), "{place:?}");
    let before = rig.frame();
    again(&mut rig, Some(opening.clone()));
    rig.wait(10);
    assert_eq!(rig.app.screen(), Screen::Compare, "{}", rig.frame());
    assert_eq!(left(&rig), opening);
    assert_eq!(rig.frame(), before);
    rig.keys("esc");
    assert_eq!(rig.app.screen(), Screen::Runs);
    // One of the two is gone: it is the list of runs.
    let beside = place.beside.map(|mut beside| {
        beside.marks[1].run = RunId(99);
        beside
    });
    let place = Place { beside, ..place.clone() };
    again(&mut rig, Some(Opening::Left(*hash, place)));
    assert_eq!(rig.app.screen(), Screen::Runs);
}

#[test]
fn the_list_of_users_opens_with_its_row_and_nobody_is_looked_at() {
    let mut rig = Rig::new(SIZE);
    rig.keys("j j j");
    let opening = left(&rig);
    again(&mut rig, Some(opening));
    assert_eq!((rig.app.screen(), rig.app.screens().users.selected()), (Screen::Users, Some(3)));
    assert!(rig.app.study().unwrap().subject.is_none());
}

#[test]
fn what_is_missing_of_a_run_is_said_with_the_key_that_writes_it() {
    let mut rig = Rig::new(SIZE);
    rig.keys("enter r r");
    let opening = left(&rig);
    again(&mut rig, Some(opening));
    assert_eq!(said(&rig), Some("r1 has 2 of 3 batches; R writes the rest"));
    rig.keys("3");
    let opening = left(&rig);
    again(&mut rig, Some(opening));
    assert_eq!(said(&rig), Some("r1 has 2 of 3 batches; R on Profile writes the rest"));
}

#[test]
fn other_ratings_and_other_hands_come_first() {
    let mut rig = Rig::new(SIZE);
    rig.keys("j enter R 3");
    let Opening::Left(hash, place) = left(&rig) else { panic!() };
    again(&mut rig, Some(Opening::Left(DataHash(!hash.0), place.clone())));
    assert_eq!((rig.app.screen(), rig.app.study().unwrap().subject.is_none()), (Screen::Users, true));
    // Somebody opens a user while the runs are still listed.
    begin(&mut rig, Some(Opening::Left(hash, place)));
    assert!(rig.app.place().is_none(), "nowhere yet");
    rig.answers = false;
    for message in rig.workspace.answer() {
        rig.send(message);
    }
    rig.keys("enter");
    rig.settle();
    assert_eq!(rig.app.screen(), Screen::Profile);
    assert_eq!(rig.app.study().unwrap().subject.as_ref().unwrap().id, 1.into());
}

/// A key that is typed before all is back goes where it says, and what is looked at there is what was left.
#[test]
fn who_goes_to_a_screen_before_all_is_back_stays_there() {
    let mut rig = Rig::new(SIZE);
    rig.keys("j j enter R h b enter R < m < m c").wait(10);
    let opening = left(&rig);
    assert!(matches!(&opening, Opening::Left(_, place) if place.beside.is_some()), "{opening:?}");
    for answers_first in [0, 1] {
        for (key, screen) in [("7", Screen::Prompts), ("4", Screen::Metrics), ("6", Screen::Runs)] {
            begin(&mut rig, Some(opening.clone()));
            rig.answers = false;
            for message in (0..answers_first).flat_map(|_| rig.workspace.answer()).collect::<Vec<_>>() {
                rig.send(message);
            }
            rig.keys(key);
            rig.answers = true;
            rig.settle();
            assert_eq!(rig.app.screen(), screen, "{}", rig.frame());
            let user = rig.app.study().unwrap().subject.as_ref().map(|subject| subject.id.clone());
            assert_eq!(user, Some(3.into()), "{}", rig.frame());
        }
    }
}

#[test]
fn who_is_selected_while_the_data_are_read_is_not_left_for_who_was_looked_at() {
    let mut rig = Rig::new(SIZE);
    rig.keys("enter R");
    let opening = left(&rig);
    begin(&mut rig, Some(opening));
    rig.answers = false;
    let id = rig.workspace.pending.first().unwrap().0;
    let users = (1..10).map(|number| ArrivingUser { number, ratings: 20, mean: 3.5 }).collect();
    rig.send(Message::Job { id, news: News::Arriving { from: 0, users, is_scattered: false } });
    rig.keys("j j j");
    rig.answers = true;
    rig.settle();
    assert_eq!((rig.app.screen(), rig.app.screens().users.selected()), (Screen::Users, Some(3)));
    assert!(rig.app.study().unwrap().subject.is_none(), "{}", rig.frame());
}

#[test]
fn left_before_it_came_there_it_still_goes_there() {
    let mut rig = Rig::new(SIZE);
    rig.keys("enter R b enter < h 3");
    let opening = left(&rig);
    begin(&mut rig, Some(opening.clone()));
    rig.answers = false;
    while rig.app.screen() == Screen::Users {
        for message in rig.workspace.answer() {
            rig.send(message);
        }
    }
    assert!(!rig.app.study().unwrap().subject.as_ref().unwrap().is_read);
    assert_eq!(left(&rig), opening);
}

#[test]
fn a_run_that_is_gone_gives_way_to_the_newest() {
    let mut rig = Rig::new(SIZE);
    rig.keys("enter R b enter");
    let opening = left(&rig);
    rig.workspace.trash.push(RunId(2));
    again(&mut rig, Some(opening));
    assert_eq!(said(&rig), Some("r2 is in the trash; here is the user's newest run"));
    assert_eq!(rig.app.study().unwrap().subject.as_ref().unwrap().run_id(), Some(RunId(1)));
}

#[test]
fn a_user_or_a_run_that_is_asked_for_opens() {
    let mut rig = Rig::new(SIZE);
    rig.keys("j enter R b enter 1 j enter R");
    let run = |rig: &Rig| rig.app.study().unwrap().subject.as_ref().and_then(Subject::run_id);
    asked(&mut rig, Some(2), None);
    assert_eq!((rig.app.screen(), run(&rig)), (Screen::Profile, Some(RunId(2))), "the newest");
    asked(&mut rig, None, Some(1));
    assert_eq!((rig.app.screen(), run(&rig)), (Screen::Profile, Some(RunId(1))));
    asked(&mut rig, Some(3), Some(3));
    assert_eq!(run(&rig), Some(RunId(3)));
    asked(&mut rig, Some(5), None);
    assert_eq!((rig.app.screen(), run(&rig)), (Screen::Profile, None), "nothing is written yet");
}

#[test]
fn what_is_asked_for_and_not_there_is_said_in_a_sentence() {
    let mut rig = Rig::new(SIZE);
    rig.keys("j enter R 1 j enter R");
    rig.workspace.trash.push(RunId(2));
    let cases = [
        (Some(999_999), None, "there is no user 999999 in"),
        (None, Some(9), "there is no run r9; here are all users"),
        (None, Some(2), "r2 is in the trash; here are all users"),
        (Some(1), Some(1), "r1 is of user 2, not of user 1; here are all users"),
    ];
    for (user, run, why) in cases {
        let frame = asked(&mut rig, user, run);
        assert!(frame.contains(why), "{why}:\n{frame}");
        assert_eq!((rig.app.screen(), rig.app.study().unwrap().subject.is_none()), (Screen::Users, true));
    }
}
