//! Colours, characters and themes of the explorer in a real pseudo-terminal: what is asked, what is written, and
//! what happens when a theme's file is edited.

use std::fs;

use crate::home::Home;
use crate::pty::Terminal;

/// What the explorer asks of a terminal.
const QUESTION: &str = "\x1b]11;?\x07";

/// The title's colour in the dark theme and in the light one, as a terminal gets it.
const DARK: &str = "38;2;94;196;207";
const LIGHT: &str = "38;2;0;100;127";

const TRUE: (&str, &str) = ("COLORTERM", "truecolor");

fn ready(home: &Home, args: &[&str], variables: &[(&str, &str)]) -> Terminal {
    let mut terminal = Terminal::start_with(home, args, 100, 30, variables);
    terminal.wait_until("the users", |screen| !screen.contains("reading") && screen.contains("held-out"));
    terminal
}

fn written(terminal: &Terminal) -> String {
    String::from_utf8_lossy(&terminal.raw).into_owned()
}

/// The numbers of every SGR sequence that was written.
fn styles(terminal: &Terminal) -> Vec<u16> {
    let text = written(terminal);
    let mut found = Vec::new();
    for sequence in text.split("\x1b[").skip(1) {
        let numbers = sequence.split(|c: char| !c.is_ascii_digit() && c != ';').next().unwrap_or_default();
        if sequence[numbers.len()..].starts_with('m') {
            found.extend(numbers.split(';').filter_map(|number| number.parse::<u16>().ok()));
        }
    }
    found
}

#[test]
fn without_colour_no_code_of_a_colour_is_written_and_attributes_are() {
    for (args, variables) in [
        (&[][..], &[("NO_COLOR", "1"), TRUE][..]),
        (&["--no-color"][..], &[TRUE][..]),
        (&["--color", "never", "--theme", "cvd-dark"][..], &[("FORCE_COLOR", "3")][..]),
        (&[][..], &[("TERM", "dumb"), TRUE][..]),
    ] {
        let home = Home::new();
        let mut terminal = ready(&home, args, variables);
        terminal.keys("\r");
        terminal.wait_for("Nothing yet.");
        terminal.keys("R");
        terminal.wait_for("4 of 4 is written");
        // Else the state that was newest a moment ago could be taken for the one that the key goes to.
        terminal.wait_for("B3 > B4");
        terminal.keys("hh");
        terminal.wait_for("B1 > B2");
        terminal.keys("qqq");
        terminal.wait_for_exit();
        let styles = styles(&terminal);
        let coloured = |number: &u16| matches!(number, 30..=49 | 58..=59 | 90..=107);
        assert!(!styles.iter().any(coloured), "{args:?} {variables:?} {styles:?}");
        // Bold, underline for what is new, reverse for the selected row, strike-through for what is gone.
        for number in [1, 4, 7, 9] {
            assert!(styles.contains(&number), "{number}: {args:?} {variables:?}");
        }
        assert!(!written(&terminal).contains(QUESTION), "nothing depends on the answer");
    }
}

#[test]
fn a_terminal_that_does_not_answer_is_not_waited_for_and_no_key_is_lost() {
    let home = Home::new();
    let mut terminal = Terminal::start_with(&home, &[], 100, 30, &[TRUE]);
    // Keys that are typed at once are keys, and so are those that look like the start of an answer.
    terminal.wait_for_written(QUESTION);
    terminal.keys("?");
    terminal.wait_for("closes");
    terminal.keys("?");
    terminal.wait_for("held-out");
    terminal.keys("/]11;rgb:");
    terminal.wait_for("filter: ]11;rgb:");
    terminal.keys("\x1b");
    terminal.wait_until("no filter", |screen| !screen.contains("rgb:"));
    terminal.keys("q");
    assert_eq!(terminal.wait_for_exit().exit_code(), 0);
    terminal.assert_restored();
    let all = written(&terminal);
    assert!(!all.contains(DARK) && !all.contains(LIGHT), "its background is not known");
}

#[test]
fn the_answer_of_the_terminal_chooses_the_theme() {
    for (answer, expected) in
        [("\x1b]11;rgb:fdfd/f6f6/e3e3\x07", LIGHT), ("\x1b]11;rgb:1e1e/1e1e/2e2e\x1b\\", DARK)]
    {
        let home = Home::new();
        // What the environment guesses is not what the terminal says.
        let guess = if expected == LIGHT { "15;0" } else { "0;15" };
        let mut terminal = Terminal::start_with(&home, &[], 100, 30, &[TRUE, ("COLORFGBG", guess)]);
        terminal.wait_for_written(QUESTION);
        terminal.keys(answer);
        terminal.wait_for_written(expected);
        terminal.wait_for("held-out");
        terminal.keys("jj");
        terminal.wait_for("3 of 54");
        assert!(!terminal.text().contains("rgb:"), "{}", terminal.text());
        terminal.keys("q");
        terminal.wait_for_exit();
    }
}

