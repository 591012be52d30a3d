//! The commands as scripts see them: what they print, where, and with which exit code.

use std::fs;
use std::io::Write;
use std::process::Stdio;

use crate::home::{Home, shared, stderr};
use serde_json::{Value, json};

fn items(state: &Value) -> Vec<i64> {
    let interactions = state["interactions"].as_array().unwrap();
    interactions.iter().map(|interaction| interaction["item"].as_i64().unwrap()).collect()
}

#[test]
fn run_prints_the_contract_and_resumes() {
    let home = Home::new();
    let first = home.json(&["run", "--user", "1", "--batches", "2"]).remove(0);
    assert_eq!(first["user"], 1);
    assert_eq!(first["run"], "r1");
    assert_eq!(first["name"], "main");
    assert_eq!(first["provider"], "sim");
    assert_eq!(first["model"], Value::Null);
    assert_eq!(first["order"], "chronological");
    assert_eq!(first["seed"], 7);
    assert_eq!(first["complete"], false);
    assert_eq!(first["resumed_from"], 0);
    let states = first["states"].as_array().unwrap();
    assert_eq!(states.len(), 2);
    for (at, state) in states.iter().enumerate() {
        assert_eq!(state["batch"], at + 1);
        assert_eq!(state["skipped"], json!([]));
        assert_eq!((&state["calls"], &state["attempts"]), (&json!(1), &json!(1)));
        assert_eq!(state["tokens_in"], Value::Null);
        assert_eq!(state["cost_usd"], Value::Null);
        assert_eq!(items(state).len(), 10);
        let words = state["profile"].as_str().unwrap().split_whitespace().count();
        assert!((120..=220).contains(&words), "{words} words");
    }
    assert_eq!(states[0]["update"], Value::Null);
    assert!(states[1]["update"].as_str().is_some_and(|update| !update.is_empty()));

    let second = home.json(&["run", "--user", "1"]).remove(0);
    assert_eq!(second["run"], "r1", "it resumes");
    assert_eq!(second["resumed_from"], 2);
    assert_eq!(second["complete"], true);
    assert_eq!(second["states"].as_array().unwrap()[..2], states[..]);
    let times: Vec<i64> = second["states"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|state| state["interactions"].as_array().unwrap())
        .map(|interaction| interaction["timestamp"].as_i64().unwrap())
        .collect();
    assert_eq!(times.len(), 40);
    assert!(times.is_sorted());

    let other = Home::new().json(&["run", "--user", "1"]).remove(0);
    assert_eq!(other["states"], second["states"], "the same seed says the same");
    let newest = home.json(&["run", "--user", "1", "--order", "newest-first"]).remove(0);
    assert_eq!(newest["run"], "r2");
    assert_eq!(newest["order"], "newest-first");
}

