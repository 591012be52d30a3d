//! Where the explorer was left: a small file, read when it opens and written when it is left; never what a place
//! means.

mod chosen;

use std::collections::BTreeMap;
use std::env;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use self::chosen::Chosen;
use super::hands::written;
use crate::app::message::Mark;
use crate::app::restore::{Beside, Opening, Place};
use crate::app::{App, Screen};
use crate::config::recall::Recall;
use crate::domain::{DataHash, Id};
use crate::workspace::{Settings, Source};

/// The form of the file.
const VERSION: u64 = 1;
/// More than any session needs: what is larger is another file.
const MOST: u64 = 1 << 16;

/// The file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Left {
    schema_version: u64,
    data: Data,
    user: Option<Id>,
    /// `r3`
    run: Option<String>,
    screen: String,
    batch: Option<usize>,
    /// What was set side by side, where that was in front.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    beside: Option<Sides>,
    /// Borders between panes that were moved.
    #[serde(default)]
    borders: BTreeMap<String, u16>,
    /// Who writes and in which prompts, where that was chosen in the explorer.
    #[serde(default, skip_serializing_if = "Chosen::is_nothing")]
    chosen: Chosen,
}

/// Two runs or states, and the batches whose texts were looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Sides {
    a: Side,
    b: Side,
    batches: Option<(usize, usize)>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Side {
    /// `r3`
    run: String,
    /// The state after this batch; `None` = the whole run.
    batch: Option<usize>,
}

/// What was open. How histories are cut and ordered and the seed are not in it: nothing in the explorer changes them, so
/// they are what settings and flags say, and somebody who starts without a flag of yesterday means just that. What was written otherwise says why it cannot be opened here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Data {
    /// As it was given; `None` = the bundled sample.
    path: Option<PathBuf>,
    /// Where relative paths start.
    folder: Option<PathBuf>,
    split: Option<String>,
    item_texts: Option<PathBuf>,
    /// Names the ratings whatever the path.
    hash: String,
}

/// A study that is opened again.
#[derive(Clone, Debug)]
pub(super) struct Recalled {
    /// With which settings.
    pub(super) settings: Settings,
    /// The ratings that it must have; the bundled sample may be another one with another version.
    pub(super) hash: Option<DataHash>,
    /// With who writes and the prompts as they were chosen, where they were: the settings, and what is said of it.
    pub(super) chosen: Option<(Settings, String)>,
}

/// What is remembered from one session to the next.
#[derive(Debug, Default)]
pub(super) struct Memory {
    /// `None` where nothing is to be kept.
    file: Option<PathBuf>,
    /// What the file holds.
    text: Option<String>,
    /// The ratings that are to be opened again.
    expected: Option<DataHash>,
    /// What was chosen once and has no say this time, because a setting names another.
    kept: Chosen,
}

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) memory: Memory,
    pub(super) study: Option<Recalled>,
    pub(super) opening: Option<Opening>,
    /// Borders between panes that were moved.
    pub(super) borders: BTreeMap<String, u16>,
    /// Why the file has no say.
    pub(super) wrong: Option<String>,
}

/// Looks up where the explorer was left, as far as that is wanted.
pub(super) fn look(recall: Option<Recall>, settings: &Settings) -> Found {
    let Some(Recall { file, reads, named }) = recall else { return Found::default() };
    let mut memory = Memory { file: Some(file), ..Memory::default() };
    if !reads {
        return Found { memory, ..Found::default() };
    }
    let file = memory.file.as_deref().unwrap_or(Path::new(""));
    let wrong = |why: String, memory| {
        let wrong = Some(format!("{why}; the explorer opens anew"));
        Found { memory, wrong, ..Found::default() }
    };
    let text = match content(file) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Found { memory, ..Found::default() },
        Err(error) => return wrong(format!("{} cannot be read ({error})", file.display()), memory),
    };
    let left = match read(&text) {
        Ok(Some(left)) => left,
        Ok(None) => {
            let why = format!("{} is of a newer lusifer and stays as it is", file.display());
            return wrong(why, Memory::default());
        }
        Err(error) => return wrong(format!("{} is damaged ({error})", file.display()), memory),
    };
    memory.text = Some(text);
    let hash = left.hash();
    // With other data, what was chosen for this waits, too.
    let (chosen, kept) =
        if named.data { (Chosen::default(), left.chosen.clone()) } else { left.chosen.parted(named) };
    memory.kept = kept;
    let study = (!named.data).then(|| {
        let is_sample = left.data.path.is_none();
        let settings = left.data.onto(settings, named.split, named.item_texts);
        let chosen = chosen.onto(&settings);
        Recalled { settings, hash: hash.filter(|_| !is_sample), chosen }
    });
    memory.expected = study.as_ref().and_then(|study| study.hash);
    let borders = left.borders.clone();
    let opening = hash.map(|hash| Opening::Left(hash, left.place()));
    Found { memory, study, opening, borders, wrong: None }
}

