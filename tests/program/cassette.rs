//! Studies that are recorded and replayed: the same states byte for byte without a network, changes said, nothing asked.

use std::collections::BTreeMap;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};

use crate::home::Home;
use crate::model_server::{Reply, Request, Server, ollama, openai, reply_to};

/// A model whose every answer depends on all of the prompt, and that is not always at its best: whoever mixes two
/// answers up is found out.
fn moody(request: &Request) -> Reply {
    let mut hasher = DefaultHasher::new();
    request.prompt().hash(&mut hasher);
    let mood = hasher.finish();
    if let Some((_, items)) = request.prompt().split_once("Rate these:") {
        let ids =
            items.lines().filter_map(|line| line.strip_prefix('[')?.strip_suffix(']')?.parse::<u64>().ok());
        // The last of ten is forgotten, and asked for again alone.
        let ratings: Vec<_> =
            ids.take(9).map(|id| json!({ "item": id, "rating": 1 + (id ^ mood) % 5 })).collect();
        return reply_to(request, &json!({ "ratings": ratings }).to_string());
    }
    let words =
        "This person seeks dramas in which people change, and gives them time when the writing is careful.";
    let profile = format!("{words} Wit is welcome.\n\n{words} The sign of this person is {mood}.");
    let mut answer = json!({ "user_profile": profile });
    if request.prompt().contains("The profile so far:") {
        answer["update"] = json!(format!("The sign is {mood} now."));
    }
    reply_to(request, &answer.to_string())
}

/// The same, behind a server that fails now and then, and takes no JSON Schema.
fn troubled(count: &AtomicUsize, request: &Request) -> Reply {
    let schema =
        request.json()["response_format"]["type"] == "json_schema" || request.json()["format"].is_object();
    let error = if request.is_ollama() { ollama::error } else { openai::error };
    if schema {
        return error(400, "response_format json_schema is not supported");
    }
    match count.fetch_add(1, Ordering::SeqCst) % 7 {
        2 => error(503, "busy for a moment"),
        5 => reply_to(request, "I would rather talk about the weather."),
        _ => moody(request),
    }
}

/// What a study says, without the numbers of runs and what it cost.
fn said(home: &Home, more: &[&str]) -> BTreeMap<String, Value> {
    let all = |args: &[&str]| home.json(&[args, more].concat());
    let mut said = BTreeMap::new();
    for line in all(&["run", "--user", "1,2,3,4", "--concurrency", "4"]) {
        let states = line["states"].as_array().unwrap().iter().map(|state| {
            json!([
                state["batch"],
                state["interactions"],
                state["profile"],
                state["update"],
                state["attempts"],
                state["tokens_in"],
                state["tokens_out"]
            ])
        });
        said.insert(format!("states of {}", line["user"]), states.collect());
    }
    for line in all(&["rate", "--user", "1,2,3,4", "--held-out", "--limit", "20", "--concurrency", "4"]) {
        let rated = json!([line["ratings"], line["missing"], line["invalid"], line["attempts"]]);
        said.insert(format!("ratings of {}", line["user"]), rated);
    }
    said
}

/// What came of each request, in order, by user.
fn outcomes(home: &Home) -> BTreeMap<String, Vec<Value>> {
    let runs = home.json(&["runs", "list"]).into_iter();
    runs.map(|run| {
        let calls = home.json(&["calls", "--run", run["run"].as_str().unwrap()]);
        let outcome = |call: &Value| {
            json!([
                call["task"],
                call["batch"],
                call["items"],
                call["attempt"],
                call["outcome"],
                call["text"],
                call["request"],
                call["response"],
                call["headers"],
                call["warnings"]
            ])
        };
        (run["user"].to_string(), calls.iter().map(outcome).collect())
    })
    .collect()
}

