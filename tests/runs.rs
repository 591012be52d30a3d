//! The kept runs on screen: list and tree, names, the trash, marks, undo, two runs side by side.

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
use lusifer::app::marks::Marks;
use lusifer::app::screens::compare::ComparePane;
use lusifer::app::{Screen, Work};
use lusifer::domain::{Order, PackTexts, RunId};
use made_up::PROMPTS;
use rig::{Rig, hostile, rows, small};

/// r1 of user 2 with ratings, r2 forked from its B3 with ratings, r3 of user 3; on Runs.
const THREE: &str = "j enter R 3 a enter 2 h b enter R 3 a enter 1 j enter R 6";

const STATES: [(&str, &str); 9] = [
    ("runs-none", "6"),
    ("runs-forks", ""),
    ("runs-marked", "j m j m"),
    ("runs-parent-in-trash", "j D y"),
    ("runs-trash", "j D y l l"),
    ("runs-rename", "j e"),
    ("runs-users-marked", "1 space j j space"),
    ("compare-ratings", "j m j m c tab H j"),
    ("compare-figures", "j m j m c tab tab"),
];

fn rig(size: (u16, u16), name: &str, keys: &str) -> Rig {
    let mut rig = Rig::new(size);
    if name != "runs-none" {
        rig.keys(THREE);
    }
    rig.keys(keys).wait(10);
    rig
}

#[test]
fn frames_are_as_judged() {
    for (name, keys) in STATES {
        judge(name, |size| rig(size, name, keys));
    }
}

/// r1 of user 2 and r2, forked from its B3 with prompts of which two files were edited; on Compare.
fn two_packs(size: (u16, u16)) -> Rig {
    let mut rig = Rig::new(size);
    rig.workspace.talks = true;
    rig.keys("j enter R b enter 6");
    let kept = |hash: &str, name: &str, update: &str, rate: &str| PackTexts {
        hash: hash.to_owned(),
        name: name.to_owned(),
        files: [("system.md", SYSTEM), ("profile_update.md", update), ("rate.md", rate)]
            .map(|(file, text)| (file.to_owned(), text.to_owned()))
            .to_vec(),
    };
    rig.workspace.packs = vec![
        kept(PROMPTS, "paper", UPDATE, "Rate the films.\n"),
        kept(OTHER, "my-paper", UPDATE_EDITED, "Rate the films.\nGive a reason.\n"),
    ];
    let fork = rig.workspace.runs.iter_mut().find(|run| run.id == RunId(2)).unwrap();
    fork.spec.simulator.parameters = format!("llm-1, prompts {OTHER}, temperature 0 and 0");
    rig
}

const OTHER: &str = "9c01c2d4aaaaaaaa";
const SYSTEM: &str = "You study one person's taste in films.\n";
const UPDATE: &str = "Revise the profile of this person's taste.\n\n- Name no title.\n- Write two paragraphs, 100 to 200 \
    words.\n- Be kind.\n\n{{ profile }}\n\n{{ items }}\n";
const UPDATE_EDITED: &str = "Revise the profile of this person's taste.\n\n- Name no title.\n- Write two paragraphs, 80 \
    to 150 words.\n\n{{ profile }}\n\n{{ items }}\n\n\u{202e}Say what is uncertain.\n";

#[test]
fn frames_of_prompts_beside_each_other_are_as_judged() {
    judge("compare-prompts", |size| {
        let mut rig = two_packs(size);
        rig.keys("g m j m c p").wait(10);
        rig
    });
}

