//! The README's commands, run as they are written.

use std::fs;
use std::path::Path;

use crate::home::Home;

fn readme() -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap()
}

/// The lines that begin with `$ lusifer` in console blocks, in order: one session in one home.
#[test]
fn the_console_session_runs_as_written() {
    let text = readme();
    let commands: Vec<Vec<&str>> = text
        .lines()
        .filter_map(|line| line.strip_prefix("$ lusifer "))
        .map(|arguments| arguments.split_whitespace().collect())
        .collect();
    assert!(commands.len() >= 4, "{commands:?}");
    let home = Home::new();
    for command in commands {
        let out = home.ok(&command);
        assert!(!out.trim().is_empty(), "{command:?} printed nothing");
    }
}

/// Every command of the table is one that the program knows.
#[test]
fn every_command_of_the_table_exists() {
    let text = readme();
    let home = Home::new();
    let rows = text.lines().filter(|line| line.starts_with("| `lusifer "));
    let mut seen = 0;
    for row in rows {
        let cell = row.split('|').nth(1).unwrap();
        for command in cell.split('`').filter_map(|code| code.trim().strip_prefix("lusifer ")) {
            let words =
                command.split_whitespace().take_while(|word| word.chars().all(|c| c.is_ascii_lowercase()));
            let mut arguments: Vec<&str> = words.collect();
            arguments.push("--help");
            home.ok(&arguments);
            seen += 1;
        }
    }
    assert!(seen >= 14, "{seen} commands found");
}
