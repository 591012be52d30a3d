//! Baselines and the taste model behind the offline simulator; never a language model.

pub mod taste;