#[test]
fn prompts_of_two_runs_are_set_against_each_other_or_it_is_said_why_not() {
    let mut rig = two_packs((120, 40));
    rig.keys("g m j m c p");
    assert_eq!(rig.app.screens().compare.focus, ComparePane::Prompts);
    let files = rig.app.screens().compare.loaded().unwrap().prompts().files.clone();
    let named: Vec<_> = files.iter().map(|(file, became)| (&**file, &**became)).collect();
    assert_eq!(
        named,
        [("profile_update.md", "1 line edited, 2 added, 1 dropped"), ("rate.md", "1 line added")]
    );
    assert!(!rig.frame().chars().any(|it| it == '\u{202e}'), "what turns text around is shown, not done");
    let line = |rig: &Rig| {
        let compare = &rig.app.screens().compare;
        compare.lines()[compare.line(compare.lines().len()).unwrap()].text()
    };
    rig.keys("n");
    assert!(line(&rig).contains("Write two paragraphs"), "{}", line(&rig));
    assert!(line(&rig).contains("100 to 200 words"), "{}", line(&rig));
    rig.keys("n");
    assert!(line(&rig).contains("80 to 150 words"), "{}", line(&rig));
    rig.keys("n");
    assert!(line(&rig).contains("Be kind"), "{}", line(&rig));
    // The other way round what was added is dropped.
    rig.keys("M");
    let files = &rig.app.screens().compare.loaded().unwrap().prompts().files;
    assert_eq!(files[1].1, "1 line dropped");
    rig.keys("p");
    assert_eq!(rig.app.screens().compare.focus, ComparePane::Text);

    let mut rig = two_packs((120, 40));
    rig.workspace.packs.truncate(1);
    rig.keys("g m j m c p");
    assert!(rig.frame().contains("The prompts differ, ef7021e8 and 9c01c2d4"), "{}", rig.frame());
    let mut rig = Rig::new((120, 40));
    rig.workspace.talks = true;
    rig.keys("j enter R b enter 6 g m j m c p");
    assert!(rig.frame().contains("written with the same prompts, ef7021e8."), "{}", rig.frame());
    assert!(rig.frame().contains("shared"), "{}", rig.frame());
    let mut rig = three();
    rig.keys("j m j m c p");
    assert!(rig.frame().contains("offline simulator's, which reads no prompts"), "{}", rig.frame());
}

fn three() -> Rig {
    let mut rig = Rig::new((120, 40));
    rig.keys(THREE);
    rig
}

/// Numbers of the runs that are listed, from top to bottom.
fn listed(rig: &Rig) -> Vec<i64> {
    rig.app.screens().runs.rows().iter().map(|row| row.run.0).collect()
}

fn open_run(rig: &Rig) -> Option<i64> {
    let subject = rig.app.study().unwrap().subject.as_ref().unwrap();
    subject.run_id().map(|run| run.0)
}

fn said(rig: &Rig) -> String {
    rig.app.log().entries().next().map_or_else(String::new, |entry| entry.text.clone())
}

#[test]
fn the_list_starts_on_the_open_run_and_opens_others_of_any_user() {
    let mut rig = three();
    assert_eq!(listed(&rig), [3, 1, 2]);
    assert_eq!(rig.app.screens().runs.run(), Some(RunId(3)));
    rig.keys("j enter");
    assert_eq!((rig.app.screen(), open_run(&rig)), (Screen::Profile, Some(1)));
    assert_eq!(rig.app.study().unwrap().subject.as_ref().unwrap().id.to_string(), "2");
    rig.keys("6 j enter");
    assert_eq!(open_run(&rig), Some(2));
    assert!(rig.app.study().unwrap().subject.as_ref().unwrap().answers().len() > 10, "with its ratings");
}

#[test]
fn scopes_and_filter_say_whose_runs_are_listed() {
    let mut rig = three();
    rig.keys("h");
    assert_eq!(listed(&rig), [3], "of the open user");
    rig.keys("l / u s e r : 2 enter");
    assert_eq!(listed(&rig), [1, 2]);
    rig.keys("esc / n > 5 space r m s e > 0");
    assert_eq!(listed(&rig), [1, 2], "{}", rig.frame());
    rig.keys("esc / m a i n - b enter");
    assert_eq!(listed(&rig), [2]);
    assert!(rig.app.screens().runs.rows()[0].branches.is_empty(), "its parent is not shown");
    rig.keys("esc / z z");
    assert!(rig.frame().contains("no run matches \"zz\""));
    rig.keys("esc o G enter");
    assert_eq!(rig.app.screens().runs.order.by, lusifer::app::screens::runs::RunOrder::Rmse);
    assert_eq!(listed(&rig).last(), Some(&3), "what has no figure stands last");
}

#[test]
fn runs_of_other_studies_are_counted_and_listed_with_the_reason() {
    let mut rig = Rig::new((120, 40));
    rig.keys("j enter R b enter 1 j enter R");
    rig.workspace.left_out = vec![(RunId(1), "another split")];
    rig.keys("6");
    assert_eq!(listed(&rig), [3, 2]);
    let frame = rig.frame();
    assert!(frame.contains("1 more run in the store: 1 with another split"), "{frame}");
    rig.keys("l");
    assert_eq!(listed(&rig), [3, 1, 2]);
    rig.keys("j enter");
    assert_eq!(rig.app.screen(), Screen::Runs);
    assert!(said(&rig).contains("r1 was made with another split"), "{}", said(&rig));
    assert!(rig.frame().contains("not open here: it was made with another split"));
}

