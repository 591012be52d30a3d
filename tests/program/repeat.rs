//! Steps done several times more: kept beside the run, resumed, replayed, under the budget, and told in numbers.

use std::fs;
use std::sync::Barrier;

use serde_json::{Value, json};

use crate::home::Home;
use crate::model_server::{Reply, Request, Server, reply_to};

/// A model that says something else for each seed.
fn by_seed(request: &Request) -> Reply {
    let seed = request.json()["seed"].as_u64().unwrap();
    if let Some((_, items)) = request.prompt().split_once("Rate these:") {
        let ids =
            items.lines().filter_map(|line| line.strip_prefix('[')?.strip_suffix(']')?.parse::<u64>().ok());
        // Even ids are sure of their rating; odd ones depend on the seed.
        let rating = |id: u64| 2 + (if id.is_multiple_of(2) { 0 } else { seed / 1000 }) % 3;
        let ratings: Vec<_> = ids.map(|id| json!({ "item": id, "rating": rating(id) })).collect();
        return reply_to(request, &json!({ "ratings": ratings }).to_string());
    }
    let words =
        "This person seeks dramas in which people change, and gives them time when the writing is careful.";
    let other = ["Wit is welcome in any film.", "Silence is what counts for them most of all."];
    let profile = format!("{words}\n\n{}", other[(seed / 1000 % 2) as usize]);
    let mut answer = json!({ "user_profile": profile });
    if request.prompt().contains("The profile so far:") {
        answer["update"] = json!("Nothing new.");
    }
    reply_to(request, &answer.to_string())
}

#[test]
fn the_offline_simulator_is_repeated_and_resumed_and_the_run_stays_as_it_is() {
    let home = Home::new();
    home.ok(&["run", "--user", "1"]);
    home.ok(&["rate", "--run", "r1", "--held-out", "--limit", "12"]);
    let before = (home.ok(&["runs", "show", "r1", "--json"]), home.ok(&["metrics", "--run", "r1", "--json"]));
    let nothing = &home.json(&["repeat", "r1"])[0];
    assert_eq!((&nothing["text"], nothing["draws"].as_array().unwrap().len()), (&Value::Null, 1));
    let two = &home.json(&["repeat", "r1", "--times", "2"])[0];
    let four = &home.json(&["repeat", "r1", "--times", "4"])[0];
    assert_eq!(two["text"]["pairs"], 3);
    let seeds: Vec<_> = four["draws"].as_array().unwrap().iter().map(|draw| draw["seed"].clone()).collect();
    assert_eq!(seeds, [7, 1007, 2007, 3007, 4007]);
    assert_eq!((&four["task"], &four["batch"], &four["user"]), (&json!("profile"), &json!(4), &json!(1)));
    let changed = &four["text"]["changed"];
    assert!(changed["mean"].as_f64().unwrap() > 0.0 && changed["max"].as_f64().unwrap() < 1.0, "{changed}");
    let sentence = &four["text"]["sentences"][0];
    assert_eq!((&sentence["count"], &sentence["of"]), (&json!(5), &json!(5)), "{sentence}");
    assert!(four["notes"][0].as_str().unwrap().contains("same seed"), "{}", four["notes"]);
    // Another batch has repetitions of its own, and what is asked for again is there.
    assert_eq!(home.json(&["repeat", "r1", "--batch", "2"])[0]["text"], Value::Null);
    assert_eq!(&home.json(&["repeat", "r1", "--times", "3"])[0], four);
    let rated = &home.json(&["repeat", "r1", "--ratings", "--times", "2"])[0];
    assert_eq!((&rated["ratings"]["same"], &rated["ratings"]["rmse"]["sd"]), (&json!(12), &json!(0.0)));
    assert!(rated["notes"][0].as_str().unwrap().contains("no seed changes"), "{}", rated["notes"]);
    let after = (home.ok(&["runs", "show", "r1", "--json"]), home.ok(&["metrics", "--run", "r1", "--json"]));
    assert_eq!(before, after);
}