#[test]
fn a_replayed_study_is_the_same_byte_for_byte_also_in_what_went_wrong() {
    for provider in ["openai", "ollama"] {
        let count = AtomicUsize::new(0);
        let server = Server::start(move |request| troubled(&count, request));
        let home = Home::new();
        let url = if provider == "openai" { format!("{}/v1", server.url()) } else { server.url() };
        let flags = ["--provider", provider, "--base-url", &url, "--model", "small"];
        let first = said(&home, &flags);
        let outcome = outcomes(&home);
        let failed = outcome.values().flatten().filter(|call| call[4]["kind"] == "failed").count();
        assert!(failed > 3, "{failed} failures are too few to be a test");
        home.ok(&["export", "r1", "r2", "r3", "r4", "--format", "bundle", "-o", "talk.lusifer"]);
        let asked = server.requests().len();
        server.down(true);
        drop(server);

        // By the file alone, in a home that knows neither server nor model.
        let elsewhere = Home::new();
        let file = home.path().join("talk.lusifer");
        let file = file.to_str().unwrap();
        let strict = ["--cassette", file, "--cassette-mode", "strict"];
        assert_eq!(said(&elsewhere, &strict), first);
        assert_eq!(
            outcomes(&elsewhere),
            outcome,
            "the same requests, failures and answers in the same order"
        );
        let replayed = elsewhere.json(&["runs", "list"]);
        assert!(replayed.iter().all(|run| run["provider"] == provider && run["model"] == "small"));
        // Nothing is paid for twice.
        let calls = elsewhere.json(&["calls", "--run", "r1"]);
        assert!(calls.iter().all(|call| call["cost"]["cost_usd"] == json!(0.0)), "{calls:?}");
        assert!(asked > 20 + failed);

        // By the store, beside the runs that were recorded; as settings would ask the server that is gone.
        let runs = home.json(&["runs", "list"]);
        let was = runs.iter().find(|run| run["user"] == 2).unwrap()["run"].as_str().unwrap().to_owned();
        let again = home.json(&[&["run", "--user", "2", "--cassette", &was][..], &flags].concat());
        let refused = home.fails(1, &["rate", "--run", &was, "--held-out", "--cassette", &was]);
        assert!(refused.contains("another study"), "{refused}");
        let was = home.json(&["runs", "show", &was]).remove(0);
        assert_eq!(again[0]["run"], "r5", "what is replayed is a run of its own");
        for (is, was) in again[0]["states"].as_array().unwrap().iter().zip(was["states"].as_array().unwrap())
        {
            assert_eq!((&is["profile"], &is["update"]), (&was["profile"], &was["update"]));
        }
    }
}

fn recorded() -> (Home, Server) {
    let server = Server::start(moody);
    let home = Home::new();
    let url = format!("{}/v1", server.url());
    let flags = ["--provider", "openai", "--base-url", &url, "--model", "small"];
    home.ok(&[&["rate", "--user", "1", "--items", "12,23"][..], &flags].concat());
    server.down(true);
    (home, server)
}

#[test]
fn strictly_a_changed_prompt_or_parameter_fails_with_the_lines_that_differ() {
    let (home, server) = recorded();
    home.ok(&["prompts", "init", "mine"]);
    let file = home.path().join("mine/profile_update.md");
    let text = fs::read_to_string(&file).unwrap();
    let line = text.lines().find(|line| line.starts_with("- ")).unwrap().to_owned();
    fs::write(&file, text.replace(&line, "- Say \u{1b}[31mless.\n- Say more.")).unwrap();
    let replay = ["run", "--user", "1", "--name", "again", "--cassette", "r1"];
    let strict = |more: &[&str]| home.fails(1, &[&replay[..], &["--cassette-mode", "strict"], more].concat());

    let said = strict(&["--prompts", "mine"]);
    assert!(
        said.contains("B2 of user 1 is not what was asked then (call 2 of r1):\n  user message, line "),
        "{said}"
    );
    assert!(said.contains(&format!("\n  - {line}\n  + - Say [31mless.\n  + - Say more.\n")), "{said}");
    let said = strict(&["--temperature", "0.2"]);
    assert!(said.contains("B1 of user 1") && said.contains("  temperature\n  - 0.7\n  + 0.2\n"), "{said}");
    let said = strict(&["--seed", "8"]);
    assert!(said.contains("  seed\n  - 7\n  + 8\n"), "{said}");
    let said = strict(&["--provider", "openai", "--model", "large"]);
    assert!(said.contains("  model\n  - small\n  + large\n"), "{said}");
    // What could not be asked is no call.
    let runs = home.json(&["runs", "list"]);
    let calls = |run: &Value| home.json(&["calls", "--run", run["run"].as_str().unwrap()]);
    let failed = |call: &Value| call["status"] == "failed";
    assert!(!runs.iter().flat_map(calls).any(|call| failed(&call)));

    // Otherwise it is said, on standard error and with the call.
    let output = home.run(&[&replay[..], &["--prompts", "mine"]].concat());
    assert_eq!(output.status.code(), Some(0));
    let warned = String::from_utf8(output.stderr).unwrap();
    assert!(warned.contains("not what was asked then") && warned.contains("+ - Say more."), "{warned}");
    let replayed = home.json(&["runs", "list"]);
    let newest = replayed.iter().rfind(|run| run["name"] == "again" && run["complete"] == true).unwrap();
    let says = |call: &Value| call["warnings"].to_string().contains("not what was asked then");
    let says: Vec<_> = calls(newest).iter().map(says).collect();
    assert_eq!(says, [false, true, true, true]);
    assert_eq!(server.requests().len(), 5);
}

