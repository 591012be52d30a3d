//! Before anything is sent: what a command would take, and prompts that a server would cut without a word.

use std::fs;

use serde_json::{Value, json};

use crate::home::Home;
use crate::model_server::Server;
use crate::models::obliging;

/// A provider `lab` at that server, with these lines besides.
fn lab(server: &Server, kind: &str, more: &str) -> Home {
    let home = Home::new();
    fs::create_dir_all(home.path().join("config")).unwrap();
    let path = if kind == "openai" { "/v1" } else { "" };
    let url = server.url();
    let config = format!(
        "[providers.lab]\nkind = \"{kind}\"\nbase_url = \"{url}{path}\"\nmodel = \"small\"\n{more}\n"
    );
    fs::write(home.path().join("config/config.toml"), config).unwrap();
    home
}

fn posts(server: &Server) -> usize {
    server.requests().iter().filter(|request| request.method == "POST").count()
}

#[test]
fn a_dry_run_says_what_is_left_to_do_and_what_it_takes_and_sends_nothing() {
    let server = Server::start(obliging);
    let price = "price = { input = 10, output = 30, date = \"2026-11-22\" }";
    let home = lab(&server, "openai", price);
    let run = ["run", "--user", "1,2", "--provider", "lab"];
    let dry = |args: &[&str]| home.json(&[args, &["--dry-run"]].concat()).remove(0);

    let plan = dry(&run);
    assert_eq!((&plan["dry_run"], &plan["users"], &plan["states"]), (&json!(true), &json!(2), &json!(8)));
    assert_eq!((&plan["calls"], &plan["price"]), (&json!(8), &json!("known")));
    let tokens = |plan: &Value, name: &str| plan[name].as_u64().unwrap();
    let parts: u64 = plan["parts"].as_array().unwrap().iter().map(|part| tokens(part, "tokens")).sum();
    assert_eq!(parts, tokens(&plan, "tokens_in"), "{plan}");
    let dollars = (10 * tokens(&plan, "tokens_in") + 30 * tokens(&plan, "tokens_out")) as f64 / 1e6;
    assert!((plan["cost_usd"].as_f64().unwrap() - dollars).abs() < 1e-9, "{plan}");
    let said = home.ok(&[&run[..], &["-n"]].concat());
    assert!(said.contains("would write 8 profile states for 2 users") && said.contains("8 calls"), "{said}");
    assert_eq!(server.connections(), 0, "nothing was sent");
    assert!(!home.path().join("data").exists(), "nothing was written");

    // What is done already is not asked for again, so it is not planned either; and the plan is kept to.
    home.ok(&["run", "--user", "1", "--batches", "3", "--provider", "lab"]);
    let plan = dry(&run);
    assert_eq!((&plan["states"], &plan["calls"]), (&json!(5), &json!(5)));
    let before = posts(&server);
    home.ok(&run);
    assert_eq!(posts(&server) - before, 5);

    let rate = ["rate", "--user", "1", "--held-out", "--limit", "15", "--provider", "lab"];
    let plan = dry(&rate);
    let items = tokens(&plan, "items");
    assert!(items > 0 && plan["calls"] == json!(items.div_ceil(10)) && plan["states"] == json!(0), "{plan}");
    let before = posts(&server);
    home.ok(&rate);
    assert_eq!((posts(&server) - before) as u64, items.div_ceil(10));
}

#[test]
fn what_is_not_known_of_the_cost_is_not_made_up() {
    let server = Server::start(obliging);
    let home = Home::new();
    let plan = |flags: &[&str]| home.json(&[&["run", "--user", "1", "--dry-run"], flags].concat()).remove(0);
    // A model of one's own costs nothing, one elsewhere that has no price costs nobody knows what.
    let url = format!("{}/v1", server.url());
    let local = plan(&["--provider", "openai", "--base-url", &url, "--model", "small"]);
    assert_eq!((&local["price"], &local["cost_usd"]), (&json!("local"), &json!(0.0)));
    let elsewhere =
        plan(&["--provider", "openai", "--base-url", "https://models.invalid/v1", "--model", "small"]);
    assert_eq!((&elsewhere["price"], &elsewhere["cost_usd"]), (&json!("unknown"), &Value::Null));
    // The offline simulator is asked nothing.
    let offline = plan(&[]);
    assert_eq!(
        (&offline["states"], &offline["calls"], &offline["price"]),
        (&json!(4), &Value::Null, &Value::Null)
    );
    assert_eq!(server.connections(), 0);
}

#[test]
fn a_prompt_that_would_be_cut_in_silence_is_sent_only_where_that_is_allowed() {
    let server = Server::start(obliging);
    let home = lab(&server, "ollama", "num_ctx = 1024");
    let run = ["run", "--user", "1", "--batches", "1", "--provider", "lab"];
    let said = home.fails(5, &run);
    assert!(said.contains("the server would drop its start and say nothing"), "{said}");
    assert!(said.contains("in [providers.NAME] makes room") && said.contains("--allow-cut"), "{said}");
    assert_eq!(posts(&server), 0, "nothing was sent");
    assert_eq!(home.json(&["runs", "list"]).first().map(|run| run["states"].clone()), Some(json!(0)));

    home.ok(&[&run[..], &["--allow-cut"]].concat());
    assert_eq!(posts(&server), 1);
    let call = home.json(&["calls", "--run", "r1"]).remove(0);
    assert_eq!(call["status"], "ok");
    let marked = call["warnings"].to_string();
    assert!(marked.contains("may not fit") || marked.contains("cut"), "{call}");

    // Fewer items at a time may fit; how many is said.
    let rate =
        ["rate", "--run", "r1", "--items", "1,2,3,4,5,6,7,8,9,10", "--state", "1", "--provider", "lab"];
    let said = home.fails(5, &rate);
    assert_eq!(posts(&server), 1, "{said}");
    let fewer = said.split("--slate ").nth(1).and_then(|rest| rest.split(' ').next()).unwrap();
    home.ok(&[&rate[..], &["--slate", fewer]].concat());
    assert!(posts(&server) > 2, "{said}");
    home.ok(&[&rate[..], &["--allow-cut"]].concat());
}
