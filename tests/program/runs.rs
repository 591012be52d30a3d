//! Kept runs as scripts handle them: the trash, and two runs side by side.

use crate::home::Home;
use serde_json::json;

#[test]
fn runs_go_to_the_trash_and_come_back() {
    let home = Home::new();
    home.json(&["run", "--user", "1", "--batches", "2"]);
    home.json(&["fork", "r1", "--batch", "2", "--name", "side"]);
    let said = home.ok(&["runs", "rm", "r1"]);
    assert!(said.contains("its fork keeps what it shares"), "{said}");
    let listed = home.json(&["runs", "list"]);
    assert_eq!(listed.len(), 1);
    assert_eq!((&listed[0]["run"], &listed[0]["states"]), (&json!("r2"), &json!(4)));
    let shown = home.json(&["runs", "show", "r2"]).remove(0);
    assert_eq!(shown["states"].as_array().unwrap().len(), 4, "the shared state is still there");
    let trashed = home.json(&["runs", "list", "--trash"]);
    assert_eq!(trashed[0]["run"], "r1");
    assert!(trashed[0]["trashed"].is_string());

    let refused = home.fails(1, &["fork", "r1", "--batch", "1", "--name", "x"]);
    assert!(refused.contains("lusifer runs restore r1"), "{refused}");

    let restored = home.json(&["runs", "restore", "r1"]).remove(0);
    assert_eq!(restored["trashed"], json!(null));
    assert_eq!(home.json(&["runs", "list"]).len(), 2);
    // Where one does not exist, nothing happens to the others.
    home.fails(1, &["runs", "rm", "r1", "r9"]);
    assert_eq!(home.json(&["runs", "list"]).len(), 2);
    assert!(home.ok(&["runs", "rm", "r1", "--dry-run"]).contains("would be put into the trash"));
    assert_eq!(home.json(&["runs", "list"]).len(), 2);
}

#[test]
fn two_runs_are_compared_on_what_both_rated() {
    let home = Home::new();
    home.json(&["rate", "--user", "1", "--held-out"]);
    home.json(&["fork", "r1", "--batch", "3", "--name", "side"]);
    home.json(&["rate", "--run", "r2", "--held-out"]);
    let compared = home.json(&["compare", "r1", "r2"]).remove(0);
    assert_eq!(compared["schema_version"], 1);
    assert_eq!((&compared["a"]["run"], &compared["b"]["name"]), (&json!("r1"), &json!("side")));
    assert_eq!((&compared["a"]["batch"], &compared["a"]["rated_on"]), (&json!(4), &json!(null)));
    assert_eq!((&compared["comparable"], &compared["not_comparable"]), (&json!(true), &json!([])));
    assert_eq!(compared["changed"], json!([{ "what": "seed", "a": "7", "b": "8" }]));
    let ratings = &compared["ratings"];
    let pairs = ratings["pairs"].as_array().unwrap();
    assert_eq!(ratings["both"], pairs.len());
    assert_eq!((&ratings["only_a"], &ratings["only_b"]), (&json!(0), &json!(0)));
    let mae = &ratings["figures"][0];
    assert_eq!(mae["name"], "mae");
    let (a, b) = (mae["a"].as_f64().unwrap(), mae["b"].as_f64().unwrap());
    assert!((mae["difference"].as_f64().unwrap() - (b - a)).abs() < 1e-12);
    // The same figures as each run has alone.
    let alone = home.json(&["metrics", "--run", "r2"]).remove(0);
    assert_eq!(alone["methods"][0]["mae"], mae["b"]);
    assert_eq!(alone["n"], ratings["n"]);
    for pair in pairs {
        assert!(pair["truth"].is_number() && pair["title"].is_string(), "{pair}");
    }

    let states = home.json(&["compare", "r1:2", "r1:4"]).remove(0);
    assert_eq!((&states["a"]["batch"], &states["b"]["batch"]), (&json!(2), &json!(4)));
    assert_eq!((&states["a"]["rated_on"], &states["ratings"]["both"]), (&json!(2), &json!(0)));
    assert_eq!(states["ratings"]["figures"][0]["a"], json!(null));
    assert!(states["text"]["changed"].as_f64().unwrap() > 0.0);
    let shared = home.json(&["compare", "r1", "r2", "--batch", "2"]).remove(0);
    assert_eq!(shared["text"]["changed"], json!(0.0), "the state before the fork is shared");

    let text = home.ok(&["compare", "r1", "r2"]);
    assert!(text.contains("A r1 main B4\nB r2 side B4\nChanged: seed 7 > 8."), "{text}");
    assert!(text.contains("95 % interval (paired, n "), "{text}");
    let document = home.ok(&["compare", "r1", "r2", "--format", "md"]);
    assert!(document.starts_with("# A r1 main B4 against B r2 side B4\n"), "{document}");
    assert!(document.contains("| mae | "), "{document}");
}

#[test]
fn what_cannot_be_compared_is_said_instead_of_a_difference() {
    let home = Home::new();
    home.json(&["rate", "--user", "1", "--held-out"]);
    home.json(&["run", "--user", "1", "--order", "newest-first"]);
    home.json(&["rate", "--run", "r2", "--held-out"]);
    let compared = home.json(&["compare", "r1", "r2"]).remove(0);
    assert_eq!(compared["not_comparable"], json!(["orders chronological and newest-first"]));
    let mae = &compared["ratings"]["figures"][0];
    assert!(mae["a"].is_number() && mae["difference"].is_null() && mae["ci"].is_null(), "{mae}");
    let text = home.ok(&["compare", "r1", "r2"]);
    assert!(text.contains("Not comparable: orders chronological and newest-first."), "{text}");

    home.json(&["run", "--user", "2"]);
    let others = home.json(&["compare", "r1", "r3"]).remove(0);
    assert_eq!(others["not_comparable"], json!(["users 1 and 2"]));
    assert_eq!(others["ratings"]["both"], 0);

    for (other, code) in [("r1:9", 1), ("r1:0", 2), ("r77", 1)] {
        home.fails(code, &["compare", "r1", other]);
    }
}
