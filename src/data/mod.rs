//! Files to domain: ratings, items, users, texts, splits, the data doctor; never models or metrics.
//!
//! [`open`] reads a data set of any known format into a `domain::Dataset`; [`split`] says which of its ratings
//! are held out; [`check`] looks for what could mislead a study.

mod arrivals;
mod cache;
mod check;
mod decode;
mod error;
mod files;
mod fingerprint;
mod format;
mod items;
mod layout;
mod lines;
mod named;
mod open;
mod options;
mod quoted;
mod ratings;
mod records;
mod sample;
mod split;
mod split_spec;
mod table;
mod texts;
mod users;

pub use arrivals::{Arrival, Arrived};
pub use check::{
    Counts, Coverage, DataCheck, Finding, Level, Missing, TextCheck, TimeCheck, TrainingSizes, check,
};
pub use error::{DataError, LineProblem};
pub use fingerprint::fingerprint;
pub use format::Format;
pub use named::{BadField, NamedTable};
pub use open::{Opened, open};
pub use options::{ColumnMap, OpenOptions, Progress, Source};
pub use split::{default_split, shipped_splits, split, split_counting};
pub use split_spec::{InvalidSplit, Shipped, SplitSpec};
pub use texts::TextReport;
