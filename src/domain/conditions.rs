//! Under which conditions two runs were made: what differs, and what makes their figures incomparable.

use super::RunSpec;
use super::text::clean_line;

/// Why figures of two runs cannot be set against each other: other data, another split, another history. One
/// phrase each, A's value first; empty = they can.
pub fn not_comparable(a: &RunSpec, b: &RunSpec) -> Vec<String> {
    let mut reasons = Vec::new();
    if a.data != b.data {
        let (a, b) = (clean_line(&a.data_name), clean_line(&b.data_name));
        // Two editions of a data set may have the same name.
        reasons.push(if a == b { format!("other ratings of {a}") } else { format!("data {a} and {b}") });
    }
    let mut differs = |what: &str, a: String, b: String| {
        if a != b {
            reasons.push(format!("{what} {a} and {b}"));
        }
    };
    differs("users", clean_line(&a.user.to_string()), clean_line(&b.user.to_string()));
    differs("splits", clean_line(&a.split), clean_line(&b.split));
    differs("orders", a.history.order.word().to_owned(), b.history.order.word().to_owned());
    differs("histories of", a.history.length.to_string(), b.history.length.to_string());
    differs("batches of", a.history.batch_size.to_string(), b.history.batch_size.to_string());
    reasons
}

/// What else differs between two runs, as (what, A's, B's): who wrote, with what, under which seed. That is what a
/// comparison is about.
pub fn changed(a: &RunSpec, b: &RunSpec) -> Vec<(&'static str, String, String)> {
    let none = || "-".to_owned();
    let text = |text: &Option<String>| text.as_deref().map_or_else(none, clean_line);
    let (s, t) = (&a.simulator, &b.simulator);
    let all = [
        ("provider", clean_line(&s.provider), clean_line(&t.provider)),
        ("model", text(&s.model), text(&t.model)),
        ("parameters", clean_line(&s.parameters), clean_line(&t.parameters)),
        ("seed", a.seed.to_string(), b.seed.to_string()),
    ];
    all.into_iter().filter(|(_, a, b)| a != b).collect()
}

#[cfg(test)]
mod tests {
    use super::super::{DataHash, HistorySpec, Id, Order, SimulatorIdentity};
    use super::*;

    fn spec() -> RunSpec {
        RunSpec {
            user: Id::Number(1),
            data: DataHash(1),
            data_name: "ml-100k".into(),
            split: "u1".into(),
            history: HistorySpec::default(),
            simulator: SimulatorIdentity {
                provider: "sim".into(),
                model: None,
                parameters: "offline-3".into(),
            },
            seed: 7,
        }
    }

    #[test]
    fn every_condition_is_named_with_both_values() {
        let a = spec();
        assert_eq!(not_comparable(&a, &RunSpec { seed: 8, ..spec() }), [""; 0]);
        let mut b = RunSpec { split: "u2".into(), data: DataHash(2), ..spec() };
        b.history.order = Order::NewestFirst;
        b.user = Id::Number(5);
        assert_eq!(
            not_comparable(&a, &b),
            [
                "other ratings of ml-100k",
                "users 1 and 5",
                "splits u1 and u2",
                "orders chronological and newest-first"
            ]
        );
    }

    #[test]
    fn what_was_changed_on_purpose_is_no_obstacle() {
        let mut b = RunSpec { seed: 8, ..spec() };
        b.simulator.model = Some("m".into());
        let changed = changed(&spec(), &b);
        assert_eq!(changed, [("model", "-".into(), "m".into()), ("seed", "7".into(), "8".into())]);
    }
}
