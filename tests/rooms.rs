//! Keeps the rooms' directions: reads `src/` and fails on any import that the house does not allow,
//! naming the line and the room. Outside crates have rooms too.

#![cfg(test)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// (room, rooms of ours that it may import). A room may always import itself.
const EDGES: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("diff", &[]),
    ("actions", &[]),
    ("data", &["domain"]),
    ("metrics", &["domain"]),
    ("recommenders", &["domain"]),
    // A step that was repeated has texts, which are explained, or ratings, which are measured.
    ("explain", &["domain", "diff", "metrics"]),
    ("prompting", &["domain"]),
    ("config", &["actions"]),
    ("simulation", &["domain", "prompting", "recommenders"]),
    ("providers", &["simulation"]),
    ("session", &["domain", "simulation"]),
    (
        "workspace",
        &[
            "domain",
            "data",
            "simulation",
            "providers",
            "session",
            "config",
            "metrics",
            "recommenders",
            "explain",
            // What is known about a user is said in exports as a model is told it.
            "prompting",
        ],
    ),
    ("app", &["domain", "metrics", "diff", "explain", "simulation", "actions", "config"]),
    ("ui", &["app", "config", "domain", "metrics", "diff", "explain", "simulation", "actions"]),
    ("runtime", &["app", "ui", "workspace", "config", "domain", "actions"]),
    (
        "commands",
        &[
            "workspace",
            "domain",
            "data",
            "simulation",
            "session",
            "config",
            "metrics",
            "recommenders",
            "explain",
            "diff",
            "actions",
            "prompting",
        ],
    ),
    ("main", &["runtime", "commands", "config"]),
    ("lib", &[]),
];

/// (outside crate, where it may be named).
const CRATES: &[(&str, &[&str])] = &[
    ("ratatui", &["ui", "runtime", "config/theme"]),
    ("ratatui_textarea", &["ui", "app", "runtime"]),
    ("crossterm", &["runtime"]),
    ("notify", &["runtime"]),
    ("palette", &["config/theme"]),
    ("reqwest", &["providers", "data"]),
    ("async_openai", &["providers"]),
    ("ollama_rs", &["providers"]),
    ("keyring_core", &["providers"]),
    ("rusqlite", &["session"]),
    ("similar", &["diff"]),
    ("directories", &["config/paths.rs"]),
    ("minijinja", &["prompting"]),
    ("tiktoken_rs", &["prompting"]),
    ("nalgebra", &["recommenders"]),
    ("clap", &["commands", "main"]),
    ("indicatif", &["commands"]),
    ("console", &["commands"]),
];

/// Rooms that must not look at a clock, touch files or print: their answers depend on their arguments alone.
const PURE: &[&str] = &["domain", "diff", "actions", "metrics", "recommenders", "explain", "app"];
const IMPURE: &[&str] =
    &["std::fs", "std::net", "SystemTime::now", "Instant::now", "std::process", "std::env", "tokio::"];

fn sources(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            into.push(path);
        }
    }
}

/// Every `NAME` in `PREFIX::NAME` and `PREFIX::{A, B::c}` of a line.
fn named_after<'a>(line: &'a str, prefix: &str) -> Vec<&'a str> {
    let word = |text: &'a str| {
        let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
        &text[..end]
    };
    let mut found = Vec::new();
    for (at, _) in line.match_indices(prefix) {
        let before = line[..at].chars().next_back();
        if before.is_some_and(|c| c.is_alphanumeric() || c == '_') {
            continue;
        }
        let rest = &line[at + prefix.len()..];
        match rest.strip_prefix('{') {
            Some(group) => {
                let mut depth = 0_i32;
                let mut start = 0;
                for (i, c) in group.char_indices() {
                    match c {
                        '{' => depth += 1,
                        '}' if depth == 0 => {
                            found.push(word(group[start..i].trim_start()));
                            break;
                        }
                        '}' => depth -= 1,
                        ',' if depth == 0 => {
                            found.push(word(group[start..i].trim_start()));
                            start = i + 1;
                        }
                        _ => {}
                    }
                }
            }
            None => found.push(word(rest)),
        }
    }
    found.retain(|name| !name.is_empty());
    found
}