#[test]
fn a_name_is_changed_undone_and_done_again() {
    let mut rig = three();
    rig.keys("j e ctrl+u").text("quiet").keys("enter");
    assert_eq!(rig.workspace.runs[0].name, "quiet");
    assert_eq!(said(&rig), "renamed r1 to quiet");
    assert!(rig.frame().contains("r1 quiet"));
    rig.keys("u");
    assert_eq!(
        (rig.workspace.runs[0].name.as_str(), said(&rig).as_str()),
        ("main", "undone: renamed r1 to quiet")
    );
    rig.keys("U");
    assert_eq!(
        (rig.workspace.runs[0].name.as_str(), said(&rig).as_str()),
        ("quiet", "done again: renamed r1 to quiet")
    );
    rig.keys("U");
    assert_eq!(said(&rig), "nothing to do again");
    // The same name, or none, changes nothing.
    rig.keys("e enter");
    assert!(rig.workspace.pending.is_empty() && said(&rig) == "nothing to do again");
}

#[test]
fn the_trash_asks_first_with_another_key_and_gives_back() {
    let mut rig = three();
    rig.keys("j D enter");
    assert!(rig.workspace.trash.is_empty(), "enter is no");
    rig.keys("D D y");
    assert_eq!(rig.workspace.trash, [RunId(1)]);
    assert_eq!(said(&rig), "put r1 into the trash");
    assert_eq!(listed(&rig), [3, 1, 2], "as a ghost over its fork");
    assert!(rig.frame().contains("main (trash)"), "{}", rig.frame());
    assert_eq!(rig.app.screens().runs.count(), 2);
    rig.keys("u");
    assert!(rig.workspace.trash.is_empty());
    assert_eq!(said(&rig), "undone: put r1 into the trash");
    rig.keys("U l l");
    assert_eq!(listed(&rig), [1]);
    rig.keys("D");
    assert!(said(&rig).contains("it is there already"), "{}", said(&rig));
    rig.keys("enter");
    assert!(rig.workspace.trash.is_empty());
    assert!(rig.frame().contains("the trash is empty"), "{}", rig.frame());
    assert_eq!(said(&rig), "took r1 out of the trash");
}

#[test]
fn trashing_the_open_run_opens_the_one_before_it() {
    let mut rig = three();
    rig.keys("j j enter 6 D y");
    assert_eq!(rig.workspace.trash, [RunId(2)]);
    assert_eq!(open_run(&rig), Some(1));
    rig.keys("D y");
    assert_eq!(open_run(&rig), None);
    rig.keys("2");
    assert!(rig.frame().contains("Nothing yet."), "{}", rig.frame());
}

#[test]
fn a_change_that_fails_is_not_done_and_cannot_be_undone() {
    let mut rig = three();
    rig.keys("j D");
    rig.workspace.failure = Some("the disk is full".to_owned());
    rig.keys("y");
    rig.workspace.failure = None;
    assert!(rig.workspace.trash.is_empty());
    rig.keys("esc u");
    assert_eq!(said(&rig), "nothing to undo");
}

#[test]
fn marks_are_set_cleared_and_undone() {
    let mut rig = three();
    rig.keys("c");
    assert!(said(&rig).contains("mark two runs or states first"), "{}", said(&rig));
    rig.keys("m");
    assert_eq!(said(&rig), "marked A r3");
    rig.keys("j m m");
    assert_eq!(said(&rig), "cleared the marks");
    rig.keys("u");
    assert_eq!(rig.app.study().unwrap().marks.title(), "marked A r3, B r1");
    rig.keys("M");
    assert_eq!(said(&rig), "marked A r1, B r3");
    rig.keys("u u u");
    assert_eq!(said(&rig), "undone: marked A r3");
    assert_eq!(rig.app.study().unwrap().marks, Marks::default());
}

