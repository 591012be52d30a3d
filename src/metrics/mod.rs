//! Running and final figures of predicted against true ratings, their intervals, and when each is undefined;
//! never drawing.

mod bootstrap;
mod compared;
mod confusion;
mod evaluate;
mod paired;
mod rated;
mod report;
mod running;
mod spread;

pub use bootstrap::Bootstrap;
pub use compared::{Compared, Took};
pub use evaluate::{Predictions, evaluate, evaluate_all};
pub use paired::{Closer, PairedFigure, PairedReport, RatingPair, paired};
pub use rated::{RatedItems, report};
pub use report::{MethodReport, Report, RunningPoint};
pub use running::Running;
pub use spread::{ByChance, Draw, DrawFigures, ItemSpread, RatingSpread, beside_chance, rating_spread};
