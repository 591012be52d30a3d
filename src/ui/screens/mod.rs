//! How the screens look, one file each under the names of `app/screens`.

pub mod calls;
pub mod compare;
pub mod metrics;
pub mod profile;
pub mod prompts;
pub mod rate;
pub mod runs;
pub mod users;
