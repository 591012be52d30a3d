//! Kill -9 at many points: nothing that was reported as done is lost, and the resumed study equals the
//! uninterrupted one.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::process::Stdio;

use crate::home::Home;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::Value;

const STUDY: [&str; 4] = ["run", "--user", "all", "--json"];

/// User -> states, without what differs between two stores (numbers and times of runs).
fn states(lines: impl IntoIterator<Item = Value>) -> BTreeMap<i64, Value> {
    lines.into_iter().map(|run| (run["user"].as_i64().unwrap(), run["states"].clone())).collect()
}

#[test]
fn killed_anywhere_it_resumes_to_the_same_study() {
    let whole = states(Home::new().json(&STUDY[..3]));
    let mut random = ChaCha8Rng::seed_from_u64(20);
    let home = Home::new();
    let mut reported = BTreeMap::new();
    for _ in 0..25 {
        // One user at a time, so that a kill finds most of the study undone.
        let mut child = home
            .command(&STUDY)
            .args(["--concurrency", "1"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let resumed = reported.len();
        let wanted = random.random_range(0..4) + resumed;
        let seen: Vec<Value> =
            lines.by_ref().take(wanted).map(|line| serde_json::from_str(&line.unwrap()).unwrap()).collect();
        // Somewhere within the next user's work.
        for _ in 0..random.random_range(0..200_000) {
            std::hint::spin_loop();
        }
        child.kill().unwrap();
        child.wait().unwrap();
        for (user, kept) in &reported {
            let again = seen.iter().find(|run| run["user"] == *user);
            assert!(again.is_none_or(|run| run["states"] == *kept), "user {user} changed");
        }
        reported.extend(states(seen));
        for run in home.json(&["runs", "list"]) {
            let complete = run["states"] == run["batches"];
            let user = run["user"].as_i64().unwrap();
            assert!(complete || !reported.contains_key(&user), "user {user} was reported as done");
        }
    }
    assert!(home.ok(&["doctor"]).contains("integrity ok"));
    assert!(reported.len() < whole.len(), "the kills came too late to show anything");
    let resumed = states(home.json(&STUDY[..3]));
    assert_eq!(resumed.len(), whole.len());
    for (user, states) in &whole {
        assert_eq!(&resumed[user], states, "user {user}");
    }
}
