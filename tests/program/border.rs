//! Across the border to the terminal and back: copies, files, an editor that has the terminal, slow lines, stops.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::home::Home;
use crate::pty::{Terminal, open, ready, signal};

/// What a sequence of the clipboard holds, the newest of those that were written.
fn copied(terminal: &Terminal) -> String {
    let written = String::from_utf8_lossy(&terminal.raw).into_owned();
    let (_, after) = written.rsplit_once("\x1b]52;c;").expect("nothing was sent to the clipboard");
    let end = after.find(['\x07', '\x1b']).unwrap();
    String::from_utf8(from_base64(&after[..end])).unwrap()
}

fn from_base64(text: &str) -> Vec<u8> {
    let value = |letter: u8| match letter {
        b'A'..=b'Z' => letter - b'A',
        b'a'..=b'z' => letter - b'a' + 26,
        b'0'..=b'9' => letter - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => panic!("not base 64: {letter}"),
    };
    let bits: Vec<u8> = text.trim_end_matches('=').bytes().map(value).collect();
    bits.chunks(4)
        .flat_map(|four| {
            let number = four.iter().fold(0_u32, |number, six| number << 6 | u32::from(*six));
            let number = number << (6 * (4 - four.len()));
            number.to_be_bytes()[1..four.len()].to_vec()
        })
        .collect()
}