/// What the file says; of anything that is no file of sensible length, a refusal.
fn content(path: &Path) -> io::Result<String> {
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::other("not a file"));
    }
    let mut text = String::new();
    File::open(path)?.take(MOST).read_to_string(&mut text)?;
    Ok(text)
}

/// Reads the file; `None` where a newer program wrote it.
fn read(text: &str) -> Result<Option<Left>, serde_json::Error> {
    #[derive(Deserialize)]
    struct Version {
        schema_version: u64,
    }
    let Version { schema_version } = serde_json::from_str(text)?;
    if schema_version > VERSION { Ok(None) } else { serde_json::from_str(text).map(Some) }
}

impl Left {
    fn of(hash: DataHash, place: Place, settings: &Settings) -> Self {
        let Place { user, run, screen, batch, beside } = place;
        Self {
            schema_version: VERSION,
            data: Data::of(settings, hash),
            user,
            run: run.map(|run| run.to_string()),
            screen: screen.title().to_lowercase(),
            batch,
            beside: beside.map(Sides::of),
            borders: BTreeMap::new(),
            chosen: Chosen::default(),
        }
    }

    fn hash(&self) -> Option<DataHash> {
        u64::from_str_radix(&self.data.hash, 16).ok().map(DataHash)
    }

    /// What it does not know is as if it had not been looked at.
    fn place(self) -> Place {
        let screen =
            Screen::NAMED.into_iter().find(|screen| screen.title().eq_ignore_ascii_case(&self.screen));
        Place {
            user: self.user,
            run: self.run.and_then(|run| run.parse().ok()),
            screen: screen.unwrap_or(Screen::Users),
            batch: self.batch,
            beside: self.beside.and_then(Sides::beside),
        }
    }
}

impl Sides {
    fn of(beside: Beside) -> Self {
        let [a, b] = beside.marks.map(|Mark { run, batch }| Side { run: run.to_string(), batch });
        Self { a, b, batches: beside.batches }
    }

    fn beside(self) -> Option<Beside> {
        let mark = |side: Side| Some(Mark { run: side.run.parse().ok()?, batch: side.batch });
        Some(Beside { marks: [mark(self.a)?, mark(self.b)?], batches: self.batches })
    }
}

impl Data {
    fn of(settings: &Settings, hash: DataHash) -> Self {
        let path = match &settings.source {
            Source::Sample => None,
            Source::Path(path) => Some(path.clone()),
        };
        let item_texts = settings.open.item_texts.clone();
        let is_relative = path.iter().chain(&item_texts).any(|path| path.is_relative());
        Self {
            path,
            folder: env::current_dir().ok().filter(|_| is_relative),
            split: settings.split.as_ref().map(ToString::to_string),
            item_texts,
            hash: hash.to_string(),
        }
    }

    /// Settings with this data in place of what they do not name.
    fn onto(&self, settings: &Settings, named_split: bool, named_texts: bool) -> Settings {
        let mut settings = settings.clone();
        let here = env::current_dir().ok();
        let found = |path: &PathBuf| match &self.folder {
            // As it was given, where that still means the same.
            Some(folder) if here.as_ref() != Some(folder) => folder.join(path),
            _ => path.clone(),
        };
        if let Some(path) = &self.path {
            settings.source = Source::Path(found(path));
        }
        if !named_split {
            settings.split = self.split.as_ref().and_then(|split| split.parse().ok());
            settings.open.split.clone_from(&settings.split);
        }
        if !named_texts {
            settings.open.item_texts = self.item_texts.as_ref().map(found);
        }
        settings
    }
}

