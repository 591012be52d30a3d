//! Under which conditions two runs were made: what differs, and what makes their figures incomparable.

use super::text::clean_line;
use super::{ForkPoint, PackTexts, Run, RunId, RunSpec, SimulatorIdentity};

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
        ("seed", a.seed.to_string(), b.seed.to_string()),
    ];
    let parameters = made_with(s).into_iter().zip(made_with(t)).map(|((what, a), (_, b))| (what, a, b));
    all.into_iter().chain(parameters).filter(|(_, a, b)| a != b).collect()
}

/// What a simulator's parameters are, each with its name: the prompts' first digits, the temperatures, and the rest; `-`
/// where it has none.
pub fn made_with(simulator: &SimulatorIdentity) -> [(&'static str, String); 3] {
    const TEMPERATURE: &str = "temperature ";
    let (mut temperature, mut rest) = (None, Vec::new());
    // What follows is the provider's own, in which these words may mean something else.
    for one in simulator.parameters.splitn(4, ", ") {
        match one.strip_prefix(TEMPERATURE) {
            Some(value) => temperature = Some(value),
            None if one.starts_with("prompts ") => {}
            None => rest.push(one),
        }
    }
    let said = |text: &str| if text.is_empty() { "-".to_owned() } else { clean_line(text) };
    [
        ("prompts", said(simulator.prompts().map(short_hash).unwrap_or_default())),
        ("temperature", said(temperature.unwrap_or_default())),
        ("parameters", said(&rest.join(", "))),
    ]
}

/// The first eight digits of a hash name a pack, or a file of one, well enough for people.
pub fn short_hash(hash: &str) -> &str {
    hash.get(..8).unwrap_or(hash)
}

/// The texts of the prompts that two runs were written with, A's first.
///
/// # Errors
/// A sentence on why no texts can be set against each other: there are none, they are the same, or were not kept.
pub fn prompts_beside<'a>(
    a: &Run,
    b: &Run,
    packs: &'a [Option<PackTexts>; 2],
) -> Result<[&'a PackTexts; 2], String> {
    let none = |name: char, run: &Run| match run.spec.simulator.model {
        None => format!("{name} is the offline simulator's, which reads no prompts"),
        Some(_) => format!("of {name} it is not known with which prompts it was written"),
    };
    let hashes = [a, b].map(|run| run.spec.simulator.prompts());
    let [in_a, in_b] = hashes.map(|hash| clean_line(hash.map(short_hash).unwrap_or_default()));
    match (hashes, packs) {
        ([None, None], _) if [a, b].iter().all(|run| run.spec.simulator.model.is_none()) => {
            Err("Both are the offline simulator's, which reads no prompts.".to_owned())
        }
        ([None, None], _) => Err(format!("No prompts to compare: {}; {}.", none('A', a), none('B', b))),
        ([None, Some(_)], _) => {
            Err(format!("No prompts to compare: {}; B was written with {in_b}.", none('A', a)))
        }
        ([Some(_), None], _) => {
            Err(format!("No prompts to compare: {}; A was written with {in_a}.", none('B', b)))
        }
        ([Some(one), Some(other)], _) if one == other => {
            Err(format!("A and B were written with the same prompts, {in_a}."))
        }
        (_, [Some(a), Some(b)]) => Ok([a, b]),
        (_, [of_a, of_b]) => {
            let whose = match (of_a, of_b) {
                (Some(_), _) => "of B",
                (_, Some(_)) => "of A",
                _ => "of both",
            };
            Err(format!(
                "The prompts differ, {in_a} and {in_b}, but the texts {whose} are not kept: runs of older versions were \
                 written without keeping them."
            ))
        }
    }
}

/// A run and those that it comes from, the run itself first, each with how many of the run's states are its states.
pub type Line = Vec<(RunId, usize)>;

/// The line of a run of which so many states are written, by where each of `forks` was left: the run's own fork first,
/// then that of the run which it left, and so on.
pub fn line_of(run: RunId, written: usize, forks: impl IntoIterator<Item = ForkPoint>) -> Line {
    let mut line = vec![(run, written)];
    let mut shared = written;
    for fork in forks {
        shared = shared.min(fork.from_batch.saturating_sub(1));
        line.push((fork.run, shared));
    }
    line
}

/// How many batches two runs share since one left the other, or both come from a third, however many runs lie between:
/// their states are the same ones and were not run again. 0 for two states of one run.
pub fn shared_batches(a: &Line, b: &Line) -> usize {
    if a.first().map(|(run, _)| run) == b.first().map(|(run, _)| run) {
        return 0;
    }
    let with = |(run, shared): &(RunId, usize)| {
        b.iter().find(|(other, _)| other == run).map(|(_, other)| *shared.min(other))
    };
    a.iter().filter_map(with).max().unwrap_or(0)
}

