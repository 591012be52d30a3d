//! What prompts take on the real MovieLens 100K where `../shared` has it, and how much of them slates share.

#![cfg(test)]

use std::path::Path;

use lusifer::data::{OpenOptions, Opened, Progress, Source, open, split};
use lusifer::domain::{Dataset, History, HistorySpec, Id, ProfileState, Split, Usage, UserIx};
use lusifer::prompting::{BUILT_IN, Pack, ProfileContext, Prompt, RECENT, RateContext};

fn real() -> Option<(Opened, Split)> {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    if !shared.join("ml-100k/u.data").is_file() {
        println!("skipped: ../shared is not here");
        return None;
    }
    let options = OpenOptions {
        item_texts: Some(shared.join("recorded-100k/movies_enriched_100k.csv")),
        ..OpenOptions::default()
    };
    let opened = open(&Source::Path(shared.join("ml-100k")), &options, &Progress::default()).unwrap();
    let u1 = split(&opened, None).unwrap();
    Some((opened, u1))
}

/// Two paragraphs of 200 words in all: the longest profile that is asked for.
fn profile() -> String {
    let sentence =
        "This person seeks tense, character-driven stories with moral weight and a dry wit throughout. ";
    format!("{}\n\n{}", sentence.repeat(7).trim_end(), sentence.repeat(7).trim_end())
}

/// What both phases take for a user: the profile prompts and those of the slates.
fn both_phases(
    pack: &Pack,
    data: &Dataset,
    split: &Split,
    user: UserIx,
    held_out: usize,
) -> (Vec<u64>, Vec<String>) {
    let history = History::of(data, split, user, &HistorySpec::default());
    let batches = history.batches().count();
    let mut former: Vec<ProfileState> = Vec::new();
    let mut tokens = Vec::new();
    for batch in history.batches() {
        let context = ProfileContext {
            dataset: data,
            user,
            batch: batch.number,
            batches,
            interactions: batch.interactions,
            former: &former,
        };
        let prompt = pack.profile(&context).unwrap();
        tokens.push(estimate(&prompt));
        former.push(ProfileState {
            batch: batch.number,
            interactions: batch.interactions.to_vec(),
            profile: profile(),
            update: None,
            claims: Vec::new(),
            usage: Usage::default(),
            provenance: lusifer::domain::Provenance::Simulated,
        });
    }
    let seen: Vec<_> = history.batches().flat_map(|batch| batch.interactions.to_vec()).collect();
    let items: Vec<Id> = split
        .held_out(&data.interactions, user)
        .take(held_out)
        .map(|row| data.interaction(row).item)
        .collect();
    let mut texts = Vec::new();
    for slate in items.chunks(10) {
        let recent = &seen[seen.len().saturating_sub(RECENT)..];
        let context = RateContext { dataset: data, user, profile: &profile(), recent, items: slate };
        let prompt = pack.rate(&context).unwrap();
        tokens.push(estimate(&prompt));
        texts.push(prompt.messages.iter().map(|message| message.text.as_str()).collect());
    }
    (tokens, texts)
}

/// Tokens, with what a server adds: the schema and a few per message.
fn estimate<A>(prompt: &Prompt<A>) -> u64 {
    prompt.tokens() + prompt.schema.1.to_string().len() as u64 / 4 + 4 * prompt.messages.len() as u64
}

#[test]
fn both_phases_stay_under_eight_thousand_tokens() {
    let Some((opened, u1)) = real() else { return };
    let data = &*opened.dataset;
    for name in BUILT_IN {
        let pack = Pack::open(name).unwrap();
        let mut all: Vec<u64> = data
            .users
            .all()
            .filter(|&user| u1.held_out(&data.interactions, user).count() >= 10)
            .map(|user| both_phases(&pack, data, &u1, user, 10).0.iter().sum())
            .collect();
        all.sort_unstable();
        let mean = all.iter().sum::<u64>() / all.len() as u64;
        println!(
            "{name}: {} users, mean {mean}, median {}, most {:?}",
            all.len(),
            all[all.len() / 2],
            all.last()
        );
        assert!(all.iter().all(|&tokens| tokens <= 8_000), "{name}: {mean}, {:?}", all.last());
    }
}

/// Of users with forty held-out items, how much of a slate's prompt is the same as that of the slate before it. All
/// but the items is: a server that keeps what it has read reads no more than them.
#[test]
fn slates_of_a_user_share_all_but_their_items() {
    let Some((opened, u1)) = real() else { return };
    let data = &*opened.dataset;
    for name in BUILT_IN {
        let pack = Pack::open(name).unwrap();
        let users = data.users.all().filter(|&user| u1.held_out(&data.interactions, user).count() >= 40);
        let (mut shared, mut whole, mut fewest) = (0, 0, usize::MAX);
        for user in users.step_by(10) {
            let (_, texts) = both_phases(&pack, data, &u1, user, 40);
            for pair in texts.windows(2) {
                let same = pair[0].bytes().zip(pair[1].bytes()).take_while(|(a, b)| a == b).count();
                let items = pair[1].find("Rate these:\n\n[").unwrap() + "Rate these:\n\n[".len();
                assert!(same >= items, "{name}: {same} of {items}");
                shared += same;
                whole += pair[1].len();
                fewest = fewest.min(same);
            }
        }
        println!(
            "{name}: {:.1} % of a slate are shared, {} of {} tokens in sum, at least {}",
            100.0 * shared as f64 / whole as f64,
            shared / 4,
            whole / 4,
            fewest / 4
        );
    }
}