fn script(home: &Home, name: &str, text: &str) -> String {
    let path = home.path().join(name);
    fs::write(&path, format!("#!/bin/sh\n{text}\n")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    path.display().to_string()
}

#[test]
fn a_copy_goes_to_the_terminal_and_is_said_honestly() {
    let home = Home::new();
    let mut terminal = open(&home);
    terminal.keys("y");
    terminal.wait_for("may not have taken it");
    assert!(copied(&terminal).starts_with("### User 1\n\n- age: 31\n"), "{}", copied(&terminal));
    terminal.keys("Y");
    terminal.wait_for("\"Users of");
    let text = copied(&terminal);
    assert!(text.starts_with("## Users of ") && text.contains("| user | known |"), "{text}");
    terminal.keys("\x03\x03");
    assert_eq!(terminal.wait_for_exit().exit_code(), 0);
    terminal.assert_restored();
}

#[test]
fn inside_tmux_a_copy_is_sent_twice_plain_and_wrapped() {
    let home = Home::new();
    let mut terminal =
        ready(Terminal::start_with(&home, &[], 100, 30, &[("TMUX", "/tmp/tmux-0/default,1,0")]));
    terminal.keys("y");
    terminal.wait_for("through tmux");
    let written = String::from_utf8_lossy(&terminal.raw).into_owned();
    assert!(written.contains("\x1bPtmux;\x1b\x1b]52;c;"), "not wrapped");
    assert!(copied(&terminal).starts_with("### User 1"));
    signal(&terminal, "TERM");
    terminal.wait_for_exit();
}

#[test]
fn a_program_of_the_desktop_comes_before_the_terminal() {
    let home = Home::new();
    let into = home.path().join("clipboard");
    script(&home, "xclip", &format!("[ \"$*\" = '-selection clipboard' ] && cat > '{}'", into.display()));
    let path = format!("{}:{}", home.path().display(), std::env::var("PATH").unwrap());
    let variables = [("DISPLAY", ":9"), ("PATH", path.as_str())];
    let mut terminal = ready(Terminal::start_with(&home, &[], 100, 30, &variables));
    terminal.keys("y");
    terminal.wait_for("(xclip)");
    assert!(fs::read_to_string(into).unwrap().starts_with("### User 1"));
    assert!(!String::from_utf8_lossy(&terminal.raw).contains("\x1b]52;"));
    signal(&terminal, "TERM");
    terminal.wait_for_exit();
}

#[test]
fn where_nothing_may_be_copied_it_is_a_file() {
    let home = Home::new();
    fs::create_dir_all(home.path().join("config")).unwrap();
    fs::write(home.path().join("config/config.toml"), "[ui]\nclipboard = \"off\"\n").unwrap();
    let mut terminal = open(&home);
    terminal.keys("y");
    terminal.wait_for("the clipboard is off");
    assert!(fs::read_to_string(home.path().join("state/copied.md")).unwrap().starts_with("### User 1"));
    assert!(!String::from_utf8_lossy(&terminal.raw).contains("\x1b]52;"));
    signal(&terminal, "TERM");
    terminal.wait_for_exit();
}

#[test]
fn a_view_is_exported_and_nothing_is_replaced_unasked() {
    let home = Home::new();
    let mut terminal = open(&home);
    terminal.keys("s");
    terminal.wait_for("users.csv");
    terminal.keys("\r");
    terminal.wait_for("written:");
    let path = home.path().join("users.csv");
    let table = fs::read_to_string(&path).unwrap();
    assert!(table.starts_with("user,known,training,"), "{table}");
    fs::write(&path, "mine").unwrap();
    terminal.keys("s");
    terminal.wait_for("users.csv");
    // Enter says no on purpose.
    terminal.keys("\r");
    terminal.wait_for("Replace users.csv?");
    terminal.keys("\r");
    terminal.wait_until("the question to leave", |screen| !screen.contains("Replace"));
    assert_eq!(fs::read_to_string(&path).unwrap(), "mine");
    terminal.keys("s\r");
    terminal.wait_for("Replace users.csv?");
    terminal.keys("y");
    terminal.wait_until("the question to leave", |screen| !screen.contains("Replace"));
    terminal.wait_for("written:");
    assert_eq!(fs::read_to_string(&path).unwrap(), table);
    // A picture of the screen, without the prompt.
    terminal.keys("s\x15screen.svg\r");
    terminal.wait_for("screen.svg");
    terminal.wait_for("written:");
    let picture = fs::read_to_string(home.path().join("screen.svg")).unwrap();
    assert!(picture.starts_with("<svg ") && !picture.contains("Export what"), "{picture}");
    signal(&terminal, "TERM");
    terminal.wait_for_exit();
    terminal.assert_restored();
}

/// More than is read at once: nothing may wait for a key that comes after it.
#[test]
fn keys_and_pastes_without_a_pause_arrive_to_the_last() {
    let home = Home::new();
    let mut terminal = ready(Terminal::start(&home, &[], 100, 30));
    terminal.keys(&("j".repeat(9_000) + "k"));
    terminal.wait_until("the last user but one", |screen| screen.contains(" 53 of 54"));
    terminal.keys(&format!("/\x1b[200~{}\x1b[201~", "no user ".repeat(2_000)));
    terminal.wait_until("nobody to be found", |screen| {
        // A frame may have come in part; the last row of it is the last to come.
        screen.contains(" 0 of ") && screen.contains("keep the filter")
    });
    // The last key of all begins a sequence that has no rest.
    terminal.keys("\x1b");
    terminal.wait_until("the filter to leave", |screen| !screen.contains("keep the filter"));
    terminal.keys("\x03\x03");
    assert_eq!(terminal.wait_for_exit().exit_code(), 0);
    terminal.assert_restored();
}

/// The editor reads what is typed while it runs, byte by byte; what is typed afterwards is for the explorer.
#[test]
fn no_key_is_lost_to_an_editor_or_taken_from_it() {
    let home = Home::new();
    let into = home.path().join("typed");
    // Raw, as editors read; it ends after exactly the bytes that are meant for it.
    let editor = script(
        &home,
        "editor",
        &format!(
            "cp \"$1\" '{0}/shown'; stty raw -echo; printf 'editor is up'; dd bs=1 count=11 of='{1}' 2>/dev/null; \
             stty sane; printf 'bye'",
            home.path().display(),
            into.display()
        ),
    );
    let mut terminal =
        ready(Terminal::start_with(&home, &[], 100, 30, &[("VISUAL", &editor), ("EDITOR", "false")]));
    terminal.keys("E");
    terminal.wait_for_written("editor is up");
    // Eleven bytes for it, an escape sequence among them; then three keys down and a help for us.
    terminal.keys("iab\x1b[A:wq\r\x03jjj?");
    terminal.wait_for("type to search");
    assert_eq!(fs::read(&into).unwrap(), b"iab\x1b[A:wq\r\x03");
    let shown = fs::read_to_string(home.path().join("shown")).unwrap();
    assert!(shown.starts_with("## Users of "), "{shown}");
    terminal.keys("?");
    terminal.wait_until("the fourth user", |screen| screen.contains(" 4 of "));
    terminal.keys("\x03\x03");
    assert_eq!(terminal.wait_for_exit().exit_code(), 0);
    terminal.assert_restored();
}

#[test]
fn an_editor_that_cannot_be_started_or_crashes_is_said() {
    let home = Home::new();
    let mut terminal = ready(Terminal::start_with(&home, &[], 100, 30, &[("EDITOR", "/no/such/editor")]));
    terminal.keys("E");
    terminal.wait_for("cannot be started");
    terminal.keys("\x1b");
    terminal.wait_until("the message to leave", |screen| !screen.contains("cannot be started"));
    terminal.keys("?");
    terminal.wait_for("type to search");
    signal(&terminal, "TERM");
    terminal.wait_for_exit();
    terminal.assert_restored();
    // One that leaves the terminal raw and dies.
    let crashes = script(&home, "crashes", "stty raw -echo; exit 3");
    let mut terminal = ready(Terminal::start_with(&home, &[], 100, 30, &[("EDITOR", &crashes)]));
    terminal.keys("E");
    terminal.wait_for("ended with");
    terminal.keys("\x03\x03");
    assert_eq!(terminal.wait_for_exit().exit_code(), 0);
    terminal.assert_restored();
}

/// An interrupt typed at the editor is the editor's; asked to end, both end.
#[test]
fn interrupts_are_for_the_program_in_front() {
    let home = Home::new();
    let editor = script(
        &home,
        "editor",
        "trap 'printf interrupted' INT; printf 'editor is up'; while :; do read line; done",
    );
    let mut terminal = ready(Terminal::start_with(&home, &[], 100, 30, &[("EDITOR", &editor)]));
    terminal.keys("E");
    terminal.wait_for_written("editor is up");
    terminal.keys("\x03");
    terminal.wait_for_written("interrupted");
    signal(&terminal, "TERM");
    assert_eq!(terminal.wait_for_exit().exit_code(), 130);
    terminal.assert_restored();
}

/// Bytes of one key that come apart, as over a slow line, are one key; `esc` alone is `esc`.
#[test]
fn a_key_that_comes_in_pieces_is_one_key() {
    let home = Home::new();
    // The wait for the rest is made so long that no slow machine can mistake a piece for a key.
    let mut terminal = ready(Terminal::start_with(&home, &[], 100, 30, &[("ESCDELAY", "60000")]));
    let mut rows = 30;
    for piece in ["\x1b", "[", "B", "\x1bO", "B", "\x1b[1;", "2", "B"] {
        terminal.keys(piece);
        // The program has run through its loop between the pieces: it has drawn another size.
        rows += 1;
        terminal.resize(100, rows);
        let last = usize::from(rows) - 2;
        terminal.wait_until("the new size", |screen| {
            screen.lines().nth(last).is_some_and(|line| line.contains("open"))
        });
    }
    terminal.wait_for("3 of ");
    terminal.keys("?");
    terminal.wait_for("type to search");
    signal(&terminal, "TERM");
    terminal.wait_for_exit();
    let mut terminal = open(&home);
    terminal.keys("/xyzzy");
    terminal.wait_for("xyzzy");
    terminal.keys("\x1b");
    terminal.wait_until("the filter to be cleared", |screen| !screen.contains("xyzzy"));
    signal(&terminal, "TERM");
    terminal.wait_for_exit();
}

/// Stopped by a signal that can be caught: the screen is left first, and taken again afterwards.
#[test]
fn a_stop_from_outside_leaves_the_screen_in_order() {
    let home = Home::new();
    let run = format!("{} & echo $! > pid; fg; echo STOPPED; fg", env!("CARGO_BIN_EXE_lusifer"));
    let mut terminal = ready(Terminal::start_program(&home, "sh", &["-mc", &run], 100, 30));
    let pid = fs::read_to_string(home.path().join("pid")).unwrap();
    assert!(std::process::Command::new("kill").args(["-TSTP", pid.trim()]).status().unwrap().success());
    terminal.wait_for_written("STOPPED");
    let written = String::from_utf8_lossy(&terminal.raw).into_owned();
    let (before, _) = written.split_once("STOPPED").unwrap();
    assert!(before.rfind("\x1b[?1049l") > before.rfind("\x1b[?1049h"), "stopped in the alternate screen");
    assert!(before.rfind("\x1b[?25h") > before.rfind("\x1b[?25l"), "stopped without a cursor");
    terminal.wait_for("held-out");
    terminal.keys("?");
    terminal.wait_for("type to search");
    terminal.keys("?\x03\x03");
    assert_eq!(terminal.wait_for_exit().exit_code(), 0);
    terminal.assert_restored();
}

/// The mouse is the terminal's until it is asked for, and the terminal's again on the way out.
#[test]
fn the_mouse_points_and_scrolls_only_where_it_is_asked_for() {
    let home = Home::new();
    let mut terminal = open(&home);
    assert!(!String::from_utf8_lossy(&terminal.raw).contains("\x1b[?1000h"));
    terminal.keys("\x1bm");
    terminal.wait_for("clicks and the wheel are for the program");
    terminal.wait_for_written("\x1b[?1006h");
    terminal.keys("\x1b[<65;10;10M");
    terminal.wait_for(" 4 of ");
    terminal.keys("\x1b[<64;10;10M");
    terminal.wait_for(" 1 of ");
    // Two rows below the first one, whose place is told from one on.
    let screen = terminal.text();
    let first = screen.lines().position(|line| line.contains("> ")).unwrap() + 1;
    let click = format!("\x1b[<0;12;{0}M\x1b[<0;12;{0}m", first + 2);
    terminal.keys(&click);
    terminal.wait_for(" 3 of ");
    // Both at once: the second is on what the first one came to.
    let other = format!("\x1b[<0;12;{0}M\x1b[<0;12;{0}m", first + 4);
    terminal.keys(&format!("{other}{other}"));
    terminal.wait_for("write B1");
    terminal.keys("\x1b[<0;13;1M\x1b[<0;13;1m");
    terminal.wait_for(" 5 of ");
    signal(&terminal, "TERM");
    terminal.wait_for_exit();
    terminal.assert_restored();
    let written = String::from_utf8_lossy(&terminal.raw).into_owned();
    for mode in ["1000", "1002", "1006"] {
        let [on, off] = ["h", "l"].map(|end| written.rfind(&format!("\x1b[?{mode}{end}")));
        assert!(off > on, "mode {mode} is still on");
    }
}