/// `B1 is shared and was not run again`; nothing where no batch is.
pub fn shared_in_words(batches: usize) -> Option<String> {
    match batches {
        0 => None,
        1 => Some("1 batch is shared and was not run again: B1".to_owned()),
        _ => Some(format!("{batches} batches are shared and were not run again: B1 to B{batches}")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{DataHash, ForkPoint, HistorySpec, Id, Order, RunId, SimulatorIdentity};
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

    #[test]
    fn parameters_are_told_apart_and_those_of_the_provider_are_left_as_they_are() {
        let mut simulator = spec().simulator;
        simulator.parameters =
            "llm-1, prompts 0123456789abcdef, temperature 0.7 and 0, x {\"a\": 1, \"b\": 2}".into();
        assert_eq!(
            made_with(&simulator),
            [
                ("prompts", "01234567".to_owned()),
                ("temperature", "0.7 and 0".to_owned()),
                ("parameters", "llm-1, x {\"a\": 1, \"b\": 2}".to_owned()),
            ]
        );
        let none = made_with(&spec().simulator);
        assert_eq!(none.map(|(_, value)| value), ["-", "-", "offline-3"]);
    }

    fn run(id: i64, prompts: Option<&str>) -> Run {
        let mut spec = spec();
        if let Some(prompts) = prompts {
            spec.simulator.model = Some("m".into());
            spec.simulator.parameters = format!("llm-1, prompts {prompts}, temperature 0 and 0");
        }
        let (name, created) = ("main".to_owned(), String::new());
        Run { id: RunId(id), name, spec, fork: None, created, batches: 4, states: Vec::new() }
    }

    #[test]
    fn prompts_are_set_against_each_other_where_both_texts_are_there() {
        let pack =
            |hash: &str| Some(PackTexts { hash: hash.to_owned(), name: "p".to_owned(), files: Vec::new() });
        let said = |a, b, packs: [Option<PackTexts>; 2]| {
            prompts_beside(&run(1, a), &run(2, b), &packs).map(|packs| packs.map(|pack| pack.hash.clone()))
        };
        assert_eq!(said(Some("aa"), Some("bb"), [pack("aa"), pack("bb")]), Ok(["aa".into(), "bb".into()]));
        let why = |a, b, packs| said(a, b, packs).unwrap_err();
        assert_eq!(
            why(Some("aa"), Some("aa"), [pack("aa"), pack("aa")]),
            "A and B were written with the same prompts, aa."
        );
        assert!(why(Some("aa"), Some("bb"), [None, pack("bb")]).contains("the texts of A are not kept"));
        assert!(why(Some("aa"), Some("bb"), [None, None]).contains("the texts of both are not kept"));
        assert!(why(None, None, [None, None]).starts_with("Both are the offline simulator's"));
        assert_eq!(
            why(None, Some("bb"), [None, pack("bb")]),
            "No prompts to compare: A is the offline simulator's, which reads no prompts; B was written with bb."
        );
    }

    #[test]
    fn what_two_runs_share_is_what_lies_before_the_fork_however_far_back_it_is() {
        let from = |run, from_batch| ForkPoint { run: RunId(run), from_batch };
        let line = |run, forks: &[ForkPoint]| line_of(RunId(run), 4, forks.iter().copied());
        let (a, b, c) = (line(1, &[]), line(2, &[from(1, 3)]), line(3, &[from(1, 2)]));
        assert_eq!((shared_batches(&a, &b), shared_batches(&b, &a)), (2, 2));
        assert_eq!((shared_batches(&b, &c), shared_batches(&a, &a)), (1, 0), "siblings; two states of one");
        assert_eq!(shared_batches(&a, &line(4, &[])), 0);
        // A fork of a fork shares with the first run what both forks left alone.
        let late = line(5, &[from(2, 4), from(1, 3)]);
        let early = line(6, &[from(2, 2), from(1, 3)]);
        assert_eq!([&a, &b, &c].map(|other| shared_batches(&late, other)), [2, 3, 1]);
        assert_eq!([&a, &b, &c, &late].map(|other| shared_batches(other, &early)), [1, 1, 1, 1]);
        // What is not written yet is not shared.
        assert_eq!(shared_batches(&line_of(RunId(1), 1, []), &b), 1);
        assert_eq!(shared_in_words(0), None);
    }
}
