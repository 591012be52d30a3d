//! What goes wrong outside: texts, splits and stores that changed or broke, lists that are no lists, tables that
//! are no tables. Each is refused with one sentence, or becomes a study of its own; nothing is mixed or lost.

use std::fmt::Write;
use std::fs;
use std::process::Stdio;

use crate::home::{Home, stderr};
use crate::pty::{Terminal, ready};
use rusqlite::Connection;
use serde_json::{Value, json};

fn write(home: &Home, name: &str, content: impl AsRef<[u8]>) -> String {
    let path = home.path().join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, content).unwrap();
    path.to_str().unwrap().to_owned()
}

fn store(home: &Home) -> Connection {
    Connection::open(home.path().join("data/lusifer.db")).unwrap()
}

/// A small data set of any domain; user `u` has rated item `i` where `of(u, i)` says so.
fn small(home: &Home, users: &[&str], items: &[&str]) -> String {
    let mut table = "user_id,item_id,rating,timestamp\n".to_owned();
    for (u, user) in users.iter().enumerate() {
        for (i, item) in items.iter().enumerate() {
            let (rating, time) = (1 + (u * 3 + i * 7) % 5, 1000 + i * 100 + u);
            writeln!(table, "\"{user}\",\"{item}\",{rating},{time}").unwrap();
        }
    }
    write(home, "small/interactions.csv", table);
    home.path().join("small").to_str().unwrap().to_owned()
}

#[test]
fn other_item_texts_are_another_study() {
    let home = Home::new();
    let texts = write(&home, "texts.csv", "movie_id,overview\n1,A tale of zebras and clockwork.\n");
    home.ok(&["run", "--user", "1", "--batches", "2"]);
    let told = home.json(&["run", "--user", "1", "--item-texts", &texts]).remove(0);
    assert_eq!((&told["run"], &told["resumed_from"]), (&json!("r2"), &json!(0)), "no mixed states");
    let resumed = home.json(&["run", "--user", "1"]).remove(0);
    assert_eq!((&resumed["run"], &resumed["resumed_from"]), (&json!("r1"), &json!(2)));
    let refused = home.fails(4, &["rate", "--run", "r1", "--held-out", "--item-texts", &texts]);
    assert!(refused.contains("run r1 was written from other item texts"), "{refused}");
    assert_eq!(home.json(&["rate", "--run", "r2", "--held-out", "--item-texts", &texts])[0]["run"], "r2");
}

#[test]
fn a_split_file_that_changed_is_another_study() {
    let home = Home::new();
    let row = |item: usize| format!("1\t{item}\t{}\t{}\n", 1 + item % 5, 1000 + item);
    let rows = |items: std::ops::Range<usize>| items.map(row).collect::<String>();
    let (train, test) = (write(&home, "a:b/tr:ain", rows(0..35)), write(&home, "a:b/te:st", rows(35..40)));
    let split = format!("files:{train}:{test}");
    let args = ["run", "--user", "1", "--data", &train, "--split", &split];
    let first = home.json(&[&args[..], &["--batches", "2"]].concat()).remove(0);
    assert_eq!(first["states"][0]["interactions"].as_array().unwrap().len(), 10);
    // The same ratings, but ten of them change sides.
    write(&home, "a:b/tr:ain", rows(0..25));
    write(&home, "a:b/te:st", rows(25..40));
    let second = home.json(&args).remove(0);
    assert_eq!((&second["run"], &second["resumed_from"]), (&json!("r2"), &json!(0)), "no mixed states");
    let same = format!("files:{train}:{train}");
    assert!(home.fails(4, &["data", "check", "--data", &train, "--split", &same]).contains("name two files"));
}

#[test]
fn a_store_with_a_gap_is_damaged_and_nothing_waits_for_ever() {
    let home = Home::new();
    home.ok(&["run", "--user", "1"]);
    store(&home)
        .execute_batch("DELETE FROM state_interaction WHERE batch = 2; DELETE FROM state WHERE batch = 2")
        .unwrap();
    assert!(home.fails(1, &["run", "--user", "1"]).contains("batch 2 of run r1 is missing"));
    let doctor = home.run(&["doctor"]);
    assert_eq!(doctor.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&doctor.stdout).contains("is damaged: batch 2 of run r1 is missing"));
}