/// The file without comments and string-free line continuation: `use a::{\n b,\n}` becomes one line, so that
/// grouped imports are seen whole; line numbers are those of the statement's first line.
fn statements(source: &str) -> Vec<(usize, String)> {
    let mut joined: Vec<(usize, String)> = Vec::new();
    let mut open = false;
    for (number, line) in source.lines().enumerate() {
        let code = line.split("//").next().unwrap_or_default().trim();
        if open {
            if let Some((_, last)) = joined.last_mut() {
                last.push_str(code);
                open = !code.ends_with(';');
            }
            continue;
        }
        let is_use = ["use ", "pub use ", "pub(crate) use "].iter().any(|start| code.starts_with(start));
        open = is_use && !code.ends_with(';');
        joined.push((number + 1, code.to_owned()));
    }
    joined
}

fn complaints(file: &str, source: &str, edges: &BTreeMap<&str, &[&str]>) -> Vec<String> {
    let room = file.split('/').next().unwrap_or(file).trim_end_matches(".rs");
    let Some(allowed) = edges.get(room) else {
        return vec![format!("src/{file}: \"{room}\" is not a room of the house")];
    };
    let mut found = Vec::new();
    for (number, line) in statements(source) {
        let mut ours = named_after(&line, "crate::");
        ours.extend(named_after(&line, "lusifer::"));
        for name in ours {
            if name != room && edges.contains_key(name) && !allowed.contains(&name) {
                found.push(format!("src/{file}:{number}: {room} may not import {name}: {line}"));
            }
        }
        for (outside, places) in CRATES {
            let named = line.contains(&format!("{outside}::")) || line.contains(&format!("use {outside};"));
            let whole = named
                && line.match_indices(outside).any(|(at, _)| {
                    line[at + outside.len()..].starts_with("::")
                        && !line[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':')
                });
            // A place is a room, a file, or a file with its folder.
            let inside = |place: &str| {
                file.strip_prefix(place).is_some_and(|rest| rest == ".rs" || rest.starts_with('/'))
            };
            let here = places.iter().any(|place| *place == room || *place == file || inside(place));
            if whole && !here {
                found.push(format!(
                    "src/{file}:{number}: {outside} belongs in {places:?}, not in {room}: {line}"
                ));
            }
        }
        if PURE.contains(&room) {
            for word in IMPURE.iter().filter(|word| line.contains(**word)) {
                found.push(format!("src/{file}:{number}: {room} is pure and may not use {word}: {line}"));
            }
        }
    }
    found
}

#[test]
fn every_import_follows_the_house() {
    let edges: BTreeMap<_, _> = EDGES.iter().copied().collect();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    assert!(files.len() > 10, "src/ was not found");
    let mut wrong = Vec::new();
    for path in files {
        let file = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
        wrong.extend(complaints(&file, &fs::read_to_string(&path).unwrap(), &edges));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_check_itself_catches_wrong_edges() {
    let edges: BTreeMap<_, _> = EDGES.iter().copied().collect();
    let wrong = [
        ("domain/a.rs", "use crate::data::open;"),
        ("metrics/a.rs", "fn f() -> crate::session::Store {}"),
        ("app/a.rs", "use crate::{\n    domain::Id,\n    workspace::Workspace,\n};"),
        ("app/a.rs", "use crossterm::event::KeyCode;"),
        ("domain/a.rs", "let now = std::time::SystemTime::now();"),
        ("config/keys.rs", "use ratatui::style::Color;"),
        ("main.rs", "use lusifer::session::Store;"),
        ("attic/a.rs", "fn f() {}"),
    ];
    for (file, source) in wrong {
        assert_eq!(complaints(file, source, &edges).len(), 1, "{file}: {source}");
    }
    let right = [
        ("data/a.rs", "use crate::domain::Dataset; // crate::session is elsewhere"),
        ("config/theme.rs", "use ratatui::style::Style;"),
        ("workspace/mod.rs", "use crate::{data, domain::{Id, Ids}, session::Store};"),
        ("main.rs", "use lusifer::{commands, runtime};"),
    ];
    for (file, source) in right {
        assert_eq!(complaints(file, source, &edges), Vec::<String>::new(), "{file}: {source}");
    }
}
