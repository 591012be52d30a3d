//! The explorer in a real pseudo-terminal: it starts, steps, rates, quits, and leaves the terminal as it was
//! on every way out.

use crate::home::Home;
use crate::pty::{Terminal, open, signal};

#[test]
fn a_study_from_the_first_key_to_the_metrics() {
    let home = Home::new();
    let mut terminal = open(&home);
    terminal.keys("\r");
    terminal.wait_for("Nothing yet");
    terminal.keys("r");
    terminal.wait_for("nothing to compare with");
    // The line of keys offers it once the first batch is done.
    terminal.wait_for("write all 3 left");
    terminal.keys("R");
    terminal.wait_until("the fourth state", |_| home.json(&["runs", "list"])[0]["complete"] == true);
    terminal.keys("3");
    terminal.wait_for("Pick");
    terminal.keys("a\r");
    terminal.wait_for("err");
    terminal.keys("4");
    terminal.wait_for("RMSE");
    terminal.wait_for("item-mean");
    terminal.keys("q");
    if !terminal.text().is_empty() {
        // `q` closes the view in front; at the top it quits.
        terminal.keys("qq");
    }
    let status = terminal.wait_for_exit();
    assert_eq!(status.exit_code(), 0);
    terminal.assert_restored();
    let runs = home.json(&["runs", "list"]);
    assert_eq!((runs.len(), &runs[0]["states"]), (1, &serde_json::json!(4)));
    assert!(home.json(&["metrics", "--run", "r1"])[0]["n"].as_u64().unwrap() > 0);
}

#[test]
fn ctrl_c_twice_quits() {
    let home = Home::new();
    let mut terminal = open(&home);
    terminal.keys("\x03");
    terminal.wait_for("again");
    terminal.keys("\x03");
    assert_eq!(terminal.wait_for_exit().exit_code(), 0);
    terminal.assert_restored();
}

#[test]
fn signals_leave_the_terminal_as_it_was() {
    for name in ["TERM", "INT", "HUP"] {
        let home = Home::new();
        let mut terminal = open(&home);
        signal(&terminal, name);
        assert_eq!(terminal.wait_for_exit().exit_code(), 130, "{name}");
        terminal.assert_restored();
    }
}

#[test]
fn a_closed_window_ends_the_program() {
    let home = Home::new();
    let mut terminal = open(&home);
    terminal.close();
    assert_eq!(terminal.wait_for_exit().exit_code(), 130);
}

#[test]
fn a_panic_restores_before_it_speaks() {
    let home = Home::new();
    let variables = [("LUSIFER_PANIC_ON_PASTE", "1"), ("RUST_BACKTRACE", "0")];
    let mut terminal = Terminal::start_with(&home, &[], 100, 30, &variables);
    terminal.wait_for("held-out");
    terminal.keys("\x1b[200~boom\x1b[201~");
    assert_ne!(terminal.wait_for_exit().exit_code(), 0);
    terminal.assert_restored();
    assert!(terminal.text().contains("panicked"), "{}", terminal.text());
}

#[test]
fn it_can_be_suspended_and_goes_on() {
    let home = Home::new();
    // Only a shell with job control can have a job stopped: without one the system ignores the request.
    let script = format!("{}; echo STOPPED; fg", env!("CARGO_BIN_EXE_lusifer"));
    let mut terminal = Terminal::start_program(&home, "sh", &["-mc", &script], 100, 30);
    terminal.wait_for("held-out");
    terminal.keys("\x1a");
    // What the shell says is soon covered again: it is looked for in all that was written.
    terminal.wait_for_written("STOPPED");
    terminal.wait_for("held-out");
    terminal.keys("?");
    terminal.wait_for("type to search");
    terminal.keys("?\x03\x03");
    assert_eq!(terminal.wait_for_exit().exit_code(), 0);
    terminal.assert_restored();
}

#[test]
fn resizing_redraws_down_to_nothing_and_back() {
    let home = Home::new();
    let mut terminal = open(&home);
    for (columns, rows) in [(40, 10), (1, 1), (200, 60), (80, 24)] {
        terminal.resize(columns, rows);
    }
    // Keys mean nothing on a screen that is too small: the last size must be drawn first.
    terminal.wait_until("a header of 80 columns", |screen| {
        screen
            .lines()
            .next()
            .is_some_and(|line| line.trim_end().ends_with('?') && (60..=80).contains(&line.len()))
    });
    terminal.keys("?");
    terminal.wait_for("type to search");
    signal(&terminal, "TERM");
    terminal.wait_for_exit();
    terminal.assert_restored();
}

#[test]
fn without_colour_no_colour_code_is_written() {
    let home = Home::new();
    let mut terminal = Terminal::start_with(&home, &[], 100, 30, &[("NO_COLOR", "1")]);
    terminal.wait_for("held-out");
    terminal.keys("\r");
    terminal.wait_for("Nothing yet");
    terminal.keys("R");
    terminal.wait_for("B4");
    signal(&terminal, "TERM");
    terminal.wait_for_exit();
    let written = String::from_utf8_lossy(&terminal.raw).into_owned();
    for sequence in written.split("\x1b[").skip(1) {
        let Some(end) = sequence.find(|c: char| c.is_ascii_alphabetic()) else { continue };
        if sequence.as_bytes()[end] == b'm' {
            for code in sequence[..end].split(';').filter_map(|code| code.parse::<u32>().ok()) {
                let colour = (30..=49).contains(&code) || (90..=107).contains(&code) || code == 58;
                assert!(!colour || code == 39 || code == 49, "colour code {code}");
            }
        }
    }
}

#[test]
fn a_broken_data_set_is_said_on_screen() {
    let home = Home::new();
    let mut terminal = Terminal::start(&home, &["--data", "/no/such/folder"], 100, 30);
    terminal.wait_for("/no/such/folder");
    terminal.keys("qqq");
    terminal.wait_for_exit();
    terminal.assert_restored();
}
