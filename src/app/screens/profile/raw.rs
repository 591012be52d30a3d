//! A state exactly as it is stored, as JSON, in which nothing can drive a terminal; never a selection of it.

use std::fmt::Write;

use crate::domain::ProfileState;
use crate::domain::text::is_hostile;

/// The state as JSON, two spaces a level. Characters that could drive a terminal or turn the reading order are
/// written as JSON escapes, so that the text still reads back as the same state.
pub fn raw(state: &ProfileState) -> String {
    let json = serde_json::to_string_pretty(state).unwrap_or_else(|error| error.to_string());
    let mut safe = String::with_capacity(json.len());
    let mut units = [0_u16; 2];
    for character in json.chars() {
        if is_hostile(character) {
            for unit in character.encode_utf16(&mut units) {
                // Writing to a string cannot fail.
                let _ = write!(safe, "\\u{unit:04x}");
            }
        } else {
            safe.push(character);
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Id, Interaction, Provenance, Rating, Usage};

    #[test]
    fn what_is_shown_reads_back_as_what_is_stored() {
        let state = ProfileState {
            batch: 2,
            interactions: vec![Interaction {
                item: Id::Text("a\u{202e}b".into()),
                rating: Rating::from_halves(9),
                timestamp: None,
                provenance: Provenance::Real,
            }],
            profile: "One\u{1b}[31m.\n\n\u{9b}Two \"quoted\" \u{e0041}\u{2067}.".to_owned(),
            update: Some(String::new()),
            claims: Vec::new(),
            usage: Usage { calls: 1, attempts: 2, tokens_in: Some(7), tokens_out: None, cost_usd: None },
            provenance: crate::domain::Provenance::Simulated,
        };
        let text = raw(&state);
        assert!(!text.chars().any(is_hostile), "{text}");
        assert_eq!(serde_json::from_str::<ProfileState>(&text).unwrap(), state);
    }
}
