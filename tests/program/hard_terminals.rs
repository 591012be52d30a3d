//! Terminals that make it hard: gone without a signal, stuck, taken over by others.

use rustix::termios::{Action, LocalModes, OptionalActions, tcflow, tcgetattr, tcsetattr};

use crate::home::Home;
use crate::pty::{Terminal, ready, signal};

/// A program whose terminal is not its controlling one gets no SIGHUP; it must not go on reading nothing.
#[test]
fn a_terminal_that_is_gone_without_a_signal_ends_the_program() {
    let home = Home::new();
    let mut terminal = ready(Terminal::start_apart(&home, 100, 30));
    terminal.close();
    assert_eq!(terminal.wait_for_exit().exit_code(), 130);
}

/// The window is closed: nothing that is said on the way out may be taken for a failure of ours.
#[test]
fn a_closed_window_is_no_failure() {
    let home = Home::new();
    let mut terminal = ready(Terminal::start(&home, &[], 100, 30));
    terminal.close();
    assert_eq!(terminal.wait_for_exit().exit_code(), 130);
}

/// As with a connection that hangs: whatever the program writes, also on its way out, waits for ever.
#[test]
fn a_terminal_that_takes_nothing_does_not_keep_the_program_alive() {
    let home = Home::new();
    let mut terminal = ready(Terminal::start(&home, &[], 100, 30));
    let stuck = terminal.other_side();
    tcflow(&stuck, Action::OOff).unwrap();
    terminal.keys("jjj?");
    signal(&terminal, "TERM");
    assert_eq!(terminal.wait_for_exit().exit_code(), 130);
    let modes = tcgetattr(&stuck).unwrap().local_modes;
    assert!(modes.contains(LocalModes::ICANON | LocalModes::ECHO), "left in raw mode");
}

/// Stopped from outside, and a shell used the terminal in the meantime: all is taken and drawn again.
#[test]
fn after_being_stopped_from_outside_it_draws_all_again() {
    let home = Home::new();
    let mut terminal = ready(Terminal::start(&home, &[], 100, 30));
    let mut shell = terminal.other_side();
    terminal.stop_and_take_screen(&mut shell, "\x1b[?1049l\x1b[2J\x1b[Hsomebody else", "somebody else");
    let mut cooked = tcgetattr(&shell).unwrap();
    cooked.local_modes |= LocalModes::ICANON | LocalModes::ECHO;
    tcsetattr(&shell, OptionalActions::Now, &cooked).unwrap();
    signal(&terminal, "CONT");
    // In raw mode again, too: keys would wait for a line's end.
    terminal.wait_until("users, in raw mode", |screen| {
        screen.contains("held-out") && !tcgetattr(&shell).unwrap().local_modes.contains(LocalModes::ICANON)
    });
    terminal.keys("?");
    terminal.wait_for("type to search");
    signal(&terminal, "TERM");
    terminal.wait_for_exit();
}

/// A panic in the middle of a frame: the terminal must be given back last, with nothing of the frame after it.
#[test]
fn a_panic_while_drawing_leaves_nothing_of_the_frame_behind() {
    let home = Home::new();
    let variables = [("LUSIFER_PANIC_ON_PASTE", "draw"), ("RUST_BACKTRACE", "0")];
    let mut terminal = ready(Terminal::start_with(&home, &[], 100, 30, &variables));
    terminal.keys("\x1b[200~boom\x1b[201~");
    assert_ne!(terminal.wait_for_exit().exit_code(), 0);
    terminal.assert_restored();
    let written = String::from_utf8_lossy(&terminal.raw).into_owned();
    assert!(terminal.text().contains("panicked"), "{written}");
    let (begun, ended) = (written.rfind("\x1b[?2026h"), written.rfind("\x1b[?2026l"));
    assert!(begun < ended, "left in the middle of a frame: {written:?}");
}