#[test]
fn stores_that_cannot_be_used_are_told_apart() {
    let home = Home::new();
    home.ok(&["run", "--user", "1"]);
    store(&home).pragma_update(None, "user_version", 99).unwrap();
    assert!(home.fails(1, &["runs", "list"]).contains("written by a newer lusifer (schema 99"));
    let file = home.path().join("data/lusifer.db");
    fs::write(&file, "words, and more words than a header has bytes, so that it is surely none").unwrap();
    assert!(home.fails(1, &["run", "--user", "1"]).contains("is not a lusifer store"));
    fs::remove_file(&file).unwrap();
    fs::create_dir(&file).unwrap();
    assert!(home.fails(1, &["run", "--user", "1"]).contains("is not a lusifer store"));
    let blocked = write(&home, "file", "");
    let blocked = format!("{blocked}/below");
    assert!(home.fails(1, &["run", "--user", "1", "--data-dir", &blocked]).contains("cannot"));
    assert_eq!(home.run(&["doctor", "--data-dir", &blocked]).status.code(), Some(1));
}

#[test]
fn a_command_that_ends_leaves_one_file() {
    let home = Home::new();
    home.ok(&["run", "--user", "1-8"]);
    let names: Vec<_> = fs::read_dir(home.path().join("data"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(names, ["lusifer.db"], "a copy of the file is a copy of everything");
}

#[test]
fn metrics_say_which_runs_are_left_out() {
    let home = Home::new();
    home.ok(&["rate", "--user", "1", "--held-out"]);
    home.ok(&["run", "--user", "1-2", "--split", "last:3"]);
    home.ok(&["run", "--user", "1", "--order", "newest-first"]);
    let output = home.run(&["metrics", "--all-runs", "--json"]);
    let said = stderr(&output);
    assert!(
        said.contains("3 of 4 runs are left out: 2 with another split, 1 with another history"),
        "{said}"
    );
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&document["runs"], &document["left_out"]), (&json!(["r1"]), &json!(3)));
    assert!(stderr(&home.run(&["metrics", "--all-runs", "-q"])).is_empty());
    assert!(stderr(&home.run(&["metrics", "--run", "r1"])).is_empty());
    let hint = stderr(&home.run(&["metrics", "--run", "r1", "--state", "2"]));
    assert!(hint.contains("after batch 2 yet; lusifer rate --run r1 --held-out --state 2 does it"), "{hint}");
}

#[test]
fn numbers_that_cannot_be_are_refused_before_anything_is_written() {
    let home = Home::new();
    for args in [
        &["run", "--user", "1", "--history", "0"][..],
        &["run", "--user", "1", "--history", "18446744073709551615"],
        &["run", "--user", "1", "--batches", "-1"],
        &["run", "--user", "1", "--seed", "-1"],
        &["run", "--user", "1", "--name", ""],
        &["run", "--user", "1", "--name", "two\nlines"],
        &["rate", "--user", "1", "--held-out", "--limit", "0"],
        &["rate", "--user", "1", "--held-out", "--state", "0"],
        &["rate", "--run", "r1", "--held-out", "--name", "x"],
        &["metrics", "--all-runs", "--state", "0"],
        &["export", "r1", "--format", "md", "--table", "ratings"],
        &["evaluate", "--table", "t.csv", "--methods", "A", "--users", "1"],
    ] {
        home.fails(2, args);
    }
    assert!(home.fails(1, &["rate", "--user", "1", "--held-out", "--state", "9"]).contains("has 4 batches"));
    assert_eq!(home.ok(&["runs", "list"]), "", "no run was started");
    home.ok(&["run", "--user", "1"]);
    assert!(
        home.fails(1, &["fork", "r1", "--batch", "5", "--name", "x"]).contains("no batch 5 to write anew")
    );
    assert!(home.fails(2, &["rate", "--run", "r1", "--held-out", "--seed", "8"]).contains("has seed 7"));
}

