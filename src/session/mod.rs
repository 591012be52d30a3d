//! Everything that lasts, in one SQLite file: runs, states, slates, calls; schema, migrations, resume, export;
//! never drawing, never HTTP.

pub mod bundle;
mod calls;
mod error;
pub mod export;
mod markdown;
mod prompts;
mod repetitions;
mod runs;
mod schema;
mod slates;
mod states;
mod store;
mod trash;
mod worker;

pub use calls::CallMark;
pub use error::StoreError;
pub use runs::{NewRun, RunFilter, RunSummary, Trash};
pub use store::{Integrity, OpenMode, Store};
pub use worker::StoreHandle;
