//! The screens: what each knows and decides; how they look is in `ui/screens` under the same names.

pub mod calls;
pub mod compare;
pub mod metrics;
pub mod profile;
pub mod prompts;
pub mod rate;
pub mod runs;
pub mod users;