#[test]
fn the_environment_is_named_where_it_is_wrong_and_may_be_empty() {
    let home = Home::new();
    let with = |variable: &str, value: &str| {
        home.command(&["run", "--user", "1"]).env(variable, value).output().unwrap()
    };
    let wrong = with("LUSIFER_HISTORY", "many");
    assert_eq!(wrong.status.code(), Some(2));
    assert!(stderr(&wrong).contains("comes from the environment variable LUSIFER_HISTORY"));
    for variable in ["LUSIFER_HISTORY", "LUSIFER_SPLIT", "LUSIFER_SEED", "LUSIFER_DATA", "LUSIFER_PROVIDER"] {
        let empty = with(variable, "");
        assert_eq!(empty.status.code(), Some(0), "{variable}: {}", stderr(&empty));
    }
}

#[test]
fn ids_of_any_kind_can_be_named() {
    let home = Home::new();
    let items: Vec<String> = (0..30).map(|at| format!("{}", at * 50)).chain(["a, b".to_owned()]).collect();
    let items: Vec<&str> = items.iter().map(String::as_str).collect();
    let data = small(&home, &["ann b", "bob,c", "007", "-5", "12"], &items);
    let run = |user: &str| home.json(&["run", "--data", &data, "--user", user]).remove(0)["user"].clone();
    assert_eq!(run("ann b"), "ann b");
    assert_eq!(run("007"), "007");
    assert_eq!(run("-5"), -5);
    assert_eq!(run("bob,c"), "bob,c");
    let rated = home.json(&["rate", "--data", &data, "--user", "-5", "--items", "a, b"]).remove(0);
    assert_eq!(rated["ratings"][0]["item"], "a, b");
    // What is printed is the same whether it was computed now or read back.
    let first = home.json(&["run", "--data", &data, "--user", "12"]).remove(0);
    let again = home.json(&["run", "--data", &data, "--user", "12"]).remove(0);
    assert_eq!(first["states"], again["states"]);
    let plan = home.ok(&["run", "--data", &data, "--user", "all", "-n"]);
    assert!(plan.contains("would write 0 profile states for 5 users"), "{plan}");
}

#[test]
fn tables_of_predictions_may_be_bad_in_many_ways() {
    let home = Home::new();
    let evaluate = |content: &[u8], more: &[&str]| {
        let path = write(&home, "t.csv", content);
        let args = [&["evaluate", "--table", &path, "--methods", "A", "--json"], more].concat();
        let output = home.run(&args);
        match output.status.code() {
            Some(0) => serde_json::from_slice::<Value>(&output.stdout).unwrap()["n"].to_string(),
            Some(4) => stderr(&output),
            other => panic!("{other:?}: {}", stderr(&output)),
        }
    };
    for good in [
        &b"user_id,rating,A\n1,3,3\n2,4.5,1e0\n"[..],
        b"user_id;rating;A\r\n1;3;3\r\n\r\n2;4;2\r\n",
        b"\xef\xbb\xbfrating\tA\tname\n3\t3\tJos\xe9\n4\t2\t\n",
        b"text,rating,A\n\"a\nb, \"\"c\"\"\", 3 , 3\nx,4,2\n",
    ] {
        assert_eq!(evaluate(good, &[]), "2", "{}", String::from_utf8_lossy(good));
    }
    let half: &[u8] = b"rating,A\n3,\n,3\n4,NaN\n4,inf\n3.7,2\n4\n2,2\n";
    assert_eq!(evaluate(half, &["--skip-bad-lines"]), "1");
    for (bad, said) in [
        (&b""[..], "(which is empty)"),
        (b"A\n1\n", "no column \"rating\" in the header (\"A\")"),
        (b"rating,A,A\n1,1,1\n", "two columns are called \"A\""),
        (b"rating,A\n1,1\n1,\n", "t.csv:3: expected a number in column A, found \"\""),
        (
            b"rating,A\n3.7,1\n",
            "t.csv:2: expected a rating in whole or half stars in column rating, found \"3.7\"",
        ),
        (b"rating,A\n3\n", "t.csv:2: expected 2 fields"),
        (b"rating,A,t\n3,3,\"x\n4,4,y\n", "t.csv:2: expected a second quotation mark"),
        (b"\x1f\x8b\x08\0", "gzip"),
        (b"\xff\xfer\0", "UTF-16"),
        (b"rating,A\n", "there is no row to score"),
    ] {
        let found = evaluate(bad, &[]);
        assert!(found.contains(said), "{found}");
    }
}

