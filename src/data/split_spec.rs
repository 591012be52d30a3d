//! How a split is written on the command line and in a run; never which rows it holds out.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use thiserror::Error;

/// Which ratings are held out.
#[derive(Clone, Debug, PartialEq)]
pub enum SplitSpec {
    /// A pair of files that ship with ML-100K.
    Shipped(Shipped),
    /// All rows dealt at random into `folds` parts whose sizes differ by at most one; part `fold` is held out.
    KFold {
        /// Number of parts, at least 2.
        folds: u32,
        /// The part that is held out, 1 to `folds`.
        fold: u32,
        /// Another seed deals differently.
        seed: u64,
    },
    /// A cut in time through the whole data set: what is newer is held out.
    Future {
        /// At most this share of all rows is held out, above 0 and below 1.
        share: f64,
    },
    /// Each user's last ratings are held out.
    Last {
        /// How many of each user, at least 1.
        count: u32,
    },
    /// Two files of ratings: together they are the table, the second is held out.
    Files {
        /// The file to learn from.
        train: PathBuf,
        /// The file that is held out.
        test: PathBuf,
    },
}

/// The splits that ship with ML-100K: five folds, and two with ten ratings held out per user.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shipped {
    /// Fold 1 of 5.
    U1,
    /// Fold 2 of 5.
    U2,
    /// Fold 3 of 5.
    U3,
    /// Fold 4 of 5.
    U4,
    /// Fold 5 of 5.
    U5,
    /// Ten ratings of each user.
    Ua,
    /// Ten others of each user.
    Ub,
}

impl Shipped {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 7] = [Self::U1, Self::U2, Self::U3, Self::U4, Self::U5, Self::Ua, Self::Ub];

    /// The word on the command line, which is the stem of the files' names.
    pub const fn word(self) -> &'static str {
        match self {
            Self::U1 => "u1",
            Self::U2 => "u2",
            Self::U3 => "u3",
            Self::U4 => "u4",
            Self::U5 => "u5",
            Self::Ua => "ua",
            Self::Ub => "ub",
        }
    }
}

impl SplitSpec {
    /// What is taken where no split is asked for and none ships with the data.
    pub const FALLBACK: Self = Self::KFold { folds: 5, fold: 1, seed: 0 };
}

impl fmt::Display for SplitSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shipped(shipped) => f.write_str(shipped.word()),
            Self::KFold { folds, fold, seed } => write!(f, "kfold:{folds}:{fold}:{seed}"),
            Self::Future { share } => write!(f, "future:{share}"),
            Self::Last { count } => write!(f, "last:{count}"),
            Self::Files { train, test } => write!(f, "files:{}:{}", train.display(), test.display()),
        }
    }
}

/// Why a text is no split.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("\"{text}\" is not a split: {why}")]
pub struct InvalidSplit {
    text: String,
    why: &'static str,
}

const FORMS: &str = "write u1 to u5, ua, ub, kfold:K:I[:SEED], future:SHARE, last:N, or files:TRAIN:TEST";

const FILES: &str =
    "files:TRAIN:TEST takes two files of ratings (where their paths hold colons, both must be there)";

impl FromStr for SplitSpec {
    type Err = InvalidSplit;

    fn from_str(text: &str) -> Result<Self, InvalidSplit> {
        let invalid = |why| InvalidSplit { text: crate::domain::text::clean_line(text), why };
        if let Some(shipped) = Shipped::ALL.into_iter().find(|shipped| shipped.word() == text) {
            return Ok(Self::Shipped(shipped));
        }
        let (kind, rest) = text.split_once(':').ok_or_else(|| invalid(FORMS))?;
        match kind {
            "kfold" => kfold(rest).ok_or_else(|| {
                invalid("kfold:K:I[:SEED] takes K folds, 2 or more, and the fold I from 1 to K")
            }),
            "future" => rest
                .parse()
                .ok()
                .filter(|share| *share > 0.0 && *share < 1.0)
                .map(|share| Self::Future { share })
                .ok_or_else(|| invalid("future:SHARE takes a share above 0 and below 1, such as future:0.1")),
            "last" => rest
                .parse()
                .ok()
                .filter(|count| *count > 0)
                .map(|count| Self::Last { count })
                .ok_or_else(|| invalid("last:N takes a whole number of ratings, 1 or more")),
            "files" => two_paths(rest).ok_or_else(|| invalid(FILES)),
            _ => Err(invalid(FORMS)),
        }
    }
}

