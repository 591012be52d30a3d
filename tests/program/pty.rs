//! The real program in a real pseudo-terminal: keys in, screen out, and in which state the terminal is left.

use std::ffi::OsStr;
use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::num::NonZero;
use std::os::unix::fs::OpenOptionsExt;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};
use rustix::process::{Pid, WaitId, WaitIdOptions, waitid};

use crate::home::Home;

/// How long anything may take before a test gives up; not a speed that is asked for.
const PATIENCE: Duration = Duration::from_mins(1);

/// Variables of whoever runs the tests that the program heeds.
const OF_THE_TESTER: [&str; 14] = [
    "NO_COLOR",
    "COLORFGBG",
    "COLORTERM",
    "DISPLAY",
    "WAYLAND_DISPLAY",
    "TMUX",
    "STY",
    "VISUAL",
    "EDITOR",
    "SSH_CONNECTION",
    "SSH_TTY",
    "WSL_DISTRO_NAME",
    "ESCDELAY",
    "FORCE_COLOR",
];

/// How often a condition is asked while nothing is written.
const LOOK: Duration = Duration::from_millis(20);

pub(crate) struct Terminal {
    /// `None` once the window is closed.
    master: Option<Box<dyn MasterPty + Send>>,
    writer: Option<Box<dyn Write + Send>>,
    output: Receiver<Vec<u8>>,
    closing: Arc<AtomicBool>,
    child: Box<dyn Child + Send + Sync>,
    screen: vt100::Parser,
    before: String,
    /// Everything that the program has written.
    pub(crate) raw: Vec<u8>,
}

impl Terminal {
    pub(crate) fn start(home: &Home, args: &[&str], columns: u16, rows: u16) -> Self {
        Self::start_with(home, args, columns, rows, &[])
    }

    pub(crate) fn start_program(home: &Home, program: &str, args: &[&str], cols: u16, rows: u16) -> Self {
        Self::spawn(home, program.as_ref(), args, cols, rows, &[])
    }

    pub(crate) fn start_with(
        home: &Home,
        args: &[&str],
        cols: u16,
        rows: u16,
        variables: &[(&str, &str)],
    ) -> Self {
        Self::spawn(home, env!("CARGO_BIN_EXE_lusifer").as_ref(), args, cols, rows, variables)
    }

    /// Starts the program in a terminal that is not its controlling one: no signal says that it is gone.
    pub(crate) fn start_apart(home: &Home, cols: u16, rows: u16) -> Self {
        Self::spawn_in(home, env!("CARGO_BIN_EXE_lusifer").as_ref(), &[], cols, rows, &[], false)
    }

    fn spawn(
        home: &Home,
        program: &OsStr,
        args: &[&str],
        cols: u16,
        rows: u16,
        variables: &[(&str, &str)],
    ) -> Self {
        Self::spawn_in(home, program, args, cols, rows, variables, true)
    }