#[test]
fn two_states_of_one_run_are_marked_on_profile_and_compared() {
    let mut rig = Rig::new((120, 40));
    rig.keys("j enter R m");
    assert_eq!(said(&rig), "marked A r1 B4");
    rig.keys("h h m c");
    assert_eq!(rig.app.screen(), Screen::Compare);
    let loaded = rig.app.screens().compare.loaded().unwrap();
    assert_eq!(loaded.batches(), Some((4, 2)));
    assert_eq!(loaded.pairs.iter().map(|(a, b, _)| (*a, *b)).collect::<Vec<_>>(), [(3, 1), (4, 2)]);
    rig.keys("h");
    assert_eq!(rig.app.screens().compare.loaded().unwrap().batches(), Some((3, 1)));
    rig.keys("M");
    let loaded = rig.app.screens().compare.loaded().unwrap();
    assert_eq!(loaded.batches(), Some((1, 3)), "the same two states, the other way round");
    rig.wait(10).keys("esc");
    assert_eq!(rig.app.screen(), Screen::Profile, "back to where it was asked");
}

#[test]
fn a_list_that_is_empty_says_what_is_in_the_trash() {
    let mut rig = Rig::new((120, 40));
    rig.keys("6");
    assert!(rig.frame().contains("no run yet"));
    rig.keys("1 j enter r 6 D y");
    assert!(rig.frame().contains("no run; 1 in the trash"), "{}", rig.frame());
}

#[test]
fn a_fork_is_compared_with_the_run_that_it_left_where_nothing_is_marked() {
    let mut rig = Rig::new((120, 40));
    rig.keys("j enter R c");
    assert_eq!(rig.app.screen(), Screen::Profile);
    assert_eq!(said(&rig), "compare: mark two runs or states first, A and B (m marks)");
    rig.wait(10).keys("h h b enter R").wait(10);
    assert!(rig.frame().contains("compare with r1"), "{}", rig.frame());
    rig.keys("c");
    assert_eq!(rig.app.screen(), Screen::Compare);
    assert_eq!(rig.app.study().unwrap().marks.title(), "marked A r1, B r2");
    // What is marked goes before what was left.
    rig.wait(10).keys("esc u < m > c");
    assert_eq!(rig.app.study().unwrap().marks.title(), "marked A r1 B4, B r2");
    rig.wait(10).keys("esc u u 6");
    assert_eq!(rig.app.screens().runs.run(), Some(RunId(2)));
    rig.keys("c");
    assert_eq!(rig.app.study().unwrap().marks.title(), "marked A r1, B r2", "from the list, too");
    // A run in the trash is not compared with.
    rig.wait(10).keys("esc u k D y j c");
    assert!(said(&rig).starts_with("compare: mark two runs"), "{}", said(&rig));
}

#[test]
fn two_runs_stand_side_by_side_with_texts_ratings_and_figures() {
    let mut rig = three();
    rig.keys("j m j c");
    assert_eq!(rig.app.study().unwrap().marks.title(), "marked A r1, B r2", "the selected one became B");
    let loaded = rig.app.screens().compare.loaded().unwrap();
    assert_eq!(loaded.batches(), Some((4, 4)));
    let (same, a, b) = loaded.counts();
    assert!(same > 0 && a > 0 && b > 0 && loaded.compared.ratings.n >= 10);
    let frame = rig.frame();
    assert!(frame.contains("A r1 main B4") && frame.contains("B r2 main-b3 B4"), "{frame}");
    assert!(frame.contains("B - A  95 % interval (paired)") && frame.contains("seed 7 > 8"), "{frame}");
    rig.keys("tab n");
    let items = rig.app.screens().compare.items().len();
    assert_eq!(items, loaded_pairs(&rig) - same, "only those that differ");
    rig.keys("v");
    assert_eq!(rig.app.screens().compare.items().len(), b);
    assert!(rig.frame().contains("[B closer]"), "{}", rig.frame());
    rig.keys("H");
    let compare = &rig.app.screens().compare;
    assert_eq!(compare.items().len(), items, "who is closer gives the truth away");
    let hidden = rig.frame();
    assert!(!hidden.contains("B closer"), "{hidden}");
}

#[test]
fn what_one_side_has_rated_is_rated_on_the_other_by_a_key() {
    let mut rig = Rig::new((120, 40));
    rig.keys("j enter R 3 a enter 2 b enter R");
    rig.keys("6 j m k m c");
    let alone = rig.app.screens().compare.loaded().unwrap().compared.alone.clone();
    assert!(alone[0].is_empty() != alone[1].is_empty(), "one of the two has rated");
    let asked = alone[0].len() + alone[1].len();
    assert!(rig.frame().contains(&format!("rate {asked} items on ")), "{}", rig.frame());
    rig.keys("R");
    // The simulator of the tests leaves some items out: these can be asked for again.
    let both = loaded_pairs(&rig);
    let left = &rig.app.screens().compare.loaded().unwrap().compared.alone;
    assert!(both > asked / 2, "{both} of {asked} are now rated by both");
    assert_eq!(both + left[0].len() + left[1].len(), asked);
}

