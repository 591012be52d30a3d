//! Data for benches that need a whole data set: the real ML-100K where `../shared` has it, else made-up files of its
//! size; never what is measured.

#![expect(clippy::unwrap_used, reason = "a measurement that cannot start may stop")]

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

pub(crate) const USERS: u64 = 943;
const ITEMS: u64 = 1_682;
const RATINGS_OF_A_USER: u64 = 106;

/// Data to study, and the folder that it lies in if it was made up.
pub(crate) struct Place {
    pub(crate) data: PathBuf,
    /// Texts of its items, where there are any.
    pub(crate) texts: Option<PathBuf>,
    _made: Option<TempDir>,
}

pub(crate) fn place() -> Place {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    let real = shared.join("ml-100k");
    if real.join("u.data").is_file() {
        let texts = shared.join("recorded-100k/movies_enriched_100k.csv");
        return Place { data: real, texts: Some(texts).filter(|file| file.is_file()), _made: None };
    }
    let made = tempfile::tempdir().unwrap();
    make_up(made.path());
    Place { data: made.path().to_owned(), texts: None, _made: Some(made) }
}

/// Writes ML-100K's files with invented contents.
fn make_up(folder: &Path) {
    let mut state = 7_u64;
    let mut below = |limit: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % limit
    };
    let (mut ratings, mut users, mut items) = (String::new(), String::new(), String::new());
    for user in 1..=USERS {
        writeln!(users, "{user}|{}|{}|writer|12345", 16 + below(50), if below(2) == 0 { "F" } else { "M" })
            .unwrap();
        let step = ITEMS / RATINGS_OF_A_USER;
        for at in 0..RATINGS_OF_A_USER {
            let item = 1 + at * step + below(step);
            writeln!(ratings, "{user}\t{item}\t{}\t{}", 1 + below(5), 880_000_000 + below(9_000_000))
                .unwrap();
        }
    }
    for item in 1..=ITEMS {
        let genres: Vec<_> = (0..19).map(|at| u64::from(at > 0 && below(8) == 0).to_string()).collect();
        let year = 1_940 + below(58);
        writeln!(
            items,
            "{item}|Film {item} ({year})|01-Jan-{year}||http://example.org/{item}|{}",
            genres.join("|")
        )
        .unwrap();
    }
    for (name, text) in [("u.data", ratings), ("u.user", users), ("u.item", items)] {
        fs::write(folder.join(name), text).unwrap();
    }
}
