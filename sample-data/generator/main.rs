//! Writes the generated files of the sample data into a folder (`sample-data/` unless another is named):
//! `cargo run --example make_sample_data [-- FOLDER]`. The same bytes on every machine and every run.

mod sample;

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;

use anyhow::Context as _;

fn main() -> anyhow::Result<()> {
    let folder = std::env::args_os()
        .nth(1)
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("sample-data"), PathBuf::from);
    fs::create_dir_all(&folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;
    let files = sample::files()?;
    for (name, bytes) in &files {
        let path = folder.join(name);
        fs::write(&path, bytes).with_context(|| format!("cannot write {}", path.display()))?;
    }
    // Told only when all is written: a closed pipe must not leave half of the files behind.
    let mut out = std::io::stdout().lock();
    for (name, bytes) in &files {
        writeln!(out, "{:>7} bytes  {}", bytes.len(), folder.join(name).display())?;
    }
    Ok(())
}