fn loaded_pairs(rig: &Rig) -> usize {
    rig.app.screens().compare.loaded().unwrap().compared.ratings.pairs.len()
}

#[test]
fn what_cannot_be_compared_is_said_in_place_of_figures() {
    let mut rig = three();
    rig.workspace.runs[1].spec.history.order = Order::NewestFirst;
    rig.keys("j m j c");
    let frame = rig.frame();
    assert!(frame.contains("not comparable: orders chronological and newest-first"), "{frame}");
    rig.wait(10).keys("esc m k k m j c");
    let frame = rig.frame();
    assert!(frame.contains("not comparable: users 3 and 2"), "{frame}");
    assert!(frame.contains("The runs are of different users"), "{frame}");
}

#[test]
fn reading_and_failing_are_shown_and_the_last_question_counts() {
    let mut rig = three();
    rig.keys("j m j");
    rig.answers = false;
    rig.keys("c");
    assert!(rig.frame().contains("comparing A r1 with B r2"), "{}", rig.frame());
    let (id, work) = rig.workspace.pending.pop().unwrap();
    assert!(matches!(work, Work::Compare { .. }));
    let news = lusifer::app::News::Failed("run r2 has no state after batch 9".to_owned());
    rig.send(lusifer::app::Message::Job { id, news });
    assert!(rig.frame().contains("run r2 has no state after batch 9"), "{}", rig.frame());
    rig.keys("esc esc");
    assert_eq!(rig.app.screen(), Screen::Runs);
}

#[test]
fn hostile_names_never_break_a_row() {
    for size in SIZES.into_iter().chain([(61, 19), (95, 31), (111, 33), (161, 49)]) {
        for keys in ["", "j m j c", "j m j c tab", "j D y", "j e"] {
            let mut rig = Rig::with(size, "lusifer-light", hostile());
            rig.keys(THREE);
            for (at, run) in rig.workspace.runs.iter_mut().enumerate() {
                run.name = made_up::HOSTILE[at * 3 % 9].to_owned();
            }
            rig.keys("6").keys(keys);
            let all: String = rows(&rig.buffer()).concat();
            assert!(!all.contains('\u{1b}') && !all.contains('\u{202e}'), "{keys} at {size:?}");
        }
    }
}

/// Marks three users, of whom one fails.
fn cohort() -> Rig {
    let mut rig = Rig::new((120, 40));
    rig.workspace.unlucky = vec![2.into()];
    rig.answers = false;
    rig.keys("space j space j space");
    rig
}

#[test]
fn marked_users_are_written_while_the_screens_stay_alive() {
    let mut rig = cohort();
    assert!(rig.frame().contains("3 marked"), "{}", rig.frame());
    rig.keys("R");
    let users = vec![1.into(), 2.into(), 3.into()];
    assert!(matches!(&rig.workspace.pending[0].1, Work::WriteAll { users: asked } if *asked == users));
    let job = rig.workspace.pending[0].0;
    let messages = rig.workspace.answer();
    // One by one as they come: another user is opened meanwhile.
    for (at, message) in messages.into_iter().enumerate() {
        rig.send(message);
        if at == 3 {
            assert!(rig.frame().contains("writing  0 of 3 users"), "{}", rig.frame());
            assert!(rig.frame().contains("2 of 12 batches   x stops   P pauses"), "{}", rig.frame());
            rig.keys("R");
            assert!(said(&rig).contains("writing the profiles of 3 users is under way"), "{}", said(&rig));
            rig.wait(10).keys("P");
            assert_eq!(rig.workspace.held, [(job, true)]);
            rig.wait(10);
            assert!(rig.frame().contains("pausing   P goes on"), "{}", rig.frame());
            rig.send(lusifer::app::Message::Job { id: job, news: lusifer::app::News::Held });
            assert!(rig.frame().contains("paused   P goes on"), "{}", rig.frame());
            rig.keys("P").wait(10);
            assert_eq!(rig.workspace.held, [(job, true), (job, false)]);
            rig.keys("j enter").wait(10);
            assert_eq!(rig.app.screen(), Screen::Profile);
            assert!(rig.frame().contains("of 12 batches"), "progress stays in sight: {}", rig.frame());
            rig.keys("q");
            assert!(rig.frame().contains("Quit while writing the profiles of 3 users?"), "{}", rig.frame());
            rig.keys("n");
        }
    }
    assert_eq!(
        said(&rig),
        "done: writing the profiles of 3 users; 7 batches are written; 1 user failed (! says why)"
    );
    assert!(rig.app.log().entries().any(|entry| entry.text == "user 2: it has no training ratings"));
    assert_eq!(rig.app.study().unwrap().runs().len(), 2, "what was committed is listed");
    rig.keys("q");
    assert_eq!(rig.workspace.quits, 1, "nothing runs, so nothing is asked");
}