#[test]
fn what_was_rated_twice_is_exported_and_scored_once() {
    let home = Home::new();
    home.ok(&["rate", "--user", "1", "--held-out"]);
    home.ok(&["rate", "--user", "1", "--held-out", "--limit", "5", "--state", "1"]);
    let scored = home.json(&["metrics", "--run", "r1"]).remove(0);
    let file = home.path().join("ratings.csv");
    let file = file.to_str().unwrap();
    home.ok(&["export", "r1", "--format", "csv", "-o", file]);
    let table = home.json(&["evaluate", "--table", file, "--methods", "simulated_ratings"]).remove(0);
    let (ours, theirs) = (&scored["methods"][0], &table["methods"][0]);
    for figure in ["n", "rmse", "mae", "bias", "pearson", "exact"] {
        assert_eq!(ours[figure], theirs[figure], "{figure}");
    }
}

#[test]
fn project_files_are_refused_with_their_line() {
    let home = Home::new();
    for (text, said) in [
        ("[data]\n\nsplit = \"u9\"\n", "lusifer.toml, line 3: data.split: \"u9\" is not a split"),
        (
            "[batches]\norder = \"up\"\n",
            "lusifer.toml, line 2: batches.order is \"up\", expected chronological",
        ),
        ("\n[batches]\nsize = 0\n", "lusifer.toml, line 3: "),
        ("[data.columns]\nuser = \"a\"\nitm = \"b\"\n", "lusifer.toml, line 3: unknown field `itm`"),
    ] {
        write(&home, "lusifer.toml", text);
        let found = home.fails(3, &["run", "--user", "1"]);
        assert!(found.contains(said), "{found}");
    }
}

#[test]
fn help_begins_with_examples_and_the_manual_has_every_command() {
    let home = Home::new();
    let commands = [
        "run",
        "fork",
        "rate",
        "metrics",
        "evaluate",
        "explain",
        "runs list",
        "runs show",
        "export",
        "data check",
        "paths",
        "doctor",
        "completions",
        "man",
    ];
    let manual = home.ok(&["man"]);
    for command in commands {
        let mut args: Vec<&str> = command.split(' ').collect();
        args.push("--help");
        let help = home.ok(&args);
        let at = |part: &str| help.find(part).unwrap_or_else(|| panic!("{command}: no {part}"));
        assert!(at("Examples:\n  ") < at("Usage:"), "{command}");
        assert!(manual.contains(&format!(".SH \"LUSIFER {}\"", command.to_uppercase())), "{command}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn an_interruption_is_heard_while_standard_input_is_awaited() {
    let home = Home::new();
    home.ok(&["run", "--user", "1"]);
    let mut child = home.command(&["rate", "--run", "r1", "-"]).stdin(Stdio::piped()).spawn().unwrap();
    // Standard input stays open and silent; the signal comes once the program listens for it.
    let status = format!("/proc/{}/status", child.id());
    let listens = || {
        let status = fs::read_to_string(&status).unwrap_or_default();
        let mask = status.lines().find_map(|line| line.strip_prefix("SigCgt:")).map_or("0", str::trim);
        u64::from_str_radix(mask, 16).is_ok_and(|mask| mask >> 1 & 1 == 1)
    };
    while !listens() && child.try_wait().unwrap().is_none() {
        std::thread::yield_now();
    }
    let pid = rustix::process::Pid::from_child(&child);
    rustix::process::kill_process(pid, rustix::process::Signal::INT).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130));
}

/// Systems let an open file be deleted, and what is written goes on into it: nothing may then be called kept.
#[test]
fn a_store_that_is_deleted_while_the_explorer_runs_is_missed() {
    let home = Home::new();
    let mut terminal = ready(Terminal::start(&home, &[], 120, 40));
    terminal.keys("\r");
    terminal.wait_for("Nothing yet");
    terminal.keys("r");
    terminal.wait_for("batch 1 of 4 is written");
    for file in fs::read_dir(home.path().join("data")).unwrap() {
        fs::remove_file(file.unwrap().path()).unwrap();
    }
    terminal.keys("r");
    terminal.wait_for("was deleted or replaced while it was");
    terminal.keys("q");
    assert_eq!(terminal.wait_for_exit().exit_code(), 0);
}
