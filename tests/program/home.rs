//! Runs the real program in folders of its own, for tests of the command line.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

/// A home of its own for the program: nothing of the person who runs the tests is read or written.
pub(crate) struct Home {
    folder: tempfile::TempDir,
}

impl Home {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Where no message bus is, and so no keyring of whoever runs the tests.
    pub(crate) fn no_bus(&self) -> String {
        format!("unix:path={}", self.path().join("no-bus").display())
    }

    /// The program with these arguments, not started yet.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_lusifer"));
        for (name, _) in std::env::vars_os() {
            let name = name.to_string_lossy();
            let of_models = name.starts_with("OPENAI_") || name.starts_with("OLLAMA_");
            let of_network = name.to_ascii_uppercase().ends_with("_PROXY");
            if name.starts_with("LUSIFER_") || name.starts_with("XDG_") || of_models || of_network {
                command.env_remove(&*name);
            }
        }
        command
            .args(args)
            .current_dir(self.path())
            .env("HOME", self.path())
            .env("DBUS_SESSION_BUS_ADDRESS", self.no_bus())
            .env("LUSIFER_CONFIG_DIR", self.path().join("config"))
            .env("LUSIFER_DATA_DIR", self.path().join("data"))
            .env("LUSIFER_STATE_DIR", self.path().join("state"))
            .env("LUSIFER_CACHE_DIR", self.path().join("cache"))
            .stdin(Stdio::null());
        command
    }

    /// Runs the program to its end.
    pub(crate) fn run(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    /// Runs it, expects exit code 0, and returns standard output.
    pub(crate) fn ok(&self, args: &[&str]) -> String {
        let output = self.run(args);
        assert_eq!(output.status.code(), Some(0), "{args:?}: {}", stderr(&output));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs it with `--json` and returns its documents, one per line.
    pub(crate) fn json(&self, args: &[&str]) -> Vec<Value> {
        let mut all = args.to_vec();
        all.push("--json");
        let documents: Vec<Value> = self
            .ok(&all)
            .lines()
            .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
            .collect();
        for document in &documents {
            assert_eq!(document["schema_version"], 1, "{document}");
        }
        documents
    }

    /// Runs it, expects a failure with this exit code, and returns what it said.
    pub(crate) fn fails(&self, exit: i32, args: &[&str]) -> String {
        let output = self.run(args);
        let said = stderr(&output);
        assert_eq!(output.status.code(), Some(exit), "{args:?}: {said}");
        assert!(!said.contains("panicked"), "{said}");
        said
    }
}

pub(crate) fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A folder of real data beside the project, where it is there; else `None`, and the test says that it skips.
pub(crate) fn shared(inside: &str) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared").join(inside);
    if folder.exists() {
        return Some(folder);
    }
    println!("skipped: ../shared is not here");
    None
}