#[test]
fn what_is_not_recorded_fails_in_a_sentence_and_is_not_asked() {
    let (home, server) = recorded();
    let said = home.fails(1, &["run", "--user", "2", "--cassette", "r1"]);
    assert!(said.contains("r1 holds no answer for B1 of user 2; it holds runs of user 1"), "{said}");
    let said = home.fails(1, &["rate", "--user", "1", "--items", "12,34", "--cassette", "r1"]);
    assert!(said.contains("no answer for the rating of 2 items on B4 of user 1; of this user it holds B1, B2, B3, B4, 2 items on B4"), "{said}");
    home.ok(&["run", "--user", "7"]);
    let said = home.fails(2, &["run", "--user", "7", "--cassette", "r4"]);
    assert!(said.contains("holds no calls"), "{said}");
    let said = home.fails(1, &["run", "--user", "7", "--cassette", "r99"]);
    assert!(said.contains("there is no run r99"), "{said}");
    fs::write(home.path().join("other.txt"), "no bundle\n").unwrap();
    let said = home.fails(1, &["run", "--user", "1", "--cassette", "other.txt"]);
    assert!(said.contains("other.txt is no bundle"), "{said}");
    assert_eq!(server.requests().len(), 5);
}

#[test]
fn a_bundle_is_taken_in_with_all_that_is_in_it() {
    let (home, _server) = recorded();
    home.ok(&["export", "r1", "--format", "bundle", "-o", "r1.lusifer"]);
    let elsewhere = Home::new();
    elsewhere.ok(&["run", "--user", "3"]);
    let file = home.path().join("r1.lusifer");
    let file = file.to_str().unwrap();
    assert_eq!(elsewhere.json(&["import", file])[0]["run"], "r2");
    for command in [["runs", "show", "r1"], ["calls", "--run", "r1"]] {
        let mut there = elsewhere.json(&[command[0], command[1], "r2"]);
        let here = home.json(&command);
        for line in &mut there {
            line["run"] = json!("r1");
        }
        assert_eq!(there, here);
    }
    let damaged = fs::read_to_string(file).unwrap().replace("\"batch\":2", "\"batch\":3");
    fs::write(file, damaged).unwrap();
    let said = elsewhere.fails(1, &["import", file]);
    assert!(said.contains("line 4") && said.contains("damaged"), "{said}");
    assert_eq!(elsewhere.json(&["runs", "list"]).len(), 2, "all or nothing");
    let said = home.fails(2, &["export", "r1", "r1", "--format", "csv"]);
    assert!(said.contains("--format bundle"), "{said}");
}

#[test]
fn a_replay_is_looked_at_and_written_nowhere() {
    let (home, _server) = recorded();
    home.ok(&["export", "r1", "--format", "bundle", "-o", "r1.lusifer"]);
    let elsewhere = Home::new();
    let file = home.path().join("r1.lusifer");
    let file = file.to_str().unwrap();
    let frame = |keys: &str| elsewhere.ok(&["replay", file, "--frame", "--size", "120x40", "--keys", keys]);
    let shown = frame("");
    assert!(shown.starts_with(" replay ") && shown.contains("openai:small, replay"), "{shown}");
    assert!(shown.contains("B4/4") && shown.contains("The sign of this person is"), "{shown}");
    for keys in ["r", "R", "b", "6 D", "6 e", "3 a enter"] {
        assert!(frame(keys).contains("a replay is read-only"), "{keys}");
    }
    assert!(frame("5").contains("B4 rate x2"));
    assert!(!elsewhere.path().join("data").exists(), "no store was made");
    // A run of the store is looked at the same way, and stays as it is.
    let before = home.json(&["runs", "show", "r1"]);
    assert!(home.ok(&["replay", "r1", "--frame"]).contains("replay"));
    assert!(home.ok(&["replay", "r1", "--realtime", "--frame", "--size", "120x40"]).contains("B4/4"));
    assert_eq!(home.json(&["runs", "show", "r1"]), before);
    assert_eq!(home.json(&["runs", "list"]).len(), 1);
    // Other data is not what it was made from.
    let ratings: String = (1..=30).map(|item| format!("1,{item},{},{item}\n", 1 + item % 5)).collect();
    fs::create_dir(elsewhere.path().join("other")).unwrap();
    let table = format!("user_id,item_id,rating,timestamp\n{ratings}");
    fs::write(elsewhere.path().join("other/interactions.csv"), table).unwrap();
    let frame = elsewhere
        .ok(&["replay", file, "--data", "other", "--split", "last:5", "--frame", "--size", "160x30"]);
    assert!(frame.contains("was made from sample"), "{frame}");
    let said = elsewhere.fails(1, &["replay", "nothing.lusifer", "--frame"]);
    assert!(said.contains("cannot read nothing.lusifer"), "{said}");
    // The offline simulator asked nobody anything: all of it is there.
    home.ok(&["run", "--user", "5"]);
    let frame = home.ok(&["replay", "r2", "--realtime", "--frame", "--size", "120x40"]);
    assert!(frame.contains("B4/4") && frame.contains("Simulator says"), "{frame}");
}