#[test]
fn all_users_shown_are_marked_and_what_runs_is_cancelled() {
    let mut rig = Rig::new((80, 24));
    rig.keys("/ s t u d enter a");
    let marked = rig.app.screens().users.picked().len();
    assert_eq!(marked, rig.app.screens().users.shown().len());
    rig.keys("esc");
    assert_eq!(rig.app.screens().users.picked().len(), marked, "those that are not shown stay marked");
    rig.answers = false;
    rig.keys("R");
    let job = rig.workspace.pending[0].0;
    rig.keys("x");
    assert_eq!(rig.workspace.cancelled.last(), Some(&job));
    assert!(said(&rig).starts_with("cancelled: writing the profiles of"), "{}", said(&rig));
    assert!(rig.workspace.pending.iter().any(|(_, work)| *work == Work::ListRuns), "what was kept is read");
    rig.keys("P");
    assert_eq!(said(&rig), "nothing runs");
    // Without a mark it is the selected user.
    rig.keys("R");
    assert!(
        rig.workspace
            .pending
            .iter()
            .any(|(_, work)| matches!(work, Work::WriteAll { users } if users.len() == 1))
    );
}

#[test]
fn marks_of_users_are_undone_and_done_again_with_a_word_about_which() {
    let mut rig = Rig::new((80, 24));
    let picked = |rig: &Rig| rig.app.screens().users.picked().len();
    let all = rig.app.screens().users.shown().len();
    rig.keys("space j space a");
    assert_eq!(picked(&rig), all);
    rig.keys("u");
    assert_eq!(picked(&rig), 2, "only those that were marked together");
    assert!(rig.frame().contains(&format!("undone: marked {} users", all - 2)), "{}", rig.frame());
    rig.keys("u");
    assert_eq!(picked(&rig), 1);
    assert!(rig.frame().contains("undone: marked user 2"), "{}", rig.frame());
    rig.keys("U U");
    assert_eq!(picked(&rig), all);
    assert!(rig.frame().contains("done again: marked"), "{}", rig.frame());
    // All marked: the key takes every mark away, and that is undone as one.
    rig.keys("a");
    assert_eq!(picked(&rig), 0);
    rig.keys("u");
    assert_eq!(picked(&rig), all);
    assert!(rig.frame().contains(&format!("undone: unmarked {all} users")), "{}", rig.frame());
    // Something new: what was undone is not done again.
    rig.keys("space U");
    assert!(rig.frame().contains("nothing to do again"), "{}", rig.frame());
    assert_eq!(picked(&rig), all - 1);
}

#[test]
fn users_that_were_written_can_be_marked_again() {
    let mut rig = Rig::new((80, 24));
    rig.keys("space j space R").wait(10);
    assert!(rig.app.screens().users.picked().is_empty(), "they are under way");
    rig.keys("u");
    assert_eq!(rig.app.screens().users.picked().len(), 2);
    assert!(rig.frame().contains("undone: unmarked 2 users"), "{}", rig.frame());
}

#[test]
fn a_rating_is_explained_by_whoever_gave_it() {
    let mut rig = Rig::with((120, 40), "lusifer-dark", small());
    rig.keys("j enter R").wait(10).keys("3 a enter").wait(10);
    assert!(rig.frame().contains(", by the simulator: "), "{}", rig.frame());
    for run in &mut rig.workspace.runs {
        run.spec.simulator.model = Some("small".to_owned());
    }
    rig.keys("1 j enter 1 k enter 3").wait(10);
    assert!(rig.frame().contains(", by the model: "), "{}", rig.frame());
}