#[test]
fn a_theme_that_is_edited_shows_at_once_and_a_broken_one_keeps_the_last_good_one() {
    let home = Home::new();
    let folder = home.path().join("config/themes");
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join("mine.toml");
    fs::write(&file, "inherits = \"lusifer-dark\"\n[style]\ntitle = \"#010203\"\n").unwrap();
    let config = home.path().join("config");
    let mut terminal =
        ready(&home, &["--theme", "mine"], &[TRUE, ("LUSIFER_CONFIG_DIR", config.to_str().unwrap())]);
    terminal.wait_for_written("38;2;1;2;3");
    // As editors do it: another file takes its place.
    let other = folder.join("mine.toml~");
    fs::write(&other, "inherits = \"lusifer-dark\"\n[style]\ntitle = \"#040506\"\n").unwrap();
    fs::rename(&other, &file).unwrap();
    terminal.wait_for_written("38;2;4;5;6");
    terminal.wait_for("theme mine is read again");
    fs::write(&file, "inherits = \"lusifer-dark\"\n[style]\ntitel = \"#070809\"\ndim = \"gary\"\n").unwrap();
    terminal.wait_for("2 things are wrong: mine.toml, line 3: [style] titel is");
    terminal.keys("!");
    terminal.wait_for("line 4: \"gary\" is not a colour");
    assert!(!written(&terminal).contains("38;2;7;8;9"));
    terminal.keys("\x1b");
    fs::write(&file, "inherits = \"lusifer-dark\"\n[style]\ntitle = \"#0a0b0c\"\n").unwrap();
    terminal.wait_for_written("38;2;10;11;12");
    terminal.keys("qqq");
    terminal.wait_for_exit();
}

#[test]
fn a_theme_is_shown_while_the_commands_select_it_and_one_for_the_other_background_is_warned_of() {
    let home = Home::new();
    let mut terminal = ready(&home, &["--theme", "lusifer-dark"], &[TRUE]);
    terminal.wait_for_written(QUESTION);
    terminal.keys("\x1b]11;rgb:1e1e/1e1e/2e2e\x07");
    terminal.wait_for_written(DARK);
    assert!(!terminal.text().contains("hard to read"), "{}", terminal.text());
    terminal.keys(":theme lusifer-l");
    terminal.wait_for_written(LIGHT);
    let before = terminal.raw.len();
    terminal.keys("\x1b");
    terminal.wait_until("closed", |screen| !screen.contains("letters of") && !screen.contains("> theme"));
    assert!(String::from_utf8_lossy(&terminal.raw[before..]).contains(DARK), "back again");
    terminal.keys(":theme lusifer-l\r");
    terminal.wait_for("lusifer-light is for light backgrounds, this one is dark");
    terminal.keys("!");
    terminal.wait_for("to keep it: lusifer config set ui.theme");
    terminal.keys("qq");
    terminal.wait_for_exit();

    // Told at the start, too, by what the environment says where the terminal says nothing.
    let mut terminal = ready(&home, &["--theme", "cvd-dark"], &[TRUE, ("COLORFGBG", "0;15")]);
    terminal.wait_for("cvd-dark is for dark backgrounds, this one is light");
    terminal.keys("q");
    terminal.wait_for_exit();
}

#[test]
fn a_terminal_without_box_characters_gets_ascii() {
    for (args, variables) in [
        (&["--ascii"][..], &[("LANG", "C.UTF-8")][..]),
        (&[][..], &[("TERM", "linux")][..]),
        (&[][..], &[("LC_ALL", "de_DE.ISO-8859-1")][..]),
    ] {
        let home = Home::new();
        let mut terminal = ready(&home, args, variables);
        terminal.keys("q");
        terminal.wait_for_exit();
        let text = written(&terminal);
        assert!(text.contains("#="), "{args:?} {variables:?}");
        assert!(!text.chars().any(|c| ('\u{2500}'..='\u{259f}').contains(&c)), "{args:?} {variables:?}");
    }
}

#[test]
fn themes_are_listed_shown_and_checked() {
    let home = Home::new();
    let listed = home.json(&["themes", "list"]);
    let names: Vec<_> = listed.iter().map(|theme| theme["name"].as_str().unwrap()).collect();
    let expected =
        ["lusifer-dark", "lusifer-light", "ansi", "high-contrast", "cvd-dark", "cvd-light", "mono"];
    assert_eq!(names, expected);
    assert!(home.json(&["themes", "check"]).iter().all(|theme| theme["ok"] == true));
    let shown = &home.json(&["themes", "show", "cvd-dark"])[0];
    let insert = shown["styles"].as_array().unwrap().iter().find(|style| style["key"] == "[diff] insert");
    assert_eq!(insert.unwrap()["fg"], "#6cb6ff");
    // No code reaches a pipe unless it is asked for.
    assert!(!home.ok(&["themes", "show", "lusifer-dark"]).contains('\x1b'));
    let painted = home.ok(&["themes", "show", "lusifer-dark", "--color", "always"]);
    assert!(painted.contains("\x1b["), "{painted}");

    let folder = home.path().join("config/themes");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("faint.toml"), "appearance = \"light\"\n[style]\ndim = \"#bbbbbb\"\n").unwrap();
    fs::write(folder.join("wrong.toml"), "[style]\ndmi = 1\n\ntext = \"inkk\"\n").unwrap();
    let faint = home.run(&["themes", "check", "faint"]);
    let said = String::from_utf8(faint.stdout).unwrap();
    assert_eq!(faint.status.code(), Some(1), "{said}");
    assert!(said.contains("[style] dim: #bbbbbb on #eff1f5 has a contrast of 1.7, needs 4.5"), "{said}");
    let wrong = home.run(&["themes", "check", folder.join("wrong.toml").to_str().unwrap()]);
    let said = String::from_utf8(wrong.stdout).unwrap();
    assert_eq!(wrong.status.code(), Some(3), "{said}");
    assert!(said.contains("line 2: [style] dmi is not known; did you mean dim?"), "{said}");
    assert!(said.contains("line 4: \"inkk\" is not a colour"), "{said}");
    assert_eq!(home.run(&["themes", "check"]).status.code(), Some(3));
    let unknown = home.run(&["themes", "show", "lusifer-drak"]);
    assert_eq!(unknown.status.code(), Some(3));
    assert!(String::from_utf8(unknown.stderr).unwrap().contains("known: lusifer-dark, lusifer-light"));
}
