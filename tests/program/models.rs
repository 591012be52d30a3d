//! Whole studies written by a language model: a server that answers as it is told, the program from outside.

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::home::Home;
use crate::model_server::{self, Reply, Request, Server, openai, reply_to};

const KEY: &str = "sk-test-4f1e9c2b77aa";

/// A model that writes a profile of two paragraphs and rates every item that it is asked for.
pub(crate) fn obliging(request: &Request) -> Reply {
    reply_to(request, &model_server::obliging(request).to_string())
}

fn home() -> Home {
    Home::new()
}

/// Waits for something that happens elsewhere.
fn until(what: &str, happens: impl Fn() -> bool) {
    let end = Instant::now() + Duration::from_mins(1);
    while !happens() {
        assert!(Instant::now() < end, "no {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// The flags by which a server is asked.
pub(crate) fn flags(server: &Server) -> [String; 6] {
    ["--provider", "openai", "--base-url", &format!("{}/v1", server.url()), "--model", "small"]
        .map(str::to_owned)
}

fn with<'a>(args: &[&'a str], flags: &'a [String]) -> Vec<&'a str> {
    args.iter().copied().chain(flags.iter().map(String::as_str)).collect()
}

#[test]
fn a_study_is_written_rated_and_measured_over_both_protocols() {
    for provider in ["openai", "ollama"] {
        let server = Server::start(obliging);
        let home = home();
        let url = if provider == "openai" { format!("{}/v1", server.url()) } else { server.url() };
        let flags = ["--provider", provider, "--base-url", &url, "--model", "small"].map(str::to_owned);
        let run = &home.json(&with(&["run", "--user", "1"], &flags))[0];
        assert_eq!((&run["provider"], &run["model"]), (&json!(provider), &json!("small")));
        let states = run["states"].as_array().unwrap();
        assert_eq!(states.len(), 4);
        assert_eq!(states[0]["update"], Value::Null);
        assert!(states[3]["update"].as_str().unwrap().contains("confirm"));
        assert!(states[3]["tokens_in"].as_u64().unwrap() > 300, "{}", states[3]);
        // What runs on this machine costs nothing.
        assert_eq!(states[3]["cost_usd"], json!(0.0));

        let rated = &home.json(&with(&["rate", "--user", "1", "--held-out"], &flags))[0];
        let n = rated["ratings"].as_array().unwrap().len();
        assert!(n > 10 && rated["missing"] == json!([]) && rated["invalid"] == json!([]), "{rated}");
        let metrics = &home.json(&with(&["metrics", "--run", "r1"], &flags))[0];
        assert_eq!(metrics["n"], json!(n));

        let calls = home.json(&["calls", "--run", "r1"]);
        assert_eq!(calls.len(), 4 + n.div_ceil(10));
        assert_eq!(server.requests().iter().filter(|request| request.method == "POST").count(), calls.len());
        assert!(calls.iter().all(|call| call["status"] == "ok"), "{calls:?}");
        let doctor = home.ok(&with(&["doctor"], &flags));
        assert!(doctor.contains("form of answers: a JSON Schema, as of the last one"), "{doctor}");
        // Nothing is asked twice.
        home.json(&with(&["run", "--user", "1"], &flags));
        assert_eq!(home.json(&["calls", "--run", "r1"]).len(), calls.len());
        let frame = home.ok(&with(&["tui", "--frame", "--size", "120x40", "--keys", "enter"], &flags));
        assert!(frame.contains("Model says") && frame.contains(&format!("{provider}:small")), "{frame}");
        // The explorer asks as the commands do.
        let frame = home.ok(&with(&["tui", "--frame", "--size", "120x40", "--keys", "j enter R"], &flags));
        assert!(frame.contains("B4/4") && frame.contains("user 2"), "{frame}");
        assert_eq!(home.json(&["calls", "--run", "r2"]).len(), 4);
        let frame = home.ok(&with(&["tui", "--frame", "--size", "120x40", "--keys", "enter 5 h"], &flags));
        assert!(frame.contains("[5 Calls]") && frame.contains("B4 update"), "{frame}");
        assert!(frame.contains("local") && frame.contains("The answer was taken as it is."), "{frame}");
    }
}

/// A model that says what its claims rest on: the first item that it read, and one that there is not.
fn claiming(request: &Request) -> Reply {
    let mut said = model_server::obliging(request);
    let prompt = request.prompt();
    let first = prompt.lines().find_map(|line| line.strip_prefix('[')?.split_once(']')?.0.parse().ok());
    let first: u64 = first.unwrap();
    if said.get("user_profile").is_some() {
        said["claims"] = json!([{ "claim": "Gives dramas time.", "items": [first, 999_999] }]);
    }
    reply_to(request, &said.to_string())
}

#[test]
fn a_bundle_carries_claims_prompts_and_repetitions_into_an_empty_home() {
    let server = Server::start(claiming);
    let home = home();
    let flags = flags(&server);
    let with = |args: &[&'static str]| -> Vec<String> {
        let more = flags.iter().cloned().chain(["--prompts".to_owned(), "evidence".to_owned()]);
        args.iter().map(|arg| (*arg).to_owned()).chain(more).collect()
    };
    let words =
        |args: &[String]| -> Vec<Value> { home.json(&args.iter().map(String::as_str).collect::<Vec<_>>()) };
    words(&with(&["run", "--user", "1"]));
    words(&with(&["rate", "--run", "r1", "--held-out", "--limit", "12"]));
    words(&with(&["repeat", "r1", "--times", "2"]));
    words(&with(&["repeat", "r1", "--ratings", "--times", "2"]));
    home.ok(&["export", "r1", "--format", "bundle", "-o", "r1.lusifer"]);

    let elsewhere = Home::new();
    let file = home.path().join("r1.lusifer");
    elsewhere.ok(&["import", file.to_str().unwrap()]);
    let asked: [&[&'static str]; 7] = [
        &["runs", "show", "r1", "--json"],
        &["calls", "--run", "r1", "--json"],
        &["metrics", "--run", "r1", "--json"],
        &["explain", "r1", "--batch", "4", "--json"],
        &["repeat", "r1", "--json"],
        &["repeat", "r1", "--ratings", "--json"],
        // Why: what a sentence cites, and what the model says that its claims rest on.
        &["tui", "--frame", "--size", "120x50", "--run", "r1", "--keys", "j tab G"],
    ];
    for asked in asked {
        let args = with(asked);
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let (here, there) = (home.ok(&args), elsewhere.ok(&args));
        assert_eq!(here, there, "{asked:?}");
        let (claim, again) = (here.contains("Gives dramas time."), here.contains("\"number\":2"));
        match asked[0] {
            "runs" | "explain" | "tui" => assert!(claim, "{asked:?}: {here}"),
            "repeat" => assert!(again, "{here}"),
            _ => {}
        }
    }
    // The prompts' texts went with it: they can be read where no such file is.
    let beside = elsewhere.ok(&["prompts", "diff", "paper", "evidence"]);
    assert!(!beside.is_empty());
    let taken = fs::read_to_string(&file).unwrap();
    let kinds: std::collections::BTreeMap<String, usize> =
        taken.lines().fold(std::collections::BTreeMap::new(), |mut kinds, line| {
            let line: Value = serde_json::from_str(line).unwrap();
            *kinds.entry(line["kind"].as_str().unwrap().to_owned()).or_default() += 1;
            kinds
        });
    let counts = ["run", "state", "slate", "call", "prompts", "repetition"].map(|kind| kinds[kind]);
    // Two profiles and two slates twice; their calls are among the calls.
    assert_eq!(counts, [1, 4, 2, 12, 1, 6], "{kinds:?}");
}

/// A model asked for claims: what it says that they rest on is kept, looked up, shown and exported.
#[test]
fn claims_are_kept_with_what_they_are_said_to_rest_on() {
    let server = Server::start(claiming);
    let home = home();
    let flags = flags(&server);
    let asked = with(&["run", "--user", "1", "--prompts", "evidence"], &flags);
    let run = &home.json(&asked)[0];
    let claims = &run["states"][1]["claims"];
    assert_eq!(
        (&claims[0]["claim"], &claims[0]["items"][1]),
        (&json!("Gives dramas time."), &json!(999_999))
    );
    let explained = &home.json(&with(&["explain", "r1", "--prompts", "evidence"], &flags))[0];
    let items = &explained["stated_claims"][0]["items"];
    assert_eq!((&items[0]["verdict"], &items[0]["batch"]), (&json!("this batch"), &json!(4)), "{explained}");
    assert!(items[0]["rated"].is_number() && items[0]["title"].is_string(), "{items}");
    assert_eq!((&items[1]["verdict"], &items[1]["title"]), (&json!("unknown id"), &Value::Null));
    let said = home.ok(&with(&["explain", "r1", "--prompts", "evidence"], &flags));
    assert!(
        said.contains("Model says that its claims rest on") && said.contains("[999999]: unknown id"),
        "{said}"
    );
    let exported = home.ok(&with(&["export", "r1", "--format", "jsonl", "--prompts", "evidence"], &flags));
    let states: Vec<Value> = exported.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(states[1]["claims"], run["states"][0]["claims"], "{exported}");
    let written = home.ok(&with(&["export", "r1", "--format", "md", "--prompts", "evidence"], &flags));
    assert!(written.contains("- Gives dramas time. (") && written.contains("; item 999999)"), "{written}");
    // The call says it, too: the answer was taken, and one id is not the user's.
    let calls = home.json(&["calls", "--run", "r1"]);
    assert!(calls[0]["warnings"].to_string().contains("claim 1"), "{}", calls[0]);
}

#[test]
fn what_was_paid_for_stays_when_a_later_batch_fails_and_is_not_asked_again() {
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let server = Server::start(move |request| match count.fetch_add(1, Ordering::SeqCst) {
        2 => openai::error(401, "Incorrect API key provided"),
        _ => obliging(request),
    });
    let home = home();
    let flags = flags(&server);
    let said = home.fails(5, &with(&["run", "--user", "1"], &flags));
    assert!(said.contains("Incorrect API key"), "{said}");
    let resumed = &home.json(&with(&["run", "--user", "1"], &flags))[0];
    assert_eq!((&resumed["resumed_from"], &resumed["complete"]), (&json!(2), &json!(true)));
    assert_eq!(asked.load(Ordering::SeqCst), 5);
    let statuses: Vec<_> =
        home.json(&["calls", "--run", "r1"]).iter().map(|call| call["status"].clone()).collect();
    assert_eq!(statuses, ["ok", "ok", "failed", "ok", "ok"]);
}

#[test]
fn an_outage_in_the_middle_of_a_cohort_costs_time_and_nothing_else() {
    let server = Server::start(|request| obliging(request).wait(Duration::from_millis(20)));
    let home = home();
    let flags = flags(&server);
    let mut child = home.command(&with(&["run", "--user", "1,2,3,4,5,6", "--json"], &flags));
    let child =
        child.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).spawn().unwrap();
    until("some requests", || server.requests().len() >= 4);
    server.down(true);
    // Until the outage was met: a call that did not get there is kept, too.
    let calls = || (1..=6).flat_map(|run| home.run(&["calls", "--run", &format!("r{run}"), "--json"]).stdout);
    until("a failed call", || {
        String::from_utf8_lossy(&calls().collect::<Vec<_>>()).contains("\"status\":\"failed\"")
    });
    server.down(false);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let lines: Vec<Value> = String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 6);
    assert!(lines.iter().all(|line| line["complete"] == json!(true)));
}

#[test]
fn a_key_goes_to_its_own_server_and_is_kept_nowhere() {
    let server = Server::start(obliging);
    let other = Server::start(obliging);
    let home = home();
    fs::create_dir_all(home.path().join("config")).unwrap();
    let config = format!(
        "[providers.lab]\nkind = \"openai\"\nbase_url = \"{}/v1\"\nmodel = \"small\"\nkey_env = \"LAB_KEY\"\n",
        server.url()
    );
    fs::write(home.path().join("config/config.toml"), config).unwrap();
    let run = |args: &[&str]| {
        let output = home.command(args).env("LAB_KEY", KEY).env("OPENAI_API_KEY", KEY).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        output
    };
    run(&["run", "--user", "1", "--provider", "lab"]);
    let sent = server.requests();
    assert!(sent.iter().all(|request| request.header("authorization") == Some(&*format!("Bearer {KEY}"))));
    // Another address is another server: neither this key nor OpenAI's goes there.
    let elsewhere = format!("{}/v1", other.url());
    run(&["run", "--user", "2", "--provider", "lab", "--base-url", &elsewhere]);
    run(&["run", "--user", "3", "--provider", "openai", "--base-url", &elsewhere, "--model", "m"]);
    assert!(!other.requests().is_empty());
    assert!(other.requests().iter().all(|request| request.header("authorization").is_none()));

    let shown = run(&["calls", "--run", "r1", "--json"]);
    let exported = run(&["export", "r1", "--format", "jsonl", "--provider", "lab"]);
    let mut all = vec![shown.stdout, shown.stderr, exported.stdout];
    for folder in ["data", "state", "cache"] {
        let folder = home.path().join(folder);
        for file in fs::read_dir(folder).into_iter().flatten().map(|file| file.unwrap().path()) {
            all.push(fs::read(file).unwrap_or_default());
        }
    }
    let has_key = |bytes: &Vec<u8>| bytes.windows(KEY.len()).any(|part| part == KEY.as_bytes());
    assert!(!all.iter().any(has_key));
    assert!(all.iter().any(|bytes| bytes.starts_with(b"SQLite format 3")), "the store was looked at");
}

#[test]
fn the_budget_holds_with_many_users_at_once() {
    // The first sixteen are answered when all of them are there.
    let together = Arc::new(std::sync::Barrier::new(16));
    let server = Server::start(move |request| {
        if request.number < 16 {
            together.wait();
        }
        obliging(request)
    });
    let home = home();
    fs::create_dir_all(home.path().join("config")).unwrap();
    let config = format!(
        "[providers.lab]\nkind = \"openai\"\nbase_url = \"{}/v1\"\nmodel = \"small\"\nconcurrency = 16\n\
         [providers.lab.price]\ninput = 10\noutput = 30\ndate = \"2026-11-22\"\n",
        server.url()
    );
    fs::write(home.path().join("config/config.toml"), config).unwrap();
    let said = home.fails(
        6,
        &["run", "--user", "all", "--provider", "lab", "--max-cost", "1.20", "--concurrency", "16"],
    );
    assert!(said.contains("budget"), "{said}");
    let spent: f64 = home
        .json(&["runs", "list"])
        .iter()
        .flat_map(|run| home.json(&["calls", "--run", run["run"].as_str().unwrap()]))
        .map(|call| call["cost"]["cost_usd"].as_f64().unwrap())
        .sum();
    assert!(spent > 0.6 && spent <= 1.20, "{spent}");
    assert_eq!(server.most_under_way(), 16);
}

/// A server elsewhere is reached through the proxy that the environment names, one on this machine without it.
#[test]
fn the_proxy_of_the_environment_is_gone_through() {
    let proxy = Server::start(obliging);
    let here = Server::start(obliging);
    let home = home();
    let run = |user: &str, url: &str, without: &str| {
        let args = ["run", "--user", user, "--provider", "openai", "--base-url", url, "--model", "small"];
        let mut command = home.command(&args);
        command.env("HTTP_PROXY", proxy.url()).env("http_proxy", proxy.url()).env("NO_PROXY", without);
        command.output().unwrap().status.code()
    };
    assert_eq!(run("1", "http://models.invalid/v1", ""), Some(0));
    let through: Vec<String> = proxy.requests().iter().map(|request| request.path.clone()).collect();
    assert!(
        !through.is_empty() && through.iter().all(|path| path.starts_with("http://models.invalid/v1/")),
        "{through:?}"
    );
    assert_eq!(run("2", &format!("{}/v1", here.url()), ""), Some(0));
    assert_eq!((proxy.requests().len(), here.connections() > 0), (through.len(), true));
}

#[test]
fn what_cannot_be_asked_is_said_before_anything_is_read() {
    let home = home();
    let said = home.fails(5, &["run", "--user", "1", "--provider", "gpt"]);
    assert!(said.contains("\"gpt\" is not known") && said.contains("ollama"), "{said}");
    let said = home.fails(2, &["run", "--user", "1", "--provider", "ollama"]);
    assert!(said.contains("--model"), "{said}");
    let said = home.fails(3, &["run", "--user", "1", "--provider", "openai", "--base-url", "http://"]);
    assert!(said.contains("no address"), "{said}");
    // Nobody listens there: said once the server was looked for, and nothing is lost.
    let said = home.fails(3, &["run", "--user", "1", "--provider", "openai", "--prompts", "/nowhere"]);
    assert!(said.contains("/nowhere"), "{said}");
}

#[test]
fn the_doctor_says_whether_the_model_is_there() {
    let server = Server::start(|_| openai::models(&["small", "large"]));
    let home = home();
    let url = format!("{}/v1", server.url());
    let doctor = |model: &str| {
        let output = home.run(&["doctor", "--provider", "openai", "--base-url", &url, "--model", model]);
        String::from_utf8(output.stdout).unwrap()
    };
    let said = doctor("large");
    assert!(
        said.contains("openai:large at")
            && said.contains("the model is there, window not known, form of answers: not tried yet"),
        "{said}"
    );
    let said = doctor("huge");
    assert!(said.contains("WRONG simulator") && said.contains("it has large, small"), "{said}");
    server.down(true);
    assert!(doctor("large").contains("WRONG simulator"));
}

#[test]
fn a_model_that_is_not_there_is_named_with_those_that_are() {
    let server = Server::start(|request| match request.method.as_str() {
        "GET" => model_server::ollama::tags(&["llama3.2:3b", "small:1b"]),
        _ => model_server::ollama::error(404, "model \"small\" not found, try pulling it first"),
    });
    let home = home();
    let url = server.url();
    let flags = ["--provider", "ollama", "--base-url", &url, "--model", "small"].map(str::to_owned);
    let said = home.fails(5, &with(&["run", "--user", "1-4"], &flags));
    assert!(said.contains("try pulling it first; it has small:1b, llama3.2:3b"), "{said}");
    let lists = server.requests().iter().filter(|request| request.method == "GET").count();
    assert_eq!(lists, 1, "asked once, whoever failed");
    let frame = |keys: &str| home.ok(&with(&["tui", "--frame", "--size", "120x40", "--keys", keys], &flags));
    let said = frame("enter r");
    assert!(said.contains("it has small:1b, llama3.2:3b"), "{said}");
    assert!(said.contains("Pull it with: ollama pull small, or pick another one."), "{said}");
    assert!(said.contains("L another model"), "{said}");
    let said = frame("enter r L enter");
    assert!(said.contains("Models of ollama") && said.contains("> llama3.2:3b"), "{said}");
}

/// A server that says the same to the same seed would fail for good at a step that was given up: it is asked on from
/// where it was left, and a recording of that is played as it was made.
#[test]
fn what_was_refused_before_is_not_asked_for_in_the_same_words_again() {
    let server = Server::start(|request| {
        // As llama.cpp does: the seed decides.
        if request.method == "POST" && request.json()["seed"].as_u64() < Some(11) {
            return reply_to(request, "no JSON at all");
        }
        obliging(request)
    });
    let home = home();
    let flags = flags(&server);
    let run = with(&["run", "--user", "1", "--batches", "1"], &flags);
    let rate = with(&["rate", "--run", "r1", "--items", "1,2"], &flags);
    for command in [&run, &rate] {
        assert!(home.fails(1, command).contains("3 answers of openai:small could not be taken"));
        home.ok(command);
    }
    let asked = |name: &str| {
        let posts = server.requests().into_iter().filter(|request| request.method == "POST");
        posts.map(|request| request.json()[name].clone()).collect::<Vec<_>>()
    };
    assert_eq!(asked("seed"), [7, 8, 9, 10, 11, 7, 8, 9, 10, 11]);
    assert_eq!(asked("temperature")[..5], [0.7; 5]);
    assert_eq!(asked("temperature")[5..], [0.0, 0.3, 0.3, 0.3, 0.3]);

    let kept = home.path().join("talk.lusifer");
    let kept = kept.to_str().unwrap();
    home.ok(&["export", "r1", "--format", "bundle", "-o", kept]);
    let elsewhere = self::home();
    for command in [&run, &rate] {
        let mut strict = command.clone();
        strict.extend(["--cassette", kept, "--cassette-mode", "strict"]);
        elsewhere.ok(&strict);
    }
}

/// Ollama's list says nothing of windows: they come after it, and what has none does not hold up the others.
#[test]
fn windows_that_a_list_leaves_out_are_asked_for() {
    let server = Server::start(|request| match (request.path.as_str(), request.json()["model"].as_str()) {
        ("/api/tags", _) => model_server::ollama::tags(&["broken:1b", "long:3b", "small:1b"]),
        ("/api/show", Some("long:3b")) => model_server::ollama::show(131_072, ""),
        ("/api/show", Some("small:1b")) => model_server::ollama::show(8_192, "num_ctx 4096"),
        _ => model_server::ollama::error(500, "no such thing"),
    });
    let home = home();
    let url = server.url();
    let flags = ["--provider", "ollama", "--base-url", &url, "--model", "small:1b"].map(str::to_owned);
    let keys = ["tui", "--frame", "--size", "120x40", "--keys", "L enter wait"];
    let said = home.ok(&with(&keys, &flags));
    for row in ["broken:1b  window not known", "long:3b    131,072 tokens", "> small:1b   8,192 tokens"] {
        assert!(said.contains(row), "{row}: {said}");
    }
}

#[test]
fn an_answer_taken_by_hand_is_marked_wherever_it_is_shown() {
    let server = Server::start(|request| {
        if request.prompt().contains("Rate these:") {
            return obliging(request);
        }
        // Under a key that was not asked for.
        let answer = json!({ "profile_text": model_server::obliging(request)["user_profile"] }).to_string();
        reply_to(request, &answer)
    });
    let home = home();
    let flags = flags(&server);
    let frame = |keys: &str| home.ok(&with(&["tui", "--frame", "--size", "120x40", "--keys", keys], &flags));
    let said = frame("enter r");
    assert!(said.contains("3 attempts, none valid. There is no profile yet."), "{said}");
    assert!(
        said.contains("A accept attempt 3 by hand (marked edited)") && said.contains("rejected"),
        "{said}"
    );
    // Taken, and taken back.
    let said = frame("enter A y u");
    assert!(said.contains("3 attempts, none valid") && said.contains("undone: took call 3"), "{said}");
    let said = frame("enter A y");
    assert!(said.contains("r1 main (B1 edited)") && said.contains("This person seeks dramas"), "{said}");

    let run = &home.json(&["runs", "show", "r1"])[0];
    assert_eq!(run["states"][0]["provenance"], json!("edited"));
    assert_eq!(run["states"][0]["calls"], json!(3));
    assert_eq!(home.json(&["runs", "list"])[0]["edited"], json!([1]));
    home.json(&with(&["rate", "--run", "r1", "--held-out", "--limit", "5"], &flags));
    let metrics = &home.json(&with(&["metrics", "--run", "r1"], &flags))[0];
    assert_eq!(metrics["edited"], json!([{ "run": "r1", "batches": [1] }]));
    let export = |format: &str| home.ok(&with(&["export", "r1", "--format", format], &flags));
    assert!(export("md").contains("## Batch 1 of 4 (edited: taken by hand)"));
    assert!(export("jsonl").contains("\"provenance\":\"edited\""));
    assert!(export("csv").starts_with("user_id,movie_id,rating,timestamp,simulated_ratings,edited\n"));
    // Items were rated on it: it stays.
    let said = frame("enter u");
    assert!(said.contains("nothing to undo") && said.contains("B1 edited"), "{said}");
}

/// What a person sees while a server makes the program wait: why, and for how long.
#[cfg(unix)]
#[test]
fn the_explorer_says_why_it_waits_and_a_key_ends_it() {
    use crate::pty::{Terminal, ready};
    let server = Server::start(|_| openai::error(429, "slow down, you are fast").header("retry-after", "40"));
    let home = home();
    let flags = flags(&server);
    let args: Vec<&str> = flags.iter().map(String::as_str).collect();
    let mut terminal = ready(Terminal::start(&home, &args, 120, 30));
    terminal.keys("\r");
    terminal.wait_for("Nothing yet.");
    terminal.keys("r");
    terminal.wait_for("next try in 4");
    terminal.wait_for("slow down");
    terminal.keys("x");
    terminal.wait_until("an end of it", |screen| !screen.contains("next try"));
    terminal.keys("qq");
    terminal.wait_for_exit();
    let calls = home.json(&["calls", "--run", "r1"]);
    assert_eq!((calls.len(), &calls[0]["status"]), (1, &json!("failed")));
    assert_eq!(calls[0]["http_status"], json!(429));
}

/// With one place at the server, the second who asks waits for it, sees that, and can leave it.
#[cfg(unix)]
#[test]
fn a_wait_for_a_free_place_is_shown_and_cancelled_and_repeating_goes_on_meanwhile() {
    use crate::pty::{Terminal, ready};
    let gate = Arc::new(std::sync::Mutex::new(()));
    let shut = Arc::clone(&gate);
    let server = Server::start(move |request| {
        if request.json()["seed"] == json!(1007) {
            drop(shut.lock().unwrap());
        }
        obliging(request)
    });
    let home = home();
    fs::create_dir_all(home.path().join("config")).unwrap();
    let config = format!(
        "[providers.lab]\nkind = \"openai\"\nbase_url = \"{}/v1\"\nmodel = \"small\"\nconcurrency = 1\n",
        server.url()
    );
    fs::write(home.path().join("config/config.toml"), config).unwrap();
    let mut terminal = ready(Terminal::start(&home, &["--provider", "lab"], 120, 40));
    terminal.keys("\r");
    terminal.wait_for("Nothing yet.");
    terminal.keys("r");
    terminal.wait_for("batch 1 of 4 is written");
    let closed = gate.lock().unwrap();
    terminal.keys("S");
    terminal.wait_for("repeated 0 times");
    terminal.keys("r");
    terminal.wait_for("how often in all?");
    terminal.keys("\x7f2\r");
    until("request of the repetition", || server.count() == 2);
    terminal.wait_until("the sheet with what runs", |screen| {
        screen.contains("repeating B1 of r1") && screen.contains("Spread")
    });
    terminal.keys("\x1b");
    terminal.wait_until("the sheet away", |screen| !screen.contains("Spread"));
    terminal.keys("r");
    terminal.wait_for("waiting for a free place: 1 of 1 calls under way");
    terminal.keys("x");
    terminal.wait_for("cancelled: writing batch 2");
    drop(closed);
    terminal.keys("hS");
    terminal.wait_for("repeated 2 times");
    terminal.keys("\x1b");
    terminal.wait_until("the sheet away", |screen| !screen.contains("Spread"));
    terminal.keys("q");
    terminal.wait_for_exit();
    // What never left is no request.
    assert_eq!(server.count(), 3);
    let run = home.json(&["runs", "show", "r1"]).remove(0);
    assert_eq!(run["states"].as_array().unwrap().len(), 1);
}

/// The text is read while it arrives; a cancel closes the connection at once and keeps what there was.
#[cfg(unix)]
#[test]
fn the_explorer_shows_a_profile_as_it_is_written_and_keeps_what_was_cancelled() {
    use crate::model_server::Step;
    use crate::pty::{Terminal, ready};
    let server = Server::start(|_| {
        let begun = "{\"user_profile\": \"This person seeks \\\"slow\\\" dramas\\n\\nand is pa";
        let pieces = begun.split_inclusive(' ');
        let reply = pieces.fold(openai::begin(), |reply, piece| reply.bytes(openai::piece(piece)));
        reply.then(Step::Hang)
    });
    let home = home();
    let flags = flags(&server);
    let args: Vec<&str> = flags.iter().map(String::as_str).collect();
    let mut terminal = ready(Terminal::start(&home, &args, 120, 40));
    terminal.keys("\r");
    terminal.wait_for("Nothing yet.");
    terminal.keys("r");
    terminal.wait_for("This person seeks \"slow\" dramas");
    terminal.wait_for("and is pa_");
    terminal.wait_for("attempt 1 of 3");
    // Elsewhere the batch goes on.
    terminal.keys("1");
    terminal.wait_for("characters so far");
    terminal.keys("2x");
    terminal.wait_for("cancelled after");
    terminal.wait_for("A use the partial text (marked edited)");
    until("the server saw the connection close", || server.hung_up() == 1);
    terminal.keys("qq");
    terminal.wait_for_exit();
    let calls = home.json(&["calls", "--run", "r1"]);
    assert_eq!((calls.len(), &calls[0]["status"]), (1, &json!("cancelled")));
    // In another session it is still there.
    let frame = home.ok(&with(&["tui", "--frame", "--size", "80x24", "--keys", "enter"], &flags));
    assert!(frame.contains("cancelled after") && frame.contains("and is pa"), "{frame}");
}

/// A wait is cut short by a key, whatever the server asked for.
#[cfg(unix)]
#[test]
fn a_key_cuts_a_wait_short() {
    use crate::pty::{Terminal, ready};
    let server = Server::start(|request| match request.number {
        0 => openai::error(429, "slow down").header("retry-after", "500"),
        _ => obliging(request),
    });
    let home = home();
    let flags = flags(&server);
    let args: Vec<&str> = flags.iter().map(String::as_str).collect();
    let mut terminal = ready(Terminal::start(&home, &args, 120, 40));
    terminal.keys("\r");
    terminal.wait_for("Nothing yet.");
    terminal.keys("r");
    terminal.wait_for("server asked for 500 s");
    terminal.keys("n");
    terminal.wait_for("B1/4");
    terminal.keys("qq");
    terminal.wait_for_exit();
    assert_eq!(server.requests().len(), 2);
}
