//! The explorer opens where it was left: in real folders, with files that are gone, damaged or newer.

use std::path::PathBuf;
use std::{fs, iter};

use serde_json::{Value, json};

use crate::home::Home;
use crate::pty::{Terminal, open, ready};

fn file(home: &Home) -> PathBuf {
    home.path().join("state/session.json")
}

fn session(home: &Home) -> Value {
    serde_json::from_str(&fs::read_to_string(file(home)).unwrap()).unwrap()
}

fn start(home: &Home, args: &[&str]) -> Terminal {
    Terminal::start(home, args, 100, 30)
}

fn quit(terminal: &mut Terminal) {
    terminal.keys("q");
    assert_eq!(terminal.wait_for_exit().exit_code(), 0);
    terminal.assert_restored();
}

/// Leaves the explorer on the Rate screen of user 3.
fn left_on_rate(home: &Home) {
    let mut terminal = open(home);
    terminal.keys("jj\r");
    terminal.wait_for("Nothing yet");
    terminal.keys("R");
    terminal.wait_for("batch 4 of 4 is written");
    terminal.keys("3");
    terminal.wait_for("Pick");
    quit(&mut terminal);
}

/// A small data set of six users.
fn data_set(home: &Home, folder: &str, ratings: u32) {
    let folder = home.path().join(folder);
    fs::create_dir_all(&folder).unwrap();
    let row = |user, item| format!("{user},{item},{},{}\n", (user + item) % 5 + 1, 1_000 + item);
    let rows = (1..=6).flat_map(|user| (1..=ratings).map(move |item| row(user, item)));
    let rows: String = iter::once("user_id,item_id,rating,timestamp\n".to_owned()).chain(rows).collect();
    fs::write(folder.join("interactions.csv"), rows).unwrap();
}

#[test]
fn it_opens_on_the_screen_and_user_that_it_was_left_on() {
    let home = Home::new();
    left_on_rate(&home);
    let kept = session(&home);
    assert_eq!((&kept["user"], &kept["run"], &kept["screen"]), (&json!(3), &json!("r1"), &json!("rate")));
    let before = fs::metadata(file(&home)).unwrap().modified().unwrap();
    let mut terminal = start(&home, &[]);
    terminal.wait_for("Pick");
    terminal.wait_for("user 3");
    quit(&mut terminal);
    assert_eq!(fs::metadata(file(&home)).unwrap().modified().unwrap(), before, "nothing changed");
    // A frame neither reads nor writes it.
    assert!(home.ok(&["tui", "--frame"]).contains("held-out"));
    assert!(home.ok(&["tui", "--frame", "--keys", "enter"]).contains("Nothing yet"));
    assert_eq!(session(&home), kept);
}

#[test]
fn fresh_and_a_setting_start_anew() {
    let home = Home::new();
    left_on_rate(&home);
    let kept = session(&home);
    fs::create_dir_all(home.path().join("config")).unwrap();
    fs::write(home.path().join("config/config.toml"), "[ui]\nrestore_session = false\n").unwrap();
    let mut terminal = ready(start(&home, &[]));
    quit(&mut terminal);
    assert_eq!(session(&home), kept, "what is off leaves no trace");
    fs::remove_file(home.path().join("config/config.toml")).unwrap();
    let mut terminal = ready(start(&home, &["--fresh"]));
    quit(&mut terminal);
    assert_eq!(session(&home)["screen"], "users");
}

#[test]
fn a_damaged_or_newer_file_is_said_and_never_fatal() {
    let home = Home::new();
    let path = file(&home);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    for damaged in ["", "{", "[]", r#"{"schema_version":1}"#, "\u{1b}[31m\u{0}", r#"{"schema_version":-1}"#] {
        fs::write(&path, damaged).unwrap();
        let mut terminal = start(&home, &[]);
        terminal.wait_for("is damaged");
        terminal.wait_for("held-out");
        quit(&mut terminal);
        assert_eq!(session(&home)["schema_version"], 1, "{damaged:?} is written anew");
    }
    let newer = r#"{"schema_version":2,"data":"something else"}"#;
    fs::write(&path, newer).unwrap();
    let mut terminal = start(&home, &[]);
    terminal.wait_for("newer lusifer");
    terminal.wait_for("held-out");
    quit(&mut terminal);
    assert_eq!(fs::read_to_string(&path).unwrap(), newer);
}