#[test]
fn rate_prints_the_contract_in_the_order_asked() {
    let home = Home::new();
    let held_out = home.json(&["rate", "--user", "1", "--held-out"]).remove(0);
    assert_eq!(
        (&held_out["user"], &held_out["run"], &held_out["state"]),
        (&json!(1), &json!("r1"), &json!(4))
    );
    let ratings = held_out["ratings"].as_array().unwrap();
    assert!(ratings.len() >= 5);
    for rated in ratings {
        assert!((1..=5).contains(&rated["rating"].as_i64().unwrap()), "{rated}");
        assert!((1..=5).contains(&rated["held_out"].as_i64().unwrap()), "{rated}");
        assert_eq!(rated["provenance"], "simulated");
    }
    assert_eq!((&held_out["missing"], &held_out["invalid"]), (&json!([]), &json!([])));

    let wanted: Vec<String> = ratings.iter().rev().take(3).map(|rated| rated["item"].to_string()).collect();
    let list = wanted.join(",");
    let some = home.json(&["rate", "--run", "r1", "--items", &list, "--slate", "2"]).remove(0);
    let got: Vec<String> =
        some["ratings"].as_array().unwrap().iter().map(|rated| rated["item"].to_string()).collect();
    assert_eq!(got, wanted);
    assert_eq!(some["calls"], 2, "two slates");

    let mut child = home
        .command(&["rate", "--run", "r1", "-", "--state", "2", "--json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(wanted.join("\n").as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let piped: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(piped["state"], 2);
    assert_eq!(piped["ratings"].as_array().unwrap().len(), 3);

    let limited = home.json(&["rate", "--run", "r1", "--held-out", "--limit", "2"]).remove(0);
    assert_eq!(limited["ratings"].as_array().unwrap()[..], ratings[..2]);
}

#[test]
fn metrics_stand_beside_baselines_on_the_same_rows() {
    let home = Home::new();
    let nothing = home.json(&["metrics", "--all-runs"]).remove(0);
    assert_eq!((&nothing["n"], &nothing["methods"][0]["rmse"]), (&json!(0), &Value::Null));
    let rated = home.json(&["rate", "--user", "2", "--held-out"]).remove(0);
    home.ok(&["rate", "--user", "3", "--held-out"]);
    let one = home.json(&["metrics", "--run", "r1"]).remove(0);
    let rows: Vec<(f64, f64)> = rated["ratings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|rated| (rated["rating"].as_f64().unwrap(), rated["held_out"].as_f64().unwrap()))
        .collect();
    let n = rows.len() as f64;
    let rmse = |predicted: &dyn Fn(f64) -> f64| {
        (rows.iter().map(|(model, truth)| (predicted(*model) - truth).powi(2)).sum::<f64>() / n).sqrt()
    };
    let methods = one["methods"].as_array().unwrap();
    let names: Vec<&str> = methods.iter().map(|method| method["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["model", "constant-4", "user-mean", "item-mean", "bias"]);
    assert!(methods.iter().all(|method| method["n"] == one["n"] && one["n"] == rows.len()));
    let close = |method: &Value, expected: f64| {
        assert!((method["rmse"].as_f64().unwrap() - expected).abs() < 1e-12, "{method} {expected}");
    };
    close(&methods[0], rmse(&|model| model));
    close(&methods[1], rmse(&|_| 4.0));
    assert_eq!(methods[1]["pearson"], Value::Null, "the correlation of a constant is undefined");
    assert!(methods.iter().all(|method| method["rmse_ci"].as_array().is_some_and(|ci| ci.len() == 2)));
    let all = home.json(&["metrics", "--all-runs"]).remove(0);
    assert!(all["n"].as_u64().unwrap() > one["n"].as_u64().unwrap());
    // Rating again replaces the older answer instead of counting twice.
    home.ok(&["rate", "--run", "r1", "--held-out", "--limit", "3"]);
    assert_eq!(home.json(&["metrics", "--run", "r1"]).remove(0)["n"], one["n"]);
    // A state on which nothing was rated has no figures.
    assert_eq!(home.json(&["metrics", "--run", "r1", "--state", "1"]).remove(0)["n"], 0);
}

#[test]
fn lists_of_users_come_as_json_lines() {
    let home = Home::new();
    let some = home.json(&["run", "--user", "3,1,5-6"]);
    let mut users: Vec<i64> = some.iter().map(|run| run["user"].as_i64().unwrap()).collect();
    users.sort_unstable();
    assert_eq!(users, [1, 3, 5, 6]);
    let all = home.json(&["run", "--user", "all", "--batches", "1"]);
    assert!(all.len() >= 48, "{}", all.len());
    let runs = home.json(&["runs", "list"]);
    assert_eq!(runs.len(), all.len());
    assert_eq!(home.json(&["runs", "list", "--user", "5"]).len(), 1);
}

#[test]
fn explain_classifies_the_sentences() {
    let home = Home::new();
    home.ok(&["run", "--user", "1"]);
    let known = ["same", "edited", "evidence", "rewritten", "added", "dropped", "moved"];
    for batch in ["1", "2", "3", "4"] {
        let document = home.json(&["explain", "r1", "--batch", batch]).remove(0);
        let sentences = document["sentences"].as_array().unwrap();
        assert!(!sentences.is_empty());
        for sentence in sentences {
            let class = sentence["class"].as_str().unwrap();
            assert!(known.contains(&class), "{class}");
            assert!(batch != "1" || class == "added", "nothing comes before the first batch");
        }
    }
    // What the offline simulator cites is always the user's own, rated so, and never of a later batch.
    let document = home.json(&["explain", "r1"]).remove(0);
    assert_eq!(document["checked"], true);
    let sentences = document["sentences"].as_array().unwrap();
    let cited: Vec<_> = sentences.iter().flat_map(|one| one["citations"].as_array().unwrap()).collect();
    assert!(!cited.is_empty());
    for citation in cited {
        assert!(
            ["this batch", "earlier batch"].contains(&citation["verdict"].as_str().unwrap()),
            "{citation}"
        );
        assert_eq!(citation["rating"].as_f64(), citation["rated"].as_f64());
    }
    let verdicts = ["supported", "weak", "contradicted", "no evidence cited", "could not check"];
    let after: Vec<_> = sentences.iter().filter(|one| !one["after"].is_null()).collect();
    assert!(after.iter().all(|one| verdicts.contains(&one["verdict"].as_str().unwrap())));
    assert!(after.iter().any(|one| !one["supporting"].as_array().unwrap().is_empty()));
    // Nor are the estimates behind the words a secret: a liking rests on one above zero.
    let liked = |one: &&serde_json::Value| {
        one["claims"][0]["polarity"] == "likes" && one["claims"][0]["hedge"] != "faint"
    };
    let estimates: Vec<_> =
        after.iter().copied().filter(liked).flat_map(|one| one["estimates"].as_array().unwrap()).collect();
    assert!(!estimates.is_empty() && estimates.iter().all(|one| one["mean"].as_f64().unwrap() > 0.0));
    assert!(!document["ledger"].as_array().unwrap().is_empty());
    let account = home.ok(&["explain", "r1"]);
    assert!(account.contains("batch 3 > 4") && account.contains("    claims: "), "{account}");
    assert!(
        home.fails(1, &["explain", "r1", "--batch", "5"])
            .contains("4 batches, so there is no state after batch 5")
    );
    assert!(home.fails(1, &["explain", "r9"]).contains("no run r9"));
}

#[test]
fn forks_share_the_states_before() {
    let home = Home::new();
    let main = home.json(&["run", "--user", "1"]).remove(0);
    let fork = home.json(&["fork", "r1", "--batch", "3", "--name", "other"]).remove(0);
    assert_eq!(fork["fork"], json!({"run": "r1", "from_batch": 3}));
    assert_eq!(fork["resumed_from"], 2);
    assert_eq!(fork["seed"], 8, "another seed, or it would say the same again");
    let states = |run: &Value| run["states"].as_array().unwrap().clone();
    assert_eq!(states(&fork)[..2], states(&main)[..2]);
    assert_eq!(states(&fork).len(), 4);
    let same = home.json(&["fork", "r1", "--batch", "3", "--name", "same", "--seed", "7"]).remove(0);
    assert_eq!(states(&same), states(&main), "the same seed says the same");
}

#[test]
fn exports_are_what_other_programs_expect() {
    let home = Home::new();
    home.ok(&["rate", "--user", "1", "--held-out", "--limit", "12"]);
    let ratings = home.ok(&["export", "r1", "--format", "csv"]);
    let mut lines = ratings.lines();
    assert_eq!(lines.next(), Some("user_id,movie_id,rating,timestamp,simulated_ratings"));
    assert_eq!(lines.count(), 12);
    let profiles = home.ok(&["export", "r1", "--format", "csv", "--table", "profiles"]);
    let mut reader = csv::Reader::from_reader(profiles.as_bytes());
    let header: Vec<_> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    assert_eq!(
        header,
        ["user_id", "user_info", "user_profile", "intermediate_user_profiles", "profile_changes"]
    );
    let row = reader.records().next().unwrap().unwrap();
    let states: Vec<String> = serde_json::from_str(&row[3]).unwrap();
    let updates: Vec<String> = serde_json::from_str(&row[4]).unwrap();
    assert_eq!((states.len(), updates.len()), (4, 3));
    assert_eq!(&row[2], states[3]);

    let file = home.path().join("run.jsonl");
    home.ok(&["export", "r1", "--format", "jsonl", "-o", file.to_str().unwrap()]);
    let kinds: Vec<String> = fs::read_to_string(&file)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["kind"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(kinds.iter().filter(|kind| *kind == "state").count(), 4);
    assert_eq!(kinds.iter().filter(|kind| *kind == "rating").count(), 12);
    let document = home.ok(&["export", "r1", "--format", "md"]);
    assert!(document.contains("## Batch 4 of 4") && document.contains("## Simulated ratings"));
    let nowhere = home.path().join("no/such/folder/x.md");
    assert!(
        home.fails(1, &["export", "r1", "--format", "md", "-o", nowhere.to_str().unwrap()])
            .contains("cannot write")
    );
}

#[test]
fn wrong_arguments_data_and_settings_have_their_exit_codes() {
    let home = Home::new();
    assert!(home.fails(2, &[]).contains("needs a terminal"));
    home.fails(2, &["run"]);
    home.fails(2, &["run", "--user", "1,,2"]);
    home.fails(2, &["rate", "--user", "1"]);
    home.fails(2, &["rate", "--user", "1", "--run", "r1", "--held-out"]);
    home.fails(2, &["run", "--user", "1", "--split", "u9"]);
    assert!(home.fails(4, &["run", "--user", "99999"]).contains("user 99999 is not in"));
    assert!(home.fails(4, &["rate", "--user", "1", "--items", "424242"]).contains("item 424242 is not in"));
    assert!(home.fails(4, &["data", "check", "--data", "/no/such/folder"]).contains("/no/such/folder"));
    assert!(home.fails(5, &["run", "--user", "1", "--provider", "nobody"]).contains("\"nobody\""));
    fs::write(home.path().join("lusifer.toml"), "[data]\nspilt = \"u1\"\n").unwrap();
    assert!(home.fails(3, &["run", "--user", "1"]).contains("lusifer.toml, line 2"));
    fs::write(home.path().join("lusifer.toml"), "[batches]\nsize = 5\n[data]\nsplit = \"last:4\"\n").unwrap();
    let run = home.json(&["run", "--user", "1"]).remove(0);
    assert_eq!((&run["split"], run["states"].as_array().unwrap().len()), (&json!("last:4"), 8));
}

#[test]
fn looking_writes_nothing() {
    let home = Home::new();
    for args in [
        &["paths"][..],
        &["doctor"],
        &["runs", "list"],
        &["data", "check"],
        &["metrics", "--all-runs"],
        &["evaluate", "--baselines", "all"],
        &["run", "--user", "1", "--dry-run"],
        &["rate", "--user", "1", "--held-out", "-n"],
        &["completions", "bash"],
        &["man"],
    ] {
        home.ok(args);
    }
    assert!(!home.path().join("data").exists() && !home.path().join("state").exists());
}

#[test]
fn a_closed_pipe_is_no_failure() {
    let home = Home::new();
    let mut child = home
        .command(&["run", "--user", "all", "--json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(!stderr(&output).contains("panicked"), "{}", stderr(&output));
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
}

#[test]
fn two_processes_share_one_store() {
    let home = Home::new();
    let start = || {
        home.command(&["run", "--user", "1-12", "--json"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    };
    let (one, other) = (start(), start());
    let (one, other) = (one.wait_with_output().unwrap(), other.wait_with_output().unwrap());
    for output in [&one, &other] {
        assert_eq!(output.status.code(), Some(0), "{}", stderr(output));
    }
    let states = |output: &std::process::Output| {
        let text = String::from_utf8(output.stdout.clone()).unwrap();
        let mut runs: Vec<_> = text
            .lines()
            .map(|line| serde_json::from_str::<Value>(line).unwrap())
            .map(|run| (run["user"].as_i64().unwrap(), run["run"].clone(), run["states"].to_string()))
            .collect();
        runs.sort_by_key(|run| run.0);
        runs
    };
    assert_eq!(states(&one), states(&other));
    assert_eq!(home.json(&["runs", "list"]).len(), 12);
    assert!(home.ok(&["doctor"]).contains("integrity ok"));
}

/// What the doctor says of the terminal is what the explorer would find in it.
#[test]
fn doctor_says_what_the_terminal_is_taken_for() {
    let home = Home::new();
    let said = |environment: &[(&str, &str)]| {
        let output = home.command(&["doctor", "--json"]).envs(environment.iter().copied()).output().unwrap();
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        let detail = |name: &str| {
            let check = report["checks"].as_array().unwrap().iter().find(|check| check["name"] == name);
            check.unwrap()["detail"].as_str().unwrap().to_owned()
        };
        ["theme", "characters", "clipboard", "mouse", "editor"].map(detail)
    };
    let plain = [("TERM", "xterm-256color"), ("LC_ALL", "C.UTF-8"), ("DISPLAY", ""), ("WAYLAND_DISPLAY", "")];
    let [theme, characters, clipboard, mouse, editor] =
        said(&[&plain[..], &[("COLORFGBG", "0;15"), ("VISUAL", "ed"), ("TMUX", "a")]].concat());
    assert!(theme.starts_with("lusifer-light at first"), "{theme}");
    assert_eq!(characters, "Unicode, because LC_ALL is C.UTF-8");
    assert!(clipboard.contains("OSC 52") && clipboard.contains("tmux"), "{clipboard}");
    assert!(mouse.starts_with("for the terminal"), "{mouse}");
    assert_eq!(editor, "ed ($VISUAL)");
    let [theme, ..] =
        said(&[&plain[..], &[("COLORFGBG", "15;0"), ("LUSIFER_THEME", "lusifer-light")]].concat());
    assert!(theme.contains("for light backgrounds, this one is dark"), "{theme}");
    let [theme, characters, ..] = said(&[("TERM", "linux"), ("LC_ALL", "C.UTF-8"), ("NO_COLOR", "1")]);
    assert_eq!(characters, "ASCII, because TERM is linux");
    assert!(theme.starts_with("mono"), "{theme}");
    let [_, characters, ..] = said(&[("TERM", "xterm"), ("LC_ALL", "C")]);
    assert_eq!(characters, "ASCII, because LC_ALL is C, which is no UTF-8");
}

#[test]
fn the_papers_table_is_reproduced() {
    let Some(recorded) = shared("data/recorded-100k/rating_test_df_100k_local.csv") else { return };
    let home = Home::new();
    let table = recorded.to_str().unwrap();
    let document =
        home.json(&["evaluate", "--table", table, "--methods", "SVD++,4o_mini,Gemma3_4B"]).remove(0);
    let methods = document["methods"].as_array().unwrap();
    let figures: Vec<(f64, f64)> = methods
        .iter()
        .map(|method| (method["rmse"].as_f64().unwrap(), method["pearson"].as_f64().unwrap()))
        .collect();
    let golden = [
        (1.058_846_371_480_309_6, 0.395_738_654_791_607_6),
        (1.572_050_263_727_868, 0.205_702_287_433_811_58),
        (1.399_140_995_954_676_3, 0.234_062_249_296_218_3),
    ];
    for (ours, golden) in figures.iter().zip(golden) {
        assert!((ours.0 - golden.0).abs() < 1e-9 && (ours.1 - golden.1).abs() < 1e-9, "{ours:?} {golden:?}");
    }
    assert_eq!(document["n"], 4292);
    let Some(train) = shared("data/ml-100k/u1.base") else { return };
    let cold = home
        .json(&[
            "evaluate",
            "--table",
            table,
            "--methods",
            "SVD++",
            "--train",
            train.to_str().unwrap(),
            "--max-train",
            "10",
        ])
        .remove(0);
    assert_eq!(cold["n"], 210);
}
