//! The log: a file in the state folder, made when there is something to write, never the screen.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Mutex;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

/// Opens the file on the first line.
struct LazyFile {
    path: PathBuf,
    file: Mutex<Option<File>>,
}

impl LazyFile {
    fn append(&self, line: &[u8]) -> io::Result<()> {
        let mut file = self.file.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if file.is_none() {
            if let Some(folder) = self.path.parent() {
                fs::create_dir_all(folder)?;
            }
            *file = Some(OpenOptions::new().create(true).append(true).open(&self.path)?);
        }
        file.as_mut().map_or(Ok(()), |file| file.write_all(line))
    }
}

struct Line<'a>(&'a LazyFile);

impl Write for Line<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.append(bytes).map(|()| bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for LazyFile {
    type Writer = Line<'a>;

    fn make_writer(&'a self) -> Line<'a> {
        Line(self)
    }
}

/// Sends what is of this level, or what `LUSIFER_LOG` asks for, to the file.
pub(super) fn start(path: PathBuf, level: &str) {
    let filter = EnvFilter::try_from_env("LUSIFER_LOG").unwrap_or_else(|_| EnvFilter::new(level));
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(false)
        .with_writer(LazyFile { path, file: Mutex::new(None) })
        .finish();
    // Another subscriber is in place only where a test set one: then that one is wanted.
    let _ = tracing::subscriber::set_global_default(subscriber);
}
