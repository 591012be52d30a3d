//! Keys in the keyring of a system that has none, and keys that are typed: what is said, and what never is.

use std::fs;
use std::io::Write;
use std::process::Stdio;

use serde_json::json;

use crate::home::{Home, stderr};
use crate::model_server::{Server, openai};
#[cfg(unix)]
use crate::pty::{Terminal, signal};

const KEY: &str = "sk-test-77aa4f1e9c2b";

/// A provider `lab` at that server, with these lines besides.
fn lab(home: &Home, server: &Server, more: &str) {
    fs::create_dir_all(home.path().join("config")).unwrap();
    let (url, path) = (server.url(), home.path().join("config/config.toml"));
    let config =
        format!("[providers.lab]\nkind = \"openai\"\nbase_url = \"{url}/v1\"\nmodel = \"small\"\n{more}\n");
    fs::write(path, config).unwrap();
}

#[test]
fn a_system_without_a_keyring_says_what_to_do_instead() {
    let server = Server::start(|_| openai::models(&["small"]));
    let home = Home::new();
    lab(&home, &server, "key_keyring = true");
    let then = "key_env, key_file (mode 0600) or key_command in [providers.lab]";
    let said = home.fails(5, &["run", "--user", "1", "--provider", "lab"]);
    assert!(said.contains("no key: no keyring ") && said.contains(then), "{said}");
    let doctor = home.run(&["doctor", "--provider", "lab"]);
    let found = String::from_utf8(doctor.stdout).unwrap();
    assert!(found.contains("WRONG simulator") && found.contains(then), "{found}");
    let tested = home.run(&["key", "test", "lab", "--json"]);
    assert_eq!(tested.status.code(), Some(5));
    let tested: serde_json::Value = serde_json::from_slice(&tested.stdout).unwrap();
    assert_eq!((&tested["ok"], &tested["key"]), (&json!(false), &json!(null)), "{tested}");

    let mut command = home.command(&["key", "set", "lab"]);
    let command = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(KEY.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let said = stderr(&output);
    assert_eq!(output.status.code(), Some(5), "{said}");
    assert!(said.contains(then) && !said.contains(KEY) && output.stdout.is_empty(), "{said}");
    assert!(home.fails(5, &["key", "forget", "lab"]).contains(then));
    // OpenAI's key is looked for there, too, where the variable is not set.
    let openai = String::from_utf8(home.run(&["key", "test", "openai"]).stdout).unwrap();
    assert!(openai.contains("OPENAI_API_KEY is not set, and no keyring "), "{openai}");
    assert_eq!(server.connections(), 0, "without the key nothing is sent");
}

#[test]
fn a_key_that_would_not_be_used_is_not_asked_for() {
    let server = Server::start(|_| openai::models(&["small"]));
    let home = Home::new();
    lab(&home, &server, "key_env = \"LAB_KEY\"");
    let said = home.fails(3, &["key", "set", "lab"]);
    assert!(said.contains("is taken from LAB_KEY") && said.contains("key_keyring = true"), "{said}");
    // OpenAI's key is for OpenAI: not for what else speaks as it does.
    let url = server.url();
    let said = home.fails(3, &["key", "set", "openai", "--provider", "openai", "--base-url", &url]);
    assert!(said.contains("no key of openai is sent to 127.0.0.1:"), "{said}");
    assert!(home.fails(3, &["key", "set", "sim"]).contains("needs no key"));
    assert!(home.fails(5, &["key", "set", "nobody"]).contains("\"nobody\" is not known"));
    home.fails(2, &["key", "set", "openai", KEY]);
    assert_eq!(server.connections(), 0);
}

#[test]
fn a_key_that_is_given_as_an_argument_is_refused_and_not_said_again() {
    let home = Home::new();
    let flag = format!("--key={KEY}");
    for args in [
        &["key", "set", "openai", KEY][..],
        &["key", "set", "openai", "--key", KEY],
        &["key", "set", "openai", &flag],
        &["key", "test", "openai", KEY],
        &["key", "forget", "openai", KEY, "--json"],
    ] {
        let refused = home.run(args);
        let said = format!("{}{}", String::from_utf8_lossy(&refused.stdout), stderr(&refused));
        assert_eq!(refused.status.code(), Some(2), "{args:?}: {said}");
        assert!(said.contains("a key is no argument") && !said.contains("77aa4f1e9c2b"), "{args:?}: {said}");
    }
}

#[test]
fn a_key_is_tried_wherever_it_is() {
    let server = Server::start(|request| match request.header("authorization") {
        Some(sent) if sent == format!("Bearer {KEY}") => openai::models(&["small", "large"]),
        _ => openai::error(401, "Incorrect API key provided"),
    });
    let home = Home::new();
    lab(&home, &server, "key_env = \"LAB_KEY\"");
    let test = |key: &str| {
        let output = home.command(&["key", "test", "lab"]).env("LAB_KEY", key).output().unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    let (exit, said) = test(KEY);
    assert!(exit == Some(0) && said.starts_with("key …9c2b from LAB_KEY, for 127.0.0.1:"), "{said}");
    assert!(said.contains(" alone; the server takes it: 2 models"), "{said}");
    let (exit, said) = test("sk-test-another-0001");
    assert!(exit == Some(5) && said.contains("…0001") && said.contains("Incorrect API key"), "{said}");
    assert!(!said.contains("another"), "{said}");
}

#[cfg(unix)]
#[test]
fn a_key_is_typed_unseen_and_the_terminal_shows_again_what_is_typed() {
    let server = Server::start(|_| openai::models(&["small"]));
    let home = Home::new();
    lab(&home, &server, "key_keyring = true");
    let asked = || {
        let mut terminal = Terminal::start(&home, &["key", "set", "lab"], 100, 10);
        terminal.wait_for("not shown:");
        terminal
    };
    let mut terminal = asked();
    terminal.keys(&format!("{KEY}\r"));
    terminal.wait_for("[providers.lab]");
    assert_eq!(terminal.wait_for_exit().exit_code(), 5);
    terminal.assert_restored();
    let shown = String::from_utf8_lossy(&terminal.raw).into_owned();
    assert!(!shown.contains(KEY) && !shown.contains("77aa"), "{shown}");
    for end in ["INT", "TERM"] {
        let mut terminal = asked();
        signal(&terminal, end);
        assert_eq!(terminal.wait_for_exit().exit_code(), 130, "{end}");
        terminal.assert_restored();
    }
    let said = Terminal::start(&home, &["key", "set", "lab", "--no-input"], 100, 10).wait_for_exit();
    assert_eq!(said.exit_code(), 2);
}