#[test]
fn a_model_is_asked_the_same_under_other_seeds_and_the_spread_is_in_stars() {
    // Profiles that are written again are answered when all three are there.
    let together = Barrier::new(3);
    let server = Server::start(move |request| {
        let is_rating = request.prompt().contains("Rate these:");
        if !is_rating && request.json()["seed"].as_u64() > Some(1_000) {
            together.wait();
        }
        by_seed(request)
    });
    let home = Home::new();
    let url = format!("{}/v1", server.url());
    let model = ["--provider", "openai", "--base-url", &url, "--model", "small"];
    let with = |args: &[&'static str]| -> Vec<&str> { args.iter().copied().chain(model).collect() };
    home.ok(&with(&["run", "--user", "1"]));
    home.ok(&with(&["rate", "--run", "r1", "--items", "1,2,3,4"]));
    let planned = &home.json(&with(&["repeat", "r1", "--times", "3", "--dry-run"]))[0];
    assert_eq!((&planned["calls"], &planned["states"]), (&json!(3), &json!(3)), "{planned}");
    let before = server.count();
    let spread = &home.json(&with(&["repeat", "r1", "--times", "3"]))[0];
    let asked = server.requests().split_off(before);
    let mut seeds: Vec<u64> = asked.iter().filter_map(|request| request.json()["seed"].as_u64()).collect();
    seeds.sort_unstable();
    assert_eq!(seeds, [1007, 2007, 3007]);
    let calls = home.json(&["calls", "--run", "r1"]);
    let own = calls.iter().find(|call| call["batch"] == 4 && call["task"] == "profile").unwrap();
    assert!(asked.iter().all(|request| request.json()["messages"] == own["request"]["messages"]));
    let mut marks: Vec<u64> = calls.iter().filter_map(|call| call["repetition"].as_u64()).collect();
    marks.sort_unstable();
    assert_eq!(marks, [1, 2, 3]);
    let counts: Vec<_> =
        spread["text"]["sentences"].as_array().unwrap().iter().map(|one| one["count"].clone()).collect();
    assert_eq!(counts, [4, 2, 2], "{}", spread["text"]["sentences"]);
    assert_eq!(spread["text"]["sentences"][1]["draws"], json!([0, 2]));
    assert_eq!(spread["calls"], 3);

    let rated = &home.json(&with(&["repeat", "r1", "--ratings", "--times", "2"]))[0];
    let items = rated["ratings"]["items"].as_array().unwrap();
    let ratings: Vec<_> = items.iter().map(|item| item["ratings"].clone()).collect();
    assert_eq!(ratings, [json!([2, 3, 4]), json!([2, 2, 2]), json!([2, 3, 4]), json!([2, 2, 2])]);
    assert_eq!((&items[0]["stars"]["sd"], &rated["ratings"]["item_sd"]), (&json!(1.0), &json!(0.5)));
    let text = home.ok(&with(&["repeat", "r1", "--ratings"]));
    assert!(text.contains("temperature 0") && text.contains("2 of 4 items got the same rating"), "{text}");

    // Taken elsewhere with all of it, and replayed without the server, byte for byte.
    home.ok(&["export", "r1", "--format", "bundle", "-o", "r1.lusifer"]);
    server.down(true);
    let elsewhere = Home::new();
    let file = home.path().join("r1.lusifer");
    let file = file.to_str().unwrap();
    elsewhere.ok(&["import", file]);
    let there = &elsewhere.json(&with(&["repeat", "r1"]))[0];
    assert_eq!(there["text"], spread["text"]);
    let replayed = Home::new();
    let strict = ["--cassette", file, "--cassette-mode", "strict"];
    replayed.ok(&[&["run", "--user", "1"][..], &strict].concat());
    let again = &replayed.json(&[&["repeat", "r1", "--times", "3"][..], &strict].concat())[0];
    assert_eq!(again["text"], spread["text"]);
    let more = replayed.fails(1, &[&["repeat", "r1", "--times", "4"][..], &strict].concat());
    assert!(more.contains("repetition 4"), "{more}");
}

#[test]
fn the_budget_ends_it_and_what_was_paid_for_is_kept() {
    let server = Server::start(by_seed);
    let home = Home::new();
    fs::create_dir_all(home.path().join("config")).unwrap();
    let config = format!(
        "[providers.lab]\nkind = \"openai\"\nbase_url = \"{}/v1\"\nmodel = \"small\"\n\
         [providers.lab.price]\ninput = 10\noutput = 30\ndate = \"2026-11-22\"\n",
        server.url()
    );
    fs::write(home.path().join("config/config.toml"), config).unwrap();
    home.ok(&["run", "--user", "1", "--batches", "1", "--provider", "lab"]);
    let capped = ["repeat", "r1", "--times", "40", "--provider", "lab", "--max-cost", "0.15"];
    let said = home.fails(6, &capped);
    assert!(said.contains("budget"), "{said}");
    let kept = &home.json(&["repeat", "r1", "--provider", "lab"])[0];
    let draws = kept["draws"].as_array().unwrap().len();
    assert!(draws > 2 && draws < 40, "{draws}");
    assert!(kept["cost_usd"].as_f64().unwrap() <= 0.15, "{kept}");
    let said = home.fails(1, &["repeat", "r1", "--ratings", "--times", "2", "--provider", "lab"]);
    assert!(said.contains("rate items first"), "{said}");
    let said = home.fails(2, &["repeat", "r1", "--times", "51"]);
    assert!(said.contains("1 to 50"), "{said}");
}

#[test]
fn the_explorer_repeats_what_is_in_front_and_a_comparison_says_how_much_is_chance() {
    let server = Server::start(by_seed);
    let home = Home::new();
    let url = format!("{}/v1", server.url());
    let model = ["--provider", "openai", "--base-url", &url, "--model", "small"];
    let with = |args: &[&'static str]| -> Vec<&str> { args.iter().copied().chain(model).collect() };
    home.ok(&with(&["run", "--user", "1"]));
    home.ok(&with(&["rate", "--run", "r1", "--held-out", "--limit", "12"]));
    home.ok(&with(&["fork", "r1", "--batch", "3", "--name", "b"]));
    home.ok(&with(&["rate", "--run", "r2", "--held-out", "--limit", "12"]));
    home.ok(&with(&["fork", "r2", "--batch", "4", "--name", "c"]));
    let frame = |keys: &str| {
        let args = ["tui", "--frame", "--size", "120x40", "--run", "r1", "--keys", keys];
        home.ok(&[&args[..], &model].concat())
    };
    let text = frame("S r backspace 3 enter");
    assert!(text.contains("repeated 3 times") && text.contains("4 of 4"), "{text}");
    // It is there when it is looked at again, and among the calls.
    let text = frame("S");
    assert!(text.contains("repeated 3 times") && text.contains("over 6 pairs"), "{text}");
    assert!(frame("5").contains("repetition 3"));
    let text = frame("6 m j m c S r backspace 2 enter esc");
    assert!(text.contains("beside what repeating alone does") && text.contains("RMSE"), "{text}");
    let compared = &home.json(&["compare", "r1", "r2"])[0];
    let beside = &compared["repeated"]["beside"];
    assert_eq!((&beside[0]["name"], beside.as_array().unwrap().len()), (&json!("rmse"), 2), "{beside}");
    assert!(beside[0]["sd"].as_f64().unwrap() > 0.0, "{beside}");
    let changed = &compared["repeated"]["a"]["changed"][0];
    assert_eq!((&changed[0], &changed[1]["n"]), (&json!(4), &json!(6)), "{changed}");
    // What was done again is not what a run took: four profiles and two slates; of the fork two profiles, two shared.
    let took = |side: usize, what: &str| compared["took"][side][what].clone();
    assert_eq!([took(0, "calls"), took(1, "calls")], [json!(6), json!(6)], "{}", compared["took"]);
    assert_eq!([took(0, "retried"), took(1, "unrated")], [json!(0), json!(0)]);
    let said = home.ok(&["compare", "r1", "r2"]);
    assert!(said.contains("A took 6 calls, ") && said.contains("B took 6 calls, "), "{said}");
    assert!(said.contains(" tokens, local, "), "{said}");
    assert!(said.contains("by which repeating alone sets two apart"), "{said}");
    assert!(said.contains("Repetitions of A differ in"), "{said}");
    // What a fork of a fork shares with the run that all come from, and with its parent.
    let shared = |a, b| home.json(&["compare", a, b])[0]["shared_batches"].clone();
    assert_eq!([shared("r1", "r3"), shared("r2", "r3"), shared("r3", "r1")], [2, 3, 2]);
}