fn kfold(rest: &str) -> Option<SplitSpec> {
    let mut parts = rest.split(':');
    let folds = parts.next()?.parse().ok()?;
    let fold = parts.next()?.parse().ok()?;
    let seed = parts.next().map_or(Some(0), |seed| seed.parse().ok())?;
    let fits = folds >= 2 && (1..=folds).contains(&fold) && parts.next().is_none();
    fits.then_some(SplitSpec::KFold { folds, fold, seed })
}

/// Cuts at the one colon that is not a drive's (`C:\ratings.csv`); where there are more, at the one with a file
/// on both sides.
fn two_paths(rest: &str) -> Option<SplitSpec> {
    let is_drive = |at: usize| {
        let before = rest.get(..at).unwrap_or_default();
        let letter = before.rsplit(':').next().unwrap_or_default();
        let after = rest.get(at + 1..).unwrap_or_default();
        letter.len() == 1
            && letter.bytes().all(|byte| byte.is_ascii_alphabetic())
            && after.starts_with(['\\', '/'])
    };
    let pairs: Vec<(usize, &str, &str)> = rest
        .match_indices(':')
        .filter_map(|(at, _)| Some((at, rest.get(..at)?, rest.get(at + 1..)?)))
        .filter(|(_, train, test)| !train.is_empty() && !test.is_empty())
        .collect();
    let only = |fits: &dyn Fn(usize, &str, &str) -> bool| {
        let mut found = pairs.iter().filter(|&&(at, train, test)| fits(at, train, test));
        found.next().filter(|_| found.next().is_none()).copied()
    };
    let (_, train, test) = only(&|_, train, test| Path::new(train).is_file() && Path::new(test).is_file())
        .or_else(|| only(&|at, _, _| !is_drive(at)))?;
    Some(SplitSpec::Files { train: train.into(), test: test.into() })
}

impl Serialize for SplitSpec {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for SplitSpec {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_are_written_as_they_are_read() {
        let words = [
            "u1",
            "u5",
            "ua",
            "ub",
            "kfold:5:1:0",
            "kfold:10:10:99",
            "future:0.1",
            "last:3",
            "files:a/train.csv:b/test.csv",
            r"files:C:\a.csv:D:\b.csv",
            r"files:C:\a.csv:b.csv",
        ];
        for word in words {
            assert_eq!(word.parse::<SplitSpec>().unwrap().to_string(), word);
        }
        assert_eq!("kfold:5:1".parse::<SplitSpec>().unwrap(), SplitSpec::FALLBACK);
    }

    #[test]
    fn a_colon_in_a_path_is_told_from_the_one_between() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        for name in ["a:b", "c:d:e"] {
            std::fs::write(path(name), "1\t1\t1\t1\n").unwrap();
        }
        let text = format!("files:{}:{}", path("a:b").display(), path("c:d:e").display());
        let split: SplitSpec = text.parse().unwrap();
        assert_eq!(split, SplitSpec::Files { train: path("a:b"), test: path("c:d:e") });
        assert_eq!(split.to_string(), text);
        assert!(format!("{text}x").parse::<SplitSpec>().is_err());
    }

    #[test]
    fn other_words_are_refused_with_the_form_that_was_meant() {
        let kfold = "kfold:K:I[:SEED] takes K folds, 2 or more, and the fold I from 1 to K";
        let future = "future:SHARE takes a share above 0 and below 1, such as future:0.1";
        let last = "last:N takes a whole number of ratings, 1 or more";
        let files = FILES;
        let cases = [
            ("", FORMS),
            ("u6", FORMS),
            ("U1", FORMS),
            ("fold:1", FORMS),
            ("kfold:1:1", kfold),
            ("kfold:5:0", kfold),
            ("kfold:5:6", kfold),
            ("kfold:5", kfold),
            ("kfold:5:1:0:0", kfold),
            ("kfold:5:1:x", kfold),
            ("future:0", future),
            ("future:1", future),
            ("future:NaN", future),
            ("future:", future),
            ("last:0", last),
            ("last:-1", last),
            ("files:a", files),
            ("files::b", files),
            ("files:a:b:c", files),
        ];
        for (text, why) in cases {
            let error = text.parse::<SplitSpec>().unwrap_err();
            assert_eq!(error.to_string(), format!("\"{text}\" is not a split: {why}"));
        }
    }
}