#[test]
fn the_last_data_opens_again_unless_it_is_gone_or_another() {
    let home = Home::new();
    data_set(&home, "mine", 30);
    let mut terminal = ready(start(&home, &["--data", "mine", "--split", "last:5"]));
    terminal.keys("j\r");
    terminal.wait_for("Nothing yet");
    quit(&mut terminal);
    assert_eq!(session(&home)["data"]["path"], "mine");
    let mut terminal = start(&home, &[]);
    terminal.wait_for("mine");
    terminal.wait_for("last:5");
    terminal.wait_for("Nothing yet");
    quit(&mut terminal);
    let kept = session(&home);
    // Other ratings under the same name.
    data_set(&home, "mine", 31);
    let mut terminal = ready(start(&home, &[]));
    terminal.wait_for("mine holds other ratings");
    quit(&mut terminal);
    fs::remove_dir_all(home.path().join("mine")).unwrap();
    let mut terminal = ready(start(&home, &[]));
    terminal.wait_for("not where it was left, but the sample");
    quit(&mut terminal);
    assert_eq!(session(&home), kept, "data that was away is not forgotten");
    // Back again, and named: it is the same place.
    data_set(&home, "mine", 30);
    let mut terminal = start(&home, &["--data", "mine", "--split", "last:5"]);
    terminal.wait_for("Nothing yet");
    quit(&mut terminal);
}

#[test]
fn a_user_and_a_run_can_be_named() {
    let home = Home::new();
    home.ok(&["run", "--user", "2", "--batches", "2"]);
    let mut terminal = start(&home, &["--user", "2"]);
    terminal.wait_for("r1 has 2 of 4 batches; R writes the rest");
    quit(&mut terminal);
    let frame = |args: &[&str]| home.ok(&[&["tui", "--frame"], args].concat());
    for run in ["r1", "1"] {
        assert!(frame(&["--run", run]).contains("r1 has 2 of 4 batches; R writes the rest"));
    }
    assert!(frame(&["--user", "nobody"]).contains("there is no user nobody in"));
    assert!(frame(&["--run", "r7"]).contains("there is no run r7; here are all users"));
    assert!(home.fails(2, &["--user", "2", "runs", "list"]).contains("after the command"));
    assert!(home.fails(2, &["--run", "x"]).contains("is not a run"));
}

#[test]
fn who_was_chosen_writes_again_unless_a_flag_or_a_setting_names_another() {
    use crate::model_server::{Server, openai, reply_to};
    let server = Server::start(|request| {
        if request.method == "GET" {
            return openai::models(&["large", "small"]);
        }
        reply_to(request, &crate::model_server::obliging(request).to_string())
    });
    let home = Home::new();
    let config = home.path().join("config/config.toml");
    fs::create_dir_all(config.parent().unwrap()).unwrap();
    let lab = format!("[providers.lab]\nkind = \"openai\"\nbase_url = \"{}/v1\"\n", server.url());
    fs::write(&config, &lab).unwrap();
    let mut terminal = open(&home);
    terminal.keys("j\r");
    terminal.wait_for("Nothing yet");
    terminal.keys(":provider lab\r");
    terminal.wait_for("large");
    terminal.keys("small");
    terminal.wait_until("one model", |screen| screen.contains("small") && !screen.contains("large"));
    terminal.keys("\r");
    terminal.wait_for("lab:small");
    quit(&mut terminal);
    let chosen = session(&home)["chosen"].clone();
    assert_eq!(chosen, json!({ "writer": { "provider": "lab", "model": "small", "window": null } }));
    let asked = server.count();
    // It is said, and nothing is sent for it.
    let mut terminal = start(&home, &[]);
    terminal.wait_for("as it was left: lab:small writes");
    terminal.wait_for("lab:small");
    quit(&mut terminal);
    assert_eq!((server.count(), &session(&home)["chosen"]), (asked, &chosen));
    // A flag goes before, for that session; a setting as long as it stands.
    let mut terminal = start(&home, &["--provider", "sim"]);
    terminal.wait_for("sim (offline)");
    quit(&mut terminal);
    assert_eq!(session(&home)["chosen"], chosen);
    fs::write(&config, format!("[model]\nprovider = \"sim\"\n{lab}")).unwrap();
    let mut terminal = start(&home, &[]);
    terminal.wait_for("sim (offline)");
    quit(&mut terminal);
    // What cannot be any more is said, and the rest opens as it was.
    fs::write(&config, "").unwrap();
    let mut terminal = start(&home, &[]);
    terminal.wait_for("not as it was left (lab:small writes)");
    terminal.wait_for("Nothing yet");
    quit(&mut terminal);
}
