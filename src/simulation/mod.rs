//! The study itself: the port through which a profile is written and items are rated, the offline simulator,
//! and how a run steps and forks; never HTTP, SQL or screens.

pub mod chat;
mod forecast;
mod llm;
mod offers;
mod offline;
mod playback;
mod port;

pub use crate::prompting::{ByHand, Draft, by_hand};
pub use forecast::{Fit, Forecast, Misfit, Price, Window};
pub use llm::{
    Asked, Budget, CallKeeper, Hindrance, LanguageModel, Meter, RetryPolicy, Spending, Telling, Temperatures,
    Wait, model_parameters,
};
pub use offers::{Choice, Found, Offered, OfferedModel};
pub use offline::OfflineSimulator;
pub use playback::{Playback, READ_ONLY, Script, items};
pub use port::{Estimate, Grounds, ProfileAnswer, ProfileRequest, RatingRequest, SimulationError, Simulator};