    fn spawn_in(
        home: &Home,
        program: &OsStr,
        args: &[&str],
        cols: u16,
        rows: u16,
        variables: &[(&str, &str)],
        controlling: bool,
    ) -> Self {
        let pair =
            native_pty_system().openpty(PtySize { rows, cols, pixel_width: 0, pixel_height: 0 }).unwrap();
        let before = modes(&*pair.master);
        let plain = home.command(args);
        let mut command = CommandBuilder::new(program);
        command.args(plain.get_args());
        command.cwd(home.path());
        for (name, value) in plain.get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            }
        }
        for name in OF_THE_TESTER {
            command.env_remove(name);
        }
        command.env("TERM", "xterm-256color");
        for (name, value) in variables {
            command.env(name, value);
        }
        command.set_controlling_tty(controlling);
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().unwrap();
        let (bytes, output) = channel();
        let closing = Arc::new(AtomicBool::new(false));
        let closed = closing.clone();
        thread::spawn(move || {
            let mut buffer = vec![0; 1 << 16];
            while let Ok(count @ 1..) = reader.read(&mut buffer) {
                if closed.load(Ordering::SeqCst) || bytes.send(buffer[..count].to_vec()).is_err() {
                    return;
                }
            }
        });
        let writer = Some(pair.master.take_writer().unwrap());
        let screen = vt100::Parser::new(cells(rows), cells(cols), 0);
        Self { master: Some(pair.master), writer, output, closing, child, screen, before, raw: Vec::new() }
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.process_id().unwrap()
    }

    /// The program's side of the terminal, as another program would open it.
    pub(crate) fn other_side(&self) -> File {
        let name = self.master.as_ref().unwrap().tty_name().unwrap();
        let flags = rustix::fs::OFlags::NOCTTY.bits();
        OpenOptions::new().read(true).write(true).custom_flags(flags.cast_signed()).open(name).unwrap()
    }

    /// Types bytes as a terminal sends them.
    pub(crate) fn keys(&mut self, keys: &str) {
        let writer = self.writer.as_mut().unwrap();
        writer.write_all(keys.as_bytes()).unwrap();
        writer.flush().unwrap();
    }

    pub(crate) fn resize(&mut self, cols: u16, rows: u16) {
        let size = PtySize { rows, cols, pixel_width: 0, pixel_height: 0 };
        self.master.as_ref().unwrap().resize(size).unwrap();
        self.screen.screen_mut().set_size(cells(rows), cells(cols));
    }

    /// Closes the window: the program's terminal is gone. The reader holds it open until it reads something
    /// more, so a key makes the program draw.
    pub(crate) fn close(&mut self) {
        self.closing.store(true, Ordering::SeqCst);
        self.keys("j");
        while self.output.recv().is_ok() {}
        self.writer = None;
        self.master = None;
    }

    /// Stops the program from outside, as nobody can refuse, and has another program write to its screen: what
    /// comes after that text was written after it.
    pub(crate) fn stop_and_take_screen(&mut self, shell: &mut File, text: &str, ends_with: &str) {
        signal(self, "STOP");
        let stopped = WaitIdOptions::STOPPED | WaitIdOptions::NOWAIT;
        let pid = Pid::from_raw(self.pid().cast_signed()).unwrap();
        waitid(WaitId::Pid(pid), stopped).unwrap().expect("a status");
        shell.write_all(text.as_bytes()).unwrap();
        self.wait_for_written(ends_with);
    }

    pub(crate) fn text(&self) -> String {
        self.screen.screen().contents()
    }

    fn take(&mut self, bytes: &[u8]) {
        self.screen.process(bytes);
        self.raw.extend_from_slice(bytes);
    }

    /// Reads until the screen satisfies a condition.
    pub(crate) fn wait_until(&mut self, what: &str, satisfied: impl Fn(&str) -> bool) {
        self.read_until(what, |terminal| satisfied(&terminal.text()));
    }

    /// Reads until a text was written, whether it is still on screen or not.
    pub(crate) fn wait_for_written(&mut self, text: &str) {
        self.read_until(text, |terminal| {
            terminal.raw.windows(text.len()).any(|bytes| bytes == text.as_bytes())
        });
    }

    /// A condition may look at more than the screen (the store, for example), so it is asked now and then
    /// even if nothing is written.
    fn read_until(&mut self, what: &str, satisfied: impl Fn(&Self) -> bool) {
        let end = Instant::now() + PATIENCE;
        while !satisfied(self) {
            match self.output.recv_timeout(LOOK) {
                Ok(bytes) => self.take(&bytes),
                Err(RecvTimeoutError::Timeout) => {
                    assert!(Instant::now() < end, "no {what} on screen:\n{}", self.text());
                }
                Err(RecvTimeoutError::Disconnected) => {
                    assert!(satisfied(self), "ended without {what}:\n{}", self.text());
                    return;
                }
            }
        }
    }

    pub(crate) fn wait_for(&mut self, text: &str) {
        self.wait_until(text, |screen| screen.contains(text));
    }

    /// Reads to the program's end.
    pub(crate) fn wait_for_exit(&mut self) -> ExitStatus {
        let end = Instant::now() + PATIENCE;
        loop {
            match self.output.recv_timeout(LOOK) {
                Ok(bytes) => self.take(&bytes),
                Err(RecvTimeoutError::Timeout) => {}
                // Nothing more will be read; the program may still be on its way out.
                Err(RecvTimeoutError::Disconnected) => thread::yield_now(),
            }
            if let Some(status) = self.child.try_wait().unwrap() {
                while let Ok(bytes) = self.output.recv_timeout(LOOK) {
                    self.take(&bytes);
                }
                return status;
            }
            if Instant::now() > end {
                let _ = self.child.kill();
                panic!("did not end:\n{}", self.text());
            }
        }
    }

    /// Asserts that the terminal is as it was found: line discipline, main screen, cursor, paste mode.
    pub(crate) fn assert_restored(&mut self) {
        let screen = self.screen.screen();
        assert!(!screen.alternate_screen(), "left in the alternate screen");
        assert!(!screen.hide_cursor(), "left without a cursor");
        assert!(!screen.bracketed_paste(), "left in bracketed paste mode");
        if let Some(master) = &self.master {
            assert_eq!(modes(&**master), self.before, "line discipline");
        }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

/// The explorer on the sample data, in a terminal of 100 x 30 cells.
pub(crate) fn open(home: &Home) -> Terminal {
    ready(Terminal::start(home, &[], 100, 30))
}

/// Waits until the data is open.
pub(crate) fn ready(mut terminal: Terminal) -> Terminal {
    terminal.wait_until("the users", |screen| !screen.contains("reading") && screen.contains("held-out"));
    terminal
}

pub(crate) fn signal(terminal: &Terminal, name: &str) {
    let status =
        Command::new("kill").args([&format!("-{name}"), &terminal.pid().to_string()]).status().unwrap();
    assert!(status.success());
}

/// A size as the screen model takes it.
fn cells(count: u16) -> NonZero<u16> {
    NonZero::new(count).unwrap()
}

/// The line discipline's settings, to be compared.
fn modes(master: &(dyn MasterPty + Send)) -> String {
    format!("{:?}", master.get_termios())
}