/// A recorded study in a terminal, for a talk: it plays by itself, and can be held, stopped and gone on with.
#[cfg(unix)]
#[test]
fn a_replay_in_real_time_is_played_held_stopped_and_played_on() {
    use crate::pty::Terminal;
    let (home, _server) = recorded();
    home.ok(&["export", "r1", "--format", "bundle", "-o", "r1.lusifer"]);
    // As if each answer had taken four seconds, the first word half of one.
    let file = home.path().join("r1.lusifer");
    let slow: String = fs::read_to_string(&file)
        .unwrap()
        .lines()
        .map(|line| {
            let mut line: Value = serde_json::from_str(line).unwrap();
            if line["kind"] == "call" {
                line["cost"]["first_ms"] = json!(500);
                line["cost"]["total_ms"] = json!(4_000);
            }
            format!("{line}\n")
        })
        .collect();
    fs::write(&file, slow).unwrap();
    let mut terminal = Terminal::start(&home, &["replay", "r1.lusifer", "--realtime"], 120, 40);
    terminal.wait_for("playing r1");
    // The text grows while it is not whole.
    terminal.wait_until("the first words", |screen| {
        screen.contains("This person seeks dramas") && !screen.contains("The sign of this person")
    });
    terminal.wait_for("B1/4");
    terminal.keys("x");
    terminal.wait_for("play on");
    terminal.keys("R");
    terminal.wait_for("playing r1");
    terminal.wait_for("B2/4");
    terminal.keys("b");
    terminal.wait_for("a replay is read-only");
    terminal.keys("qy");
    terminal.wait_for_exit();
    terminal.assert_restored();
}

#[test]
fn a_command_can_be_recorded_and_the_explorer_plays_it_back() {
    let server = Server::start(moody);
    let home = Home::new();
    let url = format!("{}/v1", server.url());
    let flags = ["--provider", "openai", "--base-url", &url, "--model", "small"];
    let record = ["--cassette", "two.lusifer", "--cassette-mode", "record"];
    home.ok(&[&["run", "--user", "1,2"][..], &flags, &record].concat());
    home.ok(&[&["rate", "--user", "1,2", "--held-out", "--limit", "5"][..], &flags, &record].concat());
    server.down(true);
    for wrong in [&["--cassette-mode", "record"][..], &["--cassette", "r1", "--cassette-mode", "record"]] {
        let said = home.fails(2, &[&["run", "--user", "1"][..], wrong].concat());
        assert!(said.contains("--cassette"), "{said}");
    }
    let elsewhere = Home::new();
    fs::copy(home.path().join("two.lusifer"), elsewhere.path().join("two.lusifer")).unwrap();
    let frame = |more: &[&str], keys: &str| {
        let tui = ["tui", "--frame", "--size", "120x40", "--cassette", "two.lusifer", "--keys", keys];
        elsewhere.ok(&[&tui[..], more].concat())
    };
    let shown = frame(&[], "enter R");
    assert!(shown.contains("openai:small, replayed") && shown.contains("B4/4"), "{shown}");
    assert!(shown.contains("The sign of this person is"), "{shown}");
    // A strict one fails on screen as it does elsewhere.
    let shown = frame(&["--cassette-mode", "strict", "--temperature", "0.1"], "enter r !");
    assert!(shown.contains("not what was asked then"), "{shown}");
    assert!(frame(&[], "j j enter r !").contains("it holds runs of user 1, 2"));
}
