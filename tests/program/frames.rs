//! `lusifer tui --frame`: the explorer typed into without a terminal.

use std::path::Path;
use std::{env, fs};

use crate::home::Home;

const WIDE: [&str; 3] = ["tui", "--size", "120x40"];

fn frame(home: &Home, keys: &str, output: &str) -> String {
    let mut args = WIDE.to_vec();
    args.extend(["--keys", keys, output]);
    home.ok(&args)
}

#[test]
fn keys_are_typed_and_their_work_is_done_before_the_frame() {
    let home = Home::new();
    let frame = frame(&home, "enter R wait", "--frame");
    assert_eq!(frame.lines().count(), 40);
    assert!(frame.contains("[B4 ") && frame.contains("Simulator says"), "{frame}");
    assert!(!frame.contains("is written"), "the message has not left:\n{frame}");
    assert!(!frame.contains('\u{1b}'));
    let runs = home.json(&["runs", "list"]);
    assert_eq!(runs[0]["complete"], true, "the work is kept: {runs:?}");
}

#[test]
fn text_and_codes_and_pictures_show_the_same_words() {
    let home = Home::new();
    let keys = "/ a c t o r esc";
    let (text, ansi, svg) =
        (frame(&home, keys, "--frame"), frame(&home, keys, "--ansi"), frame(&home, keys, "--svg"));
    assert!(text.contains("order: id") && ansi.contains("\u{1b}[") && svg.contains("order: id"));
    assert_eq!(svg, frame(&home, keys, "--svg"), "the same picture is other bytes");
    let plain = {
        let mut screen = vt100::Parser::new(40.try_into().unwrap(), 120.try_into().unwrap(), 0);
        screen.process(ansi.trim_end().replace('\n', "\r\n").as_bytes());
        screen.screen().contents()
    };
    let trimmed =
        |text: &str| text.lines().map(|row| row.trim_end().to_owned()).collect::<Vec<_>>().join("\n");
    assert_eq!(trimmed(&plain).trim_end(), text.trim_end());
}

#[test]
fn colour_is_left_out_where_none_is_wanted() {
    let home = Home::new();
    let ansi = home.ok(&["tui", "--no-color", "--ansi"]);
    assert!(!ansi.contains(";38") && !ansi.contains(";3"), "{ansi:?}");
    assert!(ansi.contains("\u{1b}[0;7m") || ansi.contains(";7"), "nothing shows the selected row");
}

#[test]
fn what_is_no_key_or_no_size_is_said() {
    let home = Home::new();
    assert!(home.fails(2, &["tui", "--keys", "enterr", "--frame"]).contains("\"enterr\" is not a key"));
    assert!(home.fails(2, &["tui", "--size", "9999x9", "--frame"]).contains("expected columns and rows"));
    assert!(home.fails(2, &["tui"]).contains("needs a terminal"));
    assert!(home.ok(&["tui", "--size", "9x2", "--frame"]).starts_with("Terminal"));
}

/// The README's picture shows the Profile screen as it is: `UPDATE_PICTURES=1` makes it anew.
#[test]
fn the_picture_of_the_readme_is_current() {
    let home = Home::new();
    let keys = "enter R wait wait wait wait j j j j j";
    let picture = home.ok(&["tui", "--size", "132x44", "--keys", keys, "--svg"]);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pictures/profile.svg");
    if env::var_os("UPDATE_PICTURES").is_some() {
        fs::write(&path, &picture).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap().replace("\r\n", "\n");
    assert!(kept == picture, "run: UPDATE_PICTURES=1 cargo test --test program the_picture");
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    assert!(readme.contains("](tests/pictures/profile.svg)"), "the README does not show it");
}
