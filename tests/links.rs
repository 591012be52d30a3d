//! From a place on one screen to what stands behind it on another, and back.

#![cfg(test)]

#[path = "common/made_up.rs"]
#[expect(dead_code, reason = "shared with other tests, which need other parts")]
mod made_up;
#[path = "common/rig.rs"]
#[expect(dead_code, reason = "shared with other tests, which need other parts")]
mod rig;

use lusifer::app::Screen;
use lusifer::app::says::Cause;
use lusifer::app::screens::metrics::MetricsPane;
use lusifer::app::screens::profile::ProfilePane;
use lusifer::app::screens::rate::RatePane;
use rig::Rig;

const SIZES: [(u16, u16); 4] = [(60, 18), (80, 24), (120, 40), (200, 60)];

/// A user with all batches written and items rated on the last, on the errors by genre.
fn errors(size: (u16, u16)) -> Rig {
    let mut rig = Rig::new(size);
    rig.keys("j enter R 3 a enter 4 tab tab tab").wait(10);
    assert_eq!(rig.app.screens().metrics.focus, MetricsPane::Groups);
    rig
}

fn cause(rig: &Rig) -> Cause {
    let study = rig.app.study().unwrap();
    let metrics = &rig.app.screens().metrics;
    let answer = metrics.answer(study).unwrap();
    Cause::of(&study.data, study.subject.as_ref().unwrap(), answer, metrics.asked())
}

fn groups(rig: &Rig) -> usize {
    rig.app.screens().metrics.groups(rig.app.study().unwrap()).len()
}

/// The number of the sentence that is selected on Profile, after or before the change.
fn sentence(rig: &Rig) -> (usize, Option<usize>, Option<usize>) {
    let subject = rig.app.study().unwrap().subject.as_ref().unwrap();
    let profile = &rig.app.screens().profile;
    let sentences = profile.sentences(subject);
    let pair = sentences[profile.sentence(sentences.len()).unwrap()];
    let number = |one: &Option<lusifer::diff::Sentence>| one.as_ref().map(|one| one.number);
    (profile.batch(subject).unwrap(), number(&pair.after), number(&pair.before))
}

#[test]
fn an_error_leads_to_what_the_profile_says_and_back_step_by_step() {
    for size in SIZES {
        let mut rig = errors(size);
        let mut led = 0;
        for group in 0..groups(&rig) {
            rig.keys("g").keys(&"j ".repeat(group));
            let list = rig.frame();
            rig.keys("enter").wait(10);
            let items = rig.frame();
            let study = rig.app.study().unwrap();
            let subject = study.subject.as_ref().unwrap();
            let state = rig.app.screens().metrics.answer(study).unwrap().state;
            let spoken = cause(&rig).spoken(subject, state);
            rig.keys("enter");
            match spoken {
                Some(spoken) => {
                    led += 1;
                    assert_eq!(rig.app.screen(), Screen::Profile, "{size:?} {group}");
                    assert_eq!(rig.app.screens().profile.focus.pane, ProfilePane::Text);
                    let number = Some(spoken.number);
                    let (batch, after, before) = sentence(&rig);
                    if spoken.is_dropped {
                        assert!((batch, before) == (spoken.batch + 1, number) || after == number);
                    } else {
                        assert_eq!((batch, after), (spoken.batch, number), "{size:?} {group}");
                    }
                    rig.wait(10);
                    assert!(rig.frame().contains("back to Metrics"), "{}", rig.frame());
                    // Further on, to its evidence, the way back is longer by one step.
                    rig.keys("enter esc").wait(10);
                    assert_eq!(rig.app.screen(), Screen::Profile);
                    rig.keys("esc");
                }
                None => assert!(rig.frame().contains("open: no profile up to B"), "{}", rig.frame()),
            }
            rig.wait(10);
            assert_eq!(rig.frame(), items, "back to the same item");
            rig.keys("esc").wait(10);
            assert_eq!(rig.frame(), list, "back to the same group");
        }
        assert!(led >= 3, "{led}");
    }
}

#[test]
fn the_rate_result_of_an_item_is_one_key_away_and_leads_back_too() {
    for size in SIZES {
        let mut rig = errors(size);
        rig.keys("enter").wait(10);
        let items = rig.frame();
        rig.keys("3");
        assert_eq!((rig.app.screen(), rig.app.screens().rate.focus), (Screen::Rate, RatePane::Results));
        rig.keys("esc").wait(10);
        assert_eq!(rig.frame(), items);
        // Gone on by another way, esc means what it ever did.
        rig.keys("3 2 esc");
        assert_eq!(rig.app.screen(), Screen::Users, "{size:?}");
    }
}

#[test]
fn the_largest_errors_are_reached_below_the_groups() {
    for size in SIZES {
        let mut rig = errors(size);
        let count = groups(&rig);
        rig.keys("g").keys(&"j ".repeat(count));
        let study = rig.app.study().unwrap();
        assert_eq!(rig.app.screens().metrics.largest_row(study), Some(0));
        assert_eq!(rig.app.screens().metrics.group_row(study), None);
        let answer = rig.app.screens().metrics.answer(study).unwrap().clone();
        let worst = answer.error().unwrap().abs();
        assert!(rig.frame().contains("largest errors") && rig.frame().contains("1 of 15"), "{}", rig.frame());
        rig.keys("j");
        let study = rig.app.study().unwrap();
        assert!(rig.app.screens().metrics.answer(study).unwrap().error().unwrap().abs() <= worst);
        let place = rig.frame();
        rig.keys("3 esc").wait(10);
        assert_eq!(rig.frame(), place);
        rig.keys("k k");
        assert_eq!(rig.app.screens().metrics.group_row(rig.app.study().unwrap()), Some(count - 1));
    }
}

#[test]
fn zoom_is_as_it_was_after_the_way_back() {
    let mut rig = errors((120, 40));
    rig.keys("g j enter z").wait(10);
    assert!(rig.app.is_zoomed());
    let place = rig.frame();
    rig.keys("3");
    assert!(!rig.app.is_zoomed());
    rig.keys("esc").wait(10);
    assert_eq!(rig.frame(), place);
}
