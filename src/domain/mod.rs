//! The nouns of the study and their laws: users, items, ratings, histories, profile states, runs;
//! never files, network, screens or any other input and output.

mod call;
mod conditions;
mod dataset;
pub mod dates;
mod history;
mod ids;
mod interactions;
mod items;
pub mod markdown;
pub mod numbers;
mod prices;
mod prompts;
mod rating;
mod repetition;
mod run;
mod slate;
mod split;
mod spread;
mod state;
pub mod text;
mod users;

pub use call::{Call, CallCost, Exchange, NewCall, Outcome, Rung, Task};
pub use conditions::{
    Line, changed, line_of, made_with, not_comparable, prompts_beside, shared_batches, shared_in_words,
    short_hash,
};
pub use dataset::{DataHash, Dataset};
pub use history::{Batch, History, HistorySpec, Order};
pub use ids::{Id, Ids, ItemIx, UserIx};
pub use interactions::{Interaction, Interactions, InvalidInteractions, Row, Times};
pub use items::{GenreSet, ItemTexts, Items};
pub use prices::{CallPrice, CallTotals};
pub use prompts::{
    PackTexts, PromptFile, PromptFinding, PromptOrigin, PromptPack, PromptPiece, PromptPreview, PromptSheet,
    PromptTrial, PromptTrouble, PromptUse, PromptVariable, PromptsBefore,
};
pub use rating::{Provenance, Rating, RatingScale};
pub use repetition::{Again, MOST_REPETITIONS, RepeatStep, Repetition, repetition_seed};
pub use run::{ForkPoint, Run, RunId, RunSpec, SimulatorIdentity, edited_in_words};
pub use slate::{InvalidRating, SimulatedRating, Slate, SlateRatings};
pub use split::Split;
pub use spread::{BesideChance, Spread};
pub use state::{ProfileState, StatedClaim, Usage};
pub use users::Users;
