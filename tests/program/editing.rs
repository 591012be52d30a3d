//! Prompts edited from the explorer: copied, changed in an editor, tried, forked with, compared, put back.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use crate::home::Home;
use crate::model_server::Server;
use crate::models::{flags, obliging};
use crate::pty::{Terminal, ready};

/// An editor that does what a script says to the file that it is given.
fn editor(home: &Home, name: &str, script: &str) -> String {
    let path = home.path().join(name);
    fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    path.display().to_string()
}

fn mine(home: &Home) -> PathBuf {
    home.path().join("config/prompts/my-paper")
}

fn shows(terminal: &mut Terminal, what: &str) {
    terminal.wait_until(what, |screen| screen.contains(what));
}

fn start(home: &Home, editor: &str, args: &[String]) -> Terminal {
    ready(start_again(home, editor, args))
}

/// It may open where it was left, and the users never be seen.
fn start_again(home: &Home, editor: &str, args: &[String]) -> Terminal {
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    Terminal::start_with(home, &args, 120, 40, &[("VISUAL", editor)])
}

fn replace(path: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(path).unwrap();
    assert!(text.contains(from), "{text}");
    fs::write(path, text.replace(from, to)).unwrap();
}

#[test]
fn a_built_in_prompt_is_copied_edited_tried_forked_with_and_put_back() {
    let server = Server::start(obliging);
    let home = Home::new();
    let editor =
        editor(&home, "editor", "sed -i 's/two paragraphs, 100 to 200/two paragraphs, 80 to 150/' \"$1\"");
    let mut terminal = start(&home, &editor, &flags(&server));
    terminal.keys("\r");
    shows(&mut terminal, "write B1");
    terminal.keys("R");
    shows(&mut terminal, "batch 4 of 4 is written");
    // From the second batch to the prompt that wrote it.
    terminal.keys("hhe");
    shows(&mut terminal, "Copy the prompts into a folder of yours");
    terminal.keys("y");
    shows(&mut terminal, "profile_update");
    shows(&mut terminal, "1 line edited");
    let file = mine(&home).join("profile_update.md");
    assert!(fs::read_to_string(&file).unwrap().contains("80 to 150"));
    shows(&mut terminal, "r1 is written with others");
    // What was written before is not gone on with in other words, and what was tried is not written.
    terminal.keys("t");
    shows(&mut terminal, "the answer could be taken");
    let calls = home.json(&["calls", "--run", "r1"]);
    assert_eq!(calls.len(), 5);
    assert_eq!(calls.iter().filter(|call| call["test"] == true).count(), 1, "{calls:?}");
    // What was tried was paid for, too.
    shows(&mut terminal, "session: 5 calls");
    let last = server.requests().last().unwrap().prompt();
    assert!(last.contains("80 to 150"), "{last}");
    let states = home.json(&["runs", "show", "r1"]).remove(0)["states"].clone();
    terminal.keys("b");
    shows(&mut terminal, "re-runs B2 to B4: 3");
    terminal.keys("\r");
    shows(&mut terminal, "r2: batch 4 of 4 is written");
    assert_eq!(server.requests().iter().filter(|request| request.method == "POST").count(), 4 + 1 + 3);
    let fork = home.json(&["runs", "show", "r2"]).remove(0);
    assert_eq!(fork["states"][0], states[0], "shared, not run again");
    assert_eq!(home.json(&["runs", "show", "r1"]).remove(0)["states"], states);
    // Both packs are kept with their runs, whatever becomes of the folder.
    let beside = home.json(&["compare", "r1", "r2"]).remove(0);
    assert_eq!(
        beside["prompts"]["files"],
        serde_json::json!([{ "file": "profile_update.md", "edited": 1, "added": 0, "dropped": 0 }])
    );
    assert_eq!((&beside["shared_batches"], &beside["changed"][0]["what"]), (&1.into(), &"prompts".into()));
    let said = home.ok(&["compare", "r1", "r2"]);
    assert!(said.contains("\nPrompts that differ: profile_update.md (1 line edited).\n"), "{said}");
    assert!(said.contains("1 batch is shared and was not run again: B1."), "{said}");
    terminal.keys("u");
    shows(&mut terminal, "undone: edited profile_update.md");
    assert!(fs::read_to_string(&file).unwrap().contains("100 to 200"));
    terminal.keys("U");
    shows(&mut terminal, "done again: edited profile_update.md");
    // Somebody else was there: nothing is lost.
    replace(&file, "80 to 150", "90 to 160");
    shows(&mut terminal, "profile_update.md is read again");
    terminal.keys("u");
    shows(&mut terminal, "was changed since");
    assert!(fs::read_to_string(&file).unwrap().contains("90 to 160"));
    // The old run and the new one side by side: what came of it, and the line that made it.
    terminal.keys("6");
    shows(&mut terminal, "main-b2");
    terminal.keys("gmjm");
    shows(&mut terminal, "marked A r1, B r2");
    terminal.keys("c");
    terminal.wait_until("the shared batch, the others with what differs", |screen| {
        screen.contains("B1 =") && screen.contains("A r1 main") && screen.contains("B r2 main-b2")
    });
    terminal.keys("p");
    terminal.wait_until("the prompts beside each other", |screen| {
        screen.contains("1 file differs") && screen.contains("80 to 150") && screen.contains("100 to 200")
    });
    terminal.keys("q");
    terminal.wait_for_exit();
    terminal.assert_restored();
    // The prompts that were made are those of the next session; who writes is what the flags say.
    let mut terminal = start_again(&home, &editor, &flags(&server));
    shows(&mut terminal, "as it was left: in the prompts");
    // Also before all is back where it was.
    terminal.keys("7");
    shows(&mut terminal, "Prompts  my-paper");
    terminal.keys("q");
    terminal.wait_for_exit();
}

