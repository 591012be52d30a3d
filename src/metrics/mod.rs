//! Running and final figures of predicted against true ratings, their intervals, and when each is undefined;
//! never drawing.

mod report;

pub use report::{MethodReport, Report, RunningPoint};
