//! Prompts on screen: the files of the pack in use, what they come to, what is found in them, edited, tried, forked with.

#![cfg(test)]

#[path = "common/judged.rs"]
mod judged;
#[path = "common/made_up.rs"]
#[expect(dead_code, reason = "shared with other tests, which need other parts")]
mod made_up;
#[path = "common/rig.rs"]
#[expect(dead_code, reason = "shared with other tests, which need other parts")]
mod rig;

use std::path::PathBuf;

use judged::{judge, judge_in_ascii};
use lusifer::app::deeds::{Deed, Errand, PromptDeed, PromptErrand};
use lusifer::app::overlay::Overlay;
use lusifer::app::screens::prompts::PromptTab;
use lusifer::app::{Effect, Message, Screen, Work};
use lusifer::domain::text::is_hostile;
use made_up::{HOSTILE, PROFILES};
use rig::{Rig, small};

/// (name, keys) of the states that are compared.
const STATES: [(&str, &str); 6] = [
    ("prompts-model", "7 j j"),
    ("prompts-rendered", "7 j j tab ] ] j j"),
    ("prompts-by-name", "7 j j v"),
    ("prompts-lint", "7 j j tab ] ] ] ]"),
    ("prompts-edited", "7 j j tab ]"),
    ("prompts-test", "7 j j t"),
];

const EDITED: &str = "+++\nabout = \"The profile revised.\"\n+++\nRevise the profile of this person's taste.\n\n\
    - Name no title and no rating in the profile.\n\n{{ contract }}\n\n{{ profile }}\n\n{{ items }}\n";

/// A user whose profile was written by asking a model, with a prompt that was edited since.
fn edited(size: (u16, u16)) -> Rig {
    let mut rig = Rig::with(size, "lusifer-dark", small());
    rig.workspace.talks = true;
    rig.keys("j enter R").wait(10);
    rig.workspace.prompts_folder = Some(PathBuf::from("/home/me/.config/lusifer/prompts/my-paper"));
    rig.workspace.prompt_texts = vec![("profile_update.md".to_owned(), EDITED.to_owned())];
    rig
}

fn at(size: (u16, u16), keys: &str) -> Rig {
    let mut rig = edited(size);
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
    judge_in_ascii("prompts-edited", &[(80, 24), (120, 40)], |size| at(size, "7 j j tab ]"));
}

/// What differs can be told without colour.
#[test]
fn insertions_and_deletions_are_told_by_more_than_colour() {
    let mut rig = edited((120, 40));
    rig.keys("7 j j tab ]").wait(10);
    let marked = rig.marked();
    assert!(marked.contains("{+") && marked.contains("[-"), "{marked}");
}

fn errands(rig: &Rig) -> Vec<PromptErrand> {
    let of_prompts = |errand: &Errand| match errand {
        Errand::Prompts(errand) => Some(errand.clone()),
        _ => None,
    };
    rig.workspace.errands.iter().filter_map(of_prompts).collect()
}

#[test]
fn a_built_in_prompt_is_only_copied_when_somebody_says_so() {
    let mut rig = Rig::new((120, 40));
    rig.keys("j enter R 7 j j e");
    assert!(rig.frame().contains("Copy the prompts into a folder of yours"), "{}", rig.frame());
    assert!(rig.frame().contains("my-paper"), "where to: {}", rig.frame());
    rig.keys("enter");
    assert!(rig.app.overlay().is_none() && errands(&rig).is_empty(), "enter is no");
    rig.keys("e y");
    let asked = errands(&rig);
    let [PromptErrand::Copy { name, files, edit, .. }] = asked.as_slice() else { panic!("{asked:?}") };
    assert_eq!((name.as_str(), files.len(), edit.as_deref()), ("my-paper", 6, Some("profile_update.md")));
    // Once it is copied it is used, its files are watched, and the file is edited.
    let folder = PathBuf::from("/home/me/prompts/my-paper");
    rig.workspace.prompts_folder = Some(folder.clone());
    rig.send(Message::Did(Deed::Prompts(PromptDeed::Copied {
        folder: folder.clone(),
        edit: Some("profile_update.md".to_owned()),
    })));
    let errands = errands(&rig);
    assert!(matches!(&errands[1], PromptErrand::Watch(files) if files.len() == 6), "{errands:?}");
    let PromptErrand::Edit { path, .. } = &errands[2] else { panic!("{errands:?}") };
    assert_eq!(*path, folder.join("profile_update.md"));
}

#[test]
fn the_prompt_of_a_step_is_edited_from_where_the_step_is_looked_at() {
    for (keys, file) in [
        ("2 h h h e", "profile_first.md"),
        ("2 e", "profile_update.md"),
        ("3 e", "rate.md"),
        ("5 g e", "profile_first.md"),
    ] {
        let mut rig = edited((120, 40));
        rig.keys(keys);
        assert_eq!(rig.app.screen(), Screen::Prompts, "{keys}");
        let last = errands(&rig).pop();
        let Some(PromptErrand::Edit { path, .. }) = last else { panic!("{keys}: {last:?}") };
        assert_eq!(path.file_name().unwrap(), file, "{keys}");
        rig.keys("esc");
        assert_ne!(rig.app.screen(), Screen::Prompts, "back to where it was edited from");
    }
    let mut rig = edited((120, 40));
    rig.keys("4 e");
    assert!(rig.frame().contains("no prompt belongs to this place"), "{}", rig.frame());
}