#[test]
fn files_are_read_again_when_they_are_saved_and_the_last_that_could_be_used_stays() {
    let server = Server::start(obliging);
    let home = Home::new();
    let folder = home.path().join("mine");
    home.ok(&["prompts", "init", folder.to_str().unwrap()]);
    let mut args = flags(&server).to_vec();
    args.extend(["--prompts".to_owned(), folder.display().to_string()]);
    let editor = editor(&home, "editor", "true");
    let mut terminal = start(&home, &editor, &args);
    terminal.keys("\r");
    shows(&mut terminal, "write B1");
    terminal.keys("r");
    shows(&mut terminal, "batch 1 of 4 is written");
    // Nothing is said of a prompt that was only looked at.
    terminal.keys("7");
    shows(&mut terminal, "r1 is written with these");
    terminal.keys("jj");
    shows(&mut terminal, "3 of 6");
    terminal.keys("e");
    shows(&mut terminal, "no change in");
    let file = folder.join("profile_update.md");
    replace(&file, "{{ profile }}", "{{ profil }}");
    shows(&mut terminal, "a model is still asked as before");
    shows(&mut terminal, "line 28, column 4");
    // Written on with the last pack that could be used.
    terminal.keys("2r");
    shows(&mut terminal, "batch 2 of 4 is written");
    replace(&file, "{{ profil }}", "{{ profile }}");
    shows(&mut terminal, "profile_update.md is read again");
    // One that is deleted stays in use and can be written back.
    let text = fs::read_to_string(&file).unwrap();
    fs::remove_file(&file).unwrap();
    shows(&mut terminal, "profile_update.md is gone from its folder");
    terminal.keys("2r");
    shows(&mut terminal, "batch 3 of 4 is written");
    terminal.keys("7\r");
    shows(&mut terminal, "written:");
    assert_eq!(fs::read_to_string(&file).unwrap(), text);
    terminal.keys("q");
    terminal.wait_for_exit();
    let run = home.json(&["runs", "show", "r1"]).remove(0);
    assert_eq!(run["states"].as_array().unwrap().len(), 3, "one run, one pack");
}
