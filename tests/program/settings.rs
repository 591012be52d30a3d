//! Settings and keys as a person meets them: files, environment, commands, and what the terminal sends.

use std::fs;

use lusifer::commands::keys::{lines, markdown};
use lusifer::config::keymap::Keymap;

use crate::home::{Home, stderr};
use crate::pty::Terminal;

fn write(home: &Home, file: &str, text: &str) {
    let path = home.path().join(file);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

#[test]
fn the_readme_and_the_manual_have_the_keys_as_they_are() {
    let readme = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap();
    let keymap = Keymap::built_in();
    let (_, rest) = readme.split_once("<!-- keys: made by `lusifer keys --markdown` -->\n").unwrap();
    let (table, _) = rest.split_once("<!-- end of keys -->").unwrap();
    assert_eq!(table, markdown(&keymap), "run: lusifer keys --markdown");
    let home = Home::new();
    assert_eq!(home.ok(&["keys", "--markdown"]), table);
    let manual = home.ok(&["man"]).replace("\\-", "-").replace("\\\\", "\\");
    for line in lines(&keymap).lines() {
        assert!(manual.contains(line), "{line}");
    }
}

#[test]
fn rebinding_run_changes_every_table() {
    let mut keymap = Keymap::built_in();
    assert!(keymap.patch("mine.toml", "[keys]\nrun = [\"w\"]\n").is_empty());
    assert!(markdown(&keymap).contains("| `w` | `run` |"), "{}", markdown(&keymap));
    assert!(
        lines(&keymap)
            .lines()
            .any(|line| line.trim_start().starts_with("w  ") && line.contains("next batch"))
    );
    let home = Home::new();
    write(&home, "config/keys.toml", "# mine\n[keys]\nrun = [\"w\"]\n");
    let table = home.json(&["keys"]).remove(0);
    let rows = table["keys"].as_array().unwrap();
    let run = rows.iter().find(|row| row["action"] == "run").unwrap();
    assert_eq!(run["keys"], serde_json::json!(["w"]));
    assert!(run["origin"].as_str().unwrap().ends_with("keys.toml, line 3"), "{run}");
    assert!(rows.iter().any(|row| row["action"] == "fork" && row["origin"] == "built-in"));
    // The explorer is the same table: its footer names the new key, and the key works.
    let mut terminal = Terminal::start(&home, &[], 100, 30);
    terminal.wait_for("held-out");
    terminal.keys("\r");
    terminal.wait_for("w write B1");
    terminal.keys("w");
    terminal.wait_for("nothing to compare with");
    terminal.keys("\x03\x03");
    assert_eq!(terminal.wait_for_exit().exit_code(), 0);
}

#[test]
fn keys_of_a_place_and_mistakes_in_the_file() {
    let home = Home::new();
    let of = |place: &str| home.json(&["keys", "--screen", place]).remove(0)["keys"].clone();
    assert!(of("profile").as_array().unwrap().iter().any(|row| row["action"] == "run"));
    let question = of("question");
    assert!(question.as_array().unwrap().iter().all(|row| row["action"] != "run"), "{question}");
    assert!(home.fails(2, &["keys", "--screen", "attic"]).contains("known: users, profile"));
    write(&home, "config/keys.toml", "[keys]\nrun = [\"ctrl+i\"]\nruns = [\"x\"]\nfork = [\"r\"]\n");
    let output = home.run(&["keys"]);
    let said = stderr(&output);
    for part in [
        "keys.toml, line 2: \"run\": ctrl+i is the same byte as tab; it is never bound",
        "keys.toml, line 3: \"runs\" is not an action; did you mean \"run\"?",
        "keys.toml, line 4: \"r\" is bound to \"fork\" and to \"run\" (everywhere); \"fork\" keeps its keys",
    ] {
        assert!(said.contains(part), "{said}");
    }
    assert_eq!(output.status.code(), Some(0));
    home.fails(3, &["keys", "--strict"]);
    // The explorer opens with the keys that are right and says the rest.
    let mut terminal = Terminal::start(&home, &[], 100, 30);
    terminal.wait_for("held-out");
    terminal.keys("!");
    terminal.wait_for("never bound");
    terminal.wait_for("keeps its keys");
    terminal.keys("\x03\x03");
    assert_eq!(terminal.wait_for_exit().exit_code(), 0);
    terminal.assert_restored();
}

#[test]
fn what_the_terminal_sends_is_echoed_and_the_terminal_left_as_it_was() {
    let home = Home::new();
    home.fails(2, &["keys", "--test"]);
    for end in ["qq", "\x03\x03"] {
        let mut terminal = Terminal::start(&home, &["keys", "--test"], 100, 30);
        terminal.wait_for("Press keys");
        terminal.keys("\x04");
        terminal.wait_for("ctrl+d        page.down");
        terminal.keys("\x1b[Z");
        terminal.wait_for("shift+tab     pane.prev");
        terminal.keys("\x1b[200~two words\x1b[201~");
        terminal.wait_for("paste         9 characters");
        terminal.keys(end);
        assert_eq!(terminal.wait_for_exit().exit_code(), 0);
        terminal.assert_restored();
    }
    let mut terminal = Terminal::start(&home, &["keys", "--test"], 100, 30);
    terminal.wait_for("Press keys");
    assert!(std::process::Command::new("kill").arg(terminal.pid().to_string()).status().unwrap().success());
    assert_eq!(terminal.wait_for_exit().exit_code(), 130);
    terminal.assert_restored();
}

#[test]
fn settings_are_shown_with_where_they_come_from() {
    let home = Home::new();
    write(&home, "config/config.toml", "[ui]\nascii = true\n[rate]\nchunk = 3\n[model]\nseed = 1\n");
    write(&home, "lusifer.toml", "[rate]\nchunk = 4\n");
    write(&home, ".env", "LUSIFER_MODEL__SEED=2\n");
    let shown = |home: &Home, args: &[&str]| {
        let all = home.json(args).remove(0);
        let rows = all["settings"].as_array().unwrap().clone();
        move |key: &str| {
            let row = rows.iter().find(|row| row["key"] == key).unwrap();
            (row["value"].to_string(), row["origin"].as_str().unwrap().to_owned())
        }
    };
    let of = shown(&home, &["config", "show"]);
    assert_eq!(of("ui.ascii").0, "true");
    assert!(of("ui.ascii").1.ends_with("config.toml, line 2"));
    assert_eq!(of("rate.chunk"), ("4".to_owned(), "lusifer.toml, line 2".to_owned()));
    assert_eq!(of("model.seed"), ("2".to_owned(), ".env, line 1".to_owned()));
    assert_eq!(of("batches.size"), ("10".to_owned(), "built-in".to_owned()));
    let of = shown(&home, &["config", "show", "--no-dotenv", "--history", "20"]);
    assert_eq!(of("model.seed").0, "1");
    assert_eq!(of("batches.history"), ("20".to_owned(), "--history".to_owned()));
    // What is shown can be read again, and holds.
    let text = home.ok(&["config", "show", "--origin"]);
    assert!(text.parse::<toml::Table>().is_ok(), "{text}");
    let run = home.json(&["run", "--user", "1", "--batches", "1"]).remove(0);
    assert_eq!(run["seed"], 2);
    let rated = home.ok(&["rate", "--user", "1", "--held-out", "--limit", "5", "-n"]);
    assert!(rated.contains("4 a request"), "{rated}");
}

#[test]
fn the_environment_settles_and_its_mistakes_end_a_command() {
    let home = Home::new();
    let run = |value: &str| {
        let mut command = home.command(&["rate", "--user", "1", "--held-out", "--limit", "5", "-n"]);
        command.env("LUSIFER_RATE__CHUNK", value).output().unwrap()
    };
    assert!(String::from_utf8_lossy(&run("6").stdout).contains("6 a request"));
    let wrong = run("none");
    assert_eq!(wrong.status.code(), Some(3));
    assert!(stderr(&wrong).contains("LUSIFER_RATE__CHUNK: rate.chunk is \"none\", expected a whole number"));
}

#[test]
fn mistakes_of_a_person_are_said_and_those_of_a_project_end_a_command() {
    let home = Home::new();
    write(
        &home,
        "config/config.toml",
        "[ui]\ntheem = \"x\"\n[providers.lab]\nurl = \"x\"\n[rate]\nchunk = 0\n",
    );
    let output = home.run(&["run", "--user", "1", "--batches", "1"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let said = stderr(&output);
    for part in ["line 2: ui.theem is not known; did you mean ui.theme?", "providers.lab", "rate.chunk is 0"]
    {
        assert_eq!(said.matches(part).count(), 1, "{said}");
    }
    home.fails(3, &["run", "--user", "1", "--batches", "1", "--strict"]);
    let mut terminal = Terminal::start(&home, &[], 100, 30);
    terminal.wait_for("held-out");
    terminal.keys("!");
    terminal.wait_for("ui.theem");
    terminal.keys("\x03\x03");
    assert_eq!(terminal.wait_for_exit().exit_code(), 0);
    // A project's mistakes, all of them at once.
    write(&home, "lusifer.toml", "[data]\nspilt = \"u1\"\nsplit = \"u9\"\n[batches]\nsize = 0\n");
    let said = home.fails(3, &["run", "--user", "1"]);
    for part in ["lusifer.toml, line 2", "lusifer.toml, line 3: data.split", "lusifer.toml, line 5"] {
        assert!(said.contains(part), "{said}");
    }
    // ... which do not keep the explorer from opening.
    let mut terminal = Terminal::start(&home, &[], 100, 30);
    terminal.wait_for("held-out");
    terminal.keys("\x03\x03");
    assert_eq!(terminal.wait_for_exit().exit_code(), 0);
}

#[test]
fn a_first_file_is_written_once_and_changed_with_care() {
    let home = Home::new();
    home.ok(&["config", "init"]);
    let file = home.path().join("config/config.toml");
    let first = fs::read_to_string(&file).unwrap();
    assert!(first.contains("# theme = \"auto\""), "{first}");
    assert!(home.fails(1, &["config", "init"]).contains("is there already"));
    assert_eq!(fs::read_to_string(&file).unwrap(), first);
    home.ok(&["config", "check"]);
    home.ok(&["config", "set", "ui.theme", "mono"]);
    home.ok(&["config", "set", "batches.size", "5"]);
    let text = fs::read_to_string(&file).unwrap();
    assert!(
        text.starts_with(first.lines().next().unwrap()) && text.contains("\ntheme = \"mono\"\n"),
        "{text}"
    );
    let shown = home.ok(&["config", "show"]);
    assert!(shown.contains("theme = \"mono\"") && shown.contains("size = 5"), "{shown}");
    assert!(home.fails(2, &["config", "set", "ui.theem", "x"]).contains("did you mean ui.theme?"));
    assert!(
        home.fails(2, &["config", "set", "batches.size", "0"]).contains("expected a whole number from 1")
    );
    assert_eq!(fs::read_to_string(&file).unwrap(), text);
    write(&home, "lusifer.toml", "[batches]\nsize = 7\n");
    let output = home.run(&["config", "set", "batches.size", "6"]);
    assert!(
        stderr(&output).contains("but batches.size = 7 holds, from lusifer.toml, line 2"),
        "{}",
        stderr(&output)
    );
    write(&home, "config/config.toml", "[ui\n");
    assert!(home.fails(3, &["config", "set", "ui.theme", "mono"]).contains("mend it first"));
    assert_eq!(fs::read_to_string(&file).unwrap(), "[ui\n");
}

#[test]
fn files_are_checked_by_what_they_are_called() {
    let home = Home::new();
    write(&home, "a/keys.toml", "[keys]\nruns = [\"x\"]\n");
    write(&home, "a/lusifer.toml", "[ui]\ntheme = \"x\"\n");
    write(&home, "a/other.toml", "[ui]\nmotion = \"fast\"\ntheem = 1\n");
    let check = |file: &str, args: &[&str]| {
        let mut all = vec!["config", "check", file, "--json"];
        all.extend(args);
        let output = home.run(&all);
        (output.status.code(), serde_json::from_slice::<serde_json::Value>(&output.stdout).unwrap())
    };
    let (code, keys) = check("a/keys.toml", &[]);
    assert_eq!((code, keys["problems"].as_array().unwrap().len()), (Some(3), 1), "{keys}");
    let (code, project) = check("a/lusifer.toml", &[]);
    assert_eq!((code, project["warnings"].as_array().unwrap().len()), (Some(0), 1), "{project}");
    assert_eq!(check("a/lusifer.toml", &["--strict"]).0, Some(3));
    let (code, other) = check("a/other.toml", &[]);
    assert_eq!(code, Some(3));
    assert!(
        other["problems"][0]
            .as_str()
            .unwrap()
            .ends_with("line 2: ui.motion is \"fast\", expected normal or reduced")
    );
    home.fails(1, &["config", "check", "a/none.toml"]);
    for of in ["config", "keys", "theme"] {
        let schema: serde_json::Value = serde_json::from_str(&home.ok(&["config", "schema", of])).unwrap();
        assert_eq!(schema["type"], "object");
    }
}