impl Memory {
    /// Keeps where the program is, where that is another place than before.
    pub(super) fn keep(&self, app: &App, settings: Option<&Settings>, started: &Settings) {
        let Some(((hash, place), settings)) = app.place().zip(settings) else { return };
        // Data that was away for once is not forgotten, unless other data was worked with.
        let fell_back = self.expected.is_some_and(|expected| expected != hash);
        if fell_back && app.study().is_none_or(|study| study.subject.is_none()) {
            return;
        }
        let Some(file) = &self.file else { return };
        let chosen = Chosen::of(settings, started).or(&self.kept);
        let left = Left { borders: app.moved_borders(), chosen, ..Left::of(hash, place, settings) };
        if let Err(error) = self.write(file, &left) {
            tracing::warn!(%error, "where the explorer was left could not be kept");
        }
    }

    fn write(&self, file: &Path, left: &Left) -> io::Result<()> {
        let text = serde_json::to_string_pretty(left)? + "\n";
        if self.text.as_ref() == Some(&text) {
            return Ok(());
        }
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder)?;
        }
        written(file, &text, true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::RunId;

    fn left() -> Left {
        let data = Data {
            path: Some("mine".into()),
            folder: Some("/nowhere/at/all".into()),
            split: Some("last:5".to_owned()),
            item_texts: Some("/texts.csv".into()),
            hash: "00000000000000ff".to_owned(),
        };
        let (run, screen) = (Some("r3".to_owned()), "rate".to_owned());
        let side = |run: &str, batch| Side { run: run.to_owned(), batch };
        let beside = Some(Sides { a: side("r3", Some(2)), b: side("r4", None), batches: Some((2, 2)) });
        let borders = BTreeMap::from([("profile/2/0".to_owned(), 4000)]);
        Left {
            schema_version: VERSION,
            data,
            user: Some(Id::parse("b7")),
            run,
            screen,
            batch: Some(2),
            beside,
            borders,
            chosen: Chosen::default(),
        }
    }

    #[test]
    fn what_is_written_is_read_and_strange_words_are_no_place() {
        let left = left();
        let text = serde_json::to_string_pretty(&left).unwrap();
        assert_eq!(read(&text).unwrap(), Some(left.clone()));
        assert_eq!(left.hash(), Some(DataHash(255)));
        let marks = [Mark { run: RunId(3), batch: Some(2) }, Mark { run: RunId(4), batch: None }];
        let beside = Some(Beside { marks, batches: Some((2, 2)) });
        assert_eq!(left.clone().place().beside, beside);
        // A file from before borders were kept has none.
        let mut older: serde_json::Value = serde_json::from_str(&text).unwrap();
        older.as_object_mut().unwrap().remove("borders");
        assert!(read(&older.to_string()).unwrap().unwrap().borders.is_empty());
        assert_eq!(left.clone().place().screen, Screen::Rate);
        let strange = Left { screen: "Nowhere".to_owned(), run: Some("x".to_owned()), ..left };
        assert_eq!((strange.clone().place().screen, strange.place().run), (Screen::Users, None));
    }

    #[test]
    fn newer_files_are_known_as_such_and_anything_else_is_damaged() {
        assert_eq!(read(r#"{"schema_version":2}"#).unwrap(), None);
        for damaged in ["", "{}", "[]", "null", r#"{"schema_version":1}"#, r#"{"schema_version":"1"}"#] {
            assert!(read(damaged).is_err(), "{damaged}");
        }
    }

    #[test]
    fn a_file_is_a_file_of_sensible_length() {
        let folder = tempfile::tempdir().unwrap();
        assert!(content(folder.path()).is_err(), "a folder");
        let path = folder.path().join("session.json");
        fs::write(&path, " ".repeat(1 << 20)).unwrap();
        assert_eq!(content(&path).unwrap().len() as u64, MOST);
        assert!(read(&content(&path).unwrap()).is_err());
    }
}