#[test]
fn an_edit_is_shown_undone_and_done_again() {
    let mut rig = edited((120, 40));
    rig.keys("7 j j").wait(10);
    let path = PathBuf::from("/home/me/.config/lusifer/prompts/my-paper/profile_update.md");
    let edit = PromptDeed::Edited { path: path.clone(), before: "old".to_owned(), after: "new".to_owned() };
    rig.send(Message::Did(Deed::Prompts(edit)));
    assert_eq!(rig.app.screens().prompts.tab(), PromptTab::Diff);
    rig.keys("u");
    let expected = PromptErrand::Write {
        path: path.clone(),
        text: "old".to_owned(),
        instead_of: Some("new".to_owned()),
    };
    assert_eq!(errands(&rig).pop(), Some(expected));
    // Somebody else was there: nothing was undone, and it can be tried again.
    rig.send(Message::Did(Deed::Prompts(PromptDeed::Conflict(path.clone()))));
    assert!(rig.frame().contains("was changed since, so nothing is written over it"), "{}", rig.frame());
    rig.keys("u");
    rig.send(Message::Did(Deed::Prompts(PromptDeed::Written(path.clone()))));
    assert!(rig.frame().contains("undone: edited profile_update.md"), "{}", rig.frame());
    rig.keys("U");
    let Some(PromptErrand::Write { text, .. }) = errands(&rig).pop() else { panic!() };
    assert_eq!(text, "new");
}

#[test]
fn the_offline_simulator_reads_no_prompts_and_says_so() {
    let mut rig = Rig::new((120, 40));
    rig.keys("7");
    assert!(rig.frame().contains("the offline simulator reads none"), "{}", rig.frame());
    rig.keys("1 j enter R 7").wait(10);
    rig.keys("t");
    assert!(rig.frame().contains("test: the offline simulator reads no prompts"), "{}", rig.frame());
    rig.wait(10).keys("b");
    assert!(rig.frame().contains("fork: the offline simulator reads no prompts"), "{}", rig.frame());
    assert!(rig.app.overlay().is_none());
}

#[test]
fn a_fork_in_other_words_keeps_the_seed_and_is_written_at_once() {
    let mut rig = edited((120, 40));
    rig.keys("2 h h 7 b");
    let Some(Overlay::Prompt(prompt)) = rig.app.overlay() else { panic!("{}", rig.frame()) };
    assert!(prompt.about.contains("re-runs B2 to B4: 3 calls"), "{}", prompt.about);
    assert!(prompt.about.contains("with the same seed 7"), "{}", prompt.about);
    rig.answers = false;
    rig.keys("enter");
    assert_eq!(rig.app.screen(), Screen::Profile);
    let fork = rig.workspace.pending.iter().find_map(|(_, work)| match work {
        Work::Fork { from_batch, seed, .. } => Some((*from_batch, *seed)),
        _ => None,
    });
    assert_eq!(fork, Some((2, 7)));
    rig.answers = true;
    rig.settle();
    let subject = rig.app.study().unwrap().subject.as_ref().unwrap();
    assert_eq!((subject.run_id().map(|run| run.0), subject.written()), (Some(2), 4));
}

#[test]
fn runs_of_other_prompts_are_not_written_on() {
    let mut rig = Rig::with((120, 40), "lusifer-dark", small());
    rig.workspace.talks = true;
    rig.keys("j enter r").wait(10);
    rig.workspace.prompt_texts = vec![("rate.md".to_owned(), EDITED.to_owned())];
    rig.keys("7 2 r");
    assert!(rig.frame().contains("was written with other prompts (ef7021e8)"), "{}", rig.frame());
}

#[test]
fn what_is_tried_is_shown_beside_what_is_kept() {
    let mut rig = edited((120, 40));
    rig.keys("2 h 7 t").wait(10);
    assert_eq!(rig.app.screens().prompts.tab(), PromptTab::Test);
    assert!(rig.frame().contains("kept among Calls as tests"), "{}", rig.frame());
    assert!(rig.frame().contains("against the profile that is kept"), "{}", rig.frame());
    let subject = rig.app.study().unwrap().subject.as_ref().unwrap();
    assert_eq!(subject.state(3).unwrap().profile, PROFILES[2], "as it was");
}

#[test]
fn the_preview_follows_user_run_and_batch() {
    let mut rig = edited((120, 40));
    rig.keys("7 j j tab tab").wait(10);
    assert!(rig.frame().contains("B4 of user 2"), "{}", rig.frame());
    rig.keys("h h");
    assert!(rig.frame().contains("B2 of user 2"), "{}", rig.frame());
    rig.keys("2");
    let subject = rig.app.study().unwrap().subject.as_ref().unwrap();
    assert_eq!(rig.app.screens().profile.batch(subject), Some(2), "the same batch there");
    rig.keys("p");
    assert_eq!((rig.app.screen(), rig.app.screens().prompts.tab()), (Screen::Prompts, PromptTab::Rendered));
}

#[test]
fn changed_files_are_read_again_and_hostile_ones_drive_no_terminal() {
    let mut rig = edited((120, 40));
    rig.keys("7 j j").wait(10);
    rig.workspace.prompt_texts = vec![("rate.md".to_owned(), HOSTILE.join("\n"))];
    let effects = rig.app.update(Message::PromptsChanged, rig.now);
    let again =
        |effect: &Effect| matches!(effect, Effect::Start { work: Work::Prompts(wish), .. } if wish.again);
    assert!(effects.iter().any(again), "{effects:?}");
    rig.workspace.take(effects);
    rig.settle();
    assert!(rig.frame().contains("rate.md"), "{}", rig.frame());
    rig.keys("j");
    for tab in PromptTab::ALL {
        let lines = rig.app.screens().prompts.lines(tab);
        for line in lines {
            assert!(!line.text().chars().any(is_hostile), "{tab:?}: {:?}", line.text());
        }
    }
}
