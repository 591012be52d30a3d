//! What the tests of the offline simulator share: a reader for real data where it is present, and small made-up data sets.

pub mod made_up;
pub mod ml100k;
